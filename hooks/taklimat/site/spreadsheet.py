"""Rows as CSV, for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows below a head as CSV (RFC 4180), in UTF-8 with the mark by which Excel knows it.

    None is an empty field; a text that a spreadsheet would take for a formula is kept from it.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(map(_safe, head))
    for row in rows:
        writer.writerow(map(_safe, row))
    return written.getvalue().encode("utf-8-sig")


def _safe(value: object) -> object:
    """A text that no spreadsheet runs (https://owasp.org/www-community/attacks/CSV_Injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
