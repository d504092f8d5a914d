"""A working as a page: what came out, a picture where there is one, and the lines that led there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Do
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation.blocks import cell_block, line_block, table_block
from dlstudy.symbolic.notation.results import results
from dlstudy.symbolic.notation.widths import cells
from dlstudy.symbolic.picture import sketch
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import Line, Working
from dlstudy.tui.blocks import GAP, Block, picture
from dlstudy.tui.signs import style

MOST_LINES = 120
TALLEST, WIDEST = 20, 64  # of a picture


def working_blocks(calculator: Calculator, working: Working, width: int) -> Iterator[Block]:
    """Results first, for they are what one looks for; then the picture, then the working."""
    for title, rows in results(calculator, working, style(), width - 2):
        yield from _result(title, rows, width)
    yield from _picture(calculator, working, width)
    yield from _lines(working.lines[:MOST_LINES], working.known, width)
    if (more := len(working.lines) - MOST_LINES) > 0:
        yield GAP
        yield Block(str(_("{n} more lines: the command below prints them", "另有 {n} 行，可用下面的命令查看")(n=more)))


def line_blocks(line: Line, known: Mapping[Letter, Any], width: int) -> Iterator[Block]:
    """A line of working: tables and matrices as they are, formulas broken where they are too long."""
    if isinstance(line.step, Do) and line.step.table is not None and line.expr is None:
        table = line.step.table(line.value, known)
        yield picture(table_block(table, width - 2, style()), indent=2)
        yield from _formulas(cell_block(table, style(), width - 2), width)
    elif isinstance(line.value, Grid):
        head, *rows = line_block(line, known, style(), width - 2)
        yield from _formulas([head], width)
        yield from [picture(rows, indent=2)] if rows else []
    else:
        yield from _formulas(line_block(line, known, style(), width - 2), width)


def _formulas(rows: Iterable[str], width: int) -> Iterator[Block]:
    """Each row as it is, or broken where it is too long; breaking makes one blank of several."""
    return (picture([row], indent=2) if cells(row) + 2 <= width else Block(row, indent=2) for row in rows)


def _lines(lines: Iterable[Line], known: Mapping[Letter, Any], width: int) -> Iterator[Block]:
    group = None
    for line in lines:
        yield GAP
        if line.step.group is not None and line.step.group != group:
            yield Block(str(line.step.group), "bold underline")
        group = line.step.group
        yield Block(str(line.step.why), "dim")
        yield from line_blocks(line, known, width)


def _result(title: str, rows: list[str], width: int) -> Iterator[Block]:
    if len(rows) == 1 and cells(title) + 2 + cells(rows[0]) <= width:
        yield Block(rows[0].replace(" ", "\u00a0"), "bold", title + " ")
        return
    yield Block(title)
    yield picture(rows, indent=2)


def _picture(calculator: Calculator, working: Working, width: int) -> Iterator[Block]:
    drawn = calculator.picture(working) if calculator.picture is not None else None
    if drawn is not None:
        yield GAP
        yield Block(str(drawn.title), "dim")
        yield picture(sketch(drawn, min(WIDEST, width - 2), TALLEST))
