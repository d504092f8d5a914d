"""Convolution layers: output size, parameters, connections, multiply-adds."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.params import Choice, Flag, Int
from dlstudy.symbolic.tree import Letter, Node, Num, Op, ceil, floor, function, letters

n, k, s, p, d, g, a, b = letters("n k s p d g a b")
C_in, C_out, k_eff, o, O, w, N_w, N_b, N_p, m, N_c, M, P = letters(
    "C_in C_out k_eff o O w N_w N_b N_p m N_c M P"
)
AXES = (_("width", "宽"), _("height", "高"), _("depth", "深"))


def on(letter: Letter, given: SimpleNamespace, name: str, axis: int) -> Letter:
    """The letter of a parameter on an axis: indexed where the parameter has a value per axis."""
    return letter[axis] if isinstance(getattr(given, name), tuple) and axis else letter


def axes(given: SimpleNamespace) -> tuple[int, ...]:
    """The axes to be worked one by one, from 1; just 0 where all are alike."""
    each = (given.size, given.kernel, given.stride, given.padding, given.dilation)
    return tuple(range(1, given.dims + 1)) if any(isinstance(v, tuple) for v in each) else (0,)


def product(letter: Letter, given: SimpleNamespace, name: str) -> Node:
    """The size of one axis to the power of their number, or the product of different ones."""
    value = getattr(given, name) if hasattr(given, name) else None
    if name == "output" and axes(given) != (0,) or isinstance(value, tuple):
        result: Node = letter[1]
        for axis in range(2, given.dims + 1):
            result = result * letter[axis]
        return result
    return letter if given.dims == 1 else letter ** Num(given.dims)


def steps(given: SimpleNamespace) -> Iterator[Step]:
    outs = []
    for axis in axes(given):
        outs.append(o[axis] if axis else o)
        yield from _along(given, axis)
    sides = tuple(outs) if len(outs) > 1 else tuple(outs) * given.dims
    yield Step(O, Op("shape", (*sides, C_out)), _("one output map per kernel", "每个卷积核给出一张特征映射"))
    fan_in = C_in / g if given.groups != 1 else C_in
    yield Step(w, product(k, given, "kernel") * fan_in, _("weights of one kernel, over the channels it sees",
                                                          "一个卷积核的权重数，含它看到的全部通道"))
    yield Step(N_w, w * C_out, _("weights of all kernels", "全部卷积核的权重数"))
    if given.bias:
        yield Step(N_b, C_out, _("one bias per output map", "每张输出特征映射一个偏置"))
    yield Step(N_p, N_w + N_b if given.bias else N_w, _("parameters to be learnt", "可学习的参数个数"))
    yield Step(m, product(o, given, "output"), _("positions of an output map", "一张输出特征映射的位置数"))
    yield Step(N_c, N_p * m, _("connections: the parameters, shared, act once at every position",
                               "连接数：共享的参数在每个位置各用一次"))
    read = product(n, given, "size") if given.transposed else m
    why = _("every input value is multiplied by the weights it meets", "每个输入值乘以它遇到的权重") if given.transposed \
        else _("multiply-adds: every weight once at every position, no bias", "乘加次数：每个位置上每个权重一次，不计偏置")
    yield Step(M, N_w * read, why)


def _along(given: SimpleNamespace, axis: int) -> Iterator[Step]:
    """The lines that lead to the output's size along one axis."""
    group = _("along the {axis}", "沿{axis}的方向")(axis=AXES[given.dims - axis]) if axis else None
    out, effective = (o[axis], k_eff[axis]) if axis else (o, k_eff)
    if given.dilation == 1:
        effective = on(k, given, "kernel", axis)
    else:
        dilated = on(d, given, "dilation", axis) * (on(k, given, "kernel", axis) - 1) + 1
        yield Step(effective, dilated, _("dilation spreads the kernel", "空洞把卷积核撑开"), group)
    padding = P[axis] if axis else P
    if given.padding == "same":
        size, stride = on(n, given, "size", axis), on(s, given, "stride", axis)
        yield Step(out, ceil(size / stride), _("“same” keeps the input's size, divided by the stride",
                                               "等宽（same）：输出与输入同大，再除以步长"), group)
        yield Step(padding, function("max", (out - 1) * stride + effective - size, 0),
                   _("zeros needed on both edges together", "两侧合计要补的零"), group)
        return
    pad: Node = Num(0) if given.padding == "valid" else on(p, given, "padding", axis)
    yield Step(out, _size(given, axis, effective, pad), _places(given), group)


