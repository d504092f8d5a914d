"""Two things timed by turns, A B A B, so that whatever else the machine does slows both alike; medians of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
BYTECODE = Path(tempfile.gettempdir(), "dlstudy-bytecode")
Timed = Callable[[], object]


def race(first: Timed, second: Timed, rounds: int, repeat: tuple[int, int] = (1, 1)) -> tuple[float, float]:
    """Seconds that one call of each takes: the median over the rounds, each of which repeats a quick call."""
    first(), second()  # what is done once only (imports, caches, compiling) is not counted
    times: list[tuple[float, float]] = [(_each(first, repeat[0]), _each(second, repeat[1])) for _ in range(rounds)]
    return median(a for a, _b in times), median(b for _a, b in times)


def _each(call: Timed, repeat: int) -> float:
    start = time.perf_counter()
    for _ in range(repeat):
        call()
    return (time.perf_counter() - start) / repeat


def process(arguments: Sequence[str]) -> Timed:
    """A whole run of Python, as after an installation, which compiles every module once for all."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
