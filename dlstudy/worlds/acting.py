"""Acting in a small world: where an episode begins, what is done, where it leads, one random number for each.

One number from 0 to below 1 decides each choice and each outcome, in the order in which they happen, so that another
program, fed with the same numbers, has to meet the same episodes and learn the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dlstudy.worlds.world import World

Draw = Callable[[], float]
Chances = Sequence[Sequence[float]]
KEPT = 12  # updates kept to be shown, the first ones
TIE = 1e-9  # closer than this (relative above 1) two values are alike: rounding decides nothing


class Run(NamedTuple):
    """Values [state][action] (under a policy: one a state), each episode's undiscounted return and length, and first updates."""

    values: list[list[float]]
    returns: list[float]
    lengths: list[int]
    first: list[tuple[float, ...]]

    def ended(self, total: float, steps: int) -> None:
        """Writes an episode down."""
        self.returns.append(total)
        self.lengths.append(steps)

    def keep(self, update: tuple[float, ...]) -> None:
        """Writes an update down, if it is among the first."""
        if len(self.first) < KEPT:
            self.first.append(update)


class Acting:
    """A world as it is met: the actions that are free in each state, and what chance makes of them."""

    def __init__(self, world: World, draw: Draw) -> None:
        self.draw = draw
        self.free = [world.available(s) for s in range(len(world.states))]
        self._outcomes = [
            [([float(m.probability) for m in ways], [(m.next, float(m.reward)) for m in ways]) for ways in row]
            for row in world.moves
        ]

    def begin(self, begins: Sequence[int]) -> int:
        """One of the states where an episode begins, all alike."""
        return begins[int(self.draw() * len(begins))] if len(begins) > 1 else begins[0]

    def choose(self, state: int, chances: Sequence[float]) -> int:
        """One of the free actions, by their chances."""
        return self.free[state][_drawn(chances, self.draw())]

    def choose_any(self, state: int) -> int:
        """One of the free actions, all alike."""
        free = self.free[state]
        return free[int(self.draw() * len(free))]

    def step(self, state: int, action: int) -> tuple[int, float]:
        """Where an action leads, and the reward."""
        chances, outcomes = self._outcomes[state][action]
        return outcomes[_drawn(chances, self.draw())]


def epsilon_greedy(row: Sequence[float], epsilon: float) -> list[float]:
    """π(a|s): 1 − ε more for the best of the values, shared where several are."""
    best = best_of(row)
    each, more = epsilon / len(row), (1 - epsilon) / len(best)
    return [each + (more if k in best else 0.0) for k in range(len(row))]


def best_of(row: Sequence[float]) -> list[int]:
    """Which values are the greatest, rounding aside."""
    top = max(row)
    return [k for k, value in enumerate(row) if value >= top - TIE * max(1.0, abs(top))]


def _drawn(chances: Sequence[float], mark: float) -> int:
    """Which of the chances, laid side by side, a number from 0 to below 1 falls on."""
    for k, chance in enumerate(chances):
        mark -= chance
        if mark < 0:
            return k
    return max(k for k, chance in enumerate(chances) if chance)
