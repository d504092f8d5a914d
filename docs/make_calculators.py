"""Writes docs/calculators.md from the calculators themselves: `python docs/make_calculators.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dlstudy import calculators
from dlstudy.bank.topics import CHAPTERS, TOPICS

PAGE = Path(__file__).with_name("calculators.md")


def page() -> str:
    """The page: a table per chapter, each calculator with its titles and its outputs."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Calculators · 计算器"
    yield ""
    yield "Made by `docs/make_calculators.py`; a test fails where it is stale. Outputs and parameters are names scripts rely on."
    for chapter, title in CHAPTERS.items():
        entries = [e for e in calculators.catalogue() if e.topic in TOPICS and TOPICS[e.topic].chapter == chapter]
        if not entries:
            continue
        yield from ("", f"## {title.en} · {title.zh}", "", "| command | what | 名称 | outputs |", "|---|---|---|---|")
        for entry in entries:
            outputs = ", ".join(f"`{output.name}`" for output in calculators.find(entry.name).outputs)
            yield f"| `dlstudy {entry.name}` | {entry.title.en} | {entry.title.zh} | {outputs} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
