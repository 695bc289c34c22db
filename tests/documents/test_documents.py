"""PDFs, as the people who get them by mail: opened by other programs, and looked through."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

import pikepdf
import pytest
import typst
import yaml
from click.testing import CliRunner
from fontTools.ttLib import TTCollection, TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, fromstring

import pdfs
from conftest import BRIEF, BRIEFS, ENGLISH, KITCHEN, ROOT, Build, Built, entry
from taklimat.adapter import documents as adapter
from taklimat.command.main import main
from taklimat.documents import engine, writer
from taklimat.documents.compiler import Compiler
from taklimat.documents.model import Asset, Document, Look, Made, Part
from taklimat.documents.packing import packed
from taklimat.documents.typst import string
from taklimat.evidence.forecasts import PER_CENT
from taklimat.evidence.sources import read_sources
from taklimat.site import kinds
from taklimat.source.maths import mathml
from taklimat.source.origin import Origin, Version
from taklimat.source.problems import Problems
from taklimat.source.quotes import curled
from taklimat.source.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = [
    {"id": "a2020", "type": "book", "title": "A book", "issued": {"date-parts": [[2020]]}},
]
INLINE = set("a abbr cite code del em ins kbd mark q small span strong sub sup".split())


def words(text: str) -> list[str]:
    """The words of a text, as both a page and its PDF have them."""
    text = re.sub(r"(?<=\w)\ufffe\s*|\u00ad", "", text)
    # The number of a footnote stands right behind a word.
    return [word.rstrip("0123456789") or word for word in re.findall(r"\w+", text)]


def is_subsequence(of: list[str], within: list[str]) -> str | None:
    """The first of the words that is missing from its place; None where all are there."""
    rest = iter(within)
    return next((word for word in of if word not in rest), None)


# Everything a page may hold -------------------------------------------------------------------


def test_every_word_of_the_page_is_in_the_pdf_in_order(kitchen: Built) -> None:
    text = pdfs.text_of((kitchen.site / "pdf/kitchen-sink.pdf").read_bytes())
    page: HtmlElement = fromstring(kitchen.read("kitchen-sink/index.html"))
    article = page.xpath("//article")[0]
    # What only the screen has, and what stands elsewhere on paper.
    gone = (
        './/*[contains(@class, "headerlink") or contains(@class, "downloads") or @class="footnote"'
        ' or @class="key-terms" or @class="cite-this" or contains(@class, "brief-facts") or @class="linenos"'
        ' or contains(@class, "footnote-ref") or @class="tabbed-labels"'
        ' or contains(@class, "confidence")] | .//svg | .//input'
        " | .//caption"
    )
    # On paper, addresses of links are shown, too.
    elsewhere = {word for href in article.xpath(".//a/@href") for word in words(href)}
    # So is what words of likelihood stand for.
    elsewhere.update(word for step in PER_CENT for word in words(step))
    for element in article.xpath(gone):
        elsewhere.update(words(" ".join(element.itertext())))
        element.drop_tree()
    for element in article.iter():
        if element.tag not in INLINE:
            element.tail = f" {element.tail or ''}"
    expected = words(article.text_content())
    assert len(expected) > 350
    found = words(text)
    assert is_subsequence(expected, found) is None
    # Once: what the page says once, the PDF does not say twice.
    once = {word for word, n in Counter(expected).items() if n == 1} - elsewhere
    assert len(once) > 100
    count = Counter(found)
    assert [word for word in sorted(once) if count[word] != 1] == []


def test_no_word_of_the_page_is_in_the_pdf_twice(kitchen: Built) -> None:
    text = pdfs.text_of((kitchen.site / "pdf/kitchen-sink.pdf").read_bytes())
    for once in (
        "Careful now", "Body of the first tab", "First tab", "Second tab", "Inner tab", "Body of a tab within a tab", "What was folded shows in print",
        "inside one", "nested gamma", "a longer cell", "The caption of a figure", "Another note.",
        "A nested quotation", "no language", "def add", "Tall cell", "Words from an included file",
        "The last words of the page", "A table in HTML", "It has a second paragraph", "Wide head",
        "with a paragraph of its own", "A shared definition", "A sixth level", "Markdown within HTML",
    ):  # fmt: skip
        assert " ".join(text.split()).count(once) == 1, once


def test_footnotes_stand_at_the_foot_of_the_page_that_cites_them(kitchen: Built) -> None:
    with pikepdf.open(kitchen.site / "pdf/kitchen-sink.pdf") as pdf:
        notes = [node for kind, node in pdfs.elements(pdf) if kind == "/Note"]
    # Two of the page's own, one source with a page and without, and the addresses of four links.
    assert len(notes) == 4 + 4


def test_text_in_other_scripts_is_shown(kitchen: Built) -> None:
    text = pdfs.text_of((kitchen.site / "pdf/kitchen-sink.pdf").read_bytes())
    for word in ("한국어", "中文", "日本語", "Ελληνικά", "Русский", "✓"):
        assert word in text


def test_links_lead_where_they_led_on_the_site(kitchen: Built) -> None:
    with pikepdf.open(kitchen.site / "pdf/kitchen-sink.pdf") as pdf:
        addresses = {
            str(annotation.A.URI)
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        }
    assert {
        "https://example.org/far/away", "mailto:writer@example.org", "https://example.net/note",
        "https://site.example/", "https://site.example/#here", "https://site.example/data.json",
        "https://example.com/source?a=1&b=2",
    } == addresses  # fmt: skip


def test_the_kitchen_sink_is_fit_for_circulation(kitchen: Built) -> None:
    for file in (kitchen.site / "pdf").glob("*.pdf"):
        assert pdfs.problems(file.read_bytes()) == [], file.name


# The real site --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *BRIEFS,
        *(f"{name}-in-brief" for name in BRIEFS),
        "evidence",
        "forecasts",
        "tables",
        "dossier",
    ],
)
def test_the_real_pdfs_are_fit_for_circulation(real_site: Path, name: str) -> None:
    assert pdfs.problems((real_site / f"pdf/{name}.pdf").read_bytes()) == []


def attachments(data: bytes) -> dict[str, bytes]:
    """The files within a PDF, those that stand in its list of associated files."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}
        assert len(pdf.Root.get("/AF", [])) == len(found)
        return found


