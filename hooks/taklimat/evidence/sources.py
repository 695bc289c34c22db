"""Sources: read from the files that authors keep them in, as items of CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from taklimat.evidence import biblatex, bibtex, ris
from taklimat.evidence.exporting import CSL_TYPE
from taklimat.evidence.items import TYPES, normalise
from taklimat.source.dates import Date
from taklimat.source.frontmatter import CONTROL, MAX_DIGITS, parse_yaml, read_text
from taklimat.source.problems import Problem, Problems, did_you_mean
from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from taklimat.source.words import Words

KEY = r"[\w](?:[\w:.#$%&+?<>~/-]*[\w+/])?"
"""What a key may look like where nothing stands around it, as pandoc has it."""
ADD = "add the source to the bibliography"
Item = dict[str, Any]
"""A source as CSL-JSON has it."""
FORMATS = (".json", ".bib", ".ris", ".yaml", ".yml")
"""The types of files that are read."""


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
    line: int = 0
    """On which line of its file it begins; 0 where that is not known."""
    faults: tuple[Problem, ...] = ()
    """What is wrong with it: to be mended where it is cited, and worth a look where it is not."""

    @cached_property
    def digest(self) -> str:
        """A name for all that the source says, and for what is wrong with it."""
        return digest(json.dumps(self.item, sort_keys=True, default=str), repr(self))

    def short(self, words: Words) -> str:
        """Who speaks, for the text: author or editor, or else paper, publisher, or title."""
        people = self.item.get("author") or self.item.get("editor") or ()
        families = [family for name in people if (family := _family(name))]
        if len(families) > 2 or families[-1:] == ["others"]:
            return words.gettext("%(author)s and others", author=families[0])
        title = re.sub(r"<[^<>]*>", "", self.title)
        return words.listed(families) or self.container or self.publisher or title


def _family(name: Mapping[str, str]) -> str:
    if literal := name.get("literal"):
        return literal
    particle = name.get("non-dropping-particle", "")
    between = "" if particle.endswith(("’", "'", "-")) else " "
    return f"{particle}{between}{name.get('family', '')}".strip()


@dataclass
class Sources:
    """What a file of sources holds."""

    by_key: dict[str, Source] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    """What is wrong with entries that can't be cited, such as those without a key."""


@dataclass
class _Entry:
    """An entry on the way to a source."""

    item: Any
    line: int
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def read_sources(file: Path, path: str, problems: Problems) -> Sources:
    """The sources of a file of CSL-JSON, CSL-YAML, BibTeX, BibLaTeX or RIS.

    What is wrong with the file goes into `problems`; what is wrong with an entry stays with it.
    """
    found = Sources()
    text = _read(file, path, problems, found)
    if text is None:
        return found
    suffix = file.suffix.lower()
    if suffix == ".bib":
        entries = _bibtex(text)
    elif suffix == ".ris":
        entries = _ris(text)
    elif suffix in (".yaml", ".yml"):
        entries = _yaml(text, path, problems)
    else:
        entries = _json(text, path, problems)
    for entry in entries:
        _add(entry, path, found)
    _check_same(path, found)
    return found


