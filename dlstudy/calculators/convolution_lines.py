"""The lines a convolution layer is worked out by, and its walk through a real layer."""

from __future__ import annotations

from collections.abc import Generator
from math import prod
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, Num, Op, ceil, floor, function, letters

n, k, s, p, d, g, a, b = letters("n k s p d g a b")
counts, dense, ops = letters("counts dense ops")
C_in, C_out, k_eff, o, size_out, w, N_w, N_b, N_p, m, N_c, M, P, P_start, P_end, V, N_f = letters(
    "C_in C_out k_eff o O w N_w N_b N_p m N_c M P P_start P_end V N_f"
)
AXES = (_("width", "宽度"), _("height", "高度"), _("depth", "深度"))


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
    if (name == "output" and axes(given) != (0,)) or isinstance(value, tuple):
        result: Node = letter[1]
        for axis in range(2, given.dims + 1):
            result = result * letter[axis]
        return result
    return letter if given.dims == 1 else letter ** Num(given.dims)


def steps(given: SimpleNamespace) -> Generator[Step, Any, None]:
    outs = []
    for axis in axes(given):
        outs.append(o[axis] if axis else o)
        yield from _along(given, axis)
    sides = tuple(outs) if len(outs) > 1 else tuple(outs) * given.dims
    yield Step(size_out, Op("shape", (*sides, C_out)), _("one output map per kernel", "每个卷积核给出一张特征映射"))
    fan_in = C_in / g if given.groups != 1 else C_in
    yield Step(
        w,
        product(k, given, "kernel") * fan_in,
        _("weights of one kernel, over the channels it sees", "一个卷积核的权重数，含它看到的全部通道"),
    )
    yield Step(N_w, w * C_out, _("weights of all kernels", "全部卷积核的权重数"))
    if given.bias:
        yield Step(N_b, C_out, _("one bias per output map", "每张输出特征映射一个偏置"))
    yield Step(N_p, N_w + N_b if given.bias else N_w, _("parameters to be learnt", "可学习的参数个数"))
    yield Step(m, product(o, given, "output"), _("positions of an output map", "一张输出特征映射的位置数"))
    yield from _uses(given)
    if not given.transposed:
        yield from _overlaps(given)
    if given.against_dense:
        inputs = product(n, given, "size") * C_in
        yield Step(N_f, (inputs + 1 if given.bias else inputs) * m * C_out, DENSE)


DENSE = _(
    "a fully connected layer between the same sizes: a weight for every pair, a bias for every output",
    "同样大小的输入、输出之间若用全连接层：每对输入输出一个权重，每个输出一个偏置",
)


def _uses(given: SimpleNamespace) -> Generator[Step, Any, None]:
    """How often the parameters are used: connections, and operations as they are to be counted."""
    places = product(n, given, "size") if given.transposed else m
    added = N_b * m if given.bias else None
    if given.transposed:
        why = _("connections: every weight at every input place, every bias at every output place",
                "连接数：每个权重在每个输入位置各用一次，每个偏置在每个输出位置各用一次")  # fmt: skip
        yield Step(N_c, N_w * places if added is None else N_w * places + added, why)
    else:
        why = _(
            "connections: the parameters, shared, act once at every position", "连接数：共享的参数在每个位置各用一次"
        )
        yield Step(N_c, N_p * m, why)
    made = N_w * places
    if given.operations == "flops":
        made = 2 * made
    elif given.operations == "with-biases" and added is not None:
        made = made + added
    yield Step(M, made, OPERATIONS[given.operations])


OPERATIONS = {
    "multiply-adds": _("multiply-adds: every weight once at every position, no bias",
                       "乘加次数：每个位置上每个权重一次，不计偏置"),
    "with-biases": _("operations: every weight once at every position, and every bias added once",
                     "运算次数：每个位置上每个权重一次，另加偏置一次"),
    "flops": _("operations: a multiplication and an addition for every weight at every position",
               "运算次数：每个位置上每个权重一次乘法、一次加法"),
}  # fmt: skip
OVERLAP = _(
    "what neighbouring windows share: they overlap, tile (0) or leave a gap (below 0)",
    "相邻窗口的重叠：正为重叠，0 为恰好相接，负为空隙",
)


def _overlaps(given: SimpleNamespace) -> Generator[Step, Any, None]:
    """How far neighbouring windows overlap: once where kernel, stride and dilation are alike on all axes."""
    differs = any(isinstance(v, tuple) for v in (given.kernel, given.stride, given.dilation))
    for axis in axes(given) if differs else (0,):
        known = axis or axes(given)[0]
        dilated = k_eff[known] if known else k_eff
        effective = on(k, given, "kernel", axis) if given.dilation == 1 else dilated
        yield Step(V[axis] if axis else V, effective - on(s, given, "stride", axis), OVERLAP)


