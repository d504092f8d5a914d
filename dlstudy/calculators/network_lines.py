"""The lines a network's table is worked out by."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from math import prod
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.network_table import last_map, table_of, told
from dlstudy.i18n import Text, _
from dlstudy.networks import Layer, Leaf, count
from dlstudy.networks.network import GLOBAL, KEEPING, POOLS
from dlstudy.networks.rows import Row, rows
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Letter, Node, Num, Op, ceil, floor, function, letters, total

net, v, q, e, u, B, I, k_c = letters("net v q e u B I K")  # noqa: E741
T, O, F, N, W, b, C, M, R, P = letters("T O F N W b C M R P")  # noqa: E741
h, w, S = letters("h w S")

Lines = Generator[Step | Do, Any, None]
READS = (net, v, q, e, u, B)
EXPLAINED = 12  # rows, at most, that are worked out line by line


def steps(given: SimpleNamespace) -> Lines:
    network = told(given.network, given.stride_in, given.conv_bias)
    leaves = count(network)
    each = rows(network, leaves, given.detail == "blocks")
    explained = len(each) <= EXPLAINED and all(_is_simple(row, leaves) for row in each)
    if explained:
        for i, row in enumerate(each[1:], 1):
            yield from _row(i, row, leaves, each[i - 1])
    groups = [[leaves[i] for i in row.leaves] for row in each]
    table = table_of(groups, [row.name for row in each], given.bytes, given.columns)
    yield Do(T, lambda _known: table, READS, _("every layer, from the input on: the table among the results",
                                               "从输入开始的每一层：见结果中的表"))  # fmt: skip
    yield from _totals(groups, given, explained)
    seen = _("what a unit of the last feature map sees of the input", "最后的特征映射中一个单元所看到的输入范围")
    yield Do(F, lambda _known: last_map(leaves).field, READS, seen)
    yield Do(O, lambda _known: leaves[-1].shape, READS, _("output of the network", "网络的输出"))


def _totals(groups: Sequence[Sequence[Leaf]], given: SimpleNamespace, explained: bool) -> Lines:
    """The sums of the columns; with weights and biases apart, the parameters are the sum of both."""

    def column(letter: Letter, counted: str, why: Text, worked: bool = explained) -> Step | Do:
        numbers = [sum(getattr(leaf, counted) for leaf in group) for group in groups]
        named = [letter[i] for i, number in enumerate(numbers) if number] if worked else []
        return _sum(letter, [number for number in numbers if number], named, why)

    if given.columns == "weights":
        gains = _("weights of all layers; scales of a normalisation and LeNet's gains among them",
                  "各层权重之和，批量归一化的缩放和 LeNet 汇聚层的增益也算在内")  # fmt: skip
        yield column(W, "weights", gains, worked=False)
        yield column(b, "biases", _("biases of all layers; shifts of a normalisation among them",
                                    "各层偏置之和，批量归一化的平移也算在内"), worked=False)  # fmt: skip
        yield Step(N, W + b, _("parameters of all layers", "各层参数之和"))
    else:
        yield column(N, "parameters", _("parameters of all layers", "各层参数之和"))
    yield column(C, "connections", _("connections of all layers", "各层连接数之和"))
    yield column(M, "macs", _("multiply-adds of all layers", "各层乘加次数之和"))
    kept = [given.bytes * sum(leaf.kept for leaf in group) for group in groups]
    yield _sum(R, [size for size in kept if size], [], _("memory of the values of one example, in bytes, without the parameters",
                                                         "一个样本各层输出所占内存（字节），不含参数"))  # fmt: skip
    yield Step(P, B * N, _("memory of the parameters, in bytes", "参数所占内存（字节）"))


def _is_simple(row: Row, leaves: Sequence[Leaf]) -> bool:
    """Whether a row is one layer, and what keeps its shape."""
    return leaves[row.leaves[0]].kind not in ("add", "concat") and all(
        leaves[i].kind in KEEPING for i in row.leaves[1:]
    )


def _sum(letter: Letter, numbers: list[int], named: list[Letter], why: Text) -> Step | Do:
    """The total of a column: of the lines above it, of its numbers, or where they are many, without a formula."""
    if named:
        return Step(letter, total(named), why)
    if 1 < len(numbers) <= EXPLAINED:
        return Step(letter, total(numbers), why)
    return Do(letter, lambda _known: sum(numbers), (T,), why)


def _row(i: int, row: Row, leaves: Sequence[Leaf], before: Row) -> Lines:
    """A layer's output, parameters, connections and multiply-adds, in numbers."""
    leaf, shape = leaves[row.leaves[0]], leaves[before.leaves[-1]].shape
    group = _("{name}", "{name}")(name=row.name)
    assert leaf.layer is not None
    yield from _size(i, leaf, shape, group)
    norm = [2 * Num(leaves[j].shape[-1]) for j in row.leaves if leaves[j].kind == "bn"]
    weights, biases = _weights(leaf, shape)
    if weights is None and not norm:
        if leaf.connections:
            yield Step(C[i], _windows(leaf, shape), _("every unit and its window", "每个单元与其窗口的连接"), group)
        return
    trained = [
        part
        for part in (weights if leaf.parameters else None, biases if leaf.parameters else None, *norm)
        if part is not None
    ]
    if trained:
        yield Step(N[i], total(trained), _parameters_why(leaf, bool(norm)), group)
    if weights is None:
        return
    linked = total([part for part in (weights, biases) if part is not None])
    if leaf.kind == "subsample":
        yield Step(
            C[i], _windows(leaf, shape), _("every unit, its window and its bias", "每个单元与其窗口及偏置的连接"), group
        )
        return
    here = prod(leaf.shape[:2]) if leaf.kind == "conv" else 1
    spread = here != 1
    why = _("the parameters, shared, at every place", "共享的参数在每个位置各用一次") if spread else \
        _("one connection per weight, one per bias", "每个权重、每个偏置各一条连接")  # fmt: skip
    yield Step(C[i], linked * leaf.shape[0] * leaf.shape[1] if spread else linked, why, group)
    why = (
        _("the weights at every place", "每个位置上每个权重一次") if spread else _("every weight once", "每个权重一次")
    )
    yield Step(M[i], weights * leaf.shape[0] * leaf.shape[1] if spread else weights, why, group)


