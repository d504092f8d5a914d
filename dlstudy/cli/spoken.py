"""A verdict in words, for every command that says one."""

from __future__ import annotations

from collections.abc import Iterator

from dlstudy.answers.verdict import Verdict
from dlstudy.i18n import _
from dlstudy.symbolic.notation.tex_text import linear

WORDS = {
    "correct": _("Right", "正确"),
    "partial": _("Partly right", "部分正确"),
    "incorrect": _("Wrong", "错误"),
    "invalid": _("Not understood; no try is spent", "没有看懂，不计次数"),
    "undecided": _("Cannot be decided: compare for yourself", "无法判定，请自行对照"),
}
ICONS = {"correct": "✓", "partial": "◐", "incorrect": "✗", "invalid": "?", "undecided": "?"}
HEARD = {"hit": _("said", "答到"), "missed": _("missing", "未答到"), "unsure": _("unsure", "不确定")}


def spoken(verdict: Verdict, plain: bool) -> Iterator[str]:
    """The lines of a verdict, in ASCII signs where `plain`: what it is, how the answer was read, why."""
    line = f"{'' if plain else ICONS[verdict.status] + ' '}{WORDS[verdict.status]}"
    if verdict.reads_as and not verdict.marks:
        line += str(_("   (read as {r})", "   （读作 {r}）")(r=linear(verdict.reads_as, plain=plain)))
    yield line
    if verdict.why is not None:
        yield f"  {verdict.why}"
    for mark in verdict.marks:
        yield f"  [{HEARD[mark.outcome]}] {linear(str(mark.says), plain=plain)} ({mark.marks:g})"
