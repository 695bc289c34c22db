"""Between MkDocs and the library. Only the adapter modules and the command line import MkDocs.

Its functions are the lines of the hook modules beside the package. A build's state hangs on
MkDocs's configuration, which lives as long as the build.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import os
import re
import sys
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

import yaml
from jinja2 import FunctionLoader, TemplateError
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Section
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import CountHandler, get_relative_url

from taklimat.adapter.staging import BusyError, NotASiteError, Staging
from taklimat.glossary import linking
from taklimat.glossary.extension import GlossaryExtension, report_unknown
from taklimat.glossary.names import fold
from taklimat.security.files import are_readable, judge, judge_file
from taklimat.site import outputs, writing
from taklimat.site.collecting import Rendered
from taklimat.site.settings import Settings
from taklimat.site.site import Site, Visit
from taklimat.site.versions import History
from taklimat.source import deadline
from taklimat.source.frontmatter import Data, read_lines, read_text, validate
from taklimat.source.origin import Origin
from taklimat.source.problems import Problems, begin_suggesting, visible
from taklimat.source.snippets import SnippetGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.documents.model import Made
    from taklimat.security.frame import Frames
    from taklimat.security.policy import Allowed
    from taklimat.source.pages import SourcePage

log = logging.getLogger("mkdocs.taklimat")

_KEY = "taklimat_build"
_EXTENSION = "taklimat.glossary"
# What the pages that are written here are written with, whichever extensions a site's owner names.
_NEEDED = ("attr_list", "footnotes", "md_in_html")
_WITH_ALL = frozenset(("extra", "markdown.extensions.extra", "pymdownx.extra"))
# Where no day is known: nothing on the site depends on the day on which it is built.
_UNKNOWN = dt.date(1980, 1, 1)
_GLOSSARY_JSON = "glossary.json"
_TIMELINE_JSON = "timeline.json"
_TIMELINE_ICS = "timeline.ics"
_OFFLINE = Path(".taklimat", "offline")
# Front matter that is MkDocs's or Material's to read; the rest is ours, and Material gives some
# of our words (status) another sense.
_THEME_KEYS = frozenset("title description hide search template tags icon".split())

Only = Literal["pdf", "docx", "offline", "check"]
only: ContextVar[Only | None] = ContextVar("only", default=None)
"""What is made where the site itself is to be left as it is."""


@dataclass
class Build:
    """A build under MkDocs."""

    site: Site
    extension: GlossaryExtension
    snippets: SnippetGuard
    staging: Staging
    files: Files = field(default_factory=lambda: Files([]))
    history: History = field(default_factory=lambda: History(Path()))
    histories: dict[str, str] = field(default_factory=dict)
    """The pages with the history of a brief, and the briefs."""
    rendered: dict[str, Rendered] = field(default_factory=dict)
    pages_in_order: list[Page] = field(default_factory=list)
    made: dict[str, Made] = field(default_factory=dict)
    """The PDFs by page; the dossier under the empty path."""
    allowed: set[Allowed] = field(default_factory=set)
    """What the pages' policies allow."""
    digests: dict[str, str | None] = field(default_factory=dict)
    """The hashes of the theme's scripts, by their paths on the site."""
    current: str = ""
    """The page that is being read or written, as messages name it."""
    frames: Frames = field(init=False)
    """What the theme writes around the texts; known once the pages are read."""

    @classmethod
    def of(cls, config: MkDocsConfig) -> Build:
        """The build that belongs to a configuration."""
        build = config.extra[_KEY]
        assert isinstance(build, Build)  # noqa: S101
        return build

    def url(self, uri: str, anchor: str = "") -> str:
        """The address of a page's section, from the site's root."""
        file = self.files.get_file_from_path(uri)
        url = file.url if file else ""
        return f"{url}#{anchor}" if anchor else url

    def href(self, page: Page, uri: str, anchor: str = "") -> str:
        """The address of a page's section, as a link on `page` has to carry it."""
        url = get_relative_url(self.url(uri), page.url)
        return f"{url}#{anchor}" if anchor else url

    def title_in_nav(self, uri: str) -> str:
        """The short title that the navigation gives a page; its own title if it gives none."""
        file = self.files.get_file_from_path(uri)
        return title_of(file.page) if file and file.page else self.site.title_of(uri)

    def term_of(self, page: Page) -> str | None:
        """The id of the term whose entry `page` is."""
        id_ = page.file.src_uri.removesuffix(".md").rpartition("/")[2]
        own = id_ in self.site.glossary.terms and self.site.entry_uri(id_) == page.file.src_uri
        return id_ if own else None


