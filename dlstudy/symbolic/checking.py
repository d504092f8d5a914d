"""Both roads to an answer, and how far apart they come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import chain
from math import isfinite
from types import SimpleNamespace
from typing import Any, NamedTuple

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Table
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Node, Num, walk
from dlstudy.symbolic.working import Working, work

AGREE = 1e-9
NOISE = 1e-4  # of the largest number met on the way: below this, differences count by that size, for rounding does too
LEAST = 1e-15  # where all is zero


class Check(NamedTuple):
    """An output as the formula and as the reference found it, and the largest difference between the two."""

    name: str
    formula: Any
    reference: Any
    difference: float

    @property
    def agrees(self) -> bool:
        """Whether both roads lead to one answer."""
        return self.difference <= AGREE


def check(calculator: Calculator, working: Working) -> list[Check]:
    """Every output by the other road; refused where a letter was left open."""
    refuse_letters(working)
    found = _by_reference(calculator, SimpleNamespace(**working.values))
    floor = max(LEAST, NOISE * _largest(working))
    return [Check(name, value, found[name], _gap(value, found[name], floor)) for name, value in working.outputs.items()]


def _by_reference(calculator: Calculator, given: SimpleNamespace) -> Mapping[str, Any]:
    """The reference's outputs; refused where a number is beyond what floats hold. It warns of nothing on the way."""
    from dlstudy.reference.quiet import quietly

    try:
        return quietly(lambda: calculator.reference(given))
    except OverflowError:
        raise LearnerError(_("these numbers are too large for the reference implementation",
                             "这些数太大，参考实现无法计算")) from None  # fmt: skip


def refuse_letters(working: Working) -> None:
    """LearnerError where a letter was left open: the other road takes numbers only."""
    if any(_is_open(v) for v in (*working.values.values(), *working.outputs.values())):
        raise LearnerError(_("only numbers can be checked: give every letter a value",
                             "只有数值才能核对：请给每个字母一个值"))  # fmt: skip


def _largest(working: Working) -> float:
    """The size of the largest number among inputs, lines, their formulas' constants, and outputs."""
    values = (*working.values.values(), *working.known.values(), *working.outputs.values())
    constants = (part.value for line in working.lines if line.expr for part in walk(line.expr) if isinstance(part, Num))
    every = chain(constants, *map(flat, values))
    sizes = (abs(float(x)) for x in every if isinstance(x, int | float | Fraction) or hasattr(x, "_mpf_"))
    return max((size for size in sizes if isfinite(size)), default=0.0)


def _gap(x: Any, y: Any, floor: float) -> float:
    """The difference of two outputs; that of counts, which are exact however large, in full."""
    return float(abs(x - y)) if isinstance(x, int) and isinstance(y, int) else difference(x, y, floor)


def difference(x: Any, y: Any, floor: float = 1.0) -> float:
    """The largest difference between two values, relative above `floor`; infinite where kind or shape differ."""
    p, q = list(flat(x)), list(flat(y))
    if len(p) != len(q):
        return float("inf")
    return max((_apart(a, b, floor) for a, b in zip(p, q, strict=True)), default=0.0)


def flat(value: Any) -> Any:
    """The entries of a value of any shape, row by row."""
    if isinstance(value, Grid | Table):
        value = value.rows
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        for part in value:
            yield from flat(part)
    else:
        yield value


def _apart(a: Any, b: Any, floor: float) -> float:
    if isinstance(a, str) or isinstance(b, str):
        return 0.0 if a == b else float("inf")
    if a == b:
        return 0.0
    x, y = float(a), float(b)
    gap = abs(x - y) / max(floor, abs(x), abs(y))
    return gap if isfinite(gap) else float("inf")


Progress = Callable[[int, float], object]  # rounds done, and what is still missing


def calculate(calculator: Calculator, values: Mapping[str, Any], progress: Progress | None = None) -> Working:
    """The working for complete `values`; where they are too large to be worked exactly, the reference's outputs alone.

    Outputs left with open letters are simplified. A long-running reference reports to `progress`.
    """
    given = SimpleNamespace(**values)
    if not calculator.exact_below(given):
        if progress is not None:
            given.progress = progress
        return Working((), {}, _by_reference(calculator, given), values)
    working = work(calculator, values)
    if not any(_is_open(value) for value in working.outputs.values()):
        return working
    from dlstudy.symbolic.algebra import simplify

    outputs = {name: simplify(literal(value)) if _is_open(value) else value for name, value in working.outputs.items()}
    return working._replace(outputs=outputs)


def _is_open(value: Any) -> bool:
    return isinstance(value, Node) or any(isinstance(entry, Node) for entry in flat(value))
