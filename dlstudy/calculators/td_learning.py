"""Learning in a small world with a seed: the run by the books' boxes, and how far it is from the truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_maps import V_map, pi_map
from dlstudy.calculators.td_lines import Q_n, V_n, curve, pi_n, updates
from dlstudy.calculators.td_tables import begins, curve_table, mean, policy_of, updates_table, values_map
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import real, reals
from dlstudy.symbolic.calculator import Do, Known, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import letters
from dlstudy.worlds import World
from dlstudy.worlds.acting import best_of
from dlstudy.worlds.learning import Course, learn
from dlstudy.worlds.limits import followed, settled

returned, worth, best, truth, error = letters("mean worth best truth error")
Rows = Sequence[Sequence[float]]
FOUND = {"q": Q_n, "values": V_n, "policy": pi_n, "policy_map": pi_map, "map": V_map, "curve": curve, "updates": updates,
         "mean_return": returned, "greedy_value": worth, "optimal_value": best, "truth": truth, "error": error}  # fmt: skip
SAID = {
    "updates": _("the first updates of the first episodes", "最初的几次更新"),
    "q": _("the action values learnt", "学到的动作值"),
    "values": _("the state values learnt", "学到的状态值"),
    "policy": _("greedy for these values, the first of a tie", "由此得到的贪心策略，并列时取排在前面的"),
    "policy_map": _("the policy where the states lie", "按状态的位置排列的策略"),
    "map": _("the values where the states lie", "按状态的位置排列的值"),
    "curve": _("returns and lengths of the episodes, averaged over stretches", "各段轨迹的平均回报与长度"),
    "mean_return": _("the mean of all returns, exploring included, not discounted", "全部回报的平均（含探索，不折扣）"),
    "greedy_value": _("what the greedy policy is worth where episodes begin", "贪心策略在轨迹开始处的值"),
    "optimal_value": _("what the best policy is worth there, by value iteration", "最优策略在该处的值（值迭代）"),
    "truth": _("the policy's true values, by sweeps until nothing changes", "策略的真实值（扫描到不再变化）"),
    "error": _(
        "root mean square distance from them, over the non-terminal states", "与真实值的均方根误差（不含终止状态）"
    ),
}


def lines(given: SimpleNamespace) -> Iterator[Do]:
    """What a run by the boxes found, a line each."""
    world: World = given.world
    chances = [[float(p) for p in row] for row in given.policy.chances]
    course = Course(given.method, float(given.learning_rate), float(given.discount), float(given.epsilon),
                    given.episodes, given.most_steps, float(given.start.everywhere), begins(given))  # fmt: skip
    plain = given.method == "td0"
    run = learn(world, course, random.Random(given.seed).random, chances if plain else None)
    found = {"updates": updates_table(given, run.first, real)}
    found |= episodes(run) | (predicted(given, run.values, chances) if plain else controlled(given, run.values))
    yield from listed(found, given.episodes, given.seed)


def listed(found: Mapping[str, Any], count: int, seed: int) -> Iterator[Do]:
    """A line for each result; tables stand among the results alone."""
    text = _("{n} episodes, random numbers from seed {seed}", "{n} 条轨迹，随机数种子 {seed}")
    group = text(n=count, seed=seed)

    def nothing(_value: Any, _known: Any) -> Table:
        return Table((), ())

    for name, letter in FOUND.items():
        if name in found:
            yield Do(letter, _always(found[name]), (), SAID[name], group,
                     table=nothing if isinstance(found[name], Grid | tuple) else None)  # fmt: skip


def _always(value: Any) -> Callable[[Known], Any]:
    return lambda _known: value


def episodes(run: Any) -> dict[str, Any]:
    """The curve of a run, and its mean return."""
    return {"curve": curve_table(run.returns, run.lengths), "mean_return": real(mean(run.returns))}


def predicted(given: SimpleNamespace, values: Rows, chances: Rows) -> dict[str, Any]:
    """The state values, and their distance from the policy's true ones over states that go on."""
    world: World = given.world
    flat = [row[0] for row in values]
    found: dict[str, Any] = {"values": _grid([flat])} | values_map(given, flat)
    true = settled(world, float(given.discount), chances)
    if true is None:
        return found
    apart = [(v - t) ** 2 for v, t, over in zip(flat, true, world.terminal, strict=True) if not over]
    return found | {"truth": _grid([true]), "error": real(mean(apart) ** 0.5)}


def controlled(given: SimpleNamespace, values: Rows) -> dict[str, Any]:
    """The action values, the greedy policy, and what it is worth where episodes begin beside the best policy."""
    world: World = given.world
    free = [world.available(s) for s in range(len(world.states))]
    rows = [[v if a in can or not can else -float("inf") for a, v in enumerate(row)]
            for row, can in zip(values, free, strict=True)]  # fmt: skip
    first = [can[best_of([row[a] for a in can])[0]] if can else 0 for row, can in zip(rows, free, strict=True)]
    found = {"q": _grid(rows)} | policy_of(world, first)
    if (top := settled(world, float(given.discount))) is not None:
        found["optimal_value"] = real(mean([top[s] for s in begins(given)]))
    own = [_worth(given, first, s) for s in begins(given)]
    return found | ({} if None in own else {"greedy_value": real(mean([v for v in own if v is not None]))})


def _worth(given: SimpleNamespace, actions: Sequence[int], start: int) -> float | None:
    """What these actions are worth from a state; none where they go round in circles: not learnt yet."""
    world: World = given.world
    reached, ends = followed(world, actions, start)
    if given.discount == 1 and not ends:
        return None
    there = [[float(a == b and s in reached) for b in range(len(world.actions))] for s, a in enumerate(actions)]
    values = settled(world, float(given.discount), there)
    return None if values is None else values[start]


def _grid(rows: Sequence[Sequence[float]]) -> Grid:
    return Grid([[reals().mpf(v) for v in row] for row in rows])
