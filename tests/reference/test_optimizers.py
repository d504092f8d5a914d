"""Paths against d2l's printed ends, the textbooks' recurrences, and each convention against the other."""

import math

import numpy as np
import pytest

from dlstudy.reference.adam_in_place import BLOCK, adam_step
from dlstudy.reference.adaptive_optimizers import adam
from dlstudy.reference.optimizers import momentum, nesterov, sgd

GRADIENTS = np.random.default_rng(4).normal(size=(7, 3))


def bowl(x):
    """The slope of d2l's f(x) = 0.1 x1² + 2 x2²."""
    return np.array([0.2 * x[0], 4 * x[1]])


@pytest.mark.parametrize(("rate", "end"), [(0.4, (-0.943467, -0.000073)), (0.6, (-0.387814, -1673.365109))])
def test_descent_ends_where_d2l_prints(rate, end):
    """d2l, "Momentum", 20 steps from (-5, -2)."""
    path = sgd([-5, -2], bowl, learning_rate=rate, steps=20)
    assert path.theta[-1] == pytest.approx(np.array(end), abs=6e-7)
    assert path.theta[-1] == pytest.approx(np.array([-5, -2]) * (1 - rate * np.array([0.2, 4])) ** 20)


@pytest.mark.parametrize(("rho", "end"), [(0.5, (0.007188, 0.002553)), (0.25, (-0.126340, -0.186632))])
@pytest.mark.parametrize("convention", ["course", "pytorch"])
def test_momentum_ends_where_d2l_prints(rho, end, convention):
    """Ibid., learning rate 0.6; with a constant rate both conventions walk the same path."""
    path = momentum([-5, -2], bowl, learning_rate=0.6, rho=rho, steps=20, convention=convention)
    assert path.theta[-1] == pytest.approx(np.array(end), abs=6e-7)


def test_momentum_is_its_recurrence():
    """nndl eq. 7.15: Δ_t = ρΔ_{t-1} - αg_t."""
    delta, theta = np.zeros(3), np.ones(3)
    path = momentum(theta, GRADIENTS, learning_rate=0.1, rho=0.8)
    for t, g in enumerate(GRADIENTS):
        delta = 0.8 * delta - 0.1 * g
        theta = theta + delta
        assert path.memory["delta"][t] == pytest.approx(delta)
        assert path.theta[t + 1] == pytest.approx(theta)


def test_changing_rate_parts_the_conventions_of_momentum():
    """The rate inside the memory (nndl, Keras) or outside (PyTorch, d2l): f = w²/2 from 1, both by recurrence."""
    rates = [0.1, 0.1, 0.05, 0.05]
    inside, outside = [1.0], [1.0]
    delta = velocity = 0.0
    for rate in rates:
        delta = 0.9 * delta - rate * inside[-1]
        inside.append(inside[-1] + delta)
        velocity = 0.9 * velocity + outside[-1]
        outside.append(outside[-1] - rate * velocity)
    course, pytorch = (
        momentum(1, lambda w: w, learning_rate=rates, steps=4, convention=c).theta for c in ("course", "pytorch")
    )
    assert course == pytest.approx(np.array(inside))
    assert pytorch == pytest.approx(np.array(outside))
    assert not np.allclose(course, pytorch)


def test_nesterov_meets_its_gradient_ahead():
    """nndl eq. 7.18, Sutskever et al. (2013), by recurrence on f = w²/2."""
    theta, delta = 1.0, 0.0
    path = nesterov(1, lambda w: w, learning_rate=0.1, steps=5)
    for t in range(5):
        ahead = theta + 0.9 * delta
        delta = 0.9 * delta - 0.1 * ahead
        theta += delta
        assert path.gradients[t] == pytest.approx(ahead)
        assert path.theta[t + 1] == pytest.approx(theta)


def test_pytorchs_nesterov_is_its_recurrence():
    """torch.optim.SGD(nesterov=True): b = μb + g, θ ← θ - lr (g + μb)."""
    theta, b = np.zeros(3), np.zeros(3)
    for g in GRADIENTS:
        b = 0.7 * b + g
        theta = theta - 0.2 * (g + 0.7 * b)
    path = nesterov(np.zeros(3), GRADIENTS, learning_rate=0.2, rho=0.7, convention="pytorch")
    assert path.theta[-1] == pytest.approx(theta)


