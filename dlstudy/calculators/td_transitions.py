"""Transitions as one types them, s a r s′ a′, and the values they start from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.worlds.numbers_written import exact_number
from dlstudy.worlds.problems import refusal, short

END_WORDS = ("end", "terminal", "终止", "结束", "–", "-")
MOST, MAX_TEXT = 500, 50_000
_SETTING = re.compile(r"(end|terminal|终止|actions|动作)\s*[:：]\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Update:
    """A transition: states and actions by number; no next state where the episode ended."""

    state: int
    action: int
    reward: Any
    next: int | None
    next_action: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Transitions as they were typed; `updates` and the names in order once the method is known."""

    source: str
    states: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """The first values: one for all, or by names."""

    source: str
    everywhere: Any = 0
    named: dict[tuple[str, str], Any] = field(default_factory=dict)


def read_trace(text: str) -> Trace:
    """The transitions of a text, checked once the method is known."""
    if not text.strip():
        raise LearnerError(
            _("no transition is given: write s1 go 1 s2 stay", "没有给出转移：请写成 s1 go 1 s2 stay 的样子")
        )
    if len(text) > MAX_TEXT:
        raise LearnerError(_("these are too many transitions", "转移太多"))
    return Trace(text.strip())


def read_start(text: str) -> Start:
    """First values: a number, or `s1 go 2; s2 stay 1`, or `s1 2; s2 1`."""
    number = exact_number(text)
    if number is not None:
        return Start(text.strip(), number)
    named: dict[tuple[str, str], Any] = {}
    for entry in filter(str.strip, re.split(r"[;；\n]", text)):
        *names, value = re.split(r"[\s,，:：=]+", entry.strip())
        number = exact_number(value)
        if number is None or not 1 <= len(names) <= 2:
            raise LearnerError(
                _("“{entry}”: write s1 go 2, or s1 2", "“{entry}”：请写成 s1 go 2 或 s1 2")(entry=short(entry.strip()))
            )
        named[names[0], names[1] if names[1:] else ""] = number
    return Start(text.strip(), 0, named)


def settled_trace(trace: Trace, start: Start, method: str) -> Trace:
    """The transitions by number, for a method; all that is wrong with them at once."""
    problems: list[Text] = []
    ended, declared, rows = _sorted_out(trace.source, problems)
    plain = method == "td0"
    parsed = [row for entry in rows if (row := _parsed(entry, plain, problems)) is not None]
    if len(parsed) > MOST:
        problems.append(_("at most {n} transitions are worked", "最多演算 {n} 次转移")(n=MOST))
    if problems or not parsed:
        raise refusal(problems or [_("no transition is given", "没有给出转移")])
    over = {*END_WORDS, *ended}
    states = _names([name for row in parsed for name in (row[0], row[3])] + [s for s, _a in start.named], over)
    acts = [name for row in parsed for name in (row[1], row[4]) if name] + [a for _s, a in start.named if a]
    actions = ("",) if plain else _names([*declared, *acts], set())
    found = []
    for k, (s, a, r, to, then) in enumerate(parsed):
        after = _next_action(parsed, k) if not then and to not in over and method == "sarsa" else then
        if method == "sarsa" and to not in over and not after:
            text = _(
                "transition {k}: SARSA needs the next action too, s a r s′ a′",
                "第 {k} 次转移：SARSA 还要下一个动作，s a r s′ a′",
            )
            problems.append(text(k=k + 1))
        ahead = None if to in over else states.index(to)
        found.append(Update(states.index(s), actions.index(a), r, ahead, actions.index(after) if after else None))
    if problems:
        raise refusal(problems)
    return Trace(trace.source, states, actions, tuple(found))


def _sorted_out(text: str, problems: list[Text]) -> tuple[list[str], list[str], list[str]]:
    """The names of ends, of actions, and the entries that are transitions."""
    ended: list[str] = []
    actions: list[str] = []
    rows = []
    for entry in filter(None, (e.strip() for e in re.split(r"[;；\n]", text))):
        if said := _SETTING.fullmatch(entry):
            names = [name for name in re.split(r"[\s,，]+", said[2]) if name]
            (actions if said[1].lower() in ("actions", "动作") else ended).extend(names)
        else:
            rows.append(entry)
    if not rows:
        problems.append(_("no transition is given", "没有给出转移"))
    return ended, actions, rows


def _parsed(entry: str, plain: bool, problems: list[Text]) -> tuple[str, str, Any, str, str] | None:
    """s, a, r, s′, a′ of an entry; a is empty for TD(0), a′ where it was not said."""
    words = [w for w in re.split(r"[\s,，]+|->|→", entry) if w]
    if plain and len(words) == 3:
        words.insert(1, "")
    reward = exact_number(words[2]) if len(words) in (4, 5) else None
    if reward is None:
        form = "s r s′" if plain else "s a r s′ a′"
        problems.append(
            _("“{entry}” is not of the form {form}", "“{entry}”不是 {form} 的形式")(entry=short(entry), form=form)
        )
        return None
    return words[0], "" if plain else words[1], reward, words[3], words[4] if words[4:] and not plain else ""


def _next_action(rows: list[tuple[str, str, Any, str, str]], k: int) -> str:
    """The action of the transition that goes on where this one ended."""
    return rows[k + 1][1] if k + 1 < len(rows) and rows[k + 1][0] == rows[k][3] else ""


def _names(names: list[str], over: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name not in over))


def first_values(trace: Trace, start: Start) -> list[list[Any]]:
    """The first value of every state and action."""
    return [[start.named.get((s, a), start.everywhere) for a in trace.actions] for s in trace.states]
