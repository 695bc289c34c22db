"""Every word that the generator says comes from the catalogue.

A site is built whose authors write Greek, with a catalogue that says everything in Greek letters:
what is left in Latin ones has slipped past it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from babel import Locale
from babel.messages.pofile import read_po, write_po
from selectolax.lexbor import LexborHTMLParser

import catalogue
from browser import served
from conftest import build_at, entry, small_config, taklimat
from pdfs import text_of
from taklimat.site import kinds
from taklimat.source import words
from taklimat.source.dates import Date
from taklimat.source.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages import Catalog
    from playwright.sync_api import Page

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GREEK = "αβξδεφγηιϊκλμνοπθρστυϋωχψζΑΒΞΔΕΦΓΗΙΪΚΛΜΝΟΠΘΡΣΤΥΫΩΧΨΖ"
_KEPT = re.compile(r"(%\(\w+\)s|`[^`]*`)")


def in_greek_letters(message: str) -> str:
    pieces = _KEPT.split(message)
    pieces[::2] = [piece.translate(str.maketrans(LATIN, GREEK)) for piece in pieces[::2]]
    return "".join(pieces)


def greek_catalogue() -> Catalog:
    with catalogue.FILE.open("rb") as file:
        messages = read_po(file, "el")
    for message in messages:
        if message.id and message.pluralizable:
            message.string = tuple(map(in_greek_letters, message.id))
        elif message.id:
            message.string = in_greek_letters(str(message.id))
        message.flags.discard("fuzzy")
    return messages


BRIEF = """---
kind: brief
title: {title}
summary: Τι λέει.
authors: [Ομάδα, Άλλη ομάδα]
date: 2026-11-24
updated: 2026-11-25
status: current
today: {{date: 2026-11-25, text: Έτσι είναι.}}
judgements:
  - {{text: Πιθανό., likelihood: very likely, confidence: high, sources: [a], change: Άλλο., review: 2027-11-24}}
  - {{text: Ίσως., likelihood: roughly even chance, confidence: low, sources: [a], change: Άλλο., review: 2027-11-24}}
in_brief:
  facts: ["Πρώτα. [@a]", "Δεύτερα. [@a]", "Τρίτα. [@a]"]
  meaning: Σημαίνει κάτι.
  watch: [Άλλα.]
topics: [δοκιμή, άλλη]
---
## Πρώτο

Ο όρος πρώτος. {{claim: A1}} {{event: e1}} [@a] @c το λέει. {{evidence: r1, x1}} {{forecast: f1}} Κάποιος.

{{table: t1}}

{{chart: t1}}

{{picture: p1}}

{{picture: p2}}

[Αλλού](second.md)

## Δεύτερο

Πάλι. {{claim: A1, A2}} {{event: e2, e3, e4}}
"""
SOURCES = [
    {"id": "a", "type": "book", "title": "Ένα", "author": [{"literal": "Άλφα"}],
     "issued": {"date-parts": [[2017, 2, 13]]}, "URL": "https://example.org/1"},
    {"id": "b", "type": "book", "title": "Δύο", "same_as": ["a"], "URL": "https://example.org/2"},
    {"id": "c", "type": "book", "title": "Τρία",
     "author": [{"literal": name} for name in ("Βήτα", "Γάμμα", "Δέλτα")]},
]  # fmt: skip
EVENTS = """
- {id: e1, date: 2017-02-13, text: Ένα., sources: [a], topics: [πρώτα]}
- {id: e2, date: 2017-02-13, end: 2017-02-15, text: Δύο., sources: [a], topics: [άλλα]}
- {id: e3, date: 2017-02, end: 2017-03, text: Τρία., sources: [a]}
- {id: e4, date: 2015, end: 2017-03-01, text: Τέσσερα., sources: [a]}
"""
PICTURES = """
- {id: p1, kind: bars, title: Τι, words: Δύο, unit: τόσα, sources: [a], bars: [{label: ένα, value: 12345.5}]}
- {id: p2, kind: relations, title: Τι, words: Δύο, boxes: [{name: ένα, text: δύο}], result: {name: τρία, text: όλα}}
- {id: p3, kind: timeline, title: Τι, words: Δύο}
"""
CLAIMS = "".join(
    f"- {{id: A{number}, section: Ένα, kind: {kind}, text: Δύο., status: {status}, today: Τώρα.}}\n"
    for number, (kind, status) in enumerate(
        [
            ("question", "held up"),
            ("report", "overtaken"),
            ("argument", "narrower than stated"),
            ("prediction", "open"),
        ],
        start=1,
    )
)
EVIDENCE = """
- id: m1
  title: Γιατί
  text: Ένα.
  explanations:
    - {id: x1, name: Πρώτη, text: Ένα., sources: [a]}
    - {id: x2, name: Δεύτερη, text: Δύο., sources: [a]}
  rows:
    - {id: r1, name: Πράξη, kind: act, date: 2017-02-13, text: Ένα., sources: [a],
       cells: {x1: {speaks: for, why: Έτσι., source: a}, x2: {speaks: against, quote: δύο, source: a}}}
    - {id: r2, name: Λόγια, kind: words, date: 2017, text: Δύο., sources: [a],
       cells: {x2: {speaks: neither, why: Ίσως.}}}
