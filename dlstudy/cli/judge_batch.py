"""Answers judged line by line: JSON in, JSON out, in the same order, whatever stands in a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

import click

from dlstudy.answers.judging import judge
from dlstudy.answers.keys import Key
from dlstudy.answers.references import asked, key_of
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import _

MAX_LINE = 100_000
_KEYS = ("kind", "reference", "answer", "symbols", "tolerance", "digits")


def run(path: str) -> None:
    """Answers every line of a file on stdout, with a progress bar on stderr where someone is watching."""
    with click.open_file(path, encoding="utf-8", errors="replace") as stream:
        total = None if path == "-" else sum(map(bool, lines(stream)))
        if total is not None:
            stream.seek(0)
        label = str(_("judging", "判题中"))
        hidden = not sys.stderr.isatty() or total is None
        with click.progressbar(lines(stream), length=total, label=label, file=sys.stderr, hidden=hidden) as bar:
            for line in bar:
                click.echo(json.dumps(answered(line), ensure_ascii=False))


def lines(stream: IO[str]) -> Iterator[str]:
    """The lines that are not empty; of one that is too long only its beginning, which is no JSON."""
    while line := stream.readline(MAX_LINE):
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith("\n"):
            rest = stream.readline(MAX_LINE)
        if line.strip():
            yield line


def answered(line: str) -> dict[str, Any]:
    """The verdict on what a line asks; `invalid`, with the reason, where it asks nothing."""
    try:
        return document(_judged(line))
    except LearnerError as error:
        return document(Verdict("invalid", 0.0, why=error.text))


def _judged(line: str) -> Verdict:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise LearnerError(_("this line is not JSON", "这一行不是 JSON")) from None
    if not isinstance(request, dict):
        raise LearnerError(_("a line holds one JSON object", "每行应是一个 JSON 对象"))
    for name in ("kind", "reference", "answer"):
        if name not in request:
            raise LearnerError(_("{key} is missing", "缺少 {key}")(key=name))
    try:
        key = _key(*(json.dumps(request.get(name), sort_keys=True) for name in _KEYS if name != "answer"))
    except LearnerError as error:
        raise LearnerError(_("the reference: {why}", "参考答案：{why}")(why=error.text)) from None
    return judge(key, _text(request["answer"]))


@lru_cache(maxsize=1024)
def _key(kind: str, reference: str, symbols: str, tolerance: str, digits: str) -> Key:
    """The key, kept for the many answers to one question."""
    what = asked(_text(json.loads(reference)), *map(json.loads, (symbols, tolerance, digits)))
    return key_of(_text(json.loads(kind)), what)


def _text(given: Any) -> str:
    """What was typed; a JSON number as its digits, a JSON list as it is written."""
    if isinstance(given, str):
        return given
    if isinstance(given, int | float | list) and not isinstance(given, bool):
        return json.dumps(given)
    raise LearnerError(
        _("a text is asked for, {got} is written", "这里要文本，写的是 {got}")(got=json.dumps(given)[:40])
    )


def document(verdict: Verdict) -> dict[str, Any]:
    """A verdict for scripts: five keys always, and what else there is to say of it."""
    found: dict[str, Any] = {
        "verdict": verdict.status,
        "score": float(verdict.score),
        "reads_as": verdict.reads_as,
        "why": "" if verdict.why is None else str(verdict.why),
        "witness": "" if verdict.witness is None else str(verdict.witness),
    }
    if verdict.mistake:
        found["mistake"] = verdict.mistake
    if verdict.wrong_entries:
        found["wrong_entries"] = [list(entry) for entry in verdict.wrong_entries]
    if verdict.marks:
        found["points"] = [{"says": str(m.says), "marks": m.marks, "outcome": m.outcome} for m in verdict.marks]
    return found
