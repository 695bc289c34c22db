"""Find every name of every term in a text, in one pass.

Rules 2 to 6 meet here. The automaton (Aho and Corasick, *Communications of the ACM* 18:6, 1975)
runs over the folded text; only its few hits are then checked for case and for word boundaries.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import regex
from ahocorasick_rs import AhoCorasick, Implementation

from taklimat.glossary.names import Folded, Kind, fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taklimat.glossary.terms import Term

# Unicode's default word boundaries (UAX #29).
_BOUNDARY = regex.compile(r"(?w)\b")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s(?!\w)", re.IGNORECASE)
_HYPHENS = "-\u2010\u2011"
_ADDRESS = re.compile(
    r"""(?: \b[a-z][a-z0-9+.-]{0,30}:// | \bwww\. ) [^\s<>"]+   # https://example.org/PSI, www.…
      | \b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}  # psi@example.org
      | \b[\w-]{1,63}(?:\.[\w-]{1,63}){0,20}\.[a-z]{2,63}/[^\s<>"]*  # example.org/PSI
    """,
    re.IGNORECASE | re.VERBOSE,
)

_PATH = re.compile(r"\.[a-zA-Z]{2,}/")
_TOKEN = re.compile(r"\S+")
# No address is longer; without a bound, a long run of letters and dots would cost its square.
_LONGEST_TOKEN = 2000
_FEW = 5000


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text, from `start` up to `end` (in the text's own characters)."""

    start: int
    end: int
    term: str
    kind: Kind


class _Claim(NamedTuple):
    term: str
    kind: Kind
    exact: str | None  # the spelling that must agree, or None where case is ignored


class Matcher:
    """All names of a glossary, compiled once and used for many texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        claims: dict[str, list[_Claim]] = {}
        derived: dict[str, list[_Claim]] = {}
        for term in terms:
            for name in term.names:
                for written in name.written:
                    exact = written if name.match_case else None
                    where = claims if written == name.text else derived
                    where.setdefault(fold(written), []).append(_Claim(term.id, name.kind, exact))
        # A plural that we derive never takes a name from the entry that states it.
        for key, some in derived.items():
            claims.setdefault(key, []).extend(some)
        for some in claims.values():
            # A stable sort: the claims that are exact about case come first.
            some.sort(key=lambda claim: claim.exact is None)
        self._claims = tuple(claims.values())
        self._automaton = _automaton(claims) if claims else None

    def find(self, text: str, spans: Sequence[int] = ()) -> list[Match]:
        """The mentions in `text`, leftmost first, then longest, none overlapping (rule 2).

        `spans` are the ascending positions at which the markup changes: a match may not lie
        across one (rule 7).
        """
        if self._automaton is None:
            return []
        folded = Folded(text)
        hits = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        if not hits:
            return []
        hits.sort(key=lambda hit: (hit[1], -hit[2]))
        found: list[Match] = []
        addressed = addresses(text)
        free_from = 0
        for pattern, folded_start, folded_end in hits:
            if folded_start < free_from or _cuts_word(folded.text, folded_start, folded_end):
                continue
            start, end = folded.original_at(folded_start), folded.original_at(folded_end)
            if spans and bisect_right(spans, start) != bisect_right(spans, end - 1):
                continue
            claim = self._claim(pattern, text[start:end])
            if claim and stands_alone(text, start, end) and not _overlaps(addressed, start, end):
                found.append(Match(start, end, claim.term, claim.kind))
                free_from = folded_end
        return found

    def may_find(self, text: str) -> bool:
        """Whether some name stands in a text, be it a mention or not."""
        folded = Folded(text).text
        return bool(self._automaton and self._automaton.find_matches_as_indexes(folded))

    def _claim(self, pattern: int, written: str) -> _Claim | None:
        """Whose name `written` is, or None if its case fits none (rule 3)."""
        for claim in self._claims[pattern]:
            if claim.exact is None or claim.exact == written or claim.exact == normalise(written):
                return claim
        return None


def _automaton(names: Iterable[str]) -> AhoCorasick:
    # For a few thousand names a DFA reads text three times as fast as the library's default. For
    # more it is no faster, since it fits no processor's cache, and takes longer to make.
    patterns = list(names)
    few = len(patterns) <= _FEW
    implementation = Implementation.DFA if few else Implementation.ContiguousNFA
    return AhoCorasick(patterns, store_patterns=False, implementation=implementation)


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Whether ASCII letters run across an end of the hit: most hits of short names do that."""
    before, after = text[start - 1 : start + 1], text[end - 1 : end + 1]
    return (start > 0 and before.isascii() and before.isalnum()) or (
        len(after) == 2 and after.isascii() and after.isalnum()
    )


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is made of whole words (rule 4), a possessive apart (rule 5)."""
    if start and (
        not _BOUNDARY.match(text, start)
        or _in_compound(text[start - 1], text[start - 2 : start - 1])
    ):
        return False
    if end == len(text) or _POSSESSIVE.match(text, end):
        return True
    after = text[end + 1 : end + 2]
    # Unlike a hyphen before a name, one that dangles behind it belongs to it: PSI- and OIC-led.
    dangles = text[end] in _HYPHENS and after.isspace()
    return bool(_BOUNDARY.match(text, end)) and not dangles and not _in_compound(text[end], after)


def _in_compound(neighbour: str, beyond: str) -> bool:
    """Whether a hyphen ties the name to another word; a doubled one is a dash."""
    return neighbour in _HYPHENS and beyond.isalnum()


def addresses(text: str) -> list[tuple[int, int]]:
    """The spans of bare web and mail addresses, ascending."""
    if not _maybe_address(text):
        return []
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        word = token[0]
        if not _maybe_address(word):
            continue
        if len(word) > _LONGEST_TOKEN:
            spans.append(token.span())
            continue
        start = token.start()
        spans += [(start + a.start(), start + a.end()) for a in _ADDRESS.finditer(word)]
    return spans


def _maybe_address(text: str) -> bool:
    """Whether an address is possible at all: cheap, for most text has none."""
    if "://" in text or "@" in text or "www." in text or "WWW." in text:
        return True
    return "/" in text and _PATH.search(text) is not None


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the ascending, disjoint `spans` shares a character with start–end."""
    before = bisect_left(spans, (end,))
    return before > 0 and spans[before - 1][1] > start
