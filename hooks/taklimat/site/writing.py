"""Write the generated parts of pages: as Markdown where authors' rules hold, else as HTML."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from taklimat.evidence import marks
from taklimat.evidence.citations import reference
from taklimat.glossary.names import fold
from taklimat.site import kinds
from taklimat.site.differences import Difference, history
from taklimat.site.templating import moved, relative, render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from taklimat.glossary.terms import Term
    from taklimat.site.site import Site
    from taklimat.site.versions import Change
    from taklimat.source.pages import Note, SourcePage
    from taklimat.source.words import Words


def page_markdown(text: str, page: SourcePage, site: Site) -> str:
    """What an author's page becomes: its text, with what its kind adds before it and behind."""
    kind = kinds.kinds()[page.matter.kind]
    parts = kind.before(page, site), text, kind.after(page, site)
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def history_markdown(
    words: Words,
    title: str,
    page: tuple[str, str],
    changes: Sequence[Change],
    texts: Iterable[str | None],
    address: Callable[[str], str | None],
    notes: Iterable[Note] = (),
) -> str:
    """The page with the history of the page `title`: its changes, the newest first.

    `page` is the history's place and that of the page, both below the folder of pages.

    `texts` are the file's texts after each of them, None where one is too large; `address` leads
    from a key to its source; `notes` are what authors say of changes. Those that left the text as
    it was are no news to a reader.
    """
    shown = told_of(changes, texts, words, address)
    return render(
        words,
        "history.md",
        title=title,
        link=relative(*page),
        changes=shown,
        notes=_notes(notes, [change.when.date() for change, _, _ in shown]),
        moved=partial(moved, uri=page[1], to=page[0]),
    )


def told_of(
    changes: Sequence[Change],
    texts: Iterable[str | None],
    words: Words,
    address: Callable[[str], str | None] = lambda key: None,
) -> list[tuple[Change, list[tuple[str, list[Difference]]] | None, bool]]:
    """The changes that changed a text, each with its differences by place, and whether it is the
    first; None stands for more differences than can be told."""
    known = {mark.name for mark, _ in kinds.marks()}
    # Marks tie passages to data; who reads what changed has no use for them.
    plain = (text and marks.without_marks(text, known) for text in texts)
    told = [
        found if found is None else _by_place(found) for found in history(plain, address, words)
    ]
    versions = [(change, parts, False) for change, parts in zip(changes, told, strict=False)]
    versions += [(change, None, True) for change in changes[len(told) :]]
    return [each for each in versions if each[1] != []]


def _notes(notes: Iterable[Note], days: Sequence[dt.date]) -> dict[int, list[Note]]:
    """The notes on changes, each at the newest version that is no newer, by its place.

    Without versions, as in a check, all stand at -1.
    """
    found: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        place = next((n for n, day in enumerate(days) if day <= note.date), len(days) - 1)
        found[place].append(note)
    return found


def _by_place(found: Iterable[Difference]) -> list[tuple[str, list[Difference]]]:
    return [(place, list(group)) for place, group in groupby(found, key=lambda each: each.place)]


def entry_markdown(term: Term, site: Site) -> str:
    """The page of a term."""
    see_also = [
        (site.glossary[id_].title, f"{id_}.md")
        for id_ in term.see_also
        if id_ in site.glossary.terms
    ]
    sources = [
        reference(site.bibliography.entry(key), key)
        for key in term.sources
        if key in site.bibliography
    ]
    return render(
        site.words,
        "entry.md",
        term=term,
        see_also=see_also,
        sources=sources,
        dated=lambda role: role.dated(site.words),
    )


def index_markdown(site: Site) -> str:
    """The glossary's page: A to Z under names and acronyms, then by category."""
    terms = site.terms
    entries = [(term.term, term) for term in terms]
    entries += [(term.acronym, term) for term in terms if term.acronym]
    entries.sort(key=lambda entry: fold(entry[0]))

    def category(term: Term) -> str:
        return term.category or site.words.gettext("People and organisations")

    letters = [
        (letter, list(group)) for letter, group in groupby(entries, key=lambda e: _letter(e[0]))
    ]
    by_category = sorted(terms, key=lambda term: (fold(category(term)), fold(term.term)))
    categories = [(k, list(g)) for k, g in groupby(by_category, key=category)]
    return render(
        site.words,
        "index.md",
        title=site.glossary_title,
        letters=letters,
        categories=categories,
    )


def _letter(name: str) -> str:
    first = fold(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def mentioned_in_html(term: str, site: Site, href: Callable[[str, str], str]) -> str:
    """Where a term is mentioned; `href` makes the address of a page's section."""
    return render(site.words, "mentioned-in.html", places=site.mentioned_in(term), href=href)


def cite_this_html(words: Words, **context: Any) -> str:
    """How to cite a brief; for what it takes see the template."""
    return render(words, "cite-this.html", **context)
