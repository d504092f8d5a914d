"""What a calculator is given: one parse and one set of messages for command line, form and question file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import is_exact, tidy
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid, spell
from dlstudy.symbolic.option_names import meant
from dlstudy.symbolic.tree import Letter, Node, letters_of

if TYPE_CHECKING:
    import random

Picks = tuple[Any, ...]
MAX_PLAIN = 20  # characters of a number read without the parser
MAX_SIZE = 10**300  # of a number, so that the reference's floats hold it
TOO_LARGE = _("numbers up to 1e300 are worked with", "只处理绝对值不超过 1e300 的数")


def refuse(name: str, raw: object, text: Text) -> LearnerError:
    """The refusal of a parameter's value, naming the parameter."""
    return LearnerError(_("{name} = {raw}: {why}", "{name} = {raw}：{why}")(name=name, raw=_shown(raw), why=text))


def _shown(raw: object) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:37] + "…"


def _typed(raw: object) -> str:
    """A file's or caller's value as it would be typed."""
    return str(raw) if not isinstance(raw, float) else repr(raw)


# Without eq and repr, which nobody asks of a parameter: the methods that a dataclass writes cost start-up time.
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Param(ABC):
    """What every parameter has: its letter, the name typed for it, and a line of help."""

    letter: Letter
    name: str
    help: Text
    default: Any = None
    pick: Picks = ()  # worth asking in an exam
    required: bool = False

    @abstractmethod
    def read(self, raw: object, files: bool = False) -> Any:
        """The value of what was typed, or given in a question file."""

    def draw(self, rng: random.Random, sizes: Mapping[str, int]) -> Any:  # noqa: ARG002
        """A value worth asking, else the default."""
        return rng.choice(self.pick) if self.pick else self.default


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Int(Param):
    """A whole number in low..high; `axes` allows one per axis (`5x3`), `words` names special values (`same`)."""

    low: int = 0
    high: int = 4096
    axes: bool = False
    words: tuple[str, ...] = ()
    letters: bool = True  # whether a letter may stand for it; not where it says how many steps there are
    raises: tuple[str, ...] = ()  # the outputs that never fall as it grows: solved for by bisection, not by a scan

    def read(self, raw: object, files: bool = False) -> Any:  # noqa: ARG002
        text = _typed(raw).strip()
        if text in self.words:
            return text
        if self.axes and len(text) > 1 and any(mark in text for mark in "x×,"):
            from dlstudy.symbolic.reading import read_sizes

            return tuple(self._checked(size, raw) for size in read_sizes(text))
        value = _number_or_formula(self.name, text)
        if isinstance(value, Node) and not self.letters:
            raise refuse(self.name, raw, _("a number is needed here, not a letter", "这里要一个数，不能用字母"))
        return value if isinstance(value, Node) else self._checked(value, raw)

    def _checked(self, value: Any, raw: object) -> int:
        value = tidy(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise refuse(self.name, raw, _("a whole number is asked for", "这里要一个整数"))
        if not self.low <= value <= self.high:
            text = _("it must lie in {low}..{high}", "取值范围是 {low}..{high}")
            raise refuse(self.name, raw, text(low=self.low, high=self.high))
        return value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Real(Param):
    """A number in low..high, the ends excluded where `open` says so (`"("`, `")"`, `"()"`)."""

    low: Any = None
    high: Any = None
    open: str = ""

    def read(self, raw: object, files: bool = False) -> Any:  # noqa: ARG002
        value = _number_or_formula(self.name, _typed(raw).strip())
        if isinstance(value, Node):
            return value
        below = self.low is not None and (value < self.low or ("(" in self.open and value == self.low))
        above = self.high is not None and (value > self.high or (")" in self.open and value == self.high))
        if below or above:
            raise refuse(self.name, raw, _("it must lie in {range}", "取值范围是 {range}")(range=self.range()))
        return value

    def range(self) -> str:
        """The legal range in interval notation."""
        left = "(" if "(" in self.open or self.low is None else "["
        right = ")" if ")" in self.open or self.high is None else "]"
        low, high = ("−∞" if self.low is None else self.low), ("∞" if self.high is None else self.high)
        return f"{left}{low}, {high}{right}"


def _number_or_formula(name: str, text: str) -> Any:
    """The number `text` comes to, or its formula where it has letters; plain numbers are not worth a parser."""
    if text.isascii() and len(text) <= MAX_PLAIN and text.replace(".", "", 1).isdigit():
        return tidy(Fraction(text))
    from dlstudy.symbolic.reading import read

    try:
        tree = read(text)
        value = tree if letters_of(tree) else tidy(evaluate(tree, {}))
    except LearnerError as error:
        raise refuse(name, text, error.text) from None
    if isinstance(value, Grid | tuple | str | bool):
        raise refuse(name, text, _("a number is asked for", "这里要一个数"))
    if not isinstance(value, Node) and abs(value) > MAX_SIZE:
        raise refuse(name, text, TOO_LARGE)
    return value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Choice(Param):
    """One of the named options, each with what it means; a convention is one."""

    options: Mapping[str, Text] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()  # an option such as `padding:…` that carries a value of its own

    def read(self, raw: object, files: bool = False) -> str:  # noqa: ARG002
        text = str(raw).strip()
        if text in self.options or text.startswith(self.prefixes):
            return text
        if (option := meant(text, list(self.options))) is not None:
            return option
        raise refuse(self.name, raw, _("choose one of {options}", "可选：{options}")(options=self.spelled()))

    def spelled(self) -> str:
        """The options as they are typed."""
        return ", ".join([*self.options, *(f"{p}…" for p in self.prefixes)])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Flag(Param):
    """Yes or no."""

    def read(self, raw: object, files: bool = False) -> bool:  # noqa: ARG002
        word = str(raw).strip().lower()
        if word in ("true", "yes", "on", "1", "是", "false", "no", "off", "0", "否"):
            return word in ("true", "yes", "on", "1", "是")
        raise refuse(self.name, raw, _("say yes or no", "请回答 yes 或 no"))


WRITTEN = _(
    '{why}. Write numbers, and semicolons between rows: "1 -2; 1/2 sqrt(3)"',
    '{why}。请写数，行与行之间用分号："1 -2; 1/2 sqrt(3)"',
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Array(Param):
    """A vector or matrix; `shape` names its dimensions, so that a clash between two arrays is refused by name."""

    shape: tuple[str, ...] = ("rows", "columns")
    entries: tuple[Any, ...] = (-2, -1, 0, 1, 2, 3)  # what a drawn array is made of

    def read(self, raw: object, files: bool = False) -> Any:
        from dlstudy.symbolic.reading.arrays import checked, read_array, shape_of

        try:
            array = checked(_tuples(raw), self.name) if isinstance(raw, list | tuple) else read_array(str(raw), files)
        except LearnerError as error:
            from_file = str(raw).startswith("@")
            raise refuse(self.name, raw, error.text if from_file else WRITTEN(why=error.text)) from None
        depth = len(shape_of(array) or ())
        want = len(self.shape)
        if depth == 1 and want == 2:
            array, depth = (array,), 2
        elif depth == 2 and want == 1 and 1 in (len(array), len(array[0])):
            array, depth = tuple(v for row in array for v in row), 1
        if depth != want:
            text = _("{want} dimensions are asked for, {got} were given", "需要 {want} 维数组，给出的是 {got} 维")
            raise refuse(self.name, raw, text(want=want, got=depth))
        grid = _grid(array)
        if isinstance(grid, Grid) and any(abs(entry) > MAX_SIZE for row in grid.rows for entry in row):
            raise refuse(self.name, raw, TOO_LARGE)
        return grid

    def draw(self, rng: random.Random, sizes: Mapping[str, int]) -> Any:
        """An array of drawn entries, of the drawn sizes; a pick where there are any."""
        if self.pick or not self.required:
            return self.read(rng.choice(self.pick)) if self.pick else self.default
        count = [sizes[dim] for dim in self.shape]
        rows = [[rng.choice(self.entries) for _i in range(count[-1])] for _j in range(count[0] if count[1:] else 1)]
        return Grid(rows)


def _tuples(raw: Any) -> Any:
    from dlstudy.symbolic.reading import read_value

    return tuple(map(_tuples, raw)) if isinstance(raw, list | tuple) else read_value(_typed(raw))


def _grid(array: Any) -> Any:
    from dlstudy.symbolic.reading.arrays import shape_of

    depth = len(shape_of(array) or ())
    if depth <= 2:
        return Grid(array if depth == 2 else (array,))
    return tuple(map(_grid, array))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Written(Param):
    """Something with a small language of its own, read by `reader(text)`: a network, a world, an objective."""

    reader: Callable[[str], Any] = str

    def read(self, raw: object, files: bool = False) -> Any:
        text = str(raw)
        if files and text.startswith("@"):
            from dlstudy.symbolic.reading.text_files import text_of

            text = text_of(text[1:])
        try:
            return self.reader(text)
        except LearnerError as error:
            raise refuse(self.name, raw, error.text) from None


def bind_sizes(params: tuple[Param, ...], values: Mapping[str, Any]) -> dict[str, int]:
    """The size each dimension name stands for; a clash between two arrays is refused by name.

    Dimensions are named for samples as rows; where a `layout` is given and says columns, arrays are transposed.
    """
    sizes: dict[str, int] = {}
    whose: dict[str, str] = {}
    for param in params:
        value = values.get(param.name)
        if not isinstance(param, Array) or not isinstance(value, Grid):
            continue
        got = value.shape if len(param.shape) == 2 else value.shape[1:]
        got = got[::-1] if values.get("layout") == "columns" else got
        for dim, size in zip(param.shape, got, strict=True):
            if sizes.setdefault(dim, size) != size:
                if whose[dim] == param.name:
                    square = _("{name} must be a square matrix, not {shape}", "{name} 应为方阵，而不是 {shape}")
                    raise LearnerError(square(name=param.name, shape=spell(value.shape)))
                text = _(
                    "{a} and {b} disagree about {dim}: {p} against {q} (shape {shape})",
                    "{a} 与 {b} 的 {dim} 不一致：{p} 对 {q}（形状 {shape}）",
                )
                raise LearnerError(
                    text(a=whose[dim], b=param.name, dim=dim, p=sizes[dim], q=size, shape=spell(value.shape))
                )
            whose.setdefault(dim, param.name)
    return sizes


def plain(value: Any) -> Any:
    """A read value as JSON holds it, so that reading it again gives the value back."""
    if isinstance(value, Grid):
        return [[plain(x) for x in row] for row in value.rows]
    if isinstance(value, Node):
        from dlstudy.symbolic.notation import write

        return write(value, "plain")
    if isinstance(value, Fraction):
        from dlstudy.symbolic.notation import exact

        return exact(value)
    if isinstance(value, tuple):
        return spell(value) if all(isinstance(v, int) for v in value) else [plain(v) for v in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    return str(value) if is_exact(value) or not hasattr(value, "source") else value.source
