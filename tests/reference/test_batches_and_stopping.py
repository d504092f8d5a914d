"""Batches as they are cut, the variance of their mean, and early stopping by records: each against brute force."""

from itertools import combinations, product

import numpy as np
import pytest

from dlstudy.reference.batches import cut, variance_of_mean
from dlstudy.reference.stopping import by_records


@pytest.mark.parametrize(("samples", "size"), [(10, 3), (12, 4), (5, 5), (7, 1)])
def test_batches_cover_every_sample_once(samples, size):
    assert [i for batch in cut(samples, size, drop_last=False) for i in batch] == list(range(samples))
    assert all(len(batch) == size for batch in cut(samples, size, drop_last=True))


def test_variance_with_replacement_is_that_of_every_pair():
    values = np.array([1.0, 4.0, -2.0])
    means = [np.mean(pair) for pair in product(values, repeat=2)]
    assert variance_of_mean(values.var(), 2, None) == pytest.approx(np.var(means))


def test_variance_without_replacement_is_that_of_every_subset():
    values = np.array([1.0, 4.0, -2.0, 3.0, 0.5])
    means = [np.mean(subset) for subset in combinations(values, 3)]
    assert variance_of_mean(values.var(), 3, 5) == pytest.approx(np.var(means))


def counted(errors, patience, least):
    """The loop of Goodfellow et al. (2016), algorithm 7.1."""
    best, kept, bad = float("inf"), 0, 0
    for epoch, error in enumerate(errors, 1):
        if best - error > least:
            best, kept, bad = error, epoch, 0
        else:
            bad += 1
        if bad >= patience:
            return kept, epoch, True
    return kept, len(errors), False


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("least", [0.0, 2.0])
def test_records_stop_where_the_counter_does(seed, least):
    rng = np.random.default_rng(seed)
    errors = [float(v) for v in rng.integers(0, 12, size=9)]
    for patience in range(1, 6):
        assert tuple(by_records(errors, patience, least)) == counted(errors, patience, least)
