"""The finished page, head and navigation included: nothing stands in it that no template writes.

The theme prints words of contributions around the text: titles, descriptions, names. They are
escaped where they are printed; this is the wall behind that. A page is written a second time from
the same templates with every sign taken out of its words that could be markup, and what stands in
the page alone came from its words. Since pages of a site are alike, few are written twice: what a
template was once seen to write is known from then on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser
from selectolax.lexbor import LexborNode as Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Environment


# What can end a text or an attribute's value, or begin a tag or a character reference.
_SIGNS = re.compile(r"[<>\"'&`=]")
_UP = re.compile(r"(?:\.{0,2}/)*")
_UPWARDS = re.compile(r"(?<![\w.])\.{1,2}(?:/\.\.)*/?(?=[\"'])")
_DIGITS = re.compile(r"\d+")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
# Attributes that only say something: their values are words.
_WORDS = frozenset("title alt placeholder content href value hreflang lang hidden checked".split())
_SAME = frozenset(("canonical", "prev", "next", "alternate", "alternate feed"))
_SCHEMES = re.compile(r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Html(str):
    """HTML that templates print as it is: a page's text, which is checked on its own."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def __add__(self, other: str) -> Html:
        return Html(str(self) + other)

    def __radd__(self, other: str) -> Html:
        return Html(other + str(self))


def _plain(value: object) -> str:
    return _SIGNS.sub("", str(value))


def may_be_marked_up(words: str) -> bool:
    """Whether words hold a sign that could be markup."""
    return bool(_SIGNS.search(words))


Shape = tuple[str, ...]
"""An element as templates write it: its name, and its attributes without mere words."""


class Frames:
    """What the templates of a site write around the texts of its pages."""

    def __init__(self, environment: Environment) -> None:
        self.is_plain = False
        """Whether a page is being written without signs that could be markup."""
        # The theme's own words go into JSON as they are.
        environment.autoescape = lambda name: not (name or "").startswith("partials/language")
        environment.finalize = self._printed
        environment.filters["safe"] = self._safe
        if environment.cache is not None:
            environment.cache.clear()  # what a plugin has loaded before does not escape yet
        self._templates = environment.overlay()  # they stay, whatever becomes of its loader
        self._templates.cache = environment.cache
        self.writer: Callable[[str, Mapping[str, Any]], str] = self.write
        """What writes a page; another, where these are not the templates of the site."""
        self._known: set[Shape] = set()
        self._seen: set[str] = set()
        """The tags of pages in which nothing was strange, letter by letter."""

    def write(self, template: str, context: Mapping[str, Any]) -> str:
        """A page as the theme writes it."""
        return self._templates.get_template(template).render(context)

    def strange(
        self, html: str, template: str, context: Mapping[str, Any], text: str = ""
    ) -> list[str]:
        """The elements of a page that its template does not write, as tags; `text` is left out."""
        html = _without(text, html)
        tags = [tag for tag in dict.fromkeys(_TAG.findall(html)) if tag not in self._seen]
        found = dict(_shapes(self._to_parse(tags, html)))
        if not found.keys() <= self._known:
            plain = self._written_plainly(template, context)
            self._known |= dict(_shapes(_without(text, plain))).keys()
        strange = [tag for shape, tag in found.items() if shape not in self._known]
        if not strange:
            self._seen.update(tags)
        return strange

    def _written_plainly(self, template: str, context: Mapping[str, Any]) -> str:
        """A page without signs that could be markup in its words."""
        self.is_plain = True
        try:
            return self.writer(template, context)
        finally:
            self.is_plain = False

    def _printed(self, value: object) -> object:
        return _plain(value) if self.is_plain and not hasattr(value, "__html__") else value

    def _safe(self, words: object) -> Html:
        """What a template calls HTML; where words of a contribution are looked for, it may not."""
        return Html(_plain(words) if self.is_plain else str(words))

    def _to_parse(self, tags: list[str], html: str) -> str:
        """What of a page is to be parsed: its new tags, if each can be read alone, or all of it."""
        if not self._seen or not all(map(_stands_alone, tags)):
            return html
        return "".join(f"{tag}</title>" if tag.startswith("<title") else tag for tag in tags)


# A tag, or a script or style from its beginning to its end.
_TAG = re.compile(r"<script\b[^<>]*>[^<]*</script>|<style\b[^<>]*>[^<]*</style>|<[^<>]*>?")
_ENDED = re.compile(r"<(?:(script|style)\b[^<>]*>[^<]*</\1>|(?!script|style|!--)[^<>]*>)")


def _stands_alone(tag: str) -> bool:
    """Whether a tag means the same without what stands around it: it leaves nothing open."""
    return bool(_ENDED.fullmatch(tag)) and "'" not in tag and tag.count('"') % 2 == 0


def _without(text: str, html: str) -> str:
    return html.replace(text, "", 1) if text else html


def _shapes(html: str) -> Iterator[tuple[Shape, str]]:
    root = LexborHTMLParser(html).root
    for node in root.traverse() if root is not None else ():
        # A parser makes the outermost elements itself, without attributes, where they are not.
        if node.is_element_node and (node.attributes or node.tag not in ("html", "head", "body")):
            yield _shape(node), _tag(node)


def _tag(node: Node) -> str:
    given = "".join(f' {name}="{value or ""}"' for name, value in node.attributes.items())
    return f"<{node.tag}{given}>"


def _shape(node: Node) -> Shape:
    name = node.tag or ""
    attributes = node.attributes
    relation = attributes.get("rel") or ""
    parts = [name]
    for key, value in sorted(attributes.items()):
        parts.append(key)
        if (told := _told(name, key, value or "", relation)) is not None:
            parts.append(told)
    if name in ("script", "style") and "json" not in (attributes.get("type") or ""):
        parts.append(_UPWARDS.sub("", node.text(deep=True)))
    if name == "meta" and "http-equiv" in attributes:
        parts.append(attributes.get("content") or "")
    return tuple(parts)


def _told(name: str, key: str, value: str, relation: str) -> str | None:
    """What an attribute's value adds to a shape; None where it is mere words."""
    if key == "href" and name == "link" and relation not in _SAME:
        return _UP.sub("", value, count=1)
    if key in ("href", "action", "formaction", "src", "srcset", "data", "poster", "ping"):
        scheme = _SCHEMES.match(_IGNORED.sub("", value))
        if key == "href":
            return scheme[0] if scheme else None
        return _UP.sub("", value, count=1)
    if key in _WORDS or (key.startswith("aria-") and key not in ("aria-hidden", "aria-controls")):
        return None
    return _DIGITS.sub("0", value)
