"""n-gram models by looking every window up in the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

BOS, EOS = "<bos>", "<eos>"


class Smoothing(NamedTuple):
    """How counts become probabilities: `mle`, `add` (δ added to each count) or `interpolated` (ε of a word's own share)."""

    method: str
    amount: float
    vocabulary: int


class Scored(NamedTuple):
    """The probability of each word and the logarithm of them all; the different n-grams of the text."""

    probabilities: list[float]
    logarithm: float
    different: int


def score(
    text: Sequence[Sequence[str]], sentence: Sequence[str], n: int, bounded: bool, smoothing: Smoothing
) -> Scored:
    """The probability of a sentence, word by word; with `bounded`, its beginning and end are told by tokens."""
    corpus = [_bounded(line, n) if bounded else tuple(line) for line in text]
    words = _bounded(sentence, n) if bounded else tuple(sentence)
    first = n - 1 if bounded else 0
    chances = [
        _chance(corpus, words[max(0, t - n + 1) : t + 1], bounded, n, smoothing) for t in range(first, len(words))
    ]
    with np.errstate(divide="ignore"):
        logarithm = float(np.log(np.array(chances)).sum())
    windows = {line[i : i + n] for line in corpus for i in range(len(line) - n + 1)}
    return Scored(chances, logarithm, len(windows))


def table(text: Sequence[Sequence[str]], n: int, bounded: bool) -> list[tuple[str, int, int]]:
    """Each different n-gram by first occurrence, its count, and that of what stands before its word, by sorting."""
    corpus = [_bounded(line, n) if bounded else tuple(line) for line in text]
    grams, order, counts = _sorted(corpus, n)
    if n == 1:
        return [(str(grams[i]), int(counts[i]), int(counts.sum())) for i in order]
    shorter, _order, often = _sorted(corpus, n - 1)
    before = np.searchsorted(
        shorter, np.array([gram.rsplit(" ", 1)[0] for gram in grams.tolist()], dtype=shorter.dtype)
    )
    return [(str(grams[i]), int(counts[i]), int(often[before[i]])) for i in order]


def _sorted(corpus: Sequence[tuple[str, ...]], n: int) -> tuple[Array, Array, Array]:
    windows = [" ".join(line[i : i + n]) for line in corpus for i in range(len(line) - n + 1)]
    grams, first, counts = np.unique(np.array(windows, dtype=str), return_index=True, return_counts=True)
    return grams, np.argsort(first), counts


def _bounded(line: Sequence[str], n: int) -> tuple[str, ...]:
    return (*[BOS] * (n - 1), *line, EOS)


def _chance(
    corpus: Sequence[tuple[str, ...]], gram: tuple[str, ...], bounded: bool, n: int, smoothing: Smoothing
) -> float:
    method, amount, vocabulary = smoothing
    seen, before = _occurrences(corpus, gram), _occurrences(corpus, gram[:-1])
    if len(gram) == 1:
        before = sum(len(line) - (n - 1 if bounded else 0) for line in corpus)
    if method == "add":
        return (seen + amount) / (before + amount * vocabulary)
    if method == "mle":
        return seen / before if before else 0.0
    if len(gram) == 1:
        return (seen + amount / vocabulary) / (before + amount)
    share = _chance(corpus, gram[-1:], bounded, n, smoothing)
    return (seen + amount * share) / (before + amount)


def _occurrences(corpus: Sequence[tuple[str, ...]], gram: tuple[str, ...]) -> int:
    return sum(line[i : i + len(gram)] == gram for line in corpus for i in range(len(line) - len(gram) + 1))
