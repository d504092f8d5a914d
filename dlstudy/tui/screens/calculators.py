"""The calculators, chapter by chapter, to choose one from."""

from __future__ import annotations

from collections.abc import Iterator

from dlstudy import calculators
from dlstudy.bank.topics import CHAPTERS, TOPICS
from dlstudy.i18n import _
from dlstudy.tui.screens.choose import ChooseScreen
from dlstudy.tui.widgets.listing import Entry

TITLE = _("Calculators", "计算器")


def entries() -> Iterator[Entry]:
    """Every calculator under its chapter; none of them is imported."""
    for chapter, title in CHAPTERS.items():
        found = [e for e in calculators.catalogue() if e.topic in TOPICS and TOPICS[e.topic].chapter == chapter]
        if found:
            yield Entry("", str(title))
            yield from (Entry(e.name, str(e.title), e.name) for e in found)


def calculators_screen(marked: str = "") -> ChooseScreen:
    """The list over the screen; it gives back a calculator's name."""
    return ChooseScreen(TITLE, lambda: list(entries()), marked)
