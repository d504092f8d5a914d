"""What the calculators share that follow a policy: the policy and the discount as parameters, completed in their world."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dlstudy.calculators.mdp_sweeps import gamma, pi
from dlstudy.calculators.mdp_world import small_enough
from dlstudy.i18n import _
from dlstudy.symbolic.params import Real, Written
from dlstudy.worlds.policies import UNIFORM, never_ending, policy_in, read_policy, under


def policy_param(**more: Any) -> Written:
    """The parameter `policy`."""
    text = _(
        "uniform, one action (right), one for each state (go, stay), s1 go 0.8, stay 0.2; s2 go; * stay, "
        "a map of arrows for a grid (>>>G/^#^H), or @file",
        "uniform（均匀）、单个动作（right）、每个状态一个动作（go, stay）、s1 go 0.8, stay 0.2; s2 go; * stay、"
        "网格的箭头地图（>>>G/^#^H），或 @文件",
    )
    return Written(pi, "policy", text, reader=read_policy, default=UNIFORM, **more)


def discount_param() -> Real:
    """The parameter `discount`, which `settled_discount` completes."""
    text = _(
        "discount factor (1, or 0.9 where the policy may go on for ever)",
        "折扣率（默认 1；策略可能永不终止时默认 0.9）",
    )
    return Real(gamma, "discount", text, low=0, high=1, pick=(Fraction(1, 2), Fraction(9, 10), Fraction(4, 5)))


def settled_policy(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the policy's probabilities in the world that is given."""
    values["policy"] = policy_in(small_enough(values["world"]), values["policy"])
    return values


def settled_discount(values: dict[str, Any]) -> dict[str, Any]:
    """The same, and where no discount is given none (the course), unless the equations then have no solution."""
    values = settled_policy(values)
    if values["discount"] is None:
        swept = values.get("sweeps") is not None or values.get("tolerance") is not None
        endless = not swept and never_ending(under(values["world"], values["policy"]))
        values["discount"] = Fraction(9, 10) if endless else 1
    return values
