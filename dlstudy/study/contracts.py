"""What a session asks of the bank, of judging and of the diary, so that it can be run without any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dlstudy.answers.keys import Key, Slip
from dlstudy.answers.verdict import Verdict
from dlstudy.i18n import Text
from dlstudy.study.event import Event


class AQuestion(Protocol):
    """A question as the bank holds it; one without a calculator has no numbers to draw."""

    @property
    def id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def chapter(self) -> str: ...
    @property
    def calculator(self) -> str | None: ...


class APart(Protocol):
    """One thing asked for, with its key."""

    @property
    def index(self) -> int: ...
    @property
    def prompt(self) -> Text: ...
    @property
    def marks(self) -> float: ...
    @property
    def key(self) -> Key: ...
    @property
    def slips(self) -> tuple[Slip, ...]: ...
    @property
    def hint(self) -> Text | None: ...
    @property
    def model(self) -> Text | None: ...
    @property
    def diagram(self) -> Text | None: ...


class AVariant(Protocol):
    """A question with its numbers; `values` is JSON, and the same for the same question and seed."""

    @property
    def prompt(self) -> Text: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def parts(self) -> Sequence[APart]: ...
    @property
    def working(self) -> Any: ...
    @property
    def calculator(self) -> Any: ...


class ABank(Protocol):
    """All questions by their ids, in the order of the files."""

    @property
    def questions(self) -> Mapping[str, Any]: ...


class ADiary(Protocol):
    """Where events go: `append` returns once the event is safe."""

    def append(self, event: Event, /) -> None: ...
    def events(self, session: str | None = None, /) -> Sequence[Event]: ...


class Draw(Protocol):
    """Gives the variant of a question for a seed, always the same one."""

    def __call__(self, question: Any, seed: int, /) -> AVariant: ...


class Judge(Protocol):
    """Gives the verdict on a text, always the same one."""

    def __call__(self, key: Key, text: str, slips: tuple[Slip, ...], /) -> Verdict: ...


class Carry(Protocol):
    """Gives the answers to a part that are right for what was found in earlier parts: (variant, part, values)."""

    def __call__(self, variant: Any, index: int, earlier: Mapping[int, object], /) -> tuple[Slip, ...]: ...


def bank_carry() -> Carry:
    """The bank's own follow-through, imported only now: it brings the calculators along."""
    from dlstudy.bank.following import carried

    return carried


def bank_draw() -> Draw:
    """The bank's own drawing, imported only now: it brings the calculators along."""
    from dlstudy.bank.variants import draw

    return draw


def answers_judge() -> Judge:
    """The judging of answers, imported only now."""
    from dlstudy.answers.judging import judge

    return judge
