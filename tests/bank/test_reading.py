from __future__ import annotations

from pathlib import Path

import pytest

from dlstudy.bank.reading import BankError, load, survey
from dlstudy.errors import AuthorError
from tests.bank.files import CONV, WORDS, put


def errors(folder: Path, text: str) -> tuple[AuthorError, ...]:
    return survey([put(folder, text)])[1]


def test_question_knows_its_chapter_and_file(tmp_path: Path) -> None:
    found = load([put(tmp_path, CONV)]).questions["conv-one"]
    assert (found.chapter, Path(found.file).name, found.marks) == ("cnn", "file.toml", 5)


def test_files_may_be_named_one_by_one(tmp_path: Path) -> None:
    put(tmp_path, CONV)
    assert list(load([tmp_path / "cnn" / "file.toml"]).questions) == ["conv-one"]


def test_bank_is_looked_up_by_topic_and_chapter(tmp_path: Path) -> None:
    bank = load([put(tmp_path, CONV + WORDS)])
    assert [q.id for q in bank.of_topic("cnn-properties")] == ["why-share"]
    assert len(bank.of_chapter("cnn")) == 2


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("marks = 3", "mraks = 3", "part[1].mraks", "did you mean marks"),
        ("topic =", "topics =", "topics", "did you mean topic"),
        ('"conv-arithmetic"', '"conv-arithmetics"', "topic", "did you mean conv-arithmetic"),
        ('calculator = "conv"', 'calculator = "konv"', "calculator", "did you mean conv"),
        ('"conv-one"', '"Conv one"', "id", "hyphens"),
        ("marks = 3", 'marks = "three"', "part[1].marks", "str"),
        ("marks = 3", "", "part[1].marks", "marks is missing"),
        ('en = "The output size?"', 'en = ""', "part[1].prompt.en", "empty"),
        ("stride {{stride}}", "stride", "prompt", "stride"),
        ('ask = "output"', "", "part[1]", "exactly one"),
        ("marks = 3", "marks = 0", "part[1].marks", "positive"),
    ],
)
def test_error_names_question_key_and_what_was_meant(tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
    found = errors(tmp_path, CONV.replace(old, new, 1))
    assert (key, True) in [(error.key, says in str(error.text)) for error in found], found
    assert all("file.toml" in error.file for error in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("marks = 2\n    any", "marks = 1\n    any", "add up to 1"),
        ('any.en = ["weight sharing", "shar* weight*"]', "", "both languages"),
        ("right = true", "right = false", "no option is right"),
        ('en = "two"', 'en = "one"', "different"),
        ('model.en = "Because', 'hint.zh = "x"\n  model.en = "Because', "en is missing"),
    ],
)
def test_written_parts_are_checked(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert any(says in str(error) for error in errors(tmp_path, WORDS.replace(old, new)))


def test_points_need_a_model_answer(tmp_path: Path) -> None:
    lines = [line for line in WORDS.splitlines() if not line.strip().startswith("model")]
    assert any("model answer" in str(error) for error in errors(tmp_path, "\n".join(lines)))


def test_syntax_error_says_the_line(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, '[[question]]\nid = "x\n')
    assert "line 2" in str(found)


def test_all_errors_of_all_files_come_at_once(tmp_path: Path) -> None:
    put(tmp_path, CONV.replace("conv-arithmetic", "nowhere").replace("marks = 2", "marks = -2"))
    put(tmp_path, "[[question]", name="other.toml")
    put(tmp_path, WORDS.replace("right = true", "right = false"), name="third.toml")
    with pytest.raises(BankError) as raised:
        load([tmp_path])
    assert len(raised.value.errors) == 4
    assert len(str(raised.value).splitlines()) == 5


def test_id_is_taken_once(tmp_path: Path) -> None:
    put(tmp_path, CONV)
    (found,) = survey([put(tmp_path, CONV, name="other.toml")])[1]
    assert (found.key, found.question) == ("id", "conv-one")


def test_survey_keeps_the_questions_that_can_be_asked(tmp_path: Path) -> None:
    bank, wrong = survey([put(tmp_path, CONV + WORDS.replace("right = true", "right = false"))])
    assert list(bank.questions) == ["conv-one"]
    assert len(wrong) == 1


def test_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    _bank, (found,) = survey([tmp_path / "nowhere.toml"])
    assert "cannot be read" in str(found)
