"""Sets, orders, blanks and constructions, as people type them."""

from __future__ import annotations

import pytest

from dlstudy.answers.judging import judge, reads_as
from dlstudy.answers.keys import Blank, ConstructKey, FillKey, MatrixKey, NumberKey, OrderKey, SetKey, Trial
from dlstudy.i18n import Text

SET = SetKey((1, 2, 3))
ORDER = OrderKey(tuple(Text(c, c) for c in "wxyz"), (2, 0, 1, 3))
FILL = FillKey(
    (Blank("theta_1", NumberKey(0.5)), Blank("theta_2", NumberKey(0.75)), Blank("A", MatrixKey(((1, 2), (3, 4)))))
)
KERNEL = ConstructKey(
    "conv",
    ("kernel", "padding"),
    {"side": 16, "in_channels": 1, "out_channels": 1},
    (Trial({}, {"output": "16x16x1"}),),
)


@pytest.mark.parametrize(
    "text",
    ["{1, 2, 3}", "3; 2; 1", "｛1，2，3｝", "1、2、3", r"\{1, 2, 3\}", "S = {3, 1, 2}", "x = 1 or x = 2 or x = 3",
     "1 2 3", "1或2或3", "(1, 2, 3)", "{2/2, 4/2, 3.0}", "{1, 1, 2, 3}"],
)  # fmt: skip
def test_set_is_right_in_any_order(text: str) -> None:
    assert judge(SET, text).status == "correct"


@pytest.mark.parametrize(
    ("text", "score"), [("{1, 2}", 2 / 3), ("{1, 2, 3, 4}", 2 / 3), ("{4, 5, 6}", 0), ("{}", 0), ("∅", 0), ("1", 1 / 3)]
)
def test_set_earns_its_share_less_what_does_not_belong(text: str, score: float) -> None:
    assert judge(SET, text).score == pytest.approx(score)


def test_plus_and_minus_are_two_numbers() -> None:
    assert judge(SetKey((-2, 2)), "x = ±2").status == judge(SetKey((-2, 2)), r"\pm 2").status == "correct"
    assert judge(SetKey(()), "空集").status == "correct"


@pytest.mark.parametrize(
    "text",
    ["C A B D", "cabd", "3,1,2,4", "C → A → B → D", "③①②④", "C>A>B>D", "答案：CABD", "C、A、B、D", "(C, A, B, D)"],
)
def test_order_is_read_as_people_write_it(text: str) -> None:
    assert judge(ORDER, text).status == "correct"


def test_order_keeps_the_marks_of_rightly_following_steps() -> None:
    assert judge(ORDER, "A B D C").score == 2 / 4
    assert judge(ORDER, "D B A C").score == 0


@pytest.mark.parametrize("text", ["C A B", "C A B D D", "C A B E", "hello", "", "C A B B"])
def test_order_without_each_item_once_costs_no_try(text: str) -> None:
    assert judge(ORDER, text).status == "invalid"


@pytest.mark.parametrize(
    "text",
    ["0.5; 0.75; [1, 2; 3, 4]", "θ₂=0.75；θ₁=1/2；A=[[1,2],[3,4]]", "theta1 = 0.500\ntheta_2 = 75%\nA = [1 2; 3 4]",
     "A: (1, 2; 3, 4); theta_1: 0.5; theta_2: 0.75"],
)  # fmt: skip
def test_blanks_are_filled_by_name_or_in_order(text: str) -> None:
    assert judge(FILL, text).status == "correct", judge(FILL, text).why


def test_blank_left_out_costs_only_its_own_marks() -> None:
    verdict = judge(FILL, "0.5; ?; [1 2; 3 4]")
    assert (verdict.score, verdict.wrong_entries) == (pytest.approx(2 / 3), ((1,),))
    assert judge(FILL, "theta_1 = 0.5; A = [1 2; 3 4]").score == pytest.approx(2 / 3)


def test_unreadable_blank_is_named_and_costs_no_try() -> None:
    why = judge(FILL, "0.5; 1 +; [1 2; 3 4]").why
    assert why is not None
    assert why.read("en").startswith("theta_2:")


@pytest.mark.parametrize("text", ["0.5; 0.75", "?; ?; ?", "0.5", "beta = 3; theta_1 = 2"])
def test_blanks_that_cannot_be_told_apart_cost_no_try(text: str) -> None:
    assert judge(FILL, text).status == "invalid"


@pytest.mark.parametrize(
    "text", ["kernel = 3, padding = 1", "k=5；p=2", "3, 1", "padding: 0\nkernel: 1", "kernel=7;padding=3"]
)
def test_construction_is_right_where_its_property_holds(text: str) -> None:
    assert judge(KERNEL, text).status == "correct"


def test_construction_that_fails_shows_what_came_out() -> None:
    verdict = judge(KERNEL, "kernel = 4, padding = 1")
    assert verdict.status == "incorrect"
    assert str(verdict.witness) == "output comes out as 15 × 15 × 1, wanted is 16x16x1"


@pytest.mark.parametrize(
    "text", ["kernel = 3", "kernel = 3, stride = 1", "kernel = x, padding = 1", "3", "kernel = 3.5, padding = 1"]
)
def test_construction_that_names_no_values_costs_no_try(text: str) -> None:
    assert judge(KERNEL, text).status == "invalid"


def test_exercises_say_how_they_were_read() -> None:
    assert reads_as(SET, "3 1 2") == "{3, 1, 2}"
    assert reads_as(ORDER, "cabd") == "C A B D"
    assert reads_as(KERNEL, "k=3,p=1") == "kernel = 3, padding = 1"
