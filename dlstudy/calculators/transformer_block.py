"""One Transformer block with numbers: attention, add and norm, feed-forward, add and norm."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic import arithmetic as ar
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid, inner
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, sqrt

X, C, W_Q, W_K, W_V, W_O, epsilon = letters("X C W_Q W_K W_V W_O epsilon")
W_1, W_2, b_1, b_2 = (Letter(name, (i,)) for name, i in (("W", 1), ("W", 2), ("b", 1), ("b", 2)))
Q, K, V, d_k, S, S_m, A, Z, R, M, H, F, Y, N = letters("Q K V d_k S S_m A Z R M H F Y N")
norm_kind = Letter("norm")
ENTRIES = tuple(Fraction(v) for v in ("-1", "0", "0.5", "1", "2"))
NAMES = ("w_q", "w_k", "w_v", "w1", "w2")


def _grid(*rows: str) -> Grid:
    return Grid([Fraction(value) for value in row.split()] for row in rows)


EXAMPLE = {
    "x": _grid("1 0 1", "0 2 0"), "w_q": _grid("1 0", "0 1", "1 0"), "w_k": _grid("1 1", "0 1", "0 0"),
    "w_v": _grid("1 0 0", "0 2 0", "1 0 1"), "w1": _grid("1 -1", "0 1", "1 0"), "b1": _grid("0 1"),
    "w2": _grid("1 0 1", "0 1 -1"), "b2": _grid("0 0 1"),
}  # fmt: skip


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """The example's arrays never mix with given ones; biases left out are zero."""
    own = [
        name
        for name in (*EXAMPLE, "context", "w_o")
        if values[name] is not None and values[name] is not EXAMPLE.get(name)
    ]
    if not own:
        return values
    values |= {name: None for name in EXAMPLE if values[name] is EXAMPLE[name]}
    if missing := [name for name in ("x", *NAMES) if values[name] is None]:
        raise LearnerError(_("give {left} too", "还需给出 {left}")(left=", ".join(missing)))
    for bias, weights in (("b1", "w1"), ("b2", "w2")):
        if values[bias] is None:
            values[bias] = Grid([[0] * values[weights].shape[1]])
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Arrays of drawn entries in place of the example's."""
    width, hidden, tokens = rng.choice((2, 3, 3)), rng.choice((2, 3)), 2
    shapes = {"x": (tokens, width), "w_q": (width, 2), "w_k": (width, 2), "w_v": (width, width), "w1": (width, hidden),
              "b1": (1, hidden), "w2": (hidden, width), "b2": (1, width)}  # fmt: skip
    if any(values[name] is not EXAMPLE[name] for name in EXAMPLE):
        return values
    drawn = {name: Grid([rng.choice(ENTRIES) for _j in range(m)] for _i in range(n)) for name, (n, m) in shapes.items()}
    return values | drawn


def rowwise(letter: Letter, less: int = 0) -> Callable[[Known], Grid]:
    """Layer norm of every row: minus its mean, over the root of its variance and ε; `less` is taken off the divisor."""

    def one(row: tuple[Any, ...], at: Any) -> list[Any]:
        size = len(row)
        mean = ar.divide(inner(row, [1] * size), size)
        apart = [ar.subtract(v, mean) for v in row]
        root = ar.square_root(ar.add(ar.divide(inner(apart, apart), size - less), at))
        return [ar.divide(v, root) for v in apart]

    return lambda known: Grid(one(row, known[epsilon]) for row in known[letter].rows)


def down_the_columns(letter: Letter) -> Callable[[Known], Grid]:
    """The same over the tokens instead of the units."""
    return lambda known: rowwise(letter)({letter: known[letter].T, epsilon: known[epsilon]}).T


def normed(symbol: Letter, of: Letter, group: Text) -> Do:
    """The line of a layer norm."""
    why = _(
        "layer norm: every token by itself, (r − μ) / √(σ² + ε) over its units",
        "层归一化：对每个词元的各维作 (r − μ) / √(σ² + ε)",
    )
    return Do(symbol, rowwise(of), (of, epsilon), why, group)


