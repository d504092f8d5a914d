"""A network from TOML: `[[layer]]` tables, branches as lists of them."""

from __future__ import annotations

import tomllib
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.networks.building import build, refuse, sizes
from dlstudy.networks.network import Chain, Join, Network

MAX_PARTS, MAX_DEPTH = 5_000, 12


def read_toml(text: str) -> Network:
    """The network of a TOML text: `input`, `classes`, and its layers in order."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LearnerError(_("this TOML cannot be read: {why}", "这段 TOML 读不了：{why}")(why=error)) from None
    if "input" not in document:
        raise LearnerError(_('say what comes in: input = "32x32x1"', '请写明输入：input = "32x32x1"'))
    size = sizes(document["input"], "input")
    if len(size) != 3:
        raise refuse(
            "input", _("an input is height x width x channels, as in 32x32x1", "输入写作 高x宽x通道数，如 32x32x1")
        )
    parts = _chain(document.get("layer", []), 0)
    if not parts:
        raise LearnerError(_("the network has no layer", "网络一层也没有"))
    network = Network(text, (size[0], size[1], size[2]), parts)
    if "classes" not in document:
        return network
    return network.classified(sizes(document["classes"], "classes")[0])


def _chain(tables: Any, depth: int) -> Chain:
    if not isinstance(tables, list) or depth > MAX_DEPTH or len(tables) > MAX_PARTS:
        raise refuse(str(tables), _("a list of layers is asked for", "这里要一个层的列表"))
    return tuple(_part(table, depth) for table in tables)


def _part(table: Any, depth: int) -> Any:
    if not isinstance(table, dict) or not isinstance(table.get("kind"), str):
        raise refuse(str(table), _('a layer is a table with its kind: {example}', '层是写明 kind 的表：{example}')(
            example='{ kind = "conv", kernel = 3, out = 8 }'))  # fmt: skip
    given = dict(table)
    kind, label, what = given.pop("kind"), str(given.pop("label", "")), str(table)
    if kind not in ("add", "concat"):
        return build(kind, given, what, label)
    branches = given.get("branches")
    if set(given) != {"branches"} or not isinstance(branches, list) or len(branches) < 2:
        raise refuse(what, _("{kind} needs branches, two or more", "{kind} 需要 branches，至少两个")(kind=kind))
    return Join("add" if kind == "add" else "concat", tuple(_chain(b, depth + 1) for b in branches), label)
