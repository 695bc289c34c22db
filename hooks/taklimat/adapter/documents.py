"""Make the PDFs and the book, and offer them on the pages."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import click
from mkdocs.plugins import event_priority
from mkdocs.utils import get_relative_url

from taklimat.adapter import books
from taklimat.adapter.ahead import Ahead, processes
from taklimat.adapter.build import Build, generated, language_of, log, stop_on_problems
from taklimat.documents import tree
from taklimat.documents.engine import DocumentError, Engine
from taklimat.documents.glyphs import unshown
from taklimat.documents.model import Asset, Made
from taklimat.site import collecting
from taklimat.site.collecting import Publisher
from taklimat.site.kinds.brief import in_brief_uri
from taklimat.site.templating import render
from taklimat.source import deadline
from taklimat.source.origin import Origin
from taklimat.source.problems import Problem
from taklimat.source.store import FOLDER, Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.documents.model import Document
    from taklimat.source.words import Words

# All but Latin, Greek and Cyrillic letters and the signs between words, which every font has.
_RARE = re.compile(r"[^\x00-\u052f\u2000-\u206f\u20a0-\u20bf]+")
_MOST_PAGES = 2  # of a brief in short
_FEW = 2  # documents, which take no longer in one process
_PLACE = '<div class="downloads"></div>'  # as briefs have it
_DOCX = Path(".taklimat", "docx")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Give every document a place among the site's files, so that pages may link to it."""
    build = Build.of(config)
    collecting.check_names(build.site, build.site.problems)
    for path in collecting.paths(build.site):
        files.append(generated(config, path, b""))


@event_priority(45)  # once it is kept, before anything is added
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """In a check, keep what there may be no font for."""
    build, uri = Build.of(config), page.file.src_uri
    if build.site.settings.pdf is None or build.making.writes_pages:
        return
    source = build.site.pages.get(uri)
    authors = source.brief.authors if source and source.brief else ()
    texts = (tree.text_of(tree.parse(html)), *authors)
    if signs := {sign for text in texts for sign in _RARE.findall(text)}:
        build.signs[uri] = signs


