"""The first screen: one default action on Enter, and everything else below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from dlstudy import i18n
from dlstudy.bank.topics import CHAPTERS, TOPICS
from dlstudy.calculators import catalogue, find
from dlstudy.i18n import Text, _
from dlstudy.study.state import State
from dlstudy.tui import signs
from dlstudy.tui.screens.calculate import CalculateScreen
from dlstudy.tui.screens.calculators import calculators_screen
from dlstudy.tui.screens.choose import ChooseScreen
from dlstudy.tui.screens.help import HelpScreen
from dlstudy.tui.study import PAPERS, practice_title
from dlstudy.tui.views import words
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.key_bar import Hint, KeyBar
from dlstudy.tui.widgets.listing import Entry, Listing
from dlstudy.tui.widgets.status import Status

if TYPE_CHECKING:
    from dlstudy.tui.app import StudyApp

LENGTHS = (5, 10, 20, 40)


class HomeScreen(Screen[None]):
    """Resume, practise, a paper, a chapter, settings."""

    app: StudyApp
    CSS = "HomeScreen #said { dock: bottom; margin-bottom: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", show=False),
        Binding("f1", "help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._open: State | None = None
        self._pressed: str | None = None  # chosen before the bank was there
        self._failed = ""

    def compose(self) -> ComposeResult:
        """Top line, list, keys."""
        yield Bar(id="top")
        yield Listing()
        yield Status(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Shows what can be shown at once."""
        if self.app.study.notice is not None:
            self.say(str(self.app.study.notice))
        self.query_one(Listing).focus()
        self.refresh_all()

    def say(self, text: str) -> None:
        """Says something above the keys."""
        self.query_one("#said", Status).show(text, "$text-warning")

    def loaded(self) -> None:
        """The bank is there: what was chosen meanwhile begins."""
        self.refresh_all()
        if self._pressed is not None:
            pressed, self._pressed = self._pressed, None
            self._take(pressed)

    def failed(self, why: str) -> None:
        """The bank cannot be read."""
        self._failed = why
        self.refresh_all()
        self.say(why.partition("\n")[0])

    def refresh_all(self) -> None:
        """Looks for an unfinished session, then shows the list in the language of the moment."""
        self._show()
        self._look()

    @work(thread=True, exclusive=True)
    def _look(self) -> None:
        state = self.app.study.unfinished()
        self.app.call_from_thread(self._found, state)

    def _found(self, state: State | None) -> None:
        if self.is_mounted:
            was, self._open = self._open, state
            self._show()
            if (was is None) != (state is None):
                self.query_one(Listing).highlighted = 0

    def _show(self) -> None:
        study = self.app.study
        count = len(study.questions)
        right = _("{n} questions", "{n} 道题")(n=count) if study.bank is not None else _("loading …", "正在载入……")
        if self._failed:
            right = _("the questions cannot be read", "题库无法读取")
        self.query_one("#top", Bar).show(
            str(_("dlstudy  deep-learning exam practice", "dlstudy  深度学习备考")), str(right)
        )
        self.query_one(Listing).show(list(self._entries()))
        self.query_one(KeyBar).show(
            (
                Hint(signs.sign("enter"), _("choose", "选定"), "choose", 1),
                Hint("↑↓" if not signs.ascii_only() else "Up/Down", _("move", "移动"), "none", 3),
                Hint("F1", _("help", "帮助"), "help", 2),
                Hint("F3", _("中文", "English"), "app.language", 2),
                Hint("q", _("quit", "退出"), "quit", 2),
            )
        )

    def _entries(self) -> Iterator[Entry]:
        study = self.app.study
        if (state := self._open) is not None:
            place = _("question {n} of {of}", "第 {n}/{of} 题")(
                n=min(state.place + 1, len(state.plan)), of=len(state.plan)
            )
            yield Entry("resume", str(_("Go on: {title}", "继续上次：{title}")(title=state.title)), str(place))
        start = _("Practise {n} questions, the weakest first", "开始练习：{n} 题，薄弱的先练")(
            n=study.settings.questions
        )
        yield Entry("practice", str(start))
        for name, questions in study.papers().items():
            marks = sum(question.marks for question in questions)
            note = _("{n} questions, {marks:g} marks", "{n} 题，{marks:g} 分")(n=len(questions), marks=marks)
            yield Entry(f"paper {name}", str(paper_title(name)), str(note))
        counts = Counter(question.chapter for question in study.questions.values())
        if counts:
            yield Entry("", str(_("By chapter", "按章练习")))
        for chapter in dict.fromkeys((*CHAPTERS, *counts)):
            if counts[chapter] and chapter != PAPERS:
                yield Entry(f"chapter {chapter}", str(words.chapter_title(chapter)), str(counts[chapter]))
        yield Entry("", str(_("Tools", "工具")))
        yield Entry("calculators", str(_("Calculators", "计算器")), str(len(catalogue())))
        yield from self._settings()

    def _settings(self) -> Iterator[Entry]:
        study = self.app.study
        yield Entry("", str(_("Settings", "设置")))
        yield Entry("language", str(_("Language: English", "语言：中文")), str(_("Enter: 中文", "回车切换为 English")))
        length = _("Questions in a practice: {n}", "每次练习题数：{n}")(n=study.settings.questions)
        yield Entry("length", str(length))
        on = _("on", "开") if signs.ascii_only() else _("off", "关")
        yield Entry("ascii", str(_("Signs in ASCII only: {on}", "仅用 ASCII 符号：{on}")(on=on)))
        colours = _("light", "浅色") if self.app.theme == "textual-light" else _("dark", "深色")
        yield Entry("theme", str(_("Colours: {which}", "配色：{which}")(which=colours)))
        yield Entry("quit", str(_("Quit", "退出")))

    @on(Listing.OptionSelected)
    def _selected(self, event: Listing.OptionSelected) -> None:
        if event.option.id is not None:
            self._take(event.option.id)

    def _take(self, name: str) -> None:
        kind, _space, which = name.partition(" ")
        if kind in ("resume", "practice", "paper", "chapter"):
            if self.app.study.bank is None:
                self._pressed = None if self._failed else name
                self.say(self._failed.partition("\n")[0] or str(_("Just a moment …", "请稍候……")))
                return
            self.say("")
        getattr(self, f"_take_{kind}")(which)

    def _take_resume(self, _which: str) -> None:
        if self._open is not None:
            session = self._open.session
            self.app.begin(lambda: self.app.study.resume(session))

    def _take_practice(self, _which: str) -> None:
        self.app.begin(lambda: self.app.study.start(self.app.study.plan(), practice_title(None)))

    def _take_paper(self, which: str) -> None:
        self.app.begin(lambda: self.app.study.start(self.app.study.paper_plan(which), paper_title(which)))

    def _take_chapter(self, chapter: str) -> None:
        def chosen(name: str | None) -> None:
            if name is None:
                return
            topic = name.partition(" ")[2] or None
            title = practice_title(words.topic_title(topic) if topic else words.chapter_title(chapter))
            self.app.begin(lambda: self.app.study.start(self.app.study.plan(chapter, topic), title))

        self.app.push_screen(ChooseScreen(words.chapter_title(chapter), lambda: self._topics(chapter)), chosen)

    def _topics(self, chapter: str) -> list[Entry]:
        found = Counter(q.topic for q in self.app.study.questions.values() if q.chapter == chapter)
        whole = Entry("chapter", str(_("The whole chapter", "全章")), str(sum(found.values())))
        order = [topic for topic in dict.fromkeys((*TOPICS, *found)) if found[topic]]
        named = [Entry(f"topic {topic}", str(words.topic_title(topic)), str(found[topic])) for topic in order]
        return [whole, *named]

    def _take_calculators(self, which: str) -> None:
        """The list, with this calculator marked; out of a form one comes back to it."""

        def chosen(name: str | None) -> None:
            if name is not None:
                self.app.push_screen(CalculateScreen(find(name)), lambda _nothing: self._take_calculators(name))

        self.app.push_screen(calculators_screen(which), chosen)

    def _take_language(self, _which: str) -> None:
        self.app.speak("en" if i18n.current() == "zh" else "zh")

    def _take_ascii(self, _which: str) -> None:
        self.app.show_ascii(not signs.ascii_only())

    def _take_theme(self, _which: str) -> None:
        self.app.paint("dark" if self.app.theme == "textual-light" else "light")
        self._show()

    def _take_length(self, _which: str) -> None:
        n = self.app.study.settings.questions
        self.app.study.choose(questions=next((length for length in LENGTHS if length > n), LENGTHS[0]))
        self._show()

    async def _take_quit(self, _which: str) -> None:
        await self.app.action_leave()

    def action_choose(self) -> None:
        """Takes the marked line."""
        marked = self.query_one(Listing).marked
        if marked is not None:
            self._take(marked)

    def action_help(self) -> None:
        """Help over the list."""
        self.app.push_screen(HelpScreen())

    def action_quit(self) -> None:
        """Ends the app."""
        self.app.exit()

    def action_none(self) -> None:
        """What a hint that is not to be clicked does."""


def paper_title(name: str) -> Text:
    """What a paper is called, by its file: `past-2020` is the paper of the 2020 cohort."""
    cohort = name.removeprefix("past-")
    if cohort.isdigit():
        return _("The {cohort}-cohort paper", "{cohort} 级真题卷")(cohort=cohort)
    return _("Paper: {name}", "试卷：{name}")(name=name)
