"""Which samples each step of gradient descent sees, all or batches in a given order; and what their losses add up to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Letter, Node

MOST_STEPS = 1000
MOST_VISITS = 400


def steps_param(default: int) -> Int:
    """The parameter for the number of updates."""
    return Int(
        Letter("K"),
        "steps",
        _("steps of gradient descent", "梯度下降的步数"),
        low=1,
        high=MOST_STEPS,
        default=default,
        letters=False,
    )


def batch_param() -> Int:
    """The parameter for the batch size."""
    return Int(Letter("B"), "batch_size", _("samples of a batch: 1 is stochastic gradient descent; all unless given",
                                            "批量大小：1 即随机梯度下降；默认用全部样本"), low=1, high=10**6, letters=False)  # fmt: skip


def order_param() -> Array:
    """The parameter for the order of the samples."""
    return Array(Letter("order"), "order", _("the order in which samples are drawn, the same in every pass (1 2 3 …)",
                                             "样本的抽取次序，每轮相同（默认 1 2 3 …）"), shape=("drawn",))  # fmt: skip


def reduction_param() -> Choice:
    """The parameter for what is made of the samples' losses, and so of their gradients."""
    return Choice(Letter("reduction"), "reduction", _("how the samples' losses are combined", "各样本损失如何合并"), default="mean",
                  options={"mean": _("their mean (the course)", "平均（课程约定）"), "sum": _("their sum", "求和")})  # fmt: skip


def in_batches(given: SimpleNamespace) -> bool:
    """Whether a step sees other samples than all of them."""
    return given.batch_size is not None or given.order is not None


def told(values: dict[str, Any]) -> bool:
    """The same of values that are not completed yet."""
    return in_batches(SimpleNamespace(**values))


def trained(given: SimpleNamespace) -> bool:
    """Whether more is asked for than one step on all samples."""
    return given.steps > 1 or in_batches(given)


def shared(given: SimpleNamespace, whole: Node, number: Node, size: int) -> Node:
    """What the samples add up to; their mean where there are several, unless the sum is asked for."""
    return whole / number if size > 1 and given.reduction == "mean" else whole


def refuse_training(values: dict[str, Any]) -> None:
    """Refuses several steps, or steps on batches, where scores are given instead of samples."""
    if told(values) or values["steps"] != 1:
        text = _(
            "steps, batch_size and order need samples: give x and w", "steps、batch_size、order 需要样本：请给出 x 与 w"
        )
        raise LearnerError(text)


def seen(given: SimpleNamespace, count: int) -> list[tuple[int, ...]]:
    """The samples of every step, counted from 1; the last batch of a pass may be smaller."""
    order = tuple(range(1, count + 1)) if given.order is None else given.order.rows[0]
    size = given.batch_size or len(order)
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    return [batches[t % len(batches)] for t in range(given.steps)]


def batches_fit(given: SimpleNamespace, count: int) -> bool:
    """Whether the order names samples, and a batch is no larger than a pass; refused by what is wrong."""
    order = range(1, count + 1) if given.order is None else given.order.rows[0]
    if any(not isinstance(i, int) or not 1 <= i <= count for i in order):
        raise LearnerError(_("order: samples are numbered from 1 to {n}", "order：样本编号从 1 到 {n}")(n=count))
    if given.batch_size is not None and given.batch_size > len(order):
        text = _(
            "batch_size: a batch has at most the {n} samples of a pass", "batch_size：一个批量最多含一轮的 {n} 个样本"
        )
        raise LearnerError(text(n=len(order)))
    return True


def of_step(t: int, chosen: tuple[int, ...]) -> Text:
    """The heading of a step and the samples it sees."""
    return _("step {t}, samples {which}", "第 {t} 步，样本 {which}")(t=t, which=", ".join(map(str, chosen)))


def chosen_rows(symbol: Letter, source: Letter, chosen: tuple[int, ...], why: Text, group: Text) -> Do:
    """The rows of the samples that a step sees."""
    return Do(symbol, lambda known: Grid(known[source].rows[i - 1] for i in chosen), (source,), why, group)


def chosen_entries(symbol: Letter, source: Letter, chosen: tuple[int, ...], why: Text, group: Text) -> Do:
    """The entries, in a row of one for each sample, of the samples that a step sees."""
    return Do(symbol, lambda known: Grid([[known[source].rows[0][i - 1] for i in chosen]]), (source,), why, group)


def cut_again(given: SimpleNamespace, count: int) -> list[list[int]]:
    """The same for a reference, from the cutting of an epoch: the samples of every step, counted from 0."""
    from itertools import cycle, islice

    from dlstudy.reference.batches import cut

    order = list(range(count)) if given.order is None else [i - 1 for i in given.order.rows[0]]
    pieces = [[order[i] for i in piece] for piece in cut(len(order), given.batch_size or len(order), drop_last=False)]
    return list(islice(cycle(pieces), given.steps))


def few_visits(given: SimpleNamespace, count: int) -> bool:
    """Whether the samples seen in all steps are few enough to be worked with 30 digits."""
    return bool(given.steps * min(count, given.batch_size or count) <= MOST_VISITS)
