"""Critical points: the kinds that second derivatives tell apart, and what is refused."""

from __future__ import annotations

import pytest

from dlstudy.calculators.critical_point import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.working import complete, work


def kind(objective: str, point: str) -> object:
    working = work(CALCULATOR, complete(CALCULATOR, {"objective": objective, "point": point}))
    assert all(found.agrees for found in check(CALCULATOR, working))
    return working.outputs["kind"]


@pytest.mark.parametrize(
    ("objective", "point", "expected"),
    [
        ("x^2 + y^2", "0, 0", "minimum"),
        ("-x^2 - y^2", "0, 0", "maximum"),
        ("x*y", "0, 0", "saddle"),
        ("x*y", "1, 0", "not-critical"),
        ("x^4 + y^4", "0, 0", "undecided"),
        ("x^2 + y^4", "0, 0", "undecided"),
        ("cos(x) + cos(y)", "0, 0", "maximum"),
        ("x^2 + y^2 + z^2 + 3*x*y", "0, 0, 0", "saddle"),
        ("exp(x) - x", "0", "minimum"),
        ("1000*x^4 + 1000*y^4", "0, 0", "undecided"),
        ("10^-10*x^2", "0", "minimum"),
        ("10^9*(x - sqrt(2))^2", "sqrt(2)", "minimum"),
        ("10^9*(x - sqrt(2))^3", "sqrt(2)", "undecided"),
    ],
)
def test_kind_of_a_point(objective: str, point: str, expected: str) -> None:
    assert kind(objective, point) == expected


def test_an_indefinite_hessian_wins_over_a_zero_eigenvalue() -> None:
    """One direction up and one down make a saddle, whatever a third does."""
    assert kind("x^2 - y^2 + z^4", "0, 0, 0") == "saddle"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"objective": "x^2 + y^2", "point": "0"}, "a number for each of x, y"),
        ({"objective": "3", "point": "0"}, "needs a letter"),
        ({"objective": "a+b+c+d+x+y+z+u+v"}, "at most 8"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, str], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)
