"""The wrong turns people take with attention, and the other layout."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.attention_hard import picking
from dlstudy.calculators.attention_lines import (
    W_K,
    W_O,
    W_Q,
    W_V,
    A,
    C,
    H,
    K,
    P,
    Q,
    S,
    S_m,
    U_a,
    V,
    W_a,
    W_b,
    X,
    along,
    block,
    by_rows,
    c,
    h,
    heads,
    is_hard,
    layout,
    mixed,
    out,
    scored,
    seen_length,
    times,
    tokens,
)
from dlstudy.calculators.attention_score_mistakes import MISTAKES as OF_SCORES
from dlstudy.calculators.attention_score_mistakes import Index, Swap, in_every_head
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function

TURNED = {"x": X, "context": C, "w_q": W_Q, "w_k": W_K, "w_v": W_V, "w_o": W_O, "q": Q, "k": K, "v": V,
          "w_a": W_a, "u_a": U_a, "w_b": W_b}  # fmt: skip


def visible(given: SimpleNamespace) -> Node:
    """The matrix that is 1 where a query may look, else 0."""
    n, m = tokens(given, "q"), tokens(given, "k")
    length = seen_length(given.mask) or m
    ahead = given.mask.startswith("causal")
    table = [[int(j < length and (j <= i or not ahead)) for j in range(m)] for i in range(n)]
    if not by_rows(given):
        table = [list(column) for column in zip(*table, strict=True)]
    return Op("matrix", tuple(Op("row", tuple(Num(x) for x in row)) for row in table))


def over_queries(given: SimpleNamespace, index: Index) -> tuple[Letter, Any]:
    """Softmax, or the pick of the largest, along the other axis."""
    x = scored(given, index)
    if is_hard(given):
        return A[index], lambda *_index: picking(x, not by_rows(given))
    return A[index], function("softmax", x.T).T if by_rows(given) else function("softmax", x)


def other_selection(given: SimpleNamespace, index: Index) -> tuple[Letter, Any]:
    """An average for hard attention, a pick for soft."""
    x = scored(given, index)
    return A[index], along(given, "softmax", x) if is_hard(given) else lambda *_index: picking(x, by_rows(given))


def softmax_then_mask(given: SimpleNamespace, index: Index) -> tuple[Letter, Node]:
    """Weights of all keys, the hidden ones struck out afterwards."""
    return A[index], function("⊙", along(given, "softmax", S[index]), visible(given))


def scaled_late(given: SimpleNamespace) -> Mapping[Letter, Node]:
    """The plain products into softmax, and the scale behind it."""
    late = {A[i]: c * along(given, "softmax", S[i]) for i in heads(given)}
    return late | {S[i]: P[i] for i in heads(given)}


def made_from(letter: Letter, source: Letter, weights: Letter) -> Swap:
    """Swaps what queries, keys or values are made from; the heads' blocks of them stay blocks."""
    return lambda given: {letter: lambda *i: block(given, letter, *i) if i else times(given, source, weights)}


def added(given: SimpleNamespace) -> Mapping[Letter, Any]:
    """The heads' results added up instead of joined."""
    first, *rest = (mixed(given, index) for index in heads(given))
    total: Node = first
    for result in rest:
        total = total + result
    return {out: total}


def turned(given: SimpleNamespace) -> Mapping[Letter, Any]:
    """The same numbers in the other layout: every matrix given is transposed.

    The heads' blocks of given queries, keys and values are named beside these, or they would count as theirs.
    """
    arrays = {name: getattr(given, name) for name in TURNED}
    over = {name: array.T for name, array in arrays.items() if array is not None}
    other = SimpleNamespace(**vars(given) | over | {"layout": "columns" if by_rows(given) else "rows"})
    blocks = {letter[i]: block(other, letter, i) for letter in (Q, K, V) for index in heads(given) for i in index}
    return {TURNED[name]: array for name, array in over.items()} | {layout: other.layout} | blocks


def averages(given: SimpleNamespace) -> bool:
    """Whether nothing is hidden, and softmax makes the weights."""
    return bool(given.mask == "none" and not is_hard(given))


def is_masked(given: SimpleNamespace) -> bool:
    return bool(given.mask != "none")


