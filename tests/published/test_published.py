"""Published numbers, each worked out again by its calculator."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from tests.published.facts import Fact, apart, facts, found, roads_agree

FACTS = facts()


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_the_calculator_finds_what_is_printed(fact: Fact) -> None:
    value = found(fact)
    assert apart(value, fact.value) <= fact.within, f"found {value}, {fact.source} has {fact.value}"


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_both_roads_lead_there(fact: Fact) -> None:
    assert roads_agree(fact)


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_another_number_would_be_noticed(fact: Fact) -> None:
    """What is printed must decide: a unit of the last place off, and the found value is not it."""
    if isinstance(fact.value, str) and not fact.value[-1:].isdigit():
        pytest.skip("a word: nothing is near it")
    assert apart(found(fact), shifted(fact.value, 3 * fact.within or 1)) > fact.within


def shifted(value: Any, by: Any) -> Any:
    """The published value with its last number another."""
    if isinstance(value, list):
        return [*value[:-1], shifted(value[-1], by)]
    return (Fraction(value) if isinstance(value, str) else value) + by


def test_every_fact_says_where_it_is_printed() -> None:
    assert [str(fact) for fact in FACTS if len(fact.source) < 4] == []


def test_no_fact_is_counted_twice() -> None:
    assert [name for name, times in Counter(map(str, FACTS)).items() if times > 1] == []
