"""BibTeX from CSL-JSON, and back; and RIS from CSL-JSON. Parsing and escaping are pybtex's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pybtex.database import BibliographyData, Entry, Person, parse_string
from pybtex.exceptions import PybtexError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taklimat.source.problems import Problems

Item = dict[str, Any]

# CSL's types and BibTeX's; from BibTeX, the first that fits.
_TYPES = {
    "article-newspaper": "article", "article-journal": "article", "article-magazine": "article",
    "report": "techreport", "book": "book", "chapter": "incollection", "thesis": "phdthesis",
    "paper-conference": "inproceedings", "webpage": "misc", "treaty": "misc",
    "legislation": "misc", "speech": "misc", "document": "misc",
}  # fmt: skip
_BACK = {
    "article": "article-journal", "techreport": "report", "report": "report", "book": "book",
    "incollection": "chapter", "inbook": "chapter", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "inproceedings": "paper-conference",
    "online": "webpage", "misc": "document",
}  # fmt: skip
_FIELDS = {
    "title": "title", "URL": "url", "volume": "volume", "issue": "number", "page": "pages",
    "DOI": "doi", "publisher": "publisher", "edition": "edition", "language": "language",
}  # fmt: skip
_RIS = {
    "article-newspaper": "NEWS", "article-journal": "JOUR", "article-magazine": "MGZN",
    "report": "RPRT", "book": "BOOK", "chapter": "CHAP", "thesis": "THES", "webpage": "ELEC",
    "legislation": "STAT", "treaty": "STAT", "speech": "GEN",
}  # fmt: skip
# The CSL type is kept in a field of its own, so that what goes out comes back the same.
_CSL_TYPE = "csltype"


def write(items: Iterable[Item]) -> str:
    """CSL-JSON items as a BibTeX file."""
    entries = {item["id"]: _entry(item) for item in items}
    return str(BibliographyData(entries).to_string("bibtex"))


def _entry(item: Item) -> Entry:
    fields = [(theirs, str(item[ours])) for ours, theirs in _FIELDS.items() if item.get(ours)]
    kind = _TYPES.get(item["type"], "misc")
    if container := item.get("container-title"):
        fields.append(("journal" if kind == "article" else "howpublished", container))
    if series := item.get("collection-title"):
        fields.append(("series", series))
    if number := item.get("number"):
        fields.append(("number" if kind == "techreport" else "note", str(number)))
    if kind == "techreport" and item.get("publisher"):
        fields.append(("institution", item["publisher"]))
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    for name, part in zip(("year", "month", "day"), parts[0], strict=False):
        fields.append((name, str(part)))
    fields.append((_CSL_TYPE, item["type"]))
    people = [_person(author) for author in item.get("author", ())]
    sound = [(name, _balanced(value)) for name, value in fields]
    return Entry(kind, sound, {"author": people} if people else {})


def _balanced(text: str) -> str:
    """A text whose braces BibTeX can read: where one is alone, all go."""
    depth = 0
    for sign in re.findall(r"[{}]", text):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            break
    return re.sub(r"[{}]", "", text) if depth else text


def _person(author: dict[str, str]) -> Person:
    if not author.get("given"):
        # Braces keep a name of several words whole: it comes back as CSL's ``literal``.
        whole = _balanced(str(author.get("literal") or author.get("family", "")))
        return Person(last=f"{{{whole}}}")
    given, family = str(author["given"]), str(author.get("family", ""))
    return Person(first=_balanced(given), last=_balanced(family))


def parse(text: str, path: str, problems: Problems) -> list[Item]:
    """A BibTeX file as CSL-JSON items; what is wrong with it goes into `problems`."""
    try:
        data = parse_string(text, "bibtex")
    except PybtexError as error:
        line = getattr(error, "lineno", 0) or 0
        problems.add(path, line, f"broken BibTeX ({error.args[0]})", "mend the entry", code="C02")
        return []
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        what = f"broken BibTeX ({type(error).__name__})"
        problems.add(path, 1, what, "look for braces that are not closed", code="C02")
        return []
    return [_item(key, entry) for key, entry in data.entries.items()]


def _item(key: str, entry: Entry) -> Item:
    fields = {name.lower(): _bare(value) for name, value in entry.fields.items()}
    item: Item = {"id": key, "type": fields.get(_CSL_TYPE) or _BACK.get(entry.type, "document")}
    for ours, theirs in _FIELDS.items():
        if theirs in fields and not (theirs == "number" and entry.type == "techreport"):
            item[ours] = fields[theirs]
    for theirs, ours in (
        ("journal", "container-title"),
        ("journaltitle", "container-title"),
        ("howpublished", "container-title"),
        ("booktitle", "container-title"),
        ("series", "collection-title"),
        ("institution", "publisher"),
    ):
        if theirs in fields:
            item[ours] = fields[theirs]
    number = fields.get("number") if entry.type == "techreport" else fields.get("note")
    if number:
        item["number"] = number
    if people := entry.persons.get("author"):
        item["author"] = [_author(person) for person in people]
    date = [fields[name] for name in ("year", "month", "day") if fields.get(name)]
    if "date" in fields:
        date = fields["date"].split("-")
    if date and all(part.isdecimal() for part in date):
        item["issued"] = {"date-parts": [[int(part) for part in date]]}
    return item


def _author(person: Person) -> dict[str, str]:
    last = " ".join([*person.prelast_names, *person.last_names, *person.lineage_names])
    first = " ".join([*person.first_names, *person.middle_names])
    if not first and last.startswith("{"):
        return {"literal": _bare(last)}
    return {"family": _bare(last), **({"given": _bare(first)} if first else {})}


def _bare(text: str) -> str:
    return re.sub(r"\\([&%$#_])", r"\1", text.replace("{", "").replace("}", "")).strip()


def ris(items: Iterable[Item]) -> str:
    """CSL-JSON items as a RIS file."""
    lines: list[str] = []
    for item in items:
        lines.append(f"TY  - {_RIS.get(item['type'], 'GEN')}")
        lines += [f"AU  - {_ris_name(author)}" for author in item.get("author", ())]
        tags = {
            "TI": "title", "T2": "container-title", "T3": "collection-title", "PB": "publisher",
            "VL": "volume", "IS": "issue", "SP": "page", "DO": "DOI", "AB": "abstract",
            "LA": "language", "UR": "URL", "ID": "id",
        }  # fmt: skip
        lines += [f"{tag}  - {item[name]}" for tag, name in tags.items() if item.get(name)]
        lines += [f"KW  - {word}" for word in item.get("keyword", "").split("; ") if word]
        parts = ((item.get("issued") or {}).get("date-parts") or [[]])[0]
        if parts:
            month_day = [f"{part:02}" for part in parts[1:]]
            lines += [f"PY  - {parts[0]}", "DA  - " + "/".join([f"{parts[0]:04}", *month_day])]
        lines += ["ER  - ", ""]
    # A line is a field, whatever line ends a title has.
    return "\r\n".join(re.sub(r"[\r\n]+", " ", line) for line in lines)


def _ris_name(author: dict[str, str]) -> str:
    return author.get("literal") or ", ".join(
        filter(None, (author.get("family"), author.get("given")))
    )
