"""Reads a TeX formula and sets it as a box of characters, by recursive descent; the commands are in `tex_signs`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dlstudy.symbolic.notation.boxes import Box, beside, stacked
from dlstudy.symbolic.notation.tex_rows import Item, cells_of, fenced, joined, one_line, raised, rows_box
from dlstudy.symbolic.notation.tex_signs import (
    ACCENTS,
    ALPHABETS,
    FENCES,
    IGNORED,
    LOWERED,
    OPENING,
    RAISED,
    SIGNS,
    SPACES,
    TYPED,
    UPRIGHT,
    WORDS,
)  # fmt: skip

_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_DEEPEST: Final = 40
_HANGING: Final = frozenset(LOWERED.values()) | frozenset(RAISED.values())


class UnsettableError(ValueError):
    """The formula uses something that is not set here, or does not come out even."""


def read_formula(source: str, *, plain: bool = False, flat: bool = False, display: bool = False) -> Box:
    """The formula as a box; UnsettableError where that cannot be done."""
    reader = _Reader(_TOKEN.findall(source), plain, flat, display)
    box = reader.row(frozenset())
    if reader.at < len(reader.tokens):
        raise UnsettableError(source)
    return box


@dataclass
class _Reader:
    tokens: list[str]
    plain: bool
    flat: bool
    display: bool
    at: int = 0
    depth: int = 0
    in_script: bool = False

    def row(self, stops: frozenset[str]) -> Box:
        """Everything up to one of `stops` (which is left), set in a line."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnsettableError("too deep")
        items: list[Item] = []
        while (token := self._peek()) is not None and token not in stops:
            if token in ("^", "_"):
                items.append(self._scripted(items.pop() if items else Item(Box(("",)))))
            elif token == "}":
                raise UnsettableError("}")
            elif (item := self._item(self._next())) is not None:
                items.append(item)
        self.depth -= 1
        return joined(items, tight=self.in_script)

    def _peek(self) -> str | None:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> str:
        token = self._peek()
        if token is None:
            raise UnsettableError("ends too early")
        self.at += 1
        return token

    def _item(self, token: str) -> Item | None:
        if token == "{":
            box = self.row(frozenset({"}"}))
            self._expect("}")
            return Item(box)
        if not token.startswith("\\"):
            return self._typed(token)
        name = token[1:]
        if name in IGNORED:
            return None
        if name in SPACES:
            return Item(Box((SPACES[name],)), "space")
        if name in SIGNS:
            sign, plain, role = SIGNS[name]
            return Item(Box((plain if self.plain else sign,)), role)
        return self._command(name)

    def _typed(self, token: str) -> Item:
        if token in "-'*" and not self.plain:
            sign, _plain, role = SIGNS[token]
            return Item(Box((sign,)), role)
        if token in "&~":
            if token == "~":
                return Item(Box((" ",)), "space")
            raise UnsettableError(token)
        if token.isdigit():  # a number is one thing: 1.5 has no comma in it
            while (more := self._raw()) is not None and (more.isdigit() or (more == "." and self._digit_after())):
                token += self._next()
        return Item(Box((token,)), TYPED.get(token, "ordinary"))

    def _raw(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _digit_after(self) -> bool:
        return self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].isdigit()

    def _command(self, name: str) -> Item:
        if name in ("frac", "dfrac", "tfrac"):
            return self._fraction(name)
        if name == "sqrt":
            return self._root()
        if name in ACCENTS:
            return Item(self._accented(name))
        if name in ALPHABETS:
            inside = one_line(self._argument(), UnsettableError)
            return Item(Box((inside if self.plain else "".join(ALPHABETS[name].get(c, c) for c in inside),)))
        if name in WORDS:
            return Item(Box((self._words(),)))
        if name in UPRIGHT:
            box = self._argument()
            return Item(box, "operator" if name == "operatorname" or _is_word(box) else "ordinary")
        if name == "left":
            return self._between()
        if name == "begin":
            return Item(self._environment())
        raise UnsettableError(name)

    def _argument(self) -> Box:
        token = self._next()
        item = Item(Box((token,))) if token.isdigit() else self._item(token)  # \\frac12 is a half
        if item is None:
            raise UnsettableError("nothing to work on")
        return item.box

    def _fraction(self, name: str) -> Item:
        top, bottom = self._argument(), self._argument()
        if not self.flat and not self.in_script and (name == "dfrac" or (self.display and name == "frac")):
            return Item(stacked(top, bottom), "ordinary")
        above, below = (one_line(box, UnsettableError) for box in (top, bottom))
        return Item(Box((f"{_bracketed(above, '+−-= ')}/{_bracketed(below, '+−-= ×·/*x')}",)))

    def _root(self) -> Item:
        order = ""
        if self._peek() == "[":
            self._next()
            order = one_line(self.row(frozenset({"]"})), UnsettableError)
            self._expect("]")
        inside = one_line(self._argument(), UnsettableError)
        if self.plain:
            return Item(Box((f"sqrt({inside})" if not order else f"({inside})^(1/{order})",)))
        sign = {"": "√", "3": "∛", "4": "∜"}.get(order)
        if sign is None:
            return Item(Box((f"({inside})^(1/{order})",)))
        return Item(Box((sign + (inside if _is_letter(inside) or inside.isdigit() else f"({inside})"),)))

    def _accented(self, name: str) -> Box:
        inside = one_line(self._argument(), UnsettableError)
        accent, word = ACCENTS[name]
        if self.plain:
            return Box((inside + word,))
        if cells_of(inside) > 1 and name not in ("overline", "underline"):
            raise UnsettableError(name)
        return Box(("".join(char + accent for char in inside),))

    def _words(self) -> str:
        if self._raw() != "{":
            raise UnsettableError("text")
        end = self.at
        while end < len(self.tokens) and self.tokens[end] != "}":
            end += 1
        words = "".join(self.tokens[self.at + 1 : end])
        self.at = end
        self._expect("}")
        return words

    def _between(self) -> Item:
        left = self._fence()
        box = self.row(frozenset({r"\right"}))
        self._expect(r"\right")
        return Item(fenced(left, box, self._fence()), "bracketed")

    def _fence(self) -> str:
        token = self._next()
        if token == ".":
            return ""
        if token in "()[]|/":
            return token
        sign = SIGNS.get(token[1:])
        if sign is None or (token[1:] not in OPENING and sign[2] not in ("closing", "ordinary")):
            raise UnsettableError(token)
        return sign[1] if self.plain else sign[0]

    def _environment(self) -> Box:
        name = self._name()
        if name not in FENCES:
            raise UnsettableError(name)
        if name == "array":
            self._name()  # how its columns are aligned
        rows: list[list[Box]] = [[]]
        ends = frozenset({"&", r"\\", r"\end"})
        while True:
            rows[-1].append(self.row(ends))
            token = self._next()
            if token == r"\\":
                rows.append([])
            elif token == r"\end":
                break
        if self._name() != name:
            raise UnsettableError(name)
        return rows_box(
            [row for row in rows if row != [Box(("",))]], name, self.flat or self.in_script, UnsettableError
        )

    def _name(self) -> str:
        self._expect("{")
        name = ""
        while (token := self._next()) != "}":
            name += token
        return name

    def _expect(self, wanted: str) -> None:
        if self._next() != wanted:
            raise UnsettableError(wanted)

    def _scripted(self, base: Item) -> Item:
        """The base with what hangs below it first, and what stands above it after that."""
        found: dict[str, str] = {}
        while (token := self._peek()) in ("^", "_"):
            assert token is not None
            if token in found:
                raise UnsettableError("two scripts in one place")
            self._next()
            was, self.in_script = self.in_script, True
            found[token] = one_line(self._argument(), UnsettableError).strip()
            self.in_script = was
        below, above = self._below(found.get("_", "")), self._above(found.get("^", ""))
        if len(base.box.lines) > 1:
            return Item(raised(base.box, above, below), base.role)
        return Item(beside(base.box, Box((below + above,))), base.role)

    def _below(self, text: str) -> str:
        if not text or (not self.plain and all(char in LOWERED for char in text)):
            return "".join(LOWERED.get(char, char) for char in text)
        return f"_{text}" if text.isalnum() or cells_of(text) == 1 else f"_{{{text}}}"

    def _above(self, text: str) -> str:
        if not text or (not self.plain and all(char in RAISED for char in text)):
            return "".join(RAISED.get(char, char) for char in text)
        if self.plain and text in ("'", "*"):
            return text
        return f"^{text}" if cells_of(text) == 1 or text.isdigit() else f"^({text})"


def _is_word(box: Box) -> bool:
    return len(box.lines) == 1 and len(box.lines[0]) > 1 and box.lines[0].isalpha()


def _is_letter(text: str) -> bool:
    """One letter, with what hangs on it."""
    return cells_of(text) == 1 or all(char in _HANGING for char in text[1:])


def _bracketed(text: str, loosens: str) -> str:
    whole = text.startswith("(") and text.endswith(")") and text.count("(") == 1
    return f"({text})" if any(sign in text[1:] for sign in loosens) and not whole else text