def pre(given: SimpleNamespace) -> bool:
    """Whether the norm stands before each part."""
    return bool(given.norm == "pre")


def steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    first, second = _("attention", "注意力子层"), _("feed-forward", "前馈子层")
    start, read = (N[1], N[2]) if pre(given) else (X, M)
    if pre(given):
        yield normed(N[1], X, first)
    yield from _attention(given, start, first)
    total = M if pre(given) else R[1]
    yield Step(
        total, X + Z, _("add: the input is added to what attention made of it", "残差连接：加上子层的输入"), first
    )
    yield normed(N[2], M, second) if pre(given) else normed(M, R[1], first)
    yield Step(
        H,
        function("relu", read * W_1 + b_1),
        _("hidden layer, every token by itself", "隐藏层，对每个词元分别计算"),
        second,
    )
    yield Step(F, H * W_2 + b_2, _("back to the width of the model", "变回模型的宽度"), second)
    yield Step(Y if pre(given) else R[2], M + F, _("add", "残差连接"), second)
    if not pre(given):
        yield normed(Y, R[2], second)


def _attention(given: SimpleNamespace, start: Letter, group: Text) -> Generator[Step | Do, Any, None]:
    source = start if given.context is None else C
    yield Step(Q, start * W_Q, _("queries", "查询"), group)
    yield Step(K, source * W_K, _("keys", "键"), group)
    yield Step(V, source * W_V, _("values", "值"), group)
    yield Step(d_k, Num(given.w_k.shape[1]), _("length of a key", "键的长度"), group)
    yield Step(S, Q * K.T / sqrt(d_k), _("scaled scores", "缩放点积打分"), group)
    scores: Node = S
    if given.mask == "causal":
        yield Step(S_m, S + function("causal", S), _("later tokens are hidden", "遮住后面的词元"), group)
        scores = S_m
    yield Step(A, function("softmax", scores), _("weights", "注意力权重"), group)
    mixed = A * V if given.w_o is None else A * V * W_O
    yield Step(Z, mixed, _("what attention makes of every token", "注意力子层的输出"), group)


def _shapes_fit(given: SimpleNamespace) -> bool:
    width = given.x.shape[1]
    made = given.w_v.shape[1] if given.w_o is None else given.w_o.shape[1]
    biases = given.b1.shape == (1, given.w1.shape[1]) and given.b2.shape == (1, width)
    return bool(made == width == given.w2.shape[1] and biases)


def _varied(given: SimpleNamespace) -> bool:
    """Whether no token that is normed is constant, where ε would be all it is divided by."""
    if given.epsilon != 0:
        return True
    import numpy as np

    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(reference(given)["output"]) < 1e6))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Each query by itself; norms by projection."""
    import numpy as np

    from dlstudy.reference.blocks import block

    arrays = {
        n: np.array(getattr(given, n).rows, dtype=float)
        for n in (*EXAMPLE, "context", "w_o")
        if getattr(given, n) is not None
    }
    x, context = arrays.pop("x"), arrays.pop("context", None)
    weights = arrays | {"b1": arrays["b1"][0], "b2": arrays["b2"][0]}
    return block(x, weights, float(given.epsilon), pre=pre(given), causal=given.mask == "causal", context=context)


def _array(letter: Letter, name: str, what: Text, shape: tuple[str, str]) -> Array:
    return Array(letter, name, what, shape=shape, default=EXAMPLE.get(name))


def _swap_norms(make: Callable[[Letter], Callable[[Known], Grid]]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps both layer norms."""
    return lambda v: {a: (lambda b=b: make(b)) if not a.index else (lambda _i, b=b: make(b))
                      for a, b in (((N[1], X), (N[2], M)) if pre(v) else ((M, R[1]), (Y, R[2])))}  # fmt: skip