def test_pytorchs_nesterov_walks_the_courses_look_ahead_points():
    course = nesterov([-5, -2], bowl, learning_rate=0.1, steps=8)
    pytorch = nesterov([-5, -2], bowl, learning_rate=0.1, steps=8, convention="pytorch")
    assert pytorch.theta[1:] == pytest.approx(course.theta[1:] + 0.9 * course.memory["delta"])


def adam_by_recurrence(gradients, rate, *, beta1, beta2, epsilon, convention):
    theta, m, v = np.zeros(3), np.zeros(3), np.zeros(3)
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        if convention == "course":  # nndl eq. 7.23
            theta = theta - rate * m_hat / np.sqrt(v_hat + epsilon)
        elif convention == "pytorch":  # Kingma & Ba (2015), algorithm 1
            theta = theta - rate * m_hat / (np.sqrt(v_hat) + epsilon)
        else:  # ibid., end of section 2; Keras
            step = rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
            theta = theta - step * m / (np.sqrt(v) + epsilon)
    return theta, m, v


@pytest.mark.parametrize("convention", ["course", "pytorch", "keras"])
@pytest.mark.parametrize("epsilon", [1e-8, 0.3])
def test_adam_is_its_recurrence(convention, epsilon):
    options = {"beta1": 0.9, "beta2": 0.99, "epsilon": epsilon, "convention": convention}
    theta, m, v = adam_by_recurrence(GRADIENTS, 0.1, **options)
    path = adam(np.zeros(3), GRADIENTS, learning_rate=0.1, **options)
    assert path.theta[-1] == pytest.approx(theta)
    assert path.memory["m"][-1] == pytest.approx(m)
    assert path.memory["v"][-1] == pytest.approx(v)


@pytest.mark.parametrize(
    ("convention", "step"),
    [
        ("course", 1e-4 / math.sqrt(1e-8 + 1e-8)),
        ("pytorch", 1e-4 / (1e-4 + 1e-8)),
        ("keras", 1e-4 / (1e-4 + 1e-8 / math.sqrt(1 - 0.999))),
    ],
)
def test_small_gradient_shows_where_epsilon_stands(convention, step):
    """The first step with g = 1e-4 is lr · g / scale: 0.7071, 0.9999 and 0.9968 of the learning rate."""
    path = adam(0.0, [1e-4], learning_rate=1.0, beta2=0.999, convention=convention)
    assert -path.theta[1] == pytest.approx(step)


def test_without_decay_adams_mean_is_the_last_gradient():
    assert adam(0.0, [1.0, 3.0], learning_rate=1, beta1=0, beta2=0).memory["m_hat"].tolist() == [1, 3]


def test_path_that_diverges_ends_at_infinity_without_a_warning():
    assert not np.isfinite(sgd(1.0, lambda w: w**3, learning_rate=10, steps=20).theta[-1])


def test_function_without_a_number_of_steps_is_refused():
    with pytest.raises(ValueError, match="number of steps"):
        sgd(1.0, lambda w: w, learning_rate=1)


def test_more_steps_than_gradients_are_refused():
    with pytest.raises(ValueError, match="3 steps, but 2 gradients"):
        sgd(1.0, [1, 2], learning_rate=1, steps=3)


@pytest.mark.parametrize("convention", ["course", "pytorch"])
def test_steps_in_place_are_the_same_adam(convention):
    theta, m, v = np.zeros(3), np.zeros(3), np.zeros(3)
    options = {"learning_rate": 0.1, "epsilon": 1e-3, "convention": convention}
    for t, g in enumerate(GRADIENTS, start=1):
        adam_step(theta, g, m, v, t, **options)
    path = adam(np.zeros(3), GRADIENTS, **options)
    assert theta == pytest.approx(path.theta[-1])
    assert v == pytest.approx(path.memory["v"][-1])


def test_steps_in_place_reach_every_block_and_keep_float32():
    """Where v = 0 and g = -1 everywhere, one step moves every parameter by the learning rate."""
    size = 2 * BLOCK + 5
    theta, m, v = (np.zeros(size, dtype=np.float32) for _ in range(3))
    adam_step(theta, np.full(size, -1, dtype=np.float32), m, v, 1, learning_rate=0.5)
    assert theta.dtype == np.float32
    assert np.allclose(theta, 0.5, atol=1e-6)


def test_arrays_that_cannot_be_changed_in_place_are_refused():
    whole = np.zeros((4, 4))
    with pytest.raises(ValueError, match="contiguous"):
        adam_step(whole[:, ::2], *(np.zeros((4, 2)) for _ in range(3)), 1)
