"""Attention: queries, keys, values, scores, weights and output, with every matrix shown."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

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
    out,
    reference,
    seen_length,
    steps,
    tokens,
    v_a,
    width,
)
from dlstudy.calculators.attention_mistakes import MISTAKES
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Example, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Letter, Node

ENTRIES = (-1, 0, 1, 2)
QKV = ("q", "k", "v")
EXAMPLE = {
    "x": Grid([[1, 0], [0, 1], [1, 1]]),
    "w_q": Grid([[1, 1], [0, 1]]),
    "w_k": Grid([[1, 0], [1, 1]]),
    "w_v": Grid([[1, 2], [0, 1]]),
}
MAX_EXACT = 2**18  # multiplications, about a third of a second; beyond, the reference runs alone


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """With q, k and v given there is nothing to make them from; the example's matrices never mix with given ones."""
    if isinstance(values["heads"], Node):
        raise LearnerError(_("the number of heads must be a number", "头数必须是具体的数"))
    given = [name for name in QKV if values[name] is not None]
    if given and values["context"] is not None:
        raise LearnerError(_("a context needs x, w_q, w_k and w_v, not {given}",
                             "给出 context 时应给 x、w_q、w_k、w_v，而不是 {given}")(given=", ".join(given)))  # fmt: skip
    if given:
        if len(given) < 3:
            raise LearnerError(_("q, k and v are given together, or none of them", "q、k、v 要么都给，要么都不给"))
        return values | dict.fromkeys(EXAMPLE, None)
    left = [name for name, grid in EXAMPLE.items() if values[name] is grid]
    if left and (len(left) < len(EXAMPLE) or values["context"] is not None):
        raise LearnerError(
            _("give {left} too, or q, k and v instead", "还需给出 {left}，或改为给出 q、k、v")(left=", ".join(left))
        )
    if left and values["layout"] == "columns":
        return values | {name: grid.T for name, grid in EXAMPLE.items()}
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Turns the arrays, which were drawn as rows, where columns are wanted; draws what only this score needs.

    An array that is still text was given, and stands as it is.
    """
    columns = values["layout"] == "columns"
    if columns:
        values = {n: v.T if isinstance(v, Grid) and n != "v_a" else v for n, v in values.items()}
    q, k = (_length(values, name, 0 if columns else 1) for name in ("q", "k"))
    needs = {"additive": {"w_a": (k, 2), "u_a": (q, 2), "v_a": (1, 2)}, "bilinear": {"w_b": (q, k)}}
    for name, (n, m) in needs.get(values["score"], {}).items():
        if values[name] is None:
            grid = Grid([rng.choice(ENTRIES) for _j in range(m)] for _i in range(n))
            values = values | {name: grid.T if columns and name != "v_a" else grid}
    return values


def _length(values: dict[str, Any], name: str, axis: int) -> int:
    """How long a query or key is."""
    made = name if values[name] is not None else f"w_{name}"
    array, param = values[made], CALCULATOR.param(made)
    assert param
    return int((array if isinstance(array, Grid) else param.read(array)).shape[axis])


def _lengths_agree(given: SimpleNamespace) -> bool:
    return given.score in ("additive", "bilinear") or width(given, "q") == width(given, "k")


def _heads_divide(given: SimpleNamespace) -> bool:
    return not any(width(given, name) % given.heads for name in QKV)


def _length_fits(given: SimpleNamespace) -> bool:
    """Whether a padding mask leaves something to look at: a row hidden as a whole has no softmax."""
    if ":" not in given.mask:
        return True
    digits = given.mask.rpartition(":")[2]
    return digits.isdecimal() and len(digits) < 7 and 1 <= (seen_length(given.mask) or 0) <= tokens(given, "k")


def _has_directions(given: SimpleNamespace) -> bool:
    """Whether every query and key of every head has a direction, where cosines are asked for."""
    if given.score != "cosine" or not _exact_below(given):
        return True
    rows = given.layout == "rows"
    for name, source in (("q", given.x), ("k", given.x if given.context is None else given.context)):
        made, size = getattr(given, name), width(given, name) // given.heads
        if made is None:
            weights = getattr(given, f"w_{name}")
            made = source.product(weights) if rows else weights.product(source)
        for row in (made if rows else made.T).rows:
            if not all(any(row[i : i + size]) for i in range(0, len(row), size)):
                return False
    return True


def _exact_below(given: SimpleNamespace) -> bool:
    n, m, d = tokens(given, "q"), tokens(given, "k"), width(given, "q")
    made = 0 if given.q is not None else (n + 2 * m) * d * max(given.x.shape)
    return bool(n * m * (d + width(given, "v")) + made <= MAX_EXACT)


def _array(letter: Letter, name: str, what: Text, shape: tuple[str, ...]) -> Array:
    default = EXAMPLE.get(name)
    return Array(letter, name, what, shape=shape, default=default, required=default is not None, entries=ENTRIES)


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
        _array(X, "x", _("the tokens, one per row", "各词元，每行一个"), ("tokens", "width")),
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
        Int(Letter("h"), "heads", _("heads that queries, keys and values are split into", "把查询、键、值分成几个头"),
            low=1, high=64, default=1),
        _array(W_O, "w_o", _("output projection of the joined heads", "各头拼接后的输出投影矩阵"),
                ("value_width", "out_width")),
        Choice(Letter("score"), "score", _("how a query is compared with a key", "打分函数"), default="scaled-dot", options={
            "scaled-dot": _("q·k / √d_k", "q·k / √d_k（缩放点积）"),
            "dot": _("q·k", "q·k（点积）"),
            "additive": _("v tanh(W k + U q), with w_a, u_a, v_a", "v tanh(W k + U q)（加性），需给 w_a、u_a、v_a"),
            "bilinear": _("q W k, with w_b", "q W k（双线性），需给 w_b"),
            "cosine": _("the cosine of the angle between q and k", "q 与 k 夹角的余弦"),
        }),
        Choice(Letter("mask"), "mask", _("which keys are hidden, by −∞ added before softmax", "哪些键被掩蔽（softmax 之前加 −∞）"),
               default="none", prefixes=("padding:", "causal+padding:"), options={
            "none": _("none", "不掩蔽"),
            "causal": _("those after the query's own position", "查询自身位置之后的键"),
        }),
        _array(W_a, "w_a", _("additive scoring: turns keys into the hidden layer", "加性打分：键到隐藏层的矩阵"),
                ("key_width", "hidden")),
        _array(U_a, "u_a", _("additive scoring: turns queries into the hidden layer", "加性打分：查询到隐藏层的矩阵"),
                ("query_width", "hidden")),
        _array(v_a, "v_a", _("additive scoring: weighs the hidden layer", "加性打分：隐藏层的权重向量"), ("hidden",)),
        _array(W_b, "w_b", _("bilinear scoring: the matrix between query and key", "双线性打分：查询与键之间的矩阵"),
                ("query_width", "key_width")),
        Choice(Letter("layout"), "layout", _("whether a token is a row or a column, of every matrix given and shown",
                                             "词元是行还是列（对给出和写出的所有矩阵）"), default="rows", options={
            "rows": _("rows: softmax(QKᵀ/√d)V, as in Vaswani et al. and d2l", "行：softmax(QKᵀ/√d)V（Vaswani 等，d2l）"),
            "columns": _("columns: V softmax(KᵀQ/√d), as in nndl; weights stand on the left: Q = W_Q X",
                         "列：V softmax(KᵀQ/√d)（nndl），权重矩阵左乘：Q = W_Q X"),
        }),
    ),
    outputs=(
        Output(Q, "q", _("queries", "查询"), "matrix"),
        Output(K, "k", _("keys", "键"), "matrix"),
        Output(V, "v", _("values", "值"), "matrix"),
        Output(S, "scores", _("scores, scaled, before the mask", "打分（缩放之后、掩码之前）"), "matrix"),
        Output(A, "weights", _("attention weights", "注意力权重"), "matrix"),
        Output(out, "output", _("output", "输出"), "matrix"),
    ),
    rules=(
        Rule(_lengths_agree, _("queries and keys must be equally long for this score", "这种打分要求查询与键等长")),
        Rule(_heads_divide, _("the heads must divide the lengths of queries, keys and values",
                              "头数必须整除查询、键、值的长度")),
        Rule(lambda v: v.heads == 1 or v.score not in ("additive", "bilinear"),
             _("additive and bilinear scores are worked for one head", "加性与双线性打分只按一个头计算")),
        Rule(lambda v: v.score != "additive" or None not in (v.w_a, v.u_a, v.v_a),
             _("additive scores need w_a, u_a and v_a", "加性打分需要 w_a、u_a、v_a")),
        Rule(lambda v: v.score != "bilinear" or v.w_b is not None,
             _("bilinear scores need w_b", "双线性打分需要 w_b")),
        Rule(_has_directions, _("a query or key of zeros has no direction: no cosine", "零向量没有方向，余弦无定义")),
        Rule(_length_fits, _("a padding mask leaves at least one key and at most all: write it padding:2",
                             "填充掩码至少留下一个键，至多留下全部，写作 padding:2")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "1 0 1 0; 0 2 0 2; 1 1 1 1", "w_q": "1 0 1; 1 0 0; 0 0 1; 0 1 1", "score": "dot",
                 "w_k": "0 0 1; 1 1 0; 0 1 0; 1 1 0", "w_v": "0 2 0; 0 3 0; 1 0 3; 1 1 0"},
                {"scores": Grid([[2, 4, 4], [4, 16, 12], [4, 12, 10]]),
                 "output": Grid([[1.9366, 6.6831, 1.5951], [2, 7.9640, 0.0540], [1.9997, 7.7599, 0.3584]])},
                "Raimi Karim (2019), “Illustrated: Self-Attention”, Towards Data Science", within=6e-5),
        Example({"x": "1 0 0; 0 1 0; 1 1 0; 0 0 1", "w_q": "2 0 2; 2 0 0; 2 1 2", "w_k": "2 2 2; 0 2 1; 0 1 1",
                 "w_v": "1 1 0; 0 1 1; 0 0 0"},
                {"output": Grid([[0.98522025, 1.74174051, 0.75652026], [0.90965265, 1.40965265, 0.5],
                                 [0.99851226, 1.75849334, 0.75998108], [0.99560386, 1.90407309, 0.90846923]])},
                "Stefania Cristina, “The Attention Mechanism from Scratch”, machinelearningmastery.com", within=1e-8),
        Example({"q": "0 0 10; 0 10 0; 10 10 0", "k": "10 0 0; 0 10 0; 0 0 10; 0 0 10",
                 "v": "1 0; 10 0; 100 5; 1000 6"}, {"output": Grid([[550, 5.5], [10, 0], [5.5, 0]])},
                "TensorFlow tutorial “Transformer model for language understanding” (2019), scaled dot-product attention"),
        Example({"q": "1 -2", "k": [[1, 1]] * 10, "v": [[4 * i + j for j in range(4)] for i in range(10)],
                 "mask": "padding:6"}, {"output": Grid([[10, 11, 12, 13]])},
                "d2l, “Attention Scoring Functions” (its query is random: equal keys weigh the same for any)"),
        Example({"q": "1 -2 0", "k": [[1, 1]] * 10, "v": [[4 * i + j for j in range(4)] for i in range(10)],
                 "score": "additive", "mask": "padding:2", "w_a": "1 2; 0 1", "u_a": "1 0; 0 1; 1 1", "v_a": "1 -1"},
                {"output": Grid([[2, 3, 4, 5]])},
                "d2l, “Attention Scoring Functions” (its query and weights are random: equal keys weigh the same for any)"),
        Example({"x": "1 0", "context": "1 0; 0 1", "heads": 2, "w_q": "1 2 0 1 2 2 1 1; 0 0 0 0 0 0 0 1",
                 "w_k": "1 1 1 1 1 1 1 1; 1 1 1 1 1 1 1 1", "w_v": "2 0; 0 4", "w_o": "1 1; 0 1"},
                {"scores": Grid([[2, 2], [3, 3]]), "output": Grid([[1, 3]])},
                "by hand from Vaswani et al. (2017), section 3.2: c = 1/√(8/2) = 1/2, and equal keys weigh alike"),
    ),
    usage=(
        '--x "1 0; 0 1; 1 1" --w-q "1 1; 0 1" --w-k "1 0; 1 1" --w-v "1 2; 0 1" --mask causal',
        '--q "1 0; 0 1" --k "1 1; 0 1" --v "2 0; 0 3" --score dot',
        '--x "1 0" --context "1 0; 0 1" --w-q "1 2; 0 1" --w-k "1 0; 1 1" --w-v "1 2; 0 1" --heads 2',
    ),
    sizes={"tokens": (2, 3), "width": (2, 3), "query_width": (2,), "key_width": (2,), "value_width": (2,), "sources": (2, 3),
           "out_width": (2,), "hidden": (2,)},
    derive=_derive,
    draw=_draw,
    exact_below=_exact_below,
)  # fmt: skip
