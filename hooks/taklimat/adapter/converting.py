"""Convert each page once: what its conversion gave is kept, and taken as long as it would be given.

The store lies in `.taklimat/cache`, and is shared by builds, previews and checks. A page is kept
under all that goes into it for certain: its text, the extensions with their options and versions,
and this library's own code. What it may ask for besides is kept with it (`taklimat.site.kept`).
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from taklimat.adapter import others
from taklimat.adapter.ahead import Ahead, processes
from taklimat.adapter.asking import Asking, Said, noting
from taklimat.adapter.build import Build, log, shown
from taklimat.adapter.ingredients import UnknownError, base
from taklimat.adapter.making import is_alone
from taklimat.adapter.reusing import Converter, are_cleared
from taklimat.evidence.marking import Marked
from taklimat.site import kept
from taklimat.site.kept import Answers, Asked, Heading, Kept
from taklimat.source.store import FOLDER, Ledger, Store, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from taklimat.glossary.linking import Linked

# Pages that are converted before other processes are made: a few take no longer without.
_FEW = 5
_TERM = re.compile(r' data-term="([a-z0-9-]+)"')


class Conversions:
    """The pages of one build: those that are kept, and what the others are kept under."""

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self._build, self._config = build, config
        self.store = Store(Path(build.making.store or build.site.root / FOLDER))
        self._digests: dict[str, str | None] = {}
        self.fresh: tuple[str, Kept, int] | None = None
        """The page that was just converted: its name, what it gave, and the problems before it."""
        if build.making.starts_clean:
            folder = Path(build.leaving.enter_context(TemporaryDirectory(prefix="taklimat-")))
            self.store = Store(folder)
        self.is_alone = is_alone(config) and not build.making.is_lazy
        """Whether no one asks for a page's text once it is converted."""
        self._pages = build.files.documentation_pages()
        self._numbers = {file.src_uri: number for number, file in enumerate(self._pages)}
        self._ahead: Ahead | others.Others | None = None
        self._converted = 0
        self.clean: dict[str, tuple[Kept, Linked]] = {}
        """In a preview, the pages with which nothing is wrong, and what linking found on them."""
        self.base = ""
        """A name for what goes into every page; empty where that is not known."""
        try:
            self.base = base(build, config)
        except UnknownError as error:
            log.debug("No page is kept for the next build, because of %s", error)
        self._converter = Converter(is_kept=bool(self.base) and are_cleared(config))

    @classmethod
    def of(cls, build: Build) -> Conversions:
        """Those of a build whose navigation is known."""
        found = build.part(cls)
        assert found is not None  # noqa: S101
        return found

    @property
    def are_kept(self) -> bool:
        """Whether pages can be kept: all that goes into them is known."""
        return bool(self.base)

    def _name(self, page: Page) -> str:
        """What a page is kept under, once its text is final."""
        about = self._build.extension.page
        assert about is not None  # noqa: S101  (set for each page)
        given = [
            page.file.src_uri,
            page.url,
            about.own,
            about.scope,
            sorted(about.skip),
            about.enabled,
            self._build.citing.is_on,
        ]
        return digest(self.base, json.dumps(given), page.markdown or "")

    def _kept(self, name: str) -> Kept | None:
        """What is kept under a name, if the site would still tell it the same."""
        data = self.store.get(name)
        found = Kept.read(data) if data else None
        return found if found and self._answers.are_those_of(found) else None

    # What a page asks ------------------------------------------------------------------------

    @functools.cached_property
    def _answers(self) -> Answers:
        linker = self._build.extension.linker
        assert linker is not None  # noqa: S101  (the extension is made with one)
        return Answers(
            file=self.address,
            snippet=self._snippet,
            mark=lambda name, id_: self._build.marking.shown(name, id_),
            source=self._source,
            entry=self._entry,
            names=self._names,
            matches=linker.matches,
        )

    def address(self, uri: str) -> str | None:
        """Where a file stands on the site; None if there is none."""
        files = self._build.files
        # The first asks for no path to be read, and is asked ten thousand times.
        file = files.src_uris.get(uri) or files.get_file_from_path(uri)
        return f"{file.inclusion.name} {file.url}" if file else None

    def _entry(self, id_: str) -> tuple[str, str] | None:
        """A term's name and the address of its entry; None if there is none."""
        site = self._build.site
        if id_ not in site.glossary:
            return None
        return site.glossary[id_].term, self._build.url(site.entry_uri(id_))

    def _source(self, key: str) -> str | None:
        sources = self._build.site.bibliography
        return sources[key].digest if key in sources else None

    def _snippet(self, path: str) -> str | None:
        if path not in self._digests:
            file = self._build.site.root / path
            self._digests[path] = digest(file.read_bytes()) if file.is_file() else None
        return self._digests[path]

    def other_snippets(self, asked: Asked) -> bool:
        """Whether what a page includes is not what it was."""
        return any(self._snippet(path) != told for path, told in asked.snippets.items())

    @functools.cached_property
    def _names(self) -> str:
        """A name for all names of the glossary, and for what is found by them."""
        return digest(repr([(term.id, term.names) for term in self._build.site.glossary]))

    # What it gives ---------------------------------------------------------------------------

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Give a page its content, converted now or before: in the place of `Page.render`."""
        name = self._name(page) if self.are_kept else ""
        if self._ahead:
            number = self._numbers.get(page.file.src_uri, 0)
            self._ahead.reach(number)
            if (clean := self._build.part(Ledger)) and (seen := self._ahead.given(number)):
                clean.add(seen)
        found = self._kept(name) if name else None
        if found:
            self._restore(page, found, files)
            self.fresh = "", found, len(self._build.site.problems.found)
        else:
            self._convert(page, name, files)
            self._converted += 1
            if self._converted == _FEW and self.are_kept:
                self._go_ahead(self._numbers.get(page.file.src_uri, 0), files)

    # Others that convert pages ---------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def _go_ahead(self, reached: int, files: Files) -> None:
        """Have other processes convert pages from the end on: what they keep is found here."""
        left = self.count - reached
        if processes() > 1:
            self._ahead = ahead = Ahead(
                self.count, lambda number: self.convert_apart(number, files)
            )
            ahead.start(reached)
        elif (many := others.count(left)) and (file := self._config.config_file_path):
            making, addresses = self._build.making, self._config.use_directory_urls
            self._ahead = others.Others(
                others.Task(file, addresses, str(self.store.folder), making), many
            )
        if self._ahead:
            self._build.leaving.callback(self._ahead.stop)

    def convert_apart(self, number: int, files: Files) -> str | None:
        """In another process, convert a page, and keep it.

        Gives the name of what the page holds, if it was looked at and in order.
        """
        self._converted = _FEW + 1  # the others don't start others
        config, plugins = self._config, self._config.plugins
        file = self._pages[number]
        page = file.page or Page(None, file, config)
        page = plugins.on_pre_page(page, config=config, files=files)
        page.read_source(config)
        page.markdown = plugins.on_page_markdown(
            page.markdown or "", page=page, config=config, files=files
        )
        page.render(config, files)
        plugins.on_page_content(page.content or "", page=page, config=config, files=files)
        # It is in the store now, and of no use here.
        page.content = ""
        self._build.rendered.pop(file.src_uri, None)
        clean = self._build.part(Ledger)
        return clean.last if clean else None

    # One page --------------------------------------------------------------------------------

    def _convert(self, page: Page, name: str, files: Files) -> None:
        """Convert a page, and hold what it gave until nothing turns out to be wrong with it."""
        build, asked = self._build, Asked()
        before = len(build.site.problems.found)
        build.site.bibliography.asked.clear()
        told, build.marking.shown = build.marking.shown, noting(build.marking.shown, asked)
        with Said() as said, self._converter.lent():
            asking = Asking(files, self.address, asked)
            type(page).render(page, self._config, asking)  # type: ignore[arg-type]
        build.marking.shown = told
        content = page.content or ""
        page.content = kept.with_definitions(content, build.site.glossary)
        if not name or said.count or build.diagrams.are_shown:
            return
        asked.entries = {
            id_: entry for id_ in sorted(set(_TERM.findall(content))) if (entry := self._entry(id_))
        }
        sources = build.site.bibliography
        asked.sources = {key: self._source(key) for key in sorted(sources.asked)}
        root = build.site.root
        paths = [shown(Path(each), root) for each in build.snippets.asked]
        asked.snippets = {path: self._snippet(path) for path in paths}
        self.fresh = name, self._given(page, content, asked), before

    def _given(self, page: Page, content: str, asked: Asked) -> Kept:
        linked = self._build.extension.linked
        links = page.links_to_anchors or {}
        return Kept.model_construct(
            content=content,
            toc=_headings(page.toc),
            title=page._title_from_render,
            anchors=set(page.present_anchor_ids or ()),
            links={file.src_uri: ids for file, ids in links.items()},
            marks=[(mark.name, mark.id) for mark in self._build.marking.found],
            enabled=bool(linked.explained),
            text=linked.text,
            starts=list(linked.starts),
            matches=[(m.start, m.end, m.term, m.kind) for m in linked.matches],
            mentions=[
                (m.term, m.kind, m.text, m.section.anchor, m.section.title, m.linked)
                for m in linked.mentions
            ],
            names=self._names,
            asked=asked,
        )

    def _restore(self, page: Page, found: Kept, files: Files) -> None:
        """Give a page what its conversion gave before."""
        build = self._build
        page.content = kept.with_definitions(found.content, build.site.glossary)
        page.toc = _contents(found.toc)
        page._title_from_render = found.title
        page.present_anchor_ids = set(found.anchors)
        targets = {files.src_uris.get(uri): dict(ids) for uri, ids in found.links.items()}
        page.links_to_anchors = {file: ids for file, ids in targets.items() if file}
        linker = build.extension.linker
        build.extension.linked = found.linked(linker.names if linker else frozenset())
        build.marking.found[:] = [Marked(*each) for each in found.marks]


def _headings(items: Iterable[AnchorLink]) -> list[Heading]:
    return [
        Heading.model_construct(
            title=item.title, id=item.id, level=item.level, children=_headings(item.children)
        )
        for item in items
    ]


def _contents(headings: Iterable[Heading]) -> TableOfContents:
    items = list(_links(headings))
    if items:
        items[0].active = True  # type: ignore[attr-defined]  # as MkDocs has it
    return TableOfContents(items)


def _links(headings: Iterable[Heading]) -> Iterator[AnchorLink]:
    for heading in headings:
        link = AnchorLink(heading.title, heading.id, heading.level)
        link.children = list(_links(heading.children))
        yield link


# Events -----------------------------------------------------------------------------------------


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Open what is kept, before the first page is read."""
    build = Build.of(config)
    build.keep(Conversions(build, config))


@event_priority(-1000)  # once no one changes the text any more
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Convert a page here, but for those that are left to another process."""
    if "render" not in vars(page):
        render = functools.partial(Conversions.of(Build.of(config)).render, page)
        page.render = render  # type: ignore[method-assign]


@event_priority(48)  # once what is wrong with the page is told, before anything is added
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Keep a page with which nothing is wrong."""
    build = Build.of(config)
    conversions = Conversions.of(build)
    fresh, conversions.fresh = conversions.fresh, None
    if conversions.is_alone:
        page.markdown = ""  # it is all in the content, and thousands of pages say much
    if not fresh:
        return
    name, given, before = fresh
    if len(build.site.problems.found) == before:
        if build.making.is_lazy:
            conversions.clean[page.file.src_uri] = given, build.extension.linked
        if name:
            conversions.store.put(name, given.model_dump_json().encode())


@event_priority(150)  # whatever comes of the build
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Forget what was not used for long: beside the pages, if any is written."""
    build = Build.of(config)
    tidy = Conversions.of(build).store.tidy
    if build.making.writes_pages and build.making.writes_frames and not build.site.problems:
        build.beside.append(tidy)
    else:
        tidy()
