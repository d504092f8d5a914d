"""The slips made in counting a network: each a network told wrongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.network_lines import net, q, v
from dlstudy.calculators.network_table import told
from dlstudy.i18n import _
from dlstudy.networks import Join, Layer, Network, count
from dlstudy.networks.network import POOLS, Chain
from dlstudy.networks.variants import early_strides
from dlstudy.symbolic.calculator import Mistake

Change = Callable[[Network], Network]


def _each(change: Callable[[Layer], Layer]) -> Change:
    return lambda network: network.changed(change)


def _told_wrongly(name: str, why: Any, change: Change) -> Mistake:
    """A mistake that changes the network; it applies where that changes anything."""
    return Mistake(
        name,
        why,
        lambda given: {net: change(given.network)},
        lambda given: bool(change(given.network) != given.network),
    )


def _one_map_each(layer: Layer) -> Layer:
    """A convolution each of whose kernels sees one input map."""
    return replace(layer, table=((0,),) * layer.out, groups=1) if layer.kind == "conv" else layer


def _unpadded(layer: Layer) -> Layer:
    return replace(layer, padding=(0, 0)) if layer.kind in ("conv", *POOLS) else layer


def _sees_several_maps(given: SimpleNamespace) -> bool:
    """Whether some convolution's kernel sees more than one input map."""
    leaves = count(_each(_one_map_each)(given.network)), count(given.network)
    return sum(x.weights for x in leaves[0]) != sum(x.weights for x in leaves[1])


def _without_projections(network: Network) -> Network:
    """Shortcuts whose 1×1 convolution is not counted."""
    return network.rewritten(lambda chain: tuple(_shortcut(part) if isinstance(part, Join) else part for part in chain))


def _shortcut(join: Join) -> Join:
    return replace(
        join, branches=tuple(_uncounted(b) if join.kind == "add" and _is_projection(b) else b for b in join.branches)
    )


def _is_projection(branch: Chain) -> bool:
    layers = [part for part in branch if isinstance(part, Layer)]
    kinds = [layer.kind for layer in layers]
    return len(layers) == len(branch) and kinds in (["conv"], ["conv", "bn"]) and layers[0].kernel == (1, 1)


def _uncounted(branch: Chain) -> Chain:
    return tuple(replace(part, uncounted=True) for part in branch if isinstance(part, Layer))


def _narrow(network: Network) -> Network:
    """A first fully connected layer that sees one value a map."""
    for i, part in enumerate(network.parts):
        if isinstance(part, Layer) and part.kind in ("fc", "rbf", "flatten"):
            return replace(network, parts=(*network.parts[:i], Layer("gap"), *network.parts[i:]))
    return network


def _sees_maps(given: SimpleNamespace) -> bool:
    """Whether the first fully connected layer comes upon maps of more than one place."""
    leaves = count(given.network)
    first = next(
        (i for i, leaf in enumerate(leaves) if leaf.kind in ("fc", "rbf", "flatten") and len(leaf.path) == 1), 0
    )
    shape = leaves[first - 1].shape
    return bool(first > 0 and len(shape) == 3 and shape[:2] != (1, 1))


def _moves_strides(given: SimpleNamespace) -> bool:
    return bool(early_strides(given.network) != given.network)


def _adds_biases(given: SimpleNamespace) -> bool:
    return any(
        layer.kind == "conv" and not layer.bias for layer in told(given.network, "3x3", given.conv_bias).layers()
    )


MISTAKES = (
    _told_wrongly("forgot-bias", _("every unit of a fully connected layer, and every output map, has a bias as well",
                                   "全连接层的每个单元、每张输出特征映射都还有一个偏置"),
                  _each(lambda x: replace(x, bias=False) if x.kind in ("conv", "fc") else x)),
    Mistake("ignored-in-channels", _("a kernel spans all input maps: multiply its weights by their number",
                                     "卷积核贯穿全部输入特征映射：权重数还要乘以输入通道数"),
            lambda given: {net: _each(_one_map_each)(given.network)}, _sees_several_maps),
    _told_wrongly("forgot-padding", _("the padding around a map makes room for more windows", "四周的填充使窗口可放的位置增多"),
                  _each(_unpadded)),
    _told_wrongly("forgot-normalisation", _("batch normalisation learns a scale and a shift for every channel",
                                            "批量归一化为每个通道学习一个缩放和一个平移"),
                  _each(lambda x: replace(x, uncounted=True) if x.kind == "bn" else x)),
    _told_wrongly("forgot-projection", _("a 1×1 convolution on a shortcut has parameters as well",
                                         "直连边上的 1×1 卷积也有参数"), _without_projections),
    _told_wrongly("fully-connected-maps", _("the connection table leaves out kernels: a map of C3 does not see every map of S2",
                                            "连接表省去了一部分卷积核：C3 的每张特征映射只看到 S2 的一部分"),
                  _each(lambda x: replace(x, table=()))),
    _told_wrongly("ignored-groups", _("with groups, a kernel sees only its group's maps", "分组卷积的卷积核只看到本组的特征映射"),
                  _each(lambda x: replace(x, groups=1))),
    _told_wrongly("pooling-untrained", _("LeNet-5's subsampling has a gain and a bias for every map",
                                         "LeNet-5 的汇聚层每张特征映射有一个增益和一个偏置"),
                  _each(lambda x: replace(x, uncounted=True) if x.kind == "subsample" else x)),
    _told_wrongly("trained-output", _("the RBF units' vectors are drawn by hand, not trained, and have no bias",
                                      "RBF 输出单元的参数向量由人工设定，不训练，也没有偏置"),
                  _each(lambda x: replace(x, kind="fc", bias=True) if x.kind == "rbf" else x)),
    Mistake("one-value-a-map", _("a fully connected layer sees every place of every map: height × width × channels",
                                 "全连接层看到每张特征映射的每个位置：高 × 宽 × 通道数"),
            lambda given: {net: _narrow(given.network)}, _sees_maps),
    Mistake("stride-in-1x1", _("with the stride in a bottleneck's first 1×1 convolution (He et al. 2016, “v1”)",
                               "步长放在瓶颈单元的第一个 1×1 卷积（He 等 2016 原文，“v1”）"), {v: "1x1"},
            lambda given: given.stride_in == "3x3" and _moves_strides(given), convention=True),
    Mistake("stride-in-3x3", _("with the stride in a bottleneck's 3×3 convolution (torchvision, “v1.5”)",
                               "步长放在瓶颈单元的 3×3 卷积（torchvision，“v1.5”）"), {v: "3x3"},
            lambda given: given.stride_in == "1x1" and _moves_strides(given), convention=True),
    Mistake("biases-beside-normalisation", _("with a bias in every convolution, batch normalisation or not (d2l)",
                                             "每个卷积层都带偏置，不论其后有无批量归一化（d2l）"), {q: "all"},
            _adds_biases, convention=True),
)  # fmt: skip
