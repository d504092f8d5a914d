"""When two roads agree: relative to what was met on the way, so that no tiny number passes for another."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Output, Step
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.tree import letters
from dlstudy.symbolic.working import complete, work

x, y = letters("x y")


def _calculator(found: Any) -> Calculator:
    """x − 1 + 1 by one road, whatever `found` makes of x by the other."""

    def steps(_given: SimpleNamespace) -> Any:
        yield Step(y, x - 1 + 1, _("as it was", "不变"))

    return Calculator(
        name="same", title=_("same", "不变"), topic="ml-elements", source="none", params=(Real(x, "x", _("x", "x")),),
        outputs=(Output(y, "y", _("y", "y")),), steps=steps, reference=lambda given: {"y": found(float(given.x))},
    )  # fmt: skip


def _agrees(found: Any, value: str) -> bool:
    calculator = _calculator(found)
    (only,) = check(calculator, work(calculator, complete(calculator, {"x": value})))
    return only.agrees


def test_a_tiny_number_is_not_another() -> None:
    assert not _agrees(lambda v: 2 * v, "1e-9")
    assert not _agrees(lambda v: v * (1 + 1e-6), "1e12")


def test_rounding_on_the_way_is_forgiven() -> None:
    assert _agrees(lambda v: v - 1 + 1, "1e-5")
    assert _agrees(lambda v: v + 1e-16, "0")


def test_letters_are_refused_with_a_word_for_the_learner() -> None:
    calculator = _calculator(lambda v: v)
    with pytest.raises(LearnerError, match="every letter"):
        check(calculator, work(calculator, complete(calculator, {"x": "a"})))
