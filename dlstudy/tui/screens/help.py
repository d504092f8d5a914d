"""Help: the keys, the commands, how answers are typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from dlstudy.i18n import _
from dlstudy.symbolic.notation.widths import cells
from dlstudy.tui.blocks import GAP, Block, picture
from dlstudy.tui.commands import COMMANDS, typed
from dlstudy.tui.signs import sign
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.flow import Flow


class HelpScreen(ModalScreen[None]):
    """A page to read."""

    CSS = """
    HelpScreen { background: $background; }
    HelpScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,q", "close", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """A title and the page."""
        yield Bar()
        with VerticalScroll():
            yield Flow()

    def on_mount(self) -> None:
        """Fills the page."""
        self.refresh_all()
        self.query_one(VerticalScroll).focus()

    def refresh_all(self) -> None:
        """Shows the page in the language of the moment."""
        self.query_one(Bar).show(str(_("Help", "帮助")), str(_("Esc back", "Esc 返回")))
        self.query_one(Flow).show(_page())

    def action_close(self) -> None:
        """Back to the question."""
        self.dismiss()


def _page() -> Iterator[Block]:
    yield Block(str(_("Keys, and the commands that do the same", "按键与等效命令")), "bold")
    rows = [(sign("enter"), str(_("check; after feedback: go on", "检查；判题后继续")), "")]
    rows += [(key, str(title), typed(name)) for name, (title, key, _words) in COMMANDS.items()]
    rows.append(("PgUp PgDn", str(_("scroll the question", "翻动题面")), ""))
    for key, does, word in rows:
        yield picture([f"  {key:<9} {does}{' ' * max(1, 32 - cells(does))}{word}"])
    yield GAP
    yield Block(str(_("Answers", "作答")), "bold")
    for text in _ANSWERS:
        yield Block(str(text), "", "-", indent=2)


_ANSWERS = (
    _("Numbers can be worked out on the line: 7*7*3*64+64, 1/4, sqrt(2), 2.5e-3, 25%.",
      "数值可以直接写算式：7*7*3*64+64、1/4、sqrt(2)、2.5e-3、25%。"),
    _("Sizes: 45x45x15 or (45, 45, 15). Matrices: rows apart by ; as in 1 2; 3 4, or one row to a line.",
      "尺寸：45x45x15 或 (45, 45, 15)。矩阵：用分号分行，如 1 2; 3 4，也可以一行一行粘贴。"),
    _("The line below the answer says how it is read. What cannot be read costs no try.",
      "输入框下方显示系统如何理解你的答案；读不懂的答案不计次数。"),
    _("A new line in an answer: type \\ and then Enter (or Alt+Enter). Pasted lines stay lines.",
      "答案换行：先输入 \\ 再按回车（或 Alt+回车）；粘贴的多行文字会保留换行。"),
    _("Short answers are marked by points; those the program cannot decide are yours to judge, and any can be changed by its number.",
      "简答题按得分点评分；程序拿不准的点由你自己判断，任何一点都可以按序号改判。"),
    _("Full-width characters are fine, in answers and in commands: ／提示 is /提示.",
      "答案和命令都可以用全角字符，例如 ／提示 等同于 /提示。"),
)  # fmt: skip
