"""The lines of softmax regression: logits, probabilities, cross-entropy, gradient, one update."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, W, X, alpha, array, b, listed, mean_of, of_sample, row_of
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Known, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters

Z, Z_tau, tau, z, m, u, S, P, k_hat = letters("Z Z_tau tau z m u S P k_hat")
c, Y, y, y_hat, q, L, losses, R, E, G, g_b, W_new, b_new = letters("c Y y y_hat q L L_all R E G g_b W_new b_new")

Lines = Generator[Step | Do, Any, None]


def count(given: SimpleNamespace) -> int:
    """How many samples there are."""
    return int((given.x if given.logits is None else given.logits).shape[0])


def classes(given: SimpleNamespace) -> int:
    """How many classes there are."""
    return int((given.w if given.logits is None else given.logits).shape[1])


def has_targets(given: SimpleNamespace) -> bool:
    """Whether it is known what the samples are."""
    return given.labels is not None or given.targets is not None


def scaled(given: SimpleNamespace) -> Letter:
    """What softmax is taken of."""
    return Z if given.temperature == 1 else Z_tau


def steps(given: SimpleNamespace) -> Lines:
    if given.logits is None:
        linear = X * W if given.bias is None else X * W + b
        yield Step(Z, linear, _("logits: one linear score per class", "线性得分（logits）：每类一个"))
    if given.temperature != 1:
        yield Step(Z_tau, Z / tau, _("divided by the temperature", "除以温度"))
    yield from _probabilities(given)
    yield Do(k_hat, _largest, (P,), _("the class with the largest probability", "概率最大的类别"))
    if has_targets(given):
        yield from _losses(given)
        yield from _gradients(given)


def _probabilities(given: SimpleNamespace) -> Lines:
    n = count(given)
    made = []
    for i in range(1, n + 1):
        at, group = of_sample(i, n)
        scores: Node = scaled(given)
        if n > 1:
            yield Step(z[at], row_of(scaled(given), i, n), _("its logits", "该样本的得分"), group)
            scores = z[at]
        if given.max_trick:
            yield Step(m[at], function("max", scores), _("the largest, so that no exponential overflows",
                                                         "取最大者，防止指数溢出"), group)  # fmt: skip
            scores = scores - m[at]
        yield Step(
            u[at], function("exp", scores), _("exponentials: positive, order kept", "取指数：变为正数，次序不变"), group
        )
        yield Step(S[at], function("sum", u[at]), _("their sum", "求和"), group)
        probability = y_hat[at] if n > 1 else P
        yield Step(probability, u[at] / S[at], _("normalised: they add up to 1", "归一化：各类概率之和为 1"), group)
        made.append(probability)
    if n > 1:
        yield Step(P, function("stack", *made), _("probabilities, one sample per row", "预测概率，每行一个样本"))


def _largest(known: Known) -> Grid:
    return Grid([[row.index(max(row)) + 1 for row in known[P].rows]])


def one_hot(first: int = 1) -> Any:
    """The procedure that turns class numbers, counted from `first`, into rows with a single 1."""

    def run(known: Known) -> Grid:
        width = known[P].shape[1]
        numbers = [number - first for number in known[c].rows[0]]
        if any(number >= width for number in numbers):
            raise LearnerError(_("there is no such class", "没有这个类别"))
        return Grid([int(j == number) for j in range(width)] for number in numbers)

    return run


def _losses(given: SimpleNamespace) -> Lines:
    n = count(given)
    if given.targets is None:
        yield Do(Y, one_hot(), (c, P), _("one-hot targets: 1 at the true class", "真实类别的 one-hot 向量"))
    if n > 1:
        yield Step(N, Num(n), _("samples", "样本数"))
    parts: list[Letter] = []
    for i in range(1, n + 1):
        at, group = of_sample(i, n)
        target, predicted = row_of(Y, i, n), y_hat[at] if n > 1 else P
        loss = L[at] if n > 1 else R
        if given.targets is None:
            yield Step(q[at], function("sum", function("⊙", target, predicted)),
                       _("probability of the true class", "真实类别的预测概率"), group)  # fmt: skip
            yield Step(loss, -function("ln", q[at]), _("cross-entropy −yᵀ ln ŷ (natural logarithm)",
                                                       "交叉熵 −yᵀ ln ŷ（自然对数）"), group)  # fmt: skip
        else:
            yield Step(loss, -function("sum", function("⊙", target, function("ln", predicted))),
                       _("cross-entropy −yᵀ ln ŷ (natural logarithm)", "交叉熵 −yᵀ ln ŷ（自然对数）"), group)  # fmt: skip
        parts.append(loss)
    if n > 1:
        yield Step(losses, listed(parts), _("the losses of all samples", "各样本的损失"))
        yield Step(R, mean_of(list(parts)), _("empirical risk: their mean", "经验风险：取平均"))


def _gradients(given: SimpleNamespace) -> Lines:
    difference: Node = P - Y
    yield Step(E, difference if given.temperature == 1 else difference / tau,
               _("gradient of each loss with respect to its logits: ŷ − y", "每个样本的损失对得分的梯度：ŷ − y"))  # fmt: skip
    if given.logits is not None:
        return
    n = count(given)
    product = X.T * E
    yield Step(G, product / N if n > 1 else product, _("gradient of the risk with respect to W", "风险对 W 的梯度"))
    yield Step(W_new, W - alpha * G, _("one step of gradient descent", "梯度下降更新一步"))
    if given.bias is not None:
        every = Grid([[1] * n])
        ones = function("matrix", function("row", *every.rows[0])) if n > 1 else None
        yield Step(g_b, E if ones is None else ones * E / N, _("gradient with respect to the bias: the mean of ŷ − y",
                                                               "对偏置的梯度：ŷ − y 的平均"))  # fmt: skip
        yield Step(b_new, b - alpha * g_b, _("the bias moves too", "偏置同样更新"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Probabilities from differences of logits; gradients by complex steps through the mean cross-entropy."""
    import numpy as np

    from dlstudy.reference.complex_step import complex_step
    from dlstudy.reference.softmax_regression import cross_entropies, probabilities

    t = float(given.temperature)
    x, weights, bias, logits = map(array, (given.x, given.w, given.bias, given.logits))

    def scores(w: Any, offset: Any) -> Any:
        return x @ w if offset is None else x @ w + offset

    at = scores(weights, bias) if logits is None else logits
    p = probabilities(at, t)
    found: dict[str, Any] = {"logits": at, "probabilities": p, "prediction": np.argmax(p.round(12), axis=1) + 1}
    if not has_targets(given):
        return found
    y = array(given.targets) if given.labels is None else np.eye(p.shape[1])[[int(k) - 1 for k in given.labels.rows[0]]]
    each = cross_entropies(at, y, t)
    found |= {"losses": each, "loss": each.mean()}
    found["logit_gradient"] = complex_step(lambda v: cross_entropies(v, y, t).sum(), at)
    if logits is None:
        gradient = complex_step(lambda v: cross_entropies(scores(v, bias), y, t).mean(), weights)
        found |= {"gradient": gradient, "new_weights": weights - float(given.learning_rate) * gradient}
        if bias is not None:
            g_bias = complex_step(lambda v: cross_entropies(scores(weights, v), y, t).mean(), bias)
            found |= {"bias_gradient": g_bias, "new_bias": bias - float(given.learning_rate) * g_bias}
    return found
