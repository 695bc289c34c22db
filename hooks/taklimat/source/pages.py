"""Pages and their front matter."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from taklimat.source.dates import Date
from taklimat.source.frontmatter import Document, Matter, validate
from taklimat.source.problems import Problems, did_you_mean
from taklimat.source.titles import Title
from taklimat.source.unfit import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from taklimat.source.frontmatter import Key

Confidence = Literal["low", "moderate", "high"]
# The first of the two scales of Intelligence Community Directive 203 (2015), from below 5 to
# above 95 in a hundred. The second, of confidence, is about the evidence.
Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
]
Text = Annotated[str, Field(min_length=1)]


def _folded(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _without_html(text: str) -> str:
    if found := re.search(r"[<>]", text):
        raise ValueError(f"it must be plain text, without {found[0]!r}")
    return _folded(text)


# What begins a block of Markdown where a sentence is meant.
_BLOCK = re.compile(
    r"#{1,6}\s|```|~~~|[-+*]\s|\d{1,9}[.)]\s|>|\||!!!|\?\?\?|===|:\s|\[\^[^\]]*\]:|\*\[|<"
)


def _as_sentence(text: str) -> str:
    if found := _BLOCK.match(text):
        raise ValueError(f"it must be a sentence, and begins with {found[0].strip()!r}")
    return _folded(text)


# A sentence or two of Markdown, on one line: something is put before it and behind.
Sentence = Annotated[Text, AfterValidator(_as_sentence)]
Label = Annotated[Text, AfterValidator(_folded)]
"""Words that are printed as they are, whatever signs they hold."""


# It goes where no markup can: the head of a page, the navigation, feeds.
PlainText = Annotated[Text, AfterValidator(_without_html)]
TitleText = Annotated[PlainText, AfterValidator(Title)]


def _no_number(value: object) -> object:
    # Pydantic takes a number for seconds since 1970.
    if isinstance(value, int | float):
        raise ValueError(NO_DAY)
    return value


def _not_too_late(day: dt.date) -> dt.date:
    if day.year > dt.MAXYEAR - 2:
        raise ValueError("write a year before 9998")
    return day


Day = Annotated[dt.date, BeforeValidator(_no_number), AfterValidator(_not_too_late)]


def _as_date(text: str) -> str:
    Date.parse(text)
    return text


DateText = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | dt.date) else value),
    AfterValidator(_as_date),
]
"""A date as exact as it is known: see `taklimat.source.dates.Date`."""


class GlossaryOptOut(Matter):
    """Terms that a page does not link (rule 10)."""

    skip: tuple[str, ...] = Field((), description="a list of ids of terms not to link on this page")


def _as_opt_out(value: object) -> object:
    if not isinstance(value, bool | dict | GlossaryOptOut):
        raise ValueError("write false, or a mapping with `skip`")
    return value


class SearchOptions(Matter):
    """How a page is found."""

    words: tuple[PlainText, ...] = Field(
        (), description="a list of words under which the page is found, and which stand nowhere"
    )
    exclude: bool = Field(False, description="true or false: whether search leaves the page out")
    boost: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = Field(
        1, description="a number; pages with more than 1 stand higher among the results"
    )


def _as_search(value: object) -> object:
    if value is False:
        return {"exclude": True}
    return {"words": value} if isinstance(value, list) else value


class PageMatter(Matter):
    """The front matter of any page; what is not ours is Material's."""

    kind: str = Field("page", description="what the page is; the settings' page lists the kinds")
    title: TitleText | None = Field(None, description="the page's title")
    description: PlainText | None = Field(None, description="one sentence for search engines")
    glossary: Annotated[bool | GlossaryOptOut, BeforeValidator(_as_opt_out)] = Field(
        True, description="false for no links to terms, or a mapping with skip, a list of ids"
    )
    pdf: bool | None = Field(
        None, description="true or false: whether the page has a PDF; briefs have one by default"
    )
    hide: tuple[Literal["navigation", "toc", "path", "footer"], ...] = Field(
        (), description="a list of the page's parts to hide: navigation, toc, path, footer"
    )
    search: Annotated[
        SearchOptions,
        BeforeValidator(
            _as_search, json_schema_input_type=SearchOptions | tuple[str, ...] | Literal[False]
        ),
    ] = Field(
        SearchOptions(),
        description="a list of words under which the page is found, or false to leave it out; or "
        "a mapping with words, exclude, boost",
    )
    tags: tuple[PlainText, ...] = Field((), description="a list of tags")
    icon: Annotated[str, Field(pattern=r"^[\w/-]+$")] | None = Field(
        None, description="an icon's name, for the navigation"
    )
    template: Literal["home.html"] | None = Field(
        None, description="home.html, for a home page; other pages have none"
    )


