"""Tokens to a formula tree, by precedence climbing; every refusal shows its place and says what to write."""

from __future__ import annotations

import re
from collections.abc import Collection

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.operations import COMPARISON, OPERATIONS, POWER, PREFIX, PRODUCT, SUM
from dlstudy.symbolic.reading.lexer import Token, tokens
from dlstudy.symbolic.reading.rows import matrix_of
from dlstudy.symbolic.reading.symbols import Symbols
from dlstudy.symbolic.tree import Letter, Node, Num, Op, node

MAX_LEARNER, MAX_AUTHOR, MAX_DEPTH, MAX_NODES = 500, 4000, 50, 400
_INFIX = {"+": SUM, "-": SUM, "*": PRODUCT, "×": PRODUCT, "/": PRODUCT, "⊙": PRODUCT, "<=": COMPARISON,
          "<": COMPARISON, ">=": COMPARISON, ">": COMPARISON}  # fmt: skip
_CLOSING = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}
_EXPONENT = re.compile(r"[+-]?\d{1,11}", re.ASCII)
_FENCES = {"⌊": "floor", "⌈": "ceil", "|": "abs", "‖": "norm"}


def read(source: str, letters: Collection[Letter] | None = None, limit: int = MAX_LEARNER) -> Node:
    """The formula that `source` writes; with `letters` given, only these are known, without, any name is a letter."""
    if len(source) > limit:
        raise LearnerError(_("at most {limit} characters are read", "最多读取 {limit} 个字符")(limit=limit))
    if not source.strip():
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    return _Parser(source, Symbols(letters)).whole()


