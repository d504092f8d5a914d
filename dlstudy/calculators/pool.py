"""Pooling by hand: maximum, mean, global, and LeNet-5's with a gain and a bias."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.feature_maps import Channels, maps_of
from dlstudy.calculators.pool_lines import (
    C,
    D,
    N,
    O,
    X,
    Y,
    b,
    constant,
    counted,
    f,
    g,
    h,
    is_global,
    k,
    maps,
    means,
    mode,
    moves,
    p,
    places,
    reference,
    rounding,
    s,
    steps,
    told,
    w,
    wrongly,
    y,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Flag, Int
from dlstudy.symbolic.tree import Letter, Node, Num, Op, ceil

DEFAULT = Grid([[1, 3, 2, 1], [4, 6, 5, 0], [2, 1, 8, 3], [0, 2, 4, 7]])
MAX_EXACT, MAX_PRINTED = 20_000, 32


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A size stands for maps whose values do not matter; the stride is the kernel, the gain 1 and the bias 0."""
    if any(isinstance(values[name], Node) for name in ("size", "kernel", "stride", "padding")):
        raise LearnerError(
            _(
                "size, kernel, stride and padding have to be numbers here; for a formula: conv --side n --kernel k --stride s",
                "大小、窗口、步长和填充在这里必须是数；要公式请用 conv --side n --kernel k --stride s",
            )
        )
    if values["size"] is not None:
        values["x"] = None
    elif not isinstance(values["x"], Grid) and len(values["x"]) == 1:
        values["x"] = values["x"][0]
    if values["stride"] is None:
        values["stride"] = values["kernel"]
    if values["mode"] == "lenet" and values["x"] is not None:
        for name, value in (("gain", 1), ("bias", 0)):
            if values[name] is None:
                values[name] = constant(SimpleNamespace(**values), value)
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Now and then a second map; LeNet's gain and bias."""
    if values["size"] is None and isinstance(values["x"], Grid) and rng.random() < 0.25:
        values = values | {"x": (values["x"], values["x"].map(lambda _value: rng.randrange(10)))}
    if values["mode"] == "lenet" and isinstance(values["x"], Grid | tuple):
        count = len(maps_of(values["x"]))
        for name, choices in (("gain", (1, 2, 3)), ("bias", (-1, 1, 2))):
            if values[name] is None:
                values = values | {name: Grid([[rng.choice(choices) for _c in range(count)]])}
    return values


def _pairs(given: SimpleNamespace) -> bool:
    each = (given.kernel, given.stride, given.padding)
    size = not isinstance(given.size, tuple) or len(given.size) in (2, 3)
    return size and all(len(v) == 2 for v in each if isinstance(v, tuple))


def _fits(given: SimpleNamespace) -> bool:
    return all(kernel <= n + 2 * pad for n, kernel, _stride, pad in moves(given))


def _shares_fit(given: SimpleNamespace) -> bool:
    return all(v is None or given.x is None or v.shape[1] == maps(given)[2] for v in (given.gain, given.bias))


def _alike(given: SimpleNamespace) -> bool:
    return given.x is None or len({grid.shape for grid in maps_of(given.x)}) == 1


def _exact_below(given: SimpleNamespace) -> bool:
    if given.x is None:
        return True
    rows, columns = places(given)
    made = rows * columns * maps(given)[2] * moves(given)[0][1] * moves(given)[1][1]
    return max(rows, columns, maps(given)[2]) <= MAX_PRINTED and made <= MAX_EXACT


def _padded(given: SimpleNamespace) -> bool:
    return any(pad for _n, _k, _s, pad in moves(given))


def _rounds(given: SimpleNamespace) -> bool:
    up = SimpleNamespace(**{**vars(given), "rounding": "ceil"})
    down = SimpleNamespace(**{**vars(given), "rounding": "floor"})
    return places(up) != places(down)


def _with_all(given: SimpleNamespace) -> dict[Letter, Node]:
    """Rounded up, the windows that start in the padding at the end kept with the others."""
    rooms = [(Num(n) + 2 * Num(pad) - kernel, stride) for n, kernel, stride, pad in moves(given)]
    return {letter: ceil(room / stride) + 1 for letter, (room, stride) in zip((h, w), rooms, strict=True)}


