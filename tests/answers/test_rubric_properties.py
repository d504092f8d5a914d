"""What holds for every answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlstudy.answers.keys import Phrases, Point, RubricKey
from dlstudy.answers.rubric import mark
from dlstudy.i18n import Text
from tests.answers.rubric_cases import answers, outcomes, rubrics

RUBRICS = rubrics()
PHRASES = [
    phrase
    for key in RUBRICS.values()
    for point in key.points
    for phrase in (*point.any.zh, *point.any.en, *point.none.zh)
]
PIECES = [
    *PHRASES,
    "不",
    "没有",
    "not",
    "never",
    "，",
    "。",
    "; ",
    "如果",
    "因为",
    "x²",
    "İ",
    "\u200d",
    "n't",
    "+",
    "*",
    " ",
    "\n",
    "的",
]
texts = st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
names = st.sampled_from(sorted(RUBRICS))


@given(names, texts)
def test_any_text_is_marked_with_a_score_between_0_and_1(name: str, text: str) -> None:
    verdict = mark(RUBRICS[name], text)
    assert 0 <= verdict.score <= 1
    assert (verdict.status == "invalid") == (not verdict.marks)


@given(names, texts)
def test_status_agrees_with_the_marks(name: str, text: str) -> None:
    verdict = mark(RUBRICS[name], text)
    found = {one.outcome for one in verdict.marks}
    assert (verdict.status == "correct") == (found == {"hit"})
    assert (verdict.status == "incorrect") == (found == {"missed"})


@given(st.text(max_size=40), texts)
def test_any_phrase_an_author_writes_can_be_looked_for(phrase: str, text: str) -> None:
    point = Point(Text("p", "点"), 1, any=Phrases((phrase,), (phrase,)), none=Phrases(zh=(phrase[::-1],)))
    assert 0 <= mark(RubricKey((point,), Text("m", "答")), text).score <= 1


@pytest.mark.parametrize(("rubric", "kind", "text", "expect"), answers(), ids=lambda value: str(value)[:24])
@pytest.mark.parametrize("blank", ["  ", " \t ", "\u3000", " \u00a0"], ids=["two", "tab", "wide", "hard"])
def test_more_blanks_change_nothing(rubric: str, kind: str, text: str, expect: list[str], blank: str) -> None:
    spaced = f"{blank}{text.replace(' ', blank)}{blank}"
    assert outcomes(RUBRICS[rubric], spaced) == expect


@pytest.mark.parametrize(("rubric", "kind", "text", "expect"), answers(), ids=lambda value: str(value)[:24])
@pytest.mark.parametrize("end", ["。。", "!!", "……", " ...", "）", "\n\n"])
def test_more_punctuation_around_changes_nothing(
    rubric: str, kind: str, text: str, expect: list[str], end: str
) -> None:
    assert outcomes(RUBRICS[rubric], f"{end}{text}{end}") == expect


@given(
    names,
    st.sampled_from([text for _, _, text, _ in answers()]),
    st.sampled_from([text for _, _, text, _ in answers()]),
)
def test_marking_again_gives_the_same(name: str, first: str, second: str) -> None:
    once = mark(RUBRICS[name], first)
    mark(RUBRICS[name], second)
    assert mark(RUBRICS[name], first) == once
