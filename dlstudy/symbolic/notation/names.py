"""How letters are written: Greek, accents, subscripts."""

from __future__ import annotations

from dlstudy.symbolic.tree import Letter, Node, Num, Op

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ",
    "Omega": "Ω", "Gamma": "Γ", "Pi": "Π", "Psi": "Ψ", "Xi": "Ξ",
}  # fmt: skip
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _stem(name: str, style: str) -> tuple[str, str]:
    """A name's letter, Greek and accents set, and what hangs below it."""
    base, _, below = name.partition("_")
    accent = ""
    if below.partition("_")[0] in ACCENTS:
        accent, _, below = below.partition("_")
    prefix = ""
    if base.startswith("Delta") and len(base) > 5:
        prefix, base = "Delta", base[5:]
    if style == "tex":
        base = "\\" + base if base in GREEK else base if len(base) == 1 else rf"\mathrm{{{base}}}"
        base = rf"\{accent}{{{base}}}" if accent else base
        return (rf"\Delta {base}" if prefix else base), below
    base = GREEK.get(base, base) + ACCENTS.get(accent, "")
    return ("Δ" if prefix else "") + base, below


def name_of(letter: Letter, style: str = "unicode") -> str:
    """The letter as the textbook prints it: `theta_hat[2]` is θ̂₂ in Unicode, \\hat{\\theta}_{2} in TeX."""
    index = ",".join(_index(i) for i in letter.index)
    if style == "plain":
        return f"{letter.name}[{index}]" if index else letter.name
    stem, below = _stem(letter.name, style)
    if style == "tex":
        below = below.replace("_", ",")
        words = ([rf"\text{{{below}}}" if len(below) > 1 else below] if below else []) + ([index] if index else [])
        return stem + (f"_{{{','.join(words)}}}" if words else "")
    if index.isdigit() and not below:
        return stem + index.translate(SUBSCRIPT)
    return stem + (f"_{below}" if below else "") + (f"[{index}]" if index else "")


def _index(index: object) -> str:
    if isinstance(index, Letter):
        return index.name
    if isinstance(index, Num):
        return str(index.value)
    if isinstance(index, Op) and index.op in "+-":
        return f"{_index(index.args[0])}{index.op}{_index(index.args[1])}"
    return repr(index) if isinstance(index, Node) else str(index)
