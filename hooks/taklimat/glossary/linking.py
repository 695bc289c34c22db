"""Link the mentions of terms in a Markdown element tree.

Pure: a tree and a `Page` in, links added to the tree and a `Linked` out. Rules 1 and 7 to 11 of
the linking rules (`docs/manual/contributing.md`) live here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from taklimat.glossary.matching import Match, Matcher
from taklimat.glossary.names import fold
from taklimat.glossary.reading import Explicit, Mode, Reading, Section, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from taklimat.glossary.terms import Glossary, Term

Scope = Literal["page", "section", "all"]

# What may be an acronym that no entry explains.
_CAPITALS = re.compile(r"[A-Z]{2,}")
_LONGEST_ACRONYM = 6
# Words that texts print in capitals to stress them: those of rules (RFC 2119) and of logic; and
# what stands before what is still to be written.
_STRESSED = frozenset(
    "ALL AND ANY BUT IF MAY MUST NEVER NO NONE NOT ONLY OR SHALL SHOULD THE TODO YES".split()
)


@dataclass(frozen=True)
class Page:
    """What linking needs to know of the page around a tree."""

    href: Callable[[str], str]
    """From a term's id to the address that a link on this page has to carry."""
    scope: Scope = "page"
    own: str | None = None
    """The id of the term whose own page this is (rule 9)."""
    skip: frozenset[str] = frozenset()
    """The ids that front matter opts out of (rule 10)."""
    enabled: bool = True
    """False where front matter says ``glossary: false`` (rule 10)."""
    title: Callable[[Term], str] = attrgetter("definition")
    """From a term to what its links say of it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a term on a page, linked there or not.

    `kind` says which name it is; a link that the author wrote is `explicit`.
    """

    term: str
    kind: Literal["term", "acronym", "alias", "explicit"]
    text: str
    section: Section
    linked: bool


@dataclass
class Linked:
    """What linking a page found, each list in the order of the page."""

    mentions: list[Mention] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """The ids of explicit links that no entry has."""
    text: str = ""
    """The page's text, as it was searched."""
    starts: Sequence[int] = ()
    """Where in `text` the markup changes."""
    matches: Sequence[Match] = ()
    """The names found in `text`, whether they count as mentions or not."""
    explained: frozenset[str] = frozenset()
    """The names of the glossary."""

    @cached_property
    def acronyms(self) -> list[str]:
        """Words of capitals that belong to no name of a term."""
        found = _unexplained(self.text, self.matches)
        return [acronym for acronym in found if acronym not in self.explained]


class Linker:
    """Links the terms of one glossary, in as many trees as asked."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._matcher = Matcher(glossary)
        self.names = frozenset(name.text for term in glossary for name in term.names)
        """All names, as their entries write them."""
        self._langs = {
            fold(written): name.lang
            for term in glossary
            for name in term.names
            if name.lang
            for written in name.written
        }

    def link(self, root: Element, page: Page, stash: Sequence[str | Element] = ()) -> Linked:
        """Add links to `root` in place, and tell what was found.

        `stash` is Python-Markdown's store of raw HTML (``md.htmlStash.rawHtmlBlocks``).
        """
        reading = Reading(stash)
        reading.read(root)
        result = Linked(
            unknown=[e.term for e in reading.explicit if e.term not in self.glossary.known]
        )
        explicit = [e for e in reading.explicit if e.term in self.glossary]
        for link in explicit:
            self._dress(link.element, link.term, page)
        if not page.enabled:
            return result

        def part(number: int) -> int:
            return number if page.scope == "section" else 0

        found = [(link.start, _written(link, reading)) for link in explicit]
        taken = {(part(e.part), e.term) for e in explicit}
        text = "".join(reading.parts)
        matches = self._matcher.find(text, reading.starts)
        edits: list[tuple[Slot, Match]] = []
        for slot, match in _in_slots(reading, matches):
            if match.term in page.skip or match.term in (page.own, slot.explicit):
                continue
            key = (part(slot.part), match.term)
            linked = slot.mode is Mode.LINK and (page.scope == "all" or key not in taken)
            if linked:
                taken.add(key)
                edits.append((slot, match))
            section = reading.section(slot.place)
            written = text[match.start : match.end]
            found.append((match.start, Mention(match.term, match.kind, written, section, linked)))
        # From the end, so that the positions of those still to come stay true.
        for slot, match in reversed(edits):
            element = slot.wrap(match.start, match.end)
            self._dress(element, match.term, page)
            if lang := self._langs and self._langs.get(fold(text[match.start : match.end])):
                element.set("lang", lang)
        found.sort(key=lambda pair: pair[0])
        result.mentions = [mention for _, mention in found]
        result.text, result.starts = text, reading.starts
        result.matches, result.explained = matches, self.names
        return result

    def matches(self, text: str, starts: Sequence[int]) -> list[Match]:
        """The names in a page's text, as `link` found them before."""
        return self._matcher.find(text, starts)

    def _dress(self, element: Element, term: str, page: Page) -> None:
        """Make `element` the link to a term's entry; a title that the author gave stays."""
        title = element.get("title") or page.title(self.glossary[term])
        classes = f"{element.get('class', '')} glossary-term".strip()
        attributes = {"class": classes, "data-term": term, "href": page.href(term), "title": title}
        for key in attributes:
            element.attrib.pop(key, None)
        element.attrib.update(attributes)
        if not element.text and not len(element):
            element.text = self.glossary[term].term


def _written(link: Explicit, reading: Reading) -> Mention:
    """A link that the author wrote, as a mention."""
    text = "".join(link.element.itertext())
    return Mention(link.term, "explicit", text, reading.section(link.place), linked=True)


def _in_slots(reading: Reading, matches: Iterable[Match]) -> Iterator[tuple[Slot, Match]]:
    """Each match with the slot that it lies in."""
    for match in matches:
        yield reading.slot(bisect_right(reading.starts, match.start) - 1), match


def _unexplained(text: str, matches: Sequence[Match]) -> list[str]:
    """The acronyms outside all matches."""
    covered = iter(matches)
    match = next(covered, None)
    found: list[str] = []
    for capitals in _CAPITALS.finditer(text):
        start, end = capitals.span()
        while match and match.end <= start:
            match = next(covered, None)
        if (not match or end <= match.start) and _is_acronym(text, start, end):
            found.append(capitals[0])
    return found


def _is_acronym(text: str, start: int, end: int) -> bool:
    """Whether these capitals are a word of their own, or one with a plural s."""
    after = end + 1 if text[end : end + 1] == "s" else end
    inside = text[start - 1 : start].isalnum() or text[after : after + 1].isalnum()
    return end - start <= _LONGEST_ACRONYM and not inside and text[start:end] not in _STRESSED
