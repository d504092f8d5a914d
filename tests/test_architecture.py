"""The rooms, proven from the source: imports point down, and libraries stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "dlstudy"
LEVELS = {
    "i18n": -2, "errors": -1, "reference": 0, "symbolic": 1, "worlds": 2, "networks": 2, "calculators": 3, "answers": 4, "bank": 5,
    "study": 6, "cli": 7, "tui": 7, "__main__": 8,
}  # fmt: skip
HOMES = {
    "click": {"cli"}, "textual": {"tui"}, "numpy": {"reference"}, "scipy": {"reference"}, "sympy": {"symbolic"},
    "sqlite3": {"study"}, "msgspec": {"bank"}, "matplotlib": {"cli"},
}  # fmt: skip
FILES = sorted(PACKAGE.rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _at_the_top(path: Path) -> set[str]:
    """What a module imports as soon as it is imported itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    here = _room(path)
    if here == "__init__":
        return
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "dlstudy" and len(parts) > 1 and parts[1] in LEVELS:
            assert parts[1] == here or LEVELS[parts[1]] < LEVELS[here], f"{here} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_library_has_one_home(path: Path) -> None:
    for name in _imports(path):
        library = name.split(".")[0]
        if library == "numpy" and _room(path) == "calculators" and name not in _at_the_top(path):
            continue  # a calculator's reference function may import it inside
        assert _room(path) in HOMES.get(library, {_room(path)}), f"{path} imports {name}"


def test_sympy_is_known_to_one_module() -> None:
    users = {p for p in FILES if any(name.split(".")[0] == "sympy" for name in _imports(p))}
    assert users == {PACKAGE / "symbolic" / "algebra.py"}


def test_no_file_is_long_and_the_median_is_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in FILES if path.name != "__init__.py")
    assert lengths[-1] <= 300
    assert lengths[len(lengths) // 2] <= 130


def test_text_is_never_run_as_code() -> None:
    banned = {"eval", "exec", "sympify", "parse_expr", "lambdify", "compile", "__import__"}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                called = node.func.attr if isinstance(node.func, ast.Attribute) and _is_sympy(node.func) else called
                assert called not in banned, f"{path}:{node.lineno}"


def _is_sympy(attribute: ast.Attribute) -> bool:
    return isinstance(attribute.value, ast.Name) and attribute.value.id == "sympy"


HEAVY = ("sympy", "numpy", "textual", "mpmath", "msgspec", "scipy")


def _loaded(*arguments: str) -> tuple[set[str], int]:
    """Which heavy libraries a real process has imported by the time the command ends, and its exit code."""
    code = (
        "import sys\nfrom dlstudy.cli import run\ncode = run(sys.argv[1:])\n"
        f"print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])\nprint('CODE', code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    lines = done.stdout.splitlines()
    return set(lines[-2].split()[1:]), int(lines[-1].split()[1])


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["-h"], ["calc", "list"], ["conv", "--help"]])
def test_asking_for_help_loads_nothing_heavy(arguments: list[str]) -> None:
    loaded, code = _loaded(*arguments)
    assert code == 0
    assert not loaded


def test_a_calculation_on_numbers_loads_neither_sympy_nor_numpy() -> None:
    loaded, code = _loaded("conv", "--side", "97", "--kernel", "9", "--mistakes")
    assert code == 0
    assert not loaded


def test_checking_loads_numpy_and_letters_load_sympy() -> None:
    """The two tests above can fail: the libraries are loaded where they are needed."""
    assert _loaded("conv", "--check")[0] == {"numpy"}
    assert "sympy" in _loaded("conv", "--side", "n")[0]
