"""The file around the text: styles, paper, head and foot, notes, properties; and its bytes.

An owner's reference document brings its styles, paper, head and foot; its text is left out. It is
a file like any other of a contribution: what could run, or lead out of it, is refused.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor

from taklimat.documents.word.xml import element, own, qn, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document as File
    from docx.styles.style import ParagraphStyle
    from lxml.etree import _Element as Element

    from taklimat.documents.model import Document, Look

SERIF, SANS, MONO = "Cambria", "Calibri", "Consolas"
_PAPER = {"a4": (Cm(21), Cm(29.7)), "letter": (Cm(21.59), Cm(27.94))}
MARGIN_SIDES = Cm(2.5)
_MARGIN_TOP, _MARGIN_BOTTOM = Cm(2.6), Cm(2.4)
_MOST_BYTES = 30_000_000
_MOST_SAID = 255  # characters
_DATE = (1980, 1, 1, 0, 0, 0)
_NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# Name, size in points, spacing before and after, what it is based on.
_PARAGRAPHS = (
    ("Facts", 9, 0, 12), ("Small", 9, 0, 6), ("Code", 9, 6, 6), ("Admonition", 10.5, 3, 3),
    ("Admonition Title", 10.5, 9, 3), ("Term", 10.5, 6, 0), ("Definition", 10.5, 0, 3),
    ("Figure", 10.5, 9, 3), ("Table Text", 9, 1, 1), ("Footnote Text", 9, 0, 0),
    ("TOC 1", 10, 3, 0), ("TOC 2", 10, 0, 0),
)  # fmt: skip
_CHARACTERS = ("Hyperlink", "Footnote Reference", "Code Text")


class ReferenceDocumentError(ValueError):
    """Raised where a reference document is not fit to be one; says why."""


def opened(reference: bytes | None, look: Look) -> File:
    """A file without text, with the styles of `reference`, or else of `look`."""
    if reference is None:
        file = docx.Document()
        _set_paper(file, look)
        _set_styles(file, look)
    else:
        check(reference)
        file = docx.Document(io.BytesIO(reference))
    for name, size, before, after in _PARAGRAPHS:
        _paragraph_style(file, name, size, before, after)
    for name in _CHARACTERS:
        if name not in file.styles:
            file.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    if reference is None:
        _set_own(file, look)
    body = file.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return file


def check(reference: bytes | None) -> None:
    """Raise `ReferenceDocumentError` for what is not fit to be a reference document."""
    if reference is None:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(reference)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise ReferenceDocumentError(f"it holds more than {_MOST_BYTES // 1_000_000} MB")
            names = [entry.filename for entry in entries]
            if any("vbaProject" in name or "activeX" in name for name in names):
                raise ReferenceDocumentError("it holds macros")
            links = (archive.read(name) for name in names if name.endswith(".rels"))
            if any(b'TargetMode="External"' in text for text in links):
                raise ReferenceDocumentError("it leads to files outside of it")
            if "word/document.xml" not in names or "word/styles.xml" not in names:
                raise ReferenceDocumentError("it is no .docx")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ReferenceDocumentError("it is no .docx") from error


def _set_paper(file: File, look: Look) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = _PAPER[look.paper]
    section.left_margin = section.right_margin = MARGIN_SIDES
    section.top_margin, section.bottom_margin = _MARGIN_TOP, _MARGIN_BOTTOM
    section.header_distance = section.footer_distance = Cm(1.2)
    section.different_first_page_header_footer = True


def _set_styles(file: File, look: Look) -> None:
    ink = RGBColor.from_string(look.ink.removeprefix("#").upper())
    for name, size, before, after in (
        ("Title", 24, 0, 6), ("Subtitle", 13, 0, 10), ("Heading 1", 18, 18, 6),
        ("Heading 2", 14, 16, 6), ("Heading 3", 12, 12, 4), ("Heading 4", 11, 10, 4),
        ("Heading 5", 10.5, 8, 3), ("Heading 6", 10.5, 8, 3), ("Normal", 10.5, 0, 8),
        ("Quote", 10.5, 6, 6), ("Caption", 9, 3, 9), ("List Paragraph", 10.5, 0, 4),
    ):  # fmt: skip
        style = file.styles[name]
        _set_font(style, SERIF, size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        if name == "Title" or name.startswith("Heading"):
            style.font.color.rgb, style.font.bold, style.font.italic = ink, True, False
            style.paragraph_format.keep_with_next = True
        if name in ("Title", "Subtitle"):
            for kind in ("w:pBdr", "w:rPr/w:spacing"):
                path = "/".join(qn(part) for part in kind.split("/"))
                for each in style.element.findall(f".//{path}"):
                    each.getparent().remove(each)
    subtitle, caption = file.styles["Subtitle"], file.styles["Caption"]
    subtitle.font.color.rgb = caption.font.color.rgb = RGBColor(0x33, 0x3F, 0x4A)
    subtitle.font.italic = caption.font.bold = False
    file.styles["Normal"].paragraph_format.line_spacing = 1.15
    file.styles["Quote"].paragraph_format.left_indent = Cm(0.8)


def _set_font(style: ParagraphStyle, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(key), name)


def _paragraph_style(file: File, name: str, size: float, before: float, after: float) -> None:
    if name in file.styles:
        return
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Normal"]
    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _set_own(file: File, look: Look) -> None:
    styles = file.styles
    accent = look.accent.removeprefix("#").upper()
    for name in ("Facts", "Small"):
        _set_font(styles[name], SANS, 9)
        styles[name].font.color.rgb = RGBColor(0x4A, 0x55, 0x60)
    _set_font(styles["Code"], MONO, 9)
    _set_font(styles["Table Text"], SANS, 9)
    styles["Table Text"].paragraph_format.line_spacing = 1
    _shade(styles["Code"], "F7F5F0")
    for name in ("Admonition", "Admonition Title"):
        styles[name].paragraph_format.left_indent = Cm(0.5)
        side = element("w:left", val="single", sz="18", space="8", color=accent)
        _properties(styles[name]).append(element("w:pBdr", side))
    styles["Admonition Title"].font.bold = styles["Term"].font.bold = True
    for name in ("Admonition Title", "Term", "Figure"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Definition"].paragraph_format.left_indent = Cm(0.8)
    styles["TOC 2"].paragraph_format.left_indent = Cm(0.6)
    styles["Footnote Text"].paragraph_format.line_spacing = 1
    borders = styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}")
    for border in borders if borders is not None else ():
        border.set(qn("w:color"), "C9C5BC")
    styles["Hyperlink"].font.color.rgb = RGBColor(0x1B, 0x5A, 0x86)
    styles["Hyperlink"].font.underline = True
    styles["Footnote Reference"].font.superscript = True
    styles["Code Text"].font.name, styles["Code Text"].font.size = MONO, Pt(9.5)


def _properties(style: ParagraphStyle) -> Any:
    return style.element.get_or_add_pPr()


def _shade(style: ParagraphStyle, colour: str) -> None:
    _properties(style).append(element("w:shd", val="clear", color="auto", fill=colour))


def room_of(file: File) -> int:
    """How wide the text is, in English metric units."""
    section = file.sections[0]
    width, left, right = section.page_width, section.left_margin, section.right_margin
    return (width or Cm(21)) - (left or MARGIN_SIDES) - (right or MARGIN_SIDES)


# Head, foot, properties ---------------------------------------------------------------------------


def set_frame(file: File, document: Document, look: Look, *, is_own: bool) -> None:
    """The head and foot, unless the reference document has them, and the properties."""
    if is_own:
        _set_head_and_foot(file, document, look)
    properties, when = file.core_properties, document.version.when
    properties.title, properties.subject = _short(document.title), _short(document.summary)
    properties.author = _short("; ".join(document.authors))
    properties.keywords = _short(", ".join(document.keywords))
    properties.language = _short(document.language)
    properties.created = properties.modified = when
    properties.last_modified_by, properties.comments, properties.revision = "", "", 1
    defaults = file.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(element("w:lang", val=document.language))


def _short(text: str) -> str:
    """As much of a text as a property may hold."""
    said = own(text)
    return said if len(said) <= _MOST_SAID else f"{said[: _MOST_SAID - 1]}\u2026"


def _set_head_and_foot(file: File, document: Document, look: Look) -> None:
    section = file.sections[0]
    width = room_of(file)
    head = section.header.paragraphs[0]._p
    foots = (section.footer.paragraphs[0]._p, section.first_page_footer.paragraphs[0]._p)
    first = section.first_page_header.paragraphs[0]._p
    _fill(head, width, [run(f"{look.organisation}\t{document.title}")], is_head=True)
    _fill(first, width, [run(f"{look.organisation}\t{document.label}")], is_head=True)
    words = document.words
    said = words.gettext("Page %(page)s of %(pages)s", page="\0", pages="\1")
    for foot in foots:
        parts = [run(f"{document.address or document.version.sentence(words)}\t")]
        for piece in said.replace("\0", "|\0|").replace("\1", "|\1|").split("|"):
            if piece in ("\0", "\1"):
                parts += field("PAGE" if piece == "\0" else "NUMPAGES", "1")
            elif piece:
                parts.append(run(piece))
        _fill(foot, width, parts)


def _fill(
    paragraph: Element, width: int, parts: Iterable[Element], *, is_head: bool = False
) -> None:
    for child in list(paragraph):
        paragraph.remove(child)
    tab = element("w:tab", val="right", pos=round(width / 635))
    side = "w:bottom" if is_head else "w:top"
    line = element("w:pBdr", element(side, val="single", sz=4, space=4, color="C9C5BC"))
    about = element("w:pPr", element("w:pStyle", val="Small"), line, element("w:tabs", tab))
    paragraph.append(about)
    for part in parts:
        paragraph.append(part)


def field(code: str, shown: str, *looks: Element) -> list[Element]:
    """A field, with what it shows until it is brought up to date, and how."""
    said = element("w:instrText")
    said.text = f" {code} "
    said.set(qn("xml:space"), "preserve")
    return [
        element("w:r", element("w:fldChar", fldCharType="begin")),
        element("w:r", said),
        element("w:r", element("w:fldChar", fldCharType="separate")),
        run(shown, *looks),
        element("w:r", element("w:fldChar", fldCharType="end")),
    ]


# Notes --------------------------------------------------------------------------------------------


def notes_part(file: File) -> XmlPart:
    """The part of the footnotes, with the two that are lines."""
    for each in file.part.rels.values():
        if each.reltype == RT.FOOTNOTES:  # those of a reference document
            file.part.drop_rel(each.rId)
            break
    root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        line = element("w:p", element("w:r", element(f"w:{kind}")))
        root.append(element("w:footnote", line, type=kind, id=number))
    part = XmlPart(PackURI("/word/footnotes.xml"), _NOTES, root, file.part.package)
    file.part.relate_to(part, RT.FOOTNOTES)
    return part


def written(file: File) -> bytes:
    """The file's bytes, the same for the same file."""
    kept = io.BytesIO()
    file.save(kept)
    made = io.BytesIO()
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
