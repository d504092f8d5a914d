"""Learning in a small world: whole runs of temporal-difference methods and Monte Carlo, as the books' boxes say them.

Sutton & Barto (2018), sections 5.4 (on-policy Monte Carlo control), 6.1 (TD(0)), 6.4 (SARSA), 6.5 (Q-learning), 6.6
(expected SARSA). One number from 0 to below 1 decides each choice and each outcome, in the order in which they happen,
so that another program, fed with the same numbers, has to meet the same episodes and learn the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dlstudy.worlds.world import World

Draw = Callable[[], float]
KEPT = 12  # updates kept to be shown, the first ones
TIE = 1e-9  # closer than this (relative above 1) two values are alike: rounding decides nothing


@dataclass(frozen=True, slots=True)
class Course:
    """How to learn: the method, its numbers, the first value of everything, and where an episode begins (any alike)."""

    method: str
    rate: float
    discount: float
    epsilon: float
    episodes: int
    most_steps: int
    start: float
    begins: tuple[int, ...]


class Update(NamedTuple):
    """A step, and what was learnt from it; -1 for no next action."""

    state: int
    action: int
    reward: float
    next: int
    next_action: int
    target: float
    error: float
    value: float


class Run(NamedTuple):
    """Values [state][action] (TD(0): one a state), each episode's undiscounted return and length, and first updates."""

    values: list[list[float]]
    returns: list[float]
    lengths: list[int]
    first: list[Update]


Chances = Sequence[Sequence[float]]


def learn(world: World, course: Course, draw: Draw, policy: Chances | None = None) -> Run:
    """A run; TD(0) follows `policy`, the others are ε-greedy for what they have learnt, ties shared evenly."""
    learner = _Learner(world, course, draw, policy)
    episode = learner.sarsa if course.method == "sarsa" else learner.others
    for _episode in range(course.episodes):
        episode()
    return learner.run


class _Learner:
    """The boxes' loops, and the values they change."""

    def __init__(self, world: World, course: Course, draw: Draw, policy: Chances | None) -> None:
        self.world, self.course, self.draw, self.policy = world, course, draw, policy
        self.free = [world.available(s) for s in range(len(world.states))]
        width = 1 if course.method == "td0" else len(world.actions)
        self.values = [[course.start if free else 0.0] * width for free in self.free]
        self.run = Run(self.values, [], [], [])

    def chances(self, state: int) -> list[float]:
        """π(a|s) of the actions that are free: 1 − ε more for the best, shared where several are."""
        free = self.free[state]
        if self.policy is not None:
            return [self.policy[state][a] for a in free]
        best = best_of([self.values[state][a] for a in free])
        each, more = self.course.epsilon / len(free), (1 - self.course.epsilon) / len(best)
        return [each + (more if k in best else 0.0) for k in range(len(free))]

    def choose(self, state: int) -> int:
        return self.free[state][drawn(self.chances(state), self.draw())]

    def step(self, state: int, action: int) -> tuple[int, float]:
        ways = self.world.moves[state][action]
        move = ways[drawn([float(way.probability) for way in ways], self.draw())]
        return move.next, float(move.reward)

    def learn(self, state: int, action: int, reward: float, ahead: int, then: int = -1) -> float:
        """One update; the reward alone is the target where nothing follows."""
        target = reward + (self.course.discount * self.worth(ahead, then) if self.free[ahead] else 0.0)
        cell = action if len(self.values[state]) > 1 else 0
        error = target - self.values[state][cell]
        self.values[state][cell] += self.course.rate * error
        if len(self.run.first) < KEPT:
            self.run.first.append(Update(state, action, reward, ahead, then, target, error, self.values[state][cell]))
        return reward

    def worth(self, state: int, then: int) -> float:
        """What the next state is worth to the method."""
        row = self.values[state]
        if self.course.method == "td0":
            return row[0]
        if self.course.method == "sarsa":
            return row[then]
        if self.course.method == "q-learning":
            return max(row[a] for a in self.free[state])
        return sum(p * row[a] for p, a in zip(self.chances(state), self.free[state], strict=True))

    def begin(self) -> int:
        begins = self.course.begins
        return begins[int(self.draw() * len(begins))] if len(begins) > 1 else begins[0]

    def others(self) -> None:
        """An episode of TD(0), Q-learning or expected SARSA: the next action is chosen after the update."""
        state, steps, total = self.begin(), 0, 0.0
        while self.free[state] and steps < self.course.most_steps:
            action = self.choose(state)
            ahead, reward = self.step(state, action)
            total += self.learn(state, action, reward, ahead)
            state, steps = ahead, steps + 1
        self.ended(total, steps)

    def sarsa(self) -> None:
        """An episode of SARSA: the next action is chosen before the update, and then taken."""
        state, steps, total = self.begin(), 0, 0.0
        action = self.choose(state) if self.free[state] else -1
        while self.free[state] and steps < self.course.most_steps:
            ahead, reward = self.step(state, action)
            then = self.choose(ahead) if self.free[ahead] else -1
            total += self.learn(state, action, reward, ahead, then)
            state, action, steps = ahead, then, steps + 1
        self.ended(total, steps)

    def ended(self, total: float, steps: int) -> None:
        self.run.returns.append(total)
        self.run.lengths.append(steps)


def best_of(row: Sequence[float]) -> list[int]:
    """Which values are the greatest, rounding aside."""
    top = max(row)
    return [k for k, value in enumerate(row) if value >= top - TIE * max(1.0, abs(top))]


def drawn(chances: Sequence[float], mark: float) -> int:
    """Which of the chances, laid side by side, a number from 0 to below 1 falls on."""
    for k, chance in enumerate(chances):
        mark -= chance
        if mark < 0:
            return k
    return max(k for k, chance in enumerate(chances) if chance)
