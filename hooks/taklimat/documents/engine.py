"""Compile documents with Typst, and keep the results for as long as nothing in them changes."""

from __future__ import annotations

import json
import math
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from taklimat.documents import glyphs, packing, tagging, writer
from taklimat.documents.compiler import Compiled, CompileError, Compiler, TooLongError
from taklimat.documents.model import Made
from taklimat.documents.parts.desk import RASTER
from taklimat.documents.sizes import pixels_of
from taklimat.documents.typst import string
from taklimat.source.problems import Problem
from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.model import Asset, Document, Look, Part, TermNote
    from taklimat.source.store import Store

_TYPST: str = typst.__version__  # type: ignore[attr-defined]  # the stub lacks it
_TEMPLATE = "document.typ"
_PACKAGE = files("taklimat.documents")
_PACKING = tuple(Path(str(module.__file__)) for module in (packing, tagging))
FONTS = Path(str(_PACKAGE / "fonts"))
"""The folder of the fonts of documents."""
_ERROR = re.compile(r"^error: (.*)$", re.MULTILINE)
_WARNING = re.compile(r"^warning: (unknown font family: .*)$", re.MULTILINE)
# A brief takes a tenth of a second, a part of a dossier less; the rest is for slow machines.
_SECONDS = 40.0
_SECONDS_A_PART = 2.0
_SECONDS_A_PICTURE = 15.0
_MOST_TIMED_OUT = 6
_PPI = 220.0
_MOST_PIXELS = 150_000_000
_MOST_DRAWN = 20_000_000
_VARIABLE = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")


def standards(archive: typst.PDFStandard) -> list[typst.PDFStandard]:
    """What PDFs keep to: PDF/UA-1, and a standard for archives."""
    return ["ua-1", archive]


