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
    next: str = ""
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
            val("next", self._ids[style.next.casefold()] if style.next else ""),
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


def _size(half_points: int) -> tuple[Element, Element]:
    return w("sz", val=half_points), w("szCs", val=half_points)


def _bold() -> tuple[Element, Element]:
    return w("b"), w("bCs")


def _left_bar(colour: str) -> Element:
    return w("pBdr", w("left", val="single", sz=18, space=8, color=colour))


def _styles(look: Look, width: int) -> Iterator[Style]:
    """All styles that documents use; a style stands behind the one that it is based on."""
    ink, accent = (colour.removeprefix("#").upper() for colour in (look.ink, look.accent))
    yield Style("Normal", "paragraph")
    yield Style("Default Paragraph Font", "character", shown=False)
    yield Style("Normal Table", "table", shown=False)
    yield Style(
        "Title", "paragraph", "Normal", next="Subtitle",
        paragraph=(w("keepNext"), w("suppressAutoHyphens"), _spacing(120, 160, 228)),
        run=(*_bold(), w("color", val=ink), *_size(52)),
    )  # fmt: skip
    yield Style(
        "Subtitle", "paragraph", "Normal", next="Normal",
        paragraph=(_spacing(0, 200),), run=_size(26),
    )  # fmt: skip
    for level, (size, before, after) in _HEADINGS.items():
        yield Style(
            f"heading {level}", "paragraph", "Normal", next="Normal",
            paragraph=(
                w("keepNext"), w("keepLines"), _spacing(before, after, 240),
                w("outlineLvl", val=level - 1),
            ),
            run=(
                *(_bold() if level < 5 else (w("i"), w("iCs"))),
                w("color", val=ink), *_size(size),
            ),
        )  # fmt: skip
    yield from _of_blocks(ink, accent)
    yield from _of_frames(ink, width)
    yield from _of_words()
    yield Style("Table Grid", "table", "Normal Table")


def _of_blocks(ink: str, accent: str) -> Iterator[Style]:
    small = (w("color", val=GREY), *_size(19))
    yield Style("Facts", "paragraph", "Normal", (_spacing(0, 280),), small)
    yield Style("List Paragraph", "paragraph", "Normal", (_spacing(0, 80),))
    yield Style("List Bullet", "paragraph", "List Paragraph")
    yield Style("List Number", "paragraph", "List Paragraph")
    yield Style("List Continue", "paragraph", "List Paragraph")
    yield Style(
        "Quote", "paragraph", "Normal",
        (
            w("pBdr", w("left", val="single", sz=12, space=10, color=RULE)),
            w("ind", left=INDENT, right=INDENT),
        ),
        (w("i"), w("iCs")),
    )  # fmt: skip
    yield Style(
        "caption", "paragraph", "Normal", (_spacing(80, 200),), (w("color", val=GREY), *_size(19))
    )
    yield Style("Picture", "paragraph", "Normal", (_spacing(160, 160, 240),))
    ground = w("shd", val="clear", color="auto", fill=GROUND)
    yield Style(
        "Box",
        "paragraph",
        "Normal",
        (_left_bar(accent), ground, _spacing(0, 80), w("ind", left=BOX)),
    )
    ground = w("shd", val="clear", color="auto", fill=GROUND)
    yield Style(
        "Box Title", "paragraph", "Box", (w("keepNext"), _left_bar(accent), ground),
        (*_bold(), w("color", val=ink)), next="Box",
    )  # fmt: skip
    ground = w("shd", val="clear", color="auto", fill=GROUND)
    yield Style(
        "HTML Preformatted", "paragraph", "Normal", (ground, _spacing(80, 160, 240)),
        (w("rFonts", ascii=_MONO, hAnsi=_MONO, cs=_MONO), w("noProof"), *_size(18)),
    )  # fmt: skip
    yield Style("Item Head", "paragraph", "Normal", (w("keepNext"), _spacing(200, 40)), _bold())
    yield Style(
        "Small Print",
        "paragraph",
        "Normal",
        (_spacing(0, 120),),
        (w("color", val=GREY), *_size(19)),
    )
    yield Style(
        "Assessment",
        "paragraph",
        "List Continue",
        (w("keepLines"),),
        (*_bold(), w("color", val=ink), *_size(20)),
    )
    yield Style(
        "Definition Term",
        "paragraph",
        "Normal",
        (w("keepNext"), _spacing(120, 20)),
        _bold(),
        next="Definition",
    )
    yield Style("Definition", "paragraph", "Normal", (_spacing(0, 100), w("ind", left=INDENT)))
    yield Style("Table Text", "paragraph", "Normal", (_spacing(30, 30, 240),), _size(19))
    yield Style("Table Head", "paragraph", "Table Text", (w("keepNext"),), _bold())
    yield Style(
        "footnote text", "paragraph", "Normal", (_spacing(0, 40, 240),), _size(18), shown=False
    )


def _of_frames(ink: str, width: int) -> Iterator[Style]:
    small = (w("color", val=GREY), *_size(17))
    end = w("tabs", w("tab", val="right", pos=width))
    rule = {"val": "single", "sz": 4, "space": 4, "color": RULE}
    yield Style(
        "header", "paragraph", "Normal", (w("pBdr", w("bottom", **rule)), end, _spacing(0, 0, 240)),
        small, shown=False,
    )  # fmt: skip
    small = (w("color", val=GREY), *_size(17))
    end = w("tabs", w("tab", val="right", pos=width))
    yield Style(
        "footer", "paragraph", "Normal", (w("pBdr", w("top", **rule)), end, _spacing(0, 0, 240)),
        small, shown=False,
    )  # fmt: skip
    yield Style(
        "TOC Heading", "paragraph", "Normal", (w("keepNext"), _spacing(120, 80)),
        (*_bold(), w("color", val=ink), *_size(24)),
    )  # fmt: skip
    for level in _CONTENTS:
        dots = w("tabs", w("tab", val="right", leader="dot", pos=width))
        yield Style(
            f"toc {level}", "paragraph", "Normal",
            (dots, _spacing(0, 40, 240), w("ind", left=INDENT * max(0, level - 2))),
            _size(20), shown=False,
        )  # fmt: skip


def _of_words() -> Iterator[Style]:
    base = "Default Paragraph Font"
    mono = w("rFonts", ascii=_MONO, hAnsi=_MONO, cs=_MONO)
    yield Style(
        "Hyperlink",
        "character",
        base,
        run=(w("color", val=_LINK), w("u", val="single")),
        shown=False,
    )
    yield Style(
        "footnote reference",
        "character",
        base,
        run=(w("vertAlign", val="superscript"),),
        shown=False,
    )
    yield Style("HTML Code", "character", base, run=(mono, w("noProof"), *_size(19)))
    mono = w("rFonts", ascii=_MONO, hAnsi=_MONO, cs=_MONO)
    yield Style("HTML Keyboard", "character", base, run=(mono, w("noProof"), *_size(19)))
    yield Style("Badge", "character", base, run=(*_bold(), w("color", val=GREY)))


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