def test_a_brief_carries_its_sources_and_its_data(real_site: Path, tmp_path: Path) -> None:
    found = attachments((real_site / "pdf/symbolism.pdf").read_bytes())
    assert set(found) >= {"sources.json", "claims.json", "timeline.json", "trade.csv"}
    cited = {item["id"] for item in json.loads(found["sources.json"])}
    page = (real_site / "symbolism/index.html").read_text(encoding="utf-8")
    # Notes are named after what they cite, and where in it.
    names = [part for name in re.findall('id="fn:([^"]+)"', page) for part in name.split("+")]
    known = {item["id"] for item in json.loads((ROOT / "docs/data/sources.json").read_bytes())}
    assert cited == {re.sub("-(page|pages|no|para)-.*", "", name) for name in names} & known
    assert len(names) > len(cited) > 20
    (tmp_path / "s.json").write_bytes(found["sources.json"])
    problems = Problems()
    sources = read_sources(tmp_path / "s.json", "s.json", problems)
    assert set(sources.by_key) == cited
    assert not problems.found
    claims = {item["id"] for item in json.loads(found["claims.json"])}
    assert {id_.lower() for id_ in claims} == set(re.findall(r'id="claim-(c\d+)', page))


def test_documents_of_pdf_a_2_carry_nothing(build: Build) -> None:
    sizes = []
    for archive, part in (("a-3a", "3"), ("a-2a", "2")):
        settings = {"bibliography": "s.json", "pdf": {"archive": archive}}
        files = {
            "docs/brief.md": with_body("Cited. [@a2020]\n").replace(
                "    change", "    sources: [a2020]\n    change"
            ),
            "s.json": json.dumps(SOURCE),
        }
        built = build(files, extra={"taklimat": settings})
        assert built.exit_code == 0, built.output
        data = (built.site / "pdf/brief.pdf").read_bytes()
        with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == part
        assert bool(attachments(data)) == (part == "3")
        sizes.append(len(data))
    # No larger by more than what is attached, and some objects around it.
    assert sizes[0] - sizes[1] < len(json.dumps(SOURCE)) + 1_500


def test_nothing_is_exported_that_was_not_asked_for(real_site: Path) -> None:
    pages = {"evidence", "forecasts", "tables"}
    asked = {*BRIEFS, *(f"{name}-in-brief" for name in BRIEFS), *pages, "dossier"}
    assert {file.stem for file in (real_site / "pdf").glob("*.pdf")} == asked


