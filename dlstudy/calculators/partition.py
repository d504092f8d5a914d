"""Long sequences into batches of subsequences with labels; short ones padded and truncated."""

from __future__ import annotations

import random
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.partition_lines import (
    B,
    I,
    J,
    L,
    N_b,
    N_s,
    P,
    T,
    U,
    V,
    X,
    Y,
    filled,
    m,
    n,
    neighbours,
    next_piece,
    o,
    q,
    reference,
    s,
    steps,
    whole,
)
from dlstudy.calculators.partition_text import numbered_text
from dlstudy.calculators.passages import Passage, opened, shown
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Written, refuse
from dlstudy.symbolic.tree import Letter, Node, ceil, floor

MODE, LINES, FILLING, END, SEQUENCE = (Letter(name) for name in ("mode", "lines", "filling", "end", "sequence"))
MOST_LINES, MOST_EXACT, MOST_PIECES = 2_000, 500, 60


@dataclass(frozen=True)
class Lines:
    """Sequences of token ids, of any lengths."""

    lines: tuple[tuple[int, ...], ...]
    source: str


def read_lines(source: str) -> Lines:
    """The sequences of a text: ids between spaces or commas, a sequence a line or between `;`."""
    found = []
    for line in source.replace(";", "\n").replace("；", "\n").splitlines():
        words = line.replace(",", " ").replace("，", " ").split()
        if not all(word.isdecimal() and len(word) < 10 for word in words):
            raise LearnerError(_("{line}: ids are whole numbers", "{line}：编号必须是整数")(line=line.strip()[:40]))
        if words:
            found.append(tuple(map(int, words)))
    if not 1 <= len(found) <= MOST_LINES:
        raise LearnerError(_("1 to {n} sequences are asked for", "这里要 1 到 {n} 个序列")(n=MOST_LINES))
    return Lines(tuple(found), source)


