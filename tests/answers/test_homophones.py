"""Chinese terms typed with a character of the same sound."""

from __future__ import annotations

import pytest

from dlstudy.answers.homophones import mended, terms
from dlstudy.answers.keys import Phrases
from dlstudy.answers.sounds import sounds
from tests.answers.rubric_cases import outcome, rubric

KNOWN = terms(rubric(Phrases(zh=("缩放点积", "方差小"))))


@pytest.mark.parametrize("pair", ["剃梯", "律率", "树数", "和合", "政证", "形性"])
def test_characters_of_the_same_sound_have_one_sign(pair: str) -> None:
    assert sounds(pair[0]) == sounds(pair[1])


@pytest.mark.parametrize("pair", ["快慢", "大小", "增减", "升降"])
def test_opposites_do_not_sound_alike(pair: str) -> None:
    assert sounds(pair[0]) != sounds(pair[1])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("剃度", "梯度"),
        ("学习律", "学习率"),
        ("包和", "饱和"),
        ("非线形", "非线性"),
        ("参树", "参数"),
        ("缩放点机", "缩放点积"),
    ],
)
def test_mistyped_term_is_read_as_the_one_meant(written: str, meant: str) -> None:
    assert mended(f"它的{written}。", KNOWN) == f"它的{meant}。"


@pytest.mark.parametrize(
    "written", ["一直这样", "有时很大", "计算次数", "方差消失", "动两个", "特征映射的分辨率", "它不变"]
)
def test_words_of_their_own_stay(written: str) -> None:
    assert mended(written, KNOWN) == written


def test_mistyped_answer_earns_the_point() -> None:
    assert outcome("这时剃度会变得很小，所以训练很慢。", "梯度变得很小") == "hit"
