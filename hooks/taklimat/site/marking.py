"""The Python-Markdown extension ``taklimat.marks``: claims, events and pictures where texts ask.

Under plain Python-Markdown, or Zensical, it needs only its options::

    markdown.markdown(
        text,
        extensions=["taklimat.marks", "attr_list", "md_in_html"],
        extension_configs={
            "taklimat.marks": {"claims": "claims.yml", "claims_page": "/claims/"}
        },
    )

Each data file has an option of its name, and where marks lead to a page of it, one for its address.
A generator that knows its pages makes a `MarksExtension` itself, and gives it what `shown_on` says.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension

from taklimat.evidence import marks
from taklimat.evidence.bibliography import CHICAGO, Bibliography
from taklimat.evidence.marking import MarksExtension, Sort
from taklimat.evidence.reading import read_list
from taklimat.evidence.sources import Sources, read_sources
from taklimat.glossary.linking import Linker
from taklimat.glossary.terms import Glossary
from taklimat.site import kinds
from taklimat.site.kinds.kind import Kind
from taklimat.site.site import Site
from taklimat.source.problems import Problems, did_you_mean
from taklimat.source.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown import Markdown

    from taklimat.evidence.marking import Marked


def sorts() -> dict[str, Sort]:
    """What becomes of each mark that there is."""
    return {
        mark.name: "block" if mark.is_block else "place" if mark.is_place else "inline"
        for mark, _ in kinds.marks()
    }


def shown_on(uri: str, site: Site) -> Callable[[str, str], str | None]:
    """What stands in the place of a mark on a page, by its name and id; None where it is none."""
    known = {mark.name: (mark, records) for mark, records in kinds.marks()}

    def shown(name: str, id_: str) -> str | None:
        mark, records = known[name]
        return records.marked(mark, id_, uri, site) if id_ in records.ids(mark, site) else None

    return shown


def report(extension: MarksExtension, path: str, source: str, site: Site) -> None:
    """Note the marks of a page that are not as they should be; `source` is the text of its file.

    What does not stand in it stands in the data that the page shows, or in what another program
    has made of it.
    """
    known = {mark.name: (mark, records) for mark, records in kinds.marks()}

    def note(found: Marked, what: str, remedy: str, code: str) -> None:
        for place, line in _places(found, path, source, site):
            site.problems.add(place, line, what, remedy, code=code)

    for found in dict.fromkeys(extension.unknown):
        mark, records = known[found.name]
        if not _is_broken(site, records.name, found.id):
            remedy = did_you_mean(found.id, records.ids(mark, site), mark.remedy)
            what = f"an unknown {mark.what}: {found.id or 'none given'}"
            note(found, what, remedy, "E03")
    for found in dict.fromkeys(extension.misplaced):
        what = f"a {known[found.name][0].what} in the midst of a line"
        note(found, what, f"put {{{found.name}: …}} on a line of its own", "E08")
    for found in dict.fromkeys(extension.found):
        mark, records = known[found.name]
        if mark.waits or not isinstance(records, Kind) or site.page_of(records.name):
            continue
        if site.unread:  # one of these may be it
            continue
        what = f"a mark of {mark.what} without a page of {records.name} to lead to"
        note(found, what, f"add a page with `kind: {records.name}`", "E09")


def _places(found: Marked, path: str, source: str, site: Site) -> Iterable[tuple[str, int]]:
    """The files and lines where a mark stands."""
    texts = [(path, source)]
    texts += [(each, site.text_of(each)) for each in site.settings.data.values() if each]
    for place, text in texts:
        lines = [
            mark.line
            for mark in marks.marks(text)
            if mark.name == found.name and found.id in mark.ids
        ]
        if lines:
            return [(place, line) for line in lines]
    return [(path, 0)]


def _is_broken(site: Site, name: str, id_: str) -> bool:
    """Whether a data file has an item of that id which could not be read: that is told already."""
    path = site.settings.file(name)
    if path and not site.data.get(name) and any(each.path == path for each in site.problems):
        return True
    # An item that does not fit, or is too much, is left out.
    wrong = {problem.path for problem in site.problems if problem.code in ("F02", "F03", "S14")}
    if not id_ or path not in wrong:
        return False
    return bool(re.search(rf"\bid:\s*[\"']?{re.escape(id_)}\b", site.text_of(path or "")))


# Alone ------------------------------------------------------------------------------------------


class _Pages(Site):
    """A site of which only the addresses of pages are known."""

    addresses: dict[str, str]

    def page_of(self, kind: str) -> str | None:
        return self.addresses.get(kind)

    def link(self, uri: str, to: str) -> str:
        return to


class AloneExtension(Extension):
    """Shows the marks of a text from files of data.

    Options: `claims`, `timeline`, `pictures` and so on, each a YAML file; `claims_page` and the
    like, the addresses of their pages; `bibliography`, to check their sources; `locale`, as en-GB.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "bibliography": ["", "File of the sources: CSL-JSON, BibTeX or RIS"],
            "locale": ["en-GB", "Language of dates"],
        }
        for each in kinds.RECORDS:
            if each.data:
                self.config[each.name] = ["", each.data.about]
                self.config[f"{each.name}_page"] = ["", f"Address of the page of {each.name}"]
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register the marks."""
        options = {name: str(self.getConfig(name)) for name in self.config}
        files = [options[name] for name in self.config if not name.endswith("_page")]
        changed = tuple(Path(path).stat().st_mtime for path in files if Path(path).is_file())
        site = _site(tuple(options.items()), changed)
        _Telling(site).extendMarkdown(md)


class _Telling(MarksExtension):
    """Raises `ProblemsError` for unknown marks, where no one else tells of them."""

    def __init__(self, site: Site) -> None:
        named = {mark.name for mark, records in kinds.marks() if records.data}
        super().__init__({name: sort for name, sort in sorts().items() if name in named})
        self.shown = shown_on("", site)
        self.site = site

    def finish(self) -> None:
        """Tell of the marks of the text."""
        problems, self.site.problems = self.site.problems, Problems()
        report(self, "text", self.source, self.site)
        found, self.site.problems = self.site.problems, problems
        found.check()


@functools.lru_cache(maxsize=8)
def _site(options: tuple[tuple[str, str], ...], changed: tuple[float, ...]) -> Site:
    """One site for the same options, for converters that make a new extension for each page."""
    given, problems = dict(options), Problems()
    path = given["bibliography"]
    sources = read_sources(Path(path), path, problems) if path else Sources()
    bibliography = Bibliography(sources.by_key, CHICAGO, given["locale"])
    data: dict[str, tuple[Any, ...]] = {}
    for each in kinds.RECORDS:
        if each.data and (file := given[each.name]):
            items = read_list(each.data.item, Path(file), file, bibliography, problems)
            data[each.name] = (
                tuple(sorted(items, key=each.data.order)) if each.data.order else items
            )
    if not path:
        problems.found = [each for each in problems.found if each.code != "C01"]
    problems.check()
    settings = kinds.settings()(**{name: given[name] for name in data})
    glossary = Glossary()
    words = Words.of("en", given["locale"])
    site = _Pages(Path(), settings, glossary, bibliography, data, problems, Linker(glossary), words)
    site.addresses = {
        each.name: address
        for each in kinds.RECORDS
        if each.data and (address := given[f"{each.name}_page"])
    }
    return site


def makeExtension(**options: Any) -> AloneExtension:  # noqa: N802  (Python-Markdown's name)
    """Python-Markdown's way in by module name."""
    return AloneExtension(**options)
