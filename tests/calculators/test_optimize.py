"""Optimisers: both roads for every method and convention, published paths, mistakes, letters."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from dlstudy.calculators.objectives import partials, read_objective, slope
from dlstudy.calculators.optimize import CALCULATOR, METHODS
from dlstudy.reference.gradients import central_differences
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import STYLES, write
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.working import Working, complete, mistakes, work

OBJECTIVES = {
    "x^2 + 10*y^2": "1, 1",
    "x^2/2": "1",
    "(1 - x)^2 + 5*(y - x^2)^2": "-0.5, 0.5",
    "exp(x) - 2*x + cos(x*y) + y^2": "0.3, -0.4",
    "ln(1 + w1^2) + sqrt(1 + w2^2) + sigmoid(w10)": "1, 2, -1",
}
PAIRS = [(method.name, convention) for method in METHODS.values() for convention in method.conventions]


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


def rated(method: str, convention: str, **rates: str) -> dict[str, str]:
    """Of these rates, those the method takes under the convention."""
    takes = METHODS[method].conventions[convention].defaults
    return {name: value for name, value in rates.items() if name in takes}


def numbers(value: object) -> list[float]:
    assert isinstance(value, Grid)
    return [float(x) for x in value.rows[0]]


def agree(working: Working) -> bool:
    return all(found.agrees for found in check(CALCULATOR, working))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("method", "convention"), PAIRS)
def test_both_roads_agree_on_gradients(method: str, convention: str, seed: int) -> None:
    rng = random.Random(seed)
    width, length = rng.randint(1, 3), rng.randint(2, 6)
    gradients = [[Fraction(rng.randint(-99, 99), 10) for _i in range(width)] for _t in range(length)]
    start = [rng.randint(-5, 5) for _i in range(width)]
    assert agree(worked(method=method, convention=convention, gradients=Grid(gradients), start=str(start)[1:-1]))


@pytest.mark.parametrize(("objective", "start"), OBJECTIVES.items())
@pytest.mark.parametrize(("method", "convention"), PAIRS)
def test_both_roads_agree_on_objectives(method: str, convention: str, objective: str, start: str) -> None:
    given = {"objective": objective, "start": start, "steps": 5, **rated(method, convention, learning_rate="0.03")}
    assert agree(worked(method=method, convention=convention, **given))


@pytest.mark.parametrize(("objective", "start"), OBJECTIVES.items())
def test_gradient_formula_is_the_slope_that_is_felt(objective: str, start: str) -> None:
    read_one = read_objective(objective)
    point = [float(x) for x in start.split(",")]
    at = {x: Fraction(str(value)) for x, value in zip(read_one.letters, point, strict=True)}
    formula = [float(evaluate(tree, at)) for tree in partials(read_one.tree, read_one.letters)]
    assert slope(read_one, point) == pytest.approx(formula, rel=1e-12, abs=1e-12)

    def f(x: object) -> float:
        values = zip(read_one.letters, x.tolist(), strict=True)  # type: ignore[attr-defined]
        return float(evaluate(read_one.tree, {x: Fraction(str(value)) for x, value in values}))

    assert central_differences(f, point).tolist() == pytest.approx(formula, rel=1e-7, abs=1e-7)


def test_momentum_is_the_courses_recurrence() -> None:
    """Δθ_t = ρΔθ_{t−1} − αg_t, written out by hand."""
    found = worked(method="momentum", gradients="0.5, -0.2, 0.1", start="1", rho="0.9", learning_rate="0.1").outputs
    assert found["delta"] == Grid([[Fraction(-5, 100), Fraction(-25, 1000), Fraction(-325, 10000)]])
    assert found["theta"] == Grid([[1, Fraction(95, 100), Fraction(925, 1000), Fraction(8925, 10000)]])
    assert found["final"] == Fraction(8925, 10000)


@pytest.mark.parametrize(
    ("convention", "path"),
    [("course", (1, 0.9, 0.729, 0.51759, 0.294589)), ("pytorch", (1, 0.81, 0.5751, 0.327321, 0.093888))],
)
def test_nesterovs_conventions_part_on_a_parabola(convention: str, path: tuple[float, ...]) -> None:
    """w²/2 from 1, α = 0.1, ρ = 0.9, re-derived here by each convention's own recurrence."""
    theta, memory, by_hand = 1.0, 0.0, [1.0]
    for _t in range(4):
        if convention == "course":
            memory = 0.9 * memory - 0.1 * (theta + 0.9 * memory)
            theta += memory
        else:
            memory = 0.9 * memory + theta
            theta -= 0.1 * (theta + 0.9 * memory)
        by_hand.append(theta)
    found = worked(method="nesterov", convention=convention, objective="w^2/2", start="1", steps=4).outputs["theta"]
    assert numbers(found) == pytest.approx(by_hand, rel=1e-12)
    assert numbers(found) == pytest.approx(path, abs=6e-7)


