"""Publish nothing that a contribution must not hold: scripts, handlers, files from elsewhere."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from taklimat.adapter.build import Build, shown, stop_on_problems, title_of
from taklimat.adapter.converting import Conversions
from taklimat.security import frame, markup, reporting
from taklimat.source import deadline
from taklimat.source.frontmatter import read_text
from taklimat.source.problems import Problems
from taklimat.source.store import Ledger, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink


@event_priority(-90)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Look at every page as a browser would read it, once nothing more is added.

    Returns it with links that give no window a hold on it.
    """
    build = Build.of(config)
    html = markup.without_frame(html)
    clean, name = _clean(build), digest(html)
    if clean is None or not clean.has(name):
        before = len(build.site.problems.found)
        reporting.report(html, _sources(build, page), build.site.problems)
        if clean and len(build.site.problems.found) == before:
            clean.add(name)
    html = markup.with_noopener(html)
    deadline.stop()  # nothing more is done with the page
    return html


def _clean(build: Build) -> Ledger | None:
    """The pages that were looked at and in order, by what they hold; None where none are kept."""
    conversions = Conversions.of(build)
    if conversions.are_kept and build.part(Ledger) is None:
        build.keep(Ledger(conversions.store, digest("clean", conversions.base)))
    return build.part(Ledger)


@event_priority(110)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Let the theme escape what it prints, and give it titles as words."""
    build = Build.of(config)
    build.frames = frame.Frames(env)
    if (clean := build.part(Ledger)) and not build.making.is_lazy:
        clean.write()
    if config.copyright:
        config.copyright = frame.Html(config.copyright)  # its HTML is the owner's
    for file in files.documentation_pages():
        if file.page:
            file.page.title = title_of(file.page)


@event_priority(-100)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Say what of a page is HTML, now that nothing more is done with it."""
    build = Build.of(config)
    build.context = context
    _mark_content(page)
    if not build.making.writes_pages:
        _check_frame_ahead(page, config)


@event_priority(-100)
def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
    """Remember what a template is written with."""
    Build.of(config).context = context


def _mark_content(page: Page) -> None:
    """Tell the theme what of a page is HTML: its text, once nothing more is done with it."""
    page.content = frame.Html(page.content or "")
    for item in _items(page.toc):
        item.title = unescape(item.title)


def _items(items: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for item in items:
        yield item
        yield from _items(item.children)


@event_priority(100)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> None:
    """Note what stands around a page's text and no template writes, before anything is added."""
    build = Build.of(config)
    if not output or build.is_written:  # a check writes no pages
        return
    for tag in build.frames.strange(output, _template(page), build.context, str(page.content)):
        reporting.report_strange(tag, list(_sources(build, page)), build.site.problems)


@event_priority(100)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> None:
    """The same for a page that is a template, such as the one for wrong addresses."""
    build = Build.of(config)
    if not output_content or not template_name.endswith(".html"):
        return
    for tag in build.frames.strange(output_content, template_name, build.context):
        sources = [(page.document.path, page.document.source) for page in build.site.pages.values()]
        reporting.report_strange(tag, sources, build.site.problems)


@event_priority(100)
def on_post_build(config: MkDocsConfig) -> None:
    """Publish nothing that was found out only now."""
    stop_on_problems(config)


def _check_frame_ahead(page: Page, config: MkDocsConfig) -> None:
    """In a check, write those pages whose words could be markup: others are as templates write.

    An owner's own templates may fail with any page, and so are tried with all.
    """
    build = Build.of(config)
    titles = (item.title for item in _items(page.toc))
    words = (str(page.title), *_words(page.meta), *titles)
    if config.theme.custom_dir or any(map(frame.may_be_marked_up, words)):
        output = build.frames.write(_template(page), build.context)
        on_post_page(output, page, config)


def _words(value: object) -> Iterator[str]:
    """All that front matter holds, each by itself: a list as a whole has quotes around it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _words(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
    else:
        yield str(value)


def _template(page: Page) -> str:
    return str(page.meta.get("template", "main.html"))


def _sources(build: Build, page: Page) -> Iterator[tuple[str, str]]:
    """What the page is made of: its own file first, then the data that pages may show."""
    site, term = build.site, build.term_of(page)
    uri = page.file.src_uri
    own = site.pages.get(build.shorts.get(uri, uri))
    document = own.document if own else site.glossary[term].document if term else None
    if document:
        yield document.path, document.source
    elif uri in site.unread:
        yield _unread(build, page)
    for path in (*site.settings.data.values(), site.settings.bibliography):
        if path and (site.root / path).is_file():
            yield path, site.text_of(path)
    if document is None and uri not in site.unread:
        for each in site.glossary:
            yield each.document.path, each.document.source


def _unread(build: Build, page: Page) -> tuple[str, str]:
    """The file of a page of whose front matter there is none to read, and its text."""
    file = Path(page.file.abs_src_path or "")
    path = shown(file, build.site.root)
    return path, read_text(file, path, Problems()) or ""
