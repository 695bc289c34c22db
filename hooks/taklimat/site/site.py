"""One build of a site: what was read, what was found, and who mentions whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from taklimat.evidence import citations, marks, numbers
from taklimat.evidence.bibliography import Bibliography, check_keys, read_sources, style_file
from taklimat.source.bounds import in_bounds
from taklimat.source.pages import SourcePage, parse_page
from taklimat.source.origin import Origin
from taklimat.evidence.records import Claim, Correction, Event, Evidence, read_list
from taklimat.source.frontmatter import Model, parse, read_text
from taklimat.glossary.linking import Linker, Mention
from taklimat.evidence.records import Picture
from taklimat.source.problems import did_you_mean
from taklimat.security.markup import report_addresses
from taklimat.glossary.terms import Glossary, read_glossary

if TYPE_CHECKING:
    from pathlib import Path

    from taklimat.source.pages import BriefMatter
    from taklimat.glossary.linking import Linked, Section
    from taklimat.source.problems import Problems
    from taklimat.site.settings import Settings


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
    evidence: Evidence
    problems: Problems
    linker: Linker
    pages: dict[str, SourcePage] = field(default_factory=dict)
    """Authors' pages by their path below the folder of pages."""
    visits: dict[str, Visit] = field(default_factory=dict)
    acronyms: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, root: Path, settings: Settings, problems: Problems) -> Site:
        """Read glossary and data below `root`; what is wrong with them goes into `problems`."""
        glossary = read_glossary(root / settings.glossary_dir, settings.glossary_dir, problems)
        evidence = _read_evidence(root, settings, problems)
        site = cls(root, settings, glossary, evidence, problems, Linker(glossary))
        for term in glossary:
            document = term.document
            for position, key in enumerate(term.sources):
                place = document.path, document.matter.line(("sources", position))
                check_keys([key], evidence.bibliography, place, problems)
            site._check_citations(document.body, document.path, document.lines_before)
        return site

    @classmethod
    def unread(cls, root: Path, settings: Settings, problems: Problems) -> Site:
        """A site of whose files nothing is read."""
        bibliography = Bibliography({}, settings.citation_style, settings.citation_locale)
        glossary = Glossary()
        return cls(root, settings, glossary, Evidence(bibliography), problems, Linker(glossary))

    def read_page(self, file: Path, path: str, uri: str) -> SourcePage | None:
        """Read and check an author's page; None where it is broken."""
        source = read_text(file, path, self.problems)
        document = parse(source, path, self.problems) if source is not None else None
        page = document and parse_page(document, uri, self.glossary.known, self.problems)
        if not page:
            return None
        text = page.document.source
        if not in_bounds(text, path, self.problems):
            return None
        if not report_addresses(text, path, self.problems):
            return None
        self.pages[uri] = page
        self._check_citations(text, path)
        self._check_marks(page)
        self._check_judgements(page)
        self._check_numbers(page)
        return page

    def _check_numbers(self, page: SourcePage) -> None:
        if page.brief is None or self.settings.numbers is None:
            return
        document = page.document
        before = document.lines_before
        for what, line in numbers.unsourced(document.body, self.settings.numbers.allow):
            remedy = "cite one behind it in its paragraph"
            if "number" in what:
                remedy += ", or allow it under `numbers` in mkdocs.yml"
            self.problems.add(document.path, line + before, what, remedy, code="E06")

    def _check_judgements(self, page: SourcePage) -> None:
        matter, path = page.document.matter, page.document.path
        for place, judgement in enumerate(page.judgements):
            where = path, matter.line(("judgements", place, "sources"))
            check_keys(judgement.sources, self.evidence.bibliography, where, self.problems)
            if self.evidence.bibliography and not judgement.sources:
                what = "a key judgement without sources"
                self.problems.add(*where, what, "list their keys: sources: [key, key]", code="E05")
            if page.brief and judgement.review <= page.brief.updated:
                line = matter.line(("judgements", place, "review"))
                what = "a key judgement to be looked at again before the brief's last change"
                self.problems.add(path, line, what, "give `review` a later day", code="E05")

    def _check_marks(self, page: SourcePage) -> None:
        known = {
            "claim": [claim.id for claim in self.evidence.claims],
            "event": [event.id for event in self.evidence.events],
            "picture": [picture.id for picture in self.evidence.pictures],
        }
        # Marks of briefs wait for `check_brief_marks`: not all briefs are read yet.
        for mark in marks.marks(page.document.source):
            for id_ in mark.ids if mark.kind in known else ():
                if id_ not in known[mark.kind]:
                    otherwise = f"add it to the file of {mark.kind}s"
                    remedy = did_you_mean(id_, known[mark.kind], otherwise)
                    what = f"an unknown {mark.kind}: {id_ or 'none given'}"
                    self.problems.add(page.document.path, mark.line, what, remedy, code="E03")

    def check_brief_marks(self) -> None:
        """Note each mark that names no brief. Call it when all pages are read."""
        briefs = {name_of(uri): page.brief for uri, page in self.pages.items() if page.brief}
        known = {
            "judgement": ("brief", list(briefs)),
            "today": ("brief with today", [name for name, brief in briefs.items() if brief.today]),
        }
        for page in self.pages.values():
            for mark in marks.marks(page.document.source):
                what, names = known.get(mark.kind, ("", []))
                for id_ in mark.ids if what else ():
                    if id_ not in names:
                        remedy = did_you_mean(id_, names, "write a brief's file name without .md")
                        where = page.document.path, mark.line
                        self.problems.add(*where, f"a mark of no {what}: {id_}", remedy, code="E03")

    def brief_named(self, name: str) -> tuple[str, BriefMatter] | None:
        """The path and front matter of the brief that a mark names; None if there is none."""
        for uri, page in self.pages.items():
            if page.brief and name_of(uri) == name:
                return uri, page.brief
        return None

    def check_claims(self) -> None:
        """Note each claim that no page treats. Call it when all pages are read."""
        if self.page_of("claims") is None:
            return
        path = self.settings.claims or ""
        treated = self.marked_in("claim")
        for claim in self.evidence.claims:
            if claim.id not in treated:
                line = Origin(path, self.text_of(path)).line_of(f"id: {claim.id}")
                remedy = f"write {{claim: {claim.id}}} where a page treats it"
                self.problems.add(
                    path, line, f"the claim {claim.id} is treated nowhere", remedy, code="E04"
                )

    def marked_in(self, kind: marks.Kind) -> dict[str, list[str]]:
        """The pages that treat each claim, or tell of each event: ids to paths."""
        places: dict[str, list[str]] = defaultdict(list)
        for uri, page in self.pages.items():
            for mark in marks.marks(page.document.source):
                for id_ in mark.ids:
                    if mark.kind == kind and uri not in places[id_]:
                        places[id_].append(uri)
        return dict(places)

    def page_of(self, kind: str) -> str | None:
        """The path of the page of a kind, such as claims; None if the site has none."""
        return next((uri for uri, page in self.pages.items() if page.matter.kind == kind), None)

    def _check_citations(self, markdown: str, path: str, before: int = 0) -> None:
        """Check a text that begins after so many lines of its file."""
        bibliography = self.evidence.bibliography
        for key, line in citations.keys(markdown) if bibliography else ():
            check_keys([key], bibliography, (path, line + before), self.problems)
        for name, line in citations.undefined_footnotes(markdown):
            is_key = name in bibliography
            remedy = f"cite the source as [@{name}]" if is_key else f"add a line [^{name}]: …"
            self.problems.add(
                path, line + before, f"a footnote without a text: {name}", remedy, code="C05"
            )

    def visit(self, visit: Visit, linked: Linked) -> None:
        """Keep what linking found on a page."""
        self.visits[visit.uri] = visit
        self.acronyms.update(linked.acronyms)

    def mentioned_in(self, term: str) -> list[tuple[Visit, list[Mention]]]:
        """The pages that mention a term, briefs first, each with its first mention per section."""
        found: list[tuple[Visit, list[Mention]]] = []
        for visit in self.visits.values():
            by_section: dict[Section, Mention] = {}
            for mention in visit.mentions:
                if mention.term == term:
                    by_section.setdefault(mention.section, mention)
            if by_section:
                found.append((visit, list(by_section.values())))
        found.sort(key=lambda pair: (not pair[0].is_brief, pair[0].own is not None))
        return found

    def cited_in(self) -> dict[str, list[str]]:
        """Where each source is cited: keys of the bibliography to paths of pages."""
        if not self.evidence.bibliography:
            return {}
        places: dict[str, list[str]] = defaultdict(list)

        def cite(key: str, uri: str) -> None:
            if key in self.evidence.bibliography and uri not in places[key]:
                places[key].append(uri)

        for uri, page in self.pages.items():
            judged = [key for each in page.judgements for key in each.sources]
            for key in (*judged, *(key for key, _ in citations.keys(page.document.source))):
                cite(key, uri)
            data: tuple[Claim | Event, ...] = ()
            if page.matter.kind == "claims":
                data = self.evidence.claims
            elif page.matter.kind == "timeline":
                data = self.evidence.events
            for item in data:
                for key in item.sources:
                    cite(key, uri)
        for term in self.glossary:
            for key in (*term.sources, *(key for key, _ in citations.keys(term.document.body))):
                cite(key, self.entry_uri(term.id))
        return dict(places)

    def text_of(self, path: str) -> str:
        """The text of one of the site's data files, by its path below the root."""
        return (self.root / path).read_text(encoding="utf-8-sig")

    def entry_uri(self, term: str) -> str:
        """The path of a term's page, as if it stood in the folder of pages."""
        return f"{self.settings.glossary_url}/{term}.md"

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


def name_of(uri: str) -> str:
    """What marks call a page: its path without its ending."""
    return uri.removesuffix(".md")


def _read_evidence(root: Path, settings: Settings, problems: Problems) -> Evidence:
    path = settings.bibliography
    sources = read_sources(root / path, path, problems) if path else {}
    style = style_file(settings.citation_style, root, problems)
    bibliography = Bibliography(sources, style, settings.citation_locale)

    def items(model: type[Model], path: str | None) -> tuple[Model, ...]:
        return read_list(model, root / path, path, bibliography, problems) if path else ()

    return Evidence(
        bibliography,
        items(Claim, settings.claims),
        tuple(sorted(items(Event, settings.timeline), key=lambda event: event.date)),
        items(Picture, settings.pictures),
        items(Correction, settings.corrections),
    )
