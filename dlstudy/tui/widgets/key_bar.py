"""The line at the bottom: the keys, as many as there is room for, the most needed ones first. They can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from dlstudy.i18n import Text
from dlstudy.symbolic.notation.widths import cells
from dlstudy.tui.signs import shown


class Hint(NamedTuple):
    """A key, what it does, the screen's action behind it, and how much it is needed (1 most)."""

    key: str
    does: Text
    action: str
    need: int = 2

    @property
    def width(self) -> int:
        """Cells across, with the gap after it."""
        return cells(shown(self.key)) + 1 + cells(str(self.does)) + 2


class KeyBar(Widget):
    """A footer that leaves out what is least needed rather than cutting it off."""

    DEFAULT_CSS = """
    KeyBar { height: 1; width: 1fr; dock: bottom; background: $panel; color: $text; padding: 0 1; text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """Replaces the keys."""
        if self._hints != tuple(hints):
            self._hints = tuple(hints)
        self.refresh()

    def render(self) -> Content:
        """The keys that fit, in their order."""
        parts = []
        for hint in self._fitting():
            click = Style.from_meta({"@click": f"screen.{hint.action}"})
            parts.append(Content.assemble((shown(hint.key), "bold"), f" {hint.does}").stylize(click))
        return Content("  ").join(parts)

    def _fitting(self) -> list[Hint]:
        room, kept = self.content_size.width + 2, set()
        for hint in sorted(self._hints, key=lambda hint: hint.need):
            if hint.width <= room:
                room -= hint.width
                kept.add(hint)
        return [hint for hint in self._hints if hint in kept]
