"""Evidence matrices: rival explanations set against what was done and said.

After R. J. Heuer's analysis of competing hypotheses (*Psychology of Intelligence Analysis*, 1999,
chapter 8): each piece of evidence is held against every explanation, and what counts most is what
speaks against one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from taklimat.evidence.records import Fault, Id, Item, Keys
from taklimat.source.dates import Date
from taklimat.source.frontmatter import Matter
from taklimat.source.pages import DateText, Label, Sentence, Text
from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.source.words import Words

MAX_QUOTE = 25
"""How many words of a source a cell may quote."""
MAX_EXPLANATIONS = 8
"""How many explanations stand side by side on a page of paper."""

Speaks = Literal["for", "against", "neither"]


class Explanation(Item):
    """One of the rival explanations."""

    name: Label = Field(description="the explanation in a few words")
    text: Sentence = Field(description="what it says, in a sentence or two of Markdown")
    sources: Keys = Field(description="a list of keys of the bibliography: who holds it, or why")


class Cell(Matter):
    """What a row says of an explanation."""

    speaks: Speaks = Field(description="for, against or neither")
    quote: Label | None = Field(
        None, description="the words that speak, as their source has them: 25 at most"
    )
    why: Sentence | None = Field(None, description="why it speaks so, in a sentence of Markdown")
    source: Text | None = Field(None, description="a key of the bibliography: whose words they are")


class Row(Item):
    """An act or words of a day, held against each explanation."""

    name: Label = Field(description="the act or the words in a few words, for the table")
    kind: Literal["act", "words"] = Field(description="act or words")
    date: DateText = Field(
        description="a date as exact as it is known: 2017, 2017-02 or 2017-02-13"
    )
    text: Sentence = Field(description="what was done or said, a sentence or two of Markdown")
    sources: Keys = Field(description="a list of keys of the bibliography")
    cells: dict[Id, Cell] = Field(
        {},
        description="a mapping from ids of explanations to what the row says of each; those left "
        "out speak neither for it nor against it",
    )

    @property
    def when(self) -> Date:
        """The date."""
        return Date.parse(self.date)

    def dated(self, words: Words) -> str:
        """The date in words."""
        return words.date(self.when)

    def speaks(self, explanation: str) -> Speaks:
        """What the row says of an explanation."""
        cell = self.cells.get(explanation)
        return cell.speaks if cell else "neither"


class Matrix(Item):
    """Explanations of one thing, and the rows that are held against each of them."""

    title: Label = Field(description="what is to be explained, in a few words")
    text: Sentence | None = Field(None, description="a paragraph of Markdown before the table")
    explanations: Annotated[
        tuple[Explanation, ...], Field(min_length=2, max_length=MAX_EXPLANATIONS)
    ] = Field(description="a list of rival explanations, 8 at most")
    rows: Annotated[tuple[Row, ...], Field(min_length=1)] = Field(
        description="a list of acts and words, each with its cells"
    )

    @property
    def in_order(self) -> list[Row]:
        """The rows by their dates."""
        return sorted(self.rows, key=lambda row: row.date)

    def tally(self, explanation: str) -> Counter[Speaks]:
        """How many rows speak for an explanation, against it, and neither."""
        return Counter(row.speaks(explanation) for row in self.rows)

    @property
    def telling(self) -> list[Row]:
        """The rows that tell explanations apart: that speak for one and against another."""
        found = []
        for row in self.rows:
            said = {cell.speaks for cell in row.cells.values()}
            if {"for", "against"} <= said:
                found.append(row)
        return found

    def faults(self) -> Iterator[Fault]:
        """Cells of no explanation, and those that say something without a reason or source."""
        ids = [each.id for each in self.explanations]
        for place, row in enumerate(self.rows):
            for id_, cell in row.cells.items():
                key = ("rows", place, "cells", id_)
                if id_ not in ids:
                    remedy = did_you_mean(id_, ids, f"known are {', '.join(ids)}")
                    yield Fault(key, f"a cell of no explanation: {id_}", remedy)
                yield from _faults(cell, key)


def _faults(cell: Cell, key: tuple[str | int, ...]) -> Iterator[Fault]:
    if cell.quote and len(cell.quote.split()) > MAX_QUOTE:
        what = f"a quotation of {len(cell.quote.split())} words"
        yield Fault((*key, "quote"), what, f"shorten it to {MAX_QUOTE} words")
    if cell.speaks != "neither" and not (cell.quote or cell.why):
        what = f"a cell that speaks {cell.speaks}, without a reason"
        yield Fault(key, what, "quote the words that speak under `quote`, or say it under `why`")
    if cell.source is None and (cell.quote or cell.speaks != "neither"):
        yield Fault(key, "a cell without a source", "name its key under `source`")