class Judgement(Matter):
    """A key judgement: how likely it is, how good the evidence, and what would change it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] | None = Field(
        None,
        description="its name in addresses, of small letters, digits and hyphens; by default its "
        "first words",
    )
    text: Text = Field(description="the judgement, a sentence or two of Markdown")
    likelihood: Likelihood = Field(
        description="almost no chance, very unlikely, unlikely, roughly even chance, likely, "
        "very likely or almost certain"
    )
    confidence: Confidence = Field(description="low, moderate or high")
    sources: tuple[Text, ...] = Field((), description="a list of keys of the bibliography")
    change: Text = Field(description="what would change the judgement, in a sentence")
    review: Day = Field(description="the day to look at it again, as 2027-11-24")


class Today(Matter):
    """How the subject of a brief stands: for one that has ended since it was written."""

    date: Day = Field(description="the day on which this was so, as 2026-11-26")
    text: Text = Field(description="how things stand, in one or two sentences of Markdown")


class Note(Matter):
    """What the author says of a change."""

    date: Day = Field(description="the day of the change, as 2026-11-26")
    text: Sentence = Field(description="what changed and why, in a sentence or two of Markdown")


class InBrief(Matter):
    """What goes into a brief's two pages, beside its title, bottom line and judgements."""

    facts: Annotated[tuple[Sentence, ...], Field(min_length=3, max_length=5)] = Field(
        description="a list of the three to five facts that matter, each with its source"
    )
    meaning: Sentence = Field(description="what it means, a paragraph of Markdown")
    watch: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=5)] = Field(
        description="a list of what to watch from now on"
    )

    @property
    def texts(self) -> list[tuple[Key, str]]:
        """All of its texts, each with its place."""
        found: list[tuple[Key, str]] = [(("facts", n), text) for n, text in enumerate(self.facts)]
        found.append((("meaning",), self.meaning))
        return found + [(("watch", n), text) for n, text in enumerate(self.watch)]


class BriefMatter(PageMatter):
    """The front matter of a brief."""

    kind: Literal["brief"] = Field(description="brief")
    title: TitleText = Field(description="the brief's title")
    summary: PlainText = Field(description="the bottom line, in one or two sentences")
    authors: Annotated[tuple[PlainText, ...], Field(min_length=1)] = Field(
        description="a list of who answers for the brief"
    )
    date: Day = Field(description="the day of first publication, as 2026-11-24")
    updated: Day = Field(description="the day of the last change of substance, as 2026-11-24")
    status: Literal["draft", "current", "superseded"] = Field(
        description="draft, current or superseded"
    )
    today: Today | None = Field(
        None, description="a mapping with date and text: how the subject stands today"
    )
    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)] = Field(
        description="a list of key judgements, each with text and confidence"
    )
    in_brief: InBrief | None = Field(
        None, description="a mapping with facts, meaning and watch: the brief on two pages"
    )
    changes: tuple[Note, ...] = Field(
        (), description="a list of notes on changes, for the brief's history: date and text each"
    )
    topics: Annotated[tuple[PlainText, ...], Field(min_length=1)] = Field(
        description="a list of the brief's subjects"
    )


@dataclass(frozen=True)
class SourcePage:
    """A page as its author wrote it. `uri` is its path below `docs/`."""

    uri: str
    document: Document
    matter: PageMatter

    @property
    def brief(self) -> BriefMatter | None:
        """The front matter of a brief, or None."""
        return self.matter if isinstance(self.matter, BriefMatter) else None

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The key judgements of a brief; none of another page."""
        return self.brief.judgements if self.brief else ()

    @property
    def enabled(self) -> bool:
        """Whether the page's terms are linked at all."""
        return self.matter.glossary is not False

    @property
    def skip(self) -> frozenset[str]:
        """The ids of terms that are not linked on the page."""
        opt_out = self.matter.glossary
        return frozenset(opt_out.skip if isinstance(opt_out, GlossaryOptOut) else ())


