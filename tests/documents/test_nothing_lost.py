"""What browsers show of odd HTML is in the PDF, the .docx and the EPUB, in order and on the page."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import pdfs
from forms import Forms, document, engine, made
from taklimat.documents import word
from taklimat.documents.engine import DocumentError
from taklimat.documents.model import Made, TermNote
from taklimat.documents.parts.breaking import breaking, breaking_address, breaking_code, broken
from taklimat.documents.tree import children, parse, tag, text_of, words_of
from taklimat.documents.typst import string
from taklimat.source.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from taklimat.documents.engine import Engine

__all__ = ["engine", "made"]  # fixtures

JOINED = "\N{NO-BREAK SPACE}".join(
    "a sentence that was copied from another program, all of it".split()
)
NOTE = "\n\n[^n]: The note.\n"
LONG = "abcdefghij" * 13


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10^6[^n]^ people" + NOTE, "10 6 people"),
        ("the 3<sup>rd[^n]</sup> time, 2<sup>*nd*[^n]</sup>" + NOTE, "the 3 rd time, 2 nd"),
        ("## A 10^6[^n]^ heading\n\ntext" + NOTE, "A 10 6 heading text"),
        ("| 10^6[^n]^ | b |\n|-|-|\n| x | 4^th[^n]^ |" + NOTE, "10 6 b x 4 th"),
        ("<ul><li>first</li><ul><li>second</li></ul>third</ul>", "first second third"),
        ("<ul>Stray<li>a</li><p>b</p><li>c</li></ul>", "Stray a b c"),
        ("<ol><p>before</p><li>one</li><div>after</div></ol>", "before one after"),
        ("<ol>only words</ol>", "only words"),
        (
            "<dl>Stray<p>para</p><dt>Term</dt>more<dd>D</dd><p>end</p></dl>",
            "Stray para Term more D end",
        ),
        ("<dl><div><div><dt>T</dt><dd>D</dd></div></div><div><dt>U</dt>x</div></dl>", "T D U x"),
        ("<ul>\n<li>alpha</li>\n<b>beta</b>\n<i>gamma</i>delta</ul>", "alpha beta gamma delta"),
        ("<ul>\n<em>beta</em>\n<em>gamma</em>\n<li>alpha</li></ul>", "beta gamma alpha"),
        ("<dl><dt>T</dt><dd>alpha</dd>\n<em>beta</em> <b>gamma</b></dl>", "T alpha beta gamma"),
        ("<dl><div><dt>A</dt><dd>b</dd></div>stray<dt>C</dt><dd>d</dd></dl>", "A b stray C d"),
        ("<p class='brief-summary'>one</p><div class='judgements'><p>two</p></div>", "one two"),
        ("<pre>Before <code>mid</code> after</pre>", "Before mid after"),
        ("<pre><code>one</code> <code>two</code></pre>", "one two"),
        (
            "<div class='highlight'>beside <pre><code>within</code></pre> too</div>",
            "beside within too",
        ),
        ("Say <code>x[^n]</code> again" + NOTE, "Say x again"),
        ("A <code>line<br>break</code> in code", "A line break in code"),
        ("<nav>\n<p>A way about</p>\n</nav>", "A way about"),
        ("one\ufeff word", "one word"),
    ],
)
def test_no_word_is_lost(text: str, said: str, made: Callable[..., Forms]) -> None:
    forms = made(text, "pymdownx.caret")
    assert forms.hold(said)
    assert not pdfs.outside(forms.pdf)
    if "[^n]" in text:
        assert {form: text.count("The note.") for form, text in forms.texts.items()} == {
            "pdf": 1, "docx": 1, "epub": 1,
        }  # fmt: skip


def test_groups_of_terms_in_groups_are_one_list(made: Callable[..., Forms]) -> None:
    for stray in ("", "stray"):
        book = made(
            f"<dl><div><div><dt>A</dt><dd>b</dd></div></div>{stray}<dt>C</dt><dd>d</dd></dl>"
        )
        assert re.sub(r"</?p>|\s", "", book.book.partition("</dl>")[0]) == (
            f"<dl><dt>A</dt><dd>b{stray}</dd><dt>C</dt><dd>d</dd>"
        )


def test_a_power_and_a_note_are_no_number(made: Callable[..., Forms]) -> None:
    forms = made("10^6[^n]^ people" + NOTE, "pymdownx.caret")
    assert "106\N{NARROW NO-BREAK SPACE}1 people" in pdfs.text_of(forms.pdf)
    assert "106\N{NARROW NO-BREAK SPACE}" in forms.texts["docx"]


def test_a_picture_in_a_note_is_shown(made: Callable[..., Forms]) -> None:
    picture = "![Grey](pictures/grey.png)"
    forms = made(f"Seen[^n] and[^m].\n\n[^n]: {picture}\n\n[^m]: Words.\n\n    {picture}\n")
    drawn = [each for page in pypdfium2.PdfDocument(forms.pdf) for each in page.get_objects()]
    images = [each for each in drawn if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(images) == 2
    assert forms.book.count("<img") == 2


@pytest.mark.parametrize(
    "text",
    [
        JOINED * 4,
        f"`{JOINED * 3}`",
        f"## {JOINED * 2}\n\ntext",
        f"| {JOINED} | {JOINED} | {JOINED} |\n|-|-|-|\n| a | b | {JOINED} |",
        f"- {JOINED.replace(chr(0xA0), chr(0x202F)) * 3}",
        f'```python title="{LONG}_{LONG}.py"\nx = 1\n```',
        f"```\n{JOINED * 3}\n```",
        f"[x](https://example.org/{LONG}) [y](mailto:{LONG}@example.org)",
        f"| [x](https://example.org/{LONG}) | b |\n|-|-|\n| [z](https://example.org/{LONG}) | d |",
    ],
)
def test_nothing_stands_off_the_page(text: str, made: Callable[..., Forms]) -> None:
    assert not pdfs.outside(made(text).pdf)


@pytest.mark.parametrize(
    "text",
    [
        "word\N{NO-BREAK SPACE}" * 3_000,
        f"`{'words' + chr(0xA0)}`".replace("words\u00a0", "words\u00a0" * 1_500),
        "```\n" + "words\u00a0" * 1_500 + "\n```",
        "```\n" + "\u2502\u00a0\u00a0 \u251c\u2500 file.txt\n" * 300 + "x" * 120 + "\n```",
        "```\n" + "foo(bar, baz);\n" * 600 + "x" * 120 + "\n```",
        '``` { .c linenums="1" }\n' + "foo(bar);\n" * 9 + "x_" * 300 + "\n```",
        "abcdef/" * 1_500,
        "x" * 9_000,
        f"| a |\n|-|\n| {'y' * 4_000} |",
    ],
    ids=lambda text: text[:20],
)
def test_what_breaks_often_is_set(text: str, made: Callable[..., Forms]) -> None:
    pdf = made(text, "pymdownx.highlight").pdf
    assert not pdfs.outside(pdf)
    assert pdfs.problems(pdf) == []


@given(st.text(st.sampled_from("ab-/.\u00a0\u202f\u2007 \u4e2d\u0e01\u00ad"), max_size=200))
def test_places_to_break_change_no_words(text: str) -> None:
    assert broken(text).replace("\u200b", "") == text
    for codes in ([breaking(text)], [breaking_address(text)], breaking_code(text)):
        written = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', "".join(codes)))
        assert re.sub(r"\\u\{200b\}|\u200b", "", written) == string(text)[1:-1]
    longest = re.split("[\u200b \u00ad\u0e01\u4e2d-]", broken(text))
    assert max(map(len, longest)) < 36


def size_of(word: str, pdf: bytes) -> float:
    """The size of the type in which a word is set."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    place = text.get_text_range().index(word)
    return float(round(pypdfium2.raw.FPDFText_GetFontSize(text, place), 1))


