"""Between MkDocs and `checking`: a build that publishes nothing, for what it finds."""

from __future__ import annotations

import datetime as dt
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from taklimat import checking
from taklimat.adapter import Build, only
from taklimat.checking import Found
from taklimat.outputs import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.frontmatter import Document
    from taklimat.site import Site

_LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+) link '(?P<link>[^']+)'")


class _Listener(logging.Handler):
    """Keeps what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class BrokenConfigError(Exception):
    """Raised where `mkdocs.yml` can't be used, with what MkDocs says of it."""


def check(config_file: str) -> tuple[list[Found], Site]:
    """Everything that is wrong with a site, in the order of its files."""
    listener, log = _Listener(), logging.getLogger("mkdocs")
    before = only.set("check")
    log.addHandler(listener)
    log.propagate, propagated = False, log.propagate
    try:
        config = load_config(config_file)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs_build(config)
        except MkDocsException:
            if "taklimat_build" not in config.extra:
                raise
    except MkDocsException as error:
        raise BrokenConfigError("\n".join([*listener.said, str(error)])) from None
    finally:
        log.removeHandler(listener)
        log.propagate = propagated
        only.reset(before)
    site = Build.of(config).site
    found = {Found.of(problem) for problem in site.problems}
    found.update(_links(listener.said, site, Path(config.docs_dir)))
    found.update(_to_look_at(site))
    texts = list(documents(site))
    found.update(checking.in_style(texts, site.settings))
    paths = [document.path for document in texts]
    found.update(checking.spelling(paths, site.settings.words, site.root))
    return sorted(found), site


def documents(site: Site) -> Iterator[Document]:
    """The texts of a site: pages, then entries."""
    yield from (page.document for page in site.pages.values())
    yield from (term.document for term in site.glossary)


def _links(said: list[str], site: Site, docs: Path) -> Iterator[Found]:
    for message in said:
        if not (found := _LINK.search(message)):
            yield from _elsewhere(message)
            continue
        page = site.pages.get(found["page"])
        term = site.glossary.terms.get(Path(found["page"]).stem)
        document = page.document if page else term.document if term else None
        path = document.path if document else f"{docs.name}/{found['page']}"
        line, column = _place(document.source if document else "", found["link"])
        what = f"the link {found['link']} leads nowhere"
        yield Found(path, line, column, "L01", what, "mend the path, or the heading's id after #")


def _elsewhere(message: str) -> Iterator[Found]:
    """What MkDocs and its plugins say of `mkdocs.yml`: each page that they list on its own."""
    said, *listed = (line.strip() for line in message.splitlines())
    for line in listed or [""]:
        what = f"{said.rstrip(':')} {line.removeprefix('- ')}".strip()
        yield Found("mkdocs.yml", 0, 1, "L02", what, "mend `nav` or `redirects`")


def _to_look_at(site: Site) -> Iterator[Found]:
    """What the report lists, with its place: terms and acronyms that readers may stumble over."""
    report = Report.of(site, dt.datetime.now(dt.UTC).date())
    for id_ in report.never:
        path = site.glossary[id_].document.path
        yield Found(path, 1, 1, "G08", "no page mentions the term", "mention it, or add an alias")
    for acronym, _ in report.acronyms:
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


def _place(text: str, words: str) -> tuple[int, int]:
    """The line and column at which words stand in a text; its beginning if they don't."""
    at = re.search(rf"(?<![\w/]){re.escape(words)}(?![\w/])", text)
    if at is None:
        return 1, 1
    return text.count("\n", 0, at.start()) + 1, at.start() - text.rfind("\n", 0, at.start())
