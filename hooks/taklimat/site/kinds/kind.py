"""What a kind of page is: all that the generator asks of one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from taklimat.documents import tree
from taklimat.site.templating import relative
from taklimat.source.frontmatter import Matter
from taklimat.source.pages import PageMatter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from taklimat.documents.tree import Node
    from taklimat.glossary.linking import Mention
    from taklimat.site.searching import Part
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

Item = TypeVar("Item", bound=Matter)


@dataclass(frozen=True)
class Data(Generic[Item]):
    """A data file: a YAML list of items, each with an id, and its text checked as a page's is."""

    item: type[Item]
    about: str
    """What the file holds, for the settings and their page."""
    order: Callable[[Item], Any] | None = None
    """By what the items are sorted; else they stay in the order of the file."""


@dataclass(frozen=True)
class Mark:
    """What authors write in a text as ``{name: id}``."""

    name: str
    about: str
    what: str
    """What an id names, for messages: *claim*."""
    remedy: str
    """How to mend an id that names nothing and is like none."""
    waits: bool = False
    """Whether the ids are known only when all pages are read."""
    is_block: bool = False
    """Whether it becomes paragraphs, and so has to stand on a line of its own."""
    is_place: bool = False
    """Whether the first of each id on a page has an anchor, to which the data lead back."""
    is_said: bool = False
    """Whether it may become words of the sentence it stands in."""


# Of an item, what helps a reader of its page only.
_ASIDES = "sup, .item-head, .item-aside, .small-print"


def own_words(node: Node) -> str:
    """What an item of a page says, without the lines around it, which are taken away."""
    for aside in node.css(_ASIDES):
        aside.decompose()
    return tree.words_of(node)


def offered(path: str, uri: str, site: Site, *endings: str) -> str:
    """Links from the page `uri` to a drawing's files, and those beside it, as Markdown."""
    links = [f"[{end.upper()}]({relative(uri, f'{path}.{end}')}){{ download }}" for end in endings]
    said = site.words.gettext("This figure as a file: %(files)s", files=", ".join(links))
    return (
        f"{said}\n{{ .figure-files .no-glossary .small-print .on-screen data-search-exclude='' }}\n"
    )


@dataclass(frozen=True)
class Section:
    """A section that a page ends with, as HTML with a heading of the id `anchor`."""

    title: str
    anchor: str
    html: str


@dataclass(frozen=True)
class Addresses:
    """Where a site's pages stand, and when its files changed."""

    relative: Callable[[str, str], str]
    """From a page's path and an anchor to the address from the site's root."""
    full: Callable[[str, str], str]
    """The same, to the address on the web."""
    changed: Callable[[str], dt.datetime]
    """From a file's path to the time of its last change."""


@dataclass(frozen=True)
class Dated:
    """An entry of the calendar, from its first day to its last."""

    id: str
    first: dt.date
    last: dt.date
    summary: str
    """What is shown in the calendar, as Markdown of one line."""
    description: str
    page: str
    """The page to whose part `id` it leads."""
    topics: Sequence[str] = ()


@dataclass(frozen=True)
class Due:
    """An item that someone should look at again."""

    path: str
    line: int
    what: str
    remedy: str


class Records:
    """What a site knows from a data file, and the marks that show it in texts."""

    name: ClassVar[str]
    """In settings, the file's option; in front matter, the kind."""
    about: ClassVar[str] = ""
    """What the page is, for the settings' page and messages."""
    data: ClassVar[Data[Any] | None] = None
    marks: ClassVar[tuple[Mark, ...]] = ()
    schemas: ClassVar[dict[str, Any]] = {}
    """Models of files for programs, by the names of their JSON Schemas."""

    def figures(self, site: Site) -> dict[str, Element]:
        """Drawings that readers can take away, by their paths on the site without an ending."""
        return {}

    def sheets(self, site: Site) -> dict[str, bytes]:
        """What drawings show, as CSV, by their paths on the site without an ending."""
        return {}

    def items(self, site: Site) -> Sequence[Any]:
        """The items of the data file."""
        return site.data.get(self.name, ())

    def ids(self, mark: Mark, site: Site) -> Sequence[str]:
        """The ids that a mark may name."""
        return [item.id for item in self.items(site)]

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """What stands in the place of a mark on the page `uri`, as Markdown."""
        return ""

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The files, beside its own, of which a page with this mark is made.

        A document's version tells when they last changed; so a mark that shows words of a data file
        names that file.
        """
        return ()

    def attached(self, ids: Sequence[str], site: Site) -> dict[str, bytes]:
        """The data of items as files within a PDF that shows them, by name."""
        items = [item for item in self.items(site) if item.id in ids]
        told = [item.model_dump(mode="json", exclude_none=True) for item in items]
        text = json.dumps(told, ensure_ascii=False, indent=1)
        return {f"{self.name}.json": f"{text}\n".encode()} if items else {}

    def due(self, site: Site, today: dt.date) -> Iterator[Due]:
        """What of the data should be looked at again, as of a day: it fails nothing."""
        return iter(())


class Kind(Records):
    """A kind of page. What it does not say is that of a page without any more."""

    matter: ClassVar[type[PageMatter]] = PageMatter
    """What stands in front matter."""
    part: ClassVar[str] = ""
    """What a part of the page is called as a result of a search: *Claim*."""
    search: ClassVar[str] = ""
    """Words under which a page of the kind is looked for, with commas between them."""
    questions: ClassVar[str] = ""
    """How questions begin that a page of the kind answers, with commas between them."""
    back: ClassVar[int | None] = None
    """Its place in the dossier behind the briefs, by the order of these; None leaves it out."""
    is_listing: ClassVar[bool] = False
    """Whether the page's headings only divide a list."""
    behind_glossary: ClassVar[bool] = False
    """Whether it comes behind the glossary in the dossier."""
    files: ClassVar[tuple[str, ...]] = ()
    """The paths on the site of what `programs` gives; `paths` where they depend on the data."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse a kind whose parts or files would be left out without a word."""
        super().__init_subclass__(**options)
        for given, needed in (("parts", "part"), ("programs", "files")):
            if given in cls.__dict__ and not getattr(cls, needed) and "paths" not in cls.__dict__:
                raise TypeError(f"{cls.__name__} has `{given}`, and needs `{needed}`")

    def before(self, page: SourcePage, site: Site) -> str:
        """What stands before the page's own text, as Markdown."""
        return ""

    def after(self, page: SourcePage, site: Site) -> str:
        """What stands behind it, as Markdown."""
        return ""

    def check(self, site: Site) -> None:
        """Note what is wrong with the data, now that all pages are read."""

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        """What search finds by itself, from the page's HTML; takes away what it does not need."""
        return iter(())

    def sections(
        self,
        uri: str,
        mentions: Sequence[Mention],
        site: Site,
        href: Callable[[str, str], str],
    ) -> Iterator[Section]:
        """The sections that a page of this kind ends with.

        `href` gives the address of a page's section, by the page's path and the section's id.
        """
        return iter(())

    def paths(self, site: Site) -> Sequence[str]:
        """The paths on the site of what `programs` gives."""
        return self.files

    def days(self, page: str, site: Site) -> Iterator[Dated]:
        """What the site's calendar holds of the data, if the site has a `page` of the kind."""
        return iter(())

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        """Files for programs, by their paths on the site, if the site has a `page` of the kind."""
        return {}