@dataclass(frozen=True, slots=True)
class LinesText(Written):
    """Sequences of ids, typed or in a file."""

    def read(self, raw: object, files: bool = False) -> Lines:
        text = str(raw)
        try:
            if text.startswith("@") and not files:
                raise LearnerError(_("files are not opened here", "这里不能打开文件"))
            return read_lines(shown(opened(text[1:]) if text.startswith("@") else text))
        except LearnerError as error:
            raise refuse(self.name, raw, error.text) from None


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A text becomes ids; the length of a given sequence."""
    if isinstance(values["text"], str):
        if values["sequence"] is not None:
            raise LearnerError(_("give text or sequence, not both", "text 与 sequence 只能给一个"))
        text = values["text"] = numbered_text(values["text"], values["mode"])
        if not text.sentences:
            raise LearnerError(_("nothing is left of the text when it is cleaned", "清洗之后文本里什么也不剩"))
        if values["mode"] == "pad":
            values["lines"] = Lines(text.ids(), text.text)
        else:
            values["sequence"] = Grid([[number for line in text.ids() for number in line]])
    if values["sequence"] is not None:
        values["length"] = values["sequence"].shape[1]
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if values.get("mode") == "random" and values.get("order") is None and values.get("sequence") is None:
        length, offset, size = (int(values[name]) for name in ("length", "offset", "num_steps"))
        order = list(range(max(1, (length - offset - 1) // size)))
        rng.shuffle(order)
        values["order"] = Grid([order])
    return values


def _numbers(given: SimpleNamespace) -> bool:
    return not any(isinstance(v, Node) for v in (given.length, given.num_steps, given.batch_size, given.offset))


def _long_enough(given: SimpleNamespace) -> bool:
    if given.mode == "pad" or not _numbers(given):
        return True
    usable = given.length - given.offset - 1
    if given.mode == "random":
        return bool(usable // given.num_steps >= given.batch_size)
    return bool(usable // given.batch_size >= given.num_steps)


def _in_order(given: SimpleNamespace) -> bool:
    if given.order is None or not _numbers(given):
        return True
    count = (given.length - given.offset - 1) // given.num_steps
    order = given.order.rows[0]
    return given.mode == "random" and len(order) == count and set(order) == set(range(count))


def _mode(*modes: str) -> Any:
    return lambda given: given.mode in modes


def _size(given: SimpleNamespace) -> int:
    if given.mode == "pad":
        return len(given.lines.lines) * int(given.num_steps)
    if not _numbers(given):
        return 0
    across = given.num_steps * (given.batch_size if given.mode == "sequential" else 1)
    return int(given.length) if given.length // across <= MOST_PIECES else MOST_EXACT + 1


def _some_longer(given: SimpleNamespace) -> bool:
    return given.mode == "pad" and any(len(line) > given.num_steps for line in whole(given))


def _some_shorter(given: SimpleNamespace) -> bool:
    return given.mode == "pad" and any(len(line) < given.num_steps for line in whole(given))


def _end_fits(given: SimpleNamespace) -> bool:
    return given.mode == "pad" and given.end is not None and any(len(line) <= given.num_steps for line in whole(given))


MISTAKES = (
    Mistake("no-room-for-label", _("the last input needs a label after it: one token less can be cut", "最后一个输入之后还要有标签：可切的词元少一个"),
            lambda v: {m: floor((n - o) / B)} if v.mode == "sequential" else {N_s: floor((n - o) / T)},
            _mode("sequential", "random")),
    Mistake("kept-last-batch", _("a batch that is not full is dropped", "不完整的小批量要舍去"), {N_b: ceil(N_s / B)}, _mode("random")),
    Mistake("labels-not-shifted", _("labels are the inputs one token later", "标签是输入后移一个词元"),
            {Y: lambda j: X[j]}, _mode("sequential", "random")),
    Mistake("labels-a-piece-later", _("labels start one token later, not one subsequence later", "标签只后移一个词元，而不是一个子序列"),
            lambda v: {Y: lambda j: next_piece(v, j)}, _mode("sequential", "random")),
    Mistake("forgot-offset", _("the tokens before the offset are left out", "偏移量之前的词元要去掉"), {o: 0},
            lambda v: v.mode != "pad" and v.offset != 0),
    Mistake("neighbours-in-one-batch", _("in sequential partitioning neighbours stand in successive batches, not in one",
                                         "顺序分区时，相邻子序列位于相继的小批量中，而不在同一个小批量里"),
            {s: neighbours}, _mode("sequential")),
    Mistake("strips-without-label", _("d2l's first edition cuts ⌊n / B⌋ tokens a strip and spares one token in each",
                                      "d2l 第一版每段取 ⌊n / B⌋ 个词元，再在每段中留出一个"),
            {m: floor((n - o) / B), N_b: floor((m - 1) / T)}, _mode("sequential"), convention=True),
    Mistake("kept-the-right", _("truncation keeps the left of a sequence", "截断时保留序列的左边"),
            lambda v: {P: lambda: filled(v, keep_right=True)}, _some_longer),
    Mistake("filled-the-left", _("the filling comes after the sequence", "填充放在序列之后"),
            lambda v: {P: lambda: filled(v, left=True)}, _some_shorter),
    Mistake("forgot-end", _("the end is appended before padding", "填充之前要先加上结束符"),
            lambda v: {P: lambda: filled(v, ends=False)}, _end_fits),
)  # fmt: skip

EXAMPLES = (
    Example({"mode": "random", "length": 30, "num_steps": 6, "order": "3 1 2 0"},
            {"inputs": Grid([range(18, 24), range(6, 12), range(12, 18), range(6)]),
             "labels": Grid([range(19, 25), range(7, 13), range(13, 19), range(1, 7)])},
            "Dive into Deep Learning, first edition in PyTorch, section 6.3, random sampling as printed"),
    Example({"length": 35, "num_steps": 5, "batch_size": 2, "offset": 4},
            {"inputs": Grid([range(4, 9), range(19, 24), range(9, 14), range(24, 29), range(14, 19), range(29, 34)]),
             "labels": Grid([range(5, 10), range(20, 25), range(10, 15), range(25, 30), range(15, 20), range(30, 35)])},
            "d2l section 8.3.4, seq_data_iter_sequential on 35 tokens as a published run prints it, its offset drawn as 4"),
    Example({"mode": "pad", "lines": "186 5; 0 8 4", "num_steps": 8, "filling": 1, "end": 3},
            {"padded": Grid([[186, 5, 3, 1, 1, 1, 1, 1], [0, 8, 4, 3, 1, 1, 1, 1]]), "valid_lengths": Grid([[3, 4]])},
            "d2l section 9.5, load_data_nmt(batch_size=2, num_steps=8): the targets as a published run prints them"),
    Example({"length": 35, "num_steps": 5}, {"subsequences": 6, "batches": 3},
            "d2l, “Language Models and the Dataset”: ⌊(35 − 1) / 5⌋ = 6 pairs, 3 batches of 2"),
)  # fmt: skip

CALCULATOR = Calculator(
    name="partition",
    title=_("Batches of subsequences", "序列的采样与填充"),
    topic="text",
    source="d2l section 8.3.4 (random sampling, sequential partitioning) and 9.5.4 (truncation and padding)",
    summary=_(
        "Inputs and labels of every batch cut from a long sequence, at random or in order; or short sequences padded.",
        "从长序列中随机采样或顺序分区，给出每个小批量的输入与标签；也可对短序列截断和填充。",
    ),
    params=(
        Choice(MODE, "mode", _("how to cut", "切分方式"), default="sequential", options={
            "sequential": _("in order: neighbours in successive batches", "顺序分区：相邻子序列在相继的小批量中"),
            "random": _("at random: subsequences shuffled", "随机采样：子序列打乱"),
            "pad": _("truncate and pad sequences to one length", "把各序列截断或填充到同一长度"),
        }),
        Int(n, "length", _("length of the sequence 0, 1, 2, …", "序列 0, 1, 2, … 的长度"), low=2, high=10**6, default=35,
            pick=(20, 21, 24, 25, 30, 31, 35)),
        Int(T, "num_steps", _("length of a subsequence", "子序列长度（时间步数）"), low=1, high=10**5, default=5, pick=(3, 4, 5)),
        Int(B, "batch_size", _("subsequences in a batch", "批量大小"), low=1, high=10**5, default=2, pick=(2,)),
        Int(o, "offset", _("tokens left out at the beginning", "开头舍去的词元数（偏移量）"), low=0, high=10**5, default=0,
            pick=(0, 1, 2)),
        Array(q, "order", _("random: the shuffled numbers of the subsequences, from 0", "随机采样：子序列打乱后的编号，从 0 开始"),
              shape=("subsequences",)),
        Array(SEQUENCE, "sequence", _("a sequence of ids instead of 0, 1, 2, …", "编号序列，代替 0, 1, 2, …"), shape=("length",)),
        Passage(Letter("text"), "text", _("a text of your own instead of ids, or @file; pad: a sentence a line, or with | between them",
                                          "用自己的文本代替编号，或 @文件；填充时每行一句，或用 | 隔开")),
        LinesText(LINES, "lines", _("pad: sequences of ids, a line each or with ; between them, or @file",
                                    "填充：各编号序列，每行一个或用 ; 隔开，或 @文件"),
                  default=read_lines("4 5 6; 7 8; 9 10 11 12 13 14 15"), pick=(
                      "4 5 6; 7 8; 9 10 11 12 13 14", "5 4; 6 7 8 9 4 5 6; 8", "9 8 7 6 5 4; 4 5", "7; 4 5 6 7 8 9; 5 6")),
        Int(FILLING, "filling", _("pad: the id that fills", "填充用的编号"), low=0, high=10**6, default=0),
        Int(END, "end", _("pad: the id appended to each sequence first", "填充：先在各序列末尾加上的结束符编号"), low=0, high=10**6,
            pick=(2, 3)),
    ),
    outputs=(
        Output(V, "vocabulary", _("vocabulary", "词表"), "table"),
        Output(N_s, "subsequences", _("subsequences", "子序列数"), "count"),
        Output(N_b, "batches", _("batches", "小批量数"), "count"),
        Output(I, "inputs", _("inputs, batch after batch", "输入（按小批量依次排列）"), "matrix"),
        Output(J, "labels", _("labels", "标签"), "matrix"),
        Output(U, "left_out", _("tokens that are no input", "不作为输入的词元数"), "count"),
        Output(P, "padded", _("padded sequences", "填充后的序列"), "matrix"),
        Output(L, "valid_lengths", _("valid lengths", "有效长度"), "vector"),
    ),
    rules=(
        Rule(lambda v: not isinstance(v.filling, Node) and not isinstance(v.end, Node) and (
                _numbers(v) or (v.mode != "pad" and v.sequence is None and v.order is None)),
             _("sizes have to be numbers here", "各个大小在这里必须是数")),
        Rule(_long_enough, _("the sequence is too short for one batch", "序列太短，凑不成一个小批量")),
        Rule(_in_order, _("the order must hold the number of each subsequence once, from 0, and belongs to random sampling",
                          "order 要恰好包含每个子序列的编号（从 0 开始），且只用于随机采样")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=EXAMPLES,
    usage=(
        "--length 35 --num-steps 5 --batch-size 2 --offset 3",
        "--mode random --length 30 --num-steps 6 --batch-size 2 --order '3 1 2 0'",
        "--text '我爱深度学习，也爱自然语言处理' --num-steps 3",
        "--mode pad --text 'I like tea | you like green tea' --num-steps 4 --end 2",
        "--mode pad --lines '4 5 6; 7 8 9 10 11 12' --num-steps 5 --end 2",
    ),
    exact_below=lambda v: _size(v) <= MOST_EXACT,
)  # fmt: skip
