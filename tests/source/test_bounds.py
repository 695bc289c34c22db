"""Each bound of a text holds at its number, and not before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taklimat.source import bounds
from taklimat.source.problems import Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Callable


class Bound(NamedTuple):
    """A text with so many of something, the most, and what is told of one more."""

    made: Callable[[int], str]
    most: int
    line: int
    what: str
    remedy: str


BOUNDS = {
    "run": Bound(lambda n: "A\n\n" + "*" * n, 1000, 3, "1001 times '*' in a row", "1000 are the most"),
    "run of spaces": Bound(lambda n: "A" + " " * n + "\nB", 1000, 1, "1001 times ' ' in a row", "1000 are the most"),
    "quotes": Bound(lambda n: "A\n\n" + "> " * n + "b", 20, 3, "quotes in too many others", "20 are enough"),
    "bullets": Bound(lambda n: "A\n\n" + "- " * n + "b", 20, 3, "lists in too many others", "20 are enough"),
    "numbers": Bound(lambda n: "A\n\n" + "1. 2) " * (n // 2) + "+ " * (n % 2) + "b", 20, 3, "lists in too many others", "20 are enough"),
    "indent": Bound(lambda n: "- A\n\n" + " " * n + "b", 99, 3, "100 spaces before a text", "nest lists and boxes less deep"),
    "brackets": Bound(lambda n: "[a]\n\n" * n, 5000, 1, "more links and notes than a page can have", "5000 are the most"),
    "tags": Bound(lambda n: "A <b>\n\n" * n, 20_000, 1, "more tags than a page can have", "20000 are the most"),
    "declarations": Bound(lambda n: "A <!-- b -->\n\n" * 50 + "<?\n\n<!a\n\n" * (n // 2) + "<!" * (n % 2), 100, 101, "many declarations or instructions in the HTML", "take out <! and <?"),
    "abbreviations": Bound(lambda n: "   *[A]: b\n\n" * n, 500, 1, "more abbreviations than a page can have", "500 are the most"),
    "times noted": Bound(lambda n: "[^b]\n\n" + "[^a]\n\n" * n, 300, 3, "the note a is led to 301 times", "300 are the most"),
    "brackets in a paragraph": Bound(lambda n: "A\n\n" + "[a]\n" * n, 500, 3, "more links and notes than a paragraph can have", "500 are the most: divide it"),
    "lines": Bound(lambda n: "A\n\n" + "a\n" * (n - 1) + "b", 3000, 3, "more than 3000 lines without an empty one", "divide the list or table"),
}  # fmt: skip


@pytest.mark.parametrize("bound", BOUNDS.values(), ids=BOUNDS)
def test_a_bound_holds_at_its_number(bound: Bound) -> None:
    assert list(bounds.excesses(bound.made(bound.most))) == []
    excess = bounds.Excess(bound.line, bound.what, bound.remedy)
    assert list(bounds.excesses(bound.made(bound.most + 1))) == [excess]


@pytest.mark.parametrize("bound", BOUNDS.values(), ids=BOUNDS)
def test_it_is_told_with_the_line_of_the_file(bound: Bound) -> None:
    problems = Problems()
    assert bounds.in_bounds(bound.made(bound.most), "x.md", problems)
    assert not list(problems)
    assert not bounds.in_bounds(bound.made(bound.most + 1), "x.md", problems)
    assert not bounds.in_bounds(bound.made(bound.most + 1), "x.md", problems, 7)
    told = Problem("x.md", bound.line, bound.what, bound.remedy, "S14")
    assert list(problems) == [told, replace(told, line=bound.line + 6)]


@pytest.mark.parametrize(
    "text",
    [
        "```\n" + "> " * 30 + "\n```\n",
        "`" + "[" * 600 + "`",
        "_" * 5000,  # a sign of a word
        "\n" * 5000,
        "<!-- -->\n\n" * 200,
        "[^a]\n\n" * 300 + "[^b]\n\n" * 300,
        "*[A](b)\n\n" * 300 + "[A]\n\n" * 300,
        ("a\n" * 2000 + " \t\n") * 4,
        ("[a]\n" * 400 + " \n") * 4,
        " " * 150 + "\n" + " " * 99 + "a",
        "`" + "a" * 150 + "`.",
    ],
    ids=range(11),
)
def test_what_is_much_but_not_too_much_is_let_be(text: str) -> None:
    assert list(bounds.excesses(text)) == []


@pytest.mark.parametrize("end", ["", "\n", "\n\nB"])
def test_the_first_paragraph_begins_on_the_first_line(end: str) -> None:
    assert [each.line for each in bounds.excesses("[a]\n" * 500 + "[a]" + end)] == [1]
    assert [each.line for each in bounds.excesses("a\n" * 3000 + "a" + end)] == [1]


def test_all_that_is_too_much_is_told() -> None:
    text = "> " * 21 + "a\n\n" + "- " * 21 + "a\n\n" + " " * 100 + "a\n\n" + "<! [^a]\n" * 501
    assert [(each.line, each.what) for each in bounds.excesses(text)] == [
        (1, "quotes in too many others"),
        (3, "lists in too many others"),
        (5, "100 spaces before a text"),
        (7, "many declarations or instructions in the HTML"),
        (7, "the note a is led to 501 times"),
        (7, "more links and notes than a paragraph can have"),
    ]


_PIECES = st.sampled_from(
    [
        "> ",
        "- ",
        "1. ",
        " ",
        "\n",
        "\n\n",
        "a",
        "a\n",
        "[a]",
        "[^a]",
        "<b>",
        "<!",
        "<?",
        "*[A]: b\n\n",
        "`",
        "```\n",
        "~~~\n",
    ]
)
_TIMES = st.sampled_from([1, 2, 19, 20, 21, 50, 99, 100, 101, 299, 300, 301, 500, 501, 3000])


@given(st.lists(st.tuples(_PIECES, _TIMES), max_size=6))
def test_what_is_seen_at_a_glance_is_what_is_found(parts: list[tuple[str, int]]) -> None:
    text = "".join(piece * times for piece, times in parts)
    with patch.object(bounds, "_may_exceed", lambda text: True):
        expected = list(bounds.excesses(text))
    assert list(bounds.excesses(text)) == expected
