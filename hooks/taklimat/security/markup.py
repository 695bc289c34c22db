"""A contribution is untrusted text: what pages and files may hold.

A page may hold the elements and attributes listed here, and links to the web; anything else is an
error with its line, and is never published. Pages are read as a browser reads them
(https://html.spec.whatwg.org/multipage/parsing.html), so that what hides from one does not hide
from the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser
from selectolax.lexbor import LexborNode as Node

from taklimat.security import expansion, svg
from taklimat.source import maths

if TYPE_CHECKING:
    from collections.abc import Iterator


_ELEMENTS = frozenset(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 header footer hr i img input ins "
    "kbd label li mark meter nav ol p pre progress q rp rt ruby s samp section small span strong "
    "sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
# What else is an element of HTML, and no word behind a sign.
_REFUSED = frozenset(
    "applet area audio base basefont bgsound body button canvas center datalist dialog dir embed "
    "fieldset font form frame frameset head hgroup html iframe legend link main map marquee math "
    "menu meta noembed noframes noscript object optgroup option output param picture plaintext "
    "script search select slot source strike style svg template textarea title track tt video "
    "xmp".split()
)
# Elements of pictures, as HTML writes them; animations and styles stand in files only.
_SVG = frozenset(name.lower() for name in svg.ELEMENTS) - frozenset(
    "style set animate animatecolor animatemotion animatetransform mpath metadata".split()
)
_ATTRIBUTES = frozenset("class id title lang dir role tabindex hidden markdown".split())
_OWN_ATTRIBUTES = {
    "a": "href rel target download hreflang type name",
    "abbr": "title",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "del": "cite datetime",
    "details": "open name",
    "img": "src alt width height loading decoding",
    "input": "type checked disabled name",
    "ins": "cite datetime",
    "label": "for",
    "li": "value",
    "meter": "value min max low high optimum",
    "ol": "start type reversed",
    "progress": "value max",
    "q": "cite",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope",
    "time": "datetime",
}
_ADDRESSES = frozenset(("href", "src", "cite"))
# The last is ours; a link that still has it is told as one to no entry.
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "sms", "glossary"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
"""What browsers leave out of an address before they read it: https://url.spec.whatwg.org/"""
_STYLE = re.compile(r"\s*text-align:\s*(left|right|center)\s*;?\s*")
# Of `pymdownx.progressbar`: how far a bar goes.
_WIDTH = re.compile(r"width:\d{1,3}\.\d\d%")
# The theme's own names: what a text calls so would be taken for its parts, or laid over the page.
# Tabs, code and captions are made by Markdown's extensions.
_RESERVED = re.compile(
    r"__(?!tabbed_\d|codelineno-|span-|[a-z-]{0,40}caption_\d)|taklimat-tip$", re.IGNORECASE
)
_RESERVED_CLASS = re.compile(r"__|md-|taklimat-", re.IGNORECASE)
# Classes and data by which the theme's script does something of its own accord.
_DIAGRAMS = frozenset(("mermaid", "language-mermaid"))
_DRIVEN = re.compile(r"data-(?:md|clipboard|preview)", re.IGNORECASE)
_COUNTS = frozenset(("colspan", "rowspan", "span", "start", "value"))
_COUNT = re.compile(r"\s*-?\d{1,6}(?:\.\d{0,6})?\s*")
MAX_SPAN = 100
"""How many rows or columns a cell may span."""
MAX_SPANNED = 20_000
"""How many places in tables the cells of a page may take."""
_NAMES = frozenset(("id", "name", "for", "headers", "aria-controls", "aria-owns"))
# A tag that a text leaves open would end only in the page around it: it is read with each end.
_ENDS = ("", ">", '">', "'>", "-->", '"-->')


@dataclass(frozen=True)
class Finding:
    """Something that is not allowed: what, how to mend it, and text to find it by in the source.

    A needle of several texts is where all of them stand on one line.
    """

    code: str
    what: str
    remedy: str
    needles: tuple[str | tuple[str, ...], ...]


MAX_DEPTH = 100
"""How deep elements may stand in each other."""


def findings(html: str) -> list[Finding]:
    """What is not allowed in the HTML of a page's content."""
    found: dict[Finding, None] = {}
    if "<" not in html:
        return []
    taken: set[str] = set()
    for parsed in _readings(html, found):
        depths: dict[int, int] = {}
        spanned = 0
        for node in parsed.root.traverse() if parsed.root is not None else ():
            if not node.is_element_node or node.tag in ("html", "head", "body"):
                continue
            above = node.parent
            depth = depths[node.mem_id] = 1 + (depths.get(above.mem_id, 0) if above else 0)
            if depth == MAX_DEPTH + 1:
                found[_too_deep(node)] = None
            if (sign := _as_sign(node)) is not None:
                found[sign] = None
                taken.add(node.tag or "")
                continue
            found.update(dict.fromkeys(_in_element(node)))
            spanned += _spanned(node)
        if spanned > MAX_SPANNED:
            what = f"cells that take more than {MAX_SPANNED:,} places together"
            found[Finding("S14", what, "span fewer rows and columns", ("colspan", "rowspan"))] = (
                None
            )
        if "<svg" in html.lower():
            found.update(dict.fromkeys(_in_pictures(parsed)))
    # A parser drops these without a word; in the page they may change what is around the text.
    found.update(dict.fromkeys(_in_frame(html)))
    # An element that is none is closed by no one.
    return [each for each in found if not (taken and each.what == _UNCLOSED)]