def test_keras_and_pytorch_walk_one_nesterov_path() -> None:
    paths = [
        worked(method="nesterov", convention=convention, objective="x^2 + y^4", start="1, 1", steps=4).outputs["theta"]
        for convention in ("keras", "pytorch")
    ]
    assert paths[0] == paths[1]


@pytest.mark.parametrize(("convention", "share"), [("course", 0.70711), ("pytorch", 0.99990), ("keras", 0.99685)])
def test_small_gradient_shows_where_epsilon_stands(convention: str, share: float) -> None:
    """g = 1e-4, ε = 1e-8, α = 1: 1/√2, 1/(1 + 1e-4), 1/(1 + 1e-4/√(1 − β₂)) of the learning rate."""
    given = {"gradients": "0.0001", "epsilon": "1e-8", "learning_rate": "1", "beta2": "0.999"}
    assert -float(worked(method="adam", convention=convention, **given).outputs["final"]) == pytest.approx(
        share, abs=1e-5
    )


def test_adam_prints_the_courses_letters_and_defaults() -> None:
    course, pytorch = (worked(method="adam", convention=c, gradients="1, 2") for c in ("course", "pytorch"))
    assert {"M", "G", "M_hat", "G_hat"} <= {letter.name for letter in course.known}
    assert {"m", "v", "m_hat", "v_hat"} <= {letter.name for letter in pytorch.known}
    assert (course.values["beta2"], pytorch.values["beta2"]) == (Fraction(99, 100), Fraction(999, 1000))


def test_one_row_of_gradients_is_one_parameter_over_the_steps() -> None:
    assert worked(gradients="0.5, -0.2, 0.1").values["steps"] == 3


def test_one_row_is_one_step_where_the_start_says_so() -> None:
    found = worked(gradients="1 2 3", start="0 0 1", learning_rate="1")
    assert found.values["steps"] == 1
    assert found.outputs["final"] == Grid([[-1, -2, -2]])


def test_given_gradients_are_used_wherever_theta_is() -> None:
    at_rest, elsewhere = (worked(method="nesterov", gradients="1, 2", start=start) for start in ("0", "5"))
    assert at_rest.outputs["delta"] == elsewhere.outputs["delta"]


def test_letters_of_an_objective_are_sorted_unless_ordered() -> None:
    found = {
        order: worked(objective="x^2 + 10*y^2", start="1, 2", steps=1, variables=order) for order in (None, "y, x")
    }
    assert found[None].outputs["final"] == Grid([[Fraction(8, 10), -2]])
    assert found["y, x"].outputs["final"] == Grid([[-1, Fraction(16, 10)]])


def test_numbered_letters_are_sorted_by_number() -> None:
    assert read_objective("x10 + x2 + x1").letters == (Letter("x", (1,)), Letter("x", (2,)), Letter("x", (10,)))


def test_trajectory_is_a_headed_table() -> None:
    table = worked(method="momentum", gradients="1 2; 3 4").outputs["trajectory"]
    assert isinstance(table, Table)
    assert [len(row) for row in table.rows] == [len(table.columns)] * 2
    assert table.columns == ("t", "g(1)", "g(2)", "Δθ(1)", "Δθ(2)", "θ(1)", "θ(2)")