def _parameters_why(leaf: Leaf, norm: bool) -> Text:
    if leaf.kind == "subsample":
        return _("a gain and a bias for every map", "每张特征映射一个增益、一个偏置")
    if norm:
        return _("weights, biases, and a scale and a shift of the normalisation per channel",
                 "权重、偏置，以及批量归一化每个通道的缩放和平移")  # fmt: skip
    if leaf.layer is not None and leaf.layer.table:
        return _("a kernel for every entry of the connection table, a bias for every output map",
                 "连接表中每一项对应一个卷积核，每张输出特征映射一个偏置")  # fmt: skip
    return _("weights and biases", "权重与偏置")


def _weights(leaf: Leaf, shape: tuple[int, ...]) -> tuple[Node | None, Node | None]:
    """The weights and biases of a layer, as one writes them; none where it has none."""
    layer = leaf.layer
    assert layer is not None
    if leaf.kind == "subsample":
        return Num(shape[2]), Num(shape[2])
    if leaf.kind in ("fc", "rbf"):
        return product((*shape, layer.out)), Num(layer.out) if layer.bias else None
    if leaf.kind != "conv":
        return None, None
    if layer.table:
        weights = product((*layer.kernel, sum(map(len, layer.table))))
    elif layer.groups > 1:
        weights = product((*layer.kernel, shape[2])) / layer.groups * layer.out
    else:
        weights = product((*layer.kernel, shape[2], layer.out))
    return weights, Num(layer.out) if layer.bias else None


def product(sizes: Sequence[int]) -> Node:
    """The product of sizes, written out."""
    result: Node = Num(sizes[0])
    for size in sizes[1:]:
        result = result * size
    return result


def _windows(leaf: Leaf, shape: tuple[int, ...]) -> Node:
    layer = leaf.layer
    assert layer is not None
    if leaf.kind in GLOBAL:
        return product(shape)
    if leaf.kind != "subsample":
        return product((*layer.kernel, *leaf.shape))
    return (product(layer.kernel) + 1) * leaf.shape[0] * leaf.shape[1] * leaf.shape[2]


def _size(i: int, leaf: Leaf, shape: tuple[int, ...], group: Text) -> Lines:
    layer = leaf.layer
    assert layer is not None
    if leaf.kind != "conv" and leaf.kind not in POOLS:
        why = _("output", "输出")
        yield Step(S[i], Op("shape", tuple(map(Num, leaf.shape))), why, group)
        return
    axes = (
        (0,)
        if shape[0] == shape[1] and leaf.shape[0] == leaf.shape[1] and layer.kernel[0] == layer.kernel[1]
        else (0, 1)
    )
    for axis in axes:
        yield Step(
            (h, w)[axis][i],
            _places(layer, axis, shape[axis]),
            _("positions of the window", "窗口可放的位置数"),
            group,
        )
    yield Step(
        S[i],
        Op("shape", (h[i], (h, w)[axes[-1]][i], Num(leaf.shape[2]))),
        _("height, width, maps", "高、宽、特征映射数"),
        group,
    )


def _places(layer: Layer, axis: int, size: int) -> Node:
    kernel, stride = Num(layer.kernel[axis]), Num(layer.stride[axis])
    span: Node = kernel if layer.dilation == 1 else Num(layer.dilation) * (kernel - 1) + 1
    if layer.padding == "same":
        return ceil(Num(size) / stride)
    room = Num(size) + 2 * Num(layer.padding[axis]) - span
    if layer.ceil:
        return function("min", ceil(room / stride) + 1, ceil((Num(size) + layer.padding[axis]) / stride))
    return floor(room / stride) + 1
