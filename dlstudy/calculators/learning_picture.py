"""A run of learning as a picture: the mean return of stretches of episodes, and the best there is where it is known."""

from __future__ import annotations

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.picture import Picture, Trace
from dlstudy.symbolic.working import Working


def picture(working: Working) -> Picture | None:
    """The learning curve; none where nothing was learnt in a world."""
    curve = working.outputs.get("curve")
    if not isinstance(curve, Table):
        return None
    points = tuple((_middle(str(row[0])), float(row[1])) for row in curve.rows)
    return Picture(
        _("Learning curve", "学习曲线"), _("episode", "轨迹"), _("mean return", "平均回报"), (Trace("", points),)
    )


def _middle(stretch: str) -> float:
    """The middle of a stretch of episodes, `11-20`."""
    ends = [int(end) for end in stretch.split("-")]
    return sum(ends) / len(ends)
