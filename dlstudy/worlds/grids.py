"""Grid worlds from a map: `S..G / .#.H; step=-1; G=+10; slip=0.2`.

Rows are separated by `/` or by lines, settings by `;` or by lines. In the map
- `.` is free, and so are `S` (start) and `F` (FrozenLake's letter); `#` is a wall and no state;
- any other capital letter ends everything; a small letter marks a cell one goes on from.
Settings
- `step=-1`: what a step pays (0); `G=10`, `m=-5`: what a step into such a cell pays instead, `G=step+1` besides;
- `bump=-1`: what a step against wall or edge pays instead; one stays where one is;
- `A>a=10`: whatever one does in A leads to a and pays 10 (Sutton & Barto 2018, example 3.5);
- `C>>S=-100`: a step into C ends up in S and pays -100; C itself is no state (ibid., example 6.6: the cliff);
- `slip=0.2`: so likely does a step go to a side, half to either (Russell & Norvig: 0.8, 0.1, 0.1; FrozenLake: 2/3);
- `wind=0,0,1,2`: a number a column; a step out of it is carried up by so many cells, down by as many below 0, and no
  further than the edge; a wall there leaves one where one is (Sutton & Barto 2018, example 6.5);
- `actions=left,down,right,up`: their names and order, in English, Chinese or as N E S W; the order decides ties.
Where nothing is said to pay anything, reaching G pays 1. States are called r1c2: row 1, column 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from dlstudy.i18n import Text, _
from dlstudy.worlds.checked import MAX_STATES
from dlstudy.worlds.numbers_written import exact_number, whole
from dlstudy.worlds.problems import refusal, short
from dlstudy.worlds.world import Exact, Move, Moves, World

COMPASS = ((-1, 0), (0, 1), (1, 0), (0, -1))  # clockwise, so that the sides are the neighbours in the list
NAMES = ("up u n north 上 北 ↑", "right r e east 右 东 →", "down d s south 下 南 ↓", "left l w west 左 西 ←")
FREE = ".SF"
Cell = tuple[int, int]


@dataclass
class _Plan:
    """What the text says, while it is read."""

    rows: list[str] = field(default_factory=list)
    pays: dict[str, Exact] = field(default_factory=dict)
    jumps: dict[str, tuple[str, Exact]] = field(default_factory=dict)
    thrown: dict[str, tuple[str, Exact]] = field(default_factory=dict)  # where a step into a mark ends up
    actions: list[str] = field(default_factory=lambda: ["up", "right", "down", "left"])
    slip: Exact = 0
    wind: list[int] = field(default_factory=list)  # by column, upwards
    problems: list[Text] = field(default_factory=list)

    def refuse(self, text: Text, **values: object) -> None:
        self.problems.append(text(**{k: short(v) for k, v in values.items()}))


def read_grid(text: str) -> World:
    """The world of a map with its settings."""
    plan, settings = _Plan(), []
    for piece in re.split(r"[;；\n]", re.sub(r"^\s*grid\s*[:：=]", "", text)):
        if "=" in piece or "＝" in piece:
            settings.append(piece.replace("＝", "=").strip())
        else:
            plan.rows += filter(None, (row.replace(" ", "").strip() for row in piece.split("/")))
    _check_map(plan)
    if len(settings) > MAX_STATES:
        plan.refuse(_("{n} settings are given, at most {most} are read", "共 {n} 个设置，最多读 {most} 个"),
                    n=len(settings), most=MAX_STATES)  # fmt: skip
    for setting in sorted(settings[:MAX_STATES], key=lambda s: not s.startswith("step")):  # others may be built on it
        _set(plan, setting)
    closed = {"#", *plan.thrown}
    cells = [(i, j) for i, row in enumerate(plan.rows) for j, mark in enumerate(row) if mark not in closed]
    if "G" in "".join(plan.rows) and not (plan.pays or plan.jumps or plan.thrown):
        plan.pays["G"] = 1
    _check_marks(plan)
    if plan.problems:
        raise refusal(plan.problems)
    return _world(plan, cells, text)


def _check_map(plan: _Plan) -> None:
    marks = "".join(plan.rows)
    if not marks.replace("#", ""):
        plan.refuse(_("the map is empty: write rows such as S..G/.#.H", "地图是空的：请写成 S..G/.#.H 的样子"))
    elif len(marks) - marks.count("#") > MAX_STATES or len(marks) > 4 * MAX_STATES:
        plan.refuse(_("the map has more than {n} cells", "地图超过 {n} 格"), n=MAX_STATES)
    if len({len(row) for row in plan.rows}) > 1:
        plan.refuse(_("the rows of the map are not equally long", "地图各行长度不一致"))
    strange = [mark for mark in sorted(set(marks)) if not (mark in ".#" or (mark.isascii() and mark.isalpha()))]
    if strange:
        text = _("“{marks}” cannot stand in a map: use . # and letters", "地图里不能有“{marks}”：只用 . # 和字母")
        plan.refuse(text, marks=" ".join(strange))


def _set(plan: _Plan, setting: str) -> None:
    key, _eq, value = (part.strip() for part in setting.partition("="))
    if key == "actions":
        return _set_actions(plan, value)
    if key == "wind":
        return _set_wind(plan, value)
    number = _payment(value, plan.pays.get("step", 0))
    if number is None:
        return plan.refuse(_("{setting}: a number is asked for", "{setting}：这里要一个数"), setting=setting)
    if key == "slip":
        if not 0 <= number <= 1:
            plan.refuse(_("{setting}: slip lies between 0 and 1", "{setting}：slip 应在 0 与 1 之间"), setting=setting)
        plan.slip = number
    elif key in ("step", "bump") or (len(key) == 1 and key.isascii() and key.isalpha()):
        if key in plan.pays:
            plan.refuse(_("{key} is set twice", "{key} 设了两次"), key=key)
        plan.pays[key] = number
    elif jump := re.fullmatch(r"([A-Za-z])\s*(>>?)\s*([A-Za-z])", key):
        (plan.jumps if jump[2] == ">" else plan.thrown)[jump[1]] = (jump[3], number)
    else:
        known = "step, bump, slip, wind, actions, G, A>a, C>>S"
        text = _("{setting}: no such setting; known are {known}", "{setting}：没有这个设置；可用的有 {known}")
        plan.refuse(text, setting=setting, known=known)
    return None


def _payment(value: str, step: Exact) -> Exact | None:
    """A number, or one on top of what a step pays: `step+1`."""
    if not value.startswith("step"):
        return exact_number(value)
    rest = value.removeprefix("step").replace(" ", "")
    more = exact_number(rest) if rest[:1] in ("+", "-", "−") else 0 if not rest else None
    return None if more is None else whole(Fraction(step + more))


def _set_actions(plan: _Plan, value: str) -> None:
    plan.actions = re.split(r"[\s,，、]+", value)
    if sorted(directions(plan.actions)) != [0, 1, 2, 3]:
        text = _("actions={value}: name the four directions, each once", "actions={value}：请写四个方向，各一次")
        plan.refuse(text, value=value)


def _set_wind(plan: _Plan, value: str) -> None:
    numbers = [exact_number(part) for part in re.split(r"[\s,，、]+", value)]
    plan.wind = [n for n in numbers if isinstance(n, int)]
    if len(plan.wind) < len(numbers) or len(numbers) != len(plan.rows[0] if plan.rows else ""):
        text = _("wind={value}: write a whole number for each column of the map, as 0,0,1,2",
                 "wind={value}：请给地图的每一列写一个整数，如 0,0,1,2")  # fmt: skip
        plan.refuse(text, value=value)


def directions(actions: list[str]) -> list[int]:
    """Each name's direction, as a place in `COMPASS`; 4 where it is none."""
    return [next((i for i, names in enumerate(NAMES) if name.lower() in names.split()), 4) for name in actions]


