"""What changed between two versions of a text, as HTML that a browser shows without help."""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = re.compile(r"\s+|[^\s]+")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def differences(before: str, after: str) -> Iterator[str]:
    """The paragraphs that differ, with `del` and `ins` around what went and what came."""
    old, new = _PARAGRAPHS.split(before.strip()), _PARAGRAPHS.split(after.strip())
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        removed, added = old[a:b], new[c:d]
        for one, two in zip(removed, added, strict=False):
            yield _paragraph(one, two)
        shared = min(len(removed), len(added))
        yield from (_marked("del", paragraph) for paragraph in removed[shared:])
        yield from (_marked("ins", paragraph) for paragraph in added[shared:])


def _paragraph(before: str, after: str) -> str:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.3:  # another paragraph: word by word it would be a puzzle
        return _marked("del", before) + " " + _marked("ins", after)
    parts: list[str] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            parts.append(_shortened(old[a:b]))
        else:
            parts += [_marked("del", "".join(old[a:b])), _marked("ins", "".join(new[c:d]))]
    return "".join(parts)


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{html.escape(text)}</{tag}>" if text else ""


def _shortened(words: Sequence[str], around: int = 24) -> str:
    """Unchanged words; of many, only those beside a change."""
    if len(words) > 2 * around + 4:
        words = [*words[:around], " … ", *words[-around:]]
    return html.escape("".join(words))
