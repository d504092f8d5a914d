"""Learning in a small world: whole runs of temporal-difference methods, as the books' boxes say them.

Sutton & Barto (2018), sections 6.1 (TD(0)), 6.4 (SARSA), 6.5 (Q-learning), 6.6 (expected SARSA).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dlstudy.worlds.acting import Acting, Chances, Draw, Run, epsilon_greedy
from dlstudy.worlds.world import World


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
        self.course, self.policy, self.acting = course, policy, Acting(world, draw)
        self.free = self.acting.free
        width = 1 if course.method == "td0" else len(world.actions)
        self.values = [[course.start if free else 0.0] * width for free in self.free]
        self.run = Run(self.values, [], [], [])

    def chances(self, state: int) -> list[float]:
        """π(a|s) of the actions that are free."""
        row = self.values[state] if self.policy is None else self.policy[state]
        there = [row[a] for a in self.free[state]]
        return epsilon_greedy(there, self.course.epsilon) if self.policy is None else there

    def choose(self, state: int) -> int:
        return self.acting.choose(state, self.chances(state))

    def learn(self, state: int, action: int, reward: float, ahead: int, then: int = -1) -> float:
        """One update; the reward alone is the target where nothing follows."""
        target = reward + (self.course.discount * self.worth(ahead, then) if self.free[ahead] else 0.0)
        cell = action if len(self.values[state]) > 1 else 0
        error = target - self.values[state][cell]
        self.values[state][cell] += self.course.rate * error
        self.run.keep(Update(state, action, reward, ahead, then, target, error, self.values[state][cell]))
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

    def others(self) -> None:
        """An episode of TD(0), Q-learning or expected SARSA: the next action is chosen after the update."""
        state, steps, total = self.acting.begin(self.course.begins), 0, 0.0
        while self.free[state] and steps < self.course.most_steps:
            action = self.choose(state)
            ahead, reward = self.acting.step(state, action)
            total += self.learn(state, action, reward, ahead)
            state, steps = ahead, steps + 1
        self.run.ended(total, steps)

    def sarsa(self) -> None:
        """An episode of SARSA: the next action is chosen before the update, and then taken."""
        state, steps, total = self.acting.begin(self.course.begins), 0, 0.0
        action = self.choose(state) if self.free[state] else -1
        while self.free[state] and steps < self.course.most_steps:
            ahead, reward = self.acting.step(state, action)
            then = self.choose(ahead) if self.free[ahead] else -1
            total += self.learn(state, action, reward, ahead, then)
            state, action, steps = ahead, then, steps + 1
        self.run.ended(total, steps)
