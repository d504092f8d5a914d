"""A network's table of layers, and the same table by the other road: a walk through arrays of the real shapes."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.networks import Block, Join, Leaf, Network, Part, count
from dlstudy.networks.rows import rows
from dlstudy.networks.variants import biased, early_strides
from dlstudy.symbolic.calculator import Table

COLUMNS = {
    "layer": _("layer", "层"), "output": _("output", "输出"), "parameters": _("params", "参数"),
    "connections": _("connections", "连接"), "macs": _("MACs", "乘加"), "field": _("field", "感受野"),
    "bytes": _("bytes", "字节"), "weights": _("weights", "权重"), "biases": _("biases", "偏置"),
}  # fmt: skip
SHOWN = {
    "all": ("layer", "output", "parameters", "connections", "macs", "field", "bytes"),
    "weights": ("layer", "output", "weights", "biases", "parameters", "macs"),
}


def told(network: Network, stride_in: str, conv_bias: str) -> Network:
    """The network under the conventions chosen."""
    if stride_in == "1x1":
        network = early_strides(network)
    return network if conv_bias == "as-written" else biased(network, conv_bias == "all")


def last_map(leaves: Sequence[Leaf]) -> Leaf:
    """The last layer whose output is still a map."""
    return [leaf for leaf in leaves if leaf.spatial][-1]


def table_of(groups: Sequence[Sequence[Any]], names: Sequence[str], size: int, columns: str) -> Table:
    """The table of the layers of each row; `size` is that of a number in bytes, `columns` which ones are shown."""
    return Table(
        tuple(COLUMNS[column] for column in SHOWN[columns]),
        tuple(
            tuple(_cell(column, name, inside, size) for column in SHOWN[columns])
            for name, inside in zip(names, groups, strict=True)
        ),
        most=10_000,
    )


def _cell(column: str, name: str, inside: Sequence[Any], size: int) -> Any:
    if column == "layer":
        return name
    if column == "output":
        return inside[-1].shape
    if column == "field":
        down, along = inside[-1].field
        return down if down == along else (down, along)
    return size * sum(x.kept for x in inside) if column == "bytes" else sum(getattr(x, column) for x in inside)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The network walked with views instead of values; its weights' arrays are laid out and counted."""
    from dlstudy.reference.networks import walk_network

    network = told(given.network, given.stride_in, given.conv_bias)
    walked = walk_network(as_data(network.parts), network.input)
    leaves = count(network)
    each = rows(network, leaves, given.detail == "blocks")
    first = SimpleNamespace(
        shape=network.input,
        weights=0,
        biases=0,
        parameters=0,
        connections=0,
        macs=0,
        field=(1, 1),
        kept=prod(network.input),
    )
    seen = [first] + [
        SimpleNamespace(
            shape=x.shape, weights=x.parameters - x.biases, biases=x.biases, parameters=x.parameters,
            connections=x.connections, macs=x.multiplications, field=x.field, kept=prod(x.shape) if leaf.kept else 0,
        )
        for x, leaf in zip(walked, leaves[1:], strict=True)
    ]  # fmt: skip
    groups, names = [[seen[i] for i in row.leaves] for row in each], [row.name for row in each]
    parameters = sum(x.parameters for x in seen)
    last = max(i for i, leaf in enumerate(leaves) if leaf.spatial)
    found = {
        "table": table_of(groups, names, given.bytes, given.columns),
        "parameters": parameters, "connections": sum(x.connections for x in seen), "macs": sum(x.macs for x in seen),
        "memory": given.bytes * sum(x.kept for x in seen), "parameter_memory": given.bytes * parameters,
        "receptive_field": seen[last].field, "output": seen[-1].shape,
    }  # fmt: skip
    if given.columns == "weights":
        biases = sum(x.biases for x in seen)
        found |= {"weights": parameters - biases, "biases": biases}
    return found


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
