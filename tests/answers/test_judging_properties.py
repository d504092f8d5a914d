from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlstudy.answers.judging import judge
from dlstudy.answers.keys import CountKey, Key, MatrixKey, NumberKey, ShapeKey
from dlstudy.bank.retyping import right_answers, wrong_answers
from tests.answers.test_judging import KEYS

NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.fractions(min_value=-1000, max_value=1000, max_denominator=10**4),
    st.decimals(min_value=-1000, max_value=1000, places=4).map(Fraction),
)
SIGNS = "0123456789.,;:x×*/+-^()[]{}|%!=<>√²½πeE \\\nαβ,s1左→ABab∞⌊⌉"
TEXTS = st.one_of(st.text(max_size=60), st.text(alphabet=SIGNS, max_size=60))


def matrices(rows: int, columns: int) -> st.SearchStrategy[tuple[tuple[object, ...], ...]]:
    return st.tuples(*[st.tuples(*[NUMBERS] * columns)] * rows)


KEYS_OF_VALUES = st.one_of(
    NUMBERS.map(NumberKey),
    st.integers(-(10**12), 10**12).map(CountKey),
    st.lists(st.integers(1, 999), min_size=2, max_size=4).map(lambda sizes: ShapeKey(tuple(sizes))),
    st.tuples(st.integers(1, 3), st.integers(2, 3)).flatmap(lambda s: matrices(*s)).map(MatrixKey),
    matrices(1, 3).map(lambda rows: MatrixKey(rows, vector=True)),
)


@given(KEYS_OF_VALUES)
def test_value_printed_in_any_accepted_style_is_judged_right(key: Key) -> None:
    for typed in right_answers(key):
        verdict = judge(key, typed)
        assert verdict.status == "correct", (typed, verdict)


@given(KEYS_OF_VALUES)
def test_near_miss_is_never_judged_right(key: Key) -> None:
    for typed in wrong_answers(key):
        assert judge(key, typed).status != "correct", typed


@pytest.mark.parametrize("key", KEYS, ids=lambda key: type(key).__name__)
@given(text=TEXTS)
def test_no_text_raises(key: Key, text: str) -> None:
    verdict = judge(key, text)
    assert 0 <= verdict.score <= 1
    assert verdict.status == "correct" or verdict.score < 1
