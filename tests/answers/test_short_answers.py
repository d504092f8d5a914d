"""Marks agree with those given by hand, over answers of every kind to the bank's own questions."""

from __future__ import annotations

import pytest

from tests.answers.marked_by_hand import Marked, answers, kappa


def _of(kind: str) -> list[Marked]:
    return [one for one in answers() if one.kind == kind]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _points() -> list[tuple[str, bool]]:
    return [pair for one in answers() for pair in zip(one.outcomes, one.hits, strict=True)]


def test_kappa_is_1_for_agreement_and_0_for_chance() -> None:
    assert kappa([(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)]) == 1
    assert kappa([(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]) == 0


def test_marks_agree_with_the_hand_once_the_learner_has_marked_what_is_unsure() -> None:
    assert kappa([(one.by_hand(), one.with_self_marks()) for one in answers()]) >= 0.9


def test_marks_of_the_machine_alone_agree_with_the_hand() -> None:
    assert kappa([(one.by_hand(), one.alone()) for one in answers()]) >= 0.8


def test_few_points_are_left_unsure() -> None:
    outcomes = [outcome for one in answers() for outcome in one.outcomes]
    assert outcomes.count("unsure") <= 0.1 * len(outcomes)


def test_few_points_are_given_that_the_hand_does_not_give() -> None:
    given = [hit for outcome, hit in _points() if outcome == "hit"]
    assert given.count(False) <= 0.05 * len(given)


@pytest.mark.parametrize("kind", ["wrong", "negated", "keyword_list"])
def test_answers_that_say_nothing_right_earn_next_to_nothing(kind: str) -> None:
    assert _mean([one.alone() for one in _of(kind)]) <= 0.1


@pytest.mark.parametrize("kind", ["excellent", "good", "misspelt", "other_language", "terse", "rambling"])
def test_good_answers_earn_nearly_what_the_hand_gives_however_they_are_worded(kind: str) -> None:
    assert _mean([one.by_hand() - one.with_self_marks() for one in _of(kind)]) <= 0.1
