"""Logistic regression on given samples: probabilities, log-odds, cross-entropy risk, gradient and one update."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.logistic_lines import (
    E,
    G,
    L,
    R,
    b_all,
    b_new,
    count,
    g_b,
    guessed,
    k_hat,
    losses,
    o,
    o_log,
    reference,
    steps,
    theta,
    w_all,
    w_new,
    y_hat,
    y_hat_all,
    z,
    z_all,
)
from dlstudy.calculators.minibatches import (
    batch_param,
    batches_fit,
    few_visits,
    order_param,
    reduction_param,
    refuse_training,
    seen,
    shared,
    steps_param,
    trained,
)
from dlstudy.calculators.samples import (
    N,
    X,
    alpha,
    b,
    mean_of,
    of_sample,
    only_numbers,
    rate,
    row_of,
    samples_array,
    w,
    y,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid, inner
from dlstudy.symbolic.params import Array, Real
from dlstudy.symbolic.tree import Letter, Node, Num, function, total

EXAMPLE = {"x": Grid([[1, 2], [2, -1]]), "w": Grid([[1, -1]]), "labels": Grid([[1, 0]])}
MAX_EXACT = 2_000  # samples worked one by one
FARTHEST = 40


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Scores stand instead of samples; the example's arrays never mix with given ones."""
    only_numbers(values)
    given = {name: values[name] is not EXAMPLE[name] for name in EXAMPLE}
    if values["scores"] is not None:
        if given["x"] or given["w"]:
            raise LearnerError(_("give scores, or x and w, not both", "scores 与 x、w 只能给一种"))
        values |= {"x": None, "w": None}
        refuse_training(values)
    elif given["x"] != given["w"]:
        raise LearnerError(_("x and w are given together", "x 与 w 要一起给出"))
    if not given["labels"] and (values["scores"] is not None or given["x"]):
        values["labels"] = None
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Drawn samples give way to scores; drawn labels fit the samples."""
    if values.get("scores") is not None:
        values |= {"x": None, "w": None, "bias": 0}
    if isinstance(values["labels"], Grid):
        name = "scores" if values.get("scores") is not None else "x"
        param = CALCULATOR.param(name)
        assert param
        shape = (values[name] if isinstance(values[name], Grid) else param.read(values[name])).shape
        values["labels"] = Grid([[rng.randint(0, 1) for _i in range(shape[1 if name == "scores" else 0])]])
    return values


def _binary(given: SimpleNamespace) -> bool:
    return given.labels is None or all(label in (0, 1) for label in given.labels.rows[0])


def _taught(given: SimpleNamespace) -> bool:
    return given.labels is not None and given.scores is None


def _samples(given: SimpleNamespace, label: int | None = None) -> list[tuple[int, ...]]:
    """The indices of the samples, or of those with this label."""
    n = count(given)
    return [of_sample(i, n)[0] for i in range(1, n + 1) if label is None or given.labels.rows[0][i - 1] == label]


def _has(label: int) -> Any:
    return lambda given: given.labels is not None and label in given.labels.rows[0]


def _losses(when_one: Any, when_zero: Any) -> Any:
    """Swaps the samples' losses, by label."""

    def swap(given: SimpleNamespace) -> dict[Letter, Node]:
        ones = {L[i]: when_one(y_hat[i]) for i in _samples(given, 1)}
        return ones | {L[i]: when_zero(y_hat[i]) for i in _samples(given, 0)}

    return swap


def _one_step(given: SimpleNamespace) -> bool:
    """Whether there is one step on all samples."""
    return _taught(given) and not trained(given)


def _many_steps(given: SimpleNamespace) -> bool:
    return _taught(given) and given.steps > 1


def _other_reduction(reduction: str) -> Any:
    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        other, losses = SimpleNamespace(reduction=reduction), [L[i] for i in _samples(given)]
        found: dict[Letter, Any] = {R: mean_of(list(losses)) if reduction == "mean" else total(losses)}
        if not _taught(given):
            return found
        if _one_step(given):
            return found | {
                G: shared(other, -(E * X), N, len(losses)),
                g_b: shared(other, -function("sum", E), N, len(losses)),
            }
        for t, chosen in enumerate(seen(given, len(losses)), 1):
            number, size = Num(len(chosen)), len(chosen)
            found |= {
                G[t]: shared(other, -(E[t] * X[t]), number, size),
                g_b[t]: shared(other, -function("sum", E[t]), number, size),
            }
        return found

    return swap


def _known(given: SimpleNamespace) -> bool:
    return given.labels is not None


