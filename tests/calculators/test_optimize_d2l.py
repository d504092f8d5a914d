"""The methods as Dive into Deep Learning defines them: its code written again in NumPy, its letters, its defaults."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from dlstudy.calculators.optimize import CALCULATOR, METHODS
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import Working, complete, mistakes, work

D2L = sorted(name for name, method in METHODS.items() if "d2l" in method.conventions)
Array = Any


def sgd(x: Array, g: Array, states: dict[str, Array], lr: float, t: int) -> Array:
    return x - lr * g


def sgd_momentum(x: Array, g: Array, states: dict[str, Array], lr: float, t: int) -> Array:
    states["v"] = 0.9 * states["v"] + g
    return x - lr * states["v"]


def adagrad(x: Array, g: Array, states: dict[str, Array], lr: float, t: int) -> Array:
    states["s"] = states["s"] + np.square(g)
    return x - lr * g / np.sqrt(states["s"] + 1e-6)


def rmsprop(x: Array, g: Array, states: dict[str, Array], lr: float, t: int) -> Array:
    states["s"] = 0.9 * states["s"] + 0.1 * np.square(g)
    return x - lr * g / np.sqrt(states["s"] + 1e-6)


def adadelta(x: Array, g: Array, states: dict[str, Array], lr: float, t: int) -> Array:
    states["s"] = 0.9 * states["s"] + 0.1 * np.square(g)
    rescaled = np.sqrt(states["delta"] + 1e-5) / np.sqrt(states["s"] + 1e-5) * g
    states["delta"] = 0.9 * states["delta"] + 0.1 * rescaled * rescaled
    return x - rescaled


def adam(x: Array, g: Array, states: dict[str, Array], lr: float, t: int) -> Array:
    states["v"] = 0.9 * states["v"] + 0.1 * g
    states["s"] = 0.999 * states["s"] + 0.001 * np.square(g)
    v_corrected, s_corrected = states["v"] / (1 - 0.9**t), states["s"] / (1 - 0.999**t)
    return x - lr * v_corrected / (np.sqrt(s_corrected) + 1e-6)


BOOK: dict[str, Callable[..., Array]] = {
    "sgd": sgd,
    "momentum": sgd_momentum,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adadelta": adadelta,
    "adam": adam,
}


def worked(method: str, **given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, {"method": method, "convention": "d2l", **given}))


def booked(method: str, start: Array, gradients: Array, rates: list[float]) -> Array:
    """The path by the book's code, one row a step."""
    states = {name: np.zeros(len(start)) for name in ("v", "s", "delta")}
    path = [start]
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        path.append(BOOK[method](path[-1], g, states, rate, t))
    return np.array(path)


def floats(value: object) -> Array:
    assert isinstance(value, Grid)
    return np.array([[float(x) for x in row] for row in value.rows])


def test_every_method_the_book_defines_is_here() -> None:
    assert sorted(BOOK) == D2L


@pytest.mark.parametrize("scheduled", [False, True])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", sorted(set(BOOK) - {"adadelta"}))
def test_random_gradients_lead_where_the_books_code_leads(method: str, seed: int, scheduled: bool) -> None:
    rng = np.random.default_rng(seed)
    steps, width = int(rng.integers(3, 8)), int(rng.integers(2, 4))
    gradients, start = rng.integers(-300, 300, (steps, width)) / 100, rng.integers(-5, 5, width)
    rates = [float(rate) for rate in (rng.integers(1, 50, steps) / 100 if scheduled else np.full(steps, 0.1))]
    given = {"gradients": grid(gradients), "start": grid(start[None])}
    given |= {"schedule": ", ".join(map(str, rates))} if scheduled else {}
    found = worked(method, **given)
    expected = booked(method, start, gradients, rates)
    assert floats(found.outputs["theta"]) == pytest.approx(expected, rel=1e-10, abs=1e-12)
    assert all(checked.agrees for checked in check(CALCULATOR, found))


