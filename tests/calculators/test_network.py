"""Networks as calculations: what may be changed of one that comes along, and what the table tells."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.working import complete, mistakes, work

NETWORK = calculators.find("network")


def outputs(network, **given):
    return work(NETWORK, complete(NETWORK, {"network": network, **given})).outputs


def first_row(network, **given):
    return outputs(network, **given)["table"].rows[0]


@pytest.mark.parametrize(
    ("size", "shape"),
    [("96", (96, 96, 3)), ("96x128", (96, 128, 3)), ("96x128x1", (96, 128, 1)), (None, (224, 224, 3))],
)
def test_an_input_keeps_what_is_not_said(size, shape):
    assert first_row("resnet18", input=size)[1] == shape


def test_an_input_of_four_numbers_is_refused():
    with pytest.raises(LearnerError, match="96x96x1"):
        complete(NETWORK, {"network": "resnet18", "input": "1x3x96x96"})


def test_classes_make_the_last_layer_and_its_parameters():
    few, many = (outputs("vgg16", classes=classes) for classes in (10, 11))
    assert many["parameters"] - few["parameters"] == 4096 + 1
    assert many["output"] == (11,)


def test_a_networks_own_classes_may_be_left_out_where_they_are_asked_for():
    assert outputs("input 8x8x1; conv 3 4; fc classes", classes=5)["output"] == (5,)


@pytest.mark.parametrize("name", ["lenet5", "googlenet-torchvision", "resnet18"])
def test_weights_and_biases_in_columns_of_their_own_add_up(name):
    apart, together = outputs(name, columns="weights"), outputs(name)
    assert [str(column) for column in apart["table"].columns][2:5] == ["weights", "biases", "params"]
    assert all(row[2] + row[3] == row[4] for row in apart["table"].rows)
    assert apart["weights"] + apart["biases"] == apart["parameters"] == together["parameters"]
    assert [row[4] for row in apart["table"].rows] == [row[2] for row in together["table"].rows]


def test_parameters_take_memory_of_their_own():
    assert outputs("lenet5", bytes=2)["parameter_memory"] == 2 * 60_000


def test_the_receptive_field_is_that_of_the_maps_before_global_pooling_and_dropout():
    """GoogLeNet's dropout stands behind its global pooling: 5b sees 715 places, the pooling behind it 907."""
    table = outputs("googlenet")
    fields = {row[0].partition(":")[0]: row[5] for row in table["table"].rows}
    assert table["receptive_field"] == (fields["5b"],) * 2 == (715, 715)
    assert fields["gap"] == 715 + 6 * 32


def test_slips_of_a_plain_stack_of_convolutions():
    given = complete(NETWORK, {"network": "input 8x8x3; conv 3 4 p1; conv 3 5 p1; fc 2"})
    found = {mistake.name: wrong["parameters"] for mistake, wrong in mistakes(NETWORK, work(NETWORK, given))}
    layers = {"conv1": 9 * 3 * 4 + 4, "conv2": 9 * 4 * 5 + 5, "fc": 8 * 8 * 5 * 2 + 2}
    assert found["ignored-in-channels"] == (9 * 4 + 4) + (9 * 5 + 5) + layers["fc"]
    assert found["forgot-padding"] == layers["conv1"] + layers["conv2"] + 4 * 4 * 5 * 2 + 2
    assert found["one-value-a-map"] == layers["conv1"] + layers["conv2"] + 5 * 2 + 2


def test_one_input_map_is_no_slip():
    given = complete(NETWORK, {"network": "input 8x8x1; conv 3 4; fc 2"})
    assert "ignored-in-channels" not in {mistake.name for mistake, _wrong in mistakes(NETWORK, work(NETWORK, given))}
