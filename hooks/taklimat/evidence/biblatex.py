"""From the entries of BibTeX and BibLaTeX to items of CSL-JSON.

The correspondences are those of BibLaTeX's manual (https://ctan.org/pkg/biblatex, 2.1 and 2.2) and
of CSL's (https://aurimasv.github.io/z2csl/typeMap.xml), as pandoc reads them.
"""

from __future__ import annotations

import functools
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from taklimat.evidence import days, latex
from taklimat.evidence.people import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from taklimat.evidence.bibtex import Entry

Item = dict[str, Any]

_TYPES = {
    "article": "article-journal", "suppperiodical": "article-journal", "periodical": "periodical",
    "review": "review", "book": "book", "mvbook": "book", "collection": "book",
    "mvcollection": "book", "reference": "book", "mvreference": "book", "proceedings": "book",
    "mvproceedings": "book", "manual": "book", "booklet": "pamphlet", "inbook": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "incollection": "chapter",
    "suppcollection": "chapter", "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference", "conference": "paper-conference", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "bachelorsthesis": "thesis",
    "techreport": "report", "report": "report", "online": "webpage", "electronic": "webpage",
    "www": "webpage", "webpage": "webpage", "unpublished": "manuscript", "misc": "",
    "patent": "patent", "dataset": "dataset", "software": "software", "legislation": "legislation",
    "legal": "treaty", "jurisdiction": "legal_case", "commentary": "book",
    "standard": "standard", "letter": "personal_communication", "image": "graphic",
    "artwork": "graphic", "audio": "song", "music": "song", "video": "motion_picture",
    "movie": "motion_picture", "performance": "performance", "newspaper": "article-newspaper",
    "magazine": "article-magazine", "hearing": "hearing", "bill": "bill", "speech": "speech",
    "map": "map", "interview": "interview",
}  # fmt: skip
_GENRES = {
    "phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis",
    "bachelorsthesis": "Bachelor’s thesis", "techreport": "",
}  # fmt: skip
# What BibLaTeX writes for `type` in short.
_NAMED = {
    "phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "bathesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis", "habthesis": "Habilitation", "techreport": "technical report",
    "resreport": "research report", "software": "Computer software", "datacd": "CD-ROM",
    "audiocd": "audio CD", "patent": "patent", "patreq": "patent request",
}  # fmt: skip
_TEXTS = {
    "edition": "edition", "volumes": "number-of-volumes", "pagetotal": "number-of-pages",
    "chapter": "chapter-number", "version": "version", "abstract": "abstract", "isbn": "ISBN",
    "issn": "ISSN", "pubstate": "status", "annote": "annote", "annotation": "annote",
    "library": "call-number", "venue": "event-place", "part": "part-number",
    "shortjournal": "container-title-short", "archive": "archive", "archive_location":
    "archive_location", "archive-location": "archive_location", "pmid": "PMID", "pmcid": "PMCID",
    "jurisdiction": "jurisdiction",
}  # fmt: skip
_NAMES = {
    "author": "author", "editor": "editor", "translator": "translator",
    "bookauthor": "container-author", "director": "director", "holder": "",
}  # fmt: skip
_EDITORS = {
    "editor": "editor", "compiler": "compiler", "collaborator": "contributor",
    "organizer": "organizer", "director": "director",
}  # fmt: skip
_PUBLISHERS = ("school", "institution", "publisher", "organization", "howpublished")
_BOOKS = frozenset(("book", "chapter", "paper-conference", "entry-encyclopedia", "pamphlet"))
_TITLES = frozenset(
    "title subtitle titleaddon booktitle booksubtitle maintitle journaltitle".split()
)
# What a part has from the whole that it is in, by the names that the whole has for it.
_INHERITED = {
    "title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon",
}  # fmt: skip
_NEVER = frozenset(
    (
        "crossref xdata ids keywords file note annotation abstract shorthand label xref "
        "entryset options sortkey"
    ).split()
)
_PARTS = frozenset(
    (
        "inbook bookinbook suppbook incollection suppcollection inproceedings conference "
        "inreference"
    ).split()
)


