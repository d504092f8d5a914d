"""An exact matrix: rows of numbers, a vector being one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import Number, Undefined
from dlstudy.symbolic.scaled import inner, products

__all__ = ["Grid", "inner", "spell"]


class Grid:
    """A matrix of numbers; frozen, compared entry by entry."""

    __slots__ = ("rows",)

    def __init__(self, rows: Iterable[Iterable[Number]]) -> None:
        self.rows = tuple(tuple(row) for row in rows)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    @property
    def T(self) -> Grid:  # noqa: N802
        """The transpose."""
        return Grid(zip(*self.rows, strict=True))

    def map(self, function: Callable[[Number], Number]) -> Grid:
        """The function of every entry."""
        return Grid([function(x) for x in row] for row in self.rows)

    def combine(self, other: Grid, function: Callable[[Number, Number], Number]) -> Grid:
        """The function of every pair of entries; a single row is repeated for every row of the other."""
        if self.shape != other.shape:
            if other.shape[0] == 1 and other.shape[1] == self.shape[1]:
                other = Grid(other.rows * self.shape[0])
            elif self.shape[0] == 1 and other.shape[1] == self.shape[1]:
                return Grid(self.rows * other.shape[0]).combine(other, function)
            else:
                raise Undefined(
                    _("shapes {a} and {b} do not match", "形状 {a} 与 {b} 不匹配")(
                        a=spell(self.shape), b=spell(other.shape)
                    )
                )
        return Grid(map(function, p, q) for p, q in zip(self.rows, other.rows, strict=True))

    def product(self, other: Grid) -> Grid:
        """The matrix product."""
        if self.shape[1] != other.shape[0]:
            raise Undefined(
                _(
                    "a {a} matrix cannot be multiplied by a {b} one: {inner} columns against {rows} rows",
                    "{a} 的矩阵不能右乘 {b} 的矩阵：前者 {inner} 列，后者 {rows} 行",
                )(a=spell(self.shape), b=spell(other.shape), inner=self.shape[1], rows=other.shape[0])
            )
        return Grid(products(self.rows, tuple(zip(*other.rows, strict=True))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grid) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(self.rows)

    def __repr__(self) -> str:
        return f"Grid({self.rows!r})"


def spell(shape: Iterable[int]) -> str:
    """A shape as it is written: `3×4`."""
    return "×".join(map(str, shape))