def _read(file: Path, path: str, problems: Problems, found: Sources) -> str | None:
    """A file's text; what other tools have written in their own encoding is read as well."""
    said = Problems()
    text = read_text(file, path, said)
    if text is not None:
        return text
    told = next(iter(said))
    is_ours = file.suffix.lower() in (".bib", ".ris")
    if "control" not in told.what and not (is_ours and "UTF-8" in told.what):
        problems.found += said.found
        return None
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    found.faults.append(Problem(path, told.line, told.what, told.remedy, "C04"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub(" ", text.translate(_WINDOWS))


# What Windows has in the place of control characters, where a file took its bytes for Latin 1.
_WINDOWS = {
    number: sign
    for number in range(0x80, 0xA0)
    if (sign := bytes((number,)).decode("cp1252", errors="ignore"))
}


def _add(entry: _Entry, path: str, found: Sources) -> None:
    faults = [Problem(path, line, what, remedy, "C04") for line, what, remedy in entry.faults]
    key = _key(entry.item)
    if not key:
        if not faults:
            remedy = "give every source a key as its id"
            faults = [Problem(path, entry.line, "a source without an id", remedy, "C04")]
        found.faults += faults
        return
    if key in found.by_key:
        first = found.by_key[key]
        what = f"a second entry {key}, the first is on line {first.line}"
        told = Problem(path, entry.line, what, "give one another key", "C03")
        found.by_key[key] = replace(first, faults=(*first.faults, told))
        return

    def wrong(what: str, remedy: str) -> None:
        faults.append(Problem(path, entry.line, what, remedy, "C04"))

    source = _source(entry.item, key, wrong)
    found.by_key[key] = replace(source, line=entry.line, faults=tuple(faults))


def _key(item: Any) -> str:
    id_ = item.get("id") if isinstance(item, dict) else None
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    return " ".join(CONTROL.sub("", id_).split()) if isinstance(id_, str) else ""


def _source(raw: Item, key: str, wrong: Any) -> Source:
    # Other programs' own fields, and ours.
    same_as = raw.get("same_as")
    item = normalise(
        {name: value for name, value in raw.items() if name != "same_as"},
        lambda name, kind: wrong(f"the field {name} of {key} is not {kind}", _MENDED[kind]),
    )
    item["id"] = key
    keys = _keys(same_as)
    if same_as is not None and keys is None:
        wrong(f"same_as of {key} is no key, and no list of keys", "name keys of other sources")
    if not item.get("title") and not item.get("container-title"):
        wrong(f"the source {key} has no title", "add one")
    for name in ("URL", "archive-url"):
        if item.get(name) and not _is_web(str(item[name])):
            wrong(f"the {name} of {key} is no web address: {str(item[name])[:60]}", "mend it")
            del item[name]
    url = str(item.get("URL", ""))
    return Source(
        id=key,
        title=str(item.get("title", "")),
        url=url,
        container=str(item.get("container-title", "")),
        publisher=str(item.get("publisher", "")),
        date=_date(item.get("issued")),
        item=item,
        same_as=tuple(keys or ()),
    )


_MENDED = {
    "a date": 'write "issued": {"date-parts": [[2017, 2, 13]]}',
    "a list of names": 'write [{"family": "Lee", "given": "Ann"}, {"literal": "United Nations"}]',
    "a text": "write one, or leave it out",
}


def _keys(value: Any) -> list[str] | None:
    found = value if isinstance(value, list) else [] if value is None else [value]
    return found if all(isinstance(key, str) for key in found) else None


def _date(issued: Any) -> Date | None:
    """The day, month or year of a source, where it has one that calendars know."""
    parts = (issued or {}).get("date-parts") or [[]]
    if not parts[0] or not 0 < parts[0][0] < 9998:
        return None
    year, *rest = parts[0]
    if rest and rest[0] > 12:  # a season
        rest = []
    for count in (len(rest), 1, 0):
        try:
            numbers = [f"{number:02}" for number in rest[:count]]
            return Date.parse("-".join([f"{year:04}", *numbers]))
        except ValueError:
            continue
    return None


def _is_web(address: str) -> bool:
    try:
        split = urlsplit(address)
    except ValueError:
        return False
    return (
        split.scheme in ("http", "https")
        and bool(split.netloc)
        and not re.search(r"[\s<>\"]", address)
    )


def _check_same(path: str, found: Sources) -> None:
    for source in list(found.by_key.values()):
        for key in source.same_as:
            if key not in found.by_key or key == source.id:
                what = f"{source.id} is the same as {key}, which is no other source"
                others = found.by_key.keys() - {source.id}
                remedy = did_you_mean(key, others, "name the key of another, or none")
                fault = Problem(path, source.line, what, remedy, "C04")
                found.by_key[source.id] = replace(source, faults=(*source.faults, fault))


# Formats ------------------------------------------------------------------------------------------


def _bibtex(text: str) -> Iterator[_Entry]:
    entries = bibtex.parse(text)
    made = {id(entry): item for entry, item in biblatex.items(entries)}
    for entry in entries:
        item = made.get(id(entry))
        if item is None and entry.key:
            continue  # only others have something from it
        if item and (kind := entry.fields.get(CSL_TYPE)) in TYPES:
            item["type"] = kind
        if item and (same := entry.fields.get("same_as")):
            item["same_as"] = [key.strip() for key in same.split(",") if key.strip()]
        yield _Entry(item, entry.line, entry.faults)


def _ris(text: str) -> Iterator[_Entry]:
    taken: set[str] = set()
    for entry in ris.parse(text):
        item = ris.item(entry)
        key = entry.first("ID")
        if not key or key in taken or re.search(r"\s", key):
            key = ris.key(item, taken)
        taken.add(key)
        yield _Entry({**item, "id": key}, entry.line, entry.faults)


def _yaml(text: str, path: str, problems: Problems) -> Iterator[_Entry]:
    """CSL-JSON as YAML: a list, or ``references`` as pandoc has them."""
    bare = re.sub(r"\A---[ \t]*\n|\n(?:---|\.\.\.)[ \t]*\s*\Z", "\n", f"\n{text}\n").strip("\n")
    # As escapes, too.
    bare = re.sub(r"\\x([89][\da-fA-F])", lambda code: _WINDOWS.get(int(code[1], 16), ""), bare)
    before = len(f"\n{text}\n") - len(f"\n{text}\n".lstrip("\n")) - 1
    said = Problems()
    data = parse_yaml(bare, path, said, first_line=1 + text.startswith("---") + max(before, 0))
    for each in said:
        problems.add(path, each.line, each.what, each.remedy, code="C02")
    if data is None:
        return
    prefix: tuple[str | int, ...] = ()
    value = data.value
    if isinstance(value, dict):
        name = next((name for name in ("references", "items") if name in value), "")
        prefix, value = (name,), value.get(name)
    if not isinstance(value, list):
        remedy = "write a list, or one under `references:`"
        problems.add(path, 1, "the file is no list of sources", remedy, code="C02")
        return
    for number, item in enumerate(value):
        yield _Entry(item, data.line((*prefix, number)))


def _json(text: str, path: str, problems: Problems) -> Iterator[_Entry]:
    try:
        items = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except json.JSONDecodeError as error:
        problems.add(path, error.lineno, f"broken JSON ({error.msg})", "mend the line", code="C02")
        return
    except ValueError as error:
        found = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        problems.add(path, line, f"broken JSON ({error})", "write it as a text", code="C02")
        return
    except RecursionError:
        problems.add(path, 1, "the JSON is nested too deeply", "flatten it", code="C02")
        return
    if isinstance(items, dict):
        items = items.get("items", items.get("references", items))
    if not isinstance(items, list):
        remedy = "write CSL-JSON: [{…}, …]"
        problems.add(path, 1, "the file is no list of sources", remedy, code="C02")
        return
    lines = _Lines(text)
    for item in items:
        yield _Entry(item, lines.of(item))


class _Lines:
    """The lines on which JSON's items stand, by their ids."""

    def __init__(self, text: str) -> None:
        self._places: dict[str, list[int]] = {}
        line, end = 1, 0
        for found in re.finditer(r'"id"\s*:\s*(?:"((?:[^"\\\n]|\\.)*)"|(-?\d+))', text):
            line += text.count("\n", end, found.start())
            end = found.start()
            id_ = found[2] or _unescaped(found[1] or "")
            self._places.setdefault(id_, []).append(line)

    def of(self, item: Any) -> int:
        """The line of an item; 0 where it has no id."""
        id_ = item.get("id") if isinstance(item, dict) else None
        lines = self._places.get(str(id_)) if isinstance(id_, str | int) else None
        return (lines.pop(0) if len(lines) > 1 else lines[0]) if lines else 0


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"')) if "\\" in text else text
    except ValueError:
        return text


_LONG_NUMBER = re.compile(rf"(?<!\d)\d{{{MAX_DIGITS}}}|\bNaN\b|\bInfinity\b")


def _number(text: str) -> int | float:
    """A number of JSON; one of millions of digits would take minutes."""
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} signs")
    if text in ("NaN", "Infinity", "-Infinity"):
        raise ValueError(f"{text} is no number")
    return float(text) if set(text) & set(".eE") else int(text)


def check_keys(
    keys: Iterable[str],
    bibliography: Mapping[str, Source],
    place: tuple[str, int],
    problems: Problems,
) -> None:
    """Note each key that is no source's, and what is wrong with those that are cited."""
    for key in keys:
        if key not in bibliography:
            remedy = did_you_mean(key, bibliography, ADD)
            problems.add(*place, f"an unknown source: {key}", remedy, code="C01")
        else:
            problems.found += bibliography[key].faults
