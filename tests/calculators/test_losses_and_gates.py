"""Losses, metrics, folds, bias and variance, neurons as gates: what holds for every input."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.working import Working, complete, same, work


def run(name: str, **given: Any) -> Working:
    calculator = calculators.find(name)
    return work(calculator, complete(calculator, given))


def test_no_neuron_is_an_exclusive_or() -> None:
    halves = (-2, -1, Fraction(-1, 2), 0, Fraction(1, 2), 1, 2)
    assert all(
        run("neuron", weights=[a, c], bias=b, target="XOR").outputs["errors"] > 0
        for a, b, c in product(halves, repeat=3)
    )


@pytest.mark.parametrize("target", ["AND", "OR", "NAND", "NOR"])
def test_some_neuron_is_every_other_gate(target: str) -> None:
    sizes = (-2, -1, 1, 2)
    biases = ("-1.5", "-0.5", "0.5", "1.5")
    assert any(
        run("neuron", weights=[a, a], bias=b, target=target).outputs["errors"] == 0 for a in sizes for b in biases
    )


@pytest.mark.parametrize(("coding", "fires"), [("binary", "from-zero"), ("bipolar", "above-zero")])
def test_weights_are_designed_for_exactly_the_functions_a_plane_can_part(coding: str, fires: str) -> None:
    """14 of the 16 functions of two inputs, 104 of the 256 of three (Muroga 1971)."""
    for inputs, able in ((1, 4), (2, 14), (3, 104)):
        found = 0
        for number in range(2**2**inputs):
            try:
                outputs = run("neuron", target=f"{number:0{2**inputs}b}", fires=fires, coding=coding).outputs
            except LearnerError:
                continue
            found += 1
            assert outputs["errors"] == 0
        assert found == able


def test_a_gate_of_many_inputs_is_designed() -> None:
    assert run("neuron", target="AND", inputs=6).outputs["bias"] == Fraction(-11, 2)


def test_a_divergence_is_cross_entropy_minus_entropy_and_zero_of_itself() -> None:
    found = run("loss", kind="kl", target="0.2 0.8", prediction="0.5 0.5").outputs
    assert same(found["divergence"], found["cross_entropy"] - found["entropy"])
    assert run("loss", kind="kl", target="0.2 0.8", prediction="0.2 0.8").outputs["loss"] == 0


@pytest.mark.parametrize("smoothing", ["0", "0.1"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_class_numbers_are_one_hot_rows_and_a_table_is_its_samples(smoothing: str, reduction: str) -> None:
    given = {"kind": "cross-entropy", "smoothing": smoothing, "reduction": reduction}
    table = run("loss", target="3 1", prediction="0.2 0.3 0.5; 0.6 0.3 0.1", **given).outputs
    rows = run("loss", target="0 0 1; 1 0 0", prediction="0.2 0.3 0.5; 0.6 0.3 0.1", **given).outputs
    alone = [run("loss", target=t, prediction=p, **given).outputs["loss"]
             for t, p in (("0 0 1", "0.2 0.3 0.5"), ("1 0 0", "0.6 0.3 0.1"))]  # fmt: skip
    assert same(table["loss"], rows["loss"])
    assert same(table["loss"], sum(alone) / (2 if reduction == "mean" else 1))


def test_one_class_number_is_enough_for_one_sample() -> None:
    short = run("loss", kind="cross-entropy", target="2", prediction="0.2 0.7 0.1").outputs
    assert same(
        short["loss"], run("loss", kind="cross-entropy", target="0 1 0", prediction="0.2 0.7 0.1").outputs["loss"]
    )


def test_two_probabilities_make_a_binary_cross_entropy_of_the_two_class_one() -> None:
    binary = run("loss", kind="binary-cross-entropy", target="1 0", prediction="0.8 0.3").outputs["losses"]
    assert same(
        binary, run("loss", kind="cross-entropy", target="2 1", prediction="0.2 0.8; 0.7 0.3").outputs["losses"]
    )


def test_a_class_nobody_named_has_the_precision_that_was_agreed() -> None:
    assert run("metrics", matrix="0 3; 0 5").outputs["precision"] == 0
    assert run("metrics", matrix="0 3; 0 5", zero_division=1).outputs["precision"] == 1


def test_a_matrix_and_its_transpose_swap_precision_and_recall() -> None:
    one, other = run("metrics", matrix="5 2; 1 4").outputs, run("metrics", matrix="5 2; 1 4", rows="predicted").outputs
    assert one["precisions"] == other["recalls"]
    assert one["f_scores"] == other["f_scores"]


@pytest.mark.parametrize(("zero", "one"), [(0, 1), (-1, 1)])
def test_of_two_labels_the_one_called_1_is_positive(zero: int, one: int) -> None:
    """scikit-learn's pos_label: two hits of three, nothing wrongly called 1."""
    found = run("metrics", truth=[[one, zero, one, one]], predicted=[[one, zero, zero, one]]).outputs
    assert (found["precision"], found["recall"], found["specificity"]) == (1, Fraction(2, 3), 1)
    other = run("metrics", truth=[[one, zero, one, one]], predicted=[[one, zero, zero, one]], positive=zero).outputs
    assert (other["precision"], other["recall"]) == (Fraction(1, 2), 1)


