"""Setting side by side what a TeX formula consists of, with the room each sign wants, and in rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dlstudy.symbolic.notation.boxes import Box, beside
from dlstudy.symbolic.notation.tex_signs import FENCES, TIGHT, Role
from dlstudy.symbolic.notation.widths import cells

_FENCE = {
    "(": "⎛⎜⎝(", ")": "⎞⎟⎠)", "[": "⎡⎢⎣[", "]": "⎤⎥⎦]", "⌊": "⎢⎢⎣⌊", "⌋": "⎥⎥⎦⌋", "⌈": "⎡⎢⎢⌈", "⌉": "⎤⎥⎥⌉",
    "|": "││││", "‖": "║║║‖", "{": "⎧⎨⎩{", "}": "⎫⎬⎭}",
}  # fmt: skip


class Item(NamedTuple):
    """Something set, and its role, which says how much room it wants."""

    box: Box
    role: Role = "ordinary"


def cells_of(text: str) -> int:
    """How many cells a text takes."""
    return cells(text)


def one_line(box: Box, refusal: type[Exception]) -> str:
    """The only line of a box; refused where there are more."""
    if len(box.lines) != 1:
        raise refusal("more than a line")
    return box.lines[0]


def joined(items: Sequence[Item], tight: bool = False) -> Box:
    """The items in a line: room around relations and the + and − between two things, none in a script."""
    boxes: list[Box] = []
    before: Item | None = None
    for item in items:
        role = _role(item, before)
        gap = "" if tight or before is None else _gap(before, item._replace(role=role))
        if gap and boxes and not boxes[-1].lines[0].endswith(" "):
            boxes.append(Box((gap,)))
        boxes.append(item.box)
        before = item._replace(role=role)
    return beside(*boxes) if boxes else Box(("",))


def _role(item: Item, before: Item | None) -> Role:
    """A sign with nothing before it to join is no binary one: −1."""
    joins = before is not None and before.role not in ("binary", "relation", "opening", "comma", "operator", "space")
    return item.role if item.role != "binary" or joins else "sign"


def _gap(left: Item, right: Item) -> str:
    if "space" in (left.role, right.role):
        return ""
    if "relation" in (left.role, right.role) or left.role == "comma":
        return " "
    for item in (left, right):
        if item.role == "binary" and item.box.lines[0] not in TIGHT:
            return " "
    if left.role == "operator" and right.role not in ("opening", "closing", "bracketed", "comma", "binary"):
        return " "
    if right.role == "operator" and left.role not in ("opening", "sign", "binary"):
        return " "
    return " " if _runs_together(left.box.lines[0], right.box.lines[0]) else ""


def _runs_together(left: str, right: str) -> bool:
    """Two letters spelled out, as `rho` and `Delta`, would read as one."""
    word = (left[-2:].isalpha() and len(left) > 1) or (right[:2].isalpha() and len(right) > 1)
    return left[-1:].isalpha() and right[:1].isalpha() and bool(word) and left.isascii() and right.isascii()


def fenced(left: str, inside: Box, right: str) -> Box:
    """The box between brackets as tall as it is."""
    return beside(_fence(left, inside), inside, _fence(right, inside))


def _fence(mark: str, like: Box) -> Box:
    height = len(like.lines)
    if height == 1 or mark not in _FENCE:
        return Box((mark,))
    top, middle, bottom, _single = tuple(_FENCE[mark])
    if mark in "{}":
        centre = (height - 1) // 2
        stem = "⎪"
        lines = [stem] * height
        lines[0], lines[-1] = top, bottom
        lines[centre if height > 2 else 0] = middle if height > 2 else top
        return Box(tuple(lines), like.base)
    return Box((top, *[middle] * (height - 2), bottom), like.base)


def raised(base: Box, above: str, below: str) -> Box:
    """A tall box with scripts at its upper and lower right corner."""
    width = max(cells(above), cells(below))
    column = [" " * width] * len(base.lines)
    column[0] = above + " " * (width - cells(above))
    column[-1] = below + " " * (width - cells(below))
    return beside(base, Box(tuple(column), base.base))


def rows_box(rows: list[list[Box]], name: str, flat: bool, refusal: type[Exception]) -> Box:
    """The rows of an environment in aligned columns, or all on one line: `[1, 2; 3, 4]`."""
    left, right = FENCES[name]
    if not rows:
        raise refusal("no rows")
    texts = [[one_line(box, refusal).strip() for box in row] for row in rows]
    if flat:
        return Box((left + "; ".join(", ".join(row) for row in texts) + right,))
    count = max(map(len, texts))
    texts = [row + [""] * (count - len(row)) for row in texts]
    widths = [max(map(cells, column)) for column in zip(*texts, strict=True)]
    align = _left if name in ("cases", "aligned") else _right
    lines = tuple("  ".join(align(v, w) for v, w in zip(row, widths, strict=True)) for row in texts)
    return fenced(left, Box(lines, (len(lines) - 1) // 2), right)


def _right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def _left(text: str, width: int) -> str:
    return text + " " * (width - cells(text))
