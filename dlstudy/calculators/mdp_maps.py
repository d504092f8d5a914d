"""Values and policies of a grid world laid out as its map, the way textbooks print them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from dlstudy.calculators.mdp_world import M
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Known, Output, Table
from dlstudy.symbolic.tree import Letter, letters
from dlstudy.worlds import LargeWorld, World
from dlstudy.worlds.grids import directions

V_map, pi_map = letters("V_map pi_map")
WALL, END, ARROWS = "#", ".", "^>v<"
WIDEST = 16  # columns that still fit beside each other
VALUES = Output(V_map, "map", _("values on the map", "地图上的状态值"), "table")
POLICY = Output(pi_map, "policy_map", _("policy on the map", "地图上的策略"), "table")


def is_map(world: World | LargeWorld) -> bool:
    """Whether the world is a grid of a width that can be printed."""
    return isinstance(world, World) and bool(world.layout) and len(world.layout[0]) <= WIDEST


def map_lines(world: World, values: Letter, policy: Letter | None = None) -> Iterator[Do]:
    """The lines that lay values, and a policy, out as a map; none where the world is no grid."""
    if not is_map(world):
        return
    yield Do(V_map, lambda known: _laid_out(known[M], list(known[values].rows[0])), (values, M),
             _("the values where the states lie", "按状态的位置排列的值"), table=_itself)  # fmt: skip
    if policy is not None:
        yield Do(pi_map, _arrows(policy), (policy, M), _("the policy where the states lie", "按状态的位置排列的策略"),
                 table=_itself)  # fmt: skip


def maps(world: World | LargeWorld, values: Any, policy: Sequence[str] | None = None) -> dict[str, Any]:
    """The same tables from a reference's numbers."""
    if not isinstance(world, World) or not is_map(world):
        return {}
    found = {"map": _laid_out(world, [_short(v) for v in values])}
    return found | ({} if policy is None else {"policy_map": _laid_out(world, _signs(world, policy))})


def _itself(value: Table, _known: Known) -> Table:
    return value


def _short(value: float) -> Any:
    exact = Fraction(repr(float(value)))
    return exact.numerator if exact.denominator == 1 else exact


def _arrows(policy: Letter) -> Callable[[Known], Table]:
    return lambda known: _laid_out(known[M], _signs(known[M], known[policy]))


def _signs(world: World, policy: Sequence[str]) -> list[str]:
    signs = dict(zip(world.actions, (ARROWS[way] for way in directions(list(world.actions))), strict=True))
    return [signs.get(action, END) for action in policy]


def _laid_out(world: World, cells: Sequence[Any]) -> Table:
    rows = [
        (f"r{i}", *(WALL if state is None else cells[state] for state in row)) for i, row in enumerate(world.layout, 1)
    ]
    return Table(("", *(f"c{j}" for j in range(1, len(world.layout[0]) + 1))), tuple(rows))