def test_f1_is_called_so_only_where_beta_is_1() -> None:
    assert same(run("metrics", tp=5, fp=3, fn=7, tn=7).outputs["f1"], Fraction(10, 20))
    found = run("metrics", tp=5, fp=3, fn=7, tn=7, beta=2).outputs
    assert found["f_beta"] == Fraction(25, 56)
    assert "f1" not in found


@pytest.mark.parametrize("remainder", ["spread", "last", "dropped"])
@pytest.mark.parametrize(("samples", "folds"), [(10, 3), (12, 4), (7, 7)])
def test_folds_hold_every_sample_once(samples: int, folds: int, remainder: str) -> None:
    sizes = run("kfold", samples=samples, folds=folds, remainder=remainder).outputs["fold_sizes"].rows[0]
    assert sum(sizes) == (samples - samples % folds if remainder == "dropped" else samples)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "swish"])
def test_a_letter_gives_a_formula_that_agrees_with_the_number(name: str) -> None:
    from dlstudy.symbolic.checking import calculate
    from dlstudy.symbolic.evaluate import evaluate
    from dlstudy.symbolic.tree import Letter

    calculator = calculators.find("activation")
    formula = calculate(calculator, complete(calculator, {"function": name, "x": "x"})).outputs
    number = run("activation", function=name, x="-1.5").outputs
    for output in ("value", "derivative"):
        assert same(evaluate(formula[output], {Letter("x"): Fraction(-3, 2)}), number[output])


def test_the_expected_error_is_the_mean_squared_error_of_the_models() -> None:
    outputs = run("bias-variance", predictions="1 4; 3 5; 2 0", truth="2 2").outputs
    squares = [(a - 2) ** 2 for row in ((1, 4), (3, 5), (2, 0)) for a in row]
    assert outputs["expected_error"] == Fraction(sum(squares), 6)


@pytest.mark.parametrize(
    ("train", "test", "said"),
    [("5%", "20%", "overfitting"), ("20%", "21%", "underfitting"), ("20%", "30%", "underfitting-and-overfitting"), ("1%", "2%", "good-fit")],
)  # fmt: skip
def test_training_and_test_error_tell_what_is_wrong(train: str, test: str, said: str) -> None:
    assert run("bias-variance", train_error=train, test_error=test).outputs["diagnosis"] == said


def test_a_batch_larger_than_the_data_is_all_of_them() -> None:
    outputs = run("batches", samples=10, batch_size=64, epochs=3).outputs
    assert (outputs["iterations"], outputs["last_batch"], outputs["updates"]) == (1, 10, 3)