def _check_marks(plan: _Plan) -> None:
    marks = "".join(plan.rows)
    named = {key for key in plan.pays if len(key) == 1}
    leading = [*plan.jumps.items(), *plan.thrown.items()]
    targets = {to for _mark, (to, _reward) in leading}
    for mark in sorted((named | dict(leading).keys() | targets) - set(marks)):
        plan.refuse(_("{mark} is set, but not on the map", "设置了 {mark}，地图上却没有"), mark=mark)
    if unset := sorted({m for m in marks if m.islower()} - named - targets - dict(leading).keys()):
        one = _("{marks} is on the map: set what it pays, {mark}=-1", "地图上有 {marks}：请设定它的奖励，如 {mark}=-1")
        several = _(
            "{marks} are on the map: set what each pays, {mark}=-1", "地图上有 {marks}：请逐个设定奖励，如 {mark}=-1"
        )
        plan.refuse(several if unset[1:] else one, marks=", ".join(unset), mark=unset[0])
    if not (plan.pays or leading):
        plan.refuse(_("nothing pays anything: set step=-1 or G=1", "没有任何奖励：请设定 step=-1 或 G=1"))
    for mark, (to, _reward) in sorted(leading):
        if marks.count(to) > 1 or to in plan.thrown:
            plan.refuse(
                _(
                    "{mark} leads to {to}, of which there are several or none",
                    "{mark} 通向 {to}，而 {to} 不止一处或无法停留",
                ),
                mark=mark,
                to=to,
            )
        if mark in named or mark in plan.jumps.keys() & plan.thrown.keys():
            plan.refuse(_("{mark} has two settings", "{mark} 有两种设置"), mark=mark)


