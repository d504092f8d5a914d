"""The probability of a trajectory: p(s₀) Π π(a|s) p(s′|s, a), and its return."""

from __future__ import annotations

import random
import re
from collections.abc import Generator
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_policies import policy_param, settled_policy
from dlstudy.calculators.mdp_sweeps import gamma, pi
from dlstudy.calculators.mdp_world import EXAMPLE, M, drawn_world, model, world_param
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Run, Step
from dlstudy.symbolic.params import Real, Written
from dlstudy.symbolic.tree import Letter, Node, Num, letters, node, total
from dlstudy.worlds import World
from dlstudy.worlds.numbers_written import exact_number
from dlstudy.worlds.policies import UNIFORM, policy_in
from dlstudy.worlds.problems import refusal, unknown_name

p_0, pi_a, p_s, P, r, G = letters("p_0 pi_a p_s P r G")
tau = Letter("tau")
MOST = 60
STATE, ACTION, PATH = _("state", "状态"), _("action", "动作"), _("trajectory", "轨迹")


@dataclass(frozen=True, slots=True)
class Path:
    """A trajectory as it was typed; states, actions and said rewards by number once it has met its world."""

    source: str
    states: tuple[int, ...] = ()
    actions: tuple[int, ...] = ()
    rewards: tuple[Any, ...] = ()  # none where it was not said


def _read(text: str) -> Path:
    if not _words(text):
        raise LearnerError(_("the trajectory is empty: write s1 go s2", "轨迹是空的：请写成 s1 go s2 的样子"))
    return Path(text.strip())


def _words(text: str) -> list[str]:
    return [w for w in re.split(r"[\s,，;；]+|->|→", text) if w]


def _in_world(world: World, path: Path) -> Path:
    """The path's states, actions and rewards; everything that does not fit, at once."""
    words = _words(path.source)
    if len(words) > 3 * MOST + 1:
        raise LearnerError(_("at most {n} steps are worked", "最多演算 {n} 步")(n=MOST))
    problems: list[Text] = []
    states, actions, rewards = [words.pop(0)], [], []
    while words:
        actions.append(words.pop(0))
        states.append(words.pop(0) if words else "")
        known = words and words[0] not in world.actions and exact_number(words[0]) is not None
        rewards.append(exact_number(words.pop(0)) if known else None)
    if len(actions) > MOST:
        problems.append(_("at most {n} steps are worked", "最多演算 {n} 步")(n=MOST))
    if "" in states:
        problems.append(_("the trajectory ends with a state", "轨迹应以状态结尾"))
    problems += [unknown_name(STATE, s, world.states, PATH) for s in states if s and s not in world.states]
    problems += [unknown_name(ACTION, a, world.actions, PATH) for a in actions if a not in world.actions]
    if problems:
        raise refusal(problems)
    return Path(
        path.source, tuple(map(world.states.index, states)), tuple(map(world.actions.index, actions)), tuple(rewards)
    )


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    if values["world"] is EXAMPLE and values["trajectory"] is None:
        values["trajectory"] = _read("s1 go s1 go s2")
    values = settled_policy(values)
    if values["trajectory"] is None:
        raise LearnerError(_("a trajectory is needed: s1 go s2 stay s2", "缺少轨迹：如 s1 go s2 stay s2"))
    values["trajectory"] = _in_world(values["world"], values["trajectory"])
    return values


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    world, path = given.world, given.trajectory
    for t, action in enumerate(path.actions):
        s, to = path.states[t], path.states[t + 1]
        names = {"s": world.states[s], "a": world.actions[action], "to": world.states[to]}
        group = _("Step {t}: {s}, {a} → {to}", "第 {t} 步：{s}, {a} → {to}")(t=t, **names)
        yield Do(pi_a[t], _chosen(s, action), (pi,), _("π({a} | {s}): the policy takes the action",
                                                       "π({a} | {s})：策略取此动作的概率")(**names), group)  # fmt: skip
        yield Do(p_s[t + 1], _reached(path, t), (M,), _("p({to} | {s}, {a}): the environment moves to this state",
                                                       "p({to} | {s}, {a})：环境转移到此状态的概率")(**names), group)  # fmt: skip
    product: Node = p_0
    for t in range(len(path.actions)):
        product = product * pi_a[t] * p_s[t + 1]
    yield Step(P, product, _("p(τ): the initial probability, times policy and transition at every step",
                                 "p(τ)：初始概率，再乘以每一步的策略概率与转移概率"))  # fmt: skip
    yield from _return(given)


