"""Attention: two roads to every matrix, what the definition demands, and the wrong turns told apart."""

import itertools
import random
from fractions import Fraction
from types import SimpleNamespace

import pytest

from dlstudy.calculators import find
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.drawing import draw
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.params import plain
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import complete, mistakes, same, work

ATTENTION = find("attention")
SCORES = ("dot", "scaled-dot", "additive", "bilinear", "cosine")
MASKS = ("none", "causal", "padding:2", "causal+padding:1")


def matrix(rng, rows, columns):
    return [[rng.choice((-2, -1, 1, 2, 3)) for _j in range(columns)] for _i in range(rows)]


def values_for(seed, *, score="scaled-dot", mask="none", heads=1, cross=False, layout="rows", project=False):
    """Complete values of random sizes; positive, so that no query or key is zero."""
    rng = random.Random(seed)
    n, m, width, d = rng.randint(1, 4), rng.randint(2, 4), rng.randint(1, 3), rng.randint(1, 3) * heads
    d_v = rng.randint(1, 3) * heads
    sources = m if cross else max(n, 2)
    given = {"x": matrix(rng, n if cross else sources, width), "w_q": matrix(rng, width, d),
             "w_k": matrix(rng, width, d), "w_v": matrix(rng, width, d_v)}  # fmt: skip
    if cross:
        given["context"] = matrix(rng, sources, width)
    if project:
        given["w_o"] = matrix(rng, d_v, 2)
    if score == "additive":
        given |= {"w_a": matrix(rng, d, 3), "u_a": matrix(rng, d, 3)}
    if score == "bilinear":
        given["w_b"] = matrix(rng, d, d)
    if score == "cosine":
        given = {name: [[abs(entry) for entry in row] for row in rows] for name, rows in given.items()}
    if layout == "columns":
        given = {name: [list(column) for column in zip(*rows, strict=True)] for name, rows in given.items()}
    given |= {"v_a": [1, -2, 1]} if score == "additive" else {}
    return complete(ATTENTION, given | {"score": score, "mask": mask, "heads": heads, "layout": layout})


def worked(**given):
    return work(ATTENTION, complete(ATTENTION, given))


def disagreeing(working):
    return [found for found in check(ATTENTION, working) if not found.agrees]


def swapped(values, name):
    mistake = next(m for m in ATTENTION.mistakes if m.name == name)
    assert mistake.applies(SimpleNamespace(**values))
    swap = mistake.swap(SimpleNamespace(**values)) if callable(mistake.swap) else mistake.swap
    return work(ATTENTION, values, swap).outputs


@pytest.mark.parametrize(("score", "mask", "layout"), list(itertools.product(SCORES, MASKS, ("rows", "columns"))))
@pytest.mark.parametrize("cross", [False, True])
def test_both_roads_agree_for_every_score_mask_and_layout(score, mask, layout, cross):
    for seed in range(3):
        values = values_for(seed, score=score, mask=mask, layout=layout, cross=cross)
        assert not disagreeing(work(ATTENTION, values)), seed


@pytest.mark.parametrize(
    ("score", "mask", "layout"), list(itertools.product(("dot", "scaled-dot", "cosine"), MASKS, ("rows", "columns")))
)
def test_both_roads_agree_for_several_heads(score, mask, layout):
    for seed in range(4):
        values = values_for(
            seed, score=score, mask=mask, layout=layout, heads=2 + seed % 2, cross=seed > 1, project=seed != 2
        )
        assert not disagreeing(work(ATTENTION, values)), seed


@pytest.mark.parametrize("score", SCORES)
def test_drawn_values_are_legal_and_can_be_given_again(score):
    for seed, layout in enumerate(("rows", "columns") * 3):
        values = draw(ATTENTION, {"score": score, "layout": layout}, random.Random(seed))
        again = {name: plain(value) for name, value in values.items() if value is not None}
        assert complete(ATTENTION, again) == values


def test_drawn_weights_fit_a_given_input_in_columns():
    values = draw(ATTENTION, {"x": "1 0; 0 1; 1 1", "layout": "columns"}, random.Random(1))
    assert values["x"] == Grid([[1, 0], [0, 1], [1, 1]])
    assert values["w_q"].shape == (2, 3)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("heads", [1, 2])
