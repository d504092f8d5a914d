"""Rows of transitions, as any notation gives them, to a world; everything wrong with them is said at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from dlstudy.i18n import Text, _
from dlstudy.worlds.numbers_written import exact_number
from dlstudy.worlds.problems import refusal, short, unknown_name
from dlstudy.worlds.world import Exact, Move, Moves, World

MAX_STATES, MAX_ACTIONS, MAX_PAIRS = 1_000, 100, 10_000
MAX_UNKNOWN = 50
STATE, ACTION = _("state", "状态"), _("action", "动作")


@dataclass(frozen=True, slots=True)
class Row:
    """A transition as it was written, and where."""

    state: str
    action: str
    next: str
    probability: object
    reward: object
    place: Text


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says of a world; names that were not declared are those that occur, in their order."""

    rows: Sequence[Row]
    states: Sequence[str] | None = None
    actions: Sequence[str] | None = None
    terminal: Sequence[str] = ()
    start: str | None = None


Table = dict[tuple[str, str], dict[str, tuple[Exact, Exact]]]


def build(draft: Draft, source: str, problems: Sequence[Text] = ()) -> World:
    """The world of a draft, or every reason why it is none: the `problems` met on the way to it, and what it lacks.

    What would only follow from another error (a sum, where a probability is no number) is not complained of.
    """
    states = draft.states if draft.states is not None else _occurring(r.state for r in draft.rows)
    actions = draft.actions if draft.actions is not None else _occurring(r.action for r in draft.rows)
    if draft.states is None:
        states = _occurring([*states, *draft.terminal])
    table: Table = {}
    found = [*problems, *_sizes(states, actions), *_rows(draft, table), *_sums(table)]
    found += islice(_names(draft, states, actions), MAX_UNKNOWN)  # the nearest name takes a while to find
    if problems := found or list(_ends(draft, states, table)):
        raise refusal(problems)
    number = {name: i for i, name in enumerate(states)}
    ended = set(draft.terminal)

    def moves(state: str, action: str) -> Moves:
        ways = table.get((state, action), {}) if state not in ended else {}
        return tuple(Move(number[to], p, r) for to, (p, r) in ways.items() if p)

    every = tuple(tuple(moves(s, a) for a in actions) for s in states)
    begins = 0 if draft.start is None else number[draft.start]
    return World(tuple(states), tuple(actions), every, source, start=begins)


def _occurring(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _sizes(states: Sequence[str], actions: Sequence[str]) -> Iterator[Text]:
    if not states or not actions:
        yield _("a world needs at least one state and one action", "至少要有一个状态和一个动作")
    if len(states) > MAX_STATES or len(actions) > MAX_ACTIONS or len(states) * len(actions) > MAX_PAIRS:
        text = _(
            "at most {s} states, {a} actions and {p} pairs of them are read from text; put larger worlds into a .npz file",
            "文本形式最多 {s} 个状态、{a} 个动作、{p} 个状态–动作对；更大的请用 .npz 文件",
        )
        yield text(s=MAX_STATES, a=MAX_ACTIONS, p=MAX_PAIRS)


def _names(draft: Draft, states: Sequence[str], actions: Sequence[str]) -> Iterator[Text]:
    known_states, known_actions = dict.fromkeys(states), dict.fromkeys(actions)
    for what, names, known in ((STATE, states, known_states), (ACTION, actions, known_actions)):
        if len(known) < len(names):
            double = Counter(names).most_common(1)[0][0]
            yield _("the {what} {name} is listed twice", "{what} {name} 列了两次")(what=what, name=short(double))
    for name in draft.terminal:
        if name not in known_states:
            yield unknown_name(STATE, name, known_states, _("terminal", "终止状态"))
    if draft.start is not None and draft.start not in known_states:
        yield unknown_name(STATE, draft.start, known_states, _("start", "初始状态"))
    for row in draft.rows:
        if row.state not in known_states:
            yield unknown_name(STATE, row.state, known_states, row.place)
        if row.next not in known_states:
            yield unknown_name(STATE, row.next, known_states, row.place)
        if row.action not in known_actions:
            yield unknown_name(ACTION, row.action, known_actions, row.place)


def _rows(draft: Draft, table: Table) -> Iterator[Text]:
    """Fills the table, and says which rows could not enter it."""
    for row in draft.rows:
        p, r = exact_number(row.probability), exact_number(row.reward)
        if p is None or not 0 <= p <= 1:
            text = _("{place}: {value} is not a probability (0 to 1)", "{place}：{value} 不是概率（0 到 1）")
            yield text(place=row.place, value=short(row.probability))
        if r is None:
            text = _("{place}: {value} is not a reward (a number)", "{place}：奖励 {value} 不是一个数")
            yield text(place=row.place, value=short(row.reward))
        ways = table.setdefault((row.state, row.action), {})
        if row.next in ways:
            text = _(
                "{place}: {state}, {action} → {next} is given twice", "{place}：{state}, {action} → {next} 给了两次"
            )
            yield text(place=row.place, state=row.state, action=row.action, next=row.next)
        ways[row.next] = (p if p is not None and 0 <= p <= 1 else -1, r or 0)


def _sums(table: Table) -> Iterator[Text]:
    for (state, action), ways in table.items():
        total = sum(p for p, _r in ways.values())
        if total != 1 and all(p >= 0 for p, _r in ways.values()):
            text = _(
                "the probabilities of {action} in {state} add up to {total}, not 1",
                "状态 {state} 下动作 {action} 的概率之和是 {total}，不是 1",
            )
            yield text(state=state, action=action, total=total)


def _ends(draft: Draft, states: Sequence[str], table: Table) -> Iterator[Text]:
    ended, left = set(draft.terminal), {state for state, _action in table}
    for state in states:
        if state not in ended and state not in left:
            text = _(
                "{state} has no action: give it one, or call it terminal",
                "状态 {state} 没有动作：请给出动作，或把它列为终止状态",
            )
            yield text(state=state)
    for (state, action), ways in table.items():  # gymnasium writes an end as a state that stays for nothing
        if state in ended and any(to != state or r != 0 for to, (_p, r) in ways.items()):
            text = _(
                "{state} is terminal, yet {action} leads on from it",
                "{state} 是终止状态，却还有动作 {action} 引出的转移",
            )
            yield text(state=state, action=action)
