"""What is huge, or has no effect, is refused or left alone, and quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dlstudy.cli import run
from dlstudy.errors import LearnerError
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.notation.ascii_signs import in_ascii
from dlstudy.symbolic.notation.blocks import matrix_block
from dlstudy.symbolic.tree import Num

Out = pytest.CaptureFixture[str]


def test_huge_powers_are_not_written_out_as_polynomials() -> None:
    """SymPy would take minutes, and all memory."""
    call = [sys.executable, "-m", "dlstudy", "activation", "--x", "1e9x1e9", "--no-steps"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode in (0, 2), done.stderr


def test_what_algebra_cannot_order_stays_as_it_is(capsys: Out) -> None:
    assert run(["schedule", "--kind", "cosine", "--period", "sin(x)/0", "--no-steps"]) in (0, 2)


@pytest.mark.parametrize("call", [["vanishing", "--weight", "1e-300"], ["logistic", "--scores", "100!"]])
def test_long_numbers_are_printed_in_few_figures(call: list[str], capsys: Out) -> None:
    assert run(call) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) < 400
    assert len(write(Num(10**5000))) < 30


def test_an_entry_wider_than_the_line_stands_alone() -> None:
    assert matrix_block(Grid([[10**39]]), width=10) == [f"[{10**39}]"]


def test_a_parameter_without_effect_is_said_to_have_none(capsys: Out) -> None:
    wanted = ["return", "--rewards", "3", "--want", "return=3", "--solve", "discount", "--lang", "en"]
    assert run(wanted) == 2
    assert "has no effect here" in capsys.readouterr().err


def test_an_option_is_no_null_character(capsys: Out) -> None:
    assert run(["optimize", "--method", "\0"]) == 2


def test_a_long_text_is_not_repeated_under_carets() -> None:
    assert LearnerError("", "1," * 1000, (0, 1)).caret() == ""


def test_accents_are_spelt_in_ascii() -> None:
    assert in_ascii("M\u0302ₜ") == "M_hat_t"
