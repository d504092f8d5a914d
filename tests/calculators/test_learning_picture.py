"""The learning curve of a run, drawn."""

import pytest

from dlstudy import calculators
from dlstudy.cli import run
from dlstudy.symbolic.checking import calculate
from dlstudy.symbolic.working import complete


def drawn(name, **given):
    calculator = calculators.find(name)
    return calculator.picture(calculate(calculator, complete(calculator, given)))


@pytest.mark.parametrize(("name", "given"), [
    ("td", {"world": "cliff", "method": "sarsa"}),
    ("td", {"world": "gridworld-4x4", "begin": "anywhere"}),
    ("monte-carlo", {"world": "frozen-lake; slip=0; F=-1"}),
])  # fmt: skip
def test_a_run_in_a_world_has_a_curve_of_all_its_episodes(name, given):
    (curve,) = drawn(name, episodes="200", seed="1", **given).traces
    episodes = [x for x, _value in curve.points]
    assert episodes == sorted(episodes)
    assert 1 <= episodes[0] < episodes[-1] <= 200
    assert len(curve.points) == 20


def test_learning_shows():
    (curve,) = drawn("td", world="cliff", method="sarsa", episodes="200", seed="1").traces
    assert curve.points[-1][1] > 3 * curve.points[0][1]  # both are negative


def test_given_transitions_have_none():
    assert drawn("td") is None


def test_the_command_draws_into_a_file_or_the_terminal(tmp_path, capsys):
    call = ["td", "--world", "cliff", "--episodes", "40", "--seed", "1", "--no-steps", "--plot"]
    assert run([*call, str(tmp_path / "curve.svg")]) == 0
    assert (tmp_path / "curve.svg").read_text(encoding="utf-8").startswith("<?xml")
    capsys.readouterr()
    assert run(call) == 0
    assert "mean return" in capsys.readouterr().out
