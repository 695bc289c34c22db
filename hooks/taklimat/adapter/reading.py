"""Read the site: settings, glossary, data, pages; stop if anything is wrong with them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils.meta import get_data

from taklimat.adapter.build import (
    KEY,
    Build,
    language_of,
    lines_of,
    options_of,
    rarely_collected,
    shown,
    stop_on_problems,
)
from taklimat.adapter.defaults import complete
from taklimat.adapter.fences import drawing, leave_out_colours
from taklimat.adapter.making import started_for
from taklimat.adapter.staging import Staging
from taklimat.evidence.citing import CitationsExtension
from taklimat.evidence.marking import MarksExtension
from taklimat.glossary.extension import GlossaryExtension
from taklimat.security.files import are_readable, judge, judge_file
from taklimat.site import kinds
from taklimat.site.histories import has_history
from taklimat.site.kinds.brief import in_brief_uri
from taklimat.site.marking import sorts
from taklimat.site.reading import body_of, check_pages, read_page, read_site, unread_site
from taklimat.site.versions import History
from taklimat.source import deadline, remembering
from taklimat.source.frontmatter import validate
from taklimat.source.inline import InlineExtension
from taklimat.source.maths import MathsExtension
from taklimat.source.pages import names_key
from taklimat.source.problems import Problem, Problems, begin_suggesting, did_you_mean
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
    from taklimat.site.site import Site
    from taklimat.source.frontmatter import Data, Key
    from taklimat.source.pages import SourcePage

_FORMULAS = "pymdownx.arithmatex"
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
    if config.plugins.events["config"].count(on_config) > 1:
        raise Abort("mkdocs.yml: taklimat runs twice: keep the plugin, or the hooks")
    begin_suggesting()
    remembering.begin()
    making, problems = started_for(config), Problems()
    root = Path(config.config_file_path).parent
    # Without them it is not known what there is to read.
    known = _settings(config, problems)
    settings = known or kinds.settings()()
    if known:
        _judge_files(config, settings, root, problems)
    may_be_read = known is not None and are_readable(problems)
    words = Words.of(language_of(config), settings.citation_locale)
    site = (read_site if may_be_read else unread_site)(root, settings, problems, words)
    complete(config, settings, words, problems)
    _put_into_words(config, words)
    extension = GlossaryExtension(site.linker)
    citing, marking = _citing(site, settings, words), MarksExtension(sorts())
    # Of a build before, for another language, ours are still there.
    names = [e for e in config.markdown_extensions if isinstance(e, str) and e not in _OWN]
    if _WITH_ALL.isdisjoint(names):
        names += [n for n in _NEEDED if not {n, f"markdown.extensions.{n}"} & set(names)]
    snippets, maths = SnippetGuard(), MathsExtension(words)
    if _FORMULAS in names:
        # Its other output is a script for another host's program.
        config.mdx_configs[_FORMULAS] = {**config.mdx_configs.get(_FORMULAS, {}), "generic": True}
    diagrams = drawing(config, settings, root)
    own = (marking, citing, extension, snippets, maths, InlineExtension())
    config.markdown_extensions = [*names, *own]  # type: ignore[list-item]
    outer = config.extra.get(KEY)
    if not isinstance(outer, Build) or outer.is_done:
        outer = None
    staging = outer.staging if outer else Staging(Path(config.site_dir))
    extensions = extension, citing, marking, snippets, maths, diagrams
    config.extra[KEY] = build = Build(site, *extensions, staging, making, history=History(root))
    build.outer = outer
    build.leaving.enter_context(rarely_collected())
    if making.zip:
        config.use_directory_urls = False
    if not may_be_read:
        stop_on_problems(config)
        raise Abort("What keeps the site from being read comes first.")  # the end of a check, too
    if not making.writes_pages:
        _leave_out_looks(config)
        site.bibliography.leave_unset()


def _citing(site: Site, settings: Settings, words: Words) -> CitationsExtension:
    works = {None: "", "page": "yes"}.get(settings.works_cited, "no")
    return CitationsExtension(
        site.bibliography, words, locale=settings.citation_locale, works=works
    )


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
    leave_out_colours(config)
    for name in ("search", "material/search"):
        if name in config.plugins:
            config.plugins[name].config["enabled"] = False
            # Another plugin asks for its index.
            setattr(config.plugins[name], "search_index", SimpleNamespace(entries=[]))  # noqa: B010


def _settings(config: MkDocsConfig, problems: Problems) -> Settings | None:
    """The site's settings; None where they are wrong, or name files that are not there."""
    path = Path(config.config_file_path)
    place, given = options_of(config)
    lines = lines_of(config)
    if place[0] == "plugins" and config.extra.get("taklimat"):
        line = lines.line(("extra", "taklimat"))
        what = "options in two places: of the plugin, and under extra.taklimat"
        problems.add(path.name, line, what, "keep those of the plugin", code="F03")
    value: Any = given
    for part in reversed(place):
        value = {part: value}
    data = replace(lines, value=value)
    settings = validate(kinds.settings(), data, problems, at=place)
    missing = list(_missing(settings, data, place, path.parent)) if settings else []
    problems.found += missing
    return None if missing else settings


