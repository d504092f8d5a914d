"""The TeX of question files as text for a terminal: one line where it can be, matrices and cases in rows.

`pieces` cuts a prompt into words and formulas; `linear` gives the prompt on plain lines. What cannot be set is shown
as its source, and `settable` tells lint so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dlstudy.symbolic.notation.boxes import Box
from dlstudy.symbolic.notation.tex_reader import UnsettableError, read_formula

_MATHS: Final = re.compile(r"(?<!\\)\$\$(.+?)(?<!\\)\$\$|(?<!\\)\$(.+?)(?<!\\)\$", re.DOTALL)


def pieces(text: str, *, plain: bool = False, flat: bool = False) -> Iterator[str | Box]:
    """The text outside `$…$`, and what stands between set as boxes; with `flat`, every box is one line high."""
    at = 0
    for found in _MATHS.finditer(text):
        if found.start() > at:
            yield text[at : found.start()].replace(r"\$", "$")
        yield formula(found[1] or found[2], plain=plain, flat=flat, display=found[1] is not None)
        at = found.end()
    if at < len(text):
        yield text[at:].replace(r"\$", "$")


def formula(source: str, *, plain: bool = False, flat: bool = False, display: bool = False) -> Box:
    """The formula set; its source where it cannot be. Fractions are stacked where it stands on `display`."""
    try:
        return read_formula(source, plain=plain, flat=flat, display=display)
    except UnsettableError:
        return Box((" ".join(source.split()),))


def linear(text: str, *, plain: bool = False) -> str:
    """The text with its formulas on one line each, matrices as `[1, 2; 3, 4]`."""
    return "".join(
        piece if isinstance(piece, str) else piece.lines[0] for piece in pieces(text, plain=plain, flat=True)
    )


def settable(text: str) -> bool:
    """Whether every formula of the text can be set."""
    try:
        for found in _MATHS.finditer(text):
            read_formula(found[1] or found[2])
    except UnsettableError:
        return False
    return "$" not in _MATHS.sub("", text).replace(r"\$", "")
