"""What each layer gives, holds and does: shape, weights, biases, connections, multiply-adds, receptive field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.networks.network import GLOBAL, IN_PLACE, POOLS, Block, Chain, Join, Layer, Network, Pair

Shape = tuple[int, ...]  # height, width, channels; or units
Reach = tuple[int, int, int]  # along one axis: first and last input place a first unit sees, and how far the next is


@dataclass(frozen=True, slots=True)
class Leaf:
    """A layer's row: `name` is how a table calls it, `path` the number of each part it lies in, from outside in.

    `layer` is none for the input and for joins; `kept` are the values of its own that memory must hold; `spatial` says
    whether its output is still a map whose units see a part of the input each.
    """

    name: str
    path: tuple[int, ...]
    kind: str
    layer: Layer | None
    shape: Shape
    weights: int
    biases: int
    connections: int
    macs: int
    field: Pair
    kept: int
    spatial: bool = True

    @property
    def parameters(self) -> int:
        """What is trained: weights and biases; those of a normalisation are its scales and its shifts."""
        return self.weights + self.biases


@dataclass(frozen=True, slots=True)
class _Signal:
    """What runs between two layers."""

    shape: Shape
    reach: tuple[Reach, Reach] = ((0, 0, 1), (0, 0, 1))
    whole: bool = False  # whether each unit has seen a map from edge to edge

    def field(self) -> Pair:
        down, along = self.reach
        return down[1] - down[0] + 1, along[1] - along[0] + 1


def count(network: Network) -> tuple[Leaf, ...]:
    """The rows of a network, its input first; refused where a layer does not fit the one before it.

    Parameters of batch normalisation are its two per channel; connections are those of weights, biases and pooling
    windows (LeCun et al. 1998); multiply-adds those of weights alone, as everybody counts them.
    """
    signal = _Signal(network.input)
    first = Leaf("input", (), "input", None, network.input, 0, 0, 0, 0, (1, 1), prod(network.input))
    return (first, *(leaf for leaf, _after in _walk(network.parts, signal, (), "")))


def _walk(parts: Chain, signal: _Signal, path: tuple[int, ...], prefix: str) -> Iterator[tuple[Leaf, _Signal]]:
    for number, part in enumerate(parts):
        here = (*path, number)
        if isinstance(part, Layer):
            leaf, signal = _layer(part, signal, here, prefix)
            yield leaf, signal
            continue
        inside = prefix + (part.label + "." if part.label else "")
        if isinstance(part, Block):
            for leaf, after in _walk(part.parts, signal, here, inside):
                yield leaf, after
                signal = after
            continue
        ends = []
        for b, branch in enumerate(part.branches):
            end = signal
            for leaf, end in _walk(branch, signal, (*here, b), inside):
                yield leaf, end
            ends.append(end)
        signal = _joined(part, ends)
        yield _leaf(f"{inside}{part.kind}", here, part.kind, None, signal, _NOTHING, prod(signal.shape)), signal


def _joined(join: Join, ends: list[_Signal]) -> _Signal:
    shapes = [end.shape for end in ends]
    alike = {shape if join.kind == "add" else shape[:-1] for shape in shapes}
    if len(alike) > 1:
        text = _("{kind}: the branches give {shapes}, which do not fit", "{kind}：各分支的输出 {shapes} 不匹配")
        raise LearnerError(text(kind=join.kind, shapes=", ".join(map(_spell, shapes))))
    channels = shapes[0][-1] if join.kind == "add" else sum(shape[-1] for shape in shapes)
    merged = tuple(
        (min(r[0] for r in axis), max(r[1] for r in axis), max(r[2] for r in axis))
        for axis in zip(*(end.reach for end in ends), strict=True)
    )
    return _Signal((*shapes[0][:-1], channels), (merged[0], merged[1]), any(end.whole for end in ends))


def _spell(shape: Shape) -> str:
    return "×".join(map(str, shape))


class _Counts(NamedTuple):
    """What a layer learns, and how often it is used."""

    weights: int = 0
    biases: int = 0
    connections: int = 0
    macs: int = 0


_NOTHING = _Counts()


def _leaf(
    name: str, path: tuple[int, ...], kind: str, layer: Layer | None, after: _Signal, counts: _Counts, kept: int
) -> Leaf:
    spatial = len(after.shape) == 3 and not after.whole
    return Leaf(name, path, kind, layer, after.shape, *counts, after.field(), kept, spatial)


def _layer(layer: Layer, signal: _Signal, path: tuple[int, ...], prefix: str) -> tuple[Leaf, _Signal]:
    short = layer.spelled()
    if layer.per_class and not layer.out:
        raise _refuse(short, _("say how many classes there are: classes 10", "请写明类别数：classes 10"))
    name = prefix + (f"{layer.label}: {short}" if layer.label not in ("", short) else short)
    after, counts = _work(layer, signal, name)
    if layer.uncounted:
        counts = counts._replace(weights=0, biases=0)
    kept = 0 if layer.kind in IN_PLACE else prod(after.shape)
    return _leaf(name, path, layer.kind, layer, after, counts, kept), after


def _work(layer: Layer, signal: _Signal, name: str) -> tuple[_Signal, _Counts]:
    """The signal behind the layer, and its counts."""
    if layer.kind == "conv":
        return _conv(layer, signal, name)
    if layer.kind in POOLS:
        return _pool(layer, signal, name)
    if layer.kind in ("fc", "rbf"):
        weights, biases = prod(signal.shape) * layer.out, layer.out * layer.bias
        trained = (0, 0) if layer.kind == "rbf" else (weights, biases)  # LeNet-5's are drawn by hand
        return _whole(signal, (layer.out,)), _Counts(*trained, weights + biases, weights)
    if layer.kind in GLOBAL:
        shape = _map(signal, name)
        return _whole(signal, (1, 1, shape[2])), _Counts(connections=prod(shape))
    if layer.kind == "flatten":
        return _whole(signal, (prod(signal.shape),)), _NOTHING
    channels = signal.shape[-1]
    return signal, _Counts(channels, channels) if layer.kind == "bn" else _NOTHING


def _conv(layer: Layer, signal: _Signal, name: str) -> tuple[_Signal, _Counts]:
    channels = _map(signal, name)[2]
    if layer.table:
        if len(layer.table) != layer.out or max(m for row in layer.table for m in row) >= channels:
            raise _refuse(name, _("its table should name, for each output map, some of the {n} input maps",
                                  "连接表应为每张输出特征映射列出 {n} 张输入特征映射中的若干张")(n=channels))  # fmt: skip
    elif channels % layer.groups or layer.out % layer.groups:
        raise _refuse(name, _("{g} groups do not divide {a} input and {b} output maps",
                              "{g} 组不能整除 {a} 个输入通道和 {b} 个输出通道")(g=layer.groups, a=channels, b=layer.out))  # fmt: skip
    after = _moved(layer, signal, layer.out, name)
    kernels = sum(map(len, layer.table)) if layer.table else layer.out * channels // layer.groups
    weights, biases = kernels * prod(layer.kernel), layer.out * layer.bias
    places = prod(after.shape[:2])
    return after, _Counts(weights, biases, (weights + biases) * places, weights * places)


def _pool(layer: Layer, signal: _Signal, name: str) -> tuple[_Signal, _Counts]:
    """Pooling; LeNet's subsampling has a gain and a bias per map, and a connection for the bias."""
    after = _moved(layer, signal, _map(signal, name)[2], name)
    trained = layer.kind == "subsample"
    maps = after.shape[2] * trained
    return after, _Counts(maps, maps, (prod(layer.kernel) + trained) * prod(after.shape))


