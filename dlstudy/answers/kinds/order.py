"""Items put in order, by their letters or numbers: `C A B D`, `CABD`, `3, 1, 2, 4`, `C > A > B > D`."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from dlstudy.answers.keys import OrderKey
from dlstudy.answers.kinds.kind import RIGHT, Kind
from dlstudy.answers.kinds.pieces import plain
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import _

Order = tuple[int, ...]
_BETWEEN = re.compile(r"(?:->|=>|→|⇒|[\s,;、>()\[\].-])+")
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(20)}


def read(key: OrderKey, text: str) -> Order:
    """The order that was typed; each item must stand in it once."""
    typed = "".join(_CIRCLED.get(c, c) for c in plain(text))
    words = [word for word in _BETWEEN.split(typed.rpartition(":")[2]) if word]
    if len(words) == 1 and len(words[0]) > 1:
        words = list(words[0])
    order = tuple(map(_index, words))
    if sorted(order) != list(range(len(key.items))):
        said = _("name each of the {n} items once, by letter: {all}", "请用字母把 {n} 项各写一次：{all}")
        raise LearnerError(said(n=len(key.items), all=" ".join(map(letter, range(len(key.items))))))
    return order


def _index(word: str) -> int:
    if word.isascii() and word.isdigit() and len(word) < 3:
        return int(word) - 1
    return ord(word.upper()) - ord("A") if len(word) == 1 and word.isascii() and word.isalpha() else -1


def letter(index: int) -> str:
    """The letter of an item."""
    return chr(ord("A") + index)


def show(_key: OrderKey, order: Order) -> str:
    """The letters in order."""
    return " ".join(map(letter, order))


def compare(key: OrderKey, order: Order) -> Verdict:
    """Right where the order is; else the share of neighbours that follow each other as they should."""
    if order == key.right:
        return RIGHT
    pairs = set(pairwise(key.right))
    kept = sum(pair in pairs for pair in pairwise(order))
    share = kept / len(key.items)
    wrong = tuple((i,) for i, (got, want) in enumerate(zip(order, key.right, strict=True)) if got != want)
    why = _("{n} of {all} steps follow each other rightly", "相邻次序有 {n}/{all} 处正确")
    status = "partial" if share > 0 else "incorrect"
    return Verdict(status, share, why=why(n=kept, all=len(pairs)), wrong_entries=wrong)  # type: ignore[arg-type]


KIND = Kind(read, show, compare, lambda key, value: replace(key, right=value), tuple)
