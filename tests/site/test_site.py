"""Whole sites, as files: what a reader's browser would be given."""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner
from lxml import html
from mkdocs.__main__ import cli

from conftest import BRIEF, BRIEFS, HOOKS, ROOT, SMALL_SITE, Build, Built, entry, indexed
from taklimat.glossary.names import normalise
from taklimat.site.outputs import GlossaryFile, schemas

if TYPE_CHECKING:
    from pathlib import Path


@cache
def parsed(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_text(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def targets(site: Path, page: Path) -> list[tuple[str, Path, str]]:
    """Each internal link of a page: as written, its file, its anchor."""
    base = f"https://site.invalid/{page.relative_to(site).as_posix()}"
    found = []
    for element in parsed(page).iter("a", "link", "img", "script"):
        address = element.get("href") or element.get("src")
        if not address or element.get("rel") == "canonical":
            continue
        url = urlsplit(urljoin(base, address))
        if url.scheme in ("http", "https") and url.netloc == "site.invalid":
            path = site / unquote(url.path).lstrip("/")
            file = path / "index.html" if url.path.endswith("/") else path
            found.append((address, file, unquote(url.fragment)))
    return found


def test_every_internal_link_and_anchor_leads_somewhere(real_site: Path) -> None:
    broken = []
    checked = 0
    for page in pages(real_site):
        if page.name == "404.html":  # its addresses are absolute: it is served from anywhere
            continue
        for address, file, anchor in targets(real_site, page):
            checked += 1
            if not file.is_file():
                broken.append((page, address))
            elif anchor and file.suffix == ".html":
                ids = {e.get("id") for e in parsed(file).iter() if e.get("id")}
                if anchor not in ids:
                    broken.append((page, address))
    assert not broken
    assert checked > 3000


def test_no_page_asks_another_host_for_anything(real_site: Path) -> None:
    asked = []
    for page in pages(real_site):
        root = parsed(page)
        wanted = [e.get("src") for e in root.iter("script", "img", "iframe", "source", "video")]
        wanted += [
            e.get("href")
            for e in root.iter("link")
            if e.get("rel") not in ("canonical", "next", "prev", "alternate feed")
        ]
        asked += [(page, address) for address in wanted if address and urlsplit(address).netloc]
    for sheet in real_site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        for address in re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", text):
            if urlsplit(address).netloc:
                asked.append((sheet, address))
    assert not asked


def test_every_id_of_a_page_is_unique(real_site: Path) -> None:
    for page in pages(real_site):
        ids = [e.get("id") for e in parsed(page).iter() if e.get("id")]
        assert len(ids) == len(set(ids)), (page, {i for i in ids if ids.count(i) > 1})


def test_all_claims_stand_on_their_page_and_are_treated(real_site: Path) -> None:
    root = parsed(real_site / "claims/index.html")
    claims = root.xpath('//div[@class="claim item"]')
    data = yaml.safe_load((ROOT / "docs/data/claims.yml").read_text(encoding="utf-8"))
    assert [claim.get("id").upper() for claim in claims] == [claim["id"] for claim in data]
    assert claims
    for claim in claims:
        assert claim.xpath('.//p[contains(@class, "claim-treated")]/a')
        assert "Today." in claim.text_content()


def test_every_event_has_an_anchor_and_a_source(real_site: Path) -> None:
    events = parsed(real_site / "timeline/index.html").xpath('//div[@class="event item"]')
    data = yaml.safe_load((ROOT / "docs/data/timeline.yml").read_text(encoding="utf-8"))
    assert [e.get("id") for e in events] == [
        e["id"] for e in sorted(data, key=lambda e: str(e["date"]))
    ]
    assert all(event.xpath('.//a[@class="footnote-ref"]') for event in events)
    assert events


def test_every_source_shows_where_it_is_cited(real_site: Path) -> None:
    root = parsed(real_site / "sources/index.html")
    sources = json.loads((ROOT / "docs/data/sources.json").read_text(encoding="utf-8"))
    assert {e.get("id") for e in root.xpath('//div[contains(@class, "source ")]')} == {
        source["id"] for source in sources
    }
    places = [
        len(each.xpath('.//p[contains(@class, "source-places")]/a'))
        for each in root.xpath('//div[contains(@class, "source ")]')
    ]
    assert max(places) > 1


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_brief_has_its_parts(real_site: Path, brief: str) -> None:
    root = parsed(real_site / brief / "index.html")
    assert len(root.xpath("//h1")) == 1
    assert root.xpath('//p[@class="brief-summary"]')
    assert root.xpath('//div[@class="judgements"]//span[starts-with(@class, "confidence")]')
    terms = root.xpath('//section[@class="key-terms"]//a[not(@class="headerlink")]')
    linked = {a.get("data-term") for a in root.xpath('//a[@class="glossary-term"]')}
    assert linked
    assert linked <= {urlsplit(a.get("href")).path.split("/")[-2] for a in terms}


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_brief_has_at_most_1000_words(brief: str) -> None:
    """Its summary, judgements and text, without citations, marks and addresses."""
    _, matter, body = (ROOT / f"docs/{brief}.md").read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(matter)
    del told["in_brief"]
    told["judgements"] = [[each["text"], each["change"]] for each in told["judgements"]]
    shown = f"{told['title']} {told['summary']} {told['judgements']} {told.get('today')} {body}"
    words = re.sub(r"\[\^[^\]]+\]|\[@[^\]]+\]|[|#*]|\{[^}]*\}|\]\([^)]*\)", " ", shown).split()
    assert 300 <= len(words) <= 1000


def test_each_term_is_linked_once_a_page(real_site: Path) -> None:
    for page in pages(real_site):
        terms = [a.get("data-term") for a in parsed(page).xpath('//a[@class="glossary-term"]')]
        assert len(terms) == len(set(terms)), page


def test_an_entry_tells_where_its_term_is_mentioned(real_site: Path) -> None:
    root = parsed(real_site / "glossary/psi/index.html")
    places = [a.get("href") for a in root.xpath('//section[@class="mentioned-in"]//a[@href]')]
    assert "../../us-factor/#the-psi" in places
    data = json.loads(root.xpath('//script[@type="application/ld+json"]')[0].text)
    assert data["@type"] == "DefinedTerm"
    assert data["termCode"] == "PSI"
    assert "Statement of Interdiction Principles" in data["alternateName"]


def test_the_glossary_lists_terms_under_name_and_acronym(real_site: Path) -> None:
    root = parsed(real_site / "glossary/index.html")
    names = [dt.text_content() for dt in root.xpath("//dt")]
    assert {"PSI", "Proliferation Security Initiative (PSI)", "OIC", "VX"} <= set(names)
    assert root.xpath('//nav[@class="letters"]/a')
    data = json.loads(root.xpath('//script[@type="application/ld+json"]')[0].text)
    assert data["@type"] == "DefinedTermSet"
    people = set(parsed(real_site / "people/index.html").xpath('//*[@class="item-head"]/a/text()'))
    assert people
    assert not people & set(names)
    entries = len(list((ROOT / "glossary").glob("*.md")))
    assert len(data["hasDefinedTerm"]) == entries - len(people)
    assert len(data["hasDefinedTerm"]) >= 30


def test_glossary_json_fits_its_schema(real_site: Path) -> None:
    text = (real_site / "glossary.json").read_text(encoding="utf-8")
    file = GlossaryFile.model_validate_json(text, strict=True)
    psi = next(term for term in file.terms if term.id == "psi")
    assert psi.acronym == "PSI"
    assert (real_site / psi.url / "index.html").is_file()
    assert any(place.url == "us-factor/#the-psi" for place in psi.mentioned_in)
    for name, schema in schemas().items():
        assert (real_site / "schemas" / name).read_text(encoding="utf-8") == schema


def test_the_search_index_finds_an_entry_by_every_name(real_site: Path) -> None:
    by_place: dict[str, str] = {}
    for location, known in indexed(real_site).items():
        place = location.partition("#")[0]
        by_place[place] = "\n".join((by_place.get(place, ""), *known.values()))
    for term in GlossaryFile.model_validate_json(
        (real_site / "glossary.json").read_text(encoding="utf-8")
    ).terms:
        for name in filter(None, [term.term, term.acronym, *term.aliases]):
            assert name in normalise(by_place[term.url])
    # Key terms and backlinks would make every brief a hit for every term.
    assert "Mentioned in" not in " ".join(by_place.values())
    assert not any(location.startswith("glossary/#") for location in indexed(real_site))


def test_search_text_and_description_hold_no_trace_of_links(build: Build) -> None:
    with_links = build({})
    index = with_links.indexed()

    def head_of(built: Built) -> str:
        # The terms stand in the linked data: they are what the brief is about.
        head = built.read("brief/index.html").split("</head>")[0]
        return re.sub(r'"about":\[.*?\]', "", head)

    head = head_of(with_links)
    without = build({"docs/brief.md": (with_links.root / "docs/brief.md").read_text().replace(
        "kind: brief", "kind: brief\nglossary: false"
    ), "docs/index.md": "---\nglossary: false\n---\n# Home\n\nThe PSI.\n"})  # fmt: skip
    briefs = [
        {place: known for place, known in each.items() if not place.startswith("glossary")}
        for each in (index, without.indexed())
    ]
    assert briefs[0] == briefs[1]
    assert head == head_of(without)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_links_are_relative_whichever_way_addresses_are_made(
    build: Build, directory_urls: bool
) -> None:
    built = build({"docs/deep/page.md": "# Deep\n\nVX"}, use_directory_urls=directory_urls)
    assert built.exit_code == 0, built.output
    checked = 0
    for page in pages(built.site):
        if page.name == "404.html":
            continue
        for address, file, _ in targets(built.site, page):
            assert file.is_file() or address in (".", ".."), (page, address)
            checked += "glossary/vx" in address
    assert checked


def test_edit_links_lead_to_the_entrys_file(build: Build) -> None:
    built = build(
        {},
        repo_url="https://example.org/owner/repo",
        edit_uri="edit/main/docs/",
        theme={"name": "material", "font": False, "features": ["content.action.edit"]},
    )
    assert "https://example.org/owner/repo/edit/main/glossary/vx.md" in built.read(
        "glossary/vx/index.html"
    )


def test_the_report_lists_what_to_look_at(build: Build) -> None:
    built = build(
        {
            "docs/index.md": "# Home\n\nThe PSI, the Proliferation Security Initiative, and IAEA.\n",
            "glossary/lone.md": entry(term="Lonely Term"),
        },
        extra={"taklimat": {"acronyms": {"allow": ["IAEA"]}}},
    )
    report = (built.root / ".taklimat/report.md").read_text(encoding="utf-8")
    assert "- lone\n" in report
    assert "- index.md: psi\n" in report
    assert "IAEA" not in report
    assert "Terms never mentioned: lone" in built.output
    assert not list(built.site.rglob("report.md"))


def test_another_subject_needs_no_change_of_code() -> None:
    words = re.compile(r"Malaysia|Korea|Jong|Kuala|RSIS|\bVX\b|ASEAN", re.IGNORECASE)
    code = [
        f for f in (ROOT / "hooks").rglob("*") if f.suffix in {".py", ".md", ".html", ".css", ".js"}
    ]
    assert len(code) > 20
    found = {
        file.name: words.findall(file.read_text(encoding="utf-8"))
        for file in code
        # Docstrings may show a real acronym as an example; nothing else may.
        if words.search(re.sub(r'("""|#|description=).*', "", file.read_text(encoding="utf-8")))
    }
    assert not found


def test_a_site_without_data_files_builds(build: Build) -> None:
    built = build({}, extra={})
    assert built.exit_code == 0, built.output
    assert 'data-term="vx"' in built.read("brief/index.html")


def test_a_brief_s_words_lead_where_they_led_on_other_pages(build: Build) -> None:
    brief = BRIEF.replace("It was the PSI.", '"It was [so](#second), [as said](../index.md#home)."')
    today = "today: {date: 2026-11-24, text: '[So](other.md) it stands, [there](#first).'}\n"
    short = """in_brief:
  facts: ["[One](#first) is one.", "Or so.", "[Two](other.md) is two."]
  meaning: "It [means](../index.md) this."
  watch: ["[This](https://else.example/#first) and [that](other.md#other)."]
"""
    built = build(
        {
            "docs/index.md": "# Home\n\n{judgement: deep/own}\n\n{card: deep/own}\n\n{today: deep/own}\n",
            "docs/deep/own.md": brief.replace("topics", today + short + "topics"),
            "docs/deep/other.md": "# Other\n",
        }
    )
    assert built.exit_code == 0, built.output
    for page, text, leads in (
        ("index.html", "so", "deep/own/#second"),
        ("index.html", "as said", "#home"),
        ("index.html", "So", "deep/other/"),
        ("deep/own/index.html", "so", "#second"),
        ("deep/own-in-brief/index.html", "so", "../own/#second"),
        ("deep/own-in-brief/index.html", "One", "../own/#first"),
        ("deep/own-in-brief/index.html", "Two", "../other/"),
        ("deep/own-in-brief/index.html", "that", "../other/#other"),
        ("deep/own-in-brief/index.html", "This", "https://else.example/#first"),
    ):
        found = parsed(built.site / page).xpath(f"//a[text()='{text}']/@href")
        assert found, (page, text)
        assert {each.removeprefix("./") for each in found} <= {leads, f"index.html{leads}"}, found


def atom(path: Path) -> list[dict[str, str]]:
    """The entries of an Atom feed."""
    space = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{space}feed"
    return [
        {
            "title": entry.findtext(f"{space}title", ""),
            "id": entry.findtext(f"{space}id", ""),
            "updated": entry.findtext(f"{space}updated", ""),
        }
        for entry in root.iter(f"{space}entry")
    ]


@pytest.fixture(scope="module")
def with_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site in a repository of its own, with a brief that was changed."""
    root = tmp_path_factory.mktemp("history")
    env = {**os.environ, "GIT_AUTHOR_DATE": "", "GIT_COMMITTER_DATE": ""}

    def git(*arguments: str, day: str) -> None:
        when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        name = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", *name, *arguments], cwd=root, check=True, env=env | when)

    for path, text in SMALL_SITE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git("init", "-q", day="2026-11-24")
    git("add", "-A", day="2026-11-24")
    git("commit", "-qm", "First <b>", day="2026-11-24")
    text = BRIEF.replace("VX again.", "VX <i>once</i> more, {event: none} and again.")
    (root / "docs/brief.md").write_text(text.replace("{event: none} ", ""), encoding="utf-8")
    git("commit", "-qam", "Second", day="2026-12-05")
    said = "It tells of *once more*, [as here](#second), [there](index.md#home)."
    note = f"changes: [{{date: 2026-12-05, text: '{said}'}}]\nsearch: [found]\ntopics"
    text = text.replace("{event: none} ", "").replace("topics", note)
    (root / "docs/brief.md").write_text(text, encoding="utf-8")
    git("commit", "-qam", "Third", day="2026-12-05")
    config = {
        "site_name": "Test",
        "site_url": "https://site.example/",
        "theme": "material",
        "hooks": [str(hook) for hook in HOOKS],
        "markdown_extensions": ["attr_list", "footnotes", "md_in_html"],
        "extra": {"taklimat": {"pdf": {}}},
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    result = CliRunner().invoke(cli, ["build", "--strict", "-f", str(root / "mkdocs.yml")])
    assert result.exit_code == 0, result.output
    return root / "site"


@pytest.mark.parametrize(
    "extensions", [["toc"], ["pymdownx.extra"], ["markdown.extensions.footnotes"]]
)
def test_pages_are_whole_whichever_extensions_are_named(
    build: Build, extensions: list[str]
) -> None:
    built = build({}, markdown_extensions=extensions)
    assert built.exit_code == 0, built.output
    page = parsed(built.site / "brief/index.html")
    assert page.xpath('//p[@class="brief-summary"]')
    assert page.xpath('//div[contains(@class, "judgements")]//li')
    assert "{ ." not in page.text_content()


def test_a_brief_has_a_history_with_its_differences(with_history: Path) -> None:
    page = parsed(with_history / "history/brief/index.html")
    assert [h.text for h in page.xpath("//h2")] == ["5 December 2026", "24 November 2026"]
    (change,) = page.xpath('//p[@class="change"]')
    assert [e.text for e in change.iter("ins")] == ["once more, and"]
    assert page.xpath('//p[@class="change-place"]/text()') == ["Second"]
    # Its author's note, the sections it changed, and no word of a commit; one without text is left out.
    assert page.xpath('//p[@class="change-note"]//em/text()') == ["once more"]
    links = page.xpath('//p[@class="change-note"]//a/@href')
    assert links == ["../../brief/#second", "../../#home"]
    feed = (with_history / "feeds/changes.atom").read_text(encoding="utf-8")
    assert "It tells of once more, as here, there." in feed
    assert [each.text_content() for each in page.xpath("//summary")] == ["Changed: Second."]
    assert not {"First <b>", "Third"} & set(page.xpath("//text()"))
    assert not page.xpath("//p//i")
    brief = parsed(with_history / "brief/index.html")
    assert brief.xpath('//section[@class="cite-this"]//a[text()="History of this page"]/@href') == [
        "../history/brief/"
    ]


def test_a_site_that_is_not_committed_says_what_to_do(build: Build, tmp_path: Path) -> None:
    said = "No history: the files are not in version control."
    first = build({}, site_name="Our Briefs", site_author="Our briefs")
    assert said in first.output
    assert "git init, then commit them" in first.output
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    built = build({}, site_name="Our Briefs", site_author="Our briefs")
    assert "No history: nothing is committed yet." in built.output
    assert "To have them: git add . && git commit." in built.output
    page = built.read("brief/index.html")
    assert re.search(r"Version of <time[^>]*>24 November 2026</time>\.", page)
    assert "version control" not in page
    # Site and publisher are called alike, and named once.
    (cited,) = re.findall(r'class="citation-text">(.*?)</p>', page, re.DOTALL)
    assert cited.casefold().count("our briefs") == 1


def test_feeds_tell_of_briefs_and_changes(with_history: Path) -> None:
    (brief,) = atom(with_history / "feeds/briefs.atom")
    assert (brief["title"], brief["id"]) == ("A brief", "https://site.example/brief/")
    changes = atom(with_history / "feeds/changes.atom")
    assert [change["updated"][:10] for change in changes] == ["2026-12-05", "2026-11-24"]
    base = "https://site.example/history/brief/"
    assert [c["id"] for c in changes] == [f"{base}#2026-12-05", f"{base}#2026-11-24"]


def test_the_site_map_has_true_dates(with_history: Path) -> None:
    text = (with_history / "sitemap.xml").read_text(encoding="utf-8")
    dates = dict(re.findall(r"<loc>(.*?)</loc>\s*<lastmod>(.*?)</lastmod>", text))
    assert dates["https://site.example/brief/"] == "2026-12-05"
    assert dates["https://site.example/glossary/vx/"] == "2026-11-24"


def test_corrections_are_listed(real_site: Path) -> None:
    page = parsed(real_site / "corrections/index.html")
    assert page.xpath('//div[@class="event item"]//time')


def test_raw_html_that_leads_as_markdown_would_is_told_the_address(build: Build) -> None:
    page = "# X\n\n<img src='pics/wide.svg' alt='W'>\n\n<p><a href='sub/y.md#so'>Y</a></p>\n"
    wide = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>'
    files: dict[str, str | bytes | None] = {
        "docs/x.md": page, "docs/sub/y.md": "# Y\n\n## So\n", "docs/pics/wide.svg": wide,
    }  # fmt: skip
    built = build(files)
    assert built.exit_code == 1
    assert (
        "docs/x.md:3: the picture pics/wide.svg is not there: write ![what it shows](pics/wide.svg), "
        "or in HTML the address from the page: ../pics/wide.svg\n"
    ) in built.output
    assert (
        "docs/x.md:5: the link sub/y.md#so leads nowhere: write [words](sub/y.md#so), "
        "or in HTML the address from the page: ../sub/y/#so\n"
    ) in built.output
    mended = page.replace("pics/", "../pics/").replace("sub/y.md", "../sub/y/")
    assert build({**files, "docs/x.md": mended}).exit_code == 0
