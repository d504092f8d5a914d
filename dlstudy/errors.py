"""Whom an error is for: the learner who typed, the author of a question file, the programmer of a calculator."""

from __future__ import annotations

from collections.abc import Sequence

from dlstudy.i18n import Text, _

MAX_QUOTED = 200  # characters of a text that is repeated with carets below it


class DlstudyError(Exception):
    """An error whose text is shown in the reader's language."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return str(self.text)


class LearnerError(DlstudyError):
    """What was typed cannot be read, or is out of range: it costs no try. `span` is where in `source`."""

    def __init__(self, text: Text, source: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(text)
        self.source, self.span = source, span

    def caret(self) -> str:
        """Two lines, the text and carets under the offending stretch; empty where no place is known."""
        if self.span is None or "\n" in self.source or len(self.source) > MAX_QUOTED:
            return ""
        start, end = self.span
        width = sum(1 + (ord(c) > 0x2E7F) for c in self.source[:start])
        return f"{self.source}\n{' ' * width}{'^' * max(1, end - start)}"


class AuthorError(DlstudyError):
    """A question file that says something impossible: which file, which question, which key."""

    def __init__(self, text: Text, file: str = "", question: str = "", key: str = "") -> None:
        super().__init__(text)
        self.file, self.question, self.key = file, question, key

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.question, self.key) if part)
        return f"{place}: {self.text}" if place else str(self.text)


class ProgrammerError(DlstudyError):
    """A calculator breaks its own contract."""


def unknown(name: str, known: Sequence[str]) -> Text:
    """Says that `name` is not one of `known`, and which is nearest."""
    from difflib import get_close_matches

    near = get_close_matches(name.replace("-", "_"), known, n=1, cutoff=0.5)
    if near:
        return _("{name} is not known: did you mean {near}?", "没有 {name}，是否指 {near}？")(name=name, near=near[0])
    return _("{name} is not known; known are {known}", "没有 {name}；可用的有 {known}")(
        name=name, known=", ".join(known)
    )
