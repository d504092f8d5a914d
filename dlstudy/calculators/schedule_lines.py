"""The lines of each learning-rate schedule, and the same by a loop."""

from __future__ import annotations

from collections.abc import Generator
from math import exp
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Letter, Node, Num, Op, floor, function, letter, letters, sqrt

t, e, b, T, w, d, k, u, s = letters("t e b T w d k u s")
alpha_0, alpha_t, alpha_min = letter("alpha_0"), Letter("alpha_t"), Letter("alpha_min")
marks, cycle, x = letters("marks m x")

Lines = Generator[Step | Do, Any, None]
PI = Op("pi", ())
DECAYS = ("step", "piecewise", "inverse-time", "inverse-sqrt", "exponential", "natural-exponential")
COSINES = ("cosine", "warm-restarts")
PERIODIC = ("step", "cosine", "warm-restarts", "cyclical")


def counted(given: SimpleNamespace) -> Letter:
    """The letter of the steps that have passed: t itself where counting starts at 0."""
    return t if given.first == 0 or given.kind in ("transformer", "warmup") else e


def steps(given: SimpleNamespace) -> Lines:
    n = counted(given)
    if n is e:
        yield Step(e, t - 1, _("epochs passed: counting starts at 1", "已过的轮数：从 1 数起"))
    if warming(given):
        yield Step(alpha_t, risen(n), WHY["warmup"])
        return
    yield from _before(given, n)
    yield Step(alpha_t, formula(given), WHY[given.kind])


def passed(given: SimpleNamespace) -> Any:
    """The steps that have passed before t."""
    return given.t if counted(given) is t else given.t - 1


def warming(given: SimpleNamespace) -> bool:
    """Whether t lies in the warm-up that precedes a cosine."""
    return given.kind in COSINES and given.warmup is not None and passed(given) < given.warmup


def risen(n: Letter) -> Node:
    """On the straight line from 0 to α₀."""
    return n / w * alpha_0


def _before(given: SimpleNamespace, n: Letter) -> Lines:
    """What a schedule needs to know first."""
    if given.kind == "step":
        yield Step(k, floor(n / T), _("whole periods passed", "已过的完整周期数"))
    elif given.kind == "piecewise":
        yield Do(k, lambda known: sum(1 for mark in known[marks].rows[0] if mark <= known[n]), (marks, n),
                 _("marks reached", "已到达的分界点个数"))  # fmt: skip
    elif given.kind in COSINES:
        if given.warmup is not None:
            yield Step(s, n - w, _("steps since the end of the warm-up", "预热结束以来的步数"))
        yield _on_the_cosine(given, n if given.warmup is None else s)
    elif given.kind == "cyclical":
        yield Step(cycle, floor(1 + n / (2 * T)), _("number of the cycle", "第几个循环"))
        yield Step(x, function("abs", n / T - 2 * cycle + 1), _("distance from the cycle's middle", "离循环中点的距离"))


def _on_the_cosine(given: SimpleNamespace, n: Letter) -> Step:
    """How far along its cosine a step is."""
    if given.kind == "warm-restarts":
        return Step(u, function("mod", n, T), _("steps since the last restart", "自上次重启以来的步数"))
    if given.after == "fixed":
        return Step(u, function("min", n, span(given)), _("after T steps the rate stays", "T 步以后不再变化"))
    return Step(u, n, _("steps on the cosine", "余弦曲线上的步数"))


def span(given: SimpleNamespace) -> Node:
    """The steps of a cosine: up to T, of which a warm-up takes its own."""
    return T - w if given.kind == "cosine" and given.warmup is not None else T


