from __future__ import annotations

from fractions import Fraction

import pytest

from dlstudy.answers.judging import judge, reads_as
from dlstudy.answers.keys import (
    ChoiceKey,
    CountKey,
    FormulaKey,
    Key,
    MatrixKey,
    NumberKey,
    ShapeKey,
    Slip,
    WordsKey,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text
from dlstudy.symbolic.reading import read

THIRD = NumberKey(Fraction(1, 3))
COUNT = CountKey(3660)
SHAPE = ShapeKey((45, 45, 15))
SQUARE = MatrixKey(((1, 2), (3, 4)))
WIDE = MatrixKey(((1, 2, 3), (4, 5, 6)))
VECTOR = MatrixKey(((1, 2, 3),), vector=True)
ONE = ChoiceKey((Text("weights", "权重"), Text("biases", "偏置"), Text("both", "两者")), frozenset({1}))
SEVERAL = ChoiceKey((Text("a", "甲"), Text("b", "乙"), Text("c", "丙")), frozenset({0, 2}))
POLICY = WordsKey((("s1", frozenset({"left"})), ("s2", frozenset({"right", "up"}))))
FORMULA = FormulaKey(read("floor((n + 2 p - k)/s) + 1"), dict.fromkeys(("n", "p", "k", "s"), "positive integer"))
KEYS = (THIRD, COUNT, SHAPE, SQUARE, VECTOR, ONE, SEVERAL, POLICY, FORMULA)
WHY = Text("padding counts twice", "填充要算两次")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (THIRD, "1/3"), (THIRD, "0.333"), (THIRD, "33.3%"), (THIRD, "3.333e-1"), (THIRD, "y = 1/3"), (THIRD, "１／３"),
        (THIRD, r"\frac{1}{3}"),
        (THIRD, "≈ 0.333"), (THIRD, "约 0.333"), (NumberKey(12345), "12,345.0"), (COUNT, "3660个参数"),
        (COUNT, "3660"), (COUNT, "3,660"), (COUNT, "3 660"), (COUNT, "３６６０"),
        (COUNT, "15*244"), (SHAPE, "45x45x15"), (SHAPE, "（45，45，15）"), (SHAPE, "45*45*15"), (SHAPE, r"45\times45\times15"),
        (SHAPE, "torch.Size([45, 45, 15])"), (SHAPE, "1x45x45x15"), (SQUARE, "[1 2; 3 4]"), (SQUARE, "[[1,2],[3,4]]"),
        (SQUARE, "1 2\n3 4"), (SQUARE, "A = 1,2;3,4"), (VECTOR, "[1; 2; 3]"), (VECTOR, "[1, 2, 3]^T"), (VECTOR, "1，2，3"),
        (ONE, "2"), (ONE, "b"), (ONE, "Ｂ"), (ONE, "偏置"), (ONE, "Biases"), (ONE, "答案：B"), (SEVERAL, "AC"),
        (SEVERAL, "1,3"), (SEVERAL, "13"), (SEVERAL, "A、C"), (SEVERAL, "A and C"), (POLICY, "s1: left, s2: right"),
        (POLICY, "左，上"), (POLICY, "←→"), (POLICY, "π(s2)=↑; π(s1)=←"), (FORMULA, "floor((n-k+2p+s)/s)"),
        (FORMULA, "⌊(n+p+p-k)/s⌋+1"),
    ],
)  # fmt: skip
def test_right_answer_is_right_however_it_is_written(key: Key, text: str) -> None:
    verdict = judge(key, text)
    assert (verdict.status, verdict.score) == ("correct", 1.0), verdict.why


@pytest.mark.parametrize(
    ("key", "text"),
    [(THIRD, "0.34"), (THIRD, "-1/3"), (THIRD, "3"), (COUNT, "3661"), (SHAPE, "45x45x16"), (SHAPE, "15x45x45x1x2"),
     (ONE, "A"), (ONE, "B, C"), (SEVERAL, "AB"), (SEVERAL, "ABC"), (FORMULA, "(n + 2p - k)/s + 1"), (FORMULA, "n")],
)  # fmt: skip
def test_wrong_answer_is_wrong(key: Key, text: str) -> None:
    assert judge(key, text).status == "incorrect"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: type(key).__name__)
@pytest.mark.parametrize(
    "text", ["", "  ", "???", ")(", "\u200b1", "1 +", "nan", "1_000", "a" * 100_000, "[" * 100_000]
)
def test_unreadable_answer_is_invalid_not_wrong(key: Key, text: str) -> None:
    verdict = judge(key, text)
    assert (verdict.status, verdict.score) == ("invalid", 0.0)
    assert verdict.why is not None


def test_invalid_answer_shows_its_place() -> None:
    why = judge(THIRD, "1/(3").why
    assert why is not None
    assert why.read("en").splitlines()[1:] == ["1/(3", "  ^"]


def test_right_value_with_too_few_figures_costs_no_try() -> None:
    verdict = judge(THIRD, "0.33")
    assert verdict.status == "invalid"
    assert "3 significant figures" in str(verdict.why and verdict.why.read("en"))


def test_figures_asked_for_are_figures_needed() -> None:
    key = NumberKey(Fraction(2, 3), tolerance=5e-5, digits=5)
    assert [judge(key, text).status for text in ("0.66667", "0.666", "0.667", "0.66")] == [
        "correct", "incorrect", "invalid", "incorrect",
    ]  # fmt: skip


def test_decimals_asked_for_are_decimals_needed() -> None:
    key = NumberKey(Fraction(2, 3), tolerance=0.0005, absolute=0.001, decimals=3)
    assert [judge(key, text).status for text in ("0.667", "0.67", "0.66")] == ["correct", "invalid", "incorrect"]


