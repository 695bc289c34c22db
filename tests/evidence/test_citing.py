"""Citations: what authors write, what readers see, and what other programs read."""

from __future__ import annotations

import importlib
import json
import re
import sys
from typing import TYPE_CHECKING, Any

import markdown
import pytest
import rispy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, fromstring
from pybtex.database import parse_string

from conftest import BRIEFS, ENGLISH, ROOT, Build
from taklimat.evidence import biblatex, bibtex, citations, exporting
from taklimat.evidence.bibliography import CHICAGO, Bibliography, style_file
from taklimat.evidence.citing import CitationsExtension
from taklimat.evidence.items import normalise
from taklimat.evidence.reporting import report
from taklimat.evidence.sources import read_sources
from taklimat.source.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = [
    {
        "id": "smith2020",
        "type": "article-newspaper",
        "title": 'A day\'s "news" & <more>',
        "author": [{"family": "Smith", "given": "Ann Mary"}],
        "container-title": "The_Paper",
        "issued": {"date-parts": [[2020, 5, 6]]},
        "URL": "https://example.org/a?b=1&c=2",
    },
    {
        "id": "un1971",
        "type": "report",
        "title": "A Report",
        "author": [{"literal": "United Nations Office"}],
        "publisher": "United Nations",
        "number": "12",
        "issued": {"date-parts": [[1971, 11]]},
    },
]
REAL = json.loads((ROOT / "docs/data/sources.json").read_text(encoding="utf-8"))


@pytest.fixture
def bibliography(tmp_path: Path) -> Bibliography:
    problems = Problems()
    file = tmp_path / "s.json"
    file.write_text(json.dumps(SOURCES), encoding="utf-8")
    sources = read_sources(file, "s.json", problems).by_key
    assert not problems
    return Bibliography(sources, style_file(CHICAGO, tmp_path, problems), "en-GB")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. [@smith2020]", [("smith2020", "", False)]),
        ("A [@smith2020; @un1971, p. 3].", [("smith2020", "", False), ("un1971", "3", False)]),
        ("@un1971 says so.", [("un1971", "", True)]),
        ("(@un1971) and @un1971.", [("un1971", "", True), ("un1971", "", True)]),
        ("[@un1971, ch. 2]", [("un1971", "2", False)]),
        ("me@example.org, `[@code]`, \\@not, [me@example.org], <a@b.org>", []),
        ("[@smith2020](x) [a link @ x](y) ![@alt](z) [see @un1971][z] [a [b] @un1971](z)", []),
        ("[@smith2020](x) @un1971 [@un1971]", [("un1971", "", True), ("un1971", "", False)]),
        ("[^1]: @un1971 (x)", [("un1971", "", True)]),
        ("```\n[@code]\n```\n", []),
        ("https://example.org/@user", []),
    ],
)
def test_what_counts_as_a_citation(text: str, expected: list[tuple[str, str, bool]]) -> None:
    found = [
        (item.key, item.locator, citation.in_text)
        for citation in citations.citations(text)
        for item in citation.items
    ]
    assert found == expected


def cited(text: str, bibliography: Bibliography, *extensions: str) -> str:
    """Markdown as HTML with its citations."""
    extension = CitationsExtension(bibliography, ENGLISH)
    return markdown.markdown(text, extensions=[*extensions, extension])


def test_a_citation_becomes_a_footnote_in_the_named_style(bibliography: Bibliography) -> None:
    html = cited("So it was [@smith2020; @un1971, p. 3]. Yes.", bibliography)
    name = "smith2020+un1971-page-3"
    assert html == (
        f'<p>So it was<sup id="fnref:{name}"><a class="footnote-ref" href="#fn:{name}">1</a></sup>. '
        'Yes.</p>\n<div class="footnote">\n<hr />\n<ol>\n'
        f'<li id="fn:{name}">\n'
        '<p><span class="reference no-glossary" data-source="smith2020">Ann Mary Smith, “A Day’s '
        "‘News’ &amp; &lt;more&gt;”, <i>The_Paper</i>, 6 May 2020, "
        '<a href="https://example.org/a?b=1&amp;c=2">example.org</a></span>; '
        '<span class="reference no-glossary" data-source="un1971">United Nations Office, '
        "<i>A Report</i>, no. 12 (United Nations, 1971), 3.</span>&#160;"
        '<a aria-label="Jump back to footnote 1 in the text" class="footnote-backref" '
        f'href="#fnref:{name}">&#8617;</a></p>\n</li>\n</ol>\n</div>'
    )


