"""Tokens, vocabulary and ids of the user's own text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.passages import CLEANING, LEVELS, SPACE, Passage, nothing_left, settled_rules, tokens_of
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Run, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Choice, Int
from dlstudy.symbolic.tree import Node, function, letters

x, s, f, S, W, K, D, V, T, c, i, U, O, t, n_s, n_k = letters("x s f S W K D V T c i U O t n_s n_k")  # noqa: E741
LEVEL, CLEAN, ORDER, SPECIALS = letters("level clean order special")
SPECIAL = {"none": ("<unk>",), "all": ("<pad>", "<bos>", "<eos>", "<unk>")}
MOST_CHARACTERS = 2_000
TOKEN, COUNT, NUMBER = _("token", "词元"), _("count", "次数"), _("id", "编号")


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Level and cleaning, where the text decides them."""
    values["level"], values["clean"] = settled_rules(values["text"], values["level"], values["clean"])
    return values


def _tokens(given: SimpleNamespace, text: str | None = None) -> tuple[str, ...]:
    return tokens_of(given.text if text is None else text, given.level, given.clean)


def _encoded_text(given: SimpleNamespace) -> tuple[str, ...]:
    return _tokens(given, given.encode)


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    special = SPECIAL[given.special]
    yield Do(W, lambda _known: _tokens(given), (x,), _cut_why(given))
    yield Do(T, lambda known: len(known[W]), (W,), _("tokens in all", "词元总数"))
    yield Do(
        c,
        _counted,
        (W,),
        _("how often each occurs, by first occurrence", "各词元的次数，按首次出现的顺序"),
        table=_itself,
    )
    yield Do(D, lambda known: len(known[c].rows), (c,), _("different tokens", "不同的词元数"))
    yield Do(K, _frequent(given), (c, f), _("those that occur at least min_freq times stay", "保留次数不少于 min_freq 的词元"),
             table=_itself)  # fmt: skip
    yield Do(n_k, lambda known: len(known[K].rows), (K,), _("of them", "保留的词元数"))
    yield Do(n_s, lambda _known: len(special), (), _("special tokens: {s}", "特殊词元：{s}")(s=", ".join(special)))
    yield Step(S, n_s + n_k, _("size of the vocabulary", "词表大小"))
    yield Do(
        V,
        _numbered(given),
        (K,),
        _("special tokens first, then the others", "特殊词元在前，其余依次编号"),
        table=_itself,
    )
    sequence = _encoded_text(given)
    yield Do(i, _ids(given, sequence), (V,), _("the id of each token; one that is not in the vocabulary is <unk>",
             "各词元的编号；不在词表中的记为 <unk>"), table=_id_table(sequence))  # fmt: skip
    yield Do(
        U,
        lambda known: known[i].rows[0].count(len(special) - 1),
        (i,),
        _("tokens that became <unk>", "记为 <unk> 的词元数"),
    )
    yield Do(t, lambda known: known[i].shape[1], (i,), _("tokens encoded", "编码的词元数"))
    yield Step(O, function("shape", t, S), _("one-hot: one row per token, one column per word of the vocabulary",
               "独热编码：每个词元一行，词表中每个词一列"))  # fmt: skip


def _cut_why(given: SimpleNamespace) -> Text:
    text = _("{clean}; cut into {level}", "{clean}；再切分成{level}")
    return text(clean=CLEANING[given.clean], level=LEVELS[given.level])


def _itself(value: Table, _known: Known) -> Table:
    return value


def _counted(known: Known) -> Table:
    return Table((TOKEN, COUNT), tuple(Counter(known[W]).items()))


def _frequent(given: SimpleNamespace) -> Run:
    def run(known: Known) -> Table:
        special = SPECIAL[given.special]  # the text may name one; it has its number already
        rows = [row for row in known[c].rows if row[1] >= known[f] and row[0] not in special]
        if given.order == "frequency":
            rows.sort(key=lambda row: -row[1])
        return Table((TOKEN, COUNT), tuple(rows))

    return run


