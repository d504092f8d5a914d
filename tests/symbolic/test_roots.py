"""Numbers for which a quantity is zero: against polynomials with known ones, and turned-round calculations."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.roots import roots
from dlstudy.symbolic.solving import solve
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import complete, work

ANY = Real(Letter("x"), "x", _("any", "任意"))
SHARE = Real(Letter("x"), "x", _("a share", "比例"), low=0, high=1, open=")")


def test_all_simple_roots_are_found_as_they_are() -> None:
    assert roots(ANY, lambda x: (x - 3) * (x + Fraction(1, 7)) * (x - Fraction("0.045"))) == [
        Fraction(-1, 7), Fraction("0.045"), 3,
    ]  # fmt: skip


def test_an_irrational_root_has_ten_figures() -> None:
    (found,) = roots(SHARE, lambda x: x * x - Fraction(1, 2))
    assert float(found) == pytest.approx(0.5**0.5, rel=1e-9)


def test_an_end_that_is_left_out_is_no_root() -> None:
    assert roots(SHARE, lambda x: (x - 1) * x) == [0]


def test_where_nothing_legal_is_there_is_no_root() -> None:
    assert roots(ANY, lambda _x: None) == []


@pytest.mark.parametrize(
    ("name", "given", "want", "wanted", "answer"),
    [
        ("optimize", {"objective": "x^2", "start": "1", "steps": "2"}, "learning_rate", {"final": "0.64"}, [Fraction(1, 10), Fraction(9, 10)]),
        ("return", {"rewards": "1 2 4"}, "discount", {"return": "3"}, [Fraction(1, 2)]),
        ("softmax", {"logits": "1 0"}, "temperature", {"probabilities": "0.622459331201855, 0.377540668798145"}, [2]),
        ("logistic", {"x": "1", "w": "0", "labels": "1", "steps": "1"}, "bias", {"loss": "0.693147180559945"}, [0]),
    ],
)  # fmt: skip
def test_a_calculation_is_turned_round(name, given, want, wanted, answer) -> None:  # type: ignore[no-untyped-def]
    found = solve(calculators.find(name), given, wanted, want)
    assert [pytest.approx(x, abs=1e-9) for x in answer] == found
    for value in found:
        calculator = calculators.find(name)
        again = work(calculator, complete(calculator, {**given, want: str(value)})).outputs
        for output, text in wanted.items():
            value_of = again[output]
            number = value_of.rows[0][-1] if hasattr(value_of, "rows") else value_of
            assert float(number) == pytest.approx(float(text.split(",")[-1]), abs=1e-9)


def test_words_cannot_be_solved_for() -> None:
    with pytest.raises(LearnerError, match="no number"):
        solve(calculators.find("critical-point"), {}, {"kind": "saddle"}, "point")
