"""A world's text in any of its notations, or its name."""

from __future__ import annotations

import re
from dataclasses import replace

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.worlds.named import preset_text
from dlstudy.worlds.world import World

MAX_TEXT = 500_000
_TOML = re.compile(r"^\s*(?:\[\[?\s*\w+|(?:states|actions|terminal)\s*=\s*\[)", re.MULTILINE)


def read_world(text: str) -> World:
    """The world that `text` names, or writes in JSON, in TOML, with arrows, or as a grid's map."""
    if len(text) > MAX_TEXT:
        message = _(
            "a world's text has at most {n} characters; put larger worlds into a .npz file",
            "环境的文本最多 {n} 个字符；更大的请用 .npz 文件",
        )
        raise LearnerError(message(n=MAX_TEXT))
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise LearnerError(_("the world is empty", "没有给出环境"))
    if (named := preset_text(text)) is not None:
        return replace(_read(named), source=text.strip())
    return _read(text)


def _read(text: str) -> World:
    if text.lstrip().startswith(("{", "[")) and not text.lstrip().startswith("[["):
        from dlstudy.worlds.tables import read_json as reader
    elif _TOML.search(text):
        from dlstudy.worlds.tables import read_toml as reader
    elif "->" in text or "→" in text:
        from dlstudy.worlds.arrows import read_arrows as reader
    else:
        from dlstudy.worlds.grids import read_grid as reader
    return reader(text)
