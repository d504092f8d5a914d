"""The weights' variance that keeps a signal's variance through a layer, from moments worked out by quadrature."""

from __future__ import annotations

import numpy as np


def second_moment(slope: float) -> float:
    """E[φ(z)²] of a leaky ReLU of a standard normal z, by Gauss-Hermite quadrature on each half; 1/2 for ReLU.

    He et al. (2015), eqs 9 and 13.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    passed = np.where(points > 0, points, slope * points)
    return float(np.sum(weights * passed * passed) / np.sum(weights))


def keeping(*fans: int) -> float:
    """The variance under which a sum of `fan` terms keeps its variance; the harmonic mean between several fans.

    Forward n_in V = 1, backward n_out V = 1; Glorot & Bengio (2010), eqs 10 to 12, meet in the middle.
    """
    return float(len(fans) / np.sum(fans))


def bound_of(variance: float) -> float:
    """The r for which a uniform distribution on [-r, r] has this variance: ∫ x² dx / 2r, by Simpson's rule, is exact."""
    unit = np.array([-1.0, 0.0, 1.0])
    of_unit = float(np.sum(np.array([1.0, 4.0, 1.0]) * unit**2) / 6)
    return float(np.sqrt(variance / of_unit))
