"""What a build makes for programs and for its owner: JSON, JSON-LD, schemas, the report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from taklimat.glossary.terms import LINKED_DATA, NameMatter, Term, TermMatter
from taklimat.site import kinds
from taklimat.source.pages import PageMatter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from taklimat.site.kinds.kind import Due
    from taklimat.site.site import Site


class MentionEntry(BaseModel):
    """A place that mentions a term."""

    title: str = Field(description="title of the page")
    section: str = Field(description="title of the section; empty for the top of the page")
    url: str = Field(description="address, relative to this file")


class RoleEntry(BaseModel):
    """What a person or an organisation is or was."""

    model_config = ConfigDict(populate_by_name=True)

    role: str
    first: str | None = Field(alias="from", description="since when, if known")
    last: str | None = Field(alias="to", description="until when, if known")
    sources: list[str] = Field(description="keys of the site's bibliography")


class TermEntry(BaseModel):
    """A term of the glossary."""

    id: str = Field(description="stable id, as in the address of the entry")
    term: str
    acronym: str | None
    aliases: list[str] = Field(description="other names")
    definition: str = Field(description="plain text, one or two sentences")
    kind: str = Field(description="term, person or organisation")
    category: str = Field(description="empty for people and organisations without one")
    roles: list[RoleEntry] = Field(description="of people and organisations")
    see_also: list[str] = Field(description="ids of related terms")
    sources: list[str] = Field(description="keys of the site's bibliography")
    url: str = Field(description="address of the entry, relative to this file")
    mentioned_in: list[MentionEntry]


class GlossaryFile(BaseModel):
    """The glossary of a site, for other programs."""

    model_config = ConfigDict(populate_by_name=True, title="Glossary")

    schema_: str = Field("schemas/glossary.json", alias="$schema")
    title: str
    terms: list[TermEntry]


def glossary_json(site: Site, url: Callable[[str, str], str]) -> str:
    """The glossary as JSON; `url` makes the address of a page's section from the site's root."""
    terms = [
        TermEntry(
            id=term.id,
            term=term.term,
            acronym=term.acronym,
            aliases=list(term.aliases),
            definition=term.definition,
            kind=term.kind,
            category=term.category,
            roles=[
                RoleEntry(role=each.role, first=each.first, last=each.last, sources=[*each.sources])
                for each in term.roles
            ],
            see_also=list(term.see_also),
            sources=list(term.sources),
            url=url(site.entry_uri(term.id), ""),
            mentioned_in=[
                MentionEntry(
                    title=visit.title,
                    section=mention.section.title,
                    url=url(visit.uri, mention.section.anchor),
                )
                for visit, mentions in site.mentioned_in(term.id)
                for mention in mentions
            ],
        )
        for term in site.glossary
    ]
    file = GlossaryFile(title=site.glossary_title, terms=terms)
    return file.model_dump_json(by_alias=True, indent=1) + "\n"


def schemas() -> dict[str, str]:
    """The JSON Schemas, by file name: of front matter, data files, settings and glossary.json."""
    return _schemas(*map(id, kinds.RECORDS))


@lru_cache(maxsize=2)
def _schemas(*_: int) -> dict[str, str]:
    """Those of the kinds that there are: a test may add one."""
    records = kinds.RECORDS
    models: dict[str, Any] = {
        "term": TermMatter | NameMatter,
        "settings": kinds.settings(),
        "glossary": GlossaryFile,
        "page": PageMatter,
        **{name: matter for name, matter in kinds.matters().items() if matter is not PageMatter},
        **{each.name: tuple[each.data.item, ...] for each in records if each.data},  # type: ignore[name-defined]
        **{name: model for each in records for name, model in each.schemas.items()},
    }
    found = {name: TypeAdapter(model).json_schema(by_alias=True) for name, model in models.items()}
    # The kinds are known here only.
    found["page"]["properties"]["kind"]["enum"] = list(kinds.kinds())
    return {f"{name}.json": json.dumps(schema, indent=1) + "\n" for name, schema in found.items()}


def term_ld(term: Term, url: str, set_url: str, set_name: str) -> dict[str, Any]:
    """A term as schema.org's `DefinedTerm`; people and organisations as what they are."""
    data: dict[str, Any]
    if term.is_name:
        kind = LINKED_DATA[term.kind]
        data = {"@context": "https://schema.org", "@type": kind, "@id": url, "url": url}
        data |= {"name": term.term, "description": term.definition}
        if names := [*filter(None, [term.acronym]), *term.aliases]:
            data["alternateName"] = names
        return data
    data = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": url,
        "name": term.term,
        "description": term.definition,
        "url": url,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": set_url, "name": set_name},
    }
    if term.acronym:
        data["termCode"] = term.acronym
    if names := [*filter(None, [term.acronym]), *term.aliases]:
        data["alternateName"] = names
    return data