class DocumentError(Exception):
    """Raised where a document, or a picture for one, can't be made; holds what to tell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Engine:
    """Typst, with the project's template and fonts, and a store of earlier results."""

    look: Look
    store: Store

    def make(self, document: Document) -> Made | list[Problem]:
        """The PDF of a document, or why there is none.

        A document of which nothing has changed since it was last made is not compiled again.
        """
        if self.store.get(_was_made(document)) is None:
            self._compiler.start()  # it will be ready when the source is
        written = writer.write(document, self.look, self.picture_style)
        if written.problems:
            return sorted(set(written.problems))
        if heavy := _too_heavy(written):
            return [heavy]
        if blank := glyphs.blank(written.source):
            return [_unshown(glyph, document) for glyph in blank]
        name = self._name(document, written)
        if (kept := self.kept(document, name)) is not None:
            return kept
        try:
            compiled = self._compiled(document, written)
            # What turns out to be too wide for an upright page gets one on its side.
            if turned := {about["crowded"] for about in compiled.found if "crowded" in about}:
                again = writer.write(document, self.look, self.picture_style, turned)
                compiled = self._compiled(document, again)
        except CompileError as error:
            return self._problems(str(error), document, written)
        except TooLongError:
            return self._slow(document, written)
        wide = dict.fromkeys(about["table"] for about in compiled.found if "table" in about)
        unfit = [written.tables[number] for number in wide]
        for warning in compiled.warnings:
            unfit += self._problems(warning, document, written)
        if unfit:
            return sorted(set(unfit))
        [pages] = (about["pages"] for about in compiled.found if "pages" in about)
        try:
            back = document.words.gettext("Back to the mark of note %(number)s", number="%s")
            data = packing.packed(compiled.data, back, _expansions(document))
        # A form of Typst's that packing does not know yet.
        except (ValueError, LookupError, OverflowError):
            data = compiled.data
        made = Made(document, data, pages, name)
        self.store.put(name, f"{made.pages}\n".encode() + made.data)
        self.store.put(_was_made(document), b"")
        return made

    def _compiled(self, document: Document, written: writer.Written) -> Compiled:
        """What comes of a source; raises `CompileError` and `TooLongError`."""
        with tempfile.TemporaryDirectory() as folder:
            # Typst reads nothing outside its root: it sees these files, and no others.
            root = Path(folder)
            (root / _TEMPLATE).write_text(self._template, encoding="utf-8")
            (root / "main.typ").write_text(written.source, encoding="utf-8")
            for name, asset in written.assets.items():
                (root / name).write_bytes(asset.data)
            return self._compiler.compile(
                root,
                seconds=_SECONDS + _SECONDS_A_PART * len(document.parts),
                standards=standards(self.look.archive),
                timestamp=int(document.version.when.timestamp()),
            )

    # The cache ------------------------------------------------------------------------------

    def kept(self, document: Document, name: str) -> Made | None:
        """A document that was made, and kept under a name; None if it is not there."""
        found = self.store.get(name)
        if found is None:
            return None
        pages, _, data = found.partition(b"\n")
        return Made(document, data, int(pages), name)

    def _name(self, document: Document, written: writer.Written) -> str:
        """What a document is kept under: all that goes into it."""
        when = str(int(document.version.when.timestamp()))
        expansions = json.dumps(_expansions(document))
        assets = [
            part for name, asset in sorted(written.assets.items()) for part in (name, asset.data)
        ]
        return digest("pdf", self._engine_key, written.source, when, expansions, *assets)

    @cached_property
    def _engine_key(self) -> bytes:
        fonts = sorted((f.name, f.stat().st_size) for f in FONTS.iterdir())
        parts = [
            _TYPST,
            self._template,
            [path.read_text(encoding="utf-8") for path in _PACKING],
            standards(self.look.archive),
            fonts,
        ]
        return json.dumps(parts).encode()

    # The project's own files ----------------------------------------------------------------

    @cached_property
    def _template(self) -> str:
        return (_PACKAGE / _TEMPLATE).read_text(encoding="utf-8")

    @cached_property
    def picture_style(self) -> str:
        """The style sheet of SVG pictures, for where there are no variables."""
        sheet = files("taklimat") / "theme" / "assets" / "pictures.css"
        # A PDF has no variables: each stands for the fallback that the sheet gives.
        return _VARIABLE.sub(r"\1", sheet.read_text(encoding="utf-8"))

    # Typst ----------------------------------------------------------------------------------

    @cached_property
    def _compiler(self) -> Compiler:
        return Compiler(FONTS)

    @property
    def has_given_up(self) -> bool:
        """Whether so many documents took too long that the others are left alone."""
        return self._compiler.timed_out >= _MOST_TIMED_OUT

    def unshown(self, texts: Iterable[str]) -> list[str]:
        """The characters of texts for which there is no font."""
        shown = "\n\n".join(f"#{string(text)}" for text in texts)
        blank = glyphs.blank(shown)
        with tempfile.TemporaryDirectory() as folder:
            source = f'#set document(title: "x")\n{shown}\n'
            (Path(folder) / "main.typ").write_text(source, encoding="utf-8")
            try:
                self._compiler.compile(
                    Path(folder), seconds=_SECONDS, standards=standards(self.look.archive)
                )
            except CompileError as error:
                return blank + glyphs.told(str(error))
            except TooLongError:
                pass  # a build will tell
        return blank

    def drawn(self, picture: Asset) -> bytes:
        """An SVG as PNG, for programs that draw none; raises `DocumentError`."""
        source = f"#set page(width: auto, height: auto, margin: 0pt)\n{_image(picture)}"
        # At most so many pixels, whatever the size that it gives itself.
        pixels = max(_pixels(picture.data), 1) * (_PPI / 72) ** 2
        ppi = _PPI * min(1.0, math.sqrt(_MOST_DRAWN / pixels))
        return self._compile_picture(picture, source, ppi=ppi)

    def _problems(
        self, diagnostic: str, document: Document, written: writer.Written
    ) -> list[Problem]:
        """What Typst says, as problems of the files that the document was made of."""
        found = [
            _in_picture(glyph, written) or _unshown(glyph, document)
            for glyph in glyphs.told(diagnostic)
        ]
        if found:
            return found
        path = document.parts[0].origins[0].path
        if found := list(_known(diagnostic, path, written)):
            return found
        messages = _ERROR.findall(diagnostic) + _WARNING.findall(diagnostic)
        found = list(self._unreadable(written))
        if found or not messages:
            return found
        remedy = "report it to the makers of the generator, with the page"
        return [
            Problem(path, 0, f"{document.path} can't be made ({m})", remedy, code="D02")
            for m in messages
        ]

    def _slow(self, document: Document, written: writer.Written) -> list[Problem]:
        # One is enough: each that is slow takes its time again.
        if found := next(self._unreadable(written), None):
            return [found]
        what = f"{document.path} takes too long to make"
        remedy = "make the page shorter, or its tables and pictures simpler"
        return [Problem(document.parts[0].origins[0].path, 0, what, remedy, code="D06")]

    def _unreadable(self, written: writer.Written) -> Iterator[Problem]:
        """The pictures that can't be drawn: Typst names none of them, so each is tried alone."""
        for asset in written.assets.values():
            if asset.suffix not in (".svg", *RASTER):
                continue
            try:
                self._compile_picture(asset, _image(asset))
            except DocumentError as error:
                yield _shown(error.problem, asset, written)

    def _compile_picture(self, asset: Asset, source: str, ppi: float | None = None) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / asset.name).write_bytes(asset.data)
            (Path(folder) / "main.typ").write_text(source, encoding="utf-8")
            try:
                return self._compiler.compile(
                    Path(folder), seconds=_SECONDS_A_PICTURE, kind="png" if ppi else "pdf", ppi=ppi
                ).data
            except CompileError as error:
                said = _ERROR.search(str(error))
                what = f"a picture that can't be read ({said[1] if said else error})"
                problem = Problem(asset.path, 1, what, "export it anew", code="D03")
            except TooLongError:
                what = "a picture that takes too long to draw"
                remedy = "export it anew, with fewer effects and parts, or as PNG"
                problem = Problem(asset.path, 1, what, remedy, code="D06")
        raise DocumentError(problem)


