"""Real convolutions against published sizes and counts, SciPy, and numbers that count their own products."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import signal

from dlstudy.reference.convolution import convolve, convolve_transposed, walk, walk_transposed

# Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016): figures 2.1-2.7 and 5.1
CONVOLUTIONS = [
    ({"n": 4, "k": 3}, 2),
    ({"n": 5, "k": 4, "padding": 2}, 6),
    ({"n": 5, "k": 3, "padding": 1}, 5),
    ({"n": 5, "k": 3, "padding": 2}, 7),
    ({"n": 5, "k": 3, "stride": 2}, 2),
    ({"n": 5, "k": 3, "stride": 2, "padding": 1}, 3),
    ({"n": 6, "k": 3, "stride": 2, "padding": 1}, 3),
    ({"n": 7, "k": 3, "dilation": 2}, 3),
]
# ibid., figures 4.1-4.7
TRANSPOSED = [
    ({"n": 2, "k": 3}, 4),
    ({"n": 6, "k": 4, "padding": 2}, 5),
    ({"n": 5, "k": 3, "padding": 1}, 5),
    ({"n": 7, "k": 3, "padding": 2}, 5),
    ({"n": 2, "k": 3, "stride": 2}, 5),
    ({"n": 3, "k": 3, "stride": 2, "padding": 1}, 5),
    ({"n": 3, "k": 3, "stride": 2, "padding": 1, "output_padding": 1}, 6),
]
LAYERS = [
    {"spatial": (9,), "kernel": (3,), "c_in": 2, "c_out": 4, "stride": 2, "padding": 1, "groups": 2},
    {"spatial": (7, 5), "kernel": (3, 2), "c_in": 3, "c_out": 2, "stride": (2, 1), "padding": (1, 0)},
    {"spatial": (4, 5, 3), "kernel": (2, 2, 2), "c_in": 1, "c_out": 2, "dilation": (1, 2, 1)},
]


def unpack(case):
    options = dict(case)
    return options.pop("n"), options.pop("k"), options


@pytest.mark.parametrize(("case", "size"), CONVOLUTIONS)
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_output_has_the_size_of_the_published_figure(case, size, axes):
    n, k, options = unpack(case)
    y = convolve(np.ones((1, *[n] * axes)), np.ones((1, 1, *[k] * axes)), **options)
    assert y.shape == (1, *[size] * axes)
    assert walk([n] * axes, [k] * axes, **options).shape == y.shape


@pytest.mark.parametrize(("case", "size"), TRANSPOSED)
@pytest.mark.parametrize("axes", [1, 2])
def test_transposed_output_has_the_size_of_the_published_figure(case, size, axes):
    n, k, options = unpack(case)
    y = convolve_transposed(np.ones((1, *[n] * axes)), np.ones((1, 1, *[k] * axes)), **options)
    assert y.shape == (1, *[size] * axes)
    assert walk_transposed([n] * axes, [k] * axes, **options).shape == y.shape


def test_two_input_channels_as_printed_in_d2l():
    """d2l, "Multiple Input and Multiple Output Channels": 56 72 104 120, and K + 1, K + 2 for further outputs."""
    x = np.array([np.arange(9).reshape(3, 3), np.arange(1, 10).reshape(3, 3)])
    k = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    y = convolve(x, np.stack([k, k + 1, k + 2]))
    assert y.tolist() == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]


def test_transposed_values_as_printed_in_d2l():
    """d2l, "Transposed Convolution": basic operation, then stride 2, then padding 1."""
    x = np.arange(4).reshape(1, 2, 2)
    k = x[None]
    assert convolve_transposed(x, k)[0].tolist() == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
    assert convolve_transposed(x, k, stride=2)[0].tolist() == [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]]
    assert convolve_transposed(x, k, padding=1)[0].tolist() == [[4]]


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2])
def test_values_agree_with_scipy(axes, stride):
    rng = np.random.default_rng(axes)
    x, w, b = rng.normal(size=(2, *[6] * axes)), rng.normal(size=(3, 2, *[3] * axes)), rng.normal(size=3)
    padded = np.pad(x, [(0, 0), *[(1, 2)] * axes])
    every = [sum(signal.correlate(padded[c], w[o, c], mode="valid") for c in range(2)) + b[o] for o in range(3)]
    expected = np.array(every)[(slice(None), *[slice(None, None, stride)] * axes)]
    assert np.allclose(convolve(x, w, b, stride=stride, padding=[(1, 2)] * axes), expected)


def test_dilation_is_a_kernel_with_holes():
    rng = np.random.default_rng(1)
    x, w = rng.integers(-9, 9, size=(1, 9, 9)), rng.integers(-9, 9, size=(1, 1, 2, 3))
    holes = np.zeros((1, 1, 3, 7), dtype=int)
    holes[..., ::2, ::3] = w
    assert np.array_equal(convolve(x, w, dilation=(2, 3)), convolve(x, holes))


def test_groups_are_separate_convolutions_side_by_side():
    rng = np.random.default_rng(2)
    x, w = rng.integers(-9, 9, size=(4, 6, 6)), rng.integers(-9, 9, size=(6, 2, 3, 3))
    apart = np.concatenate([convolve(x[:2], w[:3]), convolve(x[2:], w[3:])])
    assert np.array_equal(convolve(x, w, groups=2), apart)


@pytest.mark.parametrize(
    "options",
    [{}, {"stride": 2}, {"stride": 3, "padding": 1}, {"dilation": 2, "padding": 2}, {"groups": 2, "stride": (2, 1)}],
)
def test_transposed_is_the_adjoint_of_convolution(options):
    """⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩, which defines the transposed operation."""
    rng = np.random.default_rng(3)
    x = rng.integers(-9, 9, size=(4, 8, 7))
    w = rng.integers(-9, 9, size=(2, 4 // options.get("groups", 1), 3, 2))
    there = convolve(x, w, **options)
    y = rng.integers(-9, 9, size=there.shape)
    short = convolve_transposed(y, w, **options).shape
    missing = [n - m for n, m in zip(x.shape[1:], short[1:], strict=True)]  # rows that floor left out
    back = convolve_transposed(y, w, output_padding=missing, **options)
    assert np.sum(there * y) == np.sum(x * back)


@pytest.mark.parametrize(
    ("n", "k", "stride", "padding", "size"), [(7, 2, 2, 1, 4), (4, 2, 3, 1, 2), (6, 3, 2, 0, 3), (5, 3, 2, 0, 2)]
)
def test_rounding_up_drops_a_window_that_starts_in_the_far_padding(n, k, stride, padding, size):
    """PyTorch, MaxPool2d, note on ceil_mode: windows that start in the right padded region are ignored."""
    y = convolve(np.ones((1, n)), np.ones((1, 1, k)), stride=stride, padding=padding, rounding="ceil")
    assert y.shape == (1, size)


@pytest.mark.parametrize(("n", "k", "pair", "size"), [(6, 3, (0, 1), 3), (224, 7, (2, 3), 112)])
def test_uneven_padding_gives_tensorflows_same_size(n, k, pair, size):
    """TensorFlow's SAME with stride 2: ceil(n / 2), the odd zero at the far edge."""
    assert walk((n,), (k,), stride=2, padding=[pair]).shape == (1, size)


