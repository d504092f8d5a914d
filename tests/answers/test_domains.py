"""What letters may stand for."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from dlstudy.answers.domains import Domain, parse, parse_list

DOMAINS = [
    ("positive integer", Domain(True, Fraction(1))),
    ("nonnegative integer", Domain(True, Fraction(0))),
    ("integer 2..9", Domain(True, Fraction(2), Fraction(9))),
    ("2..9 integer", Domain(True, Fraction(2), Fraction(9))),
    ("positive integer 0..9", Domain(True, Fraction(1), Fraction(9))),
    ("0..1", Domain(False, Fraction(0), Fraction(1))),
    ("positive", Domain(False, Fraction(0))),
    ("positive real", Domain(False, Fraction(0))),
    ("正整数", Domain(True, Fraction(1))),
    ("real", Domain()),
]


@pytest.mark.parametrize(("text", "domain"), DOMAINS)
def test_domain_is_read(text: str, domain: Domain) -> None:
    assert parse(text) == domain


@pytest.mark.parametrize("text", [text for text, _domain in DOMAINS])
def test_values_lie_inside_and_real_ones_off_the_bounds(text: str) -> None:
    domain, rng = parse(text), random.Random(3)
    for number in range(200):
        value = domain.value(number, rng)
        assert domain.low is None or value > domain.low or (domain.whole and value == domain.low)
        assert domain.high is None or value < domain.high or (domain.whole and value == domain.high)
        assert not domain.whole or value == int(value)


def test_whole_numbers_begin_at_the_boundary_and_reach_far() -> None:
    rng = random.Random(1)
    values = [parse("positive integer").value(number, rng) for number in range(80)]
    assert values[0] == 1
    assert max(values) > 500


def test_list_of_domains_takes_both_kinds_of_punctuation() -> None:
    assert parse_list("H：positive integer，gamma:0..1; x") == {"H": "positive integer", "gamma": "0..1", "x": "real"}
