"""Perplexity of a sequence, from the probabilities a model gave its tokens."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from functools import reduce
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import multiply, reals
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Node, Num, function, letters

p, T, base, ell, H, PP, P, V = letters("p T base l H PP P V")
ENTRIES = tuple(Fraction(x) for x in ("1/2", "1/4", "1/8", "1/16", "0.1", "0.2", "0.3", "0.4", "0.6", "0.8"))
EXAMPLE = Grid([[Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 4)]])
LOGARITHMS = {"e": "ln", "2": "log2", "10": "log10"}


def power(name: str, x: Node) -> Node:
    """The base raised to x."""
    return function("exp", x) if name == "e" else Num(int(name)) ** x


def other(name: str) -> str:
    """The base that is confused with this one."""
    return "2" if name == "e" else "e"


def product(known: Known) -> Any:
    """All probabilities multiplied together."""
    return reduce(multiply, known[p].rows[0])


def is_uniform(given: SimpleNamespace) -> bool:
    """Whether there is a vocabulary, each of its words equally likely, and no sequence."""
    return given.vocabulary is not None


def possible(given: SimpleNamespace) -> bool:
    """Whether the model gave every token of a sequence some probability."""
    return not is_uniform(given) and all(x > 0 for x in given.probabilities.rows[0])


def several(given: SimpleNamespace) -> bool:
    """Whether there are several tokens, all possible."""
    return possible(given) and bool(given.probabilities.shape[1] > 1)


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    return values if values["vocabulary"] is None else values | {"probabilities": None}


def _uniform(given: SimpleNamespace) -> Generator[Step, Any, None]:
    """The guess without knowledge: no word likelier than another."""
    yield Step(p, 1 / V, _("a uniform model gives every word of the vocabulary the same probability",
                           "均匀分布：词表中每个词的概率相同"))  # fmt: skip
    yield Step(H, -function(LOGARITHMS[given.base], p), _("the same surprise at every step, and so their mean",
                                                          "每一步的负对数概率都相同，平均也是它"))  # fmt: skip
    yield Step(
        PP, power(given.base, H), _("as many equally likely choices as there are words", "等可能的选择数，正是词表大小")
    )


def steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    if is_uniform(given):
        yield from _uniform(given)
        return
    yield Step(T, Num(given.probabilities.shape[1]), _("tokens predicted", "预测的词元个数"))
    yield Do(P, product, (p,), _("probability of the whole sequence", "整个序列的概率"))
    if not possible(given):
        yield Do(
            H,
            lambda _known: reals().inf,
            (p,),
            _("a token of probability 0: −ln 0 = ∞, and so is the mean", "有概率为 0 的词元：−ln 0 = ∞，平均也是 ∞"),
        )
        yield Do(
            PP,
            lambda _known: reals().inf,
            (H,),
            _("the worst case: the model held what came for impossible", "最坏情形：模型认为实际出现的词元不可能出现"),
        )
        return
    yield Step(ell, -function(LOGARITHMS[given.base], p), _("surprise of each token: minus the logarithm of its probability",
                                                            "每个词元的负对数概率"))  # fmt: skip
    yield Step(H, function("sum", ell) / T, _("their mean: the cross-entropy per token", "取平均，即每个词元的交叉熵"))
    yield Step(PP, power(given.base, H), _(
        "power of the logarithm's base: the geometric mean of 1/p, like so many equally likely choices",
        "以取对数时的同一个底作幂：即 1/p 的几何平均，相当于每步在多少个等可能的词元中选择",
    ))  # fmt: skip


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The roots of the product, without logarithms."""
    import math

    from dlstudy.reference.sequence_scores import perplexity

    uniform = is_uniform(given)
    values = [1 / float(given.vocabulary)] if uniform else [float(x) for x in given.probabilities.rows[0]]
    found = perplexity(values)
    unit = 1.0 if given.base == "e" else math.log(float(given.base))
    return {
        "perplexity": found,
        "cross_entropy": math.log(found) / unit if found < math.inf else found,
        "probability": math.prod(values),
    }


