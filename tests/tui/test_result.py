"""The end of a session."""

import pytest

from dlstudy.tui.screens.home import HomeScreen
from dlstudy.tui.screens.practice import PracticeScreen
from dlstudy.tui.screens.result import ResultScreen


async def _finish(desk):
    await desk.answer("B")
    await desk.rest()
    await desk.press("enter")
    await desk.press("f7")
    await desk.until(lambda: isinstance(desk.app.screen, ResultScreen) and desk.app.screen.result)
    await desk.pilot.pause()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("1/3 marks", "your answer:", "not answered")), ("zh", ("1/3 分", "你的答案：", "未作答"))],
)
async def test_report_has_marks_own_answers_and_outcomes(opened, language, words):
    async with opened(language, ("choosing", 1)) as desk:
        await _finish(desk)
        for word in words:
            assert word in desk.seen


async def test_practise_again_asks_what_was_not_right(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await _finish(desk)
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PracticeScreen))
        assert [planned.question for planned in desk.session.state.plan] == ["choosing"]


async def test_escape_goes_home_and_nothing_is_left_to_resume(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await _finish(desk)
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
        assert "Go on" not in desk.seen


async def test_ending_early_says_how_much_was_not_reached(opened):
    async with opened("en", ("sizes", 1), ("choosing", 1), ("saying", 1)) as desk:
        await desk.answer("/end")
        await desk.until(lambda: "Questions not reached: 3." in desk.seen)


async def test_language_switches_live(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await _finish(desk)
        await desk.press("f3")
        assert "逐题情况" in desk.seen
        assert "Part by part" not in desk.seen
