"""A list to choose from, with headings that are passed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from dlstudy.tui.signs import shown


class Entry(NamedTuple):
    """A line of the list; one without a name is a heading."""

    name: str
    text: str
    note: str = ""


class Listing(OptionList):
    """Arrow keys or digits choose, Enter takes."""

    DEFAULT_CSS = """
    Listing {
        height: 1fr; border: none; padding: 0 1; background: $background; scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: $foreground 0%; }
    }
    """

    def show(self, entries: Sequence[Entry]) -> None:
        """Replaces the list; the line that was marked stays so where it is still there."""
        marked = self.marked
        self.set_options([self._option(entry) for entry in entries])
        names = [entry.name for entry in entries]
        first = next((i for i, name in enumerate(names) if name), None)
        self.highlighted = names.index(marked) if marked and marked in names else first

    @property
    def marked(self) -> str | None:
        """The name of the marked line."""
        at = self.highlighted
        return self.get_option_at_index(at).id if at is not None and at < self.option_count else None

    def mark(self, name: str) -> None:
        """Marks the line of this name, where there is one."""
        found = next((i for i, option in enumerate(self.options) if name and option.id == name), None)
        self.highlighted = self.highlighted if found is None else found

    def mark_next(self, letter: str) -> None:
        """Marks the next line whose name begins with this letter, the first after the last."""
        names = [str(option.id or "") for option in self.options]
        after = 0 if self.highlighted is None else self.highlighted + 1
        self.mark(next((name for name in names[after:] + names[:after] if name.startswith(letter)), ""))

    def _option(self, entry: Entry) -> Option:
        note = [("  " + shown(entry.note), "dim")] if entry.note else []
        if not entry.name:
            return Option(Content.assemble((shown(entry.text), "bold"), *note), disabled=True)
        return Option(Content.assemble("  " + shown(entry.text), *note), id=entry.name)
