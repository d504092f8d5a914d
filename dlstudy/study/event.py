"""One thing that happened, as the diary keeps it and as a line of JSON carries it to another machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import UnionType
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`question`, `seed` and `part` say where in the session; `data` is whatever JSON the kind of event needs."""

    id: str  # a UUID's 32 hex digits
    session: str
    at: datetime
    kind: str
    question: str | None = None
    seed: int | None = None
    part: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a diary's times carry their time zone")
        object.__setattr__(self, "at", self.at.astimezone(UTC))


def row(event: Event) -> tuple[Any, ...]:
    """The event as a row. Times are ISO of one width, so that they sort as text.

    JSON stays ASCII: a terminal can hand over half a surrogate pair, which SQLite's UTF-8 would refuse.
    """
    at = event.at.isoformat(timespec="microseconds")
    data = json.dumps(event.data, sort_keys=True)
    return event.id, event.session, at, event.kind, event.question, event.seed, event.part, data


def from_row(values: tuple[Any, ...]) -> Event:
    """The event of such a row."""
    event_id, session, at, kind, question, seed, part, data = values
    return Event(event_id, session, datetime.fromisoformat(at), kind, question, seed, part, json.loads(data))


def line(event: Event) -> str:
    """The event as one line of JSON."""
    names = ("id", "session", "at", "kind", "question", "seed", "part")
    fields: dict[str, Any] = dict(zip(names, row(event), strict=False))
    return json.dumps(fields | {"data": event.data}, sort_keys=True)


def from_line(text: str) -> Event:
    """The event of such a line; ValueError where it is none."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    for name, kind in _NEEDED.items():
        if not isinstance(found.get(name), kind):
            raise ValueError(name)
    texts = (found["id"], found["session"], found["kind"], found.get("question") or "")
    if not all(text.isprintable() for text in texts):  # half a surrogate pair would be refused by SQLite
        raise ValueError("unprintable")
    place = (found.get("question"), found.get("seed"), found.get("part"))
    if not all(number is None or abs(number) < 2**63 for number in place[1:]):
        raise ValueError("a number beyond SQLite's")
    return Event(
        found["id"], found["session"], datetime.fromisoformat(found["at"]), found["kind"], *place, found["data"]
    )


_NEEDED: dict[str, type | UnionType] = {
    "id": str, "session": str, "at": str, "kind": str, "data": dict,
    "question": str | None, "seed": int | None, "part": int | None,
}  # fmt: skip