def _places(given: SimpleNamespace) -> Any:
    if given.transposed:
        return _("the stride spreads the input, the kernel widens it, padding is cut off",
                 "步长把输入撑开，卷积核再展宽，填充则要裁去")
    if given.rounding == "ceil":
        return _("places the kernel can stand, a last one that starts in the padding left out",
                 "卷积核可放的位置数，起点落在右侧填充里的不算")
    return _("places the kernel can stand", "卷积核可放的位置数")


def _size(given: SimpleNamespace, axis: int, effective: Node, pad: Node) -> Node:
    size, stride = on(n, given, "size", axis), on(s, given, "stride", axis)
    if given.transposed:
        return stride * (size - 1) - 2 * pad + effective + a
    if given.rounding == "ceil":
        return function("min", ceil((size + 2 * pad - effective) / stride) + 1, ceil((size + pad) / stride))
    return floor((size + 2 * pad - effective) / stride) + 1


def _wrong_size(change: str) -> Any:
    """Swaps the output's size on every axis for a wrong one."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        def line(axis: int = 0) -> Node:
            size, stride, pad = on(n, given, "size", axis), on(s, given, "stride", axis), on(p, given, "padding", axis)
            effective = on(k, given, "kernel", axis) if given.dilation == 1 else k_eff[axis] if axis else k_eff
            room = size + (pad if change == "once" else 2 * pad) - effective
            if change == "up":
                return ceil(room / stride) + 1
            return floor(room / stride) if change == "no-one" else floor(room / stride) + 1

        return {o: line}

    return swap


def _forward(given: SimpleNamespace) -> bool:
    return not given.transposed and not isinstance(given.padding, str) and given.rounding == "floor"


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A size per axis says how many axes there are; one number for all is the side."""
    per_axis = [v for v in (values[x] for x in ("size", "kernel", "stride", "padding", "dilation")) if isinstance(v, tuple)]
    if isinstance(values["size"], tuple):
        values["dims"], values["side"] = len(values["size"]), None
    elif values["size"] is not None:
        values["side"], values["size"] = values["size"], None
    elif per_axis:
        values["dims"] = len(per_axis[0])
    for name in ("size", "kernel", "stride", "padding", "dilation"):
        value = values[name]
        if isinstance(value, tuple) and len(set(value)) == 1 and name != "size":
            values[name] = value[0]
    return values


def _axes_agree(given: SimpleNamespace) -> bool:
    each = (given.size, given.kernel, given.stride, given.padding, given.dilation)
    return 1 <= given.dims <= 3 and all(len(v) == given.dims for v in each if isinstance(v, tuple))


def _fits(given: SimpleNamespace) -> bool:
    """Whether the kernel fits into the padded input on every axis, where all are numbers."""
    if given.transposed or given.padding == "same":
        return True
    for axis in range(given.dims):
        size = given.side if given.size is None else given.size
        each = (size, given.kernel, 0 if given.padding == "valid" else given.padding, given.dilation)
        length, kernel, pad, dilation = (v[axis] if isinstance(v, tuple) else v for v in each)
        if not any(isinstance(v, Node) for v in (length, kernel, pad, dilation)):
            if dilation * (kernel - 1) + 1 > length + 2 * pad:
                return False
    return True


