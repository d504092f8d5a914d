"""Critical points: gradient, Hessian and its eigenvalues at a point; minimum, maximum or saddle."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.eigen_lines import D, Lines, eigenvalue_lines, lam, symmetric
from dlstudy.calculators.objectives import Objective, partials, read_objective, read_variables
from dlstudy.calculators.samples import entry, gathered
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import is_exact, precision, real, reals
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Written
from dlstudy.symbolic.tree import Letter, letters

f, at, g, H, Hessian, grad, Lam, kind, negative = letters("f at g H Hessian grad lambda_all kind negative")
MAX_LETTERS = 8
DIGITS, TINY = 60, 1e-18  # of the reference, and what it takes for zero
EXAMPLE = read_objective("x^2 - y^2")
PAIRS = (
    ("x^2 - y^2", "1, 1"), ("x^4 - 2*x^2", "2"), ("x^2 + 4*x*y + y^2", "1, -1"),
    ("x^2 - y^2", "0, 0"), ("x^2 + 10*y^2", "0, 0"), ("x^3 - 3*x + y^2", "1, 0"), ("x^3 - 3*x + y^2", "-1, 0"),
    ("x^2 + 4*x*y + y^2", "0, 0"), ("4*x*y - x^4 - y^4", "1, 1"), ("4*x*y - x^4 - y^4", "0, 0"), ("x^3", "0"),
    ("x^2 + x*y + y^2 - 3*x", "2, -1"), ("-x^2 - 2*y^2 + x*y", "0, 0"), ("x*y", "1, 0"), ("x^4 - 2*x^2", "1"),
)  # fmt: skip
SAYS: dict[str, Text] = {
    "minimum": _("all eigenvalues are positive: a local minimum", "特征值全为正：局部极小点"),
    "maximum": _("all eigenvalues are negative: a local maximum", "特征值全为负：局部极大点"),
    "saddle": _("eigenvalues of both signs, the Hessian is indefinite: a saddle point", "特征值有正有负，海森矩阵不定：鞍点"),
    "undecided": _("an eigenvalue is zero and the rest agree: the second derivatives do not decide",
                   "有零特征值而其余同号：二阶导数无法判定"),
    "not-critical": _("the gradient is not zero: not a critical point", "梯度不为零：不是驻点"),
}  # fmt: skip

NAMES: dict[str, Text] = {
    "minimum": _("minimum", "极小点"),
    "maximum": _("maximum", "极大点"),
    "saddle": _("saddle point", "鞍点"),
    "undecided": _("undecided", "无法判定"),
    "not-critical": _("not critical", "不是驻点"),
}


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    objective: Objective = values["objective"]
    if values["variables"] is not None:
        objective = values["objective"] = read_objective(objective.source, values["variables"])
    count = len(objective.letters)
    if values["point"] is None:
        values["point"] = Grid([[0] * count])
    got = values["point"].shape[1]
    if got != count:
        text = _("point: a number for each of {letters} is asked for", "point：要为 {letters} 各给一个数")
        raise LearnerError(text(letters=", ".join(map(repr, objective.letters))))
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if values["objective"] is EXAMPLE:
        values["objective"], values["point"] = rng.choice(PAIRS)
    return values


def steps(given: SimpleNamespace) -> Lines:
    names = given.objective.letters
    size, every = len(names), range(1, len(names) + 1)
    for i, x in enumerate(names, 1):
        yield entry(x, at, i, _("the point", "所考察的点"))
    slopes = partials(given.objective.tree, names)
    for i in every:
        yield Step(
            g[i], slopes[i - 1], _("partial derivative with respect to {x}", "对 {x} 的偏导数")(x=repr(names[i - 1]))
        )
    gradient = yield gathered(grad, [g[i] for i in every], _("the gradient", "梯度"))
    for i in every:
        seconds = partials(slopes[i - 1], names)
        for j in range(i, size + 1):
            why = _("second derivative with respect to {x} and {y}", "对 {x}、{y} 的二阶导数")
            yield Step(H[i, j], seconds[j - 1], why(x=repr(names[i - 1]), y=repr(names[j - 1])))
    yield Step(Hessian, symmetric(H, size), _("the Hessian, symmetric", "海森矩阵（对称）"))
    yield from eigenvalue_lines(H, Hessian, size)
    values = yield gathered(Lam, [lam[i] for i in every], _("the eigenvalues", "全部特征值"))
    yield Do(
        negative,
        _count_negative,
        (Lam,),
        _("negative eigenvalues: directions that lead down", "负特征值个数：向下的方向数"),
    )
    yield Do(kind, judged, (grad, Lam), SAYS[judged({grad: gradient, Lam: values})])


def _sign(value: Any) -> int:
    small = 0 if is_exact(value) else 1e-20
    return int(value > small) - int(value < -small)


def _count_negative(known: Known) -> int:
    return sum(_sign(value) < 0 for value in known[Lam].rows[0])


def judged(known: Known) -> str:
    """The kind of point: by the gradient first, then by the eigenvalues' signs."""
    if any(_sign(value) for value in known[grad].rows[0]):
        return "not-critical"
    return by_signs({_sign(value) for value in known[Lam].rows[0]})