def _source(brief: str) -> tuple[dict[str, Any], str]:
    """The front matter of a brief of the real site, and its text."""
    _, matter, body = (ROOT / f"docs/{brief}.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body


def test_a_brief_holds_cover_judgements_sources_and_terms(real_site: Path) -> None:
    data = (real_site / "pdf/us-factor.pdf").read_bytes()
    text = " ".join(pdfs.text_of(data).split())
    brief, body = _source("us-factor")
    headings = re.findall(r"^## (.*?)(?: \{.*)?$", body, re.MULTILINE)
    assert headings
    parts = [
        brief["title"], brief["summary"].split(".")[0], "Published", "Version", "Key judgements",
        f"Confidence: {brief['judgements'][0]['confidence'].capitalize()}", *headings,
        "Sources", "https://", "Terms", "Proliferation Security Initiative (PSI)",
    ]  # fmt: skip
    at = 0
    for part in parts:
        assert part in text[at:], part
        at = text.index(part, at)
    count = len(pdfs.feet(data))
    assert [foot.endswith(f"Page {n} of {count}") for n, foot in enumerate(pdfs.feet(data), 1)]
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == brief["title"]
        assert metadata["dc:language"] == ["en"] or str(pdf.Root.Lang).startswith("en")
        assert "Strategic Trade Act" in str(pdf.docinfo["/Keywords"])


def test_the_dossier_holds_everything_once_in_order(real_site: Path) -> None:
    data = (real_site / "pdf/dossier.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
    nav = re.findall(r"([\w-]+)\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    pages = {name: _source(name)[0] for name in nav if (ROOT / f"docs/{name}.md").is_file()}
    behind = sorted(
        (kinds.kinds()[matter["kind"]].back or 0, matter["title"])
        for matter in pages.values()
        if kinds.kinds()[matter.get("kind", "page")].back
    )
    *before, last = (title for _, title in behind)
    briefs = [pages[name]["title"] for name in sorted(BRIEFS, key=nav.index)]
    # The sources come last, behind the glossary that cites them.
    assert titles == ["Contents", *briefs, *before, "Glossary", "People and organisations", last]
    text = pdfs.text_of(data)
    claims = yaml.safe_load((ROOT / "docs/data/claims.yml").read_text(encoding="utf-8"))
    for claim in claims:
        assert re.search(rf"\b{claim['id']}\b", text)
    for file in (ROOT / "glossary").glob("*.md"):
        term = yaml.safe_load(file.read_text(encoding="utf-8").split("---")[1])["term"]
        name = curled(term if isinstance(term, str) else term["name"])
        assert name in " ".join(text.split()), name


def test_footnote_numbers_begin_anew_with_each_part_of_the_dossier(real_site: Path) -> None:
    with pikepdf.open(real_site / "pdf/dossier.pdf") as pdf:
        notes = sum(kind == "/Note" for kind, _ in pdfs.elements(pdf))
    text = pdfs.text_of((real_site / "pdf/dossier.pdf").read_bytes())
    assert notes > 300
    assert len(re.findall(r"^1\s[^\d\s]", text, re.MULTILINE)) >= 9


def test_every_page_offers_pdfs_with_size_and_page_count(real_site: Path) -> None:
    def offers(path: str) -> list[tuple[str, str]]:
        root: HtmlElement = fromstring((real_site / path).read_text(encoding="utf-8"))
        links = root.xpath('//a[contains(@class, "download")]')
        return [(a.get("href"), " ".join(a.text_content().split())) for a in links]

    with pikepdf.open(real_site / "pdf/downgrade.pdf") as pdf:
        pages = len(pdf.pages)
    (short, short_text), (own, own_text), (dossier, _), (book, _) = offers("downgrade/index.html")
    assert (own, dossier) == ("../pdf/downgrade.pdf", "../pdf/dossier.pdf")
    assert book == "../pdf/dossier.epub"
    assert short == "../pdf/downgrade-in-brief.pdf"
    assert "2 pages" in short_text
    assert f"{pages} pages" in own_text
    size = (real_site / "pdf/downgrade.pdf").stat().st_size
    assert f"{round(size / 1000)} kB" in own_text
    for path in ("index.html", "glossary/psi/index.html", "claims/index.html"):
        offered = [href.rpartition("/")[2] for href, _ in offers(path)]
        assert offered == ["dossier.pdf", "dossier.epub"]


def test_marks_have_the_numbers_of_their_notes(kitchen: Built) -> None:
    text = pdfs.text_of((kitchen.site / "pdf/kitchen-sink.pdf").read_bytes())
    told = " ".join(text.split())
    assert "A footnote follows.3 Here are two in a row.4,3 A source is cited5, and" in told
    for number, note in (
        (3, "The note’s own text"),
        (4, "Another note."),
        (1, "Ann Writer"),
        (5, "Writer"),
    ):
        assert re.search(rf"^{number}\s+{note}", text, re.MULTILINE), note


@pytest.mark.parametrize(
    "body",
    [
        "One.[^b] Two.[^a]\n",
        "| Head[^b] | More |\n| --- | --- |\n| One[^c] | Two[^a] |\n",
        "<table><caption>Below.<sup id='fnref:c'><a class='footnote-ref' href='#fn:c'>1</a></sup>"
        "</caption><tr><td>A<sup><a class='footnote-ref' href='#fn:b'>2</a></sup></td><td>B<sup>"
        "<a class='footnote-ref' href='#fn:c'>1</a></sup></td></tr></table>\n\nEnd.[^b] [^c]\n",
        "<figure><figcaption>Below.<sup><a class='footnote-ref' href='#fn:c'>1</a></sup>"
        "</figcaption><div><p>A<sup><a class='footnote-ref' href='#fn:b'>2</a></sup> and<sup>"
        "<a class='footnote-ref' href='#fn:c'>1</a></sup></p></div></figure>\n\nEnd.[^b] [^c]\n",
        "- One[^b]\n\n    Two[^c]\n\nName[^a]\n:   Meaning.[^d]\n",
        "## Why[^d]\n\n> Said.[^b]\n\nEnd.[^c]\n",
    ],
    ids=[
        "text",
        "table",
        "caption of a table",
        "caption of a figure",
        "lists",
        "heading and quote",
    ],
)
def test_notes_are_numbered_in_the_order_of_their_marks(
    build_pdfs: Callable[..., Built], body: str
) -> None:
    cited = [letter for letter in "abcd" if letter == "a" or f"[^{letter}]" in body]
    notes = "".join(f"[^{letter}]: Note {letter}.\n" for letter in cited)
    judged = BRIEF.replace("It was the PSI.", "It was the PSI.[^a]")
    brief = judged.split("## First")[0] + f"{body}\nAlso this.[^a]\n\n{notes}"
    built = build_pdfs({"docs/brief.md": brief})
    assert built.exit_code == 0, built.output
    for name in ("brief", "dossier"):
        text = pdfs.text_of(made(built)[name]).rpartition("It was the PSI")[2]
        # The number of a mark stands right behind a word.
        marks = re.findall(r"(?<=[A-Za-z.,])\d+|(?<=High )\d+", "x" + text)
        first = list(dict.fromkeys(map(int, marks)))
        assert first == list(range(1, len(first) + 1)), (name, text)
        assert len(first) > 1


def test_the_boxes_of_a_list_of_tasks_show_what_is_done(build: Build) -> None:
    files = {"docs/brief.md": with_body("- [x] a thing done\n- [ ] a thing to do\n")}
    built = build(files, extra=PDF, markdown_extensions=["pymdownx.tasklist"])
    result = CliRunner().invoke(main, ["docx", "-f", str(built.root / "mkdocs.yml")])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(built.root / ".taklimat/docx/brief.docx") as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    for text in (pdfs.text_of(made(built)["brief"]), "".join(root.itertext())):
        told = " ".join(text.split())
        assert "☑ a thing done" in told
        assert "☐ a thing to do" in told


def test_a_long_table_repeats_its_head_on_each_page(build_pdfs: Callable[..., Built]) -> None:
    rows = "".join(f"| Row {number} | {'text ' * 30}|\n" for number in range(60))
    table = f"| Number of row | What it says |\n| --- | --- |\n{rows}"
    data = made(build_pdfs({"docs/brief.md": with_body(f"Before.\n\n{table}\nAfter.\n")}))["brief"]
    pages = pdfs.texts(data)
    with_rows = [page for page in pages if "Row " in page]
    assert len(with_rows) >= 3
    assert all("Number of row" in page for page in with_rows)
    assert pdfs.problems(data) == []


@pytest.mark.parametrize("folder", ["", "img/", "more pictures/"])
def test_pictures_and_files_may_be_called_anything(
    build_pdfs: Callable[..., Built], folder: str
) -> None:
    page = "---\npdf: true\n---\n# P\n\n## H\n\nText.\n"
    files: dict[str, str | bytes] = {}
    bodies = ["## Pictures\n\n"]
    names = ("my river", "fluß", "100%", "a & b+c", "a#b", "Río (2)")
    for name in names:
        encoded = quote(folder + name)
        plain = encoded if set(name) & set("#%") else folder + name
        bodies.append(
            f"![A]({encoded}.png)\n\n![B](<{plain}.png>)\n\n"
            f'<p><img alt="C" src="../{encoded}.png"></p>\n\n<p><img alt="D" src="../{html.escape(plain)}.png"></p>\n\n'
            f'[a]({encoded}.md) [b](<{plain}.md#h>) <a href="../{encoded}/#h">c</a>\n\n'
        )
        files |= {f"docs/{folder}{name}.png": DOT, f"docs/{folder}{name}.md": page}
    built = build_pdfs({"docs/brief.md": with_body("".join(bodies)), **files})
    assert built.exit_code == 0, built.output
    with pikepdf.open(io.BytesIO(made(built)["brief"])) as pdf:
        shown = [str(node.Alt) for kind, node in pdfs.elements(pdf) if kind == "/Figure"]
    assert shown == ["A", "B", "C", "D"] * len(names)
    with pikepdf.open(io.BytesIO(made(built)["dossier"])) as pdf:
        links = [node for kind, node in pdfs.elements(pdf) if kind == "/Link"]
    assert "/URI" not in str(links)
    assert found_by_check(built) == []


def found_by_check(built: Built) -> list[str]:
    """What a check says of a site's links and pictures."""
    run = CliRunner().invoke(
        main, ["check", "--only", "L01,D03", "-f", str(built.root / "mkdocs.yml")]
    )
    return run.stdout.splitlines()


@pytest.mark.parametrize("written", ["gone%20away.png", "<gone away.png>", "flu%C3%9F.png"])
def test_a_picture_that_is_not_there_is_told_with_its_line(
    build_pdfs: Callable[..., Built], written: str
) -> None:
    built = build_pdfs({"docs/brief.md": with_body(f"Text.\n\n![A]({written})\n")})
    shown = written.strip("<>")
    assert f"docs/brief.md:19: a missing picture: {shown}: mend the path" in built.output
    column = 6 + written.count("<")
    assert found_by_check(built) == [
        f"docs/brief.md:19:{column}: L01 the picture {shown} is not there: "
        "put it into the folder of pages, or mend the path"
    ]


# What takes too long -----------------------------------------------------------------------


def _document(html: str, **assets: str) -> Document:
    """A document of one page, which nothing has judged before."""
    pictures = {
        f"{name}.svg": Asset(f"docs/{name}.svg", svg.encode()) for name, svg in assets.items()
    }
    return Document(
        name="x",
        title="X",
        summary="",
        authors=(),
        keywords=(),
        label="Brief",
        parts=(Part("x.md", "x/", "X", html, (Origin("docs/x.md", ""),)),),
        terms=(),
        facts=(),
        version=Version("none", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        language="en",
        words=ENGLISH,
        address=None,
        asset=pictures.get,
    )


def _endless() -> str:
    """A picture that its checks would refuse: masks in masks, more than can be drawn."""
    masks = "".join(
        f'<mask id="m{n}"><g mask="url(#m{n + 1})"><path d="M0 0h9v9z" mask="url(#m{n + 1})"/></g></mask>'
        for n in range(30)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{masks}'
        '<mask id="m30"><path d="M0 0h9v9z"/></mask><path d="M0 0h9v9z" mask="url(#m0)"/></svg>'
    )


@pytest.mark.parametrize("seconds", [2.0, 0.001])
def test_what_takes_too_long_is_ended_and_named(
    seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS", seconds)
    monkeypatch.setattr(engine, "_SECONDS_A_PART", 0.0)
    monkeypatch.setattr(engine, "_SECONDS_A_PICTURE", 2.0)
    making = engine.Engine(Look(), Store(tmp_path))
    picture = '<p><img src="../bad.svg" alt="Bad"></p>' if seconds > 1 else ""
    result = making.make(_document(f"<h1>X</h1><p>Words.</p>{picture}", bad=_endless()))
    assert isinstance(result, list)
    [problem] = result
    assert (problem.code, problem.path) == ("D06", "docs/bad.svg" if picture else "docs/x.md")
    assert not list(tmp_path.iterdir())
    # What comes after it is made as if nothing had been.
    monkeypatch.setattr(engine, "_SECONDS", 300.0)
    assert isinstance(making.make(_document("<h1>X</h1><p>Words.</p>")), Made)


def test_pictures_for_word_are_drawn_within_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS_A_PICTURE", 3.0)
    with pytest.raises(engine.DocumentError, match="too long"):
        engine.Engine(Look(), Store(tmp_path)).drawn(Asset("docs/bad.svg", _endless().encode()))


def test_after_some_that_take_too_long_no_more_are_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS", 0.001)
    monkeypatch.setattr(engine, "_SECONDS_A_PART", 0.0)
    making = engine.Engine(Look(), Store(tmp_path))
    for _ in range(20):
        if making.has_given_up:
            break
        making.make(_document("<h1>X</h1><p>Words.</p>"))
    assert making.has_given_up


# Packing them -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def as_set() -> bytes:
    """A PDF as Typst writes it: tags, notes, links, and enough objects for several streams."""
    source = """
        #set document(title: "Title")
        = Heading
        #for n in range(150) [*Words* and a note#footnote[#link("https://example.org/" + str(n))].]
    """
    data = typst.Compiler(source.encode()).compile(format="pdf", pdf_standards=["ua-1", "a-2a"])
    assert isinstance(data, bytes)
    return data


def test_packing_leaves_every_object_as_it_is(as_set: bytes) -> None:
    data = packed(as_set)
    assert len(data) < len(as_set) / 2
    assert packed(as_set) == data
    with pikepdf.open(io.BytesIO(as_set)) as before, pikepdf.open(io.BytesIO(data)) as after:
        assert after.check_pdf_syntax() == []
        # The streams of objects and the table of references come after all that was there.
        assert len(after.objects) > len(before.objects) > 1_000
        for number in range(1, len(before.objects)):
            old, new = (pdf.get_object(number, 0) for pdf in (before, after))
            assert old.unparse(resolved=True) == new.unparse(resolved=True)
            if isinstance(old, pikepdf.Stream) and isinstance(new, pikepdf.Stream):
                assert old.read_raw_bytes() == new.read_raw_bytes()
        for key in ("/Root", "/Info", "/ID"):
            assert before.trailer[key].unparse() == after.trailer[key].unparse()
    assert pdfs.texts(data) == pdfs.texts(as_set)


def test_a_file_of_another_form_is_not_packed(as_set: bytes) -> None:
    for other in (packed(as_set), b"no PDF", as_set.replace(b" 00000 n", b" 00000 f", 1)):
        with pytest.raises(ValueError, match=r"references|not found"):
            packed(other)


# Making them ----------------------------------------------------------------------------------

PDF: dict[str, Any] = {"taklimat": {"pdf": {}}}


def made(built: Built) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in (built.site / "pdf").glob("*.pdf")}


def with_pdf(**settings_: Any) -> dict[str, Any]:
    return {"taklimat": {"pdf": settings_}}


@pytest.fixture
def build_pdfs(build: Build) -> Callable[..., Built]:
    """Build a small site with PDFs."""

    def run(files: dict[str, str | bytes | None], **pdf: Any) -> Built:
        return build(files, extra=with_pdf(**pdf))

    return run


def test_the_same_input_gives_the_same_bytes(
    build_pdfs: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = build_pdfs({})
    before = made(first)
    assert set(before) == {"brief", "dossier"}
    shutil.rmtree(first.root / ".taklimat")
    assert made(build_pdfs({})) == before
    with pikepdf.open(first.site / "pdf/brief.pdf") as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20231114")


def test_only_what_has_changed_is_compiled_again(
    build_pdfs: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_ = engine.Engine._compiled

    def noting(making: engine.Engine, document: Document, written: Any) -> Any:
        compiled.append(document.name)
        return compile_(making, document, written)

    monkeypatch.setattr(engine.Engine, "_compiled", noting)
    monkeypatch.setattr(adapter, "processes", lambda: 1)  # those of others are not counted
    files = {"docs/second.md": BRIEF.replace("A brief", "Another")}
    first = made(build_pdfs(files))
    assert sorted(compiled) == ["brief", "dossier", "second"]
    compiled.clear()
    assert made(build_pdfs(files)) == first
    assert compiled == []
    build_pdfs({**files, "docs/second.md": files["docs/second.md"] + "\nMore.\n"})
    assert sorted(compiled) == ["dossier", "second"]


def test_what_someone_else_calls_a_pdf_of_ours_is_not_published(
    build_pdfs: Callable[..., Built],
) -> None:
    first = build_pdfs({})
    before = made(first)
    for file in (first.root / ".taklimat/cache").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"%PDF", b"%EVL"))
    assert made(build_pdfs({})) == before


def test_which_pages_have_a_pdf(build_pdfs: Callable[..., Built]) -> None:
    files = {
        "docs/page.md": "---\ntitle: Asked\npdf: true\n---\n# Asked\n\nText.\n",
        "docs/other.md": "# Not asked\n\nText.\n",
        "docs/deep/brief.md": BRIEF.replace("kind: brief", "kind: brief\npdf: false"),
    }
    assert set(made(build_pdfs(files))) == {"brief", "page", "dossier"}
    assert set(made(build_pdfs(files, dossier=False, briefs=False))) == {"page"}


def test_paper_and_branding_are_chosen(build_pdfs: Callable[..., Built]) -> None:
    logo = (KITCHEN / "square.svg").read_text(encoding="utf-8")
    built = build_pdfs(
        {"docs/logo.svg": logo}, paper="letter", organisation="The Institute", logo="logo.svg"
    )
    data = made(built)["brief"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
    assert "The Institute" in pdfs.text_of(data)


def test_a_site_without_the_setting_has_no_pdfs(build: Build) -> None:
    built = build({})
    assert not (built.site / "pdf").exists()
    assert 'class="download"' not in built.read("brief/index.html")


def test_a_page_may_link_to_a_pdf(build_pdfs: Callable[..., Built]) -> None:
    built = build_pdfs({"docs/index.md": "# Home\n\n[The dossier](pdf/dossier.pdf)\n"})
    assert built.exit_code == 0, built.output


def test_the_command_makes_pdfs_and_leaves_the_site_alone(build_pdfs: Callable[..., Built]) -> None:
    built = build_pdfs({})
    (built.root / "docs/brief.md").write_text(BRIEF.replace("VX again", "VX once more"))
    before = built.read("brief/index.html")
    result = CliRunner().invoke(main, ["pdf", "-f", str(built.root / "mkdocs.yml")])
    assert result.exit_code == 0, result.output
    assert built.read("brief/index.html") == before
    assert "VX once more" in pdfs.text_of(made(built)["brief"])


# Bad input ------------------------------------------------------------------------------------


def with_body(text: str) -> str:
    return BRIEF.split("## First")[0] + text


DOT = (KITCHEN / "dot.png").read_bytes()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{}</svg>'
NO_SIZE = SVG.format("").replace('"90"', '"0"')
CMYK = (KITCHEN.parent / "torture/pictures/print.jpg").read_bytes()
WIDE = " | ".join("Unbreakablewordnumber" + "x" * n for n in range(56))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"docs/brief.md": with_body("Text.\n\n![A cat](cat.png)\n")},
            "docs/brief.md:19: a missing picture: cat.png: mend the path",
        ),
        (
            {"docs/brief.md": with_body('<p><img src="https://example.org/a.png" alt="A"></p>\n')},
            "docs/brief.md:17: a picture from elsewhere: https://example.org/a.png: put the",
        ),
        (
            {"docs/brief.md": with_body('<p>x <img src="../dot.png"></p>\n'), "docs/dot.png": DOT},
            "docs/brief.md:17: a picture without words: ../dot.png: add alt",
        ),
        (
            {
                "docs/brief.md": with_body("![A](bad.svg)\n"),
                "docs/bad.svg": '<svg xmlns="http://www.w3.org/2000/svg">\n<g></svg>',
            },
            "docs/bad.svg:2: the SVG holds broken XML (mismatched tag)",
        ),
        (
            {"docs/brief.md": with_body("![A](bad.png)\n"), "docs/bad.png": DOT[:40]},
            "docs/brief.md:17: a picture that can't be read (",
        ),
        (
            {
                "docs/brief.md": with_body("Text.\n\n![A](face.svg)\n"),
                "docs/face.svg": SVG.format('<text y="20">A &#x1fae8; face</text>'),
            },
            "docs/brief.md:19: a drawing with a character that no font of the PDF has: \U0001fae8 "
            "(U+1FAE8): docs/face.svg: write it",
        ),
        (
            {"docs/brief.md": with_body("![A](print.jpg)\n"), "docs/print.jpg": CMYK},
            "docs/brief.md:17: a picture in the colours of print (CMYK): docs/print.jpg: save it",
        ),
        (
            {"docs/brief.md": with_body("![A](none.svg)\n"), "docs/none.svg": NO_SIZE},
            "docs/brief.md:17: a picture that can't be read (",
        ),
        (
            {"docs/brief.md": with_body("![A](a.ico)\n"), "docs/a.ico": b"an icon"},
            "docs/brief.md:17: a picture of a kind that a PDF can't hold: a.ico: save it as",
        ),
        (
            {"docs/brief.md": with_body("Text.\n\nA \U0001fae8 face and \u13a0.\n")},
            "docs/brief.md:19: a character that no font of the PDF has: \U0001fae8 (U+1FAE8)",
        ),
        (
            {"docs/brief.md": with_body(f"Text\n\n| {WIDE} |\n|{' --- |' * 56}\n| a |\n")},
            "docs/brief.md:19: a table with more columns than a page holds",
        ),
        (
            {"docs/page.md": "---\ntitle: Empty\npdf: true\n---\n# Empty\n"},
            "docs/page.md:1: the page has no text to print: write some",
        ),
        (
            {
                "docs/a/b.md": "---\npdf: true\n---\n# A\n\nx\n",
                "docs/a-b.md": "---\npdf: true\n---\n# B\n\nx\n",
            },
            "docs/a/b.md:1: its PDF would be called a-b.pdf, as that of a-b.md: rename",
        ),
        (
            {"docs/brief.md": with_body("<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>\n")},
            "docs/brief.md:17: an SVG without words: give it a <title>",
        ),
    ],
)
def test_bad_input_is_told_with_its_place(
    build: Build, files: dict[str, str | bytes], expected: str
) -> None:
    good = "---\ntitle: Good\npdf: true\n---\n# Good\n\nText.\n"
    built = build(
        {"docs/good.md": good, **files}, extra=PDF, validation={"links": {"not_found": "ignore"}}
    )
    assert built.exit_code == 1, built.output
    lines = re.findall(r"^ERROR   -  (.+)$", built.output, re.MULTILINE)
    assert any(line.startswith(expected) for line in lines), lines
    assert "Traceback" not in built.output
    assert not built.site.exists()


def test_every_character_without_a_font_is_told(build_pdfs: Callable[..., Built]) -> None:
    built = build_pdfs({"docs/brief.md": with_body("One \U0001fae8.\n\nTwo \U0001fae0.\n")})
    assert built.exit_code == 1
    told = re.findall(
        r"^ERROR .*docs/brief.md:(\d+): a character .*\((U\+\w+)\)", built.output, re.M
    )
    assert set(told) == {("17", "U+1FAE8"), ("19", "U+1FAE0")}


def test_the_other_pdfs_are_still_made(build_pdfs: Callable[..., Built]) -> None:
    built = build_pdfs({})
    before = made(built)
    (built.root / "docs/brief.md").write_text(with_body("A \U0001fae8 face.\n"), encoding="utf-8")
    page = "---\ntitle: Good\npdf: true\n---\n# Good\n\nText.\n"
    (built.root / "docs/good.md").write_text(page, encoding="utf-8")
    result = CliRunner().invoke(main, ["pdf", "-f", str(built.root / "mkdocs.yml")])
    assert result.exit_code == 1
    after = made(built)
    assert set(after) == {"brief", "dossier", "good"}
    assert after["brief"] == before["brief"]
    assert not list((built.site / "pdf").glob(".*"))


def _mapped() -> list[int]:
    """All characters that a font of the documents maps, but those that are to show nothing."""
    files = [path for path in engine.FONTS.iterdir() if path.suffix in (".otf", ".ttf", ".ttc")]
    fonts = [
        font
        for path in files
        for font in (TTCollection(path).fonts if path.suffix == ".ttc" else [TTFont(path)])
    ]
    mapped = {code for font in fonts for code in font.getBestCmap()}
    kinds_ = {code: unicodedata.category(chr(code)) for code in mapped}
    # Of marks, those that choose a form; and the dots of Braille where there are none.
    unseen = {0x034F, 0x2800, *range(0xFE00, 0xFE10)}
    return sorted(code for code in mapped - unseen if kinds_[code][0] not in "ZC")


def test_whatever_a_font_maps_is_printed_or_told(tmp_path: Path) -> None:
    """Fonts map some characters to nothing: a program that copies the text would find them."""
    source = """
        #set document(title: "x")
        #import "document.typ": serif, sans, mono
        #let ink(font, letter) = measure(
          text(font: font, top-edge: "bounds", bottom-edge: "bounds", letter)
        ).height
        #context for font in (serif, sans, mono) {
          for letter in json("codes.json").map(str.from-unicode) {
            if ink(font, letter) == 0pt [#metadata(letter)<taklimat-found>]
          }
        }
    """
    template = engine.FONTS.parent / "document.typ"
    (tmp_path / "document.typ").write_bytes(template.read_bytes())
    (tmp_path / "main.typ").write_text(source, encoding="utf-8")
    (tmp_path / "codes.json").write_text(json.dumps(_mapped()), encoding="utf-8")
    compiled = Compiler(engine.FONTS).compile(tmp_path, seconds=120)
    without = {str(letter) for letter in compiled.found}
    assert without == set(engine.Engine(Look(), Store(tmp_path)).unshown(sorted(without)))


def test_what_a_font_draws_as_nothing_is_printed_everywhere(tmp_path: Path) -> None:
    signs = "\u2103\u2109\u2164\u2169\u223c\u203e\u02ca\u02cb\u212b\u01ce"
    places = (
        "<h1>X {0}</h1><h2>{0}</h2><p>{0} <b>{0}</b> <i>{0}</i> <code>{0}</code> 中{0}文</p>"
        "<pre><code>{0}</code></pre><blockquote><p>{0}</p></blockquote><ul><li>{0}</li></ul>"
        "<table><tr><th>{0}</th></tr><tr><td>{0}</td></tr></table>"
    )
    made = engine.Engine(Look(), Store(tmp_path)).make(_document(places.format(signs)))
    assert isinstance(made, Made)
    seen = Counter(pdfs.inked(made.data))
    assert {sign: seen[sign] >= places.count("{0}") for sign in signs} == dict.fromkeys(signs, True)


def test_a_letter_that_shows_nothing_is_told(tmp_path: Path) -> None:
    result = engine.Engine(Look(), Store(tmp_path)).make(_document("<h1>X</h1><p>a\u3164b</p>"))
    assert isinstance(result, list)
    assert [(problem.code, "U+3164" in problem.what) for problem in result] == [("D04", True)]


def test_a_character_without_a_font_is_named_as_it_is_written(
    build_pdfs: Callable[..., Built],
) -> None:
    files: dict[str, str | bytes | None] = {
        # The dossier begins with another brief, in which nothing is wrong.
        "docs/a.md": with_body("Nothing."),
        "docs/brief.md": with_body("Two.\n\nKhmer: \u1793\u17d2\n\nA &#x1FAE8; face.\n"),
        "docs/c.md": with_body("A \U0001fae8 in another, joined \U0001fae8\u200d\U0001fae8.\n"),
    }
    built = build_pdfs(files)
    assert built.exit_code == 1
    told = re.findall(
        r"^ERROR   -  (\S+): a character .*: (.+) \((.+)\): write", built.output, re.M
    )
    assert sorted(told) == [
        ("docs/brief.md:19", "\u1793", "U+1793"),
        ("docs/brief.md:19", "\u17d2", "U+17D2"),
        ("docs/brief.md:21", "\U0001fae8", "U+1FAE8"),
        ("docs/c.md:17", "\U0001fae8", "U+1FAE8"),
    ]


def test_the_fonts_have_what_is_written_in_the_far_east(tmp_path: Path) -> None:
    """What the manual says: of marks that hardly anyone writes any more, they have none."""
    blocks = ((0x3001, 0x3040), (0x3041, 0x3097), (0x3099, 0x3100), (0xFF01, 0xFFEF))
    letters = [chr(code) for first, last in blocks for code in range(first, last)]
    written = [letter for letter in letters if unicodedata.category(letter)[0] not in "CZ"]
    # Signs of the post and of old standards, tones, marks of repeated syllables, verses; and kana
    # that stand for no sound of the language of today.
    rare = (
        "\u3004\u3018\u3019\u3020\u302a\u302b\u302c\u302d\u3031\u3032\u3033\u3034\u3035\u3037\u3038"
        "\u3039\u303a\u303b\u303c\u303d\u303e\u303f\u3095\u3096\u309f\u30a0\u30f7\u30f8\u30f9\u30fa"
        "\u30ff\uff5f\uff60\uffa0"
    )
    making = engine.Engine(Look(), Store(tmp_path))
    assert set(making.unshown(written)) == set(rare)
    in_parts = unicodedata.normalize("NFD", "\ud55c\uad6d\uc5b4 \u30ac \u00e9")
    assert making.unshown([in_parts]) == []
    # An address is left alone, letter by letter.
    link = f'<p><a href="https://example.org/{in_parts}\u301c">\u301c</a></p>'
    assert in_parts in writer.write(_document(link), Look(), "").source


# Formulas -------------------------------------------------------------------------------------


def made_of(tex: str, folder: Path) -> bytes:
    """The PDF of a formula."""
    formula = mathml(tex, is_block=True)
    formula.set("alttext", "a formula")
    html_ = f"<h1>X</h1><p>{ElementTree.tostring(formula, encoding='unicode')}</p>"
    result = engine.Engine(Look(), Store(folder)).make(_document(html_))
    assert isinstance(result, Made), result
    return result.data


def test_aligned_lines_have_their_signs_below_each_other(tmp_path: Path) -> None:
    data = made_of(r"\begin{aligned} a+a+a &= b \\ c &= d+d+d+d \end{aligned}", tmp_path)
    places = [box for sign, box in pdfs.boxes(data) if sign == "="]
    assert len(places) == 2
    assert places[0][0] == pytest.approx(places[1][0], abs=0.1)
    assert places[0][1] > places[1][1] + 5


@pytest.mark.parametrize("tex", [r"\boxed{a}", r"\cancel{a}", r"\sout{a}", r"\xcancel{a}"])
def test_what_is_boxed_or_struck_out_is_so_on_paper(tex: str, tmp_path: Path) -> None:
    assert pdfs.lines(made_of(tex, tmp_path)) > pdfs.lines(made_of("a", tmp_path))


# Nothing in a text is code --------------------------------------------------------------------


@given(st.text(max_size=80) | st.from_regex(r'[\\"#\[\]{}$<>@\n;(),a-z]{0,40}', fullmatch=True))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_string_and_nothing_else(text: str) -> None:
    source = f"#metadata({string(text)})<x>"
    compiler = typst.Compiler(source.encode(), ignore_system_fonts=True)
    found = json.loads(compiler.query("<x>", field="value", one=True))
    assert found == re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "", text)


