"""A contribution is untrusted text: what pages and files may hold.

A page may hold the elements and attributes listed here, and links to the web; anything else is an
error with its line, and is never published. Pages are read as a browser reads them
(https://html.spec.whatwg.org/multipage/parsing.html), so that what hides from one does not hide
from the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.documents import tree
    from taklimat.problems import Problems

MAX_BYTES = 5_000_000
FILE_TYPES = frozenset(
    ".md .png .jpg .jpeg .gif .webp .avif .svg .ico .pdf .csv .json .bib .txt .yml .yaml".split()
)

_ELEMENTS = frozenset(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 header footer hr i img input ins "
    "kbd label li mark nav ol p pre q s samp section small span strong sub summary sup table tbody "
    "td tfoot th thead time tr u ul var wbr".split()
)
_SVG = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker "
    "lineargradient radialgradient stop clippath mask pattern symbol".split()
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
    "ol": "start type reversed",
    "q": "cite",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope",
    "time": "datetime",
}
_ADDRESSES = frozenset(("href", "src", "cite"))
# The last is ours; a link that still has it is told as one to no entry.
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "glossary"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
# What browsers leave out of an address before they read it: https://url.spec.whatwg.org/
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_STYLE = re.compile(r"\s*text-align:\s*(left|right|center)\s*;?\s*")
# The theme's own names. What a text calls so would be taken for its parts; tabs and code are made
# by Markdown's extensions.
_RESERVED = re.compile(r"__(?!tabbed_\d|codelineno-|span-)|taklimat-")
_SVG_NO_VALUE = re.compile(r"url\s*\(\s*(?!['\"]?#)|expression|@import|javascript:", re.IGNORECASE)
# A tag that a text leaves open would end only in the page around it: it is read with each end.
_ENDS = ("", ">", '">', "'>", "-->", '"-->')


@dataclass(frozen=True)
class Finding:
    """Something that is not allowed: what, how to mend it, and text to find it by in the source."""

    code: str
    what: str
    remedy: str
    needles: tuple[str, ...]


def findings(html: str) -> list[Finding]:
    """What is not allowed in the HTML of a page's content."""
    found: dict[Finding, None] = {}
    for parsed in _readings(html):
        for node in parsed.root.traverse() if parsed.root is not None else ():
            if node.is_element_node and node.tag not in ("html", "head", "body"):
                found.update(dict.fromkeys(_in_element(node)))
    # A parser drops these without a word; in the page they may change what is around the text.
    found.update(dict.fromkeys(_in_frame(html)))
    return list(found)


def _readings(html: str) -> list[LexborHTMLParser]:
    """The trees that the HTML may become: one, unless it leaves a tag or comment open.

    A mark behind it that is read as an element of its own shows that nothing is left open.
    """
    mark = "data-end"
    while mark in html:
        mark += "d"
    parsed = LexborHTMLParser(f"{html}<wbr {mark}>")
    if parsed.css_matches(f"wbr[{mark}]"):
        return [parsed]
    return [LexborHTMLParser(html + end) for end in _ENDS]


def _in_frame(html: str) -> Iterator[Finding]:
    for tag in re.finditer(r"<\s*/?\s*(html|head|body|frameset|!doctype)\b", html, re.IGNORECASE):
        yield _element(tag[1].lower())


def _element(name: str) -> Finding:
    what = f"the element <{name}> is not allowed"
    return Finding("S01", what, "write it in Markdown, or leave it out", (f"<{name}", name))


def _in_element(node: tree.Node) -> Iterator[Finding]:
    name = (node.tag or "").lower()
    if name not in _ELEMENTS and not (name in _SVG and _is_drawn(node)):
        yield _element(name)
        return
    attributes = node.attributes or {}
    for key, value in attributes.items():
        attribute, value = key.lower(), value or ""
        if attribute == "style" and _STYLE.fullmatch(value):
            continue
        if attribute in _ADDRESSES and not _is_allowed(attribute, value, name):
            yield _address(value, attribute)
        elif attribute in ("id", "name", "for") and _RESERVED.match(value):
            what = f"the name {value!r} is one of the theme's"
            yield Finding("S04", what, "give it another", (value,))
        elif not _is_known(name, attribute, value):
            what = f"the attribute {attribute} of <{name}> is not allowed"
            yield Finding("S02", what, "leave it out", (f"{attribute}=", attribute, f"<{name}"))
    if name == "input" and attributes.get("type") not in ("checkbox", "radio"):
        yield _element("input")


def _is_drawn(node: tree.Node) -> bool:
    """Whether an element is part of an SVG picture: <title> means another thing outside of one."""
    above: tree.Node | None = node
    while above is not None and above.tag != "svg":
        above = above.parent
    return above is not None


def _is_known(name: str, attribute: str, value: str) -> bool:
    if attribute in _ATTRIBUTES or attribute.startswith("aria-"):
        return True
    if attribute.startswith("data-"):
        return not attribute.startswith("data-md")
    if name in _SVG and not attribute.startswith("on"):
        return attribute not in ("style", "href") and not _SVG_NO_VALUE.search(value)
    return attribute in _OWN_ATTRIBUTES.get(name, "").split()


