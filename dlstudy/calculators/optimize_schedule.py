"""The learning rate of an optimiser's steps: a formula of t, or the rates one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import Lines, alpha
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Mistake, Step
from dlstudy.symbolic.evaluate import evaluate, substitute
from dlstudy.symbolic.params import Written
from dlstudy.symbolic.reading import read, read_value
from dlstudy.symbolic.tree import Letter, Node, letters, letters_of, node

t_, T = letters("t T")


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
    source = source.translate(str.maketrans("，（）", ",()"))
    if "," in source and "(" not in source:
        return Schedule(source, None, tuple(_rate(part) for part in source.split(",") if part.strip()))
    return Schedule(source, read(source, (alpha, t_, T)))


def _rate(part: str) -> Any:
    value = read_value(part.strip())
    if value < 0:
        raise LearnerError(_("a learning rate is not negative", "学习率不能为负"))
    return value


SCHEDULE = Written(
    Letter("schedule"),
    "schedule",
    _(
        "learning rate of step t = 1, 2, … of T: a formula (alpha/(1 + 0.1*t), alpha*0.96^(t - 1)) or a list",
        "第 t = 1, 2, …（共 T）步的学习率：公式（alpha/(1 + 0.1*t)、alpha*0.96^(t - 1)）或逐个列出",
    ),
    reader=read_schedule,
)


def rate_line(given: SimpleNamespace, t: int) -> Lines:
    """The learning rate of step t, where there is a schedule."""
    if given.schedule is not None:
        why = _("the learning rate of this step", "这一步的学习率")
        yield Step(alpha[t], given.schedule.formula(t, given.steps), why)


def scheduled(line: Step | Do, given: SimpleNamespace, t: int) -> Step | Do:
    """The line with the learning rate of step t in α's place."""
    if given.schedule is None or isinstance(line, Do):
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
)
