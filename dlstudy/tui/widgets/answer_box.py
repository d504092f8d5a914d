"""Where answers are typed: it grows with the answer, Enter hands it in, and pasted lines stay lines."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea

TALLEST = 6
_BACKSLASHES = ("\\", "＼")


class AnswerBox(TextArea):
    """Enter hands in, on every terminal; a new line is Alt+Enter, or a backslash before Enter."""

    DEFAULT_CSS = """
    AnswerBox {
        height: 1; width: 1fr; border: none; padding: 0; background: $background; scrollbar-size-vertical: 1;
        &:focus { border: none; }
    }
    """

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Pressed(Message):
        """A single character was typed into the empty box while the screen asked to see those first."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)
        self.highlight_cursor_line = False
        self.wanted = frozenset[str]()  # characters that, typed into the empty box, act at once
        self.standing = ""  # a text the box counts as empty with: the options chosen so far

    async def _on_key(self, event: events.Key) -> None:
        """Enter hands in; a wanted character acts."""
        if event.key == "alt+enter" or (event.key == "enter" and self._escaped()):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Entered(self.text))
        elif event.character in self.wanted and self.text in ("", self.standing):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pressed(str(event.character)))
        else:
            await super()._on_key(event)

    def action_copy(self) -> None:
        """Copies what is selected; where nothing is, Ctrl+C was meant for the app."""
        if self.selected_text:
            super().action_copy()
        else:
            self.app.action_help_quit()

    def _escaped(self) -> bool:
        """Takes away a backslash right before the cursor; whether there was one."""
        row, column = self.cursor_location
        if column == 0 or self.document.get_line(row)[column - 1] not in _BACKSLASHES:
            return False
        self.delete((row, column - 1), (row, column))
        return True

    def put(self, text: str) -> None:
        """Replaces what is typed, the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.grow()

    def grow(self) -> None:
        """Takes as many lines as the answer has, within reason."""
        tallest = max(1, min(TALLEST, self.screen.size.height // 3))
        height = max(1, min(tallest, self.wrapped_document.height))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