def _divides(given: SimpleNamespace) -> bool:
    channels = (given.in_channels, given.out_channels)
    if isinstance(given.groups, Node):
        return True
    return all(isinstance(c, Node) or c % given.groups == 0 for c in channels)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Walks the layer: stands the kernel on the input until it no longer fits, and counts what it touches."""
    from dlstudy.reference.convolution import walk, walk_transposed

    def each(value: Any) -> tuple[int, ...]:
        return value if isinstance(value, tuple) else (value,) * given.dims

    layer = {"c_in": given.in_channels, "c_out": given.out_channels, "bias": given.bias, "groups": given.groups,
             "stride": each(given.stride), "dilation": each(given.dilation)}  # fmt: skip
    spatial, kernel = each(given.side if given.size is None else given.size), each(given.kernel)
    padding: Any = (0,) * given.dims if given.padding == "valid" else given.padding
    if padding == "same":
        padding = [_just_enough(*axis) for axis in zip(spatial, kernel, layer["stride"], layer["dilation"], strict=True)]
    layer["padding"] = padding if isinstance(padding, list) else each(padding)
    if given.transposed:
        walked = walk_transposed(spatial, kernel, output_padding=given.output_padding, **layer)
    else:
        walked = walk(spatial, kernel, rounding=given.rounding, **layer)
    return {
        "output": (*walked.shape[1:], walked.shape[0]),
        "parameters": walked.parameters,
        "connections": walked.parameters * prod(walked.shape[1:]),
        "macs": walked.multiplications,
    }


def _just_enough(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """The least padding under which a window starts at every stride-th place of the input, the odd zero behind."""
    from dlstudy.reference.convolution import walk

    total = 0
    while True:
        pair = (total // 2, total - total // 2)
        room = size + total >= dilation * (kernel - 1) + 1
        if room and walk((size,), (kernel,), stride=stride, padding=[pair], dilation=dilation).shape[1] >= len(
            range(0, size, stride)
        ):
            return pair
        total += 1


CALCULATOR = Calculator(
    name="conv",
    title=_("Convolution layer", "卷积层"),
    topic="conv-arithmetic",
    source="Dumoulin & Visin (2016), arXiv:1603.07285, relationships 6 and 14; nndl ch. 5",
    summary=_(
        "Output size, parameters, connections and multiply-adds of a convolution layer.",
        "卷积层的输出大小、参数个数、连接数与乘加次数。",
    ),
    params=(
        Int(n, "side", _("side of the square input", "正方形输入的边长"), low=1, high=65536, default=32,
            pick=(5, 7, 8, 12, 13, 28, 32)),
        Int(n, "size", _("input size per axis, e.g. 97x64, instead of the side", "各方向的输入大小，如 97x64，代替边长"),
            low=1, high=65536, axes=True),
        Int(Letter("D"), "dims", _("number of spatial dimensions, 1 to 3", "空间维数，1 至 3"), low=1, high=3, default=2),
        Int(k, "kernel", _("side of the kernel, or one per axis (5x3)", "卷积核边长，或各方向分别给出（5x3）"), low=1, high=4096,
            default=3, pick=(2, 3, 4, 5), axes=True),
        Int(s, "stride", _("stride, or one per axis", "步长，可各方向分别给出"), low=1, high=4096, default=1,
            pick=(1, 2, 3), axes=True),
        Int(p, "padding", _("zeros on each edge, or one number per axis, or same, or valid",
                            "每侧补零数，可各方向分别给出，或写 same、valid"),
            low=0, high=4096, default=0, pick=(0, 1, 2), axes=True, words=("same", "valid")),
        Int(d, "dilation", _("distance between the kernel's taps; 1 is an ordinary kernel", "空洞率（膨胀率），1 为普通卷积核"),
            low=1, high=4096, default=1, axes=True),
        Int(g, "groups", _("groups the channels are split into", "通道分成的组数"), low=1, high=65536, default=1),
        Int(C_in, "in_channels", _("channels of the input", "输入通道数"), low=1, high=65536, default=1, pick=(1, 3, 4, 8)),
        Int(C_out, "out_channels", _("kernels, that is channels of the output", "卷积核个数，即输出通道数"), low=1, high=65536,
            default=1, pick=(4, 6, 8, 16)),
        Flag(b, "bias", _("one bias per output map", "每张输出特征映射一个偏置"), default=True),
        Flag(Letter("t"), "transposed", _("a transposed convolution", "转置卷积"), default=False),
        Int(a, "output_padding", _("sizes added at the end of a transposed convolution's output",
                                   "转置卷积输出末端添加的大小"), low=0, high=4096, default=0),
        Choice(Letter("r"), "rounding", _("what becomes of a last, incomplete window", "最后不完整的窗口如何处理"), default="floor",
               options={"floor": _("left out", "舍去"), "ceil": _("kept, unless it starts in the padding (PyTorch's ceil_mode)",
                                                                  "保留，但起点在右侧填充里的除外（PyTorch 的 ceil_mode）")}),
    ),
    outputs=(
        Output(O, "output", _("output size", "输出特征映射大小"), "shape"),
        Output(N_p, "parameters", _("parameters", "参数个数"), "count"),
        Output(N_c, "connections", _("connections", "连接数"), "count"),
        Output(M, "macs", _("multiply-adds", "乘加次数"), "count"),
    ),
    rules=(
        Rule(_axes_agree, _("kernel, stride, padding and dilation need one number, or one for every axis",
                            "卷积核、步长、填充和空洞率各给一个数，或每个方向一个")),
        Rule(_fits, _("the kernel is larger than the padded input", "卷积核比填充后的输入还大")),
        Rule(_divides, _("the groups must divide both channel numbers", "组数必须同时整除输入和输出通道数")),
        Rule(lambda v: v.transposed or v.output_padding == 0,
             _("output padding belongs to transposed convolutions", "output_padding 只用于转置卷积")),
        Rule(lambda v: not v.transposed or (v.rounding == "floor" and v.padding != "same"),
             _("a transposed convolution has no rounding and no “same”", "转置卷积不取整，也没有 same 填充")),
    ),
    steps=steps,
    reference=reference,
    mistakes=(
        Mistake("padding-once", _("padding goes on both edges, so it counts twice", "填充加在两侧，要算两次"),
                _wrong_size("once"), lambda v: _forward(v) and v.padding != 0),
        Mistake("forgot-plus-one", _("the first place counts too: add 1", "第一个位置也要算：还要加 1"),
                _wrong_size("no-one"), _forward),
        Mistake("rounded-up", _("a window that does not fit is left out: round down", "放不下的窗口要舍去：应向下取整"),
                _wrong_size("up"), _forward),
        Mistake("ignored-dilation", _("dilation widens the kernel to d(k − 1) + 1", "空洞把卷积核撑开到 d(k − 1) + 1"),
                lambda v: {k_eff: lambda *axis: on(k, v, "kernel", *axis or (0,))}, lambda v: v.dilation != 1),
        Mistake("forgot-bias", _("every output map has a bias too", "每张输出特征映射还有一个偏置"), {N_b: 0}, lambda v: v.bias),
        Mistake("one-bias", _("there is one bias per output map, not one in all", "每张输出特征映射各有一个偏置，不是总共一个"),
                {N_b: 1}, lambda v: v.bias),
        Mistake("ignored-in-channels", _("a kernel reaches through all input channels it sees", "卷积核贯穿它看到的全部输入通道"),
                lambda v: {w: product(k, v, "kernel")}, lambda v: v.in_channels != v.groups),
        Mistake("ignored-groups", _("with groups, a kernel sees only its group's channels", "分组卷积的卷积核只看到本组的通道"),
                lambda v: {w: product(k, v, "kernel") * C_in}, lambda v: v.groups != 1),
        Mistake("output-keeps-channels", _("the output has as many channels as there are kernels", "输出通道数等于卷积核个数"),
                {O: lambda: Op("shape", (o, o, C_in))}, lambda v: v.dims == 2 and axes(v) == (0,) and v.in_channels != v.out_channels),
        Mistake("connections-once", _("the parameters act at every position: multiply by the output map",
                                      "参数在每个位置都要用一次：应乘以输出特征映射的位置数"), {N_c: N_p}),
        Mistake("bias-in-macs", _("a bias is added, not multiplied", "偏置只相加，不相乘"), {M: N_c},
                lambda v: v.bias and not v.transposed),
    ),
    examples=(
        Example({"side": 97, "kernel": 9, "stride": 2, "in_channels": 3, "out_channels": 15},
                {"output": (45, 45, 15), "parameters": 3660, "connections": 7411500}, "the 2020-cohort paper, question 1"),
        Example({"side": 5, "kernel": 3, "stride": 2, "padding": 1}, {"output": (3, 3, 1)}, "Dumoulin & Visin, figure 2.6"),
        Example({"side": 6, "kernel": 3, "stride": 2, "padding": 1}, {"output": (3, 3, 1)}, "Dumoulin & Visin, figure 2.7"),
        Example({"side": 7, "kernel": 3, "dilation": 2}, {"output": (3, 3, 1)}, "Dumoulin & Visin, figure 5.1"),
        Example({"side": 3, "kernel": 3, "stride": 2, "padding": 1, "transposed": True, "output_padding": 1},
                {"output": (6, 6, 1)}, "Dumoulin & Visin, figure 4.7"),
        Example({"side": 32, "kernel": 5, "in_channels": 1, "out_channels": 6},
                {"output": (28, 28, 6), "parameters": 156, "connections": 122304}, "LeCun et al. (1998), layer C1"),
        Example({"side": 224, "kernel": 7, "stride": 2, "padding": "same", "in_channels": 3, "out_channels": 64,
                 "bias": False}, {"output": (112, 112, 64), "parameters": 9408, "macs": 118013952},
                "He et al. (2016), conv1 of ResNet"),
    ),
    usage=(
        "--side 97 --kernel 9 --stride 2 --in-channels 3 --out-channels 15",
        "--side n --kernel 3 --stride 2 --padding 1",
        "--side 97 --kernel 9 --want output=97 --solve padding",
    ),
)  # fmt: skip
