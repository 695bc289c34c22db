"""The addresses of key judgements."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from conftest import BRIEF, project, taklimat
from taklimat.site.kinds.brief import anchors
from taklimat.source.pages import Judgement

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.sampled_from("a B ü 1 * [ ] - ' 北"), min_size=1).filter(str.strip)
SECOND = """  - id: own
    text: It was not.
    likelihood: likely
    confidence: high
    change: Another finding.
    review: 2027-11-24
"""


def judged(text: str, id_: str | None = None) -> Judgement:
    review = dt.date(2027, 1, 1)
    return Judgement(
        id=id_, text=text, likelihood="likely", confidence="low", change="More.", review=review
    )


@given(st.lists(TEXTS, max_size=5, unique=True), TEXTS)
def test_each_judgement_has_its_own_address_whatever_comes_behind(
    texts: list[str], more: str
) -> None:
    before = anchors([judged(text) for text in texts])
    assert len(set(before)) == len(texts)
    assert anchors([judged(text) for text in [*texts, more]])[:-1] == before


def test_a_judgement_is_named_by_its_first_words_or_by_its_id() -> None:
    found = anchors([judged("*One* of two, [@x] as they say so."), judged("Two.", "own")])
    assert found == ["judgement-one-of-two-as-they-say", "judgement-own"]
    assert anchors([judged("Two.", "own"), judged("New."), judged("One of two, as they say.")])[
        ::2
    ] == ["judgement-own", "judgement-one-of-two-as-they-say"]


def test_an_id_given_twice_is_told_at_its_line(tmp_path: Path) -> None:
    brief = BRIEF.replace("topics:", f"{SECOND}{SECOND}topics:")
    run = taklimat(project(tmp_path, {"docs/brief.md": brief}), "check")
    line = brief.splitlines().index("  - id: own", brief.splitlines().index("  - id: own") + 1) + 1
    assert f"docs/brief.md:{line}:1: E02 " in run.stdout, run.output
