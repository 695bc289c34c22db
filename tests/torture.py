"""Pages that hold the worst, made into a site; and what of their words a document should have."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lxml.html import HtmlElement, fromstring

from conftest import Built, built_like_ours

TORTURE = Path(__file__).parent / "documents/torture"
NAMES = sorted(file.stem for file in TORTURE.glob("*.md") if file.stem != "index")
# Within these no word ends.
INLINE = set("a abbr b bdi bdo cite code em i ins kbd mark q s small span strong sub sup u".split())
# What paper leaves out, shows elsewhere, or shows otherwise.
GONE = (
    './/*[contains(@class, "headerlink") or contains(@class, "downloads") or @class="footnote"'
    ' or @class="key-terms" or contains(@class, "cite-this") or contains(@class, "linenos")'
    ' or contains(@class, "footnote-ref") or @class="tabbed-labels" or @class="linenodiv"]'
    " | .//svg | .//input | .//*[local-name()='math'] | .//caption | .//figcaption"
)


def built_in(root: Path) -> Built:
    """A site of these pages, under this project's own settings."""
    shutil.copytree(TORTURE, root / "docs")
    return built_like_ours(
        root,
        site_name="Torture",
        site_description="Pages that hold the worst.",
        exclude_docs="/sources.json",
        nav=["index.md", *(f"{name}.md" for name in NAMES)],
        markdown_extensions=["pymdownx.arithmatex"],
    )


def words(element: HtmlElement) -> list[str]:
    """The words of an element, each by itself."""
    for child in element.iter():
        if child.tag not in INLINE:
            child.tail = f" {child.tail or ''}"
            if child.text:
                child.text = f" {child.text}"
    found: list[str] = re.findall(r"\w+", element.text_content())
    return found


def first_missing(expected: list[str], text: str) -> str | None:
    """The first word that does not stand behind those before it; a word may be broken."""
    joined = re.sub(r"[\s\u00ad\u200b\ufffe-]+", "", text)
    at = 0
    for number, word in enumerate(expected):
        found = joined.find(word, at)
        if found < 0:
            return f"{word} behind {' '.join(expected[max(0, number - 5) : number])}"
        at = found + len(word)
    return None


def article_of(torture: Built, name: str) -> HtmlElement:
    """The article of a page of that site."""
    page: HtmlElement = fromstring(torture.read(f"{name}/index.html"))
    return page.xpath("//article")[0]
