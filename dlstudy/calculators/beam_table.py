"""A table of conditional probabilities as people write it: `start: A 0.5, B 0.2; A: …; A B: …`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import read_value

MAX_ROWS, MAX_CHARACTERS = 2_000, 100_000
STARTS = ("start", "<bos>", "<s>", "")
Prefix = tuple[str, ...]
_CELL = re.compile(r"([^\s,=，]+)\s*[=\s]\s*([\d./%]+(?:e-\d+)?)\s*[,，]?\s*")


@dataclass(frozen=True)
class Chances:
    """What each prefix is followed by, and how likely; `* A` stands for any prefix that ends in A, `*` for any."""

    rows: Mapping[Prefix, Mapping[str, Fraction]]
    source: str
    words: tuple[str, ...] = field(default=())

    def after(self, prefix: Prefix) -> Mapping[str, Fraction] | None:
        """The row of a prefix: its own, else the one of its longest ending, of its step, of any; none without."""
        if (row := self.rows.get(prefix)) is not None:
            return row
        for start in range(len(prefix) + 1):
            if (row := self.rows.get(("*", *prefix[start:]))) is not None and prefix[start:]:
                return row
        return self.rows.get((f"#{len(prefix) + 1}",)) or self.rows.get(("*",))

    def ordered(self, row: Mapping[str, Fraction]) -> list[tuple[str, Fraction]]:
        """The words that can follow, in the order in which the table first names them."""
        return [(word, row[word]) for word in self.words if row.get(word)]


def read_chances(source: str) -> Chances:
    """The table of a text: rows separated by lines or `;`, each `prefix: word p, word p`; see `Chances`."""
    if len(source) > MAX_CHARACTERS:
        raise LearnerError(_("this table is too long", "这张表太长"))
    rows: dict[Prefix, dict[str, Fraction]] = {}
    for line in filter(str.strip, re.split(r"[;；\n]", source)):
        prefix, row = _row(line.strip())
        if prefix in rows:
            raise _wrong(line, _("this prefix has a row already", "这个前缀已有一行"))
        rows[prefix] = row
    if not rows or len(rows) > MAX_ROWS:
        raise LearnerError(_("1 to {n} rows are asked for", "这里要 1 到 {n} 行")(n=MAX_ROWS))
    return Chances(rows, source, tuple(dict.fromkeys(word for row in rows.values() for word in row)))


def _row(line: str) -> tuple[Prefix, dict[str, Fraction]]:
    name, colon, cells = line.replace("：", ":").partition(":")
    if not colon:
        raise _wrong(line, _("write `prefix: word p, word p`", "请写作“前缀: 词 概率, 词 概率”"))
    row: dict[str, Fraction] = {}
    for word, p in _cells(cells.strip(), line):
        if word in row:
            raise _wrong(line, _("{word} is given twice", "{word} 给了两次")(word=word))
        row[word] = p
    if sum(row.values()) > 1:
        text = _("the probabilities add up to {total}, more than 1", "概率之和为 {total}，大于 1")
        raise _wrong(line, text(total=sum(row.values())))
    prefix = tuple(name.split())
    return (() if " ".join(prefix).lower() in STARTS else prefix), row


def _cells(text: str, line: str) -> Iterator[tuple[str, Fraction]]:
    at = 0
    while at < len(text):
        found = _CELL.match(text, at)
        if found is None:
            raise _wrong(
                line, _("“{rest}” is no word with a probability", "“{rest}” 不是词和概率")(rest=text[at : at + 20])
            )
        value: Any = read_value(found[2])
        if not 0 <= value <= 1:
            raise _wrong(line, _("{p} is not a probability (0 to 1)", "{p} 不是概率（0 到 1）")(p=found[2]))
        yield found[1], Fraction(value)
        at = found.end()
    if not text:
        raise _wrong(line, _("write `prefix: word p, word p`", "请写作“前缀: 词 概率, 词 概率”"))


def _wrong(line: str, why: Any) -> LearnerError:
    return LearnerError(_("{line}: {why}", "{line}：{why}")(line=line[:40], why=why))
