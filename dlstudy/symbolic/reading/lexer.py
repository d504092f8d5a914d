"""Text to tokens, each with the stretch of text it came from."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Literal, NamedTuple

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.notation.names import GREEK
from dlstudy.symbolic.reading import characters
from dlstudy.symbolic.reading.latex import COMMANDS, SKIPPED

Kind = Literal["number", "name", "sign", "power", "end"]
MAX_DIGITS = 40
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_BASED = re.compile(r"0[xXbBoO][0-9a-fA-F]+")
_NAME = re.compile(r"[A-Za-z]+\d*(?:_[A-Za-z0-9]+)*")
_PART = "([A-Za-z0-9]+)"
_MORE = rf"(?:,{_PART})?" * 3  # a map, a channel, a row and a column are four
_BELOW = re.compile(rf"_\{{\\(?:text|mathrm)\{{{_PART}\}}{_MORE}\}}|_\{{{_PART}{_MORE}\}}|_{_PART}")
_INDEX = re.compile(r"\[\s*([A-Za-z0-9]+(?:\s*[-+]\s*\d+)?(?:\s*,\s*[A-Za-z0-9]+)*)\s*\]")


class Token(NamedTuple):
    """A piece of a formula. A number carries its value, a name its letter's name and index."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Fraction | int | None = None
    subscript: str = ""


def tokens(source: str) -> list[Token]:
    """The tokens of `source`; refuses by name what could be misread."""
    text = "".join(map(characters.plain, source))
    found: list[Token] = []
    at = 0
    while at < len(text):
        token = _next(text, at, source)
        if token is None:
            at += 1
            continue
        if token.kind != "sign" or token.text:
            found.append(token)
        at = token.end
    return [*found, Token("end", "", len(text), len(text))]


def _fail(text: Text, source: str, start: int, end: int) -> LearnerError:
    return LearnerError(text, source, (start, end))


def _next(text: str, at: int, source: str) -> Token | None:
    char = text[at]
    if char.isspace() or char == "$":
        return Token("sign", ";", at, at + 1) if char == "\n" else None
    if why := characters.refusal(char):
        raise _fail(why, source, at, at + 1)
    if _NUMBER.match(text, at):
        return _number(text, at, source)
    if char in characters.VULGAR:
        return Token("number", char, at, at + 1, characters.VULGAR[char])
    if char in characters.SUPERSCRIPTS:
        end = at
        while end < len(text) and text[end] in characters.SUPERSCRIPTS:
            end += 1
        digits = "".join(characters.SUPERSCRIPTS[c] for c in text[at:end])
        return Token("power", digits, at, end)
    if char == "\\":
        return _command(text, at, source)
    if char in characters.LETTERS or (char.isalpha() and _latin(char)):
        return _name(text, at)
    return _sign(text, at, source)


def _number(text: str, at: int, source: str) -> Token:
    if based := _BASED.match(text, at):
        raise _fail(_("write numbers in base ten", "请用十进制书写"), source, *based.span())
    found = _NUMBER.match(text, at)
    assert found
    end = found.end()
    if text[end : end + 1] == "_":
        raise _fail(_("write the number without _", "数字中不要写下划线 _"), source, at, end + 1)
    if text[end : end + 1] == ".":
        raise _fail(_("this number has two decimal points", "这个数有两个小数点"), source, at, end + 1)
    mantissa, _e, exponent = found[0].lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > 5 or abs(int(exponent or 0)) > 400:
        raise _fail(_("this number is too long", "这个数太长"), source, at, end)
    return Token("number", found[0], at, end, Fraction(mantissa.rstrip(".")) * Fraction(10) ** int(exponent or 0))


def _latin(char: str) -> bool:
    return unicodedata.normalize("NFD", char)[0].isascii()


def _name(text: str, at: int) -> Token:
    """A name: one Greek letter, or Latin letters and digits; with its accent, subscript and bracketed index."""
    char, end = text[at], at + 1
    if char in characters.LETTERS:
        name = characters.LETTERS[char]
        if name == "Delta" and text[end : end + 1] in characters.LETTERS:
            name, end = name + characters.LETTERS[text[end]], end + 1
        if below := re.compile(r"(?:_[A-Za-z0-9]+)+|\d+").match(text, end):
            name, end = name + below[0], below.end()
    elif found := _NAME.match(text, at):
        name, end = found[0], found.end()
    else:
        base, accents = (parts := unicodedata.normalize("NFD", char))[0], parts[1:]
        name = base + "".join(characters.ACCENTS.get(a, "") for a in accents)
    return _finish_name(text, at, end, name)


def _finish_name(text: str, at: int, end: int, name: str) -> Token:
    while end < len(text) and text[end] in characters.ACCENTS:
        name, end = name + characters.ACCENTS[text[end]], end + 1
    if below := _BELOW.match(text, end):
        name, end = name + "".join(f"_{part}" for part in below.groups() if part), below.end()
    digits = ""
    while end < len(text) and text[end] in characters.SUBSCRIPTS:
        digits, end = digits + characters.SUBSCRIPTS[text[end]], end + 1
    if digits:
        name += f"_{digits}"
    index = _INDEX.match(text, end)
    if index and not digits:
        return Token("name", name, at, index.end(), subscript=re.sub(r"\s", "", index[1]))
    return Token("name", name, at, end)


def _command(text: str, at: int, source: str) -> Token:
    """A TeX command of the subset: a sign, a name, or nothing at all."""
    if text[at : at + 2] == r"\\":
        return Token("sign", ";", at, at + 2)
    found = re.compile(r"\\([A-Za-z]+|.)").match(text, at)
    word = found[1] if found else ""
    end = at + 1 + len(word)
    if word in SKIPPED:
        return Token("sign", "", at, end)
    if word in ("hat", "bar", "tilde") and (under := re.compile(r"\s*\{\s*\\?([A-Za-z]+)\s*\}").match(text, end)):
        return _finish_name(text, at, under.end(), f"{under[1]}_{word}")
    if word in ("mathrm", "text", "operatorname", "mathbf", "boldsymbol") and (
        under := re.compile(r"\s*\{\s*\\?([A-Za-z]+)\s*\}").match(text, end)
    ):
        return _finish_name(text, at, under.end(), under[1])
    if word in ("begin", "end") and (under := re.compile(r"\{[bpv]?matrix\}").match(text, end)):
        return Token("sign", "[" if word == "begin" else "]", at, under.end())
    if word == "Delta" and (under := re.compile(r"\s*\\([a-z]+)").match(text, end)) and under[1] in GREEK:
        return _finish_name(text, at, under.end(), word + under[1])
    if word in COMMANDS:
        sign = COMMANDS[word]
        return _finish_name(text, at, end, sign) if sign.isalpha() and sign.isascii() else Token("sign", sign, at, end)
    raise _fail(
        _("the TeX command \\{word} is not read here", "这里不认识 TeX 命令 \\{word}")(word=word), source, at, end
    )


def _sign(text: str, at: int, source: str) -> Token:
    for sign in ("**", "<=", ">=", ".*"):
        if text.startswith(sign, at):
            return Token("sign", {"**": "^", ".*": "⊙"}.get(sign, sign), at, at + 2)
    char = {"≤": "<=", "≥": ">="}.get(text[at], text[at])
    if char in "+-*/^()[]{},;:|‖!%=<>⌊⌋⌈⌉√ᵀ⊤⊙×&" or char in ("<=", ">="):
        return Token("sign", char, at, at + 1)
    raise _fail(_("{char} cannot stand in a formula", "公式里不能出现 {char}")(char=source[at]), source, at, at + 1)
