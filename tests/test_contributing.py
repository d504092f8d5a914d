"""CONTRIBUTING.md's promise: one new file is a command, a form's parameters, question material and a test."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUESTION = """
[[question]]
id = "epochs-updates"
topic = "gradient-descent"
source = "CONTRIBUTING.md"
calculator = "epochs"
given = { samples = [1050, 1030], batch = 100 }
prompt.zh = "样本 {{samples}} 个，批量大小 {{batch}}，训练 {{epochs}} 个回合。"
prompt.en = "{{samples}} samples, batches of {{batch}}, {{epochs}} epochs."
  [[question.part]]
  ask = "updates"
  marks = 5
  tells_apart = ["dropped-last"]
  prompt.zh = "共更新多少次？"
  prompt.en = "How many updates are made?"
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the guide's file added, and nothing else touched."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "dlstudy", copy / "dlstudy", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        ROOT / "tests" / "calculators", copy / "tests" / "calculators", ignore=shutil.ignore_patterns("__pycache__")
    )
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (copy / "dlstudy" / "calculators" / "epochs.py").write_text(found, encoding="utf-8")
    bank = copy / "bank" / "foundations"
    bank.mkdir(parents=True)
    (bank / "epochs.toml").write_text(QUESTION, encoding="utf-8")
    return copy


def _run(checkout: Path, *arguments: str, typed: str = "") -> str:
    env = {**os.environ, "PYTHONPATH": str(checkout), "DLSTUDY_HOME": str(checkout / "home"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=env,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_a_command_in_both_languages(checkout: Path) -> None:
    out = _run(
        checkout,
        "-m",
        "dlstudy",
        "epochs",
        "--samples",
        "1050",
        "--batch",
        "100",
        "--epochs",
        "2",
        "--check",
        "--lang",
        "zh",
    )
    assert "⌈1050 / 100⌉ = 11" in out
    assert "总更新次数" in out
    assert "✓" in out
    assert "Training steps" in _run(checkout, "-m", "dlstudy", "--help", "--lang", "en")


def test_it_takes_letters_and_solves(checkout: Path) -> None:
    assert "⌈N / 100⌉" in _run(checkout, "-m", "dlstudy", "epochs", "--samples", "N", "--batch", "100")
    solved = _run(
        checkout, "-m", "dlstudy", "epochs", "--samples", "1050", "--want", "iterations=21", "--solve", "batch"
    )
    assert solved.strip() == "batch = 50–52"


def test_it_is_question_material_whose_mistakes_are_named(checkout: Path) -> None:
    bank = str(checkout / "bank")
    assert "0 findings" in _run(checkout, "-m", "dlstudy", "bank", "lint", bank, "--seeds", "5")
    shown = _run(checkout, "-m", "dlstudy", "bank", "show", "epochs-updates", "--bank", bank)
    (wrong,) = re.findall(r"dropped-last: (\d+)", shown)
    out = _run(
        checkout, "-m", "dlstudy", "quiz", "epochs-updates", "--plain", "--bank", bank, typed=f"{wrong}\n/quit\n"
    )
    assert "the last, smaller batch is trained on too" in out


def test_the_contract_discovers_it(checkout: Path) -> None:
    out = _run(checkout, "-m", "pytest", "tests/calculators/test_contract.py", "-k", "epochs", "-q", "-p", "no:cacheprovider",
               "-o", "asyncio_default_fixture_loop_scope=function")  # fmt: skip
    assert re.search(r"passed|100%", out)
