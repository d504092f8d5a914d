"""Linear regression without normal equations: weights and penalties become further rows of one least-squares problem.

x: (n, d)   y: (n,)   r: (n,) importance of each sample   ridge: (d,) penalty of each parameter   ->   (d,)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def fit(x: Array, y: Array, r: Array, ridge: Array) -> Array:
    """The parameters that minimise Σ r (y − xw)² + Σ ridge·w², by an orthogonal factorisation of the stacked rows."""
    root = np.sqrt(r)
    rows = np.vstack([x * root[:, None], np.diag(np.sqrt(ridge))])
    return np.asarray(np.linalg.lstsq(rows, np.append(y * root, np.zeros(len(ridge))), rcond=None)[0])


def risk(x: Array, y: Array, r: Array, ridge: Array, w: Array, scale: float) -> Any:
    """scale · Σ r (y − xw)² + ½ Σ ridge·w², sample by sample; complex parameters are welcome. Diverged ones give ∞ or NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        whole = sum(
            weight * (target - sum(p * q for p, q in zip(row, w, strict=True))) ** 2
            for row, target, weight in zip(x, y, r, strict=True)
        )
        return scale * whole + 0.5 * (ridge * w**2).sum()
