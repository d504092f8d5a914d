"""Attention: queries, keys, values, scores, weights and output, with every matrix shown."""

from __future__ import annotations

from types import SimpleNamespace

from dlstudy.calculators import attention_inputs as inputs
from dlstudy.calculators.attention_examples import EXAMPLES
from dlstudy.calculators.attention_inputs import ENTRIES, EXAMPLE
from dlstudy.calculators.attention_lines import (
    W_K,
    W_O,
    W_Q,
    W_V,
    A,
    C,
    K,
    Q,
    S,
    U_a,
    V,
    W_a,
    W_b,
    X,
    by_rows,
    h,
    layout,
    out,
    reference,
    steps,
    tokens,
    v_a,
)
from dlstudy.calculators.attention_mistakes import MISTAKES
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Output, Rule
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Letter

MOST_NAMED = 40  # rows of all heads together; a longer matrix is shown in brackets, shortened


def _array(letter: Letter, name: str, what: Text, shape: tuple[str, ...]) -> Array:
    default = EXAMPLE.get(name)
    return Array(letter, name, what, shape=shape, default=default, required=default is not None, entries=ENTRIES)


def _heads_rows(given: SimpleNamespace) -> tuple[str, ...]:
    """`head 2, q1`: which head and query (in columns: which key) a row of the scores is; with one head it is plain."""
    rows = _named(given, "q" if by_rows(given) else "k")
    if given.heads == 1 or given.heads * len(rows) > MOST_NAMED:
        return ()
    name = _("head {i}, {row}", "头 {i}，{row}")
    return tuple(str(name(i=i, row=row)) for i in range(1, given.heads + 1) for row in rows)


def _heads_columns(given: SimpleNamespace) -> tuple[str, ...]:
    return _named(given, "k" if by_rows(given) else "q")


def _named(given: SimpleNamespace, name: str) -> tuple[str, ...]:
    return tuple(f"{name}{i}" for i in range(1, tokens(given, name) + 1))