def formula(given: SimpleNamespace) -> Node:
    """The learning rate of step t; a decay ends at its least rate, where it has one."""
    n = counted(given)
    if given.kind in DECAYS:
        rate = decay(given, n)
        return rate if given.least == 0 else function("max", rate, alpha_min)
    if given.kind == "warmup":
        share = function("min", n / w, Num(1))
        return share * alpha_0 if given.least == 0 else alpha_min + (alpha_0 - alpha_min) * share
    if given.kind == "transformer":
        return 1 / sqrt(d) * function("min", 1 / sqrt(n), n / (w * sqrt(w)))
    if given.kind == "cyclical":
        return alpha_min + (alpha_0 - alpha_min) * function("max", Num(0), 1 - x)
    return cosine(u, given)


def decay(given: SimpleNamespace, n: Letter) -> Node:
    """A rate that only falls."""
    if given.kind == "inverse-time":
        return alpha_0 / (1 + b * n)
    if given.kind == "inverse-sqrt":
        return alpha_0 / sqrt(n + 1)
    if given.kind == "exponential":
        return alpha_0 * b**n
    if given.kind == "natural-exponential":
        return alpha_0 * function("exp", -(b * n))
    return alpha_0 * b**k


def cosine(place: Node, given: SimpleNamespace) -> Node:
    """Half a cosine from α₀ down to α_min."""
    return alpha_min + (alpha_0 - alpha_min) / 2 * (1 + function("cos", PI * place / span(given)))


WHY = {
    "step": _("multiplied by b once a period", "每过一个周期乘一次 b"),
    "piecewise": _("multiplied by b at every mark", "每到一个分界点乘一次 b"),
    "inverse-time": _("inverse-time decay", "逆时衰减"),
    "inverse-sqrt": _("one over the root of the step", "按步数平方根的倒数衰减"),
    "exponential": _("exponential decay", "指数衰减"),
    "natural-exponential": _("natural exponential decay", "自然指数衰减"),
    "cosine": _("half a cosine from the initial to the least rate", "沿半个余弦从初值降到最小值"),
    "warm-restarts": _("a cosine that starts anew every T steps", "每 T 步重新开始的余弦"),
    "warmup": _("warm-up: linear to the initial rate, then level", "预热：线性升到初始学习率，之后不变"),
    "transformer": _("linear up to step w, then like 1/√t", "前 w 步线性上升，之后按 1/√t 下降"),
    "cyclical": _("up and down between the least rate and α₀", "在最小学习率与 α₀ 之间往复"),
}


def rate(given: SimpleNamespace) -> float:
    """The rate kept step by step, by geometry instead of the formula."""
    n, high, low = passed(given), float(given.learning_rate), float(given.least)
    if given.kind in DECAYS:
        return max(_decayed(given, n, high), low)
    return _shaped(given, n, high, low)


def _decayed(given: SimpleNamespace, n: int, high: float) -> float:
    from dlstudy.reference import schedules as s

    if given.kind == "inverse-sqrt":
        return s.inverse_root(high, n)
    factor = float(given.decay)
    if given.kind == "inverse-time":
        return s.inverse_time(high, factor, n)
    if given.kind == "exponential":
        return s.multiplied(high, factor, n)
    if given.kind == "natural-exponential":
        return s.multiplied(high, exp(-factor), n)
    if given.kind == "step":
        return s.decayed_in_steps(high, factor, list(range(given.period, n + 1, given.period)), n)
    return s.decayed_in_steps(high, factor, [int(mark) for mark in given.milestones.rows[0]], n)


def _shaped(given: SimpleNamespace, n: int, high: float, low: float) -> float:
    from dlstudy.reference import schedules as s

    if given.kind == "warmup":
        return s.warmed_up(high, given.warmup, n, low)
    if given.kind == "transformer":
        return s.transformer(given.width, given.warmup, n)
    if given.kind == "cyclical":
        return s.triangular(low, high, given.period, n)
    if warming(given):
        return s.warmed_up(high, given.warmup, n)
    n, steps = n - (given.warmup or 0), given.period - (given.warmup or 0)
    if given.kind == "warm-restarts":
        return s.annealed(high, low, n % given.period / given.period)
    return s.annealed(high, low, (min(n, steps) if given.after == "fixed" else n) / steps)
