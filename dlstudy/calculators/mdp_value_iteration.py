"""Value iteration: the values of a Markov decision process, sweep by sweep, and the policy they lead to."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators import mdp_sweeps
from dlstudy.calculators.mdp_maps import POLICY, VALUES
from dlstudy.calculators.mdp_sweeps import (
    I,
    K,
    Q,
    V,
    V_n,
    V_start,
    action_values,
    backup,
    epsilon,
    gamma,
    n,
    pi,
    theta,
)
from dlstudy.calculators.mdp_world import (
    EXAMPLE,
    M,
    action_names,
    chancy,
    discounted_rewards,
    drawn_world,
    entering,
    equally_likely,
    most_likely,
    pays,
    state_names,
    world_param,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Flag, Int, Real
from dlstudy.symbolic.tree import Node
from dlstudy.worlds import LargeWorld
from dlstudy.worlds.world import Moves

SWEEPS, TOLERANCE = 3, Fraction(1, 10**6)


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Says when to stop, where nothing was said: three sweeps by hand; a large world, close to the optimum."""
    if values["sweeps"] is None and values["tolerance"] is None:
        large = isinstance(values["world"], LargeWorld) and values["discount"] != 1
        values["tolerance" if large else "sweeps"] = TOLERANCE if large else SWEEPS
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if values["world"] is EXAMPLE:
        values["world"] = drawn_world(rng)
    if values.get("tolerance") is not None:
        values["sweeps"] = None
    return values


def _start_fits(given: SimpleNamespace) -> bool:
    if given.start is None or isinstance(given.world, LargeWorld):
        return given.start is None
    ended = given.world.terminal
    fits = len(given.start.rows[0]) == len(ended)
    return fits and all(v == 0 for v, over in zip(given.start.rows[0], ended, strict=True) if over)


def _forgotten(moves: Moves) -> Moves:
    return tuple(move._replace(reward=0) for move in moves)


def _counted_twice(given: SimpleNamespace) -> dict[Any, Any]:
    paid = entering(given.world)
    start = Grid([[paid.get(s, 0) for s in range(len(given.world.states))]])
    return {V[0]: lambda _k: lambda _known: start}


def _averaged(given: SimpleNamespace) -> dict[Any, Any]:
    return {V: lambda k: backup(k, mean=True) if k else mdp_sweeps.zeros(given.world)}


