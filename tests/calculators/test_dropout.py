"""Dropout: letters, the ends of the range, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dlstudy.calculators.dropout import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import Working, complete


def worked(**given: object) -> Working:
    return calculate(CALCULATOR, complete(CALCULATOR, given))


def test_letters_give_the_binomial_formulas() -> None:
    outputs = worked(p="p", units="n").outputs
    at = {Letter("p"): Fraction(1, 4), Letter("n"): 8}
    assert [evaluate(outputs[name], at) for name in ("active", "variance", "subnetworks")] == [2, Fraction(3, 2), 256]


@pytest.mark.parametrize(("meaning", "p"), [("keep", "1"), ("drop", "0")])
@pytest.mark.parametrize("scaling", ["test", "inverted"])
def test_keeping_every_unit_changes_nothing(meaning: str, p: str, scaling: str) -> None:
    found = worked(p=p, meaning=meaning, scaling=scaling, x="1 -2 3", mask="1 1 1")
    assert found.outputs["train"] == found.outputs["test"] == Grid([[1, -2, 3]])
    assert all(checked.agrees for checked in check(CALCULATOR, found))


@pytest.mark.parametrize(("meaning", "p"), [("keep", "0.75"), ("drop", "0.25")])
def test_inverted_dropout_is_the_courses_scaled_up(meaning: str, p: str) -> None:
    given = {"p": p, "meaning": meaning, "x": "4 8", "mask": "1 0"}
    course, inverted = (worked(scaling=scaling, **given).outputs for scaling in ("test", "inverted"))
    for name in ("train", "test"):
        assert [x / Fraction(3, 4) for x in course[name].rows[0]] == list(inverted[name].rows[0])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"p": "0", "scaling": "inverted"}, "some unit has to be kept"),
        ({"p": "1", "meaning": "drop", "scaling": "inverted"}, "some unit has to be kept"),
        ({"x": "1 2", "units": "5"}, "x has 2 units"),
        ({"p": "p", "x": "1 2"}, "p: a number is asked for"),
        ({"p": "1.2"}, "p = 1.2"),
        ({"mask": "1 0"}, "a mask needs"),
        ({"x": "1 2", "mask": "1 2"}, "0 and 1"),
        ({"x": "1 2", "mask": "1 0 1"}, "disagree about units"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)
