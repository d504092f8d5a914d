from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from dlstudy.answers.judging import judge
from dlstudy.answers.keys import ChoiceKey, CountKey, Key, MatrixKey, NumberKey, ShapeKey
from dlstudy.bank.lint import lint, lint_question
from dlstudy.bank.reading import load
from dlstudy.bank.retyping import garbage, right_answers, wrong_answers
from dlstudy.i18n import Text
from tests.bank.files import CONV, WORDS, put, question


def said(folder: Path, text: str, seeds: int = 4) -> list[str]:
    return [str(finding) for finding in lint_question(question(folder, text), seeds)]


def test_sound_bank_is_clean(tmp_path: Path) -> None:
    assert lint(load([put(tmp_path, CONV + WORDS)]), 5) == []


def test_value_that_no_prompt_states_is_found(tmp_path: Path) -> None:
    text = CONV.replace("补零 {{padding}}", "").replace("padding {{padding}}", "")
    (found,) = lint_question(question(tmp_path, text), 2)
    assert (found.part, "padding" in str(found)) == (1, True)


def test_value_that_does_not_matter_need_not_be_stated(tmp_path: Path) -> None:
    text = CONV.replace("步长 {{stride}}", "").replace("stride {{stride}}", "").replace('ask = "output"', 'ask = "w"')
    assert said(tmp_path, text.replace('tells_apart = ["padding-once", "forgot-plus-one"]', "")) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("The output size?", "The output size $o?", "no partner"),
        ("The output size?", "The size $\\\\frac{1}{2$?", "brackets do not match"),
        ("The output size?", "The size $\\\\left( x$?", "brackets do not match"),
        ('ask = "output"', 'ask = "outpt"', "did you mean output"),
    ],
)
def test_fault_of_the_text_is_found(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert any(says in found for found in said(tmp_path, CONV.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("the same kernel serves every position", "x", ""),
        ("uses weight sharing, the", "is fast, the", "model answer (en)"),
        ("因为卷积层采用权重共享，", "因为", "model answer (zh)"),
        ('says.en = "the layer uses weight sharing"', 'says.en = "one kernel"', "its own words (en)"),
        ('any.en = ["weight sharing"', 'any.en = ["library", "weight sharing"', "beside the point"),
    ],
)
def test_rubric_that_hears_wrongly_is_found(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in WORDS
    found = said(tmp_path, WORDS.replace(old, new))
    assert any(says in finding for finding in found) if says else found == []


def test_finding_says_where_it_shows(tmp_path: Path) -> None:
    (found,) = lint_question(question(tmp_path, CONV.replace("kernel = [3, 5]", "kernel = 99")), 3)
    assert (found.question, found.seed) == ("conv-one", 0)
    assert str(found).startswith(str(tmp_path))


KEYS = (
    NumberKey(Fraction(1, 4)), CountKey(3660), ShapeKey((4, 5, 6)), MatrixKey(((1, 2), (3, 4))), MatrixKey(((1, 2),), vector=True),
    ChoiceKey((Text("a", "甲"), Text("b", "乙")), frozenset({1})),
)  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=lambda key: type(key).__name__)
def test_answers_are_retyped_in_several_styles_and_near_misses_differ_from_them(key: Key) -> None:
    right, wrong = set(right_answers(key)), set(wrong_answers(key))
    assert len(right) >= 4
    assert not right & wrong
    assert all(judge(key, text).status == "invalid" for text in garbage(key))
