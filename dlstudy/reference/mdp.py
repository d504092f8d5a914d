"""Markov decision processes as arrays: dense for small ones, with padded lists of successors for large ones.

transitions: (S, A, S)   rewards: (S, A), expected   available: (S, A)   ->   look_ahead: (S,) values -> (S, A)

An action that is not available is never looked at. A state without any action is terminal and worth 0. A reward for
(s, a, s') enters as its expectation (`expected_rewards`): Sutton & Barto (2018), eq. 3.5. Terminal states may also be
written as absorbing ones (every action stays, reward 0), as gymnasium does; both are `ended`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
CHUNK = 1 << 16  # pairs or successors looked up at once: scratch that stays in a processor's cache


class Model(Protocol):
    """What planning asks of an MDP, however it is stored."""

    @property
    def available(self) -> Array:
        """(S, A) of bool."""

    @property
    def ended(self) -> Array:
        """(S,) of bool: nothing is to be gained from here."""

    def look_ahead(self, values: Array, discount: float) -> Array:
        """q(s, a) = r(s, a) + γ Σ p(s'|s, a) v(s'): (S,) -> (S, A), -inf where an action is not available."""

    def follow(self, policy: Array, discount: float) -> Callable[[Array], Array]:
        """The backup v -> r_π + γ P_π v, for an action of every state: (S,); any number where there is none."""


@dataclass(frozen=True, eq=False)
class MDP:
    """transitions: (S, A, S)   rewards: (S, A)   available: (S, A)."""

    transitions: Array
    rewards: Array
    available: Array

    @classmethod
    def of(cls, transitions: npt.ArrayLike, rewards: npt.ArrayLike, available: npt.ArrayLike | None = None) -> MDP:
        """A checked MDP; rewards may be (S, A) or (S, A, S). Available, if not said, is what has probabilities."""
        p, r = np.asarray(transitions, dtype=np.float64), np.asarray(rewards, dtype=np.float64)
        if p.ndim != 3 or p.shape[0] != p.shape[2] or 0 in p.shape:
            raise ValueError(f"transitions have shape {p.shape}, not (states, actions, states)")
        given = np.any(p != 0, axis=2) if available is None else np.asarray(available, dtype=bool)
        if given.shape != p.shape[:2]:
            raise ValueError(f"the mask of available actions has shape {given.shape}, not {p.shape[:2]}")
        check_probabilities(p, given)
        return cls(p, expected_rewards(p, r, given), given)

    @property
    def ended(self) -> Array:
        stays = np.einsum("sas->sa", self.transitions)
        return _ended(stays, self.rewards, self.available)

    def look_ahead(self, values: Array, discount: float) -> Array:
        return np.where(self.available, self.rewards + discount * (self.transitions @ values), -np.inf)

    def follow(self, policy: Array, discount: float) -> Callable[[Array], Array]:
        states = np.arange(len(policy))
        p, r = discount * self.transitions[states, policy], self.rewards[states, policy]
        return lambda values: np.asarray(r + p @ values)


@dataclass(frozen=True, eq=False)
class SparseMDP:
    """successors: (S, A, K) of int   probabilities: (S, A, K)   rewards: (S, A)   available: (S, A).

    K is the greatest number of successors; shorter lists are padded with probability 0 and any state's number.
    """

    successors: Array
    probabilities: Array
    rewards: Array
    available: Array

    @classmethod
    def of(cls, successors: Array, probabilities: Array, rewards: Array) -> SparseMDP:
        """A checked MDP; rewards may be (S, A) or (S, A, K). An action without probabilities is not available."""
        if successors.ndim != 3 or 0 in successors.shape:
            raise ValueError(f"successors have shape {successors.shape}, not (states, actions, successors)")
        if successors.dtype.kind not in "iu":
            raise ValueError(f"successors are numbers of states, not {successors.dtype}")
        if probabilities.shape != successors.shape:
            raise ValueError(f"probabilities have shape {probabilities.shape}, successors {successors.shape}")
        if successors.min() < 0 or successors.max() >= len(successors):
            raise ValueError(
                f"successors go from {successors.min()} to {successors.max()}, states 0 to {len(successors) - 1}"
            )
        given = np.any(probabilities != 0, axis=2)
        check_probabilities(probabilities, given)
        expected = expected_rewards(probabilities, rewards, given)
        # outcome by outcome and action by action in memory: what is done for all states at once runs along it
        to = np.asfortranarray(successors, dtype=np.intp)
        return cls(to, np.asfortranarray(probabilities), np.asfortranarray(expected), given)

    @property
    def ended(self) -> Array:
        stays = np.empty(self.rewards.shape)
        for rows in self._chunks():
            own = np.arange(rows.start, rows.stop)[:, None, None]
            stays[rows] = np.sum(self.probabilities[rows], axis=2, where=self.successors[rows] == own)
        return _ended(stays, self.rewards, self.available)

    def look_ahead(self, values: Array, discount: float) -> Array:
        rewards, outcomes = self._flat()
        q, ahead = np.empty(rewards.shape), discount * values
        for start in range(0, len(q), CHUNK):
            some = slice(start, start + CHUNK)
            _backup(rewards[some], [(to[some], p[some]) for to, p in outcomes], ahead, q[some])
        q = q.reshape(self.rewards.shape, order="F")
        if not self.available.all():
            q[~self.available] = -np.inf
        return q

    def follow(self, policy: Array, discount: float) -> Callable[[Array], Array]:
        pairs = policy * len(policy) + np.arange(len(policy))
        rewards, outcomes = self._flat()
        taken, ways = rewards[pairs], [(to[pairs], discount * p[pairs]) for to, p in outcomes]
        return lambda values: _backup(taken, ways, values, np.empty(len(taken)))

    def _flat(self) -> tuple[Array, list[tuple[Array, Array]]]:
        """The rewards of all pairs of state and action, and for each k their k-th successors and how likely they are."""
        count = self.successors.shape[2]
        ways = [(self.successors[..., k].ravel("F"), self.probabilities[..., k].ravel("F")) for k in range(count)]
        return self.rewards.ravel("F"), ways

    def dense(self) -> MDP:
        """The same MDP with (S, A, S) transitions, for the methods that solve equations; small ones only."""
        states, actions, _ = self.successors.shape
        if states * states * actions > 1 << 25:
            raise ValueError(f"{states} states and {actions} actions are too many for a dense table")
        p = np.zeros((states, actions, states))
        s, a = np.ogrid[:states, :actions]
        np.add.at(p, (s[..., None], a[..., None], self.successors), self.probabilities)
        return MDP(p, self.rewards, self.available)

    def _chunks(self) -> list[slice]:
        states, actions, width = self.successors.shape
        size = max(1, CHUNK // (actions * width))
        return [slice(start, min(start + size, states)) for start in range(0, states, size)]


def _backup(rewards: Array, outcomes: list[tuple[Array, Array]], values: Array, q: Array) -> Array:
    """r + Σ p v(s') in q, outcome by outcome: lists of successors are short, einsum takes twice the time or more."""
    way, sofar = np.empty(q.shape), rewards
    for successors, chances in outcomes:
        # "clip" only spares NumPy the check of every index: all are legal, `of` has seen to it
        np.take(values, successors, out=way, mode="clip")
        np.multiply(way, chances, out=way)
        sofar = np.add(sofar, way, out=q)
    return q


def expected_rewards(probabilities: Array, rewards: Array, available: Array) -> Array:
    """Σ p(s'|s, a) r(s, a, s'): (S, A, K) -> (S, A); rewards of shape (S, A) stay. 0 where not available."""
    if rewards.shape not in {probabilities.shape, probabilities.shape[:2]}:
        raise ValueError(f"rewards have shape {rewards.shape}, not {probabilities.shape[:2]} or {probabilities.shape}")
    each = rewards.ndim == 3
    asked = available[..., None] if each else available
    if not np.all(np.isfinite(rewards) | ~asked):
        raise ValueError("a reward is not a finite number")
    kept = np.where(asked, rewards, 0.0)  # some write -inf for what is not available
    return np.asarray(np.einsum("sak,sak->sa", probabilities, kept) if each else kept)


def check_probabilities(probabilities: Array, available: Array, tolerance: float = 1e-6) -> None:
    """ValueError unless every available action's probabilities are between 0 and 1 and add up to 1."""
    if not np.all(np.isfinite(probabilities)) or probabilities.min() < 0:
        raise ValueError("a probability is negative or not a finite number")
    totals = np.asarray(np.sum(probabilities, axis=2, dtype=np.float64))
    wrong = available & (np.abs(totals - 1) > tolerance)
    if wrong.any():
        s, a = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"the probabilities of action {a} in state {s} add up to {totals[s, a]:.6g}, not 1"
            f" ({int(wrong.sum())} such pairs of state and action)"
        )


def _ended(stays: Array, rewards: Array, available: Array) -> Array:
    moves = available & ((stays < 1 - 1e-12) | (rewards != 0))
    return np.asarray(~moves.any(axis=1))
