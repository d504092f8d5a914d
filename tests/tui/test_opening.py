"""What opening the app asks of the machine."""

import subprocess
import sys


def _python(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


def test_chinese_input_is_made_safe_before_textual_is_imported():
    code = """
import os, sys, dlstudy.tui
print(os.environ["TEXTUAL_DISABLE_KITTY_KEY"], "textual" in sys.modules)
from textual import constants
print(constants.DISABLE_KITTY_KEY)
"""
    assert _python(code) == ["1", "False", "True"]


def test_first_picture_waits_for_no_calculator():
    """The bank, the judging of answers and the calculators are imported behind it."""
    code = """
import sys, dlstudy.tui.app
print(*[m for m in ("numpy", "sympy", "mpmath", "dlstudy.bank.variants", "dlstudy.answers.rubric") if m in sys.modules])
"""
    assert _python(code) == []