CALCULATOR = Calculator(
    name="perplexity",
    title=_("Perplexity", "困惑度"),
    topic="perplexity",
    source="nndl, chapter on sequence generation; d2l, section Recurrent Neural Networks",
    summary=_(
        "Perplexity and cross-entropy of a sequence. 1 is the best there is; probability 1/V for every token gives V; "
        "a token of probability 0 makes it infinite.",
        "序列的困惑度与交叉熵。最好为 1；每个词元的概率都是 1/V 时为 V；有词元概率为 0 时为无穷大。",
    ),
    params=(
        Array(p, "probabilities", _("the probability the model gave each token that came", "模型给出的各个实际词元的概率"),
              shape=("tokens",), default=EXAMPLE,
              required=True, entries=ENTRIES),
        Int(V, "vocabulary", _("instead of a sequence: a vocabulary of so many words, all equally likely",
                               "不给序列，只给词表大小：每个词等可能"), low=1, high=10**9),
        Choice(base, "base", _("base of the logarithm; the perplexity is the same under each", "对数的底；困惑度与底的选取无关"),
               default="e", pick=("e", "2"), options={
                   "e": _("nats, as in d2l and PyTorch", "奈特（d2l、PyTorch）"),
                   "2": _("bits, as in nndl", "比特（nndl）"),
                   "10": _("decimal logarithms", "常用对数"),
               }),
    ),
    outputs=(
        Output(PP, "perplexity", _("perplexity", "困惑度")),
        Output(H, "cross_entropy", _("cross-entropy per token", "每个词元的交叉熵")),
        Output(P, "probability", _("probability of the sequence", "序列的概率")),
    ),
    rules=(
        Rule(lambda v: is_uniform(v) or all(0 <= x <= 1 for x in v.probabilities.rows[0]), _("probabilities lie in [0, 1]", "概率应在 [0, 1] 内")),
    ),
    steps=steps,
    reference=reference,
    mistakes=(
        Mistake("forgot-mean", _("the exponent is the mean over the tokens, not their sum", "指数是各词元的平均，不是总和"),
                {H: function("sum", ell)}, several),
        Mistake("forgot-minus", _("the logarithm of a probability is negative: its sign is turned", "概率的对数为负，前面要加负号"),
                lambda v: {ell: function(LOGARITHMS[v.base], p)}, possible),
        Mistake("mixed-bases", _("the base of the power is that of the logarithm", "作幂的底必须与对数的底一致"),
                lambda v: {PP: power(other(v.base), H)}, possible),
        Mistake("no-root", _("the inverse of the probability still takes the T-th root", "概率的倒数还要开 T 次方"),
                {PP: 1 / P}, several),
        Mistake("inverse-of-mean", _("it is the geometric mean of 1/p, not one over the arithmetic mean of p",
                                     "应取 1/p 的几何平均，而不是 p 的算术平均的倒数"),
                {PP: T / function("sum", p)}, lambda v: possible(v) and len(set(v.probabilities.rows[0])) > 1),
        Mistake("one-token-more", _("divide by the number of predictions", "除以预测的次数"), lambda v: {T: Num(v.probabilities.shape[1] + 1)}, possible),
        Mistake("no-power", _("that is the cross-entropy: the perplexity is the base raised to it", "这是交叉熵；困惑度还要以底为底作幂"),
                {PP: H}, lambda v: is_uniform(v) or possible(v)),
        Mistake("in-bits", _("in bits, by log2 (nndl)", "以 2 为底，单位比特（nndl）"), {base: "2"},
                lambda v: possible(v) and v.base == "e" and set(v.probabilities.rows[0]) != {1}, convention=True),
        Mistake("in-nats", _("in nats, by ln (d2l, PyTorch)", "以 e 为底，单位奈特（d2l、PyTorch）"), {base: "e"},
                lambda v: possible(v) and v.base == "2" and set(v.probabilities.rows[0]) != {1}, convention=True),
    ),
    examples=(
        Example({"probabilities": "0.25 0.25 0.25 0.25 0.25"}, {"perplexity": 4},
                "d2l, section Recurrent Neural Networks: a uniform model's perplexity is the number of tokens it knows"),
        Example({"vocabulary": 28}, {"perplexity": 28}, "d2l, ibid.: of 28 characters, without any knowledge"),
        Example({"probabilities": "1 1 1"}, {"perplexity": 1, "cross_entropy": 0}, "d2l, ibid.: the best case is 1"),
        Example({"probabilities": "1/2 0"}, {"perplexity": float("inf"), "probability": 0}, "d2l, ibid.: the worst case is infinite"),
        Example({"probabilities": ["1/10"] * 6, "base": "2"}, {"perplexity": 10},
                "Jurafsky & Martin, Speech and Language Processing, chapter on n-grams: ten equally likely digits"),
        Example({"probabilities": "0.8 0.8 0.8 0.8 0.1", "base": "10"}, {"perplexity": 1.89, "probability": 0.04096},
                "Jurafsky & Martin, ibid.: red red red red blue under a unigram model", within=0.005),
    ),
    derive=_derive,
    sizes={"tokens": (3, 4, 5)},
    usage=(
        '--probabilities "1/2 1/4 1/8 1/4"',
        '--probabilities "0.2 0.1 0.5" --base 2',
        "--vocabulary V",
    ),
)  # fmt: skip
