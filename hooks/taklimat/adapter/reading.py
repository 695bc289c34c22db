"""Read the site: settings, glossary, data, pages; stop if anything is wrong with them."""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml
from jinja2 import FunctionLoader
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel

from taklimat.adapter.build import KEY, Build, language_of, options_of, shown, stop_on_problems
from taklimat.adapter.defaults import complete
from taklimat.adapter.making import started
from taklimat.adapter.staging import Staging
from taklimat.evidence.citing import CitationsExtension
from taklimat.evidence.marking import MarksExtension
from taklimat.glossary.extension import GlossaryExtension
from taklimat.security.files import are_readable, judge, judge_file
from taklimat.site import kinds
from taklimat.site.marking import sorts
from taklimat.site.reading import check_pages, read_page, read_site, unread_site
from taklimat.site.versions import History
from taklimat.source import deadline
from taklimat.source.frontmatter import Data, read_lines, read_text, validate
from taklimat.source.problems import Problems, begin_suggesting
from taklimat.source.snippets import SnippetGuard
from taklimat.source.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.site.settings import Settings
    from taklimat.source.pages import SourcePage

_OWN = frozenset(("taklimat.glossary", "taklimat.citations", "taklimat.marks"))
# What the pages that are written here are written with, whichever extensions a site's owner names.
_NEEDED = ("attr_list", "footnotes", "md_in_html")
_WITH_ALL = frozenset(("extra", "markdown.extensions.extra", "pymdownx.extra"))
# Front matter that is MkDocs's or Material's to read; the rest is ours, and Material gives some
# of our words (status) another sense.
_THEME_KEYS = frozenset("title description hide search template tags icon".split())


@event_priority(100)
def on_config(config: MkDocsConfig) -> None:
    """Read settings, glossary and data, and add the extensions."""
    if KEY in config.extra:
        raise Abort("mkdocs.yml: taklimat runs twice: keep the plugin, or the hooks")
    begin_suggesting()
    making, problems = started(), Problems()
    root = Path(config.config_file_path).parent
    settings = _settings(config, problems)
    _judge_files(config, settings, root, problems)
    may_be_read = are_readable(problems)
    words = Words.of(language_of(config), settings.citation_locale)
    site = (read_site if may_be_read else unread_site)(root, settings, problems, words)
    complete(config, settings, words, problems)
    _put_into_words(config, words)
    extension = GlossaryExtension(site.linker)
    citing, marking = CitationsExtension(site.bibliography, words), MarksExtension(sorts())
    names = [name for name in config.markdown_extensions if name not in _OWN]
    if _WITH_ALL.isdisjoint(names):
        names += [n for n in _NEEDED if not {n, f"markdown.extensions.{n}"} & set(names)]
    snippets = SnippetGuard()
    config.markdown_extensions = [*names, marking, citing, extension, snippets]  # type: ignore[list-item]
    staging = Staging(Path(config.site_dir))
    config.extra[KEY] = Build(
        site, extension, citing, marking, snippets, staging, making, history=History(root)
    )
    if making.zip:
        config.use_directory_urls = False
    if not may_be_read:
        stop_on_problems(config)
        raise Abort("Files that may not be read come first.")  # the end of a check, too
    if not making.writes_pages:
        _leave_out_looks(config)
        site.bibliography.leave_unset()


def _judge_files(config: MkDocsConfig, settings: Settings, root: Path, problems: Problems) -> None:
    """Note files that may not be read or published, before any of them is."""
    docs = Path(config.docs_dir)
    written = (root / settings.report).parent  # by each build, and each check
    for place in (docs, root / settings.glossary_dir, written):
        if place.is_symlink() and not place.resolve().is_relative_to(root.resolve()):
            what = "a symbolic link that leads out of the project"
            problems.add(shown(place, root), 0, what, "put a folder in its place", code="S05")
    if not are_readable(problems):
        return
    for folder, named in ((docs, settings.host_files), (root / settings.glossary_dir, ())):
        if folder.is_dir():
            judge(folder, shown(folder, root), named, problems)
    for path in settings.data_files:
        judge_file(root / path, path, root, problems)


def _put_into_words(config: MkDocsConfig, words: Words) -> None:
    """Let the extensions that say something say it in the language of the site."""
    for extension, option, said in (
        ("toc", "permalink_title", words.gettext("Permanent link")),
        # The extension puts the number of the note into the braces.
        (
            "footnotes",
            "BACKLINK_TITLE",
            words.gettext("Jump back to footnote %(number)s in the text", number="{}"),
        ),
    ):
        for name in (extension, f"markdown.extensions.{extension}"):
            if name in config.markdown_extensions:
                config.mdx_configs.setdefault(name, {}).setdefault(option, said)


