"""Greedy, exhaustive and beam search over a given table of conditional probabilities, and what each costs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.beam_lines import (
    MOST_SEQUENCES,
    B,
    C_b,
    C_e,
    C_g,
    L,
    P,
    S,
    T,
    V,
    alpha,
    beam,
    k,
    p,
    reference,
    steps,
    y,
)
from dlstudy.calculators.beam_table import read_chances
from dlstudy.calculators.passages import opened, shown
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.params import Choice, Int, Real, Written, refuse
from dlstudy.symbolic.tree import Letter, Node, function

SEARCH, CANDIDATES, END = Letter("search"), Letter("candidates"), Letter("end")
PICKS = (
    "start: A 0.5, B 0.4, <eos> 0.1; * A: A 0.4, B 0.3, <eos> 0.3; * B: A 0.1, B 0.1, <eos> 0.8",
    "start: A 0.6, B 0.4; A: A 0.3, B 0.4, <eos> 0.3; B: A 0.1, B 0.8, <eos> 0.1; * A: A 0.1, B 0.4, <eos> 0.5; "
    "* B: A 0.2, B 0.1, <eos> 0.7",
    "start: A 0.4, B 0.3, C 0.3; * A: A 0.2, B 0.3, C 0.4, <eos> 0.1; * B: A 0.1, C 0.8, <eos> 0.1; * C: A 0.3, B 0.2, <eos> 0.5",
    "start: A 0.5, B 0.5; A: A 0.5, B 0.3, <eos> 0.2; B: A 0.9, <eos> 0.1; * A: A 0.2, B 0.2, <eos> 0.6; * B: A 0.5, <eos> 0.5",
    "start: A 0.7, B 0.3; A: A 0.4, B 0.5, <eos> 0.1; B: A 0.5, B 0.3, <eos> 0.2; * A: A 0.1, B 0.1, <eos> 0.8; "
    "* B: A 0.3, B 0.3, <eos> 0.4",
)
D2L = ("start: A 0.5, B 0.2, C 0.2, <eos> 0.1; A: A 0.1, B 0.4, C 0.3, <eos> 0.2; A B: A 0.2, B 0.2, C 0.4, <eos> 0.2; "
       "A B C: A 0, B 0.2, C 0.2, <eos> 0.6")  # fmt: skip
D2L_LONGER = ("start: A 0.5; A: B 0.4, C 0.3; A B: A 0.2, B 0.2, C 0.4; A B C: B 0.2, C 0.2, <eos> 0.6; "
              "A C: A 0.1, B 0.6, C 0.2; A C B: A 0.1, B 0.2, C 0.1, <eos> 0.6")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChancesText(Written):
    """A table of conditional probabilities, typed or in a file."""

    def read(self, raw: object, files: bool = False) -> Any:
        text = str(raw)
        try:
            if text.startswith("@") and not files:
                raise LearnerError(_("files are not opened here", "这里不能打开文件"))
            return read_chances(shown(opened(text[1:]) if text.startswith("@") else text))
        except LearnerError as error:
            raise refuse(self.name, raw, error.text) from None


EXAMPLE = read_chances(PICKS[0])


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Where only a vocabulary is given, only costs are asked for; else the vocabulary is the table's."""
    if values["vocabulary"] is not None and values["table"] is EXAMPLE:
        values["table"] = None
    elif values["vocabulary"] is None:
        values["vocabulary"] = len(values["table"].words)
    return values


def _numbers(given: SimpleNamespace) -> bool:
    asked = (given.beam_size, given.steps, given.vocabulary, given.length_penalty)
    return given.table is None or not any(isinstance(v, Node) for v in asked)


def _searching(*ways: str) -> Any:
    return lambda given: given.table is not None and given.search in ways


def _penalised(given: SimpleNamespace) -> bool:
    return given.table is not None and given.length_penalty != 0


