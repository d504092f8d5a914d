"""Clipped gradients and scheduled learning rates, in any method."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from dlstudy.calculators.optimize import CALCULATOR, METHODS
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import Working, complete, mistakes, work

SCHEDULED = [
    (method.name, name)
    for method in METHODS.values()
    for name, convention in method.conventions.items()
    if "learning_rate" in convention.defaults
]


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


def agree(working: Working) -> bool:
    return all(found.agrees for found in check(CALCULATOR, working))


@pytest.mark.parametrize(("method", "convention"), SCHEDULED)
@pytest.mark.parametrize("clip", [{"clip_norm": "0.5"}, {"clip_value": "0.4"}, {}])
def test_both_roads_agree_whatever_is_clipped_and_scheduled(method: str, convention: str, clip: dict[str, str]) -> None:
    given = {"objective": "x^2/2 + y^2", "start": "1, -0.2", "steps": 4, "schedule": "alpha*0.9^(t - 1)"}
    assert agree(worked(method=method, convention=convention, **given, **clip))


@pytest.mark.parametrize("clip", [{"clip_norm": "2"}, {"clip_value": "2"}])
def test_short_gradients_are_not_touched(clip: dict[str, str]) -> None:
    given = {"gradients": "1 1; -1 1"}
    assert worked(**given, **clip).outputs == worked(**given).outputs


def test_clipping_by_norm_keeps_the_direction() -> None:
    found = worked(gradients="3 4", start="0 0", clip_norm="1").known
    assert found[Letter("g", (1,))] == Grid([[Fraction(3, 5), Fraction(4, 5)]])


def test_clipping_by_value_keeps_each_component_in_bounds() -> None:
    found = worked(gradients="3 -4 0.5", start="0 0 0", clip_value="1").known
    assert found[Letter("g", (1,))] == Grid([[1, -1, Fraction(1, 2)]])


def test_pytorchs_norm_ends_a_hair_inside_the_bound() -> None:
    found = worked(gradients="3 4", start="0 0", clip_norm="1", convention="pytorch").known[Letter("g", (1,))]
    assert float(found.rows[0][0]) == pytest.approx(3 / (5 + 1e-6), rel=1e-12)


def test_a_listed_schedule_and_its_formula_walk_one_path() -> None:
    given = {"method": "momentum", "objective": "x^2", "start": "1", "steps": 3}
    listed, formula = (worked(**given, schedule=s).outputs["theta"] for s in ("0.1, 0.05, 0.025", "alpha/2^(t - 1)"))
    assert listed == formula


def test_a_schedule_may_know_how_many_steps_there_are() -> None:
    found = worked(gradients="1, 1", schedule="alpha/2*(1 + cos(pi*t/T))", learning_rate="1").outputs["theta"].rows[0]
    assert [float(x) for x in found] == pytest.approx([0, -0.5, -0.5 - (1 + math.cos(math.pi)) / 2], abs=1e-12)


def test_mistakes_are_made_under_the_same_schedule() -> None:
    """Ascent under a schedule goes as far up as descent goes down."""
    found = worked(gradients="1, 2", schedule="alpha/t")
    ends = {mistake.name: wrong["final"] for mistake, wrong in mistakes(CALCULATOR, found) if "final" in wrong}
    assert ends["sgd-ascent"] == -found.outputs["final"]
    assert ends["schedule-forgotten"] == Fraction(-3, 10)