def _return(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    paid = [_paid(given.world, given.trajectory, t) for t in range(len(given.trajectory.actions))]
    if not paid or any(reward is None for reward in paid):
        return
    terms: list[Node] = []
    for t, reward in enumerate(paid):
        yield Step(r[t + 1], node(reward), _("the reward of step {t}", "第 {t} 步的奖励")(t=t))
        terms.append(r[1] if t == 0 else gamma * r[2] if t == 1 else gamma**t * r[t + 1])
    yield Step(G, total(terms), _("its return Σ γ^t r_{t+1}", "轨迹的回报 Σ γ^t r_{t+1}"))


def _chosen(state: int, action: int) -> Run:
    return lambda known: known[pi].chances[state][action]


def _reached(path: Path, t: int) -> Run:
    """How likely the next state is; with the reward, where that was said."""

    def run(known: Known) -> Any:
        moves = known[M].moves[path.states[t]][path.actions[t]]
        fits = [m for m in moves if m.next == path.states[t + 1] and path.rewards[t] in (None, m.reward)]
        return sum(m.probability for m in fits)

    return run


def _paid(world: World, path: Path, t: int) -> Any:
    """The step's reward: as said, else the only one it can be."""
    moves = world.moves[path.states[t]][path.actions[t]]
    found = {m.reward for m in moves if m.next == path.states[t + 1]}
    return path.rewards[t] if path.rewards[t] is not None else found.pop() if len(found) == 1 else None


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """Logarithms of the chances added up, read off arrays; where rewards are said or several, off the list of moves."""
    import numpy as np

    path, world = given.trajectory, given.world
    moves = zip(path.states, path.actions, path.states[1:], path.rewards, strict=False)
    p = model(world).transitions.copy()
    chances = [float(given.start_probability)]
    for s, a, to, said in moves:
        split = {m.reward: float(m.probability) for m in world.moves[s][a] if m.next == to}
        chances += [float(given.policy.chances[s][a]), float(p[s, a, to]) if said is None else split.get(said, 0.0)]
    found = {"probability": 0.0 if 0.0 in chances else float(np.exp(np.log(chances).sum()))}
    paid = [_paid(world, path, t) for t in range(len(path.actions))]
    if paid and None not in paid:
        found["return"] = float(np.polyval([float(x) for x in reversed(paid)], float(given.discount)))
    return found


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A walk of two or three steps that the policy can take."""
    if values["world"] is EXAMPLE and values.get("trajectory") is None:
        world = values["world"] = drawn_world(rng)
        a, b = world.actions
        p = rng.choice([Fraction(1, 4), Fraction(1, 2), Fraction(3, 5), Fraction(4, 5)])
        values["policy"] = f"* {a} {p}, {b} {1 - p}"
        values["trajectory"] = _walk(world, rng)
    return values


def _walk(world: World, rng: random.Random) -> str:
    state = 0
    words = [world.states[0]]
    for _t in range(rng.choice((2, 3))):
        if world.terminal[state]:
            break
        action = rng.choice(world.available(state))
        state = rng.choice(world.moves[state][action]).next
        words += [world.actions[action], world.states[state]]
    return " ".join(words)


CALCULATOR = Calculator(
    name="trajectory",
    title=_("Probability of a trajectory", "轨迹的概率"),
    topic="rl-elements",
    source="nndl eqs 14.5 to 14.7; the course: p(τ) = p(s₀) Π π(a_t|s_t) p(s_{t+1}|s_t, a_t)",
    summary=_(
        "How likely a trajectory is in a world under a policy, factor by factor, and its return.",
        "在给定环境和策略下某条轨迹出现的概率，逐个因子演算，并求其回报。",
    ),
    params=(
        world_param(default=EXAMPLE),
        policy_param(),
        Written(tau, "trajectory", _("states and actions in turn, s1 go s2 stay s2; a reward may follow its state",
                                     "状态与动作交替，如 s1 go s2 stay s2；状态后可写奖励"), reader=_read),
        Real(p_0, "start_probability", _("probability of the first state", "初始状态的概率"), low=0, high=1, default=1,
             pick=(1, Fraction(1, 2))),
        Real(gamma, "discount", _("discount factor", "折扣率"), low=0, high=1, default=1, pick=(1, Fraction(9, 10), Fraction(1, 2))),
    ),
    outputs=(
        Output(P, "probability", _("probability of the trajectory", "轨迹的概率")),
        Output(G, "return", _("return of the trajectory", "轨迹的回报")),
    ),
    rules=(
        Rule(lambda v: not any(isinstance(x, Node) for x in (v.start_probability, v.discount)),
             _("probability and discount have to be numbers here", "概率和折扣率在这里必须是数")),
    ),
    steps=_steps,
    reference=_reference,
    derive=_derive,
    draw=_draw,
    mistakes=(
        Mistake("forgot-policy", _("the policy chooses by chance too: multiply by π(a|s)", "策略选动作也有概率：要乘以 π(a|s)"),
                {pi_a: lambda _t: Num(1)}, lambda v: bool(v.trajectory.actions)),
        Mistake("forgot-world", _("the environment moves by chance too: multiply by p(s′|s, a)", "环境的转移也有概率：要乘以 p(s′|s, a)"),
                {p_s: lambda _t: Num(1)}, lambda v: bool(v.trajectory.actions)),
        Mistake("forgot-start", _("the first state has a probability too", "初始状态也有概率"), {p_0: 1},
                lambda v: v.start_probability != 1),
        Mistake("last-step-left-out", _("every step counts, the last one too", "每一步都要计入，包括最后一步"),
                lambda v: {pi_a[len(v.trajectory.actions) - 1]: Num(1), p_s[len(v.trajectory.actions)]: Num(1)},
                lambda v: bool(v.trajectory.actions)),
        Mistake("uniform-instead", _("the policy's own probabilities count, not equal ones", "应使用给定策略的概率，而不是等概率"),
                lambda v: {pi: policy_in(v.world, UNIFORM)},
                lambda v: v.policy.chances != policy_in(v.world, UNIFORM).chances),
        Mistake("forgot-discount", _("later rewards are discounted by γ", "后续的奖励要乘以折扣率 γ"), {gamma: 1},
                lambda v: v.discount != 1 and len(v.trajectory.actions) > 1),
    ),
    examples=(
        Example({"world": "aima-4x3", "policy": "r3c1 up; r2c1 up; * right",
                 "trajectory": "r3c1 up r2c1 up r1c1 right r1c2 right r1c3 right r1c4"}, {"probability": Fraction("0.32768")},
                "Russell & Norvig (2010), section 17.1: [Up, Up, Right, Right, Right] succeeds with 0.8⁵"),
        Example({"world": "aima-4x3", "policy": "r3c1 up; r3c2 up; * right",
                 "trajectory": "r3c1 up r3c2 up r3c3 right r2c3 right r1c3 right r1c4"}, {"probability": Fraction("0.00008")},
                "Russell & Norvig (2010), section 17.1: by the other way, 0.1⁴ × 0.8"),
        Example({"world": "random-walk", "trajectory": "C step D step E step right"}, {"probability": Fraction(1, 8), "return": 1},
                "the random walk of Sutton & Barto (2018), example 6.2: half to either side"),
    ),
    usage=(
        "--world 's1 go -> s2 0.8 5, s1 0.2 -1; s1 stay -> s1 1; s2 go -> s1 2' --trajectory 's1 go s2 go s1' "
        "--policy 's1 go 0.75, stay 0.25; s2 go'",
        "--world frozen-lake --policy 'right' --trajectory 'r1c1 right r1c2 right r2c2'",
    ),
)  # fmt: skip
