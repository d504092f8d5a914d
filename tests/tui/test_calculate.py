"""The calculators as forms."""

import pytest

from dlstudy import calculators
from dlstudy.tui.screens.calculate import CalculateScreen
from dlstudy.tui.screens.choose import ChooseScreen
from dlstudy.tui.widgets.field import Field


async def _form(desk, name="conv"):
    desk.app.push_screen(CalculateScreen(calculators.find(name)))
    await desk.until(lambda: isinstance(desk.app.screen, CalculateScreen) and "×" in desk.seen)


@pytest.mark.parametrize(
    ("language", "heading", "title"), [("en", "Calculators", "Convolution layer"), ("zh", "计算器", "卷积层")]
)
async def test_home_leads_to_every_calculator(opened, language, heading, title):
    async with opened(language) as desk:
        desk.app.home._take("calculators")
        await desk.until(lambda: isinstance(desk.app.screen, ChooseScreen))
        assert heading in desk.seen
        desk.app.screen.dismiss("conv")
        await desk.until(lambda: isinstance(desk.app.screen, CalculateScreen))
        assert title in desk.seen


async def test_the_working_follows_what_is_typed_and_so_does_the_command(opened):
    async with opened("en") as desk:
        await _form(desk)
        await desk.type("97")
        await desk.until(lambda: "95 × 95" in desk.seen)
        assert "$ dlstudy conv --side 97" in desk.seen


async def test_a_letter_gives_a_formula(opened):
    async with opened("en") as desk:
        await _form(desk)
        await desk.type("n")
        await desk.until(lambda: "(n − 2) × (n − 2)" in desk.seen)


async def test_a_refusal_is_said_and_the_last_working_stays(opened):
    async with opened("zh") as desk:
        await _form(desk)
        await desk.type("97")
        await desk.until(lambda: "95 × 95" in desk.seen)
        await desk.type("+")
        await desk.until(lambda: "公式没有写完" in desk.seen)
        assert "95 × 95" in desk.seen


async def test_the_language_switches_live(opened):
    async with opened("en") as desk:
        await _form(desk)
        await desk.press("f3")
        await desk.until(lambda: "输出特征映射大小" in desk.seen)
        assert "卷积核边长" in desk.seen


async def test_every_parameter_has_a_field_and_a_narrow_screen_stacks_the_panes(opened):
    async with opened("en") as desk:
        await _form(desk)
        calculator = calculators.find("conv")
        assert [field.param for field in desk.app.screen.query(Field)] == list(calculator.params)
        await desk.pilot.resize_terminal(60, 16)
        assert desk.app.screen.has_class("-narrow")
        await desk.press("escape")
        assert not isinstance(desk.app.screen, CalculateScreen)