MISTAKES = (
    Mistake("one-prefix", _("a beam of k keeps k prefixes; keeping one is greedy search", "束宽为 k 要保留 k 个前缀；只留一个是贪心搜索"),
            {SEARCH: "greedy"}, _searching("beam", "exhaustive")),
    Mistake("added-probabilities", _("probabilities of a sequence are multiplied, not added", "序列的概率是各步条件概率之积，不是之和"),
            lambda v: {B: lambda t: beam(t, v, join=lambda a, q: (a if t > 1 else 0) + q)}, _searching("beam", "greedy")),
    Mistake("best-of-each-prefix", _("the k best of all continuations are kept, not the best of each prefix",
                                     "保留的是所有扩展中最好的 k 个，而不是每个前缀各留一个"),
            lambda v: {B: lambda t: beam(t, v, each=True)}, _searching("beam")),
    Mistake("took-the-optimum", _("greedy and beam search need not find the most probable sequence", "贪心搜索和束搜索不一定能找到概率最大的序列"),
            {SEARCH: "exhaustive"}, _searching("greedy", "beam")),
    Mistake("forgot-length", _("the score is divided by L^α", "得分要除以 L^α"), {alpha: 0}, _penalised),
    Mistake("length-multiplied", _("the logarithm is divided by L^α, not multiplied", "对数要除以 L^α，而不是乘"),
            {S: function("ln", P) * L**alpha}, _penalised),
    Mistake("exhaustive-upside-down", _("T places with V words each: V^T sequences", "T 个位置各有 V 种选择：共 V^T 个序列"),
            {C_e: T**V}, lambda v: not isinstance(v.vocabulary, Node) and v.vocabulary <= 100),
    Mistake("beam-cost-power", _("k prefixes are grown at each step: k V T, not V^k T", "每步扩展 k 个前缀：代价是 kVT，不是 V^k T"),
            {C_b: V**k * T}),
    Mistake("d2l-candidates", _("d2l chooses among the prefixes of every step, without the end mark, with α = 0.75",
                                "d2l 以每一步保留的前缀（不含结束符）为候选，按 α = 0.75 打分"),
            {CANDIDATES: "all", alpha: Fraction(3, 4)}, lambda v: _searching("beam")(v) and v.candidates == "finished",
            convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="beam-search",
    title=_("Decoding: greedy, exhaustive, beam search", "解码：贪心、穷举与束搜索"),
    topic="decoding",
    source="d2l section 9.8 (“Beam Search”), length normalisation included; nndl, chapter on sequence generation",
    summary=_(
        "The sequence each search finds in your table of conditional probabilities, step by step, and what the searches cost.",
        "在给定的条件概率表上逐步搜索，求各种搜索找到的序列及其计算量。",
    ),
    params=(
        ChancesText(p, "table", _(
            "what follows each prefix: `start: A 0.5, B 0.5; A: B 1; * B: <eos> 1` (`* B`: any prefix that ends in B, `*`: "
            "any, `#2`: any at step 2), or @file",
            "各前缀之后的概率：`start: A 0.5, B 0.5; A: B 1; * B: <eos> 1`（`* B`：以 B 结尾的任一前缀，`*`：任一前缀，"
            "`#2`：第 2 步的任一前缀），或 @文件"), default=EXAMPLE, pick=PICKS),
        Choice(SEARCH, "search", _("how to search", "搜索方式"), default="beam", options={
            "beam": _("keep the k best prefixes", "保留最好的 k 个前缀"),
            "greedy": _("keep the best one", "只保留最好的一个"),
            "exhaustive": _("try every sequence", "穷举所有序列"),
        }),
        Int(k, "beam_size", _("beam size k", "束宽 k"), low=1, high=10**6, default=2, pick=(2,)),
        Int(T, "steps", _("longest sequence, the end counted", "序列的最大长度，结束符计算在内"), low=1, high=200, default=3, pick=(3,)),
        Int(V, "vocabulary", _("size of the vocabulary; alone: only the costs", "词表大小；只给它时仅求计算量"), low=1, high=10**9),
        Real(alpha, "length_penalty", _("exponent α of the length the score is divided by", "长度归一化的指数 α"), default=0, low=0, high=4),
        Choice(CANDIDATES, "candidates", _("what is chosen from at the end", "最后从哪些候选中选"), default="finished", options={
            "finished": _("the prefixes kept last", "最后保留的序列"),
            "all": _("the prefixes kept at every step, the end cut off (d2l)", "每一步保留的前缀，去掉结束符（d2l）"),
        }),
        Written(END, "end", _("the end of a sequence", "结束符"), default="<eos>"),
    ),
    outputs=(
        Output(y, "sequence", _("sequence found", "找到的序列"), "words"),
        Output(P, "probability", _("its probability", "它的概率")),
        Output(S, "score", _("its score (ln P / L^α)", "它的得分（ln P / L^α）")),
        Output(C_g, "greedy_cost", _("cost of greedy search", "贪心搜索的计算量"), "count"),
        Output(C_e, "exhaustive_cost", _("cost of exhaustive search", "穷举搜索的计算量"), "count"),
        Output(C_b, "beam_cost", _("cost of beam search", "束搜索的计算量"), "count"),
    ),
    rules=(
        Rule(_numbers, _("beside a table, sizes have to be numbers", "给了概率表时，各个大小必须是数")),
        Rule(lambda v: v.table is None or v.steps <= 12, _("a table is searched for at most 12 steps", "在概率表上最多搜索 12 步")),
        Rule(lambda v: v.table is None or v.search != "exhaustive" or len(v.table.words) ** v.steps <= MOST_SEQUENCES,
             _("there are too many sequences to try them all", "序列太多，无法穷举")),
        Rule(lambda v: v.table is None or v.search != "beam" or v.beam_size <= 1000,
             _("at most 1,000 prefixes are kept in a table", "在概率表上最多保留 1000 个前缀")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    mistakes=MISTAKES,
    examples=(
        Example({"table": D2L, "search": "greedy", "steps": 4},
                {"sequence": ("A", "B", "C", "<eos>"), "probability": Fraction(48, 1000)}, "d2l, “Beam Search”, figure 9.8.1"),
        Example({"table": D2L_LONGER, "search": "exhaustive", "steps": 4},
                {"sequence": ("A", "C", "B", "<eos>"), "probability": Fraction(54, 1000)},
                "d2l, “Beam Search”, figures 9.8.1 and 9.8.2, their sequences of four words: what greedy search missed"),
        Example({"table": "start: A 0.5, B 0.5; A: <eos> 0.5; B: C 0.6; B C: <eos> 0.8", "length_penalty": 1},
                {"sequence": ("B", "C", "<eos>"), "probability": Fraction(24, 100), "score": -0.7135581778200729},
                "derived: ln 0.24 / 2 > ln 0.25, though 0.24 < 0.25"),
        Example({"vocabulary": 10_000, "steps": 10}, {"exhaustive_cost": 10**40, "greedy_cost": 10**5},
                "d2l, “Beam Search”: |Y| = 10000, T′ = 10"),
    ),
    usage=(
        "--table 'start: A 0.5, B 0.4, <eos> 0.1; * A: A 0.4, B 0.3, <eos> 0.3; * B: A 0.1, B 0.1, <eos> 0.8' --beam-size 2",
        "--vocabulary 10000 --steps 10 --beam-size 2",
        "--table @probabilities.txt --search exhaustive --steps 4 --length-penalty 0.75",
    ),
)  # fmt: skip
