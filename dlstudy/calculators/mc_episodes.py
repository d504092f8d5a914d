"""Episodes as one types them, `A 0 B 1; B 1 x6`: states and rewards in turn, or states, actions and rewards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.worlds.numbers_written import exact_number
from dlstudy.worlds.problems import refusal, short

MOST_STEPS, MAX_TEXT, MOST_EPISODES = 400, 50_000, 100_000
Key = tuple[str, ...]  # a state, or a state and an action


@dataclass(frozen=True, slots=True)
class Episodes:
    """Episodes as they were typed: each a row of (what was visited, the reward it led to)."""

    source: str
    rows: tuple[tuple[tuple[Key, Any], ...], ...] = ()
    count: int = 0  # how many are to be run in a world, where only that was typed

    @property
    def keys(self) -> tuple[Key, ...]:
        """Everything visited, in the order of its first visit."""
        return tuple(dict.fromkeys(key for row in self.rows for key, _reward in row))

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        return sum(map(len, self.rows))


def read_episodes(text: str) -> Episodes:
    """The episodes of a text, or how many to run in a world; everything wrong with it at once."""
    if re.fullmatch(r"\s*\d{1,6}\s*", text):
        return _number_of(int(text))
    problems: list[Text] = []
    rows: list[tuple[tuple[Key, Any], ...]] = []
    for entry in filter(str.strip, re.split(r"[;；\n]", text[:MAX_TEXT])):
        words = [w for w in re.split(r"[\s,，]+|->|→", entry) if w]
        times = re.fullmatch(r"[x×*](\d{1,3})", words[-1]) if words else None
        row = _episode(words[:-1] if times else words)
        if not row:
            form = _("“{entry}”: write s r s r …, or s a r s a r …", "“{entry}”：请写成 s r s r …，或 s a r s a r …")
            problems.append(form(entry=short(entry.strip())))
        rows += [row] * (int(times[1]) if times else 1)
        if len(rows) > MOST_STEPS:
            break
    if not problems and not rows:
        problems.append(_("no episode is given: write A 0 B 1; B 1", "没有给出轨迹：请写成 A 0 B 1; B 1 的样子"))
    if len({len(key) for row in rows for key, _reward in row}) > 1:
        problems.append(_("give actions in all episodes or in none", "动作要么都写，要么都不写"))
    if len(text) > MAX_TEXT or sum(map(len, rows)) > MOST_STEPS:
        problems.append(_("at most {n} steps are worked", "最多演算 {n} 步")(n=MOST_STEPS))
    if problems:
        raise refusal(problems)
    return Episodes(text.strip(), tuple(rows))


def _number_of(count: int) -> Episodes:
    if not 1 <= count <= MOST_EPISODES:
        raise refusal([_("the number of episodes must lie in 1..{n}", "轨迹条数应在 1..{n} 之间")(n=MOST_EPISODES)])
    return Episodes(str(count), count=count)


def _episode(words: Sequence[str]) -> tuple[tuple[Key, Any], ...]:
    """An episode's steps; none where the words do not fit."""
    width = 2 if len(words) > 1 and exact_number(words[1]) is not None else 3
    if not words or len(words) % width:
        return ()
    steps = [words[i : i + width] for i in range(0, len(words), width)]
    rewards = [exact_number(step[-1]) for step in steps]
    if any(reward is None for reward in rewards):
        return ()
    return tuple((tuple(step[:-1]), reward) for step, reward in zip(steps, rewards, strict=True))


def visits(episodes: Episodes, key: Key, method: str) -> list[tuple[int, int]]:
    """Where returns of `key` are taken: (episode, time), the episodes from 1, the times from 0."""
    found = []
    for i, row in enumerate(episodes.rows, 1):
        times = [t for t, (visited, _reward) in enumerate(row) if visited == key]
        kept = (
            times if method == "every-visit" else times[:1] if method == "first-visit" else [t for t in times if t == 0]
        )
        found += [(i, t) for t in kept]
    return found


def named(key: Key) -> str:
    """A state, or a state and an action, as it is printed."""
    return ", ".join(key)


EXAMPLE = read_episodes("A 1 B 0 A 2; B 3 A 1")
