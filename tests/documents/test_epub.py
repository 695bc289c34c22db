"""The dossier as EPUB: looked at as reading programs do, and as people who can't see do."""

from __future__ import annotations

import datetime as dt
import functools
import io
import os
import re
import shutil
import subprocess
import zipfile
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement, fromstring

import browser
from conftest import ENGLISH, KITCHEN, Build, Built
from hostile import HOSTILE
from taklimat.documents import epub
from taklimat.documents.epub import allowed
from taklimat.documents.epub.addresses import outward
from taklimat.documents.epub.style import sheet
from taklimat.documents.model import Asset, Document, Look, Part, TermNote
from taklimat.source.origin import Origin, Version

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from taklimat.source.problems import Problem

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
JAR = Path("/usr/share/java/epubcheck.jar")
INLINE = set("a abbr cite code del em ins kbd mark q small span strong sub sup".split())
WHEN = dt.datetime(2026, 11, 24, 12, 30, tzinfo=dt.UTC)


def checker() -> list[str]:
    """The command that runs EPUBCheck. Without it tests are skipped, save where they must run."""
    named = os.environ.get("EPUBCHECK")
    jar = Path(named) if named else JAR
    if jar.is_file() and shutil.which("java"):
        return ["java", "-jar", str(jar)]
    what = "no EPUBCheck: apt-get install epubcheck, or set EPUBCHECK to the path of its jar"
    # Some runners call themselves CI; the workflows say 1 where it has to be there.
    if os.environ.get("CI") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def checked(data: bytes, folder: Path) -> str:
    """What EPUBCheck has against a book; empty if nothing."""
    file = folder / "book.epub"
    file.write_bytes(data)
    command = [*checker(), "--failonwarnings", "--quiet", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in (run.stdout + run.stderr).splitlines() if line[:4] in LEVELS]
    return "\n".join(told) or ("" if run.returncode == 0 else run.stdout + run.stderr)


LEVELS = ("FATA", "ERRO", "WARN")


def document(html: str = "", **changes: object) -> Document:
    """A dossier of one brief and of one term, with the pictures of the kitchen."""
    origin = Origin("docs/brief.md", html)
    part = Part("brief.md", "brief/", "A brief", html, (origin,), is_brief=True)
    term = TermNote("vx", "VX", "<h1>VX</h1><p>An agent.</p>", "g/vx.md", "g/vx/", (origin,))
    pictures = {name: Asset(name, (KITCHEN / name).read_bytes()) for name in PICTURES}
    fields = {
        "name": "dossier",
        "title": "All of it",
        "summary": "What it says.",
        "authors": ("Ana Moll",),
        "keywords": ("tests",),
        "label": "Dossier",
        "parts": (part,),
        "terms": (term,),
        "facts": (),
        "version": Version("", WHEN),
        "language": "en",
        "words": ENGLISH,
        "address": None,
        "is_dossier": True,
        "asset": pictures.get,
        "link": lambda url: f"https://site.example/{url.lstrip('/')}",
        "uris": {"brief/": "brief.md", "g/vx/": "g/vx.md", "other/": "other.md"},
    }
    return Document(**{**fields, **changes})  # type: ignore[arg-type]


PICTURES = ("square.svg", "dot.png")


def made(document_: Document) -> bytes:
    result = epub.make(document_, Look("The project"))
    assert isinstance(result, bytes), result
    return result


def parsed(source: bytes) -> Any:
    """XML, which has to be well formed."""
    return etree.fromstring(source)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def texts(data: bytes) -> dict[str, Any]:
    """The files that people read, by name: each is well-formed XML."""
    return {
        name.removeprefix("EPUB/"): parsed(content)
        for name, content in unpacked(data).items()
        if name.endswith(".xhtml")
    }


def chapter(html: str, **changes: object) -> Any:
    """The chapter that a page becomes."""
    return texts(made(document(html, **changes)))["part1.xhtml"]


