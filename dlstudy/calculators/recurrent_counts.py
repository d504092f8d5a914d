"""How many parameters a recurrent network has, and its shapes: the lines, and the same by listing every tensor."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.recurrent import Lines
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Node, function, letters

D, M, K, L, q, n_b, T, B, batch_first = letters("D M K L q n_b T B batch_first")
N_first, N_upper, N_y, N_p, S_x, S_o, S_h, S_w, S_u = letters("N_first N_upper N_y N_p S_x S_o S_h S_w S_u")


def bias_terms(given: SimpleNamespace, gates: int) -> list[Node]:
    """The biases of one layer and direction, as they are added."""
    one = D if gates == 1 else gates * D
    return [] if given.biases == 0 else [one] if given.biases == 1 else [given.biases * one]


def layer_size(given: SimpleNamespace, gates: int, below: Node, extra: Sequence[Node] = ()) -> Node:
    """gates · D (D + below), and the biases: the parameters of one layer in one direction."""
    size: Node = D * (D + below) if gates == 1 else gates * D * (D + below)
    for term in (*bias_terms(given, gates), *extra):
        size = size + term
    return size


def several(value: Any) -> bool:
    """Whether a size is, or may be, more than one."""
    return isinstance(value, Node) or value > 1


def below_upper(given: SimpleNamespace) -> Node:
    """What an upper layer reads: the states of all directions below."""
    return q * D if several(given.directions) else D


def count_lines(given: SimpleNamespace, gates: int, extra: Sequence[Node] = (), output: bool = False) -> Lines:
    """Parameters: of the first layer, of each further one, of everything."""
    what = {1: _("first layer: recurrent weights D × D, input weights D × M, and biases", "第一层：循环权重 D × D，输入权重 D × M，再加偏置"),
            3: _("first layer: three blocks (two gates, the candidate) of recurrent and input weights and biases",
                 "第一层：三组参数（两个门和候选状态），每组含循环权重、输入权重与偏置"),
            4: _("first layer: four blocks (three gates, the candidate) of recurrent and input weights and biases",
                 "第一层：四组参数（三个门和候选状态），每组含循环权重、输入权重与偏置")}[gates]  # fmt: skip
    yield Step(N_first, layer_size(given, gates, M, extra), what)
    if several(given.layers):
        yield Step(N_upper, layer_size(given, gates, below_upper(given), extra), _(
            "each further layer: its input is the states of the layer below", "上面的每一层：以下一层的状态为输入"))  # fmt: skip
    if output:
        yield Step(N_y, K * below_upper(given) + K, _("output layer, with its biases", "输出层及其偏置"))
    yield Step(N_p, summed(given, given.directions, output), _("parameters in all", "参数总数"))


def summed(given: SimpleNamespace, directions: Any, output: bool) -> Node:
    """All layers in so many directions, and an output layer where there is one."""
    whole: Node = N_first + (L - 1) * N_upper if several(given.layers) else N_first
    if several(directions):
        whole = q * whole
    return whole + N_y if output else whole


def shape_lines(given: SimpleNamespace, gates: int) -> Lines:
    """The shapes of the weights, all gates stacked, and of input, output and last state, as PyTorch has them."""
    rows = D if gates == 1 else gates * D
    yield Step(
        S_w,
        function("shape", rows, M),
        _("input weights of the first layer, all gates stacked", "第一层的输入权重（各门叠放）"),
    )
    yield Step(S_u, function("shape", rows, D), _("recurrent weights, all gates stacked", "循环权重（各门叠放）"))
    if given.length is None or given.batch is None:
        return
    first, second = (B, T) if given.batch_first else (T, B)
    yield Step(S_x, function("shape", first, second, M), _("input", "输入"))
    yield Step(S_o, function("shape", first, second, below_upper(given)), _(
        "output: the last layer's states at all steps, both directions side by side", "输出：最后一层各时刻的状态，两个方向拼接"))  # fmt: skip
    yield Step(S_h, function("shape", q * L if several(given.directions) else L, B, D), _(
        "last state: one for every layer and direction; batch_first does not touch it", "最后状态：每层每个方向一个；不受 batch_first 影响"))  # fmt: skip


def counted(given: SimpleNamespace, gates: int, extra: int = 0, output: int | None = None) -> dict[str, Any]:
    """The same by listing every tensor."""
    from math import prod

    from dlstudy.reference.recurrent import tensors

    sizes = (given.input_size, given.hidden_size, given.layers, given.directions)
    listed = list(tensors(gates, *sizes, given.biases))
    whole = sum(map(prod, listed)) + extra * given.layers * given.directions
    if output is not None:
        whole += output * (given.directions * given.hidden_size + 1)
    wide = given.directions * given.hidden_size
    ends = (given.batch, given.length) if given.batch_first else (given.length, given.batch)
    return {"parameters": whole, "input_weights": (gates * listed[0][0], listed[0][1]),
            "recurrent_weights": (gates * listed[1][0], listed[1][1]), "input_shape": (*ends, given.input_size),
            "output_shape": (*ends, wide), "state_shape": (given.layers * given.directions, given.batch, given.hidden_size)}  # fmt: skip
