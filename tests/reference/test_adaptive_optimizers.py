"""Each path of plain sums against the textbook's recurrence, written out here, and against published ends."""

import numpy as np
import pytest

from dlstudy.reference.adaptive_optimizers import adadelta, adagrad, adam, amsgrad, nadam, rmsprop

GRADIENTS = np.random.default_rng(6).normal(size=(7, 3))
START = np.array([1.0, -2.0, 0.5])


def bowl(x):
    """The slope of d2l's f(x) = 0.1 x1² + 2 x2²."""
    return np.array([0.2 * x[0], 4 * x[1]])


@pytest.mark.parametrize(
    ("path", "end"),
    [
        (adagrad([-5, -2], bowl, learning_rate=0.4, epsilon=1e-6, steps=20), (-2.382563, -0.158591)),
        (adagrad([-5, -2], bowl, learning_rate=2, epsilon=1e-6, steps=20), (-0.002295, 0)),
        (rmsprop([-5, -2], bowl, learning_rate=0.4, epsilon=1e-6, steps=20), (-0.010599, 0)),
    ],
)
def test_paths_end_where_d2l_prints(path, end):
    assert path.theta[-1] == pytest.approx(np.array(end), abs=6e-7)


@pytest.mark.parametrize("convention", ["course", "pytorch", "keras"])
def test_adagrad_is_its_recurrence(convention):
    total, theta = np.full(3, 0.1 if convention == "keras" else 0.0), START.copy()
    path = adagrad(START, GRADIENTS, learning_rate=0.3, epsilon=1e-2, convention=convention)
    for t, g in enumerate(GRADIENTS):
        total = total + g * g
        theta = theta - 0.3 * g / (np.sqrt(total) + 1e-2 if convention == "pytorch" else np.sqrt(total + 1e-2))
        assert path.memory["squares"][t] == pytest.approx(total)
        assert path.theta[t + 1] == pytest.approx(theta)


@pytest.mark.parametrize("convention", ["course", "pytorch"])
def test_rmsprop_is_its_recurrence(convention):
    mean, theta = np.zeros(3), START.copy()
    path = rmsprop(START, GRADIENTS, learning_rate=0.3, beta=0.8, epsilon=1e-2, convention=convention)
    for t, g in enumerate(GRADIENTS):
        mean = 0.8 * mean + 0.2 * g * g
        theta = theta - 0.3 * g / (np.sqrt(mean) + 1e-2 if convention == "pytorch" else np.sqrt(mean + 1e-2))
        assert path.memory["v"][t] == pytest.approx(mean)
        assert path.theta[t + 1] == pytest.approx(theta)


@pytest.mark.parametrize("rate", [1.0, 0.5])
def test_adadelta_is_its_recurrence(rate):
    """The rate acts on θ alone, not on what is remembered."""
    mean, moved, theta = np.zeros(3), np.zeros(3), START.copy()
    path = adadelta(START, GRADIENTS, learning_rate=rate, beta=0.8, beta1=0.7, epsilon=1e-3)
    for t, g in enumerate(GRADIENTS):
        mean = 0.8 * mean + 0.2 * g * g
        delta = -np.sqrt(moved + 1e-3) / np.sqrt(mean + 1e-3) * g
        moved = 0.7 * moved + 0.3 * delta * delta
        theta = theta + rate * delta
        assert path.memory["delta"][t] == pytest.approx(delta)
        assert path.memory["updates"][t] == pytest.approx(moved)
        assert path.theta[t + 1] == pytest.approx(theta)


@pytest.mark.parametrize(
    ("convention", "left"), [("course", 1 - 0.1), ("pytorch", 1 - 0.3 * 0.1), ("keras", 1 - 0.3 * 0.1)]
)
def test_adamw_fades_before_adam_steps(convention, left):
    step = adam(START, GRADIENTS, learning_rate=0.3, convention=convention).theta
    path = adam(START, GRADIENTS, learning_rate=0.3, weight_decay=0.1, convention=convention).theta
    for t in range(len(GRADIENTS)):
        assert path[t + 1] == pytest.approx(left * path[t] + step[t + 1] - step[t])


def test_nadam_is_dozats_recurrence():
    m, v, theta, product = np.zeros(3), np.zeros(3), START.copy(), 1.0
    path = nadam(START, GRADIENTS, learning_rate=0.3, beta2=0.9, momentum_decay=0.4, convention="pytorch")
    mu = [0.9 * (1 - 0.5 * 0.96 ** (0.4 * t)) for t in range(len(GRADIENTS) + 2)]
    for t, g in enumerate(GRADIENTS, 1):
        m, v = 0.9 * m + 0.1 * g, 0.9 * v + 0.1 * g * g
        product *= mu[t]
        ahead = mu[t + 1] * m / (1 - product * mu[t + 1]) + (1 - mu[t]) * g / (1 - product)
        theta = theta - 0.3 * ahead / (np.sqrt(v / (1 - 0.9**t)) + 1e-8)
        assert path.theta[t] == pytest.approx(theta)


def test_nadam_without_warm_up_has_a_constant_factor():
    """A warm-up so fast that 0.96^(tψ) is nothing leaves μ = β1."""
    fast = nadam(START, GRADIENTS, learning_rate=0.3, momentum_decay=1e4).theta
    assert nadam(START, GRADIENTS, learning_rate=0.3).theta == pytest.approx(fast)


@pytest.mark.parametrize("convention", ["pytorch", "keras", "paper"])
def test_amsgrad_is_its_recurrence(convention):
    m, v, top, theta = np.zeros(3), np.zeros(3), np.zeros(3), START.copy()
    path = amsgrad(START, GRADIENTS, learning_rate=0.3, beta2=0.6, epsilon=1e-2, convention=convention)
    for t, g in enumerate(GRADIENTS, 1):
        m, v = 0.9 * m + 0.1 * g, 0.6 * v + 0.4 * g * g
        top = np.maximum(top, v)
        if convention == "paper":
            theta = theta - 0.3 * m / np.sqrt(top)
        elif convention == "keras":
            theta = theta - 0.3 * np.sqrt(1 - 0.6**t) / (1 - 0.9**t) * m / (np.sqrt(top) + 1e-2)
        else:
            theta = theta - 0.3 * m / (1 - 0.9**t) / (np.sqrt(top / (1 - 0.6**t)) + 1e-2)
        assert path.theta[t] == pytest.approx(theta)
