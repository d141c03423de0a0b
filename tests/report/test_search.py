"""The index of a long report: which reports bring one, and that it leads where the words stand."""

from __future__ import annotations

import json
import re

import pytest
from pypdfium2 import PdfDocument
from tests.report.cases import NUMBERED
from tests.small import HERON

import loadpath as lp
from loadpath.report import search
from loadpath.report.document import document_of
from loadpath.report.search import index_of
from loadpath.report.tree import Document, Fields, Paragraph, Section


def written(*texts: str) -> Document:
    """Return a document of a section for each text."""
    sections = tuple(
        Section(title=(f"Part {number}",), anchor=f"part-{number}", blocks=(Paragraph((text,)),))
        for number, text in enumerate(texts)
    )
    return Document(title=("T",), anchor="t", kicker="", strip=Fields(()), notes=(), sections=sections)


def looked_up(index: str, word: str) -> list[str]:
    """Return where a word leads, as the page reads it."""
    whole = json.loads(index)
    entries = {one.split(" ")[0]: [int(step, 36) for step in one.split(" ")[1:]] for one in whole["words"].split("|")}
    at, found = 0, []
    for step in entries.get(word, []):
        at += step
        found.append(whole["places"][at])
    return found


def test_a_short_report_brings_none() -> None:
    """Nobody searches three pages."""
    read = lp.read(NUMBERED)
    assert index_of(document_of(read.scene, read.check())) == ""
    assert 'id="find"' not in read.report()


def test_words_lead_where_they_stand() -> None:
    """Forty sections of two pages each: a word of one section leads there, one of all leads nowhere in particular."""
    filler = "filling " * 550  # 4,400 letters, two pages
    texts = [f"{filler} number{place} {'third' if place % 10 == 3 else ''} Ünïcode1" for place in range(40)]
    index = index_of(written(*texts))
    assert looked_up(index, "number17") == ["part-17"]
    assert looked_up(index, "third") == ["part-3", "part-13", "part-23", "part-33"]
    assert "filling" in json.loads(index)["words"].split("|")
    assert looked_up(index, "ünïcode1") == []  # in every section
    assert "t" not in json.loads(index)["words"].split("|")


def test_an_index_that_would_be_too_large_is_one_of_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the largest cases only titles can be searched."""
    monkeypatch.setattr(search, "LARGEST", 1_000)
    index = index_of(written(*(f"{'filling ' * 550} number{place}" for place in range(40))))
    assert looked_up(index, "17") == ["part-17"]
    assert looked_up(index, "number17") == []


def test_many_sections_are_indexed_by_their_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else they say is not even looked at: no page is counted."""
    monkeypatch.setattr(search, "MANY", 39)
    index = index_of(written(*(f"short number{place}" for place in range(40))))
    assert looked_up(index, "17") == ["part-17"]
    assert looked_up(index, "number17") == []


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_estimate_of_pages_is_near_enough() -> None:
    """What counts as thirty pages is told from letters and figures: within a fifth of what typst sets."""
    read = lp.read(HERON, draws=50)
    document = document_of(read.scene, read.check())
    texts = [search._own_text(section) for section in search._sections(document.sections)]
    assert search._pages(texts, document) == pytest.approx(len(PdfDocument(read.pdf())), rel=0.2)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_can_be_searched() -> None:
    """Each word of the index stands in its section of the page, and the index is small."""
    html = lp.read(HERON, draws=50).report()
    found = re.search(r'id="index">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    assert len(found[1]) < 30_000
    assert "n-honeypots-not-recognised" in looked_up(found[1], "honeypot")
    assert all(f'id="{anchor}-title"' in html for anchor in json.loads(found[1])["places"])