def title_of(page: Page) -> str:
    """A page's title as words: MkDocs has it as HTML where it comes from a heading."""
    return unescape(str(page.title))


# Reading ----------------------------------------------------------------------------------------


def open_build(config: MkDocsConfig) -> None:
    """Read settings, glossary and data; add the extension; build into a folder aside."""
    begin_suggesting()
    problems = Problems()
    root = Path(config.config_file_path).parent
    settings = _settings(config, problems)
    _judge_files(config, settings, root, problems)
    may_be_read = are_readable(problems)
    site = (Site.read if may_be_read else Site.unread)(root, settings, problems)
    extension = GlossaryExtension(site.linker)
    names = [name for name in config.markdown_extensions if name != _EXTENSION]
    if _WITH_ALL.isdisjoint(names):
        names += [n for n in _NEEDED if not {n, f"markdown.extensions.{n}"} & set(names)]
    snippets = SnippetGuard()
    config.markdown_extensions = [*names, extension, snippets]  # type: ignore[list-item]
    staging = Staging(Path(config.site_dir))
    config.extra[_KEY] = Build(site, extension, snippets, staging, history=History(root))
    if only.get() == "offline":
        config.use_directory_urls = False
    if not may_be_read:
        stop_on_problems(None, config)
        raise Abort("Files that may not be read come first.")  # the end of a check, too
    if only.get() == "check":
        _leave_out_looks(config)
        site.evidence.bibliography.leave_unset()


def _judge_files(config: MkDocsConfig, settings: Settings, root: Path, problems: Problems) -> None:
    """Note files that may not be read or published, before any of them is."""
    docs = Path(config.docs_dir)
    written = (root / settings.report).parent  # by each build, and each check
    for place in (docs, root / settings.glossary_dir, written):
        if place.is_symlink() and not place.resolve().is_relative_to(root.resolve()):
            what = "a symbolic link that leads out of the project"
            problems.add(_shown(place, root), 0, what, "put a folder in its place", code="S05")
    if not are_readable(problems):
        return
    for folder, named in ((docs, settings.host_files), (root / settings.glossary_dir, ())):
        if folder.is_dir():
            judge(folder, _shown(folder, root), named, problems)
    for path in settings.data_files:
        judge_file(root / path, path, root, problems)


def _shown(path: Path, root: Path) -> str:
    """How messages name a file or folder: by its path from the root."""
    return Path(os.path.relpath(path, root)).as_posix()


def _leave_out_looks(config: MkDocsConfig) -> None:
    """Leave out of a check what takes time and only changes how pages look, or are found."""
    for name in ("smarty", "markdown.extensions.smarty"):  # names are found with any quotes
        if name in config.markdown_extensions:
            config.markdown_extensions.remove(name)
    config.mdx_configs.setdefault("pymdownx.highlight", {})["use_pygments"] = False
    for name in ("search", "material/search"):
        if name in config.plugins:
            config.plugins[name].config["enabled"] = False


def glossary_dir(config: MkDocsConfig) -> str:
    """The folder of entries as `mkdocs.yml` gives it, unchecked."""
    return str((config.extra.get("taklimat") or {}).get("glossary_dir") or "glossary")


