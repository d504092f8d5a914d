"""Returns of a list of rewards, from the last step back to the first."""

from __future__ import annotations

import math
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Int, Real
from dlstudy.symbolic.tree import Node, Num, Writable, letters, node, total

r, gamma, d, c, G, G_all, S = letters("r gamma d c G G_all S")
MOST_WRITTEN = 8  # rewards whose sum is written out
MOST = 500
MOST_WITH_LETTERS = 60  # so deep a formula is still simplified at once


def _rewards(given: SimpleNamespace) -> tuple[Any, ...]:
    """The rewards with those before them that pay nothing."""
    listed: tuple[Any, ...] = given.rewards.rows[0]
    return (*(0,) * given.delay, *listed)


def _short_with_letters(given: SimpleNamespace) -> bool:
    letters_given = isinstance(given.discount, Node) or isinstance(given.forever, Node)
    return not letters_given or len(_rewards(given)) <= MOST_WITH_LETTERS


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    rewards = _rewards(given)
    last = len(rewards)
    if given.forever is None:
        yield Step(G[last], Num(0), _("after the last reward nothing follows", "最后一个奖励之后不再有奖励"))
    else:
        yield Step(G[last], c / (1 - gamma), _("the same reward for ever: a geometric series",
                                               "此后每步奖励相同，是等比级数"))  # fmt: skip
    for t in reversed(range(last)):
        yield Step(G[t], rewards[t] + gamma * G[t + 1], _("the reward of this step, and γ times what follows",
                                                          "这一步的奖励，加上 γ 乘以后续回报"))  # fmt: skip
    if last <= MOST_WRITTEN and any(rewards):
        terms = [_term(reward, t) for t, reward in enumerate(rewards) if reward]
        rest = [] if given.forever is None else [gamma**last * G[last]]
        yield Step(S, total([*terms, *rest]), _("the same as a sum: Σ γ^t r_{t+1}", "写成求和式：Σ γ^t r_{t+1}"))
    if not isinstance(given.discount, Node) and not isinstance(given.forever, Node):
        yield Do(G_all, lambda known: _gathered(known, last), tuple(G[t] for t in range(last + 1)),
                 _("all returns, G₀ first", "全部回报，从 G₀ 起"))  # fmt: skip


def _gathered(known: Known, last: int) -> Grid:
    return Grid([[known[G[t]] for t in range(last + 1)]])


