"""Coverage-guided fuzzing of the reader and of judging; not part of CI.

    python -m pip install atheris
    python tests/fuzz/read_answers.py -max_total_time=600 -rss_limit_mb=1024 -timeout=2 [corpus folder]

Nothing but a LearnerError may leave the reader, nothing at all may leave `judge`; what was read must print and read
back the same; text never scores above one. The first run seeds the corpus with the benchmark's answers.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["dlstudy.answers", "dlstudy.symbolic"]):
    from benchmarks.answers import CASES, a_key_of_each_kind, load
    from dlstudy.answers.judging import judge, reads_as
    from dlstudy.answers.references import asked, key_of
    from dlstudy.errors import LearnerError
    from dlstudy.symbolic.notation import write
    from dlstudy.symbolic.reading import read, read_array
    from dlstudy.symbolic.tree import letters

ANSWERS, HOSTILE = load(sorted(CASES.iterdir()))
KEYS = a_key_of_each_kind(ANSWERS)
LETTERS = letters("x y n H W_Q beta_1 theta m_hat")
SYMBOLS = ("", "x", "x:positive integer, y:0..1", "beta_1, θ:integer 2..9")


def one_input(data: bytes) -> None:
    """One text through the reader, through a key of each kind in turn, and as a reference."""
    number, text = (data or b"\0")[0], data[1:].decode("utf-8", "replace")
    _reader(text)
    _judging(KEYS[number % len(KEYS)], text)
    _reference(("number", "formula", "matrix", "set", "fill", "order")[number % 6], text, SYMBOLS[number % 4])


def _reader(text: str) -> None:
    for known in (None, LETTERS):
        try:
            tree = read(text, known)
        except LearnerError as error:
            str(error), error.caret()
            tree = None
    if tree is not None:
        printed = write(tree, "plain")
        within_caps = not re.search(r"[\d.]{40}", printed) and len(printed) <= 4000 and printed.count("(") < 15
        if within_caps:
            assert write(read(printed, LETTERS, 4000), "plain") == printed, text
    with suppress(LearnerError):
        read_array(text)


def _judging(key: object, text: str) -> None:
    verdict = judge(key, text)  # type: ignore[arg-type]
    assert 0 <= verdict.score <= 1, text
    if verdict.status != "invalid":
        reads_as(key, text)  # type: ignore[arg-type]


def _reference(kind: str, text: str, symbols: str) -> None:
    try:
        key = key_of(kind, asked(text, symbols))
    except LearnerError:
        return
    assert judge(key, text).status in ("correct", "invalid", "undecided"), (kind, text, judge(key, text))


def seed(folder: Path) -> None:
    """Fills an empty corpus with real answers."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    for i, text in enumerate([*(case.answer for case in ANSWERS), *HOSTILE]):
        (folder / f"seed-{i}").write_bytes(bytes([i % 256]) + text.encode("utf-8", "ignore"))


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        if not argument.startswith("-"):
            seed(Path(argument))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
