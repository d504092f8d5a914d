"""A formula in two dimensions: fractions stacked, floors and matrices with tall brackets."""

from __future__ import annotations

from typing import NamedTuple

from dlstudy.symbolic.notation.lines import level, write
from dlstudy.symbolic.notation.widths import cells
from dlstudy.symbolic.operations import OPERATIONS, POWER, PRODUCT
from dlstudy.symbolic.tree import Node, Num, Op

_FENCES = {
    "(": "⎛⎜⎝(", ")": "⎞⎟⎠)", "[": "⎡⎢⎣[", "]": "⎤⎥⎦]", "⌊": "⎢⎢⎣⌊", "⌋": "⎥⎥⎦⌋", "⌈": "⎡⎢⎢⌈", "⌉": "⎤⎥⎥⌉", "|": "││││",
    "‖": "║║║‖",
}  # fmt: skip


class Box(NamedTuple):
    """Lines of equal width, and the one that stands level with the text around it."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """Cells across; combining accents take none."""
        return cells(self.lines[0])


def boxed(tree: Node) -> str:
    """The formula in two dimensions, as lines of text."""
    return "\n".join(line.rstrip() for line in _box(tree).lines)


def beside(*parts: Box) -> Box:
    """The boxes side by side, their base lines level."""
    above = max(p.base for p in parts)
    below = max(len(p.lines) - p.base for p in parts)
    lines = []
    for i in range(above + below):
        rows = [(i - above + p.base, p) for p in parts]
        lines.append("".join(p.lines[j] if 0 <= j < len(p.lines) else " " * p.width for j, p in rows))
    return Box(tuple(lines), above)


def stacked(top: Box, bottom: Box, bar: str = "─") -> Box:
    """A fraction."""
    width = max(top.width, bottom.width) + 2
    rows = [_centred(line, width) for line in top.lines]
    return Box((*rows, bar * width, *(_centred(line, width) for line in bottom.lines)), len(rows))


def _centred(line: str, width: int) -> str:
    gap = width - cells(line)
    return " " * (gap // 2) + line + " " * (gap - gap // 2)


def _fence(mark: str, like: Box) -> Box:
    top, middle, bottom, single = tuple(_FENCES[mark])
    height = len(like.lines)
    if height == 1:
        return Box((single,))
    return Box((top, *[middle] * (height - 2), bottom), like.base)


def _fenced(left: str, inside: Box, right: str) -> Box:
    return beside(_fence(left, inside), inside, _fence(right, inside))


def _box(tree: Node) -> Box:
    if not isinstance(tree, Op):
        return Box((write(tree),))
    if tree.op == "/":
        return stacked(_box(tree.args[0]), _box(tree.args[1]))
    if tree.op == "^" and not isinstance(tree.args[1], Num):
        return _raised(_inside(tree.args[0], POWER + 1), _box(tree.args[1]))
    if tree.op == "matrix":
        return _matrix(tree)
    operation = OPERATIONS[tree.op]
    inside = [_box(arg) for arg in tree.args]
    if all(len(box.lines) == 1 for box in inside):
        return Box((write(tree),))
    if operation.style == "bracket":
        half = len(operation.unicode) // 2
        return _fenced(operation.unicode[:half], inside[0], operation.unicode[half:])
    if operation.style == "infix":
        return _infix(tree)
    if operation.style == "call":
        commas = [part for box in inside for part in (Box((", ",)), box)][1:]
        return beside(Box((operation.unicode,)), _fenced("(", beside(*commas), ")"))
    if tree.op == "neg":
        return beside(Box(("−",)), _inside(tree.args[0], POWER))
    return beside(_inside(tree.args[0], POWER + 1), Box((operation.unicode,)))


def _inside(tree: Node, least: int) -> Box:
    box = _box(tree)
    stands_alone = isinstance(tree, Op) and tree.op == "/" and least <= PRODUCT + 1
    return box if level(tree) >= least or stands_alone else _fenced("(", box, ")")


def _infix(tree: Op) -> Box:
    operation = OPERATIONS[tree.op]
    left, right = _inside(tree.args[0], operation.level), _inside(tree.args[1], operation.level + 1)
    if tree.op == "^":
        return _raised(left, right)
    return beside(left, Box((f" {operation.unicode} ",)), right)


def _raised(base: Box, exponent: Box) -> Box:
    height = len(exponent.lines)
    lines = tuple(" " * base.width + line for line in exponent.lines)
    return Box(lines + tuple(line + " " * exponent.width for line in base.lines), height + base.base)


def _matrix(tree: Op) -> Box:
    rows = [[write(entry) for entry in row.args] for row in tree.args if isinstance(row, Op)]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    lines = tuple("  ".join(" " * (w - cells(v)) + v for v, w in zip(row, widths, strict=True)) for row in rows)
    return _fenced("[", Box(lines, (len(lines) - 1) // 2), "]")