def body(html: str) -> str:
    """What stands under the title of a chapter, as it is written."""
    source = unpacked(made(document(html)))["EPUB/part1.xhtml"].decode()
    return source.partition("</h1>")[2].partition("</section></main>")[0]


def problems(html: str) -> list[Problem]:
    result = epub.make(document(html), Look())
    assert isinstance(result, list)
    return result


def said(element: Any) -> str:
    return "".join(str(text) for text in element.itertext())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.fixture(scope="session")
def sink(kitchen: Built) -> bytes:
    """The book of the page that holds everything."""
    return (kitchen.site / "pdf/dossier.epub").read_bytes()


@pytest.fixture(scope="session")
def real(real_site: Path) -> bytes:
    """The book of the real site."""
    return (real_site / "pdf/dossier.epub").read_bytes()


@pytest.fixture(params=["sink", "real"])
def book(request: pytest.FixtureRequest) -> bytes:
    """Each of them."""
    data: bytes = request.getfixturevalue(request.param)
    return data


# What a reading program asks ----------------------------------------------------------------------


def test_epubcheck_has_nothing_against_it(book: bytes, tmp_path: Path) -> None:
    assert checked(book, tmp_path) == ""


def test_it_says_first_and_plainly_what_it_is(book: bytes) -> None:
    assert book[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_in_it_is_what_the_package_lists(book: bytes) -> None:
    parts = unpacked(book)
    package = parsed(parts["EPUB/package.opf"])
    listed = {f"EPUB/{href}" for href in package.xpath("//o:item/@href", namespaces=OPF)}
    assert listed == parts.keys() - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}


def test_the_same_document_gives_the_same_bytes() -> None:
    html = "<h1>A</h1><p>Text.<img src='../dot.png' alt='A dot'></p>"
    assert made(document(html)) == made(document(html))


def test_a_book_keeps_its_name_while_its_text_changes() -> None:
    def name(document_: Document) -> str:
        package = parsed(unpacked(made(document_))["EPUB/package.opf"])
        return str(package.xpath("string(//dc:identifier)", namespaces=OPF))

    address = "https://site.example/"
    first = name(document("<p>One.</p>", address=address))
    assert first.startswith("urn:uuid:")
    assert name(document("<p>Two.</p>", address=address, title="Other")) == first
    assert name(document("<p>One.</p>", address="https://other.example/")) != first


def test_the_package_tells_what_the_book_is(real: bytes) -> None:
    package = parsed(unpacked(real)["EPUB/package.opf"])

    def metas(name: str) -> list[str]:
        return list(package.xpath(f'//o:meta[@property="{name}"]/text()', namespaces=OPF))

    def core(name: str) -> list[str]:
        return list(package.xpath(f"//dc:{name}/text()", namespaces=OPF))

    for name in ("title", "creator", "subject", "description", "publisher"):
        assert core(name), name
    assert core("language") == ["en"]
    assert re.fullmatch(r"[0-9-]{10}", core("date")[0])
    assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", metas("dcterms:modified")[0])
    assert metas("schema:accessMode") == ["textual", "visual"]
    assert metas("schema:accessModeSufficient") == ["textual"]
    assert {"tableOfContents", "alternativeText"} <= set(metas("schema:accessibilityFeature"))
    assert metas("schema:accessibilityHazard") == ["none"]
    assert metas("schema:accessibilitySummary")


def test_formulas_are_told_and_kept_with_words(tmp_path: Path) -> None:
    math = '<math display="block"><mi>x</mi><script>1</script><mo>=</mo><mn>1</mn></math>'
    data = made(document(f"<p>So {math} it is.</p>"))
    package = parsed(unpacked(data)["EPUB/package.opf"])
    part = package.xpath('//o:item[@href="part1.xhtml"]', namespaces=OPF)[0]
    assert part.get("properties") == "mathml"
    assert b">MathML<" in unpacked(data)["EPUB/package.opf"]
    [formula] = texts(data)["part1.xhtml"].iter("{http://www.w3.org/1998/Math/MathML}math")
    assert formula.get("alttext") == "x=1"
    assert [child.tag.partition("}")[2] for child in formula] == ["mi", "mo", "mn"]
    assert checked(data, tmp_path) == ""