@event_priority(-50)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Make every document that is to be made, now that all pages are converted; then stop if one
    could not be."""
    build = Build.of(config)
    settings, making = build.site.settings.pdf, build.making
    if settings is None:
        return
    reference = _reference(build)
    if not making.writes_pages:
        _check_signs(build)
        _check_shorts(config)
    if not making.pdfs:
        _leave_out(build)
    if not (making.pdfs or making.docx):
        return
    publisher = _publisher(config)
    documents = collecting.collect(build.site, build.rendered, publisher, build.history)
    engine = Engine(settings.look(config.site_name), Store(build.site.root / FOLDER))
    if making.docx or (making.pdfs and settings.docx):
        _make_docx(documents, engine, reference, build)
    if making.docx:
        _write_docx(build)
    if making.pdfs:
        _make_pdfs(documents, engine, config)
    if making.pdfs_alone:
        made = {each.document.path: each.data for each in build.made.values()}
        made |= {f"pdf/{name}.docx": data for name, data in build.docx.values()}
        build.staging.publish_files(made | books.made(build))
    elif making.pdfs:
        for name, data in build.docx.values():
            _put(f"pdf/{name}.docx", data, build)
    stop_on_problems(config)


def _check_signs(build: Build) -> None:
    """Note what no font has, as the PDFs would find it."""
    settings, site = build.site.settings.pdf, build.site
    parts = collecting.names(site)
    origins = {
        uri: Origin(page.document.path, page.document.source)
        for uri, page in site.pages.items()
        if uri in parts or ("" in parts and collecting.is_in_dossier(page))
    }
    if "" in parts:
        terms = (term.document for term in site.glossary)
        origins |= {site.entry_uri(Path(d.path).stem): Origin(d.path, d.source) for d in terms}
    signs = sorted({sign for uri in build.signs.keys() & origins for sign in build.signs[uri]})
    if not signs or settings is None:
        return
    engine = Engine(settings.look(""), Store(site.root / FOLDER))
    data = [Origin(path, site.text_of(path)) for path in site.settings.data.values()]
    for sign in engine.unshown(signs):
        pages = [uri for uri in origins if any(sign in run for run in build.signs.get(uri, ()))]
        places = [origins[uri] for uri in pages or origins]
        site.problems.found.append(unshown(sign, [*places, *data]))


def _check_shorts(config: MkDocsConfig) -> None:
    """Note what is wrong with briefs in short, which only a PDF can tell: most are kept already."""
    build = Build.of(config)
    settings = build.site.settings.pdf
    if not build.shorts or settings is None:
        return
    documents = collecting.collect(
        build.site, build.rendered, _publisher(config), build.history, only=build.shorts
    )
    engine = Engine(settings.look(config.site_name), Store(build.site.root / FOLDER))
    for document in documents.values():
        build.site.problems.found += _faults(engine.make(document), build)


def _faults(result: Made | list[Problem], build: Build) -> list[Problem]:
    """Why there is no document, or what is wrong with one."""
    if not isinstance(result, Made):
        return result
    if result.document.is_short and result.pages > _MOST_PAGES:
        part = result.document.parts[0]
        page = build.site.pages[build.shorts[part.uri]]
        what = f"the brief in short takes {result.pages} pages, more than two sides of a sheet"
        remedy = "shorten `in_brief`, the summary or the judgements, or cite fewer sources"
        line = page.document.matter.line(("in_brief",))
        return [Problem(page.document.path, line, what, remedy, code="D07")]
    return []


def _make_pdfs(documents: dict[str, Document], engine: Engine, config: MkDocsConfig) -> None:
    build = Build.of(config)
    ahead = _others(list(documents.values()), engine, build)
    build.leaving.callback(ahead.stop)
    for number, (uri, document) in enumerate(_with_progress(documents)):
        ahead.reach(number)
        if engine.has_given_up:
            break
        try:
            deadline.start()  # of our own time; the time of Typst's process is not in it
            name = ahead.given(number)
            result = (name and engine.kept(document, name)) or engine.make(document)
        except deadline.TooLongError:
            place = document.parts[0].origins[0].path
            what = f"{document.path} takes too long to write"
            remedy = "make the page shorter, or its tables simpler"
            build.site.problems.add(place, 0, what, remedy, code="D06")
            continue
        finally:
            deadline.stop()
        build.site.problems.found += _faults(result, build)
        if isinstance(result, Made):
            build.made[uri] = result
            _put(result.document.path, result.data, build)
            if result.document.is_dossier and collecting.has_book(build.site):
                ahead.reach(number + 1)
                given = ahead.given(number + 1)
                build.book = (
                    Path(given).read_bytes()
                    if given
                    else books.make(result.document, engine.look, build)
                )
                _put(collecting.BOOK, build.book or b"", build)
    ahead.stop()


def _others(documents: list[Document], engine: Engine, build: Build) -> Ahead:
    """Other processes, where the machine serves some, that make documents from the last on.

    They give the names under which these are kept. Behind the dossier comes its book, of which they
    give the file.
    """
    their_own: list[Engine] = []
    folder = Path(build.leaving.enter_context(TemporaryDirectory(prefix="taklimat-")))

    def make(number: int) -> str | None:
        if number == len(documents):
            return make_book()
        if not their_own:
            their_own.append(Engine(engine.look, engine.store))  # with a compiler of its own
        deadline.start()
        made = their_own[0].make(documents[number])
        return made.name if isinstance(made, Made) else None

    def make_book() -> str | None:
        if not (documents[-1].is_dossier and collecting.has_book(build.site)):
            return None
        if data := books.make(documents[-1], engine.look, build):
            (folder / "book").write_bytes(data)
        return str(folder / "book") if data else None

    ahead = Ahead(len(documents) + 1, make, more=1)
    if len(documents) > _FEW and processes() > 1:
        ahead.start(0)
    return ahead


def _reference(build: Build) -> Asset | None:
    """The owner's document for Word, if it can be used; why it can't is noted."""
    settings = build.site.settings.pdf
    path = settings.reference if settings else None
    if not path:
        return None
    file = build.site.root / path
    if not file.is_file():
        what = f"`pdf: reference: {path}` is no file"
        remedy = "mend the path, or take the line out"
        build.site.problems.add("mkdocs.yml", 0, what, remedy, code="D08")
        return None
    from taklimat.documents import word  # it takes a tenth of a second, which few builds need

    reference = Asset(path, file.read_bytes())
    try:
        word.check(reference)
    except DocumentError as error:
        build.site.problems.found.append(error.problem)
        return None
    return reference


def _make_docx(
    documents: dict[str, Document], engine: Engine, reference: Asset | None, build: Build
) -> None:
    from taklimat.documents import word

    for uri, document in documents.items():
        if document.is_dossier or document.is_short:
            continue
        try:
            deadline.start()
            build.docx[uri] = document.name, word.make(document, engine, reference)
        except DocumentError as error:
            build.site.problems.found.append(error.problem)
        except deadline.TooLongError:
            place = document.parts[0].origins[0].path
            what = f"{document.name}.docx takes too long to write"
            remedy = "make the page shorter, or its tables simpler"
            build.site.problems.add(place, 0, what, remedy, code="D06")
        finally:
            deadline.stop()


def _write_docx(build: Build) -> None:
    folder = build.site.root / _DOCX
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in build.docx.values():
        file = folder / f"{name}.docx"
        file.write_bytes(data)
        log.info("Made %s", file)


def _leave_out(build: Build) -> None:
    """Take the places of documents back that are not made this time."""
    for path in collecting.paths(build.site):
        file = build.files.get_file_from_path(path)
        if file is not None:
            build.files.remove(file)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Offer the page's own PDF, and the dossier in each form.

    They stand under what a brief says of itself, or at the end of other pages.
    """
    build = Build.of(config)
    words = build.site.words
    uri = build.shorts.get(page.file.src_uri, page.file.src_uri)
    offered = [build.made.get(in_brief_uri(uri)), build.made.get(uri), build.made.get("")]
    downloads = [
        {
            "url": get_relative_url(made.document.path, page.url),
            "type": "application/pdf",
            "name": _name(made.document, words),
            "title": made.document.title,
            "of_all": made.document.is_dossier,
            "facts": words.gettext(
                "%(pages)s, %(size)s",
                pages=words.ngettext("%(num)s page", "%(num)s pages", made.pages),
                size=words.size(len(made.data)),
            ),
        }
        for made in offered
        if made
    ]
    if uri in build.docx:
        name, data = build.docx[uri]
        one = {
            "url": get_relative_url(f"pdf/{name}.docx", page.url),
            "type": _WORD,
            "name": words.gettext("This page, Word"),
            "title": build.site.title_of(uri),
            "of_all": False,
            "facts": words.size(len(data)),
        }
        # Behind the page's own PDFs, before the dossier.
        downloads.insert(sum(made is not None for made in offered[:2]), one)
    downloads += books.offered(build, page.url)
    html = render(words, "downloads.html", downloads=downloads) if downloads else ""
    if page.content and _PLACE in page.content:
        page.content = page.content.replace(_PLACE, html, 1)
    else:
        page.content = (page.content or "") + html


