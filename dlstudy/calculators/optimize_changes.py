"""What is done to a step from outside the method: the gradient clipped, the learning rate scheduled."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import Lines, alpha, g
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Do, Mistake, Step
from dlstudy.symbolic.evaluate import evaluate, substitute
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Param, Real, Written
from dlstudy.symbolic.reading import read, read_value
from dlstudy.symbolic.tree import Letter, Node, function, letters, letters_of, node

g_raw, n, c, t_, T = letters("g_raw n c t T")
SLACK = Fraction(1, 10**6)  # torch.nn.utils.clip_grad_norm_ divides by ‖g‖ + 1e-6


@dataclass(frozen=True, slots=True)
class Schedule:
    """The learning rate of every step: a formula of t, or the rates one by one."""

    source: str
    tree: Node | None
    listed: tuple[Any, ...] = ()

    def formula(self, t: int, steps: int) -> Node:
        """α of step t, counted from 1."""
        if self.tree is None:
            return node(self.listed[t - 1])
        return substitute(self.tree, {t_: t, T: steps})

    def rates(self, learning_rate: Any, steps: int) -> list[Any]:
        """The rates of all steps as numbers."""
        if self.tree is None:
            return list(self.listed[:steps])
        return [evaluate(self.tree, {t_: t, T: steps, alpha: learning_rate}) for t in range(1, steps + 1)]


def read_schedule(source: str) -> Schedule:
    """The schedule that is written: `alpha/(1 + 0.1*t)`, or `0.1, 0.1, 0.05`."""
    if "," in source and "(" not in source:
        return Schedule(source, None, tuple(_rate(part) for part in source.split(",") if part.strip()))
    return Schedule(source, read(source, (alpha, t_, T)))


def _rate(part: str) -> Any:
    value = read_value(part.strip())
    if value < 0:
        raise LearnerError(_("a learning rate is not negative", "学习率不能为负"))
    return value


PARAMS: tuple[Param, ...] = (
    Written(
        Letter("schedule"),
        "schedule",
        _(
            "learning rate of step t = 1, 2, … of T: a formula (alpha/(1 + 0.1*t), alpha*0.96^(t - 1)) or a list",
            "第 t = 1, 2, …（共 T）步的学习率：公式（alpha/(1 + 0.1*t)、alpha*0.96^(t - 1)）或逐个列出",
        ),
        reader=read_schedule,
    ),
    Real(c, "clip_norm", _("clip gradients longer than this", "按模截断：梯度的模超过此数时截断"), low=0, open="("),
    Real(
        c, "clip_value", _("clip every component to ±this", "按值截断：每个分量限制在 ± 此数之内"), low=0, open="("
    ),
)  # fmt: skip


def fits(values: Mapping[str, Any], takes: Mapping[str, Any], method: str) -> None:
    """Refuses what cannot be combined."""
    schedule: Schedule | None = values["schedule"]
    clips = [values["clip_norm"], values["clip_value"]]
    if None not in clips:
        raise LearnerError(_("clip by norm or by value, not both", "按模截断与按值截断只选一种"))
    if any(isinstance(clip, Node) for clip in clips):
        raise LearnerError(_("the bound of clipping has to be a number", "截断的阈值必须是数"))
    if any(clip is not None for clip in clips) and isinstance(values.get("learning_rate"), Node):
        raise LearnerError(_("clipping needs numbers throughout", "截断时其余各量也必须是数"))
    if schedule is None:
        return
    if "learning_rate" not in takes:
        text = _("{method} has no learning rate to schedule here", "{method} 在这里没有学习率，无从调整")
        raise LearnerError(text(method=method))
    if schedule.tree is None and len(schedule.listed) < values["steps"]:
        text = _("{n} learning rates, but {steps} steps", "只给了 {n} 个学习率，却要走 {steps} 步")
        raise LearnerError(text(n=len(schedule.listed), steps=values["steps"]))
    if any(not isinstance(r, Node) and compare(r, 0) < 0 for r in _spread(schedule, values)):
        raise LearnerError(_("the schedule's learning rate turns negative", "学习率调度给出了负的学习率"))


def _spread(schedule: Schedule, values: Mapping[str, Any]) -> list[Any]:
    return schedule.rates(values["learning_rate"], values["steps"])


def rate_line(given: SimpleNamespace, t: int) -> Lines:
    """The learning rate of step t, where there is a schedule."""
    if given.schedule is not None:
        yield Step(
            alpha[t], given.schedule.formula(t, given.steps), _("the learning rate of this step", "这一步的学习率")
        )


def scheduled(line: Step | Do, given: SimpleNamespace, t: int) -> Step | Do:
    """The line with the learning rate of step t in α's place."""
    if given.schedule is None or isinstance(line, Do) or line.symbol == alpha[t]:
        return line
    return line._replace(expr=_at(line.expr, t))


