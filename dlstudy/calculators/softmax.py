"""Softmax regression: probabilities, cross-entropy, gradient and one update, on logits or on samples."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

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
from dlstudy.calculators.samples import W, X, alpha, b, mean_of, one_hot_rows, only_numbers, rate, samples_array
from dlstudy.calculators.softmax_lines import (
    E,
    G,
    L,
    P,
    R,
    W_all,
    W_new,
    Y,
    Z,
    Z_tau,
    added,
    apart,
    b_new,
    c,
    classes,
    count,
    g_b,
    guessed,
    has_targets,
    k_hat,
    losses,
    q,
    reference,
    scaled,
    steps,
    t_t,
    tau,
    u,
    y_hat,
    z,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Flag, Real
from dlstudy.symbolic.tree import Letter, Node, Num, function, total

EXAMPLE = {"x": Grid([[1, 2]]), "w": Grid([[1, 0, -1], [0, 1, 1]]), "labels": Grid([[2]])}
MAX_EXACT = 20_000  # entries of the logits times features


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Logits stand instead of samples; the example's arrays never mix with given ones."""
    only_numbers(values)
    given = {name: values[name] is not EXAMPLE[name] for name in EXAMPLE}
    if values["logits"] is not None:
        if given["x"] or given["w"] or values["bias"] is not None:
            raise LearnerError(_("give logits, or x and w, not both", "logits 与 x、w 只能给一种"))
        values |= {"x": None, "w": None}
        refuse_training(values)
    elif given["x"] != given["w"]:
        raise LearnerError(_("x and w are given together", "x 与 w 要一起给出"))
    if not given["labels"] and (values["logits"] is not None or given["x"] or values["targets"] is not None):
        values["labels"] = None
    if values["labels"] is not None and values["targets"] is not None:
        raise LearnerError(_("give labels or targets, not both", "labels 与 targets 只能给一个"))
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Drawn samples and labels give way to logits and targets; drawn labels fit the samples."""
    if values.get("logits") is not None:
        values |= {"x": None, "w": None, "bias": None}
    if values.get("targets") is not None:
        values["labels"] = None
    if isinstance(values["labels"], Grid):
        shape = {name: _shape(values, name) for name in ("logits", "x", "w") if values[name] is not None}
        n, k = shape["logits"] if "logits" in shape else (shape["x"][0], shape["w"][1])
        values["labels"] = Grid([[rng.randint(1, k) for _i in range(n)]])
    return values


def _shape(values: dict[str, Any], name: str) -> tuple[int, int]:
    param = CALCULATOR.param(name)
    assert param
    array: Grid = values[name] if isinstance(values[name], Grid) else param.read(values[name])
    return array.shape


def _labels_fit(given: SimpleNamespace) -> bool:
    return given.labels is None or all(isinstance(k, int) and 1 <= k <= classes(given) for k in given.labels.rows[0])


def _are_distributions(given: SimpleNamespace) -> bool:
    return given.targets is None or all(sum(row) == 1 and all(p >= 0 for p in row) for row in given.targets.rows)


def _taught(given: SimpleNamespace) -> bool:
    """Whether there is a step to take."""
    return has_targets(given) and given.logits is None


def _not_exponentiated(given: SimpleNamespace) -> dict[Letter, Any]:
    return {u: lambda i: z[i]} if count(given) > 1 else {u: scaled(given)}


def _loss(made: Callable[[Letter], Node]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps the samples' losses for what is made of the true class's probability."""
    return lambda given: {L: lambda i: made(q[i])} if count(given) > 1 else {R: made(q)}


def _not_normalised(given: SimpleNamespace) -> dict[Letter, Any]:
    if count(given) > 1:
        return {y_hat: lambda i: u[i]}
    return {P: lambda *t: guessed(given, t[0], t[0] - 1) if t else u}


def _other_reduction(reduction: str) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        other, n = SimpleNamespace(reduction=reduction), count(given)
        losses: list[Node] = [L[i] for i in range(1, n + 1)]
        found: dict[Letter, Any] = {R: mean_of(losses) if reduction == "mean" else total(losses)}
        if not _taught(given):
            return found
        at = enumerate(seen(given, n), 1) if trained(given) else [(None, range(n))]
        for t, chosen in at:
            i, size = () if t is None else (t,), len(chosen)
            found[G[i]] = shared(other, X[i].T * E[i], Num(size), size)
            if given.bias is not None:
                found[g_b[i]] = shared(other, added(E[i], size), Num(size), size)
        return found

    return swap


def _one_step(given: SimpleNamespace) -> bool:
    return _taught(given) and not trained(given)


def _by_labels(given: SimpleNamespace) -> bool:
    return given.labels is not None


