"""Fully connected networks: gradients against central differences, several samples, activations, what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, flat
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, same

STEP = Fraction(1, 10**5)
NETWORK = {
    "x": "1 -2; 0.5 1; 2 0.3",
    "w1": "0.5 -1; 1 0.2; -0.3 0.7",
    "b1": "0.2 0 -0.1",
    "w2": "1 -0.5 0.4; 0.3 0.8 -1",
    "b2": "0.1 0.2",
    "target": "1 0; 0 1; 1 0",
}


def run(**given: Any) -> Any:
    calculator = calculators.find("mlp")
    return calculate(calculator, complete(calculator, given)).outputs


def _moved(grid: Grid, i: int, j: int, by: Fraction) -> list[list[Any]]:
    return [[v + by if (p, q) == (i, j) else v for q, v in enumerate(row)] for p, row in enumerate(grid.rows)]


def _read(name: str) -> Grid:
    grid: Grid = calculators.find("mlp").param(name).read(NETWORK[name])  # type: ignore[union-attr]
    return grid


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(
    ("activations", "loss"),
    [("sigmoid, sigmoid", "squared"), ("tanh, softmax", "cross-entropy"), ("leaky-relu, sigmoid", "cross-entropy"),
     ("softplus, identity", "mse"), ("swish, tanh", "squared"), ("elu, softplus", "squared")],
)  # fmt: skip
def test_every_gradient_is_the_central_difference_of_the_loss(activations: str, loss: str, reduction: str) -> None:
    given = {**NETWORK, "activations": activations, "loss": loss, "reduction": reduction}
    found = run(**given)
    for name in ("w1", "b1", "w2", "b2"):
        grid, felt = _read(name), []
        for i, row in enumerate(grid.rows):
            for j in range(len(row)):
                losses = [run(**given | {name: _moved(grid, i, j, by)})["loss"] for by in (STEP, -STEP)]
                felt.append(float((losses[0] - losses[1]) / (2 * float(STEP))))
        assert list(map(float, flat(found[f"gradient_{name}"]))) == pytest.approx(felt, abs=1e-8), name


def test_several_samples_average_what_each_gives_alone() -> None:
    whole = run(**NETWORK)
    rows = zip(NETWORK["x"].split(";"), NETWORK["target"].split(";"), strict=True)
    alone = [run(**NETWORK | {"x": x, "target": y}) for x, y in rows]
    for name in ("loss", "gradient_w1", "gradient_b2"):
        mean = [sum(map(float, column)) / 3 for column in zip(*(flat(one[name]) for one in alone), strict=True)]
        assert list(map(float, flat(whole[name]))) == pytest.approx(mean, rel=1e-12)


def test_rows_and_columns_are_one_network() -> None:
    by_columns = run(**NETWORK)
    turned = {name: _read(name).T for name in ("w1", "w2")}
    by_rows = run(**NETWORK | {name: [list(row) for row in grid.rows] for name, grid in turned.items()}, layout="rows")
    assert same(by_columns["output"], by_rows["output"])
    assert same(by_columns["gradient_w1"], by_rows["gradient_w1"].T)
    assert same(by_columns["delta2"], by_rows["delta2"].T)


def test_steps_make_an_exclusive_or() -> None:
    found = run(x="0 0; 0 1; 1 0; 1 1", w1="1 1; 1 1", b1="-0.5 -1.5", w2="1 -1", b2="-0.5", activations="step, step")
    assert found["output"] == Grid([[0], [1], [1], [0]])
    assert "loss" not in found


def test_a_stack_of_affine_maps_is_affine() -> None:
    deep = run(x="2 -1", w1="1 2; 0 1", b1="1 0", w2="1 -1; 3 1", b2="0 2", activations="identity, identity")
    once = run(x="2 -1", w1="1 1; 3 7", b1="1 5", activations="identity")  # W₂W₁ and W₂b₁ + b₂
    assert deep["output"] == once["output"]


def test_an_autoencoder_is_taught_its_own_input() -> None:
    found = run(x="1 0.5", w1="1 -1", w2="0.5; 0.5", target="1 0.5", activations="identity, identity", bias=False)
    assert found["a1"] == Grid([[Fraction(1, 2)]])
    assert found["output"] == Grid([[Fraction(1, 4), Fraction(1, 4)]])
    assert found["loss"] == Fraction(5, 16)  # ½ ((3/4)² + (1/4)²)
    assert found["gradient_w2"] == Grid([[Fraction(-3, 8)], [Fraction(-1, 8)]])
    assert found["gradient_w1"] == Grid([[Fraction(-1, 2), Fraction(-1, 4)]])


@pytest.mark.parametrize("text", ["784,256,10", "784-256-10", "784 256 10", "784×256×10", "784，256，10"])
def test_sizes_are_typed_in_many_ways(text: str) -> None:
    assert run(layers=text)["parameters"] == 203_530


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"layers": "784,-1"}, "whole number"),
        ({"layers": "784"}, "784, 256, 10"),
        ({"x": "1 2"}, "w1"),
        ({**NETWORK, "activations": "relu"}, "one for each layer"),
        ({**NETWORK, "activations": "softmax, relu"}, "only last"),
        ({**NETWORK, "activations": "relu, ramp"}, "ramp is none of"),
        ({**NETWORK, "activations": "step, sigmoid"}, "no derivative"),
        ({**NETWORK, "activations": "relu, softmax"}, "--loss cross-entropy"),
        ({**NETWORK, "loss": "cross-entropy", "activations": "relu, tanh"}, "sigmoid or softmax"),
        ({**NETWORK, "target": "1 0; 0 1"}, "target should be 3×2"),
        ({**NETWORK, "x": "1 2 3; 4 5 6; 7 8 9"}, "x should be 3×2"),
        ({**NETWORK, "b1": "1 2"}, "b1"),
        ({"learning_rate": "eta"}, "a number"),
    ],
)
def test_what_means_nothing_is_refused_with_its_reason(given: dict[str, Any], says: str) -> None:
    with pytest.raises(LearnerError) as refused:
        run(**given)
    assert says in refused.value.text.read("en")


@pytest.mark.parametrize("x", [NETWORK["x"], "1 0.5 2; -2 1 0.3"])
def test_samples_may_be_typed_either_way_where_only_one_fits(x: str) -> None:
    assert same(run(**NETWORK | {"x": x})["loss"], run(**NETWORK)["loss"])
