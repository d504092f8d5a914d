"""What learning in a world asks for and gives, by temporal differences or Monte Carlo: parameters, outputs, refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.td_learning import best, error, returned, truth, worth
from dlstudy.calculators.td_lines import curve
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Output
from dlstudy.symbolic.params import Choice, Int
from dlstudy.symbolic.tree import Letter, letters

seed, T = letters("seed T")
MOST_WORKED = 10**6  # steps that a run may take, to be run by both roads
SEED = Int(seed, "seed", _("seed of the random numbers", "随机数种子"), low=0, high=10**9, default=0)
MOST_STEPS = Int(T, "most_steps", _("an episode is cut off after so many steps", "每条轨迹最多的步数"), low=1, high=100_000, default=1000)  # fmt: skip


def begin_param(start: Text, anywhere: Text) -> Choice:
    """The parameter `begin`, its two options described."""
    text = _("in a world: where an episode begins", "在环境中：轨迹从哪里开始")
    return Choice(Letter("begin"), "begin", text, options={"start": start, "anywhere": anywhere})


def settled_begin(values: dict[str, Any], rule: str) -> str:
    """Where episodes begin: as given, else by the `rule`; anywhere, where the start is an end."""
    world = values["world"]
    over = world.terminal[world.start]
    begin: str = values["begin"] or ("anywhere" if over else rule)
    if over and begin == "start":
        raise LearnerError(_("the start is a terminal state: mark another with S (start: …), or begin anywhere",
                             "初始状态就是终止状态：请用 S（或 start: …）另行标出初始状态，或选 anywhere"))  # fmt: skip
    return begin


def run_outputs(names: Callable[[SimpleNamespace], Sequence[str]]) -> tuple[Output, ...]:
    """How a run went, and how far what it learnt is from the truth; `names` are those of the states."""
    return (
        Output(curve, "curve", _("learning curve", "学习曲线"), "table"),
        Output(returned, "mean_return", _("mean return while learning (undiscounted)", "学习过程中的平均回报（不折扣）")),
        Output(worth, "greedy_value", _("value of the greedy policy where episodes begin", "贪心策略在轨迹起点的值")),
        Output(best, "optimal_value", _("optimal value where episodes begin", "轨迹起点的最优值")),
        Output(truth, "truth", _("true values of the policy", "策略的真实值"), "vector", rows=names),
        Output(error, "error", _("distance from the true values (RMS)", "与真实值的均方根误差")),
    )  # fmt: skip
