"""The Content-Security-Policy of the site: what a page may load and run.

A page runs the scripts that the theme ships, and nothing that stands in its text. Inline scripts
of the theme are named by their hashes (https://www.w3.org/TR/CSP3/#strict-csp); one that is in none
of its templates gets no hash, wherever it stands.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(r"<meta charset=[\"']?utf-8[\"']?\s*/?>", re.IGNORECASE)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# What an expression of a template may have become: an address, no code.
_VALUE = r"[\w./:~%-]*"


class Theme:
    """The inline scripts and styles of a theme's templates."""

    def __init__(self, templates: Iterable[str]) -> None:
        found = {
            text
            for template in templates
            for _, attributes, text in _INLINE.findall(template)
            if "application/" not in attributes  # data, which no page runs
        }
        self._patterns = [
            re.compile(_VALUE.join(map(re.escape, _EXPRESSION.split(text)))) for text in found
        ]

    def knows(self, text: str) -> bool:
        """Whether an inline script or style of a page is the theme's."""
        return any(pattern.fullmatch(text) for pattern in self._patterns)


@dataclass(frozen=True)
class Inline:
    """The hashes of a page's inline scripts and styles, as a policy writes them."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()

    @classmethod
    def of(cls, html: str, theme: Theme) -> Inline:
        """The hashes of what a page has from its theme."""
        found: dict[str, set[str]] = {"script": set(), "style": set()}
        for name, _, text in _INLINE.findall(html):
            if text and theme.knows(text):
                found[name.lower()].add(_hash(text))
        return cls(frozenset(found["script"]), frozenset(found["style"]))

    @classmethod
    def all(cls, pages: Iterable[Inline]) -> Inline:
        """The hashes of several pages together."""
        pages = list(pages)
        return cls(
            frozenset().union(*(page.scripts for page in pages)),
            frozenset().union(*(page.styles for page in pages)),
        )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(inline: Inline) -> str:
    """The policy as one line, for a page or for all."""
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *sorted(inline.scripts)],
        "style-src": ["'self'", *sorted(inline.styles)],
        # Tables carry their alignment, and the theme its measures, in attributes.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def with_policy(html: str, inline: Inline) -> str:
    """A page with its policy in the head, before anything that it governs."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(inline)}">'
    return _CHARSET.sub(lambda charset: f"{charset[0]}\n      {meta}", html, count=1)


def headers(pages: Iterable[Inline]) -> str:
    """The file `_headers`, from which Netlify, Cloudflare and others take a site's headers."""
    lines = {
        # A page can't say this of itself: https://www.w3.org/TR/CSP3/#meta-element
        "Content-Security-Policy": f"{policy(Inline.all(pages))}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items())
