"""What the search index has of pages."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from taklimat.documents import tree
from taklimat.site import searching
from taklimat.site.searching import Entry, Part
from taklimat.site.sections import parts_of
from taklimat.site.stemming import Stems
from taklimat.source.words import Words


def index(*pages: Entry) -> dict[str, Any]:
    """The index of pages."""
    made: dict[str, Any] = dict(searching.index(pages, {}, [], Words.of("en"), Stems("en")))[
        "index.json"
    ]
    return made


def test_a_judgement_is_said_with_its_likelihood() -> None:
    page = tree.parse(
        "<div class=judgements><p class=judgements-title>Key judgements</p><ul><li><p>It rains."
        " <span class='badge badge-likelihood'>Likely</span> <span class=badge>New</span> <span class=confidence>Low confidence</span></p></ul></div>"
    )
    (part,) = parts_of(page)
    assert part.text == "Likely, low confidence: It rains."
    assert "New" in part.more.split("\n")


def test_a_part_without_a_title_has_none_in_the_index() -> None:
    parts = (Part("lee2001", "", "Lee: Rain\nNature, 2001"), Part("b", "Else"))
    assert index(Entry("a/", "page", "A", parts=parts))["parts"] == [
        [["lee2001", "", 4], ["b", "Else", 9]]
    ]


def test_a_page_can_answer_other_questions_than_its_kind() -> None:
    made = index(Entry("a/", "page", "A", questions=("how many",)), Entry("b/", "page", "B"))
    questions = made["questions_of"]
    assert questions["a/"] == ["how many"]
    assert "b/" not in questions


def test_endings_are_those_by_which_words_of_one_stem_often_differ() -> None:
    verbs = ("cook", "pull", "jump", "walk", "turn")
    text = " ".join(f"{verb} {verb}ed {verb}ing" for verb in verbs) + " singer singers"
    assert index(Entry("a/", "page", "A", parts=(Part(text=text),)))["endings"] == ["", "ed", "ing"]


@given(st.lists(st.text(ascii_lowercase, min_size=1, max_size=8), max_size=30))
def test_an_ending_ends_a_word(words: list[str]) -> None:
    endings = index(Entry("a/", "page", "", parts=(Part(text=" ".join(words)),)))["endings"]
    assert all(any(word.endswith(ending) for word in words) for ending in endings)
