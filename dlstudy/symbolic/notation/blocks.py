"""Working as lines of text: a formula with its numbers and its value, matrices and tables set out in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Output, Table
from dlstudy.symbolic.evaluate import substitute
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation.lines import level, write
from dlstudy.symbolic.notation.quantities import FIGURES, decimal, is_short, quantity
from dlstudy.symbolic.notation.widths import cells, folded
from dlstudy.symbolic.operations import POSTFIX
from dlstudy.symbolic.tree import Letter, Node, Num, letters_of
from dlstudy.symbolic.working import Line

MOST_ROWS = 40
MOST_ACROSS = 6  # named entries beside each other; more stand below each other
MOST_CELLS = 12  # of a table whose cells' formulas are written out beneath it


def line_block(line: Line, known: Mapping[Letter, Any], style: str = "unicode", width: int = 80) -> list[str]:
    """A line of working: `symbol = formula = numbers = value`, broken before = where it is too long."""
    symbol = write(line.step.symbol, style)
    if isinstance(line.step, Do) and line.step.table is not None and line.expr is None:
        table = line.step.table(line.value, known)
        return [*table_block(table, width, style), *cell_block(table, style, width)]
    if isinstance(line.value, Table):
        return []  # an output: it stands among the results
    parts = [] if line.expr is None else [write(line.expr, style)]
    if isinstance(line.value, Grid):
        return _with_matrix(symbol, parts, line.value, style, width)
    if isinstance(line.value, Node):
        return _chained(symbol, [*parts, write(line.value, style)], width)
    if line.expr is not None and not isinstance(line.expr, Num) and _substitutable(line.expr, known):
        numbers = {letter: readable(known[letter]) for letter in letters_of(line.expr) if letter in known}
        parts.append(write(substitute(line.expr, numbers), style))
    return _chained(symbol, [*parts, _value(line.value, style)], width)


def _substitutable(expr: Node, known: Mapping[Letter, Any]) -> bool:
    values = [known.get(letter) for letter in letters_of(expr)]
    return bool(values) and not isinstance(expr, Letter) and not any(isinstance(v, Grid | str | None) for v in values)


def readable(value: Any) -> Any:
    """A number as it stands in a line of working: rounded where its exact form is long, or where it has none."""
    if isinstance(value, Node | tuple | int) or is_short(value) or decimal(value) in ("∞", "−∞"):
        return value
    return Fraction(decimal(value))


def _value(value: Any, style: str) -> str:
    return styled(quantity(value), style)


def styled(text: str, style: str) -> str:
    """A value's text in the signs of a style."""
    if style == "plain":
        return text.replace("≈", "~").replace("×", "x").replace("−", "-")
    return text.replace("-", "−")


def _chained(symbol: str, parts: Sequence[str], width: int) -> list[str]:
    parts = [p for i, p in enumerate(parts) if i == 0 or p != parts[i - 1]]
    whole = f"{symbol} = " + " = ".join(parts)
    if cells(whole) <= width:
        return [whole]
    return [f"{symbol} = {parts[0]}", *(" " * cells(symbol) + f" = {part}" for part in parts[1:])]


def _with_matrix(symbol: str, parts: Sequence[str], grid: Grid, style: str, width: int) -> list[str]:
    head = " = ".join([symbol, *parts])
    rows = matrix_block(grid, style, width - 2)
    if len(rows) == 1 and cells(head) + 3 + cells(rows[0]) <= width:
        return [f"{head} = {rows[0]}"]
    return [head, *("  " + row for row in rows)]


