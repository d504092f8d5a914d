"""The line at the top: where one is on the left, how it goes on the right."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from dlstudy.symbolic.notation.widths import cells
from dlstudy.tui.signs import shown


class Bar(Widget):
    """One line with two ends; the left one gives way."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; background: $panel; color: $text; padding: 0 1; text-wrap: nowrap; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._ends = ("", "")

    def show(self, left: str, right: str) -> None:
        """Replaces both ends."""
        if self._ends != (left, right):
            self._ends = (left, right)
            self.refresh()

    def render(self) -> Content:
        """The line, as wide as the screen."""
        left, right = map(shown, self._ends)
        room = self.content_size.width - cells(right) - 1
        left = cut(left, room)
        return Content.assemble((left, "bold"), " " * max(1, room + 1 - cells(left)), right)


def cut(text: str, room: int) -> str:
    """As much of the text as there is room for, with dots where something is left out."""
    if cells(text) <= room:
        return text
    dots = shown("…")
    while text and cells(text) + cells(dots) > room:
        text = text[:-1]
    return text + dots if text else ""
