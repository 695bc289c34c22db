"""The linking rules, by their numbers in docs/manual/contributing.md."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import markdown
import pytest

import cases
from conftest import ROOT, TERMS, convert, entry, glossary, links
from taklimat.glossary.extension import report_unknown
from taklimat.glossary.terms import read_glossary
from taklimat.source.problems import Problems, ProblemsError

if TYPE_CHECKING:
    from pathlib import Path


def test_rule_1_links_the_first_mention_of_each_term_on_the_page() -> None:
    assert links("VX and VX, PSI.\n\nVX.") == [("vx", "VX"), ("psi", "PSI")]


def test_rule_1_section_links_the_first_mention_under_each_h2() -> None:
    text = "VX VX\n\n## A\n\nVX VX\n\n### B\n\nVX\n\n## C\n\nVX"
    assert len(links(text, scope="section")) == 3


def test_rule_1_all_links_every_mention() -> None:
    assert len(links("VX VX\n\nVX", scope="all")) == 3


def test_rule_2_matches_term_acronym_and_aliases() -> None:
    text = "Proliferation Security Initiative, PSI, Act 708"
    assert [id_ for id_, _ in links(text, scope="all")] == ["psi", "psi", "sta"]


def test_rule_2_the_longer_name_wins() -> None:
    assert links("the Strategic Trade Act 2010 says") == [("sta", "Strategic Trade Act 2010")]


def test_rule_2_the_leftmost_name_wins() -> None:
    terms = glossary(one="Trade Act", two="Act Reform Bill Of Rights")
    assert links("Trade Act Reform Bill Of Rights", terms) == [("one", "Trade Act")]


def test_rule_2_a_shorter_name_serves_where_the_longer_spans_markup() -> None:
    assert links("Strategic Trade Act *2010*") == [("sta", "Strategic Trade Act")]


def test_rule_3_match_case_overrides() -> None:
    terms = glossary(
        a={"term": {"name": "SALT", "match_case": False}},
        b={"term": {"name": "polish", "match_case": True}},
    )
    assert links("salt, Polish, polish", terms) == [("a", "salt"), ("b", "polish")]


def test_rule_3_an_exact_name_goes_before_one_that_ignores_case() -> None:
    terms = glossary(verb={"term": "act"}, law={"term": "ACT"})
    assert links("act ACT", terms) == [("verb", "act"), ("law", "ACT")]


def test_rule_4_names_in_scripts_without_spaces_are_found() -> None:
    assert links("与马来西亚断交", glossary(my="马来西亚")) == [("my", "马来西亚")]


def test_rule_5_plural_false_switches_plurals_off() -> None:
    terms = glossary(a={"term": {"name": "middle power", "plural": False}})
    assert links("middle powers", terms) == []


def test_rule_5_a_plural_never_takes_a_name_that_another_entry_states() -> None:
    terms = glossary(sanction="sanction", sanctions="sanctions")
    assert links("sanctions", terms) == [("sanctions", "sanctions")]


def test_rule_6_a_hyphen_and_a_no_break_hyphen_are_equal() -> None:
    terms = glossary(dual="dual-use goods")
    assert links("dual\u2011use goods", terms) == [("dual", "dual\u2011use goods")]


def test_rule_6_positions_hold_behind_text_that_folds_to_another_length() -> None:
    assert links("Straße, İstanbul, ﬁnd  e\u0301 the   VX now") == [("vx", "VX")]


def test_rule_8_a_mention_in_the_body_goes_before_one_in_a_footnote() -> None:
    html, _ = convert("///Footnotes Go Here///\n\nx[^1]\n\nVX\n\n[^1]: VX")
    note, body = html.index('id="fn:1"'), html.rindex("VX")
    assert note < body
    assert html.count("glossary-term") == 1
    assert html.index("glossary-term") > note


def test_rule_9_a_terms_page_does_not_link_to_itself() -> None:
    assert links("VX and PSI", own="vx") == [("psi", "PSI")]


def test_rule_10_a_page_can_opt_out() -> None:
    html, linked = convert("VX and PSI", enabled=False)
    assert "glossary-term" not in html
    assert linked.mentions == []


def test_rule_10_a_page_can_opt_out_of_some_terms() -> None:
    assert links("VX and PSI", skip=frozenset({"psi"})) == [("vx", "VX")]


def test_rule_11_an_explicit_link_always_links() -> None:
    text = "VX, then [the agent](glossary:vx)"
    assert links(text) == [("vx", "the agent")]
    assert links(text, enabled=False) == [("vx", "the agent")]
    assert links(text, skip=frozenset({"vx"})) == [("vx", "the agent")]
    assert links("# A\n\n[x](glossary:vx)\n{ .no-glossary }") == [("vx", "x")]


def test_rule_11_it_counts_as_the_mention() -> None:
    _, linked = convert("VX, then [the agent](glossary:vx), PSI")
    assert [(m.term, m.kind, m.linked) for m in linked.mentions] == [
        ("vx", "term", False),
        ("vx", "explicit", True),
        ("psi", "acronym", True),
    ]


def test_rule_11_an_empty_explicit_link_shows_the_term() -> None:
    assert links("See [](glossary:sta).") == [("sta", "Strategic Trade Act")]


def test_rule_11_an_unknown_id_is_told_with_the_nearest() -> None:
    text = "One\n\n[x](glossary:psii), [y](glossary:elsewhere)"
    _, linked = convert(text)
    assert linked.unknown == ["psii", "elsewhere"]
    problems = Problems()
    report_unknown(linked, TERMS, "docs/x.md", text, problems)
    assert [str(problem) for problem in problems] == [
        "docs/x.md:3: a link to no entry: glossary:elsewhere: add that entry, or mend the link",
        "docs/x.md:3: a link to no entry: glossary:psii: did you mean psi?",
    ]


def test_rule_12_one_term_may_state_a_name_twice() -> None:
    terms = glossary(a={"term": "Act", "aliases": ["Act"]})
    assert len(terms["a"].names) == 1


def test_a_link_carries_its_term_address_and_definition() -> None:
    html, _ = convert("VX")
    assert html == (
        '<p><a class="glossary-term" data-term="vx" href="/vx/" title="A nerve agent.">VX</a></p>'
    )


def test_mentions_tell_the_section_and_whether_they_are_linked() -> None:
    _, linked = convert("# T\n\nVX\n\n## The PSI { #p }\n\nVX [PSI](x)")
    found = [(m.term, m.section.anchor, m.section.title, m.linked) for m in linked.mentions]
    assert found == [
        ("vx", "", "", True),
        ("psi", "p", "The PSI", False),
        ("vx", "p", "The PSI", False),
        ("psi", "p", "The PSI", False),
    ]


def test_acronyms_outside_all_names_are_collected() -> None:
    _, linked = convert("VX, IAEA, the IAEA's, NGOs, A, ABCDEFG, `CODE`, PSI")
    assert linked.acronyms == ["IAEA", "IAEA", "NGO"]


def test_an_acronym_that_has_an_entry_needs_none_in_any_form() -> None:
    terms = glossary(
        psi={"term": "Proliferation Security Initiative", "acronym": "PSI"},
        vx="VX",
    )
    _, linked = convert("Two PSIs, VXs, IAEAs, PSI-like", terms)
    assert linked.acronyms == ["IAEA"]


def test_plain_python_markdown_uses_the_entry_point(tmp_path: Path) -> None:
    assert list(entry_points(group="markdown.extensions", name="taklimat.glossary"))
    folder = tmp_path / "glossary"
    folder.mkdir()
    (folder / "vx.md").write_text(entry(term="VX"), encoding="utf-8")
    configs = {"taklimat.glossary": {"glossary_dir": str(folder), "link": "/glossary/{id}/"}}

    def run(text: str) -> str:
        return markdown.markdown(text, extensions=["taklimat.glossary"], extension_configs=configs)

    assert 'href="/glossary/vx/"' in run("The VX.")
    with pytest.raises(ProblemsError, match="text:7: a link to no entry: glossary:vy"):
        run("One\n\n[r]: x\n\n<div>\n</div>\n[two](glossary:vy)")


def test_a_glossary_without_terms_links_nothing() -> None:
    assert links("VX", glossary()) == []
    assert len(TERMS) == 6


# Cases as text ----------------------------------------------------------------------------------

CASES = ROOT / "tests/glossary/cases"


@pytest.mark.parametrize("case", cases.read(CASES / "linking.txt"))
def test_what_is_linked(case: cases.Case) -> None:
    """Each link of a text as `id: text`, a new line in it as ⏎."""
    found = [f"{id_}: {text}".replace("\n", "⏎") for id_, text in links(case.text)]
    assert found == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "entries.txt"))
def test_what_is_told_of_entries(case: cases.Case, tmp_path: Path) -> None:
    """Files, each under `=== its name`, and what is wrong with them."""
    for name, text in re.findall(r"^=== (.+?)\n(.*?)(?=^=== |\Z)", case.text, re.M | re.S):
        (tmp_path / name).write_text(text, encoding="utf-8")
    problems = Problems()
    read_glossary(tmp_path, "glossary", problems)
    assert [f"{problem} ({problem.code})" for problem in problems] == case.expected