def test_fractions_stay_exact():
    x = np.array([[Fraction(1, 3), Fraction(1, 7), Fraction(2)]], dtype=object)
    y = convolve(x, np.array([[[Fraction(3), Fraction(7)]]], dtype=object), padding=1)
    assert y.tolist() == [[Fraction(7, 3), Fraction(2), Fraction(101, 7), Fraction(6)]]


@pytest.mark.parametrize(
    ("layer", "parameters", "connections"),
    [
        # LeCun et al. (1998), layers C1 and C5; nndl, section on LeNet-5
        ({"spatial": (32, 32), "kernel": (5, 5), "c_in": 1, "c_out": 6}, 156, 122_304),
        ({"spatial": (5, 5), "kernel": (5, 5), "c_in": 16, "c_out": 120}, 48_120, 48_120),
        # nndl's companion notebooks (practice-in-paddle), chapter 5: multiplications and bias additions
        ({"spatial": (32, 32), "kernel": (3, 3), "c_in": 3, "c_out": 6}, 168, 151_200),
    ],
)
def test_counts_are_the_published_ones(layer, parameters, connections):
    counted = walk(**layer)
    assert (counted.parameters, counted.connections) == (parameters, connections)


@pytest.mark.parametrize(("groups", "parameters"), [(2, 307_456), (1, 614_656)])
def test_groups_save_alexnets_second_layer_half_its_weights(groups, parameters):
    """Krizhevsky et al. (2012), 256 kernels of 5 × 5 × 48."""
    assert walk((27, 27), (5, 5), c_in=96, c_out=256, padding=2, groups=groups).parameters == parameters


class Factor(int):
    """A whole number that notes each product it takes part in."""

    products = 0

    def __mul__(self, other):
        Factor.products += 1
        return int(self) * int(other)


def factors(*shape):
    array = np.empty(shape, dtype=object)
    array[...] = Factor(1)
    return array


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("run", "count", "turned"), [(convolve, walk, 0), (convolve_transposed, walk_transposed, 1)])
def test_counted_products_are_those_that_were_made(layer, run, count, turned):
    options = dict(layer)
    spatial, kernel, c_in, c_out = (options.pop(name) for name in ("spatial", "kernel", "c_in", "c_out"))
    groups = options.get("groups", 1)
    w = factors(c_in, c_out // groups, *kernel) if turned else factors(c_out, c_in // groups, *kernel)
    Factor.products = 0
    y = run(np.ones((c_in, *spatial), dtype=object), w, **options)
    counted = count(**layer)
    assert counted.shape == y.shape
    assert counted.multiplications == Factor.products
    assert counted.connections == Factor.products + y.size
    assert counted.parameters == w.size + c_out


def test_layer_beyond_memory_can_still_be_counted():
    counted = walk((4096, 4096, 4096), (3, 3, 3), c_in=512, c_out=512, padding=1)
    assert counted.shape == (512, 4096, 4096, 4096)


@pytest.mark.parametrize(
    ("x", "w", "options", "says"),
    [
        ((1, 2, 2), (1, 1, 3, 3), {}, "does not fit the padded input"),
        ((3, 4, 4), (2, 2, 2, 2), {}, "do not fit an input"),
        ((4, 4), (2, 1, 2), {"groups": 4}, "do not divide"),
        ((1, 4), (1, 1, 2), {"stride": 0}, "stride"),
        ((1, 4), (1, 1, 2), {"padding": -1}, "padding"),
        ((1, 4, 4), (1, 1, 2, 2), {"stride": (1, 1, 1)}, "stride"),
    ],
)
def test_impossible_layer_is_refused_by_name(x, w, options, says):
    with pytest.raises(ValueError, match=says):
        convolve(np.ones(x), np.ones(w), **options)


def test_padding_that_cuts_everything_off_is_refused():
    with pytest.raises(ValueError, match="leaves nothing"):
        convolve_transposed(np.ones((1, 1)), np.ones((1, 1, 2)), padding=1)
