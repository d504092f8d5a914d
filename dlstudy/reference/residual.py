"""A residual unit of two fully connected layers, and its gradients without any chain rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
STEP = 1e-30


@dataclass(frozen=True)
class Unit:
    """x: (n, 1)   w1: (m, n)   w2: (k, m)   b1: (m, 1)   b2: (k, 1)   w_s: (k, n), or none for the identity."""

    x: Array
    w1: Array
    w2: Array
    b1: Array
    b2: Array
    w_s: Array | None
    relu_after: bool

    def layers(self, x: Array) -> Array:
        """The residual function F."""
        return self.w2 @ relu(self.w1 @ x + self.b1) + self.b2

    def output(self, inner: Array, shortcut: Array) -> Array:
        """The unit's output where its layers see `inner` and its shortcut carries `shortcut`."""
        carried = shortcut if self.w_s is None else self.w_s @ shortcut
        found = self.layers(inner) + carried
        return relu(found) if self.relu_after else found


def relu(z: Array) -> Array:
    """The positive part, of complex numbers by their real part; its slope at 0 is 0 (PyTorch)."""
    return np.where(z.real > 0, z, 0)


def complex_step(f: Callable[[Array], Array], at: Array) -> Array:
    """The gradient of the scalar f, of the shape of `at`: Im f(x + ih) / h, without cancellation (Squire & Trapp 1998)."""
    slope = np.empty(at.shape)
    for place in np.ndindex(*at.shape):
        moved = at.astype(complex)
        moved[place] += 1j * STEP
        slope[place] = f(moved).imag / STEP
    return slope


def gradients(unit: Unit, upstream: Array) -> dict[str, Array]:
    """∂L/∂x by both ways and in all, and ∂L/∂W of every matrix, for a loss whose gradient at the output is `upstream`."""

    def loss(inner: Array, shortcut: Array, changed: Unit = unit) -> Array:
        return (upstream * changed.output(inner, shortcut)).sum()  # type: ignore[no-any-return]

    x = unit.x
    found = {
        "x": complex_step(lambda v: loss(v, v), x),
        "layers": complex_step(lambda v: loss(v, x), x),
        "shortcut": complex_step(lambda v: loss(x, v), x),
        "w1": complex_step(lambda v: loss(x, x, replace(unit, w1=v)), unit.w1),
        "w2": complex_step(lambda v: loss(x, x, replace(unit, w2=v)), unit.w2),
    }
    if unit.w_s is not None:
        found["w_s"] = complex_step(lambda v: loss(x, x, replace(unit, w_s=v)), unit.w_s)
    return found