def _settings(config: MkDocsConfig, problems: Problems) -> Settings:
    path = Path(config.config_file_path)
    text = read_text(path, path.name, problems) or ""
    given = config.extra.get("taklimat") or {}
    # MkDocs has parsed the file; it is composed once more for its lines only, and so no tag of it
    # is carried out.
    lines, _ = read_lines(yaml.compose(text), 1)
    data = Data(path.name, {"extra": {"taklimat": given}}, 1, lines)
    settings = validate(Settings, data, problems, at=("extra", "taklimat"))
    return settings or Settings()


def read_pages(files: Files, config: MkDocsConfig) -> None:
    """Read and check every author's page; add a page for each term, and the glossary's."""
    build = Build.of(config)
    docs = Path(config.docs_dir)
    for file in files.documentation_pages():
        if file.src_dir is None:
            continue
        path = docs / file.src_uri
        build.current = _shown(path, build.site.root)
        deadline.start()
        page = build.site.read_page(path, build.current, file.src_uri)
        deadline.stop()
        if page:
            _check_icon(page, config, build.site.problems)
        # A problem is noted; with nothing in it, the page does not stop the others' check.
        file.content_string = _for_mkdocs(page) if page else ""
    if not build.site.problems:
        build.site.check_claims()
        build.site.check_brief_marks()
    for term in build.site.glossary:
        edit = Path(os.path.relpath(build.site.root / term.document.path, docs)).as_posix()
        files.append(_generated(config, build.site.entry_uri(term.id), edit))
    for uri, source in build.site.pages.items():
        if source.brief and len(build.history.changes(source.document.path)) > 1:
            build.histories[f"history/{uri}"] = uri
            files.append(_generated(config, f"history/{uri}", ""))
    if build.site.index_uri not in files.src_uris:
        files.append(_generated(config, build.site.index_uri, None))
    files.append(File.generated(config, _GLOSSARY_JSON, content=""))
    if build.site.page_of("timeline"):
        files.append(File.generated(config, _TIMELINE_JSON, content=""))
        files.append(File.generated(config, _TIMELINE_ICS, content=b""))
    for name, schema in outputs.schemas().items():
        files.append(File.generated(config, f"schemas/{name}", content=schema))
    build.files = files
    _check_folders(config, files, build.site)


def _check_folders(config: MkDocsConfig, files: Files, site: Site) -> None:
    """Note each file in a folder that is called like a file of the site: one would go."""
    taken = {file.dest_uri for file in files} | {"_headers", "404.html", "sitemap.xml"}
    for file in files:
        if file.src_dir != config.docs_dir:
            continue
        for folder in PurePosixPath(file.dest_uri).parents:
            if folder.as_posix() in taken:
                path = _shown(Path(config.docs_dir, file.src_uri), site.root)
                what = f"its folder is called like a file of the site: {folder}"
                site.problems.add(path, 0, what, "give the folder another name", code="S11")


def _check_icon(page: SourcePage, config: MkDocsConfig, problems: Problems) -> None:
    """Note an icon that the theme does not have: its template would not be found."""
    icon = page.matter.icon
    if icon and not any(Path(d, ".icons", f"{icon}.svg").is_file() for d in config.theme.dirs):
        line = page.document.matter.line(("icon",))
        remedy = "name one of the theme's, such as material/map"
        problems.add(page.document.path, line, f"no icon is called {icon}", remedy, code="F03")


def _for_mkdocs(page: SourcePage) -> str:
    """A page's text with that of its front matter which the theme reads, as it was checked.

    MkDocs would read front matter in other ways, too: a first line `title: …` without a fence.
    """
    given = page.document.matter.value
    matter = {key: value for key, value in given.items() if key in _THEME_KEYS}
    return f"---\n{json.dumps(matter, default=str)}\n---\n{page.document.body}"


def _generated(config: MkDocsConfig, uri: str, edit_uri: str | None) -> File:
    level = InclusionLevel.INCLUDED if edit_uri is None else InclusionLevel.NOT_IN_NAV
    file = File.generated(config, uri, content="", inclusion=level)
    file.edit_uri = edit_uri or None
    return file


