"""A Transformer block, add and norm included.

Shapes: x (tokens, width); w_q, w_k (width, key); w_v (width, value); w_o (value, width); w1 (width, hidden).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def layer_norm(x: Array, epsilon: float) -> Array:
    """Each row projected onto the sums of zero, then scaled to the length √width (for ε = 0): its mean 0, its variance 1.

    Its first entry is taken off before, which changes nothing but keeps a row of equal entries at exactly zero.
    """
    width = x.shape[-1]
    centred = (x - x[:, :1]) @ (np.eye(width) - np.ones((width, width)) / width)
    result: Array = centred / np.sqrt(np.einsum("ij,ij->i", centred, centred) / width + epsilon)[:, None]
    return result


def attention(x: Array, source: Array, weights: Mapping[str, Array], *, causal: bool) -> tuple[Array, Array]:
    """The weights, and what they make of each query by itself: the values it may see, averaged with e^(q·k/√d_k)."""
    keys, values = source @ weights["w_k"], source @ weights["w_v"]
    shares = np.zeros((len(x), len(keys)))
    for place, query in enumerate(x @ weights["w_q"]):
        seen = place + 1 if causal else len(keys)
        scores = keys[:seen] @ query / np.sqrt(len(query))
        powers = np.exp(scores - scores.max())
        shares[place, :seen] = powers / powers.sum()
    mixed = shares @ values
    return shares, mixed @ weights["w_o"] if "w_o" in weights else mixed


def block(
    x: Array, weights: Mapping[str, Array], epsilon: float, *, pre: bool, causal: bool, context: Array | None = None
) -> dict[str, Array]:
    """Attention and feed-forward part, each added to what it read; the norm before each part (pre) or after each sum."""

    def feed(at: Array) -> Array:
        hidden = at @ weights["w1"] + weights["b1"]
        return np.where(hidden > 0, hidden, 0) @ weights["w2"] + weights["b2"]

    inside = layer_norm(x, epsilon) if pre else x
    shares, attended = attention(inside, inside if context is None else context, weights, causal=causal)
    first = x + attended if pre else layer_norm(x + attended, epsilon)
    fed = feed(layer_norm(first, epsilon) if pre else first)
    return {"weights": shares, "attended": attended, "middle": first, "feed_forward": fed,
            "output": first + fed if pre else layer_norm(first + fed, epsilon)}  # fmt: skip
