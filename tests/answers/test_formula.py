"""Formulas: what is equal, what is different and where it shows, whatever the checker's seed."""

from __future__ import annotations

import pytest

from dlstudy.answers.judging import judge
from dlstudy.answers.keys import FormulaKey
from dlstudy.answers.kinds import formula
from dlstudy.answers.references import asked, key_of
from dlstudy.errors import LearnerError

SIZES = "n:positive integer, k:positive integer, s:positive integer, p:nonnegative integer"
SAME = [
    ("x^2 - 1", "(x-1)(x+1)", "x"),
    ("1/(n(n+1))", "1/n - 1/(n+1)", "n:positive integer"),
    ("floor((n+2p-k)/s)+1", "(n + 2p - k + s)//s", SIZES),
    ("ceil(n/s)", "floor((n-1)/s)+1", SIZES),
    ("n mod s", "n - s*floor(n/s)", SIZES),
    ("floor(n/2)", "(n - n mod 2)/2", SIZES),
    ("abs(x)", "sqrt(x^2)", "x:real"),
    ("x", "sqrt(x)^2", "x:positive"),
    ("ln(abs(x))", "ln(x^2)/2", "x:real"),
    ("log(abs(x-3))+log(abs(x+3))", "log(abs(x^2-9))", "x"),
    ("1", "x/x", "x:real"),
    ("x^0", "1", "x:real"),
    ("sigmoid(x)", "e^x/(1+e^x)", "x"),
    ("tanh(x)", "2*sigma(2x)-1", "x"),
    ("(1-gamma^n)/(1-gamma)", "(gamma^n-1)/(gamma-1)", "gamma:0..1, n:positive integer"),
    ("sin(x)^2 + cos(x)^2 - 1", "0", "x"),
    ("e^(1000 x)", "(e^x)^1000", "x:0..1"),
    ("max(x, 0)", "(x + abs(x))/2", "x"),
    ("sqrt(-1-x^2)", "sqrt(-(1+x*x))", "x"),
    ("x^2/7", "x*x/7 + sin(pi)", "x"),
]  # fmt: skip
DIFFERENT = [
    ("abs(x)", "x", "x:real"),
    ("x", "sqrt(x)^2", "x:real"),
    ("ln(abs(x))", "ln(x)", "x:real"),
    ("floor((n+2p-k)/s)+1", "floor((n+p-k)/s)+1", SIZES),
    ("floor((n+2p-k)/s)+1", "ceil((n+2p-k)/s)+1", SIZES),
    ("ceil(n/s)", "floor(n/s)+1", SIZES),
    ("n", "n mod 1000", "n:positive integer"),
    ("max(n, 20)", "n", "n:positive integer"),
    ("x", "x + 10^(-12)", "x:positive"),
    ("10^(-40) x", "2*10^(-40) x", "x"),
    ("1 - gamma^n", "1 - gamma^(n+1)", "gamma:0..1, n:positive integer"),
    ("cos(2 pi n)", "cos(pi n)", "n:integer"),
    ("x", "sqrt(-x^2)", "x"),
    ("sqrt(-1-x^2)", "2", "x"),
    ("x/3", "0.333333x", "x"),
]  # fmt: skip


def _key(reference: str, symbols: str) -> FormulaKey:
    key = key_of("formula", asked(reference, symbols))
    assert isinstance(key, FormulaKey)
    return key


@pytest.mark.parametrize(("reference", "typed", "symbols"), SAME)
def test_equal_formulas_are_equal(reference: str, typed: str, symbols: str) -> None:
    assert judge(_key(reference, symbols), typed).status == "correct"
    assert judge(_key(typed, symbols), reference).status == "correct"


@pytest.mark.parametrize(("reference", "typed", "symbols"), DIFFERENT)
def test_different_formulas_are_different(reference: str, typed: str, symbols: str) -> None:
    assert judge(_key(reference, symbols), typed).status == "incorrect"


@pytest.mark.parametrize("seed", range(12))
def test_verdict_does_not_hang_on_the_seed(seed: int) -> None:
    for cases, status in ((SAME[:-2], "correct"), (DIFFERENT[:-2], "incorrect")):
        for reference, typed, symbols in cases:
            key = _key(reference, symbols)
            assert formula.compare(key, formula.read(key, typed), seed).status == status, (reference, typed)


def test_witness_is_what_both_come_to_there() -> None:
    witness = judge(_key("(H-K)/S + 1", "H:positive integer, K:positive integer, S:positive integer"), "H-K+S").witness
    assert witness is not None
    assert witness.read("en") == "at H = 6, K = 4, S = 2 you get 4, expected 2"


def test_witness_shows_enough_figures_to_differ() -> None:
    witness = judge(_key("x", "x"), "x + 10^(-20)").witness
    assert witness is not None
    got, want = witness.read("en").partition("you get ")[2].split(", expected ")
    assert got != want


def test_decimals_in_a_formula_pass_where_a_tolerance_says_so() -> None:
    assert judge(key_of("formula", asked("x/3", "x", 1e-3)), "0.3333x").status == "correct"
    assert judge(key_of("formula", asked("x/3", "x", 1e-3)), "0.33x").status == "incorrect"


def test_formula_too_large_to_compute_costs_no_try() -> None:
    assert judge(_key("x", "x:2..9"), "x^9^9^9").status == "invalid"


def test_constant_that_is_no_number_at_all_is_invalid_but_one_that_is_not_real_is_wrong() -> None:
    assert judge(_key("x", "x"), "1/0").status == "invalid"
    assert judge(_key("2", "x"), "sqrt(-4)").status == "incorrect"


@pytest.mark.parametrize("symbols", ["x:nonsense", "x:3..3", "2:real", "x:positive integer 0..0", ":real"])
def test_domain_that_makes_no_sense_is_refused(symbols: str) -> None:
    with pytest.raises(LearnerError):
        asked("x", symbols)


def test_letters_are_declared_in_any_spelling() -> None:
    for name in ("gamma", "γ", r"\gamma"):
        assert judge(_key("gamma + 1", f"{name}:0..1"), "1+γ").status == "correct"
    assert judge(_key("beta_1 + beta_2", "beta_1:0..1, β2:0..1"), "β₁ + beta2").status == "correct"


def test_letters_that_are_not_declared_are_real() -> None:
    assert judge(_key("r + gamma*v", "gamma:0..1"), "γv + r").status == "correct"
    assert judge(_key("x*y", ""), "yx").status == "correct"
