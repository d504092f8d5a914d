"""A residual unit in NumPy, and gradients without a chain rule."""

from dataclasses import replace

import numpy as np
import pytest

from dlstudy.reference.gradients import central_differences
from dlstudy.reference.residual import Unit, complex_step, gradients

RNG = np.random.default_rng(3)
UNIT = Unit(*(RNG.normal(size=size) for size in ((3, 1), (4, 3), (3, 4), (4, 1), (3, 1))), None, True)
UP = RNG.normal(size=(3, 1))


def test_complex_steps_give_the_slope_to_the_last_digit():
    assert complex_step(lambda v: (v**3).sum(), np.array([[2.0], [-1.0]])).ravel() == pytest.approx([12, 3], rel=1e-15)


@pytest.mark.parametrize("unit", [UNIT, replace(UNIT, relu_after=False), replace(UNIT, w_s=RNG.normal(size=(3, 3)))])
def test_they_agree_with_central_differences(unit):
    slopes = gradients(unit, UP)
    felt = central_differences(lambda v: float((UP * replace(unit, x=v).output(v, v)).sum()), unit.x)
    assert slopes["x"] == pytest.approx(felt, abs=1e-8)
    felt = central_differences(lambda v: float((UP * replace(unit, w1=v).output(unit.x, unit.x)).sum()), unit.w1)
    assert slopes["w1"] == pytest.approx(felt, abs=1e-8)


def test_the_two_ways_add_up():
    slopes = gradients(UNIT, UP)
    assert slopes["x"] == pytest.approx(slopes["layers"] + slopes["shortcut"], abs=1e-15)


def test_without_layers_the_gradient_passes_unchanged():
    bare = replace(UNIT, w2=np.zeros((3, 4)), b2=np.full((3, 1), 10.0))
    assert gradients(bare, UP)["x"] == pytest.approx(UP)
