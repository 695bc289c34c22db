"""What a page's conversion gave, kept with all that it asked for on the way.

A conversion is a function of the page's text and of what the text asks for: names of terms,
sources, marks, files, snippets. What it asked, and what it was told, is kept beside what it gave;
where the answers are the same, so is the page. Of a term, a page holds what its links say only as a
token, so that another definition is written into the pages that mention it, and none is converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from markdown.util import ETX, STX
from pydantic import BaseModel, ConfigDict, ValidationError

from taklimat.glossary.linking import Linked, Mention
from taklimat.glossary.matching import Match
from taklimat.glossary.reading import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from taklimat.glossary.terms import Glossary, Term

# Of characters that Markdown takes out of every text.
_TOKEN = re.compile(f"{STX}definition:([a-z0-9-]+){ETX}")
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)


def token(term: Term) -> str:
    """What stands for a term's definition in what is kept."""
    return f"{STX}definition:{term.id}{ETX}"


def with_definitions(html: str, glossary: Glossary) -> str:
    """HTML with the definitions of terms in the places of their tokens, all in attributes."""
    return _TOKEN.sub(lambda found: _attribute(glossary[found[1]].definition), html)


def _attribute(text: str) -> str:
    """A text as Python-Markdown writes it into an attribute."""
    text = _AMPERSAND.sub("&amp;", text)
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@dataclass
class Asked:
    """What a conversion asked of the site, and what it was told."""

    files: dict[str, str | None] = field(default_factory=dict)
    """Paths of files to their addresses; None for those that are not there."""
    snippets: dict[str, str | None] = field(default_factory=dict)
    """Files of snippets to digests of them; None for those that are not there."""
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names of marks and ids to what stands in their places."""
    sources: dict[str, str | None] = field(default_factory=dict)
    """Keys of the bibliography to digests of their sources; None for those that are not there."""
    entries: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Ids of terms that are linked to their names and addresses."""


class Heading(BaseModel):
    """A heading of a page's contents."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str
    id: str
    level: int
    children: list[Heading]


class Kept(BaseModel):
    """What the conversion of one page gave, and what it asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: str
    toc: list[Heading]
    title: str | None
    anchors: set[str]
    links: dict[str, dict[str, str]]
    """Of pages that are linked to: ids, and the links as they are written."""
    marks: list[tuple[str, str]]
    """The marks that are shown, in their order."""
    enabled: bool
    """Whether names were sought."""
    text: str
    starts: list[int]
    matches: list[tuple[int, int, str, Literal["term", "acronym", "alias"]]]
    mentions: list[tuple[str, Literal["term", "acronym", "alias", "explicit"], str, str, str, bool]]
    names: str
    """The digest of all names of the glossary."""
    asked: Asked

    @classmethod
    def read(cls, data: bytes) -> Kept | None:
        """What was kept; None where it has another form."""
        try:
            return cls.model_validate_json(data)
        except ValidationError:
            return None

    def linked(self, names: frozenset[str]) -> Linked:
        """What linking found; `names` are those of the glossary."""
        sections: dict[tuple[str, str], Section] = {}
        mentions = [
            Mention(term, kind, text, sections.setdefault((a, t), Section(a, t)), linked)
            for term, kind, text, a, t, linked in self.mentions
        ]
        if not self.enabled:
            return Linked()
        matches = [Match(*match) for match in self.matches]
        return Linked(mentions, [], self.text, self.starts, matches, names)


@dataclass
class Answers:
    """What the site would tell a page now."""

    file: Callable[[str], str | None]
    snippet: Callable[[str], str | None]
    mark: Callable[[str, str], str | None]
    source: Callable[[str], str | None]
    entry: Callable[[str], tuple[str, str] | None]
    names: str
    matches: Callable[[str, list[int]], list[Match]]

    def are_those_of(self, kept: Kept) -> bool:
        """Whether a conversion would be told the same as before."""
        asked = kept.asked
        return (
            _same(asked.files, self.file)
            and _same(asked.snippets, self.snippet)
            and _same(asked.sources, self.source)
            and _same(asked.entries, self.entry)
            and all(
                self.mark(name, id_) == shown
                for name, ids in asked.marks.items()
                for id_, shown in ids.items()
            )
            and (kept.names == self.names or not kept.enabled or self._finds_the_same(kept))
        )

    def _finds_the_same(self, kept: Kept) -> bool:
        """Whether other names of the glossary are found in a text as the former were."""
        found = [(m.start, m.end, m.term, m.kind) for m in self.matches(kept.text, kept.starts)]
        return found == kept.matches


def _same(asked: Mapping[str, object], answer: Callable[[str], object]) -> bool:
    return all(answer(name) == told for name, told in asked.items())
