"""The diary's file: its table, how it grows from version to version, and what becomes of one that is damaged."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from dlstudy.errors import DlstudyError
from dlstudy.i18n import Text, _

Migrations = tuple[tuple[str, ...], ...]

# One entry a version, never edited once released; PRAGMA user_version counts how many have been carried out.
MIGRATIONS: Final[Migrations] = (
    (
        """CREATE TABLE event (
             row INTEGER PRIMARY KEY,
             id TEXT NOT NULL UNIQUE,
             session TEXT NOT NULL,
             at TEXT NOT NULL,
             kind TEXT NOT NULL,
             question TEXT,
             seed INTEGER,
             part INTEGER,
             data TEXT NOT NULL
           ) STRICT""",
        "CREATE INDEX event_session ON event (session)",
        "CREATE INDEX event_kind ON event (kind)",
        "CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the diary only grows'); END",
        "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the diary only grows'); END",
    ),
)
STRICT_SINCE: Final = (3, 37, 0)
PATIENCE: Final = 10.0  # seconds to wait for another process
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DiaryError(DlstudyError):
    """The diary cannot be opened, read or written; the text says what the learner can do about it."""


class DamagedError(DiaryError):
    """The file is not a diary, or no longer a whole one."""


def open_file(path: Path, migrations: Migrations = MIGRATIONS) -> tuple[sqlite3.Connection, Text | None]:
    """An open diary, and what to tell the learner where a damaged file had to be moved aside for a new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(path, migrations), None
        except DamagedError:
            aside = _move_aside(path)
            return _connect(path, migrations), _(
                "The diary was damaged. It is kept as {aside}, and a new one has been begun.",
                "学习记录文件已损坏。原文件保留为 {aside}，并已新建一份记录。",
            )(aside=aside)
    except OSError as error:
        raise refusal(path, error) from error


def refusal(path: Path, error: Exception) -> DiaryError:
    """What to tell the learner about an error of SQLite or of the disk."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the error, the rest its variety
    if code in _DAMAGE:
        return DamagedError(
            _(
                "The diary {path} is damaged. Start dlstudy again: the file is kept aside and a new one begun.",
                "学习记录文件 {path} 已损坏。请重新启动 dlstudy：原文件会另行保留，并新建一份记录。",
            )(path=path)
        )
    return DiaryError(
        _("The diary {path} cannot be used: {error}", "无法使用学习记录文件 {path}：{error}")(path=path, error=error)
    )


def _connect(path: Path, migrations: Migrations) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < STRICT_SINCE:
        raise DiaryError(
            _(
                "The diary needs SQLite 3.37 or newer; Python has {found}.",
                "学习记录需要 SQLite 3.37 或更新版本；当前 Python 自带 {found}。",
            )(found=sqlite3.sqlite_version)
        )
    connection = None
    try:
        # isolation_level=None: a statement commits by itself. The diary's own lock makes threads take turns.
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        _prepare(connection, path, migrations)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise refusal(path, error) from error
    except DiaryError:
        if connection is not None:
            connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, migrations: Migrations) -> None:
    version = _version(connection)
    _refuse_newer(version, path, migrations)
    _set_journal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    if version and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise DamagedError(_("The diary {path} is damaged.", "学习记录文件 {path} 已损坏。")(path=path))
    if version < len(migrations):
        _migrate(connection, path, migrations)


def _refuse_newer(version: int, path: Path, migrations: Migrations) -> None:
    if version > len(migrations):
        raise DiaryError(
            _(
                "The diary {path} was written by a newer dlstudy (format {found}, known here: {known}). "
                "Update dlstudy, or set DLSTUDY_HOME to another folder.",
                "学习记录文件 {path} 由更新版本的 dlstudy 写成（格式 {found}，本版本只认识到 {known}）。"
                "请升级 dlstudy，或把 DLSTUDY_HOME 设为其他目录。",
            )(path=path, found=version, known=len(migrations))
        )


def _set_journal(connection: sqlite3.Connection) -> None:
    # Two processes that open a new file at once: SQLite's own waiting does not cover this statement.
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Migrations) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # asked again under the lock: another process may have been quicker
        _refuse_newer(version, path, migrations)
        if 0 < version < len(migrations):
            _back_up(path, version)
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back by itself
            connection.execute("ROLLBACK")
        raise


def _back_up(path: Path, version: int) -> None:
    """Copies what is committed, through a connection of its own: the one that migrates holds only the write lock."""
    draft = path.with_name(f"{path.name}.version-{version}.part")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    draft.replace(path.with_name(f"{path.name}.version-{version}"))


def _move_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    for tail in ("-wal", "-shm"):  # they belong to the damaged file, and would spoil a new one
        journal = path.with_name(path.name + tail)
        if journal.exists():
            journal.rename(aside.with_name(aside.name + tail))
    return aside


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
