"""MDPs from .npz files: both formats, and everything that can be wrong with one."""

import numpy as np
import pytest
from scipy import sparse

from dlstudy.reference.mdp_files import from_csr, load_npz

from . import worlds

GOOD = {
    "successors": np.array([[[1, 0]], [[0, 0]]]),
    "probabilities": np.array([[[0.25, 0.75]], [[0.0, 0.0]]]),
    "rewards": np.array([[2.0], [0.0]]),
}


@pytest.fixture
def saved(tmp_path):
    def save(**arrays):
        np.savez_compressed(tmp_path / "world.npz", **arrays)
        return tmp_path / "world.npz"

    return save


def test_padded_lists_come_back_as_saved(saved):
    mdp = load_npz(saved(**GOOD))
    assert mdp.dense().transitions.tolist() == [[[0.75, 0.25]], [[0, 0]]]
    assert mdp.available.tolist() == [[True], [False]]


def test_rewards_of_arriving_are_averaged(saved):
    mdp = load_npz(saved(**{**GOOD, "rewards": np.array([[[8, 4]], [[1, 1]]])}))
    assert mdp.rewards.tolist() == [[0.25 * 8 + 0.75 * 4], [0]]


@pytest.mark.parametrize("seed", range(3))
def test_scipys_matrix_is_the_dense_table(saved, seed):
    dense = worlds.random_mdp(seed)
    p = np.where(dense.transitions < 0.1, 0, dense.transitions)
    p /= p.sum(axis=2, keepdims=True)
    csr = sparse.csr_array(p.reshape(-1, len(p)))
    mdp = load_npz(
        saved(
            data=csr.data, indices=csr.indices, indptr=csr.indptr, shape=csr.shape, format=b"csr", rewards=dense.rewards
        )
    )
    assert np.array_equal(mdp.dense().transitions, p)


def test_empty_row_of_the_matrix_is_no_action():
    csr = sparse.csr_array(np.array([[0, 1.0], [0, 0]]))
    mdp = from_csr(csr.data, csr.indices, csr.indptr, np.array(csr.shape), np.zeros((2, 1)))
    assert mdp.available.tolist() == [[True], [False]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"probabilities": np.array([[[0.25, 0.5]], [[0, 0]]])}, "action 0 in state 0 add up to 0.75"),
        ({"probabilities": np.array([[[np.nan, 0.5]], [[0, 0]]])}, "not a finite number"),
        ({"probabilities": np.array([[[1.25, -0.25]], [[0, 0]]])}, "negative"),
        ({"probabilities": np.ones((2, 1, 1))}, "probabilities have shape"),
        ({"successors": np.array([[[2, 0]], [[0, 0]]])}, "go from 0 to 2, states 0 to 1"),
        ({"successors": np.array([[[-1, 0]], [[0, 0]]])}, "go from -1"),
        ({"successors": np.array([[[1.0, 0]], [[0, 0]]])}, "numbers of states"),
        ({"successors": np.zeros((2, 2), dtype=int)}, "successors have shape"),
        ({"successors": np.zeros((0, 1, 2), dtype=int)}, "successors have shape"),
        ({"rewards": np.array([[np.inf], [0]])}, "reward is not a finite"),
        ({"rewards": np.zeros((3, 1))}, "rewards have shape"),
        ({"rewards": np.array([["much"], ["little"]])}, "rewards does not hold numbers"),
    ],
)
def test_wrong_array_is_refused_with_the_reason(saved, change, says):
    with pytest.raises(ValueError, match=says):
        load_npz(saved(**{**GOOD, **change}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"shape": np.array([3, 2])}, "the matrix is"),
        ({"indptr": np.array([0, 2, 1])}, "indptr has to rise"),
        ({"indptr": np.array([1, 2, 2])}, "indptr has to rise from 0"),
        ({"indptr": np.array([0, 1, 3])}, "indptr ends at 3"),
        ({"indices": np.array([0, 7])}, "indices go from 0 to 7"),
        ({"indices": np.array([0.0, 1.0])}, "whole numbers"),
        ({"data": np.array([0.5, 1])}, "add up to 0.5"),
        ({"rewards": np.zeros(2)}, "rewards have shape"),
    ],
)
def test_wrong_matrix_is_refused_with_the_reason(saved, change, says):
    good = {
        "data": np.ones(2),
        "indices": np.array([0, 1]),
        "indptr": np.array([0, 1, 2]),
        "shape": np.array([2, 2]),
        "rewards": np.zeros((2, 1)),
    }
    with pytest.raises(ValueError, match=says):
        load_npz(saved(**{**good, **change}))


def test_pickled_objects_are_never_loaded(saved):
    with pytest.raises(ValueError, match="allow_pickle"):
        load_npz(saved(**{**GOOD, "rewards": np.array([[{}], [{}]], dtype=object)}))


def test_missing_array_is_named(saved):
    with pytest.raises(ValueError, match="it holds successors; needed are successors, probabilities, rewards"):
        load_npz(saved(successors=GOOD["successors"]))


def test_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "world.npz").write_text("S..G")
    with pytest.raises(ValueError, match=r"not a \.npz file"):
        load_npz(tmp_path / "world.npz")


def test_damaged_file_is_refused(saved):
    path = saved(**GOOD)
    whole = bytearray(path.read_bytes())
    whole[60:90] = bytes(30)
    path.write_bytes(whole)
    with pytest.raises(ValueError, match="damaged"):
        load_npz(path)


def test_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(saved):
    with pytest.raises(ValueError, match="take 8 MiB, more than 1"):
        load_npz(saved(**{**GOOD, "filler": np.zeros(1 << 20)}), most_bytes=1 << 20)


def test_one_full_row_does_not_fill_the_memory():
    states = 1000
    counts = np.ones(states, dtype=int)
    counts[0] = states
    indices = np.concatenate([np.arange(states), np.zeros(states - 1, dtype=int)])
    data = np.concatenate([np.full(states, 1 / states), np.ones(states - 1)])
    indptr = np.concatenate([[0], np.cumsum(counts)])
    with pytest.raises(ValueError, match="fullest row has 1000 successors"):
        from_csr(data, indices, indptr, np.array([states, states]), np.zeros((states, 1)), most_bytes=1 << 20)


def test_large_table_is_not_made_dense():
    with pytest.raises(ValueError, match="too many for a dense table"):
        worlds.corridor_grid(100).dense()