def test_every_row_of_weights_adds_up_to_one(mask, heads):
    weights = work(ATTENTION, values_for(5, mask=mask, heads=heads)).outputs["weights"]
    assert all(abs(sum(row) - 1) < 1e-28 for row in weights.rows)


def test_columns_add_up_to_one_where_tokens_are_columns():
    weights = work(ATTENTION, values_for(5, layout="columns")).outputs["weights"]
    assert all(abs(sum(column) - 1) < 1e-28 for column in weights.T.rows)


def test_permuted_tokens_give_permuted_outputs():
    """Without positions and masks self-attention cannot see order."""
    rng = random.Random(2)
    given = {"w_q": matrix(rng, 2, 2), "w_k": matrix(rng, 2, 2), "w_v": matrix(rng, 2, 3)}
    x = matrix(rng, 3, 2)
    straight = worked(x=x, **given).outputs["output"].rows
    for order in itertools.permutations(range(3)):
        mixed = worked(x=[x[i] for i in order], **given).outputs["output"]
        assert same(mixed, Grid([straight[i] for i in order]), 1e-25)


def test_a_causal_mask_hides_what_comes_later():
    given = {"w_q": "1 2; 0 1", "w_k": "1 0; 1 1", "w_v": "1 2; 0 1", "mask": "causal"}
    one = worked(x="1 0; 0 1; 1 1", **given).outputs["output"].rows
    other = worked(x="1 0; 0 1; 3 -2", **given).outputs["output"].rows
    assert one[:2] == other[:2]
    assert one[2] != other[2]


def test_a_mask_stands_before_softmax_and_not_in_the_scores():
    open_, masked = worked(), worked(mask="causal")
    assert masked.outputs["scores"] == open_.outputs["scores"]
    assert [row.count(0) for row in masked.outputs["weights"].rows] == [2, 1, 0]


def test_equal_scores_stay_exact():
    """Keys that are alike weigh alike: a mean of the values, in fractions (d2l, "Attention Scoring Functions")."""
    outputs = worked(q="1 3", k="1 1; 1 1; 1 1", v="1; 2; 4").outputs
    assert outputs["weights"] == Grid([[Fraction(1, 3)] * 3])
    assert outputs["output"] == Grid([[Fraction(7, 3)]])


def test_a_scale_with_a_whole_root_stays_exact():
    working = worked(q="1 2 3 4", k="1 1 1 1; 0 0 0 1", v="1; 2")
    assert working.known[Letter("c")] == Fraction(1, 2)
    assert working.outputs["scores"] == Grid([[5, 2]])


def test_each_head_is_scaled_by_its_own_keys():
    """Vaswani et al. (2017), section 3.2.2: d_k = d_model / h."""
    working = worked(q="1 0 2 0 1 1 0 2", k="1 1 1 1 1 1 1 1", v="1 2", heads=2)
    assert working.known[Letter("d_k")] == 4
    assert working.outputs["scores"] == Grid([[Fraction(3, 2)], [2]])


def test_columns_are_rows_transposed():
    """nndl's X ∈ R^{D×N} gives the same numbers, transposed."""
    rows = work(ATTENTION, values_for(4)).outputs
    columns = work(ATTENTION, values_for(4, layout="columns")).outputs
    assert all(same(rows[name].T, columns[name]) for name in rows)


def test_columns_turn_the_example_too():
    assert worked(layout="columns").outputs["output"] == worked().outputs["output"].T


def test_context_gives_keys_and_values_their_own_number():
    outputs = work(ATTENTION, complete(ATTENTION, {"x": "1 2", "context": "1 0; 0 1; 1 1", "w_q": "1 0; 0 1",
                                                   "w_k": "1 0; 0 1", "w_v": "1; 2"})).outputs  # fmt: skip
    assert outputs["weights"].shape == (1, 3)
    assert outputs["v"] == Grid([[1], [2], [3]])


@pytest.mark.parametrize("example", ATTENTION.examples, ids=lambda e: e.source[:24])
def test_published_numbers_come_out_on_both_roads(example):
    working = work(ATTENTION, complete(ATTENTION, example.given))
    assert not disagreeing(working)
    for name, value in example.outputs.items():
        assert same(working.outputs[name], value, example.within)


