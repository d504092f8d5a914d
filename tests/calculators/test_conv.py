"""Convolution layers: sizes per axis, the two ways to count padding, transposed ones, and what is refused."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.solving import solve
from dlstudy.symbolic.working import complete, mistakes, work

CONV = calculators.find("conv")


def worked(**given):
    return work(CONV, complete(CONV, given))


def outputs(**given):
    return worked(**given).outputs


def test_a_size_or_a_kernel_per_axis_says_how_many_axes_there_are():
    assert outputs(size="12x10x8", kernel=3)["output"] == (10, 8, 6, 1)
    assert outputs(side=9, kernel="3x2x1")["output"] == (7, 8, 9, 1)


def test_one_size_for_all_axes_is_the_side():
    assert outputs(size=50) == outputs(side=50)


@pytest.mark.parametrize(("side", "kernel", "padding", "stride"), [(8, 3, 2, 1), (8, 5, 4, 3), (7, 4, 2, 2)])
def test_d2l_counts_the_padding_of_both_edges_together(side, kernel, padding, stride):
    """d2l: ⌊(n − k + p + s)/s⌋."""
    given = {"side": side, "kernel": kernel, "stride": stride}
    total = outputs(**given, padding=padding, padding_counts="total")
    assert total["output"][0] == (side - kernel + padding + stride) // stride
    assert total == outputs(**given, padding=padding // 2)


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation", "overlap"), [(3, 2, 1, 1), (2, 2, 1, 0), (1, 3, 1, -2), (3, 1, 2, 4)]
)
def test_neighbouring_windows_overlap_tile_or_leave_a_gap(kernel, stride, dilation, overlap):
    assert outputs(side=16, kernel=kernel, stride=stride, dilation=dilation)["overlap"] == overlap


@pytest.mark.parametrize(
    ("side", "kernel", "before", "after"), [(224, 7, 2, 3), (6, 3, 0, 1), (7, 3, 1, 1), (4, 1, 0, 0)]
)
def test_same_says_which_edge_gets_the_odd_zero(side, kernel, before, after):
    found = outputs(side=side, kernel=kernel, stride=2, padding="same")
    assert (found["padding_before"], found["padding_after"]) == (before, after)


def test_a_dilated_kernel_is_as_long_as_nndl_says():
    """nndl eq. 5.47: m + (m − 1)(d − 1)."""
    for m, d in ((3, 2), (5, 3), (2, 4)):
        assert outputs(side=32, kernel=m, dilation=d)["effective_kernel"] == m + (m - 1) * (d - 1)


@pytest.mark.parametrize(("name", "size", "output"), [("conv", "side", "output"), ("pool", "size", "shape")])
@pytest.mark.parametrize(
    ("n", "k", "s", "p", "torch", "naive"), [(7, 2, 2, 1, 4, 5), (4, 2, 3, 1, 2, 3), (6, 3, 2, 0, 3, None)]
)
def test_rounding_up_keeps_no_window_that_starts_in_the_padding(name, size, output, n, k, s, p, torch, naive):
    calculator = calculators.find(name)
    given = {size: f"{n}x{n}" if size == "size" else n, "kernel": k, "stride": s, "padding": p, "rounding": "ceil"}
    working = work(calculator, complete(calculator, given))
    wrong = [made[output][0] for slip, made in mistakes(calculator, working) if slip.name == "window-in-padding"]
    assert (working.outputs[output][0], wrong) == (torch, [naive] if naive else [])


def test_a_fully_connected_layer_between_the_same_sizes():
    given = {"side": 32, "kernel": 5, "in_channels": 3, "out_channels": 6}
    assert "dense_parameters" not in outputs(**given)
    assert outputs(**given, against_dense=True)["dense_parameters"] == (32 * 32 * 3 + 1) * 28 * 28 * 6


def test_weights_and_biases_are_told_apart():
    found = outputs(in_channels=3, out_channels=15, kernel=9)
    assert (found["weights"], found["biases"], found["parameters"]) == (3645, 15, 3660)


def test_connections_of_a_transposed_convolution_are_those_of_the_convolution_it_turns_round():
    """Each of its weights meets each input place, where the convolution's meets each output place."""
    forward = outputs(side=9, kernel=3, stride=2, in_channels=4, out_channels=6, bias=False)
    back = outputs(side=4, kernel=3, stride=2, in_channels=6, out_channels=4, bias=False, transposed=True)
    assert back["output"] == (9, 9, 4)
    assert back["connections"] == forward["connections"]


def test_no_output_padding_no_letter_for_it():
    (line,) = (line for line in worked(side=5, kernel=3, transposed=True).lines if line.step.symbol.name == "o")
    assert "a" not in str(line.expr)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"side": 2, "kernel": 1, "padding": 2, "transposed": True}, "cuts off"),
        ({"side": 5, "kernel": 1, "padding": 1, "rounding": "ceil"}, "smaller than the kernel"),
        ({"side": 7, "padding": 1, "rounding": "ceil", "padding_counts": "total"}, "on each edge"),
        ({"side": 3, "kernel": 5, "padding": 1, "padding_counts": "total"}, "larger"),
        ({"size": "9x9", "kernel": "3x3x3"}, "one for every axis"),
    ],
)
def test_what_makes_no_layer_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        worked(**given)


def slips(**given):
    return {mistake.name: wrong for mistake, wrong in mistakes(CONV, worked(**given))}


def test_slips_of_a_transposed_convolution():
    found = slips(side=7, kernel=3, stride=2, padding=1, transposed=True)
    assert found["forward-formula"]["output"] == (4, 4, 1)
    assert found["padding-widens"]["output"] == (17, 17, 1)
    assert found["stride-times-size"]["output"] == (15, 15, 1)


def test_same_padding_with_a_stride_does_not_keep_the_size():
    assert slips(side=7, stride=2, padding="same")["same-keeps-size"]["output"] == (7, 7, 1)


def test_a_stride_that_lets_windows_tile():
    assert solve(CONV, {"side": 12, "kernel": 4}, {"overlap": "0"}, "stride") == [4]


@pytest.mark.parametrize("transposed", [False, True])
def test_operations_as_nndl_and_as_pytorch_count_them(transposed):
    """nndl's companion counts a product and each bias once, PyTorch's FlopCounterMode two for each product."""
    given = {"side": 9, "kernel": 3, "in_channels": 2, "out_channels": 4, "transposed": transposed}
    plain = outputs(**given)
    assert outputs(**given, operations="with-biases")["macs"] == plain["connections"]
    assert outputs(**given, operations="flops")["macs"] == 2 * plain["macs"]
    assert outputs(**given, bias=False, operations="with-biases")["macs"] == plain["macs"]


def test_nndls_count_of_operations():
    """nndl's companion notebooks, chapter 5: a 32 × 32 image of 3 channels, six 3 × 3 kernels."""
    given = {"side": 32, "kernel": 3, "in_channels": 3, "out_channels": 6}
    assert outputs(**given, operations="with-biases")["macs"] == 151_200
    assert slips(**given)["bias-in-macs"] == {"macs": 151_200}
