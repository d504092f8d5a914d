"""Value iteration on worlds in files: small ones by name, large ones by the reference alone."""

from types import SimpleNamespace

import numpy as np
import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate
from dlstudy.symbolic.working import complete, work
from dlstudy.worlds import LargeWorld

CALCULATOR = calculators.find("mdp value-iteration")


@pytest.mark.parametrize("name", ["world.toml", "@world.toml"])
def test_a_file_is_read_by_name(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.toml").write_text(
        '[[transition]]\nstate="a"\naction="x"\nnext="a"\nreward=1\n', encoding="utf-8"
    )
    assert complete(CALCULATOR, {"world": name}, files=True)["world"].states == ("a",)


def test_a_missing_or_huge_file_is_refused(tmp_path):
    (tmp_path / "big.json").write_bytes(b" " * 3_000_000)
    for name, says in (("none.npz", "no such file"), ("big.json", "too large")):
        with pytest.raises(LearnerError, match=says):
            complete(CALCULATOR, {"world": str(tmp_path / name)}, files=True)


def corridor(path, states):
    """Each state leads one down and pays -1, the first is the end: v(s) = -(1 - γ^s) / (1 - γ)."""
    successors = np.maximum(np.arange(states) - 1, 0)[:, None, None]
    probabilities = np.ones(successors.shape)
    probabilities[0] = 0
    np.savez(path, successors=successors, probabilities=probabilities, rewards=np.full((states, 1), -1.0))


def test_a_large_world_is_run_by_the_reference_alone(tmp_path):
    corridor(tmp_path / "large.npz", 5_000)
    values = complete(CALCULATOR, {"world": str(tmp_path / "large.npz"), "discount": "0.5"}, files=True)
    assert isinstance(values["world"], LargeWorld)
    working = calculate(CALCULATOR, values)
    assert not working.lines
    assert working.outputs["values"][[0, 1, 2, 4999]] == pytest.approx([0, -1, -1.5, -2], abs=1e-5)
    assert working.outputs["policy"][:2] == ("–", "0")
    with pytest.raises(LearnerError, match="too large"):
        work(CALCULATOR, values)


def test_progress_is_told_of_every_sweep(tmp_path):
    corridor(tmp_path / "large.npz", 100)
    values = complete(CALCULATOR, {"world": f"@{tmp_path / 'large.npz'}", "sweeps": 7}, files=True)
    told = []
    CALCULATOR.reference(SimpleNamespace(**values, progress=lambda *news: told.append(news[0])))
    assert told == [1, 2, 3, 4, 5, 6, 7]


def test_a_damaged_npz_is_refused(tmp_path):
    (tmp_path / "bad.npz").write_bytes(b"not a zip")
    values = complete(CALCULATOR, {"world": str(tmp_path / "bad.npz")}, files=True)
    with pytest.raises(LearnerError, match="cannot be read"):
        calculate(CALCULATOR, values)


@pytest.mark.slow
def test_a_million_states_are_run_from_a_file(tmp_path):
    corridor(tmp_path / "million.npz", 1_000_000)
    values = complete(CALCULATOR, {"world": str(tmp_path / "million.npz"), "discount": "0.9"}, files=True)
    found = calculate(CALCULATOR, values).outputs
    assert found["values"][[1, 2, -1]] == pytest.approx([-1, -1.9, -10], abs=1e-5)
