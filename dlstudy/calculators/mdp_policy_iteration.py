"""Policy iteration: evaluate a policy, improve it, until nothing gets better; ties never keep it going."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_evaluation import chain, ending, solved, v_pi
from dlstudy.calculators.mdp_maps import POLICY, VALUES, map_lines, maps
from dlstudy.calculators.mdp_policies import discount_param, policy_param, settled_discount
from dlstudy.calculators.mdp_sweeps import (
    NO_ACTION,
    STATE,
    Q,
    V_n,
    action_table,
    action_values,
    best_actions,
    gamma,
    n,
    pi,
)
from dlstudy.calculators.mdp_world import (
    EXAMPLE,
    M,
    action_names,
    chancy,
    discounted_rewards,
    drawn_world,
    equally_likely,
    model,
    most_likely,
    pays,
    state_names,
    world_param,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Run, Step, Table
from dlstudy.symbolic.notation import exact
from dlstudy.symbolic.tree import Letter, Node, Num
from dlstudy.worlds import World
from dlstudy.worlds.bellman import rational
from dlstudy.worlds.policies import Policy

Q_n, pi_n = Letter("Q_n"), Letter("pi_n")
BETTER = Fraction(1, 10**10)  # of the largest value: what an action has to gain to replace the old one
MOST_ROUNDS, MOST_STATES = 100, 70


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    old, policy, k = _named(given.world, given.policy), pi, 0
    while True:
        k += 1
        if k > MOST_ROUNDS:
            raise LearnerError(_("the policy still changes after {k} rounds", "{k} 轮之后策略仍在变化")(k=k - 1))
        group = _("Round {k}", "第 {k} 轮")(k=k)
        ending(given, chain({M: given.world, pi: given.policy, policy: given.policy if policy is pi else old}, policy))
        yield from solved(given.world, policy, (k,), group)
        yield Do(Q[k], action_values(v_pi[k]), (v_pi[k], M, gamma),
                 _("one look-ahead from these values: Σ p (r + γ V(s′))", "由此向前看一步：Σ p (r + γ V(s′))"),
                 group, action_table(v_pi[k]))  # fmt: skip
        new = yield Do(pi[k], improved(k, policy), (M, policy, v_pi[k], Q[k]), _(
            "the best action of each state; the old one stays unless another is better by 1e-10, so that ties end",
            "各状态的最优动作；除非好出 1e-10 以上，否则保留原动作，使并列时也能停止",
        ), group, _improvement(k, policy))  # fmt: skip
        if new == old:
            break
        old, policy = new, pi[k]
    yield from _results(k)
    yield from map_lines(given.world, V_n, pi_n)


def _results(k: int) -> Generator[Step | Do, Any, None]:
    yield Step(n, Num(k), _("evaluations until the policy stayed as it was", "策略不再变化为止的评估次数"))
    yield Step(V_n, v_pi[k], _("the values of the last policy: nothing is better", "最后的策略的状态值：已无法改进"))
    yield Step(Q_n, Q[k], _("its action values", "它的动作值"))
    yield Do(pi_n, lambda known: known[pi[k]], (pi[k],), _("an optimal policy", "最优策略"), table=_final(k))


def _named(world: World, policy: Any) -> tuple[str, ...] | None:
    """A policy as a list of actions, where it leaves nothing to chance."""
    if isinstance(policy, tuple):
        return policy
    if any(0 < p < 1 for row in policy.chances for p in row):
        return None
    return tuple(world.actions[row.index(1)] if 1 in row else NO_ACTION for row in policy.chances)


def improved(k: int, policy: Letter) -> Run:
    """The policy that is greedy for Q[k], its old actions kept where none is better."""

    def run(known: Known) -> tuple[str, ...]:
        world: World = known[M]
        old = _named(world, known[policy])
        least = BETTER * max(Fraction(1), *(abs(Fraction(rational(v))) for v in known[v_pi[k]].rows[0]))
        best = best_actions(world, known[Q[k]])
        new = []
        for s, choices in enumerate(best):
            name = world.actions[choices[0]] if choices else NO_ACTION
            if old is not None and choices:
                worth = [rational(known[Q[k]].rows[s][a]) for a in (world.actions.index(old[s]), choices[0])]
                name = name if worth[1] > worth[0] + least else old[s]
            new.append(name)
        return tuple(new)

    return run


def _improvement(k: int, policy: Letter) -> Callable[[Any, Known], Table]:
    def table(new: tuple[str, ...], known: Known) -> Table:
        world: World = known[M]
        before = _named(world, known[policy]) or _mixed(world, known[policy])
        tied = [" = ".join(world.actions[a] for a in best) for best in best_actions(world, known[Q[k]])]
        marks = ["*" if a != b else "" for a, b in zip(before, new, strict=True)]
        columns: tuple[Text | str, ...] = (
            STATE,
            _("before", "原动作"),
            _("best", "最优"),
            _("now", "新动作"),
            _("changed", "改变"),
        )
        return Table(columns, tuple(zip(world.states, before, tied, new, marks, strict=True)))

    return table


def _mixed(world: World, policy: Policy) -> tuple[str, ...]:
    """What a policy that leaves something to chance does in each state."""
    rows = (zip(row, world.actions, strict=True) for row in policy.chances)
    return tuple(", ".join(f"{action} {exact(p)}" for p, action in row if p) or NO_ACTION for row in rows)


def _final(k: int) -> Callable[[Any, Known], Table]:
    def table(actions: tuple[str, ...], known: Known) -> Table:
        world: World = known[M]
        best = best_actions(world, known[Q[k]])
        ties = [
            " = ".join(world.actions[a] for a in choices if world.actions[a] != action)
            for action, choices in zip(actions, best, strict=True)
        ]
        columns = (STATE, _("action", "动作"), _("equally good", "同样好的"))
        return Table(columns, tuple(zip(world.states, actions, ties, strict=True)))

    return table


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """Policy iteration over arrays of floats, its values confirmed by trying every policy where those are few."""
    import numpy as np

    from dlstudy.reference.policies import brute_force, solve_by_policy_iteration

    mdp, named, discount = model(given.world), _named(given.world, given.policy), float(given.discount)
    if named is None:
        start: Any = np.array([[float(p) for p in row] for row in given.policy.chances])
    else:
        start = np.array([max(0, given.world.actions.index(a)) if a != NO_ACTION else 0 for a in named])
    try:
        plan = solve_by_policy_iteration(mdp, discount, start=start)
    except ArithmeticError:
        raise LearnerError(_("a policy on the way never ends", "途中的某个策略永不终止")) from None
    values = plan.values
    if np.prod(np.maximum(mdp.available.sum(axis=1), 1), dtype=object) <= 100:
        values = brute_force(mdp, discount).values
    names = tuple(NO_ACTION if a < 0 else given.world.actions[a] for a in plan.policy.tolist())
    q = np.where(mdp.available.any(axis=1)[:, None], plan.q, 0.0)
    return {"values": values, "policy": names, "q": q, "rounds": plan.sweeps} | maps(given.world, values, names)


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if values["world"] is EXAMPLE:
        values["world"] = drawn_world(rng)
    return values


def _by_reward(k: int) -> Run:
    """Q[k] from nothing but the rewards."""

    def run(known: Known) -> Any:
        zero = known[v_pi[k]].map(lambda _v: 0)
        return action_values(v_pi[k])({**known, v_pi[k]: zero})

    return run


CALCULATOR = Calculator(
    name="mdp policy-iteration",
    title=_("Policy iteration", "策略迭代"),
    topic="dynamic-programming",
    source="Sutton & Barto (2018), section 4.3; nndl ch. 14; stopping on ties: ibid., exercise 4.4",
    summary=_(
        "Evaluation and improvement in turn, from the uniform policy, until no action gets better.",
        "从均匀随机策略开始，交替进行策略评估与策略改进，直到没有更好的动作为止。",
    ),
    params=(
        world_param(default=EXAMPLE),
        discount_param(),
        policy_param(),
    ),
    outputs=(
        Output(V_n, "values", _("optimal values", "最优状态值"), "vector", rows=state_names),
        Output(pi_n, "policy", _("optimal policy", "最优策略"), "words", rows=state_names),
        Output(Q_n, "q", _("optimal action values", "最优动作值"), "matrix", rows=state_names, columns=action_names),
        Output(n, "rounds", _("evaluations", "评估次数"), "count"),
        VALUES,
        POLICY,
    ),
    rules=(
        Rule(lambda v: not isinstance(v.discount, Node), _("the discount has to be a number here", "折扣率在这里必须是数")),
    ),
    steps=_steps,
    reference=_reference,
    derive=settled_discount,
    draw=_draw,
    exact_below=lambda given: len(given.world.states) <= MOST_STATES,
    mistakes=(
        Mistake("likeliest-only", _("an action's outcomes all count, each by its probability", "动作的各种结果都要按概率计入"),
                lambda v: {M: v.world.changed(most_likely)}, lambda v: chancy(v.world)),
        Mistake("equal-chances", _("the outcomes are not equally likely: weigh them by their probabilities",
                                   "各种结果并非等可能：要按概率加权"),
                lambda v: {M: v.world.changed(equally_likely)}, lambda v: chancy(v.world)),
        Mistake("discounted-reward", _("γ discounts the next state's value, not the immediate reward",
                                       "γ 只乘下一状态的价值，不乘即时奖励"),
                lambda v: {M: discounted_rewards(v.world, v.discount)}, lambda v: v.discount != 1 and pays(v.world)),
        Mistake("first-evaluation", _("these are the values of the first policy, not of the improved one",
                                      "这是初始策略的状态值，不是改进后策略的"), {V_n: v_pi[1]}),
        Mistake("improved-by-reward", _("improvement compares r + γV, not the immediate reward alone",
                                        "策略改进比较的是 r + γV，而不只是即时奖励"),
                {Q: _by_reward}),
        Mistake("evaluated-by-reward", _("evaluation solves the Bellman equation: the immediate reward is only its first term",
                                         "策略评估要解贝尔曼方程：即时奖励只是其中第一项"),
                {v_pi: lambda k: Letter("r", (k,))}),
    ),
    examples=(
        Example({"world": "s1 a1 -> s1 1/2 5, s2 1/2 5; s1 a2 -> s2 1 10; s2 a1 -> s2 -1", "discount": "0.95"},
                {"values": (-8.57142857, -20), "policy": ("a1", "a1")},
                "QuantEcon.py, DiscreteDP, docstring", within=1e-8),
        Example({"world": "young wait -> young 0.1 0, grown 0.9 0; young cut -> young 0; grown wait -> young 0.1 0, old 0.9 0;"
                          "grown cut -> young 1; old wait -> young 0.1 4, old 0.9 4; old cut -> young 2",
                 "discount": "0.9"}, {"values": (26.244, 29.484, 33.484), "policy": ("wait", "wait", "wait")},
                "pymdptoolbox, PolicyIteration, docstring: example.forest()", within=1e-9),
        Example({"world": "gridworld-5x5", "discount": "0.9"},
                {"values": (22.0, 24.4, 22.0, 19.4, 17.5, 19.8, 22.0, 19.8, 17.8, 16.0, 17.8, 19.8, 17.8, 16.0, 14.4,
                            16.0, 17.8, 16.0, 14.4, 13.0, 14.4, 16.0, 14.4, 13.0, 11.7)},
                "Sutton & Barto (2018), figure 3.5", within=0.005),
        Example({"world": "aima-4x3", "discount": 1},
                {"values": (0.812, 0.868, 0.918, 0, 0.762, 0.660, 0, 0.705, 0.655, 0.611, 0.388)},
                "Russell & Norvig (2010), figure 17.3; its ends are worth ±1, here paid on entering", within=6e-4),
    ),
    usage=(
        "--world 's1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 stay -> s2 0; s2 go -> s1 2' --discount 0.9",
        "--world gridworld-4x4 --discount 1",
        "--world cliff --discount 1 --no-steps",
    ),
)  # fmt: skip
