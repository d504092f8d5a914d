"""What is promised about real processes: killed at any moment, or writing at the same time."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from dlstudy.study.diary import Diary

from .sitter import way

ROOT = Path(__file__).parents[2]


def launch(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.study.sitter", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def said(output: str) -> tuple[list[str], list[list]]:
    """The events acknowledged and the places named, in whole lines alone."""
    lines = [line.split(" ", 1) for line in output.splitlines(keepends=True) if line.endswith("\n")]
    events = [rest.strip() for word, rest in lines if word == "event"]
    return events, [json.loads(rest) for word, rest in lines if word == "place"]


def killed(path: Path, delay: float) -> str:
    """What a sitting said before it was killed, `delay` seconds after its first word."""
    child = launch("sit", str(path))
    first = child.stdout.readline()
    time.sleep(delay)
    os.kill(child.pid, signal.SIGKILL)
    rest, _nothing = child.communicate()
    assert child.returncode == -signal.SIGKILL, "the plan was too short to be interrupted"
    return first + rest


def test_kills_lose_no_acknowledged_event_and_no_place(tmp_path):
    path, rng, whole = tmp_path / "diary.sqlite3", random.Random(), way()
    acknowledged, last = [], -1
    for _kill in range(6):
        events, places = said(killed(path, rng.uniform(0.0, 0.06)))
        acknowledged += events
        reached = [whole.index(each) for each in places]
        # One action may have been made safe and not been told of; then the next run stands one place further.
        assert not reached or reached[0] in (last, last + 1)
        assert reached == list(range(reached[0], reached[0] + len(reached))) if reached else True
        last = reached[-1] if reached else last
        with Diary(path) as diary:
            kept = [event.id for event in diary.events()]
            assert len(diary.events(kind="started")) == 1
        assert [each for each in kept if each in set(acknowledged)] == acknowledged
    assert last > 0


def test_two_processes_write_at_once_from_the_first_moment(tmp_path):
    path = tmp_path / "diary.sqlite3"
    children = [launch("write", str(path), "60") for _writer in range(3)]
    outputs = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0]
    with Diary(path) as diary:
        kept = [event.id for event in diary.events()]
    assert sorted(kept) == sorted(each for output in outputs for each in said(output)[0])
    assert len(kept) == 180
