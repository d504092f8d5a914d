"""Numbers that stay exact while they can: int and Fraction, then mpmath at 30 digits from the first root on.

Each operation bounds its result before it computes it, so that no formula, typed or worked, can run away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _

if TYPE_CHECKING:
    from mpmath.ctx_mp import MPContext

Number = Any  # int | Fraction | mpmath.mpf; a bool where a comparison was asked for

DIGITS = 30
MAX_BITS = 4096
EXACT_BITS = 512
MAX_EXPONENT = 1024
MAX_FACTORIAL = 200
MAX_EXP_ARGUMENT = 100_000


class Undefined(LearnerError):  # noqa: N818  (it is the value that is undefined)
    """The formula has no (real, finite, computable) value here."""


class TooLarge(Undefined):
    """There may be a value, but it is beyond what is computed here."""


class Unreal(Undefined):
    """There is a value, but not a real one."""


_digits: ContextVar[int] = ContextVar("digits", default=DIGITS)


@contextmanager
def precision(digits: int) -> Iterator[None]:
    """Irrational numbers that arise inside come out at so many digits."""
    token = _digits.set(digits)
    try:
        yield
    finally:
        _digits.reset(token)


def reals() -> MPContext:
    """mpmath's arithmetic at the digits of the moment; imported when the first root or exponential is met."""
    return _context(_digits.get())


@lru_cache
def _context(digits: int) -> MPContext:
    from mpmath.ctx_mp import MPContext

    context = MPContext()
    context.dps = digits
    return context


def is_exact(x: Number) -> bool:
    """Whether a number is a fraction of integers."""
    kind: Any = type(x)
    return kind is int or kind is Fraction or _is_rational(kind)


@lru_cache
def _is_rational(kind: type) -> bool:
    """Kept per type: asking `Fraction`, an abstract class's child, anew for every entry is most of a matrix's time."""
    return issubclass(kind, int | Fraction)


def real(x: Number) -> Number:
    """The number at the digits of the moment."""
    context = reals()
    return context.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else context.mpf(x)


def bits(x: Number) -> int:
    """How long an exact number is."""
    above, below = x.as_integer_ratio()
    return int(max(above.bit_length(), below.bit_length()))


def tidy(x: Number) -> Number:
    """A whole fraction as an int; refused when it has grown past the cap."""
    if type(x) is int:
        longest = x.bit_length()
    elif isinstance(x, Fraction):
        if x.denominator == 1:
            x = x.numerator
        longest = bits(x)
    elif isinstance(x, int):
        longest = x.bit_length()
    else:
        return x
    if longest > MAX_BITS:
        raise TooLarge(_("this number grows too large to compute exactly", "这个数太大，无法精确计算"))
    return x


def settle(x: Number) -> Number:
    """The number itself while it is short, its 30 digits once the exact fraction has grown past reading."""
    if type(x) is int:
        return x if x.bit_length() <= EXACT_BITS else real(x)
    if not is_exact(x):
        return x
    return real(x) if x.numerator.bit_length() > EXACT_BITS or x.denominator.bit_length() > EXACT_BITS else x


def _pair(x: Number, y: Number) -> tuple[Number, Number]:
    if is_exact(x) and is_exact(y):
        return x, y
    context = (y if is_exact(x) else x).context
    return context.convert(x), context.convert(y)


def add(x: Number, y: Number) -> Number:
    """x + y."""
    x, y = _pair(x, y)
    return tidy(x + y)


def subtract(x: Number, y: Number) -> Number:
    """x − y."""
    x, y = _pair(x, y)
    return tidy(x - y)


def multiply(x: Number, y: Number) -> Number:
    """x · y."""
    x, y = _pair(x, y)
    return tidy(x * y)


def divide(x: Number, y: Number) -> Number:
    """x / y; division by zero is refused."""
    if y == 0:
        raise Undefined(_("this divides by zero", "除数为零"))
    x, y = _pair(x, y)
    return tidy(Fraction(x) / y if is_exact(x) else x / y)


def compare(x: Number, y: Number) -> int:
    """−1, 0 or 1 as x is below, equal to or above y."""
    x, y = _pair(x, y)
    return int(x > y) - int(x < y)


def _root(x: Number) -> Number | None:
    """The exact square root of an exact number, where there is one."""
    from math import isqrt

    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    if top * top == x.numerator and bottom * bottom == x.denominator:
        return tidy(Fraction(top, bottom))
    return None


def square_root(x: Number) -> Number:
    """√x: exact for perfect squares."""
    if x < 0:
        raise Unreal(_("the square root of a negative number", "负数不能开平方"))
    if is_exact(x) and (exact := _root(x)) is not None:
        return exact
    x = real(x) if is_exact(x) else x
    return x.context.sqrt(x)


def power(x: Number, y: Number) -> Number:
    """x to the y; exact for integer exponents, refused for huge ones and for fractional powers of negatives."""
    if is_exact(y) and y == Fraction(1, 2):
        return square_root(x)
    if is_exact(y) and isinstance(tidy(y), int):
        return _integer_power(x, int(y))
    if x < 0:
        raise Unreal(_("a fractional power of a negative number", "负数没有实的分数次幂"))
    if x == 0:
        return _zero_power(y)
    return exponential(multiply(y, logarithm(real(x) if is_exact(x) else x)))


def _zero_power(y: Number) -> Number:
    if y < 0:
        raise Undefined(_("this divides by zero", "除数为零"))
    return 0


def _integer_power(x: Number, n: int) -> Number:
    if abs(n) > MAX_EXPONENT:
        raise TooLarge(_("exponents beyond ±1024 are not computed", "指数超过 ±1024，不予计算"))
    if x == 0 and n < 0:
        raise Undefined(_("this divides by zero", "除数为零"))
    if is_exact(x):
        if bits(x) * abs(n) > 2 * MAX_BITS:
            raise TooLarge(_("this number grows too large to compute exactly", "这个数太大，无法精确计算"))
        return tidy(Fraction(x) ** n)
    return x**n


def transcendental(name: str, bound: float | None = None) -> Callable[[Number], Number]:
    """mpmath's function `name` of one number; refused outside ±`bound` and where the value is not real."""

    def call(x: Number) -> Number:
        x = real(x) if is_exact(x) else x
        if bound is not None and abs(x) > bound:
            raise TooLarge(_("the argument of {name} is too large", "{name} 的自变量太大")(name=name))
        try:
            value = getattr(x.context, name)(x)
        except (ValueError, ZeroDivisionError):
            value = None
        if isinstance(value, x.context.mpc):
            raise Unreal(_("{name} has no real value here", "{name} 在此处没有实数值")(name=name))
        if value is None or not x.context.isfinite(value):
            raise Undefined(_("{name} has no real value here", "{name} 在此处没有实数值")(name=name))
        return value

    return call


_exp = transcendental("exp", MAX_EXP_ARGUMENT)
_log = transcendental("log")


def exponential(x: Number) -> Number:
    """e to the x; exactly 1 at 0."""
    return 1 if is_exact(x) and x == 0 else _exp(x)


def logarithm(x: Number) -> Number:
    """ln x, of positive numbers; exactly 0 at 1."""
    if x <= 0:
        raise (Unreal if x else Undefined)(_("the logarithm needs a positive number", "对数的真数必须为正"))
    return 0 if is_exact(x) and x == 1 else _log(x)


def whole(x: Number, why: Text) -> int:
    """x as an int, refused for `why` where it is none."""
    if is_exact(x) and isinstance(tidy(x), int):
        return int(x)
    raise Undefined(why)
