"""The lines of an n-gram model: counts of the text, and the probability of a sentence word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.passages import sentences_of
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import exponential, real, reals
from dlstudy.symbolic.calculator import Do, Run, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, letters

x, s, n, V, delta, epsilon, C, c, h, u, p = letters("x s n V delta epsilon C c h u p")
Q, P, L, PP, M, D, R, b = letters("Q P L PP M D R b")
COLUMNS = (_("n-gram", "n 元组"), _("count", "次数"), _("of its history", "前文次数"))
BOS, EOS = "<bos>", "<eos>"
Gram = tuple[str, ...]
Lines = Generator[Step | Do, Any, None]


def text_of(given: SimpleNamespace) -> tuple[Gram, ...]:
    """The text's sentences, their ends marked where they count."""
    return tuple(marked(given, line) for line in sentences_of(given.text, given.level, given.clean))


def sentence_of(given: SimpleNamespace) -> Gram:
    """The sentence that is scored, marked likewise."""
    return marked(given, tuple(t for line in sentences_of(given.sentence, given.level, given.clean) for t in line))


def marked(given: SimpleNamespace, line: Gram) -> Gram:
    """The sentence with n − 1 beginnings and an end, where they count."""
    return (*(BOS,) * (given.n - 1), *line, EOS) if given.boundaries else line


def words_of(given: SimpleNamespace) -> set[str]:
    """The different words that can follow: the end is one of them, the beginning is not."""
    return {word for line in text_of(given) for word in line} - {BOS}


def grams(given: SimpleNamespace) -> list[Gram]:
    """The sentence's words, each with what it depends on: as many words before as there are, n − 1 at most."""
    words = sentence_of(given)
    first = given.n - 1 if given.boundaries else 0
    return [words[max(0, t - given.n + 1) : t + 1] for t in range(first, len(words))]


def counted(given: SimpleNamespace, size: int) -> Counter[Gram]:
    """How often each n-gram of this size occurs in the text."""
    return Counter(line[i : i + size] for line in text_of(given) for i in range(len(line) - size + 1))


def total(given: SimpleNamespace) -> int:
    """The words of the text, ends among them, beginnings not."""
    return sum(len(line) - line.count(BOS) for line in text_of(given))


def before(given: SimpleNamespace, gram: Gram) -> int:
    """How often what stands before the word occurs; of nothing, the number of words."""
    return counted(given, len(gram) - 1)[gram[:-1]] if len(gram) > 1 else total(given)


def steps(given: SimpleNamespace) -> Lines:
    """The counts, the size of the model, then the sentence."""
    size = Num(given.vocabulary) if isinstance(given.vocabulary, int) else Num(0)
    yield Step(V, size, _("size of the vocabulary, <eos> included", "词表大小，含 <eos>") if given.boundaries
               else _("size of the vocabulary", "词表大小"))  # fmt: skip
    yield Do(C, lambda _known: _gram_table(given), (x,), _("the {n}-grams of the text", "文本中的 {n} 元组")(n=given.n),
             table=lambda value, _known: value)  # fmt: skip
    yield Do(D, lambda known: len(known[C].rows), (C,), _("different ones", "不同的个数"))
    yield Step(M, V**n, _("probabilities a table of all n-grams would hold", "所有可能的 n 元组数（参数空间）"))
    yield Step(R, D / M, _("the share of them that was seen: the table is sparse", "其中出现过的比例：数据稀疏"))
    chain = grams(given)
    for t, gram in enumerate(chain, 1):
        yield from _word(given, t, gram)
    yield Step(
        Q,
        Op("matrix", (Op("row", tuple(p[t] for t in range(1, len(chain) + 1))),)),
        _("each word's probability", "各词的概率"),
    )
    chance = yield Step(P, product(len(chain)), _("the chain of them", "连乘"))
    if chance > 0:
        yield Step(L, function("ln", P), _("its logarithm", "取对数"))
        yield Step(
            PP,
            function("exp", -(L / len(chain))),
            _("perplexity: one over the geometric mean", "困惑度：几何平均的倒数"),
        )
        return
    yield Do(
        L, lambda _known: -reals().inf, (P,), _("a word of probability 0: ln 0 = −∞", "有概率为 0 的词：ln 0 = −∞")
    )
    yield Do(
        PP,
        lambda _known: reals().inf,
        (L,),
        _("so the perplexity is infinite; smoothing avoids this", "困惑度为无穷大；平滑可以避免"),
    )


