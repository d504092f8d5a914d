"""Lines of Chinese, English and formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlstudy.symbolic.notation.boxes import Box
from dlstudy.symbolic.notation.widths import cells
from dlstudy.tui.blocks import Block
from dlstudy.tui.wrapping import NO_END, NO_START, wrap

CHINESE = "卷积神经网络（简称网络），具有“局部连接”、权重共享等特性；因此，参数较少。设 x 为输入，见 θ̂ 的定义（3×3）。"


@pytest.mark.parametrize("width", range(10, 60))
def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(width):
    lines = wrap([CHINESE], width)
    assert all(cells(line) <= width for line in lines)
    assert not any(line[0] in NO_START for line in lines[1:])
    assert not any(line[-1] in NO_END for line in lines)


def test_chinese_is_broken_between_its_characters():
    assert wrap(["A. 一二三四五六"], 9) == ["A. 一二三", "四五六"]


def test_english_is_broken_at_spaces_only():
    assert wrap(["one three five"], 9) == ["one three", "five"]


def test_word_longer_than_a_line_is_cut():
    assert wrap(["abcdefgh"], 3) == ["abc", "def", "gh"]


def test_combining_accent_stays_with_its_letter_and_takes_no_room():
    assert wrap(["θ̂θ̂ θ̂"], 4) == ["θ̂θ̂ θ̂"]


def test_tall_formula_stands_level_with_the_words_around_it():
    assert wrap(["设 ", Box(("⎡1⎤", "⎣2⎦")), "，则"], 20) == ["设 ⎡1⎤，则", "   ⎣2⎦"]


def test_formula_is_broken_before_its_sign():
    assert wrap(["so ", Box(("xxxxxxxx = yyyyyyyy + z",))], 15) == ["so xxxxxxxx", "= yyyyyyyy + z"]


def test_short_formula_is_not_broken():
    assert wrap(["so ", Box(("x = y",))], 6) == ["so", "x = y"]


def test_line_breaks_and_indentation_of_the_text_are_kept():
    assert wrap(["a\n  b c d\ne"], 5) == ["a", "  b c", "  d", "e"]


@given(st.text(alphabet="一二，。（）ab 1“”", max_size=60), st.integers(4, 30))
def test_nothing_but_spaces_is_lost(text, width):
    assert "".join(wrap([text], width)).replace(" ", "") == text.replace(" ", "")


def test_text_hangs_beside_its_label():
    rows = ["".join(text for text, _style in row) for row in Block("一二三四五", label="A.").rows(9)]
    assert rows == ["A. 一二三", "   四五"]
