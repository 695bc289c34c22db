"""Items of CSL-JSON for other programs: as BibTeX, and as RIS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from taklimat.evidence.bibtex import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Item = dict[str, Any]

# CSL's types and BibTeX's.
_TYPES = {
    "article-newspaper": "article", "article-journal": "article", "article-magazine": "article",
    "periodical": "article", "review": "article", "report": "techreport", "book": "book",
    "chapter": "incollection", "entry-encyclopedia": "incollection", "entry-dictionary":
    "incollection", "thesis": "phdthesis", "paper-conference": "inproceedings",
    "pamphlet": "booklet", "manuscript": "unpublished",
}  # fmt: skip
_FIELDS = {
    "title": "title", "title-short": "shorttitle", "volume": "volume", "page": "pages",
    "publisher-place": "address", "edition": "edition", "collection-title": "series",
    "chapter-number": "chapter", "language": "language", "DOI": "doi", "URL": "url",
    "ISBN": "isbn", "ISSN": "issn", "note": "note",
}  # fmt: skip
_RIS = {
    "article-newspaper": "NEWS", "article-journal": "JOUR", "article-magazine": "MGZN",
    "report": "RPRT", "book": "BOOK", "chapter": "CHAP", "thesis": "THES", "webpage": "ELEC",
    "legislation": "STAT", "treaty": "STAT", "speech": "GEN", "paper-conference": "CPAPER",
    "dataset": "DATA", "legal_case": "CASE", "bill": "BILL", "hearing": "HEAR",
}  # fmt: skip
_RIS_FIELDS = {
    "TI": "title", "T2": "container-title", "T3": "collection-title", "PB": "publisher",
    "CY": "publisher-place", "VL": "volume", "IS": "issue", "SP": "page", "DO": "DOI",
    "AB": "abstract", "LA": "language", "UR": "URL", "ID": "id",
}  # fmt: skip
# The CSL type is kept in a field of its own, so that what goes out comes back the same.
CSL_TYPE = "csltype"
_MARKUP: tuple[tuple[str, str], ...] = (
    (r"<(?:i|em)>(.*?)</(?:i|em)>", r"\\textit{\1}"),
    (r"<(?:b|strong)>(.*?)</(?:b|strong)>", r"\\textbf{\1}"),
    (r"<sup>(.*?)</sup>", r"\\textsuperscript{\1}"),
    (r"<sub>(.*?)</sub>", r"\\textsubscript{\1}"),
    (r"<(?:sc|span[^<>]*small-caps[^<>]*)>(.*?)</(?:sc|span)>", r"\\textsc{\1}"),
    (r"<span[^<>]*nocase[^<>]*>(.*?)</span>", r"{\1}"),
)


def bibtex(items: Iterable[Item]) -> str:
    """Items as a BibTeX file."""
    return "\n".join(_entry(item) for item in items)


def _entry(item: Item) -> str:
    kind = _TYPES.get(item["type"], "misc")
    fields = [(role, _people(item[role])) for role in ("author", "editor") if item.get(role)]
    fields += [(theirs, _latex(item[ours])) for ours, theirs in _FIELDS.items() if item.get(ours)]
    if container := item.get("container-title"):
        # Of what is none of BibTeX's kinds, styles show the first; the other keeps what it is.
        wholes = {"article": ("journal",), "misc": ("howpublished", "booktitle")}
        fields += [(whole, _latex(container)) for whole in wholes.get(kind, ("booktitle",))]
    publisher = {"techreport": "institution", "phdthesis": "school"}.get(kind, "publisher")
    number = item.get("issue") or item.get("number") or item.get("collection-number")
    for name, value in (
        (publisher, item.get("publisher")), ("number", number), ("type", item.get("genre")),
    ):  # fmt: skip
        if value:
            fields.append((name, _latex(value)))
    fields += _dates(item)
    fields.append((CSL_TYPE, item["type"]))
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields if value)
    return f"@{kind}{{{_key(item['id'])}{lines}\n}}\n".replace("= {\u0001", "= ").replace(
        "\u0001}", ""
    )


def _key(key: str) -> str:
    """A key without the signs at which BibTeX takes it to end."""
    return re.sub(r"[\s\"#%'(),={}\\~]+", "-", key)


def _dates(item: Item) -> list[tuple[str, str]]:
    issued = item.get("issued") or {}
    parts = issued.get("date-parts") or []
    found: list[tuple[str, str]] = []
    if len(parts) > 1:
        found.append(("date", "/".join(map(_iso, parts))))
    if parts and parts[0]:
        found += zip(("year", "month", "day"), map(str, parts[0]), strict=False)
        # A month's name is a macro, and stands without braces.
        found = [
            (name, f"\u0001{MONTHS[int(v) - 1]}\u0001" if name == "month" and int(v) < 13 else v)
            for name, v in found
        ]
    elif issued.get("literal"):
        found.append(("year", _latex(issued["literal"])))
    accessed = (item.get("accessed") or {}).get("date-parts") or []
    return [*found, ("urldate", _iso(accessed[0]))] if accessed and accessed[0] else found


def _iso(parts: list[int]) -> str:
    return "-".join(f"{part:02}" if number else f"{part:04}" for number, part in enumerate(parts))


def _latex(value: Any) -> str:
    """A text with what LaTeX and BibTeX read otherwise escaped, and markup as theirs."""
    text = re.sub(r"([\\{}])", lambda found: _BRACES[found[1]], str(value))
    text = re.sub(r"(?<!\\)([&%$#_])", r"\\\1", text)
    for pattern, latex in _MARKUP:
        text = re.sub(pattern, latex, text, flags=re.IGNORECASE)
    for sign, latex in _LIGATURES:
        text = text.replace(sign, latex)
    return text


# What LaTeX would draw together, or take for something else.
_LIGATURES = (
    ("~", r"\textasciitilde{}"), ("`", r"\textasciigrave{}"), ("''", "'{}'"), ("--", "-{}-"),
)  # fmt: skip
_BRACES = {"\\": r"\textbackslash{}", "{": r"\lbrace{}", "}": r"\rbrace{}"}


def _people(people: Iterable[Mapping[str, str]]) -> str:
    return " and ".join(map(_person, people))


def _person(name: Mapping[str, str]) -> str:
    if literal := name.get("literal"):
        # Braces keep a name of several words whole.
        return "others" if literal == "others" else f"{{{_latex(literal)}}}"
    family = " ".join(
        _latex(name[part]) for part in ("non-dropping-particle", "family") if name.get(part)
    )
    given = " ".join(
        _latex(name[part]) for part in ("given", "dropping-particle") if name.get(part)
    )
    if not given:
        return f"{{{family}}}"
    return ", ".join(filter(None, (family, _latex(name.get("suffix", "")), given)))


def ris(items: Iterable[Item]) -> str:
    """Items as a RIS file."""
    lines: list[str] = []
    for item in items:
        lines.append(f"TY  - {_RIS.get(item['type'], 'GEN')}")
        for tag, role in (("AU", "author"), ("ED", "editor")):
            lines += [f"{tag}  - {_ris_name(name)}" for name in item.get(role) or ()]
        lines += [f"{tag}  - {_bare(item[of])}" for tag, of in _RIS_FIELDS.items() if item.get(of)]
        lines += [f"KW  - {word}" for word in item.get("keyword", "").split("; ") if word]
        parts = ((item.get("issued") or {}).get("date-parts") or [[]])[0]
        if parts:
            month_day = [f"{part:02}" for part in parts[1:]]
            lines += [f"PY  - {parts[0]}", "DA  - " + "/".join([f"{parts[0]:04}", *month_day])]
        lines += ["ER  - ", ""]
    # A line is a field, whatever line ends a title has.
    return "\r\n".join(re.sub(r"[\r\n]+", " ", line) for line in lines)


def _bare(value: Any) -> str:
    return re.sub(r"</?(?:i|b|em|strong|su[bp]|sc|span)\b[^<>]*>", "", str(value))


def _ris_name(name: Mapping[str, str]) -> str:
    family = " ".join(name[part] for part in ("non-dropping-particle", "family") if name.get(part))
    given = " ".join(name[part] for part in ("given", "dropping-particle") if name.get(part))
    parts = (family, given, name.get("suffix", ""))
    return name.get("literal") or ", ".join(filter(None, parts))
