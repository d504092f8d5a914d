"""Attention, with tokens as rows (Vaswani et al. 2017; d2l; the course's numbers transposed: nndl has columns).

q: (..., n, d_k)   k: (..., m, d_k)   v: (..., m, d_v)   ->   scores, weights: (..., n, m)   output: (..., n, d_v)

A mask is True where a query may look (PyTorch's boolean mask of `scaled_dot_product_attention`; its
`MultiheadAttention` means the opposite).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
SAFE = 40.0  # e^±40 and sums of it are far from float32's ends: no row's maximum needs to be taken off


def dot_scores(q: Array, k: Array) -> Array:
    """q kᵀ: nndl, section 8.1, the scores of soft attention."""
    return np.asarray(q @ np.swapaxes(k, -1, -2))


def scaled_dot_scores(q: Array, k: Array) -> Array:
    """q kᵀ / √d_k, with d_k the width of one head's key, not of the model: Vaswani et al., eq. 1."""
    return np.asarray(dot_scores(q, k) / np.sqrt(k.shape[-1]))


def additive_scores(q: Array, k: Array, w_q: Array, w_k: Array, w_v: Array) -> Array:
    """tanh(q w_q + k w_k) w_v, no bias: d2l, "Attention Scoring Functions"; matrices transposed for rows.

    w_q: (d_q, h)   w_k: (d_k, h)   w_v: (h,)
    """
    together = (q @ w_q)[..., :, None, :] + (k @ w_k)[..., None, :, :]
    return np.asarray(np.tanh(together) @ np.ravel(w_v))


def bilinear_scores(q: Array, k: Array, w: Array) -> Array:
    """q w kᵀ, w: (d_q, d_k). Luong et al. (2015), "general"; nndl writes xᵀWq with keys x: its W is this wᵀ."""
    return dot_scores(q @ w, k)


def cosine_scores(q: Array, k: Array) -> Array:
    """The cosine of the angle of each pair of rows; a row of zeros has none, and scores 0 (as in PyTorch)."""
    return dot_scores(_unit(q), _unit(k))


def _unit(rows: Array) -> Array:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(length == 0, 1, length))


def causal_mask(n: int, m: int | None = None) -> Array:
    """(n, m): query i may look at keys 0..i. With m ≠ n both count from the first token, as in PyTorch."""
    return np.tri(n, n if m is None else m, dtype=bool)


def padding_mask(lengths: npt.ArrayLike, m: int) -> Array:
    """(..., 1, m): nobody may look at a key at or behind its sequence's length."""
    return np.asarray(np.arange(m) < np.asarray(lengths)[..., None, None])


def softmax(scores: Array, axis: int = -1) -> Array:
    """Along the axis, weights that add up to 1; -inf weighs nothing, and a row of nothing but -inf is all zeros.

    The greatest score is taken off first, so that exp cannot overflow. A fully masked row is NaN in PyTorch's
    softmax and uniform where the mask is a large negative number (d2l's -1e6, the companion of nndl's -1e9).
    """
    top = np.max(scores, axis=axis, keepdims=True)
    raised = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = np.sum(raised, axis=axis, keepdims=True)
    return np.asarray(raised / np.where(total == 0, 1, total))


def masked(scores: Array, mask: Array | None) -> Array:
    """The scores, with -inf where the mask is False."""
    return scores if mask is None else np.where(mask, scores, -np.inf)


