"""Adam for millions of parameters: one step, written into the arrays it is given."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
BLOCK = 1 << 16  # values worked on at once: five float32 arrays of it stay in a processor's cache


class _Numbers(NamedTuple):
    beta1: float
    beta2: float
    rate: float  # with both corrections in it
    inside: float  # what is added under the root
    outside: float  # what is added to the root


def adam_step(
    theta: Array,
    gradient: Array,
    m: Array,
    v: Array,
    t: int,
    *,
    learning_rate: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
    convention: Literal["course", "pytorch"] = "course",
) -> None:
    """Step t (from 1) changes theta, m and v: contiguous arrays of one shape and float type; m = v = 0 before step 1.

    m ← β1 m + (1 - β1) g, v ← β2 v + (1 - β2) g², theta by nndl eq. 7.23 ("course", ε inside the root) or Kingma & Ba
    (2015), algorithm 1 ("pytorch"). The corrections by 1 - β^t go into two numbers, so that no array is made for m̂, v̂.
    """
    if not all(a.flags.c_contiguous and a.shape == theta.shape for a in (theta, gradient, m, v)):
        raise ValueError("theta, gradient, m and v have to be contiguous arrays of one shape")
    root = np.sqrt(1 - beta2**t)
    rate = learning_rate * root / (1 - beta1**t)  # α m̂ / √(v̂ + ε) = rate · m / √(v + ε (1 - β2^t)), and so outside
    inside, outside = (epsilon * root**2, 0.0) if convention == "course" else (0.0, epsilon * root)
    numbers = _Numbers(beta1, beta2, float(rate), float(inside), float(outside))  # Python's, or float32 would widen
    scratch = np.empty(min(BLOCK, theta.size), dtype=theta.dtype)
    flat = [a.reshape(-1) for a in (theta, gradient, m, v)]
    for start in range(0, theta.size, BLOCK):
        _block([a[start : start + BLOCK] for a in flat], scratch, numbers)


def _block(arrays: list[Array], scratch: Array, numbers: _Numbers) -> None:
    theta, gradient, m, v = arrays
    work = scratch[: theta.size]
    np.multiply(gradient, 1 - numbers.beta1, out=work)
    m *= numbers.beta1
    m += work
    np.multiply(gradient, gradient, out=work)
    work *= 1 - numbers.beta2
    v *= numbers.beta2
    v += work
    if numbers.inside:
        np.add(v, numbers.inside, out=work)
        np.sqrt(work, out=work)
    else:
        np.sqrt(v, out=work)
        work += numbers.outside
    np.divide(m, work, out=work)
    work *= numbers.rate
    theta -= work