def by_signs(signs: set[int]) -> str:
    """The kind of a critical point whose eigenvalues have these signs."""
    if {1, -1} <= signs:
        return "saddle"
    return "undecided" if 0 in signs else "minimum" if 1 in signs else "maximum"


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Slopes and curvatures felt by small steps to either side, in 60 digits; eigenvalues by NumPy."""
    import numpy as np

    with precision(DIGITS):
        felt, bent = _felt(
            given.objective, [real(v) if is_exact(v) else reals().convert(v) for v in given.point.rows[0]]
        )
    values = np.linalg.eigvalsh(np.array(bent))[::-1]
    least = max(TINY, 1e-13 * float(np.abs(values).max()))
    critical = all(abs(v) < TINY for v in felt)
    return {
        "gradient": felt,
        "hessian": bent,
        "eigenvalues": values,
        "negative": int((values < -least).sum()),
        "kind": by_signs({int(v > least) - int(v < -least) for v in values}) if critical else "not-critical",
    }


def _felt(objective: Objective, point: list[Any]) -> tuple[list[float], list[list[float]]]:
    """Gradient and Hessian by differences, (f(+) − f(−)) / 2h and (f(++) − f(+−) − f(−+) + f(−−)) / 4h².

    Both err by order h², here 1e-30 times the next derivatives.
    """
    h = reals().mpf(10) ** -15
    here = dict(zip(objective.letters, point, strict=True))

    def value(*moves: tuple[Letter, int]) -> Any:
        there = dict(here)
        for x, side in moves:
            there[x] += side * h
        return evaluate(objective.tree, there)

    def second(x: Letter, y: Letter) -> float:
        corners = sum(s * t * value((x, s), (y, t)) for s in (1, -1) for t in (1, -1))
        return float(corners / (4 * h * h))

    gradient = [float((value((x, 1)) - value((x, -1))) / (2 * h)) for x in objective.letters]
    return gradient, [[second(x, y) for y in objective.letters] for x in objective.letters]


def _always(word: str) -> Any:
    return lambda: lambda _known: word


def _by_determinant(known: Known) -> str:
    """What a positive or negative determinant, the product of both eigenvalues, is wrongly taken for."""
    first, second = (_sign(v) for v in known[Lam].rows[0])
    return {1: "minimum", -1: "maximum", 0: "undecided"}[first * second]


def _two(given: SimpleNamespace) -> bool:
    return len(given.objective.letters) == 2


MISTAKES = (
    Mistake("flat-is-minimum", _("a zero gradient may also be a maximum or a saddle: look at the Hessian",
                                 "梯度为零也可能是极大点或鞍点：要看海森矩阵"), {kind: _always("minimum")}),
    Mistake("gradient-unchecked", _("first of all the gradient has to be zero", "首先梯度必须为零"),
            {kind: lambda: lambda known: by_signs({_sign(v) for v in known[Lam].rows[0]})}),
    Mistake("determinant-alone", _("a negative determinant means a saddle; a positive one leaves minimum or maximum",
                                   "行列式为负是鞍点；为正时还要区分极小与极大"),
            {kind: lambda: _by_determinant}, _two),
    Mistake("zero-ignored", _("a zero eigenvalue leaves the question open", "有零特征值时无法判定"),
            {kind: lambda: lambda known: by_signs({_sign(v) for v in known[Lam].rows[0]} - {0} or {1})}),
    Mistake("mixed-forgotten", _("the mixed second derivatives belong to the Hessian", "海森矩阵还有混合二阶导数"), {H[1, 2]: 0}, _two),
    Mistake("diagonal-as-eigenvalues", _("the diagonal holds the eigenvalues only where the rest is zero",
                                         "只有非对角元为零时，对角元才是特征值"),
            {lam[1]: H[1, 1], lam[2]: H[2, 2]}, _two),
    Mistake("mixed-not-squared", _("the determinant is ac − b²", "行列式是 ac − b²"), {D: H[1, 1] * H[2, 2] - H[1, 2]}, _two),
)  # fmt: skip

CALCULATOR = Calculator(
    name="critical-point",
    title=_("Critical points", "驻点与鞍点"),
    topic="difficulties",
    source="Goodfellow, Bengio & Courville (2016), section 4.3.1; nndl ch. 7",
    summary=_(
        "Gradient, Hessian and its eigenvalues at a point, and whether it is a minimum, a maximum or a saddle.",
        "求给定点处的梯度、海森矩阵及其特征值，判断是极小点、极大点还是鞍点。",
    ),
    params=(
        Written(f, "objective", _("the function, e.g. x^2 - y^2", "目标函数，如 x^2 - y^2"), reader=read_objective, default=EXAMPLE),
        Written(Letter("variables"), "variables", _("the letters in order, e.g. y, x (sorted unless given)",
                                                    "变量的次序，如 y, x（默认按字母序）"), reader=read_variables),
        Array(at, "point", _("the point (the origin)", "所考察的点（默认原点）"), shape=("variables",)),
    ),
    outputs=(
        Output(grad, "gradient", _("gradient", "梯度"), "vector"),
        Output(Hessian, "hessian", _("Hessian", "海森矩阵"), "matrix"),
        Output(Lam, "eigenvalues", _("eigenvalues", "特征值"), "vector"),
        Output(negative, "negative", _("negative eigenvalues", "负特征值个数"), "count"),
        Output(kind, "kind", _("kind of point", "点的类型"), "words", words=NAMES),
    ),
    rules=(
        Rule(lambda v: len(v.objective.letters) <= MAX_LETTERS, _("at most 8 variables", "最多 8 个变量")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=(
        Example({"objective": "x^2 - y^2", "point": "0, 0"}, {"eigenvalues": Grid([[2, -2]]), "kind": "saddle"},
                "d2l, section Optimization and deep learning: the saddle of x² − y²"),
        Example({"objective": "x^3", "point": "0"}, {"gradient": 0, "kind": "undecided"},
                "d2l, section Optimization and deep learning: x³ at 0"),
        Example({"objective": "(x + y)*(x*y + x*y^2)", "point": "3/8, -3/4"}, {"kind": "maximum"},
                "Wikipedia, Second partial derivative test: local maximum at (3/8, −3/4)"),
        Example({"objective": "(x + y)*(x*y + x*y^2)", "point": "1, -1"}, {"kind": "saddle"},
                "Wikipedia, Second partial derivative test: saddle at (1, −1)"),
        Example({"objective": "(x + y)*(x*y + x*y^2)", "point": "0, 0"}, {"kind": "undecided"},
                "Wikipedia, Second partial derivative test: undecided at (0, 0)"),
        Example({"objective": "x^2 + 2*y^2 - z^2 + x*z", "point": "0, 0, 0"}, {"negative": 1, "kind": "saddle"},
                "Sylvester's law of inertia: x² + xz − z² is indefinite"),
    ),
    usage=(
        "--objective 'x^2 - y^2' --point '0, 0'",
        "--objective 'x^3 - 3*x + y^2' --point '1, 0'",
        "--objective 'w1*w2 - 1' --point '0, 0'",
    ),
)  # fmt: skip