def _unshown(glyph: str, document: Document) -> Problem:
    """The problem of a character without a font, at the page that shows it."""
    shown: list[Part | TermNote] = [*document.parts, *document.terms]
    # What stands on none, such as the name of an author, stands in some file.
    pages = [page for page in shown if glyph in glyphs.mapped(unescape(page.html))] or shown
    return glyphs.unshown(glyph, [origin for page in pages for origin in page.origins])


def _expansions(document: Document) -> dict[str, str]:
    """What acronyms stand for, by the labels of their terms."""
    return {term.label: term.stands_for for term in document.terms if term.acronym}


def _was_made(document: Document) -> str:
    """Under what it is kept that a document was made before, as it is or in another way."""
    return digest("was made", document.name)


def _shown(problem: Problem, asset: Asset, written: writer.Written) -> Problem:
    """A picture's problem at the place where a text shows it."""
    path, line = written.shown_at.get(asset.name, (asset.path, problem.line))
    if path == asset.path or not line:
        return problem
    return replace(problem, path=path, line=line, what=f"{problem.what}: {asset.path}")


def _in_picture(glyph: str, written: writer.Written) -> Problem | None:
    """The problem of a character without a font, if it stands in a drawing."""
    for asset in written.assets.values():
        if asset.suffix == ".svg" and glyph in unescape(asset.data.decode(errors="replace")):
            said = f"{glyph} ({glyphs.code(glyph)})"
            what = f"a drawing with a character that no font of the PDF has: {said}"
            problem = Problem(asset.path, 1, what, "write it in words", code="D04")
            return _shown(problem, asset, written)
    return None


def _too_heavy(written: writer.Written) -> Problem | None:
    """Pictures that together would take more memory than a PDF may: Typst unpacks them all."""
    pictures = [asset for asset in written.assets.values() if asset.suffix in RASTER]
    sizes = [(_pixels(asset.data), asset.path, asset) for asset in pictures]
    total = sum(size for size, _, _ in sizes)
    if total <= _MOST_PIXELS:
        return None
    what = f"a PDF with pictures of {total // 1_000_000} million pixels, this one the largest"
    remedy = f"scale them down to less than {_MOST_PIXELS // 1_000_000} million together"
    _, path, largest = max(sizes, key=lambda each: each[:2])
    return _shown(Problem(path, 1, what, remedy, code="D06"), largest, written)


def _pixels(picture: bytes) -> int:
    wide, high = pixels_of(picture) or (0, 0)
    return wide * high


def _known(diagnostic: str, path: str, written: writer.Written) -> Iterator[Problem]:
    """What Typst says of texts and pictures that can be mended, in words that help."""
    if "CMYK" in diagnostic:
        for asset in written.assets.values():
            if _is_cmyk(asset.data):
                what = "a picture in the colours of print (CMYK)"
                remedy = "save it with RGB colours: magick it.jpg -colorspace sRGB it.jpg"
                yield _shown(Problem(asset.path, 1, what, remedy, code="D03"), asset, written)
    elif "depth exceeded" in diagnostic:
        what = "lists, quotes or boxes that stand in each other too deeply for a PDF"
        yield Problem(path, 0, what, "nest them less deep", code="S13")


def _is_cmyk(data: bytes) -> bool:
    """Whether a picture is a JPEG of four colours (ITU-T T.81, B.2.2)."""
    frame = re.search(rb"\xff[\xc0-\xc2].{7}(.)", data, re.DOTALL)
    return data.startswith(b"\xff\xd8") and frame is not None and frame[1] == b"\x04"


def _image(asset: Asset) -> str:
    return f"#image({string(asset.name)})"
