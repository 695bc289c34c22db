"""A check: a build that publishes nothing, for what it finds."""

from __future__ import annotations

import datetime as dt
import logging
import posixpath
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import mkdocs
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from taklimat.adapter.build import (
    KEY,
    Build,
    language_of,
    lines_of,
    rarely_collected,
)
from taklimat.adapter.making import CHECK, wanted
from taklimat.adapter.watching import Watch, documents
from taklimat.checking import findings
from taklimat.checking.findings import BrokenSettingsError, Found
from taklimat.site.outputs import Report
from taklimat.site.reading import dead
from taklimat.site.templating import relative
from taklimat.source.words import has_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from mkdocs.config.defaults import MkDocsConfig

    from taklimat.adapter.watching import Progress
    from taklimat.site.site import Site
    from taklimat.source.frontmatter import Document

_LINK = re.compile(
    r"Doc file '(?P<page>[^']+)' contains an? (?:[\w ]+ )?link '(?P<link>[^']+)', (?P<why>.*)",
    re.DOTALL,
)


class _Listener(logging.Handler):
    """Keeps what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def check(config_file: str, progress: Progress | None = None) -> tuple[list[Found], Site]:
    """Everything that is wrong with a site, in the order of its files."""
    with ThreadPoolExecutor(2) as threads:
        looking: list[Future[list[Found]]] = []

        def look(site: Site) -> None:
            """Let two other programs look at the files while the first process goes on."""
            paths = [document.path for document in documents(site)]
            words, root = site.settings.words, site.root
            looking.append(threads.submit(lambda: list(findings.spelling(paths, words, root))))
            looking.append(threads.submit(lambda: list(findings.markdown(paths, root))))

        watch = Watch(progress, look)
        with _listening() as said, rarely_collected():
            config = _load(config_file, said)
            _build(config, watch, said)
        site = Build.of(config).site
        if not looking:  # what ended the build came before
            look(site)
        found = {Found.of(problem) for problem in site.causes}
        found.update(_links(said, site, Path(config.docs_dir), Build.of(config)))
        found.update(_to_look_at(site))
        found.update(_settings(config))
        found.update(findings.categories(site.glossary))
        found.update(findings.judgements(site))
        in_style = watch.in_style  # None where the build ended before
        if in_style is None:
            in_style = list(findings.in_style(documents(site), site.settings))
        found.update(in_style)
        for other in looking:
            found.update(other.result())
    return sorted(found), site


@contextmanager
def _listening() -> Iterator[list[str]]:
    """A check of which nothing is published, and the list that MkDocs's warnings go to."""
    listener, log = _Listener(), logging.getLogger(mkdocs.__name__)
    before = wanted.set(CHECK)
    log.addHandler(listener)
    log.propagate, propagated = False, log.propagate
    # A quiet build before, in the same process, has left it quiet.
    level = log.level
    log.setLevel(min(level, logging.WARNING))
    try:
        yield listener.said
    finally:
        log.removeHandler(listener)
        log.setLevel(level)
        log.propagate = propagated
        wanted.reset(before)


def _load(config_file: str, said: list[str]) -> MkDocsConfig:
    try:
        return load_config(config_file)
    except MkDocsException as error:
        raise BrokenSettingsError("\n".join([*said, str(error)])) from None


def _build(config: MkDocsConfig, watch: Watch, said: list[str]) -> None:
    """Build a site into a folder that is thrown away."""
    config.plugins["taklimat/watch"] = watch
    with TemporaryDirectory() as folder:
        config.site_dir = str(Path(folder, "site"))
        try:
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
        except MkDocsException as error:
            if not _has_problems(config):
                raise BrokenSettingsError("\n".join([*said, str(error)])) from None


def _has_problems(config: MkDocsConfig) -> bool:
    """Whether what stopped a build is told as a problem of the site."""
    return KEY in config.extra and bool(Build.of(config).site.problems)


def _links(said: list[str], site: Site, docs: Path, build: Build) -> Iterator[Found]:
    """Dead links by their places: those of what was made of a brief, by the brief's."""
    made = {**build.shorts, **build.histories}
    for message in said:
        if not (found := _LINK.search(message)):
            yield from _elsewhere(message)
            continue
        if found["link"].startswith("#fnref"):
            continue  # a footnote to which no text refers is told as such
        page = site.pages.get(made.get(found["page"], found["page"]))
        term = site.glossary.terms.get(Path(found["page"]).stem)
        document = page.document if page else term.document if term else None
        path = document.path if document else f"{docs.name}/{found['page']}"
        path, line, column, link = _where(found["link"], found["page"], path, document, site)
        yield Found(path, line, column, "L01", *dead(link, found["why"]))


