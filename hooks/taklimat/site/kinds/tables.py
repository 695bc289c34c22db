"""Tables of figures: a page of them all, and marks that show one, or its picture, elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.evidence.tables import Table
from taklimat.site import canvas, charts
from taklimat.site.kinds.kind import Addresses, Data, Kind, Mark, offered
from taklimat.site.spreadsheet import csv_file
from taklimat.site.templating import plainly, relative, render
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class Tables(Kind):
    """The page of data."""

    name = "tables"
    about = N_("data: tables of figures with their sources, drawn where a picture says more")
    search = N_(
        "statistics, numbers, figures, tables, datasets, spreadsheet, Excel, CSV, charts, raw data"
    )
    questions = N_("how many, how much, what number, what share")
    data = Data(Table, N_("a YAML file with tables of figures"))
    marks = (
        Mark(
            "table",
            N_("a table of figures, with its picture"),
            "table",
            "add it to the file of tables",
            is_block=True,
        ),
        Mark(
            "chart",
            N_("the picture of a table alone"),
            "table with a picture",
            "add it to the file of tables, with `picture`",
            is_block=True,
        ),
    )
    back = 25

    def ids(self, mark: Mark, site: Site) -> Sequence[str]:
        """The ids of tables; for pictures, of those that have one."""
        return [each.id for each in self.items(site) if mark.name == "table" or each.picture]

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """The table with its picture, or the picture alone."""
        table = next((each for each in self.items(site) if each.id == id_), None)
        if table is None:
            return ""
        page = site.page_of(self.name)
        title = plainly(table.title)
        more = f"[{title}]({site.link(uri, page)}#{id_})" if page else title
        if mark.name == "table":
            return f"\n\n**{more}**\n\n{_shown(table, site, 'table')}\n\n"
        keys = dict.fromkeys(key for row in table.rows for key in row.sources)
        source = site.words.gettext(
            "Figures: %(table)s. Source: %(citation)s",
            table=more,
            citation=f"[@{'; @'.join(keys)}]",
        )
        attributes = "{ .picture-source .small-print data-search-exclude='' }"
        endings = ("svg", "png", *(("csv",) if page else ()))
        files = offered(f"data/{id_}", uri, site, *endings)
        drawn = _drawn(table, site, "chart")
        return f"\n\n{drawn}\n\n{source}\n{attributes}\n\n{files}\n\n"

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The file of tables."""
        return [site.settings.file(self.name) or ""]

    def after(self, page: SourcePage, site: Site) -> str:
        """All tables, each with its picture and its file."""
        return render(
            site.words,
            "tables.md",
            tables=self.items(site),
            shown=lambda table: _shown(table, site, "data"),
            address=lambda table: relative(page.uri, _path(table)),
            files=lambda table: offered(f"data/{table.id}", page.uri, site, "svg", "png"),
        )

    def figures(self, site: Site) -> dict[str, Element]:
        """The picture of each table that has one."""
        return {
            f"data/{table.id}": charts.table_charts(table, table.id, site.words)[0]
            for table in self.items(site)
            if table.picture
        }

    def attached(self, ids: Sequence[str], site: Site) -> dict[str, bytes]:
        """Each table as CSV."""
        return {f"{each.id}.csv": _csv(each) for each in self.items(site) if each.id in ids}

    def paths(self, site: Site) -> Sequence[str]:
        """A CSV file for each table."""
        return [_path(table) for table in self.items(site)]

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        """Each table as CSV: its columns with their units, then note and sources."""
        return {_path(table): _csv(table) for table in self.items(site)}


def _path(table: Table) -> str:
    return f"data/{table.id}.csv"


def _drawn(table: Table, site: Site, where: str) -> str:
    drawn = charts.table_charts(table, f"{where}-{table.id}", site.words)
    return canvas.figure(drawn) if drawn else ""


def _shown(table: Table, site: Site, where: str) -> str:
    def shown(value: float | str, place: int) -> str:
        if isinstance(value, str):
            return value
        return charts.name_of(value) if place == 0 else site.words.number(value)

    return render(
        site.words, "table.md", table=table, drawn=_drawn(table, site, where), shown=shown
    )


def _csv(table: Table) -> bytes:
    names = [f"{each.name} ({each.unit})" if each.unit else each.name for each in table.columns]
    rows = [(*row.values, row.note, "; ".join(row.sources)) for row in table.rows]
    return csv_file([*names, "note", "sources"], rows)
