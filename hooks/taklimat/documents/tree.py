"""What the writer asks of a parsed page: kinds of nodes, classes, text, SVG as XML."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taklimat.documents.mending import mend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.source.origin import Origin

Node = LexborNode

# Elements that stand within a line of text (HTML Living Standard, 3.2.5.2.5), as far as pages
# have them; everything else is a block.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark "
    "math meter output progress q rb rp rt rtc ruby s samp slot small span strike strong sub sup "
    "time tt u var wbr".split()
)
FIRST_LINE = "data-first-line"
"""The attribute that `parse` gives code whose lines are numbered, for the numbers are left out."""
_NUMBER = re.compile("[0-9]{1,6}")
# What paper has no use for, and what the page does not show.
_UNUSED = (
    "[hidden], datalist, dialog:not([open]), "
    "audio, button, canvas, embed, iframe, input:not([type=checkbox]), link, meta, noscript, "
    "object, option, script, select, style, template, textarea, video, nav.letters, .headerlink, "
    ".footnote-backref, .linenos, .linenodiv, .brief-facts, .event-topics, "
    ".picture-narrow, .figure-files"
)


_SEEN = "img, svg, math, input"
BOXES = frozenset(("admonition", "tabbed-set", "item", "judgements", "bottom-line", "footnote"))
"""Classes of divisions that are more than that."""
_DIVISIONS = frozenset("article div header hgroup main section".split())
_WITHOUT_WORDS = frozenset("hr img input math svg table".split())
_LINK = re.compile(r"<(/?)a(?=[\s>])[^<>]*+>")
_MARK = re.compile("footnote-ref|claim-mark")


def parse(html: str) -> Node:
    """The body of an HTML fragment, without what paper has no use for; any string is one."""
    # A mark of the order of bytes, which within a text says nothing.
    body = LexborHTMLParser(_unlinked(html.replace("\ufeff", ""))).body
    if body is None:
        raise ValueError("the parser gave no body")
    for code in body.css(".highlight, .highlighttable"):
        first = code.css_first(".linenos, .linenodiv, [data-linenos]")
        number = first and _NUMBER.search(get(first, "data-linenos") or text_of(first))
        if number:
            code.attrs[FIRST_LINE] = number[0]
    # The innermost first, since none may be touched once what it stands in is gone.
    for node in reversed(body.css(_UNUSED)):
        node.decompose()
    mend(body)
    return body


def _unlinked(html: str) -> str:
    """HTML whose marks within the text of a link are none themselves.

    HTML has no link in a link: there, a parser ends the one around it.
    """
    opened: list[bool] = []

    def written(found: re.Match[str]) -> str:
        if found[1]:
            return "</span>" if opened and opened.pop() else found[0]
        opened.append(bool(opened) and _MARK.search(found[0]) is not None)
        return f"<span{found[0][2:]}" if opened[-1] else found[0]

    return _LINK.sub(written, html) if _MARK.search(html) else html


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
    """All child nodes but comments, text among them."""
    return (child for child in node.iter(include_text=True) if not child.is_comment_node)


def in_line(kind: str) -> bool:
    """Whether elements of a kind stand in a line: those that HTML does not know do."""
    return kind in INLINE or "-" in kind.removeprefix("-")


def is_inline(node: Node) -> bool:
    """Whether the node, with all in it, stands within a line of text."""
    if node.is_text_node:
        return True
    # Nothing in a formula is text of the line.
    if tag(node) == "math":
        return True
    return in_line(tag(node)) and all(is_inline(child) for child in children(node))


def find(node: Node, selector: str) -> Node | None:
    """The first element below `node` that a CSS selector matches."""
    return node.css_first(selector)


def child_of(node: Node, kind: str) -> Node | None:
    """The first child with a tag."""
    return next((child for child in node.iter() if tag(child) == kind), None)


def text_of(node: Node) -> str:
    """The text of the node and all in it, white space as it stands."""
    return node.text(deep=True, separator="", strip=False)


def words_of(node: Node) -> str:
    """The node's text on one line."""
    return " ".join(text_of(node).split())


def title_of(node: Node) -> str:
    """The words of a heading or a caption: of its pictures what they say, and of its notes none.

    A heading without words heads nothing, and is read as a paragraph.
    """
    return " ".join("".join(_said(child) for child in children(node)).replace("\u200b", "").split())


def _said(node: Node) -> str:
    if node.is_text_node:
        return node.text_content or ""
    if is_mark(node):
        return ""
    if is_comment(node):
        return f" [{''.join(map(_said, children(node)))}]"
    if tag(node) == "br":
        return " "
    if tag(node) in ("img", "svg", "math"):
        return alternative_of(node)
    said = "".join(_said(child) for child in children(node))
    return said if in_line(tag(node)) else f" {said} "


def page_title(root: Node) -> Node | None:
    """The page's first heading, where nothing but anchors stands before it.

    Else it is a heading of what follows; as are those within a list or a box.
    """
    within = [children(root)]
    while within:
        node = next(within[-1], None)
        if node is None:
            within.pop()
        elif tag(node) == "h1":
            return node
        elif tag(node) in _DIVISIONS and not classes(node) & BOXES:
            within.append(children(node))
        elif words_of(node) or any(tag(each) in _WITHOUT_WORDS for each in node.traverse()):
            return None
    return None


def is_mark(node: Node) -> bool:
    """Whether an element is the mark of a note, and not a superscript that has one."""
    if tag(node) != "sup" or find(node, ".footnote-ref") is None:
        return False
    return all(
        not has_words(child) or (tag(child) != "sup" and find(child, ".footnote-ref"))
        for child in children(node)
    )


