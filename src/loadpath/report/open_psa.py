"""A fault tree as a text in the Open-PSA Model Exchange Format (MEF 2.0d): the same bytes for the same tree.

Floats are written so that they are read back to the last bit. Order and nesting follow the schema of the format: a
fault tree with its gates, then the data of the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from loadpath.case.characters import visible
from loadpath.case.fault_tree import Connected, Constant, Deviate, Named, Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.assess.open_psa import Exported
    from loadpath.case.fault_tree import Expression, FaultTree, Formula

STEP = "  "


def open_psa_text(export: Exported) -> str:
    """Return a case as an XML document in ASCII, which any encoding reads alike."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<opsa-mef>", *_indented(_tree(export))]
    data = [*_events(export), *_houses(export)]
    lines += [f"{STEP}<model-data>", *(f"{STEP}{line}" for line in _indented(data)), f"{STEP}</model-data>"]
    text = "\n".join([*lines, "</opsa-mef>"]) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _tree(export: Exported) -> Iterator[str]:
    tree = export.tree
    yield f"<define-fault-tree {_name(tree.name)}>"
    yield from _indented(_said(export.label, export.about))
    for name in _in_order(tree):
        yield f"{STEP}<define-gate {_name(name)}>"
        inside = [*_said(export.labels.get(name, ""), {}), *_formula(tree.gates[name], tree)]
        yield from (f"{STEP}{line}" for line in _indented(inside))
        yield f"{STEP}</define-gate>"
    yield "</define-fault-tree>"


def _in_order(tree: FaultTree) -> Iterator[str]:
    """Yield the gates, the top ones first."""
    yield from tree.tops
    yield from (name for name in tree.gates if name not in tree.tops)


def _events(export: Exported) -> Iterator[str]:
    for name, event in export.tree.events.items():
        yield f"<define-basic-event {_name(name)}>"
        yield from _indented(_said(export.labels.get(name, ""), export.attributes.get(name, {})))
        yield from _indented(_expression(event.probability))
        yield "</define-basic-event>"


def _houses(export: Exported) -> Iterator[str]:
    for name, value in export.tree.houses.items():
        yield f"<define-house-event {_name(name)}>"
        yield from _indented([*_said(export.labels.get(name, ""), {}), _truth(value=value)])
        yield "</define-house-event>"


def _said(label: str, attributes: Mapping[str, str]) -> Iterator[str]:
    if label:
        yield f"<label>{escape(_plain(label))}</label>"
    if attributes:
        yield "<attributes>"
        for name, value in attributes.items():
            yield f"{STEP}<attribute {_name(name)} value={quoteattr(_plain(value))}/>"
        yield "</attributes>"


def _formula(formula: Formula, tree: FaultTree) -> Iterator[str]:
    match formula:
        case Constant(value=value):
            yield _truth(value=value)
        case Named(name=name):
            tag = "gate" if name in tree.gates else "basic-event" if name in tree.events else "house-event"
            yield f"<{tag} {_name(name)}/>"
        case Connected(connective=tag, parts=parts):
            least = f' min="{formula.least}"' if tag in ("atleast", "cardinality") else ""
            most = f' max="{formula.most}"' if tag == "cardinality" else ""
            yield f"<{tag}{least}{most}>"
            for part in parts:
                yield from _indented(_formula(part, tree))
            yield f"</{tag}>"


def _expression(value: Expression) -> Iterator[str]:
    match value:
        case Number(value=number):
            yield f'<float value="{number!r}"/>'
        case Deviate(kind=tag, numbers=numbers):
            yield f"<{tag}>"
            for part in numbers:
                yield from _indented(_expression(part))
            yield f"</{tag}>"
        case _:
            yield f"<parameter {_name(value.name)}/>"


def _truth(*, value: bool) -> str:
    return f'<constant value="{"true" if value else "false"}"/>'


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    return (f"{STEP}{line}" for line in lines)


def _name(name: str) -> str:
    return f"name={quoteattr(name)}"


def _plain(text: str) -> str:
    """Return a text on one line, with what XML cannot hold, or nobody sees, made visible."""
    return visible(" ".join(text.split()))
