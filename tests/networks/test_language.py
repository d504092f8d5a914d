"""The layer language: what can be written, and what is refused with its reason."""

from __future__ import annotations

import pytest

from dlstudy.errors import LearnerError
from dlstudy.networks import Block, Join, Layer, count, for_classes, presets, read_network

HEAD = "input 8x8x2; classes 3; "


def read(text: str):
    return read_network(HEAD + text)


def shapes(text: str) -> list[tuple[int, ...]]:
    return [leaf.shape for leaf in count(read(text))[1:]]


def test_a_layer_is_a_word_its_numbers_and_its_options():
    (layer,) = read("C1: conv 3x1 6 s2 p1x0 d2 g2 nobias").parts
    assert layer == Layer(
        "conv", "C1", out=6, kernel=(3, 1), stride=(2, 2), padding=(1, 0), dilation=2, groups=2, bias=False
    )


@pytest.mark.parametrize("colon", [":", ": ", " : ", "：", " ："])
def test_a_label_needs_no_spaces(colon):
    assert read(f"C1{colon}conv 3 6").parts == read("C1: conv 3 6").parts


def test_options_may_be_spelled_out():
    assert read("conv 3 6 stride=2 pad=1").parts == read("conv kernel=3 maps=6 s2 p1").parts


def test_a_pool_moves_by_its_kernel_unless_told_otherwise():
    assert [layer.stride for layer in read("maxpool 2; maxpool 3 s2").layers()] == [(2, 2), (2, 2)]


def test_lines_semicolons_and_comments_may_be_mixed():
    text = "conv 3 4 # four maps; conv 9 9\n\nrelu; fc classes\n"
    assert [layer.kind for layer in read(text).layers()] == ["conv", "relu", "fc"]


def test_an_empty_branch_is_the_input():
    (join,) = read("add { conv 3 2 p1 | }").parts
    assert isinstance(join, Join)
    assert join.branches[1] == ()


def test_branches_nest():
    assert shapes("concat { conv 1 2 | add { conv 3 2 p1 | } | maxpool 3 s1 p1 }")[-1] == (8, 8, 6)


def test_a_definition_is_filled_in_where_it_is_called():
    network = read("define unit n s { conv 3 n stride=s p1; relu }; unit 4 2; last: unit 5 1")
    assert isinstance(network.parts[0], Block)
    assert [leaf.shape for leaf in count(network)[1:]] == [(4, 4, 4), (4, 4, 4), (4, 4, 5), (4, 4, 5)]


def test_repeating_numbers_the_labels():
    assert [layer.label for layer in read("repeat 2..4 { c_*: conv 1 2 }").layers()] == ["c_2", "c_3", "c_4"]


def test_classes_are_a_word_that_can_be_set_from_outside():
    assert [layer.out for layer in read("fc classes").layers()] == [3]
    assert [layer.out for layer in read_network(HEAD + "fc classes", 7).layers()] == [7]


def test_classes_can_be_left_to_whoever_asks():
    open_network = read_network("input 8x8x2; fc classes")
    with pytest.raises(LearnerError, match="classes 10"):
        count(open_network)
    assert count(for_classes(open_network, 4))[-1].shape == (4,)


def test_full_width_punctuation_is_read_as_its_twin():
    assert read_network("input 8x8x2；c：conv 3 4；add ｛ conv 1 4 ｜ ｝") == read_network(
        "input 8x8x2; c: conv 3 4; add { conv 1 4 | }"
    )


def test_what_keeps_a_shape_is_no_map_behind_global_pooling():
    leaves = count(read("conv 3 4; gap; dropout; fc 3"))
    assert [leaf.field for leaf in leaves if leaf.spatial][-1] == (3, 3)


def test_weights_and_biases_are_told_apart():
    leaves = count(read("conv 3 4; bn; subsample 2; fc 3"))[1:]
    assert [(leaf.weights, leaf.biases) for leaf in leaves] == [(72, 4), (4, 4), (4, 4), (108, 3)]


def test_same_padding_divides_by_the_stride_rounding_up():
    assert shapes("conv 3 4 same s3") == [(3, 3, 4)]


