"""Hidden Markov models without recursions: every path written out; by logarithms where there are too many."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
MOST_PATHS = 60_000


class Model(NamedTuple):
    """Initial probabilities (N,), transitions (N, N), emissions (N, M), observations (T,) counted from 0."""

    initial: Array
    transition: Array
    emission: Array
    observed: Array


class Found(NamedTuple):
    """α, β, γ, δ of shape (T, N), ln P(O), ln of the best path's probability, and the best path, of equally good ones the last to differ being smallest."""

    forward: Array
    backward: Array
    posterior: Array
    viterbi: Array
    log_probability: float
    log_best: float
    path: list[int]


def solve(model: Model) -> Found:
    """Everything about the observations, by whichever way is affordable."""
    few = len(model.initial) ** len(model.observed) <= MOST_PATHS
    return by_paths(model) if few else by_logarithms(model)


def by_paths(model: Model) -> Found:
    """The definitions themselves: sums and maxima over all paths up to t, from t, and through t."""
    pi, a, b, o = model
    n, length = len(pi), len(o)
    forward, backward, posterior, viterbi = (np.zeros((length, n)) for _each in range(4))
    for t in range(length):
        before = _paths(n, t + 1)
        weight = pi[before[:, 0]] * _along(a, before) * np.prod(b[before, o[: t + 1]], axis=1)
        after = _paths(n, length - t)
        later = _along(a, after) * np.prod(b[after[:, 1:], o[t + 1 :]], axis=1)
        for i in range(n):
            forward[t, i] = weight[before[:, -1] == i].sum()
            viterbi[t, i] = weight[before[:, -1] == i].max()
            backward[t, i] = later[after[:, 0] == i].sum()
    paths = _paths(n, length)
    joint = pi[paths[:, 0]] * _along(a, paths) * np.prod(b[paths, o], axis=1)
    if joint.sum() > 0:
        for t in range(length):
            posterior[t] = [joint[paths[:, t] == i].sum() / joint.sum() for i in range(n)]
    best = paths[joint >= joint.max() * (1 - 1e-9)]
    first = min(best.tolist(), key=lambda path: path[::-1])
    return Found(forward, backward, posterior, viterbi, _log(joint.sum()), _log(joint.max()), first)


def _log(p: float) -> float:
    return float(np.log(p)) if p > 0 else -np.inf


def _paths(n: int, length: int) -> Array:
    return np.indices((n,) * length).reshape(length, -1).T


def _along(a: Array, paths: Array) -> Array:
    steps: Array = np.prod(a[paths[:, :-1], paths[:, 1:]], axis=1)
    return steps


def by_logarithms(model: Model) -> Found:
    """The recursions on logarithms, which long sequences do not drive to zero."""
    with np.errstate(divide="ignore"):
        pi, a, b = (np.log(x) for x in model[:3])
    length, n = len(model.observed), len(pi)
    seen = b[:, model.observed].T
    forward, backward, viterbi = (np.zeros((length, n)) for _each in range(3))
    pointers = np.zeros((length, n), dtype=int)
    forward[0] = viterbi[0] = pi + seen[0]
    for t in range(1, length):
        forward[t] = np.logaddexp.reduce(forward[t - 1][:, None] + a, axis=0) + seen[t]
        ways = viterbi[t - 1][:, None] + a
        pointers[t] = _first(ways)
        viterbi[t] = ways.max(axis=0) + seen[t]
    for t in range(length - 2, -1, -1):
        backward[t] = np.logaddexp.reduce(a + seen[t + 1] + backward[t + 1], axis=1)
    whole = float(np.logaddexp.reduce(forward[-1]))
    path = [int(_first(viterbi[-1][:, None])[0])]
    for t in range(length - 1, 0, -1):
        path.insert(0, int(pointers[t][path[0]]))
    posterior = np.exp(forward + backward - whole) if np.isfinite(whole) else np.zeros_like(forward)
    return Found(np.exp(forward), np.exp(backward), posterior, np.exp(viterbi), whole, float(viterbi[-1].max()), path)


def _first(ways: Array) -> Array:
    """The first of the largest in each column, rounding aside."""
    top = ways.max(axis=0)
    first: Array = np.argmax(ways >= top - 1e-9, axis=0)
    return first
