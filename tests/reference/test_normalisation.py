"""Normalised arrays against NumPy's own statistics, and the backward pass against differences of the forward one."""

import numpy as np
import pytest

from dlstudy.reference.gradients import central_differences
from dlstudy.reference.normalisation import backward, moments, normalised, running

X = np.random.default_rng(8).normal(3.0, 2.0, size=(4, 3))
ABOVE = np.random.default_rng(9).normal(size=(4, 3))
GAMMA, BETA = np.array([1.0, 2.0, -0.5]), np.array([0.0, 1.0, 3.0])


@pytest.mark.parametrize("axis", [0, 1])
def test_moments_are_numpys(axis):
    mean, variance = moments(X, axis)
    assert mean == pytest.approx(X.mean(axis=axis))
    assert variance == pytest.approx(X.var(axis=axis))


@pytest.mark.parametrize("axis", [0, 1])
def test_normalised_values_have_mean_zero_and_variance_one(axis):
    hat = normalised(X, axis, 0.0)
    assert hat.mean(axis=axis) == pytest.approx(0, abs=1e-12)
    assert hat.var(axis=axis) == pytest.approx(1)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", ["grad_x", "grad_gamma", "grad_beta"])
def test_gradients_are_the_slope_that_is_felt(axis, name):
    def loss(x, gamma, beta):
        return float((ABOVE * (gamma * normalised(x, axis, 1e-3) + beta)).sum())

    at = {"grad_x": X, "grad_gamma": GAMMA, "grad_beta": BETA}
    order = list(at)

    def of_one(value):
        return loss(*(value if key == name else at[key] for key in order))

    found = backward(X, ABOVE, GAMMA, BETA, axis, 1e-3)[name]
    assert found == pytest.approx(central_differences(of_one, at[name]), rel=1e-6, abs=1e-7)


def test_given_statistics_let_no_gradient_through():
    statistics = (np.ones(3), np.full(3, 4.0))
    assert backward(X, ABOVE, GAMMA, BETA, 0, 0.0, statistics)["grad_x"] == pytest.approx(ABOVE * GAMMA / 2)


def test_running_average_lies_between_old_and_new():
    assert running(np.array([1.0]), np.array([5.0]), 0.75) == pytest.approx([2.0])
