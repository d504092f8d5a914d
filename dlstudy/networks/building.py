"""A layer from what was written about it: numbers checked, defaults filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import Text, _
from dlstudy.networks.network import KINDS, POOLS, WEIGHTED, Layer, Pair

MOST = 1_000_000
LONGEST = 60  # of what is quoted in a refusal
FIELDS = {
    "conv": {"kernel", "out", "stride", "padding", "dilation", "groups", "bias", "table"},
    "fc": {"out", "bias"},
    "rbf": {"out"},
    **{kind: {"kernel", "stride", "padding", "ceil"} for kind in POOLS},
}
_EXAMPLES = {
    "conv": _("conv 5 6 is kernel 5, out 6", "conv 5 6 表示 kernel 为 5、out 为 6"),
    "fc": _("fc 10 is out 10", "fc 10 表示 out 为 10"),
    "rbf": _("rbf 10 is out 10", "rbf 10 表示 out 为 10"),
}
_POOLED = _("maxpool 2 is kernel 2", "maxpool 2 表示 kernel 为 2")
NEEDED = {"conv": ("kernel", "out"), "fc": ("out",), "rbf": ("out",), **dict.fromkeys(POOLS, ("kernel",))}


def refuse(what: str, why: Text) -> LearnerError:
    """The refusal of a piece of a network, quoting it."""
    shown = what if len(what) <= LONGEST else what[: LONGEST - 1] + "…"
    return LearnerError(_("“{what}”: {why}", "“{what}”：{why}")(what=shown, why=why))


def build(kind: str, given: Mapping[str, Any], what: str, label: str = "") -> Layer:
    """The layer of this kind with the given fields; `what` is how it was written, for the refusal."""
    if kind not in KINDS:
        raise refuse(what, unknown(kind[:LONGEST], KINDS))
    for name in given:
        if name not in FIELDS.get(kind, ()):
            raise refuse(what, _("a {kind} layer has no {name}", "{kind} 层没有 {name}")(kind=kind, name=name))
    for name in NEEDED.get(kind, ()):
        if name not in given:
            why = _("a {kind} layer needs its {name}: {example}", "{kind} 层缺少 {name}：{example}")
            raise refuse(what, why(kind=kind, name=name, example=_EXAMPLES.get(kind, _POOLED)))
    pool, per_class = kind in POOLS, given.get("out") == "classes"
    kernel = _pair(given.get("kernel", 1), what)
    return Layer(
        kind,
        label,
        out=_whole(given["out"], what) if kind in WEIGHTED and not per_class else 0,
        kernel=kernel,
        stride=_pair(given["stride"], what) if "stride" in given else kernel if pool else (1, 1),
        padding=_padding(given.get("padding", 0), what),
        dilation=_whole(given.get("dilation", 1), what),
        groups=_whole(given.get("groups", 1), what),
        bias=_yes(given.get("bias", kind != "rbf"), what),
        ceil=_yes(given.get("ceil", False), what),
        table=_table(given.get("table", ()), what),
        per_class=per_class,
    )


def sizes(raw: Any, what: str, least: int = 1) -> tuple[int, ...]:
    """Whole numbers written `3`, `3x1` or `[3, 1]`."""
    pieces = raw if isinstance(raw, list | tuple) else re.split(r"[x×*]", str(raw).strip().lower())
    return tuple(_whole(piece, what, least) for piece in pieces)


def _whole(raw: Any, what: str, least: int = 1) -> int:
    text = str(raw).strip()
    if isinstance(raw, bool) or not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not least <= int(text) <= MOST:
        why = _("{raw} should be a whole number, at least {least} and at most a million",
                "{raw} 应为整数，不小于 {least}，不超过一百万")  # fmt: skip
        raise refuse(what, why(raw=text[:20], least=least))
    return int(text)


def _pair(raw: Any, what: str, least: int = 1) -> Pair:
    found = sizes(raw, what, least)
    if len(found) > 2:
        raise refuse(what, _("one number, or two: height × width", "给一个数，或高 × 宽两个数"))
    return found[0], found[-1]


def _padding(raw: Any, what: str) -> Any:
    return raw if raw == "same" else _pair(raw, what, least=0)


def _yes(raw: Any, what: str) -> bool:
    if not isinstance(raw, bool):
        raise refuse(what, _("true or false is asked for", "这里要 true 或 false"))
    return raw


def _table(raw: Any, what: str) -> tuple[tuple[int, ...], ...]:
    """For each output map the input maps it sees, counted from 0: `012,123,…`, or lists of numbers."""
    rows = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(rows, list | tuple) or len(rows) > 4096:
        raise refuse(
            what, _("a connection table is a list of lists of input maps", "连接表是输入特征映射编号列表的列表")
        )
    table = tuple(tuple(_whole(m, what, 0) for m in row) for row in rows)
    if any(len(set(row)) != len(row) or not row for row in table):
        raise refuse(what, _("every output map is connected to some input maps, each once",
                             "每张输出特征映射都要连接若干输入特征映射，且不重复"))  # fmt: skip
    return table
