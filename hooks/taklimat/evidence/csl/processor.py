"""From items and a style to citations and a list of works."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from taklimat.evidence.csl import dates, names, numbers
from taklimat.evidence.csl.clearing import Clearer
from taklimat.evidence.csl.collapsing import collapsed, find, without_names
from taklimat.evidence.csl.elements import DATES
from taklimat.evidence.csl.names import Repeated
from taklimat.evidence.csl.naming import NAMES
from taklimat.evidence.csl.rich import Span, parse, plain, to_html
from taklimat.evidence.csl.run import Clearing, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from taklimat.evidence.csl.rich import Text
    from taklimat.evidence.csl.run import Item, Position
    from taklimat.evidence.csl.style import Key, Layout, Style


@dataclass(frozen=True)
class Cite:
    """One item in a citation."""

    id: str
    locator: str = ""
    label: str = "page"
    prefix: str = ""
    suffix: str = ""
    author: Literal["shown", "hidden", "alone"] = "shown"
    """`hidden`, where the text names the author; `alone`, where the text is to."""
    href: str = ""
    """Where it leads."""


@dataclass(frozen=True)
class Citation:
    """A citation: its items, and the number of the note in which it stands."""

    cites: tuple[Cite, ...]
    note: int = 0


@dataclass
class _Placed:
    """A cite and where it stands."""

    cite: Cite
    position: Position
    first_note: int
    near: bool
    index: int = 0


class Processor:
    """A style's way with some items, in a language."""

    def __init__(
        self,
        style: Style,
        items: Mapping[str, Item],
        language: str = "",
        *,
        has_ibid: bool = True,
    ) -> None:
        self._style = style
        self._items = items
        self._language = language or style.default_locale or "en-US"
        self._locale = style.locale(self._language)
        self._has_ibid = has_ibid
        self._order: list[str] = []
        self._places: dict[str, int] = {}
        self._clearings: dict[str, Clearing] = {}

    # Citations ------------------------------------------------------------------------------------

    def cite(self, citations: Sequence[Citation]) -> list[str]:
        """Each citation as HTML, in the order of a text."""
        layout = self._style.layout("citation", self._language)
        self._put(self._numbered(dict.fromkeys(c.id for each in citations for c in each.cites)))
        self._clearings = {}
        placed = self._placed(citations, layout)
        self._clearings = self._cleared(layout, placed)
        return [self._citation(layout, each) for each in placed]

    def citation(self, cites: Sequence[Cite], before: Mapping[str, int]) -> str:
        """One citation as HTML; `before` are the notes in which a text first cites its items."""
        layout = self._style.layout("citation", self._language)
        if not self._order and self._style.has_numbers:
            self._put(self._numbered(self._items))
        first = dict(before)
        placed = []
        for cite in cites:
            position: Position = "subsequent" if cite.id in first else "first"
            placed.append(_Placed(cite, position, first.get(cite.id, 0), near=False))
            first.setdefault(cite.id, 0)
        return self._citation(layout, placed)

    def _numbered(self, cited: Iterable[str]) -> list[str]:
        """The numbers of the items: by their order in the list of works, if that is sorted."""
        order = [id_ for id_ in cited if id_ in self._items]
        order += [id_ for id_ in self._items if id_ not in set(order)]
        if not self._style.has_bibliography:
            return order
        layout = self._style.layout("bibliography", self._language)
        if not layout.keys:
            return order
        self._put(order)
        self._clearings = {}
        return self._sorted(order, layout, "bibliography")

    def _put(self, order: list[str]) -> None:
        """Number the items."""
        self._order = order
        self._places = {id_: number for number, id_ in enumerate(order, start=1)}

    def _citation(self, layout: Layout, placed: Sequence[_Placed]) -> str:
        cites = [(self._one(layout, each), not _has_own_words(each.cite)) for each in placed]
        text = collapsed(cites, layout.attributes, layout.delimiter)
        return to_html(layout.dress(text), self._locale.marks)

    def run(self, layout_area: str, place: _Placed | None, id_: str, **given: Any) -> Run:
        """A rendering of an item."""
        item = self._items[id_]
        language = str(item.get("language") or "")
        own = language or self._language
        run = Run(
            item,
            self._locale,
            layout_area,  # type: ignore[arg-type]
            clearing=self._clearings.get(id_) or Clearing(),
            number=self._places.get(id_, 0),
            titles=own.lower().startswith("en"),
            **given,
        )
        if place:
            run.locator, run.label = place.cite.locator, place.cite.label or "page"
            run.position, run.first_note, run.near = place.position, place.first_note, place.near
        return run

    def _one(self, layout: Layout, place: _Placed) -> Text:
        run = self.run("citation", place, place.cite.id)
        text = layout.write(run)
        cite = place.cite
        if cite.author == "hidden":
            text = without_names(text)
        elif cite.author == "alone":
            names = find(text, NAMES)
            text = [names] if names else []
        if cite.href and text:
            text = [Span("link", text, cite.href)]
        return [*parse(cite.prefix), *text, *parse(cite.suffix)] if text else []

    def _placed(self, citations: Sequence[Citation], layout: Layout) -> list[list[_Placed]]:
        first: dict[str, int] = {}
        last_note: dict[str, int] = {}
        reach = int(layout.attributes.get("near-note-distance", "5"))
        before: list[_Placed] = []
        found = []
        for citation in citations:
            now: list[_Placed] = []
            cites = [cite for cite in citation.cites if cite.id in self._items]
            if layout.keys:
                ids = [cite.id for cite in cites]
                order = self._sorted(list(dict.fromkeys(ids)), layout, "citation")
                cites = sorted(cites, key=lambda cite: order.index(cite.id))
            for cite in cites:
                earlier = now[-1:] or (before if len(before) == 1 else [])
                place = self._place(cite, earlier[0] if earlier else None, first)
                near = citation.note - last_note.get(cite.id, -10_000) <= reach
                now.append(_Placed(cite, place, first.get(cite.id, 0), near and place != "first"))
                first.setdefault(cite.id, citation.note)
                last_note[cite.id] = citation.note
            before = now
            found.append(now)
        return found

    def _place(self, cite: Cite, earlier: _Placed | None, first: Mapping[str, int]) -> Position:
        if cite.id not in first:
            return "first"
        if not self._has_ibid or earlier is None or earlier.cite.id != cite.id:
            return "subsequent"
        was, now = earlier.cite, cite
        if (was.locator, was.label if was.locator else "") == (
            now.locator,
            now.label if now.locator else "",
        ):
            return "ibid"
        if now.locator:
            return "ibid-with-locator"
        return "subsequent"

    # Lists of works -------------------------------------------------------------------------------

    def bibliography(self, ids: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """The list of works as keys and HTML, in its order, without items that say nothing."""
        layout = self._style.layout("bibliography", self._language)
        if not self._order:
            self._put(self._numbered(self._items))
        order = self._order
        wanted = set(self._items if ids is None else ids)
        order = [id_ for id_ in order if id_ in wanted] if len(wanted) > 1 else list(wanted)
        found = []
        mark = layout.attributes.get("subsequent-author-substitute")
        rule = layout.attributes.get("subsequent-author-substitute-rule", "complete-all")
        before: list[Any] = []
        for id_ in order:
            run = self.run("bibliography", None, id_)
            text = layout.write(run)
            now = _names(run, text, rule)
            if mark is not None and (count := _same(before, now, rule)):
                run = self.run("bibliography", None, id_)
                run.repeated = Repeated(mark, count, rule == "complete-all")
                text = layout.write(run)
            before = now
            if text := layout.dress(text):
                found.append((id_, to_html(text, self._locale.marks)))
        return found

    def _sorted(self, ids: list[str], layout: Layout, area: str) -> list[str]:
        for key in reversed(layout.keys):
            values = {id_: self._sort_value(key, id_, area) for id_ in ids}
            there = [id_ for id_ in ids if values[id_] is not None]
            missing = [id_ for id_ in ids if values[id_] is None]
            there.sort(key=lambda id_: values[id_] or (), reverse=key.is_descending)
            ids = there + missing
        return ids

    def _sort_value(self, key: Key, id_: str, area: str) -> tuple[Any, ...] | None:
        run = self.run(area, None, id_)
        run.position = "first" if area == "citation" else None
        run.sorts = key.attributes
        if key.write:
            text = plain(key.write(run))
            if key.attributes.get("macro") and text.strip().isdecimal() and len(text) < 12:
                return ((0, int(text), ""),)
            return _collated(text) if text else None
        variable = key.variable
        value = run.item.get(variable)
        if variable in DATES:
            if not isinstance(value, dict):
                return None
            text = dates.sorting(value, ("year", "month", "day"))
            return ((1, 0, text),) if text else None
        if isinstance(value, list):
            how = names.Options(inverted="all", sorts=True, demote=self._style.demote)
            each = [plain(names.one(name, how, is_first=True)) for name in value]
            return tuple(itertools.chain.from_iterable(map(_collated, each)))
        text = run.peek(variable)
        if not text:
            return None
        if numbers.is_numeric(text) and (found := re.search(r"\d+", text)):
            return ((0, int(found[0][:12]), text),)
        return _collated(plain(parse(text)))

    # Telling alike ones apart ---------------------------------------------------------------------

    def _cleared(self, layout: Layout, placed: Sequence[Sequence[_Placed]]) -> dict[str, Clearing]:
        if not self._style.clears:
            return {}
        later = {each.cite.id for group in placed for each in group if each.position != "first"}

        def write(id_: str, clearing: Clearing) -> tuple[str, Any]:
            self._clearings = {id_: clearing}
            is_later = id_ in later and self._style.kind == "note"
            place = _Placed(Cite(id_), "subsequent" if is_later else "first", 0, False)
            run = self.run("citation", place, id_)
            return plain(layout.write(run)), run.names

        ids = list(dict.fromkeys(each.cite.id for group in placed for each in group))
        order = {id_: number for number, id_ in enumerate(self._order)}
        return Clearer(layout.attributes, write).clear(ids, order)


def _names(run: Run, text: Text, rule: str) -> list[Any]:
    """Whose entry it is: the first names, as they are written where all count."""
    if run.names and rule != "complete-all":
        return run.names[0][1]
    instead = find(text, NAMES)
    return [plain(instead.parts)] if instead else []


def _has_own_words(cite: Cite) -> bool:
    return bool(cite.locator or cite.prefix or cite.suffix)


_IGNORED = re.compile(r"[\[\]()\"'“”‘’«».,]")


def _collated(text: str) -> tuple[tuple[int, int, str], ...]:
    """What a text is sorted by: letters without accents, capitals as small letters."""
    folded = unicodedata.normalize("NFKD", _IGNORED.sub("", text).casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return tuple((1, 0, part.strip()) for part in re.split("[\u0001]", bare))


def _same(before: list[Any], now: list[Any], rule: str) -> int:
    """How many names at the beginning are those of the entry before."""
    if rule.startswith("complete"):
        return len(now) if before == now else 0
    count = 0
    for a, b in zip(before, now, strict=False):
        if a != b:
            break
        count += 1
    return min(count, 1) if rule == "partial-first" else count
