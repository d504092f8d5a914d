"""Data normalisation: what the results have to be like, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from dlstudy.calculators.normalize import CALCULATOR
from dlstudy.calculators.samples import array
from dlstudy.errors import LearnerError
from dlstudy.reference.scaling import interpolated, principal
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.working import Working, complete, work

DATA = "2 1 0; 4 2 1; 0 3 5; 6 10 2; 1 1 1"


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


@pytest.mark.parametrize("method", ["min-max", "z-score", "pca", "whitening"])
@pytest.mark.parametrize("divide", ["n", "n-1"])
def test_both_roads_agree_on_three_features(method: str, divide: str) -> None:
    assert all(found.agrees for found in check(CALCULATOR, worked(x=DATA, method=method, divide=divide)))


def test_whitened_data_has_the_identity_for_covariance() -> None:
    white = array(worked(x=DATA, method="whitening").outputs["normalized"])
    assert white.T @ white / len(white) == pytest.approx(np.eye(3), abs=1e-12)


def test_principal_components_are_uncorrelated_and_ordered() -> None:
    scores = array(worked(x=DATA, method="pca").outputs["normalized"])
    covariance = scores.T @ scores / len(scores)
    assert covariance == pytest.approx(np.diag(np.diag(covariance)), abs=1e-12)
    assert list(np.diag(covariance)) == sorted(np.diag(covariance), reverse=True)


def test_keeping_fewer_components_drops_columns() -> None:
    assert worked(x=DATA, method="pca", keep=2).outputs["normalized"].shape == (5, 2)


def test_min_max_may_leave_the_range_on_new_data() -> None:
    assert worked(x="0;10", method="min-max", new="20").outputs["new"].rows == ((2,),)


def test_a_single_row_is_one_feature() -> None:
    row, column = worked(x="2, 4, 10", method="min-max", new="3, 5"), worked(x="2; 4; 10", method="min-max", new="3; 5")
    assert row.outputs == column.outputs


@pytest.mark.parametrize("method", ["pca", "whitening"])
def test_new_data_goes_along_the_training_datas_directions(method: str) -> None:
    """The training data, given again as new, comes out as it did."""
    found = worked(x=DATA, method=method, new=DATA)
    assert found.outputs["new"] == found.outputs["normalized"]
    assert all(checked.agrees for checked in check(CALCULATOR, worked(x=DATA, method=method, new="1 2 3; 0 0 1")))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"x": "1"}, "two samples"),
        ({"x": "1 2", "new": "1; 2"}, "disagree about features"),
        ({"x": "1 2; 1 3"}, "one value only"),
        ({"x": "1 0; -1 0; 0 1; 0 -1", "method": "pca"}, "not unique"),
        ({"x": "0 0; 1 1; 2 2", "method": "whitening"}, "cannot be whitened"),
        ({"x": "0 0 0; 1 1 1; 2 2 2; 3 3 4", "method": "whitening"}, "cannot be whitened"),
        ({"x": "1 2; 3 1", "method": "whitening"}, "more samples than features"),
        ({"x": "1 2; 3 1", "low": "2", "method": "min-max"}, "empty"),
        ({"x": "1 2; 3 1", "high": "2"}, "belongs to min-max"),
        ({"x": "1 2; 3 1", "method": "z-score", "new": "1"}, "disagree about features"),
        ({"x": "1 2; 3 1", "method": "pca", "keep": 3}, "keep"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        worked(**given)


def test_interpolation_takes_the_ends_to_the_ends() -> None:
    scaled = interpolated(np.array([[1.0], [4.0], [2.5]]), -1.0, 1.0)
    assert scaled[:, 0] == pytest.approx([-1, 1, 0])


def test_principal_directions_rebuild_the_centred_data() -> None:
    x = np.random.default_rng(5).normal(size=(6, 3))
    found = principal(x, len(x))
    assert found.scores @ found.directions.T == pytest.approx(x - x.mean(axis=0))
    assert found.scores.var(axis=0) == pytest.approx(found.variances)
