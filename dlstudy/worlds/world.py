"""A world: states, actions, and where each action leads, all probabilities and rewards exact.

A reward belongs to a transition, r(s, a, s′): the course's and nndl's convention (eq. 14.18), Sutton & Barto's (2018)
eq. 3.6. A terminal state has no moves and is worth 0; what reaching it pays is paid on entering. (Russell & Norvig pay
R(s) for being in a state, the terminal one included: their world is `grid: … G=step+1`.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, zip_longest
from math import lcm
from typing import NamedTuple

Exact = int | Fraction


class Move(NamedTuple):
    """One way an action can turn out: the next state's number, how likely, and what it pays."""

    next: int
    probability: Exact
    reward: Exact


Moves = tuple[Move, ...]


class Shares(NamedTuple):
    """A world over common denominators, its pairs of a state and an available action numbered through.

    Those of state s are `first[s]` to below `first[s + 1]`; `expected` is a pair's E[r] · `unit`; `odds[k]` holds the
    k-th outcome of every pair, p · `whole` and s′, with p = 0 where a pair has fewer.
    """

    unit: int
    whole: int
    first: tuple[int, ...]
    expected: tuple[int, ...]
    odds: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True)
class World:
    """`moves[s][a]`, by the numbers of state and action, is empty where the action is not available."""

    states: tuple[str, ...]
    actions: tuple[str, ...]
    moves: tuple[tuple[Moves, ...], ...]
    source: str = ""  # the text it was read from: reading it again gives this world
    layout: tuple[tuple[int | None, ...], ...] = ()  # a grid's cells: the state's number, none for a wall
    start: int = 0  # where an episode begins: a map's S, else the first state unless said otherwise

    def available(self, state: int) -> tuple[int, ...]:
        """The numbers of the actions that can be taken in a state."""
        return tuple(a for a, moves in enumerate(self.moves[state]) if moves)

    @cached_property
    def terminal(self) -> tuple[bool, ...]:
        """Of each state, whether everything ends there."""
        return tuple(not any(row) for row in self.moves)

    @cached_property
    def size(self) -> int:
        """How many transitions there are."""
        return sum(len(moves) for row in self.moves for moves in row)

    @cached_property
    def shares(self) -> Shares:
        """The world in whole numbers, which are ten times as fast to add as fractions."""
        pairs = [moves for row in self.moves for moves in row if moves]
        whole = lcm(*(m.probability.denominator for moves in pairs for m in moves))
        expected = [sum((m.probability * m.reward for m in moves), Fraction(0)) for moves in pairs]
        unit = lcm(*(e.denominator for e in expected))
        nowhere = Move(0, 0, 0)
        odds = zip_longest(*pairs, fillvalue=nowhere)
        return Shares(
            unit,
            whole,
            tuple(accumulate((sum(map(bool, row)) for row in self.moves), initial=0)),
            tuple(int(e * unit) for e in expected),
            tuple((tuple(int(m.probability * whole) for m in ways), tuple(m.next for m in ways)) for ways in odds),
        )

    def changed(self, change: Callable[[Moves], Moves]) -> World:
        """The world with the moves of every available action changed."""
        return replace(self, moves=tuple(tuple(change(ms) if ms else ms for ms in row) for row in self.moves))


@dataclass(frozen=True, slots=True)
class LargeWorld:
    """A world in a NumPy file, too large to be worked line by line; the reference alone opens it."""

    path: str

    @property
    def source(self) -> str:
        """What is typed to name it."""
        return f"@{self.path}"