def _where(
    link: str, uri: str, path: str, document: Document | None, site: Site
) -> tuple[str, int, int, str]:
    """Where a link of the page `uri` is written, and how: there, in data, or in another's text."""
    texts = [(path, document.source if document else "", link)]
    texts += [(each, site.text_of(each), link) for each in site.settings.data.values()]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), link))
    for page in site.pages.values():
        if page.brief:
            own = relative(page.uri, target)
            texts.append((page.document.path, page.document.source, own))
    for place, text, written in texts:
        line, column = _place(text, written)
        if (line, column) != (1, 1):
            return place, line, column, written
    return path, 1, 1, link


_REMEDIES = {
    'not included in the "nav"': "add it to `nav`, or to `not_in_nav`",
    "included in the 'nav'": "mend `nav`",
    "edirect": "mend `redirects`",
    "Unrecognised configuration name": "mend the name, or take it out",
}
"""How to mend what MkDocs and its plugins say, as far as it is known, by what they say."""


def _elsewhere(message: str) -> Iterator[Found]:
    """What MkDocs and its plugins say of `mkdocs.yml`: each page that they list on its own."""
    said, *more = (line.strip() for line in message.strip().splitlines())
    if re.match(r"Error (?:building|reading) page", said):
        return  # which is told as what it is
    otherwise = "look at what MkDocs, or a plugin of it, says here"
    remedy = next((_REMEDIES[words] for words in _REMEDIES if words in said), otherwise)
    listed = [line.removeprefix("- ") for line in more if line.startswith("- ")]
    for line in listed or [""]:
        yield Found("mkdocs.yml", 0, 1, "L02", f"{said.rstrip(':')} {line}".strip(), remedy)


def _settings(config: MkDocsConfig) -> Iterator[Found]:
    """What `mkdocs.yml` says in vain."""
    lines, language = lines_of(config), language_of(config)
    with Path(config.config_file_path).open("rb") as file:
        own = yaml_load(file)
    files = Build.of(config).files
    for key in ("extra_css", "extra_javascript"):
        for place, each in enumerate(own.get(key) or ()):
            path = str(each.get("path", "") if isinstance(each, dict) else each)
            address, line = urlsplit(path), lines.line((key, place))
            if address.netloc:
                what = f"from another host, which no page may ask: {path}"
                remedy = "put a copy into the folder that `theme: custom_dir` names"
                yield Found(lines.path, line, 1, "W11", what, remedy)
            elif files and files.get_file_from_path(address.path.lstrip("./")) is None:
                what = f"a file that is not there: {path}"
                remedy = "put it into the folder that `theme: custom_dir` names, or mend the path"
                yield Found(lines.path, line, 1, "W11", what, remedy)
    if not has_words(language):
        what = f"the generator's own words are not there in {language}"
        line = lines.line(("theme", "language"))
        yield Found(lines.path, line, 1, "W12", what, "readers find them in English")


def _to_look_at(site: Site) -> Iterator[Found]:
    """What the report lists, with its place: terms and acronyms that readers may stumble over."""
    report = Report.of(site, dt.datetime.now(dt.UTC).date())
    yield from _of_sources(site)
    for due in report.due:
        yield Found(due.path, due.line, 1, "E12", due.what, due.remedy)
    # What stands on a broken page is not known, nor what an entry that is broken explains.
    for id_ in report.never if not site.unread else ():
        path = site.glossary[id_].document.path
        yield Found(path, 1, 1, "G08", "no page mentions the term", "mention it, or add an alias")
    is_whole = len(site.glossary) == len(site.glossary.known) > 0
    for acronym, _ in report.acronyms if is_whole else ():
        for document in documents(site):
            if acronym in document.source:
                line, column = _place(document.source, acronym)
                what = f"the acronym {acronym} has no entry"
                yield Found(document.path, line, column, "W05", what, "add one, or allow it")
                break
    for uri, id_ in report.unspelled:
        term, page = site.glossary[id_], site.pages.get(uri)
        if page is None or term.acronym is None:
            continue
        line, column = _place(page.document.source, term.acronym)
        what = f"{term.acronym} stands before its full name"
        remedy = f"write {term.title} at its first mention"
        yield Found(page.document.path, line, column, "W06", what, remedy)


def _of_sources(site: Site) -> Iterator[Found]:
    """What is wrong with entries of the bibliography that nothing cites, or that can't be cited."""
    told = set(site.problems)
    faults = (fault for source in site.bibliography.values() for fault in source.faults)
    for fault in (*site.bibliography.faults, *faults):
        if fault not in told:
            yield Found.of(fault, is_minor=True)


def _place(text: str, words: str) -> tuple[int, int]:
    """The line and column at which words stand in a text; its beginning if they don't."""
    at = re.search(rf"(?<![\w/]){re.escape(words)}(?![\w/])", text)
    if at is None:
        return 1, 1
    return text.count("\n", 0, at.start()) + 1, at.start() - text.rfind("\n", 0, at.start())
