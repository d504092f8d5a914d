"""The benchmark's cases: every answer gets its verdict, no hostile text gets through, and the program that measures it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.answers import CASES, HOSTILE_SECONDS, VERDICTS, Case, a_key_of_each_kind, attack, load, main
from dlstudy.answers.judging import judge

FILES = sorted(CASES.iterdir())
ANSWERS, HOSTILE = load(FILES)


def test_there_are_cases_of_every_kind() -> None:
    assert len(ANSWERS) >= 400
    assert len({case.kind for case in ANSWERS}) >= 12
    assert {case.expected for case in ANSWERS} >= {"correct", "partial", "incorrect", "invalid"}


@pytest.mark.parametrize("kind", sorted({case.kind for case in ANSWERS}))
def test_answers_get_their_verdicts(kind: str) -> None:
    wrong = [(c.answer, status, c.expected) for c in ANSWERS if c.kind == kind and (status := _status(c)) != c.expected]
    assert wrong == []


def _status(case: Case) -> str:
    return judge(case.key, case.answer).status


def test_hostile_text_is_refused_or_wrong_and_at_once() -> None:
    found = attack(HOSTILE, a_key_of_each_kind(ANSWERS))
    assert [each for each in found if each[1] not in VERDICTS[1:]] == []
    slow = [each for each in found if each[2] > HOSTILE_SECONDS]
    assert [
        each
        for each in attack([text for text, _verdict, _seconds in slow], a_key_of_each_kind(ANSWERS))
        if each[2] > HOSTILE_SECONDS
    ] == []  # fmt: skip  (twice slow is slow; once may be the machine)


def test_other_peoples_files_are_measured_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = [{"kind": "symbolic", "reference": "2x", "response": "x+x", "variables": ["x"], "expected": "correct"}]
    more = tmp_path / "more.json"
    more.write_text(json.dumps({"answers": answers, "hostile": [{"input": "9^9^9^9"}]}), encoding="utf-8")
    cases, hostile = load([more])
    assert ([_status(case) for case in cases], hostile) == (["correct"], ["9^9^9^9"])
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"kind": "number", "reference": "1", "answer": "2", "expected": "correct"}\n', encoding="utf-8")
    assert main([str(wrong)]) == 1
    assert "number: '2' is incorrect, expected correct" in capsys.readouterr().out
