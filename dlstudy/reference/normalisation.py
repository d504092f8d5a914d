"""Batch and layer normalisation as array operations; the backward pass felt by complex steps, not derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.complex_step import complex_step

Array = npt.NDArray[Any]


def moments(x: Array, axis: int) -> tuple[Array, Array]:
    """Mean and biased variance along an axis; the variance as the mean of squares about the first value.

    x: (n, f)   ->   (f,), (f,) for axis 0, (n,), (n,) for axis 1
    """
    count = x.shape[axis]
    first = np.take(x, [0], axis=axis)
    moved = x - first
    shift = moved.sum(axis=axis) / count
    variance = (moved * moved).sum(axis=axis) / count - shift * shift
    return first.squeeze(axis) + shift, variance


def normalised(x: Array, axis: int, epsilon: float, statistics: tuple[Array, Array] | None = None) -> Array:
    """(x - mean) / √(variance + ε) along the axis, of x itself or of given statistics."""
    mean, variance = statistics if statistics is not None else moments(x, axis)
    return np.asarray((x - np.expand_dims(mean, axis)) * (np.expand_dims(variance, axis) + epsilon) ** -0.5)


def backward(
    x: Array,
    upstream: Array,
    gamma: Array,
    beta: Array,
    axis: int,
    epsilon: float,
    statistics: tuple[Array, Array] | None = None,
) -> Mapping[str, Array]:
    """The gradients of Σ upstream ⊙ (γ x̂ + β) by x, γ and β.

    x, upstream: (n, f)   gamma, beta: (f,)   ->   (n, f), (f,), (f,)
    """

    def loss(at: Array, scale: Array, shift: Array) -> Any:
        return (upstream * (scale * normalised(at, axis, epsilon, statistics) + shift)).sum()

    return {
        "grad_x": complex_step(lambda at: loss(at, gamma, beta), x),
        "grad_gamma": complex_step(lambda at: loss(x, at, beta), gamma),
        "grad_beta": complex_step(lambda at: loss(x, gamma, at), beta),
    }


def running(old: Array, new: Array, keep: float) -> Array:
    """What is kept of the old statistic, and the rest of the new one: a point of the segment between the two."""
    return np.asarray(new + keep * (old - new))
