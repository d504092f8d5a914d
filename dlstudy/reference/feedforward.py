"""A fully connected network run forward, and its gradients felt by complex steps of that run.

Shapes: x (inputs,); weights[l] (units below, units); biases[l] (units,); vectors are rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.complex_step import complex_step
from dlstudy.reference.recurrent import ACTIVATIONS, sigmoid

Array = npt.NDArray[Any]


def activate(name: str, z: Array, gamma: float) -> Array:
    """The activation; its branches are told by the real part, so that a complex step feels the slope of one."""
    above = np.real(z) > 0
    found: dict[str, Any] = {
        "softmax": softmax, "step": lambda z: (np.real(z) >= 0).astype(float), "swish": lambda z: z * sigmoid(z),
        "leaky-relu": lambda z: np.where(above, z, gamma * z), "elu": lambda z: np.where(above, z, np.exp(np.where(above, 0, z)) - 1),
        "softplus": softplus,
    }  # fmt: skip
    result: Array = (found.get(name) or ACTIVATIONS[name])(z)
    return result


def forward(
    x: Array, weights: Sequence[Array], biases: Sequence[Array], activations: Sequence[str], gamma: float = 0.0
) -> tuple[list[Array], list[Array]]:
    """The net inputs of every layer, and the activations, x first; a layer is one product with a 1 appended for the bias."""
    nets, found = [], [x]
    for w, b, name in zip(weights, biases, activations, strict=True):
        nets.append(np.concatenate([found[-1], [1]]) @ np.vstack([w, b]))
        found.append(activate(name, nets[-1], gamma))
    return nets, found


def softmax(z: Array) -> Array:
    """e^z over their sum, shifted by the largest real part."""
    powers = np.exp(z - np.max(np.real(z)))
    result: Array = powers / powers.sum()
    return result


def loss(net: Array, output: Array, target: Array, kind: str, final: str) -> Any:
    """squared: half the squared error; mse: its mean over the outputs, without the half (PyTorch); else cross-entropy.

    Cross-entropies are taken from the net inputs, since 1 − σ(z) keeps no digits where σ(z) is nearly 1.
    """
    if kind == "squared":
        return ((output - target) ** 2).sum() / 2
    if kind == "mse":
        return ((output - target) ** 2).mean()
    if final == "softmax":
        top = np.max(np.real(net))
        return (target * (np.log(np.exp(net - top).sum()) - (net - top))).sum()
    return (target * softplus(-net) + (1 - target) * softplus(net)).sum()


def softplus(z: Array) -> Array:
    """ln(1 + e^z), without overflow; of complex numbers too."""
    above = np.real(z) > 0
    result: Array = np.where(above, z, 0) + np.log1p(np.exp(np.where(above, -z, z)))
    return result


def gradients(
    x: Array,
    weights: Sequence[Array],
    biases: Sequence[Array],
    activations: Sequence[str],
    target: Array,
    kind: str,
    gamma: float = 0.0,
) -> tuple[list[Array], list[Array]]:
    """The loss's slope along every weight and every bias; a bias' slope is its layer's error term."""

    def along(place: int, *, bias: bool) -> Array:
        def run(at: Array) -> Any:
            w, b = list(weights), list(biases)
            (b if bias else w)[place] = at
            nets, found = forward(x, w, b, activations, gamma)
            return loss(nets[-1], found[-1], target, kind, activations[-1])

        return complex_step(run, (biases if bias else weights)[place])

    layers = range(len(weights))
    return [along(i, bias=False) for i in layers], [along(i, bias=True) for i in layers]