def test_no_scale_means_a_scale_of_one():
    values = complete(ATTENTION, {"q": "1 2", "k": "1 1; 2 0", "v": "1; 2"})
    assert (
        swapped(values, "no-scale")["scores"] == worked(q="1 2", k="1 1; 2 0", v="1; 2", score="dot").outputs["scores"]
    )


def test_masking_after_softmax_leaves_rows_short_of_one():
    weights = swapped(complete(ATTENTION, {"mask": "causal"}), "mask-after-softmax")["weights"]
    assert all(sum(row) < 0.9 for row in weights.rows[:2])


def test_softmax_over_queries_makes_columns_add_up_to_one():
    weights = swapped(complete(ATTENTION, {}), "softmax-over-queries")["weights"]
    assert all(abs(sum(column) - 1) < 1e-28 for column in weights.T.rows)


@pytest.mark.parametrize(("name", "given"), [
    ("scale-of-model", {"heads": 2}),
    ("keys-not-transposed", {"q": "1 2; 0 1", "k": "1 1; 2 0", "v": "1; 2"}),
    ("keys-ask", {}),
    ("forgot-softmax", {}),
    ("scores-weigh-values", {"heads": 2, "w_o": "1 1; 0 1"}),
    ("masked-with-zero", {"mask": "padding:2"}),
    ("ignored-context", {"context": "1 2; 3 1", "x": "1 0", "w_q": "1 0; 0 1", "w_k": "1 0; 1 1", "w_v": "1 0; 0 2"}),
    ("queries-from-context", {"context": "1 2; 3 1", "x": "1 0", "w_q": "1 0; 0 1", "w_k": "1 0; 1 1", "w_v": "1 0; 0 2"}),
    ("forgot-output-projection", {"w_o": "1 1; 0 1"}),
    ("no-scale", {"layout": "columns"}),
])  # fmt: skip
def test_a_wrong_turn_changes_the_output(name, given):
    found = {mistake.name: outputs for mistake, outputs in mistakes(ATTENTION, worked(**given))}
    assert "output" in found[name]


@pytest.mark.parametrize(("given", "says"), [
    ({"x": "1 2"}, "w_q, w_k, w_v"),
    ({"q": "1 2"}, "together"),
    ({"q": "1 2", "k": "1 2 3", "v": "1"}, "equally long"),
    ({"q": "1 2", "k": "1 2; 2 1", "v": "1"}, "k and v disagree about sources"),
    ({"q": "1 2", "k": "1 2", "v": "1", "context": "1 2"}, "context"),
    ({"heads": 3}, "divide"),
    ({"heads": "h"}, "a number is needed"),
    ({"mask": "padding:0"}, "at least one key"),
    ({"mask": "padding:4"}, "at most all"),
    ({"mask": "padding:two"}, "padding:2"),
    ({"score": "additive"}, "w_a"),
    ({"score": "bilinear", "w_b": "1 0; 0 1", "heads": 2}, "one head"),
    ({"score": "cosine", "q": "0 0", "k": "1 2", "v": "1"}, "no direction"),
])  # fmt: skip
def test_what_cannot_be_worked_is_refused_by_name(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(ATTENTION, given)


@pytest.mark.parametrize("given", [
    {"heads": 2, "mask": "causal+padding:2", "w_o": "1 1; 0 1"},
    {"layout": "columns", "mask": "causal", "heads": 2},
    {"layout": "columns", "score": "additive", "w_a": "1 0; 1 1", "u_a": "1 1; 0 1", "v_a": "1 2"},
    {"score": "cosine"},
])  # fmt: skip
@pytest.mark.parametrize("style", ["plain", "unicode", "tex"])
def test_printed_lines_read_back_as_themselves(given, style):
    for line in worked(**given).lines:
        assert read(write(line.expr, style)) == line.expr


def test_a_large_input_is_left_to_the_reference():
    values = complete(ATTENTION, {"q": [[1] * 80] * 80, "k": [[1] * 80] * 80, "v": [[1] * 80] * 80})
    assert not ATTENTION.exact_below(SimpleNamespace(**values))
    assert ATTENTION.exact_below(SimpleNamespace(**complete(ATTENTION, {})))