@pytest.mark.parametrize("seed", range(4))
def test_random_gradients_lead_adadelta_where_the_books_code_leads(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gradients, start = rng.integers(-300, 300, (6, 3)) / 100, rng.integers(-5, 5, 3)
    found = worked("adadelta", gradients=grid(gradients), start=grid(start[None]))
    expected = booked("adadelta", start, gradients, [1.0] * 6)
    assert floats(found.outputs["theta"]) == pytest.approx(expected, rel=1e-10, abs=1e-12)


def grid(values: Array) -> Grid:
    return Grid([[Fraction(str(x)) for x in row] for row in values.tolist()])


@pytest.mark.parametrize("seed", range(4))
def test_summed_losses_are_shared_out_and_weights_fade(seed: int) -> None:
    """Its sgd on the summed losses of a batch, each with its penalty (λ/2)‖w‖², from samples drawn here."""
    rng = np.random.default_rng(seed)
    x, y, w = rng.integers(-20, 20, 8) / 10, rng.integers(-20, 20, 8) / 10, 1.5
    decay, rate = 0.3, 0.2
    summed = float(np.sum(x * (x * w - y)))
    expected = w - rate * (summed + len(x) * decay * w) / len(x)
    given = {"gradients": repr(summed), "batch_size": 8, "weight_decay": decay, "learning_rate": rate, "start": w}
    found = worked("sgd", **{name: str(value) for name, value in given.items()})
    assert float(found.outputs["final"]) == pytest.approx(expected, rel=1e-12)
    assert all(checked.agrees for checked in check(CALCULATOR, found))


def test_a_batch_that_is_not_divided_by_is_noticed() -> None:
    found = worked("sgd", gradients="10, 20", batch_size=10, learning_rate="1")
    wrong = {mistake.name: outputs for mistake, outputs in mistakes(CALCULATOR, found)}
    assert (found.outputs["final"], wrong["sgd-batch-not-divided"]["final"]) == (-3, -30)


def test_a_penalty_is_not_divided_by_the_batch() -> None:
    with pytest.raises(LearnerError, match="weight_decay instead"):
        worked("sgd", gradients="1, 2", batch_size=4, l2="0.1")


def test_its_batch_size_is_nobody_elses() -> None:
    with pytest.raises(LearnerError, match="sgd has no batch_size"):
        complete(CALCULATOR, {"gradients": "1, 2", "batch_size": 4})


@pytest.mark.parametrize(
    ("method", "written"),
    [
        ("momentum", {"v", "eta", "beta"}),
        ("adagrad", {"s", "eta"}),
        ("rmsprop", {"s", "eta", "gamma"}),
        ("adadelta", {"s", "delta", "rho"}),
        ("adam", {"v", "s", "v_hat", "s_hat", "eta"}),
    ],
)
def test_its_letters_are_the_books(method: str, written: set[str]) -> None:
    found = worked(method, gradients="0.5, -0.2")
    assert written <= {letter.name for letter in found.known}
    read = {letter.name for line in found.lines if line.expr is not None for letter in _letters(line.expr)}
    assert not {"G", "M", "m", "U", "b"} & read


def _letters(tree: Any) -> Any:
    from dlstudy.symbolic.tree import letters_of

    return letters_of(tree)


def test_its_v_is_the_first_moment() -> None:
    found = worked("adam", gradients="1, 2")
    assert found.known[Letter("v", (1,))] == found.outputs["m"].rows[0][0] == Fraction(1, 10)
    assert found.known[Letter("s", (1,))] == found.outputs["v"].rows[0][0] == Fraction(1, 1000)


def test_the_mistakes_of_a_method_are_found_under_its_letters() -> None:
    for method in D2L:
        given = {"objective": "x^2/2 + x", "start": "2", "steps": 4, "epsilon": "0.1", "learning_rate": "0.3"}
        takes = {"objective", "start", "steps", *METHODS[method].conventions["d2l"].defaults}
        ends = {
            name: [m.name for m, _wrong in mistakes(CALCULATOR, working)]
            for name, working in (
                ("d2l", worked(method, **{k: v for k, v in given.items() if k in takes})),
                ("course", worked(method, convention="course", **{k: v for k, v in given.items() if k in takes})),
            )
        }
        assert set(ends["course"]) <= set(ends["d2l"]), method


def test_a_changing_rate_stands_outside_the_memory() -> None:
    given = {"gradients": "1, 2, 3", "schedule": "0.1, 0.05, 0.02"}
    ends = {c: worked("momentum", convention=c, **given) for c in ("course", "d2l")}
    for mine, other in (("course", "d2l"), ("d2l", "course")):
        told = {m.name: wrong for m, wrong in mistakes(CALCULATOR, ends[mine], conventions=True)}
        assert told["momentum-rate-elsewhere"]["theta"] == ends[other].outputs["theta"]


def test_letters_give_a_formula_in_what_was_typed() -> None:
    found = worked("momentum", gradients="1, 2", learning_rate="eta", rho="beta").outputs["final"]
    at = {Letter("eta"): Fraction(1, 7), Letter("beta"): Fraction(3, 5)}
    assert evaluate(found, at) == -Fraction(1, 7) * (1 + Fraction(3, 5) + 2)