CALCULATOR = Calculator(
    name="attention",
    title=_("Attention", "注意力机制"),
    topic="self-attention",
    source="Vaswani et al. (2017), arXiv:1706.03762, section 3.2; nndl ch. 8; d2l, “Attention Scoring Functions”",
    summary=_(
        "Self- or cross-attention with every matrix shown: queries, keys, values, scores, weights, output.",
        "自注意力或交叉注意力，写出每个矩阵：查询、键、值、打分、权重、输出。",
    ),
    params=(
        _array(X, "x", _("the tokens, one per row (per column with layout columns)", "各词元，每行一个（layout 为 columns 时每列一个）"), ("tokens", "width")),
        _array(W_Q, "w_q", _("makes queries of tokens", "由词元得到查询的矩阵"), ("width", "query_width")),
        _array(W_K, "w_k", _("makes keys of tokens", "由词元得到键的矩阵"), ("width", "key_width")),
        _array(W_V, "w_v", _("makes values of tokens", "由词元得到值的矩阵"), ("width", "value_width")),
        _array(Q, "q", _("queries, given with k and v instead of x", "查询，与 k、v 一起给出，代替 x"),
                ("tokens", "query_width")),
        _array(K, "k", _("keys, given with q and v instead of x", "键，与 q、v 一起给出，代替 x"),
                ("sources", "key_width")),
        _array(V, "v", _("values, given with q and k instead of x", "值，与 q、k 一起给出，代替 x"),
                ("sources", "value_width")),
        _array(C, "context", _("cross-attention: the tokens that keys and values are made of",
                                "交叉注意力：键和值由这个序列得到"), ("sources", "width")),
        Int(h, "heads", _("heads that queries, keys and values are split into", "把查询、键、值分成几个头"),
            low=1, high=64, default=1, letters=False),
        _array(W_O, "w_o", _("output projection of the joined heads", "各头拼接后的输出投影矩阵"),
                ("value_width", "out_width")),
        Choice(Letter("score"), "score", _("how a query q is compared with a key k", "打分函数：查询 q 与键 k 怎样比较"),
               default="scaled-dot", options={
            "scaled-dot": _("q·k / √d_k, d_k the length of one head's key", "q·k / √d_k，d_k 为一个头的键长"),
            "dot": _("q·k", "q·k（点积）"),
            "additive": _("v tanh(W k + U q), an MLP, with w_a, u_a, v_a", "v tanh(W k + U q)（加性，即 MLP），需给 w_a、u_a、v_a"),
            "bilinear": _("q W kᵀ, with w_b (with tokens as columns kᵀ W q, as in nndl)", "q W kᵀ（双线性），需给 w_b；按列书写时为 kᵀ W q（nndl）"),
            "cosine": _("the cosine of the angle between q and k, not scaled", "q 与 k 夹角的余弦，不再缩放"),
        }),
        Choice(Letter("selection"), "selection", _("how a query turns its scores into a value", "由打分怎样选取值"), default="soft", options={
            "soft": _("all values, averaged with softmax's weights", "软性注意力：按 softmax 权重对所有值加权平均"),
            "hard": _("the value of the key with the largest score, the first of equal ones (hard attention's other form draws "
                      "a value at random by softmax's weights, see nndl: not worked here)",
                      "硬性注意力：取得分最大的键所对应的值，相等时取第一个（另一种形式是按 softmax 权重随机采样，见 nndl，这里不算）"),
        }),
        Choice(Letter("mask"), "mask", _("which keys are hidden, by −∞ added to their scores; padding:2 shows every query "
                                         "the first 2 keys only, causal+padding:2 hides what either would",
                                         "哪些键被掩蔽（打分加 −∞）；padding:2 表示只看前 2 个键，其余是填充，causal+padding:2 表示两种掩码都用"),
               default="none", prefixes=("padding:", "causal+padding:"), options={
            "none": _("no key", "不掩蔽"),
            "causal": _("those after the query's own position", "查询自身位置之后的键"),
        }),
        _array(W_a, "w_a", _("additive scoring: turns keys into the hidden layer", "加性打分：键到隐藏层的矩阵"),
                ("key_width", "hidden")),
        _array(U_a, "u_a", _("additive scoring: turns queries into the hidden layer", "加性打分：查询到隐藏层的矩阵"),
                ("query_width", "hidden")),
        _array(v_a, "v_a", _("additive scoring: weighs the hidden layer", "加性打分：隐藏层的权重向量"), ("hidden",)),
        _array(W_b, "w_b", _("bilinear scoring: the matrix between query and key", "双线性打分：查询与键之间的矩阵"),
                ("query_width", "key_width")),
        Choice(layout, "layout", _("whether a token is a row or a column of every matrix given and shown; the numbers are the same, "
                                   "every matrix is transposed (v_a is a list in both)",
                                   "词元是行还是列，对给出和写出的所有矩阵都一样；数不变，矩阵全部转置（v_a 总是一列数）"),
               default="rows", options={
            "rows": _("Q = X W_Q, softmax(QKᵀ/√d_k)V, softmax along each row: Vaswani et al., d2l, PyTorch",
                      "Q = X W_Q，softmax(QKᵀ/√d_k)V，逐行 softmax：Vaswani 等、d2l、PyTorch"),
            "columns": _("Q = W_Q X, V softmax(KᵀQ/√d_k), softmax down each column: nndl's book",
                         "Q = W_Q X，V softmax(KᵀQ/√d_k)，逐列 softmax：nndl 原书"),
        }),
    ),
    outputs=(
        Output(Q, "q", _("queries", "查询"), "matrix"),
        Output(K, "k", _("keys", "键"), "matrix"),
        Output(V, "v", _("values", "值"), "matrix"),
        Output(S, "scores", _("scores, before the mask", "打分（掩码之前）"), "matrix",
               rows=_heads_rows, columns=_heads_columns),
        Output(A, "weights", _("attention weights", "注意力权重"), "matrix",
               rows=_heads_rows, columns=_heads_columns),
        Output(out, "output", _("output", "输出"), "matrix"),
    ),
    rules=(
        Rule(inputs.lengths_agree, _("queries and keys must be equally long for this score; additive and bilinear scores join unequal ones",
                              "这种打分要求查询与键等长；不等长时可用 additive 或 bilinear")),
        Rule(inputs.heads_divide, _("the heads must divide the lengths of queries, keys and values",
                              "头数必须整除查询、键、值的长度")),
        Rule(lambda v: v.heads == 1 or v.score not in ("additive", "bilinear"),
             _("additive and bilinear scores are worked for one head: leave out heads, or take scaled-dot, dot or cosine",
               "加性与双线性打分只按一个头计算：去掉 heads，或改用 scaled-dot、dot、cosine")),
        Rule(lambda v: v.score != "additive" or None not in (v.w_a, v.u_a, v.v_a),
             _("additive scores need w_a, u_a and v_a", "加性打分需要 w_a、u_a、v_a")),
        Rule(lambda v: v.score != "bilinear" or v.w_b is not None,
             _("bilinear scores need w_b", "双线性打分需要 w_b")),
        Rule(inputs.no_weights_to_spare, _("w_a, u_a and v_a are for score additive, w_b is for score bilinear: choose that score",
                                           "w_a、u_a、v_a 用于 additive 打分，w_b 用于 bilinear 打分：请选相应的 score")),
        Rule(inputs.has_directions, _("a query or key of zeros has no direction and so no cosine: give others, or another score",
                                      "零向量没有方向，余弦无定义：请换一组，或换一种打分")),
        Rule(inputs.length_fits, _("a padding mask leaves at least one key and at most all: write it padding:2",
                             "填充掩码至少留下一个键，至多留下全部，写作 padding:2")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=EXAMPLES,
    usage=(
        '--x "1 0; 0 1; 1 1" --w-q "1 1; 0 1" --w-k "1 0; 1 1" --w-v "1 2; 0 1" --mask causal',
        '--q "1 0; 0 1" --k "1 1; 0 1" --v "2 0; 0 3" --score dot',
        '--x "1 0" --context "1 0; 0 1" --w-q "1 2; 0 1" --w-k "1 0; 1 1" --w-v "1 2; 0 1" --heads 2',
        '--q "1 0; 0 1" --k "1 1; 0 1" --v "2 0; 0 3" --score dot --selection hard --mask padding:1',
    ),
    sizes={"tokens": (2, 3), "width": (2, 3), "query_width": (2,), "key_width": (2,), "value_width": (2,), "sources": (2, 3),
           "out_width": (2,), "hidden": (2,)},
    derive=inputs.derive,
    draw=inputs.drawn,
    exact_below=inputs.exact_below,
)  # fmt: skip
