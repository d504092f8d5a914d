"""The app on a small bank of its own, run by Textual's Pilot, its screen read as text."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import dlstudy.tui  # noqa: F401  (first: it sets what Textual reads from the environment)
from dlstudy import i18n
from dlstudy.bank.reading import load
from dlstudy.i18n import Text
from dlstudy.study.diary import Diary
from dlstudy.study.plan import Planned
from dlstudy.study.session import now
from dlstudy.study.settings import Settings
from dlstudy.tui import signs
from dlstudy.tui.app import StudyApp
from dlstudy.tui.screens.practice import PracticeScreen
from dlstudy.tui.study import Study

QUESTIONS = Path(__file__).with_name("questions.toml")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    language = i18n.current()
    yield
    i18n.use(language)
    signs.use_ascii(False)


class Desk:
    """A running app, and the hands and eyes of somebody in front of it."""

    def __init__(self, app: StudyApp, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    @property
    def seen(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips(self.app.size))

    @property
    def session(self) -> Any:
        assert isinstance(self.app.screen, PracticeScreen)
        return self.app.screen.session

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits for what threads and timers do."""
        for _turn in range(1000):
            if holds():
                await self.pilot.pause()
                return
            await asyncio.sleep(0.005)
        raise AssertionError(self.seen)

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.simulate_key(key)
            await self.pilot.pause()
            await self.quiet()

    async def type(self, text: str) -> None:
        """A text in one go, as an input method commits it or a clipboard brings it."""
        from textual.events import Paste

        self.app.post_message(Paste(text))
        await self.pilot.pause()

    async def answer(self, text: str) -> None:
        await self.type(text)
        await self.press("enter")

    async def rest(self) -> None:
        """As long as Enter rests after feedback."""
        self.app.screen.rests_until = 0.0

    async def quiet(self) -> None:
        """Until nothing is going on behind the picture."""
        if getattr(self.app.screen, "busy", False) or self.app.starting:
            await self.until(lambda: not getattr(self.app.screen, "busy", False) and not self.app.starting)


Open = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Opens the app: `async with opened("zh", ("sizes", 1)) as desk`; without questions, at home."""

    @asynccontextmanager
    async def open_app(
        language: str = "en", *asked: tuple[str, int], size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Desk]:
        i18n.use(language)
        with Diary(tmp_path / "diary.sqlite3") as diary:
            study = Study(
                lambda: load([QUESTIONS]), diary, Settings(), tmp_path / "settings.json", random.Random(1), now
            )
            plan = tuple(Planned(*each) for each in asked)
            app = StudyApp(study, ask=(lambda _bank: (plan, Text("Test", "测试"))) if plan else None)
            async with app.run_test(size=size) as pilot:
                desk = Desk(app, pilot)
                await desk.until(lambda: study.bank is not None)
                if plan:
                    await desk.until(lambda: isinstance(app.screen, PracticeScreen))
                await desk.pilot.pause()
                yield desk

    return open_app
