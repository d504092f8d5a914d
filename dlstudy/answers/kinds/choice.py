"""One or several options, by number, letter or text: `2`, `B`, `1,3`, `AC`, `A、C`, the option's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from dlstudy.answers.keys import ChoiceKey
from dlstudy.answers.kinds.kind import RIGHT, WRONG, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import characters

MAX_TYPED = 1000
Chosen = frozenset[int]
_BEFORE = re.compile(
    r"^(?:答案|应?选择?|选项|answers?|options?|choices?|choose)\s*(?:是|为|is|are)?\s*[::]?\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,;、，；+&/()\[\]]+|和|与|及|\band\b", re.IGNORECASE)


def read(key: ChoiceKey, text: str) -> Chosen:
    """The options that were named, from 0."""
    if len(text) > MAX_TYPED:
        raise LearnerError(_("at most {limit} characters are read", "最多读取 {limit} 个字符")(limit=MAX_TYPED))
    plain = _BEFORE.sub("", "".join(map(characters.plain, text)).strip()).rstrip(".")
    if not plain:
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    spelled = _by_text(key, text)
    named = _by_names(key, plain)
    if spelled and len(named) == 1 and spelled != named:
        text_ = _(
            "that is both an option's number and an option's text: type its letter",
            "这既是选项的序号又是选项的内容：请输入选项的字母",
        )
        raise LearnerError(text_)
    if found := spelled or named:
        return found
    last = len(key.options)
    raise LearnerError(
        _(
            "name options by their numbers, 1 to {n}, or letters, A to {letter}",
            "请用序号 1 到 {n} 或字母 A 到 {letter} 作答",
        )(n=last, letter=chr(ord("A") + last - 1)),
        text,
        (0, len(text)),
    )


def _folded(text: str) -> str:
    return re.sub(r"[\s。.，,$]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _by_text(key: ChoiceKey, text: str) -> Chosen:
    """The option whose text, in either language, was typed in full."""
    typed = _folded(text)
    return frozenset(
        i for i, option in enumerate(key.options) if typed in (_folded(option.read("zh")), _folded(option.read("en")))
    )


def _by_names(key: ChoiceKey, plain: str) -> Chosen:
    """The options named by numbers or letters; nothing where any piece is neither."""
    if plain.endswith(("+", "&")):
        return frozenset()  # something was still to come
    chosen: set[int] = set()
    for piece in filter(None, _BETWEEN.split(plain)):
        named = _piece(piece, len(key.options))
        if not named:
            return frozenset()
        chosen.update(named)
    return frozenset(chosen)


def _piece(piece: str, count: int) -> Collection[int]:
    if piece.isascii() and piece.isdigit() and len(piece) <= 26:
        if len(piece) < 3 and 1 <= int(piece) <= count:
            return (int(piece) - 1,)
        numbers = [int(digit) - 1 for digit in piece]
    elif piece.isascii() and piece.isalpha() and len(piece) <= 26:
        numbers = [ord(letter) - ord("A") for letter in piece.upper()]
    else:
        return ()
    return numbers if all(0 <= number < count for number in numbers) and len(set(numbers)) == len(numbers) else ()


def show(key: ChoiceKey, chosen: Chosen) -> str:
    """The chosen options with their letters."""
    return "; ".join(f"{chr(ord('A') + i)}. {key.options[i]}" for i in sorted(chosen))


def compare(key: ChoiceKey, chosen: Chosen) -> Verdict:
    """Right where the options are just the right ones; some of the right ones and no wrong one earn their share."""
    if chosen == key.right:
        return RIGHT
    if chosen < key.right:
        return Verdict("partial", len(chosen) / len(key.right), why=_("not all that are right", "没有选全"))
    if chosen > key.right:
        return Verdict("incorrect", 0.0, why=_("one too many is chosen", "多选了"))
    return WRONG


KIND = Kind(read, show, compare, lambda key, value: replace(key, right=frozenset(value)), frozenset)
