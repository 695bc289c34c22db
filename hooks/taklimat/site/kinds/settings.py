"""The page of the settings, the kinds of pages and what data files hold: from their schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.site.kinds.kind import Kind, Records
from taklimat.site.settings import DocumentSettings
from taklimat.site.templating import render
from taklimat.source.frontmatter import Matter
from taklimat.source.unfit import model_within
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage
    from taklimat.source.words import Words


class SettingsPage(Kind):
    """Every option of `mkdocs.yml`, every kind of page, every mark, every data file."""

    name = "settings"
    about = N_("every option of mkdocs.yml, kind of page, mark and data file")

    def __init__(self, records: Callable[[], Iterable[Records]]) -> None:
        self._records = records

    def after(self, page: SourcePage, site: Site) -> str:
        """The lists."""
        records = list(self._records())
        options = [
            ("extra.taklimat", N_("The site"), fields(type(site.settings), site.words)),
            ("extra.taklimat.pdf", N_("PDFs"), fields(DocumentSettings, site.words)),
        ]
        files = [
            (name, fields(model, site.words))
            for each in records
            if each.data
            for name, model in _models(each.name, each.data.item)
        ]
        marks = [mark for each in records for mark in each.marks]
        kinds = [each for each in records if isinstance(each, Kind)]
        return render(
            site.words, "settings.md", options=options, kinds=kinds, marks=marks, files=files
        )


def _models(name: str, model: type[Matter]) -> Iterator[tuple[str, type[Matter]]]:
    """A model, then those of its parts, each with its name: *evidence: rows: cells*."""
    yield name, model
    for key, field in model.model_fields.items():
        part = model_within(field.annotation)
        if part is not None and issubclass(part, Matter):
            yield from _models(f"{name}: {key}", part)


def fields(model: type[Matter], words: Words) -> list[tuple[str, str, str]]:
    """The options of a model: name, default if there is one, meaning."""
    return [
        (
            field.alias or name,
            words.gettext("required") if field.is_required() else _default(field.default, words),
            words.gettext(field.description) if field.description else "",
        )
        for name, field in model.model_fields.items()
    ]


def _default(value: object, words: Words) -> str:
    if value is None or value in ((), {}) or isinstance(value, Matter):
        return ""
    shown = str(value).lower() if isinstance(value, bool) else value
    return words.gettext("by default %(value)s", value=f"`{shown}`")
