"""Small worlds as one types them: an arrow for each action of each state.

s1 wait -> s1 +1; s1 go -> s2 0.8 +5, s1 0.2 -1; s2 wait -> s2; end: s3

After a next state stand its probability and its reward; one number alone is the reward of what is certain, and none
means certain and for nothing. Entries are separated by `;` or by lines, `end:` names the terminal states, `start:` the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlstudy.i18n import Text, _
from dlstudy.worlds.checked import MAX_PAIRS, Draft, Row, build
from dlstudy.worlds.problems import refusal, short
from dlstudy.worlds.world import World

_START = re.compile(r"(?:start|初始)\s*[:：=]\s*(\S+)", re.IGNORECASE)
_END = re.compile(r"(?:end|terminal|终止)\s*[:：=]\s*(.*)", re.IGNORECASE | re.DOTALL)

MAX_ENTRIES = 2 * MAX_PAIRS


def read_arrows(text: str) -> World:
    """The world of a text with arrows."""
    problems: list[Text] = []
    rows: list[Row] = []
    terminal: list[str] = []
    start: str | None = None
    entries = [piece.strip() for piece in re.split(r"[;；\n]", text) if piece.strip()]
    if len(entries) > MAX_ENTRIES:
        many = _("{n} entries are given, at most {most} are read", "共 {n} 项，最多读 {most} 项")
        raise refusal([many(n=len(entries), most=MAX_ENTRIES)])
    for entry in entries:
        if "->" in entry or "→" in entry:
            rows += _entry(entry, problems)
        elif ended := _END.fullmatch(entry):
            terminal += re.split(r"[\s,，]+", ended[1].strip())
        elif began := _START.fullmatch(entry):
            start = began[1]
        else:
            rows += _entry(entry, problems)
    if not rows:
        raise refusal(
            problems or [_("no action is given: write s1 go -> s2", "没有给出动作：请写成 s1 go -> s2 的样子")]
        )
    return build(Draft(rows, terminal=[name for name in terminal if name], start=start), text, problems)


def _entry(entry: str, problems: list[Text]) -> Iterator[Row]:
    left, arrow, right = entry.replace("→", "->").partition("->")
    names = re.split(r"[\s,，]+", left.strip())
    if not arrow or len(names) != 2:
        text = _(
            "“{entry}” is not of the form: state action -> next …", "“{entry}”不是“状态 动作 -> 下一状态 ……”的形式"
        )
        problems.append(text(entry=short(entry)))
        return
    ways = re.split(r"[,，]", right)
    for way in ways:
        words = way.split()
        if not 1 <= len(words) <= 3 or (len(ways) > 1 and len(words) != 3):
            text = _(
                "“{way}” in “{entry}”: write the next state, its probability, its reward",
                "“{entry}”中的“{way}”：请依次写下一状态、概率、奖励",
            )
            problems.append(text(way=short(way.strip()), entry=short(entry)))
            continue
        probability, reward = words[1:] if len(words) == 3 else (1, words[1] if words[1:] else 0)
        yield Row(names[0], names[1], words[0], probability, reward, _("“{entry}”", "“{entry}”")(entry=short(entry)))
