"""All that one build of a site knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from taklimat.evidence import citations, marks
from taklimat.evidence.reading import cited
from taklimat.site.templating import relative

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Sized
    from pathlib import Path

    from taklimat.evidence.bibliography import Bibliography
    from taklimat.glossary.linking import Linked, Linker, Mention
    from taklimat.glossary.reading import Section
    from taklimat.glossary.terms import Glossary, Term
    from taklimat.site.settings import Settings
    from taklimat.source.pages import SourcePage
    from taklimat.source.problems import Problem, Problems
    from taklimat.source.words import Words

T = TypeVar("T")


@dataclass(frozen=True)
class Visit:
    """A page that was converted, and the mentions found on it."""

    uri: str
    title: str
    own: str | None
    """The id of the term whose entry the page is."""
    is_brief: bool
    mentions: tuple[Mention, ...]


@dataclass
class Site:
    """All that one build knows. Nothing of it is written to disk here."""

    root: Path
    settings: Settings
    glossary: Glossary
    bibliography: Bibliography
    data: Mapping[str, Sequence[Any]]
    """What each data file holds, by the name of its kind."""
    problems: Problems
    linker: Linker
    words: Words
    """What the generator says, in the site's language."""
    pages: dict[str, SourcePage] = field(default_factory=dict)
    """Authors' pages by their path below the folder of pages."""
    unread: set[str] = field(default_factory=set)
    """The paths of pages that are broken."""
    histories: dict[str, str] = field(default_factory=dict)
    """The paths of pages with the history of a brief, by the brief's."""
    visits: dict[str, Visit] = field(default_factory=dict)
    acronyms: Counter[str] = field(default_factory=Counter)
    _derived: dict[str, tuple[int, Any]] = field(default_factory=dict, repr=False)

    def _derive(self, what: str, known: Sized, make: Callable[[], T]) -> T:
        """What follows from pages or visits: worked out once for those that are `known` by now."""
        if what not in self._derived or self._derived[what][0] != len(known):
            self._derived[what] = len(known), make()
        found: T = self._derived[what][1]
        return found

    @property
    def causes(self) -> list[Problem]:
        """What is wrong, without what only follows from it: no one is to mend that."""
        problems = list(self.problems)
        follow: set[str] = set()
        if any(each.code == "G01" for each in problems):
            follow |= {"G04", "G05"}
        path = self.settings.bibliography
        sources = ""
        if path and any(each.path == path for each in problems):
            follow |= set() if self.bibliography else {"C01"}
            sources = self.text_of(path) if self.bibliography else ""

        def is_broken(key: str) -> bool:
            """Whether a source was left out, and so is unknown where it is cited."""
            return f'"{key}"' in sources or f"{{{key}," in sources

        placed = {each.what for each in problems if each.code == "C01" and each.line}
        return [
            each
            for each in problems
            if each.code not in follow
            # A source that is unknown in data is so on each page that shows them.
            and not (each.code == "C01" and not each.line and each.what in placed)
            and not (each.code == "C01" and is_broken(each.what.rpartition(": ")[2]))
        ]

    @property
    def briefs(self) -> dict[str, SourcePage]:
        """The briefs by what marks call them: their paths without their ending."""
        return self._derive("briefs", self.pages, self._briefs)

    def _briefs(self) -> dict[str, SourcePage]:
        return {uri.removesuffix(".md"): page for uri, page in self.pages.items() if page.brief}

    def marked_in(self, name: str) -> Mapping[str, Sequence[str]]:
        """Where the marks of a name stand: their ids to the paths of pages."""
        return self._derive("marks", self.pages, self._marked_in).get(name, {})

    def _marked_in(self) -> dict[str, dict[str, list[str]]]:
        places: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for uri, page in self.pages.items():
            for mark in marks.marks(page.document.source):
                for id_ in mark.ids:
                    places[mark.name][id_][uri] = None
        return {
            name: {id_: list(uris) for id_, uris in ids.items()} for name, ids in places.items()
        }

    def marked_on(self, uri: str, name: str) -> frozenset[str]:
        """The ids of the marks of a name on a page."""
        return self._derive("marked", self.pages, self._marked_on).get((uri, name), frozenset())

    def _marked_on(self) -> dict[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, ids in self._derive("marks", self.pages, self._marked_in).items():
            for id_, uris in ids.items():
                for uri in uris:
                    found[uri, name].add(id_)
        return {place: frozenset(ids) for place, ids in found.items()}

    def places_of(self, name: str, uri: str) -> Callable[[str], str]:
        """From the id of a mark to links, as Markdown, from the page `uri` to where it stands."""
        marked_in = self.marked_in(name)

        def places(id_: str) -> str:
            anchor = marks.anchor(name, id_)
            return self.words.listed(
                f"[{self.title_of(place)}]({relative(uri, place)}#{anchor})"
                for place in marked_in.get(id_, ())
            )

        return places

    def link(self, uri: str, to: str) -> str:
        """The link from the page `uri` to the page `to`, as Markdown has it."""
        return relative(uri, to)

    def page_of(self, kind: str) -> str | None:
        """The path of the page of a kind, such as claims; None if the site has none."""
        return self._derive("kinds", self.pages, self._kinds).get(kind)

    def _kinds(self) -> dict[str, str]:
        """The first page of each kind."""
        return {page.matter.kind: uri for uri, page in reversed(self.pages.items())}

    def visit(self, visit: Visit, linked: Linked) -> None:
        """Keep what linking found on a page."""
        self.visits[visit.uri] = visit
        self.acronyms.update(linked.acronyms)

    def mentioned_in(self, term: str) -> list[tuple[Visit, list[Mention]]]:
        """The pages that mention a term, briefs first, each with its first mention per section."""
        return self._derive("mentions", self.visits, self._mentioned_in).get(term, [])

    def _mentioned_in(self) -> dict[str, list[tuple[Visit, list[Mention]]]]:
        found: dict[str, list[tuple[Visit, list[Mention]]]] = defaultdict(list)
        for visit in self.visits.values():
            by_term: dict[str, dict[Section, Mention]] = defaultdict(dict)
            for mention in visit.mentions:
                by_term[mention.term].setdefault(mention.section, mention)
            for term, by_section in by_term.items():
                found[term].append((visit, list(by_section.values())))
        for places in found.values():
            places.sort(key=lambda pair: (not pair[0].is_brief, pair[0].own is not None))
        return dict(found)

    def cited_in(self) -> dict[str, list[str]]:
        """Where each source is cited: keys of the bibliography to paths of pages."""
        if not self.bibliography:
            return {}
        places: dict[str, dict[str, None]] = defaultdict(dict)

        def cite(key: str, uri: str) -> None:
            if key in self.bibliography:
                places[key][uri] = None

        for uri, page in self.pages.items():
            judged = [key for each in page.judgements for key in each.sources]
            for key in (*judged, *citations.cited(page.document.source)):
                cite(key, uri)
            for item in self.data.get(page.matter.kind, ()):
                for key in cited(item):
                    cite(key, uri)
        for term in self.glossary:
            for key in (
                *(key for _, key in term.keys),
                *citations.cited(term.document.body),
            ):
                cite(key, self.entry_uri(term.id))
        return {key: list(uris) for key, uris in places.items()}

    def text_of(self, path: str) -> str:
        """The text of one of the site's data files, by its path below the root."""
        # One that is not UTF-8 is told of already.
        return (self.root / path).read_text(encoding="utf-8-sig", errors="replace")

    def entry_uri(self, term: str) -> str:
        """The path of a term's page, as if it stood in the folder of pages."""
        return f"{self.settings.glossary_url}/{term}.md"

    @property
    def glossary_title(self) -> str:
        """The title of the glossary's page."""
        return self.settings.glossary_title or self.words.gettext("Glossary")

    @property
    def names(self) -> list[Term]:
        """The people and organisations, where the site has a page that lists them apart."""
        return [term for term in self.glossary if term.is_name] if self.page_of("people") else []

    @property
    def terms(self) -> list[Term]:
        """The entries that the glossary's page lists."""
        apart = {term.id for term in self.names}
        return [term for term in self.glossary if term.id not in apart]

    @property
    def index_uri(self) -> str:
        """The path of the glossary's page."""
        return f"{self.settings.glossary_url}/index.md"

    def title_of(self, uri: str) -> str:
        """The title of a page, by its front matter or as an entry; else its path."""
        page = self.pages.get(uri)
        if page and page.matter.title:
            return page.matter.title
        stem = uri.rpartition("/")[2].removesuffix(".md")
        if uri.startswith(f"{self.settings.glossary_url}/") and stem in self.glossary.terms:
            return self.glossary[stem].title
        return uri
