"""A shape, exact, as any library or book writes it: 45x45x15, (45, 45, 15), 45*45*15, torch.Size([45, 45, 15])."""

from __future__ import annotations

import re
from dataclasses import replace

from dlstudy.answers.keys import ShapeKey
from dlstudy.answers.kinds.kind import RIGHT, WRONG, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import characters, read_sizes

MAX_TYPED = 200
_DRESSING = re.compile(r"torch\.Size|\\(?:left|right|,|quad|;)|\$|^[^\W\d][\w ]{0,20}[=:]|[。.]\s*$")
_BETWEEN = re.compile(r"\\times|\\cdot|[*·⋅∗✕✖╳xX]|\bby\b|乘")


def read(_key: ShapeKey, text: str) -> tuple[int, ...]:
    """The sizes that were typed."""
    if len(text) > MAX_TYPED:
        limit = _("at most {limit} characters are read", "最多读取 {limit} 个字符")
        raise LearnerError(limit(limit=MAX_TYPED))
    if not text.strip():
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    plain = "".join(map(characters.plain, text)).strip()
    bare = _BETWEEN.sub("×", _DRESSING.sub("", plain)).strip()
    while len(bare) > 1 and bare[0] + bare[-1] in ("()", "[]", "{}"):
        bare = bare[1:-1].strip().rstrip(",")
    try:
        return read_sizes(bare)
    except LearnerError as error:
        raise LearnerError(error.text, text, (0, len(text))) from None


def show(_key: ShapeKey, value: tuple[int, ...]) -> str:
    """The shape with × between its sizes."""
    return " × ".join(map(str, value))


def compare(key: ShapeKey, value: tuple[int, ...]) -> Verdict:
    """Right where equal, ones before and behind aside; half right without the channels, or with them in front."""
    if value == key.value or _core(value) == _core(key.value):
        return RIGHT
    if len(key.value) > 1 and value == key.value[:-1]:
        why = _("the size is right; the number of channels is missing", "边长正确，还缺通道数")
        return Verdict("partial", 0.5, why=why)
    if len(key.value) > 2 and value == (key.value[-1], *key.value[:-1]):
        why = _(
            "the sizes are right with the channels in front, as PyTorch has them; here they come last",
            "数值正确，但通道写在了最前面（PyTorch 的顺序）；这里要求通道在最后",
        )
        return Verdict("partial", 0.5, why=why, mistake="channels-first")
    return WRONG


def _core(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape without ones before and behind."""
    start, end = 0, len(shape)
    while start < end and shape[start] == 1:
        start += 1
    while end > start and shape[end - 1] == 1:
        end -= 1
    return shape[start:end]


KIND = Kind(read, show, compare, lambda key, value: replace(key, value=value), lambda value: value)
