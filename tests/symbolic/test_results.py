"""How what the reference found by itself is shown."""

from __future__ import annotations

from dlstudy.calculators import find
from dlstudy.symbolic.checking import calculate
from dlstudy.symbolic.notation.results import results
from dlstudy.symbolic.working import complete


def test_an_action_that_is_not_available_is_shown_in_a_large_world_too() -> None:
    """The gambler's 101 states are left to the reference; with 1 in hand only 1 can be staked."""
    calculator = find("mdp value-iteration")
    working = calculate(calculator, complete(calculator, {"world": "gambler", "tolerance": "1e-6"}))
    assert not working.lines
    shown = dict(results(calculator, working))["action values"]
    assert any("−∞" in line for line in shown)
