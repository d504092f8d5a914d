"""Policies as one types them, for a world that is known.

- `uniform`: every available action equally likely;
- `right`: one action everywhere; `go, stay, –`: one for each state, in order, ends left out or marked `–`;
- `s1 go; s2 stay 0.5, go 0.5; * go`: a state's actions with their probabilities, `*` for all other states;
- a map of a grid, `>>>G/^#^H/^<<<`: the arrows ^ > v < (or ↑ → ↓ ←), anything else where there is no choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.worlds.checked import MAX_UNKNOWN
from dlstudy.worlds.grids import directions
from dlstudy.worlds.numbers_written import exact_number, whole
from dlstudy.worlds.problems import refusal, short, unknown_name
from dlstudy.worlds.world import Exact, Move, World

MAX_TEXT = 100_000
UNIFORM_WORDS = ("uniform", "random", "均匀", "随机")
ARROWS = {"^": 0, "↑": 0, ">": 1, "→": 1, "v": 2, "↓": 2, "<": 3, "←": 3}
NOTHING = ("–", "-", "—")
_MAP = re.compile(r"[\^v<>↑→↓←.#A-Z*\s/]+")
STATE, ACTION, POLICY = _("state", "状态"), _("action", "动作"), _("policy", "策略")
Chances = tuple[Exact, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it was typed; `chances[s][a]` once it has met its world."""

    source: str
    chances: tuple[Chances, ...] = ()


UNIFORM = Policy("uniform")


def read_policy(text: str) -> Policy:
    """The policy that `text` writes; what it says of which states is seen when it meets a world."""
    if not text.strip():
        raise LearnerError(_("the policy is empty", "没有给出策略"))
    if len(text) > MAX_TEXT:
        raise LearnerError(_("this policy's text is too long", "策略的文本太长"))
    return Policy(text.strip())


def policy_in(world: World, policy: Policy) -> Policy:
    """The policy with its probabilities in this world; every reason why it fits it badly, at once."""
    problems: list[Text] = []
    chances = _chances(world, policy.source, problems)
    for s, row in enumerate(chances):
        if not problems and not world.terminal[s]:
            _check_row(world, s, row, problems)
    if problems:
        raise refusal(problems)
    return Policy(policy.source, tuple(map(tuple, chances)))


def deterministic(world: World, actions: Sequence[int | None]) -> Policy:
    """The policy that takes these actions, a number for each state."""
    rows = tuple(tuple(int(a == b) for b in range(len(world.actions))) for a in actions)
    named = ", ".join("–" if a is None or world.terminal[s] else world.actions[a] for s, a in enumerate(actions))
    return Policy(named, rows)


def under(world: World, policy: Policy) -> World:
    """The world with the choice taken away: one action, whose outcomes are those of the policy's actions."""
    moves = []
    for row, chances in zip(world.moves, policy.chances, strict=True):
        mixed = (
            Move(move.next, whole(Fraction(p * move.probability)), move.reward)
            for p, ways in zip(chances, row, strict=True) if p
            for move in ways
        )  # fmt: skip
        moves.append((tuple(mixed),))
    return World(world.states, ("π",), tuple(moves), world.source, world.layout, world.start)


def never_ending(world: World) -> list[int]:
    """The states of a world without choices from which no end is ever reached."""
    reached = {s for s, ended in enumerate(world.terminal) if ended}
    before = -1
    while before < len(reached):
        before = len(reached)
        reached |= {s for s, (ways,) in enumerate(world.moves) if any(move.next in reached for move in ways)}
    return [s for s in range(len(world.states)) if s not in reached]


def _chances(world: World, text: str, problems: list[Text]) -> list[Chances]:
    if text.lower() in UNIFORM_WORDS:
        return uniform(world)
    if world.layout and _MAP.fullmatch(text) and set(text) & set(ARROWS):
        return _from_map(world, text, problems)
    words = [word for word in re.split(r"[\s,，、]+", text) if word]
    if set(words) <= {*world.actions, *NOTHING}:
        return _from_list(world, words, problems)
    return _from_entries(world, text, problems)


def uniform(world: World) -> list[Chances]:
    """Every available action equally likely."""
    return [
        tuple(whole(Fraction(1, sum(map(bool, row)))) if ways else 0 for ways in row) for row in world.moves
    ]  # fmt: skip


