"""Gradients through time of rnn, lstm and gru: central differences of the loss, truncation, random truncation."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.drawing import draw
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import Working, complete, work

WAYS = [
    ("rnn", {}),
    ("rnn", {"activation": "sigmoid", "layout": "rows"}),
    ("rnn", {"output": "softmax", "v": "1 -1; 0.5 0.2", "target": "0.3 0.7; 0 1", "x": "1 0; 0 1", "w": "1 0; 0 1", "u": "0.5 0; 1 0.5"}),
    ("rnn", {"output": "sigmoid", "v": "1; -1", "target": "0.3 1", "x": "1; 0.5", "w": "1", "u": "0.5", "layout": "columns"}),
    *(("lstm", {"variant": variant}) for variant in ("standard", "peephole", "coupled", "no-forget")),
    *(("gru", {"reset": r, "update": u}) for r, u in product(("before", "after"), ("keep", "replace"))),
    ("lstm", {"layout": "rows"}),
    ("gru", {"layout": "rows", "reset": "after"}),
]  # fmt: skip
RNN = {
    "w": "input_gradient",
    "u": "recurrent_gradient",
    "b": "bias_gradient",
    "v": "output_gradient",
    "c": "output_bias_gradient",
}


def worked(name: str, **given: object) -> Working:
    calculator = calculators.find(name)
    return work(calculator, complete(calculator, given))


def drawn(name: str, seed: int, **given: object) -> dict[str, Any]:
    values = draw(calculators.find(name), {"part": "gradients", **given}, random.Random(seed))
    return {key: value for key, value in values.items() if value is not None}


def moved(grid: Grid, i: int, j: int, by: Fraction) -> Grid:
    return Grid([[x + by if (r, c) == (i, j) else x for c, x in enumerate(row)] for r, row in enumerate(grid.rows)])


@pytest.mark.parametrize(("name", "given"), WAYS)
@pytest.mark.parametrize("seed", range(2))
def test_gradients_are_the_central_differences_of_the_loss(name: str, given: dict[str, str], seed: int) -> None:
    values = drawn(name, seed, **given)
    outputs, step = worked(name, **values).outputs, Fraction(1, 10**6)
    for array in values:
        gradient = outputs.get(RNN.get(array, f"{array}_gradient"))
        if gradient is None or not isinstance(values[array], Grid):
            continue
        i, j = (size - 1 for size in gradient.shape)
        losses = [
            worked(name, **values | {array: moved(values[array], i, j, by)}).outputs["loss"] for by in (step, -step)
        ]
        assert float(losses[0] - losses[1]) / 2e-6 == pytest.approx(float(gradient.rows[i][j]), abs=1e-8), array


@pytest.mark.parametrize(("name", "given"), WAYS)
@pytest.mark.parametrize("truncate", [1, 2])
def test_truncated_gradients_agree_with_detached_states(name: str, given: dict[str, str], truncate: int) -> None:
    for seed in range(3):
        values = drawn(name, seed, truncate=truncate, **given)
        calculator = calculators.find(name)
        assert all(found.agrees for found in check(calculator, work(calculator, complete(calculator, values))))


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_a_truncation_as_long_as_the_sequence_changes_nothing(name: str) -> None:
    values = drawn(name, 1)
    full, cut = worked(name, **values).outputs, worked(name, **values, truncate=values["x"].shape[0]).outputs
    for output, value in full.items():
        rows = getattr(value, "rows", ((value,),))
        again = getattr(cut[output], "rows", ((cut[output],),))
        assert [float(x) for row in again for x in row] == pytest.approx([float(x) for row in rows for x in row]), (
            output
        )


def test_random_truncation_is_right_on_average() -> None:
    """ξ is 1/π with probability π, else 0: the gradients, weighted by their probability, add up to the full one."""
    given = {"x": "1; 0.5; 1", "w": "0.5", "u": "0.8", "target": "1; 0; 1"}
    chance, mean = Fraction(1, 4), 0.0
    for kept in product((True, False), repeat=2):
        xi = " ".join(str(1 / chance) if one else "0" for one in kept)
        weight = float(chance ** sum(kept) * (1 - chance) ** (2 - sum(kept)))
        mean += weight * float(worked("rnn", **given, xi=xi).outputs["recurrent_gradient"].rows[0][0])
    assert mean == pytest.approx(float(worked("rnn", **given).outputs["recurrent_gradient"].rows[0][0]))


@pytest.mark.parametrize(
    ("name", "given"),
    [("lstm", {"v_i": "1 1"}), ("lstm", {"variant": "coupled", "b_f": "1 1"}), ("gru", {"b_u": "1 1"})],
)
def test_arrays_that_a_variant_has_no_use_for_are_refused(name: str, given: dict[str, str]) -> None:
    with pytest.raises(LearnerError):
        worked(name, **given)
