"""Linear models, losses and metrics: what is refused, and what holds for every input."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import Working, complete, same, work


def run(name: str, **given: Any) -> Working:
    calculator = calculators.find(name)
    return work(calculator, complete(calculator, given))


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("softmax", {"logits": "1 2", "x": "1"}, "not both"),
        ("softmax", {"x": "1 2"}, "together"),
        ("softmax", {"logits": "1 2 3", "labels": "4"}, "class numbers"),
        ("softmax", {"logits": "1 2", "labels": "1 2"}, "disagree about samples"),
        ("softmax", {"logits": "1 2", "targets": "0.5 0.6"}, "add up to 1"),
        ("softmax", {"logits": "1 2", "temperature": "T"}, "a number"),
        ("softmax", {"logits": "1 2", "temperature": 0}, "lie in"),
        ("logistic", {"x": "1 2", "w": "1 1", "labels": "2"}, "0 or 1"),
        ("perceptron", {"x": "1 1; 2 2"}, "labels"),
        ("perceptron", {"x": "1; 2", "labels": "1 3"}, "1 and −1"),
        ("svm", {"x": "1 1", "w": "1 1"}, "labels"),
        ("linreg", {"x": "1 1; 2 2; 3 3", "targets": "1 2 3"}, "no single solution"),
        ("linreg", {"x": "1; 2", "targets": "1 2", "start": "0 0"}, "gradient"),
        ("linreg", {"x": "1; 2", "targets": "1 2", "batch_size": 1}, "method gradient"),
        ("linreg", {"x": "1; 2", "targets": "1 2", "method": "gradient", "batch_size": 3}, "at most the 2"),
        ("linreg", {"x": "1; 2", "targets": "1 2", "method": "gradient", "order": "1 3"}, "1 to 2"),
        ("logistic", {"scores": "1 2", "labels": "1 0", "steps": 2}, "need samples"),
        ("softmax", {"logits": "1 2", "labels": "1", "batch_size": 1}, "need samples"),
        ("activation", {"function": "relu", "x": "x"}, "sigmoid"),
        ("activation", {"function": "tanh", "gamma": 1}, "no gamma"),
        ("loss", {"kind": "kl", "target": "0.5 0.5", "prediction": "1 0"}, "infinite"),
        ("loss", {"kind": "hinge", "target": "0 1", "prediction": "1 1"}, "1 and −1"),
        ("loss", {"kind": "squared", "target": "1 2", "prediction": "1"}, "disagree"),
        ("loss", {"kind": "squared", "smoothing": "0.1"}, "one-hot"),
        ("loss", {"kind": "squared", "target": "1 2; 3 4", "prediction": "1 2; 3 4"}, "one row"),
        ("loss", {"kind": "cross-entropy", "target": "1 2 1", "prediction": "0.5 0.5; 0.1 0.9"}, "1×3 against 2×2"),
        ("loss", {"kind": "cross-entropy", "target": "3 1", "prediction": "0.5 0.5; 0.1 0.9"}, "class numbers"),
        ("loss", {"kind": "binary-cross-entropy", "target": "1", "prediction": "1"}, "strictly between"),
        ("metrics", {"tp": 1}, "together"),
        ("metrics", {"matrix": "1 -1; 0 2"}, "from 0"),
        ("metrics", {"matrix": "0 0; 0 0"}, "not all 0"),
        ("neuron", {"weights": "1 1", "bias": 1, "threshold": 1}, "not both"),
        ("neuron", {"weights": "1 1", "target": "011"}, "a gate"),
        ("neuron", {"weights": "1 1", "target": "NOT"}, "one input"),
        ("neuron", {"target": "XOR"}, "two layers"),
        ("neuron", {"target": "0110", "coding": "bipolar"}, "two layers"),
        ("neuron", {"inputs": 3}, "designed"),
        ("kfold", {"samples": 3, "folds": 4}, "no more folds"),
        ("kfold", {"folds": 3, "errors": "0.1 0.2"}, "each fold"),
        ("regularize", {"method": "l1", "l2": 1}, "no l2"),
        ("risk", {"losses": "1 2", "probabilities": "0.5 0.6"}, "add up to 1"),
        ("bias-variance", {"train_error": "5%"}, "together"),
        ("bias-variance", {"train_error": 5, "test_error": 20}, "write 5%"),
        ("batches", {"samples": 10, "batch_size": 64, "drop_last": True}, "nothing would be left"),
    ],
)
def test_what_means_nothing_is_refused_with_its_reason(name: str, given: dict[str, Any], says: str) -> None:
    with pytest.raises(LearnerError) as refused:
        run(name, **given)
    assert says in refused.value.text.read("en")


@pytest.mark.parametrize("logits", ["1000 0 -1000", "-5 -5 -5", "0.1 0.2 0.3"])
def test_the_max_trick_changes_nothing(logits: str) -> None:
    plain = run("softmax", logits=logits, labels="1")
    shifted = run("softmax", logits=logits, labels="1", max_trick=True)
    assert all(same(plain.outputs[name], shifted.outputs[name]) for name in plain.outputs)


def test_without_labels_there_are_probabilities_only() -> None:
    assert set(run("softmax", logits="1 2").outputs) == {"logits", "probabilities", "prediction"}
    assert "loss" not in run("logistic", scores="1 2").outputs


def test_two_classes_of_softmax_are_logistic() -> None:
    """The probability of class 1 of (z, 0) is σ(z)."""
    for z in ("-2", "0.5", "3"):
        two = run("softmax", logits=f"{z} 0").outputs["probabilities"]
        one = run("logistic", scores=z).outputs["probabilities"]
        assert same(two.rows[0][0], one.rows[0][0])


def test_one_hot_targets_are_labels() -> None:
    by_label = run("softmax", logits="1 2 0; 0 0 1", labels="2 3")
    by_target = run("softmax", logits="1 2 0; 0 0 1", targets="0 1 0; 0 0 1")
    assert by_label.outputs.keys() == by_target.outputs.keys()
    assert all(same(by_label.outputs[name], value) for name, value in by_target.outputs.items())


def test_points_no_line_separates_stop_at_the_last_pass() -> None:
    working = run("perceptron", x="0 0; 0 1; 1 0; 1 1", labels="-1 1 1 -1", epochs=4)
    assert working.outputs["epochs"] == 4
    assert 0 not in working.outputs["mistakes"].rows[0]


def test_target_minus_output_is_the_course_s_step_for_0_and_1_and_twice_it_for_signs() -> None:
    points = "0 0; 0 1; 1 0; 1 1"
    for labels, twice in (("0 0 0 1", False), ("-1 -1 -1 1", True)):
        other = run("perceptron", x=points, labels=labels, convention="target-minus-output").outputs
        assert other == run("perceptron", x=points, labels=labels, learning_rate=2 if twice else 1).outputs


@pytest.mark.parametrize("seed", range(10))
def test_a_perceptron_that_converged_is_right_everywhere(seed: int) -> None:
    from dlstudy.symbolic.drawing import draw

    working = work(calculators.find("perceptron"), draw(calculators.find("perceptron"), {}, random.Random(seed)))
    w, b = working.outputs["weights"].rows[0], working.outputs["bias"]
    assert working.outputs["mistakes"].rows[0][-1] == 0
    for x, label in zip(working.values["x"].rows, working.values["labels"].rows[0], strict=True):
        assert label * (sum(p * q for p, q in zip(w, x, strict=True)) + b) > 0


def test_ridge_with_a_huge_penalty_leaves_no_weights() -> None:
    parameters = run("linreg", x="1; 2; 3", targets="1 2 4", penalty=10**9).outputs["parameters"]
    assert all(abs(value) < Fraction(1, 10**6) for value in parameters.rows[0])


def test_equal_importance_is_none() -> None:
    plain, equal = (
        run("linreg", x="1; 2; 4", targets="1 2 4"),
        run("linreg", x="1; 2; 4", targets="1 2 4", sample_weights="3 3 3"),
    )
    assert plain.outputs["parameters"] == equal.outputs["parameters"]


def test_descent_from_the_solution_stays_there() -> None:
    exact = run("linreg", x="1; 2; 4", targets="1 3 4").outputs["parameters"]
    after = run("linreg", x="1; 2; 4", targets="1 3 4", method="gradient", start=[list(exact.rows[0])], steps=3)
    assert after.outputs["parameters"] == exact


DATA: dict[str, dict[str, Any]] = {
    "linreg": {"x": "1 0; 2 1; 0 3", "targets": "1 3 2", "method": "gradient"},
    "logistic": {"x": "1 0; 2 1; 0 3", "w": "0.5 -1", "labels": "1 0 1"},
    "softmax": {"x": "1 0; 2 1; 0 3", "w": "1 0 -1; 0 1 1", "labels": "1 3 2"},
}


@pytest.mark.parametrize("name", DATA)
def test_a_batch_of_all_samples_in_any_order_is_batch_descent(name: str) -> None:
    plain = run(name, **DATA[name], steps=3, learning_rate="0.1").outputs["path"]
    assert same(
        run(name, **DATA[name], steps=3, learning_rate="0.1", batch_size=3, order="3 1 2").outputs["path"], plain
    )


@pytest.mark.parametrize("name", DATA)
def test_passes_over_batches_repeat_their_order(name: str) -> None:
    """Two passes of two batches are one pass from where the first one ended."""
    given = DATA[name] | {"learning_rate": "0.1", "batch_size": 2, "order": "2 3 1"}
    twice, once = run(name, **given, steps=4).outputs["path"], run(name, **given, steps=2).outputs
    rows = twice.shape[0] // 5
    middle = {"w": [list(row) for row in twice.rows[2 * rows : 3 * rows]]}
    if name == "linreg":
        middle = {"start": [list(twice.rows[2])]}
    elif name == "logistic":
        middle["bias"] = once["new_bias"]
    again = run(name, **given | {"steps": 2} | middle).outputs["path"]
    assert same(Grid(again.rows[-rows:]), Grid(twice.rows[-rows:]))


def test_a_step_too_large_raises_the_risk_and_a_small_one_lowers_it() -> None:
    risks = {
        rate: run("linreg", **DATA["linreg"], steps=4, learning_rate=rate).outputs["risks"].rows[0]
        for rate in ("1", "0.01")
    }
    assert list(risks["1"]) == sorted(risks["1"])
    assert list(risks["0.01"]) == sorted(risks["0.01"], reverse=True)


def test_weight_decay_is_l2_where_the_rate_multiplies_it() -> None:
    """d2l: for plain gradient descent the two are one."""
    given = {"theta": "2 -1", "gradient": "0.5 1", "learning_rate": "0.1"}
    decayed = run("regularize", **given, method="weight-decay", decay="0.3", convention="pytorch")
    assert decayed.outputs["new_theta"] == run("regularize", **given, l2="0.3").outputs["new_theta"]


def test_the_hinge_loss_of_a_sample_on_the_margin_pulls_nothing() -> None:
    outputs = run("svm", x="1 0", labels="1", w="1 0").outputs
    assert outputs["losses"] == Grid([[0]])
    assert outputs["gradient"] == Grid([[0, 0]])


@pytest.mark.parametrize(
    ("name", "given"),
    [("logistic", {"steps": 900}), ("softmax", {"steps": 900, "bias": "0 0 0"}), ("linreg", {"method": "gradient", "steps": 1000, "x": [[i] for i in range(30)], "targets": [[i % 3 for i in range(30)]], "learning_rate": "0.0001"}),
     ("loss", {"kind": "cross-entropy", "target": [[1, 2] * 1001], "prediction": [["0.25", "0.75"]] * 2002})],
)  # fmt: skip
def test_what_is_too_long_for_exact_numbers_is_worked_and_shown_all_the_same(name: str, given: dict[str, Any]) -> None:
    from dlstudy.symbolic.checking import calculate
    from dlstudy.symbolic.notation.results import results
    from dlstudy.symbolic.params import Array

    calculator = calculators.find(name)
    typed = {
        key: "; ".join(" ".join(map(str, row)) for row in value)
        if isinstance(calculator.param(key), Array) and not isinstance(value, str)
        else value
        for key, value in given.items()
    }
    working = calculate(calculator, complete(calculator, typed))
    assert not working.lines
    assert {title for title, lines in results(calculator, working) if lines}
