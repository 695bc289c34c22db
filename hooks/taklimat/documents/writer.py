"""From the HTML of pages to Typst source: the document as a whole.

What a page holds is written by `parts`; here stand cover, contents, parts, sources and appendix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from taklimat.documents import tree
from taklimat.documents.model import Asset, Attachment, Document, Fact, Look, Part, TermNote
from taklimat.documents.parts import Desk, PartWriter, heading
from taklimat.documents.typst import (
    EMPTY,
    NONE,
    Code,
    array,
    block,
    call,
    colour,
    dictionary,
    integer,
    label,
    labelled,
    string,
)
from taklimat.source.origin import Origin
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from taklimat.source.problems import Problem


@dataclass(frozen=True)
class Written:
    """A document's source, the files it names, and what was wrong with its input."""

    source: str
    assets: dict[str, Asset]
    shown_at: dict[str, tuple[str, int]]
    """Where a text shows each file, by its name: a path and a line."""
    tables: tuple[Problem, ...]
    """For each table, by number, the problem to report if it turns out wider than the page."""
    problems: tuple[Problem, ...]


def write(
    document: Document, look: Look, picture_style: str, turned: Collection[int] = ()
) -> Written:
    """The source of a document; `picture_style` is the style sheet of SVG pictures.

    `turned` are the tables, by number, that get a page on its side.
    """
    desk = Desk(document, picture_style, turned=turned)
    writers = [PartWriter(desk, part) for part in document.parts]
    desk.labels = {writer.part.uri: writer.labels for writer in writers}
    words = document.words
    codes = [_masthead(desk, look)]
    if look.archive == "a-3a":
        codes = [*(_attached(desk, each) for each in document.attachments), *codes]
    if document.is_dossier:
        organisation = string(look.organisation)

        def part(title: str, content: list[Code]) -> Code:
            return call("part", organisation, _prose(title), block(content))

        codes.append(_dossier_cover(document))
        title = words.gettext("Contents")
        contents = call("contents-list", heading(1, string(title), title, outlined=False))
        codes.append(part(title, [contents]))
        for behind in (False, True):
            for writer in writers:
                if writer.part.behind_glossary == behind:
                    codes.append(part(writer.part.title, _part(writer, 1)))
            if not behind:
                codes += [part(title, listed) for title, listed in _appendices(desk, 1)]
    else:
        codes += _part(writers[0], 1)
        codes += _endnotes(writers[0]) if document.is_short else _sources(writers[0])
        codes += [code for _, listed in _appendices(desk, 2) for code in listed]
    # One expression a line, so that the engine's messages lead to one.
    lines = ['#import "document.typ": *', f"#show: {_frame(document, look)}"]
    if any("\u200b" in code for code in codes):
        lines.append("#show: breaking")
    lines.append("#{")
    source = "\n".join([*lines, *codes, "}", ""])
    return Written(source, desk.assets, desk.shown_at, tuple(desk.tables), tuple(desk.problems))


def _frame(document: Document, look: Look) -> Code:
    when, words = document.version.when, document.words
    date = {"year": when.year, "month": when.month, "day": when.day}
    language, _, region = document.language.partition("-")
    named = {
        "title": string(document.title),
        "authors": array(map(string, document.authors)),
        "subject": string(document.summary),
        "keywords": array(map(string, document.keywords)),
        "date": call("datetime", named={key: integer(value) for key, value in date.items()}),
        "lang": string(language),
        "region": string(region) if region else None,
        "paper": string("us-letter" if look.paper == "letter" else "a4"),
        "organisation": string(look.organisation),
        "ink": colour(look.ink),
        "accent": colour(look.accent),
        "running": None if document.is_dossier else string(document.title),
        "address": string(document.address) if document.address else None,
        "version": string(document.version.sentence(words)),
        # With {…} for what is known on the page only.
        "words": dictionary(
            {
                "page-of": string(
                    words.gettext("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")
                ),
                "page": string(words.gettext("page %(page)s", page="{page}")),
                "figure": string(words.gettext("Figure")),
                "table": string(words.gettext("Table")),
                "see-also": string(words.gettext("See also: %(links)s", links="{links}")),
            }
        ),
    }
    return call("document-frame.with", named=named)


def _masthead(desk: Desk, look: Look) -> Code:
    logo = NONE
    if look.logo:
        asset = desk.asset(look.logo, look.logo, Origin("mkdocs.yml", look.logo))
        logo = string(asset) if asset else NONE
    return call("masthead", string(look.organisation), logo, string(desk.document.label))


def _attached(desk: Desk, attachment: Attachment) -> Code:
    asset = Asset(attachment.name, attachment.data)
    desk.assets[asset.name] = asset
    named: dict[str, Code | None] = {
        "relationship": string("data"),
        "mime-type": string(attachment.media_type),
        "description": string(attachment.description),
    }
    return call("attached", string(attachment.name), string(asset.name), named=named)


