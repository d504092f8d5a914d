"""n-gram language models: counts, probabilities and smoothing on the user's own text."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.ngram_lines import (
    PP,
    C,
    D,
    L,
    M,
    P,
    Q,
    R,
    V,
    alone,
    c,
    delta,
    epsilon,
    grams,
    h,
    n,
    p,
    product,
    reference,
    s,
    sentence_of,
    steps,
    text_of,
    total,
    words_of,
    x,
)
from dlstudy.calculators.passages import CLEANING, LEVELS, SPACE, Passage, nothing_left, sentences_of, settled_rules
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Choice, Flag, Int, Real
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.tree import total as sum_of

LEVEL, CLEAN, BOUNDS, METHOD, SIZE = (Letter(name) for name in ("level", "clean", "bounds", "method", "size"))
MOST_WORDS, MOST_EXACT, MOST_SENTENCE = 20_000, 300, 60
SAM = "I am Sam | Sam I am | I do not like green eggs and ham"


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Level, cleaning, sentence and vocabulary, where the text decides them."""
    values["level"], values["clean"] = settled_rules(values["text"], values["level"], values["clean"])
    if values["sentence"] is None:
        first = next(iter(sentences_of(values["text"], values["level"], values["clean"])), ())
        values["sentence"] = (" " if values["level"] == "word" else "").join(first).replace(SPACE, " ") or values[
            "text"
        ]
    if values["vocabulary"] is None and isinstance(values["n"], int):
        values["vocabulary"] = max(1, len(words_of(SimpleNamespace(**values))))
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A sentence that goes over from one of the text's to another at a word they share."""
    if values.get("sentence") is None:
        lines = [line.split() for line in values["text"].split("|")]
        one, other = rng.choice(lines), rng.choice(lines)
        shared = [(i, j) for i, word in enumerate(one) for j, same in enumerate(other) if word == same and i + j]
        i, j = rng.choice(shared) if shared else (len(one) - 1, len(other) - 1)
        values["sentence"] = " ".join([*one[: i + 1], *(other[j + 1 :] if shared else ())])
    return values


def _numbers(given: SimpleNamespace) -> bool:
    return not any(isinstance(v, Node) for v in (given.n, given.vocabulary, given.delta, given.epsilon))


def _large_enough(given: SimpleNamespace) -> bool:
    return not _numbers(given) or given.vocabulary >= len(words_of(given))


def _short_enough(given: SimpleNamespace) -> bool:
    return not _numbers(given) or (total(given) <= MOST_WORDS and len(sentence_of(given)) <= MOST_SENTENCE)


def _adds(given: SimpleNamespace) -> bool:
    return bool(given.method == "add")


def _alone(given: SimpleNamespace) -> bool:
    return bool(given.n > 1 and given.method != "interpolated")


