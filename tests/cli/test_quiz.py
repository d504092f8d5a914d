"""The quiz line by line, in real processes: the past paper from end to end, and what a kill leaves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlstudy.answers.keys import RubricKey
from dlstudy.bank.places import bank_folders
from dlstudy.bank.reading import load
from dlstudy.bank.variants import draw
from dlstudy.cli import run
from dlstudy.study.choosing import papers
from dlstudy.study.diary import Diary
from dlstudy.study.places import diary_path
from dlstudy.symbolic.notation import quantity
from dlstudy.symbolic.notation.tex_text import linear


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "DLSTUDY_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "80"}


def _quiz(home: Path, *arguments: str, typed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "dlstudy", "quiz", "--plain", *arguments],
        input=typed, capture_output=True, text=True, env=_environment(home), timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _model_answers(language: str) -> list[str]:
    """What a candidate who knows everything types into the past paper, line by line."""
    typed = []
    for question in papers(load(bank_folders()))["past-2020"]:
        for part in draw(question, 0).parts:
            if not isinstance(part.key, RubricKey):
                typed.append(quantity(part.key.value))  # type: ignore[union-attr]
                continue
            typed.append(linear(part.model.read(language)).replace("\n", " ") if part.model else "…")
            typed += ["y"] * (len(part.key.points) if part.key.by_hand else 0)
    return typed


@pytest.mark.parametrize(("language", "marks"), [("zh", r"得分 ([\d.]+) / 100"), ("en", r"([\d.]+) of 100 marks")])
def test_the_past_paper_can_be_sat_from_end_to_end(language: str, marks: str, tmp_path: Path) -> None:
    typed = _model_answers(language)
    out = _quiz(tmp_path, "past-2020", "--lang", language, typed="\n".join(typed) + "\n" + "y\n" * 30)
    found = re.search(marks, out)
    assert found, out[-2000:]
    assert float(found[1]) >= 97


def test_a_wrong_answer_names_its_mistake_and_may_be_tried_again(tmp_path: Path) -> None:
    out = _quiz(tmp_path, "past-2020", "--lang", "zh", typed="44x44x15\n45x45x15\n")
    assert "第一个位置也要算" in out
    assert out.count("读作 45 × 45 × 15") == 1


def test_what_cannot_be_read_costs_no_try(tmp_path: Path) -> None:
    out = _quiz(tmp_path, "past-2020", "--lang", "en", typed="45x45x\n45x45x15\n")
    assert "no try is spent" in out
    assert "✓ Right" in out


def test_commands_may_be_typed_full_width(tmp_path: Path) -> None:
    out = _quiz(tmp_path, "past-2020", "--lang", "zh", typed="／跳过\n／标记\n／退出\n")
    assert "已标记" in out
    assert "可从这里继续" in out


def test_the_end_of_input_keeps_the_place(tmp_path: Path) -> None:
    _quiz(tmp_path, "past-2020", "--lang", "en", typed="45x45x15\n3660\n")
    out = _quiz(tmp_path, "--lang", "en", typed="")
    assert "Going on where you stopped" in out
    assert "Question 1 of 8" in out
    assert "(c)" in out


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.2])
def test_a_kill_loses_no_answer_and_the_next_start_goes_on(moment: float, tmp_path: Path) -> None:
    """The process is killed with SIGKILL while it waits, or just after an answer was sent."""
    child = subprocess.Popen(
        [sys.executable, "-u", "-m", "dlstudy", "quiz", "--plain", "past-2020", "--lang", "en"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment(tmp_path),
    )  # fmt: skip
    assert child.stdin
    assert child.stdout
    child.stdin.write("45x45x15\n")
    child.stdin.flush()
    for line in child.stdout:
        if "Right" in line:
            break
    time.sleep(moment)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with Diary(tmp_path / "diary.sqlite3") as diary:
        assert [event.data["text"] for event in diary.events(kind="answered")] == ["45x45x15"]
    out = _quiz(tmp_path, "--lang", "en", typed="3660\n")
    assert "(b)" in out
    assert "read as 3660" in out


def test_the_same_seed_asks_the_same(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: "/quit")
    asked = []
    for seed in ("5", "5", "6"):
        with pytest.raises(SystemExit):
            run(["quiz", "cnn", "--plain", "--seed", seed, "-n", "3"])
        asked.append(capsys.readouterr().out)
    assert asked[0] == asked[1] != asked[2]
    assert diary_path().exists()


def test_the_solution_of_a_part_leaves_the_next_one_open(tmp_path: Path) -> None:
    out = _quiz(tmp_path, "past-2020", "--lang", "en", typed="44x44x15\n/solution\n")
    shown = out.partition("Worked solution:")[2].partition("(b)")[0]
    assert "45 × 45 × 15" in shown
    assert "3660" not in shown  # the answer of part (b)
