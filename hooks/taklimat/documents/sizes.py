"""How large a picture of any kind is."""

from __future__ import annotations

import struct
from io import BytesIO


def pixels_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height as the file has them; None for what is no picture."""
    import imagesize  # it brings much that documents without pictures do without

    try:
        wide, high = imagesize.get(BytesIO(picture))
    except (ValueError, OSError, LookupError, TypeError, struct.error):
        return None
    return (int(wide), int(high)) if wide > 0 and high > 0 else None
