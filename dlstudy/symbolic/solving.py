"""Turning a calculation round: which value of a parameter gives the wanted output? Its legal range is scanned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import is_exact, subtract
from dlstudy.symbolic.calculator import Calculator, Output, Table
from dlstudy.symbolic.grid import Grid, inner
from dlstudy.symbolic.params import Choice, Flag, Int, Param, Real
from dlstudy.symbolic.reading import read_array, read_sizes, read_value
from dlstudy.symbolic.roots import roots
from dlstudy.symbolic.tree import Node
from dlstudy.symbolic.working import lawful, read_given, same, work

MOST_TRIED = 70_000
SECONDS = 8  # that trying every value may take


def solve(calculator: Calculator, given: Mapping[str, Any], want: Mapping[str, str], name: str) -> list[Any]:
    """Every value of parameter `name` under which the outputs are as wanted, ascending.

    (SymPy's `solve` is not asked: it fails on floors.)
    """
    param = calculator.param(name)
    if param is None:
        raise LearnerError(unknown(name, [p.name for p in calculator.params]))
    wanted = [_wanted(calculator, key, text) for key, text in want.items()]
    rest = read_given(calculator, {k: v for k, v in given.items() if k.replace("-", "_") != param.name})
    until = [output.symbol for output, _target in wanted]

    def outputs(value: Any) -> Mapping[str, Any] | None:
        try:
            return work(calculator, lawful(calculator, rest | {param.name: value}), until=until).outputs
        except LearnerError:
            return None  # not a legal value

    def met(value: Any) -> bool:
        found = outputs(value)
        return found is not None and all(_meets(o, found.get(o.name), target) for o, target in wanted)

    if isinstance(param, Real):
        return [value for value in roots(param, lambda x: _excess(*wanted[0], outputs(x))) if met(value)]
    candidates = _candidates(param)
    if isinstance(param, Int) and {output.name for output, _target in wanted} <= set(param.raises):
        candidates = _bracketed(candidates, *wanted[0], outputs)
    return _in_time(param, candidates, met)


def _in_time(param: Param, candidates: list[Any], met: Callable[[Any], bool]) -> list[Any]:
    """The candidates that meet what is wanted; refused, with those found so far, where trying them takes too long."""
    end = monotonic() + SECONDS
    found: list[Any] = []
    for value in candidates:
        if monotonic() > end:
            text = _("in {s} seconds {name} could be tried up to {value} only; found so far: {found}",
                     "{s} 秒内 {name} 只试到 {value}；目前找到：{found}")  # fmt: skip
            raise LearnerError(
                text(s=SECONDS, name=param.name, value=value, found=", ".join(map(str, found[:9])) or "–")
            )
        if met(value):
            found.append(value)
    return found


def _excess(output: Output, target: Any, outputs: Mapping[str, Any] | None) -> Any:
    """By how much an output exceeds what is wanted; none if it is no number.

    Of a vector or matrix, a weighted sum of its entries: a plain one need not move (probabilities add up to 1).
    """
    value = (outputs or {}).get(output.name)
    if output.kind in ("vector", "matrix") and not isinstance(value, Node | None):
        return subtract(*(_weighted(_as_grid(side)) for side in (value, target)))
    return None if isinstance(value, tuple | str | Node | Table | None) else subtract(value, target)


def _weighted(grid: Grid) -> Any:
    every = [entry for row in grid.rows for entry in row]
    return inner(range(1, len(every) + 1), every)


def _as_grid(value: Any) -> Grid:
    """A vector or matrix as typed or computed; a vector of one entry may be a bare number."""
    if isinstance(value, Grid):
        return value
    rows = value if isinstance(value, tuple) else (value,)
    return Grid(rows if isinstance(rows[0], tuple) else (rows,))


def _bracketed(
    candidates: list[Any], output: Output, target: Any, outputs: Callable[[Any], Mapping[str, Any] | None]
) -> list[Any]:
    """The candidates from the first whose output reaches the target to the last that does not exceed it.

    Where a value in between is illegal, or no number comes out, all candidates stay.
    """

    def first(reaches: Callable[[Any], bool]) -> int:
        low, high = 0, len(candidates)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if reaches(candidates[middle]) else (middle + 1, high)
        return low

    def compared(value: Any) -> Any:
        found = (outputs(value) or {}).get(output.name)
        if not is_exact(found) or not is_exact(target):
            raise ValueError
        return found

    try:
        return candidates[first(lambda v: compared(v) >= target) : first(lambda v: compared(v) > target)]
    except ValueError:
        return candidates


def _candidates(param: Param) -> list[Any]:
    if isinstance(param, Int):
        return list(range(param.low, min(param.high, param.low + MOST_TRIED) + 1))
    if isinstance(param, Flag):
        return [False, True]
    if isinstance(param, Choice):
        return list(param.options)
    raise LearnerError(
        _("{name} has no finite range to search", "{name} 的取值范围不是有限的，无法逐个尝试")(name=param.name)
    )


def _wanted(calculator: Calculator, name: str, text: str) -> tuple[Output, Any]:
    output = calculator.output(name)
    if output is None:
        raise LearnerError(unknown(name, [o.name for o in calculator.outputs]))
    if output.kind == "shape":
        return output, read_sizes(text)
    if output.kind in ("words", "table"):
        raise LearnerError(
            _("{name} is no number: it cannot be solved for", "{name} 不是数，不能用来反求参数")(name=name)
        )
    return output, read_array(text) if output.kind in ("vector", "matrix") else read_value(text)


def _meets(output: Output, value: Any, target: Any) -> bool:
    """Whether an output is as wanted; of a shape, one number speaks of every side, two or three of all sides."""
    if output.kind == "shape" and isinstance(value, tuple):
        sides = value[:-1]
        return target in (value, sides) or (len(target) == 1 and all(side == target[0] for side in sides))
    if output.kind in ("vector", "matrix"):
        return value is not None and not isinstance(value, Node) and same(_as_grid(value), _as_grid(target))
    return same(value, target)