def test_tables_that_are_crowded_have_smaller_type(made: Callable[..., Forms]) -> None:
    words = ["Telecommunications", "Responsibilities", "Implementation", "Interdepartmental"]
    words += ["Administration", "Representatives", "Recommendations"]
    sizes = []
    for count in (2, 5, 6, 7):
        head = f"| {' | '.join(words[:count])} |\n{'|-' * count}|\n"
        pdf = made(f"{head}| {' | '.join('abcdefg'[:count])} |").pdf
        sizes.append(size_of(words[0], pdf))
        assert not pdfs.outside(pdf)
        assert re.search(r"\s".join(words[:count]), pdfs.text_of(pdf))
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (9.0, 7.0)


TERM = '<a class="term" data-term="vx" href="../g/vx/">VX</a>'


@pytest.mark.parametrize(
    "html",
    [
        f"<del>{TERM}</del>",
        f"<ins>{TERM}</ins> {TERM}",
        "<s><u>both</u></s>",
        "<u>one <s>both</s> two</u>",
        f"<u><em><del>{TERM}</del></em></u>",
        f"<u>a <u>b</u> <span class='underlined'>c {TERM}</span></u>",
        "<del>a <del>b</del></del>",
        TERM.replace("VX", "<del>V</del>X"),
    ],
)
def test_lines_through_and_under_words_are_set(html: str, engine: Engine) -> None:
    term = TermNote("vx", "VX", "<p>A.</p>", "g/vx.md", "g/vx/", (Origin("g/vx.md", ""),))
    result = engine.make(document(f"<p>{html}</p>", terms=(term,)))
    assert isinstance(result, Made), result
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        attributes = [a for _, e in pdfs.elements(pdf) for a in e.get("/A", [])]
        drawn = {str(a.TextDecorationType) for a in attributes if "/TextDecorationType" in a}
    assert ("/LineThrough" in drawn) == ("<del>" in html or "<s>" in html)
    assert drawn


