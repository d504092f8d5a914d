"""What an installed dlstudy carries: the question bank and the compiled messages, and no heavy surprise."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_bank_travels_with_the_wheel(names: set[str]) -> None:
    here = {f"dlstudy/{path.relative_to(ROOT)}" for path in (ROOT / "question_bank").rglob("*.toml")}
    assert here
    assert here <= names


def test_the_messages_are_compiled_into_it(names: set[str]) -> None:
    assert "dlstudy/locale/zh/LC_MESSAGES/dlstudy.mo" in names


def test_styles_and_data_files_of_the_package_travel_too(names: set[str]) -> None:
    data = {
        path for path in (ROOT / "dlstudy").rglob("*") if path.suffix in (".tcss", ".txt", ".toml") and path.is_file()
    }
    assert {str(path.relative_to(ROOT)) for path in data} <= names


def test_no_test_and_no_benchmark_travels(names: set[str]) -> None:
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]
