"""Sources: as CSL-JSON has them, read from the files that authors keep them in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from taklimat.evidence import bibtex
from taklimat.source.dates import Date
from taklimat.source.frontmatter import CONTROL, MAX_DIGITS, read_text
from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from taklimat.source.problems import Problems
    from taklimat.source.words import Words

KEY = r"[A-Za-z0-9_](?:[\w:.+/-]*\w)?"
"""What a key may look like."""
ADD = "add the source to the bibliography"
Item = dict[str, Any]
"""A source as CSL-JSON has it."""


@dataclass(frozen=True)
class Source:
    """An item of the bibliography."""

    id: str
    title: str
    url: str
    container: str
    publisher: str
    date: Date | None
    item: Item = field(compare=False, repr=False, default_factory=dict)
    same_as: tuple[str, ...] = ()
    """Keys of others that carry the same text, such as an agency's: they count as one."""

    def short(self, words: Words) -> str:
        """Who speaks, for the text: author, or else the paper, the publisher, or the title."""
        families = [str(a.get("family") or a.get("literal")) for a in self.item.get("author", ())]
        if len(families) > 2:
            return words.gettext("%(author)s and others", author=families[0])
        return words.listed(families) or self.container or self.publisher or self.title


def read_sources(file: Path, path: str, problems: Problems) -> dict[str, Source]:
    """The sources of a CSL-JSON or BibTeX file by key."""
    text = read_text(file, path, problems)
    if text is None:
        return {}
    items = (
        bibtex.parse(text, path, problems) if file.suffix == ".bib" else _json(text, path, problems)
    )
    sources: dict[str, Source] = {}
    for item in items:
        if source := _source(item, path, text, problems):
            if source.id in sources:
                line = _line_of_id(text, source.id, last=True)
                problems.add(
                    path, line, f"the key {source.id} again", "give one another key", code="C03"
                )
            sources[source.id] = source
    for source in sources.values():
        for key in source.same_as:
            if key not in sources or key == source.id:
                what = f"{source.id} is the same as {key}, which is no other source"
                remedy = did_you_mean(
                    key, sources.keys() - {source.id}, "name the key of another, or none"
                )
                problems.add(path, _line_of_id(text, source.id), what, remedy, code="C04")
    return sources


def _json(text: str, path: str, problems: Problems) -> list[Any]:
    try:
        items = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except json.JSONDecodeError as error:
        problems.add(path, error.lineno, f"broken JSON ({error.msg})", "mend the line", code="C02")
        return []
    except ValueError as error:
        found = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        problems.add(path, line, f"broken JSON ({error})", "write it as a text", code="C02")
        return []
    except RecursionError:
        problems.add(path, 1, "the JSON is nested too deeply", "flatten it", code="C02")
        return []
    if not isinstance(items, list):
        problems.add(
            path, 1, "the file is no list of sources", "write CSL-JSON: [{…}, …]", code="C02"
        )
        return []
    return items


_LONG_NUMBER = re.compile(rf"(?<!\d)\d{{{MAX_DIGITS}}}|\bNaN\b|\bInfinity\b")


def _number(text: str) -> int | float:
    """A number of JSON; one of millions of digits would take minutes."""
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} signs")
    if text in ("NaN", "Infinity", "-Infinity"):
        raise ValueError(f"{text} is no number")
    return float(text) if set(text) & set(".eE") else int(text)


# The fields of CSL-JSON by the kind of their values (https://docs.citationstyles.org/en/stable/
# specification.html#appendix-iv-variables); all others are texts.
_NAMES = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editorial-director executive-producer guest host illustrator interviewer "
    "narrator organizer original-author performer producer recipient reviewed-author "
    "script-writer series-creator translator".split()
)
_FOREIGN = frozenset(("categories", "custom"))  # other programs' own
_NOT_CSL = _FOREIGN | {"same_as"}
_DATES = frozenset("accessed available-date event-date issued original-date submitted".split())


