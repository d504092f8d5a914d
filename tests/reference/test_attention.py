"""Attention against d2l's printed numbers, plain loops, and what the definitions demand."""

import math

import numpy as np
import pytest

from dlstudy.reference.attention import (
    additive_scores,
    attend,
    attend_in_place,
    bilinear_scores,
    causal_mask,
    cosine_scores,
    dot_scores,
    join_heads,
    multi_head,
    padding_mask,
    scaled_dot_scores,
    scratch,
    softmax,
    split_heads,
)


def by_loops(q, k, v, mask=None):
    """Scaled dot-product attention in Python's own numbers."""
    rows = []
    for i, query in enumerate(q.tolist()):
        seen = [j for j in range(len(k)) if mask is None or mask(i, j)]
        dots = [sum(a * b for a, b in zip(query, k[j].tolist(), strict=True)) for j in seen]
        raised = [math.exp(dot / math.sqrt(k.shape[1])) for dot in dots]
        mix = zip(raised, (v[j] for j in seen), strict=True)
        rows.append(sum(weight * value for weight, value in mix) / sum(raised))
    return np.array(rows)


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def test_equal_keys_under_padding_average_the_valid_values(rng):
    """d2l, "Attention Scoring Functions": additive attention, valid lengths 2 and 6, prints 2 3 4 5 and 10 11 12 13."""
    q, k = rng.normal(size=(2, 1, 20)), np.ones((2, 10, 2))
    v = np.tile(np.arange(40.0).reshape(1, 10, 4), (2, 1, 1))
    scores = additive_scores(q, k, rng.normal(size=(20, 8)), rng.normal(size=(2, 8)), rng.normal(size=8))
    _, output = attend(scores, v, padding_mask([2, 6], 10))
    assert np.allclose(output, [[[2, 3, 4, 5]], [[10, 11, 12, 13]]])


def test_additive_score_of_one_pair_by_hand():
    w = np.array([[1.0, 0.0], [0.0, 2.0]])
    scores = additive_scores(np.array([[0.5, 1.0]]), np.array([[0.25, -1.0]]), w, w, np.array([3.0, 5.0]))
    assert scores == pytest.approx(np.array([[3 * math.tanh(0.75)]]))


def test_bilinear_with_the_identity_is_the_dot_product(rng):
    q, k = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    assert np.allclose(bilinear_scores(q, k, np.eye(4)), dot_scores(q, k))


def test_bilinear_joins_widths_that_differ():
    scores = bilinear_scores(np.array([[1, 2]]), np.array([[3, 4, 5]]), np.array([[1, 0, 1], [0, 1, 0]]))
    assert scores.tolist() == [[1 * 3 + 2 * 4 + 1 * 5]]


def test_cosine_ignores_length_and_gives_a_zero_row_zero():
    scores = cosine_scores(np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[30.0, 40.0], [-4.0, 3.0]]))
    assert np.allclose(scores, [[1, 0], [0, 0]])


def test_attention_agrees_with_loops(rng):
    q, k, v = (rng.normal(size=(5, 3)) for _ in range(3))
    assert np.allclose(attend(scaled_dot_scores(q, k), v)[1], by_loops(q, k, v))


def test_causal_attention_agrees_with_loops(rng):
    q, k, v = (rng.normal(size=(5, 3)) for _ in range(3))
    expected = by_loops(q, k, v, lambda i, j: j <= i)
    assert np.allclose(attend(scaled_dot_scores(q, k), v, causal_mask(5))[1], expected)


def test_causal_mask_of_unequal_lengths_counts_from_the_first_token():
    """PyTorch, scaled_dot_product_attention with is_causal: torch.ones(L, S).tril(diagonal=0)."""
    assert causal_mask(2, 3).tolist() == [[True, False, False], [True, True, False]]


def test_softmax_survives_scores_that_overflow_exp():
    assert softmax(np.array([1000.0, 1000.0])).tolist() == [0.5, 0.5]


def test_softmax_may_run_down_the_columns():
    """nndl, eq. 8.22: samples are columns, softmax by column."""
    scores = np.array([[0.0, 1.0], [2.0, 5.0]])
    assert np.allclose(softmax(scores, axis=0), softmax(scores.T).T)


def test_fully_masked_row_weighs_nothing():
    weights, output = attend(np.ones((2, 2)), np.ones((2, 3)), np.array([[True, False], [False, False]]))
    assert weights.tolist() == [[1, 0], [0, 0]]
    assert output.tolist() == [[1, 1, 1], [0, 0, 0]]


def test_heads_split_into_blocks_of_columns_and_join_again():
    x = np.arange(12).reshape(2, 6)
    assert split_heads(x, 3)[1].tolist() == [[2, 3], [8, 9]]
    assert np.array_equal(join_heads(split_heads(x, 3)), x)


def test_each_head_is_attention_of_its_own_columns(rng):
    """Vaswani et al. (2017), section 3.2.2; with the key width of one head under the root."""
    x = rng.normal(size=(4, 6))
    w_q, w_k, w_v, w_o = (rng.normal(size=(6, 6)) for _ in range(4))
    heads = [by_loops(x @ w_q[:, c], x @ w_k[:, c], x @ w_v[:, c]) for c in (slice(0, 3), slice(3, 6))]
    found = multi_head(x, w_q, w_k, w_v, w_o, heads=2)
    assert np.allclose(found.outputs, heads)
    assert np.allclose(found.output, np.hstack(heads) @ w_o)


def test_cross_attention_takes_keys_and_values_from_the_context(rng):
    x, context = rng.normal(size=(2, 4)), rng.normal(size=(5, 3))
    w_q, w_k, w_v = rng.normal(size=(4, 2)), rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    found = multi_head(x, w_q, w_k, w_v, context=context)
    assert found.weights.shape == (1, 2, 5)
    assert np.allclose(found.output, by_loops(x @ w_q, context @ w_k, context @ w_v))


def test_one_mask_serves_every_head(rng):
    x, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 4))
    weights = multi_head(x, w, w, w, heads=2, mask=causal_mask(3)).weights
    assert np.all(weights[:, ~causal_mask(3)] == 0)


def test_heads_that_do_not_divide_the_width_are_refused():
    with pytest.raises(ValueError, match="4 heads do not divide a width of 6"):
        split_heads(np.ones((2, 6)), 4)


def test_in_place_attention_is_the_same_attention_in_float32(rng):
    q, k, v = (rng.normal(size=(512, 64)).astype(np.float32) for _ in range(3))
    expected = attend(scaled_dot_scores(q.astype(float), k.astype(float)), v.astype(float))[1]
    out, scores = np.empty_like(q), scratch(512, 512)
    assert attend_in_place(q, k, v, scores, out) is out
    assert np.allclose(out, expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (512, 512)])
def test_scratch_starts_with_a_cache_line(shape):
    made = scratch(*shape)
    assert made.shape == shape
    assert made.flags.c_contiguous
    assert made.flags.writeable
    assert made.ctypes.data % 64 == 0


@pytest.mark.parametrize("size", [0.01, 30.0])
def test_in_place_attention_stands_small_and_huge_scores(rng, size):
    q, k, v = ((size * rng.normal(size=(9, 4))).astype(np.float32) for _ in range(3))
    expected = attend(scaled_dot_scores(q.astype(float), k.astype(float)), v.astype(float))[1]
    found = attend_in_place(q, k, v, np.empty((9, 9), dtype=np.float32), np.empty_like(q))
    assert np.allclose(found, expected, rtol=1e-3, atol=1e-5 * size)
