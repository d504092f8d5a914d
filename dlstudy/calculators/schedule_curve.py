"""The rates of all steps of a schedule: as a table, by its formula and by the other road, and as a curve."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.schedule_lines import (
    COSINES,
    Lines,
    T,
    alpha_0,
    alpha_min,
    alpha_t,
    b,
    d,
    marks,
    rate,
    steps,
    t,
    w,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.picture import Picture, Trace
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.working import Working

rates = Letter("rates")
LETTERS = {
    "learning_rate": alpha_0,
    "decay": b,
    "period": T,
    "milestones": marks,
    "least": alpha_min,
    "warmup": w,
    "width": d,
}
FIRST_STEPS = 20
MOST_ROWS = 40
SHOWN = 10
FARTHEST = 20  # times the length of the table
DOTS = 200
COLUMNS = ("t", _("learning rate", "学习率"))


def with_curve(given: SimpleNamespace) -> Lines:
    """The lines of the rate asked for, and the rates of all steps where no letter is left open."""
    yield from steps(given)
    if is_drawn(given):
        uses = tuple(letter for name, letter in LETTERS.items() if getattr(given, name) is not None)
        why = _("the rates from the start on", "从头开始各步的学习率")
        yield Do(rates, lambda known: _table(given, known), uses, why, table=lambda value, _known: value)


def is_drawn(given: SimpleNamespace) -> bool:
    """Whether everything is a number, so that the other steps have one too."""
    return not any(isinstance(getattr(given, name), Node) for name in ("t", *LETTERS))


def numbered(given: SimpleNamespace) -> list[int]:
    """The steps of the table: all of them, or where there are too many, evenly spaced ones."""
    first, last = _first(given), _first(given) + _span(given)
    stride = -(-_span(given) // MOST_ROWS)
    return [*range(first, last, stride), last]


def _first(given: SimpleNamespace) -> int:
    """The number of the first step there is a rate for."""
    return int({"transformer": 1, "warmup": 0}.get(given.kind, given.first))


def _span(given: SimpleNamespace) -> int:
    """So many steps show what a schedule is like; whichever of them is asked for, they are the same."""
    if given.kind == "cosine":
        return int(given.period) * (2 if given.after == "periodic" else 1)
    if given.kind == "piecewise":
        return max(map(int, given.milestones.rows[0])) + FIRST_STEPS
    if given.kind in ("warmup", "transformer"):
        return 4 * int(given.warmup)
    if given.kind in ("step", "cyclical", "warm-restarts"):
        return 3 * int(given.period) + (int(given.warmup or 0) if given.kind in COSINES else 0)
    return FIRST_STEPS


def _table(given: SimpleNamespace, known: Known) -> Table:
    return Table(COLUMNS, tuple((n, _by_formula(_at(given, n), known)) for n in numbered(given)), most=SHOWN)


def _at(given: SimpleNamespace, n: int) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(given), "t": n})


def _by_formula(given: SimpleNamespace, known: Known) -> Any:
    """The rate by the lines of the working, worked through at one step."""
    values = {**known, t: given.t}
    for line in steps(given):
        values[line.symbol] = evaluate(line.expr, values) if isinstance(line, Step) else line.run(values)
    return values[alpha_t]


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The rate, and where no letter is left open the rates of all steps, each by the loop or the geometry."""
    if not is_drawn(given):
        return {"rate": rate(given)}
    rows = tuple((n, rate(_at(given, n))) for n in numbered(given))
    return {"rate": rate(given), "rates": Table(COLUMNS, rows, most=SHOWN)}


def picture(working: Working) -> Picture | None:
    """The curve, and the step asked for marked, unless it lies far off; none where a letter is left open."""
    given = SimpleNamespace(**working.values)
    if not is_drawn(given):
        return None
    last = numbered(given)[-1]
    near = given.t <= FARTHEST * last
    last = max(last, given.t) if near else last
    every = range(_first(given), last + 1, -(-last // DOTS))
    curve = Trace("α", tuple((float(n), rate(_at(given, n))) for n in every), smooth=True)
    asked = Trace(f"t = {given.t}", ((float(given.t), float(working.outputs["rate"])),))
    return Picture(_("Learning-rate schedule", "学习率调整"), "t", "α", (curve, asked) if near else (curve,))
