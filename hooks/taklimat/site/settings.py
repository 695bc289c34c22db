"""What a site's owner sets in `mkdocs.yml` under ``extra.taklimat``."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from taklimat.documents.model import Look
from taklimat.evidence.bibliography import CHICAGO, Later, locales
from taklimat.glossary.linking import Scope
from taklimat.source.frontmatter import Matter
from taklimat.source.problems import did_you_mean
from taklimat.source.words import is_locale

_COLOUR = r"^#[0-9a-fA-F]{6}$"


class Acronyms(Matter):
    """The report's search for acronyms without an entry."""

    allow: tuple[str, ...] = Field((), description="a list of acronyms that need no entry")


def _as_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from None
    return text


def _as_locale(name: str) -> str:
    """A language in which citations can be set: of these, a region may be any that there is."""
    known = locales()
    languages = {each.partition("-")[0] for each in known}
    if name not in known and not (is_locale(name) and name.partition("-")[0] in languages):
        remedy = did_you_mean(name, known, f"known are {', '.join(known)}")
        raise ValueError(f"there are no citations in it; {remedy}")
    return name


class Numbers(Matter):
    """The check that each number in a brief has a source in its paragraph."""

    allow: tuple[Annotated[str, AfterValidator(_as_pattern)], ...] = Field(
        (), description="a list of regular expressions for numbers that need no source"
    )


class DocumentSettings(Matter):
    """What a site's owner sets in `mkdocs.yml` under ``extra.taklimat.pdf``."""

    briefs: bool = Field(True, description="true or false: whether each brief has a PDF")
    dossier: bool = Field(True, description="true or false: whether there is one PDF of it all")
    epub: bool = Field(
        True, description="true or false: whether the dossier is there for e-readers, too, as EPUB"
    )
    dossier_title: str | None = Field(
        None, description="the dossier's title; left out, the site's name"
    )
    label: str | None = Field(
        None, description="what a brief is called at its head; left out, Policy brief"
    )
    paper: Literal["a4", "letter"] = Field(Look.paper, description="a4 or letter")
    organisation: str | None = Field(
        None, description="who publishes, for the head; left out, the site's name"
    )
    logo: str | None = Field(None, description="a picture in the folder of pages, for the head")
    archive: Literal["a-3a", "a-2a"] = Field(
        Look.archive,
        description="a-3a or a-2a: the standard of PDF/A; with the first, PDFs carry their data",
    )
    ink: str = Field(Look.ink, pattern=_COLOUR, description="the colour of headings, as #16324a")
    accent: str = Field(Look.accent, pattern=_COLOUR, description="the colour of rules, as #a8470f")
    docx: bool = Field(
        False, description="true or false: whether each page with a PDF is offered for Word, too"
    )
    reference: str | None = Field(
        None,
        description="a .docx whose styles, margins, head and foot those for Word have; left out, "
        "ours",
    )

    def look(self, publisher: str) -> Look:
        """How documents look; `publisher` stands at their head unless an organisation is set."""
        organisation = self.organisation or publisher
        return Look(organisation, self.paper, self.logo, self.ink, self.accent, self.archive)


class Settings(Matter):
    """The options of a site. Paths are relative to `mkdocs.yml`.

    Those of data files are added by the kinds of pages.
    """

    glossary_dir: str = Field("glossary", description="the folder of glossary entries")
    glossary_url: str = Field(
        "glossary", description="the folder of the site in which the glossary's pages stand"
    )
    glossary_title: str | None = Field(
        None, description="the title of the glossary's page; left out, Glossary"
    )
    link: Scope = Field(
        "page",
        description="which mentions are linked: page (the first on each page), section (the first "
        "under each h2) or all",
    )
    bibliography: str | None = Field(
        None, description="a file with the sources: CSL-JSON, CSL-YAML, BibTeX, BibLaTeX or RIS"
    )
    citation_style: str = Field(
        CHICAGO, description="chicago-notes, or the path of a file in the Citation Style Language"
    )
    citation_locale: Annotated[str, AfterValidator(_as_locale)] = Field(
        "en-GB", description="the language of citations, such as en-GB"
    )
    citation_notes: Later = Field(
        "short", description="how a page's notes cite a source again: short, or full"
    )
    works_cited: Literal["page", "site", "none"] | None = Field(
        None,
        description="a list of works in the style's order: under each page, on that of sources, "
        "or none; left out, under pages where the style cites in the text",
    )
    numbers: Numbers | None = Field(
        None, description="a mapping with allow; left out, numbers need no source"
    )
    acronyms: Acronyms = Field(Acronyms(), description="a mapping with allow, a list of acronyms")
    pdf: DocumentSettings | None = Field(
        None, description="a mapping for the PDFs; left out, none are made"
    )
    diagrams: tuple[str, ...] = Field(
        (),
        description="a list of the program that draws diagrams (mermaid), and its options; left "
        "out, mmdc, where it is installed",
    )
    style: dict[str, str] = Field(
        {}, description="a mapping from ways to write a name to the one in use, for taklimat check"
    )
    words: tuple[str, ...] = Field(
        (), description="a list of words that are spelt right, for taklimat check"
    )
    front_matter: tuple[str, ...] = Field(
        (),
        description="a list of keys of front matter that other plugins read, and that pages may "
        'have beside ours; "*" allows all',
    )
    host_files: tuple[str, ...] = Field(
        (),
        description="a list of files in the folder of pages that hosts read as their settings, "
        "such as CNAME, and that are published all the same",
    )
    report: str = Field(
        ".taklimat/report.md", description="the file, outside the site, for the build report"
    )

    @property
    def data_files(self) -> tuple[str, ...]:
        """The files that these settings name, and that are read."""
        style = None if self.citation_style == CHICAGO else self.citation_style
        reference = self.pdf.reference if self.pdf else None
        named = (self.bibliography, style, reference, *self.data.values())
        return tuple(path for path in named if path)

    @property
    def data(self) -> dict[str, str]:
        """The data files, by the names of their options."""
        names = [name for name in type(self).model_fields if name not in Settings.model_fields]
        return {name: path for name in names if (path := getattr(self, name))}

    def file(self, name: str) -> str | None:
        """The data file of a kind; None where the site has none."""
        return self.data.get(name)