def _map(signal: _Signal, name: str) -> Shape:
    if len(signal.shape) != 3:
        raise _refuse(
            name,
            _(
                "there are no maps any more behind flatten or a fully connected layer",
                "flatten 或全连接层之后已没有特征映射",
            ),
        )
    return signal.shape


def _refuse(name: str, why: Text) -> LearnerError:
    return LearnerError(_("{name}: {why}", "{name}：{why}")(name=name, why=why))


def _moved(layer: Layer, signal: _Signal, channels: int, name: str) -> _Signal:
    """The signal behind a window that moves over the maps."""
    sizes, reaches = [], []
    for axis in (0, 1):
        size, kernel, stride = signal.shape[axis], layer.kernel[axis], layer.stride[axis]
        span = layer.dilation * (kernel - 1) + 1
        before, behind = pads(layer, axis, size)
        if span > size + before + behind:
            why = _("its window is larger than what comes in, {size}, padded: enlarge the network's input or the padding",
                    "窗口比填充后的输入 {size} 还大：请加大网络的输入或填充")  # fmt: skip
            raise _refuse(name, why(size=_spell(signal.shape)))
        sizes.append(places(size, span, stride, (before, behind), layer.ceil))
        first, last, jump = signal.reach[axis]
        reaches.append((first - before * jump, last + (span - 1 - before) * jump, jump * stride))
    return _Signal((sizes[0], sizes[1], channels), (reaches[0], reaches[1]), signal.whole)


def pads(layer: Layer, axis: int, size: int) -> Pair:
    """The zeros before and behind: as written, or just enough for “same”, the odd one behind (TensorFlow's rule)."""
    if layer.padding != "same":
        return layer.padding[axis], layer.padding[axis]
    stride = layer.stride[axis]
    span = layer.dilation * (layer.kernel[axis] - 1) + 1
    total = max((-(-size // stride) - 1) * stride + span - size, 0)
    return total // 2, total - total // 2


def places(size: int, span: int, stride: int, padding: Pair, ceil: bool) -> int:
    """How often a window of `span` fits; with `ceil`, a last incomplete one too, unless it starts in the padding."""
    room = size + sum(padding) - span
    if not ceil:
        return room // stride + 1
    return min(-(-room // stride) + 1, -(-(size + padding[0]) // stride))


def _whole(signal: _Signal, shape: Shape) -> _Signal:
    """The signal behind a layer each of whose units sees the whole map."""
    if len(signal.shape) != 3:
        return _Signal(shape, signal.reach, True)
    down, along = (
        (first, last + (size - 1) * jump, jump)
        for size, (first, last, jump) in zip(signal.shape, signal.reach, strict=False)
    )
    return _Signal(shape, (down, along), True)