def _from_list(world: World, words: list[str], problems: list[Text]) -> list[Chances]:
    living = [s for s, ended in enumerate(world.terminal) if not ended]
    every = range(len(world.states))
    where = living if len(words) == len(living) else every
    if len(words) == 1:
        where, words = living, words * len(living)
    if len(words) != len(where):
        text = _("{n} actions for {s} states that go on", "给了 {n} 个动作，而非终止状态有 {s} 个")
        problems.append(text(n=len(words), s=len(living)))
        return []
    taken = dict(zip(where, words, strict=True))
    return [_sure(world, None if world.terminal[s] else taken[s]) for s in every]


def _sure(world: World, action: str | None) -> Chances:
    return tuple(int(name == action) for name in world.actions)


def _from_map(world: World, text: str, problems: list[Text]) -> list[Chances]:
    rows = [row.replace(" ", "") for row in re.split(r"[/\n]", text) if row.strip()]
    if [len(row) for row in rows] != [len(row) for row in world.layout]:
        text_ = _(
            "the policy's map is not of the world's shape, {r} rows of {c}", "策略地图的形状与环境（{r} 行 {c} 列）不符"
        )
        problems.append(text_(r=len(world.layout), c=len(world.layout[0])))
        return []
    ways = directions(list(world.actions))
    chances: list[Chances] = [tuple(0 for _a in world.actions)] * len(world.states)
    for row, cells in zip(rows, world.layout, strict=True):
        for mark, state in zip(row, cells, strict=True):
            if state is not None and mark in ARROWS and not world.terminal[state]:
                chances[state] = tuple(int(way == ARROWS[mark]) for way in ways)
    return chances


def _from_entries(world: World, text: str, problems: list[Text]) -> list[Chances]:
    said: dict[str, Chances] = {}
    for entry in filter(str.strip, re.split(r"[;；\n]", text)):
        if len(problems) >= MAX_UNKNOWN:  # the nearest name takes a while to find
            break
        state, *rest = re.split(r"[\s:：]+", entry.strip(), maxsplit=1)
        if state != "*" and state not in world.states:
            problems.append(unknown_name(STATE, state, world.states, POLICY))
        elif state in said:
            problems.append(_("{state} is given twice", "{state} 给了两次")(state=state))
        elif not rest:
            problems.append(_("“{entry}” names no action", "“{entry}”没有写动作")(entry=short(entry)))
        else:
            said[state] = _row(world, rest[0], problems)
    other = said.get("*", tuple(0 for _a in world.actions))
    return [
        said.get(state, tuple(0 for _a in world.actions) if world.terminal[s] else other)
        for s, state in enumerate(world.states)
    ]


def _row(world: World, text: str, problems: list[Text]) -> Chances:
    """One state's probabilities: `go`, or `go 0.8, stay 0.2`."""
    row: list[Exact] = [0] * len(world.actions)
    for part in re.split(r"[,，]", text.replace("=", " ")):
        if len(problems) >= MAX_UNKNOWN:
            break
        action, *number = part.split() or [""]
        chance = exact_number(number[0]) if number else 1
        if action not in world.actions:
            problems.append(unknown_name(ACTION, action, world.actions, POLICY))
        elif chance is None or len(number) > 1 or not 0 <= chance <= 1:
            text_ = _("“{part}”: write an action and its probability", "“{part}”：请写动作及其概率")
            problems.append(text_(part=short(part.strip())))
        else:
            row[world.actions.index(action)] += chance
    return tuple(row)


def _check_row(world: World, state: int, row: Chances, problems: list[Text]) -> None:
    name = world.states[state]
    barred = [world.actions[a] for a, p in enumerate(row) if p and not world.moves[state][a]]
    if barred:
        text = _("{action} is not available in {state}", "状态 {state} 下没有动作 {action}")
        problems.append(text(action=barred[0], state=name))
    elif not any(row):
        problems.append(
            _("the policy does not say what to do in {state}", "策略没有规定状态 {state} 下的动作")(state=name)
        )
    elif sum(row) != 1:
        text = _(
            "the policy's probabilities in {state} add up to {total}, not 1",
            "策略在 {state} 下的概率之和是 {total}，不是 1",
        )
        problems.append(text(state=name, total=sum(row)))
