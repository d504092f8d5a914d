"""What answers are worth."""

from __future__ import annotations

import pytest

from dlstudy.study.plan import Rules

from .fakes import begin, right, wrong


def test_right_retry_earns_half():
    session = begin()
    session.submit(wrong(session))
    session.submit(right(session))
    assert session.result().total.earned == 2
    assert session.tally.right == 1


def test_retry_adds_half_of_what_was_missing_to_partial_credit():
    session = begin()
    session.submit("half")
    session.submit(right(session))
    assert session.result().total.earned == 4 * (0.5 + 0.5 / 2)


def test_worse_retry_keeps_partial_credit():
    session = begin()
    session.submit("half")
    session.submit(wrong(session))
    part = session.result().parts[0]
    assert (part.earned, part.answer, part.outcome) == (2, "half", "partial")


@pytest.mark.parametrize("worth", [0.0, 0.25, 1.0])
def test_rules_say_what_a_retry_is_worth(worth):
    session = begin(rules=Rules(retry_worth=worth))
    session.submit(wrong(session))
    session.submit(right(session))
    assert session.result().total.earned == 4 * worth


def test_wrong_twice_shows_the_later_answer():
    session = begin()
    session.submit("1")
    session.submit("2")
    assert session.result().parts[0].answer == "2"


def test_score_is_kept_topic_by_topic():
    session = begin()
    for _part in range(2):  # question a
        session.submit(right(session))
        session.advance()
    session.skip()  # question b
    topics = session.result().by_topic
    assert {topic: (score.earned, score.marks) for topic, score in topics.items()} == {"conv": (8, 8), "pool": (0, 4)}


def test_result_says_what_was_asked_and_what_was_not_reached():
    session = begin()
    session.submit(right(session))
    found = session.result()
    assert [str(part.prompt) for part in found.parts] == ["part 0 of a"]
    assert found.unreached == 2
