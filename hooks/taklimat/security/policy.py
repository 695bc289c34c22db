"""The Content-Security-Policy of the site: what a page may load and run.

A page runs the scripts that the theme ships, and nothing else: each is named by the hash of its
bytes, inline ones (https://www.w3.org/TR/CSP3/#strict-csp) and files, which carry the same hash as
their `integrity` (https://www.w3.org/TR/CSP3/#external-hash). A file that stands in the folder of
pages gets none, so that it can't be a script whatever the host says that it is.

Style sheets and workers have no such hashes; browsers take for one only what the host sends as
`text/css` or JavaScript, and no file of that kind comes from the folder of pages.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_SCRIPT_FILE = re.compile(r'(<script src="(?P<address>[^"<>]*)"[^<>]*)></script>')
_INTEGRITY = re.compile(
    r'<script src="[^"<>]*"[^<>]* integrity="(sha256-[A-Za-z0-9+/=]+)"></script>'
)
_ALIGNED = re.compile(
    r' style="(\s*text-align:\s*(?:left|right|center)\s*;?\s*|width:\d{1,3}\.\d\d%)"'
)
_CHARSET = re.compile(r"<meta charset=[\"']?utf-8[\"']?\s*/?>", re.IGNORECASE)
_EXPRESSION = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}", re.DOTALL)
# What an expression of a template may have become: an address, no code.
_VALUE = r"[\w./:~%-]*"


class Theme:
    """The inline scripts and styles of a theme's templates."""

    def __init__(self, templates: Iterable[str]) -> None:
        found = {text for template in templates for _, text in _inline(template)}
        self._patterns = [
            re.compile(_VALUE.join(map(re.escape, _EXPRESSION.split(text)))) for text in found
        ]

    def knows(self, text: str) -> bool:
        """Whether an inline script or style of a page is the theme's."""
        return any(pattern.fullmatch(text) for pattern in self._patterns)


@dataclass(frozen=True)
class Allowed:
    """The hashes of what a page may run and how it may look, as a policy writes them."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    """Of the values of `style` attributes."""

    @classmethod
    def of(cls, html: str, theme: Theme, written: str = "") -> Allowed:
        """The hashes of what stands in a page from its theme, and of the files that it names.

        `written` is the page before programs of the site's owner have added to it: what they have
        added is allowed. Without it, they have added nothing; and where something stands in it that
        is not the theme's, nothing is, since they may have changed just that.
        """
        found: dict[str, set[str]] = {"script": set(), "style": set()}
        before = {text for _, text in _inline(written)}
        added = bool(written) and all(theme.knows(text) for text in before)
        for name, text in _inline(html):
            if theme.knows(text) or (added and text not in before):
                found[name.lower()].add(_hash(text.encode()))
        found["script"].update(f"'{digest}'" for digest in _INTEGRITY.findall(html))
        aligned = {_hash(value.encode()) for value in _ALIGNED.findall(html)}
        return cls(frozenset(found["script"]), frozenset(found["style"]), frozenset(aligned))

    @classmethod
    def all(cls, pages: Iterable[Allowed]) -> Allowed:
        """The hashes of several pages together."""
        pages = list(pages)
        return cls(
            frozenset().union(*(page.scripts for page in pages)),
            frozenset().union(*(page.styles for page in pages)),
            frozenset().union(*(page.attributes for page in pages)),
        )

    def as_lists(self) -> list[list[str]]:
        """The hashes as JSON has them."""
        return [sorted(each) for each in (self.scripts, self.styles, self.attributes)]

    @classmethod
    def of_lists(cls, lists: Iterable[Iterable[str]]) -> Allowed:
        """The hashes that `as_lists` gave."""
        return cls(*map(frozenset, lists))


def _inline(html: str) -> Iterator[tuple[str, str]]:
    """The scripts and styles in a page: which it is, and its text. Data are none."""
    for name, attributes, text in _INLINE.findall(html):
        if text and "application/" not in attributes:
            yield name, text


def _hash(data: bytes) -> str:
    return f"'{digest(data)}'"


def digest(data: bytes) -> str:
    """The hash of a script, as `integrity` has it (https://www.w3.org/TR/SRI/)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def policy(allowed: Allowed, *more: str) -> str:
    """The policy as one line, for a page or for all; `more` are further sources of scripts."""
    attributes = ["'unsafe-hashes'", *sorted(allowed.attributes)] if allowed.attributes else []
    directives = {
        "default-src": ["'none'"],
        "script-src": [*more, *sorted(allowed.scripts)] or ["'none'"],
        "style-src": ["'self'", *sorted(allowed.styles)],
        # Cells of tables carry their alignment so.
        "style-src-attr": attributes or ["'none'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-src": ["'none'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def with_integrity(html: str, digest_of: Callable[[str], str | None]) -> str:
    """A page whose scripts in files carry their hashes.

    `digest_of` gives that of a script by its address on the page, or None where it has none.
    """

    def hashed(tag: re.Match[str]) -> str:
        digest = digest_of(unescape(tag["address"]))
        return f'{tag[1]} integrity="{digest}"></script>' if digest else tag[0]

    return _SCRIPT_FILE.sub(hashed, html)


def with_loader(html: str, digest_of: Callable[[str], str | None]) -> tuple[str, Allowed]:
    """A page for opening from files, where browsers check no `integrity`, and what it may run.

    One inline script, known by its hash, loads the files in their order.
    """
    addresses = [unescape(tag["address"]) for tag in _SCRIPT_FILE.finditer(html)]
    addresses = [address for address in addresses if digest_of(address)]
    html = _SCRIPT_FILE.sub("", html)
    if not addresses:
        return html, Allowed()
    text = _LOADER.format(json.dumps(addresses).replace("<", "\\u003c"))
    before, end, after = html.rpartition("</body>")
    allowed = Allowed(frozenset([_hash(text.encode())]))
    return f"{before}<script>{text}</script>{end}{after}", allowed


_LOADER = (
    'for(const s of {})document.head.append(Object.assign(document.createElement("script"),'
    "{{src:s,async:false}}))"
)


def with_policy(html: str, allowed: Allowed) -> str:
    """A page with its policy in the head, before anything that it governs."""
    return _in_head(html, policy(allowed))


def with_policy_for_files(html: str, allowed: Allowed) -> str:
    """The same for a page with a loader.

    Of two policies a browser keeps both: scripts are files of the site, and only those that a
    script with a hash has loaded (https://www.w3.org/TR/CSP3/#strict-dynamic-usage).
    """
    loaded = f"script-src {' '.join(sorted(allowed.scripts))} 'strict-dynamic'"
    return _in_head(html, policy(allowed, "'self'"), loaded)


def _in_head(html: str, *policies: str) -> str:
    metas = "".join(
        f'\n      <meta http-equiv="Content-Security-Policy" content="{each}">' for each in policies
    )
    return _CHARSET.sub(lambda charset: f"{charset[0]}{metas}", html, count=1)


def headers(pages: Iterable[Allowed], *more: str) -> str:
    """The file `_headers`, from which Netlify, Cloudflare and others take a site's headers."""
    lines = {
        # A page can't say this of itself: https://www.w3.org/TR/CSP3/#meta-element
        "Content-Security-Policy": f"{policy(Allowed.all(pages), *more)}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items())