def test_a_citation_in_a_sentence_names_who_speaks(bibliography: Bibliography) -> None:
    text: HtmlElement = fromstring(cited("@smith2020 argues, and @un1971 reports.", bibliography))
    assert text.xpath("string(p)") == "Smith1 argues, and United Nations Office2 reports."


def test_a_name_in_the_bibliography_is_text(build: Build) -> None:
    evil = {
        "id": "e1", "type": "book", "title": "<img src=x onerror=alert(1)>",
        "author": [{"literal": "<script>alert(1)</script>"}], "publisher": "<b>B</b>",
    }  # fmt: skip
    built = build(
        {
            "docs/brief.md": None,
            "s.json": json.dumps([evil]),
            "docs/page.md": "# P\n\n@e1 says, and [@e1, <i>p</i>].\n",
            "docs/sources.md": "---\nkind: sources\ntitle: S\n---\n# S\n",
        },
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 0, built.output
    for path in ("page/index.html", "sources/index.html"):
        page: HtmlElement = fromstring(built.read(path))
        article = page.xpath("//article")[0]
        assert not article.xpath(".//script | .//img")
        assert "<script>alert(1)</script>" in article.text_content()


def test_an_authors_own_footnotes_stay(build: Build) -> None:
    built = build(
        {
            "docs/brief.md": None,
            "s.json": json.dumps(SOURCES),
            "docs/page.md": "# P\n\nA[^own] and B [@smith2020].\n\n[^own]: Mine.\n",
        },
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 0, built.output
    page = built.read("page/index.html")
    assert "Mine." in page
    assert "Ann Mary Smith" in page
    assert "Sources never cited: un1971" in built.output


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@smith2002]", "an unknown source: smith2002: did you mean smith2020?"),
        ("@smith2002 says", "an unknown source: smith2002: did you mean smith2020?"),
        ("A[^smith2020]", "a footnote without a text: smith2020: cite the source as [@smith2020]"),
        ("A[^x]", "a footnote without a text: x: add a line [^x]: …"),
    ],
)
def test_a_wrong_citation_is_told_with_its_line(build: Build, text: str, expected: str) -> None:
    built = build(
        {"s.json": json.dumps(SOURCES), "docs/page.md": f"# P\n\nFirst.\n\n{text}\n"},
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 1
    assert f"docs/page.md:5: {expected}" in built.output


def test_another_style_may_be_named(build: Build) -> None:
    files: dict[str, str | bytes | None] = {
        "docs/brief.md": None,
        "s.json": json.dumps(SOURCES),
        "docs/page.md": "# P\n\nA [@un1971].\n",
    }
    style = (ROOT / f"hooks/taklimat/evidence/styles/{CHICAGO}.csl").read_text(encoding="utf-8")
    files["own.csl"] = style.replace('prefix="("', 'prefix="«"')
    settings_ = {"bibliography": "s.json", "citation_style": "own.csl"}
    built = build(files, extra={"taklimat": settings_})
    assert built.exit_code == 0, built.output
    built = build(files, extra={"taklimat": {**settings_, "citation_style": "none.csl"}})
    assert "mkdocs.yml: no citation style: none.csl: use chicago-notes" in built.output
    built = build({**files, "own.csl": "<style>"}, extra={"taklimat": settings_})
    assert "own.csl: a broken citation style (" in built.output


# BibTeX -----------------------------------------------------------------------------------------


def people(item: dict[str, Any]) -> list[str]:
    order = ("literal", "given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return [
        "".join(author.get(part, "") for part in order).replace(" ", "")
        for author in item.get("author", ())
    ]


def from_bibtex(text: str) -> list[dict[str, Any]]:
    entries = bibtex.parse(text)
    assert [entry.faults for entry in entries if entry.faults] == []
    return [item for _, item in biblatex.items(entries)]


def test_the_real_bibliography_goes_through_bibtex_and_back(tmp_path: Path) -> None:
    real = {item["id"]: normalise(item) for item in REAL}
    written = exporting.bibtex(real.values())
    # Another reader takes it, too.
    assert set(parse_string(written, "bibtex").entries) == set(real)
    (tmp_path / "s.bib").write_text(written, encoding="utf-8")
    problems = Problems()
    found = read_sources(tmp_path / "s.bib", "s.bib", problems)
    assert not problems
    assert list(found.by_key) == list(real)
    for key, before in real.items():
        after = found.by_key[key].item
        # A family name alone and a literal are the same name, and S.C. is S. C.
        assert people(after) == people(before), key
        for name in ("type", "title", "URL", "DOI", "publisher", "issued", "page", "volume"):
            assert after.get(name) == before.get(name), (key, name)


def test_a_site_may_keep_its_sources_in_bibtex(build: Build) -> None:
    files: dict[str, str | bytes | None] = {
        "docs/brief.md": None,
        "s.bib": exporting.bibtex(map(normalise, SOURCES)),
        "docs/page.md": "# P\n\nA [@smith2020].\n",
    }
    built = build(files, extra={"taklimat": {"bibliography": "s.bib"}})
    assert built.exit_code == 0, built.output
    assert "Ann Mary Smith" in built.read("page/index.html")
    broken = "@article{smith2020,\n title = {x\n year"
    built = build({**files, "s.bib": broken}, extra={"taklimat": {"bibliography": "s.bib"}})
    assert "s.bib:2: a brace that is not closed" in built.output


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='{}\\%"@#~^$'),
    min_size=1,
    max_size=30,
)


