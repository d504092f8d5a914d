"""The calculators as forms."""

import pytest
from textual.widgets import Input

from dlstudy import calculators
from dlstudy.tui.screens.calculate import CalculateScreen
from dlstudy.tui.screens.choose import ChooseScreen
from dlstudy.tui.widgets.field import Field
from dlstudy.tui.widgets.listing import Listing


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


async def test_out_of_a_form_one_comes_back_to_its_line_in_the_list(opened):
    async with opened("zh") as desk:
        desk.app.home._take("calculators")
        await desk.until(lambda: isinstance(desk.app.screen, ChooseScreen))
        await desk.press("l", "l")
        assert desk.app.screen.query_one(Listing).marked == "logistic"
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, CalculateScreen))
        await desk.press("escape")
        await desk.until(lambda: isinstance(desk.app.screen, ChooseScreen))
        assert desk.app.screen.query_one(Listing).marked == "logistic"
        assert "logistic" in desk.seen
        await desk.press("escape")
        assert desk.app.screen is desk.app.home


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


async def test_a_table_is_not_broken_and_is_seen_whole_without_the_fields(opened):
    async with opened("en") as desk:
        desk.app.push_screen(CalculateScreen(calculators.find("network")))
        await desk.until(lambda: "S2: subsample" in desk.seen)
        heading = next(line for line in desk.seen.split("\n") if "layer " in line and "output" in line)
        assert "field" not in heading
        await desk.press("f6")
        await desk.until(lambda: any("layer " in line and "bytes" in line for line in desk.seen.split("\n")))
        rows = [line for line in desk.seen.split("\n") if "subsample 2x2" in line][:2]
        assert len({line.rindex(" ") for line in rows}) == 1  # columns stand below each other
        await desk.press("escape")
        await desk.until(lambda: "classes" in desk.seen)
        assert isinstance(desk.app.screen, CalculateScreen)
        assert isinstance(desk.app.focused, Input)


async def test_entries_of_a_vector_stand_apart(opened):
    async with opened("en") as desk:
        desk.app.push_screen(CalculateScreen(calculators.find("critical-point")))
        await desk.until(lambda: "objective  the function" in desk.seen)
        await desk.until(lambda: "eigenvalues  [2  −2]" in desk.seen)
        assert "kind of point  saddle" in desk.seen
        assert "▉" not in desk.seen  # everything fits: nothing to scroll sideways
        await desk.press("f3")
        await desk.until(lambda: "点的类型  鞍点" in desk.seen)


async def test_a_long_command_is_shown_whole(opened):
    async with opened("en") as desk:
        await _form(desk)
        for word in ("97", "9", "9", "2", "1", "1", "3", "3", "15"):
            await desk.type(word)
            await desk.press("tab")
        given = desk.app.screen.given()
        wanted = [f"--{name.replace('_', '-')} {value}" for name, value in given.items()]
        await desk.until(lambda: all(each in " ".join(desk.seen.split()) for each in wanted))
        assert len(wanted) == 9


async def test_a_refusal_is_shown_to_its_end(opened):
    async with opened("en") as desk:
        desk.app.push_screen(CalculateScreen(calculators.find("network")))
        await desk.until(lambda: "S2: subsample" in desk.seen)
        await desk.type("abc")
        await desk.until(lambda: "abc is not known" in desk.seen and "vgg16, vgg19\n" in desk.seen)


async def test_the_path_is_drawn(opened):
    async with opened("en", size=(120, 60)) as desk:
        desk.app.push_screen(CalculateScreen(calculators.find("optimize")))
        await desk.until(lambda: any("S" in line and "|" in line for line in desk.seen.split("\n")))


async def test_a_fault_of_ours_leaves_what_was_typed(opened, monkeypatch):
    async with opened("zh") as desk:
        await _form(desk)

        def fails(*_given):
            raise OverflowError

        monkeypatch.setattr("dlstudy.tui.screens.calculate.calculate", fails)
        await desk.type("97")
        await desk.until(lambda: "dlstudy 自身出错" in desk.seen)
        assert desk.app.screen.given() == {"side": "97"}
