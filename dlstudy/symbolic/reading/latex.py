"""The TeX commands a formula may be typed with, and what they stand for."""

from __future__ import annotations

from typing import Final

from dlstudy.symbolic.notation.names import GREEK

SKIPPED: Final = frozenset(
    ["left", "right", "big", "Big", "bigl", "bigr", "displaystyle", "quad", "qquad", "limits", ",", ";", "!", " ", ":"]
)

COMMANDS: Final = {name: name for name in GREEK} | {
    "frac": "\\frac", "dfrac": "\\frac", "tfrac": "\\frac", "sqrt": "√", "cdot": "*", "times": "×", "div": "/",
    "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "odot": "⊙", "top": "⊤", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "pi": "pi", "lvert": "|",
    "rvert": "|", "vert": "|", "|": "‖", "lVert": "‖", "rVert": "‖", "{": "(", "}": ")", "lbrack": "[", "rbrack": "]",
    "%": "%", "exp": "exp", "ln": "ln", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sec": "sec",
    "csc": "csc", "cot": "cot", "arcsin": "arcsin", "arccos": "arccos", "arctan": "arctan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "max": "max", "min": "min", "bmod": "mod",
}  # fmt: skip