# What a page says is there ------------------------------------------------------------------------


def test_odd_formulas_are_rows_of_what_they_hold(tmp_path: Path) -> None:
    odd = (
        "<math>bare</math>", "<math></math>", "<math><mfrac><mi>a</mi></mfrac></math>",
        "<math><mtable><mi>a</mi></mtable><mtr><mi>b</mi></mtr></math>",
        "<math><mtable><mtr><mtd>t</mtd></mtr><mtr><mi>b</mi></mtr></mtable></math>",
        "<math><semantics><annotation>a</annotation></semantics><mi>b</mi></math>",
        "<math><semantics><mi>b</mi><annotation encoding='application/x-tex'>b</annotation></semantics></math>",
        "<math><mmultiscripts><mi>a</mi><none/><mi>b</mi><mprescripts/><mi>c</mi><none/></mmultiscripts></math>",
        "<math><mmultiscripts><none/><mi>b</mi></mmultiscripts><none/><mi><mn>1</mn></mi></math>",
    )  # fmt: skip
    data = made(document("".join(f"<p>So {each} it is.</p>" for each in odd)))
    assert "bare" in said(texts(data)["part1.xhtml"])
    assert checked(data, tmp_path) == ""


# What is hard to write without an error in it, and no error in what is read.
ODD = [
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
    "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>",
    "<dl><dt><h3>x</h3></dt><dd>a<dd>b</dl><dl><dd>a</dd><dt>b</dt></dl>",
    "<ul><ul><li>a</li></ul><li><p>b</ul>",
    "<ol start=-3 type=A reversed><li value=9>x</ol>",
    "<details><summary>S <h3>x</h3></summary>t</details>",
    "<a href='#x'><div>b</div></a>",
    "<a href='#x'>x <sup><a class='footnote-ref' href='#fn:a'>1</a></sup></a><p>y"
    "<sup><a class='footnote-ref' href='#fn:a'>1</a></sup></p><div class='footnote'><ol>"
    "<li id='fn:a'><table><tr><th></th><th>n</th></tr></table></li></ol></div>",
    "<figure><table><caption>C</caption><tr><th>n<td>x</table><figcaption>D</figcaption></figure>",
    "<figure><div><table><tr><th>n<td>x</table></div><figcaption>D</figcaption></figure>",
    "<figure><img src='../dot.png' alt='x'><img src='../square.svg' alt='y'>"
    "<figcaption><p>a<p>b</figcaption></figure>",
    "<p><bdo>x</bdo><bdo dir=rtl>y</bdo><time datetime=x>t</time><dfn><dfn>x</dfn></dfn></p>",
    "<h2><svg viewBox='0 0 1 1'><title>t</title></svg></h2><caption>x</caption><dd>x</dd><li>x",
    "<p><a href='http://exa mple/'>a</a><a href='http://x/^`|{}\\'>b</a><a href='http://[x'>c</a>"
    "<a href='https://x.example:99999/'>d</a><a href='http://x_y.example/é?ü=\"<>'>e</a>"
    "<a href='mailto:a b@c'>f</a><a href='mailto:a@b?subject=x y&body=é'>g</a></p>",
    "<p lang='xx-!'>a</p><p lang='i-klingon'>b</p><p lang='en_GB'>c</p><p id=' '>d</p>",
    "<svg viewBox='0 0 1 1'><title>t</title><text>a<tspan x='1'>b</tspan></text></svg>",
]


def test_odd_markup_is_mended(tmp_path: Path) -> None:
    origin = (Origin("x", "x"),)
    parts = tuple(Part(f"{n}.md", f"{n}/", "T", html, origin) for n, html in enumerate(ODD))
    assert checked(made(document(parts=parts)), tmp_path) == ""


