"""The wrong turns people take with a convolution layer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.convolution_lines import (
    C_in,
    N_b,
    N_c,
    N_p,
    a,
    axes,
    k,
    k_eff,
    n,
    o,
    on,
    ops,
    p,
    product,
    s,
    size_out,
    w,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, Node, Op, ceil, floor


def wrong_size(change: str) -> Any:
    """Swaps the output's size on every axis for a wrong one."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        def line(axis: int = 0) -> Node:
            size, stride, pad = on(n, given, "size", axis), on(s, given, "stride", axis), on(p, given, "padding", axis)
            effective = on(k, given, "kernel", axis) if given.dilation == 1 else k_eff[axis] if axis else k_eff
            in_all = given.padding_counts == "total"
            room = size + (pad if in_all != (change == "padding") else 2 * pad) - effective
            if change == "up":
                return ceil(room / stride) + 1
            return floor(room / stride) if change == "no-one" else floor(room / stride) + 1

        return {o: line}

    return swap


def wrong_transposed(change: str) -> Any:
    """Swaps the output's size of a transposed convolution on every axis for a wrong one."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        def line(axis: int = 0) -> Node:
            size, stride = on(n, given, "size", axis), on(s, given, "stride", axis)
            pad = 0 if given.padding == "valid" else on(p, given, "padding", axis)
            both = pad if given.padding_counts == "total" else 2 * pad
            effective = on(k, given, "kernel", axis) if given.dilation == 1 else k_eff[axis] if axis else k_eff
            if change == "forward":
                return floor((size + both - effective) / stride) + 1
            found = stride * (size - 1) + both + effective if change == "widened" else stride * size - both + effective
            return found + a if given.output_padding != 0 else found

        return {o: line}

    return swap


def plain_forward(given: SimpleNamespace) -> bool:
    return not given.transposed and not isinstance(given.padding, str) and given.rounding == "floor"


MISTAKES = (
    Mistake(
        "padding-once",
        _(
            "padding goes on each edge, so it counts twice (d2l's number is that of both edges together)",
            "填充加在两侧，要算两次（d2l 的填充数才是两侧合计）",
        ),
        wrong_size("padding"),
        lambda v: plain_forward(v) and v.padding != 0 and v.padding_counts == "edge",
    ),
    Mistake(
        "padding-twice",
        _(
            "this padding is that of both edges together (d2l): do not double it",
            "这里的填充是两侧合计（d2l），不要再乘 2",
        ),
        wrong_size("padding"),
        lambda v: plain_forward(v) and v.padding != 0 and v.padding_counts == "total",
    ),
    Mistake(
        "same-keeps-size",
        _(
            "“same” keeps the size with stride 1 only; else it is divided by the stride",
            "等宽（same）只在步长为 1 时保持大小，否则还要除以步长",
        ),
        lambda v: {o: lambda axis=0: on(n, v, "size", axis)},
        lambda v: v.padding == "same" and v.stride != 1,
    ),
    Mistake(
        "forward-formula",
        _(
            "a transposed convolution runs the size formula backwards: s(n − 1) + k − 2p",
            "转置卷积的大小公式是反过来的：s(n − 1) + k − 2p",
        ),
        wrong_transposed("forward"),
        lambda v: v.transposed and v.padding != "same",
    ),
    Mistake(
        "padding-widens",
        _("padding of a transposed convolution is cut off the output", "转置卷积的填充要从输出中裁去，而不是加上"),
        wrong_transposed("widened"),
        lambda v: v.transposed and v.padding not in (0, "valid"),
    ),
    Mistake(
        "stride-times-size",
        _("n inputs have n − 1 gaps: s(n − 1), not s·n", "n 个输入之间只有 n − 1 个间隔：s(n − 1)，不是 s·n"),
        wrong_transposed("spread"),
        lambda v: v.transposed,
    ),
    Mistake(
        "forgot-plus-one",
        _("the first position counts too: add 1", "第一个位置也要算：还要加 1"),
        wrong_size("no-one"),
        plain_forward,
    ),
    Mistake(
        "rounded-up",
        _("a window that does not fit is left out: round down", "放不下的窗口要舍去：应向下取整"),
        wrong_size("up"),
        plain_forward,
    ),
    Mistake(
        "window-in-padding",
        _(
            "a window that would start in the padding at the end is left out (PyTorch's ceil_mode)",
            "起点落在末端填充里的窗口要舍去（PyTorch 的 ceil_mode）",
        ),
        wrong_size("up"),
        lambda v: v.rounding == "ceil" and v.padding not in (0, "valid", "same"),
    ),
    Mistake(
        "ignored-dilation",
        _("dilation widens the kernel to d(k − 1) + 1", "空洞把卷积核撑开到 d(k − 1) + 1"),
        lambda v: {k_eff: lambda *axis: on(k, v, "kernel", *axis or (0,))},
        lambda v: v.dilation != 1,
    ),
    Mistake(
        "forgot-bias",
        _("every output map has a bias too", "每张输出特征映射还有一个偏置"),
        {N_b: 0},
        lambda v: v.bias,
    ),
    Mistake(
        "one-bias",
        _("there is one bias per output map, not one in all", "每张输出特征映射各有一个偏置，不是总共一个"),
        {N_b: 1},
        lambda v: v.bias,
    ),
    Mistake(
        "ignored-in-channels",
        _("a kernel reaches through all input channels it sees", "卷积核贯穿它看到的全部输入通道"),
        lambda v: {w: product(k, v, "kernel")},
        lambda v: v.in_channels != v.groups,
    ),
    Mistake(
        "ignored-groups",
        _("with groups, a kernel sees only its group's channels", "分组卷积的卷积核只看到本组的通道"),
        lambda v: {w: product(k, v, "kernel") * C_in},
        lambda v: v.groups != 1,
    ),
    Mistake(
        "output-keeps-channels",
        _("the output has as many channels as there are kernels", "输出通道数等于卷积核个数"),
        {size_out: lambda: Op("shape", (o, o, C_in))},
        lambda v: v.dims == 2 and axes(v) == (0,) and v.in_channels != v.out_channels,
    ),
    Mistake(
        "connections-once",
        _(
            "the parameters act at every position: multiply by the output map",
            "参数在每个位置都要用一次：应乘以输出特征映射的位置数",
        ),
        {N_c: N_p},
    ),
    Mistake(
        "bias-in-macs",
        _("with the additions of the biases (nndl's companion notebooks)", "计入加偏置的运算（nndl 配套教程）"),
        {ops: "with-biases"},
        lambda v: v.bias and v.operations == "multiply-adds",
        convention=True,
    ),
    Mistake(
        "flops-for-macs",
        _("with multiplications and additions counted apart: 2 per multiply-add (PyTorch's FlopCounterMode)",
          "乘法与加法分别计数：一次乘加算 2 次（PyTorch 的 FlopCounterMode）"),
        {ops: "flops"},
        lambda v: v.operations == "multiply-adds",
        convention=True,
    ),
    Mistake(
        "macs-for-flops",
        _("with a multiplication and its addition counted as one", "一次乘法连同加法只算一次（乘加）"),
        {ops: "multiply-adds"},
        lambda v: v.operations != "multiply-adds" and (v.bias or v.operations == "flops"),
        convention=True,
    ),
)  # fmt: skip
