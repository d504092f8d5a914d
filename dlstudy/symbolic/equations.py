"""Systems of linear equations, solved exactly: whole numbers throughout, one fraction an unknown at the end."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic import arithmetic as a
from dlstudy.symbolic.arithmetic import Number, Undefined, is_exact
from dlstudy.symbolic.grid import Grid

MOST_UNKNOWNS = 128


def identity(n: Number) -> Grid:
    """The identity matrix with n rows."""
    size = a.whole(n, _("an identity matrix has a whole number of rows", "单位矩阵的阶数应为整数"))
    if not 1 <= size <= MOST_UNKNOWNS:
        raise Undefined(_("identity matrices have 1 to {n} rows", "单位矩阵的阶数应在 1 到 {n} 之间")(n=MOST_UNKNOWNS))
    return Grid([int(i == j) for j in range(size)] for i in range(size))


def solve(matrix: Any, right: Any) -> Grid:
    """The row (or column, as `right` is one) x with A x = b."""
    if not isinstance(matrix, Grid) or not isinstance(right, Grid):
        raise Undefined(_("solve needs a matrix and a vector", "solve 需要一个矩阵和一个向量"))
    b = [v for row in right.rows for v in row]
    if matrix.shape != (len(b), len(b)) or 1 not in right.shape:
        raise Undefined(_("solve needs as many equations as unknowns", "solve 要求方程个数等于未知数个数"))
    if len(b) > MOST_UNKNOWNS:
        text = _("at most {n} equations are solved exactly", "最多精确求解 {n} 个方程")
        raise Undefined(text(n=MOST_UNKNOWNS))
    exact = all(is_exact(v) for row in (*matrix.rows, b) for v in row)
    found = _eliminated([_whole([*row, v]) for row, v in zip(matrix.rows, b, strict=True)])
    values = [a.tidy(x) if exact and a.bits(x) <= a.EXACT_BITS else a.real(x) for x in found]
    return Grid([values] if right.shape[0] == 1 else [[v] for v in values])


def _whole(row: list[Number]) -> list[int]:
    """An equation in whole numbers."""
    exact = [_fraction(v) for v in row]
    below = lcm(*(v.denominator for v in exact))
    return [v.numerator * (below // v.denominator) for v in exact]


def _fraction(x: Number) -> Fraction:
    if is_exact(x):
        return Fraction(x)
    if not x.context.isfinite(x):
        raise Undefined(_("the equations hold infinite numbers", "方程中有无穷大的数"))
    return Fraction(int(x.man)) * Fraction(2) ** int(x.exp) * (-1 if x < 0 else 1)


def _eliminated(rows: list[list[int]]) -> list[Fraction]:
    """The solution by Bareiss' elimination, which divides without remainder and so stays whole and short."""
    n, before = len(rows), 1
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            raise Undefined(_("the equations have no single solution", "方程组没有唯一解"))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        top, head = rows[k], rows[k][k]
        for row in rows[k + 1 :]:
            first = row[k]
            row[k:] = [0, *((head * v - first * t) // before for v, t in zip(row[k + 1 :], top[k + 1 :], strict=True))]
        before = head
    found = [Fraction(0)] * n
    for k in reversed(range(n)):
        known = sum((rows[k][j] * found[j] for j in range(k + 1, n)), Fraction(0))
        found[k] = (rows[k][n] - known) / rows[k][k]
    return found
