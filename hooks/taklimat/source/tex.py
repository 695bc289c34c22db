r"""A formula's TeX as the converter to MathML reads it.

The converter knows some environments and commands, and prints of others the letters, the signs, or
nothing. What can be said in those that it knows is; of all others `TexError` says which they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PART = re.compile(
    r"\\(?P<edge>begin|end)\s*\{(?P<name>[^{}\\]{1,30})\}|(?P<command>\\[A-Za-z]++\*?)"
    r"|(?P<escape>\\[^A-Za-z]?)|(?P<comment>%[^\n]*+)|[{}&]",
    re.DOTALL,
)
ENVIRONMENTS = frozenset(
    "array cases displaylines smallmatrix split "
    "matrix matrix* pmatrix bmatrix Bmatrix vmatrix Vmatrix".split()
)
"""The environments that the converter knows."""
# Of a matrix whose columns are aligned, the converter forgets the brackets.
_BRACKETS = {"p": "()", "b": "[]", "B": (r"\{", r"\}"), "v": "||", "V": (r"\|", r"\|")}
_MATRICES = {
    f"{kind}matrix*": (rf"\left{first}\begin{{matrix*}}", rf"\end{{matrix*}}\right{last}")
    for kind, (first, last) in _BRACKETS.items()
}
_ALIGNED = (r"\begin{split}", r"\end{split}")
_CENTRED = (r"\begin{displaylines}", r"\end{displaylines}")
_REWRITTEN = {
    **dict.fromkeys(("align", "align*", "aligned", "alignedat"), _ALIGNED),
    **dict.fromkeys(("alignat", "alignat*", "flalign", "flalign*"), _ALIGNED),
    **dict.fromkeys(("gathered", "gather", "gather*"), _CENTRED),
    **dict.fromkeys(("multline", "multline*", "multlined"), _CENTRED),
    **dict.fromkeys(("equation", "equation*"), ("{", "}")),
    **dict.fromkeys(("eqnarray", "eqnarray*"), (r"\begin{array}{rcl}", r"\end{array}")),
    "dcases": (r"\begin{cases}", r"\end{cases}"),
    "rcases": (r"\left.\begin{array}{ll}", r"\end{array}\right\}"),
    "subarray": (r"\begin{array}", r"\end{array}"),
    **_MATRICES,
}  # fmt: skip
_PLAIN = frozenset(("equation", "equation*"))
_WITH_NUMBER = frozenset(("alignedat", "alignat", "alignat*"))
_WITH_COLUMNS = frozenset(("array", "subarray"))
_PLACE = re.compile(r"\s*\[[tbc]\]")
# Plain TeX's tables, whose rows stand in braces.
_TABLES = frozenset(rf"\{name}" for name in "displaylines eqalign matrix pmatrix cases".split())
_WORDS = frozenset(
    rf"\{name}" for name in "text textbf textit textmd textnormal textrm textsf texttt textup "
    "mbox hbox fbox emph".split()
)  # fmt: skip
_NAMES = frozenset((r"\operatorname", r"\operatorname*", r"\operatornamewithlimits"))
# What is said by them has no place in MathML, or is of no use where formulas have no numbers.
_UNSHOWN = frozenset((r"\hline", r"\hdashline", r"\cline", r"\rule"))
_LEFT_OUT = frozenset((r"\notag", r"\nonumber"))
_ESCAPES = frozenset(r"\{}[]!,:>;|_%#$& ") | {"\t", "\n", "\r"}
_SPACES = {
    "~": " ",
    "\\ ": " ",
    r"\,": "\u2009",
    r"\:": " ",
    r"\;": " ",
    r"\!": "",
    "{": "",
    "}": "",
}
_IN_WORDS = re.compile(r"\\(?:[A-Za-z]+|.?)|[~{}#]", re.DOTALL)
_MATHS = re.compile(r"(?<!\\)\$")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_KEPT = "TaklimatKept"
_ROWS = "rows"


class TexError(ValueError):
    """Raised where TeX says something that can't be shown; says what."""


@dataclass
class Rewritten:
    """TeX for the converter, and words that were put aside from it, by the name in their place."""

    tex: str
    words: dict[str, str]


def rewritten(tex: str) -> Rewritten:
    """TeX in which all is known to the converter; raises `TexError` where that can't be."""
    words: dict[str, str] = {}
    return Rewritten(_Rewriting(tex, words).run(), words)


