"""The values of a variant: what the question fixes, one of what it lists, the calculator's picks for the rest."""

from __future__ import annotations

import random
from typing import Any

from dlstudy.bank.question import Question
from dlstudy.errors import AuthorError, LearnerError, unknown
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.drawing import draw_once, drawable


def draw_values(question: Question, calculator: Calculator, rng: random.Random) -> tuple[dict[str, Any], bool]:
    """Values for every parameter, and whether these are the only ones that can come."""
    given = {name: _given(calculator, name, raw, rng) for name, raw in question.given.items()}
    values = draw_once(calculator, given, rng)
    drawn = any(drawable(param) for param in calculator.params if param.name not in given)
    listed = any(isinstance(raw, list) for raw in question.given.values())
    return values, not (drawn or listed or calculator.sizes)


def _given(calculator: Calculator, name: str, raw: Any, rng: random.Random) -> Any:
    """The value of a parameter that the question gives; of a list, one."""
    param = calculator.param(name)
    if param is None:
        raise AuthorError(unknown(name, [p.name for p in calculator.params]), key=f"given.{name}")
    try:
        return param.read(rng.choice(raw) if isinstance(raw, list) and raw else raw)
    except LearnerError as error:
        raise AuthorError(error.text, key=f"given.{name}") from None
