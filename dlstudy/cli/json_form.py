"""A calculation as JSON, for scripts: the names of outputs and parameters are promises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from dlstudy.symbolic.calculator import Calculator, Output, Table
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import exact, write
from dlstudy.symbolic.params import plain
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.working import Line, Working, mistakes


def dumps(calculator: Calculator, working: Working, options: Mapping[str, Any]) -> str:
    """The JSON text of a calculation."""
    document: dict[str, Any] = {
        "calculator": calculator.name,
        "values": {name: plain(value) for name, value in working.values.items()},
        "outputs": {o.name: _output(o, working) for o in calculator.outputs if o.name in working.outputs},
        "steps": [] if options["no_steps_"] else [_step(line) for line in working.lines],
    }
    if options["check_"] and not working.lines:
        document["check"] = None  # the reference ran alone
    elif options["check_"]:
        document["check"] = {
            c.name: {"difference": c.difference, "agrees": c.agrees} for c in check(calculator, working)
        }
    if options["mistakes_"]:
        document["mistakes"] = [
            {"name": m.name, "why": str(m.why), "outputs": {name: number(v) for name, v in differing.items()}}
            for m, differing in mistakes(calculator, working)
        ]
    return json.dumps(document, ensure_ascii=False, indent=2)


def _output(output: Output, working: Working) -> dict[str, Any]:
    value, given = working.outputs[output.name], SimpleNamespace(**working.values)
    labels = {"rows": output.rows, "columns": output.columns}
    return {
        "value": number(value, flat=output.kind == "vector"),
        "exact": _exact(value),
        "symbol": write(output.letter or output.symbol, "plain"),
        "title": str(output.title),
        **{name: list(map(str, call(given))) for name, call in labels.items() if call is not None},
    }


def _exact(value: Any) -> Any:
    if isinstance(value, Node):
        return write(value, "plain")
    if isinstance(value, Table) or hasattr(value, "tolist"):
        return None
    return exact(value)


def number(value: Any, flat: bool = False) -> Any:
    """A value as JSON holds it: numbers as numbers, a shape or vector as a list, a formula as null."""
    if isinstance(value, Node):
        return None
    if isinstance(value, Grid):
        rows = [[number(x) for x in row] for row in value.rows]
        return rows[0] if flat and len(rows) == 1 else rows
    if isinstance(value, Table):
        return {"columns": [str(c) for c in value.columns], "rows": [[number(x) for x in row] for row in value.rows]}
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, tuple):
        return [number(v) for v in value]
    return value if isinstance(value, int | str | None) else _float(value)


def _float(value: Any) -> float | None:
    result = float(value)
    return result if abs(result) != float("inf") else None


def _step(line: Line) -> dict[str, Any]:
    symbol: Letter = line.step.symbol
    return {
        "symbol": write(symbol, "plain"),
        "formula": None if line.expr is None else write(line.expr, "plain"),
        "value": number(line.value),
        "exact": _exact(line.value) if not isinstance(line.value, tuple | str) else number(line.value),
        "why": str(line.step.why),
        "group": None if line.step.group is None else str(line.step.group),
    }
