"""How a run of learning is shown: its first updates, its curve drawn as text, and the policy it leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import fsum
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_maps import is_map, maps
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Table
from dlstudy.worlds import World

POINTS, BAR = 20, 30
NO_ACTION = "–"


def mean(values: Sequence[float]) -> float:
    """The mean, its sum rounded once."""
    return fsum(values) / len(values)


def begins(given: SimpleNamespace) -> tuple[int, ...]:
    """Where episodes may begin: the world's start, or every state that goes on."""
    world: World = given.world
    going = tuple(s for s, over in enumerate(world.terminal) if not over)
    return going if given.begin == "anywhere" else (world.start,)


def values_map(given: SimpleNamespace, values: Sequence[float]) -> dict[str, Any]:
    """The values as a map, where the world is one."""
    return {name: table for name, table in maps(given.world, values).items() if name == "map"}


def policy_of(world: World, first: Sequence[int]) -> dict[str, Any]:
    """The actions' names, and their map where the world is one."""
    names = tuple(NO_ACTION if over else world.actions[a] for a, over in zip(first, world.terminal, strict=True))
    found: dict[str, Any] = {"policy": names}
    return found | ({"policy_map": maps(world, [0.0] * len(names), names)["policy_map"]} if is_map(world) else {})


def updates_table(given: SimpleNamespace, kept: Sequence[Sequence[float]], number: Callable[[float], Any]) -> Table:
    """Updates as rows: s, a, r, s', a', target, error, new value; the numbers made by `number`."""
    world, plain = given.world, given.method == "td0"
    head: tuple[Text | str, ...] = ("t", "s", "a", "r", "s′")
    head += ("a′",) if given.method == "sarsa" else ()
    rows = []
    for t, (s, a, r, to, then, *found) in enumerate(kept, 1):
        names = [world.states[int(s)], world.actions[int(a)], number(r), world.states[int(to)]]
        names += ["" if then < 0 else world.actions[int(then)]] if given.method == "sarsa" else []
        rows.append((t, *names, *map(number, found)))
    return Table((*head, _("target", "目标"), "δ", "V(s)" if plain else "Q(s, a)"), tuple(rows))


def curve_table(returns: Sequence[float], lengths: Sequence[float]) -> Table:
    """Mean return and length over stretches of episodes, with a bar from the worst stretch to the best."""
    count = len(returns)
    marks = [count * k // min(POINTS, count) for k in range(min(POINTS, count) + 1)]
    spans = list(pairwise(marks))
    means = [mean(returns[i:j]) for i, j in spans]
    low, high = min(means), max(means)
    rows = []
    for (i, j), value in zip(spans, means, strict=True):
        bar = "#" * round(BAR * (value - low) / (high - low)) if high > low else ""
        span = f"{i + 1}-{j}" if j - i > 1 else f"{j}"
        rows.append((span, Fraction(f"{value:.5g}"), Fraction(f"{mean(lengths[i:j]):.5g}"), bar.ljust(BAR, ".")))
    columns = (_("episodes", "轨迹"), _("mean return", "平均回报"), _("steps", "步数"), _("learning curve", "学习曲线"))
    return Table(columns, tuple(rows))
