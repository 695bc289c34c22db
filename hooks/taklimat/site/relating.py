"""Which briefs go together: those that treat the same claims, tell of the same events, and mention
the same terms, rare ones more than what all of them do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

_WEIGHT = {"claim": 3.0, "event": 2.0, "term": 1.0}
_MOST = 3


def related(uri: str, site: Site) -> list[SourcePage]:
    """The briefs that share most with one, the nearest first; asked once all pages are read."""
    shared = _shared(site)
    counts = Counter(thing for things in shared.values() for thing in things)
    own = shared.get(uri, frozenset())

    def nearness(other: str) -> float:
        common = own & shared[other]
        return sum(_WEIGHT[kind] / (counts[kind, id_] - 1) for kind, id_ in common)

    others = sorted((other for other in shared if other != uri), key=nearness, reverse=True)
    return [site.pages[other] for other in others[:_MOST] if nearness(other)]


def _shared(site: Site) -> Mapping[str, frozenset[tuple[str, str]]]:
    """What each brief treats, tells of and mentions; not what all of them do."""
    briefs = {uri for uri, page in site.pages.items() if page.brief}
    found: dict[str, set[tuple[str, str]]] = {uri: set() for uri in sorted(briefs)}
    for name in ("claim", "event"):
        for id_, places in site.marked_in(name).items():
            for uri in briefs.intersection(places):
                found[uri].add((name, id_))
    for uri in briefs & site.visits.keys():
        found[uri] |= {("term", mention.term) for mention in site.visits[uri].mentions}
    counts = Counter(thing for things in found.values() for thing in things)
    return {
        uri: frozenset(thing for thing in things if 1 < counts[thing] < max(3, len(briefs)))
        for uri, things in found.items()
    }
