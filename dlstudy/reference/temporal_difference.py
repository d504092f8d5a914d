"""Temporal-difference learning: given transitions by weights, and whole runs in a small world.

A constant step size makes every value a weighted mean of its targets: (1 - α)^n q₀ + Σ α (1 - α)^(n - i) y_i, Sutton &
Barto (2018), eq. 2.6. Transitions are (state, action, reward, next state or -1, next action or -1).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Transition = tuple[int, int, float, int, int]


def bootstrap(row: Sequence[float], method: str, action: int, epsilon: float) -> float:
    """What the next state is worth: the action's value (SARSA, TD(0)), the best, or the mean of ε-greedy."""
    if method in ("sarsa", "td0"):
        return row[max(action, 0)]
    if method == "q-learning":
        return max(row)
    chances = np.full(len(row), epsilon / len(row))
    chances[int(np.argmax(row))] += 1 - epsilon
    return float(chances @ np.array(row))


def replay(
    transitions: Sequence[Transition], start: npt.ArrayLike, rate: float, discount: float, method: str, epsilon: float
) -> tuple[Array, Array, Array]:
    """Values (S, A), targets and errors (N,) after the transitions, each value as the weighted mean of its targets."""
    first = np.array(start, dtype=np.float64)
    targets = np.zeros(len(transitions))
    cells = [(s, a) for s, a, *_rest in transitions]

    def value(cell: tuple[int, int], before: int) -> float:
        own = [k for k in range(before) if cells[k] == cell]
        weights = rate * (1 - rate) ** np.arange(len(own) - 1, -1, -1)
        return float((1 - rate) ** len(own) * first[cell] + weights @ targets[own])

    errors = np.zeros(len(transitions))
    for k, (s, a, reward, ahead, action) in enumerate(transitions):
        row = [] if ahead < 0 else [value((ahead, b), k) for b in range(first.shape[1])]
        targets[k] = reward + (discount * bootstrap(row, method, action, epsilon) if row else 0.0)
        errors[k] = targets[k] - value((s, a), k)
    final = np.array([[value((s, a), len(cells)) for a in range(first.shape[1])] for s in range(len(first))])
    return final, targets, errors


class Run(NamedTuple):
    """What was learnt, and how each episode went."""

    values: Array
    returns: Array  # undiscounted, an episode
    lengths: Array


class Course(NamedTuple):
    """How to learn: the method, its numbers, and where a run is cut off."""

    method: str
    rate: float
    discount: float
    epsilon: float
    episodes: int
    most_steps: int


Outcomes = Sequence[Sequence[Sequence[tuple[int, float, float]]]]  # [state][action]: (next, probability, reward)


def learn(
    world: Outcomes,
    begin: int,
    course: Course,
    rng: random.Random,
    *,
    start: float = 0.0,
    policy: Sequence[Sequence[float]] | None = None,
    progress: Callable[[int, float], object] | None = None,
) -> Run:
    """A run of SARSA, expected SARSA or Q-learning, ε-greedy, ties broken at random; TD(0) follows `policy`.

    Sutton & Barto (2018), the boxes of sections 6.1, 6.4 and 6.5. A terminal state is never bootstrapped from.
    """
    plain = course.method == "td0"
    q = [[0.0 if not any(acts) else start for _a in (acts[:1] if plain else acts)] for acts in world]
    free = [[a for a, ways in enumerate(acts) if ways] for acts in world]

    def act(s: int) -> int:
        if plain:
            assert policy is not None
            return rng.choices(free[s], [policy[s][a] for a in free[s]])[0]
        if rng.random() < course.epsilon:
            return rng.choice(free[s])
        top = max(q[s][a] for a in free[s])
        return rng.choice([a for a in free[s] if q[s][a] == top])

    returns, lengths = [], []
    for episode in range(course.episodes):
        total, steps = _episode(world, begin, course, rng, q, free, act)
        returns.append(total)
        lengths.append(steps)
        if progress is not None:
            progress(episode + 1, total)
    return Run(np.array(q), np.array(returns), np.array(lengths))


def _episode(
    world: Outcomes,
    begin: int,
    course: Course,
    rng: random.Random,
    q: list[list[float]],
    free: list[list[int]],
    act: Callable[[int], int],
) -> tuple[float, int]:
    """One episode, learning on the way; its return and length."""
    plain, total, steps, s = course.method == "td0", 0.0, 0, begin
    a = act(s) if free[s] else 0
    while free[s] and steps < course.most_steps:
        ahead, reward = _outcome(world[s][a], rng)
        goes_on = bool(free[ahead])
        then = act(ahead) if goes_on and course.method == "sarsa" else -1
        worth = 0.0
        if goes_on:
            row = q[ahead] if plain else [q[ahead][b] for b in free[ahead]]
            own = free[ahead].index(then) if then >= 0 else 0
            worth = course.discount * bootstrap(row, course.method, own, course.epsilon)
        cell = 0 if plain else a
        q[s][cell] += course.rate * (reward + worth - q[s][cell])
        if goes_on and then < 0:
            then = act(ahead)  # chosen after the update, as the boxes say
        s, a, total, steps = ahead, then, total + reward, steps + 1
    return total, steps


def _outcome(ways: Sequence[tuple[int, float, float]], rng: random.Random) -> tuple[int, float]:
    mark = rng.random()
    for to, chance, reward in ways:
        mark -= chance
        if mark < 0:
            return to, reward
    return ways[-1][0], ways[-1][2]
