"""The app: paints at once, loads the rest behind the picture, and hands a session from screen to screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from dlstudy import i18n
from dlstudy.errors import DlstudyError
from dlstudy.i18n import Text, _
from dlstudy.study.session import Session
from dlstudy.tui import signs
from dlstudy.tui.screens.choose import ChooseScreen
from dlstudy.tui.screens.help import HelpScreen
from dlstudy.tui.screens.home import HomeScreen
from dlstudy.tui.screens.practice import PracticeScreen
from dlstudy.tui.screens.practice_menu import menu_entries
from dlstudy.tui.screens.result import ResultScreen
from dlstudy.tui.study import Study

if TYPE_CHECKING:
    from dlstudy.study.contracts import ABank
    from dlstudy.study.plan import Plan


class StudyApp(App[None]):
    """Home, practice, result."""

    TITLE = "dlstudy"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,ctrl+l", "language", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        study: Study,
        *,
        ask: Callable[[ABank], tuple[Plan, Text]] | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__()
        self.study = study
        self.starting = False
        self._ask = ask
        signs.use_ascii(ascii_only)

    def on_mount(self) -> None:
        """Shows the home screen, then loads."""
        self.theme = "textual-light" if self.study.settings.theme == "light" else "textual-dark"
        self.push_screen(HomeScreen())
        self.call_after_refresh(self._load)

    @work(thread=True)
    def _load(self) -> None:
        try:
            self.study.load()
        except DlstudyError as error:
            self.call_from_thread(self.home.failed, str(error))
            return
        self.call_from_thread(self._loaded)

    def _loaded(self) -> None:
        self.home.loaded()
        if self._ask is not None:
            ask, self._ask = self._ask, None
            self.begin(lambda: self.study.start(*ask(self.study.bank)))  # type: ignore[arg-type]

    @property
    def home(self) -> HomeScreen:
        """The screen at the bottom of the stack."""
        return next(screen for screen in self.screen_stack if isinstance(screen, HomeScreen))

    def begin(self, open_session: Callable[[], Session]) -> None:
        """Opens a session and shows it, whatever is on top of the home screen."""
        if not self.starting:
            self.starting = True
            self._begin(open_session)

    @work(thread=True)
    def _begin(self, open_session: Callable[[], Session]) -> None:
        try:
            session = open_session()
        except DlstudyError as error:
            self.call_from_thread(self._not_begun, error.text)
            return
        self.call_from_thread(self._begun, session)

    def _not_begun(self, why: Text) -> None:
        self.starting = False
        self.home.say(str(why))

    def _begun(self, session: Session) -> None:
        self.starting = False
        if session.phase in ("answering", "feedback"):
            self._show(PracticeScreen(session))
        else:
            self.show_result(session)

    def show_result(self, session: Session) -> None:
        """Shows what a session came to."""
        self._show(ResultScreen(session))

    def _show(self, screen: PracticeScreen | ResultScreen) -> None:
        """Puts a screen on top of home, in place of what is there."""
        while len(self.screen_stack) > 2 and not isinstance(self.screen_stack[-2], HomeScreen):
            self.pop_screen()
        if isinstance(self.screen, HomeScreen):
            self.push_screen(screen)
        else:
            self.switch_screen(screen)

    def go_home(self) -> None:
        """Takes away everything but home."""
        while not isinstance(self.screen, HomeScreen) and len(self.screen_stack) > 2:
            self.pop_screen()
        self.home.refresh_all()

    def action_language(self) -> None:
        """Switches everything to the other language."""
        self.speak("en" if i18n.current() == "zh" else "zh")

    def speak(self, language: str) -> None:
        """Switches everything to a language, and keeps it."""
        i18n.use(language)
        self._keep(language=language)
        self._refresh_screens()

    def show_ascii(self, on: bool) -> None:
        """Shows signs in ASCII, or as they are, and keeps it."""
        signs.use_ascii(on)
        self._keep(ascii=on)
        self._refresh_screens()

    def paint(self, theme: str) -> None:
        """Light or dark."""
        self.theme = f"textual-{theme}"
        self._keep(theme=theme)

    def _keep(self, **changes: Any) -> None:
        problem = self.study.choose(**changes)
        if problem is not None:
            self.home.say(str(problem))

    def _refresh_screens(self) -> None:
        for screen in self.screen_stack:
            refresh_all = getattr(screen, "refresh_all", None)
            if refresh_all is not None:
                refresh_all()

    def action_help_quit(self) -> None:
        """What Ctrl+C does: says how to leave."""
        self.notify(str(_("Ctrl+Q leaves; where you are is kept.", "按 Ctrl+Q 退出，进度会保留。")), timeout=3)

    async def action_leave(self) -> None:
        """Ends the app; an open session is paused first."""
        for screen in self.screen_stack:
            if isinstance(screen, PracticeScreen):
                self._pause(screen.session)
        self.exit()

    def _pause(self, session: Session) -> None:
        if "pause" in session.actions:
            session.pause()

    def from_practice_pause(self, session: Session) -> None:
        """Home, the clock stopped."""
        self._pause(session)
        self.go_home()

    def from_practice_language(self, _session: Session) -> None:
        """The other language."""
        self.action_language()

    def from_practice_help(self, _session: Session) -> None:
        """Help over the question."""
        self.push_screen(HelpScreen())

    async def from_practice_quit(self, _session: Session) -> None:
        """Ends the app."""
        await self.action_leave()

    def from_practice_end(self, session: Session) -> None:
        """Ends the session before its end and shows what it came to."""
        session.abandon()
        self.show_result(session)

    def from_practice_menu(self, session: Session) -> None:
        """Everything that can be done, to choose from."""

        def chosen(name: str | None) -> None:
            if name is not None and isinstance(self.screen, PracticeScreen):
                self.screen.action_act(name)

        self.push_screen(ChooseScreen(_("Menu", "菜单"), lambda: menu_entries(session)), chosen)
