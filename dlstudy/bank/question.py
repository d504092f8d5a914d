"""The format of a question file, as data: what an author writes, both languages side by side."""

from __future__ import annotations

from typing import Any

import msgspec

from dlstudy.answers.keys import Phrases
from dlstudy.i18n import Text


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The text, read in the language of the moment."""
        return Text(self.en, self.zh)


class Ways(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ways of saying one thing, in each language."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @property
    def phrases(self) -> Phrases:
        """The phrases as a rubric takes them."""
        return Phrases(self.zh, self.en)


class Marking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A marking point: what it says, its marks, and what counts as saying it."""

    says: Said
    marks: float
    any: Ways = Ways()
    all: tuple[Ways, ...] = ()
    none: Ways = msgspec.field(default=Ways(), name="not")


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the options to choose from."""

    zh: str
    en: str
    right: bool = False

    @property
    def text(self) -> Text:
        """The option, read in the language of the moment."""
        return Text(self.en, self.zh)


class Run(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run of a constructed answer: on which values, and what must come out."""

    given: dict[str, Any] = msgspec.field(default_factory=dict)
    wanted: dict[str, Any] = msgspec.field(default_factory=dict)


class Construct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters the learner chooses, and what must come out: on the question's values, or on each of `runs`.

    What is wanted is a value, a bound (`<= 1000`), or `drawn`: what comes out with the values that were drawn.
    """

    values: tuple[str, ...]
    wanted: dict[str, Any] = msgspec.field(default_factory=dict)
    runs: tuple[Run, ...] = ()
    example: str = ""  # a right answer; the drawn values where it is left out


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing asked for: an output, blanks of the working, values to construct, a choice, an order, or points."""

    prompt: Said
    marks: float
    ask: str | None = None
    tells_apart: tuple[str, ...] = ()
    digits: int | None = None
    decimals: int | None = None
    fill: tuple[str, ...] = ()
    construct: Construct | None = None
    choose: tuple[Option, ...] = ()
    order: tuple[Said, ...] = ()  # in the right order
    points: tuple[Marking, ...] = msgspec.field(default=(), name="point")
    by_hand: bool = False
    model: Said | None = None
    hint: Said | None = None
    diagram: Said | None = None


class Question(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """A question; `given` fixes a parameter to a value, or to one of a list. The folder says the chapter."""

    id: str
    topic: str
    source: str
    prompt: Said
    parts: tuple[Part, ...] = msgspec.field(name="part")
    calculator: str | None = None
    given: dict[str, Any] = msgspec.field(default_factory=dict)
    difficulty: int = 1
    chapter: str = ""
    file: str = ""
    paper: Said | None = None  # the title of the exam paper it stands in, from the head of the file

    @property
    def marks(self) -> float:
        """The marks of all parts."""
        return sum(part.marks for part in self.parts)
