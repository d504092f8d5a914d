"""Hard attention: one value a query, by two roads; and what tells it from soft attention."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from dlstudy.calculators import find
from dlstudy.reference.attention import attend_hard
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.drawing import draw
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, mistakes, work

ATTENTION = find("attention")
SCORES = ("dot", "scaled-dot", "additive", "bilinear", "cosine")
MASKS = ("none", "causal", "padding:2", "causal+padding:1")
IDENTITY = "1 0 0; 0 1 0; 0 0 1"


def worked(**given):
    return work(ATTENTION, complete(ATTENTION, given))


def weights_of(scores, **given):
    """The hard weights that these scores lead to."""
    return worked(q=scores, k=IDENTITY, v=IDENTITY, score="dot", selection="hard", **given).outputs["weights"].rows


def wrong(name, **given):
    return {mistake.name: outputs for mistake, outputs in mistakes(ATTENTION, worked(**given))}[name]


@pytest.mark.parametrize(("score", "mask", "layout"), list(itertools.product(SCORES, MASKS, ("rows", "columns"))))
def test_both_roads_agree(score, mask, layout):
    for seed in range(4):
        given = {"score": score, "mask": mask, "layout": layout, "selection": "hard"}
        working = work(ATTENTION, draw(ATTENTION, given, random.Random(seed)))
        assert [found for found in check(ATTENTION, working) if not found.agrees] == []


@pytest.mark.parametrize("score", SCORES)
def test_every_query_gets_the_value_of_its_best_key(score):
    for seed in range(6):
        outputs = work(ATTENTION, draw(ATTENTION, {"score": score, "selection": "hard"}, random.Random(seed))).outputs
        scores = [[float(x) for x in row] for row in outputs["scores"].rows]
        best = [min(j for j, x in enumerate(row) if x > max(row) - 1e-9) for row in scores]
        assert outputs["output"].rows == tuple(outputs["v"].rows[j] for j in best)


def test_of_equal_scores_the_first_is_taken():
    assert weights_of("3 3 1; 0 2 2; 1 1 1") == ((1, 0, 0), (0, 1, 0), (1, 0, 0))


def test_negative_scores_have_a_largest_too():
    assert weights_of("-3 -1 -2") == ((0, 1, 0),)


def test_exact_scores_are_told_apart_however_close():
    assert weights_of([[Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**20), 0]]) == ((0, 1, 0),)


def test_irrational_scores_that_only_rounding_parts_are_equal():
    """Keys of one direction have one cosine, whatever their lengths."""
    for length in range(2, 40):
        found = worked(q="1 2", k=[[1, 1], [length, length]], v="1; 2", score="cosine", selection="hard").outputs
        assert found["output"] == Grid([[1]])
        found = worked(q="1 2", k=[[length, length], [1, 1]], v="1; 2", score="cosine", selection="hard").outputs
        assert found["output"] == Grid([[1]])


def test_hidden_keys_are_never_taken():
    assert weights_of("1 2 3; 1 2 3; 1 2 3", mask="causal") == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    assert weights_of("-9 0 3", mask="padding:1") == ((1, 0, 0),)


def test_every_head_picks_for_itself():
    given = {"q": "1 0 0 1", "k": "1 0 1 0; 0 1 0 1", "v": "1 2; 3 4", "heads": 2, "score": "dot", "selection": "hard"}
    assert worked(**given).outputs["output"] == Grid([[1, 4]])


def test_the_result_stays_exact():
    assert worked(selection="hard").outputs["output"] == Grid([[1, 3], [0, 1], [1, 3]])


def test_to_average_is_a_mistake_in_hard_and_to_pick_one_in_soft_attention():
    given = {"q": "1 0", "k": "2 0; 0 1", "v": "1; 5", "score": "dot"}
    soft, hard = worked(**given).outputs, worked(**given, selection="hard").outputs
    assert wrong("averaged", **given, selection="hard")["output"] == soft["output"]
    assert wrong("picked-one", **given)["output"] == hard["output"]


def test_to_pick_for_each_key_is_a_mistake():
    found = wrong("softmax-over-queries", q="3 1; 2 0", k="1 0; 0 1", v="1; 5", score="dot", selection="hard")
    assert found["weights"] == Grid([[1, 1], [0, 0]])


def test_a_mask_of_zeros_lets_a_hidden_key_be_the_largest():
    found = wrong("masked-with-zero", q="-1 0", k="1 0; 2 0", v="1; 5", score="dot", selection="hard", mask="padding:1")
    assert found["output"] == Grid([[5]])


def test_the_reference_takes_values_by_their_place():
    scores = np.array([[[1.0, 5.0, 5.0], [2.0, 0.0, 9.0]]])
    weights, output = attend_hard(scores, np.array([[[1.0], [2.0], [3.0]]]), np.array([[True, True, False]] * 2))
    assert weights.tolist() == [[[0, 1, 0], [1, 0, 0]]]
    assert output.tolist() == [[[2], [1]]]
