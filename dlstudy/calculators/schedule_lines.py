"""The lines of each learning-rate schedule, and the same by a loop."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Letter, Node, Num, Op, floor, function, letter, letters, sqrt

t, e, b, T, w, d, k, u = letters("t e b T w d k u")
alpha_0, alpha_t, alpha_min = letter("alpha_0"), Letter("alpha_t"), Letter("alpha_min")
marks, cycle, x = letters("marks m x")

Lines = Generator[Step | Do, Any, None]
PI = Op("pi", ())
DECAYS = ("step", "piecewise", "inverse-time", "exponential", "natural-exponential")
PERIODIC = ("step", "cosine", "warm-restarts", "cyclical")


def counted(given: SimpleNamespace) -> Letter:
    """The letter of the steps that have passed: t itself where counting starts at 0."""
    return t if given.first == 0 or given.kind in ("transformer", "warmup") else e


def steps(given: SimpleNamespace) -> Lines:
    n = counted(given)
    if n is e:
        yield Step(e, t - 1, _("epochs passed: counting starts at 1", "已过的轮数：从 1 数起"))
    yield from _before(given, n)
    yield Step(alpha_t, formula(given), WHY[given.kind])


def _before(given: SimpleNamespace, n: Letter) -> Lines:
    """What a schedule needs to know first."""
    if given.kind == "step":
        yield Step(k, floor(n / T), _("whole periods passed", "已过的完整周期数"))
    elif given.kind == "piecewise":
        yield Do(k, lambda known: sum(1 for mark in known[marks].rows[0] if mark <= known[n]), (marks, n),
                 _("marks reached", "已到达的分界点个数"))  # fmt: skip
    elif given.kind == "cosine" and given.after == "fixed":
        yield Step(u, function("min", n, T), _("after T steps the rate stays", "T 步以后不再变化"))
    elif given.kind == "cosine":
        yield Step(u, n, _("steps on the cosine", "余弦曲线上的步数"))
    elif given.kind == "warm-restarts":
        yield Step(u, function("mod", n, T), _("steps since the last restart", "自上次重启以来的步数"))
    elif given.kind == "cyclical":
        yield Step(cycle, floor(1 + n / (2 * T)), _("number of the cycle", "第几个循环"))
        yield Step(x, function("abs", n / T - 2 * cycle + 1), _("distance from the cycle's middle", "离循环中点的距离"))


def formula(given: SimpleNamespace) -> Node:
    """The learning rate of step t."""
    n = counted(given)
    if given.kind in ("step", "piecewise"):
        return alpha_0 * b**k
    if given.kind == "inverse-time":
        return alpha_0 / (1 + b * n)
    if given.kind == "exponential":
        return alpha_0 * b**n
    if given.kind == "natural-exponential":
        return alpha_0 * function("exp", -(b * n))
    if given.kind == "warmup":
        return function("min", n / w, Num(1)) * alpha_0
    if given.kind == "transformer":
        return 1 / sqrt(d) * function("min", 1 / sqrt(n), n / (w * sqrt(w)))
    if given.kind == "cyclical":
        return alpha_min + (alpha_0 - alpha_min) * function("max", Num(0), 1 - x)
    return cosine(u)


def cosine(place: Node) -> Node:
    """Half a cosine from α₀ down to α_min."""
    return alpha_min + (alpha_0 - alpha_min) / 2 * (1 + function("cos", PI * place / T))


WHY = {
    "step": _("multiplied by b once a period", "每过一个周期乘一次 b"),
    "piecewise": _("multiplied by b at every mark", "每到一个分界点乘一次 b"),
    "inverse-time": _("inverse-time decay", "逆时衰减"),
    "exponential": _("exponential decay", "指数衰减"),
    "natural-exponential": _("natural exponential decay", "自然指数衰减"),
    "cosine": _("half a cosine from the initial to the least rate", "沿半个余弦从初值降到最小值"),
    "warm-restarts": _("a cosine that starts anew every T steps", "每 T 步重新开始的余弦"),
    "warmup": _("warm-up: linear to the initial rate, then level", "预热：线性升到初始学习率，之后不变"),
    "transformer": _("linear up to step w, then like 1/√t", "前 w 步线性上升，之后按 1/√t 下降"),
    "cyclical": _("up and down between the least rate and α₀", "在最小学习率与 α₀ 之间往复"),
}


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The rate kept step by step, by geometry instead of the formula."""
    from dlstudy.reference import schedules as s

    passed = given.t if counted(given) is t else given.t - 1
    high, low = float(given.learning_rate), float(given.least)
    factor = 1.0 if given.decay is None else float(given.decay)  # a kind without decay does not read it
    if given.kind in ("step", "piecewise"):
        at = given.milestones.rows[0] if given.kind == "piecewise" else range(given.period, passed + 1, given.period)
        before = 1 if given.kind == "step" else factor ** sum(mark <= 0 for mark in at)
        return {"rate": s.decayed_in_steps(high * before, factor, [int(mark) for mark in at], passed)}
    if given.kind == "inverse-time":
        return {"rate": s.inverse_time(high, factor, passed)}
    if given.kind == "exponential":
        return {"rate": s.multiplied(high, factor, passed)}
    if given.kind == "natural-exponential":
        import math

        return {"rate": s.multiplied(high, math.exp(-factor), passed)}
    return {"rate": _shaped(given, passed, high, low)}


def _shaped(given: SimpleNamespace, passed: int, high: float, low: float) -> float:
    from dlstudy.reference import schedules as s

    if given.kind == "cosine":
        return s.annealed(high, low, (min(passed, given.period) if given.after == "fixed" else passed) / given.period)
    if given.kind == "warm-restarts":
        return s.annealed(high, low, passed % given.period / given.period)
    if given.kind == "warmup":
        return s.warmed_up(high, given.warmup, passed)
    if given.kind == "transformer":
        return s.transformer(given.width, given.warmup, passed)
    return s.triangular(low, high, given.period, passed)
