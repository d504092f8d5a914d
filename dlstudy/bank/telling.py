"""Whether the mistakes a part should tell apart lead to different answers."""

from __future__ import annotations

from itertools import combinations

from dlstudy.answers.judging import alike
from dlstudy.answers.keys import Key, Slip
from dlstudy.bank.keys import content
from dlstudy.bank.question import Part
from dlstudy.errors import AuthorError, unknown
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator


def told_apart(part: Part, key: Key, slips: tuple[Slip, ...], calculator: Calculator) -> Text | None:
    """None where each mistake of `tells_apart` gives a wrong answer of its own; else which ones do not."""
    by_name = {slip.mistake: slip for slip in slips}
    known = [mistake.name for mistake in calculator.mistakes]
    for name in part.tells_apart:
        if name not in known:
            raise AuthorError(unknown(name, known), key="tells_apart")
        if name not in by_name or alike(key, by_name[name].value, content(key)):
            text = _("the mistake {name} makes no difference to {ask}", "错误 {name} 不影响 {ask} 的结果")
            return text(name=name, ask=part.ask)
    for one, other in combinations(part.tells_apart, 2):
        if alike(key, by_name[one].value, by_name[other].value):
            text = _("the mistakes {one} and {other} give the same answer", "错误 {one} 与 {other} 得出同一个答案")
            return text(one=one, other=other)
    return None
