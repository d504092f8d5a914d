"""The values of a variant: what the question fixes, one of what it lists, the calculator's picks for the rest."""

from __future__ import annotations

import random
from typing import Any

from dlstudy.bank.question import Question
from dlstudy.errors import AuthorError, LearnerError, unknown
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.params import Array, Param, bind_sizes


def draw_values(question: Question, calculator: Calculator, rng: random.Random) -> tuple[dict[str, Any], bool]:
    """Values for every parameter, and whether these are the only ones that can come."""
    given = {name: _given(calculator, name, raw, rng) for name, raw in question.given.items()}
    drawn_params = [p for p in calculator.params if p.name not in given and drawable(p)]
    sizes = {dim: rng.choice(picks) for dim, picks in sorted(calculator.sizes.items())}
    if sizes:
        sizes |= _bound(calculator, given)
    values = {p.name: given.get(p.name, p.default) for p in calculator.params}
    for param in drawn_params:
        values[param.name] = param.draw(rng, sizes)
    values = {name: _read(calculator, name, value) for name, value in (calculator.draw(values, rng) | given).items()}
    alone = not drawn_params and not any(isinstance(raw, list) for raw in question.given.values())
    return values, alone and not calculator.sizes


def _given(calculator: Calculator, name: str, raw: Any, rng: random.Random) -> Any:
    """The value of a parameter that the question gives; of a list, one."""
    param = calculator.param(name)
    if param is None:
        raise AuthorError(unknown(name, [p.name for p in calculator.params]), key=f"given.{name}")
    try:
        return param.read(rng.choice(raw) if isinstance(raw, list) and raw else raw)
    except LearnerError as error:
        raise AuthorError(error.text, key=f"given.{name}") from None


def _read(calculator: Calculator, name: str, value: Any) -> Any:
    """A value that was drawn as it would be typed, read."""
    param = calculator.param(name)
    return param.read(value) if isinstance(value, str) and param is not None else value


def _bound(calculator: Calculator, given: dict[str, Any]) -> dict[str, int]:
    """The sizes that given arrays settle; none while they disagree, for the calculator may yet turn them."""
    try:
        return bind_sizes(calculator.params, given)
    except LearnerError:
        return {}


def drawable(param: Param) -> bool:
    """Whether the calculator has something to pick a parameter from."""
    return bool(param.pick) or (isinstance(param, Array) and param.required)