def items(entries: Iterable[Entry]) -> list[tuple[Entry, Item]]:
    """Each entry that has a key, with its item; entries that only others use are left out."""
    found = [entry for entry in entries if entry.key]
    by_key = {entry.key: entry for entry in reversed(found)}
    return [
        (entry, _Item(entry, _inherited(entry, by_key)).made())
        for entry in found
        if entry.type not in ("xdata", "set")
    ]


def _inherited(
    entry: Entry, by_key: Mapping[str, Entry], seen: tuple[str, ...] = ()
) -> dict[str, str]:
    """An entry's fields with those that it has from others."""
    fields = dict(entry.fields)
    for name in ("xdata", "crossref"):
        for key in (fields.get(name) or "").split(","):
            key = key.strip()
            if not key or key in seen or len(seen) > 8:
                continue
            other = by_key.get(key)
            if other is None:
                what, remedy = (
                    f"no entry {key}, which {name} names",
                    "mend the key, or add the entry",
                )
                if not seen:
                    entry.faults.append((entry.line, what, remedy))
                continue
            given = _inherited(other, by_key, (*seen, entry.key))
            for field, value in given.items():
                if field in _NEVER or (name == "crossref" and field.startswith("short")):
                    continue
                own = field
                if name == "crossref" and entry.type in _PARTS and field in _INHERITED:
                    own = _INHERITED[field]
                elif name == "crossref" and field in _INHERITED:
                    continue
                if name == "crossref" and field == "author" and entry.type in _PARTS:
                    own = "bookauthor" if entry.type == "inbook" else "author"
                fields.setdefault(own, value)
    return fields


