"""Early stopping: validation errors epoch by epoch, the counter of patience, the epoch kept and the epoch it stops at."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import array, entry, only_numbers
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare, subtract
from dlstudy.symbolic.calculator import Calculator, Do, Example, Mistake, Output, Rule, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.meaning import extreme
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Num, letters

E, P, delta, b, c, tau, best, error, stop, spent, table = letters("E P delta b c tau tau_best E_best tau_stop w log")
EPOCH = _("epoch {t}", "第 {t} 轮")
DEFAULT = Grid([[Fraction(x) for x in ("0.9", "0.7", "0.6", "0.62", "0.58", "0.61", "0.6", "0.63", "0.65")]])


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    return values


def better(given: SimpleNamespace, new: Any, old: Any) -> bool:
    """Whether `new` improves on `old` by more than the least improvement."""
    gain = subtract(new, old) if given.mode == "max" else subtract(old, new)
    return bool(compare(gain, given.min_delta) > 0)


def records(given: SimpleNamespace) -> set[int]:
    """The epochs that improve on everything before them."""
    values, found = given.errors.rows[0], {1}
    held = values[0]
    for t, value in enumerate(values, 1):
        if t > 1 and better(given, value, held):
            found.add(t)
            held = value
    return found


def steps(given: SimpleNamespace) -> Any:
    """Epoch by epoch until patience runs out; then what is kept."""
    improved, last = records(given), given.errors.shape[1]
    t = 0
    for t in range(1, last + 1):
        counter = yield from _epoch(t, t in improved)
        if compare(counter, given.patience) >= 0:
            break
    ran_out = compare(counter, given.patience) >= 0
    why = (
        _("patience has run out", "耐心耗尽，停止训练")
        if ran_out
        else _("patience never ran out", "耐心未耗尽，训练到最后一轮")
    )
    yield Step(stop, Num(t), why)
    yield Step(best, tau[t], _("the epoch whose parameters are kept", "保留该轮的参数"))
    yield Step(error, b[t], _("its error", "该轮的验证误差"))
    yield Step(spent, stop - best, _("epochs trained in vain", "多训练的轮数"))
    rows = tuple(range(1, t + 1))
    uses = tuple(letter[i] for i in rows for letter in (E, b, tau, c))
    yield Do(
        table, lambda known: _log(known, rows), uses, _("epoch by epoch", "逐轮记录"), table=lambda value, _known: value
    )


def _epoch(t: int, improved: bool) -> Any:
    """The lines of epoch t; the counter comes back."""
    group = EPOCH(t=t)
    yield entry(E[t], E, t, _("validation error of this epoch", "本轮的验证误差"), group)
    if improved:
        why = _("the best so far", "目前最好") if t > 1 else _("the first epoch is the best so far", "第一轮即目前最好")
        yield Step(b[t], E[t], why, group)
        yield Step(tau[t], Num(t), _("the epoch of the best", "最好的一轮"), group)
        return (yield Step(c[t], Num(0), _("an improvement: the counter starts anew", "有改进：计数清零"), group))
    yield Step(b[t], b[t - 1], _("no better than the best so far", "没有优于目前最好"), group)
    yield Step(tau[t], tau[t - 1], _("the epoch of the best", "最好的一轮"), group)
    return (yield Step(c[t], c[t - 1] + 1, _("no improvement: counted", "无改进：计数加一"), group))


def _log(known: Any, rows: tuple[int, ...]) -> Table:
    heads = (_("epoch", "轮次"), _("validation error", "验证误差"), _("best so far", "目前最好"), _("counter", "计数"))
    return Table(heads, tuple((t, known[E[t]], known[b[t]], known[c[t]]) for t in rows))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The records and the gaps between them."""
    from dlstudy.reference.stopping import by_records

    values = [float(v) for v in array(given.errors)[0]]
    found = by_records(values, given.patience, float(given.min_delta), given.mode == "max")
    log = []
    for t in range(1, found.stop + 1):
        before = by_records(values[:t], len(values) + 1, float(given.min_delta), given.mode == "max").best
        log.append((t, given.errors.rows[0][t - 1], given.errors.rows[0][before - 1], t - before))
    return {
        "best_epoch": found.best,
        "best_error": given.errors.rows[0][found.best - 1],
        "stop_epoch": found.stop,
        "wasted": found.stop - found.best,
        "log": Table(("", "", "", ""), tuple(log)),
    }


def _kept(given: SimpleNamespace) -> dict[Letter, Any]:
    improved = records(given)
    return {c: lambda t: c[t - 1] if t in improved and t > 1 else c[t - 1] + 1 if t > 1 else 0}


def _against_previous(given: SimpleNamespace) -> dict[Letter, Any]:
    values = given.errors.rows[0]
    return {c: lambda t: 0 if t == 1 or better(given, values[t - 1], values[t - 2]) else c[t - 1] + 1}


