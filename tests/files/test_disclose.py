"""What disclosing does with each construct, and that whatever looks withheld is withheld or refused.

The word `zebra` stands for what must not be seen, `3f2a9c1d` for a digest of a text that held it.
"""

from __future__ import annotations

import pytest

from loadpath.errors import LoadpathError, UndisclosableError
from loadpath.files.disclose import disclose
from loadpath.files.reader import read
from loadpath.project import Project

HEAD = "# Case c: C\n\n- kind: risk analysis\n\n## Event harm: H\n\n- kind: residual\n\n"
CLAIM = "## Claim a: A\n\n"
HIDDEN = "## Claim zebra-x: Zebra\n\n- access: internal\n\n"
ASSESSOR = "## Assessor me: Me\n\n- harm: 1% because x\n"
DIGEST = "3f2a9c1d"


def _left(text: str, audience: str = "public", **more: str) -> str:
    """Return what is left of a case that begins with `HEAD`, one text."""
    left = disclose({"case.md": HEAD + text} | {f"{name}.md": other for name, other in more.items()}, audience)
    return "\n".join(left[name] for name in sorted(left))


# taken away -----------------------------------------------------------------------------------------------------------

REDACTED = {
    "several spaces": "[[redact  security:  zebra]]",
    "escaped brackets": "\\[\\[redact security: zebra\\]\\]",
    "one escaped bracket of two": "[\\[redact security: zebra\\]]",
    "no-break spaces": "[[redact\u00a0security:\u00a0zebra]]",
    "tabs": "[[redact\tsecurity:\tzebra]]",
    "two lines": "Text [[redact security: it is a\nzebra]] here",
    "a reference inside": "[[redact security: [[a]] is a zebra]]",
    "a passage inside of another": "[[redact security: a [[redact privacy: b]] zebra]]",
    "brackets of a link inside": "[[redact security: [x](y) zebra]]",
    "code": "`[[redact security: zebra]]`",
    "a fence": "```\n[[redact security: a\n\nzebra]]\n```",
    "raw HTML": "<div>\n[[redact security: zebra]]\n</div>",
    "a heading": "### About [[redact security: zebra]]",
    "a heading that is underlined": "About [[redact security: zebra]]\n===",
    "a cell with a bar": "| a | b |\n|---|---|\n| [[redact security: p | zebra]] | x |",
    "cells with escaped brackets": "| a | b |\n|---|---|\n| \\[\\[redact security: p | zebra\\]\\] | x |",
    "a quotation": "> it is [[redact security: a\n> zebra]]",
    "a continued entry": "Text\n\n- x [[redact security: a\n  zebra]]",
    "a field": "- owner: [[redact privacy: zebra]]",
}


@pytest.mark.parametrize("text", REDACTED.values(), ids=REDACTED)
def test_passages_are_taken_away(text: str) -> None:
    """Wherever the reader accepts a passage, it is taken away, and its mark stays."""
    left = _left(CLAIM + text + "\n")
    assert "zebra" not in left
    assert "[[withheld " in left


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    """Text of other systems, with a byte order mark, comes out like any other."""
    text = HEAD + HIDDEN + CLAIM + "See [[zebra-x]] <!-- zebra\nzebra --> [[redact security: zebra\nzebra]].\n"
    plain = disclose({"case.md": text}, "public")
    assert "ebra" not in plain["case.md"]
    assert disclose({"case.md": "\ufeff" + text.replace("\n", ends)}, "public") == plain