"""
FORECASTS = """
- {id: f1, text: Θα έρθει., by: 2027-12-31, settled_by: Έτσι., reasons: Γιατί., change: Άλλο., sources: [a],
   probability: [{date: 2026-11-24, percent: 50, word: roughly even chance}, {date: 2026-11-25, percent: 60, word: likely, why: Νέα.}]}
- {id: f2, text: Ήρθε., by: 2026-11-24, settled_by: Έτσι., reasons: Γιατί., change: Άλλο., sources: [a], who: Κάποιος,
   in_words: ίσως, after_the_fact: true, probability: [{date: 2025-11-24, percent: 20, word: unlikely}],
   outcome: {date: 2026-11-24, came: true, text: Ναι., sources: [a]}}
- {id: f3, text: Δεν ήρθε., by: 2026-11-24, settled_by: Έτσι., reasons: Γιατί., change: Άλλο., sources: [a],
   probability: [{date: 2025-11-24, percent: 90, word: very likely}],
   outcome: {date: 2026-11-24, came: false, text: Όχι., sources: [a]}}
"""
TABLES = """
- id: t1
  title: Πίνακας
  text: Ένα.
  columns: [{name: Χρόνος}, {name: Πόσα, unit: τόσα}, {name: Άλλα, unit: τόσα}]
  rows:
    - {values: [2016, 1.5, ~], sources: [a], note: Έτσι.}
    - {values: [2017, 2, 3], sources: [a]}
  gap: δεν βρέθηκε
  picture: {kind: lines, columns: [Πόσα, Άλλα], words: Δύο}
