"""What a policy is worth, and the best policy by solving equations: policy iteration, and trying every policy.

policy: (S,) of actions, or (S, A) of probabilities   ->   values: (S,), q: (S, A)
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.mdp import MDP
from dlstudy.reference.planning import Plan, best, check_stop, contraction_bound, plan

Array = npt.NDArray[Any]
BETTER = 1e-10  # a new action has to be better by this (relative to the largest value), or ties swap for ever


def uniform_policy(mdp: MDP) -> Array:
    """Every available action equally likely: (S, A)."""
    count = mdp.available.sum(axis=1, keepdims=True)
    return np.asarray(mdp.available / np.maximum(count, 1))


def evaluate(mdp: MDP, policy: npt.ArrayLike, discount: float) -> Array:
    """v_π from the linear equations (I - γ P_π) v = r_π: Sutton & Barto (2018), eq. 4.4.

    States where everything has ended are worth 0. ArithmeticError for a policy that may go on for ever, if there is no
    discount: its equations have no single answer.
    """
    p, r = _under(mdp, policy)
    going = np.flatnonzero(~mdp.ended)
    if discount >= 1 and not _ends(p, mdp.ended).all():
        raise ArithmeticError("this policy may go on for ever: without a discount it has no value")
    values = np.zeros(len(r))
    values[going] = np.linalg.solve(np.eye(len(going)) - discount * p[np.ix_(going, going)], r[going])
    return values


def evaluate_by_sweeps(
    mdp: MDP,
    policy: npt.ArrayLike,
    discount: float,
    *,
    sweeps: int | None = None,
    tolerance: float | None = None,
    in_place: bool = False,
    most: int = 100_000,
) -> tuple[Array, int]:
    """v ← r_π + γ P_π v from v = 0, and how many sweeps that were: Sutton & Barto (2018), eq. 4.5 and its box."""
    check_stop(discount, sweeps, tolerance)
    p, r = _under(mdp, policy)
    values, change = np.zeros(len(r)), np.inf
    for done in range(1, (most if sweeps is None else sweeps) + 1):
        new = values.copy()
        if in_place:
            for s in range(len(r)):
                new[s] = r[s] + discount * (p[s] @ new)
        else:
            new = r + discount * (p @ values)
        change, values = np.max(np.abs(new - values)), new
        if tolerance is not None and change < tolerance:
            return values, done
    if tolerance is not None:
        raise ArithmeticError(f"values still change by {change:.3g} after {most} sweeps")
    return values, sweeps or 0


def solve_by_policy_iteration(
    mdp: MDP, discount: float, *, start: npt.ArrayLike | None = None, most: int = 1000
) -> Plan:
    """v* and an optimal policy, from the uniform policy (or `start`) by evaluating and improving in turn.

    Sutton & Barto (2018), section 4.3; nndl starts uniformly, the book with any actions. An action is kept unless
    another is better by 1e-10 of the largest value: with argmax, or any improvement at all, ties under rounding swap
    for ever (ibid., exercise 4.4; QuantEcon and pymdptoolbox do). `sweeps` counts the evaluations; the bound comes
    from one more sweep. ArithmeticError after `most` evaluations.
    """
    values = evaluate(mdp, uniform_policy(mdp) if start is None else start, discount)
    rounds, q = 1, mdp.look_ahead(values, discount)
    mixed = start is None or np.ndim(start) == 2
    actions = _first_best(q, values) if mixed else np.array(start)
    improved = _improve(q, actions, values)
    while (mixed and rounds == 1) or np.any(improved != actions):
        if rounds >= most:
            raise ArithmeticError(f"the policy still changes after {rounds} evaluations")
        actions = improved
        values = evaluate(mdp, actions, discount)
        rounds, q = rounds + 1, mdp.look_ahead(values, discount)
        improved = _improve(q, actions, values)
    policy = np.where(mdp.available.any(axis=1), actions, -1)
    return Plan(values, policy, q, rounds, _residual_bound(q, values, discount))


def brute_force(mdp: MDP, discount: float, *, most: int = 100_000) -> Plan:
    """The best of all deterministic policies, each evaluated exactly; `sweeps` counts them. For tiny MDPs.

    One policy is best in every state at once (Puterman 2005, section 6.2), so the sum of values finds it. Policies
    that never end are passed over where there is no discount.
    """
    count = int(np.prod(np.maximum(mdp.available.sum(axis=1), 1), dtype=object))
    if count > most:
        raise ValueError(f"{count} policies are too many to try")
    found: Array | None = None
    for policy in _all_policies(mdp):
        try:
            values = evaluate(mdp, policy, discount)
        except ArithmeticError:
            continue
        if found is None or values.sum() > found.sum():
            found = values
    if found is None:
        raise ArithmeticError("every policy may go on for ever")
    greedy = plan(mdp, found, discount, count, 0.0)
    return greedy._replace(bound=_residual_bound(greedy.q, found, discount))


def _all_policies(mdp: MDP) -> Iterator[Array]:
    choices = [np.flatnonzero(row) if row.any() else np.zeros(1, dtype=int) for row in mdp.available]
    return (np.array(actions) for actions in itertools.product(*choices))


def _improve(q: Array, actions: Array, values: Array) -> Array:
    own = np.take_along_axis(q, actions[:, None], axis=1)[:, 0]
    better = q.max(axis=1) > own + _gap(values)
    return np.where(better, _first_best(q, values), actions)


def _first_best(q: Array, values: Array) -> Array:
    """The first of the best actions, rounding aside."""
    return np.asarray(np.argmax(q >= q.max(axis=1, keepdims=True) - _gap(values), axis=1))


def _gap(values: Array) -> float:
    return BETTER * max(1.0, float(np.max(np.abs(values))))


def _residual_bound(q: Array, values: Array, discount: float) -> float:
    """|v - v*| ≤ |Tv - v| / (1 - γ), for any v."""
    change = float(np.max(np.abs(best(q) - values)))
    return change + contraction_bound(change, discount)


def _ends(p: Array, ended: Array) -> Array:
    """From which states an end can be reached."""
    reached = ended
    while True:
        more = reached | ((p > 0) @ reached)
        if np.array_equal(more, reached):
            return reached
        reached = more


def _under(mdp: MDP, policy: npt.ArrayLike) -> tuple[Array, Array]:
    """The chain that a policy makes of an MDP: (S, S) transitions and (S,) rewards."""
    given = np.asarray(policy)
    chances = np.eye(mdp.available.shape[1])[given] if given.ndim == 1 else given
    living = mdp.available.any(axis=1)
    chances = np.where(mdp.available, chances, 0.0)
    if not np.allclose(chances.sum(axis=1)[living], 1):
        raise ValueError("a policy takes, in every state, available actions with probabilities that add up to 1")
    return np.einsum("sa,sat->st", chances, mdp.transitions), np.einsum("sa,sa->s", chances, mdp.rewards)