MENTIONED = {
    "a title": "## Claim a: About [[zebra-x]]\n",
    "a heading": CLAIM + "### Also \\[\\[zebra\\-x\\]\\]\n",
    "an x- field": CLAIM + "- x-note: [[zebra-x]]\n",
    "code": CLAIM + "`[[zebra-x]]` `[[= load of zebra-x by me]]`\n\n```\n[[zebra-x]] [[=  risk of  zebra-x ]]\n```\n",
    "raw HTML": CLAIM + "<div>\n[[zebra-x]]\n</div>\n",
    "computed values": CLAIM + "[[=  load\u00a0 of \n zebra-x]] \\[\\[= load of zebra\\-x\\]\\]\n",
    "cells": CLAIM + "| a | b |\n|---|---|\n| [[zebra-x]] | \\[\\[zebra-x\\]\\] \\| [[ zebra-x ]] |\n",
    "lines": CLAIM
    + "- evidence: [[ev]]\n\nSee [[\nzebra-x\n]].\n\n## Evidence ev: E\n\n- result: 1 of 4\n- about: [[a]]\n",
    "proposals": "## Claim a: A\n",
    "a task": "## Review r: R\n\n- [x] [[zebra-x]]: as [[zebra-x]]\n",
    "a condition in a cell": "## Scenario s: S\n\n- starts: [[zebra-x]]\n\n"
    "| who | sees | tells | after | works | again | if |\n|---|---|---|---|---|---|---|\n"
    "| a | b | **stops it**: x | 5 min | 90% ever | | [[zebra-x]] and not [[ zebra\\-x]] |\n",
    "a waiver": "## Waiver w: W\n\n- rule: orphan\n- on: [[zebra-x]]\n- because: x\n- by: me\n- until: 2030-01-01\n",
    "a bare id with an escape": "## Assessor me: Me\n\n- harm: 1% if zebra\\-x, 2% otherwise because x\n",
    "a condition over lines": "## Assessor me: Me\n\n- harm: 1% if\n  zebra-x,\n2% otherwise because [[\nzebra-x\n]]\n",
    "a ratio": "## Evidence ev: E\n\n- about: [[harm]]\n- result: 1 of 4\n\n## Assessor me: Me\n\n- ev: 4:1 for zebra-x because x\n",
    "a judgement": ASSESSOR + "- zebra-x: 10% because zebra\n",
    "a withheld judgement": ASSESSOR + "- [[redact security:\n  zebra-x: 10% because zebra]]\n",
    "a judgement with a comment over lines": ASSESSOR + "- zebra-x: 10% <!-- a\nzebra\nb --> because q\n",
}


@pytest.mark.parametrize("audience", ["public", "reviewers"])
@pytest.mark.parametrize("text", MENTIONED.values(), ids=MENTIONED)
def test_withheld_nodes_leave_no_name(text: str, audience: str) -> None:
    """Wherever the reader takes a reference, disclosing replaces it."""
    assert "ebra" not in _left(HIDDEN + text, audience)


def test_an_id_that_begins_another_is_left_alone() -> None:
    """`zebra` is withheld, `zebra-x` and the word are not."""
    hidden = "## Claim zebra: Striped\n\n- access: internal\n\n## Claim zebra-x: Public\n\n"
    left = _left(hidden + "## Assessor me: Me\n\n- harm: 1% if zebra-x and zebra, 2% otherwise because zebra\n")
    assert "- harm: 1% if zebra-x and withheld-1, 2% otherwise because zebra\n" in left


# comments -------------------------------------------------------------------------------------------------------------

COMMENTS = {
    "on lines of its own": "x\n\n<!-- a\n\nzebra\n-->\n\ny",
    "in a line": "x <!-- zebra --> y",
    "over lines of a paragraph": "x <!-- a\nzebra --> y",
    "not closed": "x\n\n<!-- zebra\n",
    "in a cell": "| a | b |\n|---|---|\n| <!-- zebra --> | x |",
    "in a quotation": "> <!-- zebra -->",
    "in raw HTML": "<div>\n<!-- zebra -->\n</div>",
    "in raw HTML, in a line": "<details><!-- zebra --><summary>x</summary></details>",
    "in raw HTML, over lines": "<pre>\n<!-- a\nzebra\n-->\n</pre>",
}


@pytest.mark.parametrize("text", COMMENTS.values(), ids=COMMENTS)
def test_comments_are_taken_away(text: str) -> None:
    """Nothing of a comment stays, in raw HTML neither."""
    assert "zebra" not in _left(CLAIM + text + "\n")


@pytest.mark.parametrize("text", COMMENTS.values(), ids=COMMENTS)
def test_the_length_of_a_comment_does_not_stay(text: str) -> None:
    """Two comments of different length, also in lines, leave the same."""
    longer = text.replace("zebra", "a longer text" if "|" in text else "a longer\ntext of three\nlines")
    assert _left(CLAIM + text + "\n") == _left(CLAIM + longer + "\n")


def test_text_after_a_comment_opens_nothing() -> None:
    """What stands behind a comment is no heading and no list, before and after."""
    text = CLAIM + "<!-- x -->- owner: ann\n"
    assert "\n\u00a0- owner: ann\n" in _left("## Claim b: B\n\nText.\n\n### More\n\n" + text.removeprefix(CLAIM))


NOT_SHOWN = {
    "a comment over paragraphs of an entry": "Text\n\n- <!-- a\n\n  zebra -->",
    "a comment over paragraphs of raw HTML": "<div><!--\n\nzebra\n\n--></div>",
    "a definition that nothing uses": "[//]: # (zebra)",
    "the same by another name": "[comment]: <> (zebra)",
    "an instruction": "<?php zebra ?>",
    "character data": "<![CDATA[ zebra ]]>",
    "a comment from a heading into text": "### More <!-- zebra\nzebra --> prose",
}


