"""Huge, deep and wrong texts are refused, and quickly: each would otherwise take minutes, or the memory."""

import json
import time

import pytest

from dlstudy.errors import LearnerError
from dlstudy.worlds import read_world

ROW = "[[transition]]\nstate='a'\naction='x'\nnext='b'\n"
HOSTILE = {
    "long": "S" * 10_000_000,
    "deep json": '{"transition": ' + "[" * 200_000,
    "deep toml": "states = " + "[" * 200_000 + "\n" + ROW,
    "dotted key": "a." * 200_000 + "a = 1\n" + ROW,
    "huge integer": "states = [" + "9" * 400_000 + "]\n" + ROW,
    "huge json number": '{"transition": [{"state": "a", "action": "x", "next": "a", "reward": ' + "9" * 400_000 + "}]}",
    "many names": json.dumps({"states": [f"s{i}" for i in range(40_000)], "transition": [{}]}),
    "many unknown": json.dumps(
        {
            "states": [f"state{i}" for i in range(900)],
            "transition": [{"state": f"q{i}", "action": "x", "next": "state1"} for i in range(7_000)],
        }
    ),
    "many unknown keys": json.dumps({f"key{i}": 1 for i in range(40_000)}),
    "many arrows": "a x -> b;" * 50_000,
    "many broken arrows": "->;" * 150_000,
    "many settings": "..G;" + "x=1;" * 100_000,
    "nothing but walls": "#/" * 200_000,
    "wide": "." * 400_000 + "G",
    "control characters": "\x00\x1b[2J" * 1000,
    "wrong types": '{"transition": {"a": null}, "states": 3, "actions": {"b": []}, "terminal": false}',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_refused_quickly(kind):
    began = time.perf_counter()
    with pytest.raises(LearnerError) as refused:
        read_world(HOSTILE[kind])
    assert time.perf_counter() - began < 2
    assert len(str(refused.value)) < 5_000