class _Item:
    """Makes an item of an entry."""

    def __init__(self, entry: Entry, fields: Mapping[str, str]) -> None:
        self._entry = entry
        self._fields = fields
        self._item: Item = {"id": entry.key}

    def _text(self, name: str) -> str:
        value = self._fields.get(name, "")
        return latex.decode(value, keeps_case=name in _TITLES).strip() if value else ""

    def _first(self, *names: str) -> str:
        return next((text for name in names if (text := self._text(name))), "")

    def made(self) -> Item:
        """The item."""
        self._add_type()
        self._add_titles()
        self._add_names()
        self._add_dates()
        self._add_numbers()
        self._add_places()
        self._add_addresses()
        for theirs, ours in _TEXTS.items():
            self._set(ours, self._text(theirs))
        self._set("keyword", self._first("keywords", "keyword"))
        self._set("language", self._language())
        self._set("note", self._joined(". ", "note", "addendum"))
        return self._item

    def _set(self, name: str, value: Any) -> None:
        if value and name and name not in self._item:
            self._item[name] = value

    def _joined(self, delimiter: str, *names: str) -> str:
        return delimiter.join(text for name in names if (text := self._text(name)))

    def _add_type(self) -> None:
        entry, subtype = self._entry.type, self._text("entrysubtype").lower()
        kind = _TYPES.get(entry, "")
        if entry in ("article", "periodical", "suppperiodical"):
            named = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
            kind = named.get(subtype, kind)
        if entry == "unpublished" and (
            self._fields.get("eventtitle") or self._fields.get("eventdate")
        ):
            kind = "speech"
        self._item["type"] = kind
        written = self._text("type")
        genre = _NAMED.get(written.lower().replace(" ", ""), written) or _GENRES.get(entry, "")
        self._set("genre", genre)

    def _title(self, *names: str) -> str:
        """A title with its subtitle and what is added to it."""
        title, subtitle, addition = (self._text(name) for name in names)
        if title and subtitle:
            title = f"{title}{'' if title[-1] in ':?!.–—' else ':'} {subtitle}"
        return f"{title}. {addition}".strip(". ") if addition else title

    def _add_titles(self) -> None:
        title = self._title("title", "subtitle", "titleaddon")
        book = self._title("booktitle", "booksubtitle", "booktitleaddon")
        main = self._title("maintitle", "mainsubtitle", "maintitleaddon")
        journal = self._title("journaltitle", "journalsubtitle", "")
        journal = journal or self._first("journal", "journaltitle")
        issue = self._title("issuetitle", "issuesubtitle", "issuetitleaddon")
        kind = self._item["type"]
        if main and kind not in ("chapter", "paper-conference", "entry-encyclopedia"):
            title, volume = main, title
            self._set("volume-title", volume)
        elif main:
            self._set("volume-title", book)
            book = main
        self._set("title", title)
        own = self._text("title") if self._fields.get("subtitle") and not main else ""
        self._set("title-short", self._text("shorttitle") or _shortened(own or title) or own)
        self._set("container-title", book or journal)
        self._set("volume-title", issue)
        self._set("collection-title", self._text("series"))
        self._set("event-title", self._title("eventtitle", "eventtitleaddon", ""))
        self._set("original-title", self._text("origtitle"))
        self._set("reviewed-title", self._text("reviewedtitle"))

    def _add_names(self) -> None:
        for theirs, ours in _NAMES.items():
            role = (
                _EDITORS.get(self._text("editortype").lower(), ours) if theirs == "editor" else ours
            )
            self._set(role, names(self._fields.get(theirs, "")))
        for letter in "abc":
            role = _EDITORS.get(self._text(f"editor{letter}type").lower(), "editor")
            self._set(role, names(self._fields.get(f"editor{letter}", "")))

    def _add_dates(self) -> None:
        self._set("issued", self._date("date", "year"))
        self._set("accessed", self._date("urldate", "urlyear", "urlmonth", "urlday"))
        if "accessed" not in self._item:
            self._set("accessed", self._date("lastchecked"))
        self._set("event-date", self._date("eventdate", "eventyear", "eventmonth", "eventday"))
        self._set("original-date", self._date("origdate", "origyear", "origmonth", "origday"))

    def _date(self, whole: str, year: str = "", month: str = "month", day: str = "day") -> Any:
        raw = self._fields.get(whole, "").strip("{} ")
        if _EDTF.fullmatch(raw):  # in which `~` is no space, and `%` no comment
            return days.parse(raw)
        if text := self._plain(whole):
            return days.parse(
                text.replace("–", "/") if re.fullmatch(r"\d{4}–\d{4}", text) else text
            )
        text = self._plain(year) if year else ""
        if not text:
            return None
        found = days.parse(text.strip("[]"))
        parts = found.get("date-parts") or []
        if len(parts) != 1 or len(parts[0]) != 1:
            return found
        return {
            **found,
            "date-parts": _with_month(parts[0][0], self._plain(month), self._plain(day)),
        }

    def _plain(self, name: str) -> str:
        return latex.plain(self._fields.get(name, "")).strip()

    def _add_numbers(self) -> None:
        kind, number, issue = self._item["type"], self._text("number"), self._text("issue")
        if kind.startswith(("article", "periodical", "review")):
            self._set("issue", ", ".join(dict.fromkeys(filter(None, (number, issue)))))
        elif kind in _BOOKS and (self._fields.get("series") or kind != "book"):
            self._set("collection-number", number)
        else:
            self._set("number", number)
        self._set("volume", self._text("volume"))
        pages = self._text("pages") or self._text("eid") or self._text("articleno")
        self._set("page", "-".join(part.strip() for part in re.split(r"–|--?", pages)))

    def _add_places(self) -> None:
        given = [text for name in _PUBLISHERS if (text := self._text(name))]
        # An address in `howpublished` is where to find it, not who brought it out.
        given = [text for text in given if not re.match(r"(?:https?://|www\.)", text)]
        given = [text for text in given if text != self._text("booktitle")]
        self._set(
            "publisher", "; ".join(dict.fromkeys(" and ".join(_listed(text)) for text in given[:1]))
        )
        self._set("publisher-place", " and ".join(_listed(self._first("location", "address"))))
        self._set("original-publisher", self._text("origpublisher"))
        self._set("original-publisher-place", self._text("origlocation"))

    def _add_addresses(self) -> None:
        written = self._verbatim("doi")
        doi = _DOI.search(written)
        self._set("DOI", doi[0].rstrip(".,;") if doi else written if written[:3] == "10." else "")
        given = (self._verbatim(name) for name in ("url", "howpublished", "note"))
        address = next((found for each in given if (found := _address(each))), "")
        self._set("URL", address or self._eprint())
        archived = self._verbatim("archive-url") or self._verbatim("archiveurl")
        self._set("archive-url", archived)

    def _eprint(self) -> str:
        eprint = self._verbatim("eprint")
        sort = (self._text("eprinttype") or self._text("archiveprefix")).lower()
        places = {
            "arxiv": "https://arxiv.org/abs/", "jstor": "https://www.jstor.org/stable/",
            "pubmed": "https://pubmed.ncbi.nlm.nih.gov/", "hdl": "https://hdl.handle.net/",
            "googlebooks": "https://books.google.com/books?id=",
        }  # fmt: skip
        return f"{places[sort]}{eprint}" if eprint and sort in places else ""

    def _verbatim(self, name: str) -> str:
        """An address: without what LaTeX needs around it."""
        value = self._fields.get(name, "")
        if found := re.search(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}", value):
            value = found[1]
        value = re.sub(r"\\([%#&_~$-])", r"\1", value)
        return re.sub(r"[{}\\]", "", value).strip()

    def _language(self) -> str:
        given = self._first("langid", "language", "hyphenation")
        bare = re.split(r"[;,]| and ", given)[0].strip().lower().removeprefix("lang")
        return _languages().get(bare, given)