def _exact_below(given: SimpleNamespace) -> bool:
    """Whether there is little enough to be worked with 30 digits."""
    if has_targets(given) and trained(given) and not few_visits(given, count(given)):
        return False
    return count(given) * classes(given) * (1 if given.x is None else int(given.x.shape[1])) <= MAX_EXACT


MISTAKES = (
    Mistake("forgot-exponential", _("the logits are exponentiated before they are normalised", "归一化之前要先取指数"), _not_exponentiated,
            lambda v: not v.max_trick),
    Mistake("not-normalised", _("the exponentials are divided by their sum", "指数要除以它们的和"), _not_normalised),
    Mistake("loss-without-minus", _("the cross-entropy is minus the logarithm", "交叉熵是负的对数"),
            _loss(lambda p: function("ln", p)), _by_labels),
    Mistake("loss-log2", _("the logarithm is the natural one here; base 2 gives bits", "这里用自然对数；以 2 为底得到的单位是比特"),
            _loss(lambda p: -function("log2", p)), _by_labels),
    Mistake("loss-log10", _("the logarithm is the natural one, not the one to base 10", "这里用自然对数，而不是常用对数"),
            _loss(lambda p: -function("log10", p)), _by_labels),
    Mistake("loss-one-minus", _("the loss is −ln ŷ of the true class, not 1 − ŷ", "损失是真实类别概率的 −ln ŷ，而不是 1 − ŷ"),
            _loss(lambda p: 1 - p), _by_labels),
    Mistake("label-from-zero", _("the classes are numbered from 1 here", "这里的类别从 1 开始编号"),
            lambda v: {Y: lambda: one_hot_rows(c, classes(v), 0)}, _by_labels),
    Mistake("gradient-sign", _("the gradient is ŷ − y, not y − ŷ", "梯度是 ŷ − y，而不是 y − ŷ"),
            lambda v: {E: lambda *t: -apart(v, *t)}, has_targets),
    Mistake("ascent", _("descent goes against the gradient: subtract it", "下降要沿负梯度方向：应减去梯度"),
            lambda v: {W_new: W + alpha * G} | ({} if v.bias is None else {b_new: b + alpha * g_b}), _one_step),
    Mistake("summed", _("summed over the samples (nn.CrossEntropyLoss(reduction='sum'))", "对样本求和，不取平均（nn.CrossEntropyLoss(reduction='sum')）"),
            _other_reduction("sum"), lambda v: has_targets(v) and count(v) > 1 and v.reduction == "mean", convention=True),
    Mistake("averaged", _("averaged over the samples (the course)", "对样本取平均（课程约定）"),
            _other_reduction("mean"), lambda v: has_targets(v) and count(v) > 1 and v.reduction == "sum", convention=True),
    Mistake("always-from-the-start", _("each step goes on from the weights of the step before", "每一步都从上一步的权重出发"),
            lambda v: {P[t]: guessed(v, t, 0) for t in range(2, v.steps + 1)}, lambda v: _taught(v) and v.steps > 1),
    Mistake("temperature-multiplied", _("the logits are divided by the temperature", "得分要除以温度，而不是乘以温度"),
            {Z_tau: tau * Z}, lambda v: v.temperature != 1),
    Mistake("forgot-temperature", _("the logits are divided by the temperature first", "得分要先除以温度"),
            {Z_tau: Z}, lambda v: v.temperature != 1),
    Mistake("gradient-without-temperature", _("the gradient with respect to the logits has a factor 1/T too", "对得分的梯度也要乘 1/T"),
            {E: lambda *t: P[t] - (t_t[t] if t else Y)}, lambda v: v.temperature != 1 and has_targets(v)),
)  # fmt: skip

