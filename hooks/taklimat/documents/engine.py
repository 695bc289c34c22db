"""Compile documents with Typst, and keep the results for as long as nothing in them changes."""

from __future__ import annotations

import glob
import hashlib
import json
import re
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from taklimat.documents import packing, writer
from taklimat.documents.model import Made
from taklimat.documents.typst import string
from taklimat.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.model import Asset, Document, Look, Origin

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_TYPST: str = typst.__version__  # type: ignore[attr-defined]  # the stub lacks it
_TEMPLATE = "document.typ"
_PACKAGE = files("taklimat")
_PACKING = Path(packing.__file__)
_FONTS = Path(str(_PACKAGE / "fonts"))
_ERROR = re.compile(r"^error: (.*)$", re.MULTILINE)
_WARNING = re.compile(r"^warning: (unknown font family: .*)$", re.MULTILINE)
_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_VARIABLE = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")


@dataclass(frozen=True)
class Engine:
    """Typst, with the project's template and fonts, and a folder of earlier results."""

    look: Look
    cache: Path

    def make(self, document: Document) -> Made | list[Problem]:
        """The PDF of a document, or why there is none.

        A document of which nothing has changed since it was last made is not compiled again.
        """
        written = writer.write(document, self.look, self.picture_style)
        if written.problems:
            return sorted(set(written.problems))
        kept = self._kept(document, written)
        if kept is not None:
            return kept
        with tempfile.TemporaryDirectory() as folder:
            # Typst reads nothing outside its root: it sees these files, and no others.
            root = Path(folder)
            (root / _TEMPLATE).write_text(self._template, encoding="utf-8")
            (root / "main.typ").write_text(written.source, encoding="utf-8")
            for name, asset in written.assets.items():
                (root / name).write_bytes(asset.data)
            compiler = typst.Compiler(
                root / "main.typ", root=root, font_paths=self._fonts, ignore_system_fonts=True
            )
            try:
                data, warnings = compiler.compile_with_warnings(
                    format="pdf",
                    pdf_standards=STANDARDS,
                    timestamp=int(document.version.when.timestamp()),
                )
                found = json.loads(compiler.query("<taklimat-found>", field="value"))
            except typst.TypstError as error:
                return _problems(error.diagnostic or error.message, document, written)
        wide = dict.fromkeys(about["table"] for about in found if "table" in about)
        unfit = [written.tables[number] for number in wide]
        for warning in warnings:
            unfit += _problems(warning.diagnostic, document, written)
        if unfit:
            return sorted(set(unfit))
        assert isinstance(data, bytes)  # noqa: S101  (what the `pdf` format gives)
        [pages] = (about["pages"] for about in found if "pages" in about)
        made = Made(document, packing.packed(data), pages)
        self._keep(document, written, made)
        return made

    # The cache ------------------------------------------------------------------------------

    def _kept(self, document: Document, written: writer.Written) -> Made | None:
        pdf, about = self._files(document, written)
        try:
            pages = json.loads(about.read_text(encoding="utf-8"))["pages"]
            return Made(document, pdf.read_bytes(), pages)
        except (OSError, ValueError, KeyError):
            return None

    def _keep(self, document: Document, written: writer.Written, made: Made) -> None:
        pdf, about = self._files(document, written)
        self.cache.mkdir(parents=True, exist_ok=True)
        for old in self.cache.glob(f"{glob.escape(document.name)}.????????????????????.*"):
            old.unlink()
        pdf.write_bytes(made.data)
        # Written last: without it, the PDF does not count.
        about.write_text(json.dumps({"pages": made.pages}), encoding="utf-8")

    def _files(self, document: Document, written: writer.Written) -> tuple[Path, Path]:
        key = hashlib.sha256(self._engine_key)
        key.update(written.source.encode())
        key.update(str(int(document.version.when.timestamp())).encode())
        for name, asset in sorted(written.assets.items()):
            key.update(name.encode() + asset.data)
        stem = f"{document.name}.{key.hexdigest()[:20]}"
        return self.cache / f"{stem}.pdf", self.cache / f"{stem}.json"

    @cached_property
    def _engine_key(self) -> bytes:
        fonts = sorted((f.name, f.stat().st_size) for f in _FONTS.iterdir())
        parts = [_TYPST, self._template, _PACKING.read_text(encoding="utf-8"), STANDARDS, fonts]
        return json.dumps(parts).encode()

    # The project's own files ----------------------------------------------------------------

    @cached_property
    def _template(self) -> str:
        return (_PACKAGE / "templates" / _TEMPLATE).read_text(encoding="utf-8")

    @cached_property
    def picture_style(self) -> str:
        """The style sheet of SVG pictures, for where there are no variables."""
        sheet = _PACKAGE / "theme" / "assets" / "pictures.css"
        # A PDF has no variables: each stands for the fallback that the sheet gives.
        return _VARIABLE.sub(r"\1", sheet.read_text(encoding="utf-8"))

    @cached_property
    def _fonts(self) -> typst.Fonts:
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_FONTS)]
        )


def _problems(diagnostic: str, document: Document, written: writer.Written) -> list[Problem]:
    """What Typst says, as problems of the files that the document was made of."""
    origins = [origin for part in document.parts for origin in part.origins]
    origins += [origin for term in document.terms for origin in term.origins]
    found = [_unshown(glyph, origins) for glyph in dict.fromkeys(_GLYPH.findall(diagnostic))]
    if found:
        return found
    messages = _ERROR.findall(diagnostic) + _WARNING.findall(diagnostic)
    found = list(_unreadable(written.assets.values()))
    if found or not messages:
        return found
    first = origins[0]
    remedy = "report it to the makers of the generator, with the page"
    return [
        Problem(first.path, 0, f"{document.path} can't be made ({m})", remedy, code="D02")
        for m in messages
    ]


def _unreadable(assets: Iterable[Asset]) -> Iterator[Problem]:
    """The pictures that Typst can't read: it names none of them, so each is tried alone."""
    for asset in assets:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / asset.name).write_bytes(asset.data)
            source = f"#image({string(asset.name)})".encode()
            try:
                typst.Compiler(source, root=folder, ignore_system_fonts=True).compile(format="svg")
            except typst.TypstError as error:
                what = f"a picture that can't be read ({error.message})"
                yield Problem(asset.path, 1, what, "export it anew", code="D03")


def _unshown(glyph: str, origins: Iterable[Origin]) -> Problem:
    code = " ".join(f"U+{ord(character):04X}" for character in glyph)
    what = f"a character that no font of the PDF has: {glyph} ({code})"
    remedy = "write it in words, or add a font to hooks/taklimat/fonts"
    for origin in origins:
        if line := origin.line_of(glyph):
            return Problem(origin.path, line, what, remedy, code="D04")
    return Problem(next(iter(origins)).path, 0, what, remedy, code="D04")
