"""Random Markov decision processes, and the methods that are timed on them."""

# ruff: noqa: T201  (a script says what it found)

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dlstudy.reference.mdp import MDP, SparseMDP
from dlstudy.reference.planning import solve_by_span

DISCOUNT = 0.95
EPSILON = 1e-3  # QuantEcon's default: its values are within half of this
SUCCESSORS = 8


def dense(states: int, actions: int) -> MDP:
    """Every state reaches every state."""
    rng = np.random.default_rng(1)
    p = rng.random((states, actions, states))
    return MDP.of(p / p.sum(axis=2, keepdims=True), rng.random((states, actions)))


def sparse(states: int, actions: int, successors: int = SUCCESSORS) -> SparseMDP:
    """Every action leads to a few states anywhere."""
    rng = np.random.default_rng(1)
    p = rng.random((states, actions, successors))
    p /= p.sum(axis=2, keepdims=True)
    to = rng.integers(states, size=p.shape, dtype=np.int32)
    return SparseMDP.of(to, p, rng.random((states, actions)))


def quantecon_dense(mdp: MDP) -> Any:
    """The same for QuantEcon."""
    from quantecon.markov import DiscreteDP

    return DiscreteDP(mdp.rewards, mdp.transitions, DISCOUNT)


def quantecon_sparse(mdp: SparseMDP) -> Any:
    """The same for QuantEcon, its pairs of state and action as rows of a sparse matrix."""
    from quantecon.markov import DiscreteDP
    from scipy.sparse import csr_matrix

    states, actions, width = mdp.successors.shape
    pairs = states * actions
    starts = np.arange(0, pairs * width + 1, width)
    entries = mdp.probabilities.flatten(), mdp.successors.flatten()  # copies: what follows sorts them in place
    q = csr_matrix((*entries, starts), shape=(pairs, states))
    q.sum_duplicates()
    s, a = np.divmod(np.arange(pairs), actions)
    return DiscreteDP(mdp.rewards.ravel(), q, DISCOUNT, s, a)


def best_values(mdp: MDP | SparseMDP) -> Any:
    """v* to ten digits and more, by sweeps of its own: neither side's."""
    values = np.zeros(len(mdp.available))
    for _sweep in range(700):  # 0.95^700 is 2.6e-16
        values = mdp.look_ahead(values, DISCOUNT).max(axis=1)
    return values


def quantecon(model: Any, method: str, epsilon: float = EPSILON) -> Any:
    """Its values by one of its methods."""
    return model.solve(method=method, epsilon=epsilon, max_iter=100_000).v


def peak_of_a_million() -> float:
    """GiB that this process took at most, after solving a world of 10^6 states."""
    plan = solve_by_span(sparse(10**6, 4, 4), DISCOUNT, tolerance=EPSILON / 2)
    assert plan.bound <= EPSILON / 2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    print(f"{peak_of_a_million():.2f}")