def matrix_block(grid: Grid, style: str = "unicode", width: int = 80) -> list[str]:
    """A matrix in brackets, its columns aligned; a high one shortened in the middle, a long vector on several lines."""
    rows = [[_entry(x, style) for x in row] for row in grid.rows]
    left_out = len(rows) - MOST_ROWS
    if left_out > 0:
        rows = rows[: MOST_ROWS // 2] + rows[-MOST_ROWS // 2 :]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(" " * (w - cells(v)) + v for v, w in zip(row, widths, strict=True)) for row in rows]
    if len(lines) == 1 and cells(lines[0]) + 2 > width:
        first, *more = folded("  ".join(rows[0]), width - 2)
        return ["[" + first, *(" " + row for row in more[:-1]), " " + more[-1] + "]"] if more else [f"[{first}]"]
    fences = _fences(len(lines), style)
    lines = [a + line + b for line, (a, b) in zip(lines, fences, strict=True)]
    if left_out > 0:
        lines.insert(MOST_ROWS // 2, f"  … {left_out} …")
    return lines


def _entry(value: Any, style: str) -> str:
    text = quantity(value).partition(" ≈")[0]
    return text.replace("−", "-").replace("∞", "inf") if style == "plain" else text.replace("-", "−")


def _fences(height: int, style: str) -> list[tuple[str, str]]:
    if height == 1 or style == "plain":
        return [("[", "]")] * height
    return [("⎡", "⎤"), *[("⎢", "⎥")] * (height - 2), ("⎣", "⎦")]


def table_block(table: Table, width: int = 80, style: str = "unicode") -> list[str]:
    """A table with its heading underlined, names to the left, the rest to the right; a long one is shortened."""
    body = [[_cell(value, style) for value in row] for row in table.rows]
    left_out = len(body) - table.most
    if left_out > 0:
        body = body[: table.most // 2] + body[-table.most // 2 :]
    head = [str(column) for column in table.columns]
    widths = [max(cells(row[i]) for row in [head, *body]) for i in range(len(head))]
    gap = "  " if sum(widths) + 2 * len(widths) <= width else " "
    named = len(head) > 2 and all(isinstance(row[0], str) for row in table.rows)
    lines = [
        gap.join(
            _right(v, w) if i or not named else _left(v, w) for i, (v, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *body]
    ]
    lines.insert(1, gap.join(("-" if style == "plain" else "─") * w for w in widths))
    if left_out > 0:
        lines.insert(2 + table.most // 2, f"… {left_out} …")
    return [line.rstrip() for line in lines]


def cell_block(table: Table, style: str = "unicode", width: int = 80) -> list[str]:
    """How the cells of a small table were computed: `s1, go: 0.8 (5 + 0.9 × 0) + … = 3.8`."""
    cells_in = len(table.rows) * (len(table.columns) - 1)
    if table.formula is None or cells_in > MOST_CELLS:
        return []
    found = []
    for i, row in enumerate(table.rows):
        for j in range(1, len(row)):
            if isinstance(row[j], str) or (formula := table.formula(i, j)) is None or level(formula) > POSTFIX:
                continue
            head = f"{_cell(row[0], style)}, {table.columns[j]}"
            found += _chained(head, [write(formula, style), _value(row[j], style)], width)
    return ["", *found] if found else []


def _cell(value: Any, style: str) -> str:
    if isinstance(value, Grid):
        return "; ".join(", ".join(_entry(x, style) for x in row) for row in value.rows)
    if isinstance(value, tuple):
        return ("x" if style == "plain" else "×").join(map(str, value))
    return value if isinstance(value, str) else "" if value is None else str(_entry(value, style))


def _left(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def pretty_block(line: Line) -> list[str]:
    """A line's formula in two dimensions."""
    from dlstudy.symbolic.notation.boxes import boxed

    head = f"{write(line.step.symbol)} = "
    drawn = boxed(line.expr).split("\n") if line.expr is not None else [""]
    middle = (len(drawn) - 1) // 2
    return [(head if i == middle else " " * cells(head)) + row for i, row in enumerate(drawn)]


def brief(value: Any, digits: int = FIGURES) -> str:
    """A value in few words, on one line; a single number to so many significant digits."""
    if isinstance(value, Grid):
        return "[" + "; ".join(", ".join(decimal(x) for x in row) for row in value.rows) + "]"
    return quantity(value, digits)


def labelled(output: Output, value: Any, given: SimpleNamespace) -> Any:
    """A vector, matrix or list of words as a table, where its entries stand for something with a name."""
    names = output.rows(given) if output.rows is not None else ()
    if not names or isinstance(value, Table):
        return value
    if isinstance(value, Grid) and output.columns is not None and len(value.rows) == len(names):
        return Table(("", *output.columns(given)), tuple((n, *row) for n, row in zip(names, value.rows, strict=True)))
    entries = value.rows[0] if isinstance(value, Grid) else value
    if len(names) != len(entries):
        return value
    if len(names) <= MOST_ACROSS:
        return Table(tuple(names), (tuple(entries),))
    return Table((str(_("entry", "项")), str(_("value", "值"))), tuple(zip(names, entries, strict=True)))