def _leave_out_looks(config: MkDocsConfig) -> None:
    """Leave out of a check what takes time and only changes how pages look, or are found."""
    for name in ("smarty", "markdown.extensions.smarty"):  # names are found with any quotes
        if name in config.markdown_extensions:
            config.markdown_extensions.remove(name)
    for name in ("search", "material/search"):
        if name in config.plugins:
            config.plugins[name].config["enabled"] = False


def _settings(config: MkDocsConfig, problems: Problems) -> Settings:
    path = Path(config.config_file_path)
    text = read_text(path, path.name, problems) or ""
    place, given = options_of(config)
    # MkDocs has parsed the file; it is composed once more for its lines only, and so no tag of it
    # is carried out.
    lines, _ = read_lines(yaml.compose(text), 1)
    if place[0] == "plugins" and config.extra.get("taklimat"):
        line = Data(path.name, {}, 1, lines).line(("extra", "taklimat"))
        what = "options in two places: of the plugin, and under extra.taklimat"
        problems.add(path.name, line, what, "keep those of the plugin", code="F03")
    value: Any = given
    for part in reversed(place):
        value = {part: value}
    data = Data(path.name, value, 1, lines)
    model = kinds.settings()
    return validate(model, data, problems, at=place) or model()


@event_priority(100)
def _read_pages(files: Files, config: MkDocsConfig) -> None:
    """Read and check every author's page; add a page for each term, and the glossary's."""
    build = Build.of(config)
    docs = Path(config.docs_dir)
    for file in files.documentation_pages():
        if file.src_dir is None:
            continue
        path = docs / file.src_uri
        build.current = shown(path, build.site.root)
        deadline.start()
        page = read_page(build.site, path, build.current, file.src_uri)
        deadline.stop()
        if page:
            _check_icon(page, config, build.site.problems)
        # A problem is noted; with nothing in it, the page does not stop the others' check.
        file.content_string = _for_mkdocs(page) if page else ""
    build.current = ""
    if not build.site.problems:
        check_pages(build.site)
    for term in build.site.glossary:
        edit = Path(os.path.relpath(build.site.root / term.document.path, docs)).as_posix()
        files.append(_generated(config, build.site.entry_uri(term.id), edit))
    for uri, source in build.site.pages.items():
        if source.brief and len(build.history.changes(source.document.path)) > 1:
            build.histories[f"history/{uri}"] = uri
            files.append(_generated(config, f"history/{uri}", ""))
    if build.site.index_uri not in files.src_uris:
        # The owner's navigation has it, or goes without.
        is_left_out = config.nav is not None and build.site.index_uri not in _named(config.nav)
        files.append(_generated(config, build.site.index_uri, "" if is_left_out else None))
    build.files = files


def _named(nav: Any) -> Iterator[str]:
    """The pages that a navigation names."""
    for each in nav.values() if isinstance(nav, dict) else nav:
        if isinstance(each, str):
            yield each
        elif isinstance(each, (dict, list)):
            yield from _named(each)


@event_priority(-100)  # once all files of the site are known
def _check_folders(files: Files, config: MkDocsConfig) -> None:
    """Note each file in a folder that is called like a file of the site: one would go."""
    site = Build.of(config).site
    taken = {file.dest_uri for file in files} | {"_headers", "404.html", "sitemap.xml"}
    for file in files:
        if file.src_dir != config.docs_dir:
            continue
        for folder in PurePosixPath(file.dest_uri).parents:
            if folder.as_posix() in taken:
                path = shown(Path(config.docs_dir, file.src_uri), site.root)
                what = f"its folder is called like a file of the site: {folder}"
                site.problems.add(path, 0, what, "give the folder another name", code="S11")


on_files = CombinedEvent(_read_pages, _check_folders)


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


@event_priority(50)  # before entries are listed in it
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remember the order in which the navigation has the pages."""
    Build.of(config).pages_in_order = list(nav.pages)


@event_priority(100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Remember the page that is read, and let it take a while, but not for ever."""
    _take_in_hand(page, config)
    deadline.start()


@event_priority(100)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Remember which page is written."""
    _take_in_hand(page, config)


def on_pre_template(template: Template, template_name: str, config: MkDocsConfig) -> None:
    """Remember which template is."""
    Build.of(config).current = template_name


def _take_in_hand(page: Page, config: MkDocsConfig) -> None:
    """Let messages name a page by its file."""
    build = Build.of(config)
    term, source = build.term_of(page), build.site.pages.get(page.file.src_uri)
    document = source.document if source else build.site.glossary[term].document if term else None
    build.current = document.path if document else page.file.src_uri


@event_priority(100)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Report all problems at once: by now every page has been converted."""
    # Lines of templates that hold only instructions would leave blank ones in every page.
    env.trim_blocks = env.lstrip_blocks = True
    env.globals["words"] = Build.of(config).site.words
    if not Build.of(config).making.writes_pages:
        env.loader = FunctionLoader(lambda name: "")  # no page needs a frame
    stop_on_problems(config)
