"""Activation functions by other formulas than the textbook's, and their slopes by difference quotients.

Each takes and gives a float; `gamma` and `beta` are the shape's own numbers. SELU: Klambauer et al. (2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

Function = Callable[[float], float]

SELU_SCALE = 1.0507009873554804934
KINKS = {"relu6": (0.0, 6.0), "hard-tanh": (-1.0, 1.0)}
SMOOTH = ("sigmoid", "tanh", "softplus", "gelu", "gelu-tanh", "swish")


def activation(name: str, gamma: float = 0.0, beta: float = 1.0) -> Function:
    """The function of this name."""
    return {
        "sigmoid": lambda x: (1 + math.tanh(x / 2)) / 2,
        "tanh": lambda x: (
            -math.expm1(-2 * x) / (1 + math.exp(-2 * x)) if x > 0 else math.expm1(2 * x) / (math.exp(2 * x) + 1)
        ),
        "relu": lambda x: (x + abs(x)) / 2,
        "leaky-relu": lambda x: x if x > 0 else gamma * x,
        "prelu": lambda x: x if x > 0 else gamma * x,
        "elu": lambda x: x if x > 0 else gamma * math.expm1(x),
        "selu": lambda x: SELU_SCALE * (x if x > 0 else gamma * math.expm1(x)),
        "relu6": lambda x: float(np.clip(x, 0, 6)),
        "softplus": lambda x: float(np.logaddexp(0, x)),
        "softsign": lambda x: math.copysign(1 / (1 + 1 / abs(x)), x) if x else 0.0,
        "gelu": lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
        "gelu-tanh": lambda x: x * logistic(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)),
        "swish": lambda x: x * logistic(beta * x),
        "hard-tanh": lambda x: float(np.clip(x, -1, 1)),
    }[name]


def logistic(x: float) -> float:
    """The sigmoid, without overflow."""
    return (1 + math.tanh(x / 2)) / 2


def slope(name: str, f: Function, x: float, at_zero: str = "left") -> float:
    """The derivative at x by five-point quotients, one-sided for shapes that are pieced together.

    At a kink at 0 the slope of the side `at_zero`; at the ends of a plateau the plateau's, 0, as in PyTorch.
    """
    if name in SMOOTH:
        h = 1e-3
        return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
    kinks = KINKS.get(name, (0.0,))
    near = min((abs(x - k) for k in kinks if k != x), default=1.0)
    h = min(1e-3, near / 8)
    if x in kinks:
        left = x == min(kinks) if len(kinks) == 2 else at_zero == "left"
        h = -h if left else h
    f0, f1, f2, f3, f4 = (f(x + i * h) for i in range(5))
    return (-25 * f0 + 48 * f1 - 36 * f2 + 16 * f3 - 3 * f4) / (12 * h)


def limit_slopes(f: Function) -> tuple[float, float]:
    """The slopes far to the left and far to the right, so far that a shape which flattens like 1/x has done so."""
    far = 1e15
    left, right = ((f(2 * x) - f(x)) / x for x in (-far, far))
    return left, right


def value_range(f: Function, ends: float = 10.0) -> str:
    """The range in interval notation, by looking: an end is open where it is approached but not met within ±`ends`."""
    far = [f(-1e15), f(1e15)]
    return f"{_end(_extreme(f, ends, -1), min(far), -1)}, {_end(_extreme(f, ends, 1), max(far), 1)}"


def _extreme(f: Function, ends: float, side: int) -> float:
    """The largest (1) or smallest (−1) value within ±`ends`: the best of a few points, and of ever closer ones about it."""
    middle, reach = 0.0, ends
    for _round in range(5):
        points = np.clip(np.linspace(middle - reach, middle + reach, 201), -ends, ends).tolist()
        middle = max(points, key=lambda x: side * f(x))
        reach /= 50
    return f(middle)


def _end(near: float, far: float, side: int) -> str:
    if side * far > 1e6:
        return "∞)" if side > 0 else "(−∞"
    met = near * side >= far * side
    text = f"{near if met else far:.4g}".replace("-", "−")
    text = "0" if text in ("−0", "0") else text
    return text + ("]" if met else ")") if side > 0 else ("[" if met else "(") + text