def _along(given: SimpleNamespace, axis: int) -> Generator[Step, Any, None]:
    """The lines that lead to the output's size along one axis."""
    group = _("along the {axis}", "沿{axis}方向")(axis=AXES[given.dims - axis]) if axis else None
    out, effective = (o[axis], k_eff[axis]) if axis else (o, k_eff)
    if given.dilation == 1:
        effective = on(k, given, "kernel", axis)
    else:
        dilated = on(d, given, "dilation", axis) * (on(k, given, "kernel", axis) - 1) + 1
        yield Step(effective, dilated, _("dilation spreads the kernel", "空洞把卷积核撑开"), group)
    if given.padding == "same":
        yield from _same(given, axis, effective, group)
        return
    pad: Node = Num(0) if given.padding == "valid" else on(p, given, "padding", axis)
    yield Step(out, _size(given, axis, effective, pad), _places(given), group)


def _same(given: SimpleNamespace, axis: int, effective: Node, group: Any) -> Generator[Step, Any, None]:
    """The size that “same” asks for, and the padding it takes: TensorFlow's, more of it at the end."""
    out, total, before, after = (letter[axis] if axis else letter for letter in (o, P, P_start, P_end))
    size, stride = on(n, given, "size", axis), on(s, given, "stride", axis)
    kept = _("“same” keeps the input's size, divided by the stride", "等宽（same）：输出与输入同大，再除以步长")
    yield Step(out, ceil(size / stride), kept, group)
    needed = _("zeros needed on both edges together", "两侧合计要补的零")
    yield Step(total, function("max", (out - 1) * stride + effective - size, 0), needed, group)
    yield Step(before, floor(total / 2), _("half of them before", "一半补在前端"), group)
    yield Step(
        after, total - before, _("the rest behind: an odd one stands there", "其余补在末端，奇数时末端多一个"), group
    )


def _places(given: SimpleNamespace) -> Any:
    if given.transposed:
        return _(
            "the stride spreads the input, the kernel widens it, padding is cut off",
            "步长把输入撑开，卷积核再展宽，填充则要裁去",
        )
    if given.rounding == "ceil":
        return _(
            "positions of the kernel, a last one that starts in the padding left out",
            "卷积核可放的位置数，起点落在右侧填充里的不算",
        )
    return _("positions of the kernel", "卷积核可放的位置数")


def _size(given: SimpleNamespace, axis: int, effective: Node, pad: Node) -> Node:
    size, stride = on(n, given, "size", axis), on(s, given, "stride", axis)
    both = pad if given.padding_counts == "total" else 2 * pad
    if given.transposed:
        widened = stride * (size - 1) - both + effective
        return widened + a if given.output_padding != 0 else widened
    if given.rounding == "ceil":
        return function("min", ceil((size + both - effective) / stride) + 1, ceil((size + pad) / stride))
    return floor((size + both - effective) / stride) + 1


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Walks the layer: stands the kernel on the input until it no longer fits, and counts what it touches."""
    from dlstudy.reference.convolution import walk, walk_transposed

    def each(value: Any) -> tuple[int, ...]:
        return value if isinstance(value, tuple) else (value,) * given.dims

    layer = {"c_in": given.in_channels, "c_out": given.out_channels, "bias": given.bias, "groups": given.groups,
             "stride": each(given.stride), "dilation": each(given.dilation)}  # fmt: skip
    spatial, kernel = each(given.side if given.size is None else given.size), each(given.kernel)
    axes_of_layer = zip(spatial, kernel, layer["stride"], layer["dilation"], strict=True)
    if given.padding == "same":
        layer["padding"] = [_just_enough(*axis) for axis in axes_of_layer]
    else:
        pads = each(0 if given.padding == "valid" else given.padding)
        layer["padding"] = [(p - p // 2, p // 2) if given.padding_counts == "total" else (p, p) for p in pads]
    if given.transposed:
        walked = walk_transposed(spatial, kernel, output_padding=given.output_padding, **layer)
    else:
        walked = walk(spatial, kernel, rounding=given.rounding, **layer)
    biases = given.out_channels if given.bias else 0
    made = {
        "multiply-adds": walked.multiplications, "with-biases": walked.connections, "flops": 2 * walked.multiplications
    }  # fmt: skip
    found = {
        "output": (*walked.shape[1:], walked.shape[0]), "parameters": walked.parameters, "biases": biases,
        "weights": walked.parameters - biases, "connections": walked.connections, "macs": made[given.operations],
        "overlap": _shared(kernel[0], layer["stride"][0], layer["dilation"][0]),
        "effective_kernel": _taps(kernel[0], layer["dilation"][0])[-1] + 1,
    }  # fmt: skip
    if given.padding == "same":
        found["padding_before"], found["padding_after"] = layer["padding"][0]
    if given.against_dense:
        found["dense_parameters"] = (prod(spatial) * given.in_channels + bool(given.bias)) * prod(walked.shape)
    return found


def _shared(kernel: int, stride: int, dilation: int) -> int:
    """How many places two neighbouring windows, laid out from end to end, both cover; below 0, lie between them."""
    reach = _taps(kernel, dilation)
    first = range(reach[0], reach[-1] + 1)
    second = range(first.start + stride, first.stop + stride)
    return len(set(first) & set(second)) or first.stop - second.start


def _taps(kernel: int, dilation: int) -> list[int]:
    """Where the taps of a kernel lie, the first at 0."""
    return [tap * dilation for tap in range(kernel)]


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