def attend(scores: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    """The weights and the output, for scores of any kind: (..., n, m), (..., m, d_v) -> (..., n, m), (..., n, d_v)."""
    weights = softmax(masked(scores, mask))
    return weights, np.asarray(weights @ v)


def attend_hard(scores: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    """Weights of 1 at each query's largest score, the first of equal ones, and the value that stands there.

    nndl, "hard attention"; its other form draws the value at random, by softmax's weights. Scores that rounding
    cannot tell apart are equal.
    """
    seen = masked(scores, mask)
    noise = 1e-13 * max(1.0, float(np.max(np.abs(scores))))
    first = np.argmax(seen >= np.max(seen, axis=-1, keepdims=True) - noise, axis=-1)
    weights = np.asarray(np.arange(scores.shape[-1]) == first[..., None], dtype=float)
    return weights, np.take_along_axis(v, first[..., None], axis=-2)


class Heads(NamedTuple):
    """Every array of a multi-head attention; q to outputs have the heads first: (h, tokens, width)."""

    q: Array
    k: Array
    v: Array
    scores: Array  # scaled, before the mask
    weights: Array
    outputs: Array  # (h, n, d_v), one head's result each
    joined: Array  # (n, h · d_v)
    output: Array  # (n, d_out), behind w_o


def multi_head(
    x: Array,
    w_q: Array,
    w_k: Array,
    w_v: Array,
    w_o: Array | None = None,
    *,
    heads: int = 1,
    context: Array | None = None,
    mask: Array | None = None,
) -> Heads:
    """Scaled dot-product attention of x to the context (to itself without one): Vaswani et al., section 3.2.2.

    x: (n, d)   context: (m, d_c)   w_q: (d, h d_k)   w_k: (d_c, h d_k)   w_v: (d_c, h d_v)   w_o: (h d_v, d_out)
    Head i owns the i-th block of columns, as in PyTorch and d2l. No biases (Vaswani's code, d2l); PyTorch has them.
    """
    source = x if context is None else context
    q, k, v = (split_heads(y, heads) for y in (x @ w_q, source @ w_k, source @ w_v))
    scores = scaled_dot_scores(q, k)
    weights, outputs = attend(scores, v, mask)
    joined = join_heads(outputs)
    return Heads(q, k, v, scores, weights, outputs, joined, joined if w_o is None else np.asarray(joined @ w_o))


def split_heads(x: Array, heads: int) -> Array:
    """(..., n, h·d) -> (..., h, n, d)."""
    if heads < 1 or x.shape[-1] % heads:
        raise ValueError(f"{heads} heads do not divide a width of {x.shape[-1]}")
    return np.swapaxes(x.reshape(*x.shape[:-1], heads, -1), -2, -3)


def join_heads(x: Array) -> Array:
    """(..., h, n, d) -> (..., n, h·d), what `split_heads` undoes."""
    return np.swapaxes(x, -2, -3).reshape(*x.shape[:-3], x.shape[-2], -1)


def longest(rows: Array) -> float:
    """The length of the longest row: (n, d) -> a number."""
    return float(np.sqrt(np.max((rows * rows) @ np.ones(rows.shape[1], dtype=rows.dtype))))


def scratch(queries: int, keys: int) -> Array:
    """An uninitialised float32 matrix that starts where a cache line does: np.empty's costs `attend_in_place` 3 %."""
    line, size = 64, 4 * queries * keys
    raw = np.empty(size + line, dtype=np.uint8)
    start = -raw.ctypes.data % line
    return raw[start : start + size].view(np.float32).reshape(queries, keys)


def attend_in_place(q: Array, k: Array, v: Array, scores: Array, out: Array) -> Array:
    """Unmasked scaled dot-product attention written into `out`, with `scores` (n, m) as scratch; no large array is made.

    For speed: float32 stays float32, the scale goes into the (smaller) queries, rows are divided after they met v, and
    their maximum is taken off only where an exponential could overflow or vanish. `scores` holds the weights times a
    number for each row afterwards.
    """
    q = q * q.dtype.type(1 / np.sqrt(k.shape[-1]))
    np.matmul(q, k.T, out=scores)
    if not longest(q) * longest(k) <= SAFE:  # no score is larger than this product (Cauchy-Schwarz)
        np.subtract(scores, scores.max(axis=-1, keepdims=True), out=scores)
    np.exp(scores, out=scores)
    np.matmul(scores, v, out=out)
    np.divide(out, scores @ np.ones((scores.shape[-1], 1), dtype=scores.dtype), out=out)
    return out
