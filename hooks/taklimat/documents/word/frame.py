"""What stands around a document's text: paper, head, foot, settings and properties."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart

from taklimat.documents.cards import shortened
from taklimat.documents.word.faces import Face, is_right_to_left, regional
from taklimat.documents.word.fields import field
from taklimat.documents.word.notes import SEPARATORS
from taklimat.documents.word.ooxml import (
    TWIPS_A_CM,
    Element,
    clean,
    element,
    flag,
    name,
    val,
    w,
    words,
)
from taklimat.documents.word.paragraphs import Place, paragraph
from taklimat.documents.word.pictures import ornament
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Package

    from taklimat.documents.model import Document, Look
    from taklimat.documents.word.desk import Desk

# Width and height, in twips.
_PAPERS = {"a4": (11906, 16838), "letter": (12240, 15840)}
# As those of the PDFs, in centimetres.
_SIDE, _TOP, _BOTTOM, _HEAD = 2.5, 2.6, 2.4, 1.25
_LOGO = round(1.1 * TWIPS_A_CM)  # its height in the head of the first page
_COMPATIBILITY = "http://schemas.microsoft.com/office/word"
_MOST_RUNNING = 70  # characters of the title in the head
_PLACES = re.compile("[\x00\x01]")
_KINDS = {
    "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER, "w:hdr"),
    "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, "w:ftr"),
}
_KEPT_SETTINGS = ("w:mirrorMargins", "w:evenAndOddHeaders")


def section(look: Look) -> Element:
    """Paper and margins (17.6)."""
    wide, high = _PAPERS[look.paper]
    side, top, bottom, head = (round(cm * TWIPS_A_CM) for cm in (_SIDE, _TOP, _BOTTOM, _HEAD))
    margins = {"top": top, "right": side, "bottom": bottom, "left": side}
    return w(
        "sectPr",
        w("pgSz", w=wide, h=high),
        w("pgMar", **margins, header=head, footer=head, gutter=0),
        w("titlePg"),
    )


def width_of(section_: Element) -> int:
    """How wide the text is, in twips."""
    size, margins = section_.find(name("w:pgSz")), section_.find(name("w:pgMar"))
    if size is None or margins is None:
        return round((21 - 2 * _SIDE) * TWIPS_A_CM)
    sides = (_twips(margins, side) for side in ("left", "right", "gutter"))
    return max(1000, _twips(size, "w") - sum(sides))


def _twips(node: Element, attribute: str) -> int:
    found = node.get(name(f"w:{attribute}"), "0")
    return int(found) if found.isdecimal() else 0


def frame(desk: Desk, section_: Element) -> None:
    """Give the pages a head and a foot, where a reference has none."""
    document, package, styles = desk.document, desk.package, desk.styles
    place = Place(width_of(section_), face=Face(is_turned=is_right_to_left(document.language)))
    has = {each.tag for each in section_}
    missing = [kind for kind in _KINDS if name(f"w:{kind}Reference") not in has]
    # An owner's head may be meant for the first page as well.
    if len(missing) == len(_KINDS) and name("w:titlePg") not in has:
        _insert(section_, w("titlePg"))
    pages = ["default"]
    pages += ["first"] if section_.find(name("w:titlePg")) is not None else []
    settings_: Element = package.settings.element
    pages += ["even"] if settings_.find(name("w:evenAndOddHeaders")) is not None else []
    for at, (kind, page) in enumerate(product(missing, pages)):
        content_type, relationship, tag = _KINDS[kind]
        root, uri = element(tag), PackURI(f"/word/{kind}-{page}.xml")
        part = XmlPart(uri, content_type, root, package.part.package)  # type: ignore[arg-type]
        with desk.within(part):
            left, right = _head(desk, page) if kind == "header" else _foot(document)
        line = paragraph(place, styles.id(kind), [*left, w("r", w("tab")), *right])
        if stops := styles.stops(kind):  # those of an owner's style may be others
            end = w("tab", val="right", pos=place.width)
            line[0].insert(1, w("tabs", *(w("tab", val="clear", pos=p) for p in stops), end))
        root.append(line)
        key = package.part.relate_to(part, relationship)
        section_.insert(at, element(f"w:{kind}Reference", {"w:type": page, "r:id": key}))


def _head(desk: Desk, page: str) -> tuple[list[Element], list[Element]]:
    """What stands at the beginning of a page's head, and at its end."""
    look, document = desk.engine.look, desk.document
    left = list(Face(bold=True).runs(look.organisation))
    if page != "first":
        return left, list(Face().runs(shortened(curled(document.title), _MOST_RUNNING)))
    logo = document.asset(look.logo) if look.logo else None
    if logo is not None:
        left = [ornament(logo, _LOGO, desk), w("r", words("  ")), *left]
    return left, list(Face().runs(document.label))


