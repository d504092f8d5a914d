"""Answering: by keys, by commands, in both languages."""

import pytest
from textual.events import Key

from dlstudy.tui.blocks import picture
from dlstudy.tui.screens.result import ResultScreen

RIGHT = "112"  # 4 kernels of 3 · 3 · 3 weights and a bias each


async def test_answer_is_read_back_while_it_is_typed(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.type("27*4+4")
        await desk.until(lambda: "reads as: " in desk.seen)
        assert "112" in desk.seen
        assert not desk.session.record.tries


async def test_unreadable_so_far_is_said_softly_and_costs_nothing(opened):
    async with opened("zh", ("sizes", 1)) as desk:
        await desk.type("27*(4")
        await desk.until(lambda: "还读不懂" in desk.seen)
        assert desk.session.verdict is None


@pytest.mark.parametrize(("language", "word"), [("en", "Right · 4/4 marks"), ("zh", "正确 · 4/4 分")])
async def test_right_answer_is_told_in_words_with_its_marks(opened, language, word):
    async with opened(language, ("sizes", 1)) as desk:
        await desk.answer(RIGHT)
        assert word in desk.seen


@pytest.mark.parametrize(("language", "word"), [("en", "Wrong"), ("zh", "错误")])
async def test_wrong_answer_is_told_its_mistake_and_may_be_tried_again(opened, language, word):
    async with opened(language, ("sizes", 1)) as desk:
        await desk.answer("108")
        assert word in desk.seen
        assert str(next(slip.why for slip in desk.session.part.slips if slip.mistake == "forgot-bias")) in desk.seen
        assert desk.session.phase == "answering"


async def test_same_wrong_answer_is_not_taken_for_a_second_try(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.answer("108")
        await desk.rest()
        await desk.press("enter")
        assert len(desk.session.record.tries) == 1
        assert "has just been judged" in desk.seen


async def test_three_fast_enters_are_one_submission(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.type(RIGHT)
        await desk.pilot.press("enter", "enter", "enter")
        await desk.quiet()
        assert desk.session.phase == "feedback"
        assert desk.session.state.part == 0


async def test_enter_goes_on_after_a_rest(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.answer(RIGHT)
        await desk.pilot.pause(0.3)
        await desk.press("enter")
        assert "Give the size of the output" in desk.seen
        assert "right · 4/4 marks" in desk.seen


async def test_twelve_chinese_characters_at_once_arrive_whole(opened):
    async with opened("zh", ("saying", 1)) as desk:
        for character in "卷积层局部连接并权重共享":
            desk.app.screen.post_message(Key(character, character))
        await desk.until(lambda: desk.app.screen.box.text == "卷积层局部连接并权重共享")
        await desk.type("，参数因而减少很多了呢")
        assert desk.app.screen.box.text == "卷积层局部连接并权重共享，参数因而减少很多了呢"


async def test_pasted_lines_stay_lines(opened):
    async with opened("en", ("saying", 1)) as desk:
        await desk.answer("Local connectivity.\nIt is sharing weights.")
        assert desk.session.record.tries[0].text == "Local connectivity.\nIt is sharing weights."


async def test_backslash_and_enter_is_a_new_line(opened):
    async with opened("en", ("saying", 1)) as desk:
        await desk.type("one\\")
        await desk.press("enter", "x")
        assert desk.app.screen.box.text == "one\nx"
        assert desk.session.verdict is None


@pytest.mark.parametrize("typed", ["/hint", "／提示", "、提示", "/提示"])
async def test_commands_can_be_typed_also_in_full_width(opened, typed):
    async with opened("zh", ("sizes", 1)) as desk:
        await desk.answer(typed)
        assert "每个卷积核一个偏置" in desk.seen
        assert desk.session.record.hinted


async def test_unknown_command_is_not_judged(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.answer("/nonsense")
        assert "No such command" in desk.seen
        assert desk.session.verdict is None


async def test_letter_chooses_an_option_and_enter_hands_it_in(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await desk.press("a", "b", "enter")
        assert desk.session.record.tries[0].text == "B"
        assert "Right" in desk.seen


async def test_several_options_are_gathered_and_let_go(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await desk.answer("B")
        await desk.rest()
        await desk.press("enter")
        await desk.press("c", "b", "a", "b")
        assert desk.app.screen.box.text == "A, C"


async def test_option_can_be_clicked(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await desk.pilot.click("#options", offset=(8, 2))
        await desk.pilot.pause()
        assert desk.app.screen.box.text == "B"


async def test_point_is_turned_on_by_its_number(opened):
    async with opened("en", ("saying", 1)) as desk:
        await desk.answer("There is local connectivity in it.")
        assert "1/3 marks" in desk.seen
        await desk.press("2")
        assert "3/3 marks" in desk.seen


async def test_drawing_is_compared_and_marked_by_the_learner(opened):
    async with opened("zh", ("saying", 1)) as desk:
        await desk.press("f7")
        assert "| 窗 |" not in desk.seen
        await desk.press("enter")
        assert "| 窗 |" in desk.seen
        await desk.press("1")
        assert "2/2 分" in desk.seen


async def test_solution_shows_only_what_this_part_needs(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.answer(RIGHT)
        await desk.press("s")
        assert "Worked solution" in desk.seen
        assert "= 112" in desk.seen
        assert "places the kernel can stand" not in desk.seen


async def test_full_width_letter_acts_after_feedback(opened):
    async with opened("zh", ("sizes", 1)) as desk:
        await desk.answer(RIGHT)
        await desk.press("ｓ")
        assert "解答过程" in desk.seen


async def test_undo_brings_the_answer_back_for_mending(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.answer(RIGHT)
        await desk.press("u")
        assert desk.session.phase == "answering"
        assert desk.app.screen.box.text == RIGHT


async def test_retry_brings_new_numbers_after_the_question(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.answer(RIGHT)
        await desk.press("r")
        assert [planned.question for planned in desk.session.state.plan] == ["sizes", "sizes"]


async def test_i_was_right_gives_the_marks_and_says_why(opened):
    async with opened("en", ("saying", 1)) as desk:
        await desk.answer("something else altogether")
        await desk.answer("/right")
        assert "I was right" in desk.seen
        assert "3/3 marks" in desk.seen


async def test_language_switches_in_the_middle_of_a_question_and_keeps_what_is_typed(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.type("108")
        await desk.press("f3")
        assert "求参数量" in desk.seen
        assert "Count the parameters" not in desk.seen
        assert desk.app.screen.box.text == "108"


async def test_formulas_have_letters_and_no_numbers(opened):
    async with opened("en", ("sizes", 1)) as desk:
        await desk.press("f8")
        assert "k² C_in" in desk.seen
        assert "27" not in desk.seen


async def test_wide_terminal_shows_formulas_beside_the_question(opened):
    async with opened("en", ("sizes", 1), size=(120, 40)) as desk:
        await desk.press("f8")
        row = next(line for line in desk.seen.split("\n") if "Formulas" in line)
        assert row.index("Formulas") > 60


async def test_what_is_beside_the_question_can_be_paged_through(opened):
    async with opened("en", ("sizes", 1), size=(120, 14)) as desk:
        await desk.press("f8")
        await desk.until(lambda: "o = ⌊" in desk.seen)
        last = "parameters to be learnt"
        assert last not in desk.seen
        for _page in range(4):
            await desk.press("pagedown")
        assert last in desk.seen
        for _page in range(4):
            await desk.press("pageup")
        assert "o = ⌊" in desk.seen


async def test_what_is_too_wide_to_stand_beside_the_question_stands_below(opened, monkeypatch):
    wide = picture(["1" * 60])
    monkeypatch.setattr("dlstudy.tui.screens.practice.formula_blocks", lambda _variant: [wide])
    async with opened("en", ("sizes", 1), size=(100, 24)) as desk:
        await desk.press("f8")
        await desk.until(lambda: "1" * 60 in desk.seen)


async def test_menu_does_what_its_line_says(opened):
    async with opened("zh", ("sizes", 1)) as desk:
        await desk.press("f9")
        assert "跳过" in desk.seen
        await desk.press("enter")
        assert "每个卷积核一个偏置" in desk.seen


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_small_terminal_keeps_question_answer_and_keys(opened, language):
    async with opened(language, ("sizes", 1), ("saying", 1)) as desk:
        await desk.pilot.resize_terminal(60, 16)
        await desk.press("f8", "f1", "escape", "f9", "escape")
        await desk.answer("1")
        assert "F1" in desk.seen
        assert "112" not in desk.seen
        await desk.pilot.resize_terminal(20, 5)
        await desk.pilot.resize_terminal(130, 40)
        assert "12×12×3" in desk.seen or "×3" in desk.seen


async def test_session_killed_in_the_middle_resumes_at_the_same_part(opened):
    async with opened("en", ("sizes", 7), ("choosing", 1)) as desk:
        await desk.answer(RIGHT)
        await desk.rest()
        await desk.press("enter")
        values, number = desk.session.variant.values, desk.session.number
        assert desk.session.state.part == 1
    async with opened("en") as desk:
        await desk.until(lambda: "Go on: Test" in desk.seen)
        await desk.press("enter")
        await desk.until(lambda: hasattr(desk.app.screen, "session"))
        assert (desk.session.variant.values, desk.session.number, desk.session.state.part) == (values, number, 1)
        assert "Give the size of the output" in desk.seen


async def test_end_of_the_plan_is_the_result(opened):
    async with opened("en", ("choosing", 1)) as desk:
        await desk.press("f7")
        await desk.press("f7")
        await desk.until(lambda: isinstance(desk.app.screen, ResultScreen))
