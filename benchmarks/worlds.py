"""Random Markov decision processes, and the methods that are timed on them."""

# ruff: noqa: T201  (a script says what it found)

from __future__ import annotations

import resource
import sys
from pathlib import Path
from time import perf_counter
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


def slippery_grid(side: int) -> SparseMDP:
    """A map where one goes astray to the left or right of every fifth step, and each place pays what it likes."""
    across, down = np.meshgrid(np.arange(side), np.arange(side))
    steps = [(0, -1), (1, 0), (0, 1), (-1, 0)]
    reached = np.stack(
        [(np.clip(down + dy, 0, side - 1) * side + np.clip(across + dx, 0, side - 1)).ravel() for dx, dy in steps],
        axis=1,
    )
    to = np.stack([np.stack([reached[:, (a + turn) % 4] for turn in (0, 1, -1)], axis=1) for a in range(4)], axis=1)
    chances = np.broadcast_to([0.8, 0.1, 0.1], to.shape)
    return SparseMDP.of(to, chances.copy(), np.random.default_rng(1).random((side * side, 4)))


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


def seconds_of_policy_iteration(states: int) -> float:
    """How long QuantEcon's `policy_iteration` takes on a sparse world."""
    model = quantecon_sparse(sparse(states, 4))
    began = perf_counter()
    quantecon(model, "policy_iteration")
    return perf_counter() - began


def peak_of_a_million() -> float:
    """GiB that this process took at most, after solving a world of 10^6 states."""
    plan = solve_by_span(sparse(10**6, 4, 4), DISCOUNT, tolerance=EPSILON / 2)
    assert plan.bound <= EPSILON / 2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    states = [int(argument) for argument in sys.argv[1:]]
    print(f"{seconds_of_policy_iteration(states[0]) if states else peak_of_a_million():.2f}")