CALCULATOR = Calculator(
    name="softmax",
    title=_("Softmax regression and cross-entropy", "Softmax 回归与交叉熵"),
    topic="softmax",
    source="nndl section 3.3 (softmax regression; cross-entropy, eq. 3.39); Goodfellow et al. (2016), section 4.1",
    summary=_(
        "Probabilities, cross-entropy, gradient and one update of softmax regression, or several on mini-batches; on samples or on given logits.",
        "Softmax 回归的预测概率、交叉熵损失、梯度与一步更新，也可用小批量更新多步；可给样本，也可直接给得分。",
    ),
    params=(
        samples_array(EXAMPLE["x"]),
        Array(W, "w", _("weights, a column for each class: Z = XW", "权重矩阵，每类一列：Z = XW"), shape=("features", "classes"),
              default=EXAMPLE["w"], required=True, entries=(-1, 0, 1, 2)),
        Array(b, "bias", _("a bias for each class", "各类的偏置"), shape=("classes",)),
        Array(Z, "logits", _("scores, one sample per row, instead of x and w", "各类得分，每行一个样本，代替 x 与 w"),
              shape=("samples", "classes")),
        Array(c, "labels", _("the true class of each sample, numbered from 1", "各样本的真实类别，从 1 开始编号"),
              shape=("samples",), default=EXAMPLE["labels"], required=True, entries=(1, 2, 3)),
        Array(Y, "targets", _("true distributions, one sample per row, instead of labels", "目标分布，每行一个样本，代替 labels"),
              shape=("samples", "classes")),
        Real(tau, "temperature", _("temperature the logits are divided by", "温度，得分先除以它"), default=1, low=0, open="("),
        rate(1, (1, "0.5", "0.1")),
        steps_param(1),
        batch_param(),
        order_param(),
        reduction_param(),
        Flag(Letter("shift"), "max_trick", _("subtract the largest logit first, against overflow", "先减去最大得分，防止溢出"),
             default=False),
    ),
    outputs=(
        Output(Z, "logits", _("logits", "线性得分（logits）"), "matrix"),
        Output(P, "probabilities", _("probabilities", "预测概率"), "matrix"),
        Output(k_hat, "prediction", _("predicted class", "预测类别"), "vector"),
        Output(losses, "losses", _("loss of each sample", "各样本的损失"), "vector"),
        Output(R, "loss", _("cross-entropy loss", "交叉熵损失")),
        Output(E, "logit_gradient", _("gradient with respect to the logits", "各样本损失对得分的梯度"), "matrix"),
        Output(G, "gradient", _("gradient with respect to W", "对 W 的梯度"), "matrix"),
        Output(W_new, "new_weights", _("weights after the update", "更新后的权重"), "matrix"),
        Output(g_b, "bias_gradient", _("gradient with respect to the bias", "对偏置的梯度"), "vector"),
        Output(b_new, "new_bias", _("bias after the update", "更新后的偏置"), "vector"),
        Output(W_all, "path", _("weights, step by step", "各步的权重（上下排列）"), "matrix"),
    ),
    rules=(
        Rule(lambda v: batches_fit(v, count(v)), _("batches are made of the samples", "批量由给定样本组成")),
        Rule(_labels_fit, _("labels are class numbers, from 1 to the number of classes", "labels 是类别编号，从 1 到类别数")),
        Rule(_are_distributions, _("targets are probabilities that add up to 1 in every row", "targets 每行都是和为 1 的概率分布")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "-15 22 -44 56", "w": "0.01 0.7 0; -0.05 0.2 -0.45; 0.1 0.05 -0.2; 0.05 0.16 0.03",
                 "bias": "0 0.2 -0.3", "labels": "3"},
                {"logits": Grid([[-2.85, 0.86, 0.28]]), "probabilities": Grid([[0.016, 0.631, 0.353]]), "loss": 1.04},
                "CS231n notes, “Linear Classification”, SVM vs. softmax", within=6e-4),
        Example({"logits": "1 2 3 4 1 2 3"},
                {"probabilities": Grid([[0.02364054, 0.06426166, 0.1746813, 0.474833, 0.02364054, 0.06426166, 0.1746813]])},
                "Wikipedia, “Softmax function”, numerical example", within=1e-8),
        Example({"logits": "0 10", "temperature": 100, "labels": "1"}, {"probabilities": Grid([[0.475, 0.525]])},
                "Wikipedia, “Softmax function”, temperature 100", within=6e-4),
        Example({"x": "1; 1", "w": "0 0", "labels": "1 2", "learning_rate": 2, "batch_size": 1, "steps": 2}, {"new_weights": Grid([[-0.761594, 0.761594]])},
                "derived: w = (1, −1) after the first step, then 1 − 2σ(2) = −tanh 1: two classes are logistic", within=1e-6),
        Example({"logits": "1 0 0; 0 0 0", "targets": "0.9 0.05 0.05; 0.2 0.3 0.5"},
                {"losses": Grid([[0.651445, 1.098612]])},
                "derived: ln(e + 2) − 0.9, and ln 3 for equal logits whatever the target", within=1e-6),
    ),
    usage=(
        "--x '1 0; 0 1; 1 1' --w '0 0; 0 0' --labels '1 2 1' --batch-size 2 --steps 4 --learning-rate 0.5",
        "--x '1 2' --w '1 0 -1; 0 1 1' --labels 2 --learning-rate 0.1",
        "--logits '2 1 0.1' --labels 1 --max-trick",
        "--logits '0 10' --temperature 100",
    ),
    sizes={"samples": (1, 2), "features": (2,), "classes": (3,)},
    derive=_derive,
    draw=_draw,
    exact_below=_exact_below,
)  # fmt: skip
