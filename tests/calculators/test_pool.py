"""Pooling by hand: what is shown, what is refused."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, work

POOL = calculators.find("pool")
X = "1 3 2 1; 4 6 5 0; 2 1 8 3; 0 2 4 7"


def worked(**given):
    return work(POOL, complete(POOL, given))


def test_the_stride_is_the_window_unless_told_otherwise():
    assert worked(x=X).outputs["output"] == Grid([[6, 5], [2, 8]])
    assert worked(x=X, stride=1).outputs["shape"] == (3, 3, 1)


def test_global_pooling_leaves_one_number_a_map():
    outputs = worked(x="[1 2; 3 4], [0 0; 0 8]", mode="global-average").outputs
    assert outputs["shape"] == (1, 1, 2)
    assert [v for row in outputs["output"].rows for v in row] == [2.5, 2]


def test_lenets_gain_takes_the_mean_or_the_sum():
    given = {"x": "1 2; 3 6", "mode": "lenet", "gain": "2", "bias": "1"}
    assert worked(**given).outputs["output"] == Grid([[2 * 3 + 1]])
    assert worked(**given, convention="sum").outputs["output"] == Grid([[2 * 12 + 1]])


def test_every_map_has_its_own_gain():
    outputs = worked(x="[1 1; 1 1], [1 1; 1 1]", mode="lenet", gain="2 3").outputs
    assert outputs["output"] == Grid([[2], [3]])
    assert outputs["parameters"] == 4


def test_a_window_over_the_edge_shows_what_is_inside():
    windows = [
        line.value for line in worked(x="1 2 3", kernel="1x2", rounding="ceil").lines if line.step.symbol.name == "A"
    ]
    assert windows == [Grid([[1, 2]]), Grid([[3]])]


def test_a_size_alone_gives_sizes_and_counts():
    outputs = worked(size="28x28x6", mode="lenet").outputs
    assert "output" not in outputs
    assert outputs["connections"] == 14 * 14 * 6 * (4 + 1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"x": X, "kernel": 5}, "larger"),
        ({"x": X, "padding": 2}, "half"),
        ({"x": X, "kernel": "2x2x2"}, "two"),
        ({"x": X, "mode": "lenet", "gain": "1 2"}, "every map"),
        ({"x": "[1 2; 3 4], [1 2 3; 4 5 6]"}, "equally long"),
        ({"size": "n"}, "numbers"),
    ],
)
def test_what_does_not_fit_is_refused_and_said(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(POOL, given)
