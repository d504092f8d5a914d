"""An exact matrix: rows of numbers, a vector being one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import EXACT_BITS, Number, Undefined, multiply, settle
from dlstudy.symbolic.scaled import Rows, Scaled, alike, inner, one_by_one, scaled

__all__ = ["Grid", "inner", "rearranged", "spell"]


class Grid:
    """A matrix of numbers; frozen, compared entry by entry.

    One that a product made is kept on one scale; its entries are made when somebody looks at them.
    """

    __slots__ = ("_rows", "_scaled")
    _rows: Rows | None
    _scaled: Scaled | None

    def __init__(self, rows: Iterable[Iterable[Number]]) -> None:
        self._rows, self._scaled = tuple(tuple(row) for row in rows), None

    @classmethod
    def of(cls, scaled: Scaled) -> Grid:
        """The matrix on its scale; refused where its numbers are too long."""
        if scaled.bits > EXACT_BITS:
            return cls(scaled.entries())
        grid = cls(())
        grid._rows, grid._scaled = None, scaled
        return grid

    @property
    def rows(self) -> Rows:
        """The entries."""
        if self._rows is None:
            assert self._scaled is not None
            self._rows = self._scaled.entries()
        return self._rows

    @property
    def scaled(self) -> Scaled | None:
        """The entries on one scale, where one suits them."""
        if self._scaled is None:
            self._scaled = scaled(self.rows)
        return self._scaled

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows = self._rows if self._scaled is None else self._scaled.rows
        assert rows is not None
        return len(rows), len(rows[0]) if rows else 0

    @property
    def T(self) -> Grid:  # noqa: N802
        """The transpose."""
        return rearranged(lambda rows: zip(*rows, strict=True), self)

    def settled(self) -> Grid:
        """Every entry as it is while it is short, its 30 digits once it has grown past reading."""
        return self if self._rows is None else self.map(settle)

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
        left, right = self.scaled, other.T.scaled
        if left is None or right is None:
            return Grid(one_by_one(self.rows, other.T.rows))
        return Grid.of(left.product(right))

    def times(self, factor: Number) -> Grid:
        """Every entry times an exact number."""
        if self.scaled is None:
            return self.map(lambda entry: multiply(factor, entry))
        return Grid.of(self.scaled.times(factor))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grid) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(self.rows)

    def __repr__(self) -> str:
        return f"Grid({self.rows!r})"


def rearranged(move: Callable[..., Iterable[Iterable[Any]]], *parts: Grid) -> Grid:
    """The matrix to which `move` turns these matrices' rows, moving entries about but changing none."""
    if all(part._rows is not None for part in parts):
        return Grid(move(*(part.rows for part in parts)))
    on_scales = [part.scaled for part in parts]
    suits = [part for part in on_scales if part is not None]
    if len(suits) < len(parts) or len({part.context is None for part in suits}) > 1:
        return Grid(move(*(part.rows for part in parts)))
    shared = alike(suits)
    return Grid.of(shared[0]._replace(rows=tuple(map(tuple, move(*(part.rows for part in shared))))))


def spell(shape: Iterable[int]) -> str:
    """A shape as it is written: `3×4`."""
    return "×".join(map(str, shape))
