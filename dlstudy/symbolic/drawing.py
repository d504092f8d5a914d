"""Values worth asking: drawn from a calculator's picks, so that a question can be asked anew."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.working import complete

TRIES = 200


def draw(calculator: Calculator, given: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """Complete, legal values: what is given, the rest drawn; drawn again where a rule is broken."""
    refusal: LearnerError | None = None
    for _try in range(TRIES):
        sizes = {dim: rng.choice(choices) for dim, choices in calculator.sizes.items()}
        drawn = {p.name: p.draw(rng, sizes) for p in calculator.params if p.name not in given}
        values = calculator.draw({**drawn, **given}, rng)
        try:
            return complete(calculator, {name: value for name, value in values.items() if value is not None})
        except LearnerError as error:
            refusal = error
    assert refusal is not None
    raise refusal
