"""The glossary: one Markdown file a term, read into typed values."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from taklimat.glossary.names import Kind, Name, fold, normalise
from taklimat.source.bounds import in_bounds
from taklimat.source.dates import Date
from taklimat.source.frontmatter import Document, Matter, parse, read_text, validate
from taklimat.source.pages import DateText
from taklimat.source.problems import Problems, did_you_mean
from taklimat.source.remembering import once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from taklimat.source.frontmatter import Key
    from taklimat.source.words import Words

MAX_NAME = 100
MAX_DEFINITION = 300

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# A language tag as far as names need one: RFC 5646, language and script.
_LANG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$"
_MARKUP = re.compile(r"[<>*_`\[\]{}|\\\x00-\x08\x0b-\x1f\x7f]")


def _plain(text: str) -> str:
    """One line of text without markup: it goes where no markup can, into a tooltip."""
    if found := _MARKUP.search(text):
        raise ValueError(f"it must be plain text, without {found[0]!r}")
    return " ".join(text.split())


NameText = Annotated[str, Field(min_length=2, max_length=MAX_NAME), AfterValidator(_plain)]


class Alias(Matter):
    """A name with its own rules for case and plural."""

    name: NameText = Field(description=f"the name, 2 to {MAX_NAME} characters")
    match_case: bool | None = Field(
        None,
        description="true or false: whether capitals must agree; left out, they must "
        "if the name holds a capital after its first letter",
    )
    plural: bool = Field(True, description="true or false: whether its English plural counts too")
    lang: Annotated[str, Field(pattern=_LANG)] | None = Field(
        None,
        description="the name's language for screen readers, if not the page's: ms, ko-Latn",
    )


def _as_alias(value: object) -> object:
    if not isinstance(value, str | dict | Alias):
        raise ValueError("write a name, or a mapping with `name`")
    return {"name": value} if isinstance(value, str) else value


Named = Annotated[Alias, BeforeValidator(_as_alias, json_schema_input_type=str | Alias)]


class Role(Matter):
    """What a person or an organisation is or was, and when."""

    role: Annotated[str, Field(min_length=1), AfterValidator(_plain)] = Field(
        description="an office, or a part played"
    )
    first: DateText | None = Field(
        None, alias="from", description="since when: 2014, 2014-02 or 2014-02-13"
    )
    last: DateText | None = Field(
        None, alias="to", description="until when: 2017, 2017-03 or 2017-03-06"
    )
    sources: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        description="a list of keys of the bibliography"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Role:
        if self.first and self.last and Date.parse(self.last).last < Date.parse(self.first).first:
            raise ValueError("it ends before it begins")
        return self

    def dated(self, words: Words) -> str:
        """When, in words; empty where it is not known."""
        first, last = (Date.parse(each) if each else None for each in (self.first, self.last))
        if first and last:
            return words.span(first, last)
        if first:
            return words.gettext("from %(date)s", date=words.date(first))
        return words.gettext("until %(date)s", date=words.date(last)) if last else ""


EntryKind = Literal["term", "person", "organisation"]
LINKED_DATA: dict[EntryKind, str] = {
    "term": "DefinedTerm",
    "person": "Person",
    "organisation": "Organization",
}
"""What entries are in schema.org's vocabulary."""
Category = Annotated[str, Field(min_length=1), AfterValidator(_plain)]


class TermMatter(Matter):
    """The front matter of `glossary/<id>.md`."""

    kind: Literal["term"] = Field(
        "term", description="term, person or organisation; the latter two are listed apart"
    )
    term: Named = Field(description="the term's full name")
    acronym: Named | None = Field(None, description="its acronym, such as PSI")
    aliases: tuple[Named, ...] = Field(
        (),
        description="a list of other names, each a name or a mapping with name, match_case, plural",
    )
    search: tuple[NameText, ...] = Field(
        (),
        description="a list of words under which search finds the entry, in any language: they "
        "are neither linked nor shown",
    )
    definition: Annotated[
        str, Field(min_length=1, max_length=MAX_DEFINITION), AfterValidator(_plain)
    ] = Field(description=f"one or two plain sentences, {MAX_DEFINITION} characters at most")
    category: Category = Field(description="the group under which the glossary lists the term")
    see_also: tuple[str, ...] = Field((), description="a list of ids of related terms")
    sources: tuple[str, ...] = Field((), description="a list of keys of the bibliography")


class NameMatter(TermMatter):
    """The front matter of the entry of a person or an organisation."""

    kind: Literal["person", "organisation"] = Field(  # type: ignore[assignment]
        description="person or organisation"
    )
    category: Category | None = Field(  # type: ignore[assignment]
        None, description="the group under which the glossary lists it, where nothing else does"
    )
    roles: tuple[Role, ...] = Field((), description="a list of roles, each with role and sources")


@dataclass(frozen=True)
class Term:
    """One glossary entry. `id` is its file's stem; `path` and `edit_path` lead to the file."""

    id: str
    term: str
    acronym: str | None
    names: tuple[Name, ...]
    definition: str
    category: str
    """Empty for people and organisations that give none."""
    see_also: tuple[str, ...]
    sources: tuple[str, ...]
    document: Document
    kind: EntryKind = "term"
    roles: tuple[Role, ...] = ()
    search: tuple[str, ...] = ()
    """Words under which it is found, and which are neither linked nor shown."""

    @cached_property
    def title(self) -> str:
        """The term with its acronym: *Proliferation Security Initiative (PSI)*."""
        return f"{self.term} ({self.acronym})" if self.acronym else self.term

    @property
    def is_name(self) -> bool:
        """Whether it is a person or an organisation, and no term."""
        return self.kind != "term"

    @property
    def keys(self) -> Iterator[tuple[Key, str]]:
        """The keys of its sources, each with its place in the front matter."""
        yield from ((("sources", n), key) for n, key in enumerate(self.sources))
        for number, role in enumerate(self.roles):
            yield from ((("roles", number, "sources", n), k) for n, k in enumerate(role.sources))

    @property
    def lang(self) -> str | None:
        """The language of the term itself, where it is not the page's."""
        return self.names[0].lang

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """The names besides term and acronym."""
        return tuple(name.text for name in self.names if name.kind == "alias")


