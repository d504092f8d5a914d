"""`--plot`: a picture in the terminal, or in a file by matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.picture import Picture, frame, sketch
from dlstudy.symbolic.working import Working

ENDINGS = (".svg", ".png", ".pdf")
GRID = 80


def plot(calculator: Calculator, working: Working, target: str) -> None:
    """Draws the calculation: in the terminal for `-`, else into a file."""
    picture = calculator.picture(working) if calculator.picture is not None else None
    if picture is None:
        raise LearnerError(_("there is nothing to draw here", "这里没有可画的图"))
    if target == "-":
        for line in sketch(picture):
            click.echo(line)
        return
    path = Path(target)
    if path.suffix not in ENDINGS:
        raise LearnerError(_("the file must end in {endings}", "文件名须以 {endings} 结尾")(endings=", ".join(ENDINGS)))
    try:
        import matplotlib as mpl
    except ImportError:
        text = _(
            "matplotlib is not installed (pip install 'dlstudy[plot]'); in the terminal instead:",
            "没有安装 matplotlib（pip install 'dlstudy[plot]'），改在终端里画：",
        )
        click.echo(str(text), err=True)
        plot(calculator, working, "-")
        return
    mpl.use("Agg")
    _draw(picture, path)
    click.echo(str(_("drawn: {path}", "已画出：{path}")(path=path)), err=True)


def _draw(picture: Picture, path: Path) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4.5))
    left, right, low, high = frame(picture)
    if picture.height is not None:
        _contours(axes, picture, (left, right, low, high))
    for trace in picture.traces:
        axes.plot(
            *zip(*trace.points, strict=True),
            "-" if trace.smooth else "o-",
            markersize=3,
            linewidth=1,
            label=trace.name or None,
        )
    # in English: matplotlib's own font has no Chinese characters
    across, up = (str(name) if isinstance(name, str) else name.en for name in (picture.across, picture.up))
    axes.set(xlabel=across, ylabel=up, xlim=(left, right), ylim=(low, high), title=picture.title.en)
    if len(picture.traces) > 1:
        axes.legend()
    try:
        figure.savefig(path)
    except OSError as error:
        raise LearnerError(_("{path} cannot be written: {why}", "写不了 {path}：{why}")(path=path, why=error)) from None
    finally:
        plt.close(figure)


def _contours(axes: Any, picture: Picture, at: tuple[float, float, float, float]) -> None:
    assert picture.height is not None
    left, right, low, high = at
    across = [left + (right - left) * i / GRID for i in range(GRID + 1)]
    up = [low + (high - low) * i / GRID for i in range(GRID + 1)]
    heights = [[picture.height(x, y) for x in across] for y in up]
    axes.contour(across, up, heights, levels=15, linewidths=0.6)
