"""The first screen."""

import json

import pytest

from dlstudy.tui.screens.practice import PracticeScreen


async def test_enter_starts_a_practice_at_once(opened):
    async with opened() as desk:
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PracticeScreen))
        assert "question 1/" in desk.seen


@pytest.mark.parametrize(("language", "words"), [("en", "Practise 20 questions"), ("zh", "开始练习：20 题")])
async def test_home_speaks_the_language_it_is_opened_in(opened, language, words):
    async with opened(language) as desk:
        assert words in desk.seen


@pytest.mark.parametrize("key", ["f3", "ctrl+l"])
async def test_language_switches_live_and_is_kept(opened, tmp_path, key):
    async with opened("en") as desk:
        await desk.press(key)
        assert "开始练习" in desk.seen
        assert "Practise" not in desk.seen
        assert json.loads((tmp_path / "settings.json").read_text())["language"] == "zh"


async def test_unfinished_session_is_the_default_action_with_its_place(opened):
    async with opened("zh", ("choosing", 1)) as desk:
        await desk.press("escape")
        await desk.until(lambda: "继续上次" in desk.seen)
        assert "第 1/1 题" in desk.seen
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PracticeScreen))
        assert "哪一个减小尺寸" in desk.seen


async def test_chapter_opens_its_topics_and_a_topic_is_practised(opened):
    async with opened("en") as desk:
        desk.app.screen._take("chapter tui")
        await desk.until(lambda: "The whole chapter" in desk.seen)
        await desk.press("down", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, PracticeScreen))
        topics = {desk.app.study.bank.questions[planned.question].topic for planned in desk.session.state.plan}
        assert len(topics) == 1


async def test_choosing_before_the_bank_is_there_begins_once_it_is(opened):
    async with opened("en") as desk:
        bank, desk.app.study.bank = desk.app.study.bank, None
        await desk.press("enter")
        assert "Just a moment" in desk.seen
        desk.app.study.bank = bank
        desk.app.screen.loaded()
        await desk.until(lambda: isinstance(desk.app.screen, PracticeScreen))


async def test_ascii_leaves_no_sign_that_a_terminal_might_lack(opened):
    async with opened("en", ("sizes", 1)) as desk:
        desk.app.show_ascii(True)
        await desk.answer("1")
        await desk.press("f8")
        frames = set("─│┌┐└┘▁▂▃▄▅▆▇█▌▐▎▏▕▔╸━ ")
        assert {char for char in desk.seen if ord(char) > 126} <= frames