MISTAKES = (
    Mistake("ignored-history", _("each word depends on the n − 1 words before it", "每个词依赖于它前面的 n − 1 个词"), alone, _alone),
    Mistake("divided-by-total", _("a count is divided by that of its history, not by the number of words",
                                  "次数要除以前文的次数，而不是除以总词数"),
            lambda v: {h: lambda _t: lambda _known: total(v)}, _alone),
    Mistake("added-up", _("the probabilities of the words are multiplied", "各词的概率要相乘，而不是相加"),
            lambda v: {P: sum_of(p[t] for t in range(1, len(grams(v)) + 1))}, lambda v: len(grams(v)) > 1),
    Mistake("forgot-end", _("the end of the sentence is predicted too", "句子的结束符也要预测"),
            lambda v: {P: product(len(grams(v)) - 1)}, lambda v: v.boundaries and len(grams(v)) > 1),
    Mistake("smoothed-above-only", _("what is added to every count is added V times below", "每个计数都加 δ，分母上要加 δV"),
            {p: lambda t: (c[t] + delta) / h[t]}, _adds),
    Mistake("delta-once-below", _("the denominator grows by δ for every word of the vocabulary: δV", "分母要为词表中每个词各加一个 δ：共 δV"),
            {p: lambda t: (c[t] + delta) / (h[t] + delta)}, _adds),
    Mistake("forgot-smoothing", _("δ is added to every count, to zeros above all", "每个计数都要加 δ，零次的尤其如此"),
            {delta: 0}, _adds),
    Mistake("space-upside-down", _("n places with V words each: Vⁿ", "n 个位置各有 V 种选择：共 Vⁿ"), {M: n**V},
            lambda v: v.vocabulary <= 100),
    Mistake("without-boundaries", _("without <bos> and <eos>: the first word by its own frequency, no end",
                                    "不加 <bos>、<eos>：第一个词按一元概率，不预测结束"), {BOUNDS: False},
            lambda v: v.boundaries and len(grams(v)) > 1, convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="ngram",
    title=_("n-gram language model", "n 元语法模型"),
    topic="ngram",
    source="nndl (draft of 2019) ch. 14, smoothing eq. 14.20; d2l section 8.3.1; Jurafsky & Martin, ch. 3",
    summary=_(
        "n-gram counts of your own text, the probability of a sentence, smoothing, and the size of the parameter space.",
        "统计自己文本的 n 元组，求句子的概率（可加平滑）与参数空间的大小。",
    ),
    params=(
        Passage(x, "text", _("the text: one sentence per line or with | between them, or @file", "文本：每行一句或用 | 隔开，或 @文件"),
                default=SAM, pick=("I am Sam | Sam I am | I like Sam", "the cat sat | the dog sat | the cat ran", "a b a b b | b a a | a b b",
                                   "I like tea | I like green tea | you like me", "he reads | she reads books | she writes books")),
        Int(n, "n", _("words in an n-gram", "n 元组的词数 n"), low=1, high=5, default=2, pick=(2,)),
        Passage(s, "sentence", _("the sentence whose probability is wanted (else the text's first)", "要求概率的句子（默认是文本的第一句）")),
        Choice(METHOD, "method", _("how counts become probabilities", "由计数估计概率的方法"), default="mle", options={
            "mle": _("relative frequency", "频率（最大似然估计）"),
            "add": _("δ added to every count", "加 δ 平滑（δ = 1 为拉普拉斯平滑）"),
            "interpolated": _("ε of the word's own probability added (d2l)", "加 ε 份一元概率（d2l）"),
        }),
        Real(delta, "delta", _("what is added to every count", "加在每个计数上的 δ"), default=1, low=0, open="(", pick=(1, Fraction(1, 2))),
        Real(epsilon, "epsilon", _("weight of the word's own probability", "一元概率的权重 ε"), default=1, low=0, open="("),
        Flag(BOUNDS, "boundaries", _("mark the beginning and end of sentences", "句首句尾加 <bos>、<eos>"), default=True),
        Int(SIZE, "vocabulary", _("size of the vocabulary (else that of the text)", "词表大小（默认由文本得到）"), low=1, high=10**7),
        Choice(LEVEL, "level", _("what a token is", "词元的单位"), default="auto", options=LEVELS),
        Choice(CLEAN, "clean", _("what is done to the text first", "先对文本作什么处理"), default="auto", options=CLEANING),
    ),
    outputs=(
        Output(C, "counts", _("counts", "计数"), "table"),
        Output(V, "vocabulary", _("size of the vocabulary", "词表大小"), "count"),
        Output(D, "different", _("different n-grams seen", "出现过的不同 n 元组数"), "count"),
        Output(M, "parameters", _("possible n-grams (parameter space)", "可能的 n 元组数（参数空间）"), "count"),
        Output(R, "seen", _("share of them seen", "其中出现过的比例")),
        Output(Q, "probabilities", _("probability of each word", "各词的概率"), "vector"),
        Output(P, "probability", _("probability of the sentence", "句子的概率")),
        Output(L, "log_probability", _("its natural logarithm", "其自然对数")),
        Output(PP, "perplexity", _("perplexity", "困惑度")),
    ),
    rules=(
        Rule(_numbers, _("n, vocabulary, δ and ε have to be numbers here", "n、词表大小、δ、ε 在这里必须是数")),
        Rule(lambda v: not nothing_left(v.text, v) and not nothing_left(v.sentence, v),
             _("nothing is left of the text when it is cleaned", "清洗之后文本里什么也不剩")),
        Rule(_large_enough, _("the text has more different words than the vocabulary", "文本中不同的词比词表还多")),
        Rule(_short_enough, _("at most 20,000 words of text and 60 of a sentence are counted", "文本最多 20000 词，句子最多 60 词")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=(
        Example({"text": SAM, "sentence": "I am Sam"},
                {"probabilities": Grid([[Fraction(2, 3), Fraction(2, 3), Fraction(1, 2), Fraction(1, 2)]])},
                "Jurafsky & Martin, “Speech and Language Processing”, section 3.1: the bigrams of the mini-corpus"),
        Example({"text": "I am Sam | Sam I am | I am Sam | I do not like green eggs and Sam", "sentence": "I am Sam",
                 "method": "add", "vocabulary": 11},
                {"probabilities": Grid([[Fraction(4, 15), Fraction(4, 15), Fraction(3, 14), Fraction(4, 15)]])},
                "Jurafsky & Martin, exercise 3.4 (P(Sam | am) with add-one smoothing, <s> and </s> in the counts), recomputed"),
    ),
    usage=(
        "--text 'the cat sat | the dog sat | the cat ran' --sentence 'the dog ran' --method add --delta 1",
        "--text 我爱学习，我爱你 --sentence 我爱 --n 2 --no-boundaries",
        "--text @book.txt --sentence 'it was the' --n 3 --method interpolated --epsilon 0.5",
    ),
    exact_below=lambda v: total(v) <= MOST_EXACT and len(text_of(v)) <= MOST_EXACT,
)  # fmt: skip
