"""Addresses on the web, as a book may hold them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

SCHEMES = frozenset(("http", "https", "mailto"))
# RFC 3986, 2.2 and 2.3; a percent sign only where it already begins an escape.
_SAFE = "!#$&'()*+,/:;=?@[]~%"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def outward(address: str) -> str | None:
    """An address on the web or of mail, with what stands in no address escaped; else None."""
    try:
        split = urlsplit(address.strip())
        host = split.hostname or ""
        _ = split.port  # raises where it is no number
        if split.scheme == "mailto":
            return _escaped(split.geturl()) if "@" in split.path else None
        if split.scheme not in SCHEMES or not host:
            return None
        named = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # of Unicode, too
        return None
    if re.search(r"[^\w.:~-]", named) or split.username is not None:
        return None
    shown = f"[{named}]" if ":" in named else named
    place = shown if split.port is None else f"{shown}:{split.port}"
    rest = split._replace(scheme="", netloc="").geturl()
    # Brackets stand around hosts of numbers only.
    return f"{split.scheme}://{place}{_escaped(rest).replace('[', '%5B').replace(']', '%5D')}"


def _escaped(address: str) -> str:
    # A second # would begin nothing.
    path, mark, rest = address.partition("#")
    whole = path + mark + rest.replace("#", "%23")
    return quote(_LONE_PERCENT.sub("%25", whole), safe=_SAFE, errors="replace")
