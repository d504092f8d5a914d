"""Learning-rate schedules: the rate of a step or an epoch."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.schedule_curve import picture, rates, reference, with_curve
from dlstudy.calculators.schedule_lines import (
    COSINES,
    DECAYS,
    PERIODIC,
    T,
    alpha_0,
    alpha_min,
    alpha_t,
    b,
    cosine,
    counted,
    cycle,
    d,
    decay,
    e,
    k,
    marks,
    passed,
    t,
    u,
    w,
    warming,
    x,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import MAX_BITS, bits, compare, is_exact
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Node, floor, function, sqrt

USUAL: dict[str, dict[str, Any]] = {
    "step": {"decay": Fraction(1, 10), "period": 30}, "piecewise": {"decay": Fraction(1, 10), "milestones": Grid([[30, 80]])},
    "inverse-time": {"decay": Fraction(1, 10)}, "inverse-sqrt": {}, "exponential": {"decay": Fraction(96, 100)},
    "natural-exponential": {"decay": Fraction(4, 100)}, "cosine": {"period": 20, "warmup": None},
    "warm-restarts": {"period": 10, "warmup": None},
    "warmup": {"warmup": 5}, "transformer": {"width": 512, "warmup": 4000}, "cyclical": {"period": 5},
}  # fmt: skip
MOST_POWERS = 1000
EXTRAS = ("decay", "period", "milestones", "warmup", "width")


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Each kind has its own parameters; others are refused, missing ones get their usual value."""
    usual = USUAL[values["kind"]]
    for name in EXTRAS:
        if name in usual:
            values[name] = usual[name] if values[name] is None else values[name]
        elif values[name] is not None:
            text = _("{kind} has no {name}; it takes {known}", "{kind} 没有 {name}，它的参数是 {known}")
            raise LearnerError(text(kind=values["kind"], name=name, known=", ".join((*usual, "learning_rate"))))
    if values["kind"] == "transformer" and values["least"] != 0:
        raise LearnerError(_("the Transformer's schedule has no least rate", "Transformer 的调整方式没有最小学习率"))
    return values


