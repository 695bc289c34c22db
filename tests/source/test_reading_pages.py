"""Pages and their front matter: cases as text."""

from __future__ import annotations

import re
from typing import get_args

import pytest

import cases
from conftest import BRIEF, ROOT
from taklimat.site import kinds
from taklimat.source.frontmatter import parse
from taklimat.source.pages import Likelihood, PageMatter, SourcePage, parse_page, without_code
from taklimat.source.problems import Problems

CASES = ROOT / "tests/source/cases"


@pytest.mark.parametrize("case", cases.read(CASES / "pages.txt"))
def test_what_is_told_of_a_page(case: cases.Case) -> None:
    """A page, and what is wrong with it; the first line of its body, if it can be read."""
    problems = Problems()
    document = parse(case.text, "x.md", problems)
    known = frozenset(("vx", "psi"))
    page = document and parse_page(document, "x.md", kinds.matters(), known, problems)
    found = [f"{problem} ({problem.code})" for problem in problems]
    if document and page:
        found.append(f"{document.lines_before}: {document.body.strip().partition(chr(10))[0]}")
    assert found == case.expected


def _page(text: str) -> SourcePage:
    problems = Problems()
    document = parse(text, "docs/x.md", problems)
    assert document
    page = parse_page(document, "x.md", kinds.matters(), frozenset(("vx", "psi")), problems)
    assert page, list(problems)
    return page


def test_a_page_that_says_nothing_has_all_its_terms_linked() -> None:
    page = _page("# T\n")
    assert page.matter == PageMatter()
    assert (page.enabled, page.skip, page.judgements, page.brief) == (True, frozenset(), (), None)
    assert page.matter.kind == "page"
    assert not page.matter.search.exclude
    assert (page.matter.hide, page.matter.tags, page.matter.pdf) == ((), (), None)


@pytest.mark.parametrize(
    ("glossary", "enabled", "skip"),
    [
        ("true", True, set()),
        ("false", False, set()),
        ("{skip: [vx]}", True, {"vx"}),
        ("{}", True, set()),
    ],
)
def test_a_page_says_which_terms_it_links(
    glossary: str, enabled: bool, skip: frozenset[str]
) -> None:
    page = _page(f"---\nglossary: {glossary}\n---\n")
    assert page.enabled is enabled
    assert page.skip == skip


def test_a_brief_has_its_judgements() -> None:
    page = _page(BRIEF)
    assert page.brief
    assert page.judgements == page.brief.judgements
    assert [each.likelihood for each in page.judgements] == ["very likely"]
    assert (page.judgements[0].sources, page.brief.today) == ((), None)


def test_likelihood_has_the_words_of_icd_203_in_their_order() -> None:
    assert get_args(Likelihood) == (
        "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely",
        "very likely", "almost certain",
    )  # fmt: skip


# Code: what stands between the brackets is taken for it.
@pytest.mark.parametrize(
    "marked",
    [
        "plain",
        "a [`b`] c",
        "a [``b ` c``] d `e",
        "a `` b [` c `]d` ``` e",
        "a [`b\nc`] d",
        "a `b\n\nc` d",
        "a `b\n \t\nc` d",
        "[`a`][`b`] [`c`]",
        "`` a [`b`] [`c`] ``` d",
        "a\n\n[```\nb ` c\n```]\n\nd `e",
        "[~~~ py\nb\n~~~~\n~~~]\nc",
        "~~~ py\nb\n\n~~~~\nc",
        "~~~\n[```\na\n```]\nb",
        "[```\nb\n\nc\n```]\nd\n[```\ne\n```]\n",
        "[> ```\n> b\n> ```]\n\nc",
        "[\t```\nb\n  ```]\nc [`d`] e",
        "```\nnever [`closed`] e",
        "[``` py\n``` no end\nb\n```  ]\nc",
        "a ``` b\n\n~~~",
        "[~~~\n```\n~~~]",
        "a ~~ b ~~ [`c`]",
        "[``` x\na\n``` ] [`b`]\n[``` y\nb\n```]\n``` z",
    ],
)
def test_code_is_blanked_out_and_all_else_stays_where_it_was(marked: str) -> None:
    blanked = re.sub(r"\[(.*?)\]", lambda code: re.sub(r"[^\n]", " ", code[1]), marked, flags=re.S)
    assert without_code(re.sub(r"[][]", "", marked)) == blanked
