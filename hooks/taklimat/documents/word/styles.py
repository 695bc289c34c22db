"""Styles, under the names that Word gives its own, and those that a document lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from taklimat.documents.word.faces import group_of
from taklimat.documents.word.ooxml import Element, flag, name, val, w
from taklimat.documents.word.paragraphs import BOX, INDENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.model import Look

# Word has it, and LibreOffice has one that is as wide.
_FONT = "Calibri"
_MONO = "Courier New"
GREY = "4A5560"
RULE = "C9C5BC"
GROUND = "F7F5F0"
_LINK = "1B5A86"
# Half points and twips: size, room above, room below.
_HEADINGS = {
    2: (30, 360, 120),
    3: (25, 280, 100),
    4: (22, 240, 80),
    5: (22, 200, 60),
    6: (22, 200, 60),
}
_CONTENTS = (1, 2, 3)
# Those that Word has not.
_OURS = frozenset(
    ("Facts", "Picture", "Box", "Box Title", "Item Head", "Small Print", "Assessment", "Definition",
     "Definition Term", "Table Text", "Table Head", "Badge")
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """A style: its name, its kind, what it is based on by name, and its properties."""

    name: str
    kind: Literal["paragraph", "character", "table"]
    base: str = ""
    paragraph: tuple[Element | None, ...] = ()
    run: tuple[Element | None, ...] = ()
    follower: str = ""
    shown: bool = True
    """Whether it is among those that Word offers."""

    @property
    def id(self) -> str:
        """An id for it, as Word makes them."""
        return "".join(word[:1].upper() + word[1:] for word in self.name.split())


class Styles:
    """The styles of a document; what it lacks is added.

    `root` is its ``w:styles``. Word's own names are the same in all of its languages, and ids are
    not: `id` finds one by the name.
    """

    def __init__(self, root: Element, look: Look, width: int) -> None:
        self._ids: dict[str, str] = {}
        for each in root.iterchildren(name("w:style")):
            named = each.find(name("w:name"))
            if named is not None:
                id_ = each.get(name("w:styleId"), "")
                self._ids.setdefault(named.get(name("w:val"), "").casefold(), id_)
        taken = set(self._ids.values())
        made = [style for style in _styles(look, width) if style.name.casefold() not in self._ids]
        for style in made:
            id_ = style.id
            while id_ in taken:
                id_ += "_"
            taken.add(id_)
            self._ids[style.name.casefold()] = id_
        self._root = root
        self._own = {style.name for style in made}
        root.extend([self._element(style) for style in made])

    def id(self, named: str) -> str:
        """The id of a style by its name."""
        return self._ids[named.casefold()]

    def stops(self, named: str) -> list[str]:
        """Where the tabs of a style of a reference stop, in twips; none for a style of ours."""
        if named in self._own:
            return []
        own = f"{name('w:style')}[@{name('w:styleId')}='{self.id(named)}']"
        stops = self._root.iterfind(f"{own}/{name('w:pPr')}/{name('w:tabs')}/{name('w:tab')}")
        return [stop.get(name("w:pos"), "0") for stop in stops]

    @property
    def headings(self) -> frozenset[str]:
        """The ids of the styles of headings."""
        return frozenset(self.id(f"heading {level}") for level in _HEADINGS)

    def _element(self, style: Style) -> Element:
        is_default = style.name in ("Normal", "Default Paragraph Font", "Normal Table")
        made = w(
            "style",
            val("name", style.name),
            val("basedOn", self._ids[style.base.casefold()] if style.base else ""),
            val("next", self._ids[style.follower.casefold()] if style.follower else ""),
            val("uiPriority", None if style.shown else 99),
            flag("qFormat", style.shown and style.kind != "table"),
            w("pPr", *style.paragraph) if any(p is not None for p in style.paragraph) else None,
            w("rPr", *style.run) if any(p is not None for p in style.run) else None,
            type=style.kind,
            customStyle="1" if style.name in _OURS else None,
            default="1" if is_default else None,
            styleId=self.id(style.name),
        )
        if style.kind == "table":
            made.extend(_table(style))
        return made


def defaults(language: str) -> Element:
    """What holds where no style says otherwise: font, size, and the document's language."""
    # Word keeps one for each of three groups of scripts; those that are not the text's are Word's.
    languages = {"val": "en-GB", "eastAsia": "zh-CN", "bidi": "ar-SA"}
    languages[group_of(language)] = language
    fonts = w("rFonts", ascii=_FONT, hAnsi=_FONT, eastAsia=_FONT, cs="Arial")
    run = w("rPr", fonts, w("sz", val=22), w("szCs", val=22), w("lang", **languages))
    spacing = w("pPr", w("spacing", after=140, line=271, lineRule="auto"))
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", spacing))


def _spacing(before: int, after: int, line: int = 0) -> Element:
    return w(
        "spacing", before=before, after=after, line=line or None, lineRule="auto" if line else None
    )


def _run(
    colour: str = "", size: int = 0, *, bold: bool = False, italic: bool = False, font: str = ""
) -> tuple[Element | None, ...]:
    """How words look; the size is in half points. What has a font of its own is no prose."""
    return (
        w("rFonts", ascii=font, hAnsi=font, cs=font) if font else None,
        flag("b", bold), flag("bCs", bold), flag("i", italic), flag("iCs", italic),
        flag("noProof", font), val("color", colour), val("sz", size or ""), val("szCs", size or ""),
    )  # fmt: skip


def _block(
    named: str,
    *paragraph: Element,
    run: tuple[Element | None, ...] = (),
    base: str = "Normal",
    follower: str = "",
    shown: bool = True,
) -> Style:
    """A style of paragraphs."""
    return Style(named, "paragraph", base, paragraph, run, follower, shown)