_LAYER = {"x": "1 0 2; 0 1 1", "w_q": "1 0 0; 0 1 0; 0 0 1", "w_k": "0 1 0; 1 0 0; 0 0 1", "w_v": "1 0 0; 0 2 0; 0 0 1",
          "w_o": "1 0 0; 0 1 0; 1 0 1", "w1": "1 -1; 0 1; 1 0", "b1": "0 1", "w2": "1 0 1; 0 1 -1", "b2": "0 0 1"}  # fmt: skip

CALCULATOR = Calculator(
    name="transformer-block",
    title=_("A Transformer block with numbers", "Transformer 模块逐步计算"),
    topic="transformer",
    source="Vaswani et al. (2017), arXiv:1706.03762, sections 3.1 to 3.3; Xiong et al. (2020), arXiv:2002.04745, for pre-norm",
    summary=_(
        "One head of attention, add and norm, feed-forward, add and norm; tokens are rows. With a context, attention is across.",
        "单头注意力、残差与层归一化、前馈子层、残差与层归一化；每行一个词元。给出 context 时为交叉注意力。",
    ),
    params=(
        _array(X, "x", _("the tokens, one per row", "各词元，每行一个"), ("tokens", "width")),
        _array(W_Q, "w_q", _("makes queries", "得到查询的矩阵"), ("width", "key_width")),
        _array(W_K, "w_k", _("makes keys", "得到键的矩阵"), ("width", "key_width")),
        _array(W_V, "w_v", _("makes values", "得到值的矩阵"), ("width", "value_width")),
        _array(W_O, "w_o", _("output projection", "输出投影矩阵"), ("value_width", "out_width")),
        _array(C, "context", _("the encoder's output, for cross-attention", "编码器输出，用于交叉注意力"), ("sources", "width")),
        _array(W_1, "w1", _("first feed-forward weights", "前馈子层第一层权重"), ("width", "hidden")),
        _array(b_1, "b1", _("their biases (zero)", "第一层偏置（默认为 0）"), ("one", "hidden")),
        _array(W_2, "w2", _("second feed-forward weights", "前馈子层第二层权重"), ("hidden", "out_width")),
        _array(b_2, "b2", _("their biases (zero)", "第二层偏置（默认为 0）"), ("one", "out_width")),
        Choice(norm_kind, "norm", _("where the layer norms stand", "层归一化的位置"), default="post", options={
            "post": _("after each sum: LN(x + f(x)) (2017)", "在残差相加之后：LN(x + f(x))（2017）"),
            "pre": _("before each part: x + f(LN(x)) (GPT-2)", "在子层之前：x + f(LN(x))（GPT-2）"),
        }),
        Choice(Letter("mask"), "mask", _("which keys are hidden", "掩蔽哪些键"), default="none", options={
            "none": _("none", "不掩蔽"), "causal": _("those after the query's position", "查询位置之后的键"),
        }),
        Real(epsilon, "epsilon", _("ε of the layer norms", "层归一化的 ε"), low=0, high=1, default=Fraction(1, 100_000)),
    ),
    outputs=(
        Output(A, "weights", _("attention weights", "注意力权重"), "matrix"),
        Output(Z, "attended", _("output of the attention", "注意力子层的输出"), "matrix"),
        Output(M, "middle", _("after the first add (and norm)", "第一次残差（与归一化）之后"), "matrix"),
        Output(F, "feed_forward", _("output of the feed-forward part", "前馈子层的输出"), "matrix"),
        Output(Y, "output", _("output of the block", "模块的输出"), "matrix"),
    ),
    rules=(
        Rule(lambda v: not isinstance(v.epsilon, Node), _("ε is a number here", "这里的 ε 要给具体的数")),
        Rule(_shapes_fit, _("what a part makes must be as wide as what it is added to", "子层输出的宽度必须与输入相同，才能相加")),
        Rule(lambda v: v.mask == "none" or v.context is None, _("a causal mask belongs to self-attention", "因果掩码只用于自注意力")),
        Rule(_varied, _("a token whose units are all equal has no layer norm without ε", "各维都相等的词元在 ε = 0 时不能作层归一化")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    sizes=dict.fromkeys(("tokens", "width", "key_width", "value_width", "out_width", "sources", "hidden", "one"), (2,)),
    mistakes=(
        Mistake("forgot-residual", _("the input is added to what attention made of it", "要加上注意力子层的输入（残差连接）"),
                lambda v: {M if pre(v) else R[1]: Z}),
        Mistake("forgot-second-residual", _("the feed-forward part has a residual too", "前馈子层也有残差连接"),
                lambda v: {Y if pre(v) else R[2]: F}),
        Mistake("residual-of-the-input", _("the second sum adds what entered the feed-forward part", "第二个残差加的是前馈子层的输入，不是 X"),
                lambda v: {Y if pre(v) else R[2]: X + F}),
        Mistake("forgot-norm", _("every sum is followed by a layer norm", "每次相加之后都要作层归一化"), {M: R[1], Y: R[2]}, lambda v: not pre(v)),
        Mistake("sample-variance", _("the variance is divided by the width, not by one less", "方差除以维数，不是维数减 1"),
                _swap_norms(lambda of: rowwise(of, 1))),
        Mistake("norm-over-tokens", _("layer norm runs over the units of a token, not over the tokens", "层归一化在一个词元的各维上进行，不是跨词元"),
                _swap_norms(down_the_columns)),
        Mistake("forgot-relu", _("the hidden layer goes through ReLU", "隐藏层要经过 ReLU"),
                lambda v: {H: (N[2] if pre(v) else M) * W_1 + b_1}),
        Mistake("no-scale", _("the scores are divided by √d_k", "打分要除以 √d_k"), {S: Q * K.T}),
        Mistake("context-ignored", _("in cross-attention keys and values come from the context", "交叉注意力的键和值来自上下文"),
                lambda v: {K: (N[1] if pre(v) else X) * W_K, V: (N[1] if pre(v) else X) * W_V}, lambda v: v.context is not None),
    ),
    examples=(
        Example(_LAYER | {"norm": "post"}, {"output": ((0.35645928, -1.36342949, 1.00697021), (0.31108045, -1.35028615, 1.03920570))},
                "torch 2.13, nn.TransformerEncoderLayer(3, 1, 2) with these weights, in double precision", within=1e-8),
        Example(_LAYER | {"norm": "pre", "mask": "causal"}, {"output": ((3.61954599, -2.44947137, 5.61954599), (2.39180613, -1.11794298, 4.51315279))},
                "the same with norm_first=True and a causal mask", within=1e-8),
        Example({"x": "1 0; 0 1", "w_q": "0 0; 0 0", "w_k": "0 0; 0 0", "w_v": "2 0; 0 2", "w1": "1 0; 0 1", "w2": "1 0; 0 1", "epsilon": 0},
                {"attended": ((1, 1), (1, 1)), "middle": ((1, -1), (-1, 1)), "feed_forward": ((1, 0), (0, 1)), "output": ((1, -1), (-1, 1))},
                "by hand: equal weights; two units norm to ±1; (2, −1) norms to (1, −1) again"),
        Example({"x": "3 1", "context": "1 0; 0 1", "w_q": "0 0; 0 0", "w_k": "1 0; 0 1", "w_v": "2 0; 0 4", "w1": "1; -1", "w2": "1 2",
                 "norm": "pre", "epsilon": 0}, {"attended": ((1, 2),), "middle": ((4, 3),), "feed_forward": ((2, 4),), "output": ((6, 7),)},
                "by hand: queries of zero see both alike; (4, 3) norms to (1, −1), so that the hidden unit is 2"),
    ),
    usage=(
        "--norm pre",
        '--x "1 0; 0 1" --w-q "1 0; 0 1" --w-k "1 0; 0 1" --w-v "2 0; 0 2" --w1 "1 -1; 0 1" --w2 "1 0; 0 1" --mask causal',
    ),
)  # fmt: skip
