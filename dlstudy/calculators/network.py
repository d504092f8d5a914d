"""Networks layer by layer: the classic ones by name, or one's own in a short text."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dlstudy.calculators.network_lines import B, C, F, I, M, N, O, P, R, T, W, b, e, k_c, net, q, steps, u, v
from dlstudy.calculators.network_mistakes import MISTAKES
from dlstudy.calculators.network_table import reference
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.networks import count, for_classes, presets, read_network
from dlstudy.symbolic.calculator import Calculator, Example, Output
from dlstudy.symbolic.params import Choice, Int, Written, refuse
from dlstudy.symbolic.tree import Node

FILES, MAX_BYTES = (".txt", ".toml"), 200_000
DEFAULT = read_network("lenet5")


@dataclass(frozen=True, slots=True)
class NetworkText(Written):
    """A network by its name, typed out, or named as a file."""

    reader: Callable[[str], Any] = read_network

    @property
    def words(self) -> tuple[str, ...]:
        """The networks that come along."""
        return presets()

    def read(self, raw: object, files: bool = False) -> Any:
        text = str(raw).strip()
        path = Path(text.removeprefix("@"))
        if not (text.startswith("@") or (path.suffix.lower() in FILES and not set(text) & set("\n;{"))):
            return Written.read(self, raw, files)
        if not files:
            raise refuse(self.name, raw, _("files are not opened here", "这里不能打开文件"))
        try:
            large = path.stat().st_size > MAX_BYTES
        except (OSError, ValueError):
            raise refuse(self.name, raw, _("there is no such file", "没有这个文件")) from None
        if large:
            raise refuse(self.name, raw, _("this file is too large", "文件太大"))
        return Written.read(self, f"@{path}", files)


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """The network with the input and the number of classes that were asked for; one that does not fit is refused."""
    network, size, classes = values["network"], values["input"], values["classes"]
    if any(isinstance(values[name], Node) for name in ("input", "classes", "bytes")):
        raise LearnerError(_("input, classes and bytes have to be numbers here", "输入、类别数和字节数在这里必须是数"))
    if classes is not None:
        network = for_classes(network, classes)
    if size is not None:
        network = replace(network, input=_input(size, network.input[2]))
    count(network)
    return values | {"network": network}


def _input(size: int | tuple[int, ...], channels: int) -> tuple[int, int, int]:
    """Height, width, channels: a number alone is the side, and channels that are not given stay as they are."""
    sizes = (size, size) if isinstance(size, int) else size
    if len(sizes) not in (2, 3):
        why = _("input is a side (96), height x width (96x128), or height x width x channels (96x96x1)",
                "input 写作边长（96）、高x宽（96x128）或 高x宽x通道数（96x96x1）")  # fmt: skip
        raise LearnerError(why)
    return sizes[0], sizes[1], sizes[2] if len(sizes) > 2 else channels


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A small network for pen and paper: two convolutions, two poolings, one or two fully connected layers."""
    if values["network"] is not DEFAULT:
        return values
    size, channels = rng.choice((28, 32, 36)), rng.choice((1, 3))
    first, second = rng.choice((4, 6, 8)), rng.choice((10, 16))
    pad = rng.choice(("", " p2"))
    norm, bias = ("; bn", " nobias") if rng.random() < 0.3 else ("", "")
    pool = rng.choice(("maxpool", "avgpool"))
    hidden = f"; fc {rng.choice((32, 64, 100))}; relu" if rng.random() < 0.5 else ""
    text = (
        f"input {size}x{size}x{channels}; conv 5 {first}{pad}{bias}{norm}; relu; {pool} 2; "
        f"conv {rng.choice((3, 5))} {second}; relu; {pool} 2{hidden}; fc 10"
    )
    return values | {"network": read_network(text)}


OURS = ("input 32x32x16; add { conv 3 16 p1 nobias; bn; relu; conv 3 16 p1 nobias; bn | }; relu; "
        "concat { conv 1 8 | conv 3 8 p1 | maxpool 3 s1 p1 }; gap; fc 10")  # fmt: skip
