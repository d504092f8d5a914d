"""Learning in a small world with a seed: the run, its curve drawn as text, and how far it is from the truth."""

from __future__ import annotations

import random
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_maps import maps
from dlstudy.calculators.mdp_world import model
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Table
from dlstudy.worlds import World

POINTS, BAR = 20, 30
NO_ACTION = "–"


def learned(given: SimpleNamespace) -> dict[str, Any]:
    """The values learnt, the learning curve, and the policy they lead to beside the best one."""
    from dlstudy.reference.temporal_difference import Course, learn

    world: World = given.world
    course = Course(given.method, float(given.learning_rate), float(given.discount), float(given.epsilon),
                    given.episodes, given.most_steps)  # fmt: skip
    run = learn(
        outcomes(world), world.start, course, random.Random(given.seed), start=float(given.start.everywhere),
        policy=[[float(p) for p in row] for row in given.policy.chances], progress=getattr(given, "progress", None),
    )  # fmt: skip
    found: dict[str, Any] = {"curve": _curve(run.returns, run.lengths), "mean_return": float(run.returns.mean())}
    return found | (_predicted(given, run.values) if given.method == "td0" else _controlled(given, run.values))


def outcomes(world: World) -> list[list[list[tuple[int, float, float]]]]:
    """The world as lists of (next, probability, reward), in floats."""
    return [[[(m.next, float(m.probability), float(m.reward)) for m in ways] for ways in row] for row in world.moves]


def _predicted(given: SimpleNamespace, values: Any) -> dict[str, Any]:
    """The state values, and their root mean square distance from the policy's true ones over states that go on."""
    import numpy as np

    from dlstudy.reference.policies import evaluate

    flat = values[:, 0]
    found: dict[str, Any] = {"values": flat}
    chances = np.array([[float(p) for p in row] for row in given.policy.chances])
    try:
        truth = evaluate(model(given.world), chances, float(given.discount))
    except ArithmeticError:
        return found
    going = ~np.array(given.world.terminal)
    return found | {"error": float(np.sqrt(np.mean((flat - truth)[going] ** 2)))}


def _controlled(given: SimpleNamespace, q: Any) -> dict[str, Any]:
    """The action values, the greedy policy, and what it is worth at the start beside the best policy."""
    import numpy as np

    from dlstudy.reference.policies import evaluate, solve_by_policy_iteration

    world: World = given.world
    mdp, discount = model(world), float(given.discount)
    barred = np.where(mdp.available, q, -np.inf)
    first = np.where(mdp.available.any(axis=1), barred.argmax(axis=1), 0)
    names = tuple(
        NO_ACTION if over else world.actions[a] for a, over in zip(first.tolist(), world.terminal, strict=True)
    )
    found: dict[str, Any] = {"q": q, "policy": names}
    found |= {name: table for name, table in maps(world, q.max(axis=1), names).items() if name == "policy_map"}
    with suppress(ArithmeticError):
        plan = solve_by_policy_iteration(mdp, discount)
        found["optimal_value"] = float(plan.values[world.start])
        with suppress(ArithmeticError):  # where the greedy policy goes round in circles: not learnt yet
            followed = np.where(_reachable(mdp, first, world.start), first, np.maximum(plan.policy, 0))
            found["greedy_value"] = float(evaluate(mdp, followed, discount)[world.start])
    return found


def _reachable(mdp: Any, actions: Any, start: int) -> Any:
    """The states that following these actions can lead to; what is done elsewhere does not matter."""
    import numpy as np

    leads = mdp.transitions[np.arange(len(actions)), actions] > 0
    reached = np.arange(len(actions)) == start
    while True:
        more = reached | (reached @ leads)
        if np.array_equal(more, reached):
            return reached
        reached = more


def _curve(returns: Any, lengths: Any) -> Table:
    """Mean return and length over stretches of episodes, with a bar from the worst stretch to the best."""
    import numpy as np

    parts = np.array_split(np.arange(len(returns)), min(POINTS, len(returns)))
    means = [float(returns[part].mean()) for part in parts]
    low, high = min(means), max(means)
    rows = []
    for part, mean in zip(parts, means, strict=True):
        bar = "#" * round(BAR * (mean - low) / (high - low)) if high > low else ""
        span = f"{part[0] + 1}-{part[-1] + 1}" if len(part) > 1 else f"{part[0] + 1}"
        rows.append((span, f"{mean:.4g}", f"{float(lengths[part].mean()):.4g}", bar.ljust(BAR, ".")))
    columns = (_("episodes", "轨迹"), _("mean return", "平均回报"), _("steps", "步数"), _("learning curve", "学习曲线"))
    return Table(columns, tuple(rows))
