"""PDFs that a contribution brings: they may show something, and do nothing.

A PDF can hold scripts, start programs and send forms. Its names are looked for where they stand
as they are, and in the packed streams of objects (ISO 32000-1, 7.5.7 and 12.6.4).
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each name with what it does. Short ones, such as /JS, could stand in any packed picture by chance;
# what they lead to has one of these.
_DOING = {
    b"JavaScript": "a script",
    b"Launch": "a command that starts a program",
    b"SubmitForm": "a form that is sent somewhere",
    b"ImportData": "a command that reads files",
    b"GoToR": "a link into a file of its reader",
    b"GoToE": "a link into an embedded file",
    b"OpenAction": "something that happens when it is opened",
    b"RichMedia": "a film or program",
    b"EmbeddedFile": "another file",
    b"Encrypt": "a lock, so that no one can look into it",
}
_NAME = re.compile(rb"/([A-Za-z#][A-Za-z0-9#]{0,40})")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n")
_MOST = 50_000_000  # bytes that packed objects may have together


def findings(data: bytes) -> list[str]:
    """What a PDF holds that it may not, each once; something too for what is no PDF."""
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        return ["no PDF"]
    found: dict[str, None] = {}
    for part in (data, *_packed(data)):
        for name in _NAME.finditer(part):
            plain = _HEX.sub(lambda sign: bytes((int(sign[1], 16),)), name[1])
            # To open on a page is no harm; what another action does, its own name tells.
            if plain == b"OpenAction" and part[name.end() : name.end() + 20].lstrip()[:2] != b"<<":
                continue
            if what := _DOING.get(plain):
                found[what] = None
    return list(found)


def _packed(data: bytes) -> Iterator[bytes]:
    """The streams of objects, unpacked, up to a bound; what can't be unpacked holds no objects."""
    left = _MOST
    for stream in _PACKED.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            part = unpacker.decompress(data[stream.end() :], left)
        except zlib.error:
            continue
        left -= len(part)
        yield part
        if left <= 0:
            return
