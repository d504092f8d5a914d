"""Learning-rate schedules against closed forms written out here, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import pytest

from dlstudy.calculators.schedule import CALCULATOR, USUAL
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.working import complete


def rate(kind: str, t: int, **given: object) -> float:
    found = calculate(CALCULATOR, complete(CALCULATOR, {"kind": kind, "t": t, **given}))
    assert all(checked.agrees for checked in check(CALCULATOR, found))
    return float(found.outputs["rate"])


@pytest.mark.parametrize("t", [1, 4, 5, 6, 19, 20, 21, 33])
def test_warm_up_and_cosine_are_d2ls_scheduler(t: int) -> None:
    """d2l, "Learning Rate Scheduling": CosineScheduler(20, warmup_steps=5, base_lr=0.3, final_lr=0.01)."""
    cooled = 0.01 + 0.29 * (1 + math.cos(math.pi * (min(t, 20) - 5) / 15)) / 2
    expected = 0.3 * t / 5 if t < 5 else cooled
    assert rate("cosine", t, learning_rate="0.3", least="0.01", period=20, warmup=5) == pytest.approx(expected)


@pytest.mark.parametrize("t", [0, 1, 7, 50, 200])
def test_a_factor_stops_at_its_floor(t: int) -> None:
    expected = max(2 * 0.9**t, 0.01)
    assert rate("exponential", t, learning_rate=2, decay="0.9", least="0.01") == pytest.approx(expected)


@pytest.mark.parametrize("kind", sorted(USUAL))
@pytest.mark.parametrize("t", [1, 6, 1500, 40_000])
def test_both_roads_agree_however_far(kind: str, t: int) -> None:
    assert 0 <= rate(kind, t) <= 0.1


@pytest.mark.parametrize("kind", sorted(set(USUAL) - {"transformer"}))
def test_a_least_rate_is_kept(kind: str) -> None:
    assert rate(kind, 1000, least="0.05") >= 0.05


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "cosine", "warmup": 20}, "ends before T"),
        ({"kind": "cosine", "warmup": 5, "t": "n"}, "needs numbers"),
        ({"kind": "piecewise", "milestones": "1.5"}, "whole numbers"),
        ({"kind": "piecewise", "milestones": "-3, 80"}, "whole numbers"),
        ({"kind": "exponential", "period": 3}, "exponential has no period"),
        ({"kind": "inverse-sqrt", "decay": 2}, "it takes learning_rate"),
        ({"kind": "transformer", "least": "0.1"}, "no least rate"),
        ({"kind": "transformer", "t": 0}, "counted from 1"),
        ({"kind": "cosine", "least": "0.5"}, "above the initial one"),
        ({"t": -1}, "t = -1"),
        ({"first": "f"}, "not a letter"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)
