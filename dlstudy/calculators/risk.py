"""Empirical, structural and expected risk from the losses of samples or outcomes."""

from __future__ import annotations

import random
from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, likely, w, y
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Num, function, letters

y_hat, L, n, p, lam, R, R_exp, G, S, Omega, J = letters("y_hat L n p lambda R R_exp G S Omega J")
Lines = Generator[Step, Any, None]
EXAMPLE = Grid([[Fraction(1, 4), Fraction(1, 4), 0, 1]])
MOST_CASES = 100_000


def steps(given: SimpleNamespace) -> Lines:
    if given.losses is None:
        formula, why = {
            "squared": ((y - y_hat) ** 2 / 2, _("squared losses ½(y − ŷ)²", "各样本的平方损失 ½(y − ŷ)²")),
            "zero-one": (function("abs", function("sign", y - y_hat)), _("0-1 losses: 1 where they differ", "各样本的 0-1 损失：不相等为 1")),
            "absolute": (function("abs", y - y_hat), _("absolute losses |y − ŷ|", "各样本的绝对值损失 |y − ŷ|")),
        }[given.loss]  # fmt: skip
        yield Step(L, formula, why)
    if given.counts is None:
        yield Step(N, Num(size(given)), _("samples", "样本数"))
        yield Step(
            R, function("sum", L) / N, _("empirical risk: the mean loss of the samples", "经验风险：样本上的平均损失")
        )
    else:
        yield Step(N, function("sum", n), _("samples in all", "样本总数"))
        yield Step(R, function("sum", function("⊙", n, L)) / N, _("empirical risk: the mean loss of what was seen",
                                                                   "经验风险：已观察样本的平均损失"))  # fmt: skip
    if given.probabilities is not None:
        yield Step(R_exp, function("sum", function("⊙", p, L)), _("expected risk: the losses weighed with the true probabilities",
                                                                   "期望风险：损失按真实概率加权"))  # fmt: skip
        yield Step(
            G, R_exp - R, _("generalisation error: expected minus empirical risk", "泛化错误：期望风险减经验风险")
        )
    if given.w is not None:
        yield Step(S, function("sum", w**2), _("‖w‖², the sum of the squares", "‖w‖²，即各分量平方和"))
        yield Step(Omega, lam / 2 * S, _("penalty ½λ‖w‖²", "正则项 ½λ‖w‖²"))
        yield Step(J, R + Omega, _("structural risk: empirical risk and penalty", "结构风险：经验风险加正则项"))