def keep_order(nav: Navigation, config: MkDocsConfig) -> None:
    """Remember the order in which the navigation has the pages."""
    Build.of(config).pages_in_order = list(nav.pages)


def list_entries(nav: Navigation, config: MkDocsConfig) -> None:
    """Give the glossary's page in the navigation its entries, from A to Z."""
    build = Build.of(config)
    index = build.files.get_file_from_path(build.site.index_uri)
    if index is None or index.page not in nav.pages:
        return
    home = index.page
    terms = sorted(build.site.glossary, key=lambda term: fold(term.term))
    files = (build.files.get_file_from_path(build.site.entry_uri(term.id)) for term in terms)
    entries = [file.page for file in files if file and file.page]
    section = Section(home.title or build.site.settings.glossary_title, [home, *entries])
    siblings = home.parent.children if home.parent else nav.items
    siblings[siblings.index(home)] = section
    section.parent = home.parent
    for page in (home, *entries):
        page.parent = section
    place = nav.pages.index(home) + 1
    nav.pages[place:place] = entries
    for before, after in pairwise(nav.pages):
        before.next_page, after.previous_page = after, before


def drop_blanks(env: Environment) -> None:
    """Leave out of pages the lines that hold nothing but a template's own instructions."""
    env.trim_blocks = env.lstrip_blocks = True


def stop_on_problems(env: Environment | None, config: MkDocsConfig) -> None:
    """End the build if anything was wrong, with every problem in the order of the files."""
    if only.get() == "check":
        if env:  # nothing is published: pages need no frame
            env.loader = FunctionLoader(lambda name: "")
        return
    problems = list(Build.of(config).site.problems)
    for problem in problems:
        log.error(str(problem))
    if problems:
        count = len(problems)
        raise Abort(f"{count} problem{'s' if count > 1 else ''} to mend; the last site is kept.")


# Pages ------------------------------------------------------------------------------------------


def begin_page(page: Page, config: MkDocsConfig) -> None:
    """Remember the page that is read, and let it take a while, but not for ever."""
    take_in_hand(page, config)
    deadline.start()


def take_in_hand(page: Page | str, config: MkDocsConfig) -> None:
    """Remember the page, or the template by its name, that is read or written."""
    build = Build.of(config)
    if isinstance(page, str):
        build.current = page
        return
    term, source = build.term_of(page), build.site.pages.get(page.file.src_uri)
    document = source.document if source else build.site.glossary[term].document if term else None
    build.current = document.path if document else page.file.src_uri


def write_page(page: Page, config: MkDocsConfig) -> str | None:
    """The Markdown of a page with its generated parts; None leaves it as it is."""
    build = Build.of(config)
    site, uri = build.site, page.file.src_uri
    source, term = site.pages.get(uri), build.term_of(page)
    build.extension.linked = linking.Linked()  # a page without text is never converted
    build.snippets.begin()
    build.extension.page = linking.Page(
        href=lambda id_: build.href(page, site.entry_uri(id_)),
        scope=site.settings.link,
        own=term,
        skip=source.skip if source else frozenset(),
        enabled=source.enabled if source else bool(term),
    )
    page.update_date = _changed(page, build)
    if term:
        page.meta = {"description": site.glossary[term].definition}
        return writing.entry_markdown(site.glossary[term], site)
    if uri == site.index_uri and not source:
        page.meta = {"title": site.settings.glossary_title, "search": {"exclude": True}}
        return writing.index_markdown(site)
    if uri in build.histories:
        page.meta = {"title": f"History: {site.title_of(build.histories[uri])}"}
        page.meta["search"] = {"exclude": True}
        path = site.pages[build.histories[uri]].document.path
        # A check finds nothing in what was written before.
        changes = build.history.changes(path) if only.get() != "check" else []
        texts = (build.history.text(change, path) for change in changes)
        link = writing.relative(uri, build.histories[uri])

        def address(key: str) -> str | None:
            sources = site.page_of("sources") if key in site.evidence.bibliography else None
            return build.href(page, sources, key) if sources else None

        return writing.history_markdown(
            site.title_of(build.histories[uri]), link, changes, texts, address
        )
    if not source:
        return None
    if source.brief:
        page.meta.setdefault("description", source.brief.summary)
    return writing.page_markdown(source, site)


