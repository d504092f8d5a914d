"""Temporal-difference learning: SARSA, Q-learning, expected SARSA and TD(0), on given transitions or in a world."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators import td_lines as lines
from dlstudy.calculators.learning_options import MOST_STEPS, MOST_WORKED, SEED, begin_param, run_outputs, settled_begin
from dlstudy.calculators.learning_picture import picture
from dlstudy.calculators.mdp_maps import POLICY, VALUES
from dlstudy.calculators.mdp_policies import policy_param
from dlstudy.calculators.mdp_world import small_enough, world_param
from dlstudy.calculators.td_lines import (
    LEARNING_RATE,
    Q_n,
    V_n,
    alpha,
    delta,
    deltas,
    epsilon,
    gamma,
    pi_n,
    symbol,
    target,
    targets,
    updates,
    value,
    y,
)
from dlstudy.calculators.td_transitions import read_start, read_trace, settled_trace
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.params import Choice, Int, Real, Written
from dlstudy.symbolic.tree import Letter, Node, letters
from dlstudy.worlds.policies import UNIFORM, policy_in

EXAMPLE = read_trace("A right 1 B left; B left 0 A right; A right 1 B right; B right 5 end")
N, tau = letters("N tau")


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("learning_rate", "discount", "epsilon", "episodes", "seed", "most_steps"):
        if isinstance(values[name], Node):
            raise LearnerError(_("{name}: a number is asked for", "{name}：这里要一个数")(name=name))
    if values["world"] is None:
        values["transitions"] = settled_trace(values["transitions"] or EXAMPLE, values["start"], values["method"])
        return values
    if values["transitions"] is not None:
        raise LearnerError(_("give transitions or a world, not both", "transitions 与 world 只能给一个"))
    world = small_enough(values["world"])
    if values["start"].named:
        raise LearnerError(_("in a world, start is one number for all", "在环境中学习时，start 是所有值共同的初值"))
    if values["method"] != "td0" and values["policy"] is not UNIFORM:
        raise LearnerError(_("only TD(0) follows a given policy: the others are ε-greedy in the values they learn",
                             "只有 TD(0) 按给定策略行动：其他方法按所学的值采用 ε-贪心策略"))  # fmt: skip
    values["policy"] = policy_in(world, values["policy"])
    values["begin"] = settled_begin(values, "start")
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A short episode over two states and two actions, with first values that are not all alike."""
    if values.get("world") is not None or values.get("transitions") is not None:
        return values
    plain, count = values["method"] == "td0", rng.choice((3, 4))
    states = [rng.choice("AB") for _k in range(count)] + ["end"]
    acts = [rng.choice(("left", "right")) for _k in range(count)]
    rewards = [rng.choice((-1, 0, 1, 2, 3)) for _k in range(count - 1)] + [rng.choice((4, 5, 10))]
    entries = [[states[k], *([] if plain else [acts[k]]), str(rewards[k]), states[k + 1]] for k in range(count)]
    values["transitions"] = "; ".join(" ".join(entry) for entry in entries)
    if values.get("start") is None or values["start"].source == "0":
        cells = [(s, a) for s in "AB" for a in ("left", "right")] if not plain else [(s,) for s in "AB"]
        values["start"] = "; ".join(
            f"{' '.join(cell)} {v}" for cell, v in zip(cells, rng.sample(range(5), len(cells)), strict=True)
        )
    return values


def _by_method(method: str) -> Any:
    return lambda given: {y: lambda k: target(given, k, method)}


def _choosing(given: SimpleNamespace) -> bool:
    """Whether some update looks ahead at more than one action."""
    return (
        given.method != "td0"
        and len(given.transitions.actions) > 1
        and any(u.next is not None for u in given.transitions.updates)
    )


def _given(given: SimpleNamespace) -> bool:
    return given.world is None


def _worked(given: SimpleNamespace) -> bool:
    """Whether both roads are taken; in a long run, the reference's alone."""
    return given.world is None or given.episodes * given.most_steps <= MOST_WORKED


def _names(given: SimpleNamespace) -> Sequence[str]:
    return given.transitions.states if given.world is None else given.world.states  # type: ignore[no-any-return]


