"""The classic networks against what was published of them."""

from __future__ import annotations

import pytest

from dlstudy.networks import Leaf, count, read_network
from dlstudy.networks.network import Network
from dlstudy.networks.variants import early_strides


def parameters(name: str, classes: int | None = None, size: tuple[int, int, int] | None = None) -> int:
    network = read_network(name, classes)
    network = Network(network.source, size or network.input, network.parts)
    return sum(leaf.parameters for leaf in count(network))


def rows(name: str) -> dict[str, Leaf]:
    return {leaf.name.partition(":")[0]: leaf for leaf in count(read_network(name))}


@pytest.mark.parametrize(
    ("layer", "trained", "linked"),
    [
        ("C1", 156, 122304),
        ("S2", 12, 5880),
        ("C3", 1516, 151600),
        ("S4", 32, 2000),
        ("C5", 48120, 48120),
        ("F6", 10164, 10164),
    ],
)
def test_lenet5_layer_by_layer(layer, trained, linked):
    """LeCun et al. (1998), section II.B; nndl, section 5.4."""
    found = rows("lenet5")[layer]
    assert (found.parameters, found.connections) == (trained, linked)


def test_c3s_table_is_table_i_of_the_paper():
    """Six maps see three neighbours, six see four, three see two pairs, one sees all."""
    table = rows("lenet5")["C3"].layer.table
    assert [len(row) for row in table] == [3] * 6 + [4] * 9 + [6]
    assert [sum(m in row for row in table) for m in range(6)] == [10] * 6


def test_d2ls_networks_on_one_channel_and_ten_classes():
    """Counted from the code of d2l-zh."""
    assert parameters("alexnet-d2l") == 46_764_746
    assert parameters("vgg11", 10, (224, 224, 1)) == 128_806_154
    assert parameters("nin", 10, (224, 224, 1)) == 1_992_166
    assert parameters("googlenet", 10, (96, 96, 1)) == 5_977_530
    assert parameters("resnet18-d2l") == 11_178_378


@pytest.mark.parametrize(
    ("name", "sides"),
    [("alexnet-d2l", [224, 54, 26, 12, 5]), ("nin", [224, 54, 26, 12, 5]), ("lenet", [28, 14, 10, 5])],
)
def test_sides_as_d2l_prints_them(name, sides):
    seen = [leaf.shape[0] for leaf in count(read_network(name)) if leaf.spatial]
    assert list(dict.fromkeys(seen))[: len(sides)] == sides


@pytest.mark.parametrize(
    ("layer", "values"),
    [("input", 150_528), ("conv1_1", 3_211_264), ("pool1", 802_816), ("conv3_3", 802_816), ("fc6", 4096)],
)
def test_vgg16s_memory_as_cs231n_lists_it(layer, values):
    """cs231n, “VGGNet in detail”: 224·224·3 = 150K, 224·224·64 = 3.2M, 112·112·64 = 800K, 56·56·256 = 800K."""
    assert rows("vgg16")[layer].kept == values


@pytest.mark.parametrize(
    ("layer", "field"),
    [("conv1", 11), ("pool1", 19), ("conv2", 51), ("conv3", 99), ("conv4", 131), ("conv5", 163), ("pool5", 195)],
)
def test_alexnets_receptive_fields(layer, field):
    """Araujo et al. (2019), pre-computed table, alexnet_v2."""
    assert rows("alexnet-one-tower")[layer].field == (field, field)


@pytest.mark.parametrize(
    ("name", "late", "early"), [("resnet50", 427, 483), ("resnet101", 971, 1027), ("resnet152", 1451, 1507)]
)
def test_the_stride_of_a_bottleneck_decides_its_receptive_field(name, late, early):
    """Araujo et al. (2019) print those of the strides in the 1×1 convolutions."""
    fields = [
        [leaf.field[0] for leaf in count(network) if leaf.spatial][-1]
        for network in (read_network(name), early_strides(read_network(name)))
    ]
    assert fields == [late, early]


def test_moving_a_stride_leaves_shapes_and_parameters():
    late, early = count(read_network("resnet50")), count(early_strides(read_network("resnet50")))
    assert [leaf.parameters for leaf in late] == [leaf.parameters for leaf in early]
    assert late[-1].shape == early[-1].shape


@pytest.mark.parametrize("name", ["resnet18", "resnet34", "vgg16", "googlenet"])
def test_networks_without_bottlenecks_have_no_stride_to_move(name):
    assert early_strides(read_network(name)) == read_network(name)


def test_inception_3a_puts_its_branches_side_by_side():
    """Szegedy et al. (2015), table 1: 64 + 128 + 32 + 32 = 256 maps."""
    leaf = next(leaf for leaf in count(read_network("googlenet")) if leaf.name == "3a.concat")
    assert leaf.shape == (28, 28, 256)