def test_every_word_of_the_page_is_in_its_chapter_in_order(kitchen: Built, sink: bytes) -> None:
    page: HtmlElement = fromstring(kitchen.read("kitchen-sink/index.html"))
    article = page.xpath("//article")[0]
    gone = (
        './/*[contains(@class, "headerlink") or contains(@class, "downloads") or @class="footnote"'
        ' or @class="key-terms" or @class="cite-this" or contains(@class, "brief-facts")'
        ' or contains(@class, "in-brief") or @class="linenos" or @class="tabbed-labels"'
        ' or contains(@class, "footnote-ref")]'
        " | .//input | .//figcaption | .//p[contains(@class, 'brief-summary')]"
    )
    for element in article.xpath(gone):
        element.drop_tree()
    for element in article.iter():
        if element.tag not in INLINE:
            element.tail = f" {element.tail or ''}"
    expected = words(article.text_content())
    assert len(expected) > 300
    within = texts(sink)["part1.xhtml"]
    for element in within.iter():
        if element.get("role") == "doc-noteref":
            element.text = " "  # a number behind a word is no part of it
        if str(element.tag).removeprefix(XHTML) not in INLINE:
            element.tail = f" {element.tail or ''}"
    rest = iter(words(said(within)))
    assert next((word for word in expected if word not in rest), None) is None


def test_no_word_of_the_page_is_there_twice(sink: bytes) -> None:
    text = " ".join(said(texts(sink)["part1.xhtml"]).split())
    for once in (
        "Careful now", "Body of the first tab", "First tab", "Inner tab", "What was folded shows",
        "nested gamma", "The caption of a figure", "Another note.", "A nested quotation", "def add",
        "Tall cell", "A table in HTML", "It has a second paragraph", "A shared definition", "script.py",
    ):  # fmt: skip
        assert text.count(once) == 1, once


def test_each_mark_has_a_note_and_each_note_leads_back_to_each_mark(book: bytes) -> None:
    seen = 0
    for name, page in texts(book).items():
        ids = {element.get("id"): element for element in page.iter() if element.get("id")}
        marks = page.xpath('//*[@role="doc-noteref"]')
        notes = page.xpath('//*[@role="doc-footnote"]')
        for mark in marks:
            assert mark.get(TYPE) == "noteref"
            note = ids[mark.get("href").removeprefix("#")]
            assert note.get(TYPE) == "footnote"
            assert said(note).startswith(f"{said(mark)}. "), name
            back = [link.get("href") for link in note.xpath('.//*[@role="doc-backlink"]')]
            assert f"#{mark.get('id')}" in back
        links = [link for note in notes for link in note.xpath('.//*[@role="doc-backlink"]')]
        assert len(links) == len(marks)
        assert all(link.get("aria-label") for link in links)
        seen += len(marks)
    assert seen >= 6


def test_every_link_within_leads_somewhere_and_every_other_to_the_web(book: bytes) -> None:
    pages = texts(book)
    ids = {name: {e.get("id") for e in page.iter() if e.get("id")} for name, page in pages.items()}
    within = 0
    for name, page in pages.items():
        for link in page.iter(f"{XHTML}a"):
            file, anchor = urldefrag(link.get("href"))
            if re.match(r"(https?://|mailto:)", file):
                continue
            within += 1
            assert (file or name) in pages, link.get("href")
            assert not anchor or anchor in ids[file or name], link.get("href")
            assert said(link).strip() or link.xpath('.//*[local-name()="img"]')
    assert within > 20


def test_ids_are_unique_and_of_xml(book: bytes) -> None:
    for page in texts(book).values():
        ids = [str(id_) for id_ in page.xpath("//@id")]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", id_) for id_ in ids)


def test_no_level_of_headings_is_left_out(book: bytes) -> None:
    for name, page in texts(book).items():
        last = 0
        for element in page.iter():
            if found := re.fullmatch(r"h([1-6])", str(element.tag).removeprefix(XHTML)):
                assert int(found[1]) <= last + 1, (name, said(element))
                last = int(found[1])
        assert name == "cover.xhtml" or last


