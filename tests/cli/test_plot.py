"""`--plot`: the path of an optimiser in the terminal and in a file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dlstudy.cli import run

CALL = [
    "optimize",
    "--objective",
    "x^2 + 10*y^2",
    "--start",
    "2,1",
    "--steps",
    "8",
    "--learning-rate",
    "0.04",
    "--no-steps",
]
Out = pytest.CaptureFixture[str]


def test_the_path_is_drawn_on_its_contours_from_start_to_end(capsys: Out) -> None:
    assert run([*CALL, "--plot"]) == 0
    drawn = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    text = "\n".join(drawn)
    assert text.count("S") == text.count("E") == 1
    assert "o" in text
    assert text.count(".") > 100
    (start,) = [line.index("S") for line in drawn if "S" in line]
    (end,) = [line.index("E") for line in drawn if "E" in line]
    assert end < start  # from x = 2 towards 0


def test_one_variable_is_drawn_on_its_curve(capsys: Out) -> None:
    assert run(["optimize", "--objective", "x^2", "--start", "2", "--steps", "4", "--no-steps", "--plot"]) == 0
    assert "f: " in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_file_is_written(ending: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / f"path.{ending}"
    assert run([*CALL, "--plot", str(path)]) == 0
    assert path.stat().st_size > 1000


def test_without_matplotlib_it_is_drawn_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Out
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run([*CALL, "--plot", str(tmp_path / "path.svg")]) == 0
    said = capsys.readouterr()
    assert "matplotlib is not installed" in said.err
    assert "\n|" in said.out


def test_another_ending_is_refused(capsys: Out) -> None:
    assert run([*CALL, "--plot", "path.exe"]) == 2
    assert ".svg" in capsys.readouterr().err
