"""What a learner asked for on the command line, to be met by either face."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dlstudy.i18n import Text

if TYPE_CHECKING:
    from dlstudy.bank.reading import Bank
    from dlstudy.study.plan import Plan


@dataclass(frozen=True, slots=True)
class Wish:
    """A paper, chapter, topic or question; how many; which seed; afresh or not; from which files."""

    what: str | None = None
    count: int | None = None
    seed: int | None = None
    new: bool = False
    folders: tuple[Path, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether anything was asked for at all: else the app opens on its home screen."""
        return self != Wish()

    def bank(self) -> Bank:
        """The bank of the named files, else the built-in one; what is wrong in them is left out."""
        from dlstudy.bank.places import bank_folders
        from dlstudy.bank.reading import survey

        return survey(self.folders or bank_folders())[0]

    def plan(self, bank: Bank, strengths: Mapping[str, float] | None = None) -> tuple[Plan, Text]:
        """What to ask, and what the session is called."""
        from dlstudy.study.choosing import choose

        return choose(bank, self.what, self.count, random.Random(self.seed), strengths or {})
