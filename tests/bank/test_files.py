"""The real question files, every one of them."""

from __future__ import annotations

import pytest

from dlstudy.bank.lint import lint_question
from dlstudy.bank.places import bank_folders
from dlstudy.bank.question import Question
from dlstudy.bank.reading import survey
from dlstudy.bank.topics import CHAPTERS
from dlstudy.bank.variants import draw

BANK, ERRORS = survey(bank_folders({}))
QUESTIONS = list(BANK.questions.values())


def test_files_say_what_questions_must() -> None:
    assert [str(error) for error in ERRORS] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_question_can_be_drawn(question: Question) -> None:
    for seed in range(5):
        variant = draw(question, seed)
        assert len(variant.parts) == len(question.parts)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_question_is_clean(question: Question) -> None:
    assert [str(finding) for finding in lint_question(question, 2)] == []


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_question_is_clean_under_many_seeds(question: Question) -> None:
    assert [str(finding) for finding in lint_question(question, 200)] == []


def test_folders_are_chapters() -> None:
    assert {question.chapter for question in QUESTIONS} <= set(CHAPTERS)
