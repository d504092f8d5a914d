"""Answers of every kind, marked as a human marker would (`rubric_cases.toml`)."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from dlstudy.answers.rubric import mark
from tests.answers.rubric_cases import answers, outcomes, rubrics

RUBRICS = rubrics()


@pytest.mark.parametrize(("rubric", "kind", "text", "expect"), answers(), ids=lambda value: str(value)[:24])
def test_answer_is_marked_as_by_hand(rubric: str, kind: str, text: str, expect: list[str]) -> None:
    assert outcomes(RUBRICS[rubric], text) == expect


@pytest.mark.parametrize(("rubric", "kind", "text", "expect"), answers(), ids=lambda value: str(value)[:24])
def test_score_is_the_share_of_points_hit(rubric: str, kind: str, text: str, expect: list[str]) -> None:
    assert mark(RUBRICS[rubric], text).score == pytest.approx(expect.count("hit") / len(expect))


@pytest.mark.parametrize(("rubric", "kind", "text", "expect"), answers(), ids=lambda value: str(value)[:24])
def test_heard_words_are_the_learners_own(rubric: str, kind: str, text: str, expect: list[str]) -> None:
    written = unicodedata.normalize("NFKC", text)
    for one in mark(RUBRICS[rubric], text).marks:
        assert one.heard in written
        assert one.heard or one.outcome == "missed"


def test_every_rubric_is_tried_with_ten_answers_or_more() -> None:
    assert min(Counter(rubric for rubric, *_ in answers()).values()) >= 10
