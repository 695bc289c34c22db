"""Histories of briefs: what readers are told of what changed, and when."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from lxml import html
from mkdocs.__main__ import cli

from browser import served
from conftest import BRIEF, ENGLISH, HOOKS, SMALL_SITE
from pdfs import text_of
from taklimat.evidence.citations import Cited, said
from taklimat.site.differences import differences, history
from taklimat.site.passages import passages, without_marks
from taklimat.site.versions import History

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PAGE = """---
kind: brief
title: A title
updated: 2026-11-24
judgements:
  - text: It is so.
    confidence: low
---
## First

Some words with *stress*.[^note] More. [@one; @two, p. 3]

## Second

| head | other |
| --- | --- |
| cell | 1 |

- an item <b>in bold</b>

    its second paragraph

!!! note "A box"
    What it says, with [a link][there].

```text
a line of code

*another* line
```

[there]: https://example.org/
"""


def by_key(key: str) -> tuple[str, str | None]:
    return key, None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("*stress*.[^note]", "**stress**. [^note]", []),
        ("| --- | --- |", "|-----|:----|", []),
        ("2026-11-24", "2026-11-25", []),
        ("More. [@one; @two, p. 3]", "More.  [@one]\n[@two, p. 3]", []),
        (
            "confidence: low",
            "confidence: high",
            [
                (
                    "Key judgements",
                    "It is so. <del>Low</del> <ins>High</ins> confidence.",
                )
            ],
        ),
        (
            "[@one; @two, p. 3]",
            "[@one; @three] 2<&3",
            [
                (
                    "First",
                    "Some words with stress. More. <del>{two, p. 3}</del>"
                    " <ins>{three} 2&lt;&amp;3</ins>",
                )
            ],
        ),
        ("https://example.org/", "https://example.net/", []),
        (
            "its second paragraph",
            "its *second* passage",
            [("Second", "its second <del>paragraph</del> <ins>passage</ins>")],
        ),
        (
            "What it says",
            "What this says",
            [("Second", "What <del>it</del> <ins>this</ins> says, with a link.")],
        ),
        (
            "a line of code",
            "a line of _code_",
            [
                (
                    "Second",
                    "a line of <del>code</del> <ins>_code_</ins> *another* line",
                )
            ],
        ),
        ("| cell | 1 |", "| cell | 2 |", [("Second", "cell · <del>1</del> <ins>2</ins>")]),
        (
            "- an item <b>in bold</b>",
            "A paragraph of its own comes before.\n\n- an item, <i>in italics</i>",
            [
                ("Second", "<ins>A paragraph of its own comes before.</ins>"),
                ("Second", "<del>an item in bold</del> <ins>an item, in italics</ins>"),
            ],
        ),
        (
            "Some words with *stress*.[^note] More. [@one; @two, p. 3]\n\n",
            "",
            [("First", "<del>…</del>")],
        ),
    ],
)
def test_what_changed_is_told_as_readers_see_it(
    old: str, new: str, told: list[tuple[str, str]]
) -> None:
    assert PAGE.count(old) == 1
    changed = PAGE.replace(old, new)
    mark = '<span class="change-source">(\\1)</span>'
    expected = [(place, re.sub(r"\{([^}]*)\}", mark, text)) for place, text in told]
    found = differences(passages(PAGE, ENGLISH), passages(changed, ENGLISH))
    assert [place for place, _ in expected] == [each.place for each in found]
    for (_, text), difference in zip(expected, found, strict=True):
        told_of = difference.html(by_key)
        assert re.fullmatch(re.escape(text).replace("…", ".*"), told_of), told_of


def test_a_source_in_a_history_is_named_and_leads_to_its_place() -> None:
    known = {"one": ("Lee & Tan 2017", "../sources/#one")}
    before = PAGE.replace("More. [@one; @two, p. 3]", "")
    (found,) = differences(passages(before, ENGLISH), passages(PAGE, ENGLISH))
    shown = found.html(lambda key: known.get(key, ("a source", None)))
    named = '(<a href="../sources/#one">Lee &amp; Tan 2017</a>; a source, p. 3)'
    assert shown.endswith(f'More. <span class="change-source">{named}</span></ins>')


def test_a_place_in_a_source_is_said_in_short() -> None:
    assert said(Cited("x", "3–5")) == "pp. 3–5"
    assert said(Cited("x", "7", "section")) == "sec. 7"
    assert said(Cited("x")) == ""


def test_a_history_tells_what_it_can_and_says_what_it_cannot() -> None:
    changed = PAGE.replace("Some words", "Words")
    long = [
        "\n\n".join(f"{version} {n} and what it says." for n in range(1500)) for version in "ab"
    ]
    longer = ["\n\n".join(f"{version} {n}." for n in range(6000)) for version in "ab"]
    # What is out of bounds can have come only from before the bounds.
    hostile = "# X\n\n" + "`" * 100_000
    (told,) = history([PAGE, changed], ENGLISH)
    assert told == differences(passages(changed, ENGLISH), passages(PAGE, ENGLISH))
    assert told
    (told,) = history(long, ENGLISH)
    assert told is not None
    assert [each.html(by_key) for each in told[:2]] == [
        f"<del>b</del> <ins>a</ins> {n} and what it says." for n in range(2)
    ]
    assert len(told) == 1500
    assert history(longer, ENGLISH) == [None]
    assert history([PAGE, hostile, PAGE, PAGE, ""], ENGLISH)[:3] == [
        None,
        None,
        [],
    ]
    assert history([PAGE], ENGLISH) == history([], ENGLISH) == []


@pytest.mark.parametrize(
    "old",
    [
        "a*" * 450_000,
        "a\n: b\n" * 1400,
        "<div markdown='1'>" * 9000,
        "```\n" + "a\n\n" * 32_000 + "```\n",
        "&amp;" * 200_000,
        " ".join(f"x u{n}" for n in range(850)),
        "\0" * 900_000,
        "---\n- : [\n---\n# X\n",
    ],
)
def test_no_earlier_version_ends_a_build(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taklimat.site.differences._SECONDS", 1)
    new = " ".join(f"x v{n}" for n in range(850))
    found = history([new, old, PAGE, PAGE], ENGLISH)
    assert len(found) == 3
    # What came before it is told all the same.
    assert found[2] == []


def test_an_earlier_version_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    file = tmp_path / "x.md"
    for text, seconds in (("a\n" * 600_000, "1"), ("# A\n", "253402300800"), ("# B\n", "2e9")):
        file.write_text(text, encoding="utf-8")
        commit(tmp_path, f"@{int(float(seconds))} +0000")
    known = History(tmp_path)
    changes = known.changes("x.md")
    assert [known.text(change, "x.md") for change in changes] == ["# B\n", "# A\n", None]
    # No archive and no calendar can write the year 10000.
    assert [change.when.year for change in changes] == [2033, 2099, 1970]


def git(root: Path, *arguments: str, **environment: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    command = ["git", "-C", str(root), *who, *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})


def commit(root: Path, date: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x", GIT_COMMITTER_DATE=date, GIT_AUTHOR_DATE=date)


def told(before: str, after: str) -> list[str]:
    """What readers are told of two texts that follow each other."""
    (found,) = history([after, before], ENGLISH)
    assert found is not None
    return [each.html(by_key) for each in found]


# Words, sentences, passages ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        # A few words of a sentence.
        (
            "Malaysia recalled its ambassador from Pyongyang on a Monday.",
            "Malaysia recalled its envoy from Pyongyang on a Monday.",
            "Malaysia recalled its <del>ambassador</del> <ins>envoy</ins> from Pyongyang on a"
            " Monday.",
        ),
        # One or two words that stayed between changes are no help.
        (
            "The ship left the old port for the far north at dawn, and no one saw it again there.",
            "The ship left a new port for some far south at dawn, and no one saw it again there.",
            "The ship left <del>the old port for the far north</del> <ins>a new port for some far"
            " south</ins> at dawn, and no one saw it again there.",
        ),
        # Most of a sentence is another: both are told as a whole, and the next stays as it was.
        (
            "For all, then, the ship that had been held was held. The port was closed.",
            "Owners held the ship for reasons of their own. The port was closed.",
            "<del>For all, then, the ship that had been held was held.</del> <ins>Owners held the"
            " ship for reasons of their own.</ins> The port was closed.",
        ),
        # A sentence with more in it is still that sentence.
        (
            "The old port at the river closed. It rained all day.",
            "The old port at the river closed, as its master had said in March. It rained all day.",
            "The old port at the river <del>closed.</del> <ins>closed, as its master had said in March.</ins> It"
            " rained all day.",
        ),
        # An initial ends no sentence.
        (
            "It was S. Rajaratnam who wrote it down.",
            "It was S. Rajaratnam who had it down.",
            "It was S. Rajaratnam who <del>wrote</del> <ins>had</ins> it down.",
        ),
        # Sources that a sentence had before are no change.
        (
            "It was a Monday in the third week of May. The ship sailed at dawn. [@one; @two]",
            "It was a Monday in the third week of May. Nobody saw it leave. [@two; @three]",
            'It was a Monday in the third week of May. <del>The ship sailed at dawn. <span class="change-source">(one)</span></del>'
            ' <ins>Nobody saw it leave. <span class="change-source">(three)</span></ins>',
        ),
        # One that a sentence names belongs to its words.
        (
            "It rained, as @one says, all day and into the night.",
            "It rained, as @one says, all day and all night.",
            "It rained, as one says, all day and <del>into the</del> <ins>all</ins> night.",
        ),
        # Sources of what stayed are left out; one that came is told.
        (
            "It is so. [@one] It rains. [@two]",
            "It is so. [@one; @three] It rains. [@two]",
            'It is so. <ins><span class="change-source">(three)</span></ins> It rains.',
        ),
    ],
)
def test_a_difference_reads(before: str, after: str, shown: str) -> None:
    assert told(before, after) == [shown]


def test_the_order_of_sources_is_no_change() -> None:
    assert told("It rains. [@one; @two]", "It rains. [@two; @one]") == []


def test_of_what_stayed_the_sentences_beside_a_change_are_shown() -> None:
    around = [f"This is sentence number {n} of those that stayed as they were." for n in range(9)]
    before, after = (" ".join([*around[:5], word, *around[5:]]) for word in ("Old.", "New."))
    assert told(before, after) == [f"… {around[4]} <del>Old.</del> <ins>New.</ins> {around[5]} …"]


def test_what_went_is_told_before_what_took_its_place() -> None:
    before = "## One\n\nA ship was seen.\n\nIt sank.\n\n## Two\n\nRain."
    after = "## One\n\nNo vessel had come.\n\n## Two\n\nSnow fell."
    assert told(before, after) == [
        "<del>A ship was seen.</del>",
        "<del>It sank.</del>",
        "<ins>No vessel had come.</ins>",
        "<del>Rain.</del>",
        "<ins>Snow fell.</ins>",
    ]


def test_what_only_stands_elsewhere_is_told_as_moved_or_not_at_all() -> None:
    one, two = "The first of two paragraphs.", "Another one, of other words."
    assert told(f"## X\n\n{one}\n\n{two}", f"## X\n\n{two}\n\n{one}") == []
    before, after = f"## X\n\n{one}\n\n## Y\n\n{two}", f"## X\n\n## Y\n\n{two}\n\n{one}"
    (found,) = differences(passages(before, ENGLISH), passages(after, ENGLISH))
    assert (found.place, found.moved_from, found.html(by_key)) == ("Y", "X", one)


def test_of_marks_readers_see_only_that_something_was_said() -> None:
    text = (
        "Ships sail {claim: C01} north. {event: recall} It counts {evidence: push}, and it is"
        " ({forecast: x}) so. `{claim: C01}` {nothing: x}"
    )
    plain = " ".join(without_marks(text).split())
    assert plain == "Ships sail north. It counts …, and it is so. `{claim: C01}` {nothing: x}"


def test_a_note_that_was_a_citation_is_no_change() -> None:
    before = "One ship.[^lee] Two ships.[^own][^tan]\n\n[^own]: By our own count.\n"
    after = "One ship. [@lee] Two ships.[^own] [@tan]\n\n[^own]: By our own count.\n"
    assert told(before, after) == []
    assert told(before, before.replace("[^own][", "[")) == []
    (shown,) = told(before, before.replace("[^lee]", "[^kim]"))
    assert '<ins><span class="change-source">(kim)</span></ins>' in shown


# Front matter --------------------------------------------------------------------------------------

WHOLE = """---
kind: brief
title: A title
summary: What it says.
description: For other programs.
authors: [Ann, Ben]
status: draft
date: 2026-11-24
updated: 2026-11-24
today:
  date: 2026-11-26
  text: "It has ended. [@one]"