@functools.cache
def _languages() -> dict[str, str]:
    """What BibLaTeX, babel and catalogues call languages, as BCP 47 does."""
    text = (files("taklimat.evidence") / "languages.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


_EDTF = re.compile(r"[\dXxuyY~?%/.:TZ+-]+")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")


def _address(text: str) -> str:
    """The web address that a field begins with, as a browser takes it; none if it has none."""
    if not re.match(r"(?:https?://|www\.)[^\s/]+\.", text):
        return ""
    text = re.split(r" (?=https?://)", " ".join(text.split()))[0]
    # Where a line was broken behind a slash, nothing stood; elsewhere there was a space.
    text = re.sub(r"(?<=[/-]) +", "", text).replace(" ", "%20")
    return f"https://{text}" if text.startswith("www.") else text


def _listed(text: str) -> list[str]:
    return " ".join(text.split()).split(" and ") if text else []


def _shortened(title: str) -> str:
    """A title without its subtitle."""
    short, _, rest = title.partition(": ")
    return short if rest and short.count("<") == short.count(">") and _is_whole(short) else ""


def _is_whole(text: str) -> bool:
    return len(re.findall(r"<[a-z]", text)) == len(re.findall(r"</", text))


def _with_month(year: int, month: str, day: str) -> list[list[int]]:
    """The parts of a date whose month is in a field of its own, as it may be written there."""
    if not month:
        return [[year]]
    begin, _, end = re.sub(r"/|–|--?", "\u0001", month, count=1).partition("\u0001")
    first, last = (_month_and_day(part) for part in (begin, end))
    if not first:
        return [[year]]
    if end and last:
        return [[year, *first], [year, *last]]
    if len(first) == 1 and day.isdecimal() and 1 <= int(day[:3]) <= 31:
        first = [*first, int(day)]
    return [[year, *first]]


def _month_and_day(text: str) -> list[int]:
    """A month, or a day of it, in numbers: `feb`, `13 feb`, `February 13`."""
    words = re.findall(r"\d+|[^\W\d_]+", text)
    month = next((m for word in words if not word.isdecimal() and (m := days.month(word))), None)
    number = next((int(word) for word in words if word.isdecimal() and len(word) < 3), None)
    if month is None:
        return [number] if number and days.month(str(number)) else []
    return [month, number] if number and month <= 12 and 1 <= number <= 31 else [month]
