"""Hard attention: each query takes the one value whose key has the largest score."""

from __future__ import annotations

from dlstudy.symbolic import arithmetic
from dlstudy.symbolic.arithmetic import Number, is_exact, real
from dlstudy.symbolic.calculator import Known, Run
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter

ALIKE = 1e-13  # of a score: closer ones count as equal, here and in the reference, which has 16 digits


def picking(scored: Letter, along_rows: bool) -> Run:
    """The run that gives all the weight to the largest score of each row, or else of each column."""

    def run(known: Known) -> Grid:
        scores = known[scored]
        return largest(scores) if along_rows else largest(scores.T).T

    return run


def largest(scores: Grid) -> Grid:
    """1 at the first of each row's largest entries, else 0."""
    return Grid(map(_first_largest, scores.rows))


def _first_largest(row: tuple[Number, ...]) -> list[int]:
    best = 0
    for j, score in enumerate(row):
        if _is_above(score, row[best]):
            best = j
    return [int(j == best) for j in range(len(row))]


def _is_above(x: Number, y: Number) -> bool:
    """Whether x is larger than y; irrational scores by more than rounding, as equal cosines may differ in a last place."""
    if arithmetic.compare(x, y) <= 0:
        return False
    if is_exact(x) and is_exact(y):
        return True
    context, x, y = arithmetic.reals(), real(x), real(y)
    return bool(y == context.ninf or x - y > ALIKE * max(1, abs(x), abs(y)))