def test_every_picture_has_words_and_every_table_heads(book: bytes) -> None:
    pictures = 0
    for page in texts(book).values():
        for picture in page.iter(f"{XHTML}img"):
            assert picture.get("alt") is not None
            pictures += 1
        for drawing in page.iter("{http://www.w3.org/2000/svg}svg"):
            assert drawing.get("role") == "img"
            assert drawing.get("aria-label")
            pictures += 1
        for head in page.iter(f"{XHTML}th"):
            assert head.get("scope") in ("col", "row")
    assert pictures > 1


def test_the_contents_lead_to_all_chapters_in_their_order(real: bytes) -> None:
    pages = texts(real)
    navigation = pages["nav.xhtml"]
    listed = navigation.xpath('//*[@id="toc"]/*[local-name()="ol"]/*/*[local-name()="a"]/@href')
    package = parsed(unpacked(real)["EPUB/package.opf"])
    names = dict(
        zip(
            package.xpath("//o:item/@id", namespaces=OPF),
            package.xpath("//o:item/@href", namespaces=OPF),
            strict=True,
        )
    )
    order = [names[id_] for id_ in package.xpath("//o:itemref/@idref", namespaces=OPF)]
    assert order == ["cover.xhtml", "title.xhtml", "nav.xhtml", *listed]
    marked = {a.get(TYPE) for a in navigation.iter(f"{XHTML}a") if a.get(TYPE)}
    assert {"cover", "toc", "bodymatter", "glossary"} <= marked
    glossary = order.index("glossary.xhtml")
    assert order[glossary + 1] == "names.xhtml"
    assert order[-1] != "names.xhtml"  # the sources


def test_parts_and_lists_say_what_they_are(real: bytes) -> None:
    pages = texts(real)

    def kind(name: str) -> tuple[str | None, str | None]:
        section = pages[name].find(f"{XHTML}body/{XHTML}main/{XHTML}section")
        assert section is not None
        return section.get(TYPE), section.get("role")

    assert kind("part1.xhtml") == ("chapter", "doc-chapter")
    assert kind("glossary.xhtml") == ("glossary", "doc-glossary")
    terms = pages["glossary.xhtml"].xpath('//*[local-name()="dt"]/*[local-name()="dfn"]')
    assert len(terms) > 20
    assert kind("cover.xhtml")[0] == "cover"


def test_judgements_say_how_likely_and_how_sure_in_words(sink: bytes) -> None:
    page = texts(sink)["part1.xhtml"]
    [section] = page.xpath('//*[@class="judgements"]')
    assert section[0].tag == f"{XHTML}h2"
    assert section.get("aria-labelledby") == section[0].get("id")
    assert "Likelihood: Almost certain" in said(section)
    assert "High confidence" in said(section)


def test_languages_are_told_as_xml_and_as_html(sink: bytes) -> None:
    page = texts(sink)["part1.xhtml"]
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    found = [e for e in page.iter() if e.get("lang")]
    assert {e.get("lang") for e in found} >= {"en", "ko"}
    assert all(e.get("lang") == e.get(lang) for e in found)


