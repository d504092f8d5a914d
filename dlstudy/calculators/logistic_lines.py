"""The lines of logistic regression: score, sigmoid, log-odds, cross-entropy, gradient, one update."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, X, alpha, array, b, entry, gathered, listed, mean_of, of_sample, row_of, w, y
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Do, Known, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Num, function, letters

z, z_all, y_hat, y_hat_all, theta, k_hat, o, o_log = letters("z z_all y_hat y_hat_all theta k_hat o o_log")
L, losses, R, E, G, g_b, w_new, b_new = letters("L L_all R E G g_b w_new b_new")

OVERFLOW = 700  # e to this is the last that floats hold, nearly
Lines = Generator[Step | Do, Any, None]


def count(given: SimpleNamespace) -> int:
    """How many samples there are."""
    return int(given.x.shape[0] if given.scores is None else given.scores.shape[1])


def steps(given: SimpleNamespace) -> Lines:
    n = count(given)
    for i in range(1, n + 1):
        yield from _forward(given, i)
    at = [of_sample(i, n)[0] for i in range(1, n + 1)]
    if given.scores is None:
        yield gathered(z_all, [z[i] for i in at], _("the scores", "各样本的得分"))
    yield gathered(y_hat_all, [y_hat[i] for i in at], _("the probabilities of class 1", "各样本属于类别 1 的概率"))
    yield Do(k_hat, _decided, (y_hat_all, theta), _("class 1 from the threshold on", "概率不低于阈值时判为类别 1"))
    yield Step(
        o,
        y_hat_all / (1 - y_hat_all),
        _("odds: the chance for over the chance against", "几率：正例概率与反例概率之比"),
    )
    yield Step(o_log, function("ln", o), _("log-odds: the linear score again", "对数几率：又回到线性得分"))
    if given.labels is not None:
        yield from _risk(given, at)
        yield from _gradients(given)


def _forward(given: SimpleNamespace, i: int) -> Lines:
    n = count(given)
    at, group = of_sample(i, n)
    if given.scores is None:
        product = function("sum", function("⊙", w, row_of(X, i, n)))
        why = _("the score wᵀx + b", "线性得分 wᵀx + b") if given.bias else _("the score wᵀx", "线性得分 wᵀx")
        yield Step(z[at], product + b if given.bias else product, why, group)
    else:
        yield entry(z[at], z_all, i, _("the given score", "给定的得分"), group)
    yield Step(y_hat[at], 1 / (1 + function("exp", -z[at])), _("sigmoid: the probability of class 1",
                                                               "sigmoid 函数：属于类别 1 的概率"), group)  # fmt: skip
    if given.labels is None:
        return
    if given.labels.rows[0][i - 1] == 1:
        yield Step(
            L[at], -function("ln", y_hat[at]), _("cross-entropy for y = 1: −ln ŷ", "y = 1 时的交叉熵：−ln ŷ"), group
        )
    else:
        yield Step(L[at], -function("ln", 1 - y_hat[at]), _("cross-entropy for y = 0: −ln(1 − ŷ)",
                                                            "y = 0 时的交叉熵：−ln(1 − ŷ)"), group)  # fmt: skip


def _decided(known: Known) -> Grid:
    return Grid([[int(compare(p, known[theta]) >= 0) for p in known[y_hat_all].rows[0]]])


def _risk(given: SimpleNamespace, at: list[tuple[int, ...]]) -> Lines:
    n = count(given)
    if n > 1:
        yield Step(N, Num(n), _("samples", "样本数"))
        yield Step(losses, listed([L[i] for i in at]), _("the losses of all samples", "各样本的损失"))
    yield Step(R, mean_of([L[i] for i in at]), _("empirical risk: their mean", "经验风险：取平均") if n > 1 else
               _("empirical risk, of one sample", "经验风险（只有一个样本）"))  # fmt: skip


def _gradients(given: SimpleNamespace) -> Lines:
    yield Step(E, y - y_hat_all, _("errors y − ŷ", "误差 y − ŷ"))
    if given.scores is not None:
        return
    several = count(given) > 1
    yield Step(G, -(E * X) / N if several else -(E * X), _("gradient of the risk with respect to w: −(1/N) Σ x(y − ŷ)",
                                                           "风险对 w 的梯度：−(1/N) Σ x(y − ŷ)"))  # fmt: skip
    yield Step(
        g_b,
        -function("sum", E) / N if several else -function("sum", E),
        _("gradient with respect to the bias", "对偏置的梯度"),
    )
    yield Step(w_new, w - alpha * G, _("one step of gradient descent", "梯度下降更新一步"))
    yield Step(b_new, b - alpha * g_b, _("the bias moves too", "偏置同样更新"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Probabilities through tanh, losses through the margin, gradients by complex steps."""
    import numpy as np

    from dlstudy.reference.complex_step import complex_step
    from dlstudy.reference.logistic_regression import log_losses, probabilities

    x, weights, scores = map(array, (given.x, given.w, given.scores))
    bias, rate = float(given.bias), float(given.learning_rate)
    z = scores[0] if x is None else x @ weights[0] + bias
    p = probabilities(z)
    found: dict[str, Any] = {
        "scores": z, "probabilities": p, "prediction": (p.round(12) >= float(given.threshold)).astype(int), "log_odds": z,
    }  # fmt: skip
    if z.max() < OVERFLOW:
        found["odds"] = np.exp(z)
    if given.labels is None:
        return found
    labels = array(given.labels)[0]
    each = log_losses(z, labels)
    found |= {"losses": each, "loss": each.mean(), "errors": labels - p}
    if x is not None:
        g = complex_step(lambda v: log_losses(x @ v + bias, labels).mean(), weights[0])
        g_bias = complex_step(lambda v: log_losses(x @ weights[0] + v, labels).mean(), bias)
        found |= {"gradient": g, "bias_gradient": float(g_bias)}
        found |= {"new_weights": weights[0] - rate * g, "new_bias": bias - rate * float(g_bias)}
    return found
