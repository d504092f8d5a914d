"""Backups of exact values: q(s, a) = Σ p (r + γ v(s′)), one sweep over all states, and who is greedy.

Values are taken over a common denominator, so that a sweep adds whole numbers, of all pairs of state and action at once:
twenty sweeps of a slippery 4 × 4 grid take a twentieth of the time that fractions added one by one do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from operator import add, mul
from typing import Any, NamedTuple

from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.scaled import Scaled
from dlstudy.worlds.world import Exact, World

MAYBE_ALIKE = 1e-6  # floats are quick to compare, and far closer than this to the fractions they round
ALIKE = Fraction(1, 10**9)  # closer than this (relative above 1) actions are equally good: rounding decides nothing


class Values:
    """Exact values over one denominator, which grows as they are replaced."""

    def __init__(self, above: Sequence[int], below: int) -> None:
        self.above, self.below = list(above), below

    @classmethod
    def of(cls, values: Sequence[Any]) -> Values:
        """The values, which may be any numbers."""
        exact = [rational(v) for v in values]
        below = lcm(*(v.denominator for v in exact))
        return cls([v.numerator * (below // v.denominator) for v in exact], below)

    @classmethod
    def of_row(cls, row: Grid) -> Values:
        """The values of a matrix of one row."""
        found = row.scaled
        if found is None or found.power > 0:
            return cls.of(row.rows[0])
        return cls(found.rows[0], found.below << -found.power)

    def replace(self, state: int, value: Exact) -> None:
        """Sets one value."""
        factor = value.denominator // gcd(self.below, value.denominator)
        if factor > 1:
            self.above, self.below = [n * factor for n in self.above], self.below * factor
        self.above[state] = value.numerator * (self.below // value.denominator)


def rational(x: Any) -> Exact:
    """The number as a fraction; one rounded to 30 digits is a fraction too."""
    if isinstance(x, int | Fraction):
        return x
    return Fraction(int(x.man)) * Fraction(2) ** int(x.exp) * (-1 if x < 0 else 1)


class Scales(NamedTuple):
    """What rewards and values are multiplied by to stand over one denominator."""

    reward: int
    value: int
    below: int


def scales(world: World, discount: Exact, values: Values) -> Scales:
    """The scales of q, good until the denominator of the values changes."""
    ahead = discount.denominator * world.shares.whole * values.below
    below = lcm(world.shares.unit, ahead)
    return Scales(below // world.shares.unit, discount.numerator * (below // ahead), below)


def backups(world: World, scale: Scales, values: Values, pairs: slice) -> list[int]:
    """The numerators of q, over `scale.below`, of some of the pairs of state and available action."""
    above, shares = values.above, world.shares
    ahead: Any = None
    for chances, successors in shares.odds:
        way = [above[to] for to in successors[pairs]]
        if len(shares.odds) > 1:  # else all is certain
            way = list(map(mul, chances[pairs], way))
        ahead = way if ahead is None else list(map(add, ahead, way))
    for_reward, for_value, _below = scale
    return [r * for_reward + v * for_value for r, v in zip(shares.expected[pairs], ahead or (), strict=True)]


def sweep(world: World, discount: Exact, values: Grid, in_place: bool = False, mean: bool = False) -> Grid:
    """v(s) ← max_a q(s, a) for every state: from the old values, or `in_place`, in order, from the newest.

    Terminal states keep their value. `mean` backs up the uniform policy instead: the sweep of policy evaluation.
    """
    old, discount = Values.of_row(values), rational(discount)
    if in_place:
        return Grid([_in_order(world, discount, old, mean)])
    scale = scales(world, discount, old)
    q, kept = backups(world, scale, old, slice(None)), scale.below // old.below
    spans = list(pairwise(world.shares.first))
    if not mean:
        new = [max(q[i:j]) if i < j else v * kept for (i, j), v in zip(spans, old.above, strict=True)]
        return Grid.of(Scaled((tuple(new),), scale.below))
    share = lcm(*(j - i for i, j in spans if i < j))
    new = [sum(q[i:j]) * (share // (j - i)) if i < j else v * kept * share
           for (i, j), v in zip(spans, old.above, strict=True)]  # fmt: skip
    return Grid.of(Scaled((tuple(new),), scale.below * share))


def _in_order(world: World, discount: Exact, values: Values, mean: bool) -> Iterator[Exact]:
    """The new values, each of which the next ones read."""
    for state, (i, j) in enumerate(pairwise(world.shares.first)):
        if i < j:
            scale = scales(world, discount, values)
            q = backups(world, scale, values, slice(i, j))
            values.replace(state, _quotient(sum(q), scale.below * len(q)) if mean else _quotient(max(q), scale.below))
        yield _quotient(values.above[state], values.below)


def look_ahead(world: World, discount: Exact, values: Sequence[Any]) -> list[list[Exact | None]]:
    """q(s, ·) of every state; none where an action is not available."""
    return _look_ahead(world, discount, values, range(len(world.states)))


def look_ahead_from(world: World, discount: Exact, values: Sequence[Any], state: int) -> list[Exact | None]:
    """q(s, ·) of one state."""
    return _look_ahead(world, discount, values, range(state, state + 1))[0]


def _look_ahead(world: World, discount: Exact, values: Sequence[Any], states: range) -> list[list[Exact | None]]:
    scaled, first = Values.of(values), world.shares.first
    scale = scales(world, rational(discount), scaled)
    q = iter(backups(world, scale, scaled, slice(first[states.start], first[states.stop])))
    return [[_quotient(next(q), scale.below) if ways else None for ways in world.moves[s]] for s in states]


def _quotient(above: int, below: int) -> Exact:
    return Fraction(above, below) if above % below else above // below


def greedy(q: Sequence[Exact | None]) -> tuple[int, ...]:
    """The numbers of the best actions, all of them where they tie; none where no action is available."""
    every = [(a, v) for a, v in enumerate(q) if v is not None]
    if not every:
        return ()
    highest = max(float(v) for _a, v in every)
    near = [(a, v) for a, v in every if float(v) >= highest - MAYBE_ALIKE * max(1.0, abs(highest))]
    if len(near) == 1:
        return (near[0][0],)
    top: Any = max(v for _a, v in near)
    least = top - ALIKE * max(1, abs(top))
    return tuple(a for a, v in near if v == top or v >= least)
