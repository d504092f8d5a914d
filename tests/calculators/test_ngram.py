"""n-gram models: counting against looking up, distributions that add up, and texts of any kind."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import prod

import pytest

from dlstudy.calculators.ngram import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import Working, complete, work


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


def line(rng: random.Random, words: str = "abc") -> str:
    return " ".join(rng.choice(words) for _i in range(rng.randint(1, 6)))


@pytest.mark.parametrize(
    ("n", "method", "bounds"), list(itertools.product((1, 2, 3), ("mle", "add", "interpolated"), (True, False)))
)
@pytest.mark.parametrize("seed", range(5))
def test_counts_agree_with_looking_every_window_up(n: int, method: str, bounds: bool, seed: int) -> None:
    rng = random.Random(seed)
    text = "\n".join(line(rng) for _i in range(rng.randint(1, 4)))
    given = {"n": n, "method": method, "boundaries": bounds, "delta": "0.5", "epsilon": "2", "vocabulary": 9}
    assert all(found.agrees for found in check(CALCULATOR, worked(text=text, sentence=line(rng, "abcd"), **given)))


@pytest.mark.parametrize("method", ["mle", "add", "interpolated"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_what_can_follow_has_probability_one_in_all(method: str, n: int) -> None:
    """Over the text's words and the end, after a history that occurs; each asked in a sentence of its own."""
    text, history = "a b a | b a b | a a", "a b"
    followers = [worked(text=text, sentence=f"{history} {word}", n=n, method=method) for word in "ab"]
    chances = [working.outputs["probabilities"].rows[0][2] for working in followers]
    chances.append(worked(text=text, sentence=history, n=n, method=method).outputs["probabilities"].rows[0][2])
    assert sum(chances) == 1


def test_the_first_sentence_is_scored_where_none_is_given() -> None:
    assert worked(text="… | b a | a b").values["sentence"] == "b a"


def test_a_sentence_is_the_product_of_its_words() -> None:
    found = worked(method="add", sentence="Sam I am not").outputs
    assert prod(found["probabilities"].rows[0]) == found["probability"]
    assert float(found["perplexity"]) == pytest.approx(float(found["probability"]) ** (-1 / 5))


def test_d2ls_interpolation_by_hand() -> None:
    """ε = 1, m = 3 with the end: P̂(b) = (1 + 1/3) / (4 + 1), P̂(b | a) = (1 + P̂(b)) / (2 + 1), from "a b a"."""
    found = worked(text="a b a", sentence="a b", method="interpolated").outputs["probabilities"].rows[0]
    assert found[1] == (1 + Fraction(4, 15)) / 3


def test_what_was_never_seen_has_probability_zero_and_infinite_perplexity() -> None:
    found = worked(sentence="ham am I").outputs
    assert found["probability"] == 0
    assert (found["perplexity"], found["log_probability"]) == (float("inf"), float("-inf"))


def test_without_boundaries_the_first_word_stands_for_itself() -> None:
    found = worked(text="a b a", sentence="a b", boundaries=False).outputs
    assert found["probabilities"] == Grid([[Fraction(2, 3), Fraction(1, 2)]])


def test_chinese_is_counted_by_characters() -> None:
    found = worked(text="我爱学习 | 我爱你", sentence="我爱").outputs
    assert found["probabilities"].rows[0][:2] == (1, 1)


def test_the_parameter_space_is_of_all_words() -> None:
    assert worked(n=3, vocabulary=10_000).outputs["parameters"] == 10**12


def test_twenty_thousand_words_are_counted_by_the_reference() -> None:
    text = "\n".join("the cat sat on the mat" for _i in range(2800))
    found = calculate(CALCULATOR, complete(CALCULATOR, {"text": text, "sentence": "the cat", "n": 3}))
    assert not found.lines
    assert found.outputs["probabilities"].rows[0][:2] == (1, pytest.approx(1))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"vocabulary": 3}, "more different words"),
        ({"text": "…"}, "nothing is left"),
        ({"sentence": "东西"}, "nothing is left"),
        ({"text": "a " * 20_001}, "at most"),
        ({"sentence": "I " * 61}, "at most"),
        ({"n": "k"}, "numbers"),
        ({"n": 6}, "1..5"),
        ({"delta": 0}, "must lie"),
    ],
)
def test_what_cannot_be_counted_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)
