"""The signs of the app, and what stands for them where a terminal cannot show them."""

from __future__ import annotations

from typing import Final

from dlstudy.symbolic.notation.names import GREEK

_SIGNS: Final = {  # name: (sign, its fallback)
    "right": ("✓", "+"),
    "wrong": ("✗", "x"),
    "partial": ("~", "~"),
    "undecided": ("?", "?"),
    "skipped": ("-", "-"),
    "invalid": ("!", "!"),
    "flag": ("⚑", "F:"),
    "here": ("▸", ">"),
    "enter": ("⏎", "Enter"),
    "path": ("›", ">"),
    "rule": ("─", "-"),
}
_PLAIN: Final = str.maketrans(
    {
        **{sign: name for name, sign in GREEK.items()}, **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True)),
        **{sign: f"^{n}" for n, sign in zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True)},
        **dict.fromkeys("⎡⎢⎣⌊⌈", "["), **dict.fromkeys("⎤⎥⎦⌋⌉", "]"), **dict.fromkeys("⎛⎜⎝", "("),
        **dict.fromkeys("⎞⎟⎠", ")"), **dict.fromkeys("⎧⎨⎩⎪", "{"), **dict.fromkeys("‖║│", "|"),
        "\u00a0": " ", "×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "─": "-", "…": "...", "≈": "~", "≤": "<=", "≥": ">=",
        "≠": "!=", "√": "sqrt", "∂": "d", "∑": "sum", "∏": "prod", "∞": "inf", "→": "->", "←": "<-", "⇒": "=>",
        "′": "'", "’": "'", "‘": "'", "“": '"', "”": '"', "½": "1/2", "π": "pi", "ᵀ": "^T", "⊤": "T", "⊙": "(.)",
        "∈": "in", "ℝ": "R", "∇": "grad ", "•": "*", "›": ">", "▸": ">", "⏎": "Enter", "✓": "+", "✗": "x", "⚑": "F:",
        "★": "*", "☆": ".",
    }
)  # fmt: skip
_plain: list[bool] = [False]


def use_ascii(on: bool) -> None:
    """Shows everything from now on in ASCII, or with all signs."""
    _plain[0] = on


def ascii_only() -> bool:
    """Whether signs are shown in ASCII now."""
    return _plain[0]


def style() -> str:
    """The style of notation formulas are written in now."""
    return "plain" if _plain[0] else "unicode"


def sign(name: str) -> str:
    """The sign of this name, as it can be shown now."""
    return _SIGNS[name][_plain[0]]


def shown(text: str) -> str:
    """The text as it can be shown now. Chinese stays: a terminal without it is not asked to show it."""
    return text.translate(_PLAIN) if _plain[0] else text