@pytest.mark.parametrize("text", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_what_a_page_does_not_show_and_is_left_is_refused(text: str) -> None:
    """An author who looks at the rendered page takes it for hidden: nothing is disclosed."""
    with pytest.raises(UndisclosableError) as refused:
        _left(CLAIM + text + "\n")
    assert "zebra" not in f"{refused.value}{refused.value.help}"


TORN = {
    "over two paragraphs, the word cut": "x [[red\n\nact security: zebra]]",
    "a bracket and a letter missing": "x [edact security: zebra]]",
    "two letters missing": "x [[dact security zebra]]",
    "in a step": "## Pathway p: P\n\n1. [[a]] - [[redac<b>t security: zebra]]",
    "in an owner": "- owner: [[redac zebra]]",
}


@pytest.mark.parametrize("text", TORN.values(), ids=TORN)
def test_brackets_that_are_left_are_refused(text: str) -> None:
    """What remains of a passage that was meant to be withheld stops everything."""
    with pytest.raises(UndisclosableError) as refused:
        _left(CLAIM + text + "\n")
    assert "zebra" not in f"{refused.value}{refused.value.help}"


ELSEWHERE = {
    "under a torn heading": "## As*sessor you: You\n\n- zebra-x: 5% because x\n",
    "in a fence": "```\n- zebra-x fails: 5%\n```\n",
    "with an escape": "Text\n\n* not zebra\\-x: 5%\n",
}


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE)
def test_judgements_of_withheld_nodes_outside_of_assessors_are_refused(text: str) -> None:
    """A list that only looks like an assessor's gives the number away."""
    with pytest.raises(UndisclosableError) as refused:
        _left(HIDDEN + CLAIM + text)
    assert "zebra" not in f"{refused.value}{refused.value.help}"


def test_brackets_in_code_are_shown() -> None:
    """Code has double brackets of its own."""
    text = "`a[b[0]]`\n\n```\nif [[ -f x ]]; then\n```\n"
    assert text in _left(CLAIM + text)


def test_code_about_comments_is_shown() -> None:
    """Between backticks and in fences a comment is text that everybody sees."""
    text = "`<!-- seen -->`\n\n```\n<!-- seen -->\n```\n"
    assert text in _left(CLAIM + text)


# judgements and digests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["- zebra-x: 10% because z", "- harm: 1% because x"],
        ["- zebra-x: 10% because z", "", "- harm: 1% because x"],
        ["- harm: 1% because x", "- zebra-x: 10% because z"],
        ["- harm: 1% because x", "", "- zebra-x: 10% because z"],
        ["- harm: 1% because x"],
    ],
)
def test_judgements_leave_no_empty_line(lines: list[str]) -> None:
    """Whether a withheld node was judged cannot be told from what is left."""
    left = _left(HIDDEN + "## Assessor me: Me\n\n" + "\n".join(lines) + "\n\nText.\n")
    assert left.endswith("## Assessor me: Me\n\n- harm: 1% because x\n\nText.\n")


def _review(of: str) -> str:
    return f"## Review r: R\n\n- by: A\n\n- [x] [[{of}]] at {DIGEST}: ok, [[{of}]] at {DIGEST}\n\n"


TOUCHED = {
    "a passage": ("a", CLAIM + "[[redact security: zebra]]\n\n"),
    "a judgement": ("me", HIDDEN + ASSESSOR + "- zebra-x: 10% because x\n\n"),
    "a reference": ("a", HIDDEN + CLAIM + "See [[zebra-x]].\n\n"),
    "a comment in raw HTML": ("a", CLAIM + "<div>\n<!-- zebra -->\n</div>\n\n"),
}


@pytest.mark.parametrize(("name", "text"), TOUCHED.values(), ids=TOUCHED)
def test_digests_of_what_was_withheld_in_part_go(name: str, text: str) -> None:
    """A digest of few words can be guessed."""
    assert DIGEST not in _left(text + _review(name))


def test_digests_of_the_case_go_when_text_before_the_headings_of_a_file_is_withheld() -> None:
    """Such text belongs to the case, wherever it stands."""
    left = _left(_review("c"), other="A [[redact security: zebra]].\n\n" + CLAIM)
    assert DIGEST not in left


def test_digests_in_lists_that_are_not_only_tasks_go() -> None:
    """What reads like a fact check is one for whoever wants to guess."""
    text = f"## Review r: R\n\n### Facts\n\n- [x] [[a]] at {DIGEST}: ok\n- other\n"
    assert DIGEST not in _left(CLAIM + "[[redact security: zebra]]\n\n" + text)