@dataclass(frozen=True)
class Glossary:
    """All terms by id, in the order of their files.

    `known` holds also the ids of files that are broken, so that one broken entry does not make
    every link to it a problem of its own.
    """

    terms: dict[str, Term] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, id_: str) -> Term:
        return self.terms[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self.terms


def is_id(id_: str) -> bool:
    """Whether a term can have that id: ``index`` is the page of them all."""
    return _ID.fullmatch(id_) is not None and id_ != "index"


def read_glossary(directory: Path, shown: str, problems: Problems) -> Glossary:
    """Every ``*.md`` of `directory` as a glossary; `shown` is how messages name the directory."""
    files = sorted(directory.glob("*.md")) if directory.is_dir() else []
    if not files:
        remedy = "add a file for each term, or mend `glossary_dir`"
        problems.add(shown, 0, "the glossary is empty", remedy, code="G01")
        return Glossary()
    terms: dict[str, Term] = {}
    for file in files:
        path = f"{shown}/{file.name}"
        if not is_id(file.stem):
            remedy = "name it with small letters, digits and single hyphens, and not index.md"
            problems.add(path, 0, f"`{file.stem}` can't be a term's id", remedy, code="G02")
        text = read_text(file, path, problems)
        if text is None:
            continue
        make = functools.partial(_read, text, path, file.stem, problems)
        if term := once(("term", path, text), problems, make):
            terms[term.id] = term
    known = frozenset(file.stem for file in files)
    _check_names(terms.values(), problems)
    _check_see_also(terms.values(), known, problems)
    return Glossary(terms, known)


def _read(text: str, path: str, id_: str, problems: Problems) -> Term | None:
    return parse_term(text, path, id_, problems) if in_bounds(text, path, problems) else None


def parse_term(source: str, path: str, id_: str, problems: Problems) -> Term | None:
    """One entry from its file's text; None where it is broken (and why is in `problems`)."""
    document = parse(source, path, problems, NameMatter.model_fields)
    if document is None:
        return None
    if not document.matter.value:
        remedy = "begin the file with --- lines around term, definition and category"
        problems.add(path, 1, "the entry has no front matter", remedy, code="F04")
        return None
    is_name = document.matter.value.get("kind") in ("person", "organisation")
    matter = validate(NameMatter if is_name else TermMatter, document.matter, problems)
    if matter is None:
        return None
    given: list[tuple[Kind, Alias]] = [("term", matter.term)]
    if matter.acronym:
        given.append(("acronym", matter.acronym))
    given += [("alias", alias) for alias in matter.aliases]
    names = [Name.of(a.name, kind, a.match_case, a.plural, a.lang) for kind, a in given]
    by_text: dict[str, Name] = {}
    for name in names:
        by_text.setdefault(name.text, name)
    return Term(
        id=id_,
        term=normalise(matter.term.name),
        acronym=normalise(matter.acronym.name) if matter.acronym else None,
        names=tuple(by_text.values()),
        definition=matter.definition,
        category=matter.category or "",
        see_also=matter.see_also,
        sources=matter.sources,
        document=document,
        kind=matter.kind,
        roles=matter.roles if isinstance(matter, NameMatter) else (),
        search=matter.search,
    )


def _check_names(terms: Iterable[Term], problems: Problems) -> None:
    """Rule 12: no two entries may claim the same name."""
    exact: dict[str, Term] = {}
    folded: dict[str, Term] = {}
    for term in terms:
        for name in term.names:
            # A name that ignores case and one that does not may share their letters: the exact
            # one wins. Only where their spelling is the same, too, is there nothing to choose by.
            other = exact.get(name.text)
            if not other and not name.match_case:
                other = folded.get(fold(name.text))
            if other and other.id != term.id:
                what = f"the name “{name.text}” is claimed by {other.document.path} too"
                remedy = "take it out of one of them, or make one `match_case: true`"
                problems.add(term.document.path, _line_of(term, name), what, remedy, code="G06")
        for name in term.names:
            exact.setdefault(name.text, term)
            if not name.match_case:
                folded.setdefault(fold(name.text), term)


def _line_of(term: Term, name: Name) -> int:
    if name.kind != "alias":
        return term.document.matter.line((name.kind,))
    return term.document.matter.line(("aliases", term.aliases.index(name.text)))


def _check_see_also(terms: Iterable[Term], known: frozenset[str], problems: Problems) -> None:
    for term in terms:
        for position, other in enumerate(term.see_also):
            line = term.document.matter.line(("see_also", position))
            if other == term.id:
                what = "the entry is its own see_also"
                problems.add(term.document.path, line, what, "take it out", code="G07")
            elif other not in known:
                remedy = did_you_mean(other, known, "add that entry, or take the id out")
                what = f"see_also names no entry: {other}"
                problems.add(term.document.path, line, what, remedy, code="G07")
