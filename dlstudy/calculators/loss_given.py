"""What a loss is given: an example of its kind, labels or distributions, one sample or a table of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import likely, only_numbers
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.reading.arrays import read_array

DISTRIBUTIONS = ("cross-entropy", "kl", "entropy")
SIGNS = ("hinge", "perceptron")  # whose labels are 1 and −1
DEFAULTS = {
    "squared": ("1 2 3", "1.5 2 1"), "absolute": ("1 2 3", "1.5 2 1"), "zero-one": ("1 2 3 1", "1 3 3 1"),
    "hinge": ("1 -1 1", "0.5 -2 -1"), "perceptron": ("1 -1 1", "0.5 -2 -1"), "multiclass-hinge": ("1 2", "3 1 2.5; 2 1 0"),
    "binary-cross-entropy": ("1 0 1", "0.8 0.3 0.4"), "cross-entropy": ("0 1 0", "0.2 0.7 0.1"),
    "kl": ("0.5 0.5 0", "0.25 0.5 0.25"), "entropy": ("0.5 0.25 0.25", None),
}  # fmt: skip
TENTHS = ("0.5 0.3 0.2", "0.6 0.3 0.1", "0.1 0.7 0.2", "0.2 0.2 0.6", "0.4 0.4 0.2", "0.3 0.3 0.4")
ONE_HOT = ("1 0 0", "0 1 0", "0 0 1")


def by_class(given: SimpleNamespace) -> bool:
    """Whether the targets are the samples' class numbers, not a distribution each."""
    if given.kind == "multiclass-hinge":
        return True
    if given.kind not in DISTRIBUTIONS or given.prediction is None:
        return False
    (rows, width), (samples, classes) = given.target.shape, given.prediction.shape
    return bool(rows == 1 and (samples > 1 or width == 1 < classes))


def distributions(given: SimpleNamespace) -> list[tuple[Any, ...]]:
    """The target distribution of each sample, class numbers as one-hot rows."""
    if not by_class(given):
        return list(given.target.rows)
    width = given.prediction.shape[1]
    return [tuple(int(k == label) for k in range(1, width + 1)) for label in given.target.rows[0]]


def count(given: SimpleNamespace) -> int:
    """How many samples there are: the entries of a row, or the rows of a table."""
    if given.kind in DISTRIBUTIONS:
        return len(distributions(given))
    return int(
        (given.prediction if given.kind == "multiclass-hinge" else given.target).shape[given.kind != "multiclass-hinge"]
    )


def complete_given(values: dict[str, Any]) -> dict[str, Any]:
    """Where nothing is given, an example of this kind; a column of samples is laid down as a row."""
    only_numbers(values)
    target, prediction = DEFAULTS[values["kind"]]
    if values["target"] is None and values["prediction"] is None:
        values |= {"target": _read(target), "prediction": prediction and _read(prediction)}
    if values["target"] is None or (values["prediction"] is None) != (values["kind"] == "entropy"):
        raise LearnerError(_("an entropy needs a target, every other loss a target and a prediction",
                             "熵只需 target，其余损失需要 target 与 prediction"))  # fmt: skip
    flat = (
        ()
        if values["kind"] in DISTRIBUTIONS
        else ("target",)
        if values["kind"] == "multiclass-hinge"
        else ("target", "prediction")
    )
    for name in flat:
        values[name] = values[name].T if values[name].shape[1] == 1 else values[name]
    if values["kind"] in DISTRIBUTIONS and values["target"].shape[1] == 1 < values["target"].shape[0]:
        values["target"] = values["target"].T
    return values


def _read(text: str) -> Grid:
    array = read_array(text)
    return Grid(array if isinstance(array[0], tuple) else (array,))


def shapes_fit(given: SimpleNamespace) -> bool:
    """Whether targets and predictions belong to the same samples; refused by what is wrong."""
    if given.prediction is None:
        return True
    t, p = given.target.shape, given.prediction.shape
    if given.kind in (*DISTRIBUTIONS, "multiclass-hinge"):
        if t == p and given.kind != "multiclass-hinge":
            return True
        if t != (1, p[0]):
            text = _("target and prediction disagree: {a} against {b} (a row for each sample; targets alike, or a class number each)",
                     "target 与 prediction 不一致：{a} 对 {b}（每行一个样本；target 形状相同，或每个样本一个类别号）")  # fmt: skip
            raise LearnerError(text(a=f"{t[0]}×{t[1]}", b=f"{p[0]}×{p[1]}"))
        return True
    if t[0] > 1 or p[0] > 1:
        raise LearnerError(
            _("this loss takes one number for each sample, in one row", "这种损失每个样本取一个数，写成一行")
        )
    if t != p:
        text = _(
            "target and prediction disagree: {a} numbers against {b}",
            "target 与 prediction 不一致：{a} 个数对 {b} 个数",
        )
        raise LearnerError(text(a=t[1], b=p[1]))
    return True


