"""Clipped gradients and scheduled learning rates, in any method."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from dlstudy.calculators.optimize import CALCULATOR, METHODS
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.evaluate import evaluate
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


@pytest.mark.parametrize(("method", "convention"), SCHEDULED)
@pytest.mark.parametrize("clip", [{"clip_norm": "0.5"}, {"clip_value": "0.4"}, {}])
def test_both_roads_agree_under_a_penalty(method: str, convention: str, clip: dict[str, str]) -> None:
    objective = {"objective": "x^2/2 + y^2", "start": "1, -0.2", "steps": 3}
    listed = {"gradients": "1 0.2; -0.3 0.1; 0.2 0.9", "start": "1, -2"}
    assert all(
        agree(worked(method=method, convention=convention, l2="0.3", **given, **clip)) for given in (objective, listed)
    )


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ({"weight_decay": "0.1"}, Fraction(85, 100)),  # nndl eq. 7.64: 0.9 θ − αg
        ({"weight_decay": "0.1", "convention": "pytorch"}, Fraction(94, 100)),  # 0.99 θ − αg
        ({"l2": "0.1"}, Fraction(94, 100)),  # θ − α(g + λθ)
    ],
)
def test_weight_decay_and_penalty_on_one_step(given: dict[str, str], end: Fraction) -> None:
    assert worked(gradients="0.5", start="1", learning_rate="0.1", **given).outputs["final"] == end


def test_a_penalty_and_weight_decay_part_under_adam() -> None:
    """θ = 1, g = 0.5, −0.2, 0.1, α = 0.1 and λ = 0.1, re-derived here by torch's recurrences."""
    given = {"gradients": "0.5, -0.2, 0.1", "start": "1", "learning_rate": "0.1", "convention": "pytorch"}
    ends = []
    for decay, penalty in ((0.1, 0.0), (0.0, 0.1)):
        theta, m, v = 1.0, 0.0, 0.0
        for t, g in enumerate((0.5, -0.2, 0.1), 1):
            theta, felt = theta * (1 - 0.1 * decay), g + penalty * theta
            m, v = 0.9 * m + 0.1 * felt, 0.999 * v + 0.001 * felt**2
            theta -= 0.1 * m / (1 - 0.9**t) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
        ends.append(theta)
    decayed, penalised = worked(method="adamw", weight_decay="0.1", **given), worked(method="adam", l2="0.1", **given)
    assert [float(found.outputs["final"]) for found in (decayed, penalised)] == pytest.approx(ends, rel=1e-12)
    assert ends == pytest.approx([0.8001, 0.7902], abs=5e-5)


def test_the_course_clips_the_penalty_too_and_pytorch_does_not() -> None:
    given = {"gradients": "3", "start": "10", "l2": "0.5", "clip_value": "1", "learning_rate": "1"}
    assert worked(**given).outputs["final"] == 10 - 1
    assert worked(convention="pytorch", **given).outputs["final"] == 10 - (1 + 5)


def test_letters_show_a_penalty_as_weight_decay() -> None:
    found = worked(gradients="2", start="5", l2="lambda", learning_rate="alpha").outputs["final"]
    at = {Letter("lambda"): Fraction(1, 3), Letter("alpha"): Fraction(1, 7)}
    assert evaluate(found, at) == (1 - Fraction(1, 21)) * 5 - Fraction(2, 7)


def test_pytorchs_adagrad_may_shrink_its_rate() -> None:
    """Two unit gradients: 1/√1, then 1/(1 + 0.5) of the rate over √2."""
    given = {"method": "adagrad", "convention": "pytorch", "gradients": "1, 1", "learning_rate": "1", "epsilon": "0"}
    assert float(worked(lr_decay="0.5", **given).outputs["final"]) == pytest.approx(-1 - 2 / 3 / math.sqrt(2))


def test_the_weighted_mean_steps_as_far_as_the_sum_with_a_smaller_rate() -> None:
    given = {"method": "momentum", "objective": "x^2", "start": "1", "steps": 4, "rho": "0.8"}
    summed = worked(learning_rate="0.02", **given).outputs["theta"]
    assert worked(convention="ema", learning_rate="0.1", **given).outputs["theta"] == summed


def test_a_gradient_that_is_not_renewed_leads_straight_on() -> None:
    found = worked(objective="x^2", start="1", steps=3, learning_rate="0.1")
    ends = {mistake.name: wrong["final"] for mistake, wrong in mistakes(CALCULATOR, found) if "final" in wrong}
    assert ends["gradient-not-renewed"] == 1 - 3 * Fraction(1, 5)


def test_mistakes_are_made_under_the_same_schedule() -> None:
    """Ascent under a schedule goes as far up as descent goes down."""
    found = worked(gradients="1, 2", schedule="alpha/t")
    ends = {mistake.name: wrong["final"] for mistake, wrong in mistakes(CALCULATOR, found) if "final" in wrong}
    assert ends["sgd-ascent"] == -found.outputs["final"]
    assert ends["schedule-forgotten"] == Fraction(-3, 10)
