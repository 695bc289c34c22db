"""Read a site's files and check them, as far as that takes no conversion of texts."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from taklimat.evidence import numbers
from taklimat.evidence.bibliography import Bibliography, style_file
from taklimat.evidence.reading import read_list
from taklimat.evidence.sources import Sources, check_keys, read_sources
from taklimat.glossary.linking import Linker
from taklimat.glossary.terms import Glossary, read_glossary
from taklimat.security.addresses import report_addresses
from taklimat.site import kinds
from taklimat.site.site import Site
from taklimat.source.bounds import in_bounds
from taklimat.source.frontmatter import parse, read_text, without_matter
from taklimat.source.pages import SourcePage, parse_page, report_skipped, without_code
from taklimat.source.problems import Problems
from taklimat.source.remembering import once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from taklimat.site.kinds.kind import Data
    from taklimat.site.settings import Settings
    from taklimat.source.words import Words


def read_site(root: Path, settings: Settings, problems: Problems, words: Words) -> Site:
    """Read glossary and data below `root`; what is wrong with them goes into `problems`."""
    glossary = read_glossary(root / settings.glossary_dir, settings.glossary_dir, problems)
    bibliography = _read_bibliography(root, settings, problems)
    data = {
        each.name: _read_data(each.data, each.name, root, settings, bibliography, problems)
        for each in kinds.RECORDS
        if each.data
    }
    site = Site(root, settings, glossary, bibliography, data, problems, Linker(glossary), words)
    for term in glossary:
        document = term.document
        for where, key in term.keys:
            place = document.path, document.matter.line(where)
            check_keys([key], bibliography, place, problems)
    return site


def unread_site(root: Path, settings: Settings, problems: Problems, words: Words) -> Site:
    """A site of whose files nothing is read."""
    bibliography = Bibliography({}, settings.citation_style, settings.citation_locale)
    glossary = Glossary()
    return Site(root, settings, glossary, bibliography, {}, problems, Linker(glossary), words)


def read_page(site: Site, file: Path, path: str, uri: str) -> SourcePage | None:
    """Read and check an author's page; None where it is broken."""
    source = read_text(file, path, site.problems)
    if source is None:
        return None
    more = tuple(site.settings.front_matter)
    key = (path, uri, source, more, tuple(kinds.kinds()))
    page = once(key, site.problems, lambda: _read(source, path, uri, site))
    if not page:
        return None
    report_skipped(page, site.glossary.known, site.problems)
    site.pages[uri] = page
    _check_judgements(site, page)
    _check_numbers(site, page)
    return page


def _read(source: str, path: str, uri: str, site: Site) -> SourcePage | None:
    document = parse(source, path, site.problems, kinds.keys())
    page = document and parse_page(
        document, uri, kinds.matters(), None, site.problems, site.settings.front_matter
    )
    if not page or not in_bounds(source, path, site.problems):
        return None
    return page if report_addresses(source, path, site.problems) else None


def body_of(site: Site, file: Path, path: str) -> str:
    """What of a broken page can be converted, for what else is wrong with it; possibly nothing."""
    if any(p.path == path and p.code in ("F01", "S03", "S07", "S14") for p in site.problems):
        return ""
    return without_matter(read_text(file, path, Problems()) or "")


_PICTURE = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")


def dead(link: str, why: str = "") -> tuple[str, str]:
    """What is wrong with a link that leads nowhere, and how it is mended."""
    path, _, anchor = link.partition("#")
    if path.lower().endswith(_PICTURE):
        return (
            f"the picture {link} is not there",
            "put it into the folder of pages, or mend the path",
        )
    if link.startswith("/"):
        what = f"the link {link} leads out of the site"
        return what, "write the path from this page to the file"
    if anchor and (not path or "anchor" in why):
        return f"the link {link} leads nowhere", f"mend the heading's id after #: {anchor}"
    return f"the link {link} leads nowhere", "mend the path: it leads from this page to a file"


