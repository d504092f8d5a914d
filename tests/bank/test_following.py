"""Follow-through: an early error costs its own marks, and no others."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from dlstudy.answers.judging import judge
from dlstudy.bank.following import carried
from dlstudy.bank.reading import Bank
from dlstudy.bank.variants import Variant, draw
from dlstudy.study.diary import Diary
from dlstudy.study.session import Session
from tests.bank.exercise_files import STEPS
from tests.bank.files import question


@pytest.fixture
def steps(tmp_path: Path) -> Variant:
    return draw(question(tmp_path, STEPS), 0)


def _second(variant: Variant, first: Fraction) -> Fraction:
    """θ₂ from a θ₁, by hand: one step of gradient descent with the second gradient."""
    assert variant.working is not None
    gradient = variant.working.values["gradients"].rows
    entries = [x for row in gradient for x in row]
    return first - Fraction(1, 10) * Fraction(entries[1])


def test_wrong_value_carried_on_rightly_keeps_its_marks(steps: Variant) -> None:
    wrong = Fraction(7, 10)
    part = steps.parts[2]
    verdict = judge(part.key, str(_second(steps, wrong)), (*carried(steps, 2, {1: wrong}), *part.slips))
    assert (verdict.status, verdict.score, verdict.mistake) == ("correct", 1.0, "carried")
    assert verdict.why is not None
    assert "(b)" in verdict.why.read("en")


def test_original_answer_is_right_whatever_came_before(steps: Variant) -> None:
    part, slips = steps.parts[2], carried(steps, 2, {1: Fraction(7, 10)})
    verdict = judge(part.key, str(part.key.value), slips)  # type: ignore[union-attr]
    assert (verdict.status, verdict.mistake) == ("correct", "")


def test_wrong_after_wrong_is_wrong(steps: Variant) -> None:
    part, slips = steps.parts[2], carried(steps, 2, {1: Fraction(7, 10)})
    assert judge(part.key, "0.5", slips).status == "incorrect"


@pytest.mark.parametrize("value", [None, 0, (1, 2, 3), ((1, 2), (3, 4)), "text", frozenset({1})])
def test_value_that_cannot_be_carried_is_not(steps: Variant, value: object) -> None:
    assert carried(steps, 2, {1: value}) == ()


def test_right_value_carries_nothing(steps: Variant) -> None:
    assert carried(steps, 2, {1: steps.parts[1].key.value}) == ()  # type: ignore[union-attr]


def test_session_carries_errors_on_and_still_does_when_resumed(tmp_path: Path) -> None:
    bank = Bank({"three-steps": question(tmp_path, STEPS)})
    diary = Diary(tmp_path / "diary.sqlite")
    session = Session.start([("three-steps", 0)], bank, diary)
    session.skip()
    session.submit("0.7")
    session.submit("0.7")
    session.advance()
    variant = draw(bank.questions["three-steps"], 0)
    session = Session.resume(session.id, bank, diary)
    assert session.submit(str(_second(variant, Fraction(7, 10)))).mistake == "carried"
    assert session.tally.right == 1
    diary.close()
