"""Learning in a small world by the reference's road: its own run on the same random numbers, judged by equations."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_world import model
from dlstudy.calculators.td_tables import begins, curve_table, policy_of, updates_table, values_map
from dlstudy.worlds import World


def learned(given: SimpleNamespace) -> Mapping[str, Any]:
    """What `td_learning` finds, by another program: values by linear equations, the optimum by synchronous sweeps."""
    from dlstudy.reference import temporal_difference as td

    course = td.Course(given.method, float(given.learning_rate), float(given.discount), float(given.epsilon),
                       given.episodes, given.most_steps, float(given.start.everywhere), begins(given))  # fmt: skip
    run = td.learn(
        outcomes(given.world), course, random.Random(given.seed).random,
        policy=chances(given) if given.method == "td0" else None, progress=getattr(given, "progress", None),
    )  # fmt: skip
    found = {"updates": updates_table(given, run.first, float)} | episodes(run)
    return found | (predicted(given, run.values) if given.method == "td0" else controlled(given, run.values))


def outcomes(world: World) -> list[list[list[tuple[int, float, float]]]]:
    """The world as lists of (next, probability, reward), in floats."""
    return [[[(m.next, float(m.probability), float(m.reward)) for m in ways] for ways in row] for row in world.moves]


def episodes(run: Any) -> dict[str, Any]:
    """The curve of a run, and its mean return."""
    return {"curve": curve_table(run.returns.tolist(), run.lengths.tolist()), "mean_return": float(run.returns.mean())}


def chances(given: SimpleNamespace) -> list[list[float]]:
    """The policy's probabilities in floats."""
    return [[float(p) for p in row] for row in given.policy.chances]


def predicted(given: SimpleNamespace, values: Any) -> dict[str, Any]:
    """The learnt values beside the solution of the policy's equations."""
    import numpy as np

    from dlstudy.reference.policies import evaluate

    flat = values[:, 0]
    found = {"values": flat} | values_map(given, flat.tolist())
    try:
        true = evaluate(model(given.world), chances(given), float(given.discount))
    except ArithmeticError:
        return found
    going = ~np.array(given.world.terminal)
    return found | {"truth": true, "error": float(np.sqrt(np.mean((flat - true)[going] ** 2)))}


def controlled(given: SimpleNamespace, q: Any) -> dict[str, Any]:
    """The learnt action values, their greedy policy evaluated by equations, and value iteration's optimum."""
    import numpy as np

    from dlstudy.reference.planning import value_iteration

    mdp, discount, at = model(given.world), float(given.discount), list(begins(given))
    barred = np.where(mdp.available | ~mdp.available.any(axis=1, keepdims=True), q, -np.inf)
    top = barred.max(axis=1, keepdims=True)
    first = np.argmax(barred >= top - 1e-9 * np.maximum(1, np.abs(top)), axis=1)
    found = {"q": barred} | policy_of(given.world, first.tolist())
    with suppress(ArithmeticError):
        found["optimal_value"] = float(value_iteration(mdp, discount, tolerance=1e-13, most=25_000).values[at].mean())
    with suppress(ArithmeticError):
        found["greedy_value"] = float(np.mean([_from(mdp, first, discount, s) for s in at]))
    return found


def _from(mdp: Any, actions: Any, discount: float, start: int) -> float:
    """What these actions are worth from a state: the equations of the states they lead to."""
    import numpy as np

    from dlstudy.reference.mdp import MDP
    from dlstudy.reference.policies import evaluate

    leads = mdp.transitions[np.arange(len(actions)), actions] > 0
    reached = np.arange(len(actions)) == start
    for _step in range(len(actions)):
        reached = reached | (reached @ leads)
    kept = np.flatnonzero(reached)
    part = MDP(mdp.transitions[kept][:, :, kept], mdp.rewards[kept], mdp.available[kept])
    return float(evaluate(part, actions[kept], discount)[np.searchsorted(kept, start)])