# What is kept of a page, and what is not ----------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p onclick="x()" style="color:red" class="a">T</p>', "<p>T</p>"),
        ("<p>A<script>alert(1)</script>B</p>", "<p>AB</p>"),
        ('<p><a href="javascript:x()">T</a></p>', "<p>T</p>"),
        ('<p><a href="tel:1">T</a></p>', "<p>T</p>"),
        ("<p><blink>T</blink></p>", "<p>T</p>"),
        ('<p><a href="../g/vx/">T</a></p>', '<p><a href="glossary.xhtml#term.vx">T</a></p>'),
        ('<p><a href="#nowhere">T</a></p>', '<p><a href="part1.xhtml">T</a></p>'),
        ('<p><a href="../x/?a=1&b">T</a></p>', '<p><a href="https://site.example/x/?a=1&amp;b">T</a></p>'),
        ('<p><a href="//h.example/a b">T</a></p>', "<p>T</p>"),
        ('<p id="1 ü">T</p>', '<p id="xd42a6a4d2a1d">T</p>'),
        ('<p id="a">T</p><p id="a">U</p>', '<p id="a">T</p><p>U</p>'),
        ("<h4>T</h4>", '<h2 id="heading.1">T</h2>'),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<dl><dd>a</dd></dl>", "<div>a</div>"),
        ("<p>a <em><div>b</div></em></p>", "<p>a <em></em></p><div>b</div>"),
        ('<p dir="rtl" lang="ar">T</p>', '<p xml:lang="ar" lang="ar" dir="rtl">T</p>'),
        ('<p lang="\\">T</p>', "<p>T</p>"),
        ('<p><input type="checkbox" checked>T</p>', "<p>☑ T</p>"),
    ],
)  # fmt: skip
def test_what_is_allowed_is_kept_and_of_the_rest_the_text(html: str, expected: str) -> None:
    found = body(html)
    if "<div>b" in html:  # as a browser reads it
        assert "b" in found
        return
    if 'id="1 ü"' in html:
        assert re.fullmatch(r'<p id="x[0-9a-f]{12}">T</p>', found)
        return
    assert found == expected


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_gets_into_a_book(html: str) -> None:
    # With words, and with a file for each picture: else what is wrong would end it.
    html = html.replace("<svg", '<svg aria-label="A"').replace("<img", '<img alt="A"')
    dot = Asset("dot.png", (KITCHEN / "dot.png").read_bytes())
    text = f"<h1>A</h1><p>Text.</p>{html}<p>More.</p>"
    result = epub.make(document(text, asset=lambda url: dot), Look())
    if isinstance(result, list):
        assert {problem.what.partition(":")[0] for problem in result} <= {
            "a picture from another host",
            "a picture without words",
        }
        return
    source = unpacked(result)["EPUB/part1.xhtml"].decode()
    page = parsed(source.encode())
    for element in page.iter():
        assert str(element.tag).rpartition("}")[2] not in (
            "script", "iframe", "object", "embed", "foreignObject", "form", "style", "base", "video",
        )  # fmt: skip
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on")
            assert name != "style"
            if name in ("href", "src") or str(name).endswith("}href"):
                assert re.match(
                    r"(https?://|mailto:|images/|style\.css$|part1\.xhtml|#)", str(value)
                )


def test_a_book_asks_nobody_for_anything(book: bytes) -> None:
    for name, content in unpacked(book).items():
        if name.endswith((".xhtml", ".svg", ".css")):
            text = content.decode()
            assert not re.search(r'\ssrc="(?!images/)', text), name
            assert not re.search(r"url\((?!#)|@import|<script", text), name


def test_a_picture_on_another_host_and_one_that_is_missing_are_told() -> None:
    [elsewhere] = problems('<p><img src="https://h.example/a.png" alt="A"></p>')
    assert elsewhere.what.startswith("a picture from another host")
    [missing] = problems('<p><img src="../no.png" alt="A"></p>')
    assert missing.what.startswith("a missing picture")
    [wordless] = problems('<p><img src="../dot.png"></p>')
    assert wordless.what.startswith("a picture without words")
    [drawn] = problems("<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>")
    assert drawn.what == "an SVG without words"


def test_a_drawing_keeps_what_draws_and_what_it_refers_to() -> None:
    svg = (
        '<svg viewBox="0 0 9 9"><title>T</title><defs><linearGradient id="g h"><stop offset="0"/>'
        '</linearGradient></defs><rect x1="1" fill="url(#g h)" onload="x()"/>'
        '<use href="#r"/><image href="https://h.example/x.png"/><g id="r"></g></svg>'
    )
    [drawing] = chapter(f"<p>{svg}</p>").iter("{http://www.w3.org/2000/svg}svg")
    source = etree.tostring(drawing).decode()
    assert "onload" not in source
    assert "h.example" not in source
    [gradient] = drawing.iter("{http://www.w3.org/2000/svg}linearGradient")
    [rect] = drawing.iter("{http://www.w3.org/2000/svg}rect")
    assert rect.get("x1") == "1"
    assert gradient.get("id")
    [use] = drawing.iter("{http://www.w3.org/2000/svg}use")
    assert use.get("{http://www.w3.org/1999/xlink}href") == "#r"


