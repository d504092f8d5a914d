"""Texts and lists of words as parameters: typed, or from a file named `@file`, never larger than can be worked on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.params import Written, refuse

MAX_BYTES = 2_000_000
MAX_WORDS = 1_000
SPACE = "␣"
HAN = re.compile(r"[㐀-鿿]")
_BETWEEN = re.compile(r"[\s,;，、；]+")


def opened(path: str) -> str:
    """The text of a file; refused where it is no ordinary file, too large, or not UTF-8."""
    try:
        if not Path(path).is_file():  # a device or a pipe might never end
            raise LearnerError(_("there is no such file: {path}", "没有这个文件：{path}")(path=path))
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            text = _("{path} is too large: at most {n} bytes are read", "{path} 太大：最多读 {n} 字节")
            raise LearnerError(text(path=path, n=f"{MAX_BYTES:,}"))
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _("{path} is not a text in UTF-8", "{path} 不是 UTF-8 编码的文本")
        raise LearnerError(text(path=path)) from None
    except (OSError, ValueError) as error:
        raise LearnerError(_("{path} cannot be read: {why}", "读不了 {path}：{why}")(path=path, why=error)) from None


def shown(text: str) -> str:
    """The text with a space for every character that cannot be shown; such could steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in "\n".join(text.splitlines()))


def _text_of(name: str, raw: object, files: bool) -> str:
    text = str(raw)
    if text.startswith("@"):
        if not files:
            raise refuse(name, raw, _("files are not opened here", "这里不能打开文件"))
        try:
            text = opened(text[1:])
        except LearnerError as error:
            raise refuse(name, raw, error.text) from None
    if len(text) > MAX_BYTES:
        raise refuse(name, raw, _("this text is too long", "文本太长"))
    text = shown(text)
    if not text.strip():
        raise refuse(name, raw, _("nothing but spaces", "文本是空的"))
    return text


@dataclass(frozen=True, slots=True)
class Passage(Written):
    """A text of the user's own."""

    def read(self, raw: object, files: bool = False) -> str:
        return _text_of(self.name, raw, files)


@dataclass(frozen=True, slots=True)
class Words(Written):
    """A short list of words, with spaces or commas between them."""

    def read(self, raw: object, files: bool = False) -> tuple[str, ...]:
        if isinstance(raw, list | tuple):
            raw = " ".join(map(str, raw))
        words = tuple(filter(None, _BETWEEN.split(_text_of(self.name, raw, files))))
        if len(words) > MAX_WORDS or not words:
            raise refuse(self.name, raw, _("1 to {n} words are asked for", "这里要 1 到 {n} 个词")(n=MAX_WORDS))
        return words


CLEANING = {
    "auto": _("letters, unless there are Chinese characters", "有汉字时为 none，否则为 letters"),
    "letters": _("lower case; whatever is no letter becomes a space (d2l)", "转小写，非字母一律换成空格（d2l）"),
    "lower": _("lower case only", "只转小写"),
    "none": _("the text as it is", "保持原样"),
}
LEVELS = {
    "auto": _("words where the text has spaces, else characters", "有空格时按词，否则按字符"),
    "word": _("words, between spaces", "词，以空格分开"),
    "character": _("characters", "字符"),
}


def settled_rules(text: str, level: str, clean: str) -> tuple[str, str]:
    """Level and cleaning, chosen by the text where they were left to it."""
    han = bool(HAN.search(text))
    if clean == "auto":
        clean = "none" if han else "letters"
    if level == "auto":
        spaced = re.search(r"\S +\S", re.sub(r" *\| *", "\n", text))  # the spaces around a bar do not count
        level = "character" if han and not spaced else "word"
    return level, clean


def cleaned(text: str, clean: str) -> list[str]:
    """The lines of the text, cleaned; d2l's rule is `re.sub('[^A-Za-z]+', ' ', line).strip().lower()`."""
    lines = text.splitlines()
    if clean == "letters":
        return [re.sub("[^a-z]+", " ", line.lower()).strip() for line in lines]
    return [(line.lower() if clean == "lower" else line).strip() for line in lines]


def cut(line: str, level: str) -> tuple[str, ...]:
    """A line's tokens; a space among characters is a token of its own, as in d2l."""
    return tuple(line.split()) if level == "word" else tuple(line.replace(" ", SPACE))


def tokens_of(text: str, level: str, clean: str) -> tuple[str, ...]:
    """The tokens of the whole text, line after line."""
    return tuple(token for line in cleaned(text, clean) for token in cut(line, level))


def sentences_of(text: str, level: str, clean: str) -> tuple[tuple[str, ...], ...]:
    """The tokens of each sentence: a line, or what stands between bars."""
    parts = [line for part in text.split("|") for line in cleaned(part, clean)]
    return tuple(cut(line, level) for line in parts if line)


def nothing_left(text: str, given: Any) -> bool:
    """Whether cleaning leaves no token."""
    return not tokens_of(text.replace("|", "\n"), given.level, given.clean)
