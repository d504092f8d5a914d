"""Policy evaluation: what a policy is worth, from the Bellman equation solved or swept."""

from __future__ import annotations

import random
from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators import mdp_evaluation as lines
from dlstudy.calculators.mdp_evaluation import MOST_SHOWN, A, P, q_pi, v_pi
from dlstudy.calculators.mdp_maps import VALUES, map_lines, maps
from dlstudy.calculators.mdp_policies import discount_param, policy_param, settled_discount
from dlstudy.calculators.mdp_sweeps import MOST_EXACT, MOST_SWEEPS, I, K, V, epsilon, gamma, n, pi, theta, zeros
from dlstudy.calculators.mdp_world import (
    EXAMPLE,
    M,
    action_names,
    chancy,
    discounted_rewards,
    drawn_world,
    entering,
    equally_likely,
    model,
    most_likely,
    pays,
    state_names,
    world_param,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Flag, Int, Real
from dlstudy.symbolic.tree import Node, function
from dlstudy.worlds.policies import UNIFORM, policy_in, under

MOST_STATES = 110


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    swept = given.sweeps is not None or given.tolerance is not None
    if swept:
        yield from lines.sweeps(given)
    else:
        lines.ending(given, under(given.world, given.policy))
        yield from lines.solved(given.world)
    yield lines.action_worth()
    yield from map_lines(given.world, v_pi)


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """NumPy's solution of the equations, or sweeps over arrays of floats."""
    import numpy as np

    from dlstudy.reference.planning import contraction_bound
    from dlstudy.reference.policies import evaluate, evaluate_by_sweeps

    mdp, discount = model(given.world), float(given.discount)
    chances = np.array([[float(p) for p in row] for row in given.policy.chances])
    found: dict[str, Any] = {}
    try:
        if given.sweeps is None and given.tolerance is None:
            values = evaluate(mdp, chances, discount)
        else:
            tolerance = None if given.tolerance is None else float(given.tolerance) * (1 - 1e-12)
            stop = {"tolerance": tolerance, "sweeps": given.sweeps, "in_place": given.in_place}
            values, found["sweeps"] = evaluate_by_sweeps(mdp, chances, discount, **stop)
            before, _done = evaluate_by_sweeps(
                mdp, chances, discount, sweeps=found["sweeps"] - 1, in_place=given.in_place
            )
            if discount < 1:
                found["bound"] = contraction_bound(float(np.max(np.abs(values - before))), discount)
    except ArithmeticError:
        raise LearnerError(_("this policy has no finite values here", "此策略在这里没有有限的状态值")) from None
    q = mdp.look_ahead(values, discount)
    found |= {"values": values, "q": np.where(mdp.available.any(axis=1)[:, None], q, 0.0)}
    return found | maps(given.world, values)


def _exact_below(given: SimpleNamespace) -> bool:
    if given.sweeps is None and given.tolerance is None:
        return len(given.world.states) <= MOST_STATES
    return (given.sweeps or 100) <= MOST_SWEEPS and given.world.size * (given.sweeps or 200) <= MOST_EXACT


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if values["world"] is EXAMPLE:
        values["world"] = drawn_world(rng)
    if values.get("policy") is UNIFORM:
        world = values["world"] if not isinstance(values["world"], str) else None
        values["policy"] = rng.choice(["uniform", *_policies(world, rng)])
    if values.get("tolerance") is not None:
        values["sweeps"] = None
    if values.get("sweeps") is None and values.get("tolerance") is None:
        values["in_place"] = False
    return values


def _policies(world: Any, rng: random.Random) -> list[str]:
    """A deterministic and a stochastic policy of a drawn world."""
    if world is None or len(world.actions) != 2:
        return []
    a, b = world.actions
    living = [s for s, ended in zip(world.states, world.terminal, strict=True) if not ended]
    p = rng.choice([Fraction(1, 4), Fraction(1, 5), Fraction(4, 5), Fraction(3, 5)])
    mixed = f"* {a} {p}, {b} {1 - p}"
    return ["; ".join(f"{s} {rng.choice([a, b])}" for s in living), mixed]


def _swept(given: SimpleNamespace) -> bool:
    return given.sweeps is not None or given.tolerance is not None


def _counted_twice(given: SimpleNamespace) -> dict[Any, Any]:
    paid = entering(given.world)
    start = Grid([[paid.get(s, 0) for s in range(len(given.world.states))]])
    return {V[0]: lambda _k: lambda _known: start}


CALCULATOR = Calculator(
    name="mdp evaluate",
    title=_("Policy evaluation", "策略评估"),
    topic="values",
    source="Sutton & Barto (2018), eq. 4.4 (the equations) and 4.5 (the sweeps); nndl ch. 14",
    summary=_(
        "State and action values of a policy: the Bellman equations solved exactly, or sweep by sweep where sweeps or a "
        "tolerance are given.",
        "一个策略的状态值与动作值：精确求解贝尔曼方程组；给出扫描遍数或容差时，则逐遍迭代。",
    ),
    params=(
        world_param(default=EXAMPLE),
        policy_param(),
        discount_param(),
        Int(K, "sweeps", _("sweep so many times instead of solving", "不解方程组，而是扫描这么多遍"), low=1, high=100_000,
            pick=(None, None, 2, 3)),
        Real(theta, "tolerance", _("instead: sweep until no value changes by so much", "或者：扫描到各状态值的变化都小于此数为止"),
             low=0, open="("),
        Flag(I, "in_place", _("use values as soon as they are new", "原地更新：值一算出就用"), default=False,
             pick=(False, False, True)),
    ),
    outputs=(
        Output(v_pi, "values", _("state values", "状态值"), "vector", rows=state_names),
        Output(q_pi, "q", _("action values", "动作值"), "matrix", rows=state_names, columns=action_names),
        Output(n, "sweeps", _("sweeps", "扫描遍数"), "count"),
        Output(epsilon, "bound", _("largest possible error, against the policy's true values", "与策略真实值的最大可能误差")),
        VALUES,
    ),
    rules=(
        Rule(lambda v: not any(isinstance(x, Node) for x in (v.discount, v.sweeps, v.tolerance)),
             _("discount, sweeps and tolerance have to be numbers here", "折扣率、扫描遍数和容差在这里必须是数")),
        Rule(lambda v: v.sweeps is None or v.tolerance is None,
             _("give either sweeps or a tolerance", "扫描遍数与容差只给一个")),
        Rule(lambda v: _swept(v) or not v.in_place,
             _("in place needs sweeps or a tolerance", "原地更新要与扫描遍数或容差一起给")),
    ),
    steps=_steps,
    reference=_reference,
    derive=settled_discount,
    draw=_draw,
    exact_below=_exact_below,
    mistakes=(
        Mistake("likeliest-only", _("an action's outcomes all count, each by its probability", "动作的各种结果都要按概率计入"),
                lambda v: {M: v.world.changed(most_likely)}, lambda v: chancy(v.world)),
        Mistake("equal-chances", _("the outcomes are not equally likely: weigh them by their probabilities",
                                   "各种结果并非等可能：要按概率加权"),
                lambda v: {M: v.world.changed(equally_likely)}, lambda v: chancy(v.world)),
        Mistake("uniform-instead", _("the actions are weighed by the policy, not equally", "各动作按策略的概率加权，而不是等概率"),
                lambda v: {pi: policy_in(v.world, UNIFORM)}, lambda v: v.policy.chances != policy_in(v.world, UNIFORM).chances),
        Mistake("forgot-discount", _("what comes later is discounted by γ", "后续的价值要乘以折扣率 γ"), {gamma: 1},
                lambda v: v.discount != 1),
        Mistake("forgot-reward", _("the reward of the step itself belongs to the sum", "这一步本身的奖励也要计入"),
                lambda v: {M: v.world.changed(lambda moves: tuple(m._replace(reward=0) for m in moves))},
                lambda v: pays(v.world)),
        Mistake("discounted-reward", _("γ discounts the next state's value, not the immediate reward",
                                       "γ 只乘下一状态的价值，不乘即时奖励"),
                lambda v: {M: discounted_rewards(v.world, v.discount)}, lambda v: v.discount != 1 and pays(v.world)),
        Mistake("transposed", _("row s of P holds where s leads to; this takes the columns", "P 的第 s 行是由 s 出发的概率，这里误用了列"),
                lambda v: {A: function("identity", len(v.world.states)) - gamma * P.T},
                lambda v: not _swept(v) and len(v.world.states) <= MOST_SHOWN),
        Mistake("best-for-mean", _("a policy's value is the mean over its actions; the best action belongs to value iteration",
                                   "策略的价值是对其动作求平均；取最优动作是值迭代"),
                lambda v: {V: lambda k: lines.backup(k, best=True) if k else zeros(v.world)},
                _swept),
        Mistake("end-counted-twice", _("what reaching the end pays is a reward; the end itself is worth 0",
                                       "到达终止状态所得是奖励；终止状态本身的价值为 0"), _counted_twice,
                lambda v: _swept(v) and bool(entering(v.world))),
        Mistake("one-sweep-short", _("the start is not a sweep: V₀ is before the first", "初值不算一遍：V₀ 在第一遍之前"),
                lambda v: {K: v.sweeps - 1}, lambda v: v.sweeps is not None and v.sweeps > 1),
        Mistake("one-sweep-long", _("this is one sweep too many", "多扫描了一遍"),
                lambda v: {K: v.sweeps + 1}, lambda v: v.sweeps is not None),
        Mistake("in-place", _("in place, from the newest values (the box in Sutton & Barto, section 4.1)",
                              "原地更新，总用最新的值（Sutton & Barto 4.1 节的算法框）"), {I: True},
                lambda v: _swept(v) and not v.in_place, convention=True),
        Mistake("synchronous", _("synchronously, all from the values before (Sutton & Barto's figure 4.1)",
                                 "同步更新，都用上一遍的值（Sutton & Barto 图 4.1）"), {I: False},
                lambda v: v.in_place, convention=True),
    ),
    examples=(
        Example({"world": "gridworld-5x5", "discount": "0.9"},
                {"values": (3.3, 8.8, 4.4, 5.3, 1.5, 1.5, 3.0, 2.3, 1.9, 0.5, 0.1, 0.7, 0.7, 0.4, -0.4, -1.0, -0.4, -0.4,
                            -0.6, -1.2, -1.9, -1.3, -1.2, -1.4, -2.0)}, "Sutton & Barto (2018), figure 3.2", within=0.05),
        Example({"world": "gridworld-4x4", "discount": 1},
                {"values": (0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0)},
                "Sutton & Barto (2018), figure 4.1, k = ∞"),
        Example({"world": "gridworld-4x4", "discount": 1, "sweeps": 3},
                {"values": (0, -2.4, -2.9, -3.0, -2.4, -2.9, -3.0, -2.9, -2.9, -3.0, -2.9, -2.4, -3.0, -2.9, -2.4, 0)},
                "Sutton & Barto (2018), figure 4.1, k = 3", within=0.05),
        Example({"world": "gridworld-4x4", "discount": 1, "sweeps": 10},
                {"values": (0, -6.1, -8.4, -9.0, -6.1, -7.7, -8.4, -8.4, -8.4, -8.4, -7.7, -6.1, -9.0, -8.4, -6.1, 0)},
                "Sutton & Barto (2018), figure 4.1, k = 10", within=0.05),
        Example({"world": "random-walk", "discount": 1},
                {"values": (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(5, 6), 0, 0)},
                "Sutton & Barto (2018), example 6.2"),
    ),
    usage=(
        "--world 's1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 go -> s1 2' --policy 's1 go 0.5, stay 0.5; s2 go'",
        "--world gridworld-4x4 --discount 1 --sweeps 3",
        "--world aima-4x3 --policy '>>>G/^#^H/^<<<' --discount 1",
    ),
)  # fmt: skip
