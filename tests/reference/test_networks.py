"""Walking a network: hand-made ones, and every one that comes along against the other road."""

import pytest

from dlstudy.networks import count, presets, read_network
from dlstudy.reference.networks import walk_network

PLAIN = {"stride": (1, 1), "padding": (0, 0), "dilation": 1, "groups": 1, "bias": True, "ceil": False, "table": ()}


def conv(kernel, out, **given):
    return {"kind": "conv", "kernel": (kernel, kernel), "out": out, **PLAIN, **given}


def test_a_convolution_is_counted_by_its_weights():
    (found,) = walk_network([conv(3, 4)], (5, 5, 2))
    assert found == ((3, 3, 4), 4 * 2 * 9, 4, (4 * 2 * 9 + 4) * 9, 4 * 2 * 9 * 9, (3, 3))


def test_a_table_drops_the_kernels_it_does_not_name():
    (found,) = walk_network([conv(3, 2, table=((0,), (0, 1)))], (5, 5, 2))
    assert found.parameters == 3 * 9 + 2


def test_the_widest_branch_decides_what_is_seen():
    join = {"kind": "add", "branches": [[conv(3, 2, padding=(1, 1)), conv(3, 2, padding=(1, 1))], []]}
    first, second, joined, behind = walk_network([join, conv(3, 1)], (9, 9, 2))
    assert [x.field for x in (first, second, joined, behind)] == [(3, 3), (5, 5), (5, 5), (7, 7)]


def test_strides_multiply_what_is_seen_behind_them():
    fields = [x.field[0] for x in walk_network([conv(3, 1, stride=(2, 2)), conv(3, 1), conv(3, 1)], (32, 32, 1))]
    assert fields == [3, 7, 11]


def test_dilation_spreads_the_taps():
    assert [x.field[0] for x in walk_network([conv(3, 1), conv(3, 1, dilation=2)], (32, 32, 1))] == [3, 7]


@pytest.mark.parametrize("name", [name for name in presets() if "101" not in name and "152" not in name])
def test_both_roads_agree_on_every_layer(name):
    from dlstudy.calculators.network_table import as_data

    network = read_network(name)
    leaves = [(x.shape, x.weights, x.biases, x.connections, x.macs, x.field) for x in count(network)[1:]]
    assert [tuple(x) for x in walk_network(as_data(network.parts), network.input)] == leaves
