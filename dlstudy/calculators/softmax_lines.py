"""The lines of softmax regression: logits, probabilities, cross-entropy, gradient, updates."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.minibatches import chosen_rows, cut_again, of_step, seen, shared, trained
from dlstudy.calculators.samples import N, W, X, alpha, array, b, listed, mean_of, of_sample, one_hot, row_of
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, total

Z, Z_tau, tau, z, m, u, S, P, k_hat = letters("Z Z_tau tau z m u S P k_hat")
c, Y, y, y_hat, q, L, losses, R, E, G, g_b, W_new, b_new = letters("c Y y y_hat q L L_all R E G g_b W_new b_new")
n_t, t_t, W_all = letters("n t W_all")  # a batch has letters of its own where a mistake swaps the family

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


def _losses(given: SimpleNamespace) -> Lines:
    n = count(given)
    if given.targets is None:
        yield one_hot(Y, c, classes(given))
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
        if given.reduction == "sum":
            yield Step(R, total(parts), _("their sum", "各样本损失之和"))
            return
        yield Step(R, mean_of(list(parts)), _("empirical risk: their mean", "经验风险：取平均"))


def added(errors: Letter, size: int) -> Node:
    """The samples' rows added up, by a row of ones."""
    ones = function("matrix", function("row", *([1] * size)))
    return ones * errors if size > 1 else errors


def apart(given: SimpleNamespace, *t: int) -> Node:
    """The gradient of each loss by its logits, of all samples or of those of step t: probabilities minus targets."""
    difference = P[t] - (t_t[t] if t else Y)
    return difference if given.temperature == 1 else difference / tau


def _gradients(given: SimpleNamespace) -> Lines:
    yield Step(E, apart(given), _("gradient of each loss with respect to its logits: ŷ − y", "每个样本的损失对得分的梯度：ŷ − y"))  # fmt: skip
    if given.logits is not None:
        return
    if trained(given):
        yield from _training(given)
        return
    n = count(given)
    yield Step(G, shared(given, X.T * E, N, n), _("gradient of the risk with respect to W", "风险对 W 的梯度"))
    yield Step(W_new, W - alpha * G, _("one step of gradient descent", "梯度下降更新一步"))
    if given.bias is not None:
        yield Step(g_b, shared(given, added(E, n), N, n), _("gradient with respect to the bias: ŷ − y, combined as the losses are",
                                                            "对偏置的梯度：各样本 ŷ − y 与损失同样合并"))  # fmt: skip
        yield Step(b_new, b - alpha * g_b, _("the bias moves too", "偏置同样更新"))


def guessed(given: SimpleNamespace, t: int, at: int) -> Node:
    """The probabilities of the samples of step t, by the weights after step `at`."""
    scores: Node = X[t] * W[at] if given.bias is None else X[t] * W[at] + b[at]
    return function("softmax", scores if given.temperature == 1 else scores / tau)


def _training(given: SimpleNamespace) -> Lines:
    """Step by step, on the samples each step sees."""
    yield Step(W[0], W, _("the weights at the start", "初始权重"))
    if given.bias is not None:
        yield Step(b[0], b, _("the bias at the start", "初始偏置"))
    for t, chosen in enumerate(seen(given, count(given)), 1):
        yield from _one_batch(given, t, chosen, of_step(t, chosen))
    every = tuple(range(given.steps + 1))
    yield Step(W_new, W[given.steps], _("the weights in the end", "最后的权重"))
    yield Step(
        W_all,
        function("stack", *(W[t] for t in every)),
        _("the weights from the start on, one below the other", "从初值起各步的权重，依次上下排列"),
    )
    if given.bias is not None:
        yield Step(b_new, b[given.steps], _("the bias in the end", "最后的偏置"))


def _one_batch(given: SimpleNamespace, t: int, chosen: tuple[int, ...], group: Text) -> Lines:
    size = len(chosen)
    yield chosen_rows(X[t], X, chosen, _("its samples", "这一批样本"), group)
    yield chosen_rows(t_t[t], Y, chosen, _("their targets", "它们的目标"), group)
    yield Step(P[t], guessed(given, t, t - 1), _("their probabilities", "它们的预测概率"), group)
    yield Step(E[t], apart(given, t), _("gradients with respect to the logits", "对得分的梯度"), group)
    if size > 1 and given.reduction == "mean":
        yield Step(n_t[t], Num(size), _("samples of the batch", "该批样本数"), group)
    yield Step(G[t], shared(given, X[t].T * E[t], n_t[t], size), _("gradient with respect to W", "对 W 的梯度"), group)
    yield Step(W[t], W[t - 1] - alpha * G[t], _("a step against the gradient", "沿负梯度方向走一步"), group)
    if given.bias is not None:
        yield Step(
            g_b[t],
            shared(given, added(E[t], size), n_t[t], size),
            _("gradient with respect to the bias", "对偏置的梯度"),
            group,
        )
        yield Step(b[t], b[t - 1] - alpha * g_b[t], _("the bias moves too", "偏置同样更新"), group)


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
    whole = np.sum if given.reduction == "sum" else np.mean
    found |= {"losses": each, "loss": whole(each)}
    found["logit_gradient"] = complex_step(lambda v: cross_entropies(v, y, t).sum(), at)
    if logits is not None:
        return found
    rate, path = float(given.learning_rate), [weights]
    for part in cut_again(given, len(x)):

        def risk(w: Any, offset: Any, part: list[int] = part) -> Any:
            return whole(cross_entropies(x[part] @ w if offset is None else x[part] @ w + offset, y[part], t))

        gradient = complex_step(lambda v: risk(v, bias), weights)  # noqa: B023
        if bias is not None:
            lean = complex_step(lambda v: risk(weights, v), bias)  # noqa: B023
            bias = bias - rate * lean
        weights = weights - rate * gradient
        path.append(weights)
    found |= {"new_weights": weights, "path": np.concatenate(path)}
    found |= {} if bias is None else {"new_bias": bias, "bias_gradient": lean}
    return found if trained(given) else found | {"gradient": gradient}