def _prose(text: str) -> Code:
    """Text of front matter and settings, which no Markdown extension has made typographic."""
    return string(curled(text))


def _facts(facts: Iterable[Fact]) -> Code:
    return array(array((string(fact.label), string(fact.value))) for fact in facts)


def _part(writer: PartWriter, level: int) -> list[Code]:
    """A page: its cover block, then its text.

    They are written in the order in which they stand: a note belongs to the first of its marks.
    """
    part = writer.part
    title = writer.title(level)
    # A class that an author gives to something makes no cover of it.
    summary = writer.take("p.brief-summary") if part.is_brief else None
    judgements = writer.take("div.judgements") if part.is_brief else None
    writer.take("p.in-brief-link")
    if not writer.desk.document.is_dossier:
        writer.take("p.scales-link")  # it leads to a page that the document does not hold
    below_title = writer.inline(writer.children(summary)) if summary else EMPTY
    box = _judgements(writer, judgements, level + 1) if judgements else EMPTY
    body = writer.body()
    if not body and judgements is None:
        what, remedy = "the page has no text to print", "write some, or take `pdf` out"
        writer.desk.problem(part.origins[0], 1, what, remedy)
    if not part.is_brief:
        return [title, *body]
    cover = call("brief-cover", title, below_title, _facts(part.facts), box)
    return [cover, *body]


def _judgements(writer: PartWriter, node: tree.Node, level: int) -> Code:
    title = writer.take("p.judgements-title")
    named = tree.words_of(title) if title else ""
    shown = heading(level, string(named), named, outlined=False) if title else NONE
    box = call("accent-box", shown, block(writer.blocks(writer.children(node))))
    document = writer.desk.document
    if document.is_dossier or document.is_short:
        return box
    return block([box, *_explained(writer)])


def _explained(writer: PartWriter) -> Iterator[Code]:
    """What a brief that travels alone says of its own signs."""
    document = writer.desk.document
    said = [document.scale] if document.scale else []
    mark = tree.find(writer.root, "a.claim-mark")
    if mark is not None:
        name = tree.words_of(mark)
        address = document.link(urljoin(f"/{writer.part.url}", tree.get(mark, "href")))
        place = urldefrag(address)[0] if address else None
        words = document.words
        said.append(
            words.gettext("%(mark)s and its like are claims: %(place)s.", mark=name, place=place)
            if place
            else words.gettext("%(mark)s and its like are claims; the dossier has them.", mark=name)
        )
    if said:
        yield call("small", string(" ".join(said)))


def _dossier_cover(document: Document) -> Code:
    briefs = array(
        array((label(part.slug), _prose(part.title), _prose(part.summary)))
        for part in document.parts
        if part.is_brief
    )
    return call(
        "dossier-cover",
        call("title"),
        _prose(document.summary),
        _facts(document.facts),
        briefs,
    )


def _sources(writer: PartWriter) -> list[Code]:
    entries = writer.sources()
    title = writer.desk.document.words.gettext("Sources")
    return [heading(2, string(title), title), *entries] if entries else []


def _endnotes(writer: PartWriter) -> list[Code]:
    notes = writer.endnotes()
    title = writer.desk.document.words.gettext("Sources")
    return [heading(2, string(title), title), call("endnotes", *notes)] if notes else []


def _appendices(desk: Desk, level: int) -> Iterator[tuple[str, list[Code]]]:
    """The terms, then people and organisations: the title of each list, and the list."""
    words = desk.document.words
    terms = words.gettext("Glossary") if level == 1 else words.gettext("Terms")
    for title, is_name in ((terms, False), (words.gettext("People and organisations"), True)):
        entries = [
            code
            for term in desk.document.terms
            if term.is_name == is_name
            for code in _entry(term, desk, level + 1, title)
        ]
        if entries:
            # In a dossier entries are long, and on their own pages.
            listed = entries if desk.document.is_dossier else [call("term-columns", *entries)]
            yield title, [heading(level, string(title), title), *listed]


def _entry(term: TermNote, desk: Desk, level: int, within: str) -> list[Code]:
    part = Part(term.uri, term.url, term.title, term.html, term.origins)
    writer = PartWriter(desk, part, within_entry=True)
    writer.leave(tree.page_title(writer.root))
    for selector in ("dl.entry-facts", "#sources", "#sources + div", "#see-also"):
        writer.take(selector)
    others = writer.take("#see-also + div")
    body = writer.body()
    if others is not None:
        links = [writer.inline(writer.children(item)) for item in others.css("li")]
        body.append(call("see-also", *links))
    words = desk.document.words.gettext("%(term)s, in %(list)s", term=term.title, list=within)
    title = heading(level, _prose(term.title), words, outlined=False)
    return [call("term-entry", labelled(title, term.label), block(body))]
