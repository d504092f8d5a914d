"""Bias and variance: decomposed from the predictions of several models, or diagnosed from training and test error."""

from __future__ import annotations

import random
from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, array, only_numbers, unmixed
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import compare, subtract
from dlstudy.symbolic.calculator import Calculator, Do, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Param, Real
from dlstudy.symbolic.tree import Letter, Num, function, letters

F, f_star, u, M, f_bar, b, B, V, B_mean, V_mean, epsilon, R = letters(
    "F f_star u M f_bar b B V B_mean V_mean epsilon R"
)
E_train, E_test, E_best, tau, d_b, d_v, h_b, h_v, kind = letters("E_train E_test E_best tau d_b d_v h_b h_v kind")
Lines = Generator[Step | Do, Any, None]
EXAMPLE = {"predictions": Grid([[1, 2], [2, 4], [3, 3]]), "truth": Grid([[1, 3]])}


def diagnoses(given: SimpleNamespace) -> bool:
    """Whether training and test error are given, instead of predictions."""
    return given.train_error is not None


def steps(given: SimpleNamespace) -> Lines:
    yield from _diagnosis(given) if diagnoses(given) else _decomposition(given)


def _decomposition(given: SimpleNamespace) -> Lines:
    yield Step(
        M,
        Num(given.predictions.shape[0]),
        _("models, each trained on data of its own", "模型个数（各用不同的训练集训练）"),
    )
    yield Step(N, Num(given.predictions.shape[1]), _("test points", "测试点个数"))
    yield Do(u, lambda known: Grid([[1] * known[M]]), (M,), _("a row of ones, to add up", "全 1 行向量，用于求和"))
    yield Step(
        f_bar,
        u * F / M,
        _("the expected prediction: the mean of the models at each point", "期望预测：各点上模型预测的平均"),
    )
    yield Step(b, f_bar - f_star, _("bias: expected prediction minus the optimum", "偏差：期望预测与最优值之差"))
    yield Step(B, b**2, _("squared at each point", "各点偏差的平方"))
    yield Step(
        V,
        u * (F - f_bar) ** 2 / M,
        _("variance: how far the models scatter about their mean", "方差：各模型预测偏离其平均的程度"),
    )
    yield Step(B_mean, function("sum", B) / N, _("squared bias, over all points", "偏差平方（对各点平均）"))
    yield Step(V_mean, function("sum", V) / N, _("variance, over all points", "方差（对各点平均）"))
    yield Step(R, B_mean + V_mean + epsilon, _("expected error: squared bias, variance, and the noise that no model removes",
                                               "期望错误 = 偏差平方 + 方差 + 不可约的噪声"))  # fmt: skip


def _diagnosis(given: SimpleNamespace) -> Lines:
    yield Step(
        d_b,
        E_train - E_best,
        _("what the training error exceeds the best possible one by: bias", "训练错误超出最优错误的部分：偏差"),
    )
    yield Step(
        d_v,
        E_test - E_train,
        _("what the test error exceeds the training error by: variance", "测试错误超出训练错误的部分：方差"),
    )
    yield Step(h_b, function("sign", function("max", 0, d_b - tau)), _bias_says(given))
    yield Step(h_v, function("sign", function("max", 0, d_v - tau)), _variance_says(given))
    yield Do(kind, lambda known: KINDS[known[h_b], known[h_v]], (h_b, h_v), _SAYS[KINDS[_is_high(given)]])


KINDS = {(0, 0): "good-fit", (1, 0): "underfitting", (0, 1): "overfitting", (1, 1): "underfitting-and-overfitting"}
NAMES = {
    "good-fit": _("good fit", "拟合良好"),
    "underfitting": _("underfitting", "欠拟合"),
    "overfitting": _("overfitting", "过拟合"),
    "underfitting-and-overfitting": _("underfitting and overfitting", "既欠拟合又过拟合"),
}
_SAYS = {
    "good-fit": _("neither is high: a good fit", "两者都不高：拟合良好"),
    "underfitting": _("high bias alone: underfitting", "只有偏差高：欠拟合"),
    "overfitting": _("high variance alone: overfitting", "只有方差高：过拟合"),
    "underfitting-and-overfitting": _(
        "both are high: it fits neither the training data nor what is new", "偏差与方差都高：训练集没学好，泛化也差"
    ),
}


def _is_high(given: SimpleNamespace) -> tuple[int, int]:
    """Whether bias and variance are high, by the gaps."""
    bias, variance = _gaps(given)
    return int(compare(bias, given.tolerance) > 0), int(compare(variance, given.tolerance) > 0)


def _gaps(given: SimpleNamespace) -> tuple[Any, Any]:
    return subtract(given.train_error, given.best_error), subtract(given.test_error, given.train_error)


def _bias_says(given: SimpleNamespace) -> Text:
    if _is_high(given)[0]:
        return _(
            "high bias, underfitting: a larger model, longer training, less regularisation",
            "偏差高，欠拟合：增大模型、延长训练、减弱正则化",
        )
    return _("no high bias: the training data are fitted", "偏差不高：训练集拟合得好")


