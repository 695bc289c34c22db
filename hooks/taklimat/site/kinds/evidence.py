"""Evidence matrices: rival explanations against what was done and said, with their marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.evidence.matrices import Cell, Matrix
from taklimat.site.kinds.kind import Addresses, Data, Kind, Mark, own_words
from taklimat.site.searching import Part
from taklimat.site.spreadsheet import csv_file
from taklimat.site.templating import render
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taklimat.documents.tree import Node
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

_FIELDS = ("matrix", "row", "date", "kind", "text", "sources", "explanation", "name", "speaks",
           "quote", "why", "source")  # fmt: skip
# What the data may say, as readers see it.
_SHOWN = (N_("for"), N_("against"), N_("neither"), N_("act"), N_("words"))


class Evidence(Kind):
    """The page of the matrices."""

    name = "evidence"
    about = N_("rival explanations, set against what was done and said")
    search = N_(
        "explanations compared, alternative explanations, which explanation fits, hypotheses, "
        "ACH, analysis of competing hypotheses, matrix, for and against, proof"
    )
    data = Data(Matrix, N_("a YAML file with evidence matrices"))
    marks = (
        Mark(
            "evidence",
            N_("that this passage rests on a row of a matrix; or how many rows speak for, and "
               "against, an explanation"),
            "row or explanation of a matrix",
            "add it to the file of evidence",
            is_place=True,
            is_said=True,
        ),
    )  # fmt: skip
    part = N_("Evidence")
    back = 12
    is_listing = True
    files = ("evidence.csv",)

    def ids(self, mark: Mark, site: Site) -> Sequence[str]:
        """The ids of rows and explanations."""
        matrices = self.items(site)
        parts = [part for each in matrices for part in (*each.rows, *each.explanations)]
        return [part.id for part in parts]

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """A link to the row; or to the explanation, with how many rows speak for and against."""
        page = site.page_of(self.name)
        if page is None:
            return ""
        address = f"{site.link(uri, page)}#{id_}"
        for matrix in self.items(site):
            for row in matrix.rows:
                if row.id == id_:
                    title = _quotable(f"{row.name}, {row.dated(site.words)}")
                    return f'[{self.number(id_, site)}]({address} "{title}"){{ .claim-mark }}'
            for each in matrix.explanations:
                if each.id == id_:
                    return f"[{_counts(matrix, id_, site)}]({address}){{ .tally-mark }}"
        return ""

    def number(self, id_: str, site: Site) -> str:
        """What a row is called in short, by its place among all: *E7*."""
        ids = [row.id for matrix in self.items(site) for row in matrix.in_order]
        return f"E{ids.index(id_) + 1}"

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The file of evidence: marks show its counts."""
        return [site.settings.file(self.name) or ""]

    def after(self, page: SourcePage, site: Site) -> str:
        """All matrices: explanations, the table, and row by row."""
        words = site.words

        def tally(matrix: Matrix, id_: str) -> str:
            counts = matrix.tally(id_)
            return words.gettext(
                "For it: %(for)s. Against it: %(against)s. Neither: %(neither)s.",
                **{"for": counts["for"], "against": counts["against"],
                   "neither": counts["neither"]},
            )  # fmt: skip

        def telling(matrix: Matrix) -> str:
            return words.ngettext(
                "%(num)s of the rows (%(rows)s in all) tells explanations apart: it speaks for one "
                "and against another.",
                "%(num)s of the rows (%(rows)s in all) tell explanations apart: they speak for one "
                "and against another.",
                len(matrix.telling),
                rows=len(matrix.rows),
            )

        return render(
            words,
            "evidence.md",
            matrices=self.items(site),
            used=site.places_of("evidence", page.uri),
            dated=lambda row: row.dated(words),
            number=lambda row: self.number(row.id, site),
            tally=tally,
            telling=telling,
        )

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        """Each row, and each explanation."""
        for node in page.css("div.item[id]"):
            head = tree.find(node, ".item-head a")
            title = tree.words_of(head) if head else ""
            yield Part(tree.get(node, "id"), title, own_words(node))

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        """Each cell as a line of a CSV file."""
        rows = [
            (matrix.id, row.id, row.date, row.kind, row.text, "; ".join(row.sources), each.id,
             each.name, row.speaks(each.id), *_cell(row.cells.get(each.id)))
            for matrix in self.items(site)
            for row in matrix.in_order
            for each in matrix.explanations
        ]  # fmt: skip
        return dict.fromkeys(self.files, csv_file(_FIELDS, rows))


def _cell(cell: Cell | None) -> tuple[str | None, ...]:
    return (cell.quote, cell.why, cell.source) if cell else (None, None, None)


def _counts(matrix: Matrix, id_: str, site: Site) -> str:
    counts = matrix.tally(id_)
    return site.words.gettext(
        "%(for)s for, %(against)s against, of %(rows)s",
        **{"for": counts["for"], "against": counts["against"], "rows": len(matrix.rows)},
    )


def _quotable(text: str) -> str:
    """A text that can stand in the title of a Markdown link."""
    return re.sub(r"[<>\[\]`\\{}]", " ", text.replace('"', "”"))
