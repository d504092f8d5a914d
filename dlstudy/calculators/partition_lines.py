"""The lines of cutting a long sequence into batches, and of padding short ones."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.passages import SPACE
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Run, Step, Table
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, floor, function, letters

n, T, B, o, m, q, X, Y, s, N_s, N_b, I, J, L, P, U, V = letters("n T B o m q X Y s N_s N_b I J L P U V")  # noqa: E741
START = _("start", "起点")
Lines = Generator[Step | Do, Any, None]


def steps(given: SimpleNamespace) -> Lines:
    """How many, where each starts, and every batch; or the padded lines."""
    if given.text is not None:
        yield Do(V, lambda _known: given.text.vocabulary, (), _(
            "the text's tokens, numbered by first occurrence behind the special ones", "文本的词元，特殊词元之后按首次出现编号"),
            table=lambda value, _known: value)  # fmt: skip
    if given.mode == "pad":
        yield from _padding(given)
        return
    batches = yield from (_in_order() if given.mode == "sequential" else _at_random())
    yield Step(U, n - N_b * B * T, _("tokens that are no input", "不作为输入的词元数"))
    if isinstance(batches, Node):
        return
    for j in range(1, batches + 1):
        group = _("Batch {j}", "第 {j} 个小批量")(j=j)
        uses = (o, T, B, *((m,) if given.mode == "sequential" else () if given.order is None else (q,)))
        yield Do(
            s[j],
            starts(given, j),
            uses,
            _("where its subsequences start", "各子序列的起点"),
            group,
            _start_table(given, j),
        )
        inputs = _("T tokens from there: the inputs", "从起点起取 T 个词元作为输入")
        yield Do(X[j], taken(given, j), (s[j], T), inputs, group, _in_words(given))
        labels = _("one token later: the labels", "后移一个词元作为标签")
        yield Do(Y[j], taken(given, j, 1), (s[j], T), labels, group, _in_words(given))
    yield Step(I, _stacked(X, batches), _("all inputs, one row per subsequence", "全部输入，每行一个子序列"))
    yield Step(J, _stacked(Y, batches), _("all labels", "全部标签"))


def _stacked(letter: Letter, count: int) -> Node:
    return function("stack", *(letter[j] for j in range(1, count + 1)))


def _in_order() -> Generator[Step | Do, Any, Any]:
    yield Step(m, floor((n - o - 1) / B), _(
        "without the offset, and one token for the last label, the sequence is cut into B strips",
        "去掉偏移量，并为最后的标签留一个词元，其余等分成 B 段"))  # fmt: skip
    batches = yield Step(
        N_b, floor(m / T), _("subsequences in a strip: one for each batch", "每段中的子序列数，即小批量数")
    )
    yield Step(N_s, N_b * B, _("subsequences in all", "子序列总数"))
    return _enough(batches)


def _at_random() -> Generator[Step | Do, Any, Any]:
    yield Step(N_s, floor((n - o - 1) / T), _(
        "without the offset, and one token for the last label: subsequences of length T",
        "去掉偏移量，并为最后的标签留一个词元，可切出的长为 T 的子序列数"))  # fmt: skip
    batches = yield Step(N_b, floor(N_s / B), _("full batches", "完整的小批量数"))
    return _enough(batches)


def _enough(batches: Any) -> Any:
    if not isinstance(batches, Node) and batches < 1:
        raise LearnerError(_("the sequence is too short for one batch", "序列太短，凑不成一个小批量"))
    return batches


def starts(given: SimpleNamespace, j: int) -> Run:
    """Where the subsequences of batch j start: one in each strip, or in the order they were shuffled to."""
    return lambda known: Grid([[_start(given, known, i, j) for i in range(known[B])]])


def _start(given: SimpleNamespace, known: Known, i: int, j: int) -> int:
    if given.mode == "sequential":
        return int(known[o] + i * known[m] + (j - 1) * known[T])
    return int(known[o] + _place(known, (j - 1) * known[B] + i) * known[T])


def _place(known: Known, at: int) -> int:
    """The number of the subsequence that is drawn next; its own place where no order is given."""
    order = known[q].rows[0] if q in known else ()
    return int(order[at]) if at < len(order) else at


def neighbours(j: int) -> Run:
    """The starts of batch j, were neighbouring subsequences put into one batch."""
    return lambda known: Grid([[known[o] + ((j - 1) * known[B] + i) * known[T] for i in range(known[B])]])


def _start_table(given: SimpleNamespace, j: int) -> Callable[[Any, Known], Table]:
    def table(value: Grid, known: Known) -> Table:
        def cell(i: int, _column: int) -> Node:
            if given.mode == "sequential":
                return literal(known[o]) + Num(i) * literal(known[m]) + Num(j - 1) * literal(known[T])
            return literal(known[o]) + literal(_place(known, (j - 1) * known[B] + i)) * literal(known[T])

        return Table((_("row", "行"), START), tuple((str(i), at) for i, at in enumerate(value.rows[0], 1)), cell)

    return table


def token(given: SimpleNamespace, at: int) -> Any:
    """The token at a place, from 0; the place itself where no sequence is given."""
    if given.sequence is None:
        return at
    if at >= given.sequence.shape[1]:
        raise LearnerError(_("the sequence ends before", "序列到不了这里"))
    return given.sequence.rows[0][at]


def taken(given: SimpleNamespace, j: int, later: int = 0) -> Run:
    """The tokens of batch j's subsequences, `later` places on."""
    return lambda known: Grid([[token(given, at + t + later) for t in range(known[T])] for at in known[s[j]].rows[0]])


