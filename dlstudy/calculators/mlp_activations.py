"""The activations of a fully connected network: value and slope as formulas, by the name they are typed with."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.tree import Node, function, letters

gamma, beta = letters("gamma beta")


class Activation(NamedTuple):
    """f(z); f′ of net input and value; and what is said of both."""

    value: Callable[[Node], Node]
    slope: Callable[[Node, Node], Node] | None
    title: Text
    says: Text


def positive(z: Node) -> Node:
    """1 where z > 0, else 0."""
    return function("sign", function("relu", z))


def _from_zero(z: Node) -> Node:
    return 1 - function("sign", function("max", 0, -z))


def _elu_slope(z: Node, _a: Node) -> Node:
    return positive(z) + function("⊙", 1 - positive(z), function("exp", function("min", 0, z)))


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(lambda z: function("sigmoid", z), lambda _z, a: function("⊙", a, 1 - a),
                          _("logistic σ", "Logistic 函数 σ"), _("slope of the sigmoid: a(1 − a)", "σ 的导数：a(1 − a)")),
    "tanh": Activation(lambda z: function("tanh", z), lambda _z, a: 1 - a**2,
                       _("between −1 and 1", "取值在 −1 与 1 之间"), _("slope of tanh: 1 − a²", "tanh 的导数：1 − a²")),
    "relu": Activation(lambda z: function("relu", z), lambda _z, a: function("sign", a),
                       _("max(0, z); its slope at 0 is 0", "max(0, z)，0 处导数取 0"),
                       _("slope of ReLU: 1 where active, else 0", "ReLU 的导数：激活处为 1，否则为 0")),
    "leaky-relu": Activation(lambda z: function("max", 0, z) + gamma * function("min", 0, z),
                             lambda z, _a: gamma + (1 - gamma) * positive(z),
                             _("max(0, z) + γ min(0, z); its slope at 0 is γ", "max(0, z) + γ min(0, z)，0 处导数取 γ"),
                             _("slope of leaky ReLU: 1 where z > 0, else γ", "带泄露 ReLU 的导数：z > 0 处为 1，否则为 γ")),
    "elu": Activation(lambda z: function("max", 0, z) + function("exp", function("min", 0, z)) - 1, _elu_slope,
                      _("z, below 0 e^z − 1", "z > 0 时为 z，否则 e^z − 1"), _("slope of ELU: 1 where z > 0, else e^z", "ELU 的导数：z > 0 处为 1，否则为 e^z")),
    "softplus": Activation(lambda z: function("ln", 1 + function("exp", z)), lambda z, _a: function("sigmoid", z),
                           _("ln(1 + e^z)", "ln(1 + e^z)，平滑的 ReLU"), _("slope of softplus: σ(z)", "softplus 的导数：σ(z)")),
    "swish": Activation(lambda z: function("⊙", z, function("sigmoid", z)),
                        lambda z, a: a + function("⊙", function("sigmoid", z), 1 - a),
                        _("z σ(z)", "z σ(z)，即 SiLU"), _("slope of swish: a + σ(z)(1 − a)", "swish 的导数：a + σ(z)(1 − a)")),
    "identity": Activation(lambda z: z, None, _("none: linear", "无：线性"), _("no activation", "无激活函数")),
    "step": Activation(_from_zero, None, _("1 where z ≥ 0, else 0; without a target", "z ≥ 0 时为 1，否则为 0；不能给目标"),
                       _("no slope", "没有可用的导数")),
    "softmax": Activation(lambda z: function("softmax", z), None, _("softmax, with cross-entropy", "softmax，与交叉熵同用"), _("no slope", "不单独求导")),
}  # fmt: skip
LONGEST = 20  # of a name that is repeated in a refusal
OTHER_NAMES = {
    "linear": "identity",
    "none": "identity",
    "logistic": "sigmoid",
    "leakyrelu": "leaky-relu",
    "silu": "swish",
    "leaky_relu": "leaky-relu",
}


def read_activations(text: str) -> str:
    """The names of `relu, tanh, softmax`, as they are called here, separated by commas."""
    names = [OTHER_NAMES.get(name, name) for name in text.lower().replace("，", ",").replace(",", " ").split()]
    for name in names:
        if name not in ACTIVATIONS:
            raise LearnerError(
                _("{name} is none of {names}", "{name} 不在 {names} 之中")(
                    name=name[:LONGEST], names=", ".join(ACTIVATIONS)
                )
            )
    if not names or "softmax" in names[:-1]:
        raise LearnerError(_("name one activation for each layer, softmax only last: relu, softmax",
                             "每层写一个激活函数，softmax 只能在最后：relu, softmax"))  # fmt: skip
    return ", ".join(names)
