"""What an optimiser is given: defaults by method and convention, and what does not fit together refused."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from dlstudy.calculators.objectives import Objective, read_objective
from dlstudy.calculators.optimize_schedule import Schedule
from dlstudy.calculators.optimizers import Method, methods
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Node

OBJECTIVE_STEPS = 10
LETTER_STEPS = (3, 20)  # on an objective the degree grows with every step; on given gradients only the length
EXAMPLE = Grid([[Fraction(1, 2)], [Fraction(-1, 5)], [Fraction(1, 10)]])  # worked where nothing at all is given
Values = dict[str, Any]


def rates() -> set[str]:
    """The names of all parameters that belong to methods."""
    return {param.name for method in methods().values() for param in method.params}


def complete_given(values: Values) -> Values:
    """The values with every gap filled; a single parameter's start is a number, several are a row."""
    method = methods()[values["method"]]
    _fill_rates(method, values)
    if isinstance(values["steps"], Node):
        raise LearnerError(_("steps: a number is asked for", "steps：这里要一个整数"))
    if values["objective"] is not None:
        _from_objective(values)
    else:
        _from_list(values)
    _clip_once(values)
    _penalty_once(values)
    if values["schedule"] is not None:
        _schedule_fits(method, values)
    _stay_algebraic(method, values)
    return values


def _stay_algebraic(method: Method, values: Values) -> None:
    """Refuses letters for numbers where no short formula would come out."""
    typed = [name for name in sorted(rates() | {"l2"}) if isinstance(values[name], Node)]
    for name in typed:
        if name not in method.algebraic:
            raise LearnerError(_("{name}: a number is asked for", "{name}：这里要一个数")(name=name))
    most = LETTER_STEPS[values["objective"] is None]
    if typed and values["steps"] > most:
        raise LearnerError(_("with letters at most {n} steps are taken here", "以字母代数时这里最多 {n} 步")(n=most))
    if typed and isinstance(values["start"], Grid):
        raise LearnerError(_("letters for numbers need a single parameter θ", "以字母代数时只能有一个参数 θ"))


def _fill_rates(method: Method, values: Values) -> None:
    convention = method.conventions.get(values["convention"])
    if convention is None:
        text = _("{method} has the conventions {known}", "{method} 的约定有 {known}")
        raise LearnerError(text(method=method.name, known=", ".join(method.conventions)))
    for name in rates():
        if name in convention.defaults:
            values[name] = convention.defaults[name] if values[name] is None else values[name]
        elif values[name] is not None:
            text = _(
                "{method} has no {name} under the convention {convention}; it takes {known}",
                "{method} 在约定 {convention} 下没有 {name}，它的参数是 {known}",
            )
            known = ", ".join(convention.defaults)
            raise LearnerError(text(method=method.name, name=name, convention=values["convention"], known=known))


def _from_objective(values: Values) -> None:
    if values["gradients"] is not None and values["gradients"] is not EXAMPLE:
        raise LearnerError(_("give gradients or an objective, not both", "gradients 与 objective 只能给一个"))
    values["gradients"] = None
    objective: Objective = values["objective"]
    if values["variables"] is not None:
        objective = values["objective"] = read_objective(objective.source, values["variables"])
    if values["start"] is None:
        text = _("start is needed: a number for each of {letters}", "缺少 start：为 {letters} 各给一个初值")
        raise LearnerError(text(letters=", ".join(map(repr, objective.letters))))
    values["start"] = _fitting(values["start"], len(objective.letters))
    values["steps"] = values["steps"] or OBJECTIVE_STEPS