def product(count: int) -> Node:
    """p₁ p₂ ⋯."""
    result: Node = p[1]
    for t in range(2, count + 1):
        result = result * p[t]
    return result


def _gram_table(given: SimpleNamespace) -> Table:
    shorter, whole = counted(given, given.n - 1), total(given)
    rows = [
        (" ".join(gram), often, shorter[gram[:-1]] if given.n > 1 else whole)
        for gram, often in counted(given, given.n).items()
    ]
    return Table(COLUMNS, tuple(rows))


def _word(given: SimpleNamespace, t: int, gram: Gram) -> Iterator[Step | Do]:
    given_words = " ".join(gram[:-1])
    group = _("{w} | {h}", "{w} | {h}")(w=gram[-1], h=given_words) if given_words else _("{w}", "{w}")(w=gram[-1])
    yield Do(
        c[t], count_of(given, gram), (x, s), _("how often “{g}” occurs", "“{g}” 出现的次数")(g=" ".join(gram)), group
    )
    why = (
        _("how often “{g}” occurs", "“{g}” 出现的次数")(g=given_words) if given_words else _("words in all", "词的总数")
    )
    seen = before(given, gram)
    yield Do(h[t], lambda _known: seen, (x, s), why, group)
    if given.method == "interpolated" and len(gram) > 1:
        yield from _own_share(given, t, gram[-1:], group)
    yield Step(p[t], estimate(given, t, len(gram), seen), _why(given, seen), group)


def count_of(given: SimpleNamespace, gram: Gram) -> Run:
    """How often the gram occurs."""
    often = counted(given, len(gram))[gram]
    return lambda _known: often


def _own_share(given: SimpleNamespace, t: int, word: Gram, group: Text) -> Iterator[Step | Do]:
    yield Do(b[t], count_of(given, word), (x, s), _("how often the word itself occurs", "这个词本身出现的次数"), group)
    yield Step(u[t], (b[t] + epsilon / V) / (total(given) + epsilon), _("its own probability", "它的一元概率"), group)


def estimate(given: SimpleNamespace, t: int, size: int, seen: int) -> Node:
    """The word's probability from its counts."""
    if given.method == "add":
        return (c[t] + delta) / (h[t] + delta * V)
    if given.method == "interpolated":
        return (c[t] + epsilon * (u[t] if size > 1 else 1 / V)) / (h[t] + epsilon)
    return c[t] / h[t] if seen else Num(0)


def _why(given: SimpleNamespace, seen: int) -> Text:
    if given.method == "add":
        return _("δ is added to every count", "每个计数都加 δ")
    if given.method == "interpolated":
        return _("ε of the word's own probability is added", "加上 ε 份该词自身的概率")
    return (
        _("relative frequency", "频率")
        if seen
        else _("never seen: 0 by relative frequency", "前文从未出现，按频率估计为 0")
    )


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The windows looked up in the text itself."""
    from dlstudy.reference.ngrams import Smoothing, score, table

    amount = float({"add": given.delta, "interpolated": given.epsilon}.get(given.method, 0))
    text = sentences_of(given.text, given.level, given.clean)
    sentence = tuple(t for line in sentences_of(given.sentence, given.level, given.clean) for t in line)
    smoothing = Smoothing(given.method, amount, given.vocabulary)
    found = score(text, sentence, given.n, given.boundaries, smoothing)
    space = float(given.vocabulary) ** given.n
    finite = found.logarithm > float("-inf")
    every = {
        "vocabulary": given.vocabulary, "counts": Table(COLUMNS, tuple(table(text, given.n, given.boundaries))), "different": found.different,
        "parameters": given.vocabulary**given.n, "seen": real(found.different / space),
        "probabilities": Grid([map(real, found.probabilities)]), "probability": exponential(real(found.logarithm)) if finite else 0,
    }  # fmt: skip
    mean = -found.logarithm / len(found.probabilities)
    every |= {"log_probability": real(found.logarithm), "perplexity": exponential(real(mean)) if finite else mean}
    return every


def alone(given: SimpleNamespace) -> dict[Letter, Any]:
    """Every word by itself, whatever stands before it."""
    chain, whole = grams(given), total(given)
    return {c: lambda t: count_of(given, chain[t - 1][-1:]), h: lambda _t: lambda _known: whole}