def names_key(more: Sequence[str], key: object) -> bool:
    """Whether a key of front matter is one that other programs read."""
    return "*" in more or key in more


def parse_page(
    document: Document,
    uri: str,
    matters: Mapping[str, type[PageMatter]],
    known_terms: frozenset[str] | None,
    problems: Problems,
    more: Sequence[str] = (),
) -> SourcePage | None:
    """A page from its document; None where its front matter is wrong (and why is in `problems`).

    `matters` are the models of front matter by the kinds of pages, `more` the keys that other
    programs read; ``*`` stands for all. Without `known_terms` what the page skips is not looked at.
    """
    kind = document.matter.value.get("kind", "page")
    model = matters.get(kind) if isinstance(kind, str) else None
    if model is None:
        line, known = document.matter.line(("kind",)), ", ".join(matters)
        remedy = did_you_mean(str(kind), matters, f"one of {known}")
        problems.add(document.path, line, f"`kind` is {kind!r:.60}", remedy, code="F03")
        return None  # its keys are those of the kind
    given = document.matter.value.items()
    own = {k: v for k, v in given if k in model.model_fields or not names_key(more, k)}
    matter = validate(model, replace(document.matter, value=own), problems)
    if matter is None:
        return None
    page = SourcePage(uri, document, matter)
    if known_terms is not None:
        report_skipped(page, known_terms, problems)
    return page


def report_skipped(page: SourcePage, known_terms: frozenset[str], problems: Problems) -> None:
    """Note each id that a page opts out of and no entry has."""
    document = page.document
    for position, id_ in enumerate(sorted(page.skip - known_terms)):
        line = document.matter.line(("glossary", "skip", position))
        remedy = did_you_mean(id_, sorted(known_terms), "mend the id, or take it out")
        problems.add(
            document.path, line, f"glossary.skip names no entry: {id_}", remedy, code="G05"
        )


_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^\n]*)", re.MULTILINE)
_TICKS_OR_BLANK = re.compile(r"`+|\n[ \t]*(?=\n)")


# Citations, marks, numbers and style each ask for the same text.
@functools.lru_cache(maxsize=4096)
def without_code(markdown: str) -> str:
    """`markdown` with its code blanked out, every other character where it was."""
    if "`" not in markdown and "~~~" not in markdown:
        return markdown
    parts: list[str] = []
    last = 0
    for start, end in _fenced(markdown):
        parts += [_without_spans(markdown[last:start]), _blank(markdown[start:end])]
        last = end
    return "".join([*parts, _without_spans(markdown[last:])])


def _fenced(markdown: str) -> Iterator[tuple[int, int]]:
    """Each fenced block, from its first fence to the end of its last.

    A block ends where the same fence stands alone, as Python-Markdown and pymdown-extensions have
    it; one that is never closed is none.
    """
    fences = list(_FENCE.finditer(markdown))
    alone: dict[str, list[int]] = defaultdict(list)
    for fence in reversed(fences):
        if not fence[2].strip():
            alone[fence[1]].append(fence.end())
    last = 0
    for fence in fences:
        ends = alone[fence[1]]
        while ends and ends[-1] <= fence.end():
            ends.pop()
        if fence.start() >= last and ends:
            last = ends[-1]
            yield fence.start(), last


def _without_spans(text: str) -> str:
    """`text` without what stands between two equal runs of backticks in a paragraph."""
    if "`" not in text:
        return text
    parts: list[str] = []
    last = 0
    for paragraph in _runs(text):
        following: dict[int, list[re.Match[str]]] = defaultdict(list)
        for run in reversed(paragraph):
            following[len(run[0])].append(run)
        for run in paragraph:
            same = following[len(run[0])]
            same.pop()
            if run.start() >= last and same:
                end = same[-1].end()
                parts += [text[last : run.start()], _blank(text[run.start() : end])]
                last = end
    return "".join([*parts, text[last:]])


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """The runs of backticks of each paragraph."""
    runs: list[re.Match[str]] = []
    for found in _TICKS_OR_BLANK.finditer(text):
        if found[0].startswith("`"):
            runs.append(found)
        else:
            yield runs
            runs = []
    yield runs


def _blank(code: str) -> str:
    return re.sub(r"[^\n]", " ", code)
