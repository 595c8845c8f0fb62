"""Draw docs/architecture.svg: which room imports which, as a matrix. Run it after moving or adding a room.

Usage: python tools/architecture.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"
DEEPER = ("coder.study", "coder.interchange", "coder.report")
"""Rooms shown by the rooms inside them."""

CELL, LEFT, TOP = 18, 240, 56


def room_of(module: str, folders: set[str]) -> str:
    """Return the room of a module: two names deep, three where a room has rooms of its own; else its folder."""
    parts = module.split(".")
    depth = 3 if ".".join(parts[:2]) in DEEPER else 2
    while depth > 1 and ".".join(parts[:depth]) not in folders:
        depth -= 1
    return ".".join(parts[:depth])


def imports() -> dict[str, set[str]]:
    """Return for each room the other rooms that it imports."""
    graph = grimp.build_graph("coder", "models", "ui", cache_dir=None)
    folders = {module for module in graph.modules if graph.find_children(module)}
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        here = room_of(module, folders)
        others = {room_of(other, folders) for other in graph.find_modules_directly_imported_by(module)}
        found.setdefault(here, set()).update(others - {here})
    return {room: others for room, others in found.items() if others or any(room in other for other in found.values())}


def in_order(found: dict[str, set[str]]) -> list[str]:
    """Sort rooms by layer; within each, what fewest import comes first, so that most dots lie on one side."""
    order: list[str] = []
    for layer in ("ui", "models", "coder"):
        left = {room for room in found if room.split(".")[0] == layer}
        while left:
            first = min(left, key=lambda room: (sum(room in found[other] for other in left - {room}), room))
            order.append(first)
            left.remove(first)
    return order


def drawn(found: dict[str, set[str]]) -> str:
    """Return the matrix as SVG: a dot in row R and column C says that R imports C."""
    order = in_order(found)
    side = CELL * len(order)
    colour = {"ui": "#8a5a00", "models": "#7a3b69", "coder": "#1f5f7a"}
    size = f"0 0 {LEFT + side + 12} {TOP + side + 12}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-family="sans-serif" font-size="11">',
        "<title>Which room imports which: a dot says that the room of the row imports the room of the column</title>",
        f'<rect width="{LEFT + side + 12}" height="{TOP + side + 12}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20">A dot: the room of its row imports the room with the number of its column.</text>',
    ]
    lines += _names(order, colour)
    for row, room in enumerate(order):
        y = TOP + row * CELL
        lines.append(f'<line x1="{LEFT}" y1="{y}" x2="{LEFT + side}" y2="{y}" stroke="#e2e2e2"/>')
        x = LEFT + row * CELL
        lines.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{TOP + side}" stroke="#e2e2e2"/>')
        lines.append(f'<rect x="{x + 6}" y="{y + 6}" width="6" height="6" fill="#c8c8c8"/>')
        for other in sorted(found[room]):
            column = order.index(other)
            centre = f'cx="{LEFT + column * CELL + CELL // 2}" cy="{y + CELL // 2}"'
            lines.append(f'<circle {centre} r="4" fill="{colour[room.split(".")[0]]}"/>')
    return "\n".join([*lines, "</svg>", ""])


def _names(order: Iterable[str], colour: dict[str, str]) -> list[str]:
    lines = []
    for place, room in enumerate(order):
        fill = colour[room.split(".")[0]]
        y = TOP + place * CELL + 13
        name = f"{room.replace('.', '/')}  {place + 1}"
        lines.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end" fill="{fill}">{name}</text>')
        x = LEFT + place * CELL + CELL // 2
        lines.append(
            f'<text x="{x}" y="{TOP - 8}" text-anchor="middle" font-size="10" fill="{fill}">{place + 1}</text>'
        )
    return lines


def main() -> int:
    picture = drawn(imports())
    if "--check" in sys.argv:
        return int(picture != PICTURE.read_text("utf-8"))
    PICTURE.write_text(picture, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