CALCULATOR = Calculator(
    name="mdp value-iteration",
    title=_("Value iteration", "值迭代"),
    topic="dynamic-programming",
    source="Sutton & Barto (2018), section 4.4; nndl ch. 14; bound: Puterman (2005), theorem 6.3.1",
    summary=_(
        "Values, action values and greedy policy of a Markov decision process, sweep by sweep.",
        "逐遍扫描，求马尔可夫决策过程的状态值、动作值和贪心策略。",
    ),
    params=(
        world_param(default=EXAMPLE),
        Real(gamma, "discount", _("discount factor", "折扣率"), low=0, high=1, default=1,
             pick=(Fraction(1, 2), Fraction(9, 10), Fraction(4, 5))),
        Int(K, "sweeps", _("number of sweeps (3 if no tolerance is given)", "扫描遍数（不给容差时为 3）"), low=1, high=100_000,
            pick=(2, 3)),
        Real(theta, "tolerance", _("instead: sweep until no value changes by so much (a .npz file: until the error is below)",
                                   "或者：扫描到各状态值的变化都小于此数为止（.npz 文件：误差小于此数为止）"), low=0, open="("),
        Flag(I, "in_place", _("use values as soon as they are new", "原地更新：值一算出就用"), default=False),
        Array(V_start, "start", _("first values, one per state (0)", "各状态的初值（默认为 0）"), shape=("states",)),
    ),
    outputs=(
        Output(V_n, "values", _("state values", "状态值"), "vector", rows=state_names),
        Output(pi, "policy", _("greedy policy", "贪心策略"), "words", rows=state_names),
        Output(Q, "q", _("action values", "动作值"), "matrix", rows=state_names, columns=action_names),
        Output(n, "sweeps", _("sweeps", "扫描遍数"), "count"),
        Output(epsilon, "bound", _("largest possible error, against the optimal values", "与最优值的最大可能误差")),
        VALUES,
        POLICY,
    ),
    rules=(
        Rule(lambda v: not any(isinstance(x, Node) for x in (v.discount, v.sweeps, v.tolerance)),
             _("discount, sweeps and tolerance have to be numbers here", "折扣率、扫描遍数和容差在这里必须是数")),
        Rule(lambda v: v.sweeps is None or v.tolerance is None,
             _("give either sweeps or a tolerance", "扫描遍数与容差只给一个")),
        Rule(_start_fits, _("start needs one value for each state, 0 for terminal ones",
                            "start 要为每个状态给一个初值，终止状态为 0")),
        Rule(lambda v: not (v.in_place and isinstance(v.world, LargeWorld)),
             _("a .npz file is swept synchronously only", ".npz 文件只能同步更新")),
    ),
    steps=mdp_sweeps.steps,
    reference=mdp_sweeps.reference,
    derive=_derive,
    draw=_draw,
    exact_below=mdp_sweeps.exact_below,
    mistakes=(
        Mistake("likeliest-only", _("an action's outcomes all count, each by its probability", "动作的各种结果都要按概率计入"),
                lambda v: {M: v.world.changed(most_likely)}, lambda v: chancy(v.world)),
        Mistake("equal-chances", _("the outcomes are not equally likely: weigh them by their probabilities",
                                   "各种结果并非等可能：要按概率加权"),
                lambda v: {M: v.world.changed(equally_likely)},
                lambda v: chancy(v.world) and v.world.changed(equally_likely) != v.world),
        Mistake("forgot-discount", _("what comes later is discounted by γ", "后续的价值要乘以折扣率 γ"), {gamma: 1},
                lambda v: v.discount != 1),
        Mistake("forgot-reward", _("the reward of the step itself belongs to the sum", "这一步本身的奖励也要计入"),
                lambda v: {M: v.world.changed(_forgotten)}, lambda v: pays(v.world)),
        Mistake("discounted-reward", _("γ discounts the next state's value, not the immediate reward",
                                       "γ 只乘下一状态的价值，不乘即时奖励"), lambda v: {M: discounted_rewards(v.world, v.discount)},
                lambda v: v.discount != 1 and pays(v.world)),
        Mistake("mean-for-max", _("value iteration takes the best action; the mean over actions evaluates the uniform policy",
                                  "值迭代取最优动作；对动作求平均是在评估均匀随机策略"), _averaged, lambda v: len(v.world.actions) > 1),
        Mistake("end-counted-twice", _("what reaching the end pays is a reward; the end itself is worth 0",
                                       "到达终止状态所得是奖励；终止状态本身的价值为 0"), _counted_twice,
                lambda v: v.start is None and bool(entering(v.world))),
        Mistake("one-sweep-short", _("the start is not a sweep: V₀ is before the first", "初值不算一遍：V₀ 在第一遍之前"),
                lambda v: {K: v.sweeps - 1}, lambda v: v.sweeps is not None and v.sweeps > 1),
        Mistake("one-sweep-long", _("this is one sweep too many", "多扫描了一遍"),
                lambda v: {K: v.sweeps + 1}, lambda v: v.sweeps is not None),
        Mistake("in-place", _("in place, from the newest values (the box in Sutton & Barto, section 4.4)",
                              "原地更新，总用最新的值（Sutton & Barto 4.4 节的算法框）"), {I: True},
                lambda v: not v.in_place, convention=True),
        Mistake("synchronous", _("synchronously, all from the values before (d2l, QuantEcon, Sutton & Barto's figure 4.1)",
                                 "同步更新，都用上一遍的值（d2l、QuantEcon、Sutton & Barto 图 4.1）"), {I: False},
                lambda v: v.in_place, convention=True),
        Mistake("q-of-last-sweep", _("Q and policy as the last sweep saw them, from the values before it (d2l's code)",
                                     "Q 与策略取最后一遍扫描中的，即由上一遍的值算出（d2l 的代码）"),
                lambda v: {Q: lambda: action_values(V[v.sweeps - 1])},
                lambda v: v.sweeps is not None and not v.in_place, convention=True),
    ),
    examples=(
        Example({"world": "gridworld-5x5", "discount": "0.9", "tolerance": "0.001"},
                {"values": (22.0, 24.4, 22.0, 19.4, 17.5, 19.8, 22.0, 19.8, 17.8, 16.0, 17.8, 19.8, 17.8, 16.0, 14.4,
                            16.0, 17.8, 16.0, 14.4, 13.0, 14.4, 16.0, 14.4, 13.0, 11.7)},
                "Sutton & Barto (2018), figure 3.5", within=0.005),
        Example({"world": "gridworld-4x4", "tolerance": "0.01"},
                {"values": (0, -1, -2, -3, -1, -2, -3, -2, -2, -3, -2, -1, -3, -2, -1, 0), "sweeps": 4},
                "the grid of Sutton & Barto (2018), example 4.1: minus the distance to a corner"),
        Example({"world": "aima-4x3", "tolerance": "0.0001"},
                {"values": (0.812, 0.868, 0.918, 0, 0.762, 0.660, 0, 0.705, 0.655, 0.611, 0.388)},
                "Russell & Norvig (2010), figure 17.3; its ends are worth ±1, here paid on entering", within=6e-4),
        Example({"world": "SFFF/FHFH/FFFH/HFFG", "discount": "0.95", "sweeps": 6},
                {"values": (0.7737809375, 0.81450625, 0.857375, 0.81450625, 0.81450625, 0, 0.9025, 0, 0.857375, 0.9025, 0.95,
                            0, 0, 0.95, 1, 0)}, "FrozenLake-v1, 4x4, not slippery: 0.95 to the steps left after this one"),
        Example({"world": "s1 a1 -> s1 1/2 5, s2 1/2 5; s1 a2 -> s2 1 10; s2 a1 -> s2 -1", "discount": "0.95",
                 "tolerance": "1e-7"}, {"values": (-8.57142857, -20), "policy": ("a1", "a1")},
                "QuantEcon.py, DiscreteDP, docstring", within=1e-6),
        Example({"world": "young wait -> young 0.1 0, grown 0.9 0; young cut -> young 0; grown wait -> young 0.1 0, old 0.9 0;"
                          "grown cut -> young 1; old wait -> young 0.1 4, old 0.9 4; old cut -> young 2",
                 "discount": "0.96", "tolerance": "1e-6"},
                {"values": (74.6496, 78.1056, 82.1056), "policy": ("wait", "wait", "wait")},
                "pymdptoolbox, example.forest(), by its policy iteration", within=1e-6),
    ),
    usage=(
        "--world 'S..G/.#.H; step=-1; G=10; slip=0.2' --discount 0.9 --sweeps 5",
        "--world 's1 go -> s2 0.8 5, s1 0.2 -1; s1 stay -> s1 1; end: s2' --discount 1/2",
        "--world 'frozen-lake; slip=0' --discount 0.95 --sweeps 6",
        "--world world.toml --discount 0.9 --tolerance 0.001",
    ),
)  # fmt: skip
