"""Published numbers, each worked out again by its calculator."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from tests.published.facts import Fact, apart, facts, found, roads_agree

FACTS = facts()
NAMES = [str(fact)[:120] for fact in FACTS]  # a world can be long
RESULTS = {(fact.calculator, fact.typed, fact.output): fact for fact in FACTS}  # each of which many facts may share


@pytest.mark.parametrize("fact", FACTS, ids=NAMES)
def test_the_calculator_finds_what_is_printed(fact: Fact) -> None:
    value = found(fact)
    assert apart(value, fact.value) <= fact.within, f"found {value}, {fact.source} has {fact.value}"


@pytest.mark.parametrize("fact", RESULTS.values(), ids=lambda fact: str(fact)[:120])
def test_both_roads_lead_there(fact: Fact) -> None:
    assert roads_agree(fact)


@pytest.mark.parametrize("file", sorted({fact.file for fact in FACTS}))
def test_another_number_would_be_noticed(file: str) -> None:
    """What is printed must decide: with its last number, or word, another, the found value is not it."""
    mine = [fact for fact in FACTS if fact.file == file]
    assert [f for f in mine if apart(found(f), another(f.value, 3 * f.within or 1)) <= f.within] == []


def another(value: Any, by: Any) -> Any:
    """The published value with its last number, or word, another."""
    if isinstance(value, list):
        return [*value[:-1], another(value[-1], by)]
    if not isinstance(value, str):
        return value + by
    return str(Fraction(value) + by) if value[0].isdigit() else f"{value}?"


def test_every_fact_says_where_it_is_printed() -> None:
    assert [str(fact) for fact in FACTS if len(fact.source) < 5 or "ibid" in fact.source] == []


def test_no_fact_is_counted_twice() -> None:
    assert [fact for fact, times in Counter((str(fact), str(fact.value)) for fact in FACTS).items() if times > 1] == []
