"""The path of an optimiser as a picture: on the contours of two variables, on the curve of one, else by step."""

from __future__ import annotations

import math
from typing import Any

from dlstudy.calculators.objectives import Objective
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import real
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.picture import Picture, Trace
from dlstudy.symbolic.tree import Node
from dlstudy.symbolic.working import Working

TITLE = _("Path of the optimiser", "优化路径")
CURVE = 60


def picture(working: Working) -> Picture | None:
    """The picture of a finished path; none where letters were left open."""
    rows = _rows(working.outputs.get("theta"))
    if not rows:
        return None
    objective: Objective | None = working.values["objective"]
    if objective is not None and len(rows[0]) == 2:
        names = [write(x) for x in objective.letters]
        path = Trace("", tuple((row[0], row[1]) for row in rows))
        return Picture(TITLE, names[0], names[1], (path,), lambda x, y: _height(objective, x, y))
    if objective is not None and len(rows[0]) == 1:
        return _on_the_curve(objective, [row[0] for row in rows])
    traces = (
        Trace(f"θ{i + 1}" if len(rows[0]) > 1 else "θ", tuple((float(t), row[i]) for t, row in enumerate(rows)))
        for i in range(len(rows[0]))
    )
    return Picture(TITLE, "t", "θ", tuple(traces))


def _rows(theta: Any) -> list[list[float]]:
    if theta is None or isinstance(theta, Node):
        return []
    raw = theta.tolist() if hasattr(theta, "tolist") else theta.rows
    rows = [[float(x) for x in row] for row in raw]
    return [[x] for x in rows[0]] if len(rows) == 1 else rows


def _height(objective: Objective, *point: float) -> float:
    try:
        return float(evaluate(objective.tree, dict(zip(objective.letters, map(real, point), strict=True))))
    except LearnerError:
        return math.nan


def _on_the_curve(objective: Objective, path: list[float]) -> Picture:
    low, high = min(path), max(path)
    room = (high - low or 1.0) * 0.2
    across = [low - room + (high - low + 2 * room) * i / CURVE for i in range(CURVE + 1)]
    name = write(objective.letters[0])
    curve = Trace("f", tuple((x, _height(objective, x)) for x in across), smooth=True)
    steps = Trace(f"{name}[t]", tuple((x, _height(objective, x)) for x in path))
    return Picture(TITLE, name, "f", (curve, steps))