def _missing(settings: Settings, data: Data, place: Key, root: Path) -> Iterator[Problem]:
    """A problem for each file that settings name and that is not there."""
    for name, file in {"bibliography": settings.bibliography, **settings.data}.items():
        if file and not (root / file).exists():
            beside = (root / file).parent.glob(f"*{PurePosixPath(file).suffix}")
            otherwise = f"mend the path, which begins where {data.path} stands"
            remedy = did_you_mean(file, [shown(each, root) for each in beside], otherwise)
            what = f"`{name}` names a file that is not there: {file}"
            yield Problem(data.path, data.line((*place, name)), what, remedy, code="F03")


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
        else:
            build.site.unread.add(file.src_uri)
            source = file.abs_src_path
            # Without its front matter, which MkDocs may not be able to read; and without anything
            # where it can't be read, or would take for ever.
            file.content_string = body_of(build.site, path, build.current)
            file.abs_src_path = source
    build.current = ""
    if not build.site.problems:
        check_pages(build.site)
    taken = set(files.src_uris)  # an entry that can't be called so is told already
    generated = {
        page_file.src_uri: page_file for page_file in _generated_pages(build, config, files)
    }
    build.files = files
    build.generated = [generated[uri] for uri in generated if uri not in taken]
    for page_file in build.generated:
        files.append(page_file)


def _generated_pages(build: Build, config: MkDocsConfig, files: Files) -> Iterator[File]:
    """A page for each term, the glossary's, the histories, and the briefs in short."""
    docs = Path(config.docs_dir)
    root = build.site.root.resolve()
    for term in build.site.glossary:
        page_file = _page(config, build.site.entry_uri(term.id), root / term.document.path)
        page_file.edit_uri = Path(os.path.relpath(root / term.document.path, docs)).as_posix()
        yield page_file
    for uri, source in build.site.pages.items():
        if source.brief and source.brief.in_brief:
            short = _page(config, in_brief_uri(uri), root / source.document.path)
            if short.src_uri in files.src_uris:
                path = shown(docs / short.src_uri, build.site.root)
                what = f"its place is that of {source.document.path} in short"
                build.site.problems.add(path, 0, what, "give the page another name", code="D01")
                continue
            short.edit_uri = uri
            build.shorts[short.src_uri] = uri
            yield short
        if source.brief and has_history(source.brief, build.history, source.document.path):
            build.histories[f"history/{uri}"] = uri
            build.site.histories[uri] = f"history/{uri}"
            yield _page(config, f"history/{uri}", root / source.document.path)
    if build.site.index_uri not in files.src_uris:
        index = _page(config, build.site.index_uri, Path(config.config_file_path).resolve())
        # The owner's navigation has it, or goes without.
        if config.nav is None or build.site.index_uri in _named(config.nav):
            index.inclusion = InclusionLevel.INCLUDED
        yield index


# `static-i18n` puts files in order here, and knows those of authors only.
@event_priority(-90)
def _take_out(files: Files, config: MkDocsConfig) -> None:
    """Keep the generated pages back."""
    for page_file in Build.of(config).generated:
        files.remove(page_file)


@event_priority(-110)
def _put_back(files: Files, config: MkDocsConfig) -> None:
    """Have them among the files again."""
    build = Build.of(config)
    build.files = files
    for page_file in build.generated:
        files.append(page_file)


def _named(nav: Any) -> Iterator[str]:
    """The pages that a navigation names."""
    for each in nav.values() if isinstance(nav, dict) else nav:
        if isinstance(each, str):
            yield each
        elif isinstance(each, (dict, list)):
            yield from _named(each)


@event_priority(-120)  # once all files of the site are known
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


on_files = CombinedEvent(_read_pages, _take_out, _put_back, _check_folders)


def _check_icon(page: SourcePage, config: MkDocsConfig, problems: Problems) -> None:
    """Note an icon that the theme does not have: its template would not be found."""
    icon = page.matter.icon
    if icon and not any(Path(d, ".icons", f"{icon}.svg").is_file() for d in config.theme.dirs):
        line = page.document.matter.line(("icon",))
        remedy = "name one of the theme's, such as material/map"
        problems.add(page.document.path, line, f"no icon is called {icon}", remedy, code="F03")


def _matter(page: SourcePage, config: MkDocsConfig) -> dict[str, Any]:
    """What the theme, and the owner's other plugins, read of a page's front matter."""
    more = Build.of(config).site.settings.front_matter
    given = page.document.matter.value
    return {key: given[key] for key in given if key in _THEME_KEYS or names_key(more, key)}


def _page(config: MkDocsConfig, uri: str, source: Path) -> File:
    """A page that is generated, from a file that other plugins may look at."""
    return File.generated(
        config, uri, abs_src_path=str(source), inclusion=InclusionLevel.NOT_IN_NAV
    )


@event_priority(50)  # before entries are listed in it
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remember the order in which the navigation has the pages."""
    build = Build.of(config)
    build.nav, build.pages_in_order = nav, list(nav.pages)


@event_priority(1000)  # before anyone changes it
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Remember the page that is read, and let it take a while, but not for ever.

    Returns its text, and gives it the front matter that was checked: MkDocs reads it in other ways,
    too, such as a first line `title: …` without a fence.
    """
    _take_in_hand(page, config)
    deadline.start()
    source = Build.of(config).site.pages.get(page.file.src_uri)
    if source is None:
        return None
    _, read = get_data(source.document.source)
    for key in read:
        page.meta.pop(key, None)
    page.meta.update(_matter(source, config))
    return source.document.body


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
    site = Build.of(config).site
    env.globals["words"] = site.words
    env.globals["has_feeds"] = any(page.brief for page in site.pages.values())
    making = Build.of(config).making
    if not (making.writes_pages and making.writes_frames):
        env.loader = FunctionLoader(lambda name: "")  # no page needs a frame
    stop_on_problems(config)
