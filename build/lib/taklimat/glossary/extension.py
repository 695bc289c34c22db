"""The Python-Markdown extension ``taklimat.glossary``: terms link to their entries.

Under plain Python-Markdown, or Zensical, it needs only its options::

    markdown.markdown(
        text,
        extensions=["taklimat.glossary"],
        extension_configs={
            "taklimat.glossary": {"glossary_dir": "glossary", "link": "/glossary/{id}/"}
        },
    )

A generator that knows more of its pages makes the extension itself, gives it a `Linker`, sets
`page` before each conversion and reads `linked` after it, as `taklimat.adapter` does.
"""

from __future__ import annotations

import functools
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from taklimat.glossary.linking import Linked, Linker, Page, Scope
from taklimat.glossary.reading import SCHEME
from taklimat.glossary.terms import Glossary, read_glossary
from taklimat.source.problems import Problems, did_you_mean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

# Behind everything that changes text or reads the tree: `unescape` and MkDocs's own processors
# (0 and -1), so that headings, contents, title and relative links are settled already (rule 13).
LAST = -50
# Before anything is taken out of the text, so that lines can be counted.
FIRST = 1000


class GlossaryExtension(Extension):
    """Links every term of a glossary on the pages it converts.

    Options: `glossary_dir`, the folder of entries; `link`, the address of an entry with ``{id}``
    in it; `scope`, which mentions are linked: `page` (the first on the page), `section` (the first
    under each h2) or `all`.
    """

    def __init__(self, linker: Linker | None = None, **options: Any) -> None:
        self.config = {
            "glossary_dir": ["glossary", "Folder of the glossary's entries"],
            "link": ["/glossary/{id}/", "Address of an entry, with {id} for the term's id"],
            "scope": ["page", "Which mentions are linked: page, section or all"],
        }
        super().__init__(**options)
        self.linker = linker
        self.page: Page | None = None
        self.linked = Linked()
        self.source = ""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register the tree processor."""
        if self.linker is None:
            self.linker = _linker(*_stamped(Path(str(self.getConfig("glossary_dir")))))
        md.preprocessors.register(_SourceKeeper(md, self), "taklimat-source", FIRST)
        md.treeprocessors.register(_GlossaryTreeprocessor(md, self), "taklimat-glossary", LAST)

    def default_page(self) -> Page:
        """The page as the options describe it."""
        link, scope = str(self.getConfig("link")), self.getConfig("scope")
        if scope not in get_args(Scope):
            raise ValueError(f"taklimat.glossary: scope is {scope!r}: use page, section or all")
        return Page(lambda id_: link.replace("{id}", quote(id_)), scope)


class _SourceKeeper(Preprocessor):
    def __init__(self, md: Markdown, extension: GlossaryExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        self.extension.source = "\n".join(lines)
        return lines


class _GlossaryTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, extension: GlossaryExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        extension = self.extension
        linker = extension.linker
        assert linker is not None  # noqa: S101  (extendMarkdown made it)
        page = extension.page or extension.default_page()
        extension.linked = linker.link(root, page, self.md.htmlStash.rawHtmlBlocks)
        if extension.linked.unknown and extension.page is None:
            problems = Problems()
            report_unknown(extension.linked, linker.glossary, "text", extension.source, problems)
            problems.check()


def report_unknown(
    linked: Linked, glossary: Glossary, path: str, source: str, problems: Problems
) -> None:
    """Note each explicit link to an unknown id, with its line in `source` (rule 11)."""
    for id_ in dict.fromkeys(linked.unknown):
        remedy = did_you_mean(id_, sorted(glossary.known), "add that entry, or mend the link")
        for line in _lines_with(f"{SCHEME}{id_}", source) or [0]:
            problems.add(path, line, f"a link to no entry: {SCHEME}{id_}", remedy, code="G04")


def _lines_with(target: str, source: str) -> list[int]:
    """The lines that link to `target`; any that only name it, where none seems to."""
    lines = list(enumerate(source.split("\n"), start=1))
    links = [
        n for n, text in lines if any(f"{mark}{target}" in text for mark in ("](", "]: ", "<"))
    ]
    return links or [n for n, text in lines if target in text]


_RECHECK = 2.0  # seconds
_stamps: dict[Path, tuple[float, float]] = {}


def _stamped(directory: Path) -> tuple[Path, float]:
    """A folder and when one of its entries last changed, so that a preview sees the change.

    Generators make a new extension for each page. So the entries are looked at every two seconds
    at most: to look at thousands for each of hundreds of pages costs more than all linking.
    """
    now = time.monotonic()
    checked, changed = _stamps.get(directory, (-_RECHECK, 0.0))
    if now - checked >= _RECHECK and directory.is_dir():
        with os.scandir(directory) as entries:
            changed = max((e.stat().st_mtime for e in entries if e.name.endswith(".md")), default=0)
        _stamps[directory] = now, changed
    return directory, changed


@functools.lru_cache(maxsize=8)
def _linker(directory: Path, changed: float) -> Linker:
    """One linker a folder, for converters that make a new extension for each page."""
    problems = Problems()
    glossary = read_glossary(directory, directory.name, problems)
    problems.check()
    return Linker(glossary)


def makeExtension(**options: Any) -> GlossaryExtension:  # noqa: N802  (Python-Markdown's name)
    """Python-Markdown's way in by module name."""
    return GlossaryExtension(**options)
