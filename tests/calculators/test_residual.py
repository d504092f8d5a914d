"""The residual unit: what the shortcut does, and what is refused."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, work

RESIDUAL = calculators.find("residual")
ZERO = "0 0; 0 0"


def outputs(**given):
    return work(RESIDUAL, complete(RESIDUAL, given)).outputs


def test_layers_of_zero_leave_the_input_and_the_gradient_as_they_are():
    found = outputs(x="3 4", w1="1 2; 3 4", w2=ZERO, gradient="5 -6")
    assert found["output"] == Grid([[3], [4]])
    assert found["input_gradient"] == Grid([[5], [-6]])
    assert found["through_layers"] == Grid([[0], [0]])


def test_a_sum_that_is_not_positive_lets_nothing_back_unless_the_last_relu_is_left_out():
    given = {"x": "-1 -2", "w1": ZERO, "w2": ZERO}
    assert outputs(**given)["input_gradient"] == Grid([[0], [0]])
    assert outputs(**given, relu_after="no")["input_gradient"] == Grid([[1], [1]])


def test_a_row_and_a_column_are_the_same_vector():
    assert outputs(x="1 2") == outputs(x="1; 2")


def test_a_projection_changes_the_length_and_has_a_gradient():
    found = outputs(x="1 2", w1="1 1", w2="2; 1; 0", w_s="1 0; 0 1; 1 1")
    assert found["output"].shape == (3, 1)
    assert found["w_s_gradient"] == Grid([[1, 2]] * 3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"w1": "1 1", "w2": "2; 1; 0"}, "give w_s"),
        ({"w1": "1 1 1"}, "disagree about"),
        ({"x": "1 2; 3 4"}, "is a vector"),
    ],
)
def test_what_does_not_fit_is_refused_and_said(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(RESIDUAL, given)
