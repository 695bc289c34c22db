"""A build under MkDocs: all that its events share.

A build's state hangs on MkDocs's configuration, which lives as long as the build.
"""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

import mkdocs
import yaml
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from taklimat.site.versions import History
from taklimat.source.frontmatter import Data, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from taklimat.adapter.making import Making
    from taklimat.adapter.staging import Staging
    from taklimat.documents.model import Made
    from taklimat.evidence.citing import CitationsExtension
    from taklimat.evidence.marking import MarksExtension
    from taklimat.glossary.extension import GlossaryExtension
    from taklimat.security.frame import Frames
    from taklimat.security.policy import Allowed
    from taklimat.site.collecting import Rendered
    from taklimat.site.diagrams import Diagrams
    from taklimat.site.site import Site
    from taklimat.source.maths import MathsExtension
    from taklimat.source.snippets import SnippetGuard

P = TypeVar("P")

log = logging.getLogger(f"{mkdocs.__name__}.taklimat")  # which ProperDocs has another of

KEY = "taklimat_build"
UNKNOWN = dt.date(1980, 1, 1)
"""Where no day is known: nothing on the site depends on the day on which it is built."""
_FOOTNOTES = re.compile(r'<div class="footnote"[^>]*>')


Demand = tuple["Callable[[str], object]", "Callable[[], None]"]


@dataclass
class Build:
    """A build under MkDocs."""

    site: Site
    extension: GlossaryExtension
    citing: CitationsExtension
    marking: MarksExtension
    snippets: SnippetGuard
    maths: MathsExtension
    diagrams: Diagrams
    staging: Staging
    making: Making
    files: Files = field(default_factory=lambda: Files([]))
    history: History = field(default_factory=lambda: History(Path()))
    generated: list[File] = field(default_factory=list)
    """The pages that are generated."""
    histories: dict[str, str] = field(default_factory=dict)
    """The pages with the history of a brief, and the briefs."""
    shorts: dict[str, str] = field(default_factory=dict)
    """The pages with a brief in short, and the briefs."""
    rendered: dict[str, Rendered] = field(default_factory=dict)
    pages_in_order: list[Page] = field(default_factory=list)
    signs: dict[str, set[str]] = field(default_factory=dict)
    """Of each page what is in rare letters and signs, for which there may be no font."""
    made: dict[str, Made] = field(default_factory=dict)
    """The PDFs by page; the dossier under the empty path."""
    book: bytes | None = None
    """The dossier as EPUB."""
    docx: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The documents for Word by page: the name of each, and what it holds."""
    allowed: set[Allowed] = field(default_factory=set)
    """What the pages' policies allow."""
    allowed_here: Allowed | None = None
    """What the policy of the page in hand allows, once it is written."""
    digests: dict[str, str | None] = field(default_factory=dict)
    """The hashes of the theme's scripts, by their paths on the site."""
    templates: tuple[Path, ...] = ()
    """Folders of templates that write pages, beside the theme's."""
    written: str = ""
    """The page as its template writes it, before other plugins change it."""
    outer: Build | None = None
    """The build under way in which this one runs: a plugin builds once more for each language."""
    endings: list[Callable[[Page], None]] = field(default_factory=list)
    """What adds to a page's end what only all pages together tell."""
    nav: Navigation = field(default_factory=lambda: Navigation([], []))
    finishing: list[Callable[[str], str]] = field(default_factory=list)
    """What makes of a page's HTML what readers get, where the page is written anew."""
    on_demand: list[tuple[Callable[[str], object], Callable[[], None]]] = field(
        default_factory=list
    )
    """In a preview, what writes files once someone asks for a path that the first accepts."""
    beside: list[Callable[[], None]] = field(default_factory=list)
    """Else, what writes files that no page asks for, here or in another process."""
    is_done: bool = False
    leaving: ExitStack = field(default_factory=ExitStack)
    """What is to be left with the build, however it ends: other processes, folders."""
    current: str = ""
    """The page that is being read or written, as messages name it."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What the page, or the template, that is being written is written with."""
    is_written: bool = False
    """Whether the page in hand is written already, by another process."""
    parts: dict[type, Any] = field(default_factory=dict)
    """What single concerns keep in a build, each by its class: `keep` and `part`."""
    frames: Frames = field(init=False)
    """What the theme writes around the texts; known once the pages are read."""

    @classmethod
    def of(cls, config: MkDocsConfig) -> Build:
        """The build that belongs to a configuration."""
        build = config.extra[KEY]
        assert isinstance(build, Build)  # noqa: S101
        return build

    def keep(self, part: object) -> None:
        """Keep what a concern needs until the build ends."""
        self.parts[type(part)] = part

    def part(self, kind: type[P]) -> P | None:
        """What a concern keeps; None where it has no part in the build."""
        part: P | None = self.parts.get(kind)
        return part

    @cached_property
    def urls(self) -> frozenset[str]:
        """The addresses of all files of the site, from its root; asked once they are known.

        They are decoded: pages may write them in either way.
        """
        return frozenset(unquote(file.url).removeprefix("./") for file in self.files)

    def url(self, uri: str, anchor: str = "") -> str:
        """The address of a page's section, from the site's root."""
        file = self.files.src_uris.get(uri)
        url = file.url if file else ""
        return f"{url}#{anchor}" if anchor else url

    def href(self, page: Page, uri: str, anchor: str = "") -> str:
        """The address of a page's section, as a link on `page` has to carry it."""
        url = get_relative_url(self.url(uri), page.url)
        return f"{url}#{anchor}" if anchor else url

    def title_in_nav(self, uri: str) -> str:
        """The short title that the navigation gives a page; its own title if it gives none."""
        file = self.files.src_uris.get(uri)
        return title_of(file.page) if file and file.page else self.site.title_of(uri)

    def term_of(self, page: Page) -> str | None:
        """The id of the term whose entry `page` is."""
        return self.term_of_uri(page.file.src_uri)

    def term_of_uri(self, uri: str) -> str | None:
        """The id of the term whose entry stands at a path."""
        id_ = uri.removesuffix(".md").rpartition("/")[2]
        own = id_ in self.site.glossary.terms and self.site.entry_uri(id_) == uri
        return id_ if own else None


