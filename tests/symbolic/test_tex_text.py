"""Prompts' TeX as text for a terminal."""

import pytest

from dlstudy.symbolic.notation.boxes import Box
from dlstudy.symbolic.notation.tex_text import formula, linear, pieces, settable


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"97\times97\times3", "97×97×3"),
        (r"\Delta\theta_t=\rho\Delta\theta_{t-1}-\alpha g_t", "Δθₜ = ρΔθₜ₋₁ − αgₜ"),
        (r"H=\mathrm{softmax}(QK^{\top}/\sqrt{d_k})V", "H = softmax(QKᵀ/√dₖ)V"),
        (r"\hat{M}_t=\frac{M_t}{1-\beta_1^t}", "M̂ₜ = Mₜ/(1 − β₁ᵗ)"),
        (r"\frac12", "1/2"),
        (r"\frac{a+b}{cd}", "(a + b)/cd"),
        (r"x\in\mathbb{R}^{n\times d}", "x ∈ ℝ^(n×d)"),
        (r"\left\lfloor\frac{n+2p-k}{s}\right\rfloor+1", "⌊(n + 2p − k)/s⌋ + 1"),
        (r"r+\gamma\max_{a'}Q(s',a')", "r + γ max_{a′} Q(s′, a′)"),
        (r"x\le-1", "x ≤ −1"),
        (r"\text{if }x>0.5", "if x > 0.5"),
        (r"W_Q", "W_Q"),
    ],
)
def test_formula_on_one_line_is_set_as_textbooks_print_it(source, shown):
    assert formula(source).lines == (shown,)


def test_matrix_stands_in_rows_level_with_its_name():
    box = formula(r"X=\begin{bmatrix}1&-2\\30&4\end{bmatrix}")
    assert [line.rstrip() for line in box.lines] == ["X = ⎡ 1  −2⎤", "    ⎣30   4⎦"]


def test_flat_matrix_is_written_as_it_would_be_typed():
    assert linear(r"$X=\begin{bmatrix}1&2\\3&4\end{bmatrix}$.") == "X = [1, 2; 3, 4]."


def test_cases_have_a_brace_on_the_left_only():
    box = formula(r"f=\begin{cases}x & x>0\\0 & \text{else}\end{cases}")
    assert [line.rstrip() for line in box.lines] == ["f = ⎧x  x > 0", "    ⎩0  else"]


def test_displayed_fraction_is_stacked():
    assert [line.strip() for line in formula(r"\frac{a}{b}", display=True).lines] == ["a", "───", "b"]


def test_plain_style_is_ascii_and_keeps_letters_apart():
    assert linear(r"$\rho\Delta\theta_{t-1}\le\sqrt{d_k}$", plain=True) == "rho Delta theta_{t-1} <= sqrt(d_k)"


@pytest.mark.parametrize("source", [r"\foo", r"\frac{1}", r"{x", r"x}", r"\begin{bmatrix}1", r"\hat{ab}", "x_1_2"])
def test_what_cannot_be_set_is_shown_as_its_source_and_lint_can_tell(source):
    assert formula(source) == Box((source,))
    assert not settable(f"${source}$")


def test_deeply_nested_braces_are_refused_not_recursed_into():
    assert not settable("$" + "{" * 5000 + "}" * 5000 + "$")


def test_words_and_formulas_come_out_in_their_order():
    assert list(pieces(r"记 $\theta$ 为参数，\$5")) == ["记 ", Box(("θ",)), " 为参数，$5"]


def test_a_dollar_left_open_is_not_settable():
    assert not settable("costs $5")
