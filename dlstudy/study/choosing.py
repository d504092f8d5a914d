"""From what a learner names (a paper, a chapter, a topic, a question) to a plan."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from dlstudy.bank.question import Question
from dlstudy.bank.reading import Bank
from dlstudy.bank.topics import CHAPTERS, TOPICS
from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import Text, _
from dlstudy.study.paper import paper, practice
from dlstudy.study.plan import Plan

COUNT = 10


def papers(bank: Bank) -> dict[str, tuple[Question, ...]]:
    """The exam papers of the bank by their files' names, each with its questions in order."""
    found: dict[str, list[Question]] = {}
    for question in bank.questions.values():
        if question.chapter == "exams":
            found.setdefault(Path(question.file).stem, []).append(question)
    return {name: tuple(questions) for name, questions in found.items()}


def paper_title(name: str, questions: tuple[Question, ...]) -> Text:
    """What a paper is called: the title at the head of its file, else the file's name."""
    said = questions[0].paper
    return said.text if said is not None else Text(name, name)


def choose(
    bank: Bank, what: str | None, count: int | None, rng: random.Random, strengths: Mapping[str, float]
) -> tuple[Plan, Text]:
    """The plan for what was named, and its title; everything but the papers where nothing was."""
    if what is None:
        pool = [question for question in bank.questions.values() if question.chapter != "exams"]
        return practice(pool, count or COUNT, rng, strengths=strengths), _("Practice", "练习")
    exams = papers(bank)
    if what in exams:
        return paper(exams[what]), paper_title(what, exams[what])
    if what in bank.questions:
        return paper([bank.questions[what]]), Text(what, what)
    if what not in CHAPTERS and what not in TOPICS:
        raise LearnerError(unknown(what, [*exams, *CHAPTERS, *TOPICS, *bank.questions]))
    topic, chapter = (None, what) if what in CHAPTERS else (what, None)
    plan = practice(bank.questions.values(), count or COUNT, rng, topic=topic, chapter=chapter, strengths=strengths)
    return plan, CHAPTERS[what] if chapter else TOPICS[what].title
