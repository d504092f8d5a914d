"""The wrong turns people take with attention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.attention_lines import (
    W_K,
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
    V,
    X,
    block,
    by_rows,
    c,
    d_k,
    heads,
    mixed,
    out,
    seen_length,
    times,
    tokens,
    width,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, sqrt

Index = tuple[int, ...]
Swap = Callable[[SimpleNamespace], Mapping[Letter, Any]]


def in_every_head(line: Callable[[SimpleNamespace, Index], tuple[Letter, Node]]) -> Swap:
    """Swaps the line that `line` names, and its formula, in every head."""
    return lambda given: dict(line(given, index) for index in heads(given))


def scored(given: SimpleNamespace, index: Index) -> Letter:
    """What softmax is taken of."""
    return S[index] if given.mask == "none" else S_m[index]


def products(given: SimpleNamespace) -> Letter:
    """The letter of the queries' products with the keys."""
    return P if given.score == "scaled-dot" else S


def visible(given: SimpleNamespace) -> Node:
    """The matrix that is 1 where a query may look, else 0."""
    n, m = tokens(given, "q"), tokens(given, "k")
    length = seen_length(given.mask) or m
    ahead = given.mask.startswith("causal")
    table = [[int(j < length and (j <= i or not ahead)) for j in range(m)] for i in range(n)]
    if not by_rows(given):
        table = [list(column) for column in zip(*table, strict=True)]
    return Op("matrix", tuple(Op("row", tuple(Num(x) for x in row)) for row in table))


def softmax_over_queries(given: SimpleNamespace, index: Index) -> tuple[Letter, Node]:
    """Softmax along the other axis."""
    x = scored(given, index)
    return A[index], function("softmax", x.T).T if by_rows(given) else function("softmax", x)


def softmax_then_mask(given: SimpleNamespace, index: Index) -> tuple[Letter, Node]:
    """Weights of all keys, the hidden ones struck out afterwards."""
    x = S[index]
    weights = function("softmax", x) if by_rows(given) else function("softmax", x.T).T
    return A[index], function("⊙", weights, visible(given))


def made_from(letter: Letter, source: Letter, weights: Letter) -> Swap:
    """Swaps what queries, keys or values are made from; the heads' blocks of them stay blocks."""
    return lambda given: {letter: lambda *i: block(given, letter, *i) if i else times(given, source, weights)}


def is_scaled(given: SimpleNamespace) -> bool:
    return bool(given.score == "scaled-dot")


def by_products(given: SimpleNamespace) -> bool:
    """Whether queries are multiplied with keys as they are."""
    return given.score in ("dot", "scaled-dot")


def fits_untransposed(given: SimpleNamespace) -> bool:
    """Whether Q K can be multiplied at all, and gives a score to every query and key."""
    size = width(given, "k") // given.heads
    return by_products(given) and tokens(given, "k") == size


MISTAKES = (
    Mistake("no-scale", _("the scores are scaled by 1/√d_k before softmax", "打分要先乘以 1/√d_k 再作 softmax"),
            {c: 1}, is_scaled),
    Mistake("scale-without-root", _("divide by √d_k, not by d_k", "应除以 √d_k，而不是 d_k"), {c: 1 / d_k}, is_scaled),
    Mistake("scale-multiplied", _("divide by √d_k, do not multiply by it", "应除以 √d_k，而不是乘以它"),
            {c: sqrt(d_k)}, is_scaled),
    Mistake("scale-of-model", _("d_k is the length of one head's key, not of all heads' together",
                                "d_k 是一个头的键的长度，不是所有头合起来的长度"),
            lambda v: {d_k: Num(width(v, "k"))}, lambda v: is_scaled(v) and v.heads > 1),
    Mistake("keys-not-transposed", _("a score is a query times a key: the keys are transposed",
                                     "打分是查询与键的内积：键矩阵要转置"),
            in_every_head(lambda v, i: (products(v)[i], times(v, Q[i], K[i]))), fits_untransposed),
    Mistake("keys-ask", _("the queries ask: softmax runs over the keys, one query's scores at a time",
                          "发起查询的是 Q：每个查询对所有键的打分作 softmax"),
            in_every_head(lambda v, i: (products(v)[i], times(v, K[i], Q[i].T))),
            lambda v: by_products(v) and tokens(v, "q") == tokens(v, "k")),
    Mistake("softmax-over-queries", _("softmax runs over the keys: every query's weights add up to 1",
                                      "softmax 对键进行：每个查询的权重之和为 1"),
            in_every_head(softmax_over_queries)),
    Mistake("forgot-softmax", _("the scores go through softmax before they weigh anything", "打分要经过 softmax 才是权重"),
            in_every_head(lambda _v, i: (A[i], S[i])), lambda v: v.mask == "none"),
    Mistake("scores-weigh-values", _("the values are weighted by softmax's weights, not by the scores",
                                     "对值加权用的是 softmax 之后的权重，不是打分"),
            in_every_head(lambda v, i: (mixed(v, i), times(v, S[i], V[i]))), lambda v: v.mask == "none"),
    Mistake("forgot-mask", _("hidden keys must weigh nothing", "被掩蔽的键权重应为 0"),
            in_every_head(lambda _v, i: (S_m[i], S[i])), lambda v: v.mask != "none"),
    Mistake("mask-after-softmax", _("the mask is added before softmax, or the weights no longer add up to 1",
                                    "掩码要在 softmax 之前加上，否则权重之和不再是 1"),
            in_every_head(softmax_then_mask), lambda v: v.mask != "none"),
    Mistake("masked-with-zero", _("a score of 0 still weighs e⁰ = 1: a hidden score is −∞",
                                  "打分为 0 时仍有权重 e⁰ = 1：被掩蔽的打分应为 −∞"),
            in_every_head(lambda v, i: (S_m[i], function("⊙", S[i], visible(v)))), lambda v: v.mask != "none"),
    Mistake("ignored-context", _("in cross-attention the keys and values come from the context",
                                 "交叉注意力的键和值来自上下文序列"),
            lambda v: {**made_from(K, X, W_K)(v), **made_from(V, X, W_V)(v)}, lambda v: v.context is not None and v.mask == "none"),
    Mistake("queries-from-context", _("in cross-attention the queries come from x", "交叉注意力的查询来自 x"),
            made_from(Q, C, W_Q), lambda v: v.context is not None),
    Mistake("forgot-output-projection", _("the joined heads still go through W_O", "各头拼接后还要乘以 W_O"),
            {out: H}, lambda v: v.w_o is not None),
)  # fmt: skip
