"""Authors' text: the short way for a line without marks writes what the long way writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.characters import marked
from loadpath.report.prose import UNMARKED, Scribe


@given(st.text(st.sampled_from("ab Z19 ,.;:()'/-"), min_size=1, max_size=30).filter(UNMARKED.fullmatch))
def test_a_line_without_marks_is_its_own_html(text: str) -> None:
    """Lists, rules, addresses and numbers inside a line need no Markdown to stay what they are."""
    scribe = Scribe({}, {}, str)
    assert scribe.line(text) == text == scribe._clean(scribe.markdown.renderInline(marked(text)))


def test_a_line_with_marks_goes_the_long_way() -> None:
    """What Markdown, HTML or the report gives a meaning to is never taken as it stands."""
    for text in (
        "*a*",
        "a_b_",
        "`a`",
        "a <b>",
        "a & b",
        "5 %",
        "[[a]]",
        "a\\*",
        "https://a.b/?c=d",
        " a",
        "a\u202eb",
        "",
    ):
        assert not UNMARKED.fullmatch(text)
