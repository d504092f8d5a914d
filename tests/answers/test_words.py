"""One of a few words: read in both languages and in the ways people say it; what is none of them costs no try."""

from __future__ import annotations

import pytest

from dlstudy.answers.judging import judge
from dlstudy.answers.keys import WordsKey
from dlstudy.calculators.bias_variance import NAMES as DIAGNOSES
from dlstudy.calculators.critical_point import NAMES

SADDLE = WordsKey((("1", frozenset({"saddle"})),), tuple(NAMES.items()))
OVER = WordsKey((("1", frozenset({"overfitting"})),), tuple(DIAGNOSES.items()))


@pytest.mark.parametrize(
    "text", ["鞍点", "saddle", "Saddle point", "a saddle", "是鞍点。", "该点是一个鞍点", "It is a saddle point."]
)
def test_a_right_word_is_right_however_it_is_said(text: str) -> None:
    assert judge(SADDLE, text).status == "correct"


@pytest.mark.parametrize(
    "text", ["极小值点", "local minimum", "局部极大", "not a critical point", "不是驻点", "无法判定", "inconclusive"]
)
def test_another_of_the_words_is_wrong(text: str) -> None:
    assert judge(SADDLE, text).status == "incorrect"


@pytest.mark.parametrize("text", ["foo", "up", "鞍点, 极小点", "", "saddle maximum"])
def test_what_is_none_of_the_words_costs_no_try(text: str) -> None:
    assert judge(SADDLE, text).status == "invalid"


def test_diagnoses_are_said_in_terms_of_bias_and_variance_too() -> None:
    assert judge(OVER, "高方差").status == "correct"
    assert judge(OVER, "欠拟合").status == "incorrect"
    assert judge(OVER, "拟合良好").status == "incorrect"
