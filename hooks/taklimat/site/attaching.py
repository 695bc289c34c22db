"""What a document carries within: its sources, for reference managers, and the data it shows."""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING

from taklimat.documents.model import Attachment
from taklimat.evidence import marks
from taklimat.site import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from taklimat.evidence.sources import Item
    from taklimat.site.site import Site

_CITED = re.compile(r'data-source="([^"<>]+)"')
_MEDIA_TYPES = {".json": "application/json", ".csv": "text/csv"}


def attached(site: Site, pages: Mapping[str, str]) -> tuple[Attachment, ...]:
    """What pages cite and show, as files; `pages` are their HTML by their paths."""
    words = site.words
    cited: dict[str, Item] = {}
    shown: dict[str, list[str]] = defaultdict(list)
    known = {mark.name: records for mark, records in kinds.marks()}
    for uri, text in pages.items():
        for key in map(unescape, _CITED.findall(text)):
            if key in site.bibliography:
                cited[key] = site.bibliography[key].item
        for mark in marks.marks(site.pages[uri].document.source):
            if mark.name in known and known[mark.name].data:
                shown[known[mark.name].name] += mark.ids
    files: dict[str, tuple[str, bytes]] = {}
    if cited:
        items = json.dumps([cited[key] for key in sorted(cited)], ensure_ascii=False, indent=1)
        what = words.gettext("The sources, as CSL-JSON for reference managers")
        files["sources.json"] = what, f"{items}\n".encode()
    for records in kinds.RECORDS:
        if records.name in shown:
            what = words.gettext("Data that the text shows: %(what)s", what=records.name)
            for name, data in records.attached(shown[records.name], site).items():
                files[name] = what, data
    return tuple(
        Attachment(name, _MEDIA_TYPES[posixpath.splitext(name)[1]], what, data)
        for name, (what, data) in files.items()
    )
