"""What the writer asks of a parsed page: kinds of nodes, classes, text, SVG as XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from selectolax.lexbor import LexborHTMLParser, LexborNode

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = LexborNode

# Elements that stand within a line of text (HTML Living Standard, 3.2.5.2.5), as far as pages
# have them; everything else is a block.
INLINE = frozenset(
    "-text a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
# What paper has no use for.
SKIPPED = frozenset(
    "-comment audio button canvas embed iframe input label link meta nav noscript object option "
    "script select style template textarea video".split()
)
SKIPPED_CLASSES = frozenset(
    (
        "headerlink",
        "footnote",
        "footnote-backref",
        "linenos",
        "linenodiv",
        "brief-facts",
        "event-topics",
    )
)


def parse(html: str) -> Node:
    """The body of an HTML fragment; any string is one."""
    body = LexborHTMLParser(html).body
    if body is None:
        raise ValueError("the parser gave no body")
    return body


def tag(node: Node) -> str:
    """The node's tag; ``-text`` for text and ``-comment`` for comments."""
    return node.tag or "-comment"


def get(node: Node, attribute: str) -> str:
    """An attribute's value; empty where it is absent or has none."""
    return (node.attributes or {}).get(attribute) or "" if node.is_element_node else ""


def has(node: Node, attribute: str) -> bool:
    """Whether the node has the attribute."""
    return bool(node.is_element_node and attribute in (node.attributes or {}))


def classes(node: Node) -> frozenset[str]:
    """The node's classes."""
    return frozenset(get(node, "class").split())


def children(node: Node) -> Iterator[Node]:
    """All child nodes, text among them, that paper has a use for."""
    for child in node.iter(include_text=True):
        if not is_skipped(child):
            yield child


def is_skipped(node: Node) -> bool:
    """Whether paper has no use for the node."""
    if node.is_text_node:
        return False
    return tag(node) in SKIPPED or not SKIPPED_CLASSES.isdisjoint(classes(node))


def is_inline(node: Node) -> bool:
    """Whether the node, with all in it, stands within a line of text."""
    return tag(node) in INLINE and all(is_inline(child) for child in children(node))


def find(node: Node, selector: str) -> Node | None:
    """The first element below `node` that a CSS selector matches."""
    return node.css_first(selector)


def text_of(node: Node) -> str:
    """The text of the node and all in it that is not skipped, white space as it stands."""
    if tag(node) == "-text":
        return node.text_content or ""
    return "".join(text_of(child) for child in children(node))


def whole_text(node: Node) -> str:
    """The text of the node with nothing left out: code, where every character counts."""
    return node.text(deep=True, separator="", strip=False)


def words_of(node: Node) -> str:
    """The node's text on one line."""
    return " ".join(text_of(node).split())


def tabs(node: Node) -> list[tuple[Node, Node]]:
    """The titles and bodies of a set of tabs; those of sets within it are not among them."""
    parts = {name: part for part in node.iter() for name in classes(part)}
    if not {"tabbed-labels", "tabbed-content"} <= parts.keys():
        return []
    return list(zip(parts["tabbed-labels"].iter(), parts["tabbed-content"].iter(), strict=False))


# SVG ------------------------------------------------------------------------------------------

_NO_SVG = frozenset(("script", "foreignObject", "animate", "set", "style"))
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?")


def svg_alternative(svg: Node) -> str:
    """What a picture says in words: its title and description, or its label."""
    parts = [words_of_raw(found) for name in ("title", "desc") if (found := find(svg, name))]
    return ". ".join(part.rstrip(".") for part in parts if part) or get(svg, "aria-label")


def words_of_raw(node: Node) -> str:
    """All text below a node on one line."""
    return " ".join(whole_text(node).split())


def svg_xml(svg: Node, style: str) -> str:
    """An SVG of a page as a file of its own, with `style` as its style sheet."""
    attributes = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    classes_ = f"picture {get(svg, 'class')}".strip()
    own = _svg_attributes(svg, leave=("xmlns", "xmlns:xlink", "class"))
    inner = "".join(_xml(child) for child in svg.iter(include_text=True))
    return (
        f"<svg {attributes} class={quoteattr(classes_)}{own}>"
        f"<style>{escape(style)}</style>{inner}</svg>"
    )


def _xml(node: Node) -> str:
    name = tag(node)
    if name == "-text":
        return escape(node.text_content or "")
    if name in _NO_SVG or not _XML_NAME.fullmatch(name):
        return ""
    inner = "".join(_xml(child) for child in node.iter(include_text=True))
    return f"<{name}{_svg_attributes(node)}>{inner}</{name}>"


def _svg_attributes(node: Node, leave: tuple[str, ...] = ()) -> str:
    return "".join(
        f" {name}={quoteattr(value or '')}"
        for name, value in (node.attributes or {}).items()
        if name not in leave and _XML_NAME.fullmatch(name) and not name.lower().startswith("on")
    )
