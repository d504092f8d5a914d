"""What people's keyboards, input methods and word processors put for the characters of a formula."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from dlstudy.i18n import Text, _
from dlstudy.symbolic.notation.names import GREEK

LETTERS = {sign: name for name, sign in GREEK.items()} | {
    "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "µ": "mu", "∆": "Delta", "π": "pi", "ℓ": "l",
}  # fmt: skip
OPERATORS = {
    "×": "×", "·": "*", "⋅": "*", "∙": "*", "•": "*", "∗": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-",
    "—": "-", "‐": "-", "‑": "-", "﹣": "-", "⩽": "≤", "⩾": "≥", "【": "[", "】": "]",
    "、": ",", "。": ".", "％": "%", "‖": "‖", "⊙": "⊙", "∘": "⊙", "⌊": "⌊", "⌋": "⌋", "⌈": "⌈", "⌉": "⌉", "√": "√",
    "ᵀ": "ᵀ", "⊤": "⊤", "〔": "(", "〕": ")", "「": "(", "」": ")", "∞": "∞",
}  # fmt: skip
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
VULGAR = {c: Fraction(unicodedata.numeric(c)).limit_denominator(10) for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"}
ACCENTS = {"\u0302": "_hat", "\u0304": "_bar", "\u0303": "_tilde"}


def plain(char: str) -> str:
    """A full-width character as its half-width twin, the signs of `OPERATORS` as ours; others as they are."""
    if "！" <= char <= "～":
        char = chr(ord(char) - 0xFEE0)
    elif char in "\u3000\u00a0\u2002\u2003\u2009\u202f":
        char = " "
    return OPERATORS.get(char, char)


def refusal(char: str) -> Text | None:
    """Why a character cannot stand in a formula, where it could be misread in silence."""
    if unicodedata.category(char) == "Cf":
        return _("an invisible character ({code}) stands here: delete it", "这里有一个看不见的字符（{code}），请删去")(
            code=f"U+{ord(char):04X}"
        )
    if char.isdecimal() and not char.isascii():
        return _("write digits as 0–9", "数字请用 0–9 书写")
    return None
