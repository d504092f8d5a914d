"""Question files to questions, all errors of all files at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from dlstudy.bank.checking import faults
from dlstudy.bank.question import Question, Said
from dlstudy.bank.spelling import strangers
from dlstudy.bank.typing_errors import mistyped
from dlstudy.errors import AuthorError
from dlstudy.i18n import _

MAX_BYTES = 4 * 2**20


class BankError(AuthorError):
    """Everything that is wrong with the files of a bank."""

    def __init__(self, errors: Iterable[AuthorError]) -> None:
        self.errors = tuple(errors)
        super().__init__(_("{n} errors in the question files", "题库文件中有 {n} 处错误")(n=len(self.errors)))

    def __str__(self) -> str:
        return "\n".join([str(self.text), *map(str, self.errors)])


@dataclass(frozen=True, slots=True)
class Bank:
    """All questions by their ids, in the order of the files."""

    questions: Mapping[str, Question] = field(default_factory=dict)

    def of_topic(self, topic: str) -> tuple[Question, ...]:
        """The questions on a topic."""
        return tuple(q for q in self.questions.values() if q.topic == topic)

    def of_chapter(self, chapter: str) -> tuple[Question, ...]:
        """The questions of a chapter's folder."""
        return tuple(q for q in self.questions.values() if q.chapter == chapter)


def load(paths: Iterable[Path | str]) -> Bank:
    """The bank of these folders and files; BankError with everything that is wrong in them."""
    bank, errors = survey(paths)
    if errors:
        raise BankError(errors)
    return bank


def survey(paths: Iterable[Path | str]) -> tuple[Bank, tuple[AuthorError, ...]]:
    """The questions that can be asked, and everything that is wrong with the others."""
    questions: dict[str, Question] = {}
    errors: list[AuthorError] = []
    for file in _files(paths):
        for found in _questions(file):
            if isinstance(found, AuthorError):
                errors.append(found)
            elif found.id in questions:
                text = _("this id is taken by a question in {file}", "这个 id 已被 {file} 中的题目使用")
                errors.append(AuthorError(text(file=questions[found.id].file), str(file), found.id, "id"))
            elif wrong := list(faults(found)):
                errors.extend(wrong)
            else:
                questions[found.id] = found
    return Bank(questions), tuple(errors)


def _files(paths: Iterable[Path | str]) -> Iterator[Path]:
    for path in map(Path, paths):
        yield from sorted(path.rglob("*.toml")) if path.is_dir() else [path]


def _questions(file: Path) -> Iterator[Question | AuthorError]:
    """The questions of a file, and an error for each that is none."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:  # its words say the line and the column
        yield AuthorError(_("this is not TOML: {why}", "不是合法的 TOML：{why}")(why=error), str(file))
        return
    except (OSError, ValueError) as error:
        yield AuthorError(_("cannot be read: {why}", "读不了：{why}")(why=error), str(file))
        return
    yield from strangers(data, ("question", "title"), str(file), "")
    entries = data.get("question")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield AuthorError(_("no [[question]] is written here", "文件里没有 [[question]]"), str(file))
        return
    title = None
    if "title" in data:
        yield from (AuthorError(text, str(file), "", key) for text, key in mistyped(data["title"], Said, "title"))
        title = None if any(mistyped(data["title"], Said, "title")) else msgspec.convert(data["title"], Said)
    for number, entry in enumerate(entries, 1):
        yield from _question(entry, file, number, title)


def _question(entry: dict[str, Any], file: Path, number: int, title: Said | None) -> Iterator[Question | AuthorError]:
    """One question, or everything that is wrong with its keys."""
    name = str(entry.get("id", f"[[question]] {number}"))
    wrong = list(strangers(entry, Question, str(file), name))
    wrong += [AuthorError(text, str(file), name, key) for text, key in mistyped(entry, Question)]
    if wrong:
        yield from wrong
        return
    question = msgspec.convert(entry, Question)
    yield msgspec.structs.replace(question, chapter=file.parent.name, file=str(file), paper=title)