def glossary_ld(site: Site, set_url: str, url: Callable[[str], str]) -> dict[str, Any]:
    """The glossary as schema.org's `DefinedTermSet`."""
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": set_url,
        "name": site.glossary_title,
        "url": set_url,
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "@id": url(term.id), "name": term.term, "url": url(term.id)}
            for term in site.terms
        ],
    }


def script_json(data: dict[str, Any]) -> str:
    """JSON that can stand in a script element, whatever its strings hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(frozen=True)
class Report:
    """What the owner of a site should look at after a build; none of it is an error."""

    terms: int
    mentions: int
    links: int
    never: tuple[str, ...]
    """Terms that no page but their own mentions."""
    acronyms: tuple[tuple[str, int], ...]
    """Acronyms without an entry, the most frequent first."""
    due: tuple[Due, ...]
    """Judgements and forecasts whose day has come."""
    uncited: tuple[str, ...]
    """Sources that no page cites."""
    unspelled: tuple[tuple[str, str], ...]
    """Pages and the terms whose acronym they use before, or without, the full name."""

    @classmethod
    def of(cls, site: Site, today: dt.date) -> Report:
        """The report on a site whose pages were all visited, as of a day."""
        mentions = [mention for visit in site.visits.values() for mention in visit.mentions]
        seen = {mention.term for mention in mentions}
        cited = site.cited_in()
        allowed = set(site.settings.acronyms.allow)
        return cls(
            terms=len(site.glossary),
            mentions=len(mentions),
            links=sum(mention.linked for mention in mentions),
            never=tuple(term.id for term in site.glossary if term.id not in seen),
            acronyms=tuple((a, n) for a, n in site.acronyms.most_common() if a not in allowed),
            due=tuple(due for each in kinds.RECORDS for due in each.due(site, today)),
            uncited=tuple(key for key in site.bibliography if key not in cited),
            unspelled=tuple(_unspelled(site)),
        )

    @property
    def summary(self) -> tuple[str, ...]:
        """A few lines for the terminal."""
        lines = [f"Glossary: {self.terms} terms, {self.mentions} mentions, {self.links} links"]
        if self.never:
            lines.append(f"Terms never mentioned: {_some(self.never)}")
        if self.acronyms:
            lines.append(f"Acronyms without an entry: {_some(a for a, _ in self.acronyms)}")
        if self.due:
            lines.append(f"To look at again: {len(self.due)}")
        if self.uncited:
            lines.append(f"Sources never cited: {_some(self.uncited)}")
        if self.unspelled:
            count = len(self.unspelled)
            lines.append(f"Acronyms used before they are spelled out: {count}")
        return tuple(lines)

    @property
    def markdown(self) -> str:
        """The whole report."""
        never = [f"- {id_}" for id_ in self.never]
        acronyms = [f"- {acronym}: {count}" for acronym, count in self.acronyms]
        unspelled = [f"- {uri}: {term}" for uri, term in self.unspelled]
        parts = [
            "# Build report",
            self.summary[0] + ".",
            "## Terms never mentioned",
            "\n".join(never) or "None.",
            "## Acronyms without an entry",
            "\n".join(acronyms) or "None.",
            "## To look at again",
            "\n".join(f"- {each.path}:{each.line}: {each.what}" for each in self.due) or "None.",
            "## Sources never cited",
            "\n".join(f"- {key}" for key in self.uncited) or "None.",
            "## Acronyms used before they are spelled out",
            "\n".join(unspelled) or "None.",
        ]
        return "\n\n".join(parts) + "\n"


def _some(words: Iterable[str], most: int = 8) -> str:
    words = list(words)
    rest = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + rest


def _unspelled(site: Site) -> Iterable[tuple[str, str]]:
    for visit in site.visits.values():
        first: dict[str, str] = {}
        for mention in visit.mentions:
            first.setdefault(mention.term, mention.kind)
        for term, kind in first.items():
            if kind == "acronym" and len(site.glossary[term].term) > len(
                site.glossary[term].acronym or ""
            ):
                yield visit.uri, term
