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
C_in, C_out, k_eff, o, size_out, w, N_w, N_b, N_p, m, N_c, M, P = letters(
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
    yield Step(
        N_c,
        N_p * m,
        _("connections: the parameters, shared, act once at every position", "连接数：共享的参数在每个位置各用一次"),
    )
    read = product(n, given, "size") if given.transposed else m
    why = (
        _("every input value is multiplied by the weights it meets", "每个输入值乘以它遇到的权重")
        if given.transposed
        else _(
            "multiply-adds: every weight once at every position, no bias", "乘加次数：每个位置上每个权重一次，不计偏置"
        )
    )
    yield Step(M, N_w * read, why)


def _along(given: SimpleNamespace, axis: int) -> Generator[Step, Any, None]:
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
        yield Step(
            out,
            ceil(size / stride),
            _("“same” keeps the input's size, divided by the stride", "等宽（same）：输出与输入同大，再除以步长"),
            group,
        )
        yield Step(
            padding,
            function("max", (out - 1) * stride + effective - size, 0),
            _("zeros needed on both edges together", "两侧合计要补的零"),
            group,
        )
        return
    pad: Node = Num(0) if given.padding == "valid" else on(p, given, "padding", axis)
    yield Step(out, _size(given, axis, effective, pad), _places(given), group)


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
    if given.transposed:
        return stride * (size - 1) - 2 * pad + effective + a
    if given.rounding == "ceil":
        return function("min", ceil((size + 2 * pad - effective) / stride) + 1, ceil((size + pad) / stride))
    return floor((size + 2 * pad - effective) / stride) + 1


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
        padding = [
            _just_enough(*axis) for axis in zip(spatial, kernel, layer["stride"], layer["dilation"], strict=True)
        ]
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
