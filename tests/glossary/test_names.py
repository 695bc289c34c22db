"""Names, their forms and where they stand; and what a glossary and a reading know of themselves."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, get_args

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TERMS, convert, entry, glossary, links
from taklimat.glossary import matching, names
from taklimat.glossary.extension import GlossaryExtension, _lines_with
from taklimat.glossary.linking import Linker, Page, Scope
from taklimat.glossary.names import Folded, Name, fold, plurals
from taklimat.glossary.terms import Glossary, TermMatter, read_glossary
from taklimat.source.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("treaty", ["treaties"]), ("envoy", ["envoys"]),
        ("gas", ["gases"]), ("box", ["boxes"]), ("quiz", ["quizes"]), ("branch", ["branches"]),
        ("wish", ["wishes"]), ("depth", ["depths"]), ("veto", ["vetos", "vetoes"]),
        ("PSI", ["PSIs"]), ("UNSC", ["UNSCs"]), ("A", ["As"]), ("Iran", ["Irans"]),
        ("middle power", ["middle powers"]), ("agent-X", ["agent-Xes"]), ("Act 708", []),
        ("R2P", []), ("charge d'affaires", ["charge d'affaireses"]), ("VX.", []),
    ],
)  # fmt: skip
def test_english_plurals_of_the_last_word(name: str, expected: list[str]) -> None:
    assert list(plurals(name)) == expected
    assert Name.of(name, "term").written == (names.normalise(name), *expected)
    assert Name.of(name, "term", plural=False).written == (names.normalise(name),)


@pytest.mark.parametrize(
    ("name", "exact"),
    [("Embassy", False), ("embassy", False), ("VX", True), ("iPhone", True), ("a B", True), ("É", False)],
)  # fmt: skip
def test_a_capital_behind_the_first_letter_binds_the_case(name: str, exact: bool) -> None:
    assert Name.of(name, "alias").match_case is exact
    assert Name.of(name, "alias", match_case=not exact).match_case is not exact


SIGNS = st.text(
    st.sampled_from("aSß İſﬁ éé\u00ad\u2019’‐-\u0301\u0345Ωά \t\n\u2003\u3000x"), max_size=30
)


@given(text=SIGNS)
def test_a_folded_text_is_the_fold_and_leads_back(text: str) -> None:
    folded = Folded(text)
    collapsed = names._SPACES.sub(" ", fold(text))
    assert folded.text == collapsed
    assert folded.text == unicodedata.normalize("NFC", folded.text) or folded._table is not None
    places = [folded.original_at(position) for position in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)
    assert all(0 <= place <= len(text) for place in places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "see https://a.org/x, www.b.org and me@c.org",
            ["https://a.org/x,", "www.b.org", "me@c.org"],
        ),
        ("(https://a.org)", ["https://a.org)"]),
        ("x d.org/PSI e", ["d.org/PSI"]),
        ("and/or x.y a/b c.d", []),
        ("WWW.A.ORG ftp://x", ["WWW.A.ORG", "ftp://x"]),
        ("a@b.c@d", ["a@b.c"]),
        ("x" * 1999 + "@", []),
        ("x" * 2001 + "@", ["x" * 2001 + "@"]),
    ],
    ids=range(8),
)
def test_addresses_have_their_places(text: str, expected: list[str]) -> None:
    spans = matching.addresses(text)
    assert [text[start:end] for start, end in spans] == expected
    assert spans == sorted(spans)


def test_what_overlaps_an_address_is_none() -> None:
    text = "a@vx.org VX https://VX.org/VX VX, b.org/VX VX"
    assert links(text, scope="all") == [("vx", "VX")] * 3
    html, _ = convert(text, scope="all")
    assert html.count("</a> https") == html.count("</a>, b.org") == 1


@pytest.mark.parametrize("text", ["xVX", "VXx", "1VX", "VX1", "éVX", "VXé", "_VX", "VX_"])
def test_a_name_within_a_word_is_none(text: str) -> None:
    assert links(text) == []


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("ABC and ABCs, ABC's", ["ABC", "ABC", "ABC"]),
        ("xABC ABCx 1ABC ABC1 ABCsx", []),
        ("ABCDEF ABCDEFG", ["ABCDEF"]),
        ("PSI ABC PSI ABD", ["ABC", "ABD"]),
        ("A AB", ["AB"]),
        ("You MUST NOT sell ABC AND ABD", ["ABC", "ABD"]),
    ],
)
def test_capitals_without_an_entry_are_kept(text: str, acronyms: list[str]) -> None:
    _, linked = convert(text)
    assert linked.acronyms == acronyms


def test_mentions_know_their_sections() -> None:
    text = "VX\n\n# T\n\nPSI[^1]\n\n## A *b*\n\nembassy\n\n[^1]: A middle power.\n"
    html, linked = convert(text)
    sections = {
        mention.term: (mention.section.anchor, mention.section.title) for mention in linked.mentions
    }
    assert sections == {
        "vx": ("", ""),
        "psi": ("", ""),
        "embassy": ("a-b", "A b"),
        "power": ("", ""),
    }
    assert "footnote" in html


def test_a_heading_is_known_without_its_link() -> None:
    extension = GlossaryExtension(Linker(TERMS))
    extension.page = Page(href=lambda id_: id_)
    markdown.markdown(
        "## Head\n\nVX",
        extensions=["toc", extension],
        extension_configs={"toc": {"permalink": "¶"}},
    )
    assert [mention.section.title for mention in extension.linked.mentions] == ["Head"]


@pytest.mark.parametrize("scope", get_args(Scope))
def test_options_are_taken_by_their_names(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary/vx.md").write_text(entry(term="VX"), encoding="utf-8")
    html = markdown.markdown(
        "VX VX\n\n## A\n\nVX",
        extensions=["taklimat.glossary"],
        extension_configs={"taklimat.glossary": {"scope": scope}},
    )
    assert html.count('href="/glossary/vx/"') == {"page": 1, "section": 2, "all": 3}[scope]
    with pytest.raises(ValueError, match="use page, section or all"):
        markdown.markdown(
            "VX",
            extensions=["taklimat.glossary"],
            extension_configs={"taklimat.glossary": {"scope": "some"}},
        )
    options = GlossaryExtension().getConfigInfo()
    assert [(name, told.split(",")[0].split(":")[0]) for name, told in options] == [
        ("glossary_dir", "Folder of the glossary's entries"),
        ("link", "Address of an entry"),
        ("scope", "Which mentions are linked"),
    ]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("a\n[x](glossary:y)\n`glossary:y`", [2]),
        ("[x]: glossary:y\nglossary:y", [1]),
        ("<glossary:y>\n\n[x](glossary:y)", [1, 3]),
        ("a\nglossary:y b", [2]),
        ("a", []),
    ],
)
def test_links_to_an_entry_have_their_lines(source: str, lines: list[int]) -> None:
    assert _lines_with("glossary:y", source) == lines


def test_a_glossary_knows_its_terms() -> None:
    terms = glossary(
        vx={"term": {"name": "VX gas", "lang": "de"}, "acronym": "VXG", "aliases": ["agent VX"]},
        un="United Nations",
    )
    assert ("vx" in terms, "un" in terms, "x" in terms, len(terms)) == (True, True, False, 2)
    assert [term.id for term in terms] == ["vx", "un"]
    assert terms["vx"].title == "VX gas (VXG)"
    assert terms["un"].title == "United Nations"
    assert (terms["vx"].lang, terms["un"].lang) == ("de", None)
    assert terms["vx"].aliases == ("agent VX",)
    assert [name.kind for name in terms["vx"].names] == ["term", "acronym", "alias"]


def test_a_folder_without_entries_is_an_empty_glossary(tmp_path: Path) -> None:
    problems = Problems()
    for folder in (tmp_path, tmp_path / "none"):
        assert read_glossary(folder, "glossary", problems) == Glossary()
    assert [str(each) for each in problems] == [
        "glossary: the glossary is empty: add a file for each term, or mend `glossary_dir`"
    ]


def test_each_option_of_an_entry_says_what_it_is() -> None:
    def described(schema: dict[str, Any]) -> list[str]:
        return [each["description"] for each in schema["properties"].values()]

    schema = TermMatter.model_json_schema()
    assert described(schema) == [
        "term, person or organisation; the latter two are listed apart",
        "the term's full name",
        "its acronym, such as PSI",
        "a list of other names, each a name or a mapping with name, match_case, plural",
        "a list of words under which search finds the entry, in any language: they are neither "
        "linked nor shown",
        "one or two plain sentences, 300 characters at most",
        "the group under which the glossary lists the term",
        "a list of ids of related terms",
        "a list of keys of the bibliography",
    ]
    assert described(schema["$defs"]["Alias"]) == [
        "the name, 2 to 100 characters",
        "true or false: whether capitals must agree; left out, they must if the name holds a "
        "capital after its first letter",
        "true or false: whether its English plural counts too",
        "the name's language for screen readers, if not the page's: ms, ko-Latn",
    ]
