"""What a PDF holds, read with readers that had no part in making it."""

from __future__ import annotations

import ctypes
import io
import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADINGS = {f"/H{level}" for level in range(1, 7)}


def texts(data: bytes) -> list[str]:
    """The text of each page, in reading order, heads and feet left out."""
    pages = []
    for page in pypdfium2.PdfDocument(data):
        width, height = page.get_size()
        text = page.get_textpage()
        pages.append(text.get_text_bounded(left=0, bottom=62, right=width, top=height - 62))
    return pages


def text_of(data: bytes) -> str:
    """The text of all pages."""
    return "\n".join(texts(data))


def pages_with_text(data: bytes) -> list[bool]:
    """For each page, whether it holds text."""
    document = pypdfium2.PdfDocument(data)
    return [bool(page.get_textpage().get_text_range().strip()) for page in document]


def feet(data: bytes) -> list[str]:
    """What stands in the foot of each page."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        width, _ = page.get_size()
        text = page.get_textpage().get_text_bounded(left=0, bottom=0, right=width, top=62)
        found.append(" ".join(text.split()))
    return found


def boxes(data: bytes) -> list[tuple[str, tuple[float, ...]]]:
    """Each character with the place of what is drawn of it: left, bottom, right and top."""
    found = []
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        # By its number: in a text of all, some letters of formulas take the place of two.
        for at in range(text.count_chars()):
            sign = chr(pypdfium2.raw.FPDFText_GetUnicode(text, at))
            found.append((sign, tuple(text.get_charbox(at))))
    return found


def inked(data: bytes) -> list[str]:
    """The characters that are drawn, and not only found in the text."""
    return [
        sign for sign, (left, bottom, right, top) in boxes(data) if right > left and top > bottom
    ]


def lines(data: bytes) -> int:
    """How many lines are drawn on all pages."""
    kinds = [item.type for page in pypdfium2.PdfDocument(data) for item in page.get_objects()]
    return kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_PATH)


_MARGIN = 2.5 / 2.54 * 72  # points
_FOOT = 1.0 / 2.54 * 72


def outside(data: bytes) -> list[str]:
    """The signs that stand outside the text's frame, with the page of each."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(data), start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            sign = text.get_text_range(place, 1)
            if not sign.strip():
                continue
            left, bottom, right, top = text.get_charbox(place)
            is_within = left >= _MARGIN - 14 and right <= width - _MARGIN + 3
            if right > left and not (is_within and bottom >= _FOOT and top <= height - _FOOT):
                found.append(f"page {number}: {sign!r} at {left:.0f}-{right:.0f}")
    return found


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """The structure elements in reading order, each with its kind."""
    roles: Any = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    for kind, node in below(pdf.Root.StructTreeRoot):
        yield str(roles.get(kind, kind)), node


def below(node: Any) -> Iterator[tuple[str, Any]]:
    """The structure elements in another, in reading order, each with the kind that it gives."""
    kids = node.get("/K", [])
    for child in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S), child
            yield from below(child)


def kinds_below(node: Any) -> list[str]:
    """The kinds of an element's children."""
    children = node.get("/K", [])
    if not isinstance(children, pikepdf.Array):
        children = [children]
    return [str(c.S) for c in children if isinstance(c, pikepdf.Dictionary) and "/S" in c]


def problems(data: bytes) -> list[str]:
    """What keeps a PDF from being fit for circulation; see the bars of the tests."""
    found: list[str] = []

    def expect(true: object, what: str) -> None:
        if not true:
            found.append(what)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        expect(_get(root, "/MarkInfo", "/Marked"), "not marked")
        expect("/StructTreeRoot" in root, "no tags")
        expect(str(root.get("/Lang", "")), "no language")
        expect(_get(root, "/ViewerPreferences", "/DisplayDocTitle"), "title not shown")
        with pdf.open_metadata() as metadata:
            expect(metadata.get("pdfuaid:part") == "1", "not PDF/UA-1")
            expect(metadata.get("pdfaid:part") == "3", "not PDF/A-3")
            expect(metadata.get("pdfaid:conformance") == "A", "not PDF/A-3a")
            expect(metadata.get("dc:title"), "no title")
            expect(metadata.get("dc:creator"), "no author")
            expect(metadata.get("dc:description"), "no subject")
        expect(_get(root, "/Outlines", "/First"), "no bookmarks")
        names = _names(pdf)
        for number, page in enumerate(pdf.pages, start=1):
            expect(str(page.get("/Tabs", "")) == "/S", f"page {number}: no tab order")
            for annotation in page.get("/Annots", []):
                if str(annotation.Subtype) == "/Link":
                    found += [f"page {number}: {what}" for what in _link(annotation, names, pdf)]
            for font in page.Resources.get("/Font", {}).values():
                expect(_is_embedded(font), f"page {number}: a font that is not embedded")
        found += _structure(pdf)
    found += [
        f"page {n}: no text" for n, text in enumerate(pages_with_text(data), start=1) if not text
    ]
    return found


