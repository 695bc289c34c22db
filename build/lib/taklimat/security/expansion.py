"""How much a picture draws once all that its parts refer to is drawn.

A few lines of SVG that use each other draw more than any machine can: ten groups, each of which
uses the next ten times, are ten thousand million shapes. What counts here is how often each part
is drawn, before anything draws it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST = 300_000
"""How many elements a picture may draw."""

# A filter's step works on each pixel, a colour of a gradient on none by itself.
_PRIMITIVE = 50
_FREE = frozenset(("stop", "lineargradient", "radialgradient"))
_CHARACTERS = 200  # of an element's attributes: a long path costs more than a short one
_MOST_USES = 1_000_000  # references, counted for each element that they may hold for
_MOST_INHERITED = 100
_VERTEX = 4  # characters of a path, at least, to a point that gets a marker
# Elements whose address leads somewhere, and is not drawn.
_LEADING = frozenset(
    ("a", "set", "animate", "animatecolor", "animatemotion", "animatetransform", "mpath")
)
_INHERITED = ("fill", "stroke", "marker", "--")


class EndlessError(Exception):
    """Raised where parts of a picture use each other in a circle."""


@dataclass
class _Part:
    """The root, or an element: what it draws itself, and what it makes others draw."""

    weight: int = 0
    inside: list[int] = field(default_factory=list)
    uses: list[tuple[str, int]] = field(default_factory=list)
    """Ids that it refers to, with the number of times."""
    dressed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """Ids that it draws with its own colours, and the ids of those."""


@dataclass
class _Open:
    part: int
    inherited: tuple[str, ...]


class Expansion:
    """Fed with a picture's elements in their order; then asked for the sum.

    Elements without an id are counted with the one that they stand in. A rule of a style sheet
    counts for each element whose name, class or id stands anywhere in its selector.
    """

    def __init__(self) -> None:
        self._parts = [_Part()]
        self._ids: dict[str, list[int]] = {}
        self._open = [_Open(0, ())]
        self._rules: list[tuple[frozenset[str], list[str]]] = []
        self._keys: list[tuple[int, frozenset[str]]] = []
        self._uses = 0

    def start(self, name: str, attributes: Mapping[str, str | None]) -> None:
        """An element begins; names without a prefix, or `xlink:href`."""
        name = name.lower()
        above = self._open[-1]
        number = above.part
        values = {key.lower(): value or "" for key, value in attributes.items()}
        if identity := values.get("id", "").strip():
            number = len(self._parts)
            self._parts.append(_Part())
            self._parts[above.part].inside.append(number)
            self._ids.setdefault(identity, []).append(number)
        part = self._parts[number]
        length = sum(map(len, values.values()))
        own = 0 if name in _FREE else _PRIMITIVE if name.startswith("fe") else 1
        part.weight += own + length // _CHARACTERS
        inherited = list(above.inherited)
        for key, value in values.items():
            for property_, reference in _references(key, value):
                if property_.startswith("marker"):
                    points = values.get("d", "") or values.get("points", "")
                    part.uses.append((reference, len(points) // _VERTEX))
                if property_.startswith(_INHERITED):
                    inherited.append(reference)
                else:
                    part.uses.append((reference, 1))
        if own and inherited:
            part.uses += ((reference, 1) for reference in inherited)
        for key in ("href", "xlink:href"):
            target = values.get(key, "").strip()
            if target.startswith("#") and name not in _LEADING:
                part.dressed.append((target[1:], tuple(inherited)))
        self._uses += len(inherited) if len(inherited) < _MOST_INHERITED else _MOST_USES + 1
        inherited = inherited[:_MOST_INHERITED]
        keys = frozenset((name, identity or name, *values.get("class", "").split()))
        self._keys.append((number, keys))
        self._open.append(_Open(number, tuple(dict.fromkeys(inherited))))

    def end(self) -> None:
        """The element that began last ends."""
        self._open.pop()

    def style(self, sheet: str) -> None:
        """A style sheet, which holds for all elements, also those before it."""
        if ("#" in sheet and "(" in sheet) or "\\" in sheet:
            self._add_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True))

    def _add_rules(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                references = [name for _, name in _in_block(rule.content)]
                if references:
                    self._rules.append((_keys(rule.prelude), references))
            elif rule.type == "at-rule" and rule.content:
                self._add_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True))

    def total(self) -> int:
        """The elements that are drawn, at most `MOST` + 1; raises `EndlessError`."""
        self._apply_rules()
        if self._uses > _MOST_USES:
            return MOST + 1
        totals: dict[int, int] = {}
        running: set[int] = set()
        todo = [0]
        while todo:
            number = todo[-1]
            part = self._parts[number]
            if number in totals:
                todo.pop()
                continue
            needed = [n for n in self._needed(part) if n not in totals]
            if needed:
                if number in running:
                    raise EndlessError
                running.add(number)
                todo += needed
                if any(n in running for n in needed):
                    raise EndlessError
                continue
            totals[number] = min(self._sum(part, totals), MOST + 1)
            running.discard(number)
            todo.pop()
        return totals[0]

    def _apply_rules(self) -> None:
        """Let each rule count for each element that it may hold for."""
        by_key: dict[str, list[str]] = {}
        for keys, references in self._rules:
            for key in keys or ("",):
                by_key.setdefault(key, []).extend(references)
        for number, own in self._keys if by_key else ():
            for key in (*own, ""):
                references = by_key.get(key, [])
                self._uses += len(references)
                if self._uses > _MOST_USES:
                    return
                self._parts[number].uses += ((reference, 1) for reference in references)

    def _needed(self, part: _Part) -> Iterator[int]:
        yield from part.inside
        for reference, _ in part.uses:
            yield from self._named(reference)
        for reference, colours in part.dressed:
            yield from self._named(reference)
            for colour in colours:
                yield from self._named(colour)

    def _sum(self, part: _Part, totals: Mapping[int, int]) -> int:
        def of(reference: str) -> int:
            return sum(totals[number] for number in self._named(reference))

        found = part.weight + sum(totals[number] for number in part.inside)
        found += sum(times * of(reference) for reference, times in part.uses)
        for reference, colours in part.dressed:
            found += of(reference) * (1 + sum(map(of, colours)))
        return found

    def _named(self, reference: str) -> Sequence[int]:
        """The parts with an id, which may be written with percent signs; none if there is none."""
        return self._ids.get(reference, ()) or self._ids.get(unquote(reference), ())


def _references(key: str, value: str) -> Iterator[tuple[str, str]]:
    """What an attribute refers to: names of properties, and ids."""
    if not ("#" in value and "(" in value) and "\\" not in value:
        return  # it names no part of the picture
    if key == "style":
        content = tinycss2.parse_blocks_contents(value, skip_comments=True)
        yield from _declared(content)
    else:
        for reference in _ids(tinycss2.parse_component_value_list(value)):
            yield key, reference


def _in_block(content: list[Any]) -> Iterator[tuple[str, str]]:
    yield from _declared(tinycss2.parse_blocks_contents(content, skip_comments=True))


def _declared(content: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for each in content:
        if each.type == "declaration":
            for reference in _ids(each.value):
                yield each.lower_name, reference
        elif each.type in ("qualified-rule", "at-rule") and each.content:
            yield from _in_block(each.content)


def _ids(values: Iterable[Any]) -> Iterator[str]:
    todo = list(values)
    while todo:
        value = todo.pop()
        address = ""
        if value.type == "url":
            address = value.value
        elif value.type == "function":
            if value.lower_name in ("url", "src"):
                address = "".join(e.value for e in value.arguments if e.type == "string")
            todo += value.arguments
        elif value.type.endswith(" block"):
            todo += value.content
        if address.startswith("#"):
            yield address[1:]


def _keys(selector: Iterable[Any]) -> frozenset[str]:
    """The names in a selector; none at all if it may mean every element."""
    keys: set[str] = set()
    for part in selector:
        if part.type in ("function", "[] block") or part == "*" or part == ":":
            return frozenset()
        if part.type in ("ident", "hash"):
            keys.update((part.value, part.value.lower()))
    return frozenset(keys)