def _acts(given: SimpleNamespace) -> Sequence[str]:
    return given.transitions.actions if given.world is None else given.world.actions  # type: ignore[no-any-return]


def _sign(given: SimpleNamespace) -> dict[Any, Any]:
    def swapped(k: int) -> Node:
        update = given.transitions.updates[k - 1]
        return value(given, update.state, update.action, k) - alpha * delta[k]

    return {symbol(given): swapped}


def _without_old(given: SimpleNamespace) -> dict[Any, Any]:
    return {symbol(given): lambda k: alpha * y[k]}


def _stale(given: SimpleNamespace) -> dict[Any, Any]:
    def swapped(k: int) -> Node:
        update = given.transitions.updates[k - 1]
        return y[k] - value(given, update.state, update.action, k, stale=True)

    return {y: lambda k: target(given, k, stale=True), delta: swapped}


CALCULATOR = Calculator(
    name="td",
    title=_("Temporal-difference learning", "时序差分学习"),
    topic="td",
    source="Sutton & Barto (2018), eqs 6.2 (TD(0)), 6.7 (SARSA), 6.8 (Q-learning), 6.9 (expected SARSA); nndl ch. 14",
    summary=_(
        "SARSA, Q-learning, expected SARSA and TD(0), update by update on given transitions; or, with a world, a whole run "
        "with its learning curve.",
        "SARSA、Q 学习、期望 SARSA 与 TD(0)：在给定转移上逐次更新；给出环境时则完整运行并画出学习曲线。",
    ),
    params=(
        Choice(Letter("method"), "method", _("the method", "方法"), default="q-learning",
               pick=("sarsa", "q-learning", "expected-sarsa", "td0"), options={
                   "sarsa": _("SARSA, on-policy", "SARSA，同策略"), "q-learning": _("Q-learning, off-policy", "Q 学习，异策略"),
                   "expected-sarsa": _("expected SARSA", "期望 SARSA"), "td0": _("TD(0), state values", "TD(0)，状态值")}),
        Written(tau, "transitions", _("s a r s′ a′; … (a′ may be left out; end where it ends; for TD(0) s r s′)",
                                      "s a r s′ a′; …（a′ 可省略；结束处写 end；TD(0) 为 s r s′）"), reader=read_trace),
        LEARNING_RATE,
        Real(gamma, "discount", _("discount factor", "折扣率"), low=0, high=1, default=1, pick=(Fraction(9, 10), Fraction(1, 2), 1)),
        Real(epsilon, "epsilon", _("probability of exploring (expected SARSA, and in a world)", "探索概率（期望 SARSA 及在环境中学习时）"),
             low=0, high=1, default=Fraction(1, 10), pick=(Fraction(1, 10), Fraction(1, 5), Fraction(2, 5))),
        Written(Letter("Q_start"), "start", _("first values: a number, or s1 go 2; s2 stay 1 (TD(0): s1 2)",
                                              "初值：一个数，或 s1 go 2; s2 stay 1（TD(0)：s1 2）"), reader=read_start,
                default=read_start("0")),
        world_param(),
        policy_param(),
        Int(N, "episodes", _("episodes in the world", "在环境中学习的轨迹数"), low=1, high=100_000, default=500),
        SEED,
        begin_param(_("the world's start, the default", "环境的初始状态，默认"),
                    _("any non-terminal state, equally likely; the default where the start is terminal",
                      "任一非终止状态，等概率；初始状态就是终止状态时的默认")),
        MOST_STEPS,
    ),
    outputs=(
        Output(Q_n, "q", _("action values", "动作值"), "matrix", rows=_names, columns=_acts),
        Output(V_n, "values", _("state values", "状态值"), "vector", rows=_names),
        Output(pi_n, "policy", _("greedy policy", "贪心策略"), "words", rows=_names),
        POLICY,
        VALUES,
        Output(targets, "targets", _("targets", "目标值"), "vector"),
        Output(deltas, "deltas", _("TD errors", "时序差分误差"), "vector"),
        Output(updates, "updates", _("updates", "更新过程"), "table"),
        *run_outputs(_names),
    ),
    rules=(
        Rule(lambda v: v.world is None or v.episodes * v.most_steps <= 10**8,
             _("this would take too long: fewer episodes or steps", "运行时间过长：请减少轨迹数或步数")),
    ),
    steps=lines.steps,
    reference=lines.reference,
    derive=_derive,
    draw=_draw,
    exact_below=_worked,
    picture=picture,
    mistakes=(
        Mistake("max-for-next", _("SARSA looks at the action taken next, not at the best", "SARSA 用实际取的下一个动作，不取最大值"),
                _by_method("q-learning"), lambda v: _given(v) and v.method == "sarsa" and _choosing(v)),
        Mistake("next-for-max", _("Q-learning looks at the best next action, not at the one taken", "Q 学习取最大值，不用实际取的下一个动作"),
                lambda v: {y: lambda k: target(_followed(v), k, "sarsa")}, lambda v: _given(v) and v.method == "q-learning" and _choosing(v)),
        Mistake("max-for-mean", _("expected SARSA weighs the next actions by the policy", "期望 SARSA 按策略对下一动作求期望"),
                _by_method("q-learning"), lambda v: _given(v) and v.method == "expected-sarsa" and _choosing(v)),
        Mistake("equal-mean", _("the mean is over the ε-greedy policy, not over all actions alike", "期望是对 ε-贪心策略求的，不是等权平均"),
                _by_method("mean"), lambda v: _given(v) and v.method == "expected-sarsa" and _choosing(v)),
        Mistake("forgot-discount", _("what comes later is discounted by γ", "后续的价值要乘以折扣率 γ"), {gamma: 1},
                lambda v: _given(v) and v.discount != 1),
        Mistake("forgot-old-value", _("the error is the target minus the old value", "误差是目标值减去原来的值"),
                {delta: lambda k: y[k]}, _given),
        Mistake("wrong-sign", _("the step goes towards the target: + α δ", "要向目标靠近：加上 α δ"), _sign, _given),
        Mistake("old-value-lost", _("(1 − α) of the old value is kept", "原来的值保留 (1 − α) 倍"), _without_old, _given),
        Mistake("no-step-size", _("only a share α of the error is added", "只加误差的 α 倍"), {alpha: 1},
                lambda v: _given(v) and v.learning_rate != 1),
        Mistake("start-throughout", _("later updates use the values already updated", "后面的更新要用已更新过的值"), _stale,
                lambda v: _given(v) and len(v.transitions.updates) > 1),
    ),
    examples=(
        Example({"method": "td0", "transitions": "C 0 B; B 0 A; A 0 end", "learning_rate": "0.1", "start": "0.5"},
                {"values": (Fraction(1, 2), Fraction(1, 2), Fraction(9, 20))},
                "Sutton & Barto (2018), exercise 6.3: after a first episode to the left only V(A) changes, by −0.05"),
        Example({"method": "q-learning", "transitions": "B F 100 end; D B 0 B; B F 100 end; actions: B D F", "discount": "0.8",
                 "learning_rate": 1}, {"targets": (100, 80, 100)},
                "K. Teknomo, Q-Learning by Examples (2005), numerical example: Q(B, F) = 100, then Q(D, B) = 80"),
    ),
    usage=(
        "--method sarsa --transitions 'A right 1 B left; B left 0 A right; A right 5 end' --learning-rate 0.5 --discount 0.9",
        "--method td0 --transitions 'C 0 B; B 0 A; A 0 end' --learning-rate 0.1 --start 0.5",
        "--method q-learning --world cliff --episodes 500 --seed 1 --learning-rate 0.5",
        "--method td0 --world random-walk --episodes 100 --learning-rate 0.1 --start 0.5",
    ),
)  # fmt: skip


def _followed(given: SimpleNamespace) -> SimpleNamespace:
    """The same transitions with the action taken next read off the one that follows."""
    trace = given.transitions
    more = []
    for k, update in enumerate(trace.updates):
        follows = trace.updates[k + 1] if k + 1 < len(trace.updates) else None
        known = update.next_action if update.next_action is not None or follows is None else follows.action
        more.append(_with_next(update, known))
    return SimpleNamespace(
        **{**vars(given), "transitions": type(trace)(trace.source, trace.states, trace.actions, tuple(more))}
    )


def _with_next(update: Any, action: int | None) -> Any:
    from dataclasses import replace

    return replace(update, next_action=action)
