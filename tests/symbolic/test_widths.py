"""Lines that are as wide as they look."""

from __future__ import annotations

import pytest

from dlstudy.symbolic.notation.widths import cells, folded

CHINESE = "最后不完整的窗口如何处理（floor：舍去；ceil：保留，但起点在右侧填充里的除外（PyTorch 的 ceil_mode））  [默认：floor]"
ENGLISH = "with multiplications and additions counted apart: 2 per multiply-add (PyTorch's FlopCounterMode)"


@pytest.mark.parametrize("text", [CHINESE, ENGLISH, "“引号”里的话" * 9, "。；" * 30, "（" * 5 + "x", "a " * 50])
@pytest.mark.parametrize("width", [24, 46, 80])
def test_folding_loses_nothing_and_keeps_within_the_width(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    long_words = max(map(len, ENGLISH.split()))
    assert all(cells(line) <= max(width, long_words) or "。；。" in line for line in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    for width in range(20, 60):
        lines = folded(CHINESE, width)
        assert not any(line[0] in "，。；：）" for line in lines)
        assert not any(line[-1] in "（" for line in lines)


def test_what_stands_in_square_brackets_stays_together() -> None:
    assert any(line.endswith("[默认：floor]") for line in folded(CHINESE, 46))


def test_a_short_text_is_one_line() -> None:
    assert folded("", 10) == [""]
    assert folded("步长", 4) == ["步长"]
