"""Wrong turns in a fully connected network: forward, back, in the update, and in counting parameters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mlp_activations import positive
from dlstudy.calculators.mlp_counts import M, N, N_p
from dlstudy.calculators.mlp_lines import (
    L,
    W,
    a,
    activation,
    alpha,
    applied,
    arriving,
    b,
    b_new,
    by_rows,
    counts_only,
    d_b,
    d_w,
    delta,
    depth,
    error,
    fused,
    goal,
    has_slope,
    loss,
    net,
    of_bias,
    outer,
    s,
    several,
    shared,
    slope,
    w_new,
    z,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, Node, Num, function, total


def _trains(given: SimpleNamespace) -> bool:
    return not counts_only(given) and given.target is not None


def _numbers(given: SimpleNamespace) -> bool:
    return not counts_only(given)


def _slopes(given: SimpleNamespace) -> bool:
    return _trains(given) and any(has_slope(given, i) for i in range(1, depth(given) + 1))


def _deep(given: SimpleNamespace) -> bool:
    return _trains(given) and depth(given) > 1


def _square_above(given: SimpleNamespace) -> bool:
    """Whether the weights of a layer above the first are square, so that they can be left as they are."""
    sizes = given.layers.sizes
    return _deep(given) and all(p == q > 1 for p, q in pairwise(sizes[1:]))


def _family(
    letter: Letter, line: Callable[[SimpleNamespace, int], Node]
) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    return lambda given: {letter: lambda i: line(given, i)}


def _through(given: SimpleNamespace, layer: int, weights: Node) -> Node:
    """The error term of a hidden layer, the errors above passed through `weights`."""
    above = delta[layer + 1]
    came = above * weights if by_rows(given) else weights * above
    return function("⊙", s[layer], came) if has_slope(given, layer) else came


def _hidden(line: Callable[[SimpleNamespace, int], Node]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps the error terms of the hidden layers."""
    return lambda given: {delta[i]: line(given, i) for i in range(1, depth(given))}


def _slope_of_activation(given: SimpleNamespace, layer: int) -> Node:
    """The slope at the activation, where the net input belongs."""
    again = applied(given, layer, a[layer])
    if activation(given, layer) == "sigmoid":
        return function("⊙", again, 1 - again)
    return 1 - again**2 if activation(given, layer) == "tanh" else slope(given, layer)


def _all_as_wide(given: SimpleNamespace) -> bool:
    sizes = given.layers.sizes
    return len(set(sizes[:-1])) == 1


def _squashes(given: SimpleNamespace) -> bool:
    """Whether some hidden layer has an activation to forget."""
    return _numbers(given) and any(activation(given, i) != "identity" for i in range(1, depth(given)))


def _other_reduction(reduction: str) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Loss and gradients put together over the samples in the other way."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        found: dict[Letter, Any] = {L: loss(given, reduction), d_w: lambda i: shared(given, outer(given, i), reduction)}
        return found | ({d_b: lambda i: shared(given, of_bias(given, i), reduction)} if given.bias else {})

    return swap


def _pieced(given: SimpleNamespace) -> list[int]:
    """The layers whose error term holds a slope of ReLU."""
    return [i for i in range(1, depth(given) + 1) if activation(given, i) == "relu" and has_slope(given, i)]


def _one_bias(_given: SimpleNamespace, layer: int) -> Node:
    return M[layer] * M[layer - 1] + 1


