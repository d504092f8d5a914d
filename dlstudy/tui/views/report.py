"""What a session came to, part by part and topic by topic."""

from __future__ import annotations

from collections.abc import Iterator

from dlstudy.i18n import _
from dlstudy.study.result import PartResult, Result
from dlstudy.tui.blocks import GAP, Block
from dlstudy.tui.signs import sign
from dlstudy.tui.views import words


def report_blocks(result: Result) -> Iterator[Block]:
    """Total, topics, parts."""
    yield from _total(result)
    if len(result.by_topic) > 1:
        yield GAP
        yield Block(str(_("By topic", "按知识点")), "bold")
        for topic, score in result.by_topic.items():
            yield Block(str(words.topic_title(topic)), "", f"{words.marks_of(score.earned, score.marks):<14}", indent=2)
    yield GAP
    yield Block(str(_("Part by part", "逐题情况")), "bold")
    number, before = 0, ("", 0)
    counts: dict[tuple[str, int], int] = {}
    for part in result.parts:
        counts[part.question, part.seed] = max(part.index + 1, counts.get((part.question, part.seed), 0))
    for part in result.parts:
        if (part.question, part.seed) != before:
            number, before = number + 1, (part.question, part.seed)
        yield from _part(part, f"{number}{words.part_label(part.index, counts[before])}")


def _total(result: Result) -> Iterator[Block]:
    total = result.total
    share = f"  {total.earned / total.marks:.0%}" if total.marks else ""
    yield Block(f"{words.marks_of(total.earned, total.marks)}{share}", "bold", str(_("Total:", "总分：")), "bold")
    tally = result.tally
    line = _(
        "right {right}, partly {partial}, wrong {wrong}, not decided {undecided}, not answered {skipped}; time {time}",
        "正确 {right}，部分正确 {partial}，错误 {wrong}，待判定 {undecided}，未作答 {skipped}；用时 {time}",
    )
    yield Block(str(line(right=tally.right, partial=tally.partial, wrong=tally.wrong, undecided=tally.undecided,
                         skipped=tally.skipped, time=words.clock(result.seconds))))  # fmt: skip
    if result.unreached:
        yield Block(str(_("Questions not reached: {n}.", "还有 {n} 题没有做到。")(n=result.unreached)), "dim")


def _part(part: PartResult, label: str) -> Iterator[Block]:
    word, name, style = words.OUTCOME[part.outcome]
    head = (str(word), words.marks_of(part.earned, part.marks), words.clock(part.seconds))
    notes = [
        str(text)
        for text, holds in (
            (_("hint", "看过提示"), part.hinted),
            (_("solution seen", "看过解答"), part.solved),
            (_("flagged", "已标记"), part.flagged),
            (_("marked by yourself", "自己改判"), part.overruled or part.earned != part.judged),
        )
        if holds
    ]
    yield Block(words.apart(*head, *notes), style, f"{label} {sign(name)}", f"bold {style}")
    if part.prompt is not None:
        yield Block(str(part.prompt), "", indent=4, tex=True)
    if part.answer:
        answer = " ".join(part.answer.split())
        read = part.verdict.reads_as if part.verdict and not part.verdict.marks else ""
        both = f"{answer}  ({read})" if read and read != answer else answer
        yield Block(both, "", str(_("your answer:", "你的答案：")), "dim", indent=4)
    if part.verdict is not None and part.verdict.why is not None and part.outcome != "right":
        yield Block(str(part.verdict.why).partition("\n")[0], "dim", indent=4, tex=True)
