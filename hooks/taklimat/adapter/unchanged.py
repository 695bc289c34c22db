"""What a preview knows of the build before: the pages that are as they were are not read again.

Two builds of a preview are a moment apart, and differ in a file or two. What of the site a page
may ask for is compared as a whole; from what has changed in it follow the pages that are read anew.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page

from taklimat.adapter.build import Build
from taklimat.adapter.converting import Conversions
from taklimat.evidence import citations, marks
from taklimat.glossary.matching import Matcher
from taklimat.site import kinds
from taklimat.site.marking import shown_on
from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.toc import TableOfContents

    from taklimat.glossary.terms import Term
    from taklimat.site.collecting import Rendered
    from taklimat.site.kept import Asked
    from taklimat.site.site import Visit
    from taklimat.source.pages import SourcePage

# What of the settings changes no page's text.
_ASIDE = {"words", "style", "acronyms", "report"}
_OF_PAGE = (
    "markdown",
    "content",
    "meta",
    "update_date",
    "_title_from_render",
    "present_anchor_ids",
)


@dataclass(frozen=True)
class Snapshot:
    """A page as it was read, before what only all pages together tell was added."""

    source: object
    """The author's page or term that it was made of, the very object: a file that is as it was is
    read as the same."""
    about: Mapping[str, Any]
    """What MkDocs knows of it."""
    contents: TableOfContents
    links: Mapping[str, dict[str, str]]
    visit: Visit
    acronyms: Sequence[str]
    rendered: Rendered
    asked: Asked
    text: str
    """Its text, as names were sought in it."""

    def restore(self, page: Page, build: Build) -> None:
        """Give a page what it had."""
        uri = page.file.src_uri
        vars(page).update(self.about)
        page.meta = dict(self.about["meta"])
        page.present_anchor_ids = set(self.about["present_anchor_ids"])
        page.toc = self.contents
        targets = {build.files.get_file_from_path(to): ids for to, ids in self.links.items()}
        page.links_to_anchors = {file: ids for file, ids in targets.items() if file}
        build.site.visits[uri] = self.visit
        build.site.acronyms.update(self.acronyms)
        build.rendered[uri] = self.rendered


@dataclass
class World:
    """What pages may ask for, and what goes into all of them."""

    base: str
    """What goes into every page."""
    data: str
    """What goes into pages that show data, or other pages."""
    homes: dict[str, str | None]
    """The pages that show the records of each kind."""
    terms: dict[str, tuple[Term, str]]
    """The terms, and the addresses of their entries."""
    files: dict[str, str | None]
    sources: dict[str, str]

    @classmethod
    def of(cls, build: Build, config: MkDocsConfig) -> World:
        """That of a build whose files are read."""
        site = build.site
        settings = site.settings.model_dump(exclude=_ASIDE)
        base = [Conversions.of(build).base, repr(settings)]
        shown = [
            *(
                site.text_of(path)
                for path in site.settings.data_files
                if (site.root / path).is_file()
            ),
            repr((config.site_name, config.site_url, config.site_author, config.repo_url)),
            *map(_told, site.pages.values()),
            repr(build.history.state),
        ]
        _forget_but(site.pages.values())
        return cls(
            digest(*base),
            digest(*shown),
            {name: site.page_of(name) for name in kinds.kinds()},
            {term.id: (term, build.url(site.entry_uri(term.id))) for term in site.glossary},
            {file.src_uri: Conversions.of(build).address(file.src_uri) for file in build.files},
            {key: source.digest for key, source in site.bibliography.items()},
        )


@dataclass
class Last:
    """The build before, and what has changed since."""

    world: World
    pages: dict[str, Snapshot] = field(default_factory=dict)

    def unchanged(self, build: Build, world: World) -> dict[str, Snapshot]:
        """The pages that would be read as they were."""
        if world.base != self.world.base:
            return {}
        changes = _Changes(self.world, world, build)
        return {
            uri: snapshot
            for uri, snapshot in self.pages.items()
            if snapshot.source is _source(uri, build) and not changes.concern(uri, snapshot)
        }


class _Changes:
    """What differs between two worlds."""

    def __init__(self, before: World, now: World, build: Build) -> None:
        self._build, self._conversions = build, Conversions.of(build)
        self._shows_other_data = before.data != now.data
        self._other_homes = before.homes != now.homes
        self._files = _differing(before.files, now.files)
        self._sources = _differing(before.sources, now.sources)
        self._terms = _differing(before.terms, now.terms)
        changed = [
            pair[0]
            for world in (before, now)
            for id_ in self._terms
            if (pair := world.terms.get(id_))
        ]
        names = {
            id_
            for id_ in self._terms
            if id_ not in before.terms
            or id_ not in now.terms
            or before.terms[id_][0].names != now.terms[id_][0].names
        }
        self._named = Matcher([term for term in changed if term.id in names]) if names else None

    def concern(self, uri: str, page: Snapshot) -> bool:
        """Whether a page would be read in another way."""
        asked, site = page.asked, self._build.site
        source = site.pages.get(uri)
        is_plain = source is not None and source.matter.kind == "page"
        term = self._build.term_of_uri(uri)
        if self._shows_other_data and not (is_plain or term):
            return True
        if self._terms and not (is_plain or term):
            return True  # they list terms, or link to them without a mention
        if term and not self._terms.isdisjoint((term, *site.glossary[term].see_also)):
            return True
        if term and not self._sources.isdisjoint(site.glossary[term].sources):
            return True
        return (
            not self._files.isdisjoint(asked.files)
            or not self._sources.isdisjoint(asked.sources)
            or not self._terms.isdisjoint(asked.entries)
            or (self._shows_other_data and self._are_told_otherwise(uri, asked.marks))
            or self._conversions.other_snippets(asked)
            or (self._named is not None and self._named.may_find(page.text))
        )

    def _are_told_otherwise(self, uri: str, marks: Mapping[str, Mapping[str, str]]) -> bool:
        """Whether something else than before would stand in the place of a page's marks."""
        shown = shown_on(uri, self._build.site)
        return any(
            self._other_homes or shown(name, id_) != told
            for name, ids in marks.items()
            for id_, told in ids.items()
        )


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    """The keys of which two mappings say something else."""
    nothing = object()
    return {
        key
        for key in before.keys() | now.keys()
        if before.get(key, nothing) != now.get(key, nothing)
    }


