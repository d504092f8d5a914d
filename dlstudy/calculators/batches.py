"""Training arithmetic: batches, updates, seconds; the variance of a mini-batch's gradient; the linear scaling rule."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.params import Flag, Int, Real
from dlstudy.symbolic.tree import Letter, Node, ceil, floor, letters, sqrt

N, B, E, K, U, r, s, S, v, V, sigma, alpha, alpha_0, B_0 = letters("N B E K U r s S v V sigma alpha alpha_base B_base")
MOST_BATCHES = 10**6


def iterations(given: SimpleNamespace, turned: bool = False) -> Node:
    """Batches of an epoch, the last, smaller one counted or dropped."""
    return floor(N / B) if given.drop_last != turned else ceil(N / B)


def variance(given: SimpleNamespace) -> Node:
    """The variance of the mean of B gradients."""
    return v / B * (N - B) / (N - 1) if given.without_replacement else v / B


def steps(given: SimpleNamespace) -> Any:
    """Batches and updates; then time, variance and learning rate where they are asked for."""
    why = (
        _("iterations of an epoch, an incomplete batch dropped", "每轮迭代次数，不完整的最后一批丢弃")
        if given.drop_last
        else _("iterations of an epoch, an incomplete batch counted", "每轮迭代次数，不完整的最后一批也算")
    )
    yield Step(K, iterations(given), why)
    last = B if given.drop_last else N - (K - 1) * B
    yield Step(r, last, _("samples in the last batch", "最后一批的样本数"))
    yield Step(U, K * E, _("updates in all: one an iteration", "总更新次数：每次迭代更新一次"))
    if given.seconds_per_step is not None:
        yield Step(S, U * s, _("time of all updates", "全部更新的用时"))
    if given.variance is not None:
        yield Step(
            V, variance(given), _("the mean of B gradients varies B times less", "B 个梯度的平均，方差缩小为 1/B")
        )
        yield Step(sigma, sqrt(V), _("its standard deviation shrinks by √B only", "标准差只缩小为 1/√B"))
    if given.base_rate is not None:
        yield Step(
            alpha,
            alpha_0 * B / B_0,
            _("linear scaling: the learning rate grows with the batch", "线性缩放：学习率随批量大小成正比"),
        )


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Cuts the batches and counts them; sums the covariances of the drawn samples."""
    from dlstudy.reference.batches import cut, variance_of_mean

    batches = cut(given.samples, given.batch_size, given.drop_last)
    found: dict[str, Any] = {
        "iterations": len(batches),
        "last_batch": len(batches[-1]),
        "updates": sum(len(batches) for _epoch in range(given.epochs)),
    }
    if given.seconds_per_step is not None:
        found["seconds"] = found["updates"] * float(given.seconds_per_step)
    if given.variance is not None:
        population = given.samples if given.without_replacement else None
        found["gradient_variance"] = variance_of_mean(float(given.variance), given.batch_size, population)
        found["gradient_std"] = found["gradient_variance"] ** 0.5
    if given.base_rate is not None:
        found["learning_rate"] = float(given.base_rate) / given.base_batch * given.batch_size
    return found


def _uneven(given: SimpleNamespace) -> bool:
    return (
        isinstance(given.samples, Node) or isinstance(given.batch_size, Node) or given.samples % given.batch_size != 0
    )


def _enough(given: SimpleNamespace) -> bool:
    """Whether a whole batch can be had where one is needed; else the only batch is just smaller."""
    if isinstance(given.samples, Node) or isinstance(given.batch_size, Node):
        return True
    return bool(given.batch_size <= given.samples or not (given.drop_last or given.without_replacement))


def _manageable(given: SimpleNamespace) -> bool:
    if isinstance(given.samples, Node) or isinstance(given.batch_size, Node):
        return True
    return bool(given.samples <= MOST_BATCHES * given.batch_size)