def _without_bias(given: SimpleNamespace) -> dict[Letter, Node]:
    n = count(given)
    return {z[of_sample(i, n)[0]]: function("sum", function("⊙", w, row_of(X, i, n))) for i in range(1, n + 1)}


def _exact_below(given: SimpleNamespace) -> bool:
    """Whether the samples are few, and 1 − ŷ keeps digits enough: 30 stand for ŷ, and e^(−40) takes 17 of them."""
    if given.scores is not None:
        scores = given.scores.rows[0]
    else:
        scores = [inner(row, given.w.rows[0]) + given.bias for row in given.x.rows[:MAX_EXACT]]
    if given.labels is not None and trained(given) and not few_visits(given, count(given)):
        return False
    return count(given) <= MAX_EXACT and all(abs(score) <= FARTHEST for score in scores)


MISTAKES = (
    Mistake("sigmoid-sign", _("the sigmoid is 1/(1 + e^(−z)), with a minus", "sigmoid 是 1/(1 + e^(−z))，指数上有负号"),
            lambda v: {y_hat[i]: 1 / (1 + function("exp", z[i])) for i in _samples(v)}),
    Mistake("forgot-bias", _("the bias belongs to the score", "得分里要加上偏置"), _without_bias,
            lambda v: v.scores is None and v.bias != 0),
    Mistake("forgot-second-term", _("a sample of class 0 costs −ln(1 − ŷ); the second term is not left out",
                                    "类别 0 的样本损失是 −ln(1 − ŷ)，第二项不能漏"),
            lambda v: {L[i]: 0 for i in _samples(v, 0)}, _has(0)),
    Mistake("terms-swapped", _("ln ŷ goes with y = 1, ln(1 − ŷ) with y = 0", "ln ŷ 对应 y = 1，ln(1 − ŷ) 对应 y = 0"),
            _losses(lambda p: -function("ln", 1 - p), lambda p: -function("ln", p)), _known),
    Mistake("loss-without-minus", _("the cross-entropy is minus the logarithm", "交叉熵是负的对数"),
            _losses(lambda p: function("ln", p), lambda p: function("ln", 1 - p)), _known),
    Mistake("loss-log2", _("the logarithm is the natural one here; base 2 gives bits", "这里用自然对数；以 2 为底得到的单位是比特"),
            _losses(lambda p: -function("log2", p), lambda p: -function("log2", 1 - p)), _known),
    Mistake("gradient-sign", _("the gradient is −(1/N) Σ x(y − ŷ), with a minus", "梯度是 −(1/N) Σ x(y − ŷ)，前面有负号"),
            lambda v: {G: shared(v, E * X, N, count(v)), g_b: shared(v, function("sum", E), N, count(v))}, _one_step),
    Mistake("squared-loss-gradient", _("the factor ŷ(1 − ŷ) belongs to the squared loss; with cross-entropy it cancels",
                                       "因子 ŷ(1 − ŷ) 是平方损失的；用交叉熵时它被约去"),
            {E: lambda *t: function("⊙", function("⊙", y[t] - y_hat_all[t], y_hat_all[t]), 1 - y_hat_all[t])}, _known),
    Mistake("ascent", _("descent goes against the gradient: subtract it", "下降要沿负梯度方向：应减去梯度"),
            {w_new: w + alpha * G, b_new: b + alpha * g_b}, _one_step),
    Mistake("always-from-the-start", _("each step goes on from the parameters of the step before", "每一步都从上一步的参数出发"),
            lambda v: {y_hat_all[t]: guessed(t, 0) for t in range(2, v.steps + 1)}, _many_steps),
    Mistake("summed", _("summed over the samples", "对样本求和，不取平均"), _other_reduction("sum"),
            lambda v: _known(v) and count(v) > 1 and v.reduction == "mean", convention=True),
    Mistake("averaged", _("averaged over the samples (the course)", "对样本取平均（课程约定）"), _other_reduction("mean"),
            lambda v: _known(v) and count(v) > 1 and v.reduction == "sum", convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="logistic",
    title=_("Logistic regression", "Logistic 回归"),
    topic="logistic",
    source="nndl section 3.2; the course's R = −(1/N) Σ [y ln ŷ + (1 − y) ln(1 − ŷ)], w ← w + α(1/N) Σ x(y − ŷ)",
    summary=_(
        "Probabilities, log-odds, cross-entropy risk, gradient and one update of logistic regression, or several on mini-batches; labels are 0 and 1.",
        "Logistic 回归的概率、对数几率、交叉熵风险、梯度与一步更新，也可用小批量更新多步；标签取 0、1。",
    ),
    params=(
        samples_array(EXAMPLE["x"]),
        Array(w, "w", _("weights", "权重向量"), shape=("features",), default=EXAMPLE["w"], required=True, entries=(-2, -1, 0, 1, 2)),
        Real(b, "bias", _("bias", "偏置"), default=0, pick=(0, 0, 1, -1)),
        Array(z_all, "scores", _("scores wᵀx + b, instead of x and w", "线性得分 wᵀx + b，代替 x 与 w"), shape=("samples",)),
        Array(y, "labels", _("the class of each sample, 0 or 1", "各样本的类别，0 或 1"), shape=("samples",),
              default=EXAMPLE["labels"], required=True, entries=(0, 1)),
        rate(1, (1, "0.5", "0.1")),
        steps_param(1),
        batch_param(),
        order_param(),
        reduction_param(),
        Real(theta, "threshold", _("class 1 is predicted from this probability on", "概率不低于此值时判为类别 1"),
             default=Fraction(1, 2), low=0, high=1, open="()"),
    ),
    outputs=(
        Output(z_all, "scores", _("scores", "线性得分"), "vector"),
        Output(y_hat_all, "probabilities", _("probabilities of class 1", "类别 1 的概率"), "vector"),
        Output(k_hat, "prediction", _("predicted class", "预测类别"), "vector"),
        Output(o, "odds", _("odds", "几率"), "vector"),
        Output(o_log, "log_odds", _("log-odds", "对数几率"), "vector"),
        Output(losses, "losses", _("loss of each sample", "各样本的损失"), "vector"),
        Output(R, "loss", _("cross-entropy risk", "交叉熵风险")),
        Output(E, "errors", _("errors y − ŷ", "误差 y − ŷ"), "vector"),
        Output(G, "gradient", _("gradient with respect to w", "对 w 的梯度"), "vector"),
        Output(g_b, "bias_gradient", _("gradient with respect to the bias", "对偏置的梯度")),
        Output(w_new, "new_weights", _("weights after the update", "更新后的权重"), "vector"),
        Output(b_new, "new_bias", _("bias after the update", "更新后的偏置")),
        Output(w_all, "path", _("weights, step by step", "各步的权重"), "matrix"),
        Output(b_all, "biases", _("bias, step by step", "各步的偏置"), "vector"),
    ),
    rules=(
        Rule(_binary, _("labels are 0 or 1", "标签只能是 0 或 1")),
        Rule(lambda v: batches_fit(v, count(v)), _("batches are made of the samples", "批量由给定样本组成")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "3 2 1 3 0 4.19", "w": "2.5 -5 -1.2 0.5 2 0.7", "bias": "0.1", "labels": "1"},
                {"scores": Grid([[0.833]]), "probabilities": Grid([[0.70]]), "loss": 0.36},
                "Jurafsky & Martin, Speech and Language Processing (3rd ed. draft), ch. 5, sentiment example", within=5e-3),
        Example({"x": "3 2", "w": "0 0", "labels": "1", "learning_rate": "0.1"},
                {"gradient": Grid([[-1.5, -1]]), "bias_gradient": -0.5, "new_weights": Grid([[0.15, 0.1]]), "new_bias": 0.05},
                "Jurafsky & Martin, Speech and Language Processing (3rd ed. draft), ch. 5, one step of gradient descent"),
        Example({"x": "3 2; 3 2", "w": "0 0", "labels": "1 1", "learning_rate": "0.1", "batch_size": 1, "steps": 1}, {"new_weights": Grid([[0.15, 0.1]])},
                "ibid.: stochastic, the first of two samples"),
        Example({"x": "1; 1", "w": "0", "labels": "1 0", "learning_rate": 2, "batch_size": 1, "steps": 2}, {"new_weights": Grid([[-0.761594]])},
                "derived: w = b = 1 after the first step, then 1 − 2σ(2) = −tanh 1", within=1e-6),
        Example({"scores": "0", "labels": "0"}, {"probabilities": Grid([[0.5]]), "odds": Grid([[1]]), "loss": 0.693147},
                "derived: σ(0) = 1/2, so that either class costs ln 2", within=1e-6),
    ),
    usage=(
        "--x '1 2; 2 -1' --w '1 -1' --labels '1 0' --learning-rate 0.5",
        "--x '3 2' --w '0 0' --labels 1 --learning-rate 0.1",
        "--scores '-2 0 2'",
        "--x '1 0; 0 1; 1 1' --w '0 0' --labels '1 0 1' --batch-size 1 --order '3 1 2' --steps 3 --learning-rate 1",
    ),
    sizes={"samples": (1, 2, 3), "features": (2,)},
    derive=_derive,
    draw=_draw,
    exact_below=_exact_below,
)  # fmt: skip
