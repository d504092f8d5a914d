"""The lines of entropy, cross-entropy and KL divergence, of one pair of distributions or of a table of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.loss_given import by_class, count, distributions
from dlstudy.calculators.loss_lines import BASE, LOGARITHM, OF_ALL, Lines, R, Y, combined, each, y_hat
from dlstudy.calculators.samples import gathered, of_sample, one_hot, row_of, y
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters

epsilon, K, y_s, p, q, H, C, D = letters("epsilon K y_s p q H C D")
At = tuple[int, ...]


def smoothing(given: SimpleNamespace, convention: str) -> Node:
    """The smoothed target: ε shared among the other classes (nndl), or among all (PyTorch)."""
    whole = Y if by_class(given) else y
    if convention == "course":
        return (1 - epsilon) * whole + epsilon / (K - 1) * (1 - whole)
    return (1 - epsilon) * whole + epsilon / K


def target(given: SimpleNamespace) -> Letter:
    """The distributions that are aimed at."""
    return y_s if given.smoothing else Y if by_class(given) else y


def entropy(log: str, at: At) -> Node:
    """−Σ p log p."""
    return -function("sum", function("⊙", p[at], function(log, p[at])))


def cross(log: str, at: At) -> Node:
    """−Σ p log q."""
    return -function("sum", function("⊙", p[at], function(log, q[at])))


def divergence(log: str, at: At, x: Letter = p, z: Letter = q) -> Node:
    """Σ p log(p/q)."""
    return function("sum", function("⊙", x[at], function(log, x[at] / z[at])))


def on_distributions(given: SimpleNamespace) -> Lines:
    """Each sample's entropies, then their mean or sum."""
    rows, n = distributions(given), count(given)
    if by_class(given):
        yield one_hot(Y, y, len(rows[0]))
    if given.smoothing:
        yield Step(K, Num(len(rows[0])), _("classes", "类别数"))
        why = _("ε goes to the other classes, in equal shares", "把 ε 平均分给其余类别") if given.convention == "course" else \
            _("ε goes to all classes, in equal shares", "把 ε 平均分给所有类别")  # fmt: skip
        yield Step(y_s, smoothing(given, given.convention), why)
    found = []
    for i, row in enumerate(rows, 1):
        at, group = of_sample(i, n)
        yield from _pair(given, i, row, group)
        yield from _entropies(given, at, group)
        found.append({"entropy": H, "cross-entropy": C, "kl": D}[given.kind][at])
    if n == 1:
        yield Step(R, found[0], _("the result", "结果"))
        return
    yield gathered(each, found, OF_ALL)
    yield from combined(given)


def _pair(given: SimpleNamespace, i: int, row: tuple[Any, ...], group: Text | None) -> Lines:
    """A sample's target and prediction, outcomes of probability 0 left out."""
    n = count(given)
    at, kept = of_sample(i, n)[0], [k for k, v in enumerate(row, 1) if v != 0 or given.smoothing]
    if len(kept) == len(row):
        first, second = _("the target distribution", "目标分布"), _("the predicted distribution", "预测分布")
    else:
        first = _("outcomes of probability 0 are left out: 0 log 0 = 0", "概率为 0 的项略去：0 log 0 = 0")
        second = _("the same outcomes of the prediction", "预测分布中的对应项")
    yield Step(p[at], _columns(row_of(target(given), i, n), kept, len(row)), first, group)
    if given.prediction is not None:
        yield Step(q[at], _columns(row_of(y_hat, i, n), kept, len(row)), second, group)


def _columns(row: Node, kept: list[int], width: int) -> Node:
    if len(kept) == width:
        return row
    parts = [function("columns", row, k, k) for k in kept]
    return function("concat", *parts) if len(parts) > 1 else parts[0]


def _entropies(given: SimpleNamespace, at: At, group: Text | None) -> Lines:
    log = LOGARITHM[given.base]
    if given.kind != "cross-entropy":
        yield Step(H[at], entropy(log, at), _("entropy of the target", "目标分布的熵"), group)
    if given.kind != "entropy":
        yield Step(C[at], cross(log, at), _("cross-entropy −Σ p log q", "交叉熵 −Σ p log q"), group)
    if given.kind == "kl":
        yield Step(D[at], divergence(log, at), _("divergence Σ p log(p/q): cross-entropy minus entropy",
                                                 "KL 散度 Σ p log(p/q)：交叉熵减去熵"), group)  # fmt: skip


def of_distributions(given: SimpleNamespace) -> dict[str, Any]:
    """Entropies outcome by outcome; the divergence as a difference of entropies."""
    from dlstudy.reference import losses as ref

    base, found = BASE[given.base], []
    targets = [[float(v) for v in row] for row in distributions(given)]
    if given.smoothing:
        targets = [ref.smoothed(row, float(given.smoothing), given.convention == "course") for row in targets]
    guesses = (
        [[]] * len(targets) if given.prediction is None else [[float(v) for v in row] for row in given.prediction.rows]
    )
    for goal, guess in zip(targets, guesses, strict=True):
        own = ref.entropy(goal, base)
        against = ref.cross_entropy(goal, guess, base) if guess else 0.0
        found.append({"entropy": own, "cross_entropy": against, "divergence": against - own})
    losses = [
        one[{"entropy": "entropy", "cross-entropy": "cross_entropy", "kl": "divergence"}[given.kind]] for one in found
    ]
    whole = sum(losses) / (1 if given.reduction == "sum" else len(losses))
    if len(losses) > 1:
        result: dict[str, Any] = {"losses": losses, "loss": whole}
    else:
        shown = {"entropy": ("entropy",), "cross-entropy": ("cross_entropy",)}.get(given.kind, tuple(found[0]))
        result = {"loss": whole} | {name: found[0][name] for name in shown}
    return result | ({"smoothed": targets} if given.smoothing else {})
