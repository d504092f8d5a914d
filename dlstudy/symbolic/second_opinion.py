"""What SymPy says of two formulas, in a process of its own that can be killed: its simplifying knows no time limit.

Asked last, where neither exact forms nor real values tell. The formulas cross over as text in our own notation and are
read there by our own reader.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Final

from dlstudy.errors import LearnerError
from dlstudy.symbolic.tree import Letter, Node, letters_of

SECONDS: Final = 5.0


def identical(x: Node, y: Node, positive: Iterable[Letter] = (), seconds: float = SECONDS) -> bool | None:
    """Whether two formulas are one, complex values allowed; none where SymPy cannot tell in time."""
    from dlstudy.symbolic.notation import write

    question = {
        "formulas": [write(x, "plain"), write(y, "plain")],
        "letters": [[letter.name, list(letter.index)] for letter in letters_of(x) | letters_of(y)],
        "positive": [[letter.name, list(letter.index)] for letter in positive],
    }
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(
            command, input=json.dumps(question, default=str), capture_output=True, text=True, timeout=seconds,
            check=False, encoding="utf-8",
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return None
    return {"equal": True, "different": False}.get(done.stdout.strip())


def answer(question: dict[str, list[list[object]]]) -> str:
    """`equal`, `different` or `unknown`."""
    from dlstudy.symbolic.algebra import identical as proven
    from dlstudy.symbolic.reading import read
    from dlstudy.symbolic.reading.parser import MAX_AUTHOR

    known, positive = (
        {Letter(str(name), tuple(index)) for name, index in question[key]}  # type: ignore[arg-type]
        for key in ("letters", "positive")
    )
    try:
        x, y = (read(str(text), known, MAX_AUTHOR) for text in question["formulas"])
        found = proven(x, y, positive)
    except LearnerError:
        return "unknown"
    return "unknown" if found is None else "equal" if found else "different"


if __name__ == "__main__":
    sys.stdout.write(answer(json.loads(sys.stdin.read())))
