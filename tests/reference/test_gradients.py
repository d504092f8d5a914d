"""Central differences against slopes that are known."""

import numpy as np
import pytest

from dlstudy.reference.gradients import central_differences


def test_slope_of_a_quadratic_form_is_found():
    a = np.array([[2.0, 1.0], [0.0, 3.0]])
    x = np.array([0.5, -2.0])
    assert np.allclose(central_differences(lambda z: float(z @ a @ z), x), (a + a.T) @ x, atol=1e-8)


def test_gradient_has_the_shape_of_a_matrix():
    w = np.arange(6.0).reshape(2, 3)
    assert np.allclose(central_differences(lambda z: float(np.sum(z**3)), w), 3 * w**2, atol=1e-7)


def test_softmax_cross_entropy_has_slope_prediction_minus_label():
    """nndl, softmax regression: the gradient with respect to the scores is ŷ - y."""
    scores, label = np.array([1.0, -0.5, 2.0]), np.array([0.0, 1.0, 0.0])
    predicted = np.exp(scores) / np.exp(scores).sum()
    slope = central_differences(lambda z: float(np.log(np.exp(z).sum()) - label @ z), scores)
    assert np.allclose(slope, predicted - label, atol=1e-9)


def test_error_falls_with_the_square_of_the_step():
    wide, narrow = (abs(float(central_differences(lambda z: float(np.exp(z)), 0.0, h)) - 1) for h in (0.1, 0.05))
    assert wide / narrow == pytest.approx(4, rel=0.01)


def test_kink_gives_the_mean_of_both_slopes():
    assert float(central_differences(lambda z: max(0.0, float(z)), 0.0)) == pytest.approx(0.5)


def test_point_is_left_as_it_was():
    x = np.ones(3)
    central_differences(lambda z: float(z.sum()), x)
    assert x.tolist() == [1, 1, 1]
