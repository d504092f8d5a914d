"""A question and its answer line. Editing, checking, feedback: one after the other, however fast Enter is pressed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.timer import Timer

from dlstudy.answers.keys import ChoiceKey, RubricKey
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import DlstudyError, LearnerError
from dlstudy.i18n import Text, _
from dlstudy.study.session import Session
from dlstudy.tui import commands
from dlstudy.tui.blocks import GAP, Block, widest
from dlstudy.tui.screens.practice_acts import Acts
from dlstudy.tui.screens.practice_keys import practice_keys
from dlstudy.tui.views import words
from dlstudy.tui.views.question import heading, option_blocks, question_blocks
from dlstudy.tui.views.solution import formula_blocks, solution_blocks
from dlstudy.tui.views.verdict import verdict_blocks
from dlstudy.tui.widgets.answer_box import AnswerBox
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.flow import Flow
from dlstudy.tui.widgets.key_bar import KeyBar
from dlstudy.tui.widgets.status import Status

if TYPE_CHECKING:
    from dlstudy.tui.app import StudyApp

REST: Final = 0.25  # seconds Enter rests after feedback
PAUSE: Final = 0.15  # seconds of no typing before an answer is read
WIDE: Final = 100  # columns from which there is a side panel


class PracticeScreen(Acts, Screen[None]):
    """One session, question by question, until it is finished or paused."""

    app: StudyApp
    CSS = """
    PracticeScreen #page { height: 1fr; width: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    PracticeScreen #middle { height: 1fr; }
    PracticeScreen #side { width: 40%; max-width: 64; height: 1fr; padding: 0 1; border-left: solid $foreground 30%; display: none; scrollbar-size-vertical: 1; }
    PracticeScreen.wide #side.used { display: block; }
    PracticeScreen #desk { height: auto; border-top: solid $foreground 30%; dock: bottom; margin-bottom: 1; background: $background; }
    PracticeScreen #line { height: auto; padding: 0 1; }
    PracticeScreen #label { height: 1; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(spec[1].lower(), f"act('{name}')", show=False, priority=True)
          for name, spec in commands.COMMANDS.items() if spec[1][:1] == "F" and name != "language"),
        Binding("escape", "act('pause')", show=False, priority=True),
        Binding("pageup", "scroll_page(-1)", show=False, priority=True),
        Binding("pagedown", "scroll_page(1)", show=False, priority=True),
    ]  # fmt: skip

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.busy = False
        self.rests_until = 0.0
        self.formulas = False
        self.look_at_more = False  # the solution or the formulas have just been asked for
        self._reading: Timer | None = None

    def compose(self) -> ComposeResult:
        """Top line, page and side panel, answer line, keys."""
        yield Bar(id="top")
        with Horizontal(id="middle"):
            with VerticalScroll(id="page", can_focus=False):
                yield Flow(id="question")
                yield Flow(id="options")
                yield Flow(id="verdict")
                yield Flow(id="more")
            with VerticalScroll(id="side", can_focus=False):
                yield Flow(id="beside")
        with Vertical(id="desk"):
            with Horizontal(id="line"):
                yield Status(id="label")
                yield AnswerBox(id="answer")
            yield Status(id="status")
        yield KeyBar()

    def on_mount(self) -> None:
        """Shows the session as it stands."""
        self.set_interval(1, self._tick)
        self.box.focus()
        self.refresh_all()

    @property
    def wide(self) -> bool:
        """Whether there is room for the side panel."""
        return self.size.width >= WIDE

    def on_resize(self) -> None:
        """Moves what is beside below, or back."""
        self.refresh_all()

    def refresh_all(self) -> None:
        """Shows the session as it stands, in the language of the moment."""
        if not self.is_mounted or self.session.phase not in ("answering", "feedback"):
            return
        with suppress(NoMatches):  # the screen is being taken down
            self._show_all()

    def _show_all(self) -> None:
        self._tick()
        self.query_one("#question", Flow).show(question_blocks(self.session))
        self.query_one("#verdict", Flow).show(verdict_blocks(self.session))
        self._show_options()
        self._show_more()
        self._show_line()
        self.query_one(KeyBar).show(practice_keys(self.session, self.app.study.varies(self.session)))
        self.call_after_refresh(self._bring_into_view)

    def _tick(self) -> None:
        with suppress(NoMatches):  # the screen is being taken down
            self.query_one("#top", Bar).show(*heading(self.session))

    def _show_options(self) -> None:
        part = self.session.part
        options = self.query_one("#options", Flow)
        if part is None or not isinstance(part.key, ChoiceKey):
            options.show(())
            return
        text = self.box.text
        if self.session.phase == "feedback" and self.session.record and self.session.record.tries:
            text = self.session.record.tries[-1].text
        options.show(option_blocks(part.key, self.chosen(text), self.session.phase == "feedback"))

    def _show_more(self) -> None:
        self.set_class(self.wide, "wide")
        side = min(64, self.size.width * 2 // 5) - 4
        beside = self._more(side) if self.wide else []
        fits = bool(beside) and widest(beside) <= side  # no table is cut that has room below
        below = [] if fits else self._more(max(20, self.size.width - 4))
        self.query_one("#more", Flow).show(below)
        self.query_one("#beside", Flow).show(beside if fits else ())
        self.query_one("#side").set_class(fits, "used")

    def _more(self, width: int) -> list[Block]:
        """The solution and the formulas, as far as they have been asked for."""
        record = self.session.record
        solved = record is not None and record.solved
        solution = [*solution_blocks(self.session, width)] if solved else []
        formulas = [GAP, *formula_blocks(self.session.variant), GAP] if self.formulas else []
        return solution + formulas

    def _show_line(self) -> None:
        variant, part, box = self.session.variant, self.session.part, self.box
        assert variant is not None
        assert part is not None
        answering = self.session.phase == "answering"
        label = f"{words.part_label(self.session.state.part, len(variant.parts))} >".strip() if answering else ">"
        self.query_one("#label", Status).show(label + " ")
        self.query_one("#label").styles.width = len(label) + 1
        box.wanted = self.wanted()
        box.grow()
        self.query_one("#status", Status).show(str(self._advice()))

    def _advice(self) -> Text | str:
        """What the line under the answer says while nothing is typed."""
        if self.session.phase == "feedback" and self.session.verdict is not None and self.session.verdict.marks:
            return _("A number turns a point on or off; Enter goes on.", "按数字键改判得分点；回车继续。")
        if self.session.phase == "feedback":
            return _(
                "Enter goes on. Commands can be typed too: /solution, /help.", "回车继续；也可输入命令：/解答、/帮助。"
            )
        key = self.session.part.key if self.session.part else None
        if isinstance(key, ChoiceKey):
            return _("Type a letter or click an option, then Enter.", "输入字母或点击选项，回车提交。")
        if isinstance(key, RubricKey) and key.by_hand:
            return _("Do it on paper, then press Enter to compare.", "请在纸上作答，完成后按回车对照评分。")
        if isinstance(key, RubricKey):
            return _("Enter hands in; a new line is \\ and Enter.", "回车提交；换行：先输入 \\ 再按回车。")
        return _("Type the answer; formulas are worked out for you.", "输入答案，可以直接写算式。")

    def _bring_into_view(self) -> None:
        page = self.query_one("#page", VerticalScroll)
        more = self.query_one("#more", Flow)
        if self.look_at_more and more.display:
            page.scroll_to_widget(more, animate=False, top=True)
        elif self.session.phase == "feedback" or self.session.verdict is not None:
            page.scroll_to_widget(self.query_one("#verdict", Flow), animate=False, top=self.session.phase == "feedback")
        elif self.session.state.part:
            page.scroll_end(animate=False)
        else:
            page.scroll_home(animate=False)

    def perform(self, action: Callable[[], object], after: Callable[[], None] | None = None) -> None:
        """Does something to the session behind the picture, one thing at a time; then shows where that led."""
        if self.busy:
            return
        self.busy = True
        self.look_at_more = False
        self._stop_reading()
        self._perform(action, after)

    @work(thread=True)
    def _perform(self, action: Callable[[], object], after: Callable[[], None] | None) -> None:
        problem: DlstudyError | None = None
        try:
            action()
            self.app.study.look_at(self.session)
        except DlstudyError as error:
            problem = error
        self.app.call_from_thread(self._performed, after, problem)

    def _performed(self, after: Callable[[], None] | None, problem: DlstudyError | None) -> None:
        self.busy = False
        if self.session.phase in ("finished", "abandoned"):
            self.app.show_result(self.session)
            return
        if problem is None and after is not None:
            after()
        self.refresh_all()
        if problem is not None:
            self.say(problem.text)

    def say(self, text: Text | str, style: str = "$text-warning") -> None:
        """Puts something on the line under the answer."""
        self.query_one("#status", Status).show(str(text), style)

    def rested(self) -> bool:
        """Whether Enter may be taken: not while something is going on, nor right after feedback."""
        return not self.busy and monotonic() >= self.rests_until

    @on(AnswerBox.Changed)
    def _typed(self) -> None:
        self.box.grow()
        self._stop_reading()
        if self.session.phase == "answering" and not self.busy:
            self._show_options()
            self._reading = self.set_timer(PAUSE, self._read)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def _read(self) -> None:
        part, text = self.session.part, self.box.text
        if part is None or self.busy or self.session.phase != "answering":
            return
        if not text.strip():
            self.say(self._advice(), "")
        elif not commands.is_command(text) and not isinstance(part.key, RubricKey):
            self._read_behind(text)

    @work(thread=True, exclusive=True, group="reading")
    def _read_behind(self, text: str) -> None:
        part = self.session.part
        if part is None:
            return
        try:
            said = _("reads as: {what}", "读作：{what}")(what=self.app.study.reads_as(part.key, text))
        except LearnerError as error:
            said = _("not readable yet: {why}", "还读不懂：{why}")(why=error.text)
        self.app.call_from_thread(self._say_read, text, said)

    def _say_read(self, text: str, said: Text) -> None:
        if self.is_mounted and self.box.text == text and self._reading is not None and not self.busy:
            self.say(said, "")

    def judged(self, verdict: Verdict | None) -> None:
        """After a verdict Enter rests, and the line is cleared unless the answer is to be mended."""
        self.rests_until = monotonic() + REST
        if self.session.phase == "feedback" or verdict is None:
            self.box.put("")
        elif verdict.status != "invalid":
            self.box.select_all()  # typing replaces it, the arrow keys mend it