def size(given: SimpleNamespace) -> int:
    """How many samples or outcomes there are."""
    return int((given.targets if given.losses is None else given.losses).shape[1])


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Averages over cases drawn out one by one; the penalty through the length of w."""
    from dlstudy.reference.losses import squared, zero_one
    from dlstudy.reference.risks import empirical, expected, ridge_penalty

    if given.losses is not None:
        each = [float(v) for v in given.losses.rows[0]]
    else:
        a, f = ([float(v) for v in grid.rows[0]] for grid in (given.targets, given.predictions))
        each = {"squared": squared, "zero-one": zero_one, "absolute": _absolute}[given.loss](a, f)
    counts = [1] * len(each) if given.counts is None else list(given.counts.rows[0])
    found: dict[str, Any] = {"losses": each, "empirical_risk": empirical(each, counts)}
    if given.probabilities is not None:
        found["expected_risk"] = expected(each, [float(v) for v in given.probabilities.rows[0]])
        found["generalisation_error"] = found["expected_risk"] - found["empirical_risk"]
    if given.w is not None:
        found["penalty"] = ridge_penalty([float(v) for v in given.w.rows[0]], float(given.strength))
        found["structural_risk"] = found["empirical_risk"] + found["penalty"]
    return found


def _absolute(a: list[float], f: list[float]) -> list[float]:
    return [max(p - q, q - p) for p, q in zip(a, f, strict=True)]


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Losses, or targets with predictions; the example where neither is given."""
    pair = [values[name] is not None for name in ("targets", "predictions")]
    if any(pair) != all(pair):
        raise LearnerError(_("targets and predictions are given together", "targets 与 predictions 要一起给出"))
    if all(pair) and values["losses"] is not None:
        raise LearnerError(_("give losses, or targets and predictions", "losses 与 targets、predictions 只能给一种"))
    if not any(pair) and values["losses"] is None:
        values["losses"] = EXAMPLE
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Targets and predictions, or the losses, counts and probabilities of three outcomes."""
    if values["losses"] is None and values["targets"] is None:
        if rng.random() < 0.6:
            rows = [Grid([[rng.randint(0, 4) for _i in range(4)]]) for _row in range(2)]
            values |= {"targets": rows[0], "predictions": rows[1]}
        else:
            values["losses"] = Grid([[rng.randint(0, 4) for _i in range(3)]])
            if values["counts"] is None and values["probabilities"] is None:
                values |= {
                    "counts": Grid([[rng.randint(1, 5) for _i in range(3)]]),
                    "probabilities": rng.choice(("0.5 0.3 0.2", "0.2 0.2 0.6")),
                }
    return values


def _seen(given: SimpleNamespace) -> bool:
    if given.counts is None:
        return True
    row = given.counts.rows[0]
    return all(isinstance(v, int) and v >= 0 for v in row) and 0 < sum(row) <= MOST_CASES


def _likely(given: SimpleNamespace) -> bool:
    row = (1,) if given.probabilities is None else given.probabilities.rows[0]
    return likely(row)


def _has_w(given: SimpleNamespace) -> bool:
    return given.w is not None


MISTAKES = (
    Mistake("summed", _("the empirical risk is the mean of the losses, not their sum", "经验风险是损失的平均，不是总和"), {N: 1}),
    Mistake("forgot-counts", _("a loss counts as often as its outcome was seen", "损失要按出现次数计算"),
            lambda v: {N: size(v), R: function("sum", L) / N}, lambda v: v.counts is not None),
    Mistake("expected-unweighted", _("the expected risk weighs with the probabilities", "期望风险要按概率加权"),
            lambda v: {R_exp: function("sum", L) / size(v)}, lambda v: v.probabilities is not None),
    Mistake("error-sign", _("the generalisation error is expected minus empirical risk", "泛化错误是期望风险减经验风险"),
            {G: R - R_exp}, lambda v: v.probabilities is not None),
    Mistake("norm-not-squared", _("the penalty is ½λ‖w‖², with the square", "正则项是 ½λ‖w‖²，范数要平方"), {S: function("norm", w)}, _has_w),
    Mistake("l1-penalty", _("‖w‖² sums the squares; the sum of absolute values is the L1 norm", "‖w‖² 是平方和；绝对值之和是 L1 范数"),
            {S: function("sum", function("abs", w))}, _has_w),
    Mistake("penalty-averaged", _("the penalty divided by N too (½λ‖w‖²/N)", "正则项也除以 N（½λ‖w‖²/N）"), {Omega: lam / 2 * S / N}, _has_w, convention=True),
    Mistake("penalty-without-half", _("the penalty without ½ (λ‖w‖²)", "正则项不乘 ½（λ‖w‖²）"), {Omega: lam * S}, _has_w, convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="risk",
    title=_("Empirical, structural and expected risk", "经验风险、结构风险与期望风险"),
    topic="ml-elements",
    source="nndl section 2.2 (expected, empirical and structural risk, penalty ½λ‖θ‖², eq. 2.27), section 2.8 (generalisation error)",
    summary=_(
        "Empirical risk of given losses, structural risk with ½λ‖w‖², and expected risk under given probabilities.",
        "由给定损失求经验风险，加 ½λ‖w‖² 得结构风险，并可按给定概率求期望风险。",
    ),
    params=(
        Array(L, "losses", _("the loss of each sample or outcome", "各样本（或各种结果）的损失"), shape=("outcomes",)),
        Array(y, "targets", _("targets, with predictions instead of losses", "目标值，与 predictions 一起代替 losses"), shape=("outcomes",)),
        Array(y_hat, "predictions", _("predictions", "预测值"), shape=("outcomes",)),
        Choice(Letter("loss"), "loss", _("the loss of targets and predictions", "由目标与预测求损失的方式"), default="squared", options={
            "squared": _("½(y − ŷ)²", "平方损失 ½(y − ŷ)²"),
            "zero-one": _("1 where they differ", "0-1 损失"),
            "absolute": _("|y − ŷ|", "绝对值损失 |y − ŷ|"),
        }),
        Array(n, "counts", _("how often each outcome was seen (once)", "各结果出现的次数（默认各一次）"), shape=("outcomes",)),
        Array(p, "probabilities", _("the true probability of each outcome, for the expected risk", "各结果的真实概率，用于期望风险"), shape=("outcomes",)),
        Array(w, "w", _("the parameters that are penalised", "受正则化的参数"), shape=("parameters",), default=Grid([[1, 2]]), required=True),
        Real(lam, "strength", _("λ of ½λ‖w‖²; a letter gives a formula", "½λ‖w‖² 的系数 λ；给字母则得公式"), default=Fraction(1, 10), low=0, pick=("0.1", "0.5", 1)),
    ),
    outputs=(
        Output(L, "losses", _("losses", "损失"), "vector"),
        Output(R, "empirical_risk", _("empirical risk", "经验风险")),
        Output(R_exp, "expected_risk", _("expected risk", "期望风险")),
        Output(G, "generalisation_error", _("generalisation error", "泛化错误")),
        Output(Omega, "penalty", _("penalty", "正则项")),
        Output(J, "structural_risk", _("structural risk", "结构风险")),
    ),
    rules=(
        Rule(_seen, _("counts are whole numbers from 0, 100,000 in all at most", "出现次数是非负整数，总数不超过 100000")),
        Rule(_likely, _("probabilities are not negative and add up to 1", "概率非负且和为 1")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"targets": "3 -0.5 2 7", "predictions": "2.5 0 2 8", "loss": "absolute"}, {"empirical_risk": 0.5}, "scikit-learn documentation, mean_absolute_error"),
        Example({"losses": "0.25 0.25 0 1"}, {"empirical_risk": 0.375}, "scikit-learn documentation, mean_squared_error of [3, −0.5, 2, 7]"),
        Example({"losses": "1 -35", "probabilities": "37/38 1/38"}, {"expected_risk": Fraction(1, 19)},
                "Wikipedia, “Expected value”: a dollar on one of the 38 numbers of roulette loses 1/19 on average"),
        Example({"losses": "0", "w": "0.25 0.25 0.25 0.25", "strength": 2}, {"penalty": 0.25, "structural_risk": 0.25},
                "CS231n notes, “Linear Classification”, regularization: ‖w‖² of (¼, ¼, ¼, ¼)"),
        Example({"losses": "0", "w": "1 0 0 0", "strength": 2}, {"penalty": 1}, "CS231n notes, “Linear Classification”, regularization: ‖w‖² of (1, 0, 0, 0)"),
        Example({"losses": "0 1", "counts": "9 1", "probabilities": "0.8 0.2"}, {"empirical_risk": 0.1, "expected_risk": 0.2, "generalisation_error": 0.1},
                "derived: one error in ten seen, one in five to be expected"),
    ),
    usage=(
        "--losses '0.25 0.25 0 1' --w '1 2' --strength 0.1",
        "--targets '1 2 3' --predictions '1 1 5' --loss squared --strength lambda",
        "--losses '0 1' --counts '9 1' --probabilities '0.8 0.2'",
    ),
    sizes={"parameters": (2, 3)},
    derive=_derive,
    draw=_draw,
)  # fmt: skip