def test_a_file_of_svg_is_cleaned_and_keeps_its_harmless_styles() -> None:
    source = (
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e SYSTEM "file:///x">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:red}</style>'
        "<style>@import 'x.css';</style><script>x()</script><path class='a' d='M0 0'/></svg>"
    )
    picture = Asset("a.svg", source.encode())
    data = made(document('<p><img src="../a.svg" alt="A"></p>', asset={"a.svg": picture}.get))
    [svg] = [content for name, content in unpacked(data).items() if name.endswith(".svg")]
    drawing = parsed(svg)
    assert b"fill:red" in svg
    assert b"import" not in svg
    assert b"ENTITY" not in svg
    assert [str(e.tag).partition("}")[2] for e in drawing] == ["style", "style", "path"]


def test_a_file_is_called_by_what_it_holds() -> None:
    jpeg = Asset("a.png", b"\xff\xd8\xff\xe0")
    data = made(document('<p><img src="../a.png" alt="A"></p>', asset={"a.png": jpeg}.get))
    assert any(name.endswith(".jpg") for name in unpacked(data))
    text = Asset("a.png", b"text")
    data = made(document('<p><img src="../a.png" alt="A">.</p>', asset={"a.png": text}.get))
    assert "A." in unpacked(data)["EPUB/part1.xhtml"].decode()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://h.example/a b?c=d e#f", "https://h.example/a%20b?c=d%20e#f"),
        ("https://h.example/50%/%41", "https://h.example/50%25/%41"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("mailto:a@h.example", "mailto:a@h.example"),
        ("https://u:p@h.example/", None),
        ("https://h.example:x/", None),
        ("https:///x", None),
        ("ftp://h.example/", None),
        ("//h.example/", None),
        ("https://[::1]:80/x[1]", "https://[::1]:80/x%5B1%5D"),
        ("https://h.example/#a#b", "https://h.example/#a%23b"),
    ],
)
def test_addresses_are_written_as_the_standard_has_them(address: str, expected: str | None) -> None:
    assert outward(address) == expected


def test_all_classes_that_are_kept_have_a_style() -> None:
    styles = (files("taklimat.documents.epub") / "style.css").read_text(encoding="utf-8")
    assert [name for name in sorted(allowed.CLASSES) if f".{name}" not in styles] == []


def test_colours_can_be_told_from_light_and_from_dark_pages() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    # The ink is for light pages, and for boxes with white text in them.
    look = Look(ink="#000000", accent="#a86a3f")
    found = set(re.findall(r"#[0-9a-f]{6}", sheet(look))) - {look.ink}
    assert len(found) >= 3
    for colour in found:
        assert 1.05 / (light(colour) + 0.05) >= 3, colour
        assert (light(colour) + 0.05) / 0.05 >= 3, colour


# Any text whatever --------------------------------------------------------------------------------

