"""Large MDPs from a NumPy file (.npz), read without pickle and checked before anything is computed.

Two formats; S states, A actions, K successors at most:

- padded lists: `successors` (S, A, K) of int, `probabilities` (S, A, K), `rewards` (S, A) or (S, A, K). Padding has
  probability 0; an action whose probabilities are all 0 is not available; a state without actions is terminal.
- CSR, as `scipy.sparse.save_npz` names it: `data`, `indices`, `indptr`, `shape` of the (S·A, S) matrix whose row
  s·A + a is p(·|s, a), and `rewards` (S, A). An empty row is an action that is not available.
"""

from __future__ import annotations

import zipfile
import zlib
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.mdp import SparseMDP

Array = npt.NDArray[Any]
PADDED = ("successors", "probabilities", "rewards")
CSR = ("data", "indices", "indptr", "shape", "rewards")
MOST_BYTES = 1 << 30


def load_npz(path: str | PathLike[str], most_bytes: int = MOST_BYTES) -> SparseMDP:
    """The MDP in the file. ValueError says what is wrong with it; OSError where it cannot be opened."""
    with Path(path).open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError("this is not a .npz file")
    _check_size(path, most_bytes)
    try:
        with np.load(path, allow_pickle=False) as archive:
            names = next((kind for kind in (PADDED, CSR) if set(kind) <= set(archive.files)), None)
            if names is None:
                raise ValueError(
                    f"it holds {', '.join(archive.files)}; needed are {', '.join(PADDED)}, or {', '.join(CSR)}"
                )
            arrays = {name: _numbers(name, archive[name]) for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, MemoryError) as broken:  # or encrypted, or lying
        raise ValueError(f"the file is damaged: {broken}") from None
    if names is PADDED:
        return SparseMDP.of(arrays["successors"], arrays["probabilities"], arrays["rewards"])
    return from_csr(**arrays, most_bytes=most_bytes)


def from_csr(
    data: Array, indices: Array, indptr: Array, shape: Array, rewards: Array, *, most_bytes: int = MOST_BYTES
) -> SparseMDP:
    """The MDP of a (S·A, S) CSR matrix of probabilities, its rows padded to the longest one."""
    counts = _check_csr(data, indices, indptr, shape, rewards)
    width = max(1, int(counts.max()))
    if len(counts) * width * 12 > most_bytes:
        raise ValueError(f"the fullest row has {width} successors: {len(counts)} rows of it do not fit in memory")
    successors = np.zeros((len(counts), width), dtype=np.int32)
    probabilities = np.zeros((len(counts), width), dtype=np.float64)
    filled = np.arange(width) < counts[:, None]  # row by row, which is CSR's order
    successors[filled], probabilities[filled] = indices, data
    padded = (*rewards.shape, width)
    return SparseMDP.of(successors.reshape(padded), probabilities.reshape(padded), rewards)


def _check_csr(data: Array, indices: Array, indptr: Array, shape: Array, rewards: Array) -> Array:
    if rewards.ndim != 2 or 0 in rewards.shape:
        raise ValueError(f"rewards have shape {rewards.shape}, not (states, actions)")
    states, actions = rewards.shape
    if shape.tolist() != [states * actions, states]:
        raise ValueError(f"the matrix is {shape.tolist()}, rewards {rewards.shape} need {[states * actions, states]}")
    if any(a.ndim != 1 for a in (data, indices, indptr)) or any(a.dtype.kind not in "iu" for a in (indices, indptr)):
        raise ValueError("data, indices and indptr have to be lists, the last two of whole numbers")
    counts = np.diff(indptr)
    if len(indptr) != states * actions + 1 or indptr[0] != 0 or counts.min() < 0:
        raise ValueError(f"indptr has to rise from 0 in {states * actions + 1} numbers")
    if not indptr[-1] == len(data) == len(indices):
        raise ValueError(f"indptr ends at {indptr[-1]}, with {len(data)} probabilities and {len(indices)} indices")
    if len(indices) and (indices.min() < 0 or indices.max() >= states):
        raise ValueError(f"indices go from {indices.min()} to {indices.max()}, states 0 to {states - 1}")
    return counts


def _check_size(path: str | PathLike[str], most_bytes: int) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > most_bytes:
        raise ValueError(f"its arrays take {size / 2**20:.0f} MiB, more than {most_bytes / 2**20:.0f}")


def _numbers(name: str, array: Any) -> Array:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "iuf":
        raise ValueError(f"{name} does not hold numbers")
    return array
