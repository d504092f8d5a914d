"""Convolution by its definition."""

import numpy as np
import pytest

from dlstudy.reference.convolution import convolve
from dlstudy.reference.true_convolution import convolve_true


def test_one_dimension_agrees_with_numpys_convolve():
    x, w = np.array([1.0, 2, 3, 4, 5]), np.array([1.0, -1, 2])
    assert convolve_true(x[None, None], w[None, None, None]).ravel().tolist() == np.convolve(x, w, "valid").tolist()


@pytest.mark.parametrize("stride", [(1, 1), (2, 3)])
@pytest.mark.parametrize("padding", [((0, 0), (0, 0)), ((1, 0), (2, 1))])
def test_it_is_cross_correlation_with_the_kernel_turned_round(stride, padding):
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 6, 7)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3)
    turned = convolve(x, w[:, :, ::-1, ::-1], b, stride=stride, padding=padding)
    assert convolve_true(x, w, b, stride=stride, padding=padding) == pytest.approx(turned)