def _at(tree: Any, t: int) -> Any:
    return substitute(tree, {alpha: alpha[t]}) if isinstance(tree, Node) and alpha in letters_of(tree) else tree


def swapped(swap: Any) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """A mistake's swap, under a schedule with the learning rate of the step in α's place."""

    def each(new: Any) -> Any:
        return (lambda *index: _at(new(*index), index[0])) if callable(new) else new

    def changed(given: SimpleNamespace) -> dict[Letter, Any]:
        found = swap(given) if callable(swap) else swap
        return dict(found) if given.schedule is None else {letter: each(new) for letter, new in found.items()}

    return changed


def clipped(met: Step | Do, given: SimpleNamespace, t: int) -> Generator[Step | Do, Any, Any]:
    """The gradient as met, and the one the method is given (which comes back): one line where nothing is clipped."""
    if given.clip_norm is None and given.clip_value is None:
        return (yield met)
    yield met._replace(symbol=g_raw[t])
    if given.clip_value is not None:
        return (yield Step(g[t], boxed(t), _("every component kept within ±c", "每个分量限制在 ±c 之内")))
    slack = SLACK if given.convention == "pytorch" else Fraction(0)
    length = yield Step(n[t], function("norm", g_raw[t]), _("the length of the gradient", "梯度的模"))
    if compare(length + slack, given.clip_norm) > 0:
        why = _("longer than c: shortened to c, the direction kept", "模超过 c：缩到 c，方向不变")
        return (yield Step(g[t], shortened(t, given.convention), why))
    return (yield Step(g[t], g_raw[t], _("not longer than c: left as it is", "模不超过 c：不变")))


def boxed(t: int) -> Node:
    """Clipping by value: max(min(g, c), −c)."""
    return function("max", function("min", g_raw[t], c), -c)


def shortened(t: int, convention: str) -> Node:
    """Clipping by norm of a gradient that is too long."""
    return c / (n[t] + SLACK if convention == "pytorch" else n[t]) * g_raw[t]


def clip_reference(gradient: Any, given: SimpleNamespace) -> Any:
    """The gradients as the reference meets them."""
    from dlstudy.reference.clipping import of_each, within_ball, within_box

    if given.clip_value is not None:
        bound = float(given.clip_value)
        return of_each(lambda met: within_box(met, -bound, bound), gradient)
    if given.clip_norm is not None:
        slack = float(SLACK) if given.convention == "pytorch" else 0.0
        return of_each(lambda met: within_ball(met, float(given.clip_norm), slack), gradient)
    return gradient


def _from_zero(given: SimpleNamespace) -> dict[Letter, Any]:
    tree = given.schedule.tree
    return {alpha[t]: substitute(tree, {t_: t - 1, T: given.steps}) for t in range(1, given.steps + 1)}


def _in_formula(given: SimpleNamespace) -> bool:
    return given.schedule is not None and given.schedule.tree is not None and t_ in letters_of(given.schedule.tree)


MISTAKES = (
    Mistake(
        "schedule-forgotten",
        _("the learning rate changes from step to step", "学习率逐步变化，不是常数"),
        lambda given: {alpha[t]: alpha for t in range(1, given.steps + 1)},
        _in_formula,
    ),
    Mistake(
        "schedule-from-zero",
        _("steps counted from t = 0", "步数从 t = 0 数起"),
        _from_zero,
        _in_formula,
        convention=True,
    ),
    Mistake(
        "not-clipped",
        _("the gradient is beyond the bound: clip it first", "梯度超出阈值：要先截断"),
        {g: lambda t: g_raw[t]},
        lambda given: given.clip_norm is not None or given.clip_value is not None,
    ),
    Mistake(
        "always-rescaled",
        _("a gradient shorter than the bound is left as it is", "模不超过阈值的梯度不变"),
        {g: lambda t: c / n[t] * g_raw[t]},
        lambda given: given.clip_norm is not None and given.convention != "pytorch",
    ),
    Mistake(
        "clipped-by-value",
        _("by norm, all components shrink by one factor", "按模截断时各分量按同一比例缩小"),
        {g: boxed},
        lambda given: given.clip_norm is not None and isinstance(given.start, Grid),
    ),
)