@given(_TEXT, _TEXT)
@example("0", "<>")
@example("<b", "a<x>")
@settings(max_examples=100, deadline=None)
def test_titles_and_names_survive_bibtex(title: str, family: str) -> None:
    item: dict[str, Any] = {"id": "a1", "type": "book", "title": title}
    item["author"] = [{"literal": family}]
    (back,) = from_bibtex(exporting.bibtex([item]))
    assert (back["title"], back["author"]) == (title, [{"literal": family}])


# How a brief itself is cited --------------------------------------------------------------------


@pytest.mark.parametrize("name", BRIEFS)
def test_reference_managers_can_import_every_brief(real_site: Path, name: str) -> None:
    page: HtmlElement = fromstring((real_site / name / "index.html").read_text(encoding="utf-8"))
    title = page.xpath("//h1")[0].text

    (entry,) = parse_string(
        (real_site / f"cite/{name}.bib").read_text(encoding="utf-8"), "bibtex"
    ).entries.values()
    assert entry.fields["title"].replace("'", "’") == title
    assert (entry.fields["year"], str(entry.persons["author"][0])) == (
        "2026",
        "{The Taklimat project}",
    )

    (record,) = rispy.loads((real_site / f"cite/{name}.ris").read_bytes().decode())
    assert record["type_of_reference"] == "RPRT"
    assert record["authors"] == ["The Taklimat project"]
    assert record["year"] == "2026"
    assert record["title"].replace("'", "’") == title

    (item,) = json.loads((real_site / f"cite/{name}.json").read_text(encoding="utf-8"))
    assert item["type"] == "report"
    day = page.xpath('//p[@class="brief-facts"]//time')[0].get("datetime")
    assert item["issued"] == {"date-parts": [[int(part) for part in day.split("-")]]}
    section = page.get_element_by_id("cite-this").getparent().text_content()
    assert "The Taklimat project" in section
    assert "Version " in section


@pytest.mark.parametrize("name", BRIEFS)
def test_the_head_of_every_brief_has_what_scholar_and_zotero_require(
    real_site: Path, name: str
) -> None:
    page: HtmlElement = fromstring((real_site / name / "index.html").read_text(encoding="utf-8"))
    metas = [
        (m.get("name") or m.get("property"), m.get("content")) for m in page.xpath("//head/meta")
    ]
    found = dict(metas)
    for required in ("citation_title", "citation_author", "citation_publication_date", "citation_pdf_url",
                     "DC.title", "DC.creator", "DC.date", "og:title", "og:type", "og:description"):  # fmt: skip
        assert found.get(required), required
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", found["citation_publication_date"])
    assert (real_site / found["citation_pdf_url"].lstrip("/")).is_file()


