"""Options as people spell them."""

from __future__ import annotations

import pytest

from dlstudy.symbolic.option_names import meant

METHODS = ["adadelta", "adagrad", "adam", "adamw", "momentum", "rmsprop", "sgd"]


@pytest.mark.parametrize(
    ("text", "options", "name"),
    [
        ("Adam", METHODS, "adam"),
        ("RMSProp", METHODS, "rmsprop"),
        ("RMS prop", METHODS, "rmsprop"),
        ("mom", METHODS, "momentum"),
        ("gd", METHODS, "sgd"),
        ("torch", ["course", "pytorch"], "pytorch"),
        ("leaky_relu", ["relu", "leaky-relu"], "leaky-relu"),
        ("ada", METHODS, None),  # several begin so
        ("mo", METHODS, None),  # too short
        ("foo", METHODS, None),
    ],
)
def test_the_option_that_is_meant(text: str, options: list[str], name: str | None) -> None:
    assert meant(text, options) == name