def _is_allowed(attribute: str, address: str, name: str) -> bool:
    """Whether an address is one of the web or of this site; a picture's is this site's."""
    plain = _IGNORED.sub("", address).replace("\\", "/").lower()
    scheme = _SCHEME.match(plain)
    if attribute == "src":
        return scheme is None and not plain.startswith("//")
    if name in _SVG and not plain.startswith("#"):
        return False
    return scheme is None or scheme[1] in _SCHEMES


def _address(address: str, attribute: str) -> Finding:
    shown = address.strip()[:40]
    if attribute == "src":
        what, remedy = f"a picture from elsewhere: {shown}", "put the picture into docs/"
    else:
        what, remedy = f"a link that is not to the web: {shown}", "use http, https, mailto or tel"
    scheme = _IGNORED.sub("", address).partition(":")[0][:20]
    return Finding("S03", what, remedy, (address.strip(), shown, scheme))


def report(html: str, sources: list[tuple[str, str]], problems: Problems) -> None:
    """Note what is not allowed in a page; `sources` are paths and texts it is made of."""
    for finding in findings(html):
        path, line = _place(finding.needles, sources)
        problems.add(path, line, finding.what, finding.remedy, code=finding.code)


def report_strange(tag: str, sources: list[tuple[str, str]], problems: Problems) -> None:
    """Note an element of a finished page that no template writes; `sources` as for `report`."""
    name = tag[1:].split()[0].rstrip(">")
    path, line = _place((tag, f"<{name}", name), sources)
    what = f"words that the theme would print as markup: {tag[:80]}"
    remedy = "leave <, > and quotation marks out of titles, names and front matter"
    problems.add(path, line, what, remedy, code="S09")


def _place(needles: tuple[str, ...], sources: list[tuple[str, str]]) -> tuple[str, int]:
    squeezed = [(path, list(map(_squeezed, text.split("\n")))) for path, text in sources]
    for needle in map(_squeezed, needles):
        for path, lines in squeezed if needle else ():
            for number, line in enumerate(lines, 1):
                if needle in line:
                    return path, number
    return (sources[0][0], 1) if sources else ("docs", 0)


def _squeezed(text: str) -> str:
    """A text as browsers compare addresses: character references read, spaces left out."""
    return _IGNORED.sub("", unescape(text)).lower()


# Files ------------------------------------------------------------------------------------------


def check_files(folder: Path, problems: Problems) -> None:
    """Note each file of a folder that may not be published, or leads out of the folder."""
    for file in sorted(folder.rglob("*")):
        path = PurePath(folder.name, file.relative_to(folder)).as_posix()
        if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
            what = f"a symbolic link that leads out of {folder.name}/"
            problems.add(path, 0, what, "put the file itself in its place", code="S05")
            continue
        if not file.is_file() or file.name.startswith("."):
            continue
        if file.suffix.lower() not in FILE_TYPES:
            remedy = f"use one of {', '.join(sorted(FILE_TYPES))}"
            problems.add(
                path,
                0,
                f"files of the type {file.suffix or 'none'} are not published",
                remedy,
                code="S06",
            )
        elif file.stat().st_size > MAX_BYTES:
            what = f"the file has {file.stat().st_size / 1e6:.1f} MB"
            problems.add(
                path, 0, what, f"make it smaller than {MAX_BYTES // 1_000_000} MB", code="S07"
            )
        elif file.suffix.lower() == ".svg":
            check_svg(file.read_bytes(), path, problems)


def check_svg(data: bytes, path: str, problems: Problems) -> None:
    """Note what is active in an SVG file: scripts, handlers, animation, what it would load."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(path, 1, "the SVG is not UTF-8", "save it with the encoding UTF-8", code="S08")
        return
    for pattern, what in _ACTIVE_SVG.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, found.start()) + 1
            problems.add(
                path, line, f"the SVG holds {what}", "export it as a plain picture", code="S08"
            )


_ACTIVE_SVG = {
    r"<\s*(?:[\w-]+:)?script\b": "a script",
    r"[\s/\"']on[a-z]+\s*=": "an event handler",
    r"<\s*(?:[\w-]+:)?(?:foreignObject|iframe|embed|object|audio|video)\b": "a foreign element",
    r"<\s*(?:[\w-]+:)?(?:animate\w*|set|handler|listener)\b": "an animation",
    r"(?:href|src)\s*=\s*[\"']?\s*(?!#|[\"'])(?:[^\"'>]*)": "a link or what it would load",
    r"<!(?:DOCTYPE[^>]*\[|ENTITY)": "entities",
    r"<\?xml-stylesheet": "a style sheet from elsewhere",
    r"@import|url\s*\(\s*[\"']?(?!#)": "a style from elsewhere",
    r"(?:java|vb)\s*script\s*:": "a script in an address",
}
