"""Patterns within lines: a page is what Python-Markdown makes of it, by whatever way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown, markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, Pattern
from markdown.treeprocessors import InlineProcessor as Inline

from conftest import KITCHEN, ROOT
from taklimat.source.inline import InlineExtension, _Inline
from taklimat.source.needed import needed
from torture import TORTURE

if TYPE_CHECKING:
    from pathlib import Path

EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "smarty",
    "tables", "toc", "wikilinks", "nl2br", "pymdownx.arithmatex", "pymdownx.betterem",
    "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji",
    "pymdownx.escapeall", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink",
    "pymdownx.mark", "pymdownx.progressbar", "pymdownx.smartsymbols", "pymdownx.superfences",
    "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip
FEW = ["attr_list", "footnotes", "smarty", "tables"]


def both(text: str, extensions: list[Any]) -> tuple[str, str]:
    """What Markdown makes of a text, and what it does with ours."""
    return markdown(text, extensions=extensions), markdown(
        text, extensions=[*extensions, InlineExtension()]
    )


@pytest.mark.parametrize(
    "file",
    sorted([*ROOT.glob("docs/**/*.md"), *TORTURE.glob("*.md"), *KITCHEN.glob("**/*.md")]),
    ids=lambda file: file.name,
)
@pytest.mark.parametrize("extensions", [EXTENSIONS, FEW, []], ids=["all", "few", "none"])
def test_real_pages_are_the_same(file: Path, extensions: list[str]) -> None:
    plain, ours = both(file.read_text(encoding="utf-8"), extensions)
    assert ours == plain


SIGNS = r"""* ** _ __ ` `` \* \\ [ ] ( ) ![ ]( ]: [^1] [1] < > <b> </b> & &amp; &#3; ~ ~~ ^ ^^ ==
    ++ {++ ++} {-- --} {>> <<} :smile: (c) --> 1/2 ' " ... -- --- $x$ \(x\) [[a]] ++ctrl+a++ {#a}
    {: .b } http://a.example <a@b.example> @user #1 #!py{1} | word two x y 12"""
BETWEEN = [" ", "\n", "\n\n", "\n    ", "\n- ", "\n> ", "\n# ", "\n|-|-|\n", "\u0627", "\u4e2d"]
PLACEHOLDERS = ["\x02", "\x03", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0000\x03"]
PIECES = st.lists(st.sampled_from([*SIGNS.split(), *BETWEEN, *PLACEHOLDERS]), max_size=24).map(
    "".join
)


@given(PIECES, st.sampled_from([EXTENSIONS, FEW, []]))
def test_whatever_stands_in_a_line_is_the_same(text: str, extensions: list[str]) -> None:
    try:
        plain = markdown(text, extensions=extensions)
    except Exception as error:  # some extensions fail at some texts: with ours in the same way
        with pytest.raises(type(error), match=re.escape(str(error))):
            both(text, extensions)[1]
        return
    assert markdown(text, extensions=[*extensions, InlineExtension()]) == plain


def expressions() -> list[re.Pattern[str]]:
    md = Markdown(extensions=EXTENSIONS)
    inner = [each for each in md.treeprocessors if isinstance(each, Inline)]
    patterns: list[Any] = [each for one in inner for each in one.inlinePatterns]
    return [each.compiled_re for each in patterns]


OTHERS = [
    re.compile(written, flags)
    for written in (
        "a|b*", "[ab]c|d{2,}e", "(?:x|y)+?z", "(?i:k)l", "[^a]b", "(?=q)[a-z]", "(?<=r).", "(?<!s)t+",
        "(u)(?(1)v|w)", "(?>ab|cd)", "a{0,3}", "(?P<n>1)(?P=n)", ".", "", "[a-zA-Z]+@", r"\d\+", "\n",
    )
    for flags in (re.NOFLAG, re.IGNORECASE, re.DOTALL | re.MULTILINE)
]  # fmt: skip


@pytest.mark.parametrize("compiled", [*expressions(), *OTHERS], ids=lambda each: each.pattern[:30])
@given(text=PIECES | st.text(st.sampled_from("abcdefklqrstuvwxyzABKQZ1+@(.\n\u212a"), max_size=9))
def test_what_is_found_has_signs_that_it_needs(compiled: re.Pattern[str], text: str) -> None:
    signs = needed(compiled)
    if compiled.search(text):
        assert signs is None or not signs.isdisjoint(text)


def test_the_signs_of_most_patterns_are_known() -> None:
    known = [needed(each) for each in expressions()]
    assert sum(each is not None and len(each) < 8 for each in known) > 0.9 * len(known)
    for written, signs in ((r"\*\*(.+?)\*\*", "*"), ("a|b(?=c*)", "ab"), ("(?:<|&lt;)x", "<&")):
        assert needed(re.compile(written)) == frozenset(signs)
    assert needed(re.compile("x*|y")) is None
    assert needed(re.compile("k<", re.IGNORECASE)) == frozenset("<")
    assert needed(re.compile("k", re.IGNORECASE)) is None  # \u212a is found, too


class Shout(InlineProcessor):
    """Makes `%word%` loud, but for `%no%`, and not in links."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        if m[1] == "no":
            return None, None, None
        made = Element("strong")
        made.text = m[1].upper() + " *x*"
        return made, m.start(0), m.end(0)


class Old(Pattern):
    """A pattern of the old kind."""

    def handleMatch(self, m: re.Match[str]) -> Any:  # noqa: N802
        made = Element("u")
        made.text = m[2]
        return made


class Moody(Shout):
    """Has another expression each time that it is asked."""

    asked = 0

    def getCompiledRegExp(self) -> re.Pattern[str]:  # noqa: N802
        Moody.asked += 1
        return re.compile("!(never)!" if Moody.asked % 2 else r"!(\w+)!")


class Signed(InlineProcessor):
    """Gives words with a sign that a later pattern needs."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        return f"%{m[1]}%", m.start(0), m.end(0)


class Others(Extension):
    """Patterns as other people write them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        Moody.asked = 0
        md.inlinePatterns.register(Shout(r"%(\w+)%", md), "shout", 175)
        md.inlinePatterns.register(Old(r"@@(\w+)@@", md), "old", 65)
        md.inlinePatterns.register(Moody("x", md), "moody", 1)
        md.inlinePatterns.register(Signed(r"\\$(\w+)\\$", md), "signed", 179)


@given(
    st.lists(
        st.sampled_from(
            ["%a%", "%no%", "$h$", "@@b@@", "[%c%](d)", "*e %f%*", "!g!", "!never!", " ", "\n\n"]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_patterns_of_others_are_tried_as_they_were(text: str) -> None:
    plain, ours = both(text, [Others(), "smarty"])
    assert ours == plain


def test_what_is_a_class_of_its_own_is_left_alone() -> None:
    class Own(Inline):
        """Another's."""

    class Swapping(Extension):
        def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
            md.treeprocessors.deregister("inline")
            md.treeprocessors.register(Own(md), "inline", 20)

    md = Markdown(extensions=[Swapping(), "smarty", InlineExtension()])
    assert type(md.treeprocessors["inline"]) is Own
    assert type(md.treeprocessors["smarty"]) is _Inline
    assert md.convert("*a* -- b") == markdown("*a* -- b", extensions=["smarty"])
