"""What a line does not part."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ENGLISH
from taklimat.site.holding import held
from taklimat.source.words import Words


@pytest.mark.parametrize(
    ("html", "pairs"),
    [
        ("<p>On 6 March and 13 February 2017.</p>", ["6 March", "13 February 2017"]),
        ("<p>In May 2017, May 20171, the 3 June 2018.</p>", ["May 2017", "3 June 2018"]),
        ("<p>See p. 3 and pp. 12–14.</p>", ["p. 3", "pp. 12"]),
        ("<p>16 Marches, a6 March, 6 Marchx</p>", []),
        ("<pre><code>6 March</code></pre><time>6 March</time><p>7 May</p>", ["7 May"]),
        ("<h2>6 March</h2></code><p title='1 May'>a < 6 March</p>", ["6 March"]),
    ],
)
def test_a_date_stays_in_one_line(html: str, pairs: list[str]) -> None:
    assert re.findall(r'<span class="held">([^<]*)</span>', held(html, ENGLISH)) == pairs


def test_in_notes_a_space_that_parts_no_line_holds_them() -> None:
    html = '<p>6 March</p><div class="footnote"><p>6 March, <time>7 May</time>, p. 3</p></div>'
    assert held(html, ENGLISH) == (
        '<p><span class="held">6 March</span></p><div class="footnote">'
        "<p>6\N{NO-BREAK SPACE}March, <time>7 May</time>, p.\N{NO-BREAK SPACE}3</p></div>"
    )


TAGS = [
    "<",
    "</",
    ">",
    "<pre>",
    "</pre>",
    "<CODE class='x'>",
    "</CODE>",
    "<h2 id='3 May'>",
    "</h2>",
]
TEXTS = [
    " ",
    "\n",
    "3 May",
    "13 February 2017",
    "p. 3",
    "May 2017",
    "12 ",
    "x",
    "7 <b>May</b>",
    "<!-- ",
]


@given(st.lists(st.sampled_from([*TAGS, *TEXTS]), max_size=20).map("".join))
def test_a_page_is_read_piece_by_piece(html: str) -> None:
    inside, expected = 0, []
    for tag, name, text in re.findall(r"(<(/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>)|([^<]+|<)", html):
        if tag:
            is_left = name.lower().strip("/") in ("pre", "code", "h2")
            inside = max(0, inside + (-1 if name.startswith("/") else 1)) if is_left else inside
        elif not inside:
            text = ENGLISH.pairs.sub(r'<span class="held">\g<0></span>', text)
        expected.append(tag or text)
    assert held(html, ENGLISH) == "".join(expected)


@pytest.mark.parametrize("language", ["en", "ms", "fr", "ar", "ko", "th", "ta"])
@given(data=st.data())
def test_pairs_are_dates_and_pages(language: str, data: st.DataObject) -> None:
    words = Words.of(language)
    months = "|".join(sorted(map(re.escape, words.month_names), key=len, reverse=True))
    date = rf"\d\d? (?:{months})(?: \d{{4}})?|(?:{months}) \d{{4}}"
    plain = re.compile(rf"(?<!\w)(?:{date}|pp?\. \d+)(?!\w)")
    signs = [
        *words.month_names,
        " ",
        "1",
        "12",
        "\u0663",
        " 2017",
        "p. 3",
        "pp.",
        "p",
        "x",
        "_",
        ".",
    ]
    text = "".join(data.draw(st.lists(st.sampled_from(signs), max_size=12)))
    assert [m.span() for m in words.pairs.finditer(text)] == [
        m.span() for m in plain.finditer(text)
    ]


@given(st.text(st.sampled_from('<>/="1 6Mayphcode.sv'), max_size=60))
def test_nothing_else_changes(html: str) -> None:
    assert re.sub(r'<span class="held">([^<]*)</span>', r"\1", held(html, ENGLISH)) == html