def test_ceil_keeps_a_last_window_but_none_that_starts_in_the_padding():
    """PyTorch's ceil_mode: 7 with kernel 2, stride 2, padding 1 gives 4, where rounding up alone gives 5."""
    assert [leaf.shape for leaf in count(read_network("input 7x6x1; maxpool 2 p1 ceil"))[1:]] == [(4, 4, 1)]


def test_the_same_network_in_toml():
    toml = """
    input = "8x8x2"
    classes = 3
    [[layer]]
    kind = "conv"
    label = "C1"
    kernel = [3, 1]
    out = 4
    padding = "same"
    [[layer]]
    kind = "add"
    branches = [[{ kind = "conv", kernel = 3, out = 4, padding = 1, bias = false }, { kind = "bn" }], []]
    [[layer]]
    kind = "fc"
    out = "classes"
    """
    text = "C1: conv 3x1 4 same; add { conv 3 4 p1 nobias; bn | }; fc classes"
    assert read_network(toml) == read(text)
    assert [layer.out for layer in read_network(toml, 9).layers()][-1] == 9


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no layer"),
        ("covn 3 4", "did you mean conv"),
        ("conv 3", "needs its out: conv 5 6 is kernel 5, out 6"),
        ("conv 3 4 stride 2", "stride=2, or s2"),
        ("conv classes 4", "whole number"),
        ("conv 3 4 5", "not understood"),
        ("conv 3 4 s0", "whole number"),
        ("conv 3 99999999", "million"),
        ("conv 3 4 s1 s2", "twice"),
        ("fc 10 s2", "no stride"),
        ("relu { conv 3 4 }", "braces belong"),
        ("add { conv 3 4 }", "two branches"),
        ("add { conv 3 4 | ", "not closed"),
        ("conv 3 4 }", "outside"),
        ("conv 3 4 | conv 3 4", "outside"),
        ("define conv n { relu }", "of its own"),
        ("define a n { a 3 }; a 4", "deep"),
        ("define a n { relu }; a", "needs 1 numbers"),
        ("conv 3 4; input 3x3x3", "before the first layer"),
        ("repeat two { relu }", "repeat 3"),
        ("repeat 9999 { repeat 9999 { } }", "too many"),
        ("define a { relu; relu }; define b { repeat 99 { a } }; repeat 99 { b }", "too many"),
        ("{" * 50, "not closed"),
        ("{ relu }", "braces belong"),
        ("C1: { relu }", "braces belong"),
        ("add { " * 20 + " | }" * 20, "deep"),
        ("conv 3 2 table=01,2,x", "whole number"),
        ("conv 3 2 table=00,1", "each once"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, says):
    with pytest.raises(LearnerError, match=says):
        read(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("conv 9 4", "larger"),
        ("conv 3 4 g3", "groups"),
        ("conv 3 2 table=01,02", "table"),
        ("fc 10; conv 1 1", "no maps"),
        ("add { conv 3 2 | }", "do not fit"),
        ("concat { conv 3 2 | maxpool 2 }", "do not fit"),
    ],
)
def test_what_does_not_fit_together_is_refused(text, says):
    with pytest.raises(LearnerError, match=says):
        count(read(text))


@pytest.mark.parametrize("text", ['input = "8x8"', "input = [", 'input = "8x8x1"\n[[layer]]\nkind = 3'])
def test_bad_toml_is_refused(text):
    with pytest.raises(LearnerError):
        read_network(text)


def test_a_name_is_found_however_it_is_spelled():
    assert read_network("ResNet-50") == read_network("resnet50")
    with pytest.raises(LearnerError, match="did you mean vgg16"):
        read_network("vgg166")


def test_classes_are_refused_where_nothing_depends_on_them():
    with pytest.raises(LearnerError, match="fc classes"):
        read_network("input 3x3x1; fc 10", 5)


@pytest.mark.parametrize("name", presets())
def test_every_network_that_comes_along_says_where_it_is_from_and_fits_together(name):
    from dlstudy.networks import reading

    text = (reading._FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert count(read_network(name))
