"""How well and how fast answers are judged: agreement with the cases, wrong answers accepted, hostile text, times.

    python benchmarks/answers.py                    # our own cases
    python benchmarks/answers.py more.jsonl *.toml  # and these

A case file is TOML (groups: one right answer, and lists of answers by verdict), JSON lines (`kind reference answer
symbols tolerance digits expected`), or a JSON object with `answers` and `hostile`.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dlstudy.answers.judging import judge  # noqa: E402
from dlstudy.answers.keys import ChoiceKey, ConstructKey, Key, Trial, WordsKey  # noqa: E402
from dlstudy.answers.references import asked, key_of  # noqa: E402
from dlstudy.i18n import Text  # noqa: E402

CASES = Path(__file__).parent / "cases"
VERDICTS = ("correct", "partial", "incorrect", "invalid", "undecided")
HOSTILE_SECONDS = 0.1
NUMBERS = 10_000


@dataclass(frozen=True)
class Case:
    """An answer to a key, and the verdict it should have."""

    kind: str
    key: Key
    answer: str
    expected: str


def load(paths: Iterable[Path]) -> tuple[list[Case], list[str]]:
    """The cases and the hostile texts of some files."""
    cases: list[Case] = []
    hostile: list[str] = []
    for path in paths:
        for row in _rows(path):
            if "input" in row:
                hostile.append(str(row["input"]))
            else:
                kind = str(row["kind"])
                cases.append(Case(kind, key(row), str(row.get("answer", row.get("response"))), str(row["expected"])))
    return cases, hostile


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        document = tomllib.loads(text)
        yield from ({"input": each} for each in document.get("hostile", ()))
        for group in document.get("group", ()):
            for verdict in VERDICTS:
                yield from ({**group, "answer": each, "expected": verdict} for each in group.get(verdict, ()))
    elif path.suffix == ".jsonl":
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
    else:
        document = json.loads(text)
        yield from (*document.get("answers", ()), *document.get("hostile", ()))


def key(row: dict[str, Any]) -> Key:
    """The key of a row."""
    kind, reference = row["kind"], row["reference"]
    if kind == "choice":
        options = tuple(Text(*option) for option in row["options"])
        return ChoiceKey(options, frozenset(ord(letter) - ord("A") for letter in reference.split()))
    if kind == "words":
        return WordsKey(tuple((state, frozenset(actions)) for state, actions in reference.items()))
    if kind == "construct":
        trials = (Trial({}, reference["wanted"]),)
        return ConstructKey(reference["calculator"], tuple(reference["values"]), reference["given"], trials)
    symbols = row.get("symbols", row.get("variables"))
    return key_of(kind, asked(str(reference), symbols, row.get("tolerance"), row.get("digits")))


@dataclass(frozen=True)
class Outcome:
    """What a case came to, and how long it took."""

    case: Case
    verdict: str
    seconds: float


def run(cases: Iterable[Case]) -> list[Outcome]:
    """Every case, judged once (what is imported when a kind is first met is not counted)."""
    cases = list(cases)
    for case in {case.kind: case for case in cases if case.expected == "correct"}.values():
        judge(case.key, case.answer)
    found = []
    for case in cases:
        start = time.perf_counter()
        verdict = judge(case.key, case.answer).status
        found.append(Outcome(case, verdict, time.perf_counter() - start))
    return found


def attack(texts: Iterable[str], keys: Iterable[Key]) -> list[tuple[str, str, float]]:
    """Every hostile text against every key: what it came to (or which exception escaped), and how long it took."""
    found = []
    for right in keys:
        for text in texts:
            start = time.perf_counter()
            try:
                verdict = judge(right, text).status
            except Exception as error:  # what escapes is what is counted here
                verdict = type(error).__name__
            found.append((text, verdict, time.perf_counter() - start))
    return found


def a_key_of_each_kind(cases: Iterable[Case]) -> list[Key]:
    """The first key of each kind."""
    return list({case.kind: case.key for case in reversed(list(cases))}.values())


def per_second(count: int = NUMBERS) -> float:
    """How many numeric answers are judged in a second, all of them different."""
    right = key_of("number", asked("1/3"))
    typed = [f"0.3{i:06d}" if i % 4 else f"{i}/{3 * i + 1}" for i in range(count)]
    start = time.perf_counter()
    for text in typed:
        judge(right, text)
    return count / (time.perf_counter() - start)


def quantile(seconds: list[float], share: float) -> float:
    """A quantile in milliseconds."""
    if len(seconds) < 2:
        return 1e3 * seconds[0]
    return 1e3 * statistics.quantiles(seconds, n=1000, method="inclusive")[round(share * 1000) - 1]


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """A row a kind: how many, how many as expected, wrong ones accepted, right ones refused, times."""
    yield f"{'kind':<10}{'cases':>7}{'agree':>7}{'%':>8}{'wrong accepted':>16}{'right refused':>15}{'p50 ms':>9}{'p99 ms':>9}"
    kinds = list(dict.fromkeys(outcome.case.kind for outcome in outcomes))
    for kind in [*kinds, "all"]:
        of_kind = [o for o in outcomes if kind in (o.case.kind, "all")]
        agree = sum(o.verdict == o.case.expected for o in of_kind)
        accepted = sum(o.verdict == "correct" != o.case.expected for o in of_kind)
        refused = sum(o.case.expected == "correct" != o.verdict for o in of_kind)
        times = [o.seconds for o in of_kind]
        yield (
            f"{kind:<10}{len(of_kind):>7}{agree:>7}{100 * agree / len(of_kind):>8.2f}{accepted:>16}{refused:>15}"
            f"{quantile(times, 0.5):>9.3f}{quantile(times, 0.99):>9.3f}"
        )


def main(arguments: list[str]) -> int:
    """Prints the table; 1 where a case comes out otherwise than expected or a hostile text is not handled."""
    cases, hostile = load([*sorted(CASES.iterdir()), *map(Path, arguments)])
    outcomes = run(cases)
    say = sys.stdout.write
    for outcome in outcomes:
        if outcome.verdict != outcome.case.expected:
            say(
                f"{outcome.case.kind}: {outcome.case.answer!r} is {outcome.verdict}, expected {outcome.case.expected}\n"
            )
    say("\n".join(table(outcomes)) + "\n")
    attacked = attack(hostile, a_key_of_each_kind(cases))
    bad = [a for a in attacked if a[1] not in VERDICTS[1:] or a[2] > HOSTILE_SECONDS]
    for text, verdict, seconds in bad:
        say(f"hostile: {text!r} is {verdict} after {seconds:.3f} s\n")
    slowest = max((a[2] for a in attacked), default=0.0)
    say(
        f"hostile    {len(attacked)} tried, {len(attacked) - len(bad)} handled, the slowest in {1e3 * slowest:.1f} ms\n"
    )
    say(f"numbers    {per_second():,.0f} a second\n")
    return 1 if bad or any(o.verdict != o.case.expected for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