def _changed(page: Page, build: Build) -> str:
    """The day of a page's last change, for the site map: by git, or else as its text says."""
    term, source = build.term_of(page), build.site.pages.get(page.file.src_uri)
    document = source.document if source else term and build.site.glossary[term].document
    otherwise = source.brief.updated if source and source.brief else _UNKNOWN
    if not document:
        return otherwise.isoformat()
    return build.history.version([document.path], otherwise).when.date().isoformat()


def without_unknown_days(site_map: str) -> str:
    """A site map without the days of pages of which none is known."""
    return site_map.replace(f"<lastmod>{_UNKNOWN.isoformat()}</lastmod>", "")


def keep_page(html: str, page: Page, config: MkDocsConfig) -> None:
    """Remember a page and what linking found on it, and note links to unknown ids."""
    build = Build.of(config)
    build.rendered[page.file.src_uri] = Rendered(page.url, html)
    site, uri = build.site, page.file.src_uri
    linked, source, term = build.extension.linked, site.pages.get(uri), build.term_of(page)
    is_brief = bool(source and source.brief)
    site.visit(Visit(uri, title_of(page), term, is_brief, tuple(linked.mentions)), linked)
    if document := source.document if source else term and site.glossary[term].document:
        report_unknown(linked, site.glossary, document.path, document.source, site.problems)
        for name in build.snippets.missing:
            line = Origin(document.path, document.source).line_of(name)
            remedy = "put it into the folder of snippets, or mend its name"
            what = f"a snippet that is missing: {name}"
            site.problems.add(document.path, line, what, remedy, code="L03")
        if what := build.snippets.excess:
            site.problems.add(document.path, 1, what, "include less of them", code="S14")


def end_brief(html: str, page: Page, config: MkDocsConfig) -> str:
    """End a brief with the terms that it mentions and the events that it tells of."""
    build = Build.of(config)
    visit = build.site.visits[page.file.src_uri]
    if not visit.is_brief:
        return html
    section = writing.key_terms_html(
        visit.mentions,
        build.site.glossary,
        lambda id_: build.href(page, build.site.entry_uri(id_)),
    )
    html = add_section(html, page, section, "Key terms", "key-terms")
    events = writing.on_the_timeline_html(
        page.file.src_uri, build.site, lambda uri, anchor: build.href(page, uri, anchor)
    )
    return add_section(html, page, events, "On the timeline", "on-the-timeline")


def name_search(output: str) -> str:
    """Give the theme's search dialog the name that a screen reader says."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"', 1)


def add_backlinks(config: MkDocsConfig) -> None:
    """End each entry with the places that mention it: only now are all pages read."""
    build = Build.of(config)
    for term in build.site.glossary:
        file = build.files.get_file_from_path(build.site.entry_uri(term.id))
        if file is None or file.page is None:
            continue
        page = file.page
        section = writing.mentioned_in_html(
            term.id,
            build.site,
            lambda uri, anchor, page=page: build.href(page, uri, anchor),  # type: ignore[misc]
        )
        page.content = add_section(
            page.content or "", page, section, "Mentioned in", "mentioned-in"
        )


def add_section(html: str, page: Page, section: str, title: str, anchor: str) -> str:
    """`html` with a section before its footnotes, listed in the page's contents."""
    if not section:
        return html
    if page.toc.items:
        page.toc.items[0].children.append(AnchorLink(title, anchor, level=2))
    if page.present_anchor_ids is not None:
        page.present_anchor_ids.add(anchor)
    body, footnotes, rest = html.partition('<div class="footnote">')
    return f"{body}{section}\n{footnotes}{rest}"


