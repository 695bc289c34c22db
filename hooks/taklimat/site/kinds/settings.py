"""The page of the settings, the kinds of pages and what data files hold: from their schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.site.kinds.kind import Kind, Records
from taklimat.site.settings import DocumentSettings
from taklimat.site.templating import render
from taklimat.source.frontmatter import Matter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class SettingsPage(Kind):
    """Every option of `mkdocs.yml`, every kind of page, every mark, every data file."""

    name = "settings"
    about = "every option of mkdocs.yml, kind of page, mark and data file"

    def __init__(self, records: Callable[[], Iterable[Records]]) -> None:
        self._records = records

    def markdown(self, page: SourcePage, site: Site) -> str:
        """The page with its tables."""
        records = list(self._records())
        options = [
            ("extra.taklimat", "The site", fields(type(site.settings))),
            ("extra.taklimat.pdf", "PDFs", fields(DocumentSettings)),
        ]
        files = [(each.name, fields(each.data.item)) for each in records if each.data]
        marks = [mark for each in records for mark in each.marks]
        kinds = [each for each in records if isinstance(each, Kind)]
        return page.document.body + render(
            "settings.md", tables=options, kinds=kinds, marks=marks, files=files
        )


def fields(model: type[Matter]) -> list[tuple[str, str, str]]:
    """The options of a model: name, default, meaning."""
    return [
        (
            field.alias or name,
            "required" if field.is_required() else _default(field.default),
            (field.description or "").replace("|", "\\|"),
        )
        for name, field in model.model_fields.items()
    ]


def _default(value: object) -> str:
    if value is None or value in ((), {}) or isinstance(value, Matter):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
