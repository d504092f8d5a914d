"""What is said about an answer: status, marks, why, the points of a rubric, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator

from dlstudy.answers.expected import expected
from dlstudy.answers.keys import ChoiceKey, RubricKey
from dlstudy.answers.verdict import Mark, Verdict
from dlstudy.i18n import _
from dlstudy.study.contracts import APart
from dlstudy.study.scoring import earned
from dlstudy.study.session import Session
from dlstudy.study.state import Record
from dlstudy.tui.blocks import GAP, Block, diagram, picture
from dlstudy.tui.signs import shown, sign, style
from dlstudy.tui.views import words


def verdict_blocks(session: Session) -> Iterator[Block]:
    """The verdict on the last answer to the open part; nothing where there is none yet."""
    part, record, verdict = session.part, session.record, session.verdict
    if part is None or record is None:
        return
    if record.hinted and part.hint is not None:
        yield GAP
        yield Block(str(part.hint), "", str(_("Hint:", "提示：")), "bold", tex=True)
    if verdict is None:
        return
    yield GAP
    if verdict.marks and record.tries and record.tries[-1].text.strip():
        yield Block(record.tries[-1].text.strip(), "", str(_("Your answer:", "你的答案：")), "dim")
    yield _headline(session, record, verdict)
    yield from _why(verdict)
    if session.phase == "answering" and verdict.status != "invalid":
        yield _another_try(session)
    if session.phase == "feedback":
        yield from _told(part, record, verdict)


def _headline(session: Session, record: Record, verdict: Verdict) -> Block:
    word, name, colour = words.STATUS[verdict.status]
    parts = [str(word)]
    if record.overruled:
        parts = [str(_('Counted as right: "I was right"', "按“我答对了”计为正确"))]
        name, colour = "right", "$text-success"
    elif record.self_marks:
        parts = [str(_("Marked by yourself", "自评"))]
    if verdict.status != "invalid" and session.phase == "feedback":
        parts.append(words.marks_of(earned(record, session.state.rules), record.marks))
    if verdict.reads_as and not verdict.marks:
        parts.append(verdict.reads_as)
    return Block(words.apart(*parts), f"bold {colour}", sign(name), f"bold {colour}")


def _why(verdict: Verdict) -> Iterator[Block]:
    if verdict.why is not None:
        text, _newline, caret = str(verdict.why).partition("\n")
        yield Block(text, indent=2, tex=True)
        if caret:
            yield picture(caret.split("\n"), indent=2)
    if verdict.wrong_entries:
        places = " ".join("(" + ",".join(str(i + 1) for i in entry) + ")" for entry in verdict.wrong_entries[:12])
        more = shown(" …") if len(verdict.wrong_entries) > 12 else ""
        yield Block(str(_("Entries that differ: {places}", "不对的元素：{places}")(places=places + more)), indent=2)


def _another_try(session: Session) -> Block:
    text = _(
        "One more try; what it adds counts {share:.0%}.",
        "还可以再答一次，新增的分数按 {share:.0%} 计。",
    )
    if session.tries_left > 1:
        text = _("{n} tries left.", "还可以再答 {n} 次。")(n=session.tries_left)
    else:
        text = text(share=session.state.rules.retry_worth)
    return Block(str(text), "dim", indent=2)


def _told(part: APart, record: Record, verdict: Verdict) -> Iterator[Block]:
    """What can be said now that nothing is left to try."""
    if verdict.marks:
        yield from point_blocks(verdict.marks, record)
        yield from model_blocks(part)
    elif verdict.status != "correct" and not isinstance(part.key, ChoiceKey | RubricKey):
        yield from _right_answer(part)


def _right_answer(part: APart) -> Iterator[Block]:
    lines = expected(part.key, style())
    label = str(_("Right answer:", "正确答案："))
    if len(lines) == 1:
        yield Block(lines[0], "bold", label, indent=2)
    else:
        yield Block(label, indent=2)
        yield picture(lines, "bold", indent=4)


def point_blocks(marks: tuple[Mark, ...], record: Record) -> Iterator[Block]:
    """The marking points: hit, missed or left to the learner, and the words they were heard in."""
    own = dict(record.self_marks)
    yield Block(str(_("Marking points (a number turns one on or off):", "得分点（按序号可改判）：")), "bold", indent=2)
    for i, mark in enumerate(marks):
        outcome = mark.outcome if i not in own else "hit" if own[i] else "missed"
        name, colour = {"hit": ("right", "$text-success"), "missed": ("wrong", "$text-error")}.get(
            outcome, ("undecided", "$text-warning")
        )
        unsure = str(_(" (yours to judge)", "（请自己判断）")) if outcome == "unsure" else ""
        label = f"{i + 1} {sign(name)}"
        text = f"{mark.says}\u00a0[{words.number(mark.marks)}]{unsure}"
        yield Block(text, colour, label, colour, indent=2, tex=True, name=str(i))
        if mark.heard and i not in own:
            yield Block(str(_("heard: {words}", "依据：“{words}”")(words=mark.heard)), "dim", indent=6)


def model_blocks(part: APart) -> Iterator[Block]:
    """The model answer, and its picture where it is a drawing."""
    model = part.model or (part.key.model if isinstance(part.key, RubricKey) else None)
    if model is None:
        return
    yield GAP
    yield Block(str(_("Model answer", "参考答案")), "bold")
    if part.diagram is not None and isinstance(part.key, RubricKey) and part.key.by_hand:
        yield diagram(part.diagram)
    yield Block(str(model), tex=True)
