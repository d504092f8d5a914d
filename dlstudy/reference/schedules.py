"""Learning rates step after step, as a training loop would keep them: no closed form in t."""

from __future__ import annotations

import numpy as np


def decayed_in_steps(rate: float, factor: float, marks: list[int], steps: int) -> float:
    """The rate multiplied by the factor at each mark that has been reached."""
    for mark in marks:
        if mark <= steps:
            rate *= factor
    return rate


def multiplied(rate: float, factor: float, steps: int) -> float:
    """The rate multiplied by the factor in every step: exponential decay."""
    for _t in range(steps):
        rate *= factor
    return rate


def inverse_time(rate: float, decay: float, steps: int) -> float:
    """1/α grows by decay/α₀ in every step: inverse-time decay."""
    reciprocal = 1 / rate
    for _t in range(steps):
        reciprocal += decay / rate
    return 1 / reciprocal


def inverse_root(rate: float, steps: int) -> float:
    """1/α² grows by 1/α₀² in every step: decay with the root of the number of steps."""
    reciprocal = 1 / rate**2
    for _t in range(steps):
        reciprocal += 1 / rate**2
    return float(reciprocal**-0.5)


def annealed(high: float, low: float, share: float) -> float:
    """Cosine annealing at a share of its period, by the half angle: low + (high - low) cos²(π share / 2)."""
    return float(low + (high - low) * np.cos(np.pi * share / 2) ** 2)


def warmed_up(peak: float, warmup: int, t: float, start: float = 0.0) -> float:
    """On the straight line from the start at step 0 to the peak, and level from there."""
    return float(np.interp(t, [0, warmup], [start, peak]))


def transformer(width: int, warmup: int, t: int) -> float:
    """Linear up to the peak (width · warmup)^-½, then like 1/√t: Vaswani et al. (2017), eq. 3."""
    peak = 1 / np.sqrt(width * warmup)
    return float(peak * t / warmup if t <= warmup else peak * np.sqrt(warmup / t))


def triangular(low: float, high: float, half: int, t: float) -> float:
    """Up and down between low and high, a half cycle each: Smith (2017), section 3.1."""
    return float(np.interp(t % (2 * half), [0, half, 2 * half], [low, high, low]))
