"""Titles are written as a line of Markdown, and are words where no markup can be."""

from __future__ import annotations

import pytest

from taklimat.source.titles import Title


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("The *Sea Bird* of **it**", "The Sea Bird of it"),
        ("_One_ and __two__, ***three***", "One and two, three"),
        ("A `code_x` and ``b*c*``", "A code_x and b*c*"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("**strong *and* stressed**", "strong and stressed"),
        (r"A \*star\* and C\_D", "A *star* and C_D"),
        ("No `end and *none", "No `end and *none"),
    ],
)
def test_signs_of_code_and_emphasis_are_no_words(written: str, words: str) -> None:
    assert Title(written) == words
    assert Title(written).markdown == written