def linked_data(page: Page, config: MkDocsConfig) -> str:
    """JSON-LD for the head of an entry or of the glossary's page; empty for others."""
    build = Build.of(config)
    site, term = build.site, build.term_of(page)

    def url(uri: str) -> str:
        return urljoin(config.site_url or "/", build.url(uri))

    set_url = url(site.index_uri)
    if term:
        name = site.settings.glossary_title
        data = outputs.term_ld(site.glossary[term], url(page.file.src_uri), set_url, name)
    elif page.file.src_uri == site.index_uri:
        data = outputs.glossary_ld(site, set_url, lambda id_: url(site.entry_uri(id_)))
    else:
        return ""
    return outputs.script_json(data)


# Outputs ----------------------------------------------------------------------------------------


def write_data(config: MkDocsConfig) -> None:
    """Fill glossary.json and the timeline's files, now that all pages are read."""
    build = Build.of(config)
    file = build.files.get_file_from_path(_GLOSSARY_JSON)
    if file is not None:
        file.content_string = outputs.glossary_json(build.site, build.url)
    page, path = build.site.page_of("timeline"), build.site.settings.timeline
    if page and path:
        version = build.history.version([path], _UNKNOWN)

        def address(event: str) -> str:
            return urljoin(config.site_url or "/", build.url(page, event))

        calendar = outputs.calendar(build.site, address, version.when)
        for name, data in (
            (_TIMELINE_JSON, outputs.timeline_json(build.site, build.url).encode()),
            (_TIMELINE_ICS, calendar),
        ):
            if (found := build.files.get_file_from_path(name)) is not None:
                found.content_bytes = data


def report(config: MkDocsConfig) -> None:
    """Print a summary of what the owner should look at; write the whole to a file.

    Beside it go the schemas, for editors. A check says what it finds in its own way.
    """
    site = Build.of(config).site
    file = site.root / site.settings.report
    schemas = file.parent / "schemas"
    schemas.mkdir(parents=True, exist_ok=True)
    for name, schema in outputs.schemas().items():
        (schemas / name).write_text(schema, encoding="utf-8")
    if only.get() == "check":
        return
    found = outputs.Report.of(site, dt.datetime.now(dt.UTC).date())
    file.write_text(found.markdown, encoding="utf-8")
    for line in found.summary:
        log.info(line)
    log.info("The whole report: %s", site.settings.report)
    if missing := Build.of(config).history.missing:
        log.info(
            "No history: %s. Histories, versions and the feed of changes are left out; "
            "clone all of it (git clone without --depth; on GitHub fetch-depth: 0) to have them.",
            missing,
        )


# Publishing -------------------------------------------------------------------------------------


class _Plainly(logging.Filter):
    """Shows what messages quote as words: MkDocs and its plugins quote texts and names."""

    def filter(self, record: logging.LogRecord) -> bool:
        # They list pages on lines of their own.
        lines = record.getMessage().split("\n  - ")
        record.msg, record.args = "\n  - ".join(map(visible, lines)), ()
        return True


_plainly = _Plainly()


def show_plainly() -> None:
    """Let no message of this process hold a command, to a terminal or to a workflow."""
    for handler in logging.getLogger("mkdocs").handlers:
        handler.addFilter(_plainly)


def build_aside(config: MkDocsConfig) -> None:
    """Let MkDocs build into a folder beside the site."""
    staging = Build.of(config).staging
    try:
        staging.begin()
    except BusyError:
        path = _shown(staging.target, Build.of(config).site.root)
        raise Abort(f"{path}: another build is under way: wait until it has ended") from None
    except NotASiteError:
        path = _shown(Path(config.site_dir), Build.of(config).site.root)
        what = "a symbolic link to a folder that holds no site"
        raise Abort(f"{path}: {what}: empty that folder, or mend the link") from None
    config.site_dir = str(staging.aside)