def _in_pictures(page: LexborHTMLParser) -> Iterator[Finding]:
    """What the page's pictures draw together, since each may use the parts of another."""
    drawn = expansion.Expansion()
    for picture in page.css("svg:not(svg svg)"):
        open_: list[int] = []
        for node in picture.traverse():
            if not node.is_element_node:
                continue
            while open_ and (node.parent is None or open_[-1] != node.parent.mem_id):
                open_.pop()
                drawn.end()
            open_.append(node.mem_id)
            drawn.start(node.tag or "", node.attributes or {})
        for _ in open_:
            drawn.end()
    if what := svg.endless(drawn):
        yield Finding("S14", f"pictures with {what}", "draw them with fewer parts", ("<svg",))


def _too_deep(node: Node) -> Finding:
    what = f"elements stand in more than {MAX_DEPTH} others"
    return Finding("S13", what, "nest lists, quotes and elements less deep", (f"<{node.tag}",))


def _readings(html: str, found: dict[Finding, None]) -> list[LexborHTMLParser]:
    """The trees that the HTML may become: one, unless it leaves a tag or comment open.

    A mark behind it that is read as an element of its own shows that nothing is left open; that it
    stands beside what is before the text, that the text closes nothing that it has not opened.
    """
    mark = "data-end"
    while mark in html:
        mark += "d"
    parsed = LexborHTMLParser(
        f"<article><div {mark}>{html}<hr {mark}>.</div><p {mark}></p></article>"
    )
    end, behind = parsed.css_first(f"hr[{mark}]"), parsed.css_first(f"p[{mark}]")
    if end is None or behind is None:
        found[_unclosed("")] = None
        return [LexborHTMLParser(html + end) for end in _ENDS]
    place, following = end.parent, end.next
    is_closed = following is not None and following.is_text_node
    is_inside = place is not None and mark in (place.attributes or {})
    is_outside = behind.parent is not None and behind.parent.tag == "article"
    if not (is_closed and is_inside and is_outside):
        inner = (place if is_closed else following) or end
        found[_unclosed(inner.tag or "")] = None
    return [parsed]


_UNCLOSED = "a tag or comment that is not closed, or closed and never opened"


def _unclosed(name: str) -> Finding:
    needles = (f"<{name}" if name else "", "<table", "<!--", "</")
    return Finding("S13", _UNCLOSED, "close each where it was opened", needles)


def _as_sign(node: Node) -> Finding | None:
    """The finding of an element that is words behind a sign, as in *a<b and c > d*."""
    name, attributes = (node.tag or "").lower(), node.attributes or {}
    is_said = bool(attributes) and all(value is None for value in attributes.values())
    if not is_said or _is_drawn(node) or (_is_html(name) and name not in _ELEMENTS):
        return None
    if all(_is_known(name, key.lower()) for key in attributes):
        return None
    words = [name, *attributes]
    what = f"words that are read as an element: <{' '.join(words)[:60]}>"
    needles = (f"<{''.join(words)}", f"<{''.join(words[:2])}", f"<{name}")
    return Finding("S01", what, _SIGN, needles)


def _in_frame(html: str) -> Iterator[Finding]:
    for tag in re.finditer(r"</?(html|head|body|frameset|!doctype)\b", html, re.IGNORECASE):
        yield _element(tag[1].lower())


def _element(name: str) -> Finding:
    what = f"the element <{name}> is not allowed"
    remedy = "write it in Markdown, or leave it out"
    return Finding("S01", what, remedy if _is_html(name) else _SIGN, (f"<{name}", name))


_SIGN = "write &lt; for the sign, or put it in code"


def _is_html(name: str) -> bool:
    return name in _ELEMENTS or name in _REFUSED or name in _SVG or name in maths.ELEMENTS


def _in_element(node: Node) -> Iterator[Finding]:
    name = (node.tag or "").lower()
    drawn = name in _SVG and _is_drawn(node)
    if name not in _ELEMENTS and name not in maths.ELEMENTS and not drawn:
        yield _element(name)
        return
    attributes = node.attributes or {}
    for key, value in attributes.items():
        if found := _in_attribute(name, key.lower(), value or "", drawn=drawn):
            yield found
    if name == "input" and attributes.get("type") not in ("checkbox", "radio"):
        yield _element("input")


def _spanned(node: Node) -> int:
    """How many places of a table an element takes: none, if it is no cell or too large a one."""
    if node.tag not in ("td", "th"):
        return 0
    spans = [node.attributes.get(key) or "1" for key in ("colspan", "rowspan")]
    across, down = (
        int(span) if span.strip().isdecimal() and len(span) < 4 else 1 for span in spans
    )
    return across * down


