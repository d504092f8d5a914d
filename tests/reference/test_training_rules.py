"""Schedules, clipping, initialisation and dropout: the references against the textbooks' closed forms."""

import math

import numpy as np
import pytest

from dlstudy.reference import schedules
from dlstudy.reference.clipping import of_each, within_ball, within_box
from dlstudy.reference.dropout import every_mask, masked
from dlstudy.reference.initialisation import bound_of, keeping, second_moment


@pytest.mark.parametrize("t", [0, 1, 5, 12])
def test_decays_are_their_closed_forms(t):
    """nndl eqs 7.5 and 7.6."""
    assert schedules.inverse_time(0.2, 0.3, t) == pytest.approx(0.2 / (1 + 0.3 * t))
    assert schedules.multiplied(0.2, 0.9, t) == pytest.approx(0.2 * 0.9**t)
    assert schedules.decayed_in_steps(0.2, 0.5, list(range(4, t + 1, 4)), t) == pytest.approx(0.2 * 0.5 ** (t // 4))


@pytest.mark.parametrize("share", [0, 0.25, 0.5, 1])
def test_annealing_is_half_a_cosine(share):
    closed = 0.01 + (0.3 - 0.01) / 2 * (1 + math.cos(math.pi * share))
    assert schedules.annealed(0.3, 0.01, share) == pytest.approx(closed)


@pytest.mark.parametrize("t", [1, 100, 4000, 20000])
def test_transformers_rate_is_vaswanis_formula(t):
    """Vaswani et al. (2017), eq. 3."""
    assert schedules.transformer(512, 4000, t) == pytest.approx(512**-0.5 * min(t**-0.5, t * 4000**-1.5))


@pytest.mark.parametrize("t", range(12))
def test_triangular_cycle_is_smiths_formula(t):
    """Smith (2017), the code of section 3.3."""
    cycle = math.floor(1 + t / 6)
    assert schedules.triangular(0.1, 0.5, 3, t) == pytest.approx(0.1 + 0.4 * max(0, 1 - abs(t / 3 - 2 * cycle + 1)))


def test_warm_up_ends_level():
    assert [schedules.warmed_up(1.0, 4, t) for t in (0, 1, 4, 9)] == [0, 0.25, 1, 1]


def test_ball_shortens_only_what_is_too_long():
    assert within_ball([3, 4], 1) == pytest.approx([0.6, 0.8])
    assert list(within_ball([0.3, 0.4], 1)) == [0.3, 0.4]
    assert list(within_ball([0, 0], 1)) == [0, 0]


def test_squares_of_a_long_gradient_do_not_overflow():
    assert within_ball([3e300, 4e300], 5.0) == pytest.approx([3.0, 4.0])


def test_slack_is_pytorchs_factor():
    assert within_ball([3, 4], 1, 1e-6) == pytest.approx(np.array([3, 4]) / (5 + 1e-6), rel=1e-12)


def test_box_keeps_every_component_inside():
    assert list(within_box([-5, 0.5, 5], -1, 2)) == [-1, 0.5, 2]


def test_gradients_are_clipped_listed_or_as_a_function():
    def clip(g):
        return within_ball(g, 1)

    listed, function = of_each(clip, [[3, 4]]), of_each(clip, lambda point: 2 * point)
    assert listed[0] == pytest.approx([0.6, 0.8])
    assert function(np.array([3.0, 4.0])) == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("slope", [0.0, 0.2, 1.0])
def test_half_the_signal_passes_a_relu(slope):
    """He et al. (2015): E[φ(z)²] = (1 + a²)/2."""
    assert second_moment(slope) == pytest.approx((1 + slope**2) / 2)


def test_keeping_one_fan_or_both():
    assert keeping(4) == pytest.approx(1 / 4)
    assert keeping(100, 50) == pytest.approx(2 / 150)


def test_uniform_bound_has_the_variance():
    samples = np.linspace(-bound_of(0.3), bound_of(0.3), 200_001)
    assert samples.var() == pytest.approx(0.3, rel=1e-4)


@pytest.mark.parametrize("keep", [0.5, 0.8])
def test_masks_average_to_the_keep_rate(keep):
    found = every_mask([1.0, -2.0, 4.0], keep)
    assert found.masks == 8
    assert found.active == pytest.approx(3 * keep)
    assert found.spread == pytest.approx(3 * keep * (1 - keep))
    assert found.output == pytest.approx(keep * np.array([1.0, -2.0, 4.0]))


def test_a_mask_drops_and_scales():
    assert list(masked([1, 2, 3], [1, 0, 1], 2.0)) == [2, 0, 6]


def test_too_many_masks_are_refused():
    with pytest.raises(ValueError, match="too many"):
        every_mask([1.0] * 17, 0.5)
