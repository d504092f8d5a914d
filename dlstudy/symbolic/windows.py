"""What a convolution does to a matrix before it multiplies: zeros around the edge, the kernel turned round."""

from __future__ import annotations

from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic import arithmetic as a
from dlstudy.symbolic.arithmetic import Number, Undefined
from dlstudy.symbolic.grid import Grid

MOST = 4096


def pad(x: Any, *amounts: Number) -> Grid:
    """Zeros around a matrix: as many on every edge, or above and below, left and right, or on each of the four."""
    why = _("padding is a whole number, not negative", "填充的大小是非负整数")
    sizes = [a.whole(amount, why) for amount in amounts]
    if len(sizes) not in (1, 2, 4) or not all(0 <= size <= MOST for size in sizes):
        raise Undefined(why)
    if len(sizes) < 4:
        sizes = [sizes[0], sizes[0], sizes[-1], sizes[-1]]
    above, below, left, right = sizes
    width = x.shape[1] + left + right
    rows = [(0,) * left + row + (0,) * right for row in x.rows]
    return Grid([(0,) * width] * above + rows + [(0,) * width] * below)


def flip(x: Any) -> Grid:
    """A matrix turned by 180°: upside down and left to right."""
    return Grid(row[::-1] for row in x.rows[::-1])