def _bar(colour: str) -> Element:
    return w("pBdr", w("left", val="single", sz=18, space=8, color=colour))


def _ground() -> Element:
    return w("shd", val="clear", color="auto", fill=GROUND)


def _styles(look: Look, width: int) -> Iterator[Style]:
    """All styles that documents use; a style stands behind the one that it is based on."""
    ink, accent = (colour.removeprefix("#").upper() for colour in (look.ink, look.accent))
    yield Style("Normal", "paragraph")
    yield Style("Default Paragraph Font", "character", shown=False)
    yield Style("Normal Table", "table", shown=False)
    yield _block(
        "Title", w("keepNext"), w("suppressAutoHyphens"), _spacing(120, 160, 228),
        run=_run(ink, 52, bold=True), follower="Subtitle",
    )  # fmt: skip
    yield _block("Subtitle", _spacing(0, 200), run=_run("", 26), follower="Normal")
    for level, (size, before, after) in _HEADINGS.items():
        yield _block(
            f"heading {level}", w("keepNext"), w("keepLines"), _spacing(before, after, 240),
            w("outlineLvl", val=level - 1),
            run=_run(ink, size, bold=level < 5, italic=level >= 5), follower="Normal",
        )  # fmt: skip
    yield from _of_blocks(ink, accent)
    yield from _of_frames(ink, width)
    yield from _of_words()
    yield Style("Table Grid", "table", "Normal Table")


def _of_blocks(ink: str, accent: str) -> Iterator[Style]:
    yield _block("Facts", _spacing(0, 280), run=_run(GREY, 19))
    yield _block("List Paragraph", _spacing(0, 80))
    yield _block("List Bullet", base="List Paragraph")
    yield _block("List Number", base="List Paragraph")
    yield _block("List Continue", base="List Paragraph")
    bar = w("pBdr", w("left", val="single", sz=12, space=10, color=RULE))
    yield _block("Quote", bar, w("ind", left=INDENT, right=INDENT), run=_run(italic=True))
    yield _block("caption", _spacing(80, 200), run=_run(GREY, 19))
    yield _block("Picture", _spacing(160, 160, 240))
    yield _block("Box", _bar(accent), _ground(), _spacing(0, 80), w("ind", left=BOX))
    yield _block(
        "Box Title", w("keepNext"), _bar(accent), _ground(),
        run=_run(ink, bold=True), base="Box", follower="Box",
    )  # fmt: skip
    code = _run("", 18, font=_MONO)
    yield _block("HTML Preformatted", _ground(), _spacing(80, 160, 240), run=code)
    yield _block("Item Head", w("keepNext"), _spacing(200, 40), run=_run(bold=True))
    yield _block("Small Print", _spacing(0, 120), run=_run(GREY, 19))
    likely = _run(ink, 20, bold=True)
    yield _block("Assessment", w("keepLines"), run=likely, base="List Continue")
    yield _block(
        "Definition Term",
        w("keepNext"),
        _spacing(120, 20),
        run=_run(bold=True),
        follower="Definition",
    )
    yield _block("Definition", _spacing(0, 100), w("ind", left=INDENT))
    yield _block("Table Text", _spacing(30, 30, 240), run=_run("", 19))
    yield _block("Table Head", w("keepNext"), run=_run(bold=True), base="Table Text")
    yield _block("footnote text", _spacing(0, 40, 240), run=_run("", 18), shown=False)


def _of_frames(ink: str, width: int) -> Iterator[Style]:
    rule = {"val": "single", "sz": 4, "space": 4, "color": RULE}
    for kind, side in (("header", "bottom"), ("footer", "top")):
        end = w("tabs", w("tab", val="right", pos=width))
        line = w("pBdr", w(side, **rule))
        yield _block(kind, line, end, _spacing(0, 0, 240), run=_run(GREY, 17), shown=False)
    yield _block("TOC Heading", w("keepNext"), _spacing(120, 80), run=_run(ink, 24, bold=True))
    for level in _CONTENTS:
        dots = w("tabs", w("tab", val="right", leader="dot", pos=width))
        indent = w("ind", left=INDENT * max(0, level - 2))
        yield _block(
            f"toc {level}", dots, _spacing(0, 40, 240), indent, run=_run("", 20), shown=False
        )


def _of_words() -> Iterator[Style]:
    base = "Default Paragraph Font"
    link, raised = (w("color", val=_LINK), w("u", val="single")), w("vertAlign", val="superscript")
    yield Style("Hyperlink", "character", base, run=link, shown=False)
    yield Style("footnote reference", "character", base, run=(raised,), shown=False)
    yield Style("HTML Code", "character", base, run=_run("", 19, font=_MONO))
    yield Style("HTML Keyboard", "character", base, run=_run("", 19, font=_MONO))
    yield Style("Badge", "character", base, run=_run(GREY, bold=True))


def _table(style: Style) -> Iterable[Element]:
    """What a style of tables says of them: of Word's plain one, and of the one with lines."""
    sides = ("top", "left", "bottom", "right")
    margins = w(
        "tblCellMar",
        *(w(side, w=w_, type="dxa") for side, w_ in zip(sides, (0, 108, 0, 108), strict=True)),
    )
    if style.name == "Normal Table":
        yield w("tblPr", w("tblInd", w=0, type="dxa"), margins)
        return
    line = {"val": "single", "sz": 4, "space": 0, "color": RULE}
    borders = w("tblBorders", *(w(side, **line) for side in (*sides, "insideH", "insideV")))
    yield w("tblPr", borders)
    ground = w("tcPr", w("shd", val="clear", color="auto", fill="EFECE5"))
    yield w("tblStylePr", w("rPr", w("b"), w("bCs")), ground, type="firstRow")
