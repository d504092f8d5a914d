"""Value iteration: sweep by sweep as taught, and the quick way to the answer.

values: (S,)   policy: (S,), -1 where a state has no action   q: (S, A), -inf where an action is not available
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dlstudy.reference.mdp import MDP, Model

Array = npt.NDArray[Any]
SLOWLY = 0.6  # where a sweep shrinks the bound by less than this, it is better to follow the policy for a while
LONGEST, FASTER = 50, 5  # sweeps that a policy is followed; how many of them take the time of one over all actions
PATIENCE = 8  # times a policy is followed before it is asked whether that pays
Progress = Callable[[int, float], None]  # (sweeps done, what the stopping rule measures)


class Plan(NamedTuple):
    """What was found, and how far from the truth it can be."""

    values: Array
    policy: Array  # greedy for q; the lowest-numbered action of a tie
    q: Array  # one look-ahead from `values`
    sweeps: int  # backups of all states that led to `values`, the last one counted too
    bound: float  # max |values - v*| is at most this; inf where nothing is known (no discount)


def value_iteration(
    mdp: Model,
    discount: float,
    *,
    sweeps: int | None = None,
    tolerance: float | None = None,
    in_place: bool = False,
    start: npt.ArrayLike | None = None,
    most: int = 100_000,
    progress: Progress | None = None,
) -> Plan:
    """v(s) ← max_a q(s, a) from v = 0, for a number of sweeps or until no value changes by `tolerance` or more.

    Sutton & Barto (2018), eq. 4.10 and the box below it (its θ). Synchronous: all states from the old values (the
    book's figure 4.1, nndl's V_k, QuantEcon, pymdptoolbox); `in_place`: states in order, from what is newest (the
    book's box). The bound is γ/(1 - γ) times the last change, as the sweep is a contraction by γ (Puterman 2005,
    theorem 6.3.1); the greedy policy then loses at most twice as much. ArithmeticError after `most` sweeps.
    """
    check_stop(discount, sweeps, tolerance)
    values = _start(mdp, start)
    sweep = _sweep_in_place(mdp) if in_place else _sweep
    change, done = math.inf, 0
    while done < (most if sweeps is None else sweeps):
        new = sweep(mdp, values, discount)
        change, values, done = float(np.max(np.abs(new - values))), new, done + 1
        if progress is not None:
            progress(done, change)
        if tolerance is not None and change < tolerance:
            break
    else:
        if tolerance is not None:
            raise ArithmeticError(f"values still change by {change:.3g} after {done} sweeps")
    return plan(mdp, values, discount, done, contraction_bound(change, discount))


def solve_by_span(
    mdp: Model, discount: float, *, tolerance: float = 1e-8, most: int = 100_000, progress: Progress | None = None
) -> Plan:
    """Values within `tolerance` of v*, by value iteration that stops once all states change by nearly the same.

    With d the change of a sweep, v* lies between v + γ/(1 - γ) min d and v + γ/(1 - γ) max d; the middle is taken, and
    the bound is half the distance: Puterman (2005), section 6.6 (the bounds are MacQueen's and Porteus's). A value
    that only grows in step with all others (dense models) is then right at once; pymdptoolbox stops there too, but
    leaves the middle out, so that its V is not v*. Where the bound shrinks slowly (grid worlds), the greedy policy is
    followed for some sweeps, which look at one action only, before the next sweep over all: modified policy iteration
    (ibid., section 6.5). Needs a discount below 1. `progress` is told the bound.
    """
    if not 0 <= discount < 1:
        raise ValueError(f"stopping by the span needs a discount from 0 to below 1, not {discount}")
    ahead, follow = discount / (1 - discount), min(LONGEST, round(1 / (1 - discount)))
    values, last = _start(mdp, None), math.inf
    kept: Array | None = None  # the values when following began
    bounds: list[float] = []
    for done in range(1, most + 1):
        q = mdp.look_ahead(values, discount)
        new = best(q)
        change = new - values
        low, high = ahead * float(change.min()), ahead * float(change.max())
        bound = (high - low) / 2
        if progress is not None:
            progress(done, bound)
        if bound <= tolerance:
            return plan(mdp, np.where(mdp.ended, 0.0, new + (high + low) / 2), discount, done, bound)
        values = new
        if kept is not None and follow:
            bounds.append(bound)
            if _leads_astray(bounds, discount ** (1 + follow / FASTER)):
                values, follow = kept, 0
        elif bound > SLOWLY * last:
            kept = new
        if kept is not None and follow:
            values = _repeated(mdp.follow(_greedy(q, new), discount), new, follow)
        last = bound
    raise ArithmeticError(f"values are still known to within {bound:.3g} only, after {most} sweeps")


def _leads_astray(bounds: list[float], surely: float) -> bool:
    """Whether following policies shrinks the bound by less than as much work on sweeps over all actions surely does.

    Shortest ways are such a case: all that is known there moves on by one step a sweep, whatever is followed.
    """
    return len(bounds) > PATIENCE and bounds[-1] > bounds[-1 - PATIENCE] * surely**PATIENCE


def _repeated(backup: Callable[[Array], Array], values: Array, sweeps: int) -> Array:
    for _sweep in range(sweeps):
        values = backup(values)
    return values


def _greedy(q: Array, top: Array) -> Array:
    """The first action of the highest value, which `top` holds for each state: (S, A), (S,) -> (S,).

    That is how many actions lie below it before one reaches it; np.argmax takes ten times as long for few actions.
    """
    policy = np.zeros(len(q), dtype=np.intp)
    below = np.ones(len(q), dtype=bool)
    for action in range(q.shape[1] - 1):
        below &= q[:, action] < top
        policy += below
    return policy


def plan(mdp: Model, values: Array, discount: float, sweeps: int, bound: float) -> Plan:
    """The plan that acts greedily on these values."""
    q = mdp.look_ahead(values, discount)
    policy = np.where(mdp.available.any(axis=1), _greedy(q, best(q)), -1)
    return Plan(values, policy, q, sweeps, bound)


def check_stop(discount: float, sweeps: int | None, tolerance: float | None) -> None:
    """ValueError unless the discount is one, and either a number of sweeps or a tolerance is given."""
    if not 0 <= discount <= 1:
        raise ValueError(f"the discount {discount} is not between 0 and 1")
    if (sweeps is None) == (tolerance is None):
        raise ValueError("either a number of sweeps or a tolerance says when to stop")
    if (sweeps is not None and sweeps < 0) or (tolerance is not None and not tolerance > 0):
        raise ValueError("the number of sweeps is below 0, or the tolerance not above 0")


def contraction_bound(change: float, discount: float) -> float:
    """γ/(1 - γ) · change, the greatest distance to the fixed point; inf without a discount."""
    return discount / (1 - discount) * change if discount < 1 and math.isfinite(change) else math.inf


def best(q: Array) -> Array:
    """max_a q(s, a), and 0 for a state without any action: (S, A) -> (S,)."""
    top = reduce(np.maximum, q.T)  # column by column: six times as fast as max(axis=1) for few actions
    return np.where(np.isneginf(top), 0.0, top)


def _start(mdp: Model, start: npt.ArrayLike | None) -> Array:
    states = len(mdp.available)
    values = np.zeros(states) if start is None else np.array(start, dtype=np.float64)
    if values.shape != (states,):
        raise ValueError(f"the first values have shape {values.shape}, the states are {states}")
    return values


def _sweep(mdp: Model, values: Array, discount: float) -> Array:
    return best(mdp.look_ahead(values, discount))


def _sweep_in_place(mdp: Model) -> Callable[[Model, Array, float], Array]:
    if not isinstance(mdp, MDP):
        raise ValueError("sweeps in place go state by state: for small, dense models only")

    def sweep(_: Model, values: Array, discount: float) -> Array:
        new = values.copy()
        for s in range(len(new)):
            q = mdp.rewards[s] + discount * (mdp.transitions[s] @ new)
            new[s] = np.max(q, where=mdp.available[s], initial=-np.inf) if mdp.available[s].any() else 0.0
        return new

    return sweep
