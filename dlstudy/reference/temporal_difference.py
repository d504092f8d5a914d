"""Temporal-difference learning: given transitions by weights, and whole runs in a small world.

A constant step size makes every value a weighted mean of its targets: (1 - α)^n q₀ + Σ α (1 - α)^(n - i) y_i, Sutton &
Barto (2018), eq. 2.6. Transitions are (state, action, reward, next state or -1, next action or -1).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
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
    """What was learnt, how each episode went, and the first updates, a row each."""

    values: Array  # (S, A); (S, 1) for TD(0)
    returns: Array  # undiscounted, an episode
    lengths: Array
    first: list[tuple[float, ...]]  # s, a, r, s', a' (-1: none), target, error, new value


class Course(NamedTuple):
    """How to learn: the method, its numbers, the first value of everything, and where an episode begins (any alike)."""

    method: str
    rate: float
    discount: float
    epsilon: float
    episodes: int
    most_steps: int
    start: float
    begins: tuple[int, ...]


Outcomes = Sequence[Sequence[Sequence[tuple[int, float, float]]]]  # [state][action]: (next, probability, reward)
Line = tuple[list[float], list[int]]  # probabilities added up, and what each stretch stands for
Draw = Callable[[], float]
KEPT, TIE = 12, 1e-9


class Ground(NamedTuple):
    """A world ready to be walked: the free actions of each state, and the probabilities of all outcomes added up."""

    world: Outcomes
    free: list[list[int]]
    lines: list[list[Line]]

    @classmethod
    def of(cls, world: Outcomes) -> Ground:
        """The ground of a world."""
        free = [[a for a, ways in enumerate(acts) if ways] for acts in world]
        return cls(world, free, [[line([p for _to, p, _r in ways]) for ways in acts] for acts in world])

    def outcome(self, s: int, a: int, draw: Draw) -> tuple[int, float]:
        """The next state and the reward."""
        to, _p, reward = self.world[s][a][landing(self.lines[s][a], draw())]
        return to, reward


def begin(begins: Sequence[int], draw: Draw) -> int:
    """One of the states where an episode begins; no number is drawn where there is but one."""
    return begins[0] if len(begins) == 1 else begins[int(len(begins) * draw())]


def learn(
    world: Outcomes,
    course: Course,
    draw: Draw,
    *,
    policy: Sequence[Sequence[float]] | None = None,
    progress: Callable[[int, float], object] | None = None,
) -> Run:
    """A run in which every method is one: targets are means of the next values under weights, Sutton & Barto, 6.6.

    The weights are all on the action taken next (SARSA), all on the best (Q-learning), or those of the ε-greedy policy
    that is followed (expected SARSA); TD(0) has one value a state and follows `policy`. A new value is (1 - α) of the
    old and α of the target. Each choice, then each outcome takes one number of `draw`, looked up in the probabilities
    added up; nothing of the way the boxes are written is used.
    """
    plain, ground = course.method == "td0", Ground.of(world)
    free = ground.free
    q = [[course.start if free[s] else 0.0] * (1 if plain else len(acts)) for s, acts in enumerate(world)]
    fixed = None if not plain or policy is None else [[row[a] for a in f] for row, f in zip(policy, free, strict=True)]

    def behaviour(s: int) -> list[float]:
        return epsilon_greedy([q[s][a] for a in free[s]], course.epsilon) if fixed is None else fixed[s]

    def chosen(s: int) -> int:
        return free[s][landing(line(behaviour(s)), draw())]

    def worth(s: int, then: int) -> float:
        if plain or not free[s]:
            return q[s][0] if free[s] else 0.0
        row, taken = [q[s][a] for a in free[s]], free[s].index(then) if then >= 0 else -1
        return sum(w * x for w, x in zip(_weights(row, taken, course), row, strict=True))

    first: list[tuple[float, ...]] = []
    returns, lengths = np.zeros(course.episodes), np.zeros(course.episodes, dtype=np.int64)
    for episode in range(course.episodes):
        s, then, count = begin(course.begins, draw), -1, 0
        while free[s] and count < course.most_steps:
            a = then if then >= 0 else chosen(s)
            to, reward = ground.outcome(s, a, draw)
            then = chosen(to) if free[to] and course.method == "sarsa" else -1
            goal, cell = reward + course.discount * worth(to, then), 0 if plain else a
            new = (1 - course.rate) * q[s][cell] + course.rate * goal
            if len(first) < KEPT:
                first.append((s, a, reward, to, then, goal, goal - q[s][cell], new))
            q[s][cell] = new
            returns[episode] += reward
            s, count = to, count + 1
        lengths[episode] = count
        if progress is not None:
            progress(episode + 1, 0.0)
    return Run(np.array(q), returns, lengths, first)


def _weights(row: list[float], taken: int, course: Course) -> list[float]:
    """How much each action of the next state counts: all for the one taken or the best, or as the policy has it."""
    if course.method == "expected-sarsa":
        return epsilon_greedy(row, course.epsilon)
    one = taken if course.method == "sarsa" else row.index(max(row))
    return [float(k == one) for k in range(len(row))]


def epsilon_greedy(row: Sequence[float], epsilon: float) -> list[float]:
    """ε/|A| everywhere, and the rest shared by the best; closer than rounding is a tie."""
    top = max(row)
    best = [v >= top - TIE * max(1.0, abs(top)) for v in row]
    return [epsilon / len(row) + (1 - epsilon) / sum(best) * b for b in best]


def line(chances: Sequence[float]) -> Line:
    """The probabilities that are not 0, added up from left to right."""
    kept = [k for k, p in enumerate(chances) if p]
    return list(accumulate(chances[k] for k in kept)), kept


def landing(sums_of: Line, mark: float) -> int:
    """What stands where the number falls."""
    sums, kept = sums_of
    return kept[min(bisect_right(sums, mark), len(kept) - 1)]