def _from_list(values: Values) -> None:
    """One row of gradients is one parameter's, step by step, unless the start says that there are as many parameters."""
    gradients, start = values["gradients"], values["start"]
    if gradients is EXAMPLE and (start is not None or values["steps"] is not None):
        text = _(
            "give gradients, such as 0.5, -0.2, 0.1, or an objective, such as x^2 + 10*y^2",
            "请给出 gradients（如 0.5, -0.2, 0.1）或 objective（如 x^2 + 10*y^2）",
        )
        raise LearnerError(text)
    rows, columns = gradients.shape
    if rows == 1 and columns > 1 and (not isinstance(start, Grid) or start.shape[1] == 1):
        gradients = values["gradients"] = gradients.T
        rows, columns = columns, rows
    values["start"] = _fitting(Grid([[0] * columns]) if start is None else start, columns)
    values["steps"] = values["steps"] or rows
    if values["steps"] > rows:
        text = _("{steps} steps, but only {rows} gradients", "要走 {steps} 步，却只给了 {rows} 个梯度")
        raise LearnerError(text(steps=values["steps"], rows=rows))


def _fitting(start: Any, count: int) -> Any:
    got = start.shape[1] if isinstance(start, Grid) else 1
    if got != count:
        text = _(
            "start: one number for each parameter is asked for, {count} in all; {got} given",
            "start：每个参数一个初值，共需 {count} 个，给出了 {got} 个",
        )
        raise LearnerError(text(got=got, count=count))
    return start.rows[0][0] if isinstance(start, Grid) and count == 1 else start


def _clip_once(values: Values) -> None:
    clips = [values["clip_norm"], values["clip_value"]]
    if None not in clips:
        raise LearnerError(_("clip by norm or by value, not both", "按模截断与按值截断只选一种"))
    if any(isinstance(clip, Node) for clip in clips):
        raise LearnerError(_("the bound of clipping has to be a number", "截断的阈值必须是数"))
    if clips != [None, None] and any(isinstance(value, Node) for value in values.values()):
        raise LearnerError(_("clipping needs numbers throughout", "截断时其余各量也必须是数"))


def _penalty_once(values: Values) -> None:
    """In d2l the penalty belongs to every sample's loss, so that it is not divided by their number."""
    if values["l2"] is not None and values["batch_size"] is not None:
        text = _(
            "with batch_size, give weight_decay instead of l2: of gradient descent they are the same",
            "给出 batch_size 时请用 weight_decay 代替 l2：对梯度下降两者相同",
        )
        raise LearnerError(text)


def _schedule_fits(method: Method, values: Values) -> None:
    schedule: Schedule = values["schedule"]
    if "learning_rate" not in method.conventions[values["convention"]].defaults:
        text = _("{method} has no learning rate to schedule here", "{method} 在这里没有学习率，无从调整")
        raise LearnerError(text(method=method.name))
    if schedule.tree is None and len(schedule.listed) < values["steps"]:
        text = _("{n} learning rates, but {steps} steps", "只给了 {n} 个学习率，却要走 {steps} 步")
        raise LearnerError(text(n=len(schedule.listed), steps=values["steps"]))
    rates = schedule.rates(values["learning_rate"], values["steps"])
    if any(isinstance(rate, Grid | tuple | bool) for rate in rates):
        raise LearnerError(_("the schedule is a formula of t, or a list of rates: 0.1, 0.1, 0.05",
                             "学习率调度请写成 t 的公式，或逐个列出：0.1, 0.1, 0.05"))  # fmt: skip
    if any(not isinstance(rate, Node) and compare(rate, 0) < 0 for rate in rates):
        raise LearnerError(_("the schedule's learning rate turns negative", "学习率调度给出了负的学习率"))


def draw_given(values: Values, rng: random.Random) -> Values:
    """Drawn values made to fit together: only what the method takes, an objective instead of gradients, with a start."""
    method = methods()[values["method"]]
    convention = method.conventions.get(values["convention"])
    takes = set(convention.defaults) if convention is not None else set()
    kept = {name: None if name in rates() - takes else value for name, value in values.items()}
    if kept.get("objective") is not None:
        kept["gradients"] = None
        if kept.get("start") is None:
            objective = read_objective(str(kept["objective"]), kept.get("variables"))
            kept["start"] = ", ".join(str(rng.choice((-2, -1, 1, 2, 3))) for _letter in objective.letters)
    return kept
