"""The parameters of a fully connected network, layer by layer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mlp_lines import Lines, depth
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Node, letters, total

M, N, N_p, table = letters("M N N_p table")


def layer_count(given: SimpleNamespace, layer: int) -> Node:
    """The parameters of a layer: a weight for every pair of units, a bias for every unit."""
    whole = M[layer] * M[layer - 1]
    return whole + M[layer] if given.bias else whole


_SIZE = _("size of the input; it is not counted as a layer", "输入的维数；输入层不计入层数")


def _constant(size: Any) -> Any:
    """A procedure that gives a size, be it a number or a letter left open."""
    return lambda _known: size


def counted(given: SimpleNamespace) -> Lines:
    """Units, parameters of each layer and of all, and a table of them."""
    layers = range(1, depth(given) + 1)
    for layer, size in enumerate(given.layers.sizes):
        yield Do(
            M[layer], _constant(size), (), _("units of layer {l}", "第 {l} 层的神经元数")(l=layer) if layer else _SIZE
        )
    for layer in layers:
        why = _("parameters of layer {l}: weights, and biases", "第 {l} 层的参数：权重与偏置") if given.bias else \
            _("parameters of layer {l}: weights", "第 {l} 层的参数：权重")  # fmt: skip
        yield Step(N[layer], layer_count(given, layer), why(l=layer))
    yield Step(N_p, total(N[layer] for layer in layers), _("parameters in all", "参数总数"))
    if all(isinstance(size, int) for size in given.layers.sizes):
        yield Do(
            table, _rows(given), tuple(N[layer] for layer in layers), _("layer by layer", "逐层列表"), table=_table
        )


def _rows(given: SimpleNamespace) -> Any:
    """Layer, units, weights, biases, parameters."""

    def run(known: Known) -> Grid:
        sizes = given.layers.sizes
        return Grid(
            [
                layer,
                sizes[layer],
                sizes[layer - 1] * sizes[layer],
                known[N[layer]] - sizes[layer - 1] * sizes[layer],
                known[N[layer]],
            ]
            for layer in range(1, len(sizes))
        )

    return run


def _table(value: Grid, _known: Known) -> Table:
    columns = (
        _("layer", "层"),
        _("units", "神经元数"),
        _("weights", "权重数"),
        _("biases", "偏置数"),
        _("parameters", "参数个数"),
    )
    return Table(columns, tuple((str(row[0]), *row[1:]) for row in value.rows))
