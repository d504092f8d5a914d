"""Vocabularies: the course's rules, both roads on any text, and texts nobody would send in good faith."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from dlstudy.calculators.passages import MAX_BYTES
from dlstudy.calculators.vocab import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import plain
from dlstudy.symbolic.working import Working, complete, work


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


@pytest.mark.parametrize(
    ("level", "clean", "order"),
    list(itertools.product(("word", "character"), ("letters", "lower", "none"), ("insertion", "frequency"))),
)
@pytest.mark.parametrize("seed", range(6))
def test_both_roads_agree_on_any_text(level: str, clean: str, order: str, seed: int) -> None:
    rng = random.Random(seed)
    text = "a" + "".join(rng.choice("aabBcÉ东西 ,.\n\t1") for _i in range(60))
    given = {"level": level, "clean": clean, "order": order, "min_freq": rng.randint(0, 3), "encode": "a b" + text[:9]}
    working = worked(text=text, special=rng.choice(("none", "all")), **given)
    assert all(found.agrees for found in check(CALCULATOR, working))


def test_special_tokens_come_first_and_unknown_is_the_last_of_them() -> None:
    found = worked(text="b a b", special="all", encode="b z a").outputs
    assert found["ids"] == Grid([[4, 3, 5]])
    assert (found["size"], found["unknown"]) == (6, 1)


def test_order_is_of_first_occurrence_unless_asked_by_frequency() -> None:
    text = "a b b"
    assert worked(text=text).outputs["ids"] == Grid([[1, 2, 2]])
    assert worked(text=text, order="frequency").outputs["ids"] == Grid([[2, 1, 1]])


def test_a_frequency_of_just_min_freq_stays() -> None:
    assert worked(text="a a b", min_freq=2).outputs["size"] == 2


def test_characters_have_a_space_among_them() -> None:
    """As in d2l, whose time machine has 26 letters, a space and <unk>: 28."""
    found = worked(text="The quick brown fox jumps over the lazy dog", level="character").outputs
    assert (found["distinct"], found["size"]) == (27, 28)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("我爱学习", ("我", "爱", "学", "习")), ("我 爱 学习", ("我", "爱", "学习")), ("Isn't it", ("isn", "t", "it"))],
)
def test_the_text_decides_what_a_token_is(text: str, tokens: tuple[str, ...]) -> None:
    assert worked(text=text).outputs["tokens"] == tokens


def test_a_long_text_is_counted_without_working() -> None:
    found = calculate(CALCULATOR, complete(CALCULATOR, {"text": "the cat sat on the mat\n" * 2000, "min_freq": 3000}))
    assert not found.lines
    assert (found.outputs["token_count"], found.outputs["size"], found.outputs["unknown"]) == (12_000, 2, 8_000)


def test_what_could_steer_a_terminal_becomes_a_space() -> None:
    assert worked(text="a\x1b[31mb\x07\ud800c", clean="none", level="word").outputs["tokens"] == ("a", "[31mb", "c")


def test_stored_text_reads_back(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("one\r\ntwo\tthree", encoding="utf-8")
    values = complete(CALCULATOR, {"text": f"@{tmp_path}/text.txt"}, files=True)
    assert values["text"] == "one\ntwo three"
    assert complete(CALCULATOR, {name: plain(v) for name, v in values.items() if v is not None}) == values


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe\x00", "UTF-8"), (b" \n", "nothing"), (b"a" * (MAX_BYTES + 1), "too large")]
)
def test_files_that_are_no_texts_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "text.txt").write_bytes(content)
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, {"text": f"@{tmp_path}/text.txt"}, files=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [("@/no/such/file", "no such file"), ("@/dev/zero", "no such file"), ("@\0", "no such file|cannot be read"),
     ("东西", "nothing is left"), ("@/etc", "no such file")],
)  # fmt: skip
def test_what_is_no_file_or_no_text_is_refused(text: str, says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, {"text": text, "clean": "letters"}, files=True)


def test_a_question_opens_no_file() -> None:
    with pytest.raises(LearnerError, match="not opened"):
        complete(CALCULATOR, {"text": "@/etc/passwd"})


def test_a_special_token_in_the_text_keeps_its_number() -> None:
    working = worked(text="a <unk> b <pad> a", clean="none", special="all")
    assert working.outputs["ids"] == Grid([[4, 3, 5, 0, 4]])
    assert all(found.agrees for found in check(CALCULATOR, working))
