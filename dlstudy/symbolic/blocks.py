"""Matrices cut into blocks and put together again, and the masks that hide entries."""

from __future__ import annotations

from itertools import chain
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic import arithmetic as a
from dlstudy.symbolic.arithmetic import Number, Undefined
from dlstudy.symbolic.grid import Grid, rearranged
from dlstudy.symbolic.meaning import single, whole_matrix


def rows(x: Any, first: Number, last: Number) -> Grid:
    """Rows first..last of a matrix, counted from 1."""
    top, bottom = _span(first, last, whole_matrix(x).shape[0])
    return rearranged(lambda rows: rows[top:bottom], x)


def columns(x: Any, first: Number, last: Number) -> Grid:
    """Columns first..last of a matrix, counted from 1."""
    left, right = _span(first, last, whole_matrix(x).shape[1])
    return rearranged(lambda rows: (row[left:right] for row in rows), x)


def _span(first: Number, last: Number, size: int) -> tuple[int, int]:
    why = _("rows and columns are counted from 1", "行和列从 1 数起")
    start, end = a.whole(first, why), a.whole(last, why)
    if not 1 <= start <= end <= size:
        raise Undefined(_("{a} to {b} is not within 1 to {n}", "{a} 到 {b} 不在 1 到 {n} 之内")(a=start, b=end, n=size))
    return start - 1, end


def stack(*parts: Any) -> Grid:
    """The matrices one below the other."""
    if len({whole_matrix(part).shape[1] for part in parts}) > 1:
        raise Undefined(_("the rows are not equally long", "各行长度不一致"))
    return rearranged(chain, *parts)


def concat(*parts: Any) -> Grid:
    """The matrices side by side."""
    if len({whole_matrix(part).shape[0] for part in parts}) > 1:
        raise Undefined(_("the columns are not equally long", "各列长度不一致"))
    return rearranged(lambda *every: (chain(*line) for line in zip(*every, strict=True)), *parts)


def causal(x: Any) -> Grid:
    """A mask of the shape of x: row i may see columns 1..i, whose entries are 0; behind them stands −∞."""
    height, width = whole_matrix(x).shape
    return Grid(([0] * (i + 1) + [a.reals().ninf] * width)[:width] for i in range(height))


def padding(x: Any, length: Number) -> Grid:
    """A mask of the shape of x: 0 in the first `length` columns, −∞ behind them."""
    height, width = whole_matrix(x).shape
    seen = min(width, max(0, a.whole(single(length), _("a length is a whole number", "长度是整数"))))
    return Grid(([0] * seen + [a.reals().ninf] * width)[:width] for _row in range(height))
