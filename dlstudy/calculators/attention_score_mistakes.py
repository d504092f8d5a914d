"""The wrong turns people take while they score keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.attention_lines import (
    K,
    K_a,
    P,
    Q,
    Q_a,
    Q_b,
    Q_u,
    S,
    U_a,
    W_a,
    W_b,
    c,
    d_k,
    heads,
    hidden_layer,
    s,
    scoring,
    times,
    tokens,
    v_a,
    width,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, Node, Num, function, sqrt

Index = tuple[int, ...]
Swap = Callable[[SimpleNamespace], Mapping[Letter, Any]]


def in_every_head(line: Callable[[SimpleNamespace, Index], tuple[Letter, Any]]) -> Swap:
    """Swaps the line that `line` names, and its formula, in every head."""
    return lambda given: dict(line(given, index) for index in heads(given))


def by(*scores: str) -> Callable[[SimpleNamespace], bool]:
    """Whether one of these scores is asked for."""
    return lambda given: given.score in scores


def products(given: SimpleNamespace) -> Letter:
    """The letter of the queries' products with the keys."""
    return P if given.score == "scaled-dot" else S


def fits_untransposed(given: SimpleNamespace) -> bool:
    """Whether Q K can be multiplied at all, and gives a score to every query and key."""
    size = width(given, "k") // given.heads
    return given.score in ("dot", "scaled-dot") and tokens(given, "k") == size


def scaled(given: SimpleNamespace, index: Index) -> tuple[Letter, Node]:
    """Scores over √d_k where the score function has no scale."""
    return S[index], scoring(given, index) / sqrt(Num(width(given, "k") // given.heads))


def without_tanh(given: SimpleNamespace) -> Mapping[Letter, Any]:
    """v (W x + U q)."""
    return {s: lambda i: v_a * hidden_layer(given, i).T}


def tanh_last(given: SimpleNamespace) -> Mapping[Letter, Any]:
    """tanh(v (W x + U q))."""
    return {s: lambda i: function("tanh", v_a * hidden_layer(given, i).T)}


def weights_exchanged(given: SimpleNamespace) -> Mapping[Letter, Any]:
    """W for the queries, U for the keys."""
    return {K_a: times(given, K, U_a), Q_a: times(given, Q, W_a)}


MISTAKES = (
    Mistake("no-scale", _("the scores are scaled by 1/√d_k before softmax", "打分要先乘以 1/√d_k 再作 softmax"),
            {c: 1}, by("scaled-dot")),
    Mistake("scale-without-root", _("divide by √d_k, not by d_k", "应除以 √d_k，而不是 d_k"), {c: 1 / d_k}, by("scaled-dot")),
    Mistake("scale-multiplied", _("divide by √d_k, do not multiply by it", "应除以 √d_k，而不是乘以它"),
            {c: sqrt(d_k)}, by("scaled-dot")),
    Mistake("scale-of-model", _("d_k is the length of one head's key, not of all heads' together",
                                "d_k 是一个头的键的长度，不是所有头合起来的长度"),
            lambda v: {d_k: Num(width(v, "k"))}, lambda v: v.score == "scaled-dot" and v.heads > 1),
    Mistake("scaled-anyway", _("only the scaled dot product is divided by √d_k, this score is not",
                               "只有缩放点积才除以 √d_k，这种打分不除"),
            in_every_head(scaled), by("dot", "cosine", "bilinear", "additive")),
    Mistake("keys-not-transposed", _("a score is a query times a key: the keys are transposed",
                                     "打分是查询与键的内积：键矩阵要转置"),
            in_every_head(lambda v, i: (products(v)[i], times(v, Q[i], K[i]))), fits_untransposed),
    Mistake("keys-ask", _("the queries ask: softmax runs over the keys, one query's scores at a time",
                          "发起查询的是 Q：每个查询对所有键的打分作 softmax"),
            in_every_head(lambda v, i: (products(v)[i], times(v, K[i], Q[i].T))),
            lambda v: v.score in ("dot", "scaled-dot") and tokens(v, "q") == tokens(v, "k")),
    Mistake("forgot-lengths", _("a cosine is the dot product divided by both lengths", "余弦是点积再除以两个向量的模"),
            in_every_head(lambda v, i: (S[i], times(v, Q[i], K[i].T))), by("cosine")),
    Mistake("one-length", _("a cosine is divided by the length of the key too, not of the query alone",
                            "余弦还要除以键的模，不只是查询的模"),
            in_every_head(lambda v, i: (S[i], times(v, Q_u[i], K[i].T))), by("cosine")),
    Mistake("forgot-matrix", _("the matrix W stands between query and key", "查询与键之间要乘以矩阵 W"),
            {Q_b: Q}, lambda v: v.score == "bilinear" and width(v, "q") == width(v, "k")),
    Mistake("matrix-transposed", _("W is multiplied as it is, not transposed", "W 直接相乘，不要转置"),
            lambda v: {Q_b: times(v, Q, W_b.T)}, lambda v: v.score == "bilinear" and width(v, "q") == width(v, "k")),
    Mistake("forgot-tanh", _("the hidden layer goes through tanh", "隐藏层要经过 tanh"), without_tanh, by("additive")),
    Mistake("tanh-last", _("tanh is taken of the hidden layer, before v weighs it", "先对隐藏层取 tanh，再与 v 相乘"),
            tanh_last, by("additive")),
    Mistake("weights-exchanged", _("w_a belongs to the keys, u_a to the queries", "w_a 作用于键，u_a 作用于查询"),
            weights_exchanged, lambda v: v.score == "additive" and width(v, "q") == width(v, "k")),
)  # fmt: skip
