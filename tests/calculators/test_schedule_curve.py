"""The rates of all steps of a schedule, as a table and as a picture."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from dlstudy.calculators.schedule import CALCULATOR, USUAL
from dlstudy.calculators.schedule_curve import DOTS, MOST_ROWS
from dlstudy.cli import run
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.picture import Picture
from dlstudy.symbolic.working import Working, complete

OVER = [
    {},
    {"t": 123_456},
    {"first": 1},
    {"least": "0.01"},
    {"period": 200_000},
    {"warmup": 3},
    {"after": "periodic"},
    {"milestones": "5, 5, 90000"},
]


def worked(kind: str, **given: object) -> Working:
    return calculate(CALCULATOR, complete(CALCULATOR, {"kind": kind, **given}))


def table(kind: str, **given: object) -> dict[int, float]:
    found = worked(kind, **given).outputs["rates"]
    assert isinstance(found, Table)
    return {t: float(rate) for t, rate in found.rows}


def drawn(kind: str, **given: object) -> Picture:
    assert CALCULATOR.picture is not None
    found = CALCULATOR.picture(worked(kind, **given))
    assert found is not None
    return found


def takes(kind: str, given: dict[str, Any]) -> bool:
    own = {"t", "first", "learning_rate", "after", *USUAL[kind]} | (set() if kind == "transformer" else {"least"})
    return given.keys() <= own


CASES = [(kind, given) for kind in sorted(USUAL) for given in OVER if takes(kind, given)]


@pytest.mark.parametrize(("kind", "given"), CASES)
def test_each_row_is_the_rate_of_its_step(kind: str, given: dict[str, Any]) -> None:
    rows = table(kind, **given)
    assert 3 <= len(rows) <= MOST_ROWS + 1
    assert list(rows) == sorted(rows)
    for t in list(rows)[:: max(1, len(rows) // 5)]:
        assert float(worked(kind, **{**given, "t": t}).outputs["rate"]) == pytest.approx(rows[t], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("kind", "given"), CASES)
def test_both_roads_find_the_rates(kind: str, given: dict[str, Any]) -> None:
    found = {checked.name: checked.agrees for checked in check(CALCULATOR, worked(kind, **given))}
    assert found == {"rate": True, "rates": True}


def test_a_cosine_runs_from_its_start_to_its_end() -> None:
    rows = table("cosine", learning_rate="0.3", least="0.01", period=20)
    assert rows == pytest.approx({t: 0.01 + 0.29 * (1 + math.cos(math.pi * t / 20)) / 2 for t in range(21)})


def test_steps_are_counted_from_where_counting_starts() -> None:
    assert [next(iter(table(kind, first=1))) for kind in ("exponential", "warmup", "transformer")] == [1, 0, 1]


def test_the_rates_do_not_depend_on_the_step_asked_for() -> None:
    assert table("exponential", t=2) == pytest.approx(table("exponential", t=500), rel=1e-12)


@pytest.mark.parametrize("name", ["t", "learning_rate"])
def test_with_letters_there_is_the_formula_alone(name: str) -> None:
    found = worked("exponential", **{name: "n"})
    assert list(found.outputs) == ["rate"]
    assert CALCULATOR.picture is not None
    assert CALCULATOR.picture(found) is None


@pytest.mark.parametrize("kind", sorted(USUAL))
@pytest.mark.parametrize("t", [7, 300, 1_000_000])
def test_the_curve_is_drawn_and_the_step_lies_on_it(kind: str, t: int) -> None:
    curve, *marked = drawn(kind, t=t).traces
    assert 3 <= len(curve.points) <= DOTS + 1
    assert all(0 <= rate <= 0.1 for _t, rate in curve.points)
    for trace in marked:
        ((at, rate),) = trace.points
        assert at == t
        assert rate == pytest.approx(float(worked(kind, t=t).outputs["rate"]))
    assert bool(marked) is (t < 1000 or (kind == "transformer" and t < 20 * 16_001))


def test_a_cosine_turns_where_half_of_it_is_gone() -> None:
    points = dict(drawn("cosine", learning_rate=2, period=100, t=5).traces[0].points)
    falls = [points[t] - points[t + 1] for t in range(100)]
    assert max(falls) == pytest.approx(falls[49])
    assert points[50.0] == pytest.approx(1)


def test_the_command_draws_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["schedule", "--kind", "cosine", "--no-steps", "--plot"]
    assert run([*call, str(tmp_path / "curve.svg")]) == 0
    assert (tmp_path / "curve.svg").read_text(encoding="utf-8").startswith("<?xml")
    capsys.readouterr()
    assert run(call) == 0
    assert "S" in capsys.readouterr().out.split("α: ")[1]
