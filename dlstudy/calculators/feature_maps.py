"""Feature maps and kernels as parameters: one matrix, one a channel, or one a channel of each kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, refuse
from dlstudy.symbolic.reading import read_array, read_value
from dlstudy.symbolic.reading.arrays import checked, shape_of
from dlstudy.symbolic.tree import Letter, Op

Maps = tuple[Grid, ...]
Span = tuple[int, int]  # the first and the last


@dataclass(frozen=True, slots=True)
class Channels(Array):
    """A matrix (a vector is one row), or a list of them, `[1 2; 3 4], [5 6; 7 8]`, up to `deepest` dimensions."""

    deepest: int = 3

    def read(self, raw: object, files: bool = False) -> Any:
        try:
            nested = isinstance(raw, list | tuple)
            array = checked(_tuples(raw), self.name) if nested else read_array(str(raw), files)
        except LearnerError as error:
            raise refuse(self.name, raw, error.text) from None
        depth = len(shape_of(array) or ())
        if not 1 <= depth <= self.deepest:
            text = _("a matrix, or one a channel in brackets: [1 2; 3 4], [5 6; 7 8]",
                     "请给一个矩阵，或每个通道一个、各加方括号：[1 2; 3 4], [5 6; 7 8]")  # fmt: skip
            raise refuse(self.name, raw, text)
        return _grids(array, depth) if depth > 1 else Grid((array,))


def _tuples(raw: Any) -> Any:
    if isinstance(raw, Grid):
        return raw.rows
    return tuple(map(_tuples, raw)) if isinstance(raw, list | tuple) else read_value(str(raw))


def _grids(array: Any, depth: int) -> Any:
    return Grid(array) if depth == 2 else tuple(_grids(part, depth - 1) for part in array)


def maps_of(value: Any) -> Maps:
    """The channels of an input."""
    return (value,) if isinstance(value, Grid) else value


def kernels_of(value: Any, channels: int) -> tuple[Maps, ...]:
    """The kernels, each with its channels: of an input of one channel a list of matrices is a list of kernels."""
    if isinstance(value, Grid):
        return ((value,),)
    if isinstance(value[0], Grid):
        return tuple((kernel,) for kernel in value) if channels == 1 else (value,)
    return tuple(value)


def put_together(symbol: Letter, cells: Sequence[Sequence[Letter]], group: Text | None = None) -> Step | Do:
    """The line that makes a matrix of its entries; a single entry is no formula of a matrix when it is read back."""
    why = _("put together", "合在一起")
    if len(cells) == len(cells[0]) == 1:
        only = cells[0][0]
        return Do(symbol, lambda known: Grid([[known[only]]]), (only,), why, group)
    return Step(symbol, Op("matrix", tuple(Op("row", tuple(row)) for row in cells)), why, group)


def window(seen: Letter, whole: Letter, rows: Span, columns: Span, group: Text | None = None) -> Do:
    """The line that looks at a block of a matrix: from which row and column to which, counted from 1.

    Its index ends in the row and column of the output it is for.
    """
    why = _(
        "the window at row {i}, column {j} of the output: {rows}, {columns}",
        "输出第 {i} 行第 {j} 列所看的窗口：{rows}、{columns}",
    )
    i, j = seen.index[-2:]

    def run(known: Known) -> Grid:
        return Grid(row[columns[0] - 1 : columns[1]] for row in known[whole].rows[rows[0] - 1 : rows[1]])

    return Do(
        seen, run, (whole,), why(i=i, j=j, rows=_from_to(rows, *ROWS), columns=_from_to(columns, *COLUMNS)), group
    )


ROWS = _("row {a}", "第 {a} 行"), _("rows {a}–{b}", "第 {a}–{b} 行")
COLUMNS = _("column {a}", "第 {a} 列"), _("columns {a}–{b}", "第 {a}–{b} 列")


def _from_to(ends: Span, one: Text, several: Text) -> Text:
    return one(a=ends[0]) if ends[0] == ends[1] else several(a=ends[0], b=ends[1])


def index(*parts: int | None) -> tuple[int, ...]:
    """The parts of an index that are there: what there is but one of has none."""
    return tuple(part for part in parts if part is not None)