def _valued(given: SimpleNamespace, *modes: str) -> bool:
    return given.x is not None and given.mode in modes


def _window(given: SimpleNamespace) -> Node:
    return Num(moves(given)[0][1]) * moves(given)[1][1]


MISTAKES = (
    Mistake("mean-for-max", _("max pooling keeps the largest value, it does not average", "最大汇聚取最大值，不求平均"),
            lambda v: {y: wrongly(v, "mean")}, lambda v: _valued(v, "max", "global-max")),
    Mistake("max-for-mean", _("average pooling takes the mean of the window", "平均汇聚取窗口的平均值"),
            lambda v: {y: wrongly(v, "max")}, lambda v: _valued(v, "average", "global-average")),
    Mistake("sum-for-mean", _("divide the sum by the number of values", "求和之后还要除以个数"),
            lambda v: {y: wrongly(v, "sum")}, lambda v: _valued(v, "average", "global-average")),
    Mistake("stride-one", _("the window moves by the stride; by default it does not overlap", "窗口按步长移动；默认互不重叠"), {s: 1},
            lambda v: not is_global(v) and any(a[2] != 1 for a in moves(v))),
    Mistake("forgot-padding", _("the padding around the edge makes room for more windows", "四周的填充使窗口可放的位置增多"), {p: 0},
            lambda v: _padded(v) and all(kernel <= n for n, kernel, _s, _p in moves(v))),
    Mistake("window-in-padding", _("a window that would start in the padding at the end is left out (PyTorch's ceil_mode)",
                                   "起点落在末端填充里的窗口要舍去（PyTorch 的 ceil_mode）"), _with_all,
            lambda v: v.rounding == "ceil" and not is_global(v) and _padded(v)),
    Mistake("weights-in-window", _("pooling has no weights of its own: nothing is learnt", "汇聚层没有自己的权重，不需要学习参数"),
            lambda v: {N: _window(v)}, lambda v: v.mode != "lenet"),
    Mistake("merged-maps", _("every map is pooled by itself: their number stays", "各特征映射分别汇聚，张数不变"),
            {O: Op("shape", (h, w, Num(1)))}, lambda v: maps(v)[2] > 1),
    Mistake("forgot-gain", _("LeNet-5 multiplies by the map's gain", "LeNet-5 的汇聚还要乘以该特征映射的增益"),
            lambda v: {g: constant(v, 1)}, lambda v: _valued(v, "lenet")),
    Mistake("forgot-bias", _("LeNet-5 adds the map's bias", "LeNet-5 的汇聚还要加上该特征映射的偏置"),
            lambda v: {b: constant(v, 0)}, lambda v: _valued(v, "lenet")),
    Mistake("weight-a-place", _("the values of a window share one gain", "窗口内各值共用一个增益，不是每个位置一个权重"),
            lambda v: {N: (_window(v) + 1) * maps(v)[2]}, lambda v: v.mode == "lenet"),
    Mistake("bias-not-connected", _("a unit is connected to its bias as well: 4 + 1 for a 2 × 2 window",
                                    "每个单元还连着一个偏置：2 × 2 的窗口是 4 + 1 条连接"),
            lambda v: {C: _window(v) * h * w * maps(v)[2]}, lambda v: v.mode == "lenet"),
    Mistake("sum-before-gain", _("with the sum of the window times the gain (LeCun et al. 1998)",
                                 "窗口之和（而非平均值）乘以增益（LeCun 等 1998）"), {told: "sum"},
            lambda v: _valued(v, "lenet") and v.convention == "mean", convention=True),
    Mistake("mean-before-gain", _("with the mean of the window times the gain (nndl)", "窗口的平均值乘以增益（nndl）"), {told: "mean"},
            lambda v: _valued(v, "lenet") and v.convention == "sum", convention=True),
    Mistake("padding-not-counted", _("with a mean over the values inside the map alone (PyTorch: count_include_pad=False)",
                                     "平均时不计填充的零（PyTorch 的 count_include_pad=False）"), {counted: False},
            lambda v: v.x is not None and means(v) and v.count_padding and _padded(v), convention=True),
    Mistake("rounded-up", _("with a last, incomplete window kept (Caffe; PyTorch's ceil_mode)",
                            "保留最后不完整的窗口（Caffe；PyTorch 的 ceil_mode）"), {rounding: "ceil"},
            lambda v: v.rounding == "floor" and _rounds(v), convention=True),
    Mistake("rounded-down", _("with the last, incomplete window left out (PyTorch's default)", "舍去最后不完整的窗口（PyTorch 默认）"),
            {rounding: "floor"}, lambda v: v.rounding == "ceil" and _rounds(v), convention=True),
)  # fmt: skip