@pytest.mark.parametrize(("method", "convention"), PAIRS)
def test_every_formula_on_an_objective_reads_back(method: str, convention: str) -> None:
    found = worked(method=method, convention=convention, objective="exp(-x) + x^2/3", start="1", steps=2)
    for line in found.lines:
        for style in STYLES if line.expr is not None else ():
            assert read(write(line.expr, style), set(found.known), limit=4000) == line.expr


def test_letter_for_the_learning_rate_gives_a_formula() -> None:
    given = {"method": "momentum", "gradients": "1, 2", "learning_rate": "alpha", "rho": "rho", "start": "5"}
    found = calculate(CALCULATOR, complete(CALCULATOR, given)).outputs["final"]
    assert isinstance(found, Node)
    alpha, rho = Fraction(1, 7), Fraction(3, 5)
    at = {Letter("alpha"): alpha, Letter("rho"): rho}
    assert evaluate(found, at) == 5 - alpha - (rho * alpha + 2 * alpha)


def test_letter_on_an_objective_gives_a_polynomial() -> None:
    given = {"objective": "x^2", "start": "3", "steps": 2, "learning_rate": "alpha"}
    found = calculate(CALCULATOR, complete(CALCULATOR, given)).outputs["final"]
    assert evaluate(found, {Letter("alpha"): Fraction(1, 5)}) == 3 * (1 - Fraction(2, 5)) ** 2


def wrong_ends(**given: object) -> dict[str, object]:
    found = mistakes(CALCULATOR, worked(**given))
    return {mistake.name: outputs["final"] for mistake, outputs in found if "final" in outputs}


@pytest.mark.parametrize(("method", "convention"), PAIRS)
def test_mistakes_end_in_different_places(method: str, convention: str) -> None:
    given = {"objective": "x^2/2 + x", "start": "2", "steps": 4}
    given |= rated(method, convention, learning_rate="0.3", epsilon="0.1")
    ends = wrong_ends(method=method, convention=convention, **given)
    assert len(ends) >= 2
    assert len({round(float(end), 9) for end in ends.values()}) == len(ends)  # type: ignore[arg-type]


def test_gradient_at_theta_turns_nesterov_into_momentum() -> None:
    given = {"objective": "x^2", "start": "1", "steps": 3}
    assert (
        wrong_ends(method="nesterov", **given)["nesterov-at-theta"]
        == worked(method="momentum", **given).outputs["final"]
    )


def test_pytorchs_nesterov_is_told_as_a_convention() -> None:
    given = {"method": "nesterov", "objective": "x^2", "start": "1", "steps": 3}
    other = worked(convention="pytorch", **given).outputs["final"]
    assert wrong_ends(**given)["nesterov-look-ahead-as-theta"] == other


def test_uncorrected_first_step_of_adam_is_root_ten_too_long() -> None:
    """(1 − β₁)g / √((1 − β₂)g²) = 0.1 / √0.001 = √10 with β₂ = 0.999."""
    given = {"method": "adam", "convention": "pytorch", "gradients": "1", "learning_rate": "1", "epsilon": "0"}
    assert -float(wrong_ends(**given)["adam-no-bias-correction"]) == pytest.approx(10**0.5)  # type: ignore[arg-type]


def test_long_runs_are_left_to_the_reference() -> None:
    given = {"method": "momentum", "objective": "x^2 + 10*y^2", "start": "1, 1", "steps": 1500, "learning_rate": "0.01"}
    found = calculate(CALCULATOR, complete(CALCULATOR, given))
    assert not found.lines
    assert numbers(found.outputs["final"]) == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("beta2", ["0.99", "0.123456789"])
def test_powers_of_beta_too_long_for_fractions_are_left_to_the_reference(beta2: str) -> None:
    values = complete(CALCULATOR, {"method": "adam", "objective": "x^2", "start": "1", "steps": 900, "beta2": beta2})
    assert not calculate(CALCULATOR, values).lines
