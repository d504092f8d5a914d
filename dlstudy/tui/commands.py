"""What can be done by a key, and by a command typed into the answer line: with an input method composing, keys never
reach the app.
"""

from __future__ import annotations

from typing import Final
from unicodedata import normalize

from dlstudy.i18n import Text, _

# What to do: (what it is called, its key, the words it is typed with)
COMMANDS: Final[dict[str, tuple[Text, str, tuple[str, ...]]]] = {
    "hint": (_("hint", "提示"), "F2", ("hint", "提示")),
    "flag": (_("flag", "标记"), "F4", ("flag", "标记")),
    "skip": (_("skip", "跳过"), "F7", ("skip", "跳过")),
    "formulas": (_("formulas", "公式"), "F8", ("formulas", "formula", "公式")),
    "solution": (_("solution", "解答"), "s", ("solution", "s", "解答", "答案")),
    "undo": (_("undo", "撤销"), "u", ("undo", "u", "撤销")),
    "retry": (_("new numbers", "换数重做"), "r", ("retry", "r", "重做", "换数重做", "再来")),
    "overrule": (_("I was right", "我答对了"), "o", ("right", "o", "我对了", "我答对了")),
    "menu": (_("menu", "菜单"), "F9", ("menu", "菜单")),
    "pause": (_("pause", "暂停"), "Esc", ("pause", "home", "暂停", "主页")),
    "end": (_("end here", "结束本次练习"), "", ("end", "结束")),
    "language": (_("中文", "English"), "F3", ("lang", "language", "语言", "中文", "english")),
    "help": (_("help", "帮助"), "F1", ("help", "?", "帮助")),
    "quit": (_("quit", "退出"), "Ctrl+Q", ("quit", "q", "退出")),
}
AFTER: Final = ("solution", "undo", "retry", "overrule")  # letters do these once there is feedback
# On a Chinese keyboard the key of / often types 、.
_BEGINNINGS: Final = ("/", "、")
_BY_WORD: Final = {word: action for action, (_name, _key, words) in COMMANDS.items() for word in words}


def is_command(text: str) -> bool:
    """Whether what is typed is meant for the app, not for judging."""
    return normalize("NFKC", text).lstrip().startswith(_BEGINNINGS)


def command(text: str, bare: bool = False) -> str | None:
    """The action of a typed command, full-width or not; `bare` also takes it without its stroke."""
    word = normalize("NFKC", text).strip().casefold()
    if not bare and not word.startswith(_BEGINNINGS):
        return None
    return _BY_WORD.get(word.lstrip("/、").strip())


def letter(character: str) -> str | None:
    """The action a letter stands for after feedback."""
    typed = normalize("NFKC", character).casefold()
    return next((action for action in AFTER if COMMANDS[action][1] == typed), None)


def typed(name: str) -> str:
    """The command as it is typed in the language of the moment."""
    title, _key, words = COMMANDS[name]
    return "/" + next((word for word in words if word.isascii() == str(title).isascii()), words[0])
