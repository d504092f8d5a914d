"""The lines of logistic regression: score, sigmoid, log-odds, cross-entropy, gradient, updates."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.minibatches import chosen_entries, chosen_rows, cut_again, of_step, seen, shared, trained
from dlstudy.calculators.samples import N, X, alpha, array, b, entry, gathered, listed, mean_of, of_sample, row_of, w, y
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Do, Known, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Node, Num, function, letters, total

z, z_all, y_hat, y_hat_all, theta, k_hat, o, o_log = letters("z z_all y_hat y_hat_all theta k_hat o o_log")
L, losses, R, E, G, g_b, w_new, b_new = letters("L L_all R E G g_b w_new b_new")
n_t, w_all, b_all = letters("n w_all b_all")

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
        yield Step(E, y - y_hat_all, _("errors y − ŷ", "误差 y − ŷ"))
        if given.scores is None:
            yield from _training(given) if trained(given) else _gradients(given)


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
    if given.reduction == "sum" and n > 1:
        yield Step(R, total(L[i] for i in at), _("their sum", "各样本损失之和"))
        return
    yield Step(R, mean_of([L[i] for i in at]), _("empirical risk: their mean", "经验风险：取平均") if n > 1 else
               _("empirical risk, of one sample", "经验风险（只有一个样本）"))  # fmt: skip


def _gradients(given: SimpleNamespace) -> Lines:
    n = count(given)
    yield Step(G, shared(given, -(E * X), N, n), _("gradient of the risk with respect to w: −(1/N) Σ x(y − ŷ)", "风险对 w 的梯度：−(1/N) Σ x(y − ŷ)")
               if given.reduction == "mean" else _("gradient with respect to w: −Σ x(y − ŷ)", "对 w 的梯度：−Σ x(y − ŷ)"))  # fmt: skip
    yield Step(g_b, shared(given, -function("sum", E), N, n), _("gradient with respect to the bias", "对偏置的梯度"))
    yield Step(w_new, w - alpha * G, _("one step of gradient descent", "梯度下降更新一步"))
    yield Step(b_new, b - alpha * g_b, _("the bias moves too", "偏置同样更新"))


def _training(given: SimpleNamespace) -> Lines:
    """Step by step, on the samples each step sees."""
    yield Step(w[0], w, _("the weights at the start", "初始权重"))
    yield Step(b[0], b, _("the bias at the start", "初始偏置"))
    for t, chosen in enumerate(seen(given, count(given)), 1):
        group = of_step(t, chosen)
        yield chosen_rows(X[t], X, chosen, _("its samples", "这一批样本"), group)
        yield chosen_entries(y[t], y, chosen, _("their labels", "它们的标签"), group)
        yield Step(y_hat_all[t], guessed(t, t - 1), _("their probabilities of class 1", "它们属于类别 1 的概率"), group)
        yield Step(E[t], y[t] - y_hat_all[t], _("errors y − ŷ", "误差 y − ŷ"), group)
        if len(chosen) > 1 and given.reduction == "mean":
            yield Step(n_t[t], Num(len(chosen)), _("samples of the batch", "该批样本数"), group)
        yield Step(
            G[t],
            shared(given, -(E[t] * X[t]), n_t[t], len(chosen)),
            _("gradient with respect to w", "对 w 的梯度"),
            group,
        )
        yield Step(
            g_b[t],
            shared(given, -function("sum", E[t]), n_t[t], len(chosen)),
            _("gradient with respect to the bias", "对偏置的梯度"),
            group,
        )
        yield Step(w[t], w[t - 1] - alpha * G[t], _("a step against the gradient", "沿负梯度方向走一步"), group)
        yield Step(b[t], b[t - 1] - alpha * g_b[t], _("the bias moves too", "偏置同样更新"), group)
    every = tuple(range(given.steps + 1))
    yield Step(w_new, w[given.steps], _("the weights in the end", "最后的权重"))
    yield Step(b_new, b[given.steps], _("the bias in the end", "最后的偏置"))
    yield Do(
        w_all,
        lambda known: Grid(known[w[t]].rows[0] for t in every),
        tuple(w[t] for t in every),
        _("the weights from the start on", "从初值起各步的权重"),
    )
    yield gathered(b_all, [b[t] for t in every], _("the bias from the start on", "从初值起各步的偏置"))


def guessed(t: int, at: int) -> Node:
    """The probabilities of the samples of step t, by the parameters after step `at`."""
    return function("sigmoid", w[at] * X[t].T + b[at])


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
    whole = np.sum if given.reduction == "sum" else np.mean
    found |= {"losses": each, "loss": whole(each), "errors": labels - p}
    if x is None:
        return found
    at, lean, path, leans = weights[0], bias, [weights[0]], [bias]
    for part in cut_again(given, len(labels)):
        g = complex_step(lambda v: whole(log_losses(x[part] @ v + lean, labels[part])), at)  # noqa: B023
        g_bias = float(complex_step(lambda v: whole(log_losses(x[part] @ at + v, labels[part])), lean))  # noqa: B023
        at, lean = at - rate * g, lean - rate * g_bias
        path.append(at)
        leans.append(lean)
    found |= {"new_weights": at, "new_bias": lean, "path": np.array(path), "biases": np.array(leans)}
    return found if trained(given) else found | {"gradient": g, "bias_gradient": g_bias}