def _foot(document: Document) -> tuple[list[Element], list[Element]]:
    address = document.address or document.version.sentence(document.words)
    return list(Face().runs(address)), list(_numbers(document))


def _insert(section_: Element, title_page: Element) -> None:
    """Put the mark that the first page is another into its place in the schema."""
    behind = {
        name(f"w:{tag}")
        for tag in ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings")
    }
    at = next((n for n, each in enumerate(section_) if each.tag in behind), len(section_))
    section_.insert(at, title_page)


def _numbers(document: Document) -> Iterator[Element]:
    """*Page 2 of 7*, in the words of the document, with fields for the numbers."""
    # Signs that no text of ours has stand for the numbers.
    said = document.words.gettext("Page %(page)s of %(pages)s", page="\x00", pages="\x01")
    face = Face()
    at = 0
    for found in _PLACES.finditer(said):
        yield from face.runs(said[at : found.start()])
        yield from field("PAGE" if found[0] == "\x00" else "NUMPAGES", "1", face)
        at = found.end()
    yield from face.runs(said[at:])


def settings(package: Package, document: Document) -> None:
    """Word's settings: ours, with what an owner's head and foot need (17.15.1)."""
    old: Element = package.settings.element
    mirrored, even = (old.find(name(tag)) for tag in _KEPT_SETTINGS)
    separators = (w("footnote", id=id_) for id_ in SEPARATORS.values())
    mode = {"name": "compatibilityMode", "uri": _COMPATIBILITY, "val": 15}
    parts = [
        w("zoom", percent=100),
        flag("mirrorMargins", mirrored is not None),
        w("defaultTabStop", val=720),
        flag("evenAndOddHeaders", even is not None),
        val("characterSpacingControl", "doNotCompress"),
        w("footnotePr", *separators),
        w("compat", w("compatSetting", **mode)),
        w("themeFontLang", val=regional(document.language, document.words)),
        val("decimalSymbol", "."),
        val("listSeparator", ","),
    ]
    for child in list(old):
        old.remove(child)
    old.extend([each for each in parts if each is not None])
    package.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels.clear()


def properties(package: Package, document: Document) -> None:
    """Title, authors and the rest, as Word's dialogs and accessibility checkers read them."""
    core: Any = package.core_properties
    when = document.version.when
    values = {
        "title": curled(document.title),
        "author": "; ".join(document.authors),
        "subject": curled(document.summary),
        "keywords": ", ".join(document.keywords),
        "language": regional(document.language, document.words),
        "category": document.label,
    }
    for key in ("comments", "content_status", "identifier", "version", "last_modified_by"):
        setattr(core, key, "")
    for key, value in values.items():
        setattr(core, key, clean(value)[:255])  # the library's bound
    core.created = core.modified = when
    core.revision = 1


def strip_dangling(body: Element) -> None:
    """Let words that lead to a bookmark that was not written be words."""
    marks = {mark.get(name("w:name")) for mark in body.iter(name("w:bookmarkStart"))}
    for link in list(body.iter(name("w:hyperlink"))):
        anchor = link.get(name("w:anchor"))
        parent = link.getparent()
        if anchor is None or anchor in marks or parent is None:
            continue
        at = parent.index(link)
        for offset, child in enumerate(list(link)):
            parent.insert(at + offset, child)
        parent.remove(link)
