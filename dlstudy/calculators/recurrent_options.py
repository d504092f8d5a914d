"""The parameters, outputs and mistakes of counting that the recurrent calculators share."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from dlstudy.calculators.recurrent_counts import (
    B,
    D,
    L,
    M,
    N_first,
    N_p,
    N_upper,
    S_h,
    S_o,
    S_u,
    S_w,
    S_x,
    T,
    batch_first,
    bias_terms,
    layer_size,
    n_b,
    q,
    several,
    summed,
)
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Mistake, Output
from dlstudy.symbolic.params import Array, Choice, Flag, Int, Param
from dlstudy.symbolic.tree import Letter, Node, function, total

Gates = Callable[[SimpleNamespace], int]


def vector(letter: Letter, name: str, what: Text, dim: str = "hidden", default: object = None) -> Array:
    """A vector's parameter; it may be typed as a row or as a column."""
    return Array(letter, name, what, shape=("one", dim), default=default)


def matrix(letter: Letter, name: str, what: Text, below: str, above: str = "hidden", default: object = None) -> Array:
    """A weight matrix's parameter."""
    return Array(letter, name, what, shape=(below, above), default=default)


SIZES: tuple[Param, ...] = (
    Int(M, "input_size", _("size of an input, where only counts and shapes are wanted", "输入维数（只求参数个数与形状时给出）"), low=1, high=100_000),
    Int(D, "hidden_size", _("size of the state, where only counts and shapes are wanted", "隐状态维数（只求参数个数与形状时给出）"), low=1, high=20_000),
    Int(L, "layers", _("layers stacked", "堆叠的层数"), low=1, high=100, default=1),
    Int(q, "directions", _("1, or 2 for a bidirectional network", "方向数：双向网络为 2"), low=1, high=2, default=1),
    Int(n_b, "biases", _("bias vectors of each block: 1 (nndl, d2l, Keras), 2 (PyTorch, and Keras' GRU with "
                         "reset_after: one for the input, one for the state), 0",
                         "每组的偏置向量数：1（nndl、d2l、Keras），2（PyTorch 以及 Keras 的 GRU（reset_after）：输入、状态各一），0"), low=0, high=2, default=1),
    Int(T, "length", _("time steps, for the shapes", "序列长度（用于形状）"), low=1, high=100_000),
    Int(B, "batch", _("sequences in a batch, for the shapes", "批量大小（用于形状）"), low=1, high=100_000),
    Flag(batch_first, "batch_first", _("the batch is the first dimension, not the time", "批量在第一维，而不是时间"), default=False),
    Choice(Letter("layout"), "layout", _("whether vectors are columns or rows", "向量是列还是行"), default="columns", options={
        "columns": _("columns, weights on their left: U h + W x (nndl)", "列向量，权重左乘：U h + W x（nndl）"),
        "rows": _("rows, weights on their right: h U + x W (d2l)", "行向量，权重右乘：h U + x W（d2l）"),
    }),
)  # fmt: skip

COUNTS = (
    Output(N_p, "parameters", _("parameters", "参数个数"), "count"),
    Output(S_w, "input_weights", _("input weights, all gates stacked", "输入权重的形状（各门叠放）"), "shape"),
    Output(S_u, "recurrent_weights", _("recurrent weights, all gates stacked", "循环权重的形状（各门叠放）"), "shape"),
    Output(S_x, "input_shape", _("shape of the input", "输入的形状"), "shape"),
    Output(S_o, "output_shape", _("shape of the output", "输出的形状"), "shape"),
    Output(S_h, "state_shape", _("shape of the last state", "最后状态的形状"), "shape"),
)


def has_shapes(given: SimpleNamespace) -> bool:
    """Whether the shapes of input and output are worked."""
    return given.x is None and given.length is not None and given.batch is not None


def count_mistakes(gates: Gates, blocks: Text | None = None) -> tuple[Mistake, ...]:
    """The wrong turns of counting, for a cell of so many blocks."""

    def without_recurrent(v: SimpleNamespace) -> Node:
        g = gates(v)
        return total([g * (D * M) if g > 1 else D * M, *bias_terms(v, g)])

    counted = (
        Mistake("forgot-recurrent", _("the state is fed back: it has weights of its own, D × D", "状态要反馈回来：还有循环权重 D × D"),
                lambda v: {N_first: without_recurrent(v)}),
        Mistake("forgot-bias", _("the biases count too", "偏置也要计入"), {n_b: 0}, lambda v: v.biases != 0),
        Mistake("two-biases", _("with PyTorch's two bias vectors", "按 PyTorch，每组两个偏置向量"), {n_b: 2}, lambda v: v.biases == 1,
                convention=True),
        Mistake("one-bias", _("with one bias vector (nndl, d2l, Keras)", "每组一个偏置向量（nndl、d2l、Keras）"), {n_b: 1},
                lambda v: v.biases == 2, convention=True),
        Mistake("upper-layers-read-input", _("an upper layer reads the states below it, not the input", "上层的输入是下层的状态，不是原始输入"),
                lambda v: {N_upper: layer_size(v, gates(v), M)}, lambda v: several(v.layers)),
        Mistake("one-direction", _("two directions have two sets of weights", "双向网络有两套参数"), lambda v: {N_p: summed(v, 1, getattr(v, "output_size", None) is not None)},
                lambda v: several(v.directions)),
        Mistake("upper-layers-read-one-direction", _("an upper layer reads both directions below it", "上层读入下层两个方向的状态"),
                lambda v: {N_upper: layer_size(v, gates(v), D)}, lambda v: several(v.layers) and several(v.directions)),
        Mistake("shape-of-one-direction", _("both directions stand side by side in the output", "输出中两个方向的状态拼接在一起"),
                lambda v: {S_o: function("shape", *((B, T) if v.batch_first else (T, B)), D)},
                lambda v: has_shapes(v) and several(v.directions)),
        Mistake("other-order", _("with batch and time exchanged (batch_first)", "批量与时间的次序对调（batch_first）"),
                lambda v: {batch_first: not v.batch_first}, has_shapes, convention=True),
    )  # fmt: skip
    if blocks is None:
        return counted
    return (*counted, Mistake("one-block", blocks, lambda v: {N_first: layer_size(v, 1, M)}))
