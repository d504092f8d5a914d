"""Optimisers step by step, on given gradients or on a typed objective; the methods are the files of `optimizers/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

from dlstudy.calculators.objectives import read_objective, read_variables
from dlstudy.calculators.optimize_examples import EXAMPLES
from dlstudy.calculators.optimize_given import EXAMPLE, complete_given, draw_given
from dlstudy.calculators.optimize_gradient import MISTAKES as GRADIENT_MISTAKES
from dlstudy.calculators.optimize_gradient import PARAMS as CHANGES
from dlstudy.calculators.optimize_letters import spelt_swap
from dlstudy.calculators.optimize_path import given_gradients, reference, steps, theta_all, theta_end, trajectory, whole
from dlstudy.calculators.optimize_picture import picture
from dlstudy.calculators.optimize_schedule import MISTAKES as SCHEDULE_MISTAKES
from dlstudy.calculators.optimize_schedule import SCHEDULE, swapped
from dlstudy.calculators.optimizers import Method, methods, theta
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Mistake, Output
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Param, Written
from dlstudy.symbolic.tree import Letter

METHODS = methods()
_WHOSE = {
    "course": _("the course's and nndl's", "课程的形式，与 nndl 一致"),
    "pytorch": _("PyTorch's", "PyTorch 的形式"),
    "keras": _("Keras'", "Keras 的形式"),
    "d2l": _("Dive into Deep Learning's, in its letters", "《动手学深度学习》的形式与记号"),
    "ema": _("Andrew Ng's courses", "吴恩达课程的形式"),
    "first-stage": _("Zeiler's first idea alone", "只取第一阶段"),
    "paper": _("the original paper's", "原论文的形式"),
}


def _conventions() -> dict[str, Text]:
    """Every convention a method has, the course's first: whose it is, and what it says of each method."""
    names = dict.fromkeys(["course", *(name for method in METHODS.values() for name in method.conventions)])
    return {name: _told(name) for name in names}


def _told(name: str) -> Text:
    said = {method.name: method.conventions[name].says for method in METHODS.values() if name in method.conventions}
    english = ", ".join(f"{method} ({says.read('en')})" for method, says in said.items())
    chinese = "、".join(f"{method}（{says.read('zh')}）" for method, says in said.items())
    whose = _WHOSE.get(name, Text(name, name))
    return Text(f"{whose.read('en')}, {english}", f"{whose.read('zh')}：{chinese}")


def _rates() -> tuple[Param, ...]:
    """The parameters of all methods, each once."""
    return tuple({param.name: param for method in METHODS.values() for param in method.params}.values())


def _states() -> tuple[Output, ...]:
    """The states of all methods under all conventions, each once."""
    each = (state for method in METHODS.values() for name in method.conventions for state in method.states(name))
    return tuple({state.name: Output(whole(state), state.name, state.title, "matrix") for state in each}.values())


def _mistakes() -> Iterator[Mistake]:
    """The mistakes of all methods, named after them, each made in its own method only; then those of any method."""
    for method in METHODS.values():
        for mistake in method.mistakes:
            name = f"{method.name}-{mistake.name}"
            yield mistake._replace(name=name, applies=_of(method, mistake), swap=spelt_swap(swapped(mistake.swap)))
    for mistake in SCHEDULE_MISTAKES:
        yield mistake._replace(swap=spelt_swap(mistake.swap))
    yield from GRADIENT_MISTAKES


def _of(method: Method, mistake: Mistake) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.method == method.name and mistake.applies(given)


def _by_hand(given: SimpleNamespace) -> bool:
    """Whether the path is short enough to be worked exactly."""
    count = given.start.shape[1] if isinstance(given.start, Grid) else 1
    return given.steps * count <= 2000 and METHODS[given.method].exact_below(given)


CALCULATOR = Calculator(
    name="optimize",
    title=_("Optimisers step by step", "优化算法逐步计算"),
    topic="momentum",
    source="; ".join(f"{method.name}: {method.source}" for method in METHODS.values()),
    summary=_(
        "The path of an optimiser on given gradients, or on an objective that is differentiated. Given gradients are used "
        "as they are, wherever θ is: for Nesterov they are those met at the look-ahead points.",
        "优化算法在给定梯度或给定目标函数（自动求导）下的迭代过程。给定的梯度与 θ 无关，直接使用；"
        "对 Nesterov 而言即前瞻点处的梯度。",
    ),
    params=(
        Choice(
            Letter("method"),
            "method",
            _("the method", "优化算法"),
            default="sgd",
            pick=tuple(METHODS),
            options={method.name: method.title for method in METHODS.values()},
        ),
        Array(
            given_gradients,
            "gradients",
            _(
                "gradients: one row for one parameter over the steps (0.5, -0.2, 0.1), else a row for each step (1 2; 3 4)",
                "梯度：单个参数写成一行（0.5, -0.2, 0.1），多个参数每步一行（1 2; 3 4）",
            ),
            shape=("steps", "parameters"),
            default=EXAMPLE,
            pick=("0.5, -0.2, 0.1", "1, 2, -1", "2, -1, 3", "1, 0.5", "1 2; 3 -1", "2 1; -1 1; 1 3"),
        ),
        Written(
            Letter("f"),
            "objective",
            _("objective instead of gradients, e.g. x^2 + 10*y^2", "目标函数，代替梯度，如 x^2 + 10*y^2"),
            reader=read_objective,
        ),
        Written(
            Letter("variables"),
            "variables",
            _(
                "the objective's letters in order, e.g. y, x (sorted unless given)",
                "目标函数变量的次序，如 y, x（默认按字母序）",
            ),
            reader=read_variables,
        ),
        Array(
            theta[0],
            "start",
            _("where the path starts (0 for given gradients)", "初始参数（给定梯度时默认为 0）"),
            shape=("parameters",),
        ),
        Int(
            Letter("T"),
            "steps",
            _("number of steps (all gradients; 10 on an objective)", "步数（默认用完全部梯度；目标函数默认 10 步）"),
            low=1,
            high=5_000,
        ),
        *_rates(),
        SCHEDULE,
        *CHANGES,
        Choice(
            Letter("convention"),
            "convention",
            _("whose form of the method", "采用哪家的形式"),
            default="course",
            options=_conventions(),
        ),
    ),
    outputs=(
        Output(theta_end, "final", _("last iterate", "最后的参数"), "vector"),
        Output(theta_all, "theta", _("all iterates, the start first", "全部迭代点（含初值）"), "matrix"),
        *_states(),
        Output(trajectory, "trajectory", _("trajectory", "迭代轨迹"), "table"),
    ),
    steps=steps,
    reference=reference,
    derive=complete_given,
    draw=draw_given,
    exact_below=_by_hand,
    picture=picture,
    mistakes=tuple(_mistakes()),
    examples=EXAMPLES,
    usage=(
        "--method momentum --gradients '0.5, -0.2, 0.1' --start 1",
        "--method adam --gradients '1 2; 3 4' --learning-rate 0.01",
        "--method nesterov --objective 'x^2 + 10*y^2' --start '1, 1' --steps 3 --learning-rate 0.05",
        "--method momentum --gradients '1, 2' --learning-rate alpha --rho rho",
        "--method rmsprop --gradients '3 4; 0.3 0.4' --clip-norm 1 --schedule 'alpha/(1 + 0.1*t)'",
    ),
)
