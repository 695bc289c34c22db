"""Addresses in Markdown that no program can read, and that end some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from taklimat.source.problems import Problems

# An address in a link or picture, in a definition, or alone; whether it is one, a parser says.
_WRITTEN = re.compile(
    r"\]\([ ]?<?([^\s>]{1,2000})|^[ ]{0,3}\[[^\]\n]{1,200}\]:[ ]?<?([^\s>]{1,2000})|<(\w{1,20}://[^\s>]{1,2000})>",
    re.MULTILINE,
)

# Where a host may be that none can be: in brackets, or of letters that stand for others.
_HOST = re.compile(r"//[^/?#\s\[\]\x80-\U0010ffff]*+[\[\]\x80-\U0010ffff]")


def report_addresses(markdown: str, path: str, problems: Problems) -> bool:
    """Note each address in a text that no program can read; whether there is none."""
    if not _HOST.search(markdown):
        return True
    is_well = True
    text = without_code(markdown)
    for written in _WRITTEN.finditer(text):
        address = next(filter(None, written.groups())).rstrip(")")
        try:
            urlsplit(address)
        except ValueError as error:
            line = text.count("\n", 0, written.start()) + 1
            what = f"an address that can't be read: {address[:40]} ({error})"
            problems.add(path, line, what, "mend it", code="S03")
            is_well = False
    return is_well