SIGNS = st.characters(codec=None)
TEXTS = st.text(SIGNS, max_size=60)
TAGS = st.sampled_from(
    "a abbr aside b blockquote br caption code dd del details div dl dt em figcaption figure foreignObject g "
    "h1 h2 h3 hr img li math mi mtext ol p pre q rect ruby rt script section small span strong style sup "
    "svg table tbody td text th thead title tr ul".split()
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        "alt class colspan d dir href id lang onload role rowspan scope src start style".split()
    ),
    TEXTS | st.sampled_from(["a", "#a", "../dot.png", "footnote", "fn:a", "url(#a)", "badge", "2"]),
    max_size=3,
)


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Tags and texts, in an order that no author would choose."""
    parts = draw(st.lists(st.one_of(TEXTS, st.tuples(TAGS, ATTRIBUTES), TAGS), max_size=25))
    written = []
    for part in parts:
        if isinstance(part, tuple):
            name, attributes = part
            listed = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
            written.append(f"<{name}{listed}>")
        else:
            written.append(f"</{part}>" if re.fullmatch(r"[a-zA-Z0-9]+", part) else part)
    return "".join(written)


@given(markup() | TEXTS, TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_whatever_a_page_holds_its_chapter_is_well_formed(html: str, title: str, id_: str) -> None:
    origin = Origin("docs/brief.md", "x")
    part = Part("brief.md", "brief/", title, html, (origin,), is_brief=True)
    term = TermNote(id_, title, html, f"g/{id_}.md", "g/vx/", (origin,))
    whole = document(parts=(part,), terms=(term,), title=title, summary=title, keywords=(title,))
    result = epub.make(whole, Look(title))
    if isinstance(result, list):
        assert all(problem.code == "D03" for problem in result)
        return
    parts = unpacked(result)
    for name, content in parts.items():
        if name.endswith((".xhtml", ".opf", ".svg")):
            page = parsed(content)
            ids = page.xpath("//@id")
            assert len(ids) == len(set(ids))


def test_what_stands_too_deep_is_read_as_its_text() -> None:
    for name in ("div", "b", "blockquote", "ul><li"):
        html = f"<{name}>" * 3000 + "words"
        assert "words" in said(chapter(html))


# To look at ---------------------------------------------------------------------------------------


@pytest.fixture
def opened(book: bytes, tmp_path: Path) -> Path:
    """The folder of a book's files."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        file.extractall(tmp_path / "book")
    return tmp_path / "book" / "EPUB"


# Of hundreds of parts that are alike, some.
FEWER = """() => {
  for (const one of document.querySelectorAll(":is(section, dl) > :nth-child(n + 30), :is(li, tr):nth-child(n + 12)"))
    one.remove();
}"""


def test_axe_finds_nothing_in_it(opened: Path, page: Page) -> None:
    """In all that is in it each night, with `EVERY_PAGE=1`."""
    found: list[str] = []
    for file in sorted(opened.glob("*.xhtml")):
        page.goto(file.as_uri())
        if not os.environ.get("EVERY_PAGE"):
            page.evaluate(FEWER)
        found += [f"{file.name}: {each}" for each in browser.violations(page)]
    assert found == []


def test_no_page_is_wider_than_a_phone(opened: Path, page: Page) -> None:
    page.set_viewport_size(browser.PHONE)  # type: ignore[arg-type]
    wide = []
    for file in sorted(opened.glob("*.xhtml")):
        page.goto(file.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(file.name)
    assert wide == []


# On the site --------------------------------------------------------------------------------------


@pytest.fixture
def build_pdfs(build: Build) -> functools.partial[Built]:
    return functools.partial(build, extra={"taklimat": {"pdf": {}}})


def test_the_site_offers_the_book_beside_the_dossier(build_pdfs: functools.partial[Built]) -> None:
    built = build_pdfs({})
    assert built.exit_code == 0, built.output
    page: HtmlElement = fromstring(built.read("brief/index.html"))
    [link] = page.xpath('//a[@href="../pdf/dossier.epub"]')
    assert link.get("type") == "application/epub+zip"
    assert " ".join(link.text_content().split()).startswith("All briefs, EPUB")
    assert (built.site / "pdf/dossier.epub").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("pdf", [{"epub": False}, {"dossier": False}])
def test_no_book_is_made_where_none_is_wanted(build: Build, pdf: dict[str, bool]) -> None:
    built = build({}, extra={"taklimat": {"pdf": pdf}})
    assert built.exit_code == 0, built.output
    assert not list(built.site.rglob("*.epub"))
    assert ".epub" not in built.read("brief/index.html")
