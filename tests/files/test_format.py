"""One layout: what is brought into it, and what is let be."""

from __future__ import annotations

import pytest
from tests.small import HEAD, HERON

import loadpath as lp
from loadpath.files.format import fmt

NODES = HEAD + "\n## Claim k: K\n\n## Event e: E\n\n- kind: residual\n"

BETTER = {
    "bullets": ("## Claim c: C\n* owner: a\n+   strength: b\n", "## Claim c: C\n\n- owner: a\n- strength: b\n"),
    "keys": ("## Claim c: C\n\n- Rests On :  [[k]]\n", "## Claim c: C\n\n- rests on: [[k]]\n"),
    "escapes": ("## Claim c: C\n\n- rests on: \\[\\[k\\]\\]\n", "## Claim c: C\n\n- rests on: [[k]]\n"),
    "escapes in prose": ("## Claim c: C\n\nAs \\[\\[k\\]\\] is.\n", "## Claim c: C\n\nAs [[k]] is.\n"),
    "spaces": ("## Claim c: C\n\n- owner:\u00a0a\u202fb \n", "## Claim c: C\n\n- owner: a b\n"),
    "quotes": ("## Claim c: C\n\n- owner: \u201ca\u201d\n", '## Claim c: C\n\n- owner: "a"\n'),
    "split": ("## Claim c: C\n\n- rests on: [[e]], [[\n  k]]\n", "## Claim c: C\n\n- rests on: [[e]], [[k]]\n"),
    "split in prose": ("## Claim c: C\n\nAs [[\nk]], and so on.\n", "## Claim c: C\n\nAs [[ k]],\nand so on.\n"),
    "margin": ("## Claim c: C\n\n- owner: a\nb\n", "## Claim c: C\n\n- owner: a\n  b\n"),
    "blank lines": (
        "## Claim c: C\n- owner: a\n### Why\nText\n\n\n\nmore\n",
        "## Claim c: C\n\n- owner: a\n\n### Why\n\nText\n\nmore\n",
    ),
    "ends": ("## Claim c: C\r\n\r\nText \r\nmore", "## Claim c: C\n\nText\nmore\n"),
    "mark": ("\ufeff## Claim c: C\n", "## Claim c: C\n"),
    "heading": ("##   Claim\u00a0c:C\n", "## Claim c: C\n"),
    "judgement": (
        "## Assessor me: Me\n* e: 5\u00a0% because it\u2019s so\n* [[ k ]]: 9\\% because x\n",
        "## Assessor me: Me\n\n- e: 5 % because it's so\n- [[k]]: 9% because x\n",
    ),
    "chain": ("## Pathway p: P\n1) \\[\\[e\\]\\] - it\u2019s\n", "## Pathway p: P\n\n1. [[e]] - it\u2019s\n"),
}


@pytest.mark.parametrize("name", BETTER)
def test_what_a_word_processor_did_is_undone(name: str) -> None:
    """The better text has the same digests, and is left as it is."""
    before, after = BETTER[name]
    done = fmt({"a.md": NODES, "b.md": before})
    assert done == {"a.md": NODES, "b.md": after}
    assert fmt(done) == done
    assert lp.read(done).case.digest == lp.read({"a.md": NODES, "b.md": before}).case.digest


KEPT = {
    "wording": "## Claim c: C\n\nIt\u2019s \u201cso\u201d\u00a0\u2014 \\*plain\\*, a  b.\n",
    "hard breaks": "## Claim c: C\n\nOne  \ntwo\n",
    "lists in prose": "## Claim c: C\n\nText\n\n* one\n+ two\n\n1) three\n",
    "code": "## Claim c: C\n\n```\n\\[\\[k\\]\\]  \n\n\n\t x\n```\n",
    "code in a line": "## Claim c: C\n\nAs `\\[\\[k\\]\\]` is.\n",
    "comments": "## Claim c: C\n\n<!-- a  \n\n\n\\[\\[k\\]\\] -->\n\nText\n",
    "code by its margin": "## Claim c: C\n\nText\n\n\n    one\n\n\n    two\n",
    "a table": "## Claim c: C\n\n| a   | b |\n|-----|---|\n| \u201cx\u201d |   |\n",
    "a level that jumps": "## Claim c: C\n\n##### Deep\n\nText\n",
    "an error": "## Claim c: C\n\n* owners:\u00a0a\n* rests on: \\[\\[K\\]\\]\n",
    "no link is made": "## Claim c: C\n\nAs \\[\\[k\\]\\](x) is.\n",
    "emphasis": "## Claim c: C\n\n- owner: \\*a\\* \\_b\\_\n",
    "what is not a case": "",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_the_authors_own_is_kept(name: str) -> None:
    """Byte for byte."""
    texts = {"a.md": NODES, "b.md": KEPT[name], "README.md": "Text \r\n\r\n\r\n* more"}
    assert fmt(texts) == texts


def test_the_example_is_a_fixed_point() -> None:
    """The example is laid out as it would be."""
    texts = dict(lp.read(HERON).texts)
    assert fmt(texts) == texts
