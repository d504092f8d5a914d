"""A session line by line: the same questions, verdicts and diary as the app, for pipes and screen readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

import click

from dlstudy.answers.expected import expected
from dlstudy.answers.keys import ChoiceKey, RubricKey
from dlstudy.answers.verdict import Verdict
from dlstudy.cli.spoken import spoken
from dlstudy.i18n import Text, _, encodable
from dlstudy.study.session import Session
from dlstudy.study.solution import needed
from dlstudy.symbolic.notation.blocks import line_block
from dlstudy.symbolic.notation.tex_text import linear

_HELP = _(
    "Type an answer, or: /hint /skip /solution /flag /quit (your place is kept) /help",
    "输入答案，或：/提示 /跳过 /解答 /标记 /退出（保留进度） /帮助",
)
_COMMANDS = {
    "hint": ("hint", "提示"), "skip": ("skip", "跳过"), "solution": ("solution", "解答", "答案"), "flag": ("flag", "标记"),
    "quit": ("quit", "exit", "q", "退出"), "help": ("help", "?", "帮助"), "overrule": ("right", "我对了"),
}  # fmt: skip


class Conversation:
    """A session with someone who reads and types lines."""

    def __init__(
        self, session: Session, ask: Callable[[str], str] | None = None, say: Callable[[str], None] = click.echo
    ) -> None:
        self.session, self.ask, self.say = session, ask or input, say
        self.ascii = not encodable("✓⌊₁≈", getattr(sys.stdout, "encoding", None))
        self.shown: tuple[int, object] = (-1, None)

    def run(self) -> int:
        """Asks until the session ends or the input does; the exit code."""
        self.say(f"{self.session.title}")
        self.say(str(_HELP))
        try:
            while self.session.phase not in ("finished", "abandoned"):
                if self.session.phase == "feedback":
                    self._after(self.session.verdict)
                    continue
                self._show()
                if not self._turn(self.ask("> ")):
                    self.say(
                        str(
                            _(
                                "Stopped; dlstudy quiz goes on from here.",
                                "已停下；再次运行 dlstudy quiz 可从这里继续。",
                            )
                        )
                    )
                    return 0
        except (EOFError, KeyboardInterrupt):
            self.say("")
            self.say(str(_("Stopped; dlstudy quiz goes on from here.", "已停下；再次运行 dlstudy quiz 可从这里继续。")))
            return 0
        self._sum_up()
        return 0

    def _show(self) -> None:
        """The question and the part, once each."""
        session = self.session
        variant, part = session.variant, session.part
        assert variant is not None
        assert part is not None
        if self.shown[0] != session.number:
            text = _("Question {n} of {total}", "第 {n} 题，共 {total} 题")
            self.say("")
            self.say(f"— {text(n=session.number, total=session.total)} —")
            self.say(linear(str(variant.prompt), plain=self.ascii))
        if self.shown != (session.number, part):
            marks = _("({letter}) [{marks:g} marks]", "（{letter}）[{marks:g} 分]")
            self.say(
                f"{marks(letter='abcdefghijklmnop'[part.index], marks=part.marks)} {linear(str(part.prompt), plain=self.ascii)}"
            )
            for number, option in enumerate(part.key.options if isinstance(part.key, ChoiceKey) else (), 1):
                self.say(f"  {number}. {linear(str(option), plain=self.ascii)}")
            self.shown = (session.number, part)

    def _turn(self, typed: str) -> bool:
        """What one line does; False to stop."""
        text = typed.strip()
        if text.startswith(("/", "／")):
            return self._command(text[1:].strip().lower())
        if not text:
            self.say(str(_HELP))
            return True
        verdict = self.session.submit(text)
        self._judged(verdict)
        return True

    def _command(self, word: str) -> bool:
        action = next((name for name, words in _COMMANDS.items() if word in words), "help")
        if action == "quit":
            return False
        if action == "hint":
            hint = self.session.hint()
            self.say(linear(str(hint or _("There is no hint here.", "这里没有提示。")), plain=self.ascii))
        elif action == "skip":
            self.session.skip()
        elif action == "flag":
            self.say(str(_("Flagged.", "已标记。") if self.session.flag() else _("Flag taken away.", "已取消标记。")))
        elif action == "solution":
            self.session.solution()
        elif action == "overrule" and "overrule" in self.session.actions:
            self.session.overrule()
        else:
            self.say(str(_HELP))
        return True

    def _judged(self, verdict: Verdict) -> None:
        for line in spoken(verdict, self.ascii):
            self.say(line)

    def _after(self, verdict: Verdict | None) -> None:
        """After a verdict: the learner marks what is unsure, sees the solution where something was wrong, goes on."""
        if verdict is not None:
            self._mark_unsure(verdict)
        if verdict is None or verdict.status != "correct":
            for line in self._solution():
                self.say(line)
        self.session.advance()

    def _mark_unsure(self, verdict: Verdict) -> None:
        part = self.session.part
        if part is not None and part.diagram is not None:
            self.say(str(part.diagram))
        for number, mark in enumerate(verdict.marks):
            if mark.outcome != "unsure":
                continue
            text = _("Did you say: {point}? [y/n] ", "你答到了吗：{point}？[y/n] ")
            reply = self.ask(str(text(point=linear(str(mark.says), plain=self.ascii)))).strip().lower()
            self.session.self_mark(number, reply in ("y", "yes", "是", "ｙ", "1"))

    def _solution(self) -> Iterable[str]:
        variant, part = self.session.variant, self.session.part
        assert variant is not None
        assert part is not None
        if part.model is not None:
            yield str(_("Model answer:", "参考答案："))
            yield linear(str(part.model), plain=self.ascii)
        elif isinstance(part.key, ChoiceKey):
            right = ", ".join(f"{i + 1}. {linear(str(part.key.options[i]))}" for i in sorted(part.key.right))
            yield str(_("Right: {right}", "正确答案：{right}")(right=right))
        elif variant.working is not None and not isinstance(part.key, RubricKey):
            style = "plain" if self.ascii else "unicode"
            yield str(_("Worked solution:", "解答："))
            lines = needed(variant, part.index)
            if not lines:
                yield from ("  " + row for row in expected(part.key, style))
            for line in lines:
                yield from ("  " + row for row in line_block(line, variant.working.known, style))

    def _sum_up(self) -> None:
        result = self.session.result()
        total, tally = result.total, result.tally
        self.say("")
        text: Text = _(
            "{earned:g} of {marks:g} marks: {right} right, {partial} partly, {wrong} wrong, {skipped} skipped.",
            "得分 {earned:g} / {marks:g}：答对 {right}，部分对 {partial}，答错 {wrong}，跳过 {skipped}。",
        )
        counts = {"right": tally.right, "partial": tally.partial, "wrong": tally.wrong, "skipped": tally.skipped}
        self.say(str(text(earned=round(total.earned, 2), marks=total.marks, **counts)))
