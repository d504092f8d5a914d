"""Follow-through: what a part comes to when the learner's own answers to earlier parts are carried on.

The earlier lines are pinned to what the learner found and the rest is computed by the same calculator. What cannot be
carried is not: a value of another form or shape, one outside what the calculator can go on with, or one so simple (all
zeros, all equal) that going on with it would show nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from dlstudy.answers.judging import alike
from dlstudy.answers.keys import MatrixKey, NumberKey, Slip
from dlstudy.answers.kinds.closeness import fraction
from dlstudy.bank.keys import calculated_key, content, symbol, value_of
from dlstudy.bank.variants import Variant
from dlstudy.calculators import find
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.working import work

CARRIED = "carried"


def carried(variant: Any, index: int, earlier: Mapping[int, object]) -> tuple[Slip, ...]:
    """The answers to a part that are right for the learner's wrong answers to earlier parts, as slips of full worth."""
    if not isinstance(variant, Variant) or variant.working is None or variant.question.parts[index].ask is None:
        return ()
    pins = {part: pin for part in sorted(earlier) if (pin := _pin(variant, part, earlier[part])) is not None}
    found: list[Slip] = []
    for size in range(len(pins), 0, -1):
        for chosen in combinations(pins, size):
            found += _carried(variant, index, [pins[part] for part in chosen], chosen)
        if size < len(pins):
            break  # all of them, or all but one: nobody repairs more on the way
    return tuple(found)


def _pin(variant: Variant, part: int, value: object) -> tuple[Letter, Any] | None:
    """The line to pin and the value to pin it to; none where the answer was right or cannot be carried."""
    ask, key = variant.question.parts[part].ask, variant.parts[part].key
    if ask is None or variant.working is None or variant.calculator is None:
        return None
    output = variant.calculator.output(ask)
    letter = output.symbol if output is not None else symbol(ask)
    right = variant.working.known.get(letter)
    given = None if right is None or value is None else _formed(value, right)
    if given is None or _degenerate(given, right) or alike(key, value, content(key)):
        return None
    return letter, given


def _formed(value: Any, right: Any) -> Any:
    """The learner's value in the form of the line's; none where it has another."""
    if isinstance(right, Grid):
        rows = value if isinstance(value, tuple) and all(isinstance(row, tuple) for row in value) else ((value,),)
        grid = Grid(rows)
        return grid if grid.shape == right.shape else None
    if isinstance(right, tuple):
        same = isinstance(value, tuple) and len(value) == len(right)
        return value if same and all(isinstance(x, int) for x in value) else None
    if isinstance(right, str | Table | Node) or isinstance(value, tuple | str | Node | dict | frozenset):
        return None
    return value


def _degenerate(value: Any, right: Any) -> bool:
    """Whether a value would make what follows too easy: zero, or a matrix of one number, where the right one is not."""
    got, want = set(_entries(value)), set(_entries(right))
    if isinstance(value, Grid):
        return len(got) == 1 and len(want) > 1
    return got == {0}


def _entries(value: Any) -> list[Any]:
    found = [x for row in value.rows for x in row] if isinstance(value, Grid) else [value]
    return [fraction(x) if not isinstance(x, tuple) else x for x in found]


def _carried(variant: Variant, index: int, pins: list[tuple[Letter, Any]], parts: tuple[int, ...]) -> Iterator[Slip]:
    """The one slip of these pins, where they change what the part comes to."""
    part, key = variant.question.parts[index], variant.parts[index].key
    assert variant.working is not None
    assert variant.question.calculator is not None
    calculator = find(variant.question.calculator)
    try:
        working = work(calculator, variant.working.values, pin=dict(pins))
        other = value_of(part.ask or "", calculator, working)
        if other is None or isinstance(other, Table | Node):
            return
        value = content(calculated_key(part, calculator, working, other))
    except LearnerError:
        return  # it cannot be carried: what follows is impossible with this value
    if isinstance(key, NumberKey | MatrixKey) and alike(key, value, content(key)):
        return
    if value != content(key):
        letters = ", ".join(f"({'abcdefghijklmnop'[i]})" for i in parts)
        why = _("method right, error carried from {parts}", "方法正确，错误由 {parts} 带来")
        yield Slip(CARRIED, why(parts=letters), value, carried=True)
