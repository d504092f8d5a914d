"""The question as it is asked: its prompt, the parts already done, the part on the table, its options."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dlstudy.answers.keys import ChoiceKey, RubricKey
from dlstudy.i18n import _
from dlstudy.study.contracts import APart
from dlstudy.study.scoring import counted, earned, outcome
from dlstudy.study.session import Session
from dlstudy.study.state import Record
from dlstudy.tui.blocks import GAP, Block, diagram
from dlstudy.tui.signs import sign
from dlstudy.tui.views import words


def heading(session: Session) -> tuple[str, str]:
    """Where one is, and how it goes."""
    record = session.record
    flag = f" {sign('flag').rstrip(':')}" if record and record.flagged else ""
    left = (words.path_of(record.topic) if record else str(session.title)) + flag
    place = _("question {n}/{of}", "第 {n}/{of} 题")(n=session.number, of=session.total)
    return left, f"{place}  {words.tally_line(session.tally)}  {words.clock(session.elapsed)}"


def question_blocks(session: Session) -> Iterator[Block]:
    """Everything asked so far of the open question."""
    variant, state = session.variant, session.state
    if variant is None or state.record is None:
        return
    if session.notice is not None:
        yield Block(str(session.notice), "$text-warning", f"{sign('invalid')}", "$text-warning")
    if str(variant.prompt).strip():
        yield Block(str(variant.prompt), tex=True)
        yield GAP
    for part, record in zip(variant.parts, state.records[state.first : state.first + state.part], strict=False):
        yield from _done(part, record, len(variant.parts), session)
    part = variant.parts[state.part]
    yield from _asked(part, state.record, len(variant.parts))


def _done(part: APart, record: Record, count: int, session: Session) -> Iterator[Block]:
    """A part that has been left, in two lines."""
    word, name, style = words.OUTCOME[outcome(record)]
    yield Block(str(part.prompt), "dim", words.part_label(record.index, count), "dim", tex=True)
    best = counted(record)
    answer = (best.verdict.reads_as or best.text) if best else ""
    short = " ".join(answer.split())
    short = short if len(short) <= 60 else short[:59] + "…"
    marks = words.marks_of(earned(record, session.state.rules), record.marks)
    yield Block(words.apart(str(word), marks, short), style, sign(name), style, indent=4 if count > 1 else 0)


def _asked(part: APart, record: Record, count: int) -> Iterator[Block]:
    marks = _("[{n}\u00a0marks]", "［{n}\u00a0分］")(n=words.number(part.marks))
    if record.marks == 1:
        marks = _("[1\u00a0mark]", "［1\u00a0分］")
    label = words.part_label(record.index, count)
    yield Block(f"{part.prompt} {marks}", "bold", label, "bold", tex=True)
    if part.diagram is not None and not (isinstance(part.key, RubricKey) and part.key.by_hand):
        yield diagram(part.diagram)


def option_blocks(key: ChoiceKey, chosen: Collection[int], judged: bool) -> Iterator[Block]:
    """The options, the chosen ones marked; once judged, the right ones too."""
    yield GAP
    for i, option in enumerate(key.options):
        letter = chr(ord("A") + i)
        mark = sign("here") if i in chosen else " "
        if judged and (i in key.right or i in chosen):
            name, style = ("right", "$text-success") if i in key.right else ("wrong", "$text-error")
            mark += sign(name)
        else:
            style = "bold" if i in chosen else ""
        yield Block(str(option), style, f" {mark:<2} {letter}.", style, tex=True, name=letter)
    if not judged and len(key.right) > 1:
        yield Block(str(_("Choose all that are right.", "多选题：选出所有正确的选项。")), "dim", indent=4)
