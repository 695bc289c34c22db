"""Formulas: MathML on pages, with their words, and nothing else that TeX might bring."""

from __future__ import annotations

import re
from xml.etree.ElementTree import tostring

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import ENGLISH, Build
from taklimat.security.markup import findings
from taklimat.source.maths import ELEMENTS, FormulaError, MathsExtension, mathml, may_have
from taklimat.source.speaking import spoken
from taklimat.source.tex import ENVIRONMENTS


def converted(text: str) -> tuple[str, MathsExtension]:
    extension = MathsExtension(ENGLISH)
    generic = {"pymdownx.arithmatex": {"generic": True}}
    made = markdown.Markdown(
        extensions=["pymdownx.arithmatex", "pymdownx.superfences", "toc", extension],
        extension_configs=generic,
    )
    return made.convert(text), extension


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\(x < y\)", "<mo>&lt;</mo>"),
        (r"$a \& b$", "<mi>&amp;</mi>"),
        ("\\[\nx^2\n\\]", '<math alttext="x squared" display="block"><mrow><msup>'),
        ("$$\na \\le b > c\n$$", "<mo>&gt;</mo>"),
        ("# A heading with $x$", '<math alttext="x">'),
        ("- item\n\n    $$\n    y\n    $$", '<math alttext="y" display="block">'),
    ],
)
def test_formulas_become_mathml_wherever_they_stand(text: str, shown: str) -> None:
    page, extension = converted(text)
    assert shown in page
    assert not extension.unread
    assert not {"\\(", "\\[", "$"} & set(page)
    assert findings(page) == []


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("E = mc^2", "E equals m c squared"),
        (r"\frac{a}{b}", "a over b"),
        (r"\frac{a+b}{2}", "the whole of a plus b, over 2"),
        (r"\sqrt{x}", "the square root of x"),
        (r"\sqrt[3]{8}", "the root of order 3 of 8"),
        (r"\sum_{i=1}^n i", "the sum from i equals 1 to n of i"),
        (r"x_1", "x sub 1"),
        (r"2^{10}", "2 to the power of 10"),
        (r"\begin{matrix}1&2\\3&4\end{matrix}", "rows: 1, 2; 3, 4"),
    ],
)
def test_a_formula_has_its_words(tex: str, words: str) -> None:
    page, _ = converted(f"\\({tex}\\)")
    assert f'alttext="{words}"' in page


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\foo{x}", r"\foo is not known"),
        (r"\frac{", "it ends too early"),
        ("{" * 100 + "x" + "}" * 100, "deep"),
        ("x" * 6_000, "signs"),
        (r"\left( x", "don't match"),
        (r"\begin{foo} a \end{foo}", r"\begin{foo} is not known"),
        (r"\begin{aligned} a", r"\begin{aligned} has no \end"),
        (r"\begin{aligned} a \end{split}", r"\end{split} ends nothing that it began"),
        (r"\begin{array}{cc} a & b \\ \hline c & d \end{array}", r"\hline can't be shown"),
        (r"\begin{array}{c|c} a & b \end{array}", "only l, c and r can be shown"),
        (r"\rule{1em}{2em}", r"\rule can't be shown"),
        (r"\color{red}{x}+y", "it has colours"),
        (r"\textcolor[rgb]{1,0,0}{x}", "it has colours"),
        (r"\frac{a}{\colorbox{yellow}{b}}", "it has colours"),
        (r"\not{ab}", r"\not stands before what is no sign"),
        ("a & b", "& stands in no table"),
        (r"{a \\ b}", r"\\ stands in braces"),
        (r"\' a", r"\' is not known"),
        (r"\text{a \foo}", r"\foo is not known among words"),
        (r"\operatorname{\foo x}", r"\foo is not known among words"),
        (r"\operatorname x", r"\operatorname has no words"),
    ],
)
def test_what_cannot_be_read_is_told(tex: str, why: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(why)):
        mathml(tex)


