"""A text as the tokens that matching works on: Chinese characters one by one, English words, numbers and signs.

Chinese has no word boundaries, so a character is a token; whatever two writers may differ in without meaning anything
else is evened out here (width, case, accents, 繁体, British and American spelling, every word of negation as one sign).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from dlstudy.answers import lexicon
from dlstudy.answers.characters import TERMS, TO_SIMPLIFIED
from dlstudy.answers.stems import bare, stem
from dlstudy.answers.tables import pairs

Kind = Literal["han", "word", "number", "sign", "not", "filler", "turn", "cause", "comma", "stop"]
NOT: Final = "¬"


@dataclass(frozen=True, slots=True)
class Token:
    """What stands at `text[start:end]`: `form` is what is compared, `bare` the word before stemming."""

    kind: Kind
    form: str
    bare: str
    start: int
    end: int
    glue: bool = False  # a verb or connective: what a sentence has and a list of keywords lacks
    prefix: bool = False  # 非 and non-: negates what follows at once and nothing further

    @property
    def weight(self) -> float:
        """How much of a sentence it is, in words: a Chinese word is about two characters."""
        return {"han": 0.5, "word": 1.0, "number": 1.0, "sign": 0.5}.get(self.kind, 0.0)


_SUPERSCRIPTS: Final = {ord(c): f"^{n}" for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_EVENED: Final = {**TO_SIMPLIFIED, ord("’"): "'", ord("‘"): "'", ord("`"): "'", ord("İ"): "I"}
_GREEK: Final = pairs(
    "α=alpha β=beta γ=gamma δ=delta ε=epsilon ζ=zeta η=eta θ=theta ι=iota κ=kappa λ=lambda μ=mu ν=nu ξ=xi ο=omicron π=pi "
    "ρ=rho σ=sigma ς=sigma τ=tau υ=upsilon φ=phi χ=chi ψ=psi ω=omega"
)
_TRENDS: Final = {"↑": "大", "↓": "小"}
HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"


def _any(words: tuple[str, ...]) -> str:
    """A pattern for any of the words, the longest first, tried only where one of their first letters stands."""
    ordered = sorted(words, key=len, reverse=True)
    first = "".join(sorted({re.escape(w[0]) for w in ordered}))
    return rf"(?=[{first}])(?:{'|'.join(map(re.escape, ordered))})"


_LATIN: Final = "a-z\u00df-\u00f6\u00f8-\u024f"
_TOKEN: Final = re.compile(
    rf"""
    (?P<whole>{_any(lexicon.WHOLE_ZH)})
  | (?P<idiom>{_any(lexicon.NO_NEGATION_ZH)} | (?<=(?P<same>[{HAN}]))不(?=(?P=same)) | (?:{"|".join(lexicon.NO_NEGATION_EN)})(?![{_LATIN}]))
  | (?P<not>{_any(lexicon.NEGATIONS_ZH)} | (?:{"|".join(lexicon.NEGATIONS_EN)})(?![{_LATIN}]))
  | (?P<filler>{_any(lexicon.FILLERS_ZH)})
  | (?P<prefix>非 | non-? (?=[{_LATIN}]{{4}}))
  | (?P<term>{_any(tuple(TERMS))})
  | (?P<turn>{_any(lexicon.TURNS_ZH)} | {lexicon.AND_ANEW}(?![{_LATIN}]))
  | (?P<glue>{_any(lexicon.GLUE_ZH)})
  | (?P<cause>{_any(lexicon.CAUSES_ZH)})
  | (?P<han>[{HAN}])
  | (?P<word>[{_LATIN}]+ (?:'[{_LATIN}]+)?)
  | (?P<number>\d+ (?:\.\d+)?)
  | (?P<greek>[α-ω])
  | (?P<stop>[。！？；…!?;.\n])
  | (?P<comma>[,—–])
  | (?P<turning>:)
  | (?P<arrow>[→⇒⟶⟹←⇐])
  | (?P<pause>、)
  | (?P<trend>[↑↓])
  | (?P<sign>[=<>≤≥≠≈^+×÷√∝*∑∏∂∇∞])
    """,
    re.VERBOSE,
)


_KINDS: Final[dict[str, Kind]] = {
    "turn": "turn",
    "turning": "turn",
    "arrow": "turn",
    "pause": "filler",
    "cause": "cause",
    "filler": "filler",
    "number": "number",
    "stop": "stop",
    "comma": "comma",
    "sign": "sign",
    "greek": "word",
}
"""What kind of token a group of the pattern is; an idiom is a particle in English and a word in Chinese."""


def evened(text: str) -> str:
    """The text in one width and without invisible characters: what `heard` quotes from and tokens point into."""
    text = unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS))
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


_ARGUMENTS: Final = re.compile(
    rf"[(\[] (?=[^()\[\]]*[,;]) (?![^()\[\]]*(?:[{HAN}]|[{_LATIN}]{{3}})) [^()\[\]]{{1,40}} [)\]]", re.VERBOSE
)
"""Numbers or letters in brackets: the commas of (0, 1) and of p(s'|s, a) part no clauses."""


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of an evened text, in order."""
    folded = text.translate(_EVENED).lower()
    folded = _ARGUMENTS.sub(lambda match: match.group().replace(",", " ").replace(";", " "), folded)
    return tuple(token for match in _TOKEN.finditer(folded) for token in _read(match))


def _read(match: re.Match[str]) -> Iterator[Token]:
    group, text, (start, end) = match.lastgroup or "", match.group(), match.span()
    if group in ("han", "glue", "whole"):
        for place, character in enumerate(text, start):
            yield Token("han", character, character, place, place + 1, glue=group == "glue")
    elif group == "trend":
        yield Token("han", _TRENDS[text], _TRENDS[text], start, end, glue=True)
    elif group == "term":
        yield from (Token("han", character, character, start, end) for character in TERMS[text])
    elif group == "word":
        hyphened = "-" in (match.string[start - 1 : start], match.string[end : end + 1])
        yield _word(text, start, end, hyphened)
    elif group in ("not", "prefix"):
        yield Token("not", NOT, text, start, end, glue=text not in ("no", "无", "非"), prefix=group == "prefix")
    else:
        kind = _KINDS.get(group) or ("filler" if text.isascii() else "han")
        form = _GREEK.get(text, text)
        yield Token(kind, form, form, start, end, glue=group in ("turn", "cause", "arrow"))


def _word(text: str, start: int, end: int, hyphened: bool) -> Token:
    word = bare(text)
    glue = word in lexicon.GLUE_EN
    if hyphened:  # on-policy, end-to-end: no particle
        return Token("word", stem(word), word, start, end)
    if word in lexicon.TURNS_EN:
        return Token("turn", word, word, start, end, glue=True)
    if word in lexicon.FILLERS_EN:
        return Token("filler", word, word, start, end, glue=glue)
    return Token("word", stem(word), word, start, end, glue=glue)