# refused --------------------------------------------------------------------------------------------------------------

FAULTY = {
    "brackets of other scripts": "\uff3b\uff3bredact security: zebra\uff3d\uff3d",
    "lenticular brackets": "\u3010redact security: zebra\u3011",
    "curly brackets": "{{redact security: zebra}}",
    "angles": "<<redact security: zebra>>",
    "entities": "&#91;&#91;redact security: zebra]]",
    "single brackets": "[redact security: zebra]",
    "single brackets without a reason": "[redacted: zebra]",
    "single brackets, bold": "[**redact** security: zebra]",
    "brackets in two lines": "x [\n[**redact** security: zebra]]",
    "a colon of another script": "[[redact security\uff1a zebra]]",
    "a character without width": "[[re\u200bdact security: zebra]]",
    "the reason alone": "- owner: [[privacy: zebra]]",
    "closed early by an index": "[[redact security: a[b[0]] is zebra]]",
    "closed early by code": "[[redact security: `x]]` is zebra]]",
    "over entries of a list": "Text\n\n- [[redact security: a\n- zebra]]",
    "an access in a paragraph": "A zebra\naccess: internal",
    "an access that continues a field": "- owner: ann\naccess: internal\n\nzebra",
    "an access in a quotation": "> - access: internal\n\nzebra",
    "an access in a fence": "```\n\n- access: internal\n```\n\nzebra",
    "an access between rules": "---\naccess: internal\n---\n\nzebra",
    "an access in bold": "**Access:** internal\n\nzebra",
    "an access with an equals sign": "access = internal\n\nzebra",
    "an access with a colon of another script": "Text\n\n- access\uff1a internal\n\nzebra",
    "an access in a table": "| access | internal |\n|---|---|\n\nzebra",
    "a node below a fence that is not closed": "```\nx\n\n## Claim b: zebra\n\n- access: internal\n",
    "an access that continues a task": "## Review r: R\n\n- [x] [[harm]]: ok\n  access: internal\n\nzebra",
    "an access that continues a judgement": ASSESSOR + "access: internal\n\nzebra",
}


@pytest.mark.parametrize("text", FAULTY.values(), ids=FAULTY)
def test_what_looks_withheld_and_is_not_is_an_error(text: str) -> None:
    """Withholding never fails open."""
    reading = read({"case.md": HEAD + CLAIM + text + "\n"})
    assert not reading.sound
    with pytest.raises(UndisclosableError):
        _left(CLAIM + text + "\n")


INNOCENT = (
    "Access to the internal network is limited.",
    "| access | internal | external |\n|---|---|---|\n| yes | no | no |",
    "We redact names, for privacy: nobody is named.",
    "[[redact security: a b]] and then [[a]] and [x](y).",
    "[[redact security: see [x]]] and [see [[a]]](y)",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_does_not_look_withheld_is_no_error(text: str) -> None:
    """Prose about access and redacting may be written."""
    assert read({"case.md": HEAD + CLAIM + text + "\n"}).sound


# numbers --------------------------------------------------------------------------------------------------------------


def test_a_budget_withheld_in_part_is_refused() -> None:
    """The risk of 1 in 2,000 is half of 1 in 1,000; against the looser line it would be one two-hundredth."""
    texts = {
        "case.md": HEAD
        + "## Assessor me: Me\n\n- harm: 0.05% because x\n\n"
        + "## Budget b: B\n\n- this case: [[redact property: 1 in 1,000]]\n- lifetime: 1 in 10\n"
    }
    with pytest.raises(UndisclosableError):
        Project(texts).disclosed("public")


def test_the_words_of_a_case_are_not_shown_where_they_are_not_certified() -> None:
    """`published` holds the withheld claim weak; the bound, true for the assessor, would make it nearly certain."""
    texts = {
        "case.md": HEAD
        + "## Pathway p: P\n\n1. not [[safe]]\n\n## Scale s: S\n\n- weak: 1%-10%\n\n"
        + "## Claim safe: S\n\n- access: internal\n- strength: weak\n- disclosed: at least 99%\n\n"
        + "## Assessor me: Me\n\n- safe: 99.9% because x\n- harm: 1% because z\n"
    }
    full = Project(texts)
    shown = full.disclosed("public")
    assert full.risk("published").assessor == "published"
    assert [item.assessor for item in shown.risk()] == ["me"]
    with pytest.raises(LoadpathError, match="not certified"):
        shown.risk("published")