_tellings: dict[int, tuple[SourcePage, str]] = {}


def _told(page: SourcePage) -> str:
    """What other pages may say of a page: its front matter, its marks, what it cites."""
    known = _tellings.get(id(page))
    if known and known[0] is page:
        return known[1]
    text = page.document.source
    cited = citations.cited(text)
    marked = [(mark.name, mark.ids) for mark in marks.marks(text)]
    told = digest(page.uri, repr(page.matter), repr(cited), repr(marked))
    _tellings[id(page)] = page, told
    return told


def _forget_but(pages: Iterable[SourcePage]) -> None:
    """Forget what is known of pages that are no more."""
    current = {id(page) for page in pages}
    for number in _tellings.keys() - current:
        del _tellings[number]


def _source(uri: str, build: Build) -> object:
    """What a page is made of; None for those that are made of others."""
    term = build.term_of_uri(uri)
    return build.site.pages.get(uri) or (build.site.glossary[term] if term else None)


# Events -----------------------------------------------------------------------------------------

_last: Last | None = None
"""The build before, in a preview."""


@event_priority(-2000)  # once it is known what there is
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Leave pages as they were that would be read so."""
    build = Build.of(config)
    if not build.making.is_lazy:
        return
    world = World.of(build, config)
    found = _last.unchanged(build, world) if _last else {}
    build.keep(Last(world, dict(found)))
    if not found:
        return
    plugins = config.plugins
    for event in ("on_pre_page", "on_page_markdown", "on_page_content"):
        setattr(plugins, event, _but_for(found, getattr(plugins, event)))
    for file in files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
        if file.src_uri in found:
            page = file.page or Page(None, file, config)
            restore = functools.partial(found[file.src_uri].restore, page, build)
            page.read_source = lambda config, restore=restore: restore()  # type: ignore[method-assign, misc]
            page.render = lambda config, files: None  # type: ignore[method-assign]


def _but_for(found: Collection[str], event: Callable[..., Any]) -> Callable[..., Any]:
    """An event of pages, which leaves those in `found` as they are."""

    def sent(item: Any, *, page: Page | None = None, **more: Any) -> Any:
        of = page or item
        if of.file.src_uri in found:
            return item
        return event(item, **({"page": page} if page else {}), **more)

    return sent


@event_priority(300)  # before anything is added
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Remember the pages as they were read."""
    global _last
    build = Build.of(config)
    if (last := build.part(Last)) is None:
        return
    clean = Conversions.of(build).clean
    for file in build.files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
        uri, page = file.src_uri, file.page
        if page and uri in clean and uri not in last.pages:
            kept, linked = clean[uri]
            last.pages[uri] = Snapshot(
                _source(uri, build),
                {name: getattr(page, name) for name in _OF_PAGE},
                page.toc,
                {to.src_uri: ids for to, ids in (page.links_to_anchors or {}).items()},
                build.site.visits[uri],
                tuple(linked.acronyms),
                build.rendered[uri],
                kept.asked,
                kept.text,
            )
    _last = last
