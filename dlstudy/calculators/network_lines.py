"""The lines a network's table is worked out by, and its walk through the real arrays' shapes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from math import prod
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.networks import Block, Join, Layer, Leaf, Network, Part, count
from dlstudy.networks.network import GLOBAL, KEEPING, POOLS
from dlstudy.networks.rows import Row, rows
from dlstudy.networks.variants import biased, early_strides
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.tree import Letter, Node, Num, Op, ceil, floor, function, letters, total

net, v, q, e, B, I, k_c = letters("net v q e B I K")  # noqa: E741
T, O, F, N, C, M, R = letters("T O F N C M R")  # noqa: E741
h, w, S = letters("h w S")

Lines = Generator[Step | Do, Any, None]
READS = (net, v, q, e, B)
EXPLAINED = 12  # rows, at most, that are worked out line by line
COLUMNS = (
    _("layer", "层"), _("output", "输出"), _("parameters", "参数"), _("connections", "连接"), _("multiply-adds", "乘加"),
    _("field", "感受野"), _("bytes", "字节"),
)  # fmt: skip


def told(network: Network, stride_in: str, conv_bias: str) -> Network:
    """The network under the conventions chosen."""
    if stride_in == "1x1":
        network = early_strides(network)
    return network if conv_bias == "as-written" else biased(network, conv_bias == "all")


def _counted(known: Known) -> tuple[Network, tuple[Leaf, ...], tuple[Row, ...]]:
    network = told(known[net], known[v], known[q])
    leaves = count(network)
    return network, leaves, rows(network, leaves, known[e] == "blocks")


def steps(given: SimpleNamespace) -> Lines:
    known = {net: given.network, v: given.stride_in, q: given.conv_bias, e: given.detail, B: given.bytes}
    _network, leaves, each = _counted(known)
    explained = len(each) <= EXPLAINED and all(_is_simple(row, leaves) for row in each)
    if explained:
        for i, row in enumerate(each[1:], 1):
            yield from _row(i, row, leaves, each[i - 1])
    table = yield Do(T, _table, READS, _("every layer, from the input on: the table among the results",
                                         "从输入开始的每一层：见结果中的表"))  # fmt: skip
    for letter, column, why in (
        (N, 2, _("parameters of all layers", "各层参数之和")),
        (C, 3, _("connections of all layers", "各层连接数之和")),
        (M, 4, _("multiply-adds of all layers", "各层乘加次数之和")),
        (R, 6, _("memory of the values of one example, in bytes, without the parameters", "一个样本各层输出所占内存（字节），不含参数")),
    ):  # fmt: skip
        named = [letter[i] for i in range(1, len(each)) if table.rows[i][column]] if explained and letter != R else []
        yield _sum(letter, column, [row[column] for row in table.rows if row[column]], named, why)
    yield Do(
        F,
        _field,
        READS,
        _("what a unit of the last feature map sees of the input", "最后的特征映射中一个单元所看到的输入范围"),
    )
    yield Do(O, _output, READS, _("output of the network", "网络的输出"))


def _is_simple(row: Row, leaves: Sequence[Leaf]) -> bool:
    """Whether a row is one layer, and what keeps its shape."""
    return leaves[row.leaves[0]].kind not in ("add", "concat") and all(
        leaves[i].kind in KEEPING for i in row.leaves[1:]
    )


def _sum(letter: Letter, column: int, numbers: list[int], named: list[Letter], why: Text) -> Step | Do:
    """The total of a column: of the lines above it, of its numbers, or where they are many, of the table."""
    if named:
        return Step(letter, total(named), why)
    if 1 < len(numbers) <= EXPLAINED:
        return Step(letter, total(numbers), why)
    return Do(letter, lambda known: sum(row[column] for row in known[T].rows), (T,), why)


def _table(known: Known) -> Table:
    _network, leaves, each = _counted(known)
    return table_of([[leaves[i] for i in row.leaves] for row in each], [row.name for row in each], known[B])


def table_of(groups: Sequence[Sequence[Any]], names: Sequence[str], size: int) -> Table:
    """The table of the layers of each row; `size` is that of a number in bytes."""
    found = tuple(
        (
            name, inside[-1].shape, sum(x.parameters for x in inside), sum(x.connections for x in inside),
            sum(x.macs for x in inside), _square(inside[-1].field), size * sum(x.kept for x in inside),
        )
        for name, inside in zip(names, groups, strict=True)
    )  # fmt: skip
    return Table(COLUMNS, found, most=10_000)


def _square(field: tuple[int, int]) -> Any:
    return field[0] if field[0] == field[1] else field


def _field(known: Known) -> tuple[int, ...]:
    _network, leaves, _rows = _counted(known)
    return last_map(leaves).field


def last_map(leaves: Sequence[Leaf]) -> Leaf:
    """The last layer whose output is still a map."""
    return [leaf for leaf in leaves if leaf.spatial][-1]


def _output(known: Known) -> tuple[int, ...]:
    _network, leaves, _rows = _counted(known)
    return leaves[-1].shape


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


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The network walked with views instead of values; its weights' arrays are laid out and counted."""
    from dlstudy.reference.networks import walk_network

    network = told(given.network, given.stride_in, given.conv_bias)
    walked = walk_network(as_data(network.parts), network.input)
    leaves = count(network)
    each = rows(network, leaves, given.detail == "blocks")
    first = SimpleNamespace(
        shape=network.input, parameters=0, connections=0, macs=0, field=(1, 1), kept=prod(network.input)
    )
    seen = [first] + [
        SimpleNamespace(
            shape=x.shape, parameters=x.parameters, connections=x.connections, macs=x.multiplications, field=x.field,
            kept=prod(x.shape) if leaf.kept else 0,
        )
        for x, leaf in zip(walked, leaves[1:], strict=True)
    ]  # fmt: skip
    last = max(i for i, leaf in enumerate(leaves) if leaf.spatial)
    return {
        "table": table_of([[seen[i] for i in row.leaves] for row in each], [row.name for row in each], given.bytes),
        "parameters": sum(x.parameters for x in seen), "connections": sum(x.connections for x in seen),
        "macs": sum(x.macs for x in seen), "memory": given.bytes * sum(x.kept for x in seen),
        "receptive_field": seen[last].field, "output": seen[-1].shape,
    }  # fmt: skip


def as_data(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The network as the reference reads it."""
    found: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, Block):
            found += as_data(part.parts)
        elif isinstance(part, Join):
            found.append({"kind": part.kind, "branches": [as_data(branch) for branch in part.branches]})
        else:
            found.append({name: getattr(part, name) for name in _FIELDS})
    return found


_FIELDS = ("kind", "out", "kernel", "stride", "padding", "dilation", "groups", "bias", "ceil", "table")