def _in_words(given: SimpleNamespace) -> Callable[[Any, Known], Table] | None:
    """Ids beside the tokens they stand for, where they come from a text."""
    if given.text is None:
        return None
    words = given.text.words()

    def table(value: Grid, _known: Known) -> Table:
        rows = ((" ".join(words[i] for i in row), " ".join(map(str, row))) for row in value.rows)
        return Table((_("tokens", "词元"), _("ids", "编号")), tuple(rows))

    return table


def next_piece(given: SimpleNamespace, j: int) -> Run:
    """The tokens of the subsequences that follow."""
    return lambda known: taken(given, j, known[T])(known)


def _padding(given: SimpleNamespace) -> Lines:
    why: Text = _(
        "the first T tokens stay; shorter ones are filled at their end", "超长的保留左边 T 个，不足的在右边填充"
    )
    if given.end is not None:
        why = _("the end is appended; then the first T tokens stay, shorter ones are filled at their end",
                "先加上结束符；超长的保留左边 T 个，不足的在右边填充")  # fmt: skip
    yield Do(P, filled(given), (T,), why, table=_line_table(given))
    yield Do(L, valid(given), (T,), _("how many of them are not filling", "各行除去填充的有效长度"))


def whole(given: SimpleNamespace, ends: bool = True) -> list[tuple[int, ...]]:
    """The lines with their end, where one is given."""
    end = () if given.end is None or not ends else (given.end,)
    return [(*line, *end) for line in given.lines.lines]


def filled(given: SimpleNamespace, left: bool = False, keep_right: bool = False, ends: bool = True) -> Run:
    """The lines cut or filled to T tokens: at their right, unless told to keep the right or to fill the left."""

    def run(known: Known) -> Grid:
        size, rows = known[T], []
        for line in whole(given, ends):
            kept = line[-size:] if keep_right else line[:size]
            filling = (given.filling,) * (size - len(kept))
            rows.append((*filling, *kept) if left else (*kept, *filling))
        return Grid(rows)

    return run


def valid(given: SimpleNamespace) -> Run:
    """The length of each line, T at most."""
    return lambda known: Grid([[min(len(line), known[T]) for line in whole(given)]])


def _line_table(given: SimpleNamespace) -> Any:
    columns = (_("line", "原序列"), _("of length T", "长度为 T"))
    words = None if given.text is None else given.text.words()

    def spelt(line: Sequence[Any]) -> str:
        return " ".join(str(i) if words is None else words.get(i, str(i)) for i in line)

    def table(value: Grid, _known: Known) -> Table:
        rows = zip(given.lines.lines, value.rows, strict=True)
        return Table(columns, tuple((spelt(line), " ".join(map(str, row))) for line, row in rows))

    return table


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The data iterators themselves; a text's ids looked up among its sorted words."""
    found = {} if given.text is None else {"vocabulary": numbered(given)}
    return found | _iterated(given)


def numbered(given: SimpleNamespace) -> Table:
    """The vocabulary of the text, by the reference's own reading of it."""
    from dlstudy.reference import vocabulary

    source = given.text
    found = vocabulary.tokens(source.text.replace("|", "\n"), source.level, source.clean, SPACE)
    words = [*source.special, *(word for word, _often in vocabulary.counts(found) if word not in source.special)]
    return Table(source.vocabulary.columns, tuple((word, i) for i, word in enumerate(words)))


def _iterated(given: SimpleNamespace) -> dict[str, Any]:
    import numpy as np

    from dlstudy.reference.partition import at_random, in_order, padded

    if given.mode == "pad":
        found, lengths = padded(given.lines.lines, given.num_steps, given.filling, given.end)
        return {"padded": found, "valid_lengths": lengths}
    corpus = np.arange(given.length) if given.sequence is None else np.array([float(v) for v in given.sequence.rows[0]])
    rest = corpus[given.offset :]
    if given.mode == "sequential":
        batches = in_order(rest, given.batch_size, given.num_steps)
    else:
        order = None if given.order is None else [int(v) for v in given.order.rows[0]]
        batches = at_random(rest, given.batch_size, given.num_steps, order)
    if not batches:
        raise LearnerError(_("the sequence is too short for one batch", "序列太短，凑不成一个小批量"))
    inputs, labels = (np.concatenate([batch[side] for batch in batches]) for side in (0, 1))
    pieces = (len(rest) - 1) // given.num_steps if given.mode == "random" else len(inputs)
    return {"subsequences": pieces, "batches": len(batches), "inputs": inputs, "labels": labels,
            "left_out": given.length - inputs.size}  # fmt: skip
