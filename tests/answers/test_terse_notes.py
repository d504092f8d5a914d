"""Terse notes are statements where something relates their terms, and a list of key words where nothing does."""

from __future__ import annotations

import pytest

from dlstudy.answers.keys import Phrases
from dlstudy.answers.rubric import mark
from tests.answers.rubric_cases import rubric

KEY = rubric(Phrases(zh=("方差",)), Phrases(zh=("参数",)))


def _outcomes(text: str) -> set[str]:
    return {one.outcome for one in mark(KEY, text).marks}


@pytest.mark.parametrize("text", ["方差↓ → 参数", "方差 ∝ 参数", "方差 ⇒ 参数。"])
def test_arrow_or_proportion_makes_a_statement(text: str) -> None:
    assert _outcomes(text) == {"hit"}


@pytest.mark.parametrize("text", ["方差、参数", "方差，参数，稳定", "方差、参数、防止除零"])
def test_terms_side_by_side_are_no_answer_yet(text: str) -> None:
    assert mark(KEY, text).status == "invalid"
