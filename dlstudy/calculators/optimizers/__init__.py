"""The methods of optimisation, one file each, found by the file's name; and what a method is.

A new method is a new file here with a `METHOD`: its parameters, states, mistakes and conventions enter the calculator
`optimize` from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any, Protocol

from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Mistake, Step
from dlstudy.symbolic.params import Param, Real
from dlstudy.symbolic.tree import Letter, Node, letter, letters, sqrt

Lines = Generator["Step | Do", Any, None]

theta, g, alpha, rho, epsilon, w = letters("theta g alpha rho epsilon w")
delta = letter("Deltatheta")
beta, beta1, beta2 = letters("beta beta_1 beta_2")

LEARNING_RATE = Real(
    alpha,
    "learning_rate",
    _("learning rate; each method has its default", "学习率；各方法有各自的默认值"),
    low=0,
    pick=("0.1", "0.2", "0.5"),
)
RHO = Real(
    rho,
    "rho",
    _("momentum factor (0.9; d2l's β)", "动量因子（0.9；动手学记作 β）"),
    low=0,
    high=1,
    pick=("0.9", "0.5", "0.8"),
)
BETA = Real(
    beta,
    "beta",
    _(
        "decay rate of the mean of the squares (0.9; d2l's γ, in adadelta ρ; PyTorch's rmsprop 0.99, called alpha)",
        "梯度平方均值的衰减率（0.9；动手学记作 γ，adadelta 中记作 ρ；PyTorch 的 rmsprop 为 0.99，名为 alpha）",
    ),
    low=0,
    high=1,
    open=")",
    pick=("0.9", "0.5", "0.8"),
)
BETA1 = Real(
    beta1,
    "beta1",
    _(
        "decay rate of the mean of the gradients, in adadelta of the squared updates (0.9)",
        "梯度一阶矩的衰减率；adadelta 中为更新量平方均值的衰减率（0.9）",
    ),
    low=0,
    high=1,
    open=")",
)
BETA2 = Real(
    beta2,
    "beta2",
    _(
        "decay rate of the mean of the squares (0.99 in the course, 0.999 elsewhere)",
        "梯度平方均值的衰减率（课程 0.99，其他 0.999）",
    ),
    low=0,
    high=1,
    open=")",
)
EPSILON = Real(
    epsilon,
    "epsilon",
    _(
        "small constant that keeps the denominator from zero (1e-8, adadelta 1e-5; PyTorch, Keras and d2l have their own)",
        "防止分母为零的小常数（1e-8，adadelta 为 1e-5；PyTorch、Keras 与动手学各有默认值）",
    ),
    low=0,
)
WEIGHT_DECAY = Real(
    w,
    "weight_decay",
    _(
        "weight decay w: θ is scaled by 1 − w in the course, by 1 − αw elsewhere (sgd 0, adamw 0.01)",
        "权重衰减 w：课程中 θ 乘 1 − w，其他各家乘 1 − αw（sgd 为 0，adamw 为 0.01）",
    ),
    low=0,
    high=1,
)


@dataclass(frozen=True, slots=True)
class State:
    """What a method works out in every step: the output's name, and the letter of its lines, indexed by t."""

    name: str
    letter: Letter
    title: Text
    remembered: bool = True  # carried from step to step, and `start` before the first
    start: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Convention:
    """Whose form of a method: what it says, and what its parameters are unless given; they are all it takes.

    What may be left away altogether, such as weight decay, is None. `letters`: what it calls the letters it has another
    name for.
    """

    says: Text
    defaults: Mapping[str, Fraction | None]
    letters: Mapping[str, str] = field(default_factory=dict)


class Gradient(Protocol):
    """Gives the lines up to g[t], the gradient met at `point`; `ahead` where that is not the current iterate."""

    def __call__(self, point: Letter, ahead: bool = False) -> Lines: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One time step: its number, from 1; what is given; and the lines of its gradient."""

    t: int
    given: SimpleNamespace
    gradient: Gradient


def rates(given: SimpleNamespace) -> list[float]:
    """The learning rate of every step, for the reference: the schedule's, or the same throughout; 1 where there is none."""
    if given.schedule is None:
        return [1.0 if given.learning_rate is None else float(given.learning_rate)] * given.steps
    return [float(rate) for rate in given.schedule.rates(given.learning_rate, given.steps)]


class Road(Protocol):
    """The path of `dlstudy.reference.optimizers`: theta (T + 1, n), gradients (T, n), memory by a state's name."""

    @property
    def theta(self) -> Any: ...
    @property
    def gradients(self) -> Any: ...
    @property
    def memory(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Method:
    """A method of optimisation. `update` yields the lines of one time step, the last of them theta[t]."""

    name: str
    title: Text
    source: str
    params: tuple[Param, ...]
    conventions: Mapping[str, Convention]
    states: Callable[[str], tuple[State, ...]]  # of a convention
    update: Callable[[Turn], Lines]
    reference: Callable[[SimpleNamespace, Sequence[float], Any], Road]  # given, start, gradients or their function
    mistakes: tuple[Mistake, ...] = ()
    exact_below: Callable[[SimpleNamespace], bool] = lambda _given: True  # else the reference runs alone
    algebraic: tuple[str, ...] = ("learning_rate",)  # parameters that may be letters: a formula comes out


def methods() -> dict[str, Method]:
    """Every method of the folder, by name."""
    found = (import_module(f"{__name__}.{module.name}").METHOD for module in iter_modules(__path__))
    return {method.name: method for method in sorted(found, key=lambda method: str(method.name))}


def settings(given: SimpleNamespace, *names: str) -> dict[str, Any]:
    """What the reference is told: the rates, the number of steps, and the parameters of these names, 0 where left away."""
    named = {name: float(getattr(given, name) or 0) for name in names}
    return {"learning_rate": rates(given), "steps": given.steps, **named}


def present(value: Any) -> bool:
    """Whether something that may be left away was given, and is not zero."""
    return value is not None and bool(value != 0)


def each(lines: Lines, change: Callable[[Step | Do], Step | Do]) -> Lines:
    """The lines, each changed as it passes; what is sent back reaches them."""
    sent = None
    while True:
        try:
            line = lines.send(sent)
        except StopIteration:
            return
        sent = yield change(line)


def added(t: int) -> Step:
    """The line of θ where the method has worked out its update."""
    return Step(theta[t], theta[t - 1] + delta[t], _("the update is added", "加上更新差值"))


def root(squares: Node, inside: bool) -> Node:
    """A denominator: the root of the squares, with ε inside it or outside."""
    return sqrt(squares + epsilon) if inside else sqrt(squares) + epsilon


def left(convention: str) -> Node:
    """The share of θ that weight decay leaves: 1 − w in the course, 1 − αw elsewhere."""
    return 1 - (w if convention == "course" else alpha * w)


ASCENT = Mistake(
    "ascent", _("the update is against the gradient", "更新要沿负梯度方向"), {theta: lambda t: theta[t - 1] - delta[t]}
)
EPSILON_ELSEWHERE = _(
    "ε stands inside the root in the course, outside in PyTorch", "课程中 ε 在根号内，PyTorch 在根号外"
)


def later(formula: Callable[[int], Any], start: Any = 0) -> Callable[[int], Any]:
    """The swap of a remembered state, which at t = 0 is still what it starts from."""
    return lambda t: formula(t) if t else start


def numbers(**named: str) -> dict[str, Fraction]:
    """The default of each parameter, from its decimal form."""
    return {name: Fraction(value) for name, value in named.items()}