judgements:
  - text: It will last.
    likelihood: very likely
    confidence: low
    sources: [one, two]
    change: Another finding.
    review: 2027-05-26
in_brief:
  facts: [One fact., Two facts.]
  meaning: It means this.
  watch: [The ships.]
topics: [ships, ports]
search: [words]
---
"""


def test_front_matter_is_told_as_pages_show_it() -> None:
    assert [(each.place, " ".join(each.tokens)) for each in passages(WHOLE, ENGLISH)] == [
        ("Title", "A title"),
        ("Summary", "What it says."),
        ("Status", "draft"),
        ("Authors", "By Ann and Ben"),
        ("Topics", "ships, ports"),
        ("Today", "Status on 26 November 2026. It has ended. ⟦one⟧"),
        (
            "Key judgements",
            "It will last. ⟦one⟧ ⟦two⟧ Very likely. Low confidence. What would change our view:"
            " Another finding. We look again on 26 May 2027.",
        ),
        ("In brief: The facts that matter", "One fact."),
        ("In brief: The facts that matter", "Two facts."),
        ("In brief: What it means", "It means this."),
        ("In brief: What to watch", "The ships."),
    ]


@pytest.mark.parametrize(
    "matter",
    [
        "judgements: x",
        "judgements: [x, {text: 1, sources: y, review: z, change: [q]}, [a]]",
        "today: x\nin_brief: y\nauthors: 1\ntopics: {a: b}",
        "today: {date: [1]}\nin_brief: {facts: {a: 1}, watch: null}\ntitle: [a, {b: c}]",
        "judgements: [{likelihood: 1, confidence: [x], change: '%(x)s %', review: null}]",
    ],
)
def test_front_matter_of_any_form_is_read(matter: str) -> None:
    (found,) = history([f"---\n{matter}\n---\n", "---\ntitle: A\n---\n"], ENGLISH)
    assert found


def test_a_judgement_is_compared_with_the_one_that_it_was() -> None:
    other = WHOLE.replace("It will last.", "Nobody counts ships.").replace("very likely", "likely")
    assert told(WHOLE, other) == [
        '<del>It will last. <span class="change-source">(one; two)</span> Very likely. Low'
        " confidence. What would change our view: Another finding. We look again on 26 May"
        " 2027.</del>",
        '<ins>Nobody counts ships. <span class="change-source">(one; two)</span> Likely. Low'
        " confidence. What would change our view: Another finding. We look again on 26 May"
        " 2027.</ins>",
    ]
    sooner = WHOLE.replace("very likely", "likely").replace("2027-05-26", "2026-12-26")
    (shown,) = told(WHOLE, sooner)
    assert "<del>Very likely.</del> <ins>Likely.</ins> Low confidence." in shown
    assert shown.startswith("It will last. <del>")


def test_what_is_too_long_to_be_compared_is_told_as_a_whole() -> None:
    long = [" ".join(f"w{n % 250}" for n in range(at, at + 5000)) for at in (0, 7)]
    before, after = (WHOLE.replace("Another finding.", f"{text}.") for text in long)
    (shown,) = told(before, after)
    assert re.fullmatch(r"<del>It will last.*</del> <ins>It will last.*</ins>", shown)


# Pages ---------------------------------------------------------------------------------------------


def built(root: Path, days: dict[str, str], **config: Any) -> Path:
    """A site in a repository whose brief had these texts at these times."""
    git(root, "init", "-q")
    for path, text in SMALL_SITE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for when, text in days.items():
        (root / "docs/brief.md").write_text(text, encoding="utf-8")
        commit(root, when)
    settings = {
        "site_name": "Test",
        "site_url": "https://site.example/",
        "theme": "material",
        "hooks": [str(hook) for hook in HOOKS],
        "extra": {"taklimat": {}},
        **config,
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    result = CliRunner().invoke(cli, ["build", "--strict", "-f", str(root / "mkdocs.yml")])
    assert result.exit_code == 0, result.output
    return root / "site"


def page_of(site: Path) -> html.HtmlElement:
    page = html.fromstring((site / "history/brief/index.html").read_text(encoding="utf-8"))
    (article,) = page.iter("article")
    return article


def with_note(text: str, *notes: str) -> str:
    listed = "".join(f"  - {{date: {note[:10]}, text: '{note[11:]}'}}\n" for note in notes)
    return text.replace("topics:", f"changes:\n{listed}topics:")


def test_a_day_is_one_entry_from_its_first_state_to_its_last(tmp_path: Path) -> None:
    text = BRIEF.replace("VX again.", "VX was found again on that ship.")
    days = {
        "2026-11-24T09:00:00Z": text,
        "2026-11-25T09:00:00Z": text.replace("that ship", "a raft"),
        "2026-11-25T10:00:00Z": text.replace("that ship", "those three ships"),
        "2026-11-25T23:59:59Z": with_note(
            text.replace("that ship", "this ship"),
            "2026-11-25 It says which ship.",
            "2026-11-25 It is this one.",
        ),
    }
    page = page_of(built(tmp_path, days))
    assert [h.text for h in page.iter("h2")] == ["25 November 2026", "24 November 2026"]
    (change,) = page.xpath('.//p[@class="change"]')
    assert [e.text for e in change.iter("del", "ins")] == ["that", "this"]
    notes = [each.text_content() for each in page.xpath('.//p[@class="change-note"]')]
    assert notes == ["It says which ship.", "It is this one."]
    feed = (tmp_path / "site/feeds/changes.atom").read_text(encoding="utf-8")
    assert feed.count("<entry>") == 2
    assert "It says which ship. It is this one." in feed
    # What feeds said before leads to the day.
    assert len(page.xpath('.//summary/span[starts-with(@id, "v")]')) == 3


def test_a_day_that_changed_nothing_to_see_is_no_entry(tmp_path: Path) -> None:
    moved = BRIEF.replace("VX and the Strategic Trade Act.", "Two.\n\nOne.")
    days = {
        "2026-11-24T09:00:00Z": moved,
        "2026-11-25T09:00:00Z": moved.replace("topics:", "search: [found]\ntopics:"),
        "2026-11-26T09:00:00Z": moved.replace("Two.\n\nOne.", "One.\n\nTwo."),
    }
    page = page_of(built(tmp_path, days))
    assert [h.text for h in page.iter("h2")] == ["24 November 2026"]
    assert not list(page.iter("del", "ins"))


def test_no_commit_is_shown_and_the_repository_is_linked_where_there_is_one(
    tmp_path: Path,
) -> None:
    again = BRIEF.replace("VX again.", "VX once more.")
    days = {
        "2026-11-24T09:00:00Z": BRIEF,
        "2026-11-25T09:00:00Z": again,
        "2026-11-26T09:00:00Z": again.replace("once", "twice"),
        "2026-11-26T10:00:00Z": again.replace("once", "thrice"),
    }
    site = built(tmp_path, days, repo_url="https://git.example/a/b/")
    page = page_of(site)
    changes = History(tmp_path).changes("docs/brief.md")
    assert not any(change.commit in page.text_content() for change in changes)
    fourth, _, second, first = (change.commit for change in changes)
    base = "https://git.example/a/b"
    assert page.xpath('.//p[@class="change-facts"]/a/@href') == [
        f"{base}/compare/{second}...{fourth}",
        f"{base}/commit/{second}",
        f"{base}/commit/{first}",
    ]


def test_the_newest_days_are_open_and_older_ones_are_folded(tmp_path: Path) -> None:
    days = {
        f"2026-11-{day}T09:00:00Z": BRIEF.replace("VX again.", f"VX again, {day} times.")
        for day in range(11, 18)
    }
    page = page_of(built(tmp_path, days))
    folds = list(page.iter("details"))
    assert [fold.get("open") is not None for fold in folds] == [True] * 3 + [False] * 3
    # What links lead to is never folded away.
    assert not page.xpath(".//details//h2")
    assert page.xpath(".//h2/@id") == [f"2026-11-{day}" for day in range(17, 10, -1)]


def test_paper_has_what_is_folded_and_old_links_unfold_it(tmp_path: Path, chrome: Browser) -> None:
    days = {
        f"2026-11-{day}T09:00:00Z": BRIEF.replace("VX again.", f"VX again, nerve{day} this time.")
        for day in range(11, 18)
    }
    with served(built(tmp_path, days)) as base:
        plain = chrome.new_context(java_script_enabled=False).new_page()
        plain.goto(f"{base}history/brief/")
        text = text_of(plain.pdf())
        assert "nerve17" in text
        assert "nerve11" in text
        oldest = History(tmp_path).changes("docs/brief.md")[-2]
        page = chrome.new_page()
        page.goto(f"{base}history/brief/#v{oldest.commit}")
        page.wait_for_function("document.querySelector('details:last-of-type').open")


def test_a_clock_that_went_wrong_begins_no_day_anew(tmp_path: Path) -> None:
    days = {
        f"2026-11-{day}T09:00:00Z": BRIEF.replace("VX again.", f"VX again, {day} times.")
        for day in (20, 26, 25, 27)
    }
    page = page_of(built(tmp_path, days))
    assert page.xpath(".//h2/@id") == ["2026-11-27", "2026-11-25", "2026-11-20"]


def test_a_first_day_is_told_of_where_its_authors_say_something(tmp_path: Path) -> None:
    site = built(tmp_path, {"2026-11-24T09:00:00Z": with_note(BRIEF, "2026-11-24 It is new.")})
    page = page_of(site)
    assert [each.text_content() for each in page.xpath('.//p[@class="change-note"]')] == [
        "It is new."
    ]
    assert "The first version." in page.text_content()


def test_nothing_that_a_version_holds_is_markup(tmp_path: Path) -> None:
    hostile = (
        "</p></details><script>x</script> <b onclick=x>b</b> "
        '[x](javascript:x) --8<-- "mkdocs.yml" $x$ {claim: C01} *[VX]: y ⟦<i>⟧ [@<u>]'
    )
    days = {
        "2026-11-24T09:00:00Z": BRIEF.replace("VX again.", hostile).replace(
            "title: A brief", "title: '`</summary><script>t</script>`'"
        ),
        "2026-11-25T09:00:00Z": BRIEF.replace("## Second", "## Third"),
    }
    page = page_of(built(tmp_path, days))
    (fold,) = page.iter("details")
    assert {each.tag for each in fold.iter()} <= {
        "details", "summary", "span", "p", "del", "ins"
    }  # fmt: skip
    assert "<script>t</script>" in fold.text_content()
