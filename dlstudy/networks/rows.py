"""A network's layers gathered into the rows of a table: one for each, or one for each block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dlstudy.networks.counting import Leaf
from dlstudy.networks.network import KEEPING, Block, Join, Network


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, and the numbers of the layers in it, counted from the input, which is 0."""

    name: str
    leaves: tuple[int, ...]


def rows(network: Network, leaves: Sequence[Leaf], blocks: bool) -> tuple[Row, ...]:
    """Every layer a row; or every block, with what keeps its shape (activation, normalisation) told in its row."""
    if not blocks:
        return tuple(Row(leaf.name, (i,)) for i, leaf in enumerate(leaves))
    found: list[Row] = []
    for number, group in groupby(range(len(leaves)), key=lambda i: leaves[i].path[:1]):
        inside = tuple(group)
        if len(inside) == 1 and leaves[inside[0]].kind == "flatten":
            continue  # nothing but another way to write the shape
        if len(found) > 1 and len(inside) == 1 and leaves[inside[0]].kind in KEEPING:
            found[-1] = Row(found[-1].name, found[-1].leaves + inside)
        else:
            found.append(Row(_name(network, number, leaves[inside[0]]), inside))
    return tuple(found)


def _name(network: Network, number: tuple[int, ...], first: Leaf) -> str:
    part = network.parts[number[0]] if number else None
    if isinstance(part, Block | Join):
        kind = part.name if isinstance(part, Block) else part.kind
        return f"{part.label}: {kind}" if part.label else kind
    return first.name