def _by_hand(given: SimpleNamespace) -> bool:
    """Whether the powers stay short enough to be worked exactly."""
    if given.kind not in ("step", "exponential") or any(
        isinstance(v, Node) for v in (given.t, given.decay, given.period)
    ):
        return True
    times = passed(given) if given.kind == "exponential" else passed(given) // given.period
    return times <= MOST_POWERS and (not is_exact(given.decay) or bits(given.decay) * times <= MAX_BITS // 2)


def _whole_marks(given: SimpleNamespace) -> bool:
    return given.milestones is None or all(mark >= 1 and mark == int(mark) for mark in given.milestones.rows[0])


def _warms_up_in_time(given: SimpleNamespace) -> bool:
    if given.kind not in COSINES or given.warmup is None:
        return True
    numbers = not any(isinstance(v, Node) for v in (given.t, given.warmup, given.period))
    return numbers and (given.kind != "cosine" or given.warmup < given.period)


def _cools(*kinds: str) -> Any:
    """Applies to these kinds, once their warm-up is over."""
    return lambda v: v.kind in kinds and not warming(v)


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    kind = values["kind"]
    picks = {"step": ("0.1", "0.5"), "piecewise": ("0.1", "0.5"), "inverse-time": ("0.1", "0.5", "1"),
             "exponential": ("0.96", "0.9", "0.5"), "natural-exponential": ("0.04", "0.1", "0.5")}  # fmt: skip
    if kind in picks and values.get("decay") is None:
        values["decay"] = rng.choice(picks[kind])
    if kind in PERIODIC and values.get("period") is None:
        values["period"] = rng.choice((3, 4, 5, 8))
    if kind == "piecewise" and values.get("milestones") is None:
        values["milestones"] = rng.choice(("2, 4", "3, 6", "4, 9"))
    return values


def _swap(form: Any) -> Any:
    return lambda v: {alpha_t: form(v, counted(v))}


def _only(*kinds: str) -> Any:
    return lambda v: v.kind in kinds


def _still_rising(given: SimpleNamespace) -> bool:
    """Whether t lies in a warm-up that is not followed by anything."""
    return (
        given.kind == "warmup"
        and not isinstance(given.t, Node)
        and not isinstance(given.warmup, Node)
        and passed(given) < given.warmup
    )


def _in_whole_cycles(given: SimpleNamespace) -> dict[Letter, Any]:
    n = counted(given)
    return {cycle: floor(1 + n / T), x: function("abs", 2 * n / T - 2 * cycle + 1)}


MISTAKES = (
    Mistake("counted-from-one", _("epochs counted from 1: one fewer has passed", "轮数从 1 数起：已过的少一轮"),
            lambda v: {t: v.t - 1}, lambda v: v.first == 0 and v.kind not in ("transformer", "warmup") and v.t > 0 and not warming(v),
            convention=True),
    Mistake("counted-from-zero", _("epochs counted from 0: the number is what has passed", "轮数从 0 数起：编号就是已过的轮数"),
            {e: t}, lambda v: counted(v) is e, convention=True),
    Mistake("floor-forgotten", _("a step schedule changes at whole periods only", "分段衰减只在满一个周期时变化"),
            lambda v: {k: counted(v) / T}, _only("step")),
    Mistake("multiplied-not-powered", _("the factor is raised to the power: multiplied once each time", "衰减率要取幂：每次都乘一遍"),
            lambda v: {alpha_t: alpha_0 * b * (counted(v) if v.kind == "exponential" else k)},
            _only("exponential", "step", "piecewise")),
    Mistake("what-is-lost", _("the factor is what is left each time, not what is lost: b, not 1 − b", "衰减率 b 是每次留下的比例，不是减少的比例：乘 b，不乘 1 − b"),
            lambda v: {alpha_t: alpha_0 * (1 - b) ** (counted(v) if v.kind == "exponential" else k)}, _only("exponential", "step", "piecewise")),
    Mistake("denominator-powered", _("the denominator grows by b each time: 1 + bt, no power", "分母每次增加 b，是 1 + bt，不是幂"),
            _swap(lambda _v, n: alpha_0 / (1 + b) ** n), _only("inverse-time")),
    Mistake("root-forgotten", _("the rate falls like 1/√t, not like 1/t", "按 1/√t 衰减，不是按 1/t"), _swap(lambda _v, n: alpha_0 / (n + 1)), _only("inverse-sqrt")),
    Mistake("one-forgotten", _("the denominator is 1 + bt", "分母是 1 + bt"), _swap(lambda _v, n: alpha_0 / (b * n)),
            lambda v: v.kind == "inverse-time"),
    Mistake("root-of-t", _("step t is divided by √(t + 1): the first step has t = 0", "第 t 步除以 √(t + 1)：第一步 t = 0"),
            _swap(lambda _v, n: alpha_0 / sqrt(n)), _only("inverse-sqrt")),
    Mistake("power-for-e", _("natural exponential decay is e to the −bt, not b to the t", "自然指数衰减是 e 的 −bt 次方，不是 b 的 t 次方"),
            _swap(lambda _v, n: alpha_0 * b**n), _only("natural-exponential")),
    Mistake("sign-forgotten", _("the exponent is negative: the rate falls", "指数为负：学习率下降"),
            _swap(lambda _v, n: alpha_0 * function("exp", b * n)), _only("natural-exponential")),
    Mistake("whole-cosine", _("half a cosine, not a whole one: π, not 2π", "只走半个余弦：是 π，不是 2π"),
            lambda v: {alpha_t: cosine(2 * u, v)}, _cools(*COSINES)),
    Mistake("warm-up-forgotten", _("in the warm-up the rate still rises", "预热阶段学习率还在上升"),
            lambda _v: {alpha_t: alpha_0}, lambda v: warming(v) or _still_rising(v)),
    Mistake("warm-up-falling", _("a warm-up rises from its least rate to the initial one", "预热时学习率从最小值升到初始值，不是下降"),
            _swap(lambda _v, n: alpha_0 - (alpha_0 - alpha_min) * n / w), _still_rising),
    Mistake("warm-up-counted", _("the cosine starts where the warm-up ends", "余弦从预热结束处开始"),
            lambda v: {u: counted(v)}, lambda v: v.kind in COSINES and v.warmup is not None and not warming(v)),
    Mistake("least-forgotten", _("the cosine ends at the least rate, not at 0", "余弦降到最小学习率，而不是 0"),
            lambda _v: {alpha_min: 0}, lambda v: v.kind in COSINES and v.least != 0),
    Mistake("from-zero", _("a cycle starts and ends at its least rate, not at 0", "循环的起点和终点是最小学习率，不是 0"),
            lambda _v: {alpha_min: 0}, lambda v: v.kind == "cyclical" and v.least != 0),
    Mistake("whole-cycle", _("T is half a cycle: the rate rises for T steps, then falls for T", "T 是半个循环：先升 T 步，再降 T 步"),
            _in_whole_cycles, _only("cyclical")),
    Mistake("floor-for-least", _("a decay stops at its least rate", "衰减到最小学习率为止"),
            lambda v: {alpha_t: decay(v, counted(v))}, lambda v: v.kind in DECAYS and v.least != 0),
    Mistake("restart-forgotten", _("the cosine starts anew every T steps", "每 T 步要重新开始"),
            lambda v: {u: counted(v)}, lambda v: v.kind == "warm-restarts" and v.warmup is None),
    Mistake("past-the-end", _("after T steps the rate stays at its least", "T 步以后学习率保持最小值"),
            lambda v: {u: counted(v)}, lambda v: v.kind == "cosine" and v.after == "fixed" and v.warmup is None),
    Mistake("no-cap", _("after the warm-up the rate stays at its initial value", "预热结束后学习率保持初始值"),
            _swap(lambda _v, n: n / w * alpha_0), _only("warmup")),
    Mistake("max-for-min", _("the smaller of the two branches counts", "取两项中较小的一项"),
            _swap(lambda _v, n: 1 / sqrt(d) * function("max", 1 / sqrt(n), n / (w * sqrt(w)))), _only("transformer")),
    Mistake("warm-up-to-one", _("the rising branch is t / w^1.5, which meets 1/√t at t = w", "上升段是 t / w^1.5，在 t = w 处与 1/√t 相接"),
            _swap(lambda _v, n: 1 / sqrt(d) * function("min", 1 / sqrt(n), n / w)), _only("transformer")),
    Mistake("width-forgotten", _("the rate is divided by the root of the width", "还要除以模型维数的平方根"),
            _swap(lambda _v, n: function("min", 1 / sqrt(n), n / (w * sqrt(w)))), _only("transformer")),
    Mistake("upside-down", _("a cycle starts at the least rate, and its middle is the top", "循环从最小学习率开始，中点最高"),
            lambda _v: {alpha_t: alpha_min + (alpha_0 - alpha_min) * x}, _only("cyclical")),
)  # fmt: skip

CALCULATOR = Calculator(
    name="schedule",
    title=_("Learning-rate schedules", "学习率调整"),
    topic="schedules",
    source="nndl eqs 7.5 to 7.7; Loshchilov & Hutter (2017); Vaswani et al. (2017), eq. 3; Smith (2017)",
    summary=_(
        "The learning rate of a step or an epoch: step, inverse-time, exponential, cosine, warm-up, cyclical.",
        "某一步（轮）的学习率：分段、逆时、指数、余弦衰减，预热与循环调整。",
    ),
    params=(
        Choice(Letter("kind"), "kind", _("the schedule", "调整方式"), default="exponential", pick=tuple(USUAL), options={
            "step": _("times b every T", "每 T 步乘 b"), "piecewise": _("times b at milestones", "在各分界点乘 b"),
            "inverse-time": _("inverse-time decay", "逆时衰减"),
            "inverse-sqrt": _("over the root of t + 1", "除以 √(t + 1)"), "exponential": _("exponential decay", "指数衰减"),
            "natural-exponential": _("natural exponential decay", "自然指数衰减"), "cosine": _("cosine decay", "余弦衰减"),
            "warm-restarts": _("cosine with warm restarts", "带热重启的余弦"), "warmup": _("linear warm-up", "线性预热"),
            "transformer": _("the Transformer's", "Transformer 的调整方式"), "cyclical": _("triangular cycles", "三角循环")}),
        Int(t, "t", _("the step or epoch asked for", "所求的步数（轮数）"), low=0, high=10**6, default=10, pick=(2, 3, 5, 6, 7, 9, 10, 11)),
        Int(Letter("first"), "first", _("number of the first epoch, 0 or 1", "第一轮的编号：0 或 1"), low=0, high=1, default=0, pick=(0, 1),
            letters=False),
        Real(alpha_0, "learning_rate", _("initial rate; of cycles the largest", "初始学习率；循环调整中为最大值"), low=0, open="(",
             default=Fraction(1, 10), pick=("0.1", "0.2", "0.5", "1")),
        Real(b, "decay", _("decay factor or rate (step 0.1, inverse-time 0.1, exponential 0.96, natural 0.04)",
                           "衰减率（分段 0.1，逆时 0.1，指数 0.96，自然指数 0.04）"), low=0, open="("),
        Int(T, "period", _("T: steps between changes, of a cosine, of half a cycle", "T：分段间隔、余弦总步数或循环半周期"), low=1, high=10**6),
        Array(marks, "milestones", _("epochs at which the rate drops (30, 80)", "学习率下降的轮数（30, 80）"), shape=("milestones",)),
        Real(alpha_min, "least", _("least rate: of a cosine or cycle, where a decay stops, where a warm-up starts",
                                    "最小学习率：余弦或循环的最低点，衰减的下限，预热的起点"), low=0, default=0, pick=("0", "0.01", "0.05")),
        Int(w, "warmup", _("steps of the warm-up (5; Transformer 4000; before a cosine none)",
                                   "预热步数（5；Transformer 为 4000；余弦默认不预热）"), low=1, high=10**6),
        Int(d, "width", _("width of the Transformer (512)", "Transformer 的模型维数（512）"), low=1, high=10**6),
        Choice(Letter("after"), "after", _("what a cosine does after T", "余弦衰减到 T 步以后"), default="fixed", options={
            "fixed": _("stays (d2l, Keras)", "保持不变（动手学、Keras）"), "periodic": _("rises again (PyTorch)", "重新上升（PyTorch）")}),
    ),
    outputs=(
        Output(alpha_t, "rate", _("learning rate", "学习率")),
        Output(rates, "rates", _("rates of the steps", "各步的学习率"), "table"),
    ),
    rules=(
        Rule(lambda v: isinstance(v.t, Node) or v.t >= v.first or v.kind in ("transformer", "warmup"),
             _("t lies before the first epoch", "t 早于第一轮")),
        Rule(lambda v: v.kind != "transformer" or isinstance(v.t, Node) or v.t >= 1,
             _("the Transformer's steps are counted from 1", "Transformer 的步数从 1 数起")),
        Rule(lambda v: v.milestones is None or not isinstance(v.t, Node), _("milestones need a number for t", "分界点需要 t 是具体的数")),
        Rule(_whole_marks, _("milestones are whole numbers from 1 on", "分界点是不小于 1 的整数")),
        Rule(_warms_up_in_time, _("a warm-up before a cosine needs numbers, and ends before T", "余弦之前的预热要给出具体的数，且在 T 步之前结束")),
        Rule(lambda v: isinstance(v.learning_rate, Node) or isinstance(v.least, Node) or compare(v.least, v.learning_rate) <= 0,
             _("the least rate lies above the initial one", "最小学习率大于初始学习率")),
    ),
    steps=with_curve,
    reference=reference,
    picture=picture,
    derive=_derive,
    draw=_draw,
    exact_below=_by_hand,
    mistakes=MISTAKES,
    examples=(
        Example({"kind": "step", "learning_rate": "0.05", "t": 59}, {"rate": Fraction(5, 1000)},
                "torch.optim.lr_scheduler.StepLR, docstring: 0.005 if 30 <= epoch < 60"),
        Example({"kind": "piecewise", "learning_rate": "0.05", "t": 80}, {"rate": Fraction(5, 10000)},
                "torch.optim.lr_scheduler.MultiStepLR, docstring: 0.0005 if epoch >= 80"),
        Example({"kind": "cosine", "period": 1000, "t": 4}, {"rate": 0.0999961}, "mlx.optimizers.cosine_decay, docstring", within=6e-8),
        Example({"kind": "transformer", "t": 4000}, {"rate": 512**-0.5 * 4000**-0.5}, "Vaswani et al. (2017), eq. 3, at its peak"),
        Example({"kind": "inverse-time", "decay": 1, "t": 9}, {"rate": Fraction(1, 100)}, "nndl eq. 7.5, by hand"),
        Example({"kind": "natural-exponential", "t": 25}, {"rate": 0.0367879}, "nndl eq. 7.7: after 1/b steps 1/e is left", within=6e-8),
        Example({"kind": "cosine", "period": 20, "learning_rate": "0.3", "least": "0.01", "t": 30}, {"rate": Fraction(1, 100)},
                "d2l, section Learning Rate Scheduling: the cosine stays at its final rate after 20 updates"),
        Example({"kind": "warm-restarts", "period": 10, "t": 10, "least": "0.01"}, {"rate": Fraction(1, 10)},
                "Loshchilov & Hutter (2017), eq. 5: a restart is back at the top"),
        Example({"kind": "cosine", "learning_rate": "0.1", "warmup": 10, "period": 210, "t": 11}, {"rate": 0.0999938},
                "mlx.optimizers.join_schedules, docstring: 10 steps of warm-up, a cosine of 200", within=6e-8),
        Example({"kind": "cosine", "learning_rate": "0.3", "least": "0.01", "warmup": 5, "period": 20, "t": 4}, {"rate": Fraction(24, 100)},
                "d2l, section Learning Rate Scheduling: the warm-up rises by 0.06 a step"),
        Example({"kind": "warm-restarts", "learning_rate": 10, "warmup": 2, "period": 4, "t": 7}, {"rate": 8.53},
                "transformers, get_cosine_with_hard_restarts_schedule_with_warmup, its test", within=6e-3),
        Example({"kind": "exponential", "learning_rate": 2, "decay": "0.9", "least": "0.01", "t": 60}, {"rate": Fraction(1, 100)},
                "d2l, section Learning Rate Scheduling: a factor of 0.9, stopped at 0.01"),
        Example({"kind": "inverse-sqrt", "t": 3}, {"rate": Fraction(5, 100)}, "d2l, section Learning Rate Scheduling: η₀(t + 1)^(−1/2)"),
        Example({"kind": "warmup", "learning_rate": "0.05", "least": "0.025", "warmup": 4, "t": 1}, {"rate": 0.03125},
                "torch.optim.lr_scheduler.LinearLR, docstring with start_factor = 0.5"),
        Example({"kind": "cyclical", "period": 2000, "learning_rate": "0.006", "least": "0.001", "t": 3000}, {"rate": 0.0035},
                "Smith (2017), section 3.1: step size 2000, from 0.001 to 0.006, half-way down"),
    ),
    usage=(
        "--kind exponential --learning-rate 0.1 --decay 0.96 --t 10",
        "--kind cosine --learning-rate 0.3 --least 0.01 --period 20 --t 5",
        "--kind cosine --learning-rate 0.3 --least 0.01 --period 20 --warmup 5 --t 3",
        "--kind transformer --t 100",
        "--kind inverse-time --learning-rate alpha --decay beta --t 3 --first 1",
    ),
)  # fmt: skip
