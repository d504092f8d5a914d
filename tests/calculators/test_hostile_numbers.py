"""Numbers nobody expects: irrational among fractions, huge, tied, letters in odd places; both roads hold, or a refusal."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.notation.results import results
from dlstudy.symbolic.working import Working, complete, mistakes


def worked(name: str, given: dict[str, Any]) -> Working:
    calculator = calculators.find(name)
    return calculate(calculator, complete(calculator, given))


IRRATIONAL = [  # Fractions and roots side by side, which Python does not compare
    ("actor-critic", {"method": "double-dqn", "next_q": "3, 5", "online_next_q": "1/3, sqrt(2)"}),
    ("epsilon-greedy", {"q": "1/3, sqrt(2), -e/3, sqrt(2)", "ties": "split"}),
    ("loss", {"kind": "entropy", "target": "1/3, sqrt(2)/3, 2/3 - sqrt(2)/3"}),
    ("risk", {"losses": "2, 2, 4", "probabilities": "1/3, sqrt(2)/3, 2/3 - sqrt(2)/3"}),
    ("early-stopping", {"errors": "sqrt(2), 1/3, e, 1"}),
    ("early-stopping", {"errors": "1/3, sqrt(2), e, 1", "mode": "max"}),
    ("bias-variance", {"train_error": "sqrt(2)/10", "test_error": "1/3", "best_error": "1/7"}),
    ("clip", {"gradient": "sqrt(2), 1", "bound": "1/3"}),
    ("clip", {"gradient": "sqrt(2), 1", "by": "value", "bound": "1/3", "low": "-sqrt(2)"}),
    ("normalize", {"method": "min-max", "x": "1; 2; 4", "low": "1/3", "high": "sqrt(2)"}),
    ("schedule", {"kind": "cosine", "learning_rate": "sqrt(2)", "least": "1/3"}),
    ("critical-point", {"objective": "x^3 - y^2", "point": "1/3, sqrt(2)"}),
    ("perceptron", {"x": "3 4; 0 1; 1 3; 2 3", "labels": "1 -1 1 1", "learning_rate": "sqrt(2)", "on_zero": "positive"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given"), IRRATIONAL)
def test_fractions_and_roots_may_stand_side_by_side(name: str, given: dict[str, Any]) -> None:
    calculator, working = calculators.find(name), worked(name, given)
    assert all(c.agrees for c in check(calculator, working)), check(calculator, working)
    assert all(differing for _mistake, differing in mistakes(calculator, working))


BLOCK = {"w_q": "0.5 2; 2 0; 0.5 -1", "w_k": "-1 0.5; 1 2; -1 0.5", "w_v": "1 0.5 2; 0 2 1; 1 2 0.5", "norm": "pre",
         "w1": "-1 2; -1 -1; 1 -1", "b1": "2 1", "w2": "0.5 0 0.5; -1 0 2", "b2": "0 0 0"}  # fmt: skip
DELICATE = [  # a careless reference loses its digits here
    ("activation", {"function": "softsign", "x": "1"}),
    ("activation", {"function": "softsign", "x": "1e-9"}),
    ("mlp", {"x": "3", "w1": "8", "b1": "0", "target": "0", "output_activation": "sigmoid", "loss": "cross-entropy"}),
    ("mlp", {"x": "3", "w1": "16", "b1": "1", "target": "0", "output_activation": "sigmoid", "loss": "cross-entropy"}),
    ("mlp", {"x": "3", "w1": "9; 1", "b1": "0 0", "target": "1 0", "output_activation": "softmax", "loss": "cross-entropy"}),
    ("transformer-block", BLOCK | {"x": "2 0 1; 0 -1 2", "w_q": "1000 -1000; 1001 1000; -1000 1001"}),
    ("transformer-block", BLOCK | {"x": "1 1 1; 1 1 1"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given"), DELICATE)
def test_both_roads_agree_where_floats_cancel_or_overflow(name: str, given: dict[str, Any]) -> None:
    found = check(calculators.find(name), worked(name, given))
    assert all(c.agrees for c in found), found


REFUSED = [
    ("monte-carlo", {"episodes": ","}),
    ("trajectory", {"trajectory": ";"}),
    ("trajectory", {"trajectory": "->"}),
    ("rnn", {"target": "1", "truncate": "q"}),
    ("vanishing", {"weight": "1000", "threshold": "q"}),
    ("return", {"discount": "q", "delay": "250"}),
    ("optimize", {"gradients": "1; 2", "schedule": "（1，2）"}),
    ("optimize", {"gradients": "1; 2", "schedule": "[1;2]"}),
    ("partition", {"mode": "random", "order": "1/3, sqrt(2)"}),
    ("network", {"network": "s" * 1000}),
    ("network", {"network": "(" * 1000}),
    ("mlp", {"activations": "s" * 1000}),
    ("mdp evaluate", {"world": "sin(x)/0; y+1"}),
]


@pytest.mark.parametrize(("name", "given"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_few_words(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(LearnerError) as refused:
        worked(name, given)
    lines = str(refused.value).splitlines()
    assert len(lines) <= 4
    assert max(map(len, lines)) < 400


def test_rates_may_be_listed_with_chinese_commas() -> None:
    given = {"gradients": "1; 2; 3"}
    listed = worked("optimize", given | {"schedule": "0.1，0.1，0.05"})
    assert listed.outputs == worked("optimize", given | {"schedule": "0.1, 0.1, 0.05"}).outputs


def test_a_step_schedule_has_a_formula_in_its_period() -> None:
    assert "floor" in repr(worked("schedule", {"kind": "step", "period": "q", "t": 10}).outputs["rate"])


def test_long_learning_without_working_can_be_printed() -> None:
    calculator = calculators.find("perceptron")
    working = worked("perceptron", {"x": "0 0; 0 1; 1 0; 1 1", "labels": "1 -1 -1 1", "epochs": 2000})
    assert not working.lines
    assert len(list(results(calculator, working, "unicode", 80))) == len(calculator.outputs)


def test_many_tied_actions_take_no_longer_than_they_should() -> None:
    began = time.perf_counter()
    found = worked("epsilon-greedy", {"q": "1;" * 5000, "ties": "split"})
    assert found.outputs["greedy"].shape == (1, 5000)
    assert time.perf_counter() - began < 5
