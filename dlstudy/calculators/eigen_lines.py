"""Eigenvalues of a small symmetric matrix: by the characteristic equation up to 2 × 2, else numerically to 30 digits."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import is_exact, real, reals
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, Op, letters, sqrt

lam, tr, D = letters("lambda tr D")
Lines = Generator[Step | Do, Any, None]


def symmetric(entry: Letter, size: int) -> Node:
    """The matrix of entries [i, j], i ≤ j, as a formula."""
    rows = [[entry[min(i, j), max(i, j)] for j in range(1, size + 1)] for i in range(1, size + 1)]
    return Op("matrix", tuple(Op("row", tuple(row)) for row in rows))


def eigenvalue_lines(entry: Letter, whole: Letter, size: int) -> Lines:
    """λ[1] ≥ λ[2] ≥ … of the symmetric matrix `whole` with these entries."""
    if size == 1:
        yield Step(lam[1], entry[1, 1], _("a 1 × 1 matrix is its own eigenvalue", "1 × 1 矩阵的特征值就是它本身"))
    elif size == 2:
        yield Step(tr, entry[1, 1] + entry[2, 2], _("trace: the sum of the eigenvalues", "迹：特征值之和"))
        yield Step(D, determinant(entry), _("determinant: their product", "行列式：特征值之积"))
        for i, sign in ((1, 1), (2, -1)):
            yield Step(lam[i], root(sign), _("root of λ² − tr λ + D = 0", "特征方程 λ² − tr λ + D = 0 的根"))
    else:
        for i in range(1, size + 1):
            yield Do(lam[i], _numerically(whole, i), (whole,), _("eigenvalue, found numerically", "特征值（数值求得）"))


def determinant(entry: Letter) -> Node:
    """Of a symmetric 2 × 2 matrix."""
    return entry[1, 1] * entry[2, 2] - entry[1, 2] ** 2


def root(sign: int) -> Node:
    """A root of the characteristic equation, the larger one for sign 1."""
    spread = sqrt(tr**2 - 4 * D)
    return (tr + spread if sign > 0 else tr - spread) / Num(2)


def _numerically(whole: Letter, i: int) -> Any:
    return lambda known: decomposed(known[whole])[0][i - 1]


def decomposed(matrix: Grid) -> tuple[list[Any], Grid]:
    """Eigenvalues, largest first, and unit eigenvectors as columns, the largest component of each positive."""
    context = reals()
    entries = [[real(v) if is_exact(v) else v for v in row] for row in matrix.rows]
    values, vectors = context.eigsy(context.matrix(entries))
    order = sorted(range(len(values)), key=lambda i: -values[i])
    columns = []
    for i in order:
        column = [vectors[j, i] for j in range(len(values))]
        largest = max(column, key=lambda v: round(abs(float(v)), 12))  # the first of equals
        columns.append([v if largest > 0 else -v for v in column])
    return [values[i] for i in order], Grid(zip(*columns, strict=True))