def _term(reward: Writable, t: int) -> Node:
    return node(reward) if t == 0 else reward * gamma if t == 1 else reward * gamma**t


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every return as an explicit sum of powers; an endless one until nothing more is added."""
    import numpy as np

    discount = float(given.discount)
    rewards = np.array([float(x) for x in _rewards(given)])
    if given.forever is not None:
        more = 0 if discount == 0 else math.ceil(math.log(1e-17 * (1 - discount)) / math.log(discount))
        rewards = np.concatenate([rewards, np.full(max(1, more), float(given.forever))])
    count = len(_rewards(given)) + 1
    returns = [float(rewards[t:] @ discount ** np.arange(len(rewards) - t)) for t in range(count)]
    return {"return": returns[0], "returns": returns}


def _at_once(given: SimpleNamespace) -> dict[Any, Any]:
    rewards = _rewards(given)
    return {G: lambda t: gamma * (rewards[t] + G[t + 1]) if t < len(rewards) else _end(given)}


def _backwards(given: SimpleNamespace) -> dict[Any, Any]:
    rewards = _rewards(given)
    return {G: lambda t: rewards[-1 - t] + gamma * G[t + 1] if t < len(rewards) else _end(given)}


def _end(given: SimpleNamespace) -> Node:
    return Num(0) if given.forever is None else c / (1 - gamma)


CALCULATOR = Calculator(
    name="return",
    title=_("Discounted return", "折扣回报"),
    topic="rl-elements",
    source="nndl eq. 14.10; Sutton & Barto (2018), eqs 3.8, 3.9",
    summary=_(
        "The return of every step of an episode from its rewards r₁, r₂, …: G_t = r_{t+1} + γ G_{t+1}.",
        "由一段轨迹的奖励 r₁, r₂, … 求各时刻的回报：G_t = r_{t+1} + γ G_{t+1}。",
    ),
    params=(
        Array(r, "rewards", _("rewards r₁, r₂, … in order", "依次的奖励 r₁, r₂, …"), shape=("steps",),
              default=Grid([[1, 0, 2]]), required=True, entries=(-2, -1, 0, 1, 2, 3, 5)),
        Real(gamma, "discount", _("discount factor, a number or a letter", "折扣率，数或字母"), low=0, high=1, default=1,
             pick=("0.5", "0.9", "0.8")),
        Int(d, "delay", _("so many steps without reward come first", "此前还有这么多步没有奖励"), high=MOST, default=0,
            pick=(0, 0, 0, 2, 3)),
        Real(c, "forever", _("afterwards this reward at every step, for ever", "此后每步都得到这一奖励，永不终止"),
             pick=(None, None, None, 1, 2)),
    ),
    outputs=(
        Output(G[0], "return", _("return G₀", "回报 G₀")),
        Output(G_all, "returns", _("returns G₀, G₁, …", "各时刻回报 G₀, G₁, …"), "vector",
               rows=lambda v: [f"G{t}" for t in range(len(_rewards(v)) + 1)]),
    ),
    rules=(
        Rule(lambda v: not isinstance(v.delay, Node), _("delay has to be a number", "delay 必须是数")),
        Rule(lambda v: v.forever is None or v.discount != 1,
             _("rewards that never end need a discount below 1", "奖励永不终止时，折扣率必须小于 1")),
        Rule(lambda v: isinstance(v.delay, Node) or len(v.rewards.rows[0]) + v.delay <= MOST,
             _("at most 500 steps are worked", "最多演算 500 步")),
        Rule(_short_with_letters, _("with a letter at most {n} steps are worked: give numbers",
                                    "含字母时最多演算 {n} 步：请给出数值")(n=MOST_WITH_LETTERS)),
        Rule(lambda v: v.forever is None or isinstance(v.discount, Node) or v.discount <= 0.9999,
             _("with rewards for ever the discount may be at most 0.9999", "奖励永不终止时，折扣率最多 0.9999")),
    ),
    steps=_steps,
    reference=_reference,
    sizes={"steps": (3, 4)},
    mistakes=(
        Mistake("forgot-discount", _("what comes later is discounted by γ", "后续的奖励要乘以折扣率 γ"), {gamma: 1},
                lambda v: v.discount != 1 and v.forever is None),
        Mistake("discounted-at-once", _("the first reward is not discounted: its power is γ⁰", "第一个奖励不打折扣：乘的是 γ⁰"),
                _at_once, lambda v: v.discount != 1),
        Mistake("wrong-end", _("the discount grows with time: the first reward counts fully, not the last",
                               "折扣随时间增大：全额计入的是第一个奖励，而不是最后一个"), _backwards, lambda v: v.discount != 1),
        Mistake("last-left-out", _("the last reward belongs to the return", "最后一个奖励也要计入"),
                lambda v: {G[len(_rewards(v)) - 1]: Num(0) if v.forever is None else gamma * G[len(_rewards(v))]}),
        Mistake("delay-ignored", _("a reward that comes later is discounted for every step before it",
                                   "奖励来得晚，之前的每一步都要打一次折扣"), {d: 0}, lambda v: v.delay > 0 and v.discount != 1),
        Mistake("forever-once", _("a reward for ever is worth c / (1 − γ), not c", "永远重复的奖励总值是 c / (1 − γ)，不是 c"),
                lambda v: {G[len(_rewards(v))]: c}, lambda v: v.forever is not None),
    ),
    examples=(
        Example({"rewards": "-1, 2, 6, 3, 2", "discount": "0.5"}, {"returns": (2, 6, 8, 4, 2, 0)},
                "Sutton & Barto (2018), exercise 3.8"),
        Example({"rewards": "2", "discount": "0.9", "forever": 7}, {"returns": (65, 70)},
                "Sutton & Barto (2018), exercise 3.9"),
    ),
    usage=("--rewards '-1, 2, 6, 3, 2' --discount 0.5", "--rewards 10 --delay 3 --discount gamma",
           "--rewards 2 --forever 7 --discount 0.9"),
)  # fmt: skip