def misplaced(written: str, address: str) -> str:
    """The remedy for raw HTML that leads as Markdown would, from a file to a file."""
    is_picture = written.lower().endswith(_PICTURE)
    as_markdown = f"![what it shows]({written})" if is_picture else f"[words]({written})"
    return f"write {as_markdown}, or in HTML the address from the page: {address}"


# Markdown's links are followed by the generator; these are left as they are.
_RAW = re.compile(
    r"<(?:a\b[^<>]*?\shref|img\b[^<>]*?\ssrc)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|$", re.IGNORECASE)


def raw_links(markdown: str) -> Iterator[tuple[str, int]]:
    """The addresses below a page that raw HTML links to, or shows, with their lines (from 1)."""
    text = without_code(markdown) if "<" in markdown else ""
    for found in _RAW.finditer(text):
        address = unescape(found[1] or found[2] or found[3] or "")
        if not _SCHEME.match(address):
            yield address, text.count("\n", 0, found.start()) + 1


def check_pages(site: Site) -> None:
    """Note what is wrong between pages, and with data that they show: once all are read."""
    for kind in kinds.kinds().values():
        kind.check(site)
    for page in site.pages.values():
        _check_data(site, page)


def _check_data(site: Site, page: SourcePage) -> None:
    """Note a page that shows a data file which the site does not name."""
    kind = kinds.kinds()[page.matter.kind]
    if kind.data and not site.settings.file(kind.name):
        line = page.document.matter.line(("kind",))
        what = f"a page of {kind.name}, of which the site has none"
        remedy = f"name their file: `{kind.name}` under extra.taklimat in mkdocs.yml"
        site.problems.add(page.document.path, line, what, remedy, code="E09")


def _check_numbers(site: Site, page: SourcePage) -> None:
    if page.brief is None or site.settings.numbers is None:
        return
    document = page.document
    before = document.lines_before
    for what, line in numbers.unsourced(document.body, site.settings.numbers.allow):
        remedy = "cite one behind it in its paragraph"
        if "number" in what:
            remedy += ", or allow it under `numbers` in mkdocs.yml"
        site.problems.add(document.path, line + before, what, remedy, code="E06")


def _check_judgements(site: Site, page: SourcePage) -> None:
    matter, path = page.document.matter, page.document.path
    if page.brief and page.brief.updated < page.brief.date:
        what = "a brief that was updated before it was published"
        remedy = "give `updated` the same day as `date`, or a later one"
        site.problems.add(path, matter.line(("updated",)), what, remedy, code="E10")
    for place, judgement in enumerate(page.judgements):
        where = path, matter.line(("judgements", place, "sources"))
        check_keys(judgement.sources, site.bibliography, where, site.problems)
        if site.bibliography and not judgement.sources:
            what = "a key judgement without sources"
            site.problems.add(*where, what, "list their keys: sources: [key, key]", code="E05")
        if page.brief and judgement.review <= page.brief.updated:
            line = matter.line(("judgements", place, "review"))
            what = "a key judgement to be looked at again before the brief's last change"
            site.problems.add(path, line, what, "give `review` a later day", code="E05")


def _read_bibliography(root: Path, settings: Settings, problems: Problems) -> Bibliography:
    path = settings.bibliography
    sources = read_sources(root / path, path, problems) if path else Sources()
    style = style_file(settings.citation_style, root, problems)
    bibliography = Bibliography(
        sources.by_key, style, settings.citation_locale, settings.citation_notes
    )
    bibliography.faults = sources.faults
    return bibliography


def _read_data(
    data: Data[Any],
    name: str,
    root: Path,
    settings: Settings,
    bibliography: Bibliography,
    problems: Problems,
) -> tuple[Any, ...]:
    path = settings.file(name)
    if not path:
        return ()
    items = read_list(data.item, root / path, path, bibliography, problems)
    return tuple(sorted(items, key=data.order)) if data.order else items
