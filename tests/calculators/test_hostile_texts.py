"""Policies, trajectories, transitions and episodes that would take minutes are refused, and quickly."""

import time

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.working import complete

HOSTILE = {
    "unknown states": ("mdp evaluate", {"world": "gambler", "policy": "q1 50;" * 15_000}),
    "unknown actions": ("mdp evaluate", {"world": "gambler", "policy": "1 " + "x," * 40_000}),
    "long list": ("mdp evaluate", {"policy": "go " * 30_000}),
    "huge policy": ("mdp evaluate", {"policy": "s" * 10_000_000}),
    "long trajectory": ("trajectory", {"trajectory": "s1 go " * 50_000 + "s1"}),
    "strange trajectory": ("trajectory", {"world": "gambler", "trajectory": "zz yy " * 50_000}),
    "many transitions": ("td", {"transitions": "A x 1 B;" * 6_000}),
    "broken transitions": ("td", {"transitions": ";x" * 20_000}),
    "many episodes": ("monte-carlo", {"episodes": "A 1 x999;" * 5_000}),
    "long episode": ("monte-carlo", {"episodes": "A 1 " * 20_000}),
    "deep numbers": ("return", {"rewards": "9**9**9, 1"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_refused_quickly(kind):
    name, given = HOSTILE[kind]
    calculator = calculators.find(name)
    began = time.perf_counter()
    with pytest.raises(LearnerError) as refused:
        complete(calculator, given)
    assert time.perf_counter() - began < 2
    assert len(str(refused.value)) < 5_000
