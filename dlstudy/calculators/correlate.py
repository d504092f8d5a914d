"""Convolution by hand: given matrices, every window shown."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.correlate_lines import (
    A,
    K,
    O,
    W,
    X,
    Y,
    b,
    kernels,
    p,
    pads,
    places,
    reference,
    s,
    sizes,
    steps,
    strides,
    y,
    z,
)
from dlstudy.calculators.feature_maps import Channels, maps_of
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Letter, Node, function

MAX_EXACT = 20_000  # multiplications; beyond, the reference runs alone
MAX_PRINTED = 32  # rows or columns of an output that is put together from its entries


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Brackets around a single channel or kernel are taken off; letters are refused."""
    if any(isinstance(values[name], Node) for name in ("stride", "padding")):
        raise LearnerError(_("stride and padding have to be numbers here", "步长和填充在这里必须是数"))
    x, w = values["x"], values["w"]
    values["x"] = x[0] if not isinstance(x, Grid) and len(x) == 1 else x
    for _level in range(2):
        if not isinstance(w, Grid) and len(w) == 1:
            w = w[0]
    if not isinstance(w, Grid) and not isinstance(w[0], Grid) and all(len(kernel) == 1 for kernel in w):
        w = tuple(kernel[0] for kernel in w)
    values["w"] = w
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Now and then a second channel, several kernels, 1×1 kernels or a bias, where input and kernel are drawn."""
    x, w = values["x"], values["w"]
    if not (isinstance(x, Grid) and isinstance(w, Grid)):
        return values
    kind = rng.choice(("plain", "plain", "channels", "kernels", "1x1"))

    def like(grid: Grid) -> Grid:
        return grid.map(lambda _value: rng.choice((-1, 0, 1, 2)))

    if kind == "1x1":
        x, w = (like(x), like(x)), tuple(tuple(Grid([[rng.choice((-1, 1, 2))]]) for _c in "ab") for _m in "ab")
    elif kind != "plain":
        x, w = ((x, like(x)), (w, like(w))) if kind == "channels" else (x, (w, like(w)))
    bias = values["bias"]
    if bias is None and rng.random() < 0.4:
        bias = Grid([[rng.choice((-2, -1, 1, 2)) for _m in range(2 if kind in ("kernels", "1x1") else 1)]])
    return values | {"x": x, "w": w, "bias": bias}


def _channels_agree(given: SimpleNamespace) -> bool:
    x, each = maps_of(given.x), kernels(given)
    alike = len({grid.shape for grid in x}) == len({grid.shape for kernel in each for grid in kernel}) == 1
    return alike and all(len(kernel) == len(x) for kernel in each)


def _fits(given: SimpleNamespace) -> bool:
    return all(n + sum(pad) >= k for n, k, pad in zip(*sizes(given), pads(given), strict=True))


def _bias_fits(given: SimpleNamespace) -> bool:
    return given.bias is None or given.bias.shape[1] == len(kernels(given))


def _exact_below(given: SimpleNamespace) -> bool:
    (rows, columns), (tall, wide) = places(given), sizes(given)[1]
    made = rows * columns * tall * wide * len(maps_of(given.x)) * len(kernels(given))
    return max(rows, columns, len(kernels(given))) <= MAX_PRINTED and made <= MAX_EXACT


def _first_channel(given: SimpleNamespace) -> dict[Letter, Any]:
    several = len(kernels(given)) > 1
    return {y: lambda *at: z[(at[0], 1, *at[1:])] if several else z[(1, *at)]}


def _matrix_product(given: SimpleNamespace) -> dict[Letter, Any]:
    """Row by column instead of place by place, for a single channel and kernel."""
    return {y: lambda i, j: function("sum", A[i, j] * (K if given.mode == "convolution" else W))}


def _mirrored(*where: int) -> Any:
    """The kernel turned left to right, but not upside down."""
    return lambda known: Grid(row[::-1] for row in known[W[where]].rows)


def _whole_bias(given: SimpleNamespace) -> Grid:
    return Grid([[0] * len(kernels(given))])


CALCULATOR = Calculator(
    name="correlate",
    title=_("Convolution by hand", "手算卷积"),
    topic="conv-by-hand",
    source="nndl section 5.1; d2l, “Convolutions for Images”, “Multiple Input and Multiple Output Channels”",
    summary=_(
        "Cross-correlation or true convolution of given matrices, of one or many channels, every window shown.",
        "对给定矩阵作互相关或真正的卷积，单通道或多通道，写出每个窗口。",
    ),
    params=(
        Channels(X, "x", _("the input: a matrix, a vector, or one matrix per channel, [1 2; 3 4], [5 6; 7 8]",
                           "输入：矩阵、向量，或每个通道一个矩阵 [1 2; 3 4], [5 6; 7 8]"),
                 default=Grid([[0, 1, 2], [3, 4, 5], [6, 7, 8]]), required=True, entries=(-1, 0, 1, 2, 3),
                 shape=("rows", "columns")),
        Channels(W, "w", _("the kernel: a matrix; with channels, a matrix each; or a list of such kernels",
                           "卷积核：矩阵；多通道时每个通道一个矩阵；或若干个这样的核"),
                 default=Grid([[0, 1], [2, 3]]), required=True, entries=(-1, 0, 1, 2), deepest=4,
                 shape=("kernel_rows", "kernel_columns")),
        Array(b, "bias", _("a bias for every kernel (none)", "每个卷积核的偏置（默认无）"), shape=("kernels",)),
        Int(s, "stride", _("stride, or one per direction (3x2: down, along)", "步长，可按方向给出（3x2：竖直、水平）"),
            low=1, high=64, default=1, pick=(1, 1, 2), axes=True),
        Int(p, "padding", _("zeros on each edge, or per direction, or a word: valid (none), same (the input's size), full",
                            "每侧补零数，可按方向给出，或写 valid（窄卷积）、same（等宽卷积）、full（宽卷积）"),
            low=0, high=64, default=0, pick=(0, 0, 1), axes=True, words=("valid", "same", "full")),
        Choice(Letter("mode"), "mode", _("which operation", "哪种运算"), default="correlation", options={
            "correlation": _("cross-correlation, deep learning's “convolution”", "互相关，即深度学习中所说的“卷积”"),
            "convolution": _("true convolution: the kernel is turned by 180°", "真正的卷积：核翻转 180°"),
        }),
    ),
    outputs=(
        Output(Y, "output", _("output", "输出"), "matrix"),
        Output(O, "shape", _("output size", "输出大小"), "shape"),
    ),
    rules=(
        Rule(_channels_agree, _("a kernel needs a matrix for every channel of the input, all of one size",
                                "卷积核要为输入的每个通道各给一个矩阵，且大小相同")),
        Rule(lambda v: all(not isinstance(x, tuple) or len(x) == 2 for x in (v.stride, v.padding)),
             _("stride and padding need one number, or two: down and along", "步长和填充给一个数，或竖直、水平各一个")),
        Rule(_fits, _("the kernel is larger than the padded input", "卷积核比填充后的输入还大")),
        Rule(lambda v: v.padding != "same" or strides(v) == (1, 1),
             _("“same” padding goes with stride 1", "等宽填充（same）只用于步长 1")),
        Rule(_bias_fits, _("every kernel has one bias", "每个卷积核恰有一个偏置")),
    ),
    steps=steps,
    reference=reference,
    mistakes=(
        Mistake("flipped", _("kernel turned by 180°: convolution in mathematics and nndl; without, cross-correlation", "卷积核翻转 180°：即数学与 nndl 所说的卷积；不翻转的称为互相关"),
                {Letter("mode"): "convolution"}, lambda v: v.mode == "correlation", convention=True),
        Mistake("forgot-flip", _("true convolution turns the kernel by 180° first; without it, it is cross-correlation",
                                 "真正的卷积要先把卷积核翻转 180°；不翻转的是互相关"),
                {Letter("mode"): "correlation"}, lambda v: v.mode == "convolution"),
        Mistake("mirrored-only", _("the kernel is turned in both directions, upside down as well",
                                   "核在两个方向上都要翻转，上下也要颠倒"),
                {K: _mirrored}, lambda v: v.mode == "convolution" and sizes(v)[1][0] > 1),
        Mistake("forgot-padding", _("the zeros around the edge belong to the input", "四周补的零也是输入的一部分"), {p: 0},
                lambda v: any(map(any, pads(v))) and all(n >= k for n, k in zip(*sizes(v), strict=True))),
        Mistake("stride-one", _("the window moves by the stride, not by 1", "窗口每次移动的距离是步长，不是 1"), {s: 1},
                lambda v: strides(v) != (1, 1)),
        Mistake("stride-is-kernel", _("windows overlap: the stride is 1 here, not the kernel's size",
                                      "窗口可以重叠：这里步长是 1，而不是卷积核的大小"), lambda v: {s: sizes(v)[1]},
                lambda v: strides(v) == (1, 1) and any(k > 1 and places > 1 for k, places in zip(sizes(v)[1], places(v), strict=True))),
        Mistake("forgot-bias", _("the bias is added at every place", "每个位置都要加上偏置"),
                lambda v: {b: _whole_bias(v)}, lambda v: v.bias is not None),
        Mistake("first-channel-only", _("the sums of all channels are added, and the bias",
                                        "各通道的结果都要相加，再加偏置"), _first_channel, lambda v: len(maps_of(v.x)) > 1),
        Mistake("matrix-product", _("window and kernel are multiplied place by place, not as matrices",
                                    "窗口与卷积核是对应位置相乘，不是矩阵乘法"), _matrix_product,
                lambda v: len(maps_of(v.x)) == len(kernels(v)) == 1 and sizes(v)[1][0] == sizes(v)[1][1] > 1),
    ),
    examples=(
        Example({}, {"output": Grid([[19, 25], [37, 43]])}, "d2l, “Convolutions for Images”"),
        Example({"padding": 1}, {"output": Grid([[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]])},
                "d2l, “Padding and Stride”, the figure with padding"),
        Example({"padding": 1, "stride": "3x2"}, {"output": Grid([[0, 8], [6, 8]])},
                "d2l, “Padding and Stride”, the figure with strides"),
        Example({"x": "[0 1 2; 3 4 5; 6 7 8], [1 2 3; 4 5 6; 7 8 9]", "w": "[0 1; 2 3], [1 2; 3 4]"},
                {"output": Grid([[56, 72], [104, 120]])}, "d2l, “Multiple Input and Multiple Output Channels”"),
        Example({"x": "[0 1 2; 3 4 5; 6 7 8], [1 2 3; 4 5 6; 7 8 9]",
                 "w": "[[0 1; 2 3], [1 2; 3 4]], [[1 2; 3 4], [2 3; 4 5]], [[2 3; 4 5], [3 4; 5 6]]"},
                {"output": Grid([[56, 72], [104, 120], [76, 100], [148, 172], [96, 128], [192, 224]]),
                 "shape": (2, 2, 3)}, "d2l, “Multiple Input and Multiple Output Channels”"),
        Example({"x": "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1", "w": "0 1 2; 2 2 0; 0 1 2"},
                {"output": Grid([[12, 12, 17], [10, 17, 19], [9, 6, 14]])}, "Dumoulin & Visin (2016), figure 1.1"),
        Example({"x": "1 2 3; 4 5 6; 7 8 9", "w": "-1 -2 -1; 0 0 0; 1 2 1", "mode": "convolution", "padding": "same"},
                {"output": Grid([[-13, -20, -17], [-18, -24, -18], [13, 20, 17]])},
                "Song Ho Ahn (2005), “Example of 2D convolution”, songho.ca"),
    ),
    usage=(
        '--x "1 2 0; 0 1 3; 2 1 1" --w "1 0; -1 2" --padding 1 --stride 2',
        '--x "1 2 0; 0 1 3; 2 1 1" --w "1 0; -1 2" --mode convolution',
        '--x "[1 2; 3 4], [0 1; 1 0]" --w "[[2]], [[-1]]" --bias 1',
    ),
    sizes={"rows": (3, 4), "columns": (3, 4), "kernel_rows": (2, 3), "kernel_columns": (2, 3), "kernels": (1,)},
    derive=_derive,
    draw=_draw,
    exact_below=_exact_below,
)  # fmt: skip
