"""Fully connected and recurrent networks: what is refused, and what must hold whatever the numbers are."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from dlstudy.calculators import find
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.drawing import draw
from dlstudy.symbolic.solving import solve
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.working import Working, complete, same, work

CELLS = ("rnn", "lstm", "gru")


def worked(name: str, **given: object) -> Working:
    return work(find(name), complete(find(name), given))


def test_sizes_alone_need_no_matrices() -> None:
    for name in CELLS:
        outputs = worked(name, input_size=10, hidden_size=20).outputs
        assert "parameters" in outputs
        assert "hidden" not in outputs


@pytest.mark.parametrize(("name", "gates"), [("rnn", 1), ("lstm", 4), ("gru", 3)])
@pytest.mark.parametrize("hidden", [1, 7, 128])
def test_the_hidden_size_comes_back_from_the_parameter_count(name: str, gates: int, hidden: int) -> None:
    count = gates * hidden * (hidden + 24) + 2 * gates * hidden
    found = solve(find(name), {"input_size": 24, "biases": 2}, {"parameters": str(count)}, "hidden_size")
    assert found == [hidden]


def test_numbers_and_sizes_that_disagree_are_refused_by_name() -> None:
    with pytest.raises(LearnerError, match="hidden_size = 3"):
        worked("rnn", x="1; 2", w="1; 1", u="1 0; 0 1", hidden_size=3)
    with pytest.raises(LearnerError, match="give w, u too"):
        worked("rnn", x="1; 2")
    with pytest.raises(LearnerError, match="one layer"):
        worked("lstm", layers=2)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru", "mlp"])
@pytest.mark.parametrize("seed", range(3))
def test_rows_and_columns_are_one_network(name: str, seed: int) -> None:
    """The same numbers, every array transposed, give the same states."""
    calculator = find(name)
    values = draw(calculator, {"layout": "columns"}, random.Random(seed))
    turned = {n: v.T if hasattr(v, "rows") and n not in ("x", "target") else v for n, v in values.items()}
    turned = {n: v for n, v in turned.items() if v is not None} | {"layout": "rows"}
    output = "output" if name == "mlp" else "hidden"
    one, other = work(calculator, values), work(calculator, complete(calculator, turned))
    assert same(one.outputs[output], other.outputs[output])


def test_a_forget_gate_wide_open_keeps_the_cell() -> None:
    """With σ(50) ≈ 1 and σ(−50) ≈ 0 an LSTM's cell stays what it was, however long the sequence."""
    zero = {f"{m}_{k}": "0" for m in "wu" for k in "ifoc"}
    outputs = worked("lstm", x="1; 1; 1; 1", **zero, b_i="-50", b_f="50", c0="0.7").outputs
    assert same(outputs["last_cell"].rows[0][0], Fraction(7, 10))


@pytest.mark.parametrize(("update", "kept"), [("keep", True), ("replace", False)])
def test_a_grus_update_gate_wide_open_keeps_or_replaces(update: str, kept: bool) -> None:
    zero = {f"{m}_{k}": "0" for m in "wu" for k in "zrh"}
    outputs = worked("gru", x="1; 1; 1", **zero, b_z="60", h0="0.3", update=update).outputs
    assert same(outputs["last_hidden"].rows[0][0], Fraction(3, 10) if kept else 0)


def test_full_and_far_reaching_truncated_gradients_agree() -> None:
    given = {"x": "1; 2; -1", "w": "0.5", "u": "0.8", "target": "1; 0; 1"}
    full, far, short = (
        worked("rnn", **given, **more).outputs["recurrent_gradient"] for more in ({}, {"truncate": 3}, {"truncate": 1})
    )
    assert same(full, far)
    assert not same(full, short)


def test_a_kink_of_relu_is_no_quarrel() -> None:
    """A net input of exactly 0: formula and reference both take the slope 0."""
    working = worked(
        "mlp", x="1 1", w1="1 -1; 1 1", w2="1 1", target="1", hidden_activation="relu", output_activation="identity"
    )
    assert working.known[Letter("z", (1,))].rows[0][0] == 0
    assert all(c.agrees for c in check(find("mlp"), working))


def test_an_mlp_of_letters_gives_a_formula() -> None:
    parameters = worked("mlp", layers="n, h, 1").outputs["parameters"]
    assert isinstance(parameters, Node)


@pytest.mark.parametrize("text", ["784", "784,,", "0,3", "2.5,1", "a+b,2", "1-", ""])
def test_layers_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(LearnerError):
        worked("mlp", layers=text)


def test_a_stack_of_linear_layers_is_one_linear_layer() -> None:
    linear = {"hidden_activation": "identity", "output_activation": "identity"}
    deep = worked("mlp", x="1 2", w1="1 2; 0 1", b1="1 -1", w2="2 1", b2="3", target="0", **linear).outputs["output"]
    flat = worked("mlp", x="1 2", w1="2 5", b1="4", target="0", **linear).outputs["output"]
    assert deep == flat


def test_shift_of_a_position_is_its_rotation() -> None:
    outputs = worked("positional-encoding", positions=6, width=6, shift=5).outputs
    assert same(outputs["shifted"].rows[0], outputs["encoding"].rows[5])


def test_heads_do_not_change_a_transformers_parameters() -> None:
    assert len({worked("transformer", heads=h).outputs["parameters"] for h in (1, 2, 8, 16)}) == 1


def test_the_layers_of_an_lstm_follow_from_one_count() -> None:
    found = solve(
        find("lstm"), {"input_size": 300, "hidden_size": 512, "biases": 2}, {"parameters": "3768320"}, "layers"
    )
    assert found == [2]
