"""The Open-PSA reader: what it reads, and what it refuses, with file and line."""

from __future__ import annotations

import numpy as np
import pytest

from loadpath.assess.fault_tree import tree_model
from loadpath.errors import UnreadableError
from loadpath.ingest.openpsa import MOST_DEPTH, read_open_psa


def _model(inner: str) -> bytes:
    return f"<opsa-mef>\n<define-fault-tree name='t'>\n{inner}\n</define-fault-tree>\n</opsa-mef>".encode()


A, B = (
    f"<define-basic-event name='{n}'><float value='{p}'/></define-basic-event>" for n, p in (("a", 0.25), ("b", 0.5))
)


def _probability(formula: str, more: str = "") -> float:
    tree = tree_model(read_open_psa(_model(f"<define-gate name='top'>{formula}</define-gate>{A}{B}{more}"), "t.xml"))
    weights = np.array(tree.means)[:, None]
    return float(tree.circuit().probabilities(weights, 1 - weights, [tree.tops["top"]])[0, 0])


BOTH = "<basic-event name='a'/><event name='b'/>"


@pytest.mark.parametrize(
    ("formula", "probability"),
    [  # a has 1/4, b 1/2: and 1/8, or 5/8, exactly one 1/2, a without b 1/8
        (f"<and>{BOTH}</and>", 0.125),
        (f"<or>{BOTH}</or>", 0.625),
        (f"<nand>{BOTH}</nand>", 0.875),
        (f"<nor>{BOTH}</nor>", 0.375),
        (f"<xor>{BOTH}</xor>", 0.5),
        (f"<iff>{BOTH}</iff>", 0.5),
        (f"<imply>{BOTH}</imply>", 0.875),
        ("<not><basic-event name='a'/></not>", 0.75),
        (f"<atleast min='2'>{BOTH}<constant value='true'/></atleast>", 0.625),
        (f"<cardinality min='1' max='1'>{BOTH}</cardinality>", 0.5),
        (f"<and>{BOTH}<house-event name='h'/></and>", 0.125),
    ],
)
def test_every_connective_means_what_it_says(formula: str, probability: float) -> None:
    """Nested formulas and references of every kind are read."""
    house = "<define-house-event name='h'><constant value='true'/></define-house-event>"
    assert _probability(formula, house) == probability


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ("<lognormal-deviate><float value='0.01'/><float value='3'/><float value='0.95'/></lognormal-deviate>", 0.01),
        ("<beta-deviate><float value='1'/><float value='3'/></beta-deviate>", 0.25),  # 1 / (1 + 3)
        ("<uniform-deviate><float value='0'/><float value='0.5'/></uniform-deviate>", 0.25),
        ("<normal-deviate><float value='0.2'/><float value='0.01'/></normal-deviate>", 0.2),
        ("<gamma-deviate><float value='2'/><float value='0.125'/></gamma-deviate>", 0.25),  # 2 times 0.125
        ("<parameter name='p'/>", 0.375),
    ],
)
def test_a_distribution_stands_by_its_mean(written: str, mean: float) -> None:
    """Distributions and parameters come down to a mean probability."""
    more = (
        f"<define-basic-event name='c'>{written}</define-basic-event>"
        "<define-parameter name='p'><float value='0.375'/></define-parameter>"
    )
    assert _probability("<basic-event name='c'/>", more) == mean


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ("<define-gate name='g'><gate name='x'/></define-gate>", "t.xml:3: `x` is no gate that is defined"),
        ("<define-gate name='g'><gate name='g'/></define-gate>", "t.xml:3: a definition in a circle: `g` -> `g`"),
        (f"{A}\n{A}", "t.xml:4: `a` is defined again, first in line 3"),
        ("<define-gate name='g'><maybe/></define-gate>", "t.xml:3: `maybe` is no connective"),
        ("<define-gate name='g'/>", "t.xml:3: `g` has 0 formulas where one is expected"),
        ("<define-gate name='g'>a or b</define-gate>", "t.xml:3: text outside a label"),
        ("<define-basic-event name='e'><float value='nan'/></define-basic-event>", "t.xml:3: `nan` is no finite"),
        (f"<define-gate name='g'>{'<not>' * MOST_DEPTH}", "t.xml:3: elements nested more than 100 deep"),
        ("<define-gate name='g'>", "t.xml:4: not XML: mismatched tag"),
    ],
)
def test_a_fault_names_file_and_line(inner: str, fault: str) -> None:
    """What cannot be read is refused where it stands."""
    with pytest.raises(UnreadableError) as refused:
        read_open_psa(_model(inner), "t.xml")
    assert fault in str(refused.value)


def test_no_document_type_and_no_entity_is_read() -> None:
    """A document that defines entities is refused before any is expanded."""
    content = b"<?xml version='1.0'?>\n<!DOCTYPE opsa-mef [<!ENTITY a 'b'>]>\n<opsa-mef/>"
    with pytest.raises(UnreadableError, match=r"t\.xml:2: a document type or an entity"):
        read_open_psa(content, "t.xml")


def test_a_mean_above_one_is_refused() -> None:
    """A probability lies between 0 and 1."""
    with pytest.raises(UnreadableError, match=r"t\.xml:3: the mean probability of `c` is 1\.5"):
        _probability(f"<and>{BOTH}</and>", "<define-basic-event name='c'><float value='1.5'/></define-basic-event>")
