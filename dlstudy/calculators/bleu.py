"""BLEU and ROUGE of a candidate against references, n-gram by n-gram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.passages import CLEANING, LEVELS, Passage, sentences_of, settled_rules
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import real
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Run, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Choice, Int
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, letters, total

x, s, N, c, p, l_x, l_s, b, BLEU, P, C, R, m, M = letters("x s N c p l_x l_s b BLEU P C R m M")
FORM, REF, LEVEL, CLEAN = letters("form ref level clean")
MOST_TOKENS, MOST_COMPARED = 200, 4_000
Grams = Sequence[str]


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Level and cleaning where the texts are to decide them, candidate and references alike."""
    text = f"{values['candidate']}\n{values['references']}"
    values["level"], values["clean"] = settled_rules(text, values["level"], values["clean"])
    return values


def _candidate(given: SimpleNamespace) -> tuple[str, ...]:
    return tuple(t for sentence in sentences_of(given.candidate, given.level, given.clean) for t in sentence)


def _references(given: SimpleNamespace) -> tuple[tuple[str, ...], ...]:
    return sentences_of(given.references, given.level, given.clean)


def _length(given: SimpleNamespace) -> int:
    return len(_candidate(given)) + sum(map(len, _references(given)))


def _counts(tokens: Grams, n: int) -> Counter[str]:
    return Counter(" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def _allowed(given: SimpleNamespace, n: int) -> Counter[str]:
    """The largest count of each n-gram in any one reference."""
    most: Counter[str] = Counter()
    for reference in _references(given):
        most |= _counts(reference, n)
    return most


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    ours, theirs = _candidate(given), _references(given)
    yield Do(
        l_x, lambda _known: len(ours), (x,), _("length of the candidate", "候选序列的长度"), table=_one("l_x", ours)
    )
    for n in range(1, given.max_n + 1):
        yield from _order(given, n, len(ours))
    yield Do(l_s, _target(given, given.brevity), (s, l_x), _("the closest reference length", "与候选最接近的参考序列长度")
             if given.brevity == "closest" else _("the shortest reference's length", "最短参考序列的长度"),
             table=_lengths(theirs))  # fmt: skip
    penalty = function("exp", function("min", Num(0), 1 - l_s / l_x))
    yield Step(b, penalty, _("brevity penalty: 1 unless the candidate is shorter", "长度惩罚：候选不短于参考时为 1"))
    yield Step(P, Op("matrix", (Op("row", tuple(p[n] for n in range(1, given.max_n + 1))),)),
               _("the precisions", "各阶精度"))  # fmt: skip
    yield Step(BLEU, b * _mean(given, given.form), _("precisions weighed by 1/2ⁿ (d2l)", "各阶精度按 1/2ⁿ 加权相乘（d2l）")
               if given.form == "d2l" else _("the geometric mean of the precisions", "各阶精度的几何平均"))  # fmt: skip
    yield from _recall(given, theirs)


def _one(name: str, tokens: Grams) -> Any:
    return lambda value, _known: Table((_("tokens", "词元"), name), ((" ".join(tokens), value),))


def _lengths(references: Sequence[Grams]) -> Any:
    columns = (_("reference", "参考序列"), _("length", "长度"))
    return lambda _value, _known: Table(columns, tuple((" ".join(r), len(r)) for r in references))


def _order(given: SimpleNamespace, n: int, length: int) -> Generator[Step | Do, Any, None]:
    group = _("{n}-grams", "{n} 元组")(n=n)
    yield Do(c[n], _clipped(given, n), (x, s), _(
        "an n-gram counts at most as often as it occurs in any one reference",
        "每个 n 元组的计数不超过它在任一参考序列中的最大次数"), group, _gram_table(given, n))  # fmt: skip
    if length < n:
        yield Step(p[n], Num(0), _("the candidate has no n-grams this long", "候选序列没有这么长的 n 元组"), group)
    else:
        yield Step(p[n], c[n] / (l_x - n + 1) if n > 1 else c[n] / l_x, _(
            "of the candidate's n-grams, the share found in a reference", "候选的 n 元组中在参考里出现的比例"), group)  # fmt: skip


def _clipped(given: SimpleNamespace, n: int, allowed: Counter[str] | None = None) -> Run:
    most = _allowed(given, n) if allowed is None else allowed
    return lambda _known: sum((_counts(_candidate(given), n) & most).values())


def _gram_table(given: SimpleNamespace, n: int) -> Any:
    def table(_value: Any, _known: Known) -> Table:
        ours, most = _counts(_candidate(given), n), _allowed(given, n)
        heads: tuple[Text | str, ...] = (
            _("n-gram", "n 元组"), _("candidate", "候选"), _("most in a reference", "参考中最多"), _("counted", "计入"))  # fmt: skip
        rows = [(gram, count, most[gram], min(count, most[gram])) for gram, count in ours.items()]
        return Table(heads, tuple(rows))

    return table


def _target(given: SimpleNamespace, rule: str) -> Run:
    lengths = sorted(map(len, _references(given)))
    if rule == "shortest":
        return lambda _known: lengths[0]
    return lambda known: min(lengths, key=lambda length: abs(length - known[l_x]))


def _mean(given: SimpleNamespace, form: str) -> Node:
    """The precisions' product, each to its weight."""
    product: Node | None = None
    for n in range(1, given.max_n + 1):
        factor = p[n] ** Fraction(1, 2**n) if form == "d2l" else p[n]
        product = factor if product is None else product * factor
    assert product is not None
    return product if form == "d2l" or given.max_n == 1 else product ** (Num(1) / Num(given.max_n))


def _recall(given: SimpleNamespace, references: Sequence[Grams]) -> Generator[Step | Do, Any, None]:
    n, group = given.max_n, _("ROUGE-{n}", "ROUGE-{n} 召回")(n=given.max_n)
    if not _recalled(given):
        return
    ours = _counts(_candidate(given), n)
    found = [sum((ours & _counts(r, n)).values()) for r in references]
    whole = [max(len(r) - n + 1, 0) for r in references]
    columns = (_("reference", "参考序列"), _("found in the candidate", "候选中出现的"), _("n-grams", "n 元组数"))
    rows = tuple(zip((" ".join(r) for r in references), found, whole, strict=True))
    yield Do(m, lambda _known: sum(found), (x, s), _("n-grams of each reference that the candidate has", "各参考的 n 元组中候选也有的个数"),
             group, lambda _value, _known: Table(columns, rows))  # fmt: skip
    yield Step(M, total(whole), _("n-grams of all references", "所有参考的 n 元组总数"), group)
    yield Step(
        R, m / M, _("of the references' n-grams, the share the candidate has", "参考的 n 元组中被候选覆盖的比例"), group
    )


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    from dlstudy.reference.overlap import score

    found = score(_candidate(given), _references(given), given.max_n, given.form == "d2l", given.brevity == "closest")
    return {
        "precisions": Grid([map(real, found.precisions)]),
        "brevity_penalty": real(found.brevity),
        "bleu": real(found.bleu),
        "rouge": real(found.rouge),
    }


def _repeats(given: SimpleNamespace) -> bool:
    return any(n > 1 for n in _counts(_candidate(given), 1).values())


def _unclipped(given: SimpleNamespace) -> dict[Letter, Any]:
    def run(n: int) -> Run:
        most = _allowed(given, n)
        return lambda _known: sum(count for gram, count in _counts(_candidate(given), n).items() if most[gram])

    return {c: run}


def _added_up(given: SimpleNamespace) -> dict[Letter, Any]:
    def run(n: int) -> Run:
        summed = sum((_counts(r, n) for r in _references(given)), Counter[str]())
        return _clipped(given, n, summed)

    return {c: run}


def _recalled(given: SimpleNamespace) -> bool:
    """Whether some reference has n-grams of the longest kind."""
    return any(len(r) >= given.max_n for r in _references(given))


def _long_enough(given: SimpleNamespace) -> bool:
    return bool(len(_candidate(given)) >= given.max_n)


MISTAKES = (
    Mistake("not-clipped", _("an n-gram counts at most as often as in a reference", "n 元组的计数要按参考中的最大次数截断"),
            _unclipped, _repeats),
    Mistake("references-added-up", _("clip by the largest count in any one reference, not by their sum",
                                     "截断用单个参考中的最大次数，而不是各参考次数之和"), _added_up,
            lambda v: _repeats(v) and len(_references(v)) > 1),
    Mistake("divided-by-length", _("a text of l tokens has l − n + 1 n-grams", "长为 l 的序列有 l − n + 1 个 n 元组"),
            {p: lambda n: c[n] / l_x}, lambda v: v.max_n > 1 and _long_enough(v)),
    Mistake("forgot-brevity", _("a candidate shorter than the reference is penalised", "候选比参考短时要乘长度惩罚"), {b: 1},
            lambda v: len(_candidate(v)) < max(map(len, _references(v)))),
    Mistake("brevity-upside-down", _("the penalty is exp(1 − l_s / l_x): the candidate's length is below", "惩罚是 exp(1 − l_s / l_x)，候选长度在分母上"),
            {b: function("exp", function("min", Num(0), 1 - l_x / l_s))}),
    Mistake("arithmetic-mean", _("the mean is geometric: one precision of 0 makes BLEU 0", "用几何平均：有一阶精度为 0，BLEU 即为 0"),
            lambda v: {BLEU: b * (total(p[n] for n in range(1, v.max_n + 1)) / v.max_n)},
            lambda v: v.form == "standard" and v.max_n > 1),
    Mistake("rouge-as-precision", _("ROUGE divides by the references' n-grams, not by the candidate's", "ROUGE 的分母是参考的 n 元组数，而不是候选的"),
            lambda v: {R: m / (l_x - v.max_n + 1)}, lambda v: _long_enough(v) and _recalled(v)),
    Mistake("d2l-form", _("d2l weighs p_n by 1/2ⁿ instead of 1/N", "d2l 的 p_n 权重为 1/2ⁿ，而不是 1/N"),
            lambda v: {BLEU: b * _mean(v, "d2l")}, lambda v: v.form == "standard", convention=True),
    Mistake("standard-form", _("BLEU-N weighs every p_n by 1/N (Papineni et al.; nndl)", "标准 BLEU-N 各阶权重为 1/N（Papineni 等；nndl）"),
            lambda v: {BLEU: b * _mean(v, "standard")}, lambda v: v.form == "d2l", convention=True),
    Mistake("closest-length", _("Papineni et al. (2002) take the reference length closest to the candidate's", "Papineni 等（2002）取与候选长度最接近的参考长度"),
            lambda v: {l_s: lambda: _target(v, "closest")}, lambda v: v.brevity == "shortest", convention=True),
)  # fmt: skip

GUIDE = ("It is a guide to action that ensures that the military will forever heed Party commands | It is the guiding "
         "principle which guarantees the military forces always being under the command of the Party | It is the practical "
         "guide for the army always to heed the directions of the party")  # fmt: skip

CALCULATOR = Calculator(
    name="bleu",
    title=_("BLEU and ROUGE", "BLEU 与 ROUGE"),
    topic="bleu",
    source="Papineni et al. (2002), section 2; nndl (draft of 2019) eqs. 14.39–14.41; d2l section 9.7.6",
    summary=_(
        "n-gram precisions, brevity penalty, BLEU (standard or d2l's form) and ROUGE-N of your own sentences.",
        "对自己的句子计算各阶 n 元精度、长度惩罚、BLEU（标准形式或 d2l 形式）与 ROUGE-N。",
    ),
    params=(
        Passage(x, "candidate", _("the generated sentence, or @file", "生成的句子，或 @文件"), default="the cat sat on the mat", pick=(
            "the cat sat on the mat", "the the cat on the mat", "a cat on the the mat", "the cat the cat sat", "a bird sat on the bush")),
        Passage(s, "references", _("the references, a line each or with | between them", "参考句子，每行一句或用 | 隔开"),
                default="the cat is on the mat | the bird sat on the bush", pick=(
                    "the cat is on the mat | the bird sat on the bush", "the cat is on the mat", "a cat sat | there is a bird on the mat",
                    "the cat sat here | there is a cat on the mat")),
        Int(N, "max_n", _("longest n-grams", "n 元组的最大长度"), low=1, high=9, default=2, pick=(2,)),
        Choice(FORM, "form", _("how the precisions are combined", "各阶精度的合成方式"), default="standard", options={
            "standard": _("geometric mean, each weighed by 1/N (nndl)", "几何平均，各阶权重 1/N（nndl）"),
            "d2l": _("product, weighed by 1/2ⁿ", "连乘，权重 1/2ⁿ"),
        }),
        Choice(REF, "brevity", _("which reference's length counts", "长度惩罚用哪个参考的长度"), default="shortest", options={
            "shortest": _("the shortest (nndl)", "最短的（nndl）"),
            "closest": _("the closest to the candidate's (Papineni et al.)", "与候选最接近的（Papineni 等）"),
        }),
        Choice(LEVEL, "level", _("what a token is", "词元的单位"), default="auto", options=LEVELS),
        Choice(CLEAN, "clean", _("what is done to the text first", "先对文本作什么处理"), default="lower", options=CLEANING),
    ),
    outputs=(
        Output(P, "precisions", _("precisions p₁, p₂, …", "各阶精度 p₁, p₂, …"), "vector"),
        Output(b, "brevity_penalty", _("brevity penalty", "长度惩罚")),
        Output(BLEU, "bleu", _("BLEU", "BLEU 值")),
        Output(R, "rouge", _("ROUGE of the longest n-grams (recall)", "最长 n 元组的 ROUGE（召回率）")),
    ),
    rules=(
        Rule(lambda v: bool(_candidate(v)), _("the candidate has no tokens", "候选序列没有词元")),
        Rule(lambda v: bool(_references(v)), _("there is no reference", "没有参考序列")),
        Rule(lambda v: _length(v) <= MOST_COMPARED, _("these sentences are too long to be compared", "句子太长，无法比较")),
        Rule(lambda v: not isinstance(v.max_n, Node), _("max_n has to be a number here", "max_n 在这里必须是数")),
    ),
    steps=_steps,
    reference=_reference,
    derive=_derive,
    mistakes=MISTAKES,
    examples=(
        Example({"candidate": "A B B C D", "references": "A B C D E F", "max_n": 4, "form": "d2l"},
                {"precisions": Grid([[Fraction(4, 5), Fraction(3, 4), Fraction(1, 3), 0]]), "bleu": 0},
                "d2l, “Sequence to Sequence Learning”, evaluation of predicted sequences"),
        Example({"candidate": "A B", "references": "A B C D E F", "form": "d2l"}, {"brevity_penalty": 0.14},
                "ibid.: prints exp(1 − 6/2) ≈ 0.14", within=5e-3),
        Example({"candidate": "The cat sat on the mat", "references": "The cat is on the mat | The bird sat on the bush"},
                {"precisions": Grid([[1, Fraction(4, 5)]]), "bleu": 0.894427191, "rouge": Fraction(1, 2)},
                "nndl exercise 14-4: BLEU-2 and ROUGE-2, recomputed", within=1e-9),
        Example({"candidate": "the the the the the the the", "max_n": 1,
                 "references": "The cat is on the mat | There is a cat on the mat"},
                {"precisions": Grid([[Fraction(2, 7)]])}, "Papineni et al. (2002), example 2"),
        Example({"candidate": "It is a guide to action which ensures that the military always obeys the commands of the party",
                 "references": GUIDE}, {"precisions": Grid([[Fraction(17, 18), Fraction(10, 17)]])},
                "Papineni et al. (2002), example 1, candidate 1"),
        Example({"candidate": "It is to insure the troops forever hearing the activity guidebook that party direct",
                 "references": GUIDE}, {"precisions": Grid([[Fraction(8, 14), Fraction(1, 13)]])},
                "Papineni et al. (2002), example 1, candidate 2"),
    ),
    usage=(
        "--candidate 'the cat sat on the mat' --references 'the cat is on the mat | the bird sat on the bush'",
        "--candidate 'A B B C D' --references 'A B C D E F' --max-n 4 --form d2l",
        "--candidate 我爱学习深度学习 --references 我喜欢深度学习 --max-n 2",
    ),
    exact_below=lambda v: _length(v) <= MOST_TOKENS,
)  # fmt: skip
