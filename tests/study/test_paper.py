"""What is planned."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from dlstudy.study.paper import paper, practice
from dlstudy.study.strength import strengths

from .fakes import Pages, Question, begin, right, wrong

QUESTIONS = tuple(Question(name) for name in "abcde")


def test_paper_asks_everything_in_order_with_seed_zero():
    assert paper(QUESTIONS) == tuple((name, 0) for name in "abcde")


@pytest.mark.parametrize("seed", range(20))
def test_practice_never_asks_the_same_question_twice_in_a_row(seed):
    plan = practice(QUESTIONS[:2], 9, random.Random(seed))
    assert len(plan) == 9
    assert all(one.question != two.question for one, two in pairwise(plan))


def test_same_rng_gives_the_same_practice():
    assert practice(QUESTIONS, 8, random.Random(3)) == practice(QUESTIONS, 8, random.Random(3))


def test_practice_keeps_to_topic_and_chapter():
    mixed = (*QUESTIONS, Question("p", topic="pool"), Question("x", topic="pool", chapter="exams"))
    plan = practice(mixed, 5, random.Random(0), topic="pool", chapter="cnn")
    assert {planned.question for planned in plan} == {"p"}


def test_weakest_question_comes_first_and_the_unseen_before_the_known():
    known = {"a": 1.0, "c": 0.1, "e": 0.9}
    plan = practice(QUESTIONS, 5, random.Random(0), strengths=known)
    order = [planned.question for planned in plan]
    assert (order[0], set(order[1:3]), order[3:]) == ("c", {"b", "d"}, ["e", "a"])


def test_question_without_numbers_is_asked_once():
    pool = (Question("text", calculator=None), Question("number"))
    asked = [planned.question for planned in practice(pool, 6, random.Random(0))]
    assert (asked.count("text"), asked.count("number")) == (1, 5)


def test_nothing_to_draw_from_gives_an_empty_plan():
    assert practice((), 5, random.Random(0)) == ()


def test_coming_again_brings_new_numbers():
    plan = practice(QUESTIONS[:1], 5, random.Random(0))
    assert len({planned.seed for planned in plan}) == 5


def test_strength_is_the_share_of_marks_earned():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    session.advance()
    session.solution()
    assert strengths(pages.written) == {"a": 0.5}


def test_late_passes_weigh_more_than_early_ones():
    pages = Pages()
    for answer in (wrong, right):
        session = begin(pages, plan=(("b", 1),))
        session.submit(answer(session))
        session.solution()
    improved = strengths(pages.written)["b"]
    assert 0.5 <= improved < 1


def test_answer_after_a_hint_is_no_full_proof():
    pages = Pages()
    session = begin(pages, plan=(("b", 1),))
    session.hint()
    session.submit(right(session))
    assert strengths(pages.written) == {"b": 0.5}


def test_question_only_looked_at_says_nothing():
    pages = Pages()
    begin(pages).skip()
    assert strengths(pages.written) == {}
