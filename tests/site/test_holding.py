"""What a line does not part."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ENGLISH
from taklimat.site.holding import held


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


@given(st.text(st.sampled_from('<>/="1 6Mayphcode.sv'), max_size=60))
def test_nothing_else_changes(html: str) -> None:
    assert re.sub(r'<span class="held">([^<]*)</span>', r"\1", held(html, ENGLISH)) == html