@contextmanager
def rarely_collected() -> Iterator[None]:
    """A time in which Python looks for circles seldom: pages have none, and are large."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def title_of(page: Page) -> str:
    """A page's title as words: MkDocs has it as HTML where it comes from a heading."""
    return unescape(str(page.title))


def stop_on_problems(config: MkDocsConfig) -> None:
    """End the build if anything was wrong, with every problem in the order of the files."""
    build = Build.of(config)
    problems = build.site.causes
    if not problems or not build.making.stops:
        return
    for problem in problems:
        log.error(str(problem))
    count = len(problems)
    kept = "; the last site is kept" if build.staging.has_site else ""
    raise Abort(f"{count} problem{'s' if count > 1 else ''} to mend{kept}.")


def add_section(html: str, page: Page, section: str, title: str, anchor: str) -> str:
    """`html` with a section before its footnotes, listed in the page's contents."""
    if not section:
        return html
    if page.toc.items:
        page.toc.items[0].children.append(AnchorLink(title, anchor, level=2))
    if page.present_anchor_ids is not None:
        page.present_anchor_ids.add(anchor)
    footnotes = _FOOTNOTES.search(html)
    at = footnotes.start() if footnotes else len(html)
    return f"{html[:at]}{section}\n{html[at:]}"


def language_of(config: MkDocsConfig) -> str:
    """The language of the site, as the theme is set to it."""
    return str(config.theme.get("language", "en"))


def generated(config: MkDocsConfig, path: str, content: str | bytes) -> File:
    """A file of the site that is made here.

    It says that it lies in the folder of what is generated: other plugins ask each file.
    """
    file = File.generated(config, path, content=content)
    file.abs_src_path = str(Path(config.config_file_path).resolve().parent / ".taklimat" / path)
    return file


def shown(path: Path, root: Path) -> str:
    """How messages name a file or folder: by its path from the root."""
    return Path(os.path.relpath(path, root)).as_posix()


def lines_of(config: MkDocsConfig) -> Data:
    """The lines of `mkdocs.yml`, by the keys that stand on them.

    MkDocs has parsed the file; it is composed once more for its lines only, and so no tag of it is
    carried out.
    """
    path = Path(config.config_file_path)
    lines, _ = read_lines(yaml.compose(path.read_text(encoding="utf-8-sig")), 1)
    return Data(path.name, {}, 1, lines)


def options_of(config: MkDocsConfig) -> tuple[tuple[str | int, ...], dict[str, Any]]:
    """The site's options as `mkdocs.yml` gives them, unchecked, and the key under which they stand.

    They are those of the plugin, or stand under ``extra.taklimat``.
    """
    plugin = config.plugins.get("taklimat")
    options = getattr(plugin, "options", None)
    if options:
        place = list(config.plugins).index("taklimat")
        return ("plugins", place, "taklimat"), options
    return ("extra", "taklimat"), config.extra.get("taklimat") or {}


def glossary_dir(config: MkDocsConfig) -> str:
    """The folder of entries as `mkdocs.yml` gives it, unchecked."""
    _, options = options_of(config)
    return str(options.get("glossary_dir") or "glossary")
