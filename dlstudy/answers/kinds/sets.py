"""Numbers in any order: `{1, 2, 3}`, `3; 1; 2`, `x = 2 or x = -2`, `±2`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dlstudy.answers.keys import SetKey
from dlstudy.answers.kinds.closeness import within
from dlstudy.answers.kinds.kind import RIGHT, Kind
from dlstudy.answers.kinds.pieces import pieces, plain
from dlstudy.answers.verdict import Verdict
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import multiply
from dlstudy.symbolic.notation.quantities import brief
from dlstudy.symbolic.reading import read_value

_OR = re.compile(r"\bor\b|\band\b|或者?|和|及|\\lor|∨", re.IGNORECASE)
_SIMPLE = re.compile(r"[-+±−]?[\d./]+")
_EMPTY = ("∅", "{}", "\\emptyset", "\\varnothing", "空集", "无解")
_BRACES = ("{}", "()", "[]")
Values = tuple[Any, ...]


def read(_key: SetKey, text: str) -> Values:
    """The numbers that were typed."""
    inside = (
        plain(text).replace("\\{", "{").replace("\\}", "}").replace("\\left", "").replace("\\right", "").strip("$ ")
    )
    if inside.replace(" ", "") in _EMPTY:
        return ()
    name, equals, rest = inside.partition("=")
    if equals and name.strip().isalnum() and rest.strip()[:1] in ("{", "("):
        inside = rest.strip()
    while len(inside) > 1 and inside[0] + inside[-1] in _BRACES and len(pieces(inside, ",;\n")) == 1:
        inside = inside[1:-1].strip()
    found = pieces(_OR.sub(";", inside), ",;\n")
    if len(found) == 1 and all(map(_SIMPLE.fullmatch, found[0].split())):
        found = found[0].split()
    return tuple(value for piece in found for value in _numbers(piece))


def _numbers(piece: str) -> Iterator[Any]:
    """The number of a piece; of ± a number both."""
    bare = piece.rpartition("=")[2].strip().replace("\\pm", "±")
    if bare.startswith("±"):
        value = read_value(bare[1:])
        yield from (value, multiply(-1, value))
    else:
        yield read_value(piece)


def show(_key: SetKey, values: Values) -> str:
    """The numbers in braces."""
    return "{" + ", ".join(map(brief, values)) + "}"


def compare(key: SetKey, values: Values) -> Verdict:
    """Right where each right number is named and no other; else those named, less the wrong ones, earn their share."""
    left = list(key.values)
    wrong: list[tuple[int, ...]] = []
    for i, value in enumerate(values):
        hit = next((right for right in left if within(value, right, key.tolerance, key.absolute)), None)
        if hit is not None:
            left.remove(hit)
        elif not any(within(value, right, key.tolerance, key.absolute) for right in key.values):
            wrong.append((i,))  # the same number twice is no second answer
    if not left and not wrong:
        return RIGHT
    share = max(0, len(key.values) - len(left) - len(wrong)) / max(1, len(key.values))
    why = _("{missing} missing, {extra} that do not belong", "少了 {missing} 个，多了 {extra} 个不该有的")
    status = "partial" if share > 0 else "incorrect"
    return Verdict(status, share, why=why(missing=len(left), extra=len(wrong)), wrong_entries=tuple(wrong))  # type: ignore[arg-type]


KIND = Kind(read, show, compare, lambda key, value: replace(key, values=value), tuple)