"""
PAGES = (
    "index brief second third claims evidence forecasts tables people timeline sources scales "
    "corrections settings"
).split()
FIRST = BRIEF.format(title="Κείμενο")
SECOND = FIRST.replace("Πάλι.", "Κι εκεί.").replace("Άλλο.", "Κάτι.")
FILES: dict[str, str | bytes | None] = {
    "docs/index.md": "---\ntitle: Αρχή\n---\n# Αρχή\n\n{today: brief}\n\n{judgement: brief}\n\n"
    "{claim: A3, A4}\n",
    "docs/second.md": BRIEF.format(title="Δεύτερο κείμενο").replace("status: current", "status: draft"),
    "docs/third.md": BRIEF.format(title="Τρίτο κείμενο").replace("status: current", "status: superseded"),
    **{
        f"docs/{kind}.md": f"---\nkind: {kind}\ntitle: Σελίδα\n---\n# Σελίδα\n\nΚείμενο.\n"
        for kind in kinds.kinds()
        if kind not in ("brief", "page", "timeline")
    },
    "docs/timeline.md": "---\nkind: timeline\ntitle: Χρόνια\n---\n# Χρόνια\n\n{picture: p3}\n",
    "docs/data/sources.json": json.dumps(SOURCES),
    "docs/data/timeline.yml": EVENTS,
    "docs/data/claims.yml": CLAIMS,
    "docs/data/evidence.yml": EVIDENCE,
    "docs/data/forecasts.yml": FORECASTS,
    "docs/data/tables.yml": TABLES,
    "docs/data/pictures.yml": PICTURES,
    "docs/data/corrections.yml": "- {id: x, date: 2026-11-24, page: brief.md, weight: minor, text: Ένα.}\n"
    "- {id: y, date: 2026-11-25, page: second.md, weight: major, text: Ένα.}\n",
    "glossary/vx.md": entry(
        term="όρος πρώτος", acronym="ΟΠ", aliases=["άλλος"], definition="Τι είναι.",
        category="Πράγματα", sources=["a"], see_also=["sta"],
    ).replace("More.", "Κι άλλα."),
    "glossary/psi.md": None,
    "glossary/who.md": "---\nkind: person\nterm: Κάποιος\ndefinition: Ποιος είναι.\nroles:\n"
    "  - {role: Πρώτος, from: 2014, to: 2017-03-06, sources: [a]}\n"
    "  - {role: Δεύτερος, from: 2018, sources: [a]}\n  - {role: Τρίτος, to: 2013, sources: [a]}\n---\n\nΚι άλλα.\n",
    "glossary/firm.md": "---\nkind: organisation\nterm: Εταιρεία\ndefinition: Τι είναι.\n---\n\nΚι άλλα.\n",
    "glossary/sta.md": entry(
        term="δεύτερος όρος", definition="Τι είναι.", category="Πράγματα"
    ).replace("More.", "Κι άλλα."),
}  # fmt: skip
# Names of formats and units, which are the same in each language; Material says the last two.
NAMES = set("PDF BibTeX RIS CSL CSV SVG PNG JSON YAML MB kB Material MkDocs".split())


def git(root: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@x", *arguments]
    subprocess.run(command, cwd=root, check=True)


@pytest.fixture(scope="module")
def greek(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site, built."""
    locale, root = tmp_path_factory.mktemp("locale"), tmp_path_factory.mktemp("greek")
    with (locale / "el.po").open("wb") as file:
        write_po(file, greek_catalogue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_CATALOGUES", locale)
        words._words.cache_clear()
        config = small_config()
        config["theme"]["language"] = "el"
        settings: dict[str, Any] = {
            name: f"docs/data/{name}.yml"
            for name in (each.name for each in kinds.RECORDS if each.data)
        }
        settings["bibliography"] = "docs/data/sources.json"
        settings["citation_locale"] = "el-GR"
        settings["pdf"] = {}
        options: dict[str, Any] = {
            "site_name": "Δοκιμή",
            "theme": config["theme"],
            "markdown_extensions": [*config["markdown_extensions"], {"toc": {"permalink": True}}],
            # A section is called as its folder, if the owner says nothing else.
            "nav": [f"{path}.md" for path in PAGES] + [{"Όροι": "glossary/index.md"}],
            "extra": {"generator": False, "taklimat": settings},
        }
        git(root, "init", "-q")
        for brief, subject in ((FIRST, "Πρώτα"), (SECOND, "Μετά")):
            for path, content in {**FILES, "docs/brief.md": brief}.items():
                if content is not None:
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                    (root / path).write_text(str(content), encoding="utf-8")
            git(root, "add", "-A")
            git(root, "commit", "-qm", subject)
        built = build_at(root, {**FILES, "docs/brief.md": SECOND}, **options)
        assert built.exit_code == 0, built.output
        result = taklimat(root, "docx")
        assert result.exit_code == 0, result.output
        yield root
    words._words.cache_clear()


def _said(words: Any) -> Iterator[str]:
    """The strings in a value of JSON."""
    if isinstance(words, dict):
        for each in words.values():
            yield from _said(each)
    else:
        yield words


def said_on(page: str) -> Iterator[str]:
    """What a page says to eyes and ears, without code."""
    tree = LexborHTMLParser(page)
    for node in tree.css("code, pre, style, link[rel=stylesheet], kbd"):
        node.decompose()
    for node in tree.css("script#taklimat-words"):
        yield from _said(json.loads(node.text()))
    for node in tree.css("script"):
        node.decompose()
    for node in tree.css("[title], [aria-label], [alt], [placeholder]"):
        yield from (
            node.attributes.get(name) or ""
            for name in ("title", "aria-label", "alt", "placeholder")
        )
    for node in tree.css('meta[name="description"], meta[property="og:title"]'):
        yield node.attributes.get("content") or ""
    for node in tree.css("title"):
        yield node.text()
    assert tree.body
    yield tree.body.text(separator="\n")


def slips(said: Iterator[str] | list[str]) -> set[str]:
    found = {
        word
        for text in said
        for word in re.findall(
            r"[A-Za-z]{2,}",
            re.sub(r"\{\w+\}|https?://\S+|\bexample\.org\b|\b[0-9a-f]{10}\b", "", text),
        )
    }
    return found - NAMES


def test_the_catalogue_holds_what_the_code_says() -> None:
    committed = catalogue.FILE.read_text(encoding="utf-8")
    # Where each is said may be out of date; what is said may not.
    kept, now = (
        re.sub(r"^#: .*\n", "", text, flags=re.M) for text in (committed, catalogue.written())
    )
    assert kept == now, "run make words"


def test_the_site_holds_a_page_of_each_kind(greek: Path) -> None:
    written = {
        str(re.search(r"kind: (\w+)", text)[1])  # type: ignore[index]
        for text in map(str, FILES.values())
        if "\nkind: " in text
    }
    named = set(kinds.kinds())
    assert written | {"page", "brief"} == named | {"person", "organisation"}
    assert all(f"docs/data/{each.name}.yml" in FILES for each in kinds.RECORDS if each.data)


def test_no_word_of_a_page_slips_past_the_catalogue(greek: Path) -> None:
    found = {}
    for page in sorted((greek / "site").rglob("*.html")):
        name = page.relative_to(greek / "site").as_posix()
        text = page.read_text(encoding="utf-8")
        # The contents of a page hold names of options, without the look of code.
        heads = LexborHTMLParser(text).css("h3 code")
        options = {word for head in heads for word in re.findall(r"\w+", head.text())}
        if some := slips(said_on(text)) - options:
            found[name] = some
    assert found == {}


def test_none_of_a_document_does(greek: Path) -> None:
    pdfs = sorted((greek / "site/pdf").glob("*.pdf"))
    assert pdfs
    for file in pdfs:
        assert slips([text_of(file.read_bytes())]) == set(), file
    with zipfile.ZipFile(greek / "site/pdf/dossier.epub") as packed:
        for name in packed.namelist():
            if name.endswith(".xhtml"):
                assert slips(said_on(packed.read(name).decode())) == set(), name
        about = packed.read("EPUB/package.opf").decode()
        told = r"<(?:dc:(?:title|description)|[^<]*accessibilitySummary\")>([^<]*)"
        found = re.findall(told, about)
        assert len(found) == 3
        assert slips(found) == set()
    files = sorted((greek / ".taklimat/docx").glob("*.docx"))
    assert files
    for file in files:
        with zipfile.ZipFile(BytesIO(file.read_bytes())) as packed:
            xml = packed.read("word/document.xml").decode()
        assert slips([" ".join(re.findall(r"<w:t[^>]*>([^<]*)", xml))]) == set(), file


def test_none_of_feeds_calendar_and_search_does(greek: Path) -> None:
    site = greek / "site"
    for feed in ("briefs", "changes"):
        text = (site / f"feeds/{feed}.atom").read_text(encoding="utf-8")
        assert slips(re.findall(r"<(?:title|summary|name)[^>]*>([^<]*)", text)) == set()
    calendar = (site / "timeline.ics").read_text(encoding="utf-8")
    told = re.findall(r"^(?:SUMMARY|DESCRIPTION|CATEGORIES):(.*)", calendar, re.MULTILINE)
    assert told
    assert slips([re.sub(r"/(?:timeline|forecasts)/#\w+", "", line) for line in told]) == set()
    index = json.loads((site / "search/index.json").read_text(encoding="utf-8"))
    assert len(index["kinds"]) > 4
    asked = [index["questions"], index["definitions"], *index["questions_of"].values()]
    questions = [start for starts in asked for start in starts]
    assert slips([*index["kinds"].values(), *questions, *_said(index["said"])]) == set()


def test_scripts_say_nothing_of_their_own(greek: Path, page: Page) -> None:
    with served(greek / "site") as base:
        page.goto(f"{base}/timeline/")
        bar = page.locator(".event-filter")
        bar.locator("select").first.select_option(index=1)
        assert slips([bar.inner_text(), bar.get_attribute("aria-label") or ""]) == set()
        page.goto(f"{base}/brief/")
        page.click(".cite-this summary")
        assert slips([page.inner_text(".cite-this .copy")]) == set()
        page.focus("a.glossary-term")
        assert slips([page.inner_text("#taklimat-tip")]) == set()


# How dates, lists and numbers are written -------------------------------------------------------

BRITISH, AMERICAN = Words.of("en", "en-GB"), Words.of("en", "en-US")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2017-02-13", "2017-02-15", "13–15 February 2017"),
        ("2017-02-13", "2017-03-01", "13 February – 1 March 2017"),
        ("2017-12-30", "2018-01-02", "30 December 2017 – 2 January 2018"),
        ("2017-02", "2017-03", "February – March 2017"),
        ("2017-12", "2018-01", "December 2017 – January 2018"),
        ("2015", "2017", "2015–2017"),
        ("2015", "2017-03-01", "2015 – 1 March 2017"),
        ("2017-02-13", "2017-02-13", "13 February 2017"),
    ],
)
def test_a_span_says_what_its_dates_share_once(first: str, last: str, said: str) -> None:
    told = BRITISH.span(Date.parse(first), Date.parse(last))
    assert told.replace("\u2009", " ") == said


