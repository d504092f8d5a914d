"""What the operations mean, on numbers and on matrices. Everything is bounded before it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic import arithmetic as a
from dlstudy.symbolic.arithmetic import (
    Number,
    TooLarge,
    Undefined,
    exponential,
    is_exact,
    logarithm,
    real,
    square_root,
    tidy,
    transcendental,
)
from dlstudy.symbolic.grid import Grid, inner

__all__ = ["exponential", "logarithm", "square_root", "transcendental"]


def elementwise(function: Callable[[Number], Number]) -> Callable[[Any], Any]:
    """The function on numbers, and on every entry of a matrix."""
    return lambda x: x.map(function) if isinstance(x, Grid) else function(x)


def pairwise(function: Callable[[Number, Number], Number]) -> Callable[[Any, Any], Any]:
    """The function on two numbers, on two matrices of one shape, or on a matrix and a number."""

    def call(x: Any, y: Any) -> Any:
        if isinstance(x, Grid) and isinstance(y, Grid):
            return x.combine(y, function)
        if isinstance(x, Grid):
            return x.map(lambda entry: function(entry, y))
        return y.map(lambda entry: function(x, entry)) if isinstance(y, Grid) else function(x, y)

    return call


add = pairwise(a.add)
subtract = pairwise(a.subtract)
hadamard = pairwise(a.multiply)
divide = pairwise(a.divide)
negative = elementwise(lambda x: tidy(-x))


def multiply(x: Any, y: Any) -> Any:
    """A product; of two matrices the matrix product (two rows of one length: their inner product)."""
    if isinstance(x, Grid) and isinstance(y, Grid):
        return x.product(y)
    if isinstance(y, Grid) and is_exact(x):
        return y.times(x)
    return x.times(y) if isinstance(x, Grid) and is_exact(y) else hadamard(x, y)


def power(x: Any, y: Any) -> Any:
    """A power; a matrix is raised entry by entry, as the optimisers' g² is meant."""
    if isinstance(y, Grid):
        raise Undefined(_("an exponent must be a number", "指数必须是一个数"))
    return x.map(lambda entry: a.power(entry, y)) if isinstance(x, Grid) else a.power(x, y)


def single(x: Any) -> Number:
    """x, refused where it is a matrix or a shape."""
    if isinstance(x, Grid | tuple):
        raise Undefined(_("a number belongs here, not a list", "这里该写一个数，而不是一列数"))
    return x


def whole_matrix(x: Any) -> Grid:
    """x, refused where it is not a vector or matrix."""
    if not isinstance(x, Grid):
        raise Undefined(_("a vector or matrix belongs here", "这里该写向量或矩阵"))
    return x


def ordered(*signs: int) -> Callable[[Number, Number], bool]:
    """Whether the order of two numbers is one of `signs`."""
    return lambda x, y: a.compare(single(x), single(y)) in signs


def modulo(x: Number, y: Number) -> Number:
    """The remainder that has the sign of y."""
    x, y = single(x), single(y)
    if y == 0:
        raise Undefined(_("this divides by zero", "除数为零"))
    return a.subtract(x, a.multiply(y, floor(a.divide(x, y))))


def transpose(x: Any) -> Any:
    """The transpose; a number is its own."""
    return x.T if isinstance(x, Grid) else x


def factorial(x: Number) -> int:
    """n!, of whole numbers from 0 to 200."""
    n = a.whole(single(x), _("the factorial needs a whole number", "阶乘需要整数"))
    if not 0 <= n <= a.MAX_FACTORIAL:
        raise (TooLarge if n > 0 else Undefined)(_("factorials are computed from 0! to 200!", "阶乘只计算 0! 到 200!"))
    return math.factorial(n)


def binomial(x: Number, y: Number) -> int:
    """The number of ways to choose k of n, n at most 200."""
    n, k = (a.whole(single(v), _("binomial needs whole numbers", "二项式系数需要整数")) for v in (x, y))
    if not 0 <= n <= a.MAX_FACTORIAL:
        raise TooLarge(_("binomials are computed for n up to 200", "二项式系数只计算 n ≤ 200"))
    return math.comb(n, k) if k >= 0 else 0