def _get(node: Any, *keys: str) -> Any:
    for key in keys:
        if node is None:
            return None
        node = node.get(key)
    return node


def _names(pdf: pikepdf.Pdf) -> set[str]:
    if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
        return set()
    return {str(key) for key in pikepdf.NameTree(pdf.Root.Names.Dests)}


def _link(annotation: Any, names: set[str], pdf: pikepdf.Pdf) -> Iterator[str]:
    if not str(annotation.get("/Contents", "")).strip():
        yield "a link without contents"
    target = annotation.get("/Dest")
    action = annotation.get("/A", {})
    if target is None and str(action.get("/S", "")) == "/GoTo":
        target = action.D
    if isinstance(target, pikepdf.Array):
        if not any(page.obj.objgen == target[0].objgen for page in pdf.pages):
            yield "a link to a page that is not there"
    elif target is not None:
        if str(target) not in names:
            yield f"a link to a place that is not there: {target}"
    elif not re.match(r"(https?|mailto):", str(action.get("/URI", ""))):
        yield "a link to nowhere"


def _is_embedded(font: Any) -> bool:
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    if str(font.Subtype) == "/Type3":
        return True
    return any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    level = 0
    for kind, node in elements(pdf):
        if kind == "/Figure" and not str(node.get("/Alt", "")).strip():
            yield "a figure without an alternative"
        if kind == "/L" and not set(kinds_below(node)) <= {"/LI", "/L", "/Caption"}:
            yield f"a list with {kinds_below(node)}"
        if kind == "/LI" and "/LBody" not in kinds_below(node):
            yield f"a list item with {kinds_below(node)}"
        if kind in HEADINGS:
            here = int(kind[2:])
            if here > level + 1:
                yield f"a heading of level {here} after one of level {level}"
            level = here
    if not level:
        yield "no heading"


def stranded(data: bytes) -> list[str]:
    """The headings that end a page, with nothing of what they head."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        titles = {_letters(str(item.title)) for item in _items(outline.root)}
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(data), start=1):
        last = _last_line(page)
        if any(title.endswith(_letters(last)) for title in titles if _letters(last)):
            found.append(f"page {number}: {last}")
    return found


_NOTE_SIZE = 8.2  # points: notes are smaller, and stand below all else
_TEXT_SIZE = 10.6  # points: headings are larger


def _last_line(page: Any) -> str:
    """The last line of a page's text, its notes left out."""
    text = page.get_textpage()
    height = page.get_height()
    lines: dict[int, list[str]] = {}
    sizes: dict[int, float] = {}
    for place in range(text.count_chars()):
        size = pypdfium2.raw.FPDFText_GetFontSize(text.raw, place)
        x, y = ctypes.c_double(), ctypes.c_double()
        pypdfium2.raw.FPDFText_GetCharOrigin(text.raw, place, x, y)
        if size > _NOTE_SIZE and _FOOT + 34 < y.value < height - 62:
            lines.setdefault(round(y.value), []).append(text.get_text_range(place, 1))
            sizes[round(y.value)] = size
    last = min(lines, default=0)
    return "".join(lines[last]) if sizes.get(last, 0) > _TEXT_SIZE else ""


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words)


def _items(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _items(item.children)


def late_notes(data: bytes) -> list[str]:
    """The notes that stand on a later page than their first mark."""
    found, seen = [], set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers: dict[Any, int] = {
            page.objgen: number for number, page in enumerate(pdf.pages, start=1)
        }
        for number, page in enumerate(pdf.pages, start=1):
            for annotation in page.get("/Annots", []):
                said, target = str(annotation.get("/Contents", "")), annotation.get("/Dest")
                if not said.startswith("Footnote ") or not isinstance(target, pikepdf.Array):
                    continue
                place = (numbers[target[0].objgen], str(target[3]))
                if place not in seen and place[0] > number:
                    found.append(f"page {number}: {said} is on page {place[0]}")
                seen.add(place)
    return found
