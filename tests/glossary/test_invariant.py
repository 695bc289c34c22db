"""Rule 13: without the added links, a page is byte for byte what it is without the extension."""

from __future__ import annotations

import json
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import (
    EXTENSION_CONFIGS,
    SITE_EXTENSIONS,
    TERMS,
    convert,
    glossary,
    plain,
    without_links,
)
from taklimat.glossary.extension import GlossaryExtension
from taklimat.glossary.linking import Linker, Page
from taklimat.glossary.matching import Matcher
from taklimat.glossary.names import Folded, fold

CARRIERS = Path(__file__).parent / "carriers"
# Words that the carriers are full of, so that links come everywhere they may.
COMMON = glossary(
    foo="foo", bar="bar", baz="baz", aaa="aaa", link="link", text="text", one="one item", this="this",
    the="the", code="code", here={"term": "here is"}, list="list", markdown="Markdown", a="an", to="to",
    html={"term": "Hypertext Markup Language", "acronym": "HTML"}, quote="quote", title="title",
)  # fmt: skip


def examples() -> list[str]:
    commonmark = json.loads((CARRIERS / "commonmark-0.31.2.json").read_text(encoding="utf-8"))
    samples = json.loads((CARRIERS / "python-markdown-3.11.3.json").read_text(encoding="utf-8"))
    return [*commonmark, *samples.values()]


@pytest.mark.parametrize("scope", ["page", "all"])
def test_rule_13_on_the_examples_of_commonmark_and_python_markdown(scope: str) -> None:
    linked = 0
    texts = examples()
    for text in texts:
        html, found = convert(text, COMMON, scope=scope)
        assert without_links(html) == plain(text)
        linked += sum(mention.linked for mention in found.mentions)
    assert len(texts) == 752
    assert linked > 500


PIECES = [
    "VX", "PSI", "Strategic Trade Act", "middle powers", "chargé d'affaires", "the ", "non-", "'s",
    " ", "  ", "\n", "\n\n", "\t", "    ", "\u00a0", "&nbsp;", "&amp;", "&#8211;", "–", "*", "**", "_",
    "`", "```\n", "~~~\n", "[", "]", "](x)", "](glossary:vx)", "](glossary:no)", "![", "<", ">", "<b>",
    "</b>", "<a href='x'>", "</a>", "<div markdown>\n", "</div>\n", "<kbd>", "<br>", "<!--", "-->",
    "# ", "## ", "> ", "- ", "1. ", "| a | b |\n| --- | --- |\n| ", "|", "[^1]", "\n\n[^1]: ",
    '!!! note "t"\n    ', '=== "t"\n    ', "{ .no-glossary }", "{#i}", "\n:   ", "*[VX]: x\n", "\\",
    "\x02", "\x03", "\x02wzxhzdk:0\x03", "\u00ad", "e\u0301", "ß", "İ", "https://x.org/", "$", "++", "/",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=600, deadline=None)
def test_rule_13_on_markdown_made_of_pieces(text: str) -> None:
    if "](glossary:" in text:
        text = text.replace("](glossary:", "](x")  # a link that the author wrote is no added one
    html, _ = convert(text, scope="all")
    assert without_links(html) == plain(text)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_rule_13_on_arbitrary_text(text: str) -> None:
    html, _ = convert(text, scope="all")
    assert without_links(html) == plain(text)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_linking_ends_on_any_text_and_tells_ascending_mentions(text: str) -> None:
    _, linked = convert(text, scope="section")
    assert all(mention.term in TERMS for mention in linked.mentions)


@given(st.text(max_size=60))
@settings(max_examples=500, deadline=None)
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = Folded(text)
    assert folded.text == fold(text)
    places = [folded.original_at(i) for i in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


@given(st.text(alphabet="VXPSI -'s.\n/@w", max_size=80))
@settings(max_examples=300, deadline=None)
def test_matches_ascend_and_do_not_overlap(text: str) -> None:
    matches = Matcher(TERMS).find(text)
    ends = [0, *(match.end for match in matches)]
    assert all(match.start >= end for match, end in zip(matches, ends, strict=False))
    assert all(text[match.start : match.end].strip() for match in matches)


def test_headings_contents_and_title_never_change() -> None:
    text = "# VX\n\n[TOC]\n\n## The PSI\n\nPSI"
    extension = GlossaryExtension(Linker(TERMS))
    extension.page = Page(href=str)
    with_links = markdown.Markdown(
        extensions=[*SITE_EXTENSIONS, extension], extension_configs=EXTENSION_CONFIGS
    )
    without = markdown.Markdown(extensions=SITE_EXTENSIONS, extension_configs=EXTENSION_CONFIGS)
    with_links.convert(text)
    without.convert(text)
    assert with_links.toc_tokens == without.toc_tokens  # type: ignore[attr-defined]
    assert with_links.toc == without.toc  # type: ignore[attr-defined]
