"""What gradients through time share: targets and losses, how far back a loss reaches, errors passed back.

A loss that is truncated reaches back so many steps, its own included; the state before them is held constant.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.recurrent import ENTRIES, Lines, by_rows, entering, read_given
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Int
from dlstudy.symbolic.tree import Letter, Node, function, letters, total

Y, y, e, l, J, tau = letters("Y y e l J tau")  # noqa: E741
MOST_STEPS, MOST_WIDTH = 6, 8


def target(example: Grid) -> Array:
    """The parameter of the targets."""
    what = _("targets: one row for every step, or one for the last; loss: half the squared error, of softmax and sigmoid outputs the cross-entropy",
             "目标：每个时刻一行，或只给最后时刻一行；损失为平方误差的一半，softmax、sigmoid 输出时为交叉熵")  # fmt: skip
    return Array(Y, "target", what, shape=("targets", "target_width"), default=example)


TRUNCATE = Int(tau, "truncate", _("truncated backpropagation: steps a loss reaches back, its own included",
                                  "截断的随时间反向传播：每个损失向前回传的步数（含本步）"), low=1, high=1000, letters=False)  # fmt: skip
LOSS = Output(J, "loss", _("loss", "损失"))


def differentiates(given: SimpleNamespace) -> bool:
    """Whether gradients are worked."""
    return bool(given.part == "gradients")


def losses(given: SimpleNamespace) -> list[int]:
    """The steps that have a target: all of them, or the last."""
    count, targets = given.x.shape[0], given.target.shape[0]
    return list(range(1, count + 1)) if targets == count else [count]


def reached(given: SimpleNamespace, t: int) -> range:
    """The steps that the loss of step t reaches back to, the latest first."""
    first = 1 if given.truncate is None else max(1, t - given.truncate + 1)
    return range(t, first - 1, -1)


def reaches_back(given: SimpleNamespace) -> bool:
    """Whether some loss reaches an earlier step."""
    return differentiates(given) and any(len(reached(given, t)) > 1 for t in losses(given))


def back(given: SimpleNamespace, weights: Letter, error: Node) -> Node:
    """An error passed back through weights."""
    return error * weights.T if by_rows(given) else weights.T * error


def outer(given: SimpleNamespace, error: Node, entered: Node) -> Node:
    """An error times what entered: the gradient of the weights between them."""
    return entered.T * error if by_rows(given) else error * entered.T


def _squared(t: int, _output: Node) -> Node:
    return function("sum", e[t] ** 2) / 2


def _softmax_entropy(t: int, output: Node) -> Node:
    return -function("sum", function("⊙", y[t], function("ln", output)))


def _sigmoid_entropy(t: int, output: Node) -> Node:
    both = function("⊙", y[t], function("ln", output)) + function("⊙", 1 - y[t], function("ln", 1 - output))
    return -function("sum", both)


MEASURES = {
    "linear": (_squared, _("half the squared error", "平方误差的一半")),
    "softmax": (_softmax_entropy, _("cross-entropy", "交叉熵")),
    "sigmoid": (_sigmoid_entropy, _("cross-entropy of every output", "各输出的二元交叉熵")),
}


def loss_lines(given: SimpleNamespace, result: Callable[[int], Node], output: str = "linear") -> Lines:
    """The loss of every step with a target, and their sum; `result(t)` is what is compared."""
    ends, (measure, what) = losses(given), MEASURES[output]
    why = _("output minus target", "输出减目标") if output == "linear" else _(
        "what the loss does to the scores: output minus target", "损失对净输出 a 的梯度：输出减目标")  # fmt: skip
    for row, t in enumerate(ends, 1):
        group = _("loss of step {t}", "第 {t} 步的损失")(t=t)
        yield Step(y[t], entering(given, row, Y), _("the target", "目标"), group)
        yield Step(e[t], result(t) - y[t], why, group)
        yield Step(l[t], measure(t, result(t)), what, group)
    yield Step(J, total(l[t] for t in ends), _("the loss of the sequence", "整个序列的损失"))


def half_forgotten(result: Callable[[SimpleNamespace, int], Node]) -> Mistake:
    """The convention without the ½."""
    text = _("without the ½ the loss and its gradients double", "没有 ½ 时损失与梯度都加倍")
    return Mistake("half-forgotten", text, lambda v: {
        e: lambda t: 2 * (result(v, t) - y[t]), l: lambda t: function("sum", e[t] ** 2) / 4},
        lambda v: differentiates(v) and getattr(v, "output", "linear") == "linear", convention=True)  # fmt: skip


def one_step_back(when: Callable[[SimpleNamespace], bool] = lambda _v: True) -> Mistake:
    """The truncation taken for one step, where it is longer and `when` holds."""
    text = _("every loss reaches back as far as the truncation allows", "每个损失要回传到截断允许的所有时刻")
    return Mistake("one-step-back", text, {tau: 1}, lambda v: reaches_back(v) and v.truncate is not None and when(v))


def _fits(given: SimpleNamespace) -> bool:
    if given.target is None:
        return True
    rows, columns = given.target.shape
    return rows in (1, given.x.shape[0]) and columns == (getattr(given, "output_size", None) or given.hidden_size)


RULES = (
    Rule(_fits, _("a target has one row for every step, or one for the last, as wide as the output (or the state, without one)",
                  "目标每个时刻一行，或只有最后时刻一行，与输出（没有输出层时为隐状态）同宽")),
    Rule(lambda v: not differentiates(v) or (v.x.shape[0] <= MOST_STEPS and v.hidden_size <= MOST_WIDTH),
         _("gradients are worked for up to 6 steps and 8 units", "梯度只计算不超过 6 步、8 个神经元的情形")),
    Rule(lambda v: v.truncate is None or differentiates(v),
         _("truncate belongs to gradients: give a target", "truncate 只用于求梯度：请给出 target")),
)  # fmt: skip


def own(values: dict[str, Any], example: dict[str, Grid], *names: str) -> bool:
    """Whether one of these arrays is given, and not the example's."""
    return any(values[name] is not None and values[name] is not example.get(name) for name in names)


def has_target(values: dict[str, Any], given: bool, example: dict[str, Grid]) -> None:
    """Refuses gradients of given arrays with the example's target."""
    if values["part"] == "gradients" and given and not own(values, example, "target"):
        raise LearnerError(_("give a target too", "还需给出 target"))


def drawn_target(values: dict[str, Any], rng: random.Random, example: dict[str, Grid], below: str) -> dict[str, Any]:
    """Drawn targets for every step, or for the last, where gradients are to be worked and none were given."""
    fresh = values.get("target") is None or values["target"] is example["target"]
    if values.get("x") is None or values.get("part") != "gradients" or not fresh:
        return values if not fresh else values | {"target": None}
    wide = read_given(values[below], ("hidden", "output")).shape
    count = read_given(values["x"], ("steps", "input")).shape[0]
    columns = wide[1] if values["layout"] == "rows" else wide[0]
    rows = rng.choice((1, count))
    return values | {"target": Grid([rng.choice(ENTRIES) for _j in range(columns)] for _i in range(rows))}
