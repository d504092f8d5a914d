"""What people type is read the way they mean it, or refused with the reason and the place."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy.errors import LearnerError
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.reading import read, read_array, read_count, read_sizes, read_value
from dlstudy.symbolic.tree import letters


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.25", Fraction(1, 4)), ("1/4", Fraction(1, 4)), ("25%", Fraction(1, 4)), ("2.5e-3", Fraction(1, 400)),
        ("3×10^8", 3 * 10**8), ("3x" if False else "3*10**8", 3 * 10**8), ("½", Fraction(1, 2)), ("2³", 8), ("10⁻²", Fraction(1, 100)),
        (".5", Fraction(1, 2)), ("5.", 5), ("１２．５", Fraction(25, 2)), ("（1＋2）×3", 9), ("2(3+4)", 14), ("(2)(3)", 6),
        ("-2^2", -4), ("(-2)^2", 4), ("2^3^2", 512), ("2^-2", Fraction(1, 4)), ("1——1", 2), ("+-1", -1), ("6÷4", Fraction(3, 2)),
        (r"\frac{1}{2}", Fraction(1, 2)), (r"\frac12" if False else r"\dfrac{3}{4}", Fraction(3, 4)), (r"3 \cdot 4", 12),
        (r"\sqrt{16}", 4), ("√16", 4), ("√(9+16)", 5), ("5!", 120), ("⌊3.7⌋", 3), ("floor(-1.5)", -2), ("⌈3.2⌉", 4),
        ("|3-5|", 2), ("max(1, 2, 3)", 3), ("7 mod 3", 1), ("log2(8)", 3), ("log(1000, 10)", 3), ("lg(100)", 2), ("$\\frac{3}{2}$", Fraction(3, 2)),
        ("o = 45", 45), ("binomial(5, 2)", 10), ("−3", -3), ("1e3", 1000),
    ],
)  # fmt: skip
def test_a_number_is_read_as_meant(typed: str, value: object) -> None:
    assert read_value(typed) == value


@pytest.mark.parametrize(
    ("typed", "value"), [("3,660", 3660), ("3 660", 3660), ("7，411，500", 7411500), ("45*45", 2025), ("1e3", 1000)]
)
def test_a_count_may_have_separated_thousands(typed: str, value: int) -> None:
    assert read_count(typed) == value


def test_a_count_is_whole() -> None:
    with pytest.raises(LearnerError):
        read_count("2.5")


@pytest.mark.parametrize(
    "typed",
    ["45x45x15", "45×45×15", "(45, 45, 15)", "45*45*15", "[45,45,15]", "45 45 15", "４５ｘ４５ｘ１５", "45 X 45 X 15"],
)
def test_a_shape_is_read_in_many_ways(typed: str) -> None:
    assert read_sizes(typed) == (45, 45, 15)


@pytest.mark.parametrize(
    "typed", ["1 0; 0 1", "[[1,0],[0,1]]", "[1, 0; 0, 1]", "1,0\n0,1", "[1 0; 0 1]", "【1，0；0，1】", "((1,0),(0,1))"]
)
def test_a_matrix_is_read_in_many_ways(typed: str) -> None:
    assert read_array(typed) == ((1, 0), (0, 1))


def test_entries_may_be_fractions_and_roots() -> None:
    first, second = read_array("1/3, sqrt(4)")
    assert (first, second) == (Fraction(1, 3), 2)


LETTERS = letters("x n beta_1 m_hat k_eff")


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("2x", "2*x"), ("3(x+1)", "3*(x+1)"), ("x²", "x^2"), ("β_1", "beta_1"), ("beta1", "beta_1"), (r"\beta_1", "beta_1"),
        (r"\beta_{1}", "beta_1"), ("β₁", "beta_1"), ("xn", "x*n"), ("x n", "x*n"), ("k_{eff}", "k_eff"), (r"\hat{m}", "m_hat"),
        ("m̂", "m_hat"), ("sin x", "sin(x)"), ("sin 2x", "sin(2*x)"), ("sin²(x)", "sin(x)^2"), ("1/cos x", "1/cos(x)"),
        ("x(n+1)", "x*(n+1)"), ("2πx", "2*pi*x"), ("n x^2", "n*x^2"), (r"\left(x+1\right)n", "(x+1)*n"), ("σ(x)", "sigmoid(x)"),
        ("x**2", "x^2"), ("e^x", "e^x"), ("ArcTan(x)", "arctan(x)"),
    ],
)  # fmt: skip
def test_a_formula_is_read_as_meant(typed: str, like: str) -> None:
    assert read(typed, LETTERS) == read(like, LETTERS)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "nothing"), ("3 4", "operator"), ("(1+2", "never closed"), ("1+2)", "closes nothing"), ("1+", "stops"),
        ("0x10", "base ten"), ("1_000", "without _"), ("nan", "not a number"), ("inf", "not a number"), ("٣", "0–9"),
        ("1\u200b2", "invisible"), ("1\u202e2", "invisible"), ("3½", "mixed"), ("x.__class__", "cannot stand"), ("yy", "not known"),
        ("a" * 501, "500"), ("1e-400000", "too long"), ("lambda x: x", "known"), ("1;2", "not a list"),
        ("x = 1; n = 2", "list|="), ("9" * 41, "too long"), (r"\input{x}", "not read"), ("1..2", "decimal"),
    ],
)  # fmt: skip
def test_what_could_be_misread_is_refused_by_name(typed: str, says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        read(typed, LETTERS)


@pytest.mark.parametrize(
    ("typed", "like"),
    [("xy^2", "x*(y^2)"), ("2xy²", "2*(x*y^2)"), ("xy!", "x*(y!)"), ("x//y", "floor(x/y)"), ("x//y*2", "floor(x/y)*2"),
     ("ln2", "ln(2)"), ("x ln2", "x*ln(2)"), ("ln2^2", "ln(2^2)"), (r"\frac12 x", "1/2*x")],
)  # fmt: skip
def test_what_is_written_together_binds_as_on_paper(typed: str, like: str) -> None:
    known = letters("x y")
    assert read(typed, known) == read(like, known)


def test_a_letter_with_a_number_is_no_function() -> None:
    assert read("ln2 + x", letters("ln_2 x")) == read("ln_2 + x", letters("ln_2 x"))


@pytest.mark.parametrize("typed", ["10⁻⁻¹", "x⁺", "sign^T", "sin^T x", "tanh^T(x)", "x⁻"])
def test_powers_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(LearnerError):
        read(typed, letters("x"))


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(LearnerError, match="did you mean k_eff"):
        read("k_ef + 1", LETTERS)


def test_a_refusal_points_at_the_place_past_wide_characters() -> None:
    with pytest.raises(LearnerError) as caught:
        read("（1＋2）＋ yy", LETTERS)
    carets = caught.value.caret().split("\n")[1]
    assert carets.index("^") == 2 + 1 + 2 + 1 + 2 + 2 + 1
    assert carets.count("^") == 2


@pytest.mark.parametrize(
    "typed",
    [
        "9^9^9^9", "factorial(10**6)", "factorial(factorial(factorial(5)))", "binomial(10^6,5*10^5)", "0.1**(10**9)",
        "exp(exp(exp(10)))", "2^1024^2", "((" * 2000, "-" * 450, "1" + "+1" * 240, "sqrt(" * 90 + "1" + ")" * 90, "tan(10^300)",
        "10^10^10", "e^(10^9)", "1/0", "0^(-1)", "ln(0)", "sqrt(-1)", "arcsin(2)", "[" * 60, "|" * 99, "(-8)^(1/3)", "200!" * 30,
    ],
)  # fmt: skip
def test_hostile_input_is_read_or_refused_at_once(typed: str) -> None:
    start = time.process_time()
    try:
        read_value(typed)
    except LearnerError as error:
        assert str(error)  # noqa: PT017
    assert time.process_time() - start < 0.1


@settings(max_examples=500, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=40) | st.text("0123456789.+-*/^()[]{}|,;xeπ√½²σ\\ _=", max_size=40)
)
def test_any_text_is_read_or_refused(typed: str) -> None:
    for reading in (read_value, read_array, read_count, read_sizes):
        try:
            reading(typed)
        except LearnerError as error:
            assert str(error)  # noqa: PT017


@settings(max_examples=200, deadline=None)
@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=400))
def test_a_fraction_survives_being_written_out(value: Fraction) -> None:
    assert read_value(f"{value.numerator}/{value.denominator}") == value
    assert evaluate(read(str(value)), {}) == value
