"""A calculation as a picture: curves, perhaps on the contours of a function. Data only; the faces draw it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dlstudy.i18n import Text
from dlstudy.symbolic.notation.widths import cells

Point = tuple[float, float]


class Trace(NamedTuple):
    """A path through points, in their order; a `smooth` one is a curve whose points are not steps."""

    name: str
    points: tuple[Point, ...]
    smooth: bool = False


class Picture(NamedTuple):
    """Traces in a plane; `height` is the function whose contours lie beneath them, where there is one."""

    title: Text
    across: Text | str
    up: Text | str
    traces: tuple[Trace, ...]
    height: Callable[[float, float], float] | None = None


def frame(picture: Picture, margin: float = 0.15) -> tuple[float, float, float, float]:
    """The left, right, lower and upper edge of what is to be seen."""
    points = [p for trace in picture.traces for p in trace.points if all(map(math.isfinite, p))]
    (left, right), (low, high) = (_edges([p[i] for p in points], margin) for i in (0, 1))
    return left, right, low, high


def _edges(values: Sequence[float], margin: float) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low or 1.0) * margin
    return low - room, high + room


BANDS = 5


def sketch(picture: Picture, width: int = 64, height: int = 20) -> list[str]:
    """The picture in characters: contours as dots, each trace as o, from S to E."""
    left, right, low, high = frame(picture)
    canvas = [[" "] * width for _row in range(height)]
    if picture.height is not None:
        _contours(canvas, picture.height, (left, right, low, high))
    for trace in picture.traces:
        points = [p for p in trace.points if all(map(math.isfinite, p))]
        _draw(canvas, points, (left, right, low, high), trace.smooth)
    body = ["|" + "".join(row) for row in canvas]
    foot = f"{left:.3g}".ljust(width - 8) + f"{right:.3g}".rjust(8)
    across = str(picture.across)
    name = " " * (width - cells(across)) + across
    return [f"{picture.up}: {low:.3g} … {high:.3g}", *body, "+" + "-" * width, f" {foot}", name]


Frame = tuple[float, float, float, float]


def _cell(point: Point, at: Frame, width: int, height: int) -> tuple[int, int]:
    left, right, low, high = at
    column = round((point[0] - left) / (right - left) * (width - 1))
    row = round((high - point[1]) / (high - low) * (height - 1))
    return row, column


def _draw(canvas: list[list[str]], points: Sequence[Point], at: Frame, smooth: bool) -> None:
    for number, point in enumerate(points):
        row, column = _cell(point, at, len(canvas[0]), len(canvas))
        mark = "." if smooth else "S" if number == 0 else "E" if number == len(points) - 1 else "o"
        if canvas[row][column] not in "SE":
            canvas[row][column] = mark


def _contours(canvas: list[list[str]], height: Callable[[float, float], float], at: Frame) -> None:
    """A dot wherever two neighbouring places lie in different bands; as many places in each band."""
    left, right, low, high = at
    rows, columns = len(canvas), len(canvas[0])
    values = [
        [
            height(left + (right - left) * j / (columns - 1), high - (high - low) * i / (rows - 1))
            for j in range(columns)
        ]
        for i in range(rows)
    ]
    ranked = sorted(v for row in values for v in row if math.isfinite(v))
    edges = [ranked[len(ranked) * k // BANDS] for k in range(1, BANDS)] if ranked else []
    bands = [[sum(v >= edge for edge in edges) for v in row] for row in values]
    for i in range(rows - 1):
        for j in range(columns - 1):
            if bands[i][j] != bands[i][j + 1] or bands[i][j] != bands[i + 1][j]:
                canvas[i][j] = "."
