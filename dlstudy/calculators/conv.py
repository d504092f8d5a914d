"""Convolution layers: output size, parameters, connections, multiply-adds."""

from __future__ import annotations

from dlstudy.calculators.convolution_lines import (
    C_in,
    C_out,
    M,
    N_b,
    N_c,
    N_f,
    N_p,
    N_w,
    P_end,
    P_start,
    V,
    a,
    b,
    counts,
    d,
    dense,
    g,
    k,
    k_eff,
    n,
    ops,
    p,
    reference,
    s,
    size_out,
    steps,
)
from dlstudy.calculators.convolution_mistakes import MISTAKES
from dlstudy.calculators.convolution_rules import RULES, derive
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Output
from dlstudy.symbolic.params import Choice, Flag, Int
from dlstudy.symbolic.tree import Letter

CALCULATOR = Calculator(
    name="conv",
    title=_("Convolution layer", "卷积层"),
    topic="conv-arithmetic",
    source="Dumoulin & Visin (2016), arXiv:1603.07285, relationships 6 and 14; nndl ch. 5",
    summary=_(
        "Output size, parameters, connections and multiply-adds of a convolution layer, plain or transposed; how far "
        "neighbouring windows overlap; against a fully connected layer.",
        "卷积层（含转置卷积）的输出大小、参数个数、连接数与乘加次数；相邻窗口的重叠；与全连接层比较。",
    ),
    params=(
        Int(
            n,
            "side",
            _("side of the square input", "正方形输入的边长"),
            low=1,
            high=16384,
            default=32,
            pick=(5, 7, 8, 12, 13, 28, 32),
        ),
        Int(
            n,
            "size",
            _("input size per axis, e.g. 97x64, instead of the side", "各方向的输入大小，如 97x64，代替边长"),
            low=1,
            high=16384,
            axes=True,
        ),
        Int(
            Letter("D"),
            "dims",
            _("number of spatial dimensions, 1 to 3", "空间维数，1 至 3"),
            low=1,
            high=3,
            letters=False,
            default=2,
        ),
        Int(
            k,
            "kernel",
            _("side of the kernel, or one per axis (5x3)", "卷积核边长，或各方向分别给出（5x3）"),
            low=1,
            high=4096,
            default=3,
            pick=(2, 3, 4, 5),
            axes=True,
        ),
        Int(
            s,
            "stride",
            _("stride, or one per axis", "步长，可各方向分别给出"),
            low=1,
            high=4096,
            default=1,
            pick=(1, 2, 3),
            axes=True,
        ),
        Int(
            p,
            "padding",
            _(
                "zeros on each edge, or one number per axis, or same, or valid",
                "每侧补零数，可各方向分别给出，或写 same、valid",
            ),
            low=0,
            high=4096,
            default=0,
            pick=(0, 1, 2),
            axes=True,
            words=("same", "valid"),
        ),
        Choice(
            counts,
            "padding_counts",
            _("what the padding number counts", "填充数怎样计"),
            default="edge",
            options={
                "edge": _("the zeros on each edge (nndl, PyTorch)", "每侧补零数（nndl、PyTorch）"),
                "total": _("those on both edges together (d2l)", "两侧合计补零数（d2l）"),
            },
        ),
        Int(
            d,
            "dilation",
            _("distance between the kernel's taps; 1 is an ordinary kernel", "空洞率（膨胀率），1 为普通卷积核"),
            low=1,
            high=4096,
            default=1,
            axes=True,
        ),
        Int(g, "groups", _("groups the channels are split into", "通道分成的组数"), low=1, high=16384, default=1),
        Int(
            C_in,
            "in_channels",
            _("channels of the input", "输入通道数"),
            low=1,
            high=16384,
            default=1,
            pick=(1, 3, 4, 8),
        ),
        Int(
            C_out,
            "out_channels",
            _("kernels, that is channels of the output", "卷积核个数，即输出通道数"),
            low=1,
            high=16384,
            default=1,
            pick=(4, 6, 8, 16),
        ),
        Flag(b, "bias", _("one bias per output map", "每张输出特征映射一个偏置"), default=True),
        Flag(Letter("t"), "transposed", _("a transposed convolution", "转置卷积"), default=False),
        Int(
            a,
            "output_padding",
            _("sizes added at the end of a transposed convolution's output", "转置卷积输出末端添加的大小"),
            low=0,
            high=4096,
            default=0,
        ),
        Choice(
            Letter("r"),
            "rounding",
            _("what becomes of a last, incomplete window", "最后不完整的窗口如何处理"),
            default="floor",
            options={
                "floor": _("left out", "舍去"),
                "ceil": _(
                    "kept, unless it starts in the padding (PyTorch's ceil_mode)",
                    "保留，但起点在右侧填充里的除外（PyTorch 的 ceil_mode）",
                ),
            },
        ),
        Choice(
            ops,
            "operations",
            _("what is counted as an operation", "运算次数如何计"),
            default="multiply-adds",
            options={
                "multiply-adds": _("multiply-adds (MACs) of the weights", "权重的乘加次数（MAC）"),
                "with-biases": _(
                    "those, and adding the biases (nndl's companion)", "乘加次数，另加偏置的加法（nndl 配套教程）"
                ),
                "flops": _(
                    "multiplications and additions apart, 2 per multiply-add (PyTorch's FlopCounterMode)",
                    "乘法与加法分别计，一次乘加算 2 次（PyTorch 的 FlopCounterMode）",
                ),
            },
        ),
        Flag(
            dense,
            "against_dense",
            _("compare with a fully connected layer between the same sizes", "与同样大小的全连接层比较"),
            default=False,
        ),
    ),
    outputs=(
        Output(size_out, "output", _("output size", "输出特征映射大小"), "shape"),
        Output(N_w, "weights", _("weights", "权重个数"), "count"),
        Output(N_b, "biases", _("biases", "偏置个数"), "count"),
        Output(N_p, "parameters", _("parameters", "参数个数"), "count"),
        Output(N_c, "connections", _("connections", "连接数"), "count"),
        Output(M, "macs", _("multiply-adds (or as --operations counts)", "乘加次数（或按 --operations 计）"), "count"),
        Output(k_eff, "effective_kernel", _("side of the dilated kernel", "空洞卷积核的有效边长"), "count"),
        Output(P_start, "padding_before", _("zeros before (same)", "前端补零数（same）"), "count"),
        Output(P_end, "padding_after", _("zeros behind (same)", "末端补零数（same）"), "count"),
        Output(V, "overlap", _("overlap of neighbouring windows", "相邻窗口的重叠"), "count"),
        Output(N_f, "dense_parameters", _("parameters of a fully connected layer", "换成全连接层的参数个数"), "count"),
    ),
    rules=RULES,
    steps=steps,
    reference=reference,
    derive=derive,
    mistakes=MISTAKES,
    examples=(
        Example(
            {"side": 97, "kernel": 9, "stride": 2, "in_channels": 3, "out_channels": 15},
            {"output": (45, 45, 15), "parameters": 3660, "connections": 7411500},
            "the 2020-cohort paper, question 1",
        ),
        Example(
            {"side": 5, "kernel": 3, "stride": 2, "padding": 1}, {"output": (3, 3, 1)}, "Dumoulin & Visin, figure 2.6"
        ),
        Example(
            {"side": 6, "kernel": 3, "stride": 2, "padding": 1}, {"output": (3, 3, 1)}, "Dumoulin & Visin, figure 2.7"
        ),
        Example({"side": 7, "kernel": 3, "dilation": 2}, {"output": (3, 3, 1)}, "Dumoulin & Visin, figure 5.1"),
        Example(
            {"side": 3, "kernel": 3, "stride": 2, "padding": 1, "transposed": True, "output_padding": 1},
            {"output": (6, 6, 1)},
            "Dumoulin & Visin, figure 4.7",
        ),
        Example(
            {"side": 8, "kernel": 3, "padding": 2, "padding_counts": "total"},
            {"output": (8, 8, 1)},
            "d2l, “Padding and Stride”: 2 rows and columns of padding in all keep an 8 × 8 input's size",
        ),
        Example(
            {"side": 32, "kernel": 5, "in_channels": 1, "out_channels": 6},
            {"output": (28, 28, 6), "parameters": 156, "connections": 122304},
            "LeCun et al. (1998), layer C1",
        ),
        Example(
            {"side": 27, "kernel": 5, "padding": 2, "groups": 2, "in_channels": 96, "out_channels": 256},
            {"output": (27, 27, 256), "parameters": 307456},
            "Krizhevsky et al. (2012), the second layer, on two GPUs",
        ),
        Example(
            {
                "side": 224,
                "kernel": 7,
                "stride": 2,
                "padding": "same",
                "in_channels": 3,
                "out_channels": 64,
                "bias": False,
            },
            {"output": (112, 112, 64), "parameters": 9408, "macs": 118013952},
            "He et al. (2016), conv1 of ResNet",
        ),
        Example(
            {"side": 6, "kernel": 3, "stride": 2, "padding": "same"},
            {"output": (3, 3, 1), "padding_before": 0, "padding_after": 1},
            "TensorFlow's SAME: an odd zero stands at the end (vtjeng/MIPVerify.jl, pull request 23)",
        ),
    ),
    usage=(
        "--side 97 --kernel 9 --stride 2 --in-channels 3 --out-channels 15",
        "--side n --kernel 3 --stride 2 --padding 1",
        "--side 97 --kernel 9 --want output=97 --solve padding",
        "--side 32 --kernel 5 --in-channels 3 --out-channels 6 --against-dense",
    ),
)
