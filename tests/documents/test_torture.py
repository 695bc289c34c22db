"""PDFs of pages that hold the worst: every word is on its page, in order, and inside its frame."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lxml.html import HtmlElement, fromstring
from mkdocs.utils.yaml import yaml_load

import pdfs
from conftest import ROOT, SMALL_SITE, Built

TORTURE = Path(__file__).parent / "torture"
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


@pytest.fixture(scope="session")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site of these pages, under this project's own settings."""
    root = tmp_path_factory.mktemp("torture")
    shutil.copytree(TORTURE, root / "docs")
    for path in ("glossary/vx.md", "glossary/psi.md"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(SMALL_SITE[path], encoding="utf-8")
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        whole = yaml_load(file)
    config = {
        "site_name": "Torture",
        "site_description": "Pages that hold the worst.",
        "site_url": "https://site.example/",
        "exclude_docs": "/sources.json",
        "nav": ["index.md", *(f"{name}.md" for name in NAMES)],
        "markdown_extensions": ["pymdownx.arithmatex"],
        "extra": {"taklimat": {"bibliography": "docs/sources.json", "pdf": {}}},
        "hooks": [str(ROOT / hook) for hook in whole["hooks"]],
        "theme": whole["theme"],
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return Built(root, run.returncode, run.stderr)


def words(element: HtmlElement) -> list[str]:
    """The words of an element, each by itself."""
    for child in element.iter():
        if child.tag not in INLINE:
            child.tail = f" {child.tail or ''}"
            if child.text:
                child.text = f" {child.text}"
    return re.findall(r"\w+", element.text_content())


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
    page: HtmlElement = fromstring(torture.read(f"{name}/index.html"))
    return page.xpath("//article")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_in_order(torture: Built, name: str) -> None:
    article = article_of(torture, name)
    for element in article.xpath(GONE):
        if element.getparent() is not None:
            element.drop_tree()
    expected = words(article)
    assert len(expected) > 20
    text = pdfs.text_of((torture.site / f"pdf/{name}.pdf").read_bytes())
    assert first_missing(expected, text) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_note_and_caption_is_there(torture: Built, name: str) -> None:
    text = pdfs.text_of((torture.site / f"pdf/{name}.pdf").read_bytes())
    article = article_of(torture, name)
    notes = article.xpath('.//div[@class="footnote"]//li | .//caption | .//figcaption')
    for note in notes:
        for gone in note.xpath('.//*[contains(@class, "footnote-") or local-name()="math"]'):
            gone.drop_tree()
        assert first_missing(words(note), text) is None, note.text_content()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_outside_its_frame(torture: Built, name: str) -> None:
    assert pdfs.outside((torture.site / f"pdf/{name}.pdf").read_bytes()) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_fit_for_circulation(torture: Built, name: str) -> None:
    assert pdfs.problems((torture.site / f"pdf/{name}.pdf").read_bytes()) == []