MISTAKES = (
    *OF_SCORES,
    Mistake("softmax-over-queries", _("weights are normalised over the keys: every query's weights add up to 1",
                                      "权重对键归一化：每个查询的权重之和为 1"),
            in_every_head(over_queries)),
    Mistake("forgot-softmax", _("the scores go through softmax before they weigh anything", "打分要经过 softmax 才是权重"),
            in_every_head(lambda _v, i: (A[i], S[i])), averages),
    Mistake("scaled-after-softmax", _("the scale belongs inside softmax: divided afterwards, weights no longer add up to 1",
                                      "缩放要在 softmax 之前：之后再缩放，权重之和就不再是 1"),
            scaled_late,
            lambda v: v.score == "scaled-dot" and averages(v)),
    Mistake("scores-weigh-values", _("the values are weighted by softmax's weights, not by the scores",
                                     "对值加权用的是 softmax 之后的权重，不是打分"),
            in_every_head(lambda v, i: (mixed(v, i), times(v, S[i], V[i]))), averages),
    Mistake("keys-averaged", _("the weights average the values, not the keys", "权重作用于值，而不是键"),
            in_every_head(lambda v, i: (mixed(v, i), times(v, A[i], K[i])))),
    Mistake("averaged", _("hard attention takes the one value whose key has the largest score, it does not average",
                          "硬性注意力只取得分最大的键所对应的值，不作加权平均"), in_every_head(other_selection), is_hard),
    Mistake("picked-one", _("soft attention averages all values; to take only the best is hard attention",
                            "软性注意力对所有值加权平均；只取最大的一个是硬性注意力"),
            in_every_head(other_selection), lambda v: not is_hard(v)),
    Mistake("forgot-mask", _("hidden keys must weigh nothing", "被掩蔽的键权重应为 0"),
            in_every_head(lambda _v, i: (S_m[i], S[i])), is_masked),
    Mistake("mask-after-softmax", _("the mask is added before softmax, or the weights no longer add up to 1",
                                    "掩码要在 softmax 之前加上，否则权重之和不再是 1"),
            in_every_head(softmax_then_mask), lambda v: is_masked(v) and not is_hard(v)),
    Mistake("masked-with-zero", _("a hidden score is −∞, not 0: 0 may be the largest, and weighs e⁰ = 1 in softmax",
                                  "被掩蔽的打分应为 −∞，不是 0：0 可能最大，在 softmax 中权重为 e⁰ = 1"),
            in_every_head(lambda v, i: (S_m[i], function("⊙", S[i], visible(v)))), is_masked),
    Mistake("ignored-context", _("in cross-attention the keys and values come from the context",
                                 "交叉注意力的键和值来自上下文序列"),
            lambda v: {**made_from(K, X, W_K)(v), **made_from(V, X, W_V)(v)}, lambda v: v.context is not None and v.mask == "none"),
    Mistake("queries-from-context", _("in cross-attention the queries come from x", "交叉注意力的查询来自 x"),
            made_from(Q, C, W_Q), lambda v: v.context is not None),
    Mistake("heads-not-split", _("queries, keys and values are split first: every head has its own softmax",
                                 "要先把查询、键、值分头：每个头各作一次 softmax"), {h: 1}, lambda v: v.heads > 1),
    Mistake("heads-added", _("the heads' results are joined side by side, not added", "各头的结果应拼接，而不是相加"),
            added, lambda v: v.heads > 1 and v.w_o is None),
    Mistake("forgot-output-projection", _("the joined heads still go through W_O", "各头拼接后还要乘以 W_O"),
            {out: H}, lambda v: v.w_o is not None),
    Mistake("columns", _("tokens as columns (nndl): every matrix transposed, scores from KᵀQ, weights down a column, output V A",
                         "词元为列（nndl）：所有矩阵转置，打分由 KᵀQ 得到，权重逐列归一化，输出 V A"),
            turned, by_rows, convention=True),
    Mistake("rows", _("tokens as rows (Vaswani et al., d2l): every matrix transposed, scores from QKᵀ, weights along a row, "
                      "output A V", "词元为行（Vaswani 等、d2l）：所有矩阵转置，打分由 QKᵀ 得到，权重逐行归一化，输出 A V"),
            turned, lambda v: not by_rows(v), convention=True),
)  # fmt: skip
