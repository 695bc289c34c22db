"""Pack the objects of a PDF into compressed streams: a third of the size, for mail.

Tags make tens of thousands of small objects, and Typst writes each of them as plain text. What is
read here is of Typst's own form: one table of references, no encryption. Objects keep their
numbers. See ISO 32000-1, 7.5.4 (the table), 7.5.7 (streams of objects) and 7.5.8 (the table as a
stream).
"""

from __future__ import annotations

import functools
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from taklimat.documents import tagging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # bytes above 127, lest the file be taken for text
_MANY = 200  # objects in a stream: who needs one of them unpacks them all
_ENTRY = re.compile(rb"^(\d{10}) 00000 n", re.MULTILINE)
_SIZE = re.compile(rb"/Size (\d+)")
_LINK, _CATALOG = b"<</Type/Annot/Subtype/Link", b"<</Type/Catalog"
_BACK = re.compile(rb"/Contents\((\d+)\)")
_WIDTHS = (1, 4, 1)  # bytes of a row of the table
_ROW = sum(_WIDTHS)
_FREE, _ALONE, _PACKED = range(3)  # kinds of rows


def packed(pdf: bytes, back: str = "", expansions: Mapping[str, str] | None = None) -> bytes:
    """The same document, smaller; raises ValueError if `pdf` is not of Typst's form.

    `back` are the words, with ``%s`` for its number, of a link from a note to its mark;
    `expansions` is what acronyms stand for, by the labels to which they lead.
    """
    objects, trailer = _read(pdf)
    tagging.tag_row_heads(objects)
    tagging.expand_acronyms(objects, expansions or {})
    said = functools.partial(_said, words=back) if back else None
    objects = [_mended(body, said) for body in objects]
    file = _File(len(objects))
    small: list[tuple[int, bytes]] = []
    for number, body in enumerate(objects, start=1):
        if body.endswith(b"endstream"):
            file.add(body, number)
        else:
            small.append((number, body))
    lots = [small[first : first + _MANY] for first in range(0, len(small), _MANY)]
    # Compression leaves Python's lock to others: it runs while the next texts are put together.
    with ThreadPoolExecutor() as pool:
        for lot, stream in zip(lots, pool.map(_together, lots), strict=True):
            file.add_together(lot, stream)
    return file.finished(trailer)


def _mended(body: bytes, said: Callable[[re.Match[bytes]], bytes] | None) -> bytes:
    """An object as other programs want it."""
    if said and body.startswith(_LINK):
        return _BACK.sub(said, body)
    # It is false where nothing is said, and some programs complain of what is said.
    return body.replace(b"/Suspects false", b"") if body.startswith(_CATALOG) else body


def _said(found: re.Match[bytes], words: str) -> bytes:
    """What a link says that only has a number."""
    return b"/Contents" + tagging.text_string(words.replace("%s", found[1].decode()))


def _read(pdf: bytes) -> tuple[list[bytes], bytes]:
    """The objects, of which the first has the number 1, and the entries of the trailer."""
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    table, _, trailer = pdf[start:].partition(b"trailer")
    trailer = trailer[trailer.index(b"<<") + 2 : trailer.rindex(b">>")]
    offsets = [int(offset) for offset in _ENTRY.findall(table)]
    size = _SIZE.search(trailer)
    if size is None or int(size[1]) != len(offsets) + 1:
        raise ValueError("the table of references does not hold all objects")
    ordered = sorted(offsets)
    ends = dict(zip(ordered, [*ordered[1:], start], strict=True))
    objects = []
    for offset in offsets:
        written = pdf[offset : ends[offset]]
        objects.append(written[written.index(b"obj") + 3 : written.rindex(b"endobj")].strip())
    return objects, _SIZE.sub(b"", trailer)


class _File:
    """A PDF in the making."""

    def __init__(self, count: int) -> None:
        self._written = [_HEAD]
        self._length = len(_HEAD)
        # Where each object is: the first row stands for none, as the standard has it.
        self._rows = [_row(_FREE, 0, 255), *[b""] * count]

    def add(self, body: bytes, number: int | None = None) -> int:
        """Write an object; one without a number is given the next that is free."""
        row = _row(_ALONE, self._length, 0)
        if number is None:
            number = len(self._rows)
            self._rows.append(row)
        else:
            self._rows[number] = row
        written = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self._written.append(written)
        self._length += len(written)
        return number

    def add_together(self, objects: list[tuple[int, bytes]], body: bytes) -> None:
        """Write the stream `body`, which holds objects, with their numbers."""
        stream = self.add(body)
        for index, (number, _) in enumerate(objects):
            self._rows[number] = _row(_PACKED, stream, index)

    def finished(self, trailer: bytes) -> bytes:
        """All of it, with the table of references at its end."""
        start = self._length
        size = len(self._rows) + 1  # the table has a row of its own
        flat = b"".join([*self._rows, _row(_ALONE, start, 0)])
        # Each row as its difference to the one above, PNG's filter 2: nearly all are alike then.
        above = bytes(_ROW) + flat
        difference = bytes((a - b) & 255 for a, b in zip(flat, above, strict=False))
        rows = (difference[at : at + _ROW] for at in range(0, len(flat), _ROW))
        predictor = b"/DecodeParms<</Predictor 12/Columns %d>>" % _ROW
        widths = b"%d %d %d" % _WIDTHS
        entries = b"/Type/XRef/Size %d/W[%b]%b%b" % (size, widths, predictor, trailer)
        self.add(_stream(entries, b"".join(b"\2" + row for row in rows)))
        return b"".join([*self._written, b"startxref\n%d\n%%%%EOF\n" % start])


def _together(objects: list[tuple[int, bytes]]) -> bytes:
    places, at = [], 0
    for number, body in objects:
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(places) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(entries, head + b"\n".join(body for _, body in objects))


def _row(kind: int, place: int, index: int) -> bytes:
    return kind.to_bytes() + place.to_bytes(_WIDTHS[1]) + index.to_bytes()


def _stream(entries: bytes, data: bytes) -> bytes:
    small = zlib.compress(data)
    head = b"<<%b/Filter/FlateDecode/Length %d>>" % (entries, len(small))
    return head + b"\nstream\n" + small + b"\nendstream"