HOSTILE = [
        '"); #panic("x") #("', "#{panic()}", '\\"#panic()', "]#panic()[", "$x$", "<label>", "@ref",
        "*/ #panic() /*", "// comment", "`raw`", "\\u{41}", '#read("/etc/passwd")', '#import "x"',
    ]  # fmt: skip


def test_text_that_looks_like_typst_is_printed_as_it_is(build_pdfs: Callable[..., Built]) -> None:
    body = "".join(f"<p>{html.escape(text)}</p>\n\n" for text in HOSTILE)
    built = build_pdfs({"docs/brief.md": with_body(body), "glossary/x.md": entry(term="panic")})
    assert built.exit_code == 0, built.output
    text = " ".join(pdfs.text_of(made(built)["brief"]).split())
    for line in HOSTILE:
        assert " ".join(line.split()) in text


# Pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*BRIEFS, "evidence", "forecasts", "tables", "dossier"])
def test_no_heading_ends_a_page(real_site: Path, name: str) -> None:
    assert pdfs.stranded((real_site / f"pdf/{name}.pdf").read_bytes()) == []


@pytest.mark.parametrize("name", [*BRIEFS, "dossier"])
def test_a_note_stands_on_the_page_of_its_mark(real_site: Path, name: str) -> None:
    data = (real_site / f"pdf/{name}.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        notes = sum(kind == "/Note" for kind, _ in pdfs.elements(pdf))
    # In lists and tables the engine now and then finds no room for one.
    assert len(pdfs.late_notes(data)) <= 0.03 * notes


def test_links_say_where_they_lead(real_site: Path) -> None:
    data = (real_site / "pdf/downgrade.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        said = {str(a.Contents) for page in pdf.pages for a in page.get("/Annots", [])}
        assert "/Suspects" not in pdf.Root.MarkInfo
    assert "Back to the mark of note 1" in said
    assert any("persona non grata" in each and "page" in each for each in said)
    assert not any(re.fullmatch(r"\d+|page \d+", each) for each in said)


def test_marks_of_emphasis_in_a_title_are_no_words(build_pdfs: Callable[..., Built]) -> None:
    titled = BRIEF.replace("A brief", '"The *Sea Bird* of `code_x`"')
    built = build_pdfs({"docs/brief.md": titled})
    page = built.read("brief/index.html")
    assert "<title>The Sea Bird of code_x" in page
    assert "The <em>Sea Bird</em> of <code>code_x</code>" in page
    pdf = made(built)["brief"]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "The Sea Bird of code_x"
    assert "*" not in pdfs.text_of(pdf)
    assert "*Sea" not in built.read("search/index.json")