MISTAKES = (
    Mistake("forgot-bias-term", _("the bias belongs to every net input", "净输入要加偏置"), _family(z, net), lambda v: _numbers(v) and v.bias),
    Mistake("forgot-activation", _("a hidden layer goes through its activation", "隐藏层要经过激活函数"),
            lambda v: {a[i]: z[i] for i in range(1, depth(v))},
            _squashes),
    Mistake("no-slope", _("an error term holds the activation's slope", "误差项要乘以激活函数的导数"), {s: lambda _i: Num(1)}, _slopes),
    Mistake("slope-at-activation", _("the slope is taken at the net input: σ′(z) = a(1 − a), not at a",
                                     "导数在净输入 z 处取值：σ′(z) = a(1 − a)，不是在 a 处"), _family(s, _slope_of_activation), _slopes),
    Mistake("target-minus-output", _("the error is output minus target: else the step goes uphill", "误差是输出减目标，符号反了就变成上升"),
            lambda v: {delta[depth(v)]: -error(v, depth(v))}, _trains),
    Mistake("slope-with-cross-entropy", _("cross-entropy cancels the slope of the output", "交叉熵与输出激活函数的导数相消，不再乘导数"),
            lambda v: {delta[depth(v)]: function("⊙", function("⊙", a[depth(v)], 1 - a[depth(v)]), arriving(v, depth(v)))},
            lambda v: _trains(v) and fused(v)),
    Mistake("not-transposed", _("errors go back through the transposed weights", "误差反向传播时用转置的权重"),
            _hidden(lambda v, i: _through(v, i, W[i + 1])), _square_above),
    Mistake("updated-too-early", _("errors go back through the weights before the update", "反向传播用的是更新之前的权重"),
            _hidden(lambda v, i: _through(v, i, (W[i + 1] - alpha * d_w[i + 1]).T)), _deep),
    Mistake("ascent", _("the gradient's share is subtracted", "更新时减去学习率乘以梯度"),
            lambda v: {w_new: lambda i: W[i] + alpha * d_w[i]} | ({b_new: lambda i: b[i] + alpha * d_b[i]} if v.bias else {}), _trains),
    Mistake("no-learning-rate", _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
            lambda v: {w_new: lambda i: W[i] - d_w[i]} | ({b_new: lambda i: b[i] - d_b[i]} if v.bias else {}), _trains),
    Mistake("input-for-every-layer", _("a layer's gradient takes what entered that layer", "某层权重的梯度用进入该层的活性值"),
            lambda v: {d_w[i]: shared(v, outer(v, i, a[0]), v.reduction) for i in range(2, depth(v) + 1)}, lambda v: _deep(v) and _all_as_wide(v)),
    Mistake("without-half", _("without the ½ the squared loss and its gradients double", "平方损失不带 ½ 时，损失与梯度都加倍"),
            lambda v: {L: shared(v, function("sum", (a[depth(v)] - goal(v)) ** 2), v.reduction), delta[depth(v)]: 2 * error(v, depth(v))},
            lambda v: _trains(v) and v.loss == "squared", convention=True),
    Mistake("summed", _("summed over the samples", "对样本求和，不取平均"), _other_reduction("sum"),
            lambda v: _trains(v) and several(v) and v.reduction == "mean", convention=True),
    Mistake("averaged", _("averaged over the samples", "对样本取平均"), _other_reduction("mean"),
            lambda v: _trains(v) and several(v) and v.reduction == "sum", convention=True),
    Mistake("one-for-relu-at-zero", _("the slope of ReLU at 0 taken as 1", "ReLU 在 0 处的导数取 1"),
            lambda v: {s[i]: 1 - positive(-z[i]) for i in _pieced(v)}, lambda v: _trains(v) and bool(_pieced(v)), convention=True),
    Mistake("forgot-bias", _("every unit has a bias", "每个神经元有一个偏置"),
            {N: lambda i: M[i] * M[i - 1]}, lambda v: v.bias),
    Mistake("one-bias-a-layer", _("every unit has a bias of its own, not every layer", "偏置每个神经元一个，不是每层一个"),
            _family(N, _one_bias), lambda v: v.bias and any(size != 1 for size in v.layers.sizes[1:])),
    Mistake("input-has-biases", _("the input layer has no parameters", "输入层没有参数"),
            lambda v: {N_p: total([*(N[i] for i in range(1, depth(v) + 1)), M[0]])}, lambda v: v.bias),
)  # fmt: skip
