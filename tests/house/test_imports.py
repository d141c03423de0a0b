"""The rooms of ARCHITECTURE.md are the rooms of the package, and each imports what its row says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import grimp

ROW = re.compile(r"^\| `(?P<room>\w+)` +\| .* \| (?P<imports>[^|]*) \|$", re.MULTILINE)


def room(module: str) -> str:
    """Return the room of a module, the first name below the package; empty for the package and its `__main__`."""
    found = module.split(".")[1] if "." in module else ""
    return "" if found == "__main__" else found


def imports_by_room(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """Return, for every room, the other rooms that any of its modules imports."""
    found: dict[str, set[str]] = {room(module): set() for module in graph.modules if room(module)}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            if room(module) and room(other) not in {"", room(module)}:
                found[room(module)].add(room(other))
    return found


def ring(modules: set[str], graph: grimp.ImportGraph) -> list[str]:
    """Return a shortest way from a module through its fellows back to itself, or nothing."""
    for start in sorted(modules):
        ways = [[start]]
        seen: set[str] = set()
        for way in ways:  # grows while it is read: breadth first
            for other in sorted(graph.find_modules_directly_imported_by(way[-1]) & modules):
                if other == start:
                    return [*way, start]
                if other not in seen:
                    seen.add(other)
                    ways.append([*way, other])
    return []


def test_the_rooms_import_what_architecture_says(root: Path, graph: grimp.ImportGraph) -> None:
    """The table of rooms in ARCHITECTURE.md equals the import graph: every room, and exactly the rooms it imports."""
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    written = {row["room"]: set(re.findall(r"`(\w+)`", row["imports"])) for row in ROW.finditer(text)}
    actual = imports_by_room(graph)
    wrong = {name for name in written | actual if written.get(name) != actual.get(name)}
    rows = [
        f"`{name}`: {', '.join(f'`{other}`' for other in sorted(actual.get(name, ()))) or '-'}"
        for name in sorted(wrong)
    ]
    assert not wrong, "ARCHITECTURE.md should say: " + "; ".join(rows)


def test_no_ring_inside_a_room(running_graph: grimp.ImportGraph) -> None:
    """Within a room no module imports itself by way of others, late imports inside functions included."""
    rings = {
        name: ring({m for m in running_graph.modules if room(m) == name}, running_graph)
        for name in imports_by_room(running_graph)
    }
    assert not {name: " > ".join(way) for name, way in rings.items() if way}
