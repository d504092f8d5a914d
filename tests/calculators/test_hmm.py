"""Hidden Markov models: both roads on drawn models of any size, and what theory demands."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dlstudy.calculators.hmm import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.reference.hidden_markov import Model, by_logarithms, by_paths
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, mistakes, work


def distributions(rng: random.Random, rows: int, columns: int) -> Grid:
    found = []
    for _row in range(rows):
        parts = [rng.randint(0, 4) for _column in range(columns - 1)] + [rng.randint(1, 4)]
        found.append([Fraction(part, sum(parts)) for part in parts])
    return Grid(found)


def model(seed: int) -> dict[str, object]:
    rng = random.Random(seed)
    states, symbols = rng.randint(1, 4), rng.randint(1, 4)
    seen = " ".join(str(rng.randint(1, symbols)) for _t in range(rng.randint(1, 5)))
    return {"transition": distributions(rng, states, states), "emission": distributions(rng, states, symbols),
            "initial": distributions(rng, 1, states), "observations": seen}  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_recursions_agree_with_all_paths_written_out(seed: int) -> None:
    working = work(CALCULATOR, complete(CALCULATOR, model(seed) | {"task": "forward" if seed % 3 else "viterbi"}))
    assert all(found.agrees for found in check(CALCULATOR, working))


@pytest.mark.parametrize("seed", range(10))
def test_logarithms_agree_with_all_paths(seed: int) -> None:
    given = complete(CALCULATOR, model(seed))
    arrays = [np.array(given[n].rows, dtype=float) for n in ("initial", "transition", "emission")]
    seen = np.array([int(word) - 1 for word in given["observations"]])
    of = Model(arrays[0][0], arrays[1], arrays[2], seen)
    for one, other in zip(by_paths(of), by_logarithms(of), strict=True):
        assert np.allclose(one, other, atol=1e-12), of


def test_every_time_gives_one_probability_of_what_was_seen() -> None:
    """Σ α_t β_t = P(O) whatever t (Rabiner 1989, eq. 27)."""
    found = work(CALCULATOR, complete(CALCULATOR, {})).outputs
    for ahead, behind in zip(found["forward"].rows, found["backward"].rows, strict=True):
        assert sum(p * q for p, q in zip(ahead, behind, strict=True)) == found["probability"]


def test_posteriors_add_up_to_one() -> None:
    assert all(sum(row) == 1 for row in work(CALCULATOR, complete(CALCULATOR, {})).outputs["posterior"].rows)


def test_what_cannot_be_seen_has_probability_zero_and_no_logarithm() -> None:
    found = work(CALCULATOR, complete(CALCULATOR, {
        "transition": "1 0; 0 1", "emission": "1 0; 0 1", "initial": "1 0", "observations": "2"
    })).outputs  # fmt: skip
    assert found["probability"] == 0
    assert not {"log_probability", "posterior"} & set(found)


def test_nine_hundred_observations_do_not_vanish() -> None:
    """Against the forward recursion scaled to one at every step (Rabiner 1989, section V.A)."""
    values = complete(CALCULATOR, {"observations": "1 2 1 " * 300, "task": "forward"})
    found = calculate(CALCULATOR, values).outputs
    reached, logarithm = np.array([0.2, 0.4, 0.4]), 0.0
    a, b = (np.array(values[name].rows, dtype=float) for name in ("transition", "emission"))
    for t, seen in enumerate([0, 1, 0] * 300):
        reached = (reached if t == 0 else reached @ a) * b[:, seen]
        logarithm, reached = logarithm + np.log(reached.sum()), reached / reached.sum()
    assert found["probability"] > 0
    assert float(found["log_probability"]) == pytest.approx(logarithm, rel=1e-12)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"initial": "0.5 0.5 0.5"}, "add up to 1"),
        ({"initial": "0.5 0.5"}, "disagree about states"),
        ({"observations": "1 4"}, "none of the symbols"),
        ({"observations": " , "}, "1 to"),
        ({"states": "a b"}, "different names"),
        ({"symbols": "a a"}, "different names"),
        ({"observations": "@seen.txt"}, "not opened here"),
    ],
)
def test_what_is_no_model_is_refused(given: dict[str, str], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)


def test_observations_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "seen.txt").write_text("红、白\n红", encoding="utf-8")
    values = complete(CALCULATOR, {"observations": f"@{tmp_path}/seen.txt", "symbols": "红 白"}, files=True)
    assert values["observations"] == ("红", "白", "红")


def test_observations_that_cannot_occur_have_probability_zero_and_no_posterior() -> None:
    model = {"transition": "1 0; 0.5 0.5", "emission": "1 0; 0.5 0.5", "initial": "1 0"}
    working = work(CALCULATOR, complete(CALCULATOR, {**model, "observations": "1 2"}))
    assert working.outputs["probability"] == 0
    assert "posterior" not in working.outputs
    assert "posterior-not-divided" not in {mistake.name for mistake, _wrong in mistakes(CALCULATOR, working)}
