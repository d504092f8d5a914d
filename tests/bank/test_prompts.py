from __future__ import annotations

from fractions import Fraction

import pytest

from dlstudy.bank.prompts import fill, places, spelled
from dlstudy.bank.question import Said
from dlstudy.errors import AuthorError
from dlstudy.symbolic.grid import Grid


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3, "3"), (-3, "-3"), (Fraction(1, 10), "0.1"), (Fraction(1, 3), r"\frac{1}{3}"), ("same", "same"),
        ((3, 5), r"3 \times 5"), (Grid([[1, -2], [0, 4]]), r"\begin{bmatrix} 1 & -2 \\ 0 & 4 \end{bmatrix}"), (Grid([[7]]), "7"),
    ],
)  # fmt: skip
def test_value_is_written_as_by_hand(value: object, written: str) -> None:
    assert spelled(value) == written


def test_places_are_filled_in_both_languages_and_braces_of_tex_stay() -> None:
    text = fill(Said(zh=r"$\frac{{{a}}}{2}$ 与 {{ b }}", en="{{a}}, {b}"), {"a": 1, "b": 2})
    assert text.read("zh") == r"$\frac{1}{2}$ 与 2"
    assert text.read("en") == "1, {b}"


def test_unknown_place_is_refused_with_the_nearest() -> None:
    with pytest.raises(AuthorError, match="did you mean stride"):
        fill(Said("{{strid}}", "x"), {"stride": 1})


def test_places_are_names() -> None:
    assert places("{{a}} {{ b_1 }} {c} {{1}}") == {"a", "b_1"}