def _of_all(given: SimpleNamespace) -> dict[Letter, Any]:
    values = given.errors.rows[0]
    at = values.index(extreme(1 if given.mode == "max" else -1)(given.errors))
    return {best: at + 1, error: lambda: lambda _known: values[at]}


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Errors that fall, then wander: worth a patience of two or three."""
    if values["errors"] is DEFAULT:
        falling = sorted((rng.randint(50, 90) for _i in range(rng.choice((3, 4, 5)))), reverse=True)
        wandering = [falling[-1] + rng.choice((-4, -2, 1, 2, 3, 5)) for _i in range(7)]
        marks = [*falling, *wandering]
        values["errors"] = ", ".join(
            str(Fraction(m, 100)) for m in ([100 - m for m in marks] if values["mode"] == "max" else marks)
        )
    return values


MISTAKES = (
    Mistake("counter-kept", _("an improvement sets the counter back to 0", "一有改进，计数就要清零"), _kept),
    Mistake("against-previous", _("compare with the best so far, not with the epoch before", "要与目前最好比，不是与上一轮比"), _against_previous),
    Mistake("last-for-best", _("the parameters of the best epoch are kept, not of the last", "保留最好一轮的参数，不是停止那一轮的"),
            {best: stop}, lambda v: records(v) != set(range(1, v.errors.shape[1] + 1))),
    Mistake("looked-ahead", _("epochs after the stop were never trained", "停止之后的各轮并没有训练"), _of_all),
    Mistake("one-more", _("stops once more than P epochs brought nothing (as PyTorch's ReduceLROnPlateau counts)",
                          "超过 P 轮无改进才停（PyTorch 的 ReduceLROnPlateau 如此计数）"),
            lambda v: {P: v.patience + 1}, convention=True),
    Mistake("any-gain-counts", _("a gain not above the least improvement does not count", "改进不超过最小改进量的不算"),
            {delta: 0}, lambda v: v.min_delta != 0),
)  # fmt: skip

CALCULATOR = Calculator(
    name="early-stopping",
    title=_("Early stopping", "提前停止"),
    topic="gradient-descent",
    source="Goodfellow et al. (2016), algorithm 7.1; keras.callbacks.EarlyStopping",
    summary=_(
        "Which epoch's parameters are kept, and when training stops, from the validation errors and the patience.",
        "由各轮验证误差和耐心值，求保留哪一轮的参数、训练在哪一轮停止。",
    ),
    params=(
        Array(E, "errors", _("validation errors, one an epoch", "各轮的验证误差"), shape=("epochs",), default=DEFAULT),
        Int(P, "patience", _("epochs without improvement that are borne", "容忍多少轮无改进"), low=1, high=1000, default=2, pick=(2, 3)),
        Real(delta, "min_delta", _("an improvement has to exceed this", "改进须超过此数才算"), low=0, default=0, pick=("0", "0", "0.01")),
        Choice(Letter("mode"), "mode", _("which way is better", "哪个方向更好"), default="min", options={
            "min": _("smaller: errors, losses", "越小越好：误差、损失"), "max": _("larger: accuracies", "越大越好：准确率")}),
    ),
    outputs=(
        Output(best, "best_epoch", _("epoch kept", "保留的轮次"), "count"),
        Output(error, "best_error", _("its validation error", "该轮的验证误差")),
        Output(stop, "stop_epoch", _("last epoch trained", "停止的轮次"), "count"),
        Output(spent, "wasted", _("epochs trained in vain", "多训练的轮数"), "count"),
        Output(table, "log", _("epoch by epoch", "逐轮记录"), "table"),
    ),
    rules=(Rule(lambda v: v.errors.shape[1] <= 500, _("at most 500 epochs are worked here", "这里最多计算 500 轮")),),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=(
        Example({"errors": "0.9, 0.7, 0.6, 0.62, 0.58, 0.61, 0.6, 0.63", "patience": 2}, {"best_epoch": 5, "stop_epoch": 7, "best_error": Fraction(58, 100)},
                "Goodfellow et al. (2016), algorithm 7.1 with n = 1 and p = 2, by hand"),
        Example({"errors": "0.5, 0.4, 0.3", "patience": 3}, {"best_epoch": 3, "stop_epoch": 3, "wasted": 0},
                "ibid.: errors that keep falling never stop it"),
        Example({"errors": "0.6, 0.7, 0.72, 0.71, 0.9", "patience": 2, "mode": "max", "min_delta": "0.05"},
                {"best_epoch": 2, "stop_epoch": 4}, "keras.callbacks.EarlyStopping(mode='max', min_delta=0.05), by hand"),
    ),
    usage=(
        "--errors '0.9, 0.7, 0.6, 0.62, 0.58, 0.61, 0.6' --patience 2",
        "--errors '0.6, 0.7, 0.72, 0.71' --mode max --min-delta 0.05",
    ),
)  # fmt: skip