def _wrong_field(name: str, value: Any) -> str | None:
    """What the value of a field is not, in words; None where it fits."""
    if name in _NAMES:
        return None if _are_names(value) else "a list of names"
    if name in _DATES:
        return None if _is_date(value) else "a date"
    if name in _FOREIGN:
        return None
    if name == "same_as":
        keys = value if isinstance(value, list) else [value]
        return None if all(isinstance(key, str) for key in keys) else "a key, or a list of keys"
    return None if isinstance(value, str) or _is_number(value) else "a text"


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(name, dict)
        and all(isinstance(part, str | bool) or _is_number(part) for part in name.values())
        and any(isinstance(name.get(part), str) for part in ("family", "literal", "given"))
        for name in value
    )


def _is_date(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    parts = value.get("date-parts", [])
    return isinstance(parts, list) and all(
        isinstance(date, list) and all(isinstance(n, str) or _is_number(n) for n in date)
        for date in parts
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _holds_control(value: Any) -> bool:
    """Whether a text in a value holds a sign that is no text, as JSON's escapes can write."""
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str) and CONTROL.search(each):
            return True
        if isinstance(each, dict):
            todo += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            todo += each
    return False


def _source(item: Any, path: str, text: str, problems: Problems) -> Source | None:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        problems.add(
            path, 0, "a source without an id", "give every source a key as its id", code="C04"
        )
        return None

    def wrong(what: str, remedy: str) -> None:
        problems.add(path, _line_of_id(text, item["id"]), what, remedy, code="C04")

    if not re.fullmatch(KEY, item["id"]):
        wrong(f"{item['id']} can't be cited", "write the key with letters, digits and . : + - /")
        return None
    if _holds_control(item):
        wrong(f"the source {item['id']} holds a control character", "take it out")
        return None
    for name, value in item.items():
        if kind := _wrong_field(name, value):
            example = (
                ': write "issued": {"date-parts": [[2017, 2, 13]]}' if kind == "a date" else ""
            )
            wrong(f"the field {name} of {item['id']} is not {kind}", f"mend it{example}")
            return None
    url = item.get("URL", "")
    if not isinstance(item.get("title"), str) or not item["title"].strip():
        wrong(f"the source {item['id']} has no title", "add one")
        return None
    if url and not _is_web(str(url)):
        wrong(f"the URL of {item['id']} is no web address", "mend it")
        return None
    try:
        parts = item.get("issued", {}).get("date-parts") or [[]]
        date = _from_parts(parts[0]) if parts[0] else None
    except ValueError:
        what = f"the date of {item['id']} is not CSL-JSON"
        wrong(what, 'write "issued": {"date-parts": [[2017, 2, 13]]}')
        return None
    return Source(
        id=item["id"],
        title=item["title"].strip(),
        url=str(url),
        container=str(item.get("container-title", "")),
        publisher=str(item.get("publisher", "")),
        date=date,
        same_as=tuple(_listed(item.get("same_as", []))),
        item={"type": "document", **{k: v for k, v in item.items() if k not in _NOT_CSL}},
    )


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https") and not re.search(r"[\s<>\"]", address)
    except ValueError:
        return False


def _from_parts(parts: list[int | str]) -> Date:
    """A date from CSL-JSON's ``[year, month, day]``; raises ValueError for anything else."""
    if any(len(str(part)) > 6 for part in parts):
        raise ValueError("no year, month or day")
    numbers = [int(part) for part in parts]
    return Date.parse("-".join(f"{n:02}" if i else f"{n:04}" for i, n in enumerate(numbers)))


def _line_of_id(text: str, id_: str, *, last: bool = False) -> int:
    key = re.escape(id_)
    found = list(re.finditer(rf'"id"\s*:\s*"{key}"|@\w+\s*\{{\s*{key}\s*,', text))
    return text.count("\n", 0, found[-1 if last else 0].start()) + 1 if found else 0


def check_keys(
    keys: Iterable[str],
    bibliography: Mapping[str, Source],
    place: tuple[str, int],
    problems: Problems,
) -> None:
    """Note each key that is no source's."""
    for key in keys:
        if key not in bibliography:
            remedy = did_you_mean(key, bibliography, ADD)
            problems.add(*place, f"an unknown source: {key}", remedy, code="C01")