def test_a_head_that_repeats_may_be_led_to(made: Callable[..., Forms]) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>v</td></tr>" for n in range(90))
    head = "<tr id='row'><th id='col'>A</th><th><span id='in'>B</span></th></tr>"
    html = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    forms = made(f"{html}\n\n[a](#row) [b](#col) [c](#in)")
    assert pdfs.problems(forms.pdf) == []
    assert len(re.findall(r"A\s*B", pdfs.text_of(forms.pdf))) > 1


@pytest.mark.parametrize(
    ("text", "sign"),
    [("x \ue000 y", "U+E000"), ("x \uf123 y", "U+F123"), ("key 1\ufe0f\u20e3", "U+20E3")],
)
def test_a_sign_that_no_pdf_can_have_is_named(text: str, sign: str, engine: Engine) -> None:
    result = engine.make(document(f"<p>one</p>\n<p>{text}</p>"))
    assert isinstance(result, list)
    assert [(p.code, p.line, sign in p.what) for p in result] == [("D04", 2, True)]


NODES = st.recursive(
    st.sampled_from(["x", "<p>p</p>", "<b>b</b>", "<br>", "<!-- c -->"]),
    lambda inner: st.tuples(
        st.sampled_from(["ul", "ol", "dl", "li", "dt", "dd", "div", "code", "pre", "sup"]),
        st.lists(inner, max_size=4),
    ).map(lambda each: f"<{each[0]}>{' '.join(each[1])}</{each[0]}>"),
    max_leaves=25,
)


@given(NODES)
def test_lists_hold_items_and_all_words(html: str) -> None:
    body = parse(html)
    plain = LexborHTMLParser(html).body
    assert plain is not None
    assert words_of(body).replace(" ", "") == words_of(plain).replace(" ", "")
    for list_ in body.css("ul, ol"):
        assert {tag(each) for each in children(list_) if tag(each) != "-text"} <= {"li"}
        assert not [e for e in children(list_) if tag(e) == "-text" and text_of(e).strip()]


@pytest.mark.parametrize(
    ("drawing", "what"),
    [
        ("<svg viewBox='0 0 10 10'><title>Second</title><rect/></svg>", ""),
        ("<svg viewBox='0 0 10 10'><rect/></svg>", "an SVG without words"),
        ("<svg><title>Second</title><g transform='scale(0)'></g></svg>", ""),
    ],
)
def test_what_is_wrong_with_a_drawing_is_told_where_it_is_drawn(
    drawing: str, what: str, engine: Engine
) -> None:
    first = "<svg viewBox='0 0 10 10'><title>First</title><rect width='1' height='1'/></svg>"
    whole = document(f"{first}\n<p>two</p>\n{drawing}")
    result = engine.make(whole)
    told = result if isinstance(result, list) else []
    try:
        word.make(whole, engine)
    except DocumentError as error:
        told = [*told, error.problem]
    assert {each.path for each in told} <= {"docs/x.md"}
    if what:
        assert {each.what for each in told} == {what}


def test_lines_of_code_that_html_breaks_are_lines(made: Callable[..., Forms]) -> None:
    forms = made("<pre>one<br>two</pre>\n\n<pre><code>three<br>four</code></pre>")
    assert forms.book.count("one\ntwo") == forms.book.count("three\nfour") == 1
    assert re.search(r"one\s+two\s+three\s+four", pdfs.text_of(forms.pdf))


def test_heads_that_reach_into_the_body_are_no_head(made: Callable[..., Forms]) -> None:
    book = made("<table><tr><th rowspan=2>a</th><th>b</th></tr><tr><td>c</td></tr></table>").book
    assert "<thead" not in book
    assert "<thead" in made("<table><tr><th>a</th></tr><tr><td>c</td></tr></table>").book
