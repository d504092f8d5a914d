"""What a calculation came to, output by output, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isfinite
from types import SimpleNamespace
from typing import Any

from dlstudy.symbolic.arithmetic import reals
from dlstudy.symbolic.calculator import Calculator, Output, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation.blocks import brief, labelled, matrix_block, styled, table_block
from dlstudy.symbolic.notation.lines import write
from dlstudy.symbolic.notation.quantities import quantity
from dlstudy.symbolic.notation.widths import cells, folded
from dlstudy.symbolic.tree import Node
from dlstudy.symbolic.working import Working

DIGITS = 10  # significant, of a single number
MOST = 40  # entries of a long vector, rows of a long matrix


def results(
    calculator: Calculator, working: Working, style: str = "unicode", width: int = 80
) -> Iterator[tuple[str, list[str]]]:
    """Each output's title, and its value: one line, or a block."""
    given = SimpleNamespace(**working.values)
    for output in calculator.outputs:
        if output.name in working.outputs:
            yield str(output.title), result(output, working.outputs[output.name], given, style, width)


def result(output: Output, value: Any, given: SimpleNamespace, style: str, width: int) -> list[str]:
    """An output's value in lines."""
    if isinstance(value, Node):
        return [write(value, style)]
    value = labelled(output, _from_array(value) if hasattr(value, "tolist") else output.spoken(value), given)
    if isinstance(value, Table):
        return table_block(value, width, style)
    if isinstance(value, Grid):
        return matrix_block(value, "plain" if style == "plain" else "unicode", width)
    if isinstance(value, tuple) and len(value) > MOST:
        value = (*value[: MOST // 2], "…", *value[-MOST // 2 :])
    if output.kind == "count" and isinstance(value, int):
        return [f"{value:,}"]
    text = quantity(value, DIGITS)
    return folded(text if output.kind == "words" and style != "plain" else styled(text, style), width)


def _from_array(value: Any) -> Any:
    """A NumPy array as a grid; a long one shortened."""
    if value.ndim == 1 and len(value) > MOST:
        head, tail = value[: MOST // 2], value[-MOST // 2 :]
        return (*(f"{x:.6g}" for x in head), "…", *(f"{x:.6g}" for x in tail))
    rows = (value[:MOST] if value.ndim == 2 else value).tolist()
    if not isinstance(rows, list):
        return rows
    nested = rows if rows and isinstance(rows[0], list) else [rows]
    return Grid([[_exact(x) for x in row] for row in nested])


def _exact(x: Any) -> Any:
    """A float as the decimal it is printed as; ±∞ stays what it is, as of an action that is not available."""
    if not isinstance(x, float):
        return x
    return Fraction(str(x)) if isfinite(x) else reals().mpf(x)


def _in_brief(value: Any, style: str) -> str:
    if isinstance(value, Node):
        return write(value, style)
    return value if isinstance(value, str) else styled(brief(value, DIGITS), style)


def summary(calculator: Calculator, values: Mapping[str, Any], style: str = "unicode", width: int = 80) -> list[str]:
    """Several outputs as `name = value`, as many on a line as fit, a long value cut short; tables are left out."""
    lines: list[str] = []
    for name, value in values.items():
        if isinstance(value, Table):
            continue
        output = calculator.output(name)
        text = f"{name} = {_in_brief(value if output is None else output.spoken(value), style)}"
        text = text if cells(text) <= width else text[: width - 1] + "…"
        if lines and cells(lines[-1]) + 2 + cells(text) <= width:
            lines[-1] += ", " + text
        else:
            lines.append(text)
    return lines
