"""The package that a document is written into: python-docx's own, or one that an owner gives.

Of an owner's, styles, numbering, theme, fonts, heads and feet are taken, and nothing else: neither
its text nor what Word keeps beside it.
"""

from __future__ import annotations

import functools
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from lxml import etree

from taklimat.documents.engine import DocumentError
from taklimat.documents.word.ooxml import Element, w
from taklimat.source import deadline
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from docx.document import Document as Package
    from docx.opc.part import Part

    from taklimat.documents.model import Asset

SCHEMES = ("http", "https", "mailto")
"""What links may lead to."""
_MOST_BYTES = 5_000_000
_MOST_UNPACKED = 50_000_000
_MOST_FILES = 400
_PLAIN = RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS
_KEPT = (
    *_PLAIN,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.HEADER,
    RELATIONSHIP_TYPE.FOOTER,
)
# Properties are those of the document: title, authors and times of a reference are not.
_OF_PACKAGE = (RELATIONSHIP_TYPE.OFFICE_DOCUMENT,)
_PROGRAM = ("vba", "macro", "activex", "oleobject", "embeddings/")


def opened(reference: Asset | None) -> Package:
    """A package without text; raises `DocumentError` for a reference that can't be used."""
    if reference is None:
        package = docx.Document(BytesIO(_plain()))
    else:
        _judge(reference)
        try:
            package = docx.Document(BytesIO(reference.data))
            _judge_links(package, reference)
            _leave_only(package, _KEPT)
            roots = (package.element.body, package.styles.element, numbering_of(package))
        except (DocumentError, deadline.TooLongError):
            raise
        # What python-docx says of broken files is of many kinds.
        except Exception as error:
            raise _refused(reference, f"it can't be read ({type(error).__name__})") from None
        if any(root is None for root in roots):
            raise _refused(reference, "it has no text")
    body = package.element.body
    for child in list(body):
        if child is not body.sectPr:
            body.remove(child)
    return package


@functools.cache
def _plain() -> bytes:
    """The library's own package without text and styles: of these it has ten times what we need."""
    package = docx.Document()
    _leave_only(package, _PLAIN)
    for style in list(package.styles.element):
        package.styles.element.remove(style)
    saved = BytesIO()
    package.save(saved)
    return saved.getvalue()


def numbering_of(package: Package) -> Element:
    """The root of a package's lists; one that has none is given it."""
    kind = RELATIONSHIP_TYPE.NUMBERING
    rels = package.part.rels
    part = next((rel.target_part for rel in rels.values() if rel.reltype == kind), None)
    if part is None:
        uri = PackURI("/word/numbering.xml")
        part = XmlPart(uri, CONTENT_TYPE.WML_NUMBERING, w("numbering"), package.part.package)  # type: ignore[arg-type]
        package.part.relate_to(part, kind)
    root: Element = part.element
    return root


def _leave_only(package: Package, kinds: tuple[str, ...]) -> None:
    for part, kept in ((package.part.package, _OF_PACKAGE), (package.part, kinds)):
        rels = part.rels
        for key in [key for key, rel in rels.items() if rel.reltype not in kept]:
            del rels[key]


def _judge(reference: Asset) -> None:
    """Refuse what is no plain .docx, before anything in it is parsed."""
    if len(reference.data) > _MOST_BYTES:
        raise _refused(reference, f"it has more than {_MOST_BYTES // 1_000_000} MB")
    try:
        with zipfile.ZipFile(BytesIO(reference.data)) as packed:
            entries = packed.infolist()
            if len(entries) > _MOST_FILES:
                raise _refused(reference, f"it holds more than {_MOST_FILES} files")
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                raise _refused(reference, "it is too large when it is unpacked")
            if len({entry.filename.casefold() for entry in entries}) < len(entries):
                raise _refused(reference, "it holds two files of the same name")
            for entry in entries:
                folded = entry.filename.casefold()
                if any(word in folded for word in _PROGRAM):
                    raise _refused(reference, f"it holds a program: {entry.filename}")
                if folded.endswith((".xml", ".rels")):
                    _judge_xml(reference, entry.filename, packed.read(entry))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _refused(reference, "it is no whole zip file") from None
    except zipfile.LargeZipFile:
        raise _refused(reference, "it is too large") from None


def _judge_xml(reference: Asset, name: str, data: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise _refused(reference, f"{name} is broken XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(reference, f"{name} has a document type, which Word never writes")
    if name.casefold() == "[content_types].xml" and b"macroenabled" in data.lower():
        raise _refused(reference, "it may hold macros")


def _judge_links(package: Package, reference: Asset) -> None:
    """Refuse what leads out of the package; links to click are no part of that."""
    if package.part.content_type != CONTENT_TYPE.WML_DOCUMENT_MAIN:
        raise _refused(reference, "it is no .docx")
    for part in package.part.package.iter_parts():
        for rel in part.rels.values():
            if not rel.is_external:
                continue
            is_link = rel.reltype == RELATIONSHIP_TYPE.HYPERLINK
            if not (is_link and _is_plain(rel.target_ref, part, package.part)):
                kind = rel.reltype.rpartition("/")[2]
                raise _refused(reference, f"it leads to a file or page outside of it ({kind})")


def _is_plain(address: str, part: Part, text: Part) -> bool:
    """Whether a link is harmless; those in the text are left out with it."""
    return part is text or urlsplit(address).scheme in SCHEMES


def _refused(reference: Asset, why: str) -> DocumentError:
    what = f"a reference document that can't be used: {why}"
    remedy = "save it anew from Word as .docx, with styles, head and foot, and nothing linked"
    return DocumentError(Problem(reference.path, 0, what, remedy, code="D08"))