@dataclass
class _Rewriting:
    tex: str
    words: dict[str, str]
    at: int = 0
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """What is open: braces, and names of environments."""
    has_lines: bool = False

    def run(self) -> str:
        while found := _PART.search(self.tex, self.at):
            self.out.append(self.tex[self.at : found.start()])
            self.at = found.end()
            self._rewrite(found)
        self.out.append(self.tex[self.at :])
        if inner := [name for name in self.open if name not in ("{", _ROWS)]:
            raise TexError(rf"\begin{{{inner[-1]}}} has no \end")
        made = "".join(self.out)
        return f"{_CENTRED[0]}{made}{_CENTRED[1]}" if self.has_lines else made

    def _rewrite(self, found: re.Match[str]) -> None:
        if found["comment"]:
            self.out.append(" ")
        elif found["edge"] == "begin":
            self._begin(found["name"].strip())
        elif found["edge"]:
            self._end(found["name"].strip())
        elif found["command"]:
            self._command(found["command"])
        elif found["escape"]:
            self._escape(found[0])
        else:
            self._sign(found[0])

    def _begin(self, name: str) -> None:
        if name not in ENVIRONMENTS and name not in _REWRITTEN:
            raise TexError(rf"\begin{{{name}}} is not known")
        self.open.append(name)
        if not name.endswith("matrix*") and (place := _PLACE.match(self.tex, self.at)):
            self.at = place.end()
        self.out.append(_REWRITTEN.get(name, (rf"\begin{{{name}}}",))[0])
        if name in _WITH_NUMBER:
            self._argument(name)
        if name in _WITH_COLUMNS:
            columns = self._argument(name)
            if set(columns) - set("lcr "):
                raise TexError(f"of the columns {columns}, only l, c and r can be shown")
            self.out.append(f"{{{columns}}}")

    def _end(self, name: str) -> None:
        if not self.open or self.open.pop() != name:
            raise TexError(rf"\end{{{name}}} ends nothing that it began")
        self.out.append(_REWRITTEN.get(name, ("", rf"\end{{{name}}}"))[1])

    def _command(self, command: str) -> None:
        if command in _WORDS:
            self._say(command, self._argument(command))
        elif command in _NAMES:
            self._put(command, self._argument(command))
        elif command in (r"\tag", r"\tag*"):
            said = self._argument(command)
            self.out.append(r"\qquad")
            self._say(r"\text", said if command.endswith("*") else f"({said})")
        elif command == r"\substack":
            self.out.append(f"{{{command}{{{self._rows(command)}}}}}")
        elif command in _TABLES:
            self.out.append(rf"\begin{{{command[1:]}}}{self._rows(command)}\end{{{command[1:]}}}")
        elif command in _UNSHOWN:
            raise TexError(f"{command} can't be shown")
        elif command not in _LEFT_OUT:
            self.out.append(command)

    def _escape(self, written: str) -> None:
        if written[1:] not in _ESCAPES or len(written) < 2:
            raise TexError(f"{written} is not known")
        if written == r"\\" and not self._is_in_table():
            if self.open:
                raise TexError(r"\\ stands in braces, and in no table")
            self.has_lines = True
        self.out.append(written)

    def _sign(self, sign: str) -> None:
        if sign == "{":
            self.open.append(sign)
        elif sign == "}" and self.open and self.open[-1] == "{":
            self.open.pop()
        elif sign == "&" and not self._is_in_table():
            raise TexError(r"& stands in no table: the sign is \&")
        self.out.append(sign)

    def _is_in_table(self) -> bool:
        return any(name != "{" and name not in _PLAIN for name in self.open)

    def _argument(self, of: str) -> str:
        """What stands in braces at the place, which is behind it then."""
        start = self.at
        while self.tex[start : start + 1].isspace():
            start += 1
        depth = 0
        for found in _BRACE.finditer(self.tex, start):
            if not depth and (found.start() != start or found[0] != "{"):
                break
            depth += (found[0] == "{") - (found[0] == "}")
            if not depth:
                self.at = found.end()
                return self.tex[start + 1 : found.start()]
        raise TexError(f"{of} has no words in braces behind it")

    def _rows(self, command: str) -> str:
        """The rows of a plain table."""
        return _Rewriting(self._argument(command), self.words, open=[_ROWS]).run()

    def _say(self, command: str, written: str) -> None:
        """Words, which may hold formulas between dollar signs."""
        for number, part in enumerate(_MATHS.split(written)):
            if number % 2:
                self.out.append(f"{{{_Rewriting(part, self.words).run()}}}")
            elif part:
                self._put(command, part)

    def _put(self, command: str, written: str) -> None:
        """A command with words, which are put aside where the converter would not read them."""
        said = _IN_WORDS.sub(_said, written)
        if said != written or not re.fullmatch(r"[\w ,.]*", said) or command in _NAMES:
            key = _KEPT + "".join(chr(ord("a") + int(digit)) for digit in str(len(self.words)))
            self.words[key] = said.replace(" ", "\u00a0")
            said = key
        self.out.append(f"{command}{{{said}}}")


def _said(found: re.Match[str]) -> str:
    written = found[0]
    if written in _SPACES:
        return _SPACES[written]
    if written[1:] in _ESCAPES and len(written) > 1:
        return written[1:]
    raise TexError(f"{written} is not known among words")
