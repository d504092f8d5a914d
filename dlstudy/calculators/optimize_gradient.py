"""From a gradient as it is met to the one an optimiser is given: an L2 penalty added, and clipped.

In the course the penalty is part of the loss, so that it is clipped too; PyTorch clips what is met, and its optimisers'
`weight_decay` adds λθ after that.
"""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import Lines, g, present, theta
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Do, Mistake, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Param, Real
from dlstudy.symbolic.tree import Letter, Node, function, letters

g_met, g_pen, g_clip, n, c, lam = letters("g_raw g_pen g_clip n c lambda")
SLACK = Fraction(1, 10**6)  # torch.nn.utils.clip_grad_norm_ divides by ‖g‖ + 1e-6

PARAMS: tuple[Param, ...] = (
    Real(
        lam,
        "l2",
        _(
            "L2 penalty (λ/2)‖θ‖² in the loss: λθ is added to the gradient (weight_decay of PyTorch's SGD, Adam and others)",
            "损失中的 L2 惩罚项 (λ/2)‖θ‖²：梯度加上 λθ（即 PyTorch 的 SGD、Adam 等的 weight_decay）",
        ),
        low=0,
    ),
    Real(c, "clip_norm", _("clip gradients longer than this", "按模截断：梯度的模超过此数时截断"), low=0, open="("),
    Real(
        c, "clip_value", _("clip every component to ±this", "按值截断：每个分量限制在 ± 此数之内"), low=0, open="("
    ),
)  # fmt: skip


def clips(given: SimpleNamespace) -> bool:
    return given.clip_norm is not None or given.clip_value is not None


def penalises(given: SimpleNamespace) -> bool:
    return present(given.l2)


def _clipped_first(given: SimpleNamespace) -> bool:
    return bool(given.convention == "pytorch")


def unclipped(given: SimpleNamespace) -> Letter:
    """The letter of what is clipped."""
    return g_pen if penalises(given) and not _clipped_first(given) else g_met


def cut(given: SimpleNamespace) -> Letter:
    """The letter of what clipping leaves."""
    return g_clip if penalises(given) and _clipped_first(given) else g


def bare(given: SimpleNamespace) -> Letter:
    """The letter of what the penalty is added to."""
    return g_clip if clips(given) and _clipped_first(given) else g_met


def penalised(given: SimpleNamespace) -> Letter:
    """The letter of what the penalty leads to."""
    return g_pen if clips(given) and not _clipped_first(given) else g


def treated(met: Step | Do, point: Letter, given: SimpleNamespace, t: int) -> Lines:
    """The lines from the gradient as met at `point` to g[t]: one alone where nothing is done to it."""
    if not clips(given) and not penalises(given):
        yield met
        return
    yield met._replace(symbol=g_met[t])
    if clips(given) and _clipped_first(given):
        yield from _clipped(given, t)
    if penalises(given):
        why = _("the L2 penalty's gradient λθ is added", "加上 L2 惩罚项的梯度 λθ")
        yield Step(penalised(given)[t], bare(given)[t] + lam * point, why)
    if clips(given) and not _clipped_first(given):
        yield from _clipped(given, t)


def _clipped(given: SimpleNamespace, t: int) -> Generator[Step | Do, Any, None]:
    met, result = unclipped(given)[t], cut(given)[t]
    if given.clip_value is not None:
        yield Step(result, boxed(met), _("every component kept within ±c", "每个分量限制在 ±c 之内"))
        return
    slack = SLACK if given.convention == "pytorch" else Fraction(0)
    length = yield Step(n[t], function("norm", met), _("the length of the gradient", "梯度的模"))
    if compare(length + slack, given.clip_norm) > 0:
        why = _("longer than c: shortened to c, the direction kept", "模超过 c：缩到 c，方向不变")
        yield Step(result, shortened(met, n[t], given.convention), why)
    else:
        yield Step(result, met, _("not longer than c: left as it is", "模不超过 c：不变"))


def boxed(met: Node) -> Node:
    """Clipping by value: max(min(g, c), −c)."""
    return function("max", function("min", met, c), -c)


def shortened(met: Node, length: Node, convention: str) -> Node:
    """Clipping by norm of a gradient that is too long."""
    return c / (length + SLACK if convention == "pytorch" else length) * met


def treat_reference(gradient: Any, given: SimpleNamespace) -> Any:
    """The gradients as the reference meets them: rows, or where there is a penalty a function of the point."""
    from dlstudy.reference.clipping import of_each

    if not penalises(given):
        return of_each(lambda met: _cut_off(met, given), gradient) if clips(given) else gradient
    rows = None if callable(gradient) else iter(gradient)  # a walk meets them in order, each once

    def felt(point: Any) -> Any:
        import numpy as np

        met = np.asarray(gradient(point) if rows is None else next(rows), dtype=np.float64)
        penalty = float(given.l2) * point
        if _clipped_first(given):
            return _cut_off(met, given) + penalty
        return _cut_off(met + penalty, given)

    return felt


def _cut_off(met: Any, given: SimpleNamespace) -> Any:
    from dlstudy.reference.clipping import within_ball, within_box

    if given.clip_value is not None:
        return within_box(met, -float(given.clip_value), float(given.clip_value))
    if given.clip_norm is not None:
        return within_ball(met, float(given.clip_norm), float(SLACK) if given.convention == "pytorch" else 0.0)
    return met


def _renewed(given: SimpleNamespace) -> bool:
    return given.objective is not None and given.steps > 1


def _penalty_point(given: SimpleNamespace, t: int) -> Node:
    ahead = given.method == "nesterov" and given.convention == "course"
    return Letter("theta_hat", (t,)) if ahead else theta[t - 1]


MISTAKES = (
    Mistake(
        "gradient-not-renewed",
        _("every step has a gradient of its own, met where θ is by then", "每一步都要在当时的 θ 处重新求梯度"),
        lambda given: {g[t]: g[1] for t in range(2, given.steps + 1)},
        _renewed,
    ),
    Mistake(
        "penalty-forgotten",
        _("the penalty adds λθ to the gradient", "惩罚项使梯度加上 λθ"),
        lambda given: {penalised(given): lambda t: bare(given)[t]},
        penalises,
    ),
    Mistake(
        "penalty-without-half",
        _("a penalty λ‖θ‖², without the ½, adds 2λθ", "惩罚项为 λ‖θ‖²（无 ½）时，梯度加上 2λθ"),
        lambda given: {penalised(given): lambda t: bare(given)[t] + 2 * lam * _penalty_point(given, t)},
        penalises,
        convention=True,
    ),
    Mistake(
        "not-clipped",
        _("the gradient is beyond the bound: clip it first", "梯度超出阈值：要先截断"),
        lambda given: {cut(given): lambda t: unclipped(given)[t]},
        clips,
    ),
    Mistake(
        "always-rescaled",
        _("a gradient shorter than the bound is left as it is", "模不超过阈值的梯度不变"),
        lambda given: {cut(given): lambda t: c / n[t] * unclipped(given)[t]},
        lambda given: given.clip_norm is not None and given.convention != "pytorch",
    ),
    Mistake(
        "clipped-by-value",
        _("by norm, all components shrink by one factor", "按模截断时各分量按同一比例缩小"),
        lambda given: {cut(given): lambda t: boxed(unclipped(given)[t])},
        lambda given: given.clip_norm is not None and isinstance(given.start, Grid),
    ),
)
