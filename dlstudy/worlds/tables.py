"""Worlds in TOML and JSON files.

states = ["low", "high"]      actions = ["wait", "search"]      terminal = []      start = "low"
[[transition]]
state = "high"    action = "search"    next = "low"    probability = "1/3"    reward = 2

`states` and `actions` may be left out: those that occur, in their order. A probability left out is 1, a reward 0.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.worlds.checked import MAX_UNKNOWN, Draft, Row, build
from dlstudy.worlds.problems import refusal, short, unknown_name
from dlstudy.worlds.world import World

KEYS = ("states", "actions", "terminal", "start", "transition")
ROW_KEYS = ("state", "action", "next", "probability", "reward")
MAX_DOTS = 50
KEY = _("key", "键")


def read_toml(text: str) -> World:
    """The world of a TOML text; numbers are taken as written, so that 0.1 is a tenth."""
    if any(line.count(".") > MAX_DOTS and "=" in line for line in text.splitlines()):
        raise LearnerError(_("a key of this file has too many dots", "文件中有的键点号太多"))  # quadratic in tomllib
    try:
        data = tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise LearnerError(_("this TOML cannot be read: {why}", "TOML 读不懂：{why}")(why=short(error))) from None
    return _world(data, text)


def read_json(text: str) -> World:
    """The world of a JSON text, with the same keys."""
    try:
        data = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise LearnerError(_("this JSON cannot be read: {why}", "JSON 读不懂：{why}")(why=short(error))) from None
    return _world(data, text)


def _world(data: Any, source: str) -> World:
    if not isinstance(data, dict):
        raise LearnerError(_("a table with the key transition is asked for", "这里要一个含 transition 键的表"))
    problems: list[Text] = []
    strange = [key for key in data if key not in KEYS][:MAX_UNKNOWN]
    problems += (unknown_name(KEY, key, KEYS, _("file", "文件")) for key in strange)
    names: dict[str, list[str] | None] = {key: _names(data, key, problems) for key in KEYS[:3]}
    listed = data.get("transition")
    if not isinstance(listed, list) or not listed:
        problems.append(_("the file has no [[transition]]", "文件中没有 [[transition]]"))
        listed = []
    rows = list(_rows(listed, problems))
    if not rows:
        raise refusal(problems)
    start = data.get("start")
    if start is not None and not _is_name(start):
        problems.append(_("start has to be a state's name", "start 应当是一个状态的名称"))
    begins = str(start) if _is_name(start) else None
    return build(Draft(rows, names["states"], names["actions"], names["terminal"] or (), begins), source, problems)


def _names(data: dict[str, Any], key: str, problems: list[Text]) -> list[str] | None:
    """A list of names; numbers may be names."""
    if key not in data:
        return None
    found = data[key]
    if isinstance(found, list) and all(_is_name(name) for name in found):
        return [str(name) for name in found]
    problems.append(_("{key} has to be a list of names", "{key} 应当是一列名称")(key=key))
    return []


def _is_name(name: object) -> bool:
    return isinstance(name, str | int) and not isinstance(name, bool) and bool(str(name).strip())


def _rows(listed: list[Any], problems: list[Text]) -> Iterator[Row]:
    for i, entry in enumerate(listed, 1):
        place = _("transition {i}", "第 {i} 个 transition")(i=i)
        if not isinstance(entry, dict):
            problems.append(_("{place} is not a table", "{place} 不是一个表")(place=place))
            continue
        if len(problems) < MAX_UNKNOWN:
            problems += (unknown_name(KEY, key, ROW_KEYS, place) for key in entry if key not in ROW_KEYS)
        missing = [key for key in ROW_KEYS[:3] if not _is_name(entry.get(key))]
        problems += (_("{place}: {key} is missing", "{place}：缺少 {key}")(place=place, key=key) for key in missing)
        if not missing:
            state, action, to = (str(entry[key]) for key in ROW_KEYS[:3])
            yield Row(state, action, to, entry.get("probability", 1), entry.get("reward", 0), place)
