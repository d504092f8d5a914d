"""Pooling in NumPy."""

import numpy as np
import pytest

from dlstudy.reference.pooling import pool

X = np.arange(9.0).reshape(1, 3, 3)
WHOLE = {"kernel": (2, 2), "stride": (1, 1)}


def test_the_maximum_of_each_window():
    assert pool(X, **WHOLE).tolist() == [[[4, 5], [7, 8]]]


def test_padding_never_wins_a_maximum():
    assert pool(-X - 1, (2, 2), stride=(2, 2), padding=(1, 1)).max() < 0


@pytest.mark.parametrize(("counted", "corner"), [(True, 1.0), (False, 4.0)])
def test_a_mean_counts_the_paddings_zeros_or_not(counted, corner):
    x = np.full((1, 2, 2), 4.0)
    assert pool(x, (2, 2), how="mean", stride=(2, 2), padding=(1, 1), count_padding=counted)[0, 0, 0] == corner


def test_what_hangs_over_beyond_the_padding_never_counts():
    """PyTorch: AvgPool2d(2, ceil_mode=True) of a row of three divides the last one by 1 per row."""
    assert pool(X, (2, 2), how="mean", stride=(2, 2), rounding="ceil")[0].tolist() == [[2, 3.5], [6.5, 8]]


def test_a_window_that_starts_in_the_far_padding_is_dropped():
    """PyTorch's note on ceil_mode: 7 places, window 2, stride 2, padding 1 give 4."""
    assert pool(np.zeros((1, 7, 7)), (2, 2), stride=(2, 2), padding=(1, 1), rounding="ceil").shape == (1, 4, 4)


def test_maps_are_pooled_by_themselves():
    x = np.random.default_rng(0).normal(size=(3, 4, 4))
    assert pool(x, **WHOLE) == pytest.approx(np.concatenate([pool(m[None], **WHOLE) for m in x]))
