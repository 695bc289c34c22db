"""Pages and their front matter: cases as text."""

from __future__ import annotations

import pytest

import cases
from conftest import ROOT
from taklimat.site import kinds
from taklimat.source.frontmatter import parse
from taklimat.source.pages import parse_page
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