SEQUENCE = Grid([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
DUMOULIN = "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"

CALCULATOR = Calculator(
    name="pool",
    title=_("Pooling", "汇聚层"),
    topic="pooling",
    source="nndl section 5.2 and 5.4; LeCun et al. (1998), section II.B; Dumoulin & Visin (2016), section 1.2; d2l, “Pooling”",
    summary=_(
        "Pooling of given maps, every window shown: maximum, mean, global, LeNet-5's with a gain and a bias; sizes and counts.",
        "对给定特征映射作汇聚并写出每个窗口：最大、平均、全局，以及 LeNet-5 带增益和偏置的汇聚；给出大小与个数。",
    ),
    params=(
        Channels(X, "x", _("the map: a matrix, or one matrix per map, [1 2; 3 4], [5 6; 7 8]", "特征映射：一个矩阵，或每张一个 [1 2; 3 4], [5 6; 7 8]"),
                 default=DEFAULT, required=True, entries=tuple(range(10)), shape=("rows", "columns")),
        Int(D, "size", _("instead: height x width x maps (28x28x6), for sizes and counts alone", "或只给高x宽x张数（28x28x6），只求大小与个数"),
            low=1, high=8192, axes=True),
        Int(k, "kernel", _("side of the window, or one per direction", "窗口边长，可按方向给出"), low=1, high=4096, default=2,
            pick=(2, 2, 3), axes=True),
        Int(s, "stride", _("stride, or one per direction (as the window)", "步长，可按方向给出（默认等于窗口）"), low=1, high=4096,
            pick=(None, None, 1), axes=True),
        Int(p, "padding", _("rows and columns around the edge; they never win a maximum", "每侧填充数；取最大值时不计入"), low=0, high=2048,
            default=0, pick=(0, 0, 0, 1), axes=True),
        Choice(mode, "mode", _("how a window becomes a number", "窗口如何变成一个数"), default="max",
               pick=("max", "max", "average", "global-average", "lenet"), options={
            "max": _("its largest value", "最大汇聚"),
            "average": _("its mean", "平均汇聚"),
            "global-max": _("the largest value of the whole map", "全局最大汇聚"),
            "global-average": _("the mean of the whole map", "全局平均汇聚"),
            "lenet": _("gain times the window, plus a bias, both trained", "LeNet-5：乘以增益、加上偏置，二者可学习"),
        }),
        Array(g, "gain", _("LeNet's gain of every map (1)", "LeNet：每张特征映射的增益（默认 1）"), shape=("gains",)),
        Array(b, "bias", _("LeNet's bias of every map (0)", "LeNet：每张特征映射的偏置（默认 0）"), shape=("biases",)),
        Choice(f, "activation", _("LeNet's activation", "LeNet：激活函数"), default="none", options={
            "none": _("none", "无"), "sigmoid": _("logistic", "Logistic 函数"), "tanh": _("hyperbolic tangent", "双曲正切"),
            "relu": _("ReLU", "修正线性单元"),
        }),
        Choice(told, "convention", _("what LeNet's gain multiplies", "LeNet：增益乘的是什么"), default="mean", options={
            "mean": _("the mean of the window (nndl)", "窗口的平均值（nndl）"),
            "sum": _("its sum (LeCun et al. 1998)", "窗口之和（LeCun 等 1998）"),
        }),
        Choice(rounding, "rounding", _("what becomes of a last, incomplete window", "最后不完整的窗口如何处理"), default="floor", options={
            "floor": _("left out", "舍去"),
            "ceil": _("kept, unless it starts in the padding (PyTorch's ceil_mode)", "保留，但起点在右侧填充里的除外（PyTorch 的 ceil_mode）"),
        }),
        Flag(counted, "count_padding", _("whether a mean counts the padding's zeros", "平均时是否计入填充的零"), default=True),
    ),
    outputs=(
        Output(Y, "output", _("output", "输出"), "matrix"),
        Output(O, "shape", _("output size", "输出大小"), "shape"),
        Output(N, "parameters", _("parameters", "参数个数"), "count"),
        Output(C, "connections", _("connections", "连接数"), "count"),
    ),
    rules=(
        Rule(_alike, _("all maps have to be of one size", "各特征映射大小必须相同")),
        Rule(_pairs, _("one number, or two: down and along; a size has two or three", "给一个数，或竖直、水平各一个；size 给两个或三个数")),
        Rule(lambda v: is_global(v) or all(2 * pad <= kernel for _n, kernel, _s, pad in moves(v)),
             _("the padding is at most half the window, or a window would see nothing", "填充至多为窗口的一半，否则有的窗口什么也看不到")),
        Rule(_fits, _("the window is larger than the padded map", "窗口比填充后的特征映射还大")),
        Rule(_shares_fit, _("gain and bias need one number for every map", "增益和偏置要为每张特征映射各给一个数")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    derive=_derive,
    draw=_draw,
    exact_below=_exact_below,
    examples=(
        Example({"x": SEQUENCE, "stride": 1}, {"output": Grid([[4, 5], [7, 8]])}, "d2l, “Pooling”: maximum"),
        Example({"x": SEQUENCE, "stride": 1, "mode": "average"}, {"output": Grid([[2, 3], [5, 6]])}, "d2l, “Pooling”: average"),
        Example({"x": "0 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 15", "kernel": 3}, {"output": Grid([[10]])}, "d2l, “Pooling”: stride"),
        Example({"x": "0 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 15", "kernel": 3, "padding": 1, "stride": 2},
                {"output": Grid([[5, 7], [13, 15]])}, "d2l, “Pooling”: padding and stride"),
        Example({"x": "[0 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 15], [1 2 3 4; 5 6 7 8; 9 10 11 12; 13 14 15 16]", "kernel": 3,
                 "padding": 1, "stride": 2}, {"output": Grid([[5, 7], [13, 15], [6, 8], [14, 16]]), "shape": (2, 2, 2)},
                "d2l, “Pooling”: several channels"),
        Example({"x": DUMOULIN, "kernel": 3, "stride": 1}, {"output": Grid([[3, 3, 3], [3, 3, 3], [3, 2, 3]])},
                "Dumoulin & Visin (2016), figure 1.6"),
        Example({"x": DUMOULIN, "kernel": 3, "stride": 1, "mode": "average"},
                {"output": Grid([[1.7, 1.7, 1.7], [1, 1.2, 1.8], [1.1, 0.8, 1.3]])}, "Dumoulin & Visin (2016), figure 1.5", within=0.04),
        Example({"size": "28x28x6", "mode": "lenet"}, {"shape": (14, 14, 6), "parameters": 12, "connections": 5880},
                "LeCun et al. (1998), layer S2"),
        Example({"size": "10x10x16", "mode": "lenet"}, {"shape": (5, 5, 16), "parameters": 32, "connections": 2000},
                "LeCun et al. (1998), layer S4"),
        Example({"size": "7x7", "padding": 1, "rounding": "ceil"}, {"shape": (4, 4, 1)},
                "PyTorch, MaxPool2d: with ceil_mode, a window that would start in the right padding is dropped"),
    ),
    usage=(
        '--x "1 3 2 1; 4 6 5 0; 2 1 8 3; 0 2 4 7"',
        '--x "1 3 2; 4 6 5; 2 1 8" --kernel 2 --stride 1 --mode average --padding 1',
        "--size 28x28x6 --mode lenet",
    ),
    sizes={"rows": (3, 4), "columns": (3, 4), "maps": (1,)},
)  # fmt: skip
