"""Monte Carlo in a small world: whole episodes, and what their returns teach, as the books say it.

Sutton & Barto (2018), sections 5.1 (first- and every-visit prediction), 5.3 (exploring starts) and 5.4 (ε-greedy control);
nndl chapter 14: Q(s, a) is the mean return of trajectories started there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from dlstudy.worlds.acting import Acting, Chances, Draw, Run, epsilon_greedy
from dlstudy.worlds.world import World


@dataclass(frozen=True, slots=True)
class Course:
    """How to learn: which visits count, the step size (none: means), and where and how an episode begins."""

    visits: str  # start, first-visit, every-visit
    rate: float | None
    discount: float
    epsilon: float
    episodes: int
    most_steps: int
    start: float
    begins: tuple[int, ...]
    any_action: bool  # exploring starts: the first action is any, all alike


class Update(NamedTuple):
    """A return, and what it made of the value it belongs to."""

    episode: int
    time: int
    state: int
    action: int
    returned: float
    value: float


Episode = list[tuple[int, int, float]]  # state, action, reward


def learn(world: World, course: Course, draw: Draw, policy: Chances | None = None) -> Run:
    """A run that follows `policy` and values its states; or without one, ε-greedy for the action values learnt so far."""
    acting = Acting(world, draw)
    width = 1 if policy is not None else len(world.actions)
    values = [[course.start if free else 0.0] * width for free in acting.free]
    run, counts = Run(values, [], [], []), [[0] * width for _row in values]

    def chances(state: int) -> list[float]:
        row = values[state] if policy is None else policy[state]
        there = [row[a] for a in acting.free[state]]
        return epsilon_greedy(there, course.epsilon) if policy is None else there

    for number in range(1, course.episodes + 1):
        episode = _episode(acting, course, chances)
        run.ended(sum(reward for _s, _a, reward in episode), len(episode))
        for time, returned in _counted(episode, course, policy is not None):
            state, action, _reward = episode[time]
            cell = 0 if policy is not None else action
            counts[state][cell] += 1
            share = 1 / counts[state][cell] if course.rate is None else course.rate
            values[state][cell] += share * (returned - values[state][cell])
            run.keep(Update(number, time, state, action, returned, values[state][cell]))
    return run


def _episode(acting: Acting, course: Course, chances: Callable[[int], list[float]]) -> Episode:
    """An episode to its end, or as far as it may go."""
    found = Episode()
    state = acting.begin(course.begins)
    while acting.free[state] and len(found) < course.most_steps:
        explores = course.any_action and not found
        action = acting.choose_any(state) if explores else acting.choose(state, chances(state))
        ahead, reward = acting.step(state, action)
        found.append((state, action, reward))
        state = ahead
    return found


def _counted(episode: Episode, course: Course, by_state: bool) -> list[tuple[int, float]]:
    """The times whose returns count, in order, and those returns."""
    returned, every = 0.0, []
    for time in reversed(range(len(episode))):
        returned = episode[time][2] + course.discount * returned
        every.append((time, returned))
    every.reverse()
    if course.visits == "start":
        return every[:1]
    if course.visits == "every-visit":
        return every
    seen: set[tuple[float, ...]] = set()
    kept = []
    for time, value in every:
        key = episode[time][: 1 if by_state else 2]
        if key not in seen:
            kept.append((time, value))
        seen.add(key)
    return kept
