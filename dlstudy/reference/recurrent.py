"""Recurrent networks, all gates in one product: simple, LSTM, GRU; and the shapes of their weights.

Shapes: x (steps, inputs); w (gates, inputs, hidden), u (gates, hidden, hidden), b (gates, hidden); vectors are rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x), by tanh, so that it neither overflows nor minds a complex argument."""
    result: Array = 0.5 + 0.5 * np.tanh(x / 2)
    return result


def relu(x: Array) -> Array:
    """x where its real part is positive, else 0; its slope at 0 is 0, as in PyTorch."""
    result: Array = x * (np.real(x) > 0)
    return result


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "tanh": np.tanh, "sigmoid": sigmoid, "relu": relu, "identity": lambda x: x,
}  # fmt: skip


def softmax(x: Array) -> Array:
    """Exponentials over their sum, the largest taken off first."""
    powers = np.exp(x - x.max())
    shares: Array = powers / powers.sum()
    return shares


SQUASH: dict[str, Callable[[Array], Array]] = {"linear": lambda x: x, "softmax": softmax, "sigmoid": sigmoid}


def stacked(w: Array, u: Array, b: Array) -> Array:
    """(inputs + hidden + 1, gates * hidden): one matrix for [x, h, 1] and all gates (nndl eq. 6.57)."""
    return np.concatenate([np.concatenate([*m], axis=-1) for m in (w, u, b[:, None, :])], axis=0)


def states(
    x: Array, w: Array, u: Array, b: Array, h0: Array, activation: str = "tanh", shares: Sequence[float] | None = None
) -> Array:
    """(steps, hidden): h_t = f([x_t, h_{t-1}, 1] M).

    `shares[t]` is how much of a complex step passes from h_{t-1} to h_t: d2l's randomly truncated gradient.
    """
    matrix, found, h = stacked(w, u, b), [], h0
    for t, row in enumerate(x):
        if shares is not None and np.iscomplexobj(h):
            h = np.real(h) + 1j * shares[t] * np.imag(h)
        h = ACTIVATIONS[activation](np.concatenate([row, h, [1]]) @ matrix)
        found.append(h)
    return np.array(found)


def lstm(
    x: Array,
    w: Array,
    u: Array,
    b: Array,
    h0: Array,
    c0: Array,
    peephole: Array | None = None,
    variant: str = "standard",
) -> dict[str, Array]:
    """Gates, cells and states of an LSTM; the gates' order in w, u, b is input, forget, output, candidate.

    `variant`: standard; coupled takes 1 - i for the forget gate; no-forget takes 1 (Hochreiter & Schmidhuber 1997).
    `peephole` (3, hidden) lets i and f see c_{t-1} and o see c_t (Gers & Schmidhuber 2000).
    """
    matrix, found, h, c = stacked(w, u, b), [], h0, c0
    v = np.zeros((3, len(h0))) if peephole is None else peephole
    for row in x:
        z = np.split(np.concatenate([row, h, [1]]) @ matrix, 4)
        i = sigmoid(z[0] + v[0] * c)
        f = {"coupled": 1 - i, "no-forget": np.ones_like(i)}.get(variant)
        f = sigmoid(z[1] + v[1] * c) if f is None else f
        candidate = np.tanh(z[3])
        c = np.sum([f * c, i * candidate], axis=0)
        o = sigmoid(z[2] + v[2] * c)
        h = o * np.tanh(c)
        found.append((i, f, o, candidate, c, h))
    return dict(zip(("i", "f", "o", "candidate", "c", "h"), map(np.array, zip(*found, strict=True)), strict=True))


def gru(
    x: Array, w: Array, u: Array, b: Array, h0: Array, *, after: bool, keeps: bool, recurrent_bias: Array
) -> dict[str, Array]:
    """Gates and states of a GRU; the gates' order in w, u, b is update, reset, candidate.

    `after`: the reset gate acts on U h + recurrent_bias (PyTorch, Keras' reset_after), else on h (Cho et al. 2014, nndl,
    d2l). `keeps`: the update gate weights the old state (nndl, d2l, PyTorch), else the candidate (Chung et al. 2014).
    """
    found, h = [], h0
    both, size = stacked(w[:2], u[:2], b[:2]), len(h0)
    for row in x:
        gates = sigmoid(np.concatenate([row, h, [1]]) @ both)
        z, r = gates[:size], gates[size:]
        past = r * (h @ u[2] + recurrent_bias) if after else (r * h) @ u[2]
        candidate = np.tanh(row @ w[2] + past + b[2])
        share = z if keeps else 1 - z
        h = candidate + share * (h - candidate)
        found.append((z, r, candidate, h))
    return dict(zip(("z", "r", "candidate", "h"), map(np.array, zip(*found, strict=True)), strict=True))


def tensors(
    gates: int, inputs: int, hidden: int, layers: int, directions: int, biases: int
) -> Iterator[tuple[int, ...]]:
    """The shape of every weight and bias, as torch.nn.RNN/LSTM/GRU list them: weight_ih, weight_hh, bias_ih, bias_hh."""
    for layer in range(layers):
        below = inputs if layer == 0 else directions * hidden
        for _direction in range(directions):
            for _gate in range(gates):
                yield hidden, below
                yield hidden, hidden
                for _bias in range(biases):
                    yield (hidden,)
