"""What an optimiser refuses, and how a method's file joins the calculator."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from importlib import util
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from dlstudy.calculators import optimizers
from dlstudy.calculators.optimize import CALCULATOR, METHODS
from dlstudy.errors import LearnerError
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, mistakes, work


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"gradients": "1, 2", "steps": 0}, "steps = 0"),
        ({"gradients": "1, 2", "steps": 3}, "only 2 gradients"),
        ({"steps": 3}, "give gradients"),
        ({"gradients": "1, 2", "objective": "x^2", "start": "1"}, "not both"),
        ({"objective": "x^2"}, "start is needed"),
        ({"objective": "x^2 + y^2", "start": "1"}, "2 in all; 1 given"),
        ({"gradients": "1 2; 3 4", "start": "1"}, "2 in all; 1 given"),
        ({"objective": "x^2 + z", "variables": "x, y", "start": "1, 1"}, "z is not known"),
        ({"objective": "3", "start": "1"}, "needs a letter"),
        ({"objective": "x +", "start": "1"}, "stops in the middle"),
        ({"objective": "9^9^9^9*x", "start": "1"}, "exponents"),
        ({"objective": "floor(x)", "start": "1"}, "cannot be differentiated"),
        ({"objective": "x^2", "start": "1", "variables": "x, x"}, "once"),
        ({"gradients": "1, 2", "rho": "0.9"}, "sgd has no rho"),
        ({"gradients": "1, 2", "method": "adagrd"}, "choose one of"),
        ({"gradients": "1, 2", "method": "adam", "beta1": "b"}, "a number is asked for"),
        ({"gradients": "1 2; 3 4", "learning_rate": "alpha"}, "single parameter"),
        ({"objective": "x^2", "start": "1", "learning_rate": "alpha"}, "at most 3 steps"),
        ({"gradients": "1, 2", "method": "adadelta", "learning_rate": "1"}, "adadelta has no learning_rate"),
        ({"gradients": "1, 2", "method": "adadelta", "schedule": "alpha/t"}, "no learning rate to schedule"),
        ({"gradients": "1, 2", "method": "nadam", "convention": "paper"}, "nadam has the conventions"),
        ({"gradients": "1, 2", "clip_norm": "1", "clip_value": "1"}, "not both"),
        ({"gradients": "1, 2", "clip_norm": "0"}, "clip_norm = 0"),
        ({"gradients": "1, 2", "schedule": "alpha/(t - 1)"}, "zero"),
        ({"gradients": "1, 2", "schedule": "alpha - t"}, "turns negative"),
        ({"gradients": "1, 2", "schedule": "0.1, -0.1"}, "not negative"),
        ({"gradients": "1, 2", "schedule": "0.1,"}, "1 learning rates, but 2 steps"),
        ({"gradients": "1, 2", "schedule": "beta/t"}, "beta is not known"),
        ({"objective": "x^4", "start": "10", "learning_rate": "2"}, "runs away"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(given: dict[str, object], says: str) -> None:
    with pytest.raises(LearnerError, match=says) as refusal:
        work(CALCULATOR, complete(CALCULATOR, given))
    assert "\n" not in str(refusal.value)


NEW_METHOD = """
from fractions import Fraction
from dlstudy.calculators.optimizers import LEARNING_RATE, Convention, Method, State, alpha, g, theta
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, function, sqrt

s = Letter("s")

def update(turn):
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    yield Step(s[t], s[t - 1] + g[t] ** 2, _("sum of squares", "平方和"))
    yield Step(theta[t], theta[t - 1] - alpha * g[t] / sqrt(s[t]), _("step", "更新"))

METHOD = Method(
    name="summed", title=_("summed", "累加"), source="a test", params=(LEARNING_RATE,),
    conventions={"course": Convention(_("one", "唯一"), {"learning_rate": Fraction(1)})},
    states=lambda convention: (State("squares", s, _("sums", "累计")),),
    update=update, reference=lambda given, start, gradient: None,
    mistakes=(Mistake("rootless", _("root", "根号"), {theta: lambda t: theta[t - 1] - alpha * g[t] / s[t]}),),
)
"""


@pytest.fixture
def with_new_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The calculator, read anew while the folder of methods holds one more file."""
    (tmp_path / "summed.py").write_text(NEW_METHOD, encoding="utf-8")
    monkeypatch.setattr(optimizers, "__path__", [*optimizers.__path__, str(tmp_path)])
    name = "dlstudy.calculators.optimize"
    spec = util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module  # type: ignore[misc]
    sys.modules.pop("dlstudy.calculators.optimizers.summed", None)


def test_a_new_file_is_a_new_method(with_new_method: ModuleType) -> None:
    calculator = with_new_method.CALCULATOR
    found = work(calculator, complete(calculator, {"method": "summed", "gradients": "3, 4"}))
    assert found.outputs["squares"] == Grid([[9, 25]])
    assert found.outputs["final"] == -1 - Fraction(4, 5)
    assert [mistake.name for mistake, _wrong in mistakes(calculator, found)] == ["summed-rootless"]


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_a_method_takes_just_what_its_conventions_give_defaults_for(method: optimizers.Method) -> None:
    taken = [set(convention.defaults) for convention in method.conventions.values()]
    assert set.union(*taken) == {param.name for param in method.params}


def test_an_authors_objective_is_drawn_a_start() -> None:
    values = {param.name: None for param in CALCULATOR.params} | {"method": "sgd", "objective": "x^2 + y^2"}
    drawn = CALCULATOR.draw(values, random.Random(3))
    given = SimpleNamespace(**complete(CALCULATOR, {k: v for k, v in drawn.items() if v is not None}))
    assert given.start.shape == (1, 2)


def test_importing_the_calculator_needs_no_library() -> None:
    code = "import sys, dlstudy.calculators.optimize; print({'sympy', 'numpy', 'mpmath'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
