"""Text in ASCII signs: what a terminal without Unicode, or a person who asked for it, can show."""

from __future__ import annotations

from typing import Final

from dlstudy.symbolic.notation.names import ACCENTS, GREEK

_SIGNS: Final = {
    "←": "<-", "→": "->", "↑": "up", "↓": "down", "⇒": "=>", "·": "*", "⊙": ".*", "−": "-", "–": "-", "—": "-", "×": "x",
    "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "√": "sqrt", "∞": "inf", "∂": "d", "∇": "grad ", "‖": "||",
    "∈": "in", "±": "+-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "′": "'", "½": "1/2", "∑": "sum",
    "ᵀ": "^T", "ⁿ": "^n", "°": " deg", "ŷ": "y_hat", "✓": "ok", "✗": "XX", "✘": "XX", "␣": "_", "─": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")",
}  # fmt: skip
_RAISED: Final = {sign: f"^{i}" for i, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_LOWERED: Final = {sign: str(i) for i, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")} | {
    "₊": "+",
    "₋": "-",
    "ᵢ": "_i",
    "ₜ": "_t",
    "ₙ": "_n",
    "ₖ": "_k",
    "ⱼ": "_j",
    "ᵗ": "^t",
    "⁻": "^-",
}
_TABLE: Final = str.maketrans(
    {letter: name for name, letter in GREEK.items()} | _SIGNS | _RAISED | _LOWERED
    | {accent: f"_{name}" for name, accent in ACCENTS.items()} | {"Σ": "sum ", "Π": "prod "}
)  # fmt: skip


def in_ascii(text: str) -> str:
    """The text with every sign that has one written in ASCII; Chinese stays, as nothing else says it."""
    return text if text.isascii() else text.replace("⁻¹", "^-1").translate(_TABLE)
