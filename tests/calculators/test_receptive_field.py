"""Receptive fields: the notation of the layers, and what it refuses."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.calculators.receptive_stack import read_stack
from dlstudy.errors import LearnerError
from dlstudy.symbolic.working import complete, work

FIELD = calculators.find("receptive-field")


def outputs(**given):
    return work(FIELD, complete(FIELD, given)).outputs


def test_stride_dilation_and_padding_may_be_left_out():
    assert [tuple(w) for w in read_stack("3 3,2 3,1,2 3,p1").windows] == [
        (3, 1, 1, 0), (3, 2, 1, 0), (3, 1, 2, 0), (3, 1, 1, 1),
    ]  # fmt: skip


def test_a_layer_may_be_written_as_papers_do():
    assert read_stack("7x7/2 3x3 5/2").windows == read_stack("7,2 3,1 5,2").windows


def test_a_star_repeats_and_chinese_commas_are_commas():
    assert read_stack("3，1*2；2，2").windows == read_stack("3,1 3,1 2,2").windows


def test_same_padding_keeps_the_first_centre():
    assert outputs(layers="3,1,p1 5,1,p2")["start"] == outputs(layers="1,1")["start"]


def test_sizes_appear_where_the_input_is_given():
    assert "size" not in outputs()
    assert outputs(layers="3,2 2,2", side=15)["size"] == 3


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"layers": "3;x"}, "kernel,stride"),
        ({"layers": ""}, "kernel,stride"),
        ({"layers": "0,1"}, "from 1"),
        ({"layers": "3x5,1"}, "kernel,stride"),
        ({"layers": "3,1*999"}, "at most 200"),
        ({"layers": "3,2*60"}, "farther"),
        ({"layers": "9,1", "side": 8}, "larger"),
        ({"side": "n"}, "numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(FIELD, given)