def _numbered(given: SimpleNamespace) -> Run:
    def run(known: Known) -> Table:
        every = [*((word, None) for word in SPECIAL[given.special]), *known[K].rows]
        return Table((TOKEN, NUMBER, COUNT), tuple((word, at, often) for at, (word, often) in enumerate(every)))

    return run


def _ids(given: SimpleNamespace, sequence: Sequence[str], first: int = 0, drop: bool = False) -> Run:
    unknown = len(SPECIAL[given.special]) - 1

    def run(known: Known) -> Grid:
        number = {row[0]: row[1] for row in known[V].rows}
        return Grid([[first + number.get(word, unknown) for word in sequence if not drop or word in number]])

    return run


def _id_table(sequence: Sequence[str]) -> Any:
    return lambda value, _known: Table((TOKEN, NUMBER), tuple(zip(sequence, value.rows[0], strict=False)))


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    import numpy as np

    from dlstudy.reference import vocabulary

    found = vocabulary.tokens(given.text, given.level, given.clean, SPACE)
    every, special = vocabulary.counts(found), SPECIAL[given.special]
    kept = [
        row
        for row in vocabulary.counts(found, given.order == "frequency")
        if row[1] >= given.min_freq and row[0] not in special
    ]
    words = [*special, *(word for word, _often in kept)]
    text = given.text if given.encode is None else given.encode
    ids = vocabulary.encode(vocabulary.tokens(text, given.level, given.clean, SPACE), words, len(special) - 1)
    often = [*[None] * len(special), *(count for _word, count in kept)]
    return {
        "tokens": tuple(found), "token_count": len(found), "distinct": len(every), "size": len(words), "ids": np.array(ids),
        "vocabulary": Table((TOKEN, NUMBER, COUNT), tuple(zip(words, range(len(words)), often, strict=True))),
        "unknown": sum(n == len(special) - 1 for n in ids), "one_hot": (len(ids), len(words)),
    }  # fmt: skip


def _some_unknown(given: SimpleNamespace) -> bool:
    """Whether some of what is encoded is unknown, but not all."""
    often = Counter(_tokens(given))
    known = [often[word] >= max(1, given.min_freq) for word in _encoded_text(given)]
    return any(known) and not all(known)


