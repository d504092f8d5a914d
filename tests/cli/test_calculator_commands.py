"""Calculators from the command line: what scripts rely on, and what a bad call says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlstudy import calculators
from dlstudy.cli import run
from dlstudy.cli.aliases import own_name
from dlstudy.symbolic.notation.widths import cells

Out = pytest.CaptureFixture[str]


def test_the_past_papers_layer_comes_out(capsys: Out) -> None:
    assert (
        run(["conv", *["--side", "97", "--kernel", "9", "--stride", "2", "--in-channels", "3", "--out-channels", "15"]])
        == 0
    )
    out = capsys.readouterr().out
    assert "⌊(97 + 2 × 0 − 9) / 2⌋ + 1 = 45" in out
    assert "45 × 45 × 15" in out
    assert "3,660" in out
    assert "7,411,500" in out


def test_a_letter_gives_a_formula(capsys: Out) -> None:
    assert run(["conv", *["--side", "n", "--kernel", "3", "--stride", "2", "--padding", "1", "--no-steps"]]) == 0
    assert "⌊(n − 1) / 2⌋ + 1" in capsys.readouterr().out


def test_solving_for_a_parameter(capsys: Out) -> None:
    assert run(["conv", *["--side", "97", "--kernel", "9", "--want", "output=97", "--solve", "padding"]]) == 0
    assert capsys.readouterr().out.strip() == "padding = 4"


def test_solving_what_has_no_solution_says_so(capsys: Out) -> None:
    with pytest.raises(SystemExit) as left:
        run(["conv", *["--side", "97", "--kernel", "8", "--want", "output=97", "--solve", "padding"]])
    assert left.value.code == 1
    assert "no legal padding" in capsys.readouterr().out


def test_json_holds_what_scripts_rely_on(capsys: Out) -> None:
    assert run(["conv", "--side", "7", "--kernel", "3", "--check", "--mistakes", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["calculator"] == "conv"
    assert document["values"]["side"] == 7
    assert document["outputs"]["output"] == {
        "value": [5, 5, 1],
        "exact": "5×5×1",
        "symbol": "O",
        "title": "output size",
    }
    assert document["outputs"]["parameters"]["value"] == 10
    assert document["steps"][0]["formula"] == "floor((n + 2*p - k) / s) + 1"
    assert all(found["agrees"] for found in document["check"].values())
    assert "forgot-bias" in {m["name"] for m in document["mistakes"]}


@pytest.mark.parametrize("name", [entry.name for entry in calculators.catalogue()])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_calculator_runs_on_its_defaults_in_both_languages(name: str, language: str, capsys: Out) -> None:
    """With everything at once, and as JSON that parses."""
    assert run([*name.split(), "--lang", language, "--check", "--mistakes", "--pretty"]) == 0
    out = capsys.readouterr().out
    assert "✓" in out
    assert "✗" not in out
    assert run([*name.split(), "--lang", language, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outputs"]
    assert run([*name.split(), "--latex", "--lang", language]) == 0
    assert run([*name.split(), "--ascii", "--lang", "en"]) == 0
    last = capsys.readouterr().out
    assert "⌊" not in last


@pytest.mark.parametrize("name", [entry.name for entry in calculators.catalogue()])
def test_every_help_shows_an_example_that_works(name: str, capsys: Out) -> None:
    calculator = calculators.find(name)
    assert run([*name.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert calculator.usage
    for line in calculator.usage:
        assert f"dlstudy {name} {line.split()[0]}" in out
        if "@" not in line and ".toml" not in line and ".npz" not in line:
            import shlex

            assert run([*name.split(), *shlex.split(line)]) == 0, line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["conv", "--sied", "3"], "--side"),
        (["conf"], "did you mean conv"),
        (["conv", "--side", "abc+"], "side = abc+"),
        (["conv", "--side", "0"], "1..16384"),
        (["conv", "--kernel", "99"], "larger than"),
        (["conv", "--side", "2.5"], "whole number"),
        (["conv", "--groups", "3", "--in-channels", "4"], "divide"),
        (["conv", "--side", "9**9**9"], "exponent"),
        (["conv", "extra"], "extra"),
        (["conv", "--want", "output=3"], "--solve"),
        (["conv", "--want", "outptu=3", "--solve", "side"], "did you mean output"),
        (["conv", "--want", "output=3", "--solve", "paddign"], "did you mean padding"),
        (["quiz", "past-2021", "--plain"], "past-2020"),
        (["bank", "show", "no-such"], "not known"),
    ],
)
def test_a_bad_call_says_one_clear_line_and_exits_2(arguments: list[str], says: str, capsys: Out) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.startswith("dlstudy: ")
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err


def test_refusals_are_in_the_readers_language(capsys: Out) -> None:
    assert run(["conv", "--sied", "3", "--lang", "zh"]) == 2
    assert "没有" in capsys.readouterr().err


def test_the_language_comes_from_the_environment_too(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLSTUDY_LANG", "zh")
    assert run(["conv", "--no-steps"]) == 0
    assert "参数个数" in capsys.readouterr().out


def test_help_is_chinese_throughout(capsys: Out) -> None:
    assert run(["conv", "--help", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert "用法" in out
    assert "Options" not in out
    assert "Show this message" not in out


def test_the_catalogue_can_be_listed_and_searched_in_both_languages(capsys: Out) -> None:
    assert run(["calc", "list"]) == 0
    assert "conv" in capsys.readouterr().out
    assert run(["calc", "search", "卷积"]) == 0
    assert "conv" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        run(["calc", "search", "nothing-like-it"])
    assert left.value.code == 1


def test_an_array_can_come_from_a_file(tmp_path: Path, capsys: Out) -> None:
    import numpy as np

    (tmp_path / "x.csv").write_text("1,0\n0,1\n")
    (tmp_path / "x.json").write_text("[[1, 0], [0, 1]]")
    np.save(tmp_path / "x.npy", np.eye(2))
    found = set()
    weights = [part for name in ("w-q", "w-k", "w-v") for part in (f"--{name}", "1 2; 3 4")]
    for suffix in ("csv", "json", "npy"):
        assert run(["attention", *weights, "--x", f"@{tmp_path}/x.{suffix}", "--json", "--no-steps"]) == 0
        found.add(json.dumps(json.loads(capsys.readouterr().out)["outputs"]))
    assert len(found) == 1
    np.save(tmp_path / "bad.npy", np.array([{}], dtype=object))
    assert run(["attention", *weights, "--x", f"@{tmp_path}/bad.npy"]) == 2


def test_what_is_too_large_to_be_exact_is_done_by_the_reference_and_said_so(tmp_path: Path, capsys: Out) -> None:
    import numpy as np

    successors = np.tile(np.arange(50)[::-1].reshape(50, 1, 1), (1, 2, 1))
    path = tmp_path / "chain.npz"
    np.savez(path, successors=successors, probabilities=np.ones((50, 2, 1)), rewards=np.ones((50, 2)))
    call = ["mdp", "value-iteration", "--world", str(path), "--discount", "0.5"]
    assert run([*call, "--check"]) == 0
    assert "the reference ran alone" in capsys.readouterr().out
    assert run([*call, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["outputs"]["values"]["value"] == pytest.approx([2.0] * 50, abs=1e-5)  # 1 / (1 - 0.5)
    assert document["steps"] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_come_out(shell: str, capsys: Out) -> None:
    assert run(["completion", shell]) == 0
    assert "_DLSTUDY_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize("short", [["opt"], ["attent"], ["mdp", "vi"], ["mdp", "value"], ["pe"]])
def test_names_may_be_shortened(short: list[str], capsys: Out) -> None:
    assert run([*short, "--no-steps"]) == 0
    assert capsys.readouterr().out


def test_a_short_form_of_several_names_is_refused(capsys: Out) -> None:
    assert run(["re"]) == 2
    assert "not known" in capsys.readouterr().err


@pytest.mark.parametrize("name", [entry.name for entry in calculators.catalogue()])
def test_ascii_is_ascii_in_english(name: str, capsys: Out) -> None:
    assert run([*name.split(), "--ascii", "--mistakes", "--lang", "en"]) == 0
    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_help_page_is_no_wider_than_a_terminal(lang: str, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["conv", "--help", "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(cells(line) <= 80 for line in lines if "dlstudy conv" not in line)  # examples are not broken


def test_mistakes_with_letters_are_formulas(capsys: Out) -> None:
    assert run(["conv", "--side", "n", "--mistakes", "--lang", "en"]) == 0
    assert "connections = 10, macs = 9 (⌊(n + 0 − 3) / 1⌋ + 1)²" in capsys.readouterr().out


def test_where_no_mistake_changes_anything_it_is_said(capsys: Out) -> None:
    assert run(["return", "--rewards", "0", "--mistakes", "--lang", "en"]) == 0
    assert "none that would change anything here" in capsys.readouterr().out


def test_the_learning_rate_is_solved_for_from_two_iterates(capsys: Out) -> None:
    call = ["optimize", "--objective", "x^2", "--start", "1", "--steps", "1", "--want", "final=0.8"]
    assert run([*call, "--solve", "learning-rate"]) == 0
    assert capsys.readouterr().out.strip() == "learning-rate = 0.1"


def test_json_says_what_rows_and_columns_stand_for(capsys: Out) -> None:
    assert run(["mdp", "value-iteration", "--world", "gridworld-4x4", "--sweeps", "1", "--json", "--no-steps"]) == 0
    q = json.loads(capsys.readouterr().out)["outputs"]["q"]
    assert q["columns"] == ["up", "right", "down", "left"]
    assert q["rows"][:2] == ["r1c1", "r1c2"]
    assert len(q["value"]) == len(q["rows"])


@pytest.mark.parametrize(
    ("typed", "params", "meant"),
    [
        ("--lr", ["learning_rate"], "--learning-rate"),
        ("--gamma=0.5", ["discount"], "--discount=0.5"),
        ("--gamma", ["gamma", "discount"], "--gamma"),
        ("--kernel-size", ["kernel"], "--kernel"),
        ("--lr", ["side"], "--lr"),
        ("lr", ["learning_rate"], "lr"),
    ],
)
def test_options_go_by_the_names_that_others_give_them(typed: str, params: list[str], meant: str) -> None:
    assert own_name(typed, params) == meant


@pytest.mark.parametrize(
    "call", [["logistic", "--bias", "1e400"], ["logistic", "--scores", "1e400 0"], ["return", "--rewards", "1 1e301"]]
)
def test_numbers_that_no_float_holds_are_refused(call: list[str], capsys: Out) -> None:
    assert run([*call, "--lang", "en"]) == 2
    assert "numbers up to 1e300" in capsys.readouterr().err