def publish(config: MkDocsConfig) -> None:
    """Put the new site in place, unless strict mode is about to fail the build."""
    build = Build.of(config)
    staging = build.staging
    config.site_dir = str(staging.target)
    if config.strict and any(_warning_counts()):
        return
    staging.set_modes()
    if only.get() == "offline":
        name = re.sub(r"\W+", "-", config.site_name.casefold()).strip("-") or "site"
        file = build.site.root / _OFFLINE / f"{name}.zip"
        staging.archive(file, name)
        log.info("The site as one file: %s", file.relative_to(build.site.root))
    if only.get():
        staging.discard()
    else:
        staging.publish()


def _warning_counts() -> Iterator[Any]:
    for handler in logging.getLogger("mkdocs").handlers:
        if isinstance(handler, CountHandler):
            yield from handler.get_counts()


def end_badly(error: Exception, config: MkDocsConfig) -> None:
    """Remove what a failed build left, and say what went wrong without a traceback.

    With `--verbose` the traceback is shown, too.
    """
    deadline.stop()
    if _KEY not in config.extra:
        if isinstance(error, MkDocsException):
            return
        log.debug("What went wrong:", exc_info=error)
        what = f"the site can't be read ({type(error).__name__}: {visible(str(error)[:200])})"
        raise Abort(f"mkdocs.yml: {what}: look at its settings, and at the data that it names")
    build = Build.of(config)
    build.staging.discard()
    if isinstance(error, MkDocsException):
        return  # it says what it is
    log.debug("What went wrong:", exc_info=error)
    path, what, remedy, code = _in_words(error, build)
    build.site.problems.add(path, 0, what, remedy, code=code)
    stop_on_problems(None, config)
    raise Abort("")  # the end of a check, which says it in its own way


_REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EACCES: "mend its rights",
    errno.EPERM: "mend its rights",
    errno.EROFS: "mend its rights",
    errno.ENOTDIR: "move away what stands in its place",
    errno.EEXIST: "move away what stands in its place",
    errno.EISDIR: "move away what stands in its place",
    errno.ENAMETOOLONG: "give it a shorter name",
}


def _in_words(error: Exception, build: Build) -> tuple[str, str, str, str]:
    """Where something went wrong, what, how to mend it, and its code."""
    if isinstance(error, OSError):
        # A full disk names no file, or the one that is copied to it.
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        named = build.staging.target if is_full else error.filename or build.staging.target
        file = Path(os.fsdecode(named))
        is_own = file.resolve().is_relative_to(build.site.root.resolve())
        path = _shown(file, build.site.root) if is_own else file.name
        remedy = _REMEDIES.get(error.errno or 0, "look at the file")
        return path, f"can't be read or written ({error.strerror or error})", remedy, "F05"
    if isinstance(error, deadline.TooLongError):
        remedy = "look for long runs of signs, and for lists and quotes in many others"
        return build.current, "the page takes too long to read", remedy, "S14"
    if isinstance(error, TemplateError):
        what = f"the theme can't write this page ({type(error).__name__}: {str(error)[:200]})"
        return build.current, what, "mend the theme's templates", "F06"
    what = f"no page can be made of it ({type(error).__name__}: {str(error)[:200]})"
    return build.current or "mkdocs.yml", what, "write it more simply", "S14"


# Preview ----------------------------------------------------------------------------------------


def newest(folder: Path) -> float:
    """When code or a template in `folder` last changed."""
    return max((f.stat().st_mtime for f in folder.rglob("*") if f.suffix != ".pyc"), default=0.0)


def restart() -> None:
    """Start this process anew, with the same arguments: Python keeps imported code as it was."""
    log.info("The hooks have changed: starting anew")
    os.execv(sys.executable, [sys.executable, "-m", "mkdocs", *sys.argv[1:]])  # noqa: S606