@pytest.mark.parametrize("name", BRIEFS)
def test_linked_data_uses_the_terms_of_schema_org(
    real_site: Path, name: str, schemaorg: Any
) -> None:
    page: HtmlElement = fromstring((real_site / name / "index.html").read_text(encoding="utf-8"))
    (script,) = page.xpath('//script[@type="application/ld+json"]')
    data = json.loads(script.text)
    assert data["@type"] == "Report"
    assert len(data["citation"]) > 15
    assert data["about"]
    makers = [a for work in data["citation"] for a in work.get("author", ())]
    whole = {a["literal"] for item in REAL for a in item.get("author", ()) if "literal" in a}
    assert makers
    assert all((a["@type"] == "Organization") == (a["name"] in whole) for a in makers)
    assert undefined(data, schemaorg) == []


@pytest.fixture(scope="session")
def schemaorg() -> Any:
    """The types of schema.org as classes: so many modules import each other that it takes depth."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))
    return importlib.import_module("msgspec_schemaorg.models")


def undefined(data: dict[str, Any], schemaorg: Any) -> list[str]:
    """The properties of an item that schema.org does not have for its type."""
    known = set(getattr(schemaorg, data["@type"]).__struct_fields__)
    wrong = [f"{data['@type']}.{k}" for k in data if not k.startswith("@") and k not in known]
    for value in data.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                wrong += undefined(each, schemaorg)
    return wrong


def test_a_published_site_gives_absolute_addresses(build: Build) -> None:
    built = build(
        {}, site_url="https://site.example/base/", repo_url="https://github.com/o/r",
        extra={"taklimat": {"pdf": {}}},
    )  # fmt: skip
    assert built.exit_code == 0, built.output
    page = built.read("brief/index.html")
    assert 'name="citation_pdf_url" content="https://site.example/base/pdf/brief.pdf"' in page
    assert 'href="https://github.com/o/r/commits/HEAD/docs/brief.md"' in page
    assert "UR  - https://site.example/base/brief/" in built.read("cite/brief.ris")


CAPTION = "<figcaption>So [@un1971, p. 3] and [^n]</figcaption>"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"<figure>\n{CAPTION}\n</figure>", 2),
        (f"<figure markdown>\n![x](y.png)\n{CAPTION}\n</figure>", 3),
        (f"<div markdown>\n\n<figure>\n{CAPTION}</figure>\n\n</div>", 4),
        ("<table><tr><td>[@un1971]</td>\n<td>[^n]</td></tr></table>", 1),
        ("<p>[@un1971] [^n]</p>", 1),
    ],
)
@pytest.mark.parametrize("note", ["", "\n\n[^n]: A note."])
def test_what_markdown_does_not_read_is_told_at_its_line(
    bibliography: Bibliography, text: str, line: int, note: str
) -> None:
    before = "Well cited.[@un1971]\n\n"
    extension = CitationsExtension(bibliography)
    extensions: list[Any] = ["md_in_html", "footnotes", extension]
    source = f"{before}{text}{note}"
    markdown.markdown(source, extensions=extensions)
    problems = Problems()
    report(extension, "x.md", source, problems)
    told = {(each.code, each.line, each.what.rpartition(" ")[2]) for each in problems}
    rows = text.count("</td>\n")
    assert told == {("C07", line + 2, "un1971"), ("C07", line + 2 + rows, "n")}


def test_code_and_formulas_in_html_hold_no_marks(bibliography: Bibliography) -> None:
    text = "<p><code>[^n] [@un1971]</code></p>\n\n`[^a]`\n\n\\[\n[^b]\n\\]\n\n<!-- [^c] -->\n"
    extension = CitationsExtension(bibliography)
    extensions: list[Any] = ["md_in_html", "footnotes", "pymdownx.arithmatex", extension]
    generic = {"pymdownx.arithmatex": {"generic": True}}
    markdown.markdown(text, extensions=extensions, extension_configs=generic)
    assert extension.unreached == []
