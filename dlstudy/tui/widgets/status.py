"""The line under the answer: how it is read, or what there is to say for the moment."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from dlstudy.tui.signs import shown
from dlstudy.tui.widgets.bar import cut


class Status(Widget):
    """One soft line."""

    DEFAULT_CSS = """
    Status { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._text, self._style = "", ""

    def show(self, text: str, style: str = "") -> None:
        """Replaces the line."""
        if (self._text, self._style) != (text, style):
            self._text, self._style = text, style
            self.refresh()

    def render(self) -> Content:
        """The line, cut where it is too long."""
        line = self._text.partition("\n")[0]
        return Content.styled(cut(shown(line), self.content_size.width), self._style)
