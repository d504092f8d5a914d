"""Blanks filled in, by name or in order: `theta_1 = 0.5; theta_2 = 0.3`, or `0.5; 0.3`. Each has its own verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from dlstudy.answers.keys import Blank, CountKey, FillKey, NumberKey
from dlstudy.answers.kinds.kind import RIGHT, Kind
from dlstudy.answers.kinds.pieces import named, pieces, plain
from dlstudy.answers.verdict import Mark, Verdict
from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import Text, _
from dlstudy.symbolic.reading import read as read_formula

if TYPE_CHECKING:
    from collections.abc import Sequence

Cells = tuple[Any, ...]  # of each blank what was read, or LEFT
LEFT: Final = None
_LEFT_OUT = ("?", "-", "–", "…", "...", "_", "__", "空")


def read(key: FillKey, text: str) -> Cells:
    """What was typed for each blank; one that is left out, as ? or by not naming it, is left."""
    cells = _sorted_out(key, _cut(key, plain(text)))
    if all(cell in ("", *_LEFT_OUT) for cell in cells):
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    return tuple(_cell(blank, cell) for blank, cell in zip(key.blanks, cells, strict=True))


def _cut(key: FillKey, text: str) -> list[str]:
    """The pieces: by lines and semicolons, and where only single numbers are asked for, by commas and spaces too."""
    found = pieces(text, ";\n")
    if len(found) >= len(key.blanks) or not all(isinstance(b.key, NumberKey | CountKey) for b in key.blanks):
        return found
    by_commas = pieces(text, ";\n,")
    return by_commas if len(by_commas) > len(found) else text.split() if "=" not in text else found


def _sorted_out(key: FillKey, found: Sequence[str]) -> list[str]:
    """The text of each blank, by their names or in order."""
    by_name = {plain_name(blank.name): i for i, blank in enumerate(key.blanks)}
    pairs = [named(piece) for piece in found]
    if any(pairs) and all(pair is not None and plain_name(pair[0]) in by_name for pair in pairs):
        cells = [""] * len(key.blanks)
        for pair in filter(None, pairs):
            if cells[by_name[plain_name(pair[0])]]:
                raise LearnerError(_("{name} is given twice", "{name} 写了两次")(name=pair[0]))
            cells[by_name[plain_name(pair[0])]] = pair[1]
        return cells
    strange = [pair[0] for pair in pairs if pair is not None and plain_name(pair[0]) not in by_name]
    if strange and len(strange) < len(found) and any(p is not None and p[0] not in strange for p in pairs):
        raise LearnerError(unknown(strange[0], [blank.name for blank in key.blanks]))
    if len(found) != len(key.blanks):
        names = ", ".join(blank.name for blank in key.blanks)
        text = _("{n} blanks are asked for ({names}); {got} were read: write ? for one you leave out",
                 "共有 {n} 个空（{names}），读到 {got} 个；不填的请写 ?")  # fmt: skip
        raise LearnerError(text(n=len(key.blanks), names=names, got=len(found)))
    return list(found)


def plain_name(name: str) -> str:
    """The name as the reader of formulas has it: θ₁ and theta_1 are one."""
    try:
        return repr(read_formula(name.strip("$ "), None, 60)).casefold()
    except LearnerError:
        return "".join(name.split()).casefold()


def _cell(blank: Blank, text: str) -> Any:
    from dlstudy.answers.kinds import KINDS

    if text in ("", *_LEFT_OUT):
        return LEFT
    try:
        return KINDS[type(blank.key)].read(blank.key, text)
    except LearnerError as error:
        raise LearnerError(_("{name}: {why}", "{name}：{why}")(name=blank.name, why=error.text)) from None


def show(key: FillKey, cells: Cells) -> str:
    """Each blank with what was read."""
    from dlstudy.answers.kinds import KINDS

    filled = (
        f"{blank.name} = {'?' if cell is LEFT else KINDS[type(blank.key)].show(blank.key, cell)}"
        for blank, cell in zip(key.blanks, cells, strict=True)
    )
    return "; ".join(filled)


def compare(key: FillKey, cells: Cells) -> Verdict:
    """Right where every blank is; else the mean of their scores, with a mark for each."""
    verdicts = [_judged(blank, cell) for blank, cell in zip(key.blanks, cells, strict=True)]
    if all(verdict.status == "correct" for verdict in verdicts):
        return RIGHT
    marks = tuple(
        Mark(Text(b.name, b.name), 1.0, "hit" if v.status == "correct" else "missed", "" if c is LEFT else show_cell(b, c))
        for b, v, c in zip(key.blanks, verdicts, cells, strict=True)
    )  # fmt: skip
    share = sum(verdict.score for verdict in verdicts) / len(verdicts)
    wrong = tuple((i,) for i, verdict in enumerate(verdicts) if verdict.status != "correct")
    first = key.blanks[wrong[0][0]], verdicts[wrong[0][0]]
    why = _("{n} of {all} blanks are right", "{all} 个空中对了 {n} 个")(n=len(verdicts) - len(wrong), all=len(verdicts))
    if first[1].why is not None:
        why = _("{sum}; {name}: {why}", "{sum}；{name}：{why}")(sum=why, name=first[0].name, why=first[1].why)
    return Verdict("partial" if share > 0 else "incorrect", share, why=why, marks=marks, wrong_entries=wrong)


def _judged(blank: Blank, cell: Any) -> Verdict:
    from dlstudy.answers.kinds import KINDS

    if cell is LEFT:
        return Verdict("incorrect", 0.0, why=_("left out", "未填"))
    try:
        return KINDS[type(blank.key)].compare(blank.key, cell)
    except LearnerError as error:
        raise LearnerError(_("{name}: {why}", "{name}：{why}")(name=blank.name, why=error.text)) from None


def show_cell(blank: Blank, cell: Any) -> str:
    """What was read for one blank."""
    from dlstudy.answers.kinds import KINDS

    return KINDS[type(blank.key)].show(blank.key, cell)


def _instead(key: FillKey, value: tuple[Blank, ...]) -> FillKey:
    return replace(key, blanks=value)


KIND = Kind(read, show, compare, _instead, tuple)
