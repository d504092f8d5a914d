"""Values worth asking: drawn from a calculator's picks, so that a question can be asked anew."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.params import Array, Param, bind_sizes
from dlstudy.symbolic.working import complete

TRIES = 200


def draw(calculator: Calculator, given: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """Complete, legal values: what is given (as typed), the rest drawn; drawn again where a rule is broken."""
    read = {name: read_drawn(calculator, name, value) for name, value in given.items()}
    refusal: LearnerError | None = None
    for _try in range(TRIES):
        values = draw_once(calculator, read, rng)
        try:
            return complete(calculator, {name: value for name, value in values.items() if value is not None})
        except LearnerError as error:
            refusal = error
    assert refusal is not None
    raise refusal


def draw_once(calculator: Calculator, given: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """A value for every parameter, those given unchanged; arrays are drawn to fit given ones. No rule is asked yet."""
    sizes = {dim: rng.choice(picks) for dim, picks in sorted(calculator.sizes.items())}
    if sizes:
        sizes |= _bound(calculator, given)
    values = {p.name: given.get(p.name, p.default) for p in calculator.params}
    for param in calculator.params:
        if param.name not in given and drawable(param):
            values[param.name] = param.draw(rng, sizes)
    drawn = calculator.draw(values, rng) | dict(given)
    return {name: read_drawn(calculator, name, value) for name, value in drawn.items()}


def drawable(param: Param) -> bool:
    """Whether the calculator has something to pick a parameter from."""
    return bool(param.pick) or (isinstance(param, Array) and param.required)


def read_drawn(calculator: Calculator, name: str, value: Any) -> Any:
    """A value that was drawn as it would be typed, read."""
    param = calculator.param(name)
    return param.read(value) if isinstance(value, str) and param is not None else value


def _bound(calculator: Calculator, given: Mapping[str, Any]) -> dict[str, int]:
    """The sizes that given arrays settle; none while they disagree, for the calculator may yet turn them."""
    try:
        return bind_sizes(calculator.params, given)
    except LearnerError:
        return {}