def classes_exist(given: SimpleNamespace) -> bool:
    """Whether class numbers are those of columns, counted from 1."""
    if not by_class(given):
        return True
    return all(isinstance(k, int) and 1 <= k <= given.prediction.shape[1] for k in given.target.rows[0])


def are_distributions(given: SimpleNamespace) -> bool:
    """Whether rows that should be distributions are."""
    if given.kind not in DISTRIBUTIONS:
        return True
    rows = distributions(given) + ([] if given.prediction is None else list(given.prediction.rows))
    return all(likely(row) for row in rows)


def possible(given: SimpleNamespace) -> bool:
    """Whether nothing that happens was held impossible: the loss would be infinite."""
    if given.kind not in ("cross-entropy", "kl"):
        return True
    rows = zip(distributions(given), given.prediction.rows, strict=True)
    return all(b > 0 or (a == 0 and not given.smoothing) for p, q in rows for a, b in zip(p, q, strict=True))


def probable(given: SimpleNamespace) -> bool:
    """Whether a binary cross-entropy has labels between 0 and 1, and probabilities strictly between."""
    if given.kind != "binary-cross-entropy":
        return True
    pairs = zip(given.target.rows[0], given.prediction.rows[0], strict=True)
    return all(0 <= label <= 1 and 0 < guess < 1 for label, guess in pairs)


def smoothable(given: SimpleNamespace) -> bool:
    """Whether a target that is to be smoothed is one-hot."""
    if not given.smoothing:
        return True
    return given.kind == "cross-entropy" and all(sorted(row)[-1] == 1 and len(row) > 1 for row in distributions(given))


def signed(given: SimpleNamespace) -> bool:
    """Whether labels that are signs are 1 and −1."""
    return given.kind not in SIGNS or all(v in (-1, 1) for v in given.target.rows[0])


def draw_given(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A target and a prediction of the kind that is asked, where neither is given."""
    if values["target"] is not None or values["prediction"] is not None:
        return values
    kind = values["kind"]
    if kind in (*DISTRIBUTIONS, "multiclass-hinge"):
        return values | _drawn_rows(kind, values, rng)
    draw: Callable[[], str] = {
        "squared": lambda: str(rng.randint(-3, 5)), "absolute": lambda: str(rng.randint(-3, 5)), "zero-one": lambda: str(rng.randint(1, 3)),
        "binary-cross-entropy": lambda: str(Fraction(rng.randint(1, 9), 10)),
    }.get(kind, lambda: rng.choice(("-2", "-1", "-0.5", "0", "0.5", "1", "2")))  # fmt: skip
    label = {"hinge": ("-1", "1"), "perceptron": ("-1", "1"), "binary-cross-entropy": ("0", "1")}.get(kind)
    targets = [rng.choice(label) if label else draw() for _i in range(3)]
    return values | {"target": " ".join(targets), "prediction": " ".join(draw() for _i in range(3))}


def _drawn_rows(kind: str, values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """One sample's distributions, or a table of two or three samples with their class numbers."""
    if kind == "multiclass-hinge":
        rows = ["; ".join(" ".join(str(rng.randint(-2, 5)) for _k in range(3)) for _i in range(2))]
        return {"target": f"{rng.randint(1, 3)} {rng.randint(1, 3)}", "prediction": rows[0]}
    if kind == "cross-entropy" and rng.random() < 0.4:
        size = rng.choice((2, 3))
        return {"target": " ".join(str(rng.randint(1, 3)) for _i in range(size)),
                "prediction": "; ".join(rng.choice(TENTHS) for _i in range(size))}  # fmt: skip
    one_hot = kind == "cross-entropy" and (values["smoothing"] or rng.random() < 0.5)
    return {
        "target": rng.choice(ONE_HOT if one_hot else TENTHS),
        "prediction": None if kind == "entropy" else rng.choice(TENTHS),
    }
