"""An untrusted text against a key: a verdict, never an exception."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dlstudy.answers.keys import Key, RubricKey, Slip
from dlstudy.answers.kinds import KINDS
from dlstudy.answers.kinds.kind import Kind
from dlstudy.answers.kinds.number import Typed
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _

CONVENTION_SCORE = 0.5  # right under another convention: told so by name, and half the marks
MAX_ECHO = 200


def judge(key: Key, text: str, slips: tuple[Slip, ...] = ()) -> Verdict:
    """The verdict on `text`: `invalid` where it cannot be read, named where a slip explains it."""
    if isinstance(key, RubricKey):
        from dlstudy.answers.rubric import mark

        return mark(key, text)
    kind = KINDS[type(key)]
    try:
        value, echo = _understood(kind, key, text)
    except LearnerError as error:
        return Verdict("invalid", 0.0, why=_explained(error))
    try:
        verdict = kind.compare(key, value)
    except LearnerError as error:
        return Verdict("invalid", 0.0, reads_as=echo, why=error.text, value=_plain(value))
    verdict = replace(verdict, reads_as=echo, value=_plain(value))
    return verdict if verdict.status == "correct" else _diagnosed(verdict, kind, key, value, slips)


def reads_as(key: Key, text: str) -> str:
    """How `text` is understood; LearnerError where it cannot be read."""
    if isinstance(key, RubricKey):
        return text.strip()
    return _understood(KINDS[type(key)], key, text)[1]


def _understood(kind: Kind, key: Key, text: str) -> tuple[Any, str]:
    """The value of a text and how it is shown; LearnerError where it cannot be read."""
    value = kind.read(key, text)
    return value, kind.show(key, value)


def _diagnosed(verdict: Verdict, kind: Kind, key: Key, value: Any, slips: Iterable[Slip]) -> Verdict:
    """The verdict with the slip that leads to this answer, where there is one."""
    for slip in slips:
        if not _led_here(kind, key, value, slip):
            continue
        if slip.carried:
            return replace(verdict, status="correct", score=1.0, mistake=slip.mistake, why=slip.why, wrong_entries=())
        if not slip.convention:
            return replace(verdict, mistake=slip.mistake, why=slip.why)
        why = _("right under another convention: {which}", "在另一种约定下是对的：{which}")(which=slip.why)
        score = max(CONVENTION_SCORE, verdict.score)
        return replace(verdict, status="partial", score=score, mistake=slip.mistake, why=why)
    return verdict


def _led_here(kind: Kind, key: Key, value: Any, slip: Slip) -> bool:
    try:
        return kind.compare(kind.instead(key, slip.value), value).status == "correct"
    except LearnerError:
        return False


def _plain(value: Any) -> Any:
    """A typed number without the way it was typed, for follow-through."""
    return value.value if isinstance(value, Typed) else value


def _explained(error: LearnerError) -> Text:
    """The error's text, with the place under carets where that can be shown."""
    caret = error.caret() if len(error.source) <= MAX_ECHO and error.source.isprintable() else ""
    if not caret:
        return error.text
    return _("{text}\n{caret}", "{text}\n{caret}")(text=error.text, caret=caret)


def alike(key: Key, value: Any, right: Any) -> bool:
    """Whether a computed value would be judged right, were `right` the answer of the key."""
    kind = KINDS[type(key)]
    try:
        return kind.compare(kind.instead(key, right), kind.computed(value)).status == "correct"
    except LearnerError:
        return False
