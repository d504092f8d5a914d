"""A line of working as text."""

from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import real
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.notation.blocks import line_block
from dlstudy.symbolic.tree import letters
from dlstudy.symbolic.working import Line

q, p = letters("q p")


def test_irrational_numbers_stand_in_a_formula_as_they_are_read():
    step = Step(q, p + 1, _("why", "原因"))
    assert line_block(Line(step, step.expr, 0), {p: real(2) ** 0.5}) == ["q = p + 1 = 1.41421 + 1 = 0"]


def test_long_fractions_are_rounded_and_short_ones_are_not():
    from fractions import Fraction

    step = Step(q, 2 * p, _("why", "原因"))
    assert line_block(Line(step, step.expr, 0), {p: Fraction(1, 3)}) == ["q = 2p = 2 × (1 / 3) = 0"]
    assert line_block(Line(step, step.expr, 0), {p: Fraction(10**9, 3 * 10**9 + 1)}) == ["q = 2p = 2 × 0.333333 = 0"]
