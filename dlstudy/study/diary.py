"""The diary: everything that happened, in the order it happened, in a file that only grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TextIO

from dlstudy.i18n import Text, _
from dlstudy.study.event import Event, from_line, from_row, line, row
from dlstudy.study.schema import MIGRATIONS, DiaryError, Migrations, open_file, refusal

_FIELDS = "id, session, at, kind, question, seed, part, data"
_PLACES = "(?, ?, ?, ?, ?, ?, ?, ?)"


class Diary:
    """Events on disk. `notice` is what to tell the learner after opening, where there is something to tell."""

    def __init__(self, path: Path, migrations: Migrations = MIGRATIONS) -> None:
        self.path = path
        self.notice: Text | None
        self._connection, self.notice = open_file(path, migrations)
        self._lock = Lock()

    def __enter__(self) -> Diary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, event: Event) -> None:
        """Adds the event; once this returns, the event survives a crash of the program and of the machine."""
        with self._turn() as connection:
            connection.execute(f"INSERT INTO event ({_FIELDS}) VALUES {_PLACES}", row(event))

    def events(self, session: str | None = None, kind: str | None = None) -> tuple[Event, ...]:
        """All events in the order they were written, or only those of a session or of a kind."""
        wanted = {name: value for name, value in (("session", session), ("kind", kind)) if value is not None}
        where = "WHERE " + " AND ".join(f"{name} = :{name}" for name in wanted) if wanted else ""
        with self._turn() as connection:
            rows = connection.execute(f"SELECT {_FIELDS} FROM event {where} ORDER BY row", wanted)
            return tuple(from_row(values) for values in rows)

    def unfinished(self) -> str | None:
        """The session begun last of those neither finished nor abandoned."""
        query = """SELECT session FROM event WHERE kind = 'started' AND session NOT IN
                   (SELECT session FROM event WHERE kind IN ('finished', 'abandoned'))
                   ORDER BY at DESC, row DESC LIMIT 1"""
        with self._turn() as connection:
            found = connection.execute(query).fetchone()
        return None if found is None else str(found[0])

    def export(self, stream: TextIO) -> int:
        """Writes every event as a line of JSON; how many."""
        events = self.events()
        stream.writelines(line(event) + "\n" for event in events)
        return len(events)

    def merge(self, lines: Iterable[str]) -> int:
        """Adds the exported events that are not here yet, all or none of them; how many were new."""
        events = tuple(_read(lines))
        with self._turn() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                before = connection.total_changes
                query = f"INSERT INTO event ({_FIELDS}) VALUES {_PLACES} ON CONFLICT (id) DO NOTHING"
                connection.executemany(query, (row(event) for event in events))
                new = connection.total_changes - before
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has rolled back by itself
                    connection.execute("ROLLBACK")
                raise
        return new

    def close(self) -> None:
        """Lets go of the file; closing twice does no harm."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise refusal(self.path, error) from error


def _read(lines: Iterable[str]) -> Iterator[Event]:
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            yield from_line(text)
        except (ValueError, RecursionError) as error:
            raise DiaryError(
                _(
                    "Line {number} is not an event of a diary; nothing was merged.",
                    "第 {number} 行不是学习记录；未合并任何内容。",
                )(number=number)
            ) from error