def _variance_says(given: SimpleNamespace) -> Text:
    if _is_high(given)[1]:
        return _(
            "high variance, overfitting: more data, regularisation, a smaller model, an ensemble",
            "方差高，过拟合：增加数据、加强正则化、减小模型、集成",
        )
    if compare(given.test_error, given.train_error) < 0:
        return _("no high variance; a test error below the training error is unusual: look at how the data were split",
                 "方差不高；但测试错误低于训练错误属异常，应检查数据划分")  # fmt: skip
    return _("no high variance: test data fare like training data", "方差不高：测试与训练表现接近")


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Variance from differences between models, bias from products of their misses, the error point by point."""
    if diagnoses(given):
        train, test, best, least = (
            float(v) for v in (given.train_error, given.test_error, given.best_error, given.tolerance)
        )
        under, over = train > best + least + 1e-12, test > train + least + 1e-12
        said = "-and-".join(name for name, holds in (("underfitting", under), ("overfitting", over)) if holds)
        return {"bias_gap": train - best, "variance_gap": test - train, "high_bias": int(under), "high_variance": int(over),
                "diagnosis": said or "good-fit"}  # fmt: skip
    from dlstudy.reference.bias_variance import errors, squared_biases, variances

    predictions, truth = array(given.predictions), array(given.truth)[0]
    squared = squared_biases(predictions, truth)
    mean = predictions[0] + (predictions - predictions[0]).sum(axis=0) / len(predictions)
    return {
        "mean_prediction": mean, "bias": mean - truth, "squared_biases": squared, "variances": variances(predictions),
        "squared_bias": squared.mean(), "variance": variances(predictions).mean(),
        "expected_error": errors(predictions, truth).mean() + float(given.noise),
    }  # fmt: skip


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Errors stand instead of predictions; the example never mixes with given data."""
    only_numbers(values)
    if (values["train_error"] is None) != (values["test_error"] is None):
        raise LearnerError(_("train_error and test_error are given together", "train_error 与 test_error 要一起给出"))
    if values["train_error"] is None:
        unmixed(values, EXAMPLE)
        return values
    if any(values[name] is not grid for name, grid in EXAMPLE.items() if values[name] is not None):
        raise LearnerError(_("give predictions, or training and test error", "predictions 与训练、测试错误只能给一种"))
    return values | dict.fromkeys(EXAMPLE, None)


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Predictions of a few models; or, every other time, errors in per cent."""
    if values["train_error"] is not None or (isinstance(values["predictions"], Grid) and rng.random() < 0.5):
        pair = rng.choice(
            (("5%", "20%"), ("20%", "21%"), ("20%", "30%"), ("1%", "2%"), ("1%", "11%"), ("15%", "16%"), ("3%", "14%"))
        )
        train, test = (
            values[n] if values[n] is not None else p for n, p in zip(("train_error", "test_error"), pair, strict=True)
        )
        return values | {"predictions": None, "truth": None, "train_error": train, "test_error": test}
    return values


def _decomposes(given: SimpleNamespace) -> bool:
    return not diagnoses(given)


MISTAKES = (
    Mistake("bias-not-squared", _("the bias enters squared", "偏差要取平方"), {B: b}, _decomposes),
    Mistake("variance-about-truth", _("the variance is about the models' own mean, not about the optimum", "方差是相对模型预测的平均，而不是相对最优值"),
            {V: u * (F - f_star) ** 2 / M}, _decomposes),
    Mistake("mean-deviation", _("deviations are squared before they are averaged", "偏离量要先平方再平均"), {V: u * function("abs", F - f_bar) / M}, _decomposes),
    Mistake("first-model", _("the expected prediction is the mean over all models", "期望预测是所有模型的平均"), {f_bar: function("rows", F, 1, 1)}, _decomposes),
    Mistake("forgot-noise", _("the noise is part of the expected error", "期望错误还包括噪声"), {R: B_mean + V_mean}, lambda v: _decomposes(v) and v.noise != 0),
    Mistake("sample-variance", _("variance divided by M − 1 instead of M", "方差除以 M − 1 而不是 M"), {V: u * (F - f_bar) ** 2 / (M - 1)}, _decomposes, convention=True),
    Mistake("gap-to-best", _("variance is the gap between test and training error", "方差看测试错误与训练错误之差"), {d_v: E_test - E_best}, diagnoses),
    Mistake("test-as-bias", _("bias shows on the training data", "偏差要看训练错误"), {d_b: E_test - E_best}, diagnoses),
    Mistake("forgot-best", _("only what exceeds the best possible error is bias", "超出最优错误的部分才是偏差"), {d_b: E_train},
            lambda v: diagnoses(v) and v.best_error != 0),
)  # fmt: skip


def _error(letter: Letter, name: str, what: Text, default: Any = None) -> Param:
    return Real(letter, name, what, low=0, high=100, default=default)


def _shares(given: SimpleNamespace) -> bool:
    """Whether errors are shares, not the numbers of per cents."""
    found = (given.train_error, given.test_error, given.best_error, given.tolerance)
    return all(error is None or error <= 1 for error in found)


CALCULATOR = Calculator(
    name="bias-variance",
    title=_("Bias and variance", "偏差与方差"),
    topic="bias-variance",
    source="nndl section 2.4 (decomposition); Ng (2018), Machine Learning Yearning, chapters 20 to 22 (diagnosis)",
    summary=_(
        "Squared bias, variance and noise from the predictions of several models; or a diagnosis from training and test error.",
        "由多个模型的预测分解出偏差平方、方差与噪声；或由训练错误与测试错误作诊断。",
    ),
    params=(
        Array(F, "predictions", _("predictions: a row for each model, a column for each test point", "预测值：每行一个模型，每列一个测试点"),
              shape=("models", "points"), default=EXAMPLE["predictions"], required=True, entries=(0, 1, 2, 3, 4, 5)),
        Array(f_star, "truth", _("the optimum f* at each test point", "各测试点的最优值 f*"), shape=("points",), default=EXAMPLE["truth"], required=True,
              entries=(0, 1, 2, 3, 4)),
        Real(epsilon, "noise", _("variance of the noise in the labels", "标签噪声的方差"), default=0, low=0, pick=(0, "0.5", 1)),
        _error(E_train, "train_error", _("training error such as 5%, with test_error instead of predictions",
                                         "训练错误，如 5%，与 test_error 一起代替 predictions")),
        _error(E_test, "test_error", _("test (or validation) error", "测试（或验证）错误")),
        _error(E_best, "best_error", _("the best possible error, such as a person's", "可能达到的最优错误，如人类水平"), 0),
        _error(tau, "tolerance", _("a gap above this is high", "差距超过此值即为高"), Fraction(1, 20)),
    ),
    outputs=(
        Output(f_bar, "mean_prediction", _("expected prediction", "期望预测"), "vector"),
        Output(b, "bias", _("bias at each point", "各点偏差"), "vector"),
        Output(B, "squared_biases", _("squared bias at each point", "各点偏差平方"), "vector"),
        Output(V, "variances", _("variance at each point", "各点方差"), "vector"),
        Output(B_mean, "squared_bias", _("squared bias", "偏差平方")),
        Output(V_mean, "variance", _("variance", "方差")),
        Output(R, "expected_error", _("expected error", "期望错误")),
        Output(d_b, "bias_gap", _("training error above the best", "训练错误与最优错误之差")),
        Output(d_v, "variance_gap", _("test error above the training error", "测试错误与训练错误之差")),
        Output(h_b, "high_bias", _("high bias (1: yes)", "偏差高（1 为是）"), "count"),
        Output(h_v, "high_variance", _("high variance (1: yes)", "方差高（1 为是）"), "count"),
        Output(kind, "diagnosis", _("diagnosis", "诊断"), "words", words=NAMES),
    ),
    rules=(
        Rule(_shares, _("errors are shares of 1: write 5% or 0.05", "错误率是 0 到 1 之间的数：请写 5% 或 0.05")),
        Rule(lambda v: v.predictions is None or v.predictions.shape[0] > 1, _("at least two models are compared", "至少要有两个模型")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"train_error": "1%", "test_error": "11%"}, {"bias_gap": 0.01, "variance_gap": 0.1, "high_bias": 0, "high_variance": 1, "diagnosis": "overfitting"},
                "Ng (2018), Machine Learning Yearning, chapter 21: high variance"),
        Example({"train_error": "15%", "test_error": "16%"}, {"high_bias": 1, "high_variance": 0}, "ibid.: high bias"),
        Example({"train_error": "15%", "test_error": "30%"}, {"high_bias": 1, "high_variance": 1}, "ibid.: high bias and high variance"),
        Example({"train_error": "0.5%", "test_error": "1%"}, {"high_bias": 0, "high_variance": 0}, "ibid.: low bias and low variance"),
        Example({"train_error": "15%", "test_error": "30%", "best_error": "14%"}, {"bias_gap": 0.01, "variance_gap": 0.15, "high_bias": 0},
                "ibid., chapter 22: with an optimal error rate of 14 % the bias is avoidable by 1 % only"),
        Example({"predictions": "1; 3", "truth": "2", "noise": "0.5"}, {"squared_bias": 0, "variance": 1, "expected_error": 1.5},
                "derived: two models, one too low and one too high by 1"),
    ),
    usage=(
        "--predictions '1 2; 2 4; 3 3' --truth '1 3' --noise 0.5",
        "--train-error 5% --test-error 20%",
        "--train-error 15% --test-error 30% --best-error 14%",
    ),
    sizes={"models": (2, 3), "points": (1, 2)},
    derive=_derive,
    draw=_draw,
)  # fmt: skip
