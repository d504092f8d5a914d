"""Perplexity: of a sequence, and of a model that knows nothing but its vocabulary."""

from __future__ import annotations

import pytest

from dlstudy.calculators import find
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.notation import exact
from dlstudy.symbolic.working import complete, mistakes, work

CALCULATOR = find("perplexity")


@pytest.mark.parametrize("base", ["e", "2", "10"])
def test_a_uniform_model_hesitates_between_all_its_words_whatever_the_base(base):
    worked = work(CALCULATOR, complete(CALCULATOR, {"vocabulary": 28, "base": base}))
    along = work(CALCULATOR, complete(CALCULATOR, {"probabilities": "1/28 1/28 1/28", "base": base}))
    assert all(c.agrees for c in check(CALCULATOR, worked))
    assert float(worked.outputs["perplexity"]) == pytest.approx(28, abs=1e-12)
    assert float(worked.outputs["cross_entropy"]) == pytest.approx(float(along.outputs["cross_entropy"]))


@pytest.mark.parametrize("base", ["e", "2"])
def test_its_perplexity_is_its_vocabulary_in_letters_too(base):
    worked = calculate(CALCULATOR, complete(CALCULATOR, {"vocabulary": "V", "base": base}))
    assert exact(worked.outputs["perplexity"]) == "V"


def test_the_cross_entropy_is_not_yet_the_perplexity():
    for given in ({"vocabulary": 8}, {"probabilities": "1/2 1/8"}):
        worked = work(CALCULATOR, complete(CALCULATOR, given))
        wrong = {m.name: made for m, made in mistakes(CALCULATOR, worked)}
        assert wrong["no-power"]["perplexity"] == worked.outputs["cross_entropy"]


def test_a_vocabulary_has_a_word():
    with pytest.raises(LearnerError):
        complete(CALCULATOR, {"vocabulary": 0})
