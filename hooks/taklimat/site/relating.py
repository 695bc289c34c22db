"""Which briefs go together: those that treat the same claims, tell of the same events, and mention
the same terms, rare ones more than what all of them do."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

Thing = tuple[str, str]
"""A claim, an event or a term: which of these it is, and its id."""

_WEIGHT = {"claim": 3.0, "event": 2.0, "term": 1.0}
_MOST = 3
# What more briefs than this share tells little of any two of them, and takes the square of their
# number to compare.
_COMMON = 50


class Related:
    """The briefs of a site by what they share; made once all pages are read."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._shared = _shared(site)
        self._holders: dict[Thing, list[str]] = defaultdict(list)
        for uri, things in self._shared.items():
            for thing in things:
                self._holders[thing].append(uri)

    def to(self, uri: str) -> list[SourcePage]:
        """The briefs that share most with one, the nearest first."""
        near: dict[str, list[float]] = defaultdict(list)
        for thing in self._shared.get(uri, ()):
            holders = self._holders[thing]
            for other in holders:
                near[other].append(_WEIGHT[thing[0]] / (len(holders) - 1))
        near.pop(uri, None)
        others = sorted(near, key=lambda other: (-fsum(near[other]), other))
        return [self._site.pages[other] for other in others[:_MOST]]


def _shared(site: Site) -> Mapping[str, frozenset[Thing]]:
    """What each brief treats, tells of and mentions; not what all of them do, or very many."""
    briefs = {uri for uri, page in site.pages.items() if page.brief}
    found: dict[str, set[Thing]] = {uri: set() for uri in sorted(briefs)}
    for name in ("claim", "event"):
        for id_, places in site.marked_in(name).items():
            for uri in briefs.intersection(places):
                found[uri].add((name, id_))
    for uri in briefs & site.visits.keys():
        found[uri] |= {("term", mention.term) for mention in site.visits[uri].mentions}
    counts = Counter(thing for things in found.values() for thing in things)
    most = min(max(3, len(briefs)), _COMMON)
    return {
        uri: frozenset(thing for thing in things if 1 < counts[thing] < most)
        for uri, things in found.items()
    }
