"""Between MkDocs and `checking`: a build that publishes nothing, for what it finds."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.frontmatter import Document
    from taklimat.site import Site

_LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+) link '(?P<link>[^']+)'")
# What MkDocs says beside what belongs to a page, and what no one has to mend.
_ASIDE = re.compile(r"Building|Cleaning|Glossary:")


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
            continue
        page = site.pages.get(found["page"])
        stem = Path(found["page"]).stem
        term = site.glossary.terms.get(stem)
        document = page.document if page else term.document if term else None
        path = document.path if document else f"{docs.name}/{found['page']}"
        line, column = _place(document.source if document else "", found["link"])
        what = f"the link {found['link']} leads nowhere"
        yield Found(path, line, column, "L01", what, "mend the path, or the heading's id after #")


def _place(text: str, link: str) -> tuple[int, int]:
    at = max(text.find(f"({link}"), text.find(f'"{link}"'))
    if at < 0:
        return 1, 1
    return text.count("\n", 0, at) + 1, at + 1 - text.rfind("\n", 0, at)
