"""LaTeX in bibliographies as text, with CSL's markup for what it makes look otherwise."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "d": "\u0323", "b": "\u0331", "r": "\u030a", "h": "\u0309", "G": "\u030f", "U": "\u030e",
    "t": "\u0361",
}  # fmt: skip
_SIGNS = {
    "ss": "ß", "SS": "SS", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ",
    "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð",
    "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶",
    "pounds": "£", "euro": "€", "texteuro": "€", "EUR": "€", "copyright": "©", "dag": "†",
    "ddag": "‡", "dots": "…", "ldots": "…", "textellipsis": "…", "cdots": "⋯", "cdot": "·",
    "textbackslash": "\\", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "lq": "‘", "rq": "’",
    "textquotesingle": "'", "hyphen": "-", "textasciigrave": "`",
    "textquotedbl": '"', "quotesinglbase": "‚", "quotedblbase": "„",
    "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»",
    "flqq": "«", "frqq": "»", "glqq": "„", "grqq": "“", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textbar": "|",
    "textless": "&lt;", "textgreater": ">",
    "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°", "textmu": "µ",
    "textperiodcentered": "·", "textbullet": "•", "slash": "/", "textsection": "§",
    "textonehalf": "½", "textonequarter": "¼", "textordfeminine": "ª", "textordmasculine": "º",
    "textexclamdown": "¡", "textquestiondown": "¿", "LaTeX": "LaTeX", "TeX": "TeX",
    "BibTeX": "BibTeX", "times": "×", "pm": "±", "mp": "∓", "div": "÷", "leq": "≤", "le": "≤",
    "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "simeq": "≃",
    "equiv": "≡", "propto": "∝", "infty": "∞", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "leftrightarrow": "↔", "Rightarrow": "⇒", "uparrow": "↑", "downarrow": "↓", "circ": "°",
    "prime": "′", "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "in": "∈",
    "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "emptyset": "∅", "forall": "∀",
    "exists": "∃", "neg": "¬", "land": "∧", "lor": "∨", "wedge": "∧", "vee": "∨", "oplus": "⊕",
    "otimes": "⊗", "perp": "⊥", "parallel": "∥", "mid": "|", "langle": "⟨", "rangle": "⟩",
    "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ", "star": "⋆", "ast": "∗",
    "odot": "⊙", "bigcirc": "○", "lesssim": "≲", "gtrsim": "≳", "ll": "≪", "gg": "≫",
    "sqrt": "√", "backslash": "\\", "lbrace": "(", "rbrace": ")", "colon": ":", "quad": " ",
    "qquad": " ", "space": " ", "nobreakspace": " ", "thinspace": " ", "enspace": " ",
    "log": "log", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "max": "max",
    "min": "min", "lim": "lim", "det": "det", "dim": "dim", "ker": "ker", "deg": "deg",
    "textcelsius": "℃", "textnumero": "№", "textpertenthousand": "‱", "textperthousand": "‰",
    "permil": "‰", "textcent": "¢", "textyen": "¥", "textcurrency": "¤", "textflorin": "ƒ",
    "cprime": "ʹ", "cdprime": "ʺ", "ayn": "ʿ", "hamza": "ʾ", "textschwa": "ə", "vert": "|",
}  # fmt: skip
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma tau upsilon phi chi psi omega"
).split()
for _name in _GREEK:
    _letter = unicodedata.lookup(f"GREEK SMALL LETTER {'LAMDA' if _name == 'lambda' else _name}")
    _SIGNS |= {_name: _letter, _name.capitalize(): _letter.upper()}
    _SIGNS.setdefault(f"text{_name}", _letter)  # \textmu is the sign of a millionth
_SIGNS |= {"varepsilon": "ε", "vartheta": "ϑ", "varphi": "φ", "varsigma": "ς", "varrho": "ϱ"}
_LOOKS = {
    "textit": "i", "emph": "i", "textsl": "i", "mkbibemph": "i", "mkbibitalic": "i", "em": "i",
    "it": "i", "itshape": "i", "sl": "i", "slshape": "i", "mathit": "i",
    "textbf": "b", "mkbibbold": "b", "bf": "b", "bfseries": "b", "mathbf": "b",
    "textsuperscript": "sup", "mkbibsuperscript": "sup", "textsubscript": "sub",
    "mkbibsubscript": "sub", "textsc": "sc", "sc": "sc", "scshape": "sc",
}  # fmt: skip
_TAGS = {
    "i": ("<i>", "</i>"), "b": ("<b>", "</b>"), "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "sc": ('<span style="font-variant: small-caps">', "</span>"),
}  # fmt: skip
# Declarations hold to the end of the group that they stand in.
_DECLARED = frozenset("em it itshape sl slshape bf bfseries sc scshape".split())
_QUOTED = frozenset(("enquote", "mkbibquote", "textquote"))
_LITERAL = frozenset(("url", "path", "nolinkurl", "detokenize"))
_DROPPED = frozenset(
    ("label", "index", "cite", "vspace", "hspace", "relax", "noopsort", "singleletter")
)
_TOKEN = re.compile(
    r"\\(?:(?P<word>[A-Za-z]+)\*?[ \t\n]*|(?P<sign>.))|(?P<open>\{)|(?P<close>\})|(?P<math>\$\$?)"
    r"|(?P<raised>[\^_])|(?P<dash>---?)|(?P<quote>``|''|`)|(?P<space>~)|(?P<words>[^\\{}$^_\-`'~]+|[-'])|\\",
    re.DOTALL,
)
_SPECIAL = re.compile(r"[\\{}$~`]|--|''")
# What is LaTeX still: some exports escape what is escaped already.
_TWICE = re.compile(r"\\(?:[A-Za-z]{2,9}\{|[A-Za-z]{4}|['’\"`^~=.][A-Za-z\\{])|\{[^\x00-\x7f]\}")
_MAX_DEPTH = 40


def decode(source: str, *, keeps_case: bool = False) -> str:
    """LaTeX as text. With `keeps_case`, braces around words become CSL's ``nocase``.

    What is no LaTeX is left out; words are never lost.
    """
    if not _SPECIAL.search(source):
        return source
    text = _Reader(source, keeps_case=keeps_case).all()
    if _TWICE.search(text):
        text = re.sub(r"[\\{}]", "", _Reader(text, keeps_case=False).all())
    return text


class _Reader:
    """Reads a source from its beginning to its end."""

    def __init__(self, source: str, *, keeps_case: bool) -> None:
        self._source = source
        self._at = 0
        self._keeps_case = keeps_case
        self._in_math = False
        self._depth = 0

    def all(self) -> str:
        found = self._group()
        while self._at < len(self._source):  # a brace that closes nothing
            found += self._group()
        return found

    def _next(self) -> re.Match[str] | None:
        found = _TOKEN.match(self._source, self._at)
        if found:
            self._at = found.end()
        return found

    def _group(self) -> str:
        """What stands up to the brace that closes a group, or to the end."""
        found: list[str] = []
        ends: list[str] = []
        while (token := self._next()) and not token["close"]:
            if token["word"] in _DECLARED and not self._in_math:
                begin, end = _TAGS[_LOOKS[token["word"]]]
                found.append(begin)
                ends.append(end)
            else:
                found.append(self._token(token))
        return "".join([*found, *reversed(ends)])

    def _token(self, token: re.Match[str]) -> str:
        if token["words"]:
            return token["words"]
        if token["open"]:
            return self._braced()
        if token["word"]:
            return self._macro(token["word"], token[0])
        if token["sign"]:
            return self._sign(token["sign"])
        if token["dash"]:
            return "—" if len(token["dash"]) == 3 else "–"
        if token["quote"]:
            return {"``": "“", "''": "”"}.get(token["quote"], "‘")
        if token["math"]:
            self._in_math = not self._in_math
            return ""
        if token["raised"]:
            return self._raised(token["raised"])
        return "\u00a0" if token["space"] else ""

    def _braced(self) -> str:
        if self._depth >= _MAX_DEPTH:
            return ""
        begins_word = self._source[self._at : self._at + 1] not in ("\\", "$", "}")
        is_case = self._keeps_case and not self._depth and not self._in_math
        self._depth += 1
        text = self._group()
        self._depth -= 1
        if is_case and begins_word and re.search(r"[^\W\d_]", text):
            return f'<span class="nocase">{text}</span>'
        return text

    def _argument(self) -> str:
        """A macro's argument: a group, a macro, or a sign."""
        while self._source[self._at : self._at + 1].isspace():
            self._at += 1
        if self._source[self._at : self._at + 1] == "{":
            self._at += 1
            self._depth += 1
            text = self._group() if self._depth < _MAX_DEPTH else ""
            self._depth -= 1
            return text
        if self._source[self._at : self._at + 1] == "\\":
            token = self._next()
            return self._token(token) if token else ""
        sign = self._source[self._at : self._at + 1]
        if sign in ("}", ""):
            return ""
        self._at += 1
        return sign

    def _raw_argument(self) -> str:
        """An argument as it is written, such as an address."""
        if self._source[self._at : self._at + 1] != "{":
            return self._argument()
        depth, start = 0, self._at + 1
        while self._at < len(self._source):
            sign = self._source[self._at]
            depth += {"{": 1, "}": -1}.get(sign, 0)
            self._at += 1
            if not depth:
                return re.sub(r"\\([%#&_~$])", r"\1", self._source[start : self._at - 1])
        return self._source[start:]

    def _macro(self, name: str, written: str) -> str:
        if name in _LITERAL:
            return self._raw_argument()
        if name == "href":
            self._raw_argument()
            return self._argument()
        if name in _QUOTED:
            return f"“{self._argument()}”"
        if name in _LOOKS:
            begin, end = _TAGS[_LOOKS[name]]
            return f"{begin}{self._argument()}{end}"
        if name in _SIGNS:
            # A space behind a word's sign ends its name; braces do so, too.
            if self._source.startswith("{}", self._at):
                self._at += 2
            return _SIGNS[name]
        if len(name) == 1 and name in _ACCENTS:
            return self._accented(_ACCENTS[name])
        if name in _DROPPED:
            self._argument()
            return ""
        if name in ("frac", "dfrac", "tfrac"):
            return f"{self._argument()}/{self._argument()}"
        if name in ("uppercase", "MakeUppercase"):
            return self._argument().upper()
        follows = self._source[self._at : self._at + 1]
        if follows == "{":
            return self._argument()
        return " " if written[-1:].isspace() and follows else ""

    def _sign(self, sign: str) -> str:
        if sign in _ACCENTS:
            return self._accented(_ACCENTS[sign])
        if sign in "-/@!()[]":
            return ""
        if sign in " ,;:>\\\n\t":
            return " "
        return sign  # \& \% \$ \# \_

    def _accented(self, accent: str) -> str:
        base = self._argument()
        base = {"ı": "i", "ȷ": "j"}.get(base[:1], base[:1]) + base[1:]
        if not base:
            return ""
        if base[0] == "<":  # markup: the accent belongs to the letter within
            return base
        return unicodedata.normalize("NFC", base[0] + accent) + base[1:]

    def _raised(self, sign: str) -> str:
        if not self._in_math:
            return sign
        begin, end = _TAGS["sup" if sign == "^" else "sub"]
        text = self._argument()
        return text if text == "°" else f"{begin}{text}{end}" if text else ""


def plain(source: str) -> str:
    """LaTeX as text without markup; what else stands in angle brackets is text."""
    return re.sub(r"</?(?:i|b|su[bp]|span)\b[^<>]*>", "", decode(source))


def split(source: str, separator: re.Pattern[str]) -> list[str]:
    """A source at what a pattern finds outside of braces."""
    found, start = [], 0
    depths = _depths(source)
    for match in separator.finditer(source):
        if match.start() >= start and not depths(match.start()):
            found.append(source[start : match.start()])
            start = match.end()
    return [*found, source[start:]]


def _depths(source: str) -> Callable[[int], int]:
    """How deep in braces a place of a source is."""
    if "{" not in source:
        return lambda place: 0
    steps: list[int] = []
    depth = 0
    escaped = False
    for sign in source:
        steps.append(depth)
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
    return lambda place: steps[place]
