"""BLEU and ROUGE: both roads on random sentences, and what the definitions demand."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import exp, sqrt

import pytest

from dlstudy.calculators.bleu import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import Working, complete, mistakes, work


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choice("abc") for _i in range(rng.randint(1, 7)))


@pytest.mark.parametrize(("form", "brevity"), list(itertools.product(("standard", "d2l"), ("shortest", "closest"))))
@pytest.mark.parametrize("seed", range(12))
def test_counting_agrees_with_crossing_off(form: str, brevity: str, seed: int) -> None:
    rng = random.Random(seed)
    references = " | ".join(sentence(rng) for _i in range(rng.randint(1, 3)))
    given = {"candidate": sentence(rng), "references": references, "form": form, "brevity": brevity}
    assert all(found.agrees for found in check(CALCULATOR, worked(max_n=rng.randint(1, 4), **given)))


def test_a_sentence_that_is_a_reference_scores_one() -> None:
    found = worked(candidate="to be or not to be", references="to be | to be or not to be", max_n=4).outputs
    assert (found["bleu"], found["precisions"]) == (1, Grid([[1, 1, 1, 1]]))


def test_forms_part_as_their_weights_do() -> None:
    """p₁ = 4/5, p₂ = 3/4 and l_s / l_x = 6/5: by hand from either definition."""
    given = {"candidate": "A B B C D", "references": "A B C D E F", "max_n": 2}
    penalty = exp(1 - 6 / 5)
    assert float(worked(**given).outputs["bleu"]) == pytest.approx(penalty * sqrt(0.8 * 0.75))
    assert float(worked(form="d2l", **given).outputs["bleu"]) == pytest.approx(penalty * sqrt(0.8) * 0.75**0.25)


def test_a_candidate_shorter_than_its_n_grams_has_precision_zero() -> None:
    """Where d2l's code divides by zero."""
    found = worked(candidate="a b", references="a b c d", max_n=4, form="d2l").outputs
    assert found["precisions"] == Grid([[1, 1, 0, 0]])
    assert found["bleu"] == 0


def test_closest_reference_sets_the_penalty_where_asked() -> None:
    given = {"candidate": "a b c d e f", "references": "a b c d | a b c d e f g"}
    assert worked(**given).outputs["brevity_penalty"] == 1
    assert float(worked(brevity="closest", **given).outputs["brevity_penalty"]) == pytest.approx(exp(1 - 7 / 6))


def test_chinese_is_cut_into_characters() -> None:
    found = worked(candidate="我爱学习", references="我爱深度学习", max_n=1)
    assert found.known[Letter("l_x")] == 4
    assert found.outputs["rouge"] == Fraction(4, 6)


def test_capital_letters_match_small_ones_unless_told_otherwise() -> None:
    given = {"candidate": "The cat", "references": "the cat", "max_n": 1}
    assert worked(**given).outputs["precisions"] == Grid([[1]])
    assert worked(clean="none", **given).outputs["precisions"] == Grid([[Fraction(1, 2)]])


@pytest.mark.parametrize(
    "given", [{"candidate": "…", "clean": "letters"}, {"references": "|"}, {"candidate": " \x1b "}]
)
def test_nothing_to_compare_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(LearnerError):
        complete(CALCULATOR, given)


def test_references_too_short_for_the_longest_n_grams_leave_rouge_out() -> None:
    working = worked(candidate="a b c", references="a", max_n=2)
    assert "rouge" not in working.outputs
    assert mistakes(CALCULATOR, working)
