"""Monte Carlo in a small world with a seed: episodes run, and what their returns teach, by two roads."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.learning_options import MOST_STEPS, MOST_WORKED, SEED, begin_param, run_outputs, settled_begin
from dlstudy.calculators.mc_episodes import EXAMPLE, read_episodes
from dlstudy.calculators.mdp_maps import POLICY, VALUES
from dlstudy.calculators.mdp_world import action_names, small_enough, state_names, world_param
from dlstudy.calculators.td_learning import controlled, episodes, listed, predicted
from dlstudy.calculators.td_lines import Q_n, pi_n, updates
from dlstudy.calculators.td_tables import begins
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import real
from dlstudy.symbolic.calculator import Do, Output, Table
from dlstudy.symbolic.params import Param, Real, Written
from dlstudy.symbolic.tree import letters
from dlstudy.worlds.policies import policy_in, read_policy
from dlstudy.worlds.sampling import Course, learn

epsilon, pi = letters("epsilon pi")

PARAMS: tuple[Param, ...] = (
    world_param(),
    Written(pi, "policy", _("in a world: a policy to evaluate (else ε-greedy control, which learns Q)",
                            "在环境中：待评估的策略（不给则用 ε-贪心策略学习 Q）"), reader=read_policy),
    Real(epsilon, "epsilon", _("in a world: probability of exploring", "在环境中：探索概率"), low=0, high=1, default=Fraction(1, 10)),
    begin_param(_("the world's start", "环境的初始状态"),
                _("any state and action, equally likely: exploring starts, the default with --method start",
                  "任一状态与动作，等概率：试探性出发（exploring starts），method 为 start 时的默认")),
    SEED,
    MOST_STEPS,
)  # fmt: skip
OUTPUTS = (
    Output(Q_n, "q", _("action values", "动作值"), "matrix", rows=state_names, columns=action_names),
    Output(pi_n, "policy", _("greedy policy", "贪心策略"), "words", rows=state_names),
    POLICY,
    VALUES,
    Output(updates, "updates", _("first updates", "最初的几次更新"), "table"),
    *run_outputs(state_names),
)


def derive(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the policy in its world, how many episodes there are, and where they begin."""
    world, count = values["world"], values["episodes"].count
    if world is None:
        if not values["episodes"].rows:
            raise LearnerError(_("a number of episodes needs a world", "给出轨迹条数时，还要给出 world"))
        return values
    small_enough(world)
    if not count and values["episodes"] is not EXAMPLE:
        raise LearnerError(_("in a world, episodes is their number", "给出 world 时，episodes 是轨迹条数"))
    if values["method"] == "batch-td":
        raise LearnerError(_("batch TD(0) is for given episodes", "批量 TD(0) 用于给定的轨迹"))
    values["episodes"] = values["episodes"] if count else read_episodes("500")
    if values["policy"] is not None:
        values["policy"] = policy_in(world, values["policy"])
    values["begin"] = settled_begin(values, "anywhere" if values["method"] == "start" else "start")
    return values


def worked(given: SimpleNamespace) -> bool:
    """Whether both roads are taken; in a long run, the reference's alone."""
    return given.world is None or given.episodes.count * given.most_steps <= MOST_WORKED


def _numbers(given: SimpleNamespace) -> tuple[Any, ...]:
    rate = None if given.learning_rate is None else float(given.learning_rate)
    explores = given.begin == "anywhere" and given.policy is None
    return (given.method, rate, float(given.discount), float(given.epsilon), given.episodes.count, given.most_steps,
            float(given.start), begins(given), explores)  # fmt: skip


def _chances(given: SimpleNamespace) -> list[list[float]] | None:
    return None if given.policy is None else [[float(p) for p in row] for row in given.policy.chances]


def lines(given: SimpleNamespace) -> Iterator[Do]:
    """What a run by the boxes found, a line each."""
    chances = _chances(given)
    run = learn(given.world, Course(*_numbers(given)), random.Random(given.seed).random, chances)
    found = {"updates": _updates(given, run.first, real)} | episodes(run)
    found |= controlled(given, run.values) if chances is None else predicted(given, run.values, chances)
    yield from listed(found, given.episodes.count, given.seed)


def learned(given: SimpleNamespace) -> Mapping[str, Any]:
    """The same by the reference's road."""
    from dlstudy.calculators import td_relearning as road
    from dlstudy.reference import monte_carlo as mc

    run = mc.learn(road.outcomes(given.world), mc.Course(*_numbers(given)), random.Random(given.seed).random,
                   policy=_chances(given), progress=getattr(given, "progress", None))  # fmt: skip
    found = {"updates": _updates(given, run.first, float)} | road.episodes(run)
    return found | (road.controlled(given, run.values) if given.policy is None else road.predicted(given, run.values))


def _updates(given: SimpleNamespace, kept: Sequence[Sequence[float]], number: Callable[[float], Any]) -> Table:
    world = given.world
    rows = [
        (int(i), int(t), world.states[int(s)], world.actions[int(a)], number(g), number(v)) for i, t, s, a, g, v in kept
    ]
    value = "Q(s, a)" if given.policy is None else "V(s)"
    return Table((_("episode", "轨迹"), "t", "s", "a", "G", value), tuple(rows))
