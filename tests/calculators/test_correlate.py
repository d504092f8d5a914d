"""Convolution by hand: what is shown, what is refused."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import complete, mistakes, work

CORRELATE = calculators.find("correlate")
CHANNELS = "[1 0; 2 1], [0 1; 1 0], [1 1; 0 2]"


def worked(**given):
    return work(CORRELATE, complete(CORRELATE, given))


def test_every_window_is_a_line():
    working = worked(x="1 2 3; 4 5 6; 7 8 9", w="1 0; 0 1", stride=1)
    windows = [line.value for line in working.lines if line.step.symbol.name == "A"]
    assert windows[0] == Grid([[1, 2], [4, 5]])
    assert len(windows) == 4


def test_a_window_says_which_rows_and_columns_it_looks_at():
    says = [str(line.step.why) for line in worked(stride=2, padding=1).lines if line.step.symbol.name == "A"]
    assert says[1].endswith("rows 1–2, columns 3–4")
    (alone,) = (line.step.why for line in worked(x="1 2", w="1 1").lines if line.step.symbol.name == "A")
    assert str(alone).endswith("row 1, column 1 of the output: row 1, columns 1–2")


def test_moving_by_the_kernels_size_is_a_slip_where_windows_overlap():
    found = {mistake.name: wrong for mistake, wrong in mistakes(CORRELATE, worked(x="1 2 3 4; 5 6 7 8", w="1 0; 0 1"))}
    assert found["stride-is-kernel"]["output"] == Grid([[1 + 6, 3 + 8]])


def test_a_kernel_of_ones_and_zeros_moves_nothing_with_same_padding():
    x = "1 2 3; 4 5 6; 7 8 9"
    assert worked(x=x, w="0 0 0; 0 1 0; 0 0 0", padding="same").outputs["output"] == complete(CORRELATE, {"x": x})["x"]


def test_a_1x1_kernel_adds_the_channels_place_by_place():
    outputs = worked(x=CHANNELS, w="[[1]], [[2]], [[-1]]").outputs
    assert outputs["output"] == Grid([[1 + 0 - 1, 0 + 2 - 1], [2 + 2 - 0, 1 + 0 - 2]])


def test_a_vector_is_padded_along_itself_alone():
    assert worked(x="1 2 3", w="1 1", padding="full").outputs["output"] == Grid([[1, 3, 5, 3]])
    assert worked(x="1 2 3", w="1 1", padding=1).outputs["shape"] == (1, 4, 1)


def test_a_symmetric_kernel_does_not_care_about_the_flip():
    given = {"x": "1 2 3; 4 5 6; 7 8 9", "w": "1 2; 2 1"}
    assert worked(**given).outputs == worked(**given, mode="convolution").outputs


def test_several_kernels_of_one_channel_are_several_maps():
    working = worked(x="1 2; 3 4", w="[1 0; 0 1], [0 1; 1 0]")
    assert working.outputs["shape"] == (1, 1, 2)
    assert working.outputs["output"] == Grid([[5], [5]])
    assert working.known[Letter("Y", (2,))] == Grid([[5]])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"x": CHANNELS, "w": "1 0; 0 1"}, "every channel"),
        ({"x": "1 2; 3 4", "w": "1 2 3; 4 5 6; 7 8 9"}, "larger"),
        ({"x": "1 2; 3 4", "w": "1", "bias": "1 2"}, "one bias"),
        ({"padding": "same", "stride": 2}, "stride 1"),
        ({"stride": "s"}, "numbers"),
        ({"stride": "1x2x3"}, "two"),
        ({"x": "1 2; 3"}, "equally long"),
        ({"x": "[[[1 2; 3 4]]]"}, "brackets"),
        ({"x": "[1 2; 3 4], [1 2]"}, "equally long"),
    ],
)
def test_what_does_not_fit_is_refused_and_said(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(CORRELATE, given)


def test_a_large_input_is_left_to_the_reference():
    from dlstudy.symbolic.checking import calculate

    x = ";".join(["1 2 3 4 5 6 7 8" + " 1" * 32] * 40)
    working = calculate(CORRELATE, complete(CORRELATE, {"x": x, "w": "1 0; 0 1"}))
    assert not working.lines
    assert working.outputs["output"].shape == (39, 39)
