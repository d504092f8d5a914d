"""The TeX commands that question files may use, and the characters they stand for."""

from __future__ import annotations

from typing import Final, Literal

from dlstudy.symbolic.notation.names import GREEK

# How much room a sign wants: as in TeX, a relation stands apart, a bracket does not.
Role = Literal[
    "ordinary", "binary", "relation", "operator", "opening", "closing", "bracketed", "comma", "space", "sign"
]

LETTERS: Final = {
    **{name: (sign, name) for name, sign in GREEK.items()},
    "varepsilon": ("ε", "epsilon"), "varphi": ("φ", "phi"), "pi": ("π", "pi"), "upsilon": ("υ", "upsilon"),
    "ell": ("ℓ", "l"), "partial": ("∂", "d"), "nabla": ("∇", "grad "), "infty": ("∞", "inf"), "prime": ("′", "'"),
    "ldots": ("…", "..."), "cdots": ("⋯", "..."), "dots": ("…", "..."), "vdots": ("⋮", ":"), "ddots": ("⋱", "..."),
    "top": ("⊤", "T"), "bot": ("⊥", "_|_"), "emptyset": ("∅", "{}"), "forall": ("∀", "for all "),
    "exists": ("∃", "exists "), "star": ("*", "*"), "ast": ("*", "*"), "neg": ("¬", "not "), "hbar": ("ℏ", "h"),
    "%": ("%", "%"), "#": ("#", "#"), "$": ("$", "$"), "_": ("_", "_"), "&": ("&", "&"), "circ": ("∘", "o"),
}  # fmt: skip
BINARY: Final = {
    "times": ("×", "x"), "cdot": ("·", "*"), "pm": ("±", "+-"), "mp": ("∓", "-+"), "div": ("÷", "/"),
    "odot": ("⊙", "(.)"), "otimes": ("⊗", "(x)"), "oplus": ("⊕", "(+)"), "setminus": ("∖", "\\"),
    "cup": ("∪", "u"), "cap": ("∩", "n"), "wedge": ("∧", "and"), "vee": ("∨", "or"), "land": ("∧", "and"),
    "lor": ("∨", "or"),
}  # fmt: skip
TIGHT: Final = frozenset("×·⊗/x*")  # 97×97×3 is read as one thing
RELATIONS: Final = {
    "le": ("≤", "<="), "leq": ("≤", "<="), "ge": ("≥", ">="), "geq": ("≥", ">="), "ne": ("≠", "!="),
    "neq": ("≠", "!="), "approx": ("≈", "~"), "sim": ("∼", "~"), "equiv": ("≡", "=="), "propto": ("∝", "~"),
    "in": ("∈", "in"), "notin": ("∉", "not in"), "subset": ("⊂", "in"), "subseteq": ("⊆", "in"),
    "to": ("→", "->"), "rightarrow": ("→", "->"), "leftarrow": ("←", "<-"), "gets": ("←", "<-"),
    "Rightarrow": ("⇒", "=>"), "implies": ("⇒", "=>"), "iff": ("⇔", "<=>"), "mapsto": ("↦", "|->"),
    "leftrightarrow": ("↔", "<->"), "ll": ("≪", "<<"), "gg": ("≫", ">>"), "mid": ("|", "|"), "parallel": ("‖", "||"),
    "colon": (":", ":"), "lt": ("<", "<"), "gt": (">", ">"), "triangleq": ("≜", ":="),
}  # fmt: skip
OPERATORS: Final = {
    "sum": ("∑", "sum"), "prod": ("∏", "prod"), "int": ("∫", "int"),
    **{name: (name, name) for name in (
        "max", "min", "arg", "log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "lim", "sup", "inf",
        "det", "dim", "Pr", "gcd", "argmax", "argmin",
    )},
}  # fmt: skip
OPENING: Final = {
    "lfloor": ("⌊", "floor("), "lceil": ("⌈", "ceil("), "langle": ("⟨", "<"), "{": ("{", "{"), "lbrace": ("{", "{"),
    "lvert": ("|", "|"), "lVert": ("‖", "||"), "lbrack": ("[", "["),
}  # fmt: skip
CLOSING: Final = {
    "rfloor": ("⌋", ")"), "rceil": ("⌉", ")"), "rangle": ("⟩", ">"), "}": ("}", "}"), "rbrace": ("}", "}"),
    "rvert": ("|", "|"), "rVert": ("‖", "||"), "rbrack": ("]", "]"),
}  # fmt: skip
SIGNS: Final[dict[str, tuple[str, str, Role]]] = {
    **{name: (*both, "ordinary") for name, both in LETTERS.items()},
    **{name: (*both, "binary") for name, both in BINARY.items()},
    **{name: (*both, "relation") for name, both in RELATIONS.items()},
    **{name: (*both, "operator") for name, both in OPERATORS.items()},
    **{name: (*both, "opening") for name, both in OPENING.items()},
    **{name: (*both, "closing") for name, both in CLOSING.items()},
    "|": ("‖", "||", "ordinary"),
    "-": ("−", "-", "binary"),
    "+": ("+", "+", "binary"),
    "*": ("*", "*", "binary"),
    "'": ("′", "'", "ordinary"),
}
TYPED: Final[dict[str, Role]] = {
    "+": "binary", "-": "binary", "*": "binary", "=": "relation", "<": "relation", ">": "relation", ":": "relation",
    "(": "opening", "[": "opening", ")": "closing", "]": "closing", ",": "comma", ";": "comma",
    "，": "ordinary", "；": "ordinary",
}  # fmt: skip
SPACES: Final = {",": " ", ":": " ", ";": " ", " ": " ", "!": "", "quad": "  ", "qquad": "    ", "~": " "}
IGNORED: Final = frozenset({"displaystyle", "textstyle", "limits", "nolimits", "big", "Big", "bigg", "Bigg", "bigl",
                            "bigr", "Bigl", "Bigr", "mathstrut"})  # fmt: skip

ACCENTS: Final = {
    "hat": ("\u0302", "_hat"), "widehat": ("\u0302", "_hat"), "tilde": ("\u0303", "_tilde"),
    "widetilde": ("\u0303", "_tilde"), "bar": ("\u0304", "_bar"), "overline": ("\u0305", "_bar"),
    "vec": ("\u20d7", "_vec"), "dot": ("\u0307", "_dot"), "ddot": ("\u0308", "_ddot"), "underline": ("\u0332", ""),
}  # fmt: skip
UPRIGHT: Final = frozenset({"mathrm", "mathbf", "boldsymbol", "bm", "mathit", "mathsf", "mathtt", "operatorname",
                            "mathnormal", "pmb"})  # fmt: skip
WORDS: Final = frozenset({"text", "textbf", "textit", "textrm", "mbox", "texttt"})
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS: Final = {
    "mathbb": dict(zip(_CAPITALS + "1", "𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ𝟙", strict=True)),
    "mathcal": dict(zip(_CAPITALS, "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵", strict=True)),
}

RAISED: Final = dict(zip(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzT⊤′*",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵀ′*", strict=True,
))  # fmt: skip
LOWERED: Final = dict(zip(
    "0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True
))  # fmt: skip
FENCES: Final = {  # environment: the brackets around its rows
    "matrix": ("", ""), "smallmatrix": ("", ""), "array": ("", ""), "aligned": ("", ""), "bmatrix": ("[", "]"),
    "pmatrix": ("(", ")"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "Bmatrix": ("{", "}"), "cases": ("{", ""),
}  # fmt: skip