def _name(document: Document, words: Words) -> str:
    """What a PDF is called where it is offered."""
    if document.is_short:
        return words.gettext("In brief, PDF")
    return (
        words.gettext("All briefs, PDF") if document.is_dossier else words.gettext("This page, PDF")
    )


def _publisher(config: MkDocsConfig) -> Publisher:
    build = Build.of(config)
    by_url = {unquote(file.url): file for file in build.files}

    def asset(url: str) -> Asset | None:
        file = by_url.get(url)
        if file is None or file.is_documentation_page():
            return None
        path = Path(config.docs_dir).name + "/" + file.src_uri
        return Asset(path, file.content_bytes)

    def link(url: str) -> str | None:
        return urljoin(config.site_url, url.lstrip("/")) if config.site_url else None

    return Publisher(
        name=config.site_name,
        description=config.site_description or "",
        authors=(config.site_author,) if config.site_author else (),
        language=language_of(config),
        order=tuple(page.file.src_uri for page in build.pages_in_order),
        asset=asset,
        link=link,
    )


def _put(path: str, data: bytes, build: Build) -> None:
    file = build.files.get_file_from_path(path)
    if file is not None:
        file.content_bytes = data


def _with_progress(documents: dict[str, Document]) -> Iterable[tuple[str, Document]]:
    """The documents, with a bar on a terminal and plain lines elsewhere."""
    if not sys.stderr.isatty():
        for uri, document in documents.items():
            log.info("Making %s", document.path)
            yield uri, document
        return
    with click.progressbar(
        documents.items(),
        label="Making PDFs",
        file=sys.stderr,
        item_show_func=lambda item: item[1].path if item else "",
    ) as bar:
        yield from bar