def test_a_date_is_written_as_exactly_as_it_is_known() -> None:
    told = [BRITISH.date(Date.parse(text)) for text in ("2017-02-13", "2017-02", "2017")]
    assert told == ["13 February 2017", "February 2017", "2017"]
    assert BRITISH.date(dt.date(2017, 2, 13)) == "13 February 2017"
    assert AMERICAN.date(dt.date(2017, 2, 13)) == "February 13, 2017"


@pytest.mark.parametrize(
    ("language", "region", "locale"),
    [
        ("en", "en-GB", "en_GB"),
        ("en", "en-US", "en_US"),
        ("en", "", "en_001"),
        ("en", "ms-MY", "en_001"),  # citations may be in another language than the words
        ("ms", "ms-MY", "en_001"),  # for which there is no catalogue yet
        ("no such", "x", "en_001"),
    ],
)
def test_dates_follow_the_region_of_the_words_language(
    language: str, region: str, locale: str
) -> None:
    assert Words.of(language, region).locale == Locale.parse(locale)


def test_lists_numbers_sizes_and_months() -> None:
    assert [BRITISH.listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert BRITISH.number(12345.5) == "12,345.5"
    sizes = [BRITISH.size(n) for n in (0, 1499, 214_000, 999_499, 1_000_000, 1_340_000)]
    assert sizes == ["1 kB", "1 kB", "214 kB", "999 kB", "1 MB", "1.3 MB"]
    assert BRITISH.months[:3] == ["Jan", "Feb", "Mar"]


def test_scripts_are_given_a_form_for_each_plural_of_the_language(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert BRITISH.forms("%(num)s event", "%(num)s events") == {
        "one": "{num} event", "other": "{num} events",
    }  # fmt: skip
    (tmp_path / "pl.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : '
        'n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n\n'
        'msgid "%(num)s event"\nmsgid_plural "%(num)s events"\nmsgstr[0] "%(num)s wydarzenie"\n'
        'msgstr[1] "%(num)s wydarzenia"\nmsgstr[2] "%(num)s wydarzeń"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(words, "_CATALOGUES", tmp_path)
    words._words.cache_clear()
    polish = Words.of("pl")
    words._words.cache_clear()
    assert polish.forms("%(num)s event", "%(num)s events") == {
        "one": "{num} wydarzenie", "few": "{num} wydarzenia", "many": "{num} wydarzeń",
    }  # fmt: skip
    counted = [polish.ngettext("%(num)s event", "%(num)s events", n) for n in (1, 3, 5, 22)]
    assert counted == ["1 wydarzenie", "3 wydarzenia", "5 wydarzeń", "22 wydarzenia"]


def test_nothing_says_nothing() -> None:
    assert BRITISH.gettext("") == ""


def test_words_may_be_looked_up_later() -> None:
    assert words.N_("Brief") == "Brief"


def test_messages_are_filled() -> None:
    assert BRITISH.gettext("%(a)s of %(b)s", a=1, b="x") == "1 of x"
    assert BRITISH.gettext("100 %") == "100 %"
    assert BRITISH.pgettext("a context", "Events of %(year)s", year=2017) == "Events of 2017"
    counted = [
        BRITISH.ngettext("%(num)s day in %(y)s", "%(num)s days in %(y)s", n, y=1) for n in (0, 1, 2)
    ]
    assert counted == ["0 days in 1", "1 day in 1", "2 days in 1"]


def test_a_wider_language_serves_a_region_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    for name, said in (("ms", "Taklimat"), ("ms_BN", "Taklimat Brunei")):
        (tmp_path / f"{name}.po").write_text(
            f'{header}msgid "Brief"\nmsgstr "{said}"\n\nmsgctxt "x"\nmsgid "Brief"\n'
            f'msgstr "{said} x"\n',
            encoding="utf-8",
        )
    monkeypatch.setattr(words, "_CATALOGUES", tmp_path)
    words._words.cache_clear()
    told = [Words.of(*pair) for pair in (("ms-MY", ""), ("ms-BN", ""), ("ms", "ms-SG"), ("id", ""))]
    words._words.cache_clear()
    assert [each.gettext("Brief") for each in told] == [
        "Taklimat", "Taklimat Brunei", "Taklimat", "Brief",
    ]  # fmt: skip
    assert told[0].pgettext("x", "Brief") == "Taklimat x"
    assert told[0].pgettext("y", "Brief") == "Brief"
    assert [str(each.locale) for each in told] == ["ms", "ms_BN", "ms_SG", "en_001"]