def _blown(plan: _Plan, cell: Cell, ahead: Cell) -> Cell:
    """Where the wind of the cell's column carries a step, kept inside the map."""
    row = min(max(ahead[0] - plan.wind[cell[1]], 0), len(plan.rows) - 1)
    return row, min(max(ahead[1], 0), len(plan.rows[0]) - 1)


def _world(plan: _Plan, cells: list[Cell], source: str) -> World:
    number = {cell: i for i, cell in enumerate(cells)}
    mark = {(i, j): sign for i, row in enumerate(plan.rows) for j, sign in enumerate(row)}
    only = {mark[cell]: number[cell] for cell in cells}  # of marks that stand once: where they are
    ways, step = directions(plan.actions), plan.pays.get("step", 0)
    turns = [(0, whole(Fraction(1 - plan.slip))), (-1, whole(Fraction(plan.slip) / 2))]
    turns = [(turn, p) for turn, p in (*turns, (1, turns[1][1])) if p]

    def moves(cell: Cell, way: int) -> Moves:
        if mark[cell] in plan.jumps:
            name, reward = plan.jumps[mark[cell]]
            return (Move(only[name], 1, reward),)
        if mark[cell].isupper() and mark[cell] not in FREE:
            return ()
        found: dict[tuple[int, Exact], Exact] = {}
        for turn, p in turns:
            down, across = COMPASS[(way + turn) % 4]
            ahead = (cell[0] + down, cell[1] + across)
            ahead = _blown(plan, cell, ahead) if plan.wind else ahead
            there = ahead if ahead in number else cell
            reward = plan.pays.get(mark[there], step)
            reward = plan.pays.get("bump", reward) if there is cell else reward
            to = number[there]
            if mark.get(ahead) in plan.thrown:
                name, reward = plan.thrown[mark[ahead]]
                to = only[name]
            found[to, reward] = found.get((to, reward), 0) + p
        return tuple(Move(to, whole(Fraction(p)), reward) for (to, reward), p in found.items())

    return World(
        tuple(f"r{i + 1}c{j + 1}" for i, j in cells),
        tuple(plan.actions),
        tuple(tuple(moves(cell, way) for way in ways) for cell in cells),
        source,
        tuple(tuple(number.get((i, j)) for j in range(len(row))) for i, row in enumerate(plan.rows)),
        next((number[cell] for cell in cells if mark[cell] == "S"), 0),
    )
