"""What stands around a document's text: paper, head, foot, settings and properties."""

from __future__ import annotations

import re
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
)
from taklimat.documents.word.paragraphs import Place, paragraph
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Package

    from taklimat.documents.model import Document, Look
    from taklimat.documents.word.styles import Styles

# Width and height, in twips.
_PAPERS = {"a4": (11906, 16838), "letter": (12240, 15840)}
# As those of the PDFs, in centimetres.
_SIDE, _TOP, _BOTTOM, _HEAD = 2.5, 2.6, 2.4, 1.25
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


def frame(
    package: Package, section_: Element, document: Document, look: Look, styles: Styles
) -> None:
    """Give the pages a head and a foot, where a reference has none."""
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
    title = shortened(curled(document.title), _MOST_RUNNING)
    at = 0
    for kind in missing:
        for page in pages:
            if kind == "header":
                right = list(Face().runs(document.label if page == "first" else title))
                left = list(Face(bold=True).runs(look.organisation))
            else:
                right = list(_numbers(document))
                address = document.address or document.version.sentence(document.words)
                left = list(Face().runs(address))
            line = paragraph(place, styles.id(kind), [*left, w("r", w("tab")), *right])
            if stops := styles.stops(kind):  # those of an owner's style may be others
                end = w("tab", val="right", pos=place.width)
                line[0].insert(1, w("tabs", *(w("tab", val="clear", pos=p) for p in stops), end))
            key = _part(package, kind, page, line)
            section_.insert(at, element(f"w:{kind}Reference", {"w:type": page, "r:id": key}))
            at += 1


def _insert(section_: Element, title_page: Element) -> None:
    """Put the mark that the first page is another into its place in the schema."""
    behind = {
        name(f"w:{tag}")
        for tag in ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings")
    }
    at = next((n for n, each in enumerate(section_) if each.tag in behind), len(section_))
    section_.insert(at, title_page)


def _part(package: Package, kind: str, page: str, line: Element) -> str:
    content_type, relationship, tag = _KINDS[kind]
    uri = PackURI(f"/word/{kind}-{page}.xml")
    part = XmlPart(uri, content_type, element(tag, children=[line]), package.part.package)  # type: ignore[arg-type]
    return package.part.relate_to(part, relationship)


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
