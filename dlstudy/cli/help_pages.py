"""Help pages whose lines are as wide as they look: click counts a Chinese character as one cell."""

from __future__ import annotations

from collections.abc import Iterable

import click

from dlstudy.i18n import _
from dlstudy.symbolic.notation.widths import cells, folded


class HelpPage(click.HelpFormatter):
    """click's own pages, but for text in wide characters, and for words that click never translates."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how to call."""
        args = args.replace("[OPTIONS]", str(_("[OPTIONS]", "[选项]")))
        args = args.replace("[COMMAND] [ARGS]...", str(_("[COMMAND] [ARGS]...", "[命令] [参数]…")))
        super().write_usage(
            prog, args.replace("COMMAND [ARGS]...", str(_("COMMAND [ARGS]...", "命令 [参数]…"))), prefix
        )

    def write_heading(self, heading: str) -> None:
        """A heading with its colon."""
        self.write(f"{'':>{self.current_indent}}{heading}{_(':', '：')}\n")

    def write_text(self, text: str) -> None:
        """A text in paragraphs; one that begins with \\b keeps its lines."""
        if text.isascii():
            super().write_text(text)
            return
        paragraphs = [self._paragraph(paragraph) for paragraph in text.split("\n\n")]
        self.write("\n\n".join(paragraphs) + "\n")

    def _paragraph(self, text: str) -> str:
        indent = " " * self.current_indent
        kept = text.startswith("\b")
        lines = text.splitlines()[1:] if kept else folded(" ".join(text.split()), self.width - self.current_indent)
        return "\n".join(indent + line for line in lines)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms and what they mean, side by side."""
        every = list(rows)
        column = min(max((cells(term) for term, _meaning in every), default=0), col_max) + col_spacing
        margin = " " * (self.current_indent + column)
        for term, meaning in every:
            head = " " * self.current_indent + term
            beside = cells(term) <= column - col_spacing
            self.write(head + (" " * (column - cells(term)) if beside else "\n" + margin if meaning else ""))
            self.write(("\n" + margin).join(folded(meaning, max(self.width - len(margin), 10))) + "\n")
