"""BLEU and ROUGE by crossing off: each n-gram of the candidate takes one unused equal n-gram of a reference."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple


class Scores(NamedTuple):
    """Clipped counts and precisions of n = 1..N, the brevity penalty, BLEU, ROUGE-N."""

    matches: list[int]
    precisions: list[float]
    brevity: float
    bleu: float
    rouge: float


def score(candidate: Sequence[str], references: Sequence[Sequence[str]], most: int, d2l: bool, closest: bool) -> Scores:
    """The scores of one sentence; precisions weigh 1/N each, in the d2l form 1/2ⁿ.

    Papineni et al. (2002) take the closest reference length (of two equally close ones the shorter), nndl the
    shortest.
    """
    matches, precisions = [], []
    for n in range(1, most + 1):
        found = len(_crossed_off(_grams(candidate, n), [_grams(r, n) for r in references]))
        matches.append(found)
        precisions.append(found / max(len(candidate) - n + 1, 1))
    lengths = sorted(map(len, references))
    target = min(lengths, key=lambda length: abs(length - len(candidate))) if closest else lengths[0]
    brevity = 1.0 if len(candidate) > target else exp(1 - target / len(candidate))
    weights = [0.5**n if d2l else 1 / most for n in range(1, most + 1)]
    mean = 0.0 if 0 in precisions else exp(sum(w * log(p) for w, p in zip(weights, precisions, strict=True)))
    return Scores(matches, precisions, brevity, brevity * mean, _recall(candidate, references, most))


def _grams(tokens: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def _crossed_off(ours: list[tuple[str, ...]], theirs: list[list[tuple[str, ...]]]) -> set[int]:
    """The places of our n-grams that some reference can account for, each reference by itself."""
    best: dict[tuple[str, ...], set[int]] = {}
    for reference in theirs:
        unused = list(reference)
        taken: dict[tuple[str, ...], set[int]] = {}
        for i, gram in enumerate(ours):
            if gram in unused:
                unused.remove(gram)
                taken.setdefault(gram, set()).add(i)
        for gram, at in taken.items():
            best[gram] = max(best.get(gram, set()), at, key=len)
    return set().union(*best.values())


def _recall(candidate: Sequence[str], references: Sequence[Sequence[str]], n: int) -> float:
    theirs = [_grams(r, n) for r in references]
    whole = sum(map(len, theirs))
    found = sum(len(_crossed_off(_grams(candidate, n), [grams])) for grams in theirs)
    return found / whole if whole else 0.0
