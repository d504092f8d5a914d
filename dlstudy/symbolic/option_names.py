"""Which option is meant: capitals, hyphens and blanks make no difference, and some go by several names."""

from __future__ import annotations

from collections.abc import Sequence

SHORTEST = 3  # letters of an option's beginning
ALSO = {  # plainly spelt
    "pytorch": ("torch",),
    "course": ("nndl", "default"),
    "he": ("kaiming",),
    "xavier": ("glorot",),
    "average": ("avg", "mean", "averagepool", "avgpool"),
    "max": ("maxpool", "maximum"),
    "squared": ("mse", "l2loss"),
    "binary-cross-entropy": ("bce",),
    "cross-entropy": ("ce", "nll"),
    "td0": ("td(0)", "td"),
    "sgd": ("gd", "gradientdescent"),
    "momentum": ("sgdm", "heavyball"),
    "nesterov": ("nag",),
}


def meant(text: str, options: Sequence[str]) -> str | None:
    """The one option that is spelt alike, goes by this name too, or begins so; none where there is none, or several."""
    typed = plainly(text)
    alike = [name for name in options if plainly(name) == typed]
    also = [name for name in options if typed in ALSO.get(name, ())]
    begun = [name for name in options if len(typed) >= SHORTEST and plainly(name).startswith(typed)]
    return next((found[0] for found in (alike, also, begun) if len(found) == 1), None)


def plainly(word: str) -> str:
    """The word without what makes no difference: capitals, hyphens, underscores and blanks."""
    return "".join(word.lower().replace("-", " ").replace("_", " ").split())
