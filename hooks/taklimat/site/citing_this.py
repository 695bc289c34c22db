"""How a brief itself is cited: for people, for reference managers, and for search engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from taklimat.evidence import exporting
from taklimat.evidence.items import normalise
from taklimat.evidence.sources import Source
from taklimat.glossary.terms import LINKED_DATA
from taklimat.source.dates import Date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from taklimat.evidence.bibliography import Bibliography
    from taklimat.glossary.terms import Term
    from taklimat.source.pages import BriefMatter

Meta = tuple[str, str, str]
"""An element ``meta``: the attribute that names it (name or property), the name, the content."""


@dataclass(frozen=True)
class Published:
    """A brief as it stands on the site. Addresses are absolute where the site has one."""

    name: str
    brief: BriefMatter
    url: str
    pdf: str | None
    site: str
    publisher: str
    language: str
    version: str
    """By git; empty where it knows none."""
    changed: dt.date
    """The day of the last change, by git or by the brief itself."""

    @property
    def item(self) -> dict[str, Any]:
        """The brief as CSL-JSON."""
        brief = self.brief
        is_same = self.site.strip().casefold() == self.publisher.strip().casefold()
        item = {
            "id": f"{self.name}{brief.date.year}",
            "type": "report",
            "title": brief.title,
            "author": [{"literal": author} for author in brief.authors],
            "issued": {"date-parts": [Date.of(brief.date).parts]},
            "publisher": self.publisher,
            # A publisher whose site is called like it is named once.
            **({} if is_same else {"collection-title": self.site}),
            "abstract": brief.summary,
            "keyword": "; ".join(brief.topics),
            "language": self.language,
        }
        return item | ({"URL": self.url} if self.url.startswith("http") else {})

    @property
    def files(self) -> dict[str, str]:
        """The citation for reference managers, by the ending of the file."""
        return {
            "bib": exporting.bibtex([self.item]),
            "ris": exporting.ris([self.item]),
            "json": json.dumps([self.item], ensure_ascii=False, indent=1) + "\n",
        }

    def formatted(self, bibliography: Bibliography) -> str:
        """The citation as HTML, in the style of the site."""
        key = self.item["id"]
        source = Source(key, self.brief.title, self.url, "", "", None, normalise(self.item))
        return bibliography.of_one(source).entry(key)

    @property
    def metas(self) -> list[Meta]:
        """What the head of the page says of the brief.

        The names are those that Google Scholar and Zotero's importers read
        (https://scholar.google.com/intl/en/scholar/inclusion.html), Dublin Core, and Open Graph
        of articles.
        """
        brief = self.brief
        published = brief.date.strftime("%Y/%m/%d")
        found: list[Meta] = [("name", "citation_title", brief.title)]
        found += [("name", "citation_author", author) for author in brief.authors]
        found += [
            ("name", "citation_publication_date", published),
            ("name", "citation_online_date", brief.updated.strftime("%Y/%m/%d")),
            ("name", "citation_technical_report_institution", self.publisher),
            ("name", "citation_publisher", self.publisher),
            ("name", "citation_language", self.language),
            ("name", "citation_abstract_html_url", self.url),
            *((("name", "citation_pdf_url", self.pdf),) if self.pdf else ()),
            *(("name", "citation_keywords", topic) for topic in brief.topics),
            ("name", "DC.title", brief.title),
            *(("name", "DC.creator", author) for author in brief.authors),
            ("name", "DC.date", brief.date.isoformat()),
            ("property", "article:published_time", brief.date.isoformat()),
            ("property", "article:modified_time", brief.updated.isoformat()),
        ]
        return found

    def linked_data(
        self, cited: Iterable[Source], terms: Iterable[Term], address: Callable[[str], str]
    ) -> dict[str, Any]:
        """The brief as schema.org's `Report`; `address` gives that of a term's entry."""
        brief = self.brief
        data = {
            "@context": "https://schema.org",
            "@type": "Report",
            "@id": self.url,
            "name": brief.title,
            "abstract": brief.summary,
            "author": [{"@type": "Organization", "name": author} for author in brief.authors],
            "publisher": {"@type": "Organization", "name": self.publisher},
            "datePublished": brief.date.isoformat(),
            "dateModified": brief.updated.isoformat(),
            **({"version": self.version} if self.version else {}),
            "keywords": ", ".join(brief.topics),
            "inLanguage": self.language,
            "isPartOf": {"@type": "WebSite", "name": self.site},
            "url": self.url,
            "citation": [_work(source) for source in cited],
            "about": [
                {"@type": LINKED_DATA[term.kind], "@id": address(term.id), "name": term.term}
                for term in terms
            ],
        }
        if self.pdf:
            media = {"@type": "MediaObject", "contentUrl": self.pdf}
            data["encoding"] = media | {"encodingFormat": "application/pdf"}
        return data


def _work(source: Source) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "CreativeWork", "name": source.title}
    if authors := source.item.get("author"):
        work["author"] = [_author(author) for author in authors]
    if source.date:
        work["datePublished"] = source.date.iso
    return work | ({"url": source.url} if source.url else {})


def _author(name: Mapping[str, Any]) -> dict[str, str]:
    """A name of CSL-JSON: one that is not divided is that of an organisation."""
    if whole := name.get("literal"):
        return {"@type": "Organization", "name": str(whole)}
    parts = (name.get("given"), name.get("family"))
    return {"@type": "Person", "name": " ".join(str(part) for part in parts if part)}
