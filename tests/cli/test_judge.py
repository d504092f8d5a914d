"""`dlstudy judge`: one answer, a part of a question, a file of answers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from dlstudy.cli import run

LINES = [
    '{"kind": "number", "reference": "1/3", "answer": "0.333"}',
    '{"kind": "formula", "reference": "x^2", "answer": "2x", "symbols": {"x": "positive integer"}}',
    '{"kind": "symbolic", "reference": "(H-K)/S+1", "answer": "(H-K+S)/S", "symbols": "H, K, S:positive"}',
    '{"kind": "number", "reference": "0", "answer": "1e-9", "tolerance": {"absolute": 1e-6}}',
    '{"kind": "number", "reference": 3.14159, "answer": 3.14, "digits": 3}',
    '{"kind": "matrix", "reference": [[1, 2], [3, 4]], "answer": "1 2; 3 5"}',
    '{"kind": "number", "reference": "2", "answer": "1/0"}',
    "no JSON",
    '{"kind": "number", "answer": "1"}',
    '{"kind": "number", "reference": "1/", "answer": "1"}',
    '{"kind": "poem", "reference": "1", "answer": "1"}',
    '{"kind": "number", "reference": "1", "answer": {"a": 1}}',
    '{"kind": "number", "reference": "1", "answer": "1", "tolerance": -1}',
    "[" * 50_000,
    '{"kind": "number", "reference": "1", "answer": "' + "1" * 200_000 + '"}',
]
VERDICTS = ["correct", "incorrect", "correct", "correct", "correct", "partial", *["invalid"] * 9]


def _batch(path: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert run(["judge", "--batch", path]) == 0
    out, err = capsys.readouterr()
    assert not err
    return [json.loads(line) for line in out.splitlines()]


def test_every_line_of_a_batch_is_answered_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(LINES), encoding="utf-8")
    found = _batch(str(file), capsys)
    assert [each["verdict"] for each in found] == VERDICTS
    assert all({"verdict", "score", "reads_as", "why", "witness"} <= each.keys() for each in found)
    assert all(each["why"] for each in found if each["verdict"] == "invalid")
    assert "you get" in str(found[1]["witness"])


def test_batch_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINES[0].encode()), encoding="utf-8"))
    assert _batch("-", capsys)[0]["verdict"] == "correct"


def test_one_answer_is_judged_whatever_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    for answer, status in (("0.333", "correct"), ("0.34", "incorrect"), ("???", "invalid")):
        assert run(["judge", "--kind", "number", "--reference", "1/3", "--answer", answer, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["verdict"] == status


@pytest.mark.parametrize(
    "arguments",
    [
        ["--kind", "number", "--reference", "1/3"],
        ["--kind", "number", "--answer", "1"],
        ["--reference", "1", "--answer", "1"],
        ["--kind", "number", "--reference", "1/", "--answer", "1"],
        ["--kind", "formula", "--reference", "x", "--answer", "x", "--symbols", "x:nonsense"],
        ["--question", "no-such-question", "--answer", "1"],
        ["--question", "past-2020-cnn", "--part", "99", "--answer", "1"],
        ["--batch", "no-such-file.jsonl"],
    ],
)
def test_bad_call_is_told_in_a_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["judge", *arguments]) == 2
    assert capsys.readouterr().err.startswith("dlstudy: ")


def test_part_of_a_question_is_judged_with_its_slips(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["judge", "--question", "past-2020-cnn", "--answer", "45x45x15", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "correct"


def test_digits_the_reference_is_written_with_are_not_rounded_away(capsys: pytest.CaptureFixture[str]) -> None:
    for answer, status in (("57052.4", "correct"), ("57052.44", "correct"), ("57053", "incorrect")):
        assert run(["judge", "--kind", "number", "--reference", "57052.4", "--answer", answer, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["verdict"] == status
