"""Two formulas at points of their letters' domains: equal, different with the witness, or not to be told.

The points come from a seed, and so many are taken that the verdict does not hang on it. Irrational values are computed
at 15, 30 and 60 digits until two precisions agree; then two values are the same within 20 digits, relative to their
size and to nothing else, so that tiny and huge formulas are held to one measure.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from dlstudy.answers.domains import Domain
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import TooLarge, Undefined, Unreal, is_exact, precision, real
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, walk

DIGITS: Final = (15, 30, 60)
EXACT_POINTS: Final = 80  # where all values are exact: cheap, and floors need many
POINTS: Final = 14
TRIES: Final = 120
ENOUGH: Final = 5  # points at which both must have a value before they are called equal
HOLES: Final = 0.3  # a formula that is missing at more of the points is missing more than single values
WORK: Final = 2600  # operations on irrational numbers that one verdict may take
SEED: Final = 20
Outcome = Literal["equal", "different", "unreal", "large", "undecided"]


class UnsettledError(Exception):
    """Not even 60 digits agree with 30: nothing can be said at this point."""


@dataclass(frozen=True, slots=True)
class Point:
    """Values of the letters, and what formula and key come to there; `got` is none where the formula has no value."""

    at: Mapping[Letter, Any]
    got: Any
    want: Any


@dataclass(frozen=True, slots=True)
class Found:
    """What the points show, and the first one at which the two differ."""

    outcome: Outcome
    witness: Point | None = None


@dataclass(slots=True)
class _Count:
    """What has been met so far."""

    good: int = 0
    irrational: int = 0
    large: int = 0
    unreal: int = 0
    hole: Point | None = None
    holes: int = 0


def compare(
    want: Node, got: Node, domains: Mapping[Letter, Domain], near: tuple[float, float] = (0.0, 0.0), seed: int = SEED
) -> Found:
    """Whether `got` equals `want` wherever `want` has a value."""
    rng, count = random.Random(seed), _Count()
    size = sum(1 for tree in (want, got) for _part in walk(tree))
    enough = max(ENOUGH + 1, min(POINTS, WORK // max(1, size * 3)))
    enough_exact = max(24, min(EXACT_POINTS, 3 * WORK // size))
    for number in range(TRIES if domains else 1):
        at = {x: domain.value(number, rng) for x, domain in domains.items()}
        point = _point(want, got, at, count)
        if point is not None and (point.got is None or not close(point.got, point.want, near)):
            return Found("different", _simpler(want, got, domains, near, point))
        if count.irrational >= enough or count.good >= enough_exact:
            break
    return _summed_up(count, bool(domains))


def _summed_up(count: _Count, sampled: bool) -> Found:
    if count.hole is not None and count.holes > HOLES * (count.good + count.holes):
        return Found("different", count.hole)
    if count.good >= (ENOUGH if sampled else 1):
        return Found("equal")
    if count.large > count.unreal:
        return Found("large")
    return Found("unreal" if count.unreal else "undecided")


def _point(want: Node, got: Node, at: Mapping[Letter, Any], count: _Count) -> Point | None:
    """The point, where both have a value or only `got` has none that is real; what else is met is counted."""
    try:
        right = settled(want, at)
    except Unreal:
        count.unreal += 1
        return None
    except TooLarge:
        count.large += 1
        return None
    except (LearnerError, UnsettledError):
        return None
    try:
        value = settled(got, at)
    except Unreal:
        return Point(at, None, right)
    except TooLarge:
        count.large += 1
        return None
    except Undefined:
        count.holes += 1
        count.hole = count.hole or Point(at, None, right)
        return None
    except (LearnerError, UnsettledError):
        return None
    count.good += 1
    count.irrational += not (_exact(right) and _exact(value))
    return Point(at, value, right)


def _simpler(want: Node, got: Node, domains: Mapping[Letter, Domain], near: tuple[float, float], found: Point) -> Point:
    """A witness that is pleasant to check by hand, where a few small whole numbers show the difference too."""
    for start in (2, 3, 5, 1, -2):
        places = {x: len(domains) - i for i, x in enumerate(domains, 1)}
        at = {x: _whole(domain, start + 2 * places[x]) for x, domain in domains.items()}
        if None in at.values():
            continue
        point = _point(want, got, at, _Count())
        if point is not None and (point.got is None or not close(point.got, point.want, near)):
            return point
    return found


def _whole(domain: Domain, value: int) -> int | None:
    inside = (domain.low is None or value >= domain.low) and (domain.high is None or value <= domain.high)
    return value if inside else None


def settled(tree: Node, at: Mapping[Letter, Any]) -> Any:
    """The value of a formula, at as many digits as it takes; Undefined where it has none."""
    before: Any = None
    for digits in DIGITS:
        with precision(digits):
            value = evaluate(tree, at)
        if _exact(value):
            return value
        if before is not None and close(before, value, (10.0 ** (-digits // 3), 0.0)):
            return value
        if digits == DIGITS[-1] and _shrinks(before, value):
            return 0
        if digits == DIGITS[-1] and _shrinks(value, before):
            raise Undefined(_("this divides by zero", "除数为零"))
        before = value
    raise UnsettledError


def _shrinks(before: Any, value: Any) -> bool:
    """Whether the digits of a value only shrink: then it is zero, and what was seen was rounding. If they grow, a pole."""
    if isinstance(value, Grid | tuple) or isinstance(before, Grid | tuple):
        return False
    return bool(abs(value) <= abs(before) * 1e-20)


def _exact(value: Any) -> bool:
    return all(map(is_exact, _numbers(value)))


def _numbers(value: Any) -> Iterator[Any]:
    if isinstance(value, Grid):
        yield from (x for row in value.rows for x in row)
    elif isinstance(value, tuple):
        yield from value
    else:
        yield value


def close(x: Any, y: Any, near: tuple[float, float] = (0.0, 0.0)) -> bool:
    """Whether two values are one, within 20 digits or the tolerance that was asked for."""
    if isinstance(x, Grid | tuple) or isinstance(y, Grid | tuple):
        if type(x) is not type(y) or getattr(x, "shape", None) != getattr(y, "shape", None):
            return False
        p, q = list(_numbers(x)), list(_numbers(y))
        return len(p) == len(q) and all(close(a, b, near) for a, b in zip(p, q, strict=True))
    if isinstance(x, bool) or isinstance(y, bool):
        return bool(x == y)
    if is_exact(x) and is_exact(y) and not any(near):
        return bool(x == y)
    with precision(DIGITS[-1]):
        p, q = (real(v) if is_exact(v) else v.context.convert(v) for v in (x, y))
    context = p.context if p.context.prec >= q.context.prec else q.context
    apart, size = abs(context.convert(p) - context.convert(q)), max(abs(p), abs(q))
    return bool(apart <= size * max(1e-20, near[0]) or apart <= near[1])