TORCHVISION = "torchvision, the weights' metadata: num_params"
OPERATIONS = "torchvision, the weights' metadata: _ops, in 10⁹ to three places"
FIELD = "Araujo, Norris & Sim (2019), Distill, “Computing receptive fields”, pre-computed table"


def _published(name: str, parameters: int, operations: float) -> tuple[Example, ...]:
    """The examples that torchvision's metadata are for."""
    return (
        Example({"network": name}, {"parameters": parameters}, TORCHVISION),
        Example({"network": name}, {"macs": round(operations * 10**9)}, OPERATIONS, within=1e-3),
    )


CALCULATOR = Calculator(
    name="network",
    title=_("Network, layer by layer", "卷积神经网络逐层分析"),
    topic="classic-cnns",
    source="LeCun et al. (1998); Krizhevsky et al. (2012); Simonyan & Zisserman (2015); Szegedy et al. (2015); He et al. (2016)",
    summary=_(
        "The table of a network's layers (shape, parameters, connections, multiply-adds, receptive field, memory): of LeNet-5, "
        "AlexNet, VGG, NiN, GoogLeNet, ResNet, or of one of your own, written layer by layer: conv KERNEL MAPS, with s2 "
        "(stride), p1 (padding), d2 (dilation), g2 (groups), same, nobias; maxpool, avgpool or subsample KERNEL, with s, p, "
        "ceil; fc UNITS; gap, gmp, flatten, bn, lrn, relu, sigmoid, tanh, softmax, dropout; add { … | … } and "
        "concat { … | … } for branches, an empty one being the input itself; repeat 3 { … }; define unit n { conv 3 n; relu }.",
        "逐层列出网络的输出形状、参数、连接、乘加次数、感受野与内存：LeNet-5、AlexNet、VGG、NiN、GoogLeNet、ResNet，或自己写的网络。"
        "写法：conv 核 通道数，可加 s2（步长）、p1（填充）、d2（空洞率）、g2（组数）、same、nobias（无偏置）；"
        "maxpool、avgpool 或 subsample 窗口，可加 s、p、ceil；fc 单元数；gap、gmp（全局汇聚）、flatten、bn、lrn、relu、sigmoid、"
        "tanh、softmax、dropout；分支写 add { … | … } 或 concat { … | … }，空分支即输入本身；repeat 3 { … }；"
        "define unit n { conv 3 n; relu }。",
    ),
    positional="network",
    params=(
        NetworkText(net, "network", _(
            "a name ({names}), layers (input 32x32x1; conv 5 6; maxpool 2; fc 10), or a file of layers or TOML",
            "名称（{names}）、逐层写出（input 32x32x1; conv 5 6; maxpool 2; fc 10），或写有各层的文本、TOML 文件",
        )(names=", ".join(presets())), default=DEFAULT),
        Int(I, "input", _("another input: its side (96), height x width, or height x width x channels (96x96x1)",
                            "改用其他输入：边长（96）、高x宽，或 高x宽x通道数（96x96x1）"), low=1, high=8192, axes=True),
        Int(k_c, "classes", _("another number of classes", "改用其他类别数"), low=1, high=32_768,
            raises=("weights", "biases", "parameters", "connections", "macs", "memory", "parameter_memory")),
        Choice(v, "stride_in", _("where a bottleneck has its stride", "瓶颈单元的步长放在哪个卷积"), default="3x3", options={
            "3x3": _("in its 3×3 convolution (torchvision, “v1.5”)", "3×3 卷积（torchvision，“v1.5”）"),
            "1x1": _("in the 1×1 before (He et al. 2016, “v1”)", "前面的 1×1 卷积（He 等 2016 原文，“v1”）"),
        }),
        Choice(q, "conv_bias", _("which convolutions have a bias", "哪些卷积层带偏置"), default="as-written", options={
            "as-written": _("those that are written with one", "按网络的写法"),
            "all": _("all, normalised or not (d2l)", "全部，不论其后有无批量归一化（d2l）"),
            "none": _("none", "都不带"),
        }),
        Choice(e, "detail", _("what is a row of the table", "表的每一行是什么"), default="blocks", options={
            "blocks": _("a layer or a block", "一层或一个模块"),
            "layers": _("every single layer", "每个单独的层"),
        }),
        Choice(u, "columns", _("what the table tells of a layer", "表中列出哪些量"), default="all", options={
            "all": _("shape, parameters, connections, multiply-adds (MACs), receptive field, memory",
                     "输出形状、参数、连接、乘加次数、感受野、内存"),
            "weights": _("shape, weights and biases apart, parameters, multiply-adds (MACs)",
                         "输出形状、权重与偏置（分列）、参数、乘加次数"),
        }),
        Int(B, "bytes", _("bytes of a number", "每个数占的字节数"), low=1, high=16, default=4),
    ),
    outputs=(
        Output(T, "table", _("layers", "各层"), "table"),
        Output(W, "weights", _("weights", "权重个数"), "count"),
        Output(b, "biases", _("biases", "偏置个数"), "count"),
        Output(N, "parameters", _("parameters", "参数个数"), "count"),
        Output(C, "connections", _("connections", "连接数"), "count"),
        Output(M, "macs", _("multiply-adds", "乘加次数"), "count"),
        Output(R, "memory", _("bytes of all outputs", "各层输出所占字节数"), "count"),
        Output(P, "parameter_memory", _("bytes of all parameters", "全部参数所占字节数"), "count"),
        Output(F, "receptive_field", _("receptive field of the last map", "最后特征映射的感受野"), "shape"),
        Output(O, "output", _("output", "输出"), "shape"),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    derive=_derive,
    draw=_draw,
    examples=(
        Example({"network": "lenet5"}, {"parameters": 60000, "connections": 340908, "output": (10,)},
                "LeCun et al. (1998), section II.B: 60,000 trainable parameters, 340,908 connections"),
        Example({"network": "lenet"}, {"parameters": 61706}, "nndl's companion notebooks, chapter 5: LeNet's parameters"),
        Example({"network": "alexnet"}, {"parameters": 60_000_000}, "Krizhevsky et al. (2012): 60 million", within=0.02),
        Example({"network": "alexnet-one-tower"}, {"parameters": 62378344},
                "imgclsmob (O. Sémery), its table of PyTorch models: AlexNet, 62,378,344 parameters"),
        *_published("alexnet-torchvision", 61100840, 0.714),
        *_published("vgg11", 132863336, 7.609), *_published("vgg13", 133047848, 11.308),
        *_published("vgg16", 138357544, 15.47), *_published("vgg19", 143667240, 19.632),
        Example({"network": "googlenet"}, {"macs": 1.5e9}, "Szegedy et al. (2015), section 1: 1.5 billion multiply-adds",
                within=0.06),
        *_published("googlenet-torchvision", 6624904, 1.498),
        *_published("resnet18", 11689512, 1.814), *_published("resnet34", 21797672, 3.664),
        *_published("resnet50", 25557032, 4.089), *_published("resnet101", 44549160, 7.801),
        *_published("resnet152", 60192808, 11.514),
        Example({"network": "resnet50", "stride_in": "1x1"}, {"macs": 3.8e9, "receptive_field": (483, 483)},
                "He et al. (2016), table 1: 3.8 × 10⁹ multiply-adds; " + FIELD, within=0.02),
        Example({"network": "resnet101", "stride_in": "1x1"}, {"receptive_field": (1027, 1027)}, FIELD),
        Example({"network": "resnet152", "stride_in": "1x1"}, {"receptive_field": (1507, 1507)}, FIELD),
        Example({"network": "vgg11"}, {"receptive_field": (150, 150)}, FIELD),
        Example({"network": "vgg16"}, {"receptive_field": (212, 212)}, FIELD),
        Example({"network": "alexnet"}, {"receptive_field": (195, 195)}, FIELD),
        Example({"network": OURS}, {"parameters": 2 * (9 * 256 + 32) + (16 * 8 + 8) + (9 * 16 * 8 + 8) + 33 * 10 - 0,
                                    "output": (10,)}, "by hand, from the definitions of the layers"),
    ),
    usage=("resnet50", "lenet5 --check", "vgg16 --input 32x32x3 --classes 10 --detail layers", f'"{OURS}"'),
)  # fmt: skip
