"""Turning a calculation round: which value of a parameter gives the wanted output? Its legal range is scanned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Output
from dlstudy.symbolic.params import Choice, Flag, Int, Param
from dlstudy.symbolic.reading import read_array, read_sizes, read_value
from dlstudy.symbolic.working import lawful, read_given, same, work

MOST_TRIED = 70_000


def solve(calculator: Calculator, given: Mapping[str, Any], want: Mapping[str, str], name: str) -> list[Any]:
    """Every value of parameter `name` under which the outputs are as wanted, ascending.

    (SymPy's `solve` is not asked: it fails on floors.)
    """
    param = calculator.param(name)
    if param is None:
        raise LearnerError(unknown(name, [p.name for p in calculator.params]))
    wanted = [_wanted(calculator, key, text) for key, text in want.items()]
    found = []
    rest = read_given(calculator, {k: v for k, v in given.items() if k.replace("-", "_") != param.name})
    until = [output.symbol for output, _target in wanted]
    for value in _candidates(param):
        try:
            outputs = work(calculator, lawful(calculator, rest | {param.name: value}), until=until).outputs
        except LearnerError:
            continue  # not a legal value
        if all(_meets(output, outputs.get(output.name), target) for output, target in wanted):
            found.append(value)
    return found


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
    return output, read_array(text) if output.kind in ("vector", "matrix") else read_value(text)


def _meets(output: Output, value: Any, target: Any) -> bool:
    """Whether an output is as wanted; of a shape, one number speaks of every side, two or three of all sides."""
    if output.kind == "shape" and isinstance(value, tuple):
        sides = value[:-1]
        return target in (value, sides) or (len(target) == 1 and all(side == target[0] for side in sides))
    if output.kind in ("vector", "matrix"):
        return same(getattr(value, "rows", value), target if isinstance(target[0], tuple) else (target,))
    return same(value, target)