class _Parser:
    def __init__(self, source: str, symbols: Symbols) -> None:
        self.source, self.symbols = source, symbols
        self.tokens, self.at = tokens(source), 0
        self.depth = self.nodes = 0
        self.bars: list[str] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        self._drop_left_side()
        tree = self.expression(COMPARISON)
        if self.token.kind != "end":
            self._refuse_rest()
        return tree

    def _drop_left_side(self) -> None:
        """`o = 45` is read as 45: people name what they computed."""
        signs = [t.text for t in self.tokens if t.kind == "sign"]
        if (
            self.tokens[0].kind == "name"
            and len(self.tokens) > 2
            and self.tokens[1].text == "="
            and signs.count("=") == 1
        ):
            self.at = 2

    def fail(self, text: Text, token: Token | None = None) -> LearnerError:
        token = token or self.token
        return LearnerError(text, self.source, (token.start, max(token.end, token.start + 1)))

    def _refuse_rest(self) -> None:
        token = self.token
        if token.text in (")", "]", "}", "⌋", "⌉"):
            raise self.fail(_("this bracket closes nothing", "这个括号没有对应的左括号"))
        if token.text == "=":
            raise self.fail(_("write one value, without =", "只写一个值，不要写等号"))
        if token.text in (",", ";", ":", "&"):
            raise self.fail(_("one value is asked for, not a list", "这里要一个值，不是一列值"))
        raise self.fail(_("an operator such as * is missing before this", "这里缺少运算符，例如 *"))

    def made(self, tree: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise LearnerError(_("this formula is too long", "公式太长"))
        return tree

    def take(self, text: str) -> bool:
        if self.token.kind == "sign" and self.token.text == text:
            self.at += 1
            return True
        return False

    def expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH * 2:
            raise self.fail(_("brackets are nested too deeply", "括号嵌套太深"))
        left = self.operand(least)
        while (level := self._level()) is not None and level >= least:
            left = self._join(left, level)
        self.depth -= 1
        return left

    def _level(self) -> int | None:
        token = self.token
        if token.kind == "sign":
            if token.text in self.bars and token.text in ("|", "‖"):
                return None
            if token.text in _INFIX:
                return _INFIX[token.text]
            return PRODUCT if token.text in ("(", "√", "\\frac", "⌊", "⌈", "|", "‖", "[") else None
        if token.kind == "name":
            return PRODUCT
        if token.kind == "number":
            raise self.fail(_("an operator such as * is missing before this number", "这个数前面缺少运算符，例如 *"))
        return None

    def _join(self, left: Node, level: int) -> Node:
        token = self.token
        if token.kind == "name" and token.text == "mod" and not self.symbols.knows("mod"):
            self.at += 1
            return self.made(Op("mod", (left, self.expression(PRODUCT + 1))))
        if token.kind == "sign" and token.text in _INFIX:
            self.at += 1
            if token.text == "/" and self.token.text == "/" and self.token.start == token.end:
                self.at += 1  # Python's whole division
                quotient = self.made(Op("/", (left, self.expression(level + 1))))
                return self.made(Op("floor", (quotient,)))
            name = "*" if token.text == "×" else token.text
            return self.made(Op(name, (left, self.expression(level + 1))))
        return self.made(Op("*", (left, self.expression(PRODUCT + 1))))

    def operand(self, least: int) -> Node:
        """An operand that binds at least as tightly as `least`: a sign before it, powers and marks behind it."""
        if self.token.kind == "sign" and self.token.text in "+-":
            minus = self.token.text == "-"
            self.at += 1
            self.depth += 1
            if self.depth > MAX_DEPTH * 2:
                raise self.fail(_("brackets are nested too deeply", "括号嵌套太深"))
            inner = self.operand(max(least, PREFIX))
            self.depth -= 1
            return self.made(Op("neg", (inner,))) if minus else inner
        return self.raised(self.postfixed(self.atom()))

    def raised(self, base: Node) -> Node:
        token = self.token
        if token.kind == "power":
            self.at += 1
            if not _EXPONENT.fullmatch(token.text):
                raise self.fail(_("this exponent is not read", "读不懂这个指数"), token)
            return self.raised(self.made(Op("^", (base, node(int(token.text))))))
        if not self.take("^"):
            return base
        if self.take("⊤") or self._transposes():
            return self.raised(self.postfixed(self.made(Op("T", (base,)))))
        return self.made(Op("^", (base, self.operand(POWER))))

    def _transposes(self) -> bool:
        braced = self.token.text == "{" and self.tokens[self.at + 1].text in ("⊤", "T")
        if braced and self.tokens[self.at + 2].text == "}" and not self.symbols.knows("T"):
            self.at += 3
            return True
        if self.token.text == "T" and self.token.kind == "name" and not self.symbols.knows("T"):
            self.at += 1
            return True
        return False

    def postfixed(self, tree: Node) -> Node:
        while self.token.kind == "sign" and self.token.text in ("!", "%", "ᵀ", "⊤"):
            mark = {"ᵀ": "T", "⊤": "T"}.get(self.token.text, self.token.text)
            self.at += 1
            if mark == "%" and (self.token.kind in ("name", "number") or self.token.text == "("):
                raise self.fail(
                    _("write mod for the remainder, 50% * x for a share", "取余请写 mod，百分之几请写 50% * x")
                )
            tree = self.made(Op(mark, (tree,)))
        return tree

    def atom(self) -> Node:
        token = self.token
        self.at += token.kind != "end"
        if token.kind == "number":
            assert token.value is not None
            if self.token.kind == "number" and self.token.text[0] in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞":
                raise self.fail(_("write a mixed number as 3 + 1/2", "带分数请写作 3 + 1/2"))
            return self.made(node(token.value))
        if token.kind == "name":
            return self.named(token)
        if token.kind == "sign" and token.text in _CLOSING:
            return self.fenced(token)
        if token.text == "√":
            return self.made(Op("sqrt", (self._root(),)))
        if token.text == "\\frac":
            return self.fraction()
        if token.kind == "end":
            raise self.fail(_("the formula stops in the middle", "公式没有写完"), token)
        raise self.fail(_("a number or a letter is missing before this", "这里之前缺少一个数或字母"), token)

    def fraction(self) -> Node:
        r"""What follows `\frac`: two groups, or two digits as in `\frac12`."""
        digits = self.token
        if digits.kind == "number" and len(digits.text) == 2 and digits.text.isdigit():
            self.at += 1
            return self.made(Op("/", (self.made(Num(int(digits.text[0]))), self.made(Num(int(digits.text[1]))))))
        return self.made(Op("/", (self.group(), self.group())))

    def _root(self) -> Node:
        return self.group() if self.token.text in ("(", "{") else self.postfixed(self.atom())

    def group(self) -> Node:
        """What stands in the next pair of brackets, or the next single piece."""
        return self.atom()

    def fenced(self, opening: Token) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(_("brackets are nested too deeply", "括号嵌套太深"), opening)
        closing, bars = _CLOSING[opening.text], self.bars
        self.bars = [closing]
        rows = self._rows(opening, closing)
        self.bars = bars
        self.depth -= 1
        single = len(rows) == 1 and len(rows[0]) == 1
        if opening.text in _FENCES:
            if not single:
                raise self.fail(_("one value is asked for, not a list", "这里要一个值，不是一列值"), opening)
            return self.made(Op(_FENCES[opening.text], (rows[0][0],)))
        return rows[0][0] if single else self.made(matrix_of(rows))

    def _rows(self, opening: Token, closing: str) -> list[list[Node]]:
        rows: list[list[Node]] = [[]]
        while True:
            if rows[-1] and self.take(closing):
                return [row for row in rows if row]
            rows[-1].append(self.expression(COMPARISON))
            if self.take(";"):
                while self.take(";"):
                    pass
                rows.append([])
                if self.take(closing):
                    return [row for row in rows if row]
            elif not self.take(",") and not self.take("&"):
                if self.take(closing):
                    return rows
                if self.token.kind == "end":
                    raise self.fail(_("this bracket is never closed", "这个括号没有闭合"), opening)
                self._refuse_rest()

    def named(self, token: Token) -> Node:
        function = self.symbols.function(token, followed=self.token.text in ("(", "^") or self.token.kind == "power")
        if function is None:
            if (
                token.text == "mod"
                and self.take("(")
                and len(rows := self._rows(token, ")")) == 1
                and len(rows[0]) == 2
            ):
                return self.made(Op("mod", tuple(rows[0])))
            if glued := self.symbols.glued(token):
                return self.made(Op(glued[0], (self.product(glued[1]),)))
            return self.product(self.symbols.letters_of(token, self.source))
        if OPERATIONS[function].arity == (0, 0):
            return self.made(Op(function, ()))
        return self.applied(function, token)

    def product(self, letters: list[Node]) -> Node:
        """The product of letters written together; a power behind them is the last one's, as in xy²."""
        result = self.made(letters[0])
        for tree in letters[1:-1]:
            result = self.made(Op("*", (result, self.made(tree))))
        if len(letters) == 1:
            return self.raised(result)
        return self.made(Op("*", (result, self.raised(self.postfixed(self.made(letters[-1]))))))

    def applied(self, function: str, token: Token) -> Node:
        power: Node | None = None
        if self.token.kind == "power" or self.token.text == "^":
            raised = self.raised(Num(0))
            if not isinstance(raised, Op) or raised.op != "^":
                raise self.fail(_("write {name}( … )", "请写作 {name}( … )")(name=token.text), token)
            power = raised.args[1]
        args = self._arguments(token)
        least, most = OPERATIONS[function].arity
        if not least <= len(args) <= most:
            raise self.fail(
                _("{name} takes another number of arguments", "{name} 的参数个数不对")(name=token.text), token
            )
        tree = self.made(Op(function, tuple(args)))
        return tree if power is None else self.made(Op("^", (tree, power)))

    def _arguments(self, token: Token) -> list[Node]:
        opening = self.token
        if opening.text in ("(", "{", "["):
            self.at += 1
            rows = self._rows(opening, _CLOSING[opening.text])
            return rows[0] if len(rows) == 1 else [matrix_of(rows)]
        if self.token.kind not in ("name", "number") and self.token.text not in ("√", "\\frac", "|"):
            raise self.fail(_("write {name}( … )", "请写作 {name}( … )")(name=token.text), token)
        arg = self.raised(self.postfixed(self.atom()))
        while self.token.kind == "name" and self.symbols.function(self.token, followed=False) in (None, "pi", "e"):
            arg = self.made(Op("*", (arg, self.raised(self.postfixed(self.atom())))))
        return [arg]
