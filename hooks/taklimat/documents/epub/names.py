"""Names of ids that XML knows, and that stay what they are."""

from __future__ import annotations

import hashlib
import re

# All ids that the book itself gives have a full stop, and none of these has one.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_HASHED = re.compile(r"x[0-9a-f]{12}")


def plain(id_: str) -> str:
    """An id as XML may have it: itself, or a name made of it."""
    if _PLAIN.fullmatch(id_) and not _HASHED.fullmatch(id_):
        return id_
    return "x" + hashlib.sha256(id_.encode(errors="replace")).hexdigest()[:12]
