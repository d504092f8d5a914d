"""The lines attention is worked out by, and its way through NumPy.

Written for tokens as rows (Vaswani et al., d2l). With tokens as columns (nndl) every matrix is transposed, so that a
product is written the other way round and softmax runs down the columns. Rows are the default: with them the sequence
mask hides what lies above the diagonal, and a Transformer's layers are x W + b, as people draw and write them.
"""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.attention_hard import picking
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, letters, sqrt

X, C, W_Q, W_K, W_V, W_O, W_a, U_a, v_a, W_b = letters("X C W_Q W_K W_V W_O W_a U_a v_a W_b")
Q, K, V, d_k, c, P, S, M, S_m, A, H, out = letters("Q K V d_k c P S M S_m A H O")
Q_u, K_u, Q_b, Q_a, K_a, s = letters("Q_u K_u Q_b Q_a K_a s")
h, layout = letters("h layout")

Lines = Generator[Step | Do, Any, None]


def by_rows(given: SimpleNamespace) -> bool:
    """Whether a token is a row."""
    return bool(given.layout == "rows")


def times(given: SimpleNamespace, left: Node, right: Node) -> Node:
    """The product that is `left right` with tokens as rows."""
    return left * right if by_rows(given) else right * left


def along(given: SimpleNamespace, name: str, x: Node, *more: Node | int) -> Node:
    """An operation that works on each token's row (or column) of x."""
    return function(name, x, *more) if by_rows(given) else function(name, x.T, *more).T


def width(given: SimpleNamespace, name: str) -> int:
    """The length of a query, key or value, all heads together."""
    made = getattr(given, f"w_{name}") if given.q is None else getattr(given, name)
    return int(made.shape[1 if by_rows(given) else 0])


def tokens(given: SimpleNamespace, name: str) -> int:
    """How many queries or keys there are."""
    source = getattr(given, name)
    if source is None:
        source = given.x if name == "q" or given.context is None else given.context
    return int(source.shape[0 if by_rows(given) else 1])


def heads(given: SimpleNamespace) -> tuple[tuple[int, ...], ...]:
    """The index of each head's letters; none where there is but one head."""
    return tuple((i,) for i in range(1, given.heads + 1)) if given.heads > 1 else ((),)


def mixed(given: SimpleNamespace, index: tuple[int, ...]) -> Letter:
    """The letter of weights times values: of a head, of the only head, or already of the output."""
    return H[index] if index or given.w_o is not None else out


def steps(given: SimpleNamespace) -> Lines:
    if given.q is None:
        source = X if given.context is None else C
        yield Step(Q, times(given, X, W_Q), _("queries", "查询"))
        yield Step(K, times(given, source, W_K), _("keys", "键"))
        yield Step(V, times(given, source, W_V), _("values", "值"))
    if given.score == "scaled-dot":
        size = Num(width(given, "k"))
        yield Step(
            d_k, size / given.heads if given.heads > 1 else size, _("length of a head's key", "一个头的键的长度")
        )
        yield Step(c, 1 / sqrt(d_k), _("the scale", "缩放因子"))
    for index in heads(given):
        group = _("head {i}", "第 {i} 个头")(i=index[0]) if index else None
        yield from _split(given, index, group)
        yield from _scores(given, index, group)
        yield from _weights(given, index, group)
        yield Step(mixed(given, index), times(given, A[index], V[index]), _mixing(given), group)
    if given.heads > 1:
        yield from _join(given)
    if given.w_o is not None:
        yield Step(out, times(given, H, W_O), _("output projection", "输出投影"))


def _mixing(given: SimpleNamespace) -> Text:
    if is_hard(given):
        return _("the value that was picked", "取出选中的值")
    return _("values, averaged with these weights", "按权重对值加权平均")


def block(given: SimpleNamespace, letter: Letter, i: int) -> Node:
    """Head i's own block of the queries, keys or values."""
    size = width(given, letter.name.lower()) // given.heads
    return function("columns" if by_rows(given) else "rows", letter, (i - 1) * size + 1, i * size)


def _split(given: SimpleNamespace, index: tuple[int, ...], group: Text | None) -> Lines:
    for letter in (Q, K, V):
        for i in index:
            yield Step(
                letter[i], block(given, letter, i), _("the block that is this head's", "属于这个头的那一块"), group
            )


def _scores(given: SimpleNamespace, index: tuple[int, ...], group: Text | None) -> Lines:
    q, k, score = Q[index], K[index], S[index]
    compare = _("every query with every key", "每个查询与每个键作比较")
    formula = scoring(given, index)
    if given.score == "scaled-dot":
        yield Step(P[index], times(given, q, k.T), _("every query times every key", "每个查询与每个键的点积"), group)
        yield Step(score, formula, _("scaled, so that they do not grow with the length of a key",
                                          "缩放，使其不随键的长度增大"), group)  # fmt: skip
    elif given.score == "dot":
        yield Step(score, formula, compare, group)
    elif given.score == "cosine":
        for made, letter in ((Q_u[index], q), (K_u[index], k)):
            yield Step(
                made, along(given, "normalize", letter), _("each divided by its length", "各除以自己的长度"), group
            )
        yield Step(score, formula, _("cosines", "余弦相似度"), group)
    elif given.score == "bilinear":
        yield Step(Q_b, times(given, q, W_b), _("queries, turned into the keys' space", "把查询变到键的空间"))
        yield Step(score, formula, compare)
    else:
        yield from _additive(given)


