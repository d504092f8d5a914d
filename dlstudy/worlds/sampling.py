"""Monte Carlo in a small world: whole episodes, and what their returns teach, as the books say it.

Sutton & Barto (2018), sections 5.1 (first- and every-visit prediction), 5.3 (exploring starts) and 5.4 (ε-greedy control);
nndl chapter 14: Q(s, a) is the mean return of trajectories started there. Random numbers are used as in `learning`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dlstudy.worlds.learning import KEPT, Draw, best_of, drawn
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


class Run(NamedTuple):
    """Values [state][action] (under a policy: one a state), each episode's undiscounted return and length, first updates."""

    values: list[list[float]]
    returns: list[float]
    lengths: list[int]
    first: list[Update]


Chances = Sequence[Sequence[float]]
Episode = list[tuple[int, int, float]]  # state, action, reward


def learn(world: World, course: Course, draw: Draw, policy: Chances | None = None) -> Run:
    """A run that follows `policy` and values its states; or without one, ε-greedy for the action values learnt so far."""
    free = [world.available(s) for s in range(len(world.states))]
    width = 1 if policy is not None else len(world.actions)
    run = Run([[course.start if can else 0.0] * width for can in free], [], [], [])
    counts = [[0] * width for _can in free]
    for number in range(1, course.episodes + 1):
        episode = _episode(world, course, draw, free, lambda s: _chances(run, free, course, policy, s))
        run.returns.append(sum(reward for _s, _a, reward in episode))
        run.lengths.append(len(episode))
        for time, returned in _counted(episode, course, policy is not None):
            state, action, _reward = episode[time]
            cell = 0 if policy is not None else action
            counts[state][cell] += 1
            share = 1 / counts[state][cell] if course.rate is None else course.rate
            run.values[state][cell] += share * (returned - run.values[state][cell])
            if len(run.first) < KEPT:
                run.first.append(Update(number, time, state, action, returned, run.values[state][cell]))
    return run


def _chances(
    run: Run, free: Sequence[Sequence[int]], course: Course, policy: Chances | None, state: int
) -> list[float]:
    """π(a|s) of the actions that are free."""
    can = free[state]
    if policy is not None or not can:
        return [policy[state][a] for a in can] if policy is not None else []
    best = best_of([run.values[state][a] for a in can])
    return [
        course.epsilon / len(can) + ((1 - course.epsilon) / len(best) if k in best else 0.0) for k in range(len(can))
    ]


def _episode(
    world: World, course: Course, draw: Draw, free: Sequence[Sequence[int]], chances: Callable[[int], list[float]]
) -> Episode:
    begins, found = course.begins, Episode()
    state = begins[int(draw() * len(begins))] if len(begins) > 1 else begins[0]
    while free[state] and len(found) < course.most_steps:
        first = course.any_action and not found
        can = free[state]
        action = can[int(draw() * len(can))] if first else can[drawn(chances(state), draw())]
        ways = world.moves[state][action]
        move = ways[drawn([float(way.probability) for way in ways], draw())]
        found.append((state, action, float(move.reward)))
        state = move.next
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