def _in_attribute(name: str, attribute: str, value: str, *, drawn: bool) -> Finding | None:
    if attribute in _NAMES and (words := [w for w in value.split() if _RESERVED.match(w)]):
        return _reserved("name", words[0])
    if attribute == "class" and (words := [w for w in value.split() if _RESERVED_CLASS.match(w)]):
        return _reserved("class", words[0])
    if attribute == "class" and not _DIAGRAMS.isdisjoint(value.split()):
        what = "a diagram in words (mermaid), which only a script of another host would draw"
        remedy = "draw it with the program of that name, and show the SVG"
        return Finding("S02", what, remedy, ("mermaid",))
    needles = ((f"<{name}", f"{attribute}="), f"{attribute}=", f"<{name}", attribute)
    if _DRIVEN.match(attribute):
        what = f"the attribute {attribute} is the theme's"
        return Finding("S02", what, "leave it out", needles)
    if name == "svg" and attribute in ("overflow", "transform"):
        what = f"a picture with {attribute}, which could be drawn over the page"
        return Finding("S02", what, "leave it out", needles)
    if drawn and attribute != "style":
        what = svg.wrong_attribute(name, attribute, value) or ""
        return Finding("S02", f"a picture with {what}", "leave it out", needles) if what else None
    if attribute in _COUNTS and value and (wrong := _wrong_count(attribute, value)):
        return Finding("S02", wrong, "write a small whole number", needles)
    if attribute == "style" and _STYLE.fullmatch(value):
        return None
    if attribute == "style" and name == "div" and _WIDTH.fullmatch(value):
        return None
    if name in maths.ELEMENTS and maths.may_have(attribute, value):
        return None
    if attribute in _ADDRESSES:
        return None if _is_allowed(attribute, value) else _address(value, attribute)
    if attribute == "rel" and "opener" in value.lower().split():
        what = "rel=opener gives the page that is opened a hold on this one"
        return Finding("S02", what, "leave it out", needles)
    if _is_known(name, attribute):
        return None
    what = f"the attribute {attribute} of <{name}> is not allowed"
    return Finding("S02", what, "leave it out", needles)


def _wrong_count(attribute: str, value: str) -> str | None:
    if not _COUNT.fullmatch(value):
        return f"{attribute}={value[:20]!r} is no number that a page can have"
    if attribute.endswith("span") and float(value) > MAX_SPAN:
        return f"{attribute}={value[:20]!r}: {MAX_SPAN} is the most"
    return None


def _reserved(kind: str, word: str) -> Finding:
    what = f"the {kind} {word!r} is one of the theme's"
    return Finding("S04", what, "use another, or none", (word,))


def _is_drawn(node: Node) -> bool:
    """Whether an element is part of an SVG picture: <title> means another thing outside of one."""
    above: Node | None = node
    while above is not None and above.tag != "svg":
        above = above.parent
    return above is not None


def _is_known(name: str, attribute: str) -> bool:
    if attribute in _ATTRIBUTES or attribute.startswith(("aria-", "data-")):
        return True
    return attribute in _OWN_ATTRIBUTES.get(name, "").split()


def _is_allowed(attribute: str, address: str) -> bool:
    """Whether an address is one of the web or of this site; a picture's is this site's."""
    plain = IGNORED.sub("", address).replace("\\", "/").lower()
    try:
        urlsplit(address.strip())
    except ValueError:
        return False  # such as http://[
    scheme = _SCHEME.match(plain)
    if attribute == "src":
        return scheme is None and not plain.startswith("//")
    return scheme is None or scheme[1] in _SCHEMES


def _address(address: str, attribute: str) -> Finding:
    shown = address.strip()[:40]
    if attribute == "src":
        what, remedy = f"a picture from elsewhere: {shown}", "put the picture into docs/"
    else:
        what, remedy = f"a link that is not to the web: {shown}", "use http, https, mailto or tel"
    scheme = IGNORED.sub("", address).partition(":")[0][:20]
    return Finding("S03", what, remedy, (address.strip(), shown, scheme))


_FRAMED = re.compile(r"\s*<html>\s*<head>\s*</head>\s*<body>(.*)</body>\s*</html>\s*", re.DOTALL)


def without_frame(html: str) -> str:
    """A page's text without the frame of a whole document, which some plugins leave around it."""
    framed = _FRAMED.fullmatch(html) if html.lstrip().startswith("<html>") else None
    return framed[1] if framed else html


def with_noopener(html: str) -> str:
    """HTML in which no link that opens a window of its own gives that window a hold on this one."""
    if "target" not in html:
        return html
    parsed = LexborHTMLParser(html)
    links = [link for link in parsed.css("a[target]") if _gives_hold(link)]
    if not links or parsed.body is None:
        return html
    for link in links:
        link.attrs["rel"] = f"{link.attributes.get('rel') or ''} noopener".strip()
    return parsed.body.inner_html or ""


def _gives_hold(link: Node) -> bool:
    target = (link.attributes.get("target") or "").lower()
    relations = (link.attributes.get("rel") or "").lower().split()
    return target not in ("", "_self", "_parent", "_top") and "noopener" not in relations
