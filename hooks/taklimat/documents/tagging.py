"""What tags of a PDF say for which the engine has no words: heads of rows, and what acronyms mean.

The template gives both a colour that nothing else has; the engine tells it among the attributes of
their tags, where it is found here. See ISO 32000-1, 14.8.5.7 (heads of rows, and which cells they
head), 14.7.2 (identifiers) and 14.9.5 (expansions of acronyms).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# `row-head-sign` of the template, as the background of a cell, and its `acronym-sign`, as the
# colour of a line.
_ROW_HEAD = b"/BackgroundColor[0 0 0.003921569]"
_ACRONYM = b"/TextDecorationColor[0.105882354 0.3529412 0.5294118]"
_NOTHING_ELSE = b"<</O/Layout>>"
_KIDS = re.compile(rb"/K\[([^\[\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_HEADERS = re.compile(rb"(/Headers\[[^\[\]]*)\]")
_SPAN = re.compile(rb"/RowSpan (\d+)")
_ELEMENT = b"<</Type/StructElem"
_ROWS = re.compile(_ELEMENT + rb"/S/(?:Table|TBody|TFoot)\b")
_TREE = b"<</Type/StructTreeRoot"
_IDS = re.compile(rb"/IDTree<</Names\[([^\[\]]*)\]>>")
_ID = re.compile(rb"\(((?:[^()\\]|\\.)*)\)\s*\d+ 0 R")
_PARENT = re.compile(rb"/P (\d+) 0 R")
_LED_TO = re.compile(rb"/Obj (\d+) 0 R")
_DESTINATION = re.compile(rb"/Dest\(([^()\\]*)\)")


def text_string(text: str) -> bytes:
    """A text as PDFs have it (7.9.2.2)."""
    return b"<%b>" % (b"feff" + text.encode("utf-16-be").hex().encode())


def tag_row_heads(objects: list[bytes]) -> None:
    """Make the cells that head a row heads for programs; the first of `objects` is number 1."""
    # What begins so is no stream and no string, which hold whatever an author writes.
    heads = {
        number
        for number, body in enumerate(objects, start=1)
        if _ROW_HEAD in body and body.startswith(_ELEMENT + b"/S/TD")
    }
    if not heads:
        return
    for body in list(objects):
        if _ROWS.match(body):
            rows = [row for row in _kids(body) if objects[row - 1].startswith(_ELEMENT + b"/S/TR")]
            _tell_rows(objects, rows, heads)
    for number in heads:
        body = objects[number - 1].replace(_ROW_HEAD, b"").replace(_NOTHING_ELSE, b"")
        body = body.replace(b"/S/TD", b"/S/TH/ID(%b)" % _id(number), 1)
        objects[number - 1] = body.replace(b"/O/Table", b"/O/Table/Scope/Row", 1)
    for place, body in enumerate(objects):
        if body.startswith(_TREE):
            objects[place] = _with_ids(body, heads)


def _tell_rows(objects: list[bytes], rows: Iterable[int], heads: set[int]) -> None:
    """Tell the cells of a table's rows by which cells they are headed."""
    reaching: dict[int, int] = {}  # heads of rows above, and how many rows they go on
    for row in rows:
        headed = [number for number, left in reaching.items() if left > 0]
        reaching = {number: left - 1 for number, left in reaching.items() if left > 1}
        for cell in _kids(objects[row - 1]):
            if cell in heads:
                headed.append(cell)
                if span := _SPAN.search(objects[cell - 1]):
                    reaching[cell] = int(span[1]) - 1
            elif headed:
                ids = b"".join(b"(%b)" % _id(number) for number in headed)
                objects[cell - 1] = _headed(objects[cell - 1], ids)


def _headed(cell: bytes, ids: bytes) -> bytes:
    if _HEADERS.search(cell):
        return _HEADERS.sub(lambda found: found[1] + ids + b"]", cell, count=1)
    return cell.replace(b"/O/Table", b"/O/Table/Headers[%b]" % ids, 1)


def _with_ids(root: bytes, heads: set[int]) -> bytes:
    """The root of all tags, with heads of rows among its identifiers, which are in order."""
    found = _IDS.search(root)
    entries = [(entry[1], entry[0]) for entry in _ID.finditer(found[1])] if found else []
    entries += [(_id(number), b"(%b)%d 0 R" % (_id(number), number)) for number in heads]
    tree = b"/IDTree<</Names[%b]>>" % b"".join(entry for _, entry in sorted(entries))
    if found:
        return root[: found.start()] + tree + root[found.end() :]
    return root.replace(_TREE, _TREE + tree, 1)


def _id(number: int) -> bytes:
    return b"row head %d" % number


def _kids(body: bytes) -> list[int]:
    found = _KIDS.search(body)
    return [int(number) for number in _REFERENCE.findall(found[1])] if found else []


def expand_acronyms(objects: list[bytes], expansions: Mapping[str, str]) -> None:
    """Say of acronyms what they stand for.

    `expansions` are by the label of the place to which the acronym leads.
    """
    for place, body in enumerate(objects):
        is_line = _ACRONYM in body and body.startswith(_ELEMENT + b"/S/Span")
        if is_line and (said := expansions.get(_destination(objects, body))):
            objects[place] = body.replace(b"/S/Span", b"/S/Span/E" + text_string(said), 1)


def _destination(objects: list[bytes], body: bytes) -> str:
    """Where the link leads that a tag stands in; empty where there is none."""
    for _ in range(3):  # what is bold or small is a tag in between
        parent = _PARENT.search(body)
        if parent is None:
            break
        body = objects[int(parent[1]) - 1]
        if led := _LED_TO.search(body):
            found = _DESTINATION.search(objects[int(led[1]) - 1])
            return found[1].decode() if found else ""
    return ""