MISTAKES = (
    Mistake("forgot-special", _("the special tokens, <unk> at least, belong to the vocabulary", "词表还包括特殊词元，至少有 <unk>"), {n_s: 0}),
    Mistake("counted-repeats", _("the vocabulary holds different tokens, each once", "词表中每个不同的词元只算一次"), {S: n_s + T}),
    Mistake("strictly-more", _("min_freq itself is enough: frequency ≥ min_freq", "次数等于 min_freq 的也保留：频率 ≥ min_freq"),
            lambda v: {f: v.min_freq + 1}, lambda v: v.min_freq > 0),
    Mistake("forgot-min-freq", _("tokens rarer than min_freq are left out", "次数少于 min_freq 的词元不进入词表"), {f: 0},
            lambda v: v.min_freq > 1),
    Mistake("not-cleaned", _("the text is lower-cased and stripped of what is no letter first", "要先转小写并去掉非字母字符"),
            {CLEAN: "none"}, lambda v: v.clean == "letters"),
    Mistake("ids-from-one", _("the first token of the vocabulary has id 0", "词表的第一个词元编号为 0"),
            lambda v: {i: lambda: _ids(v, _encoded_text(v), first=1)}),
    Mistake("dropped-unknown", _("an unknown token is not dropped, it becomes <unk>", "未登录的词元不能丢弃，要记为 <unk>"),
            lambda v: {i: lambda: _ids(v, _encoded_text(v), drop=True)},
            _some_unknown),
    Mistake("by-frequency", _("the most frequent tokens first (d2l); the course keeps the order of first occurrence",
                              "按词频从高到低编号（d2l）；本课程按首次出现的顺序"), {ORDER: "frequency"},
            lambda v: v.order == "insertion", convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="vocab",
    title=_("Vocabulary of a text", "文本的词表"),
    topic="text",
    source="d2l sections 8.2 and 9.5 (tokens, vocabulary, special tokens)",
    summary=_(
        "Tokens of your own text, how often each occurs, the vocabulary with its ids, and the one-hot shape.",
        "对自己的文本切分词元、统计次数、建立词表与编号，并给出独热编码的形状。",
    ),
    params=(
        Passage(x, "text", _("the text, or @file", "文本，或 @文件"), default="The cat sat. The cat ran, the dog sat!", pick=(
            "The cat sat. The cat ran, the dog sat!", "To be, or not to be: be good!", "A rose is a rose is a rose.",
            "I saw a saw. A saw saw I.", "the sea, the Sea, and the sky")),
        Choice(LEVEL, "level", _("what a token is", "词元的单位"), default="auto", options=LEVELS),
        Choice(CLEAN, "clean", _("what is done to the text first", "先对文本作什么处理"), default="auto", options=CLEANING),
        Int(f, "min_freq", _("rarer tokens are left out", "次数少于它的词元不进入词表"), low=0, high=10**6, default=0, pick=(0, 2)),
        Choice(SPECIALS, "special", _("special tokens", "特殊词元"), default="none", options={
            "none": _("<unk> alone, id 0", "只有 <unk>，编号 0"),
            "all": _("<pad>, <bos>, <eos>, <unk>: ids 0 to 3", "<pad>、<bos>、<eos>、<unk>，编号 0 至 3"),
        }),
        Choice(ORDER, "order", _("the order of the vocabulary", "词表的排列顺序"), default="insertion", options={
            "insertion": _("by first occurrence (course)", "按首次出现（本课程）"),
            "frequency": _("the most frequent first (d2l)", "按词频从高到低（d2l）"),
        }),
        Passage(s, "encode", _("another text to encode (else the text itself)", "要编码的另一段文本（默认就是原文）")),
    ),
    outputs=(
        Output(W, "tokens", _("tokens", "词元"), "words"),
        Output(T, "token_count", _("tokens in all", "词元总数"), "count"),
        Output(D, "distinct", _("different tokens", "不同的词元数"), "count"),
        Output(V, "vocabulary", _("vocabulary", "词表"), "table"),
        Output(S, "size", _("size of the vocabulary", "词表大小"), "count"),
        Output(i, "ids", _("ids", "编号序列"), "vector"),
        Output(U, "unknown", _("unknown tokens", "未登录的词元数"), "count"),
        Output(O, "one_hot", _("shape of the one-hot matrix", "独热矩阵的形状"), "shape"),
    ),
    rules=(
        Rule(lambda v: not nothing_left(v.text, v), _("nothing is left of the text when it is cleaned", "清洗之后文本里什么也不剩")),
        Rule(lambda v: v.encode is None or not nothing_left(v.encode, v), _("nothing is left to encode", "没有可编码的词元")),
        Rule(lambda v: not isinstance(v.min_freq, Node), _("min_freq has to be a number here", "min_freq 在这里必须是数")),
    ),
    steps=_steps,
    reference=_reference,
    derive=_derive,
    mistakes=MISTAKES,
    examples=(
        Example({"text": "The Time Machine, by H. G. Wells [1898]"},
                {"tokens": ("the", "time", "machine", "by", "h", "g", "wells")}, "d2l, “Text Preprocessing”, first line"),
        Example({"text": "This is the first document.\nThis document is the second document.\nAnd this is the third one.\n"
                         "Is this the first document?"}, {"distinct": 9, "token_count": 22},
                "scikit-learn, CountVectorizer, docstring: 9 features; the sum of its counts"),
    ),
    usage=(
        "--text 'The cat sat. The cat ran!' --min-freq 2 --encode 'the dog ran'",
        "--text 我爱深度学习 --special all",
        "--text @book.txt --level character",
    ),
    exact_below=lambda v: len(v.text) + len(v.encode or "") <= MOST_CHARACTERS,
)  # fmt: skip