def has_words(node: Node) -> bool:
    """Whether there are words in a node, or it is text itself."""
    return bool((node.text_content or "" if node.is_text_node else text_of(node)).strip())


def is_comment(node: Node) -> bool:
    """Whether an element is what a reviewer says of a text (CriticMarkup): it stands in brackets.

    The page has colours for it; without them, it would read like a part of the text.
    """
    return classes(node) >= {"critic", "comment"} and bool(words_of(node))


def note_of(mark: Node) -> str:
    """The key of the note that a mark leads to."""
    found = find(mark, ".footnote-ref")
    return "" if found is None else get(found, "href").partition("#fn:")[2]


def alternative_of(node: Node) -> str:
    """What a picture or a formula is in words."""
    if tag(node) == "svg":
        return svg_alternative(node)
    return get(node, "alt") if tag(node) == "img" else get(node, "alttext") or text_of(node)


def stands_in(node: Node, id_: str) -> bool:
    """Whether the node is in the element with that id, so that a link there leads nowhere."""
    parent = node.parent
    while parent is not None:
        if get(parent, "id") == id_:
            return True
        parent = parent.parent
    return False


def source_of(node: Node) -> Node:
    """Of a block of code what holds its text: `code`, but where there is more beside it."""
    pre = node if tag(node) == "pre" else find(node, "td.code pre") or find(node, "pre") or node
    code = find(pre, "code")
    return code if code is not None and words_of(code) == words_of(pre) else pre


def is_code(node: Node) -> bool:
    """Whether an element is the frame of a block of code, with nothing else in it."""
    if not classes(node) & {"highlight", "highlighttable"}:
        return False
    title = find(node, "span.filename")
    said = f"{words_of(title) if title else ''} {words_of(source_of(node))}"
    return said.split() == text_of(node).split()


def marked_lines(source: Node) -> Iterator[int]:
    """The numbers of the lines of code that stand out, from 1."""
    line = 1
    for node in source.traverse(include_text=True):
        if "hll" in classes(node):
            count = text_of(node).rstrip("\n").count("\n") + 1
            yield from range(line, line + count)
        if node.is_text_node:
            line += (node.text_content or "").count("\n")


def shows(node: Node) -> bool:
    """Whether a reader sees something of a node: words, a picture, a formula."""
    return has_words(node) or (node.is_element_node and node.css_first(_SEEN) is not None)


def shown(nodes: Iterable[Node]) -> list[Node]:
    """Nodes without the space between them."""
    return [node for node in nodes if not node.is_text_node or text_of(node).strip()]


def box_of(node: Node) -> str:
    """A check box as a character."""
    return "☑ " if has(node, "checked") else "☐ "


def box_title(box: Node) -> Node | None:
    """The title of a box, which is a child of it: what stands deeper is that of a box within.

    Browsers show a `summary` first, wherever it stands.
    """
    if tag(box) == "details":
        return child_of(box, "summary")
    first = next(iter(shown(children(box))), None)
    is_title = first is not None and "admonition-title" in classes(first)
    return first if is_title else None


def parted(nodes: Iterable[Node], at: Node | None) -> list[list[Node]]:
    """The nodes before another, and those behind it, which stand in no line with them."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if at is not None and node.mem_id == at.mem_id:
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def tabs(node: Node) -> list[tuple[Node, Node]]:
    """The titles and bodies of a set of tabs; those of sets within it are not among them.

    They stand in two rows, or each body below its title, as the extension's two styles have them.
    None where the set is neither: then it is read as any division is.
    """
    parts = list(node.iter())
    rows = {name: part for part in parts for name in classes(part)}
    if "tabbed-labels" in rows and "tabbed-content" in rows:
        titles, bodies = (list(rows[f"tabbed-{row}"].iter()) for row in ("labels", "content"))
    else:
        titles = [part for part in parts if tag(part) == "label"]
        bodies = [part for part in parts if "tabbed-content" in classes(part)]
    return list(zip(titles, bodies, strict=True)) if len(titles) == len(bodies) else []


# SVG ------------------------------------------------------------------------------------------

_NO_SVG = frozenset(("script", "foreignObject", "animate", "set", "style"))
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?")


def svg_alternative(svg: Node) -> str:
    """What a picture says in words: its title and description, or its label."""
    parts = [words_of(found) for name in ("title", "desc") if (found := find(svg, name))]
    return ". ".join(part.rstrip(".") for part in parts if part) or get(svg, "aria-label")


def svg_line(svg: Node, origin: Origin) -> int:
    """The line on which a picture is drawn in a text: of its title, or of the first drawing."""
    title = find(svg, "title")
    return (title is not None and origin.line_of(text_of(title).strip())) or origin.line_of("<svg")


def svg_xml(svg: Node, style: str) -> str:
    """An SVG of a page as a file of its own, with `style` as its style sheet."""
    attributes = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    classes_ = f"picture {get(svg, 'class')}".strip()
    own = _svg_attributes(svg, leave=("xmlns", "xmlns:xlink", "class"))
    inner = "".join(_xml(child) for child in svg.iter(include_text=True))
    return (
        f'<svg {attributes} class="{escape(classes_)}"{own}>'
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
        f' {name}="{escape(value or "")}"'
        for name, value in (node.attributes or {}).items()
        if name not in leave and _XML_NAME.fullmatch(name) and not name.lower().startswith("on")
    )