def test_whole_number_is_no_rough_rounding() -> None:
    """10 has two figures as typed, so it is not 12 rounded to one."""
    assert judge(NumberKey(12), "10").status == "incorrect"


def test_zero_is_zero_with_either_sign() -> None:
    assert judge(NumberKey(0), "-0").status == judge(NumberKey(0), "0.00").status == "correct"
    assert judge(NumberKey(0), "0.001").status == "incorrect"
    assert judge(NumberKey(0, absolute=0.01), "0.001").status == "correct"


def test_shape_without_its_channels_is_half_right() -> None:
    verdict = judge(SHAPE, "45x45")
    assert (verdict.status, verdict.score) == ("partial", 0.5)


def test_channels_in_front_are_named() -> None:
    assert judge(SHAPE, "15x45x45").mistake == "channels-first"


def test_matrix_is_marked_entry_by_entry() -> None:
    verdict = judge(SQUARE, "1 2; 3 5")
    assert (verdict.status, verdict.score, verdict.wrong_entries) == ("partial", 0.75, ((1, 1),))


def test_matrix_tolerance_is_scaled_by_its_largest_entry() -> None:
    key = MatrixKey(((Fraction(1, 1000), 1),))
    assert judge(key, "0.004 1").status == "correct"
    assert judge(key, "0.004 1.01").status == "partial"


def test_rows_for_columns_cost_no_try_and_a_square_transpose_is_named() -> None:
    assert judge(WIDE, "1 4; 2 5; 3 6").status == "invalid"
    assert "transpose" in str(judge(SQUARE, "1 3; 2 4").why and judge(SQUARE, "1 3; 2 4").why.read("en"))  # type: ignore[union-attr]


def test_list_for_a_matrix_costs_no_try_but_another_shape_is_wrong() -> None:
    assert judge(SQUARE, "1, 2, 3, 4").status == "invalid"
    assert judge(SQUARE, "1 2 3; 3 4 5; 6 7 8").status == "incorrect"


def test_some_of_the_right_options_earn_their_share() -> None:
    verdict = judge(SEVERAL, "A")
    assert (verdict.status, verdict.score) == ("partial", 0.5)


def test_number_that_is_another_options_text_is_asked_back() -> None:
    key = ChoiceKey((Text("2", "2"), Text("1", "1"), Text("7", "7")), frozenset({0}))
    assert judge(key, "2").status == "invalid"
    assert judge(key, "7").status == "incorrect"
    assert judge(key, "A").status == "correct"


def test_policy_is_marked_state_by_state() -> None:
    verdict = judge(POLICY, "left, down")
    assert (verdict.score, verdict.wrong_entries) == (0.5, ((1,),))


def test_policy_that_leaves_out_a_state_says_which() -> None:
    why = judge(POLICY, "s1: left").why
    assert why is not None
    assert "s2" in why.read("en")


def test_different_formula_is_shown_where_it_differs() -> None:
    why = judge(FormulaKey(read("n^2"), {"n": "positive integer"}), "2n").why
    assert why is not None
    n = int(why.read("en").partition("n = ")[2].partition(" ")[0])
    assert n != 2
    assert f"you get {2 * n}, expected {n * n}" in why.read("en")


def test_formula_with_an_unknown_letter_is_told_the_nearest() -> None:
    verdict = judge(FormulaKey(read("alpha*x"), {"alpha": "real", "x": "real"}), "alpa x")
    assert verdict.status == "invalid"
    assert "alpha" in str(verdict.why)


def test_formula_is_judged_alike_each_time() -> None:
    assert len({judge(FORMULA, "n - k + 1") for _time in range(3)}) == 1


def test_slip_is_named() -> None:
    slips = (Slip("other", Text("no", "否"), (43, 43, 15)), Slip("padding-once", WHY, (44, 44, 15)))
    verdict = judge(SHAPE, "44x44x15", slips)
    assert (verdict.status, verdict.mistake, verdict.why) == ("incorrect", "padding-once", WHY)


def test_slip_is_met_within_the_tolerance_and_right_comes_first() -> None:
    slips = (Slip("near", WHY, Fraction(334, 1000)), Slip("half", WHY, Fraction(1, 2)))
    assert judge(THIRD, "0.334", slips).status == "correct"
    assert judge(THIRD, "0.501", slips).mistake == "half"


def test_answer_right_under_another_convention_is_told_so_for_half_the_marks() -> None:
    verdict = judge(COUNT, "3675", (Slip("two-biases", WHY, 3675, convention=True),))
    assert (verdict.status, verdict.score, verdict.mistake) == ("partial", 0.5, "two-biases")


def test_matrix_slip_keeps_the_right_entries() -> None:
    verdict = judge(SQUARE, "1 2; 3 9", (Slip("last", WHY, ((1, 2), (3, 9))),))
    assert (verdict.score, verdict.mistake) == (0.75, "last")


@pytest.mark.parametrize(
    ("key", "text", "echo"),
    [(THIRD, "2/6", "1/3 ≈ 0.333333"), (SHAPE, "(45,45)", "45 × 45"), (COUNT, "3,660", "3660"),
     (SQUARE, "1 2;3 4", "[1, 2; 3, 4]"), (POLICY, "←↑", "s1: left, s2: up"), (FORMULA, "n*p", "n p")],
)  # fmt: skip
def test_reading_is_shown(key: Key, text: str, echo: str) -> None:
    assert reads_as(key, text) == echo


def test_reading_refuses_what_cannot_be_read() -> None:
    with pytest.raises(LearnerError):
        reads_as(THIRD, "1/0")


def test_value_is_kept_for_what_follows() -> None:
    assert judge(THIRD, "0.5").value == Fraction(1, 2)
    assert judge(VECTOR, "1 2 4").value == ((1, 2, 4),)