def percent(x: Number) -> Number:
    """A hundredth."""
    return a.divide(single(x), 100)


def _rounded(function: Callable[[Any], int], mp: str) -> Callable[[Any], Any]:
    def call(x: Number) -> Number:
        if is_exact(x):
            return function(x)
        if abs(x) > 10**25:
            raise TooLarge(_("this number is too large to round", "这个数太大，无法取整"))
        return int(getattr(x.context, mp)(x))

    return elementwise(call)


floor = _rounded(math.floor, "floor")
ceil = _rounded(math.ceil, "ceil")
absolute = elementwise(abs)


def norm(x: Any) -> Number:
    """The Euclidean length of a vector, or of a matrix's entries."""
    entries = [v for row in x.rows for v in row] if isinstance(x, Grid) else [x]
    return square_root(inner(entries, entries))


def row(*entries: Any) -> tuple[Any, ...]:
    """The entries, which must be numbers."""
    if any(isinstance(entry, Grid | tuple) for entry in entries):
        raise Undefined(_("a matrix cannot stand inside a matrix", "矩阵里不能再放矩阵"))
    return entries


def matrix(*rows: Any) -> Grid:
    """The matrix of the rows, which must be equally long."""
    if len({len(r) for r in rows}) > 1:
        raise Undefined(_("the rows are not equally long", "各行长度不一致"))
    return Grid(rows)


def shape(*sizes: Any) -> tuple[int, ...]:
    """A shape: whole numbers."""
    return tuple(a.whole(single(s), _("a shape is made of whole numbers", "形状由整数组成")) for s in sizes)


def pi() -> Number:
    """π."""
    return a.reals().mpf(a.reals().pi)


def euler() -> Number:
    """e."""
    return exponential(real(1))


def log(x: Any, base: Number | None = None) -> Any:
    """The natural logarithm, or the one to `base`; whole powers of the base stay exact."""
    if base is None:
        return elementwise(logarithm)(x)
    if single(base) <= 0 or base == 1:
        raise Undefined(_("no logarithm has this base", "对数的底不合法"))

    def of(entry: Number) -> Number:
        quotient = a.divide(logarithm(entry), logarithm(base))
        if is_exact(entry) and is_exact(base) and not is_exact(quotient):
            near = int(quotient.context.nint(quotient)) if abs(quotient) <= a.MAX_EXPONENT else 0
            if Fraction(base) ** near == entry:
                return near
        return quotient

    return elementwise(of)(x)


def sigmoid(x: Number) -> Number:
    """1 / (1 + e^−x)."""
    return a.divide(1, a.add(1, exponential(tidy(-x))))


def relu(x: Number) -> Number:
    """x where it is positive, else 0."""
    return x if x > 0 else 0


def sign(x: Number) -> int:
    """−1, 0 or 1."""
    return int(x > 0) - int(x < 0)


def softmax(x: Any) -> Any:
    """Each row's exponentials over their sum; an entry of −∞ weighs nothing, a row of them is all zeros."""
    from dlstudy.symbolic.softmax import softmax

    return softmax(whole_matrix(x))


def unit_rows(x: Any) -> Any:
    """Each row divided by its length, which must not be zero."""
    lengths = [square_root(inner(r, r)) for r in whole_matrix(x).rows]
    if any(length == 0 for length in lengths):
        raise Undefined(_("a vector of zeros has no direction", "零向量没有方向"))
    return Grid([a.divide(v, length) for v in r] for r, length in zip(x.rows, lengths, strict=True))


def sum_of(x: Any) -> Number:
    """The sum of all entries."""
    result: Number = 0
    for r in x.rows if isinstance(x, Grid) else [[x]]:
        for entry in r:
            result = a.add(result, entry)
    return result


def extreme(direction: int) -> Callable[..., Any]:
    """The largest (1) or smallest (−1) of numbers; entry by entry of matrices."""

    def two(x: Number, y: Number) -> Number:
        return x if a.compare(x, y) * direction >= 0 else y

    def call(*args: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], Grid):
            args = args[0].rows[0] if args[0].shape[0] == 1 else tuple(v for r in args[0].rows for v in r)
        best = args[0]
        for other in args[1:]:
            best = pairwise(two)(best, other)
        return best

    return call