def scoring(given: SimpleNamespace, index: tuple[int, ...]) -> Node:
    """The scores, made of the lines before them."""
    if given.score == "scaled-dot":
        return c * P[index]
    if given.score == "additive":
        every = function("stack", *(s[i] for i in range(1, tokens(given, "q") + 1)))
        return every if by_rows(given) else every.T
    left, right = {"cosine": (Q_u, K_u), "bilinear": (Q_b, K)}.get(given.score, (Q, K))
    return times(given, left[index], right[index].T)


def hidden_layer(given: SimpleNamespace, i: int) -> Node:
    """W x + U q before tanh, of query i: a row for every key x, in either layout."""
    if by_rows(given):
        return K_a + function("rows", Q_a, i, i)
    return K_a.T + function("columns", Q_a, i, i).T


def _additive(given: SimpleNamespace) -> Lines:
    """One row of scores per query: v tanh(W x + U q) for every key x."""
    yield Step(K_a, times(given, K, W_a), _("the keys' share of the hidden layer", "键对隐藏层的贡献"))
    yield Step(Q_a, times(given, Q, U_a), _("the queries' share of the hidden layer", "查询对隐藏层的贡献"))
    for i in range(1, tokens(given, "q") + 1):
        row = v_a * function("tanh", hidden_layer(given, i)).T
        yield Step(s[i], row, _("scores of query {i}", "查询 {i} 的打分")(i=i))
    yield Step(S, scoring(given, ()), _("all scores", "全部打分"))


def seen_length(mask: str) -> int | None:
    """The number of keys that are no padding; none where the mask does not speak of it."""
    return int(mask.rpartition(":")[2]) if ":" in mask else None


def scored(given: SimpleNamespace, index: tuple[int, ...]) -> Letter:
    """What the weights are made of: the scores, masked where there is a mask."""
    return S[index] if given.mask == "none" else S_m[index]


def _weights(given: SimpleNamespace, index: tuple[int, ...], group: Text | None) -> Lines:
    if given.mask != "none":
        yield Step(
            M[index],
            hidden_keys(given, S[index]),
            _("the mask: −∞ where nobody may look", "掩码：不可见处为 −∞"),
            group,
        )
        yield Step(S_m[index], S[index] + M[index], _("added before the scores become weights",
                                                      "先加掩码，再由打分得到权重"), group)  # fmt: skip
    scores = scored(given, index)
    if is_hard(given):
        yield Do(A[index], picking(scores, by_rows(given)), (scores,),
                 _("hard attention: all the weight on the key with the largest score, the first of equal ones",
                   "硬性注意力：全部权重给得分最大的键，相等时取第一个"), group)  # fmt: skip
    else:
        why = _("softmax over the keys: each query's weights add up to 1", "对键作 softmax：每个查询的权重之和为 1")
        yield Step(A[index], along(given, "softmax", scores), why, group)


def is_hard(given: SimpleNamespace) -> bool:
    """Whether each query takes one value instead of an average."""
    return bool(given.selection == "hard")


def hidden_keys(given: SimpleNamespace, like: Node) -> Node:
    """The mask: 0 where a query may look, −∞ elsewhere."""
    length = seen_length(given.mask)
    ahead = along(given, "causal", like)
    if length is None:
        return ahead
    padded = along(given, "padding", like, length)
    return ahead + padded if given.mask.startswith("causal") else padded


def _join(given: SimpleNamespace) -> Lines:
    side = "concat" if by_rows(given) else "stack"
    for letter, why in ((S, _("scores of all heads, one below the other", "各头的打分，上下叠放")),
                        (A, _("weights of all heads, one below the other", "各头的权重，上下叠放"))):  # fmt: skip
        yield Step(letter, function("stack", *(letter[i] for i in heads(given))), why)
    joined = out if given.w_o is None else H
    yield Step(joined, Op(side, tuple(H[i] for i in heads(given))), _("the heads side by side", "各头拼接"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every output in float64, all heads at once, tokens as rows until the very end."""
    import numpy as np

    from dlstudy.reference import attention as ref

    def array(name: str) -> Any:
        grid = getattr(given, name)
        found = None if grid is None else np.array(grid.rows, dtype=float)
        return found if found is None or by_rows(given) or name == "v_a" else found.T

    source = "x" if given.context is None else "context"
    q, k, v = (array(n) if given.q is not None else array(x) @ array(f"w_{n}")
               for n, x in (("q", "x"), ("k", source), ("v", source)))  # fmt: skip
    split = [ref.split_heads(y, given.heads) for y in (q, k, v)]
    score: dict[str, Any] = {
        "dot": ref.dot_scores, "scaled-dot": ref.scaled_dot_scores, "cosine": ref.cosine_scores,
        "bilinear": lambda a, b: ref.bilinear_scores(a, b, array("w_b")),
        "additive": lambda a, b: ref.additive_scores(a, b, array("u_a"), array("w_a"), array("v_a")),
    }  # fmt: skip
    scores = score[given.score](split[0], split[1])
    mask, length = np.ones((len(q), len(k)), dtype=bool), seen_length(given.mask)
    if given.mask.startswith("causal"):
        mask &= ref.causal_mask(len(q), len(k))
    if length is not None:
        mask &= ref.padding_mask(length, len(k))
    attend = ref.attend_hard if is_hard(given) else ref.attend
    weights, outputs = attend(scores, split[2], mask)
    joined = ref.join_heads(outputs)
    found = {"q": q, "k": k, "v": v, "output": joined if given.w_o is None else joined @ array("w_o")}
    stacked = {"scores": scores, "weights": weights}
    if not by_rows(given):
        found, stacked = ({n: np.swapaxes(y, -1, -2) for n, y in each.items()} for each in (found, stacked))
    return found | {name: np.concatenate(y) for name, y in stacked.items()}
