"""What the learner can do in a practice: by key, by click, or by a command typed into the answer line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from dlstudy.answers.keys import ChoiceKey
from dlstudy.answers.kinds import choice
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.study.session import Session
from dlstudy.tui import commands
from dlstudy.tui.widgets.answer_box import AnswerBox
from dlstudy.tui.widgets.flow import Flow

if TYPE_CHECKING:
    from dlstudy.answers.verdict import Verdict
    from dlstudy.tui.app import StudyApp

_NOT_NOW: Final = {
    "hint": _("There is no (further) hint for this part.", "本小题没有（更多）提示。"),
    "undo": _("There is nothing to take back.", "没有可以撤销的操作。"),
    "overrule": _("There is no verdict to overrule.", "没有可以更正的判定。"),
    "retry": _("New numbers come after the answer.", "作答之后才能换数重做。"),
    "skip": _("This part is done: Enter goes on.", "本小题已完成，按回车继续。"),
}


class Acts(Widget):
    """The actions of the practice screen."""

    app: StudyApp
    session: Session
    busy: bool
    formulas: bool
    look_at_more: bool
    perform: Callable[..., None]
    refresh_all: Callable[[], None]
    rested: Callable[[], bool]
    say: Callable[..., None]
    judged: Callable[[Verdict | None], None]

    @property
    def box(self) -> AnswerBox:
        """The answer line."""
        return self.query_one("#answer", AnswerBox)

    def wanted(self) -> frozenset[str]:
        """The characters that act at once while the line is empty."""
        record, part = self.session.record, self.session.part
        if self.session.phase == "feedback":
            marks = record.tries[-1].verdict.marks if record and record.tries else ()
            letters = {commands.COMMANDS[name][1] for name in commands.AFTER}
            return _both_widths(letters | set(map(str, range(1, min(len(marks), 9) + 1))))
        if part is None or not isinstance(part.key, ChoiceKey):
            return frozenset()
        letters = {chr(ord("A") + i) for i in range(len(part.key.options))}
        return _both_widths(letters | {letter.lower() for letter in letters})

    def chosen(self, text: str) -> Collection[int]:
        """The options a text names."""
        part = self.session.part
        if part is None or not isinstance(part.key, ChoiceKey) or commands.is_command(text):
            return ()
        try:
            return choice.read(part.key, text)
        except LearnerError:
            return ()

    @on(AnswerBox.Pressed)
    def _pressed(self, event: AnswerBox.Pressed) -> None:
        character = normalize("NFKC", event.character)
        if self.session.phase == "answering":
            self._choose(character.upper())
        elif character.isdigit():
            self._mark(int(character) - 1)
        elif (action := commands.letter(character)) is not None:
            self.action_act(action)

    @on(Flow.Clicked)
    def _clicked(self, event: Flow.Clicked) -> None:
        if event.flow.id == "options" and self.session.phase == "answering":
            self._choose(event.name)
        elif event.flow.id == "verdict" and self.session.phase == "feedback":
            self._mark(int(event.name))

    def _choose(self, letter: str) -> None:
        """Turns an option on or off; where one is right, the last one counts."""
        part = self.session.part
        assert part is not None
        assert isinstance(part.key, ChoiceKey)
        picked, option = set(self.chosen(self.box.text)), ord(letter) - ord("A")
        picked = picked ^ {option} if len(part.key.right) > 1 else {option}
        text = ", ".join(chr(ord("A") + i) for i in sorted(picked))
        self.box.standing = text
        self.box.put(text)

    def _mark(self, point: int) -> None:
        record = self.session.record
        if record is None or not record.tries or "self_mark" not in self.session.actions:
            return
        own = dict(record.self_marks)
        hit = own.get(point, record.tries[-1].verdict.marks[point].outcome == "hit")
        self.perform(lambda: self.session.self_mark(point, not hit))

    @on(AnswerBox.Entered)
    def _entered(self, event: AnswerBox.Entered) -> None:
        self.action_enter(event.text)

    def action_enter(self, text: str | None = None) -> None:
        """Hands in, or goes on."""
        text = self.box.text if text is None else text
        feedback = self.session.phase == "feedback"
        if text.strip() and (feedback or commands.is_command(text)):
            self._command(text, bare=feedback)
        elif not self.rested():
            return
        elif feedback:
            self.box.put("")
            self.perform(self.session.advance)
        else:
            self._submit(text)

    def _command(self, text: str, bare: bool) -> None:
        action = commands.command(text, bare)
        if action is None:
            self.say(
                _("No such command: {word}. /help lists them.", "没有命令 {word}，输入 /帮助 查看。")(
                    word=text.strip()[:20]
                )
            )
            return
        self.box.put("")
        self.action_act(action)

    def _submit(self, text: str) -> None:
        record = self.session.record
        if record and record.tries and record.tries[-1].text.strip() == text.strip():
            self.say(
                _(
                    "That answer has just been judged: change it, or skip (F7).",
                    "这个答案刚判过：请修改，或按 F7 跳过。",
                )
            )
            return
        self.say(_("Checking …", "正在判题……"), "")
        self.box.standing = ""
        self.perform(lambda: self.session.submit(text), lambda: self.judged(self.session.verdict))

    def action_act(self, name: str) -> None:
        """Does one of `commands.COMMANDS`."""
        session = self.session
        if name in _NOT_NOW and name not in session.actions:
            self.say(_NOT_NOW[name])
        elif name in ("hint", "flag", "overrule", "undo"):
            undone = session.record.tries[-1].text if name == "undo" and session.record and session.record.tries else ""
            self.perform(getattr(session, name), lambda: self._undone(undone))
        elif name == "skip":
            self.box.put("")
            self.perform(session.skip)
        elif name == "solution":
            self._solution()
        elif name == "retry":
            self._retry()
        elif name == "formulas":
            self.formulas = not self.formulas
            self.look_at_more = self.formulas
            self.refresh_all()
        else:
            getattr(self.app, f"from_practice_{name}")(self.session)

    def _undone(self, text: str) -> None:
        if text and self.session.phase == "answering":
            self.box.put(text)

    def _solution(self) -> None:
        self.box.put("")
        if "solution" in self.session.actions:
            self.perform(self.session.solution, self._solved)
        else:
            self._solved()
            self.refresh_all()

    def _solved(self) -> None:
        self.look_at_more = True

    def _retry(self) -> None:
        variant, planned = self.session.variant, self.session.state.planned
        assert variant is not None
        assert planned is not None
        following = self.session.state.plan[self.session.state.place + 1 :]
        if not self.app.study.varies(self.session):
            self.say(_("This question has no numbers to draw anew.", "本题没有可更换的数据。"))
            return
        if following and following[0].question == planned.question:
            self.say(_("New numbers come right after this question.", "做完本题后即换数重做。"))
            return
        last = self.session.state.part + 1 == len(variant.parts)
        self.perform(lambda: self._plan_again(last), lambda: self._retried(last))

    def _plan_again(self, last: bool) -> None:
        self.session.retry(next_up=True)
        if last:
            self.session.advance()

    def _retried(self, last: bool) -> None:
        said: Text = _("The same question with new numbers.", "同一题，新数据。") if last else _(
            "After this question it comes again with new numbers.", "做完本题后将换数再出一次。"
        )  # fmt: skip
        self.call_after_refresh(self.say, said, "")

    def action_none(self) -> None:
        """What a hint that is not to be clicked does."""

    def action_scroll_page(self, by: int) -> None:
        """Moves the page, then what is beside it; back in the opposite order. The answer line keeps the focus."""
        page, side = (self.screen.query_one(name, VerticalScroll) for name in ("#page", "#side"))
        for pane in (page, side) if by > 0 else (side, page):
            if pane.display and (pane.scroll_offset.y < pane.max_scroll_y if by > 0 else pane.scroll_offset.y > 0):
                pane.scroll_relative(y=by * max(1, pane.size.height - 2), animate=False)
                return


def _both_widths(characters: set[str]) -> frozenset[str]:
    """The characters, also as an input method types them in full width."""
    return frozenset(characters | {chr(ord(c) + 0xFEE0) for c in characters})