MISTAKES = (
    Mistake("incomplete-batch", _("an incomplete last batch counts as an iteration unless it is dropped",
                                  "最后不完整的一批也算一次迭代，除非丢弃"), lambda v_: {K: iterations(v_, turned=True)}, _uneven),
    Mistake("one-per-sample", _("an update is made once a batch, not once a sample", "每个批量更新一次，不是每个样本一次"), {K: N},
            lambda v_: v_.batch_size != 1),
    Mistake("one-epoch", _("the updates of all epochs are asked for", "要算全部轮次的更新次数"), {U: K}, lambda v_: v_.epochs != 1),
    Mistake("samples-seen", _("updates are counted, not samples seen", "数的是更新次数，不是看过的样本数"), {U: N * E},
            lambda v_: v_.batch_size != 1),
    Mistake("variance-unchanged", _("averaging over B samples divides the variance by B", "对 B 个样本取平均，方差要除以 B"), {V: v},
            lambda v_: v_.variance is not None and v_.batch_size != 1),
    Mistake("variance-by-square", _("the variance is divided by B, not by B²", "方差除以 B，不是除以 B²"), {V: v / B**2},
            lambda v_: v_.variance is not None and v_.batch_size != 1),
    Mistake("deviation-by-batch", _("the standard deviation shrinks by √B, not by B", "标准差缩小为 1/√B，不是 1/B"), {sigma: sqrt(v) / B},
            lambda v_: v_.variance is not None and v_.batch_size != 1),
    Mistake("rate-divided", _("a larger batch allows a larger learning rate", "批量越大，学习率可以越大"), {alpha: alpha_0 * B_0 / B},
            lambda v_: v_.base_rate is not None and v_.batch_size != v_.base_batch),
    Mistake("rate-by-root", _("the square-root rule: the rate grows with √B", "平方根规则：学习率与 √B 成正比"),
            {alpha: alpha_0 * sqrt(B / B_0)}, lambda v_: v_.base_rate is not None and v_.batch_size != v_.base_batch, convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="batches",
    title=_("Batches and updates", "批量与迭代次数"),
    topic="gradient-descent",
    source="nndl ch. 7; Goyal et al. (2017), the linear scaling rule",
    summary=_(
        "Iterations of an epoch, updates, seconds, the variance of a mini-batch's gradient, the scaled learning rate.",
        "每轮迭代次数、总更新次数、用时，小批量梯度的方差，以及线性缩放的学习率。",
    ),
    params=(
        Int(N, "samples", _("training samples", "训练样本数"), low=1, high=10**9, default=1000, pick=(1000, 1050, 2000, 50000, 60000)),
        Int(B, "batch_size", _("samples of a batch", "批量大小"), low=1, high=10**6, default=64, pick=(32, 64, 100, 128, 256)),
        Int(E, "epochs", _("epochs", "训练轮数"), low=1, high=10**6, default=10, pick=(5, 10, 20, 50)),
        Flag(Letter("drop_last"), "drop_last", _("an incomplete last batch is dropped", "丢弃不完整的最后一批"), default=False, pick=(False, False, True)),
        Real(s, "seconds_per_step", _("seconds of an update", "每次更新的秒数"), low=0),
        Real(v, "variance", _("variance σ² of one sample's gradient", "单个样本梯度的方差 σ²"), low=0, pick=(4, 16, 100)),
        Flag(Letter("without_replacement"), "without_replacement", _("a batch is drawn without replacement: finite samples counted",
             "不放回抽样：考虑样本有限"), default=False),
        Real(alpha_0, "base_rate", _("learning rate known to work for base_batch", "对 base_batch 合适的学习率"), low=0, pick=("0.1", "0.05")),
        Int(B_0, "base_batch", _("the batch size base_rate belongs to", "base_rate 对应的批量大小"), low=1, high=10**6, default=256, pick=(32, 64, 256)),
    ),
    outputs=(
        Output(K, "iterations", _("iterations per epoch", "每轮迭代次数"), "count"),
        Output(r, "last_batch", _("size of the last batch", "最后一批的大小"), "count"),
        Output(U, "updates", _("updates in all", "总更新次数"), "count"),
        Output(S, "seconds", _("seconds in all", "总秒数")),
        Output(V, "gradient_variance", _("variance of the mini-batch gradient", "小批量梯度的方差")),
        Output(sigma, "gradient_std", _("its standard deviation", "小批量梯度的标准差")),
        Output(alpha, "learning_rate", _("scaled learning rate", "缩放后的学习率")),
    ),
    rules=(
        Rule(_enough, _("a batch is larger than the training set: nothing would be left of it", "批量比训练集还大：不足一批")),
        Rule(_manageable, _("at most a million batches an epoch", "每轮最多一百万个批量")),
        Rule(lambda v_: not v_.without_replacement or isinstance(v_.samples, Node) or v_.samples > 1,
             _("without replacement needs two samples or more", "不放回抽样至少要两个样本")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"samples": 60000, "batch_size": 32, "epochs": 5}, {"iterations": 1875, "updates": 9375},
                "TensorFlow quickstart for beginners: 1875/1875 in every epoch"),
        Example({"samples": 54000, "batch_size": 128}, {"iterations": 422}, "Keras, Simple MNIST convnet: 422/422 in every epoch"),
        Example({"samples": 10000, "batch_size": 32, "epochs": 1}, {"iterations": 313, "last_batch": 16},
                "TensorFlow quickstart for beginners: 313/313 at evaluation"),
        Example({"samples": 1281167, "batch_size": 8192, "base_rate": "0.1"}, {"learning_rate": Fraction(16, 5)},
                "Goyal et al. (2017), section 5.1: η = 0.1 · 8192/256 = 3.2"),
        Example({"samples": 1000, "batch_size": 16, "variance": 4}, {"gradient_variance": Fraction(1, 4), "gradient_std": Fraction(1, 2)},
                "Goodfellow et al. (2016), section 8.1.3: the standard error is σ/√n, by hand"),
    ),
    usage=(
        "--samples 60000 --batch-size 32 --epochs 5",
        "--samples 1000 --batch-size 64 --drop-last --seconds-per-step 0.05",
        "--samples 1000 --batch-size 16 --variance 4",
        "--samples N --batch-size B --epochs E",
    ),
)  # fmt: skip
