"""The end of a session: what it came to, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from dlstudy.i18n import _
from dlstudy.study.result import Result
from dlstudy.study.session import Session
from dlstudy.tui.signs import sign
from dlstudy.tui.study import practice_title
from dlstudy.tui.views import words
from dlstudy.tui.views.report import report_blocks
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.flow import Flow
from dlstudy.tui.widgets.key_bar import Hint, KeyBar
from dlstudy.tui.widgets.listing import Entry, Listing

if TYPE_CHECKING:
    from dlstudy.tui.app import StudyApp


class ResultScreen(Screen[None]):
    """The report, and a short list of what to do next below it."""

    app: StudyApp
    CSS = """
    ResultScreen #page { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    ResultScreen Listing { height: auto; max-height: 5; dock: bottom; margin-bottom: 1; border-top: solid $foreground 30%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "home", show=False),
        Binding("pageup", "scroll_page(-1)", show=False, priority=True),
        Binding("pagedown", "scroll_page(1)", show=False, priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.result: Result | None = None

    def compose(self) -> ComposeResult:
        """Top line, report, list, keys."""
        yield Bar(id="top")
        with VerticalScroll(id="page", can_focus=False):
            yield Flow()
        yield Listing()
        yield KeyBar()

    def on_mount(self) -> None:
        """Draws the questions again behind the picture, for their prompts."""
        self.query_one(Listing).focus()
        self.refresh_all()
        self._count()

    @work(thread=True)
    def _count(self) -> None:
        result = self.session.result()
        self.app.call_from_thread(self._counted, result)

    def _counted(self, result: Result) -> None:
        self.result = result
        if self.is_mounted:
            self.refresh_all()

    def refresh_all(self) -> None:
        """Shows the report in the language of the moment."""
        self.query_one("#top", Bar).show(
            str(_("Result: {title}", "结果：{title}")(title=self.session.title)), words.tally_line(self.session.tally)
        )
        if self.result is not None:
            self.query_one(Flow).show(report_blocks(self.result))
            self.query_one(Listing).show(self._entries(self.result))
        self.query_one(KeyBar).show(
            (
                Hint(sign("enter"), _("choose", "选定"), "choose", 1),
                Hint("PgUp/PgDn", _("scroll", "翻页"), "scroll_page(1)", 2),
                Hint("F3", _("中文", "English"), "app.language", 3),
                Hint("Esc", _("home", "主页"), "home", 1),
            )
        )

    def _entries(self, result: Result) -> list[Entry]:
        weak = len(self._weak(result))
        entries = (
            [Entry("weak", str(_("Practise these again: what was not right", "再练没有答对的题")), str(weak))]
            if weak
            else []
        )
        if result.parts:
            entries.append(Entry("all", str(_("Practise all of these again", "全部再练一次"))))
        return [*entries, Entry("home", str(_("Home", "回主页")))]

    def _weak(self, result: Result) -> list[str]:
        return list(dict.fromkeys(part.question for part in result.parts if part.outcome != "right"))

    @on(Listing.OptionSelected)
    def _selected(self, event: Listing.OptionSelected) -> None:
        self._take(event.option.id)

    def action_choose(self) -> None:
        """Takes the marked line."""
        self._take(self.query_one(Listing).marked)

    def _take(self, name: str | None) -> None:
        result, study = self.result, self.app.study
        if name == "home" or result is None:
            self.action_home()
            return
        asked = self._weak(result) if name == "weak" else [part.question for part in result.parts]
        title = practice_title(_("once more", "再练一次"))
        self.app.begin(lambda: study.start(study.again(asked), title))

    def action_home(self) -> None:
        """Back to the first screen."""
        self.app.go_home()

    def action_scroll_page(self, by: int) -> None:
        """Moves the report, while the list keeps the focus."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_relative(y=by * max(1, page.size.height - 2), animate=False)