@pytest.mark.parametrize(
    "tex",
    r"\frac{a} \dfrac{a} \cfrac{a} \binom{a} \sqrt[3] \overset{a} \underset{a} \stackrel{a} "
    r"\genfrac{}{}{}{}{a} \sqrt \hat \overline \mathbb \boldsymbol \phantom \xrightarrow x^ x_ "
    r"\frac{a}^2 \sum_{i}^ \sum\limits".split(),
)
@pytest.mark.parametrize(
    "around",
    [
        "{}", "{{{}}}+b", r"\sqrt{{{}}}", r"\frac{{{}}}{{c}}", r"\left({}\right)",
        r"\begin{{matrix}}{}&b\end{{matrix}}", r"\begin{{matrix}}{}\\b\end{{matrix}}",
        r"\begin{{matrix}}b&{}\end{{matrix}}", r"\mathrm{{a{}}}",
    ],
)  # fmt: skip
def test_a_command_that_lacks_an_argument_is_told(tex: str, around: str) -> None:
    with pytest.raises(FormulaError):
        mathml(around.format(tex))


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{}{}", r"\frac12", r"\sqrt{}", "{}^2", "^2", "a^{}", r"a\&b", r"\}\rbrace", r"x\_y",
        r"\sum\limits_{i}^n", r"x''", r"\overbrace{x}^{n}", r"\xrightarrow[b]{a}", r"\sqrt[3]8",
        r"\begin{matrix}\frac ab\\\hat b\end{matrix}", r"\frac\sqrt{2}2",
        r"\text{_}", r"\text{&}",
    ],
)  # fmt: skip
def test_an_argument_may_be_short_or_empty(tex: str) -> None:
    mathml(tex)


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "rows: a, equals b; c, equals d"),
        (r"\begin{aligned}[t] a &= b \end{aligned}", "rows: a, equals b"),
        (r"\begin{alignedat}{2} a &= b & c &= d \end{alignedat}", "rows: a, equals b, c, equals d"),
        (r"\begin{gathered} a \\ b \end{gathered}", "rows: a; b"),
        (r"\begin{gather*} a \\ b \end{gather*}", "rows: a; b"),
        (r"\begin{align} a &= b \tag{1} \\ c &= d \tag{2} \end{align}",
         "rows: a, equals b (1); c, equals d (2)"),
        (r"\begin{align} a &= b \notag \end{align}", "rows: a, equals b"),
        (r"\begin{equation} a = b \tag*{A} \end{equation}", "a equals b A"),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", "rows: a, equals, b"),
        (r"\begin{rcases} a \\ b \end{rcases}", "rows: a; b close brace"),
        (r"\begin{array}[t]{lr} a & b \end{array}", "rows: a, b"),
        (r"a \\ b % and no more", "rows: a; b"),
        (r"\begin{pmatrix*}[r] a & b \end{pmatrix*}", "open bracket rows: a, b close bracket"),
        (r"\begin{Bmatrix*}[r] a & b \end{Bmatrix*}", "open brace rows: a, b close brace"),
        (r"\begin{Vmatrix*}[r] a \end{Vmatrix*}", "double bar rows: a double bar"),
        (r"\substack{a \\ b} + c", "rows: a; b plus c"),
        (r"\displaylines{a \\ b} + c", "rows: a; b plus c"),
        (r"\operatorname*{arg\,max}_x f", "arg max sub x f"),
        (r"\operatorname{arg max} f", "arg max f"),
        (r"a \not= b", "a is not b"),
        (r"a \not\in B", "a is not in B"),
        (r"a \not\approx b", "a \u2249 b"),
        (r"\text{if $x<0$, 5\% of {A} \& B}", "if x is less than 0 , 5% of A & B"),
    ],
)  # fmt: skip
def test_what_the_converter_does_not_know_is_said_in_what_it_knows(tex: str, words: str) -> None:
    said = spoken(mathml(tex, is_block=True), ENGLISH).replace("\u2009", " ")
    assert " ".join(said.split()) == words.replace(" ,", ",")


@pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
def test_the_converter_knows_the_environments_that_are_left_to_it(name: str) -> None:
    columns = "{c}" if name == "array" else ""
    made = mathml(rf"\begin{{{name}}}{columns} a \\ b \end{{{name}}}")
    assert len(list(made.iter("mtr"))) == 2


def test_a_formula_that_cannot_be_read_has_its_line(build: Build) -> None:
    built = build(
        {"docs/x.md": "# X\n\nA good one: $x$.\n\nA bad one: $\\wrong{x}$.\n"},
        markdown_extensions=["pymdownx.arithmatex"],
    )
    assert built.exit_code == 1
    assert "docs/x.md:5: a formula that can't be read: \\wrong is not known" in built.output


def test_pages_need_no_script_for_formulas(build: Build) -> None:
    built = build(
        {"docs/x.md": "# X\n\nA good one: $x^2$.\n"}, markdown_extensions=["pymdownx.arithmatex"]
    )
    assert built.exit_code == 0, built.output
    page = built.read("x/index.html")
    assert '<span class="arithmatex"><math alttext="x squared">' in page
    assert "math/tex" not in page


TEX = st.text(
    st.sampled_from("\\{}[]()^_&$%#~ <>\"'=+-,.!|/abcxyzABC0123\u00e9\u2211\u0627\n"), max_size=60
) | st.lists(
    st.sampled_from(
        r"\frac \sqrt \left( \right) \begin{matrix} \end{matrix} \\ & \text{a} \href{javascript:1}{x} "
        r"\color{red} \class{a}{b} \style{a}{b} \vec x ^2 _1 { } \limits \sum \mathbb{R} \hspace{1em} "
        r"\unicode{x3c} \operatorname{f} \overline{x} \boxed{x} \cancel{x} \not= \hline <b> \begin{aligned} \end{aligned} \tag{1} \operatorname*{a\,b} \substack{ \text{$ $}".split()
    ),
    max_size=14,
).map(" ".join)


@given(TEX)
@example(r"\href{javascript:alert(1)}{x}")
@example(r"\color{red;background:url(//a.example)}{x}")
@example(r"\text{</math><script>alert(1)</script>}")
def test_whatever_stands_in_a_formula_means_nothing_to_a_browser(tex: str) -> None:
    try:
        made = mathml(tex)
    except FormulaError:
        return
    for element in made.iter():
        assert element.tag in ELEMENTS
        assert all(may_have(key, value) for key, value in element.attrib.items())
    assert findings(tostring(made, encoding="unicode")) == []
