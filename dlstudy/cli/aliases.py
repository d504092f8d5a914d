"""Other names: short forms of commands (the beginning of one, or its initials), and what others call an option."""

from __future__ import annotations

from collections.abc import Sequence

SHORTEST = 2
OPTIONS = {  # what people type: the parameters it may stand for; a calculator's own names come first
    "lr": ("learning_rate",),
    "alpha": ("learning_rate", "concentration"),
    "eta": ("learning_rate",),
    "gamma": ("discount",),
    "momentum": ("rho",),
    "eps": ("epsilon",),
    "iterations": ("steps", "sweeps"),
    "input": ("side", "x"),
    "kernel_size": ("kernel",),
    "in": ("in_channels",),
    "out": ("out_channels",),
    "filters": ("out_channels",),
    "channels": ("in_channels",),
    "d_model": ("width",),
    "n_heads": ("heads",),
    "num_heads": ("heads",),
    "hidden": ("hidden_size",),
    "reference": ("references",),
    "hypothesis": ("candidate",),
    "keep": ("p",),
    "keep_prob": ("p",),
    "transition": ("transitions",),
    "emission": ("emissions",),
    "y": ("labels", "targets", "target"),
    "weights": ("w",),
    "bias": ("b",),
    "grid": ("world",),
    "env": ("world",),
    "tol": ("tolerance",),
    "k_folds": ("k",),
}


def meant(word: str, names: Sequence[str]) -> str | None:
    """The one name that begins with `word` (`opt`: optimize) or has it as initials (`vi`: value-iteration)."""
    if len(word) < SHORTEST:
        return None
    for found in (
        [name for name in names if "-" in name and "".join(part[0] for part in name.split("-")) == word],
        [name for name in names if name.startswith(word)],
    ):
        if len(found) == 1:
            return found[0]
    return None


def own_name(flag: str, params: Sequence[str]) -> str:
    """The option as a calculator with these parameters calls it: `--lr` is `--learning-rate`; unknown ones stay."""
    name, equals, value = flag.partition("=")
    word = name.removeprefix("--").replace("-", "_")
    if not name.startswith("--") or word in params:
        return flag
    known = next((param for param in OPTIONS.get(word, ()) if param in params), None)
    return flag if known is None else f"--{known.replace('_', '-')}{equals}{value}"
