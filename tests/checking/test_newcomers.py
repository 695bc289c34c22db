"""What a newcomer stumbles over, and what keeps a site that moves in from drowning."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from conftest import BRIEF, ROOT, copy_project, entry, project, taklimat
from taklimat.command.main import main

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = json.dumps([{"id": "a", "type": "book", "title": "T"}])


def told(root: Path, path: str = "docs/x.md") -> list[str]:
    """What is told of a file, as `line:column: code what: remedy`."""
    lines = taklimat(root, "check", "--all").stdout.splitlines()
    return [line.removeprefix(f"{path}:") for line in lines if line.startswith(f"{path}:")]


def test_the_examples_of_the_manuals_work_in_a_fresh_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_project(tmp_path / "clone")
    monkeypatch.chdir(root)
    found = [
        line
        for name in ("CONTRIBUTING.md", "docs/manual/contributing.md", "README.md")
        for line in re.findall(
            r"taklimat (new (?:term|brief) [^`\n]+)`", (ROOT / name).read_text(encoding="utf-8")
        )
    ]
    assert len(found) > 1
    for command in dict.fromkeys(found):
        run = CliRunner().invoke(main, shlex.split(command))
        assert run.exit_code == 0, (command, run.output)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# X\n\n[a](nope.md)\n", ["3:5: L01 the link nope.md leads nowhere: mend the path: it leads from this page to a file"]),
        ("# X\n\n![a](nope.png)\n", ["3:6: L01 the picture nope.png is not there: put it into the folder of pages, or mend the path"]),
        ("# X\n\n[a](#nope)\n", ["3:5: L01 the link #nope leads nowhere: mend the heading's id after #: nope"]),
        ("# X\n\n[a](brief.md#nope)\n", ["3:5: L01 the link brief.md#nope leads nowhere: mend the heading's id after #: nope"]),
        ("# X\n\n[a](/nope)\n", ["3:5: L01 the link /nope leads out of the site: write the path from this page to the file"]),
        ("# X\n\n[a](nope/)\n", ["3:5: L01 the link nope/ leads nowhere: mend the path: it leads from this page to a file"]),
        ("# X\n\n<a href=\"nope.md\">a</a>\n", ["3:1: L01 the link nope.md leads nowhere: mend the path: it leads from this page to a file"]),
        ("# X\n\n<img alt=a src='zip.png'>\n", ["3:1: L01 the picture zip.png is not there: put it into the folder of pages, or mend the path"]),
        ("# X\n\n<div>\n<a class=b href=../nope/>a</a>\n</div>\n", ["4:1: L01 the link ../nope/ leads nowhere: mend the path: it leads from this page to a file"]),
        ("# X\n\n<a href=\"../brief/#first\">a</a> <a href=\"https://example.org\">b</a> <a href=#x>c</a> `<a href=\"no.md\">`\n", []),
        ("# X\n\nSo. [@a]\n", ["3:1: C01 an unknown source: a: name a bibliography in mkdocs.yml"]),
        ("# X\n\n@someone says\n", []),
        ("# X\n\n# Y\n\n## Z\n", ["3:3: W07 Multiple top-level headings (level 1) in the same document (MD025): taklimat check --fix mends it"]),
        ("", ["0:1: W10 the page has no text: write it"]),
        ("# X\n\n`recieved`\n\n```\nrecieved\n```\n\nrecieved\n", ["9:1: W02 'recieved' looks misspelt: received?"]),
        ("---\nkind: page\ntitle: X\ndate: 2026-02-31\n---\n", ["4:1: F02 broken YAML (no such day: 2026-02-31): write a day that exists, as 2026-02-13"]),
    ],
    ids=range(16),
)  # fmt: skip
def test_a_slip_is_told_once_and_in_its_place(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    root = project(tmp_path, {"docs/x.md": text})
    assert told(root) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("very likely", "probable", [r"11:1: F03 `judgements.likelihood` is 'probable': .*"]),
        ("updated: 2026-11-24", "updated: 2026-11-23", [r"7:1: E10 a brief that was updated before .*"]),
        ("date: 2026-11-24\nup", "date: 2026-02-31\nup", [r"6:1: F02 broken YAML \(no such day: 2026-02-31\): write a day that exists, .*"]),
        ("## First", "# First", [r"17:1: W09 a second title on the page: write ##"]),
    ],
)  # fmt: skip
def test_a_slip_in_a_brief_is_told_once(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    root = project(tmp_path, {"docs/brief.md": BRIEF.replace(old, new)})
    found = [line for line in told(root, "docs/brief.md") if " W06 " not in line]
    assert len(found) == len(expected)
    assert all(
        re.fullmatch(pattern, line) for pattern, line in zip(expected, found, strict=True)
    ), found


@pytest.mark.parametrize(
    ("path", "text"),
    [("docs/brief.md", BRIEF), ("docs/index.md", "---\ntitle: X\n---\n# X\n"), ("glossary/vx.md", entry(term="VX"))],
)  # fmt: skip
@pytest.mark.parametrize("begins", ["\n---\n", "", "\u2014\n", "\ufeff\n---\n"])
def test_front_matter_out_of_its_place_is_told_and_left_as_it_is(
    tmp_path: Path, path: str, text: str, begins: str
) -> None:
    wrong = begins + text.removeprefix("---\n").replace("text:", "text:  ")
    root = project(tmp_path, {path: wrong})
    taklimat(root, "check", "--fix")
    assert (root / path).read_text(encoding="utf-8") == wrong
    line = 2 if begins.endswith("\n---\n") else 1
    (found,) = told(root, path)
    assert found.startswith(f"{line}:1: F04 front matter must begin on the first line, with ---")
    run = CliRunner().invoke(main, ["build", "-f", str(root / "mkdocs.yml")])
    assert run.exit_code == 1
    assert f"{path}:{line}: front matter must begin" in run.output


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"term": 2024}, "4:1: F03 `term` is 2024: write a name, or a mapping with `name`: "),
        ({"term": "x" * 101}, "4:1: F03 `term.name` is 'xxx"),
    ],
)
def test_an_entry_is_told_of_in_words(
    tmp_path: Path, keys: dict[str, object], expected: str
) -> None:
    root = project(tmp_path, {"glossary/x.md": entry(**keys)})
    (line,) = told(root, "glossary/x.md")
    assert line.startswith(expected)
    assert "items" not in line
    assert "instance" not in line


def test_links_of_raw_html_fail_a_build_as_they_do_a_check(tmp_path: Path) -> None:
    root = project(tmp_path, {"docs/x.md": '# X\n\n<a href="nope.md">a</a>\n'})
    run = CliRunner().invoke(main, ["build", "-f", str(root / "mkdocs.yml")])
    assert run.exit_code == 1
    assert "docs/x.md:3: the link nope.md leads nowhere" in run.output


# The cause alone --------------------------------------------------------------------------------

CLAIM = """- id: C01
  section: One
  kind: report
  text: It was so.
  status: held up
  today: It still is.
  sources: [a]
"""
RICH: dict[str, str | bytes] = {
    "docs/brief.md": BRIEF.replace("confidence: high", "confidence: high\n    sources: [a]")
    + "\nSo. [@a] Or {claim: C01}\n\nThe [PSI](glossary:psi).\n",
    "docs/claims.md": "---\nkind: claims\ntitle: Claims\n---\n",
    "docs/data/s.json": SOURCES,
    "docs/data/claims.yml": CLAIM,
    "glossary/sta.md": entry(term="Strategic Trade Act", see_also=["vx"], sources=["a"]),
}
DATA = {"bibliography": "docs/data/s.json", "claims": "docs/data/claims.yml"}


def errors(root: Path) -> list[str]:
    """What a check tells, but for terms that stand before their full names and the like."""
    lines = taklimat(root, "check", "--all", "--ignore", "W06,E07").stdout.splitlines()
    assert len(lines) == len(set(lines))
    return lines


@pytest.mark.parametrize(
    ("files", "settings", "expected"),
    [
        ({}, {}, ""),
        ({}, {"pdff": {}}, "mkdocs.yml:N:1: F03 unknown key `pdff`: did you mean pdf?"),
        ({}, {"pdf": True}, "mkdocs.yml:N:1: F03 `pdf` is True: write it as a mapping"),
        ({}, {"bibliography": 3}, "mkdocs.yml:N:1: F03 `bibliography` is 3: input should be"),
        ({}, {"claims": "docs/data/claim.yml"}, "mkdocs.yml:N:1: F03 `claims` names a file that is not there: docs/data/claim.yml: did you mean docs/data/claims.yml?"),
        ({}, {"bibliography": "s.json"}, "mkdocs.yml:N:1: F03 `bibliography` names a file that is not there: s.json: mend the path"),
        ({"docs/data/s.json": "["}, {}, "docs/data/s.json:N:1: C02 broken JSON"),
        ({"docs/data/s.json": "{}"}, {}, "docs/data/s.json:N:1: C02 the file is no list of sources"),
        ({"docs/data/s.json": b"\xff"}, {}, "docs/data/s.json:N:1: F01 the file is not UTF-8"),
        ({"docs/data/s.json": '[{"id": "a", "type": "book"}]'}, {}, "docs/data/s.json:N:1: C04 "),
        ({"docs/data/s.json": '[{"id": "a", "type": "book"}, {"id": "b", "type": "book", "title": "T"}]'}, {}, "docs/data/s.json:N:1: C04 "),
        ({"docs/data/claims.yml": "- ["}, {}, "docs/data/claims.yml:N:1: F02 broken YAML"),
        ({"docs/data/claims.yml": "a: 1"}, {}, "docs/data/claims.yml:N:1: E01 the file is no list"),
        ({"docs/data/claims.yml": b"\xff"}, {}, "docs/data/claims.yml:N:1: F01 the file is not UTF-8"),
        ({"docs/data/claims.yml": CLAIM.replace("held up", "held")}, {}, "docs/data/claims.yml:N:1: F03 `status` is 'held'"),
        ({"docs/claims.md": "---\nkind: claims\ntitel: Claims\n---\n"}, {}, "docs/claims.md:N:1: F03 unknown key `titel`: did you mean title?"),
        ({"docs/brief.md": "---\nkind: breif\nsummary: x\nauthors: [x]\ntitle: X\n---\nVX, the Strategic Trade Act.\n"}, {}, "docs/brief.md:N:1: F03 `kind` is 'breif': did you mean brief?"),
        ({"docs/brief.md": BRIEF.replace("title: A", "title: [A")}, {}, "docs/brief.md:N:1: F02 broken YAML"),
        ({"docs/brief.md": BRIEF.removeprefix("---\n")}, {}, "docs/brief.md:N:1: F04 front matter must"),
        ({"glossary/psi.md": "---\nterm: [\n---\n"}, {}, "glossary/psi.md:N:1: F02 broken YAML"),
    ],
    ids=range(20),
)  # fmt: skip
def test_of_what_follows_from_a_mistake_the_cause_alone_is_told(
    tmp_path: Path, files: dict[str, str | bytes], settings: dict[str, object], expected: str
) -> None:
    root = project(tmp_path, {**RICH, **files}, **{**DATA, **settings})
    found = [re.sub(r":\d+:1: ", ":N:1: ", line, count=1) for line in errors(root)]
    assert [line[: len(expected)] for line in found] == ([expected] if expected else [])


def test_a_glossary_that_is_not_there_is_told_alone(tmp_path: Path) -> None:
    root = project(tmp_path, RICH, glossary_dir="glosary", **DATA)
    assert errors(root) == [
        "glosary:0:1: G01 the glossary is empty: add a file for each term, or mend `glossary_dir`"
    ]


# What is named on the command line --------------------------------------------------------------

WRONG = {"docs/x.md": "# X\n\n[a](nope.md)\n", "docs/sub/y.md": "# Y\n\n[a](nope.md)\n"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("docs/x.md", ["docs/x.md"]),
        ("./docs/../docs/x.md", ["docs/x.md"]),
        ("docs/sub", ["docs/sub/y.md"]),
        ("docs", ["docs/sub/y.md", "docs/x.md"]),
        (".", ["docs/sub/y.md", "docs/x.md"]),
        ("glossary", []),
        ("mkdocs.yml", []),
        ("s.json", []),
    ],
)
def test_files_and_folders_may_be_checked_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, expected: list[str]
) -> None:
    root = project(tmp_path, {**WRONG, "s.json": SOURCES}, bibliography="s.json")
    monkeypatch.chdir(root)
    for form in (named, str(root / named)):
        run = CliRunner().invoke(main, ["check", "--only", "L01", form])
        assert [line.partition(":")[0] for line in run.stdout.splitlines()] == expected
        assert run.exit_code == bool(expected)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("docs/gone.md", "there is no file docs/gone.md\n"),
        ("x.md", "there is no file x.md: did you mean docs/x.md?"),
        ("sub/", "there is no file sub: did you mean docs/sub?"),
        ("elsewhere/a.md", "elsewhere/a.md is no part of the site, whose texts are in docs and"),
        ("elsewhere", "elsewhere is no part of the site"),
    ],
)
def test_a_file_that_is_no_part_of_the_site_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, expected: str
) -> None:
    monkeypatch.chdir(project(tmp_path, {**WRONG, "elsewhere/a.md": "# A\n"}))
    for arguments in ([named], ["docs/x.md", named], ["--fix", named]):
        run = CliRunner().invoke(main, ["check", *arguments])
        assert (run.exit_code, run.stdout) == (2, "")
        assert expected in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "site", "a" * 400],
        ["new", "site", "docs/index.md/x"],
        ["new", "term", "a" * 400],
        ["new", "brief", "a" * 400],
        ["check", "--accept", "--baseline", "docs"],
        ["check", "--accept", "--baseline", "docs/index.md/x"],
        ["check", "--accept", "--baseline", "gone/x"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_what_the_system_refuses_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    run = CliRunner().invoke(main, arguments)
    assert isinstance(run.exception, SystemExit)
    last = run.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert len(last) < 250


# Many findings ----------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A site with twelve dead links, and one misspelt word."""
    links = "\n".join(f"- [a](nope-{n}.md)" for n in range(12))
    return project(tmp_path, {"docs/x.md": f"# X\n\nIt was recieved.\n\n{links}\n"})


def codes(output: str) -> list[str]:
    return [line.split()[1] for line in output.splitlines() if not line.startswith("…")]


def test_of_many_findings_of_a_code_the_first_are_said(many: Path) -> None:
    run = taklimat(many, "check")
    assert codes(run.stdout).count("L01") == 9
    assert "… and 3 more of L01, a link or picture that leads nowhere: see --all" in run.stdout
    assert "13 to mend" in run.stderr
    assert codes(taklimat(many, "check", "--all").stdout).count("L01") == 12
    assert len(json.loads(taklimat(many, "check", "--format", "json").stdout)) > 12


def test_codes_are_chosen(many: Path) -> None:
    assert set(codes(taklimat(many, "check", "--only", "w02").stdout)) == {"W02"}
    ignored = taklimat(many, "check", "--ignore", "L01, W02")
    assert ignored.exit_code == 0
    assert not {"L01", "W02"} & set(codes(ignored.stdout))
    wrong = taklimat(many, "check", "--only", "L0")
    assert wrong.exit_code == 2
    assert "there is no code L0: did you mean L0" in wrong.output


def test_a_site_moves_in_step_by_step(many: Path) -> None:
    baseline = many / "accepted.txt"
    arguments = ["check", "--baseline", str(baseline)]
    missing = taklimat(many, *arguments)
    assert missing.exit_code == 2
    assert "write one with --accept" in missing.stderr
    taken = taklimat(many, *arguments, "--accept")
    assert taken.exit_code == 0
    assert re.search(r"\d+ findings are accepted in", taken.stderr)
    page = many / "docs/x.md"
    text = page.read_text(encoding="utf-8")
    # What moves with its line stays accepted; something new is not.
    page.write_text(text.replace("# X\n", "# X\n\nMore.\n"), encoding="utf-8")
    assert taklimat(many, *arguments).exit_code == 0
    page.write_text(f"{text}- [b](new.md)\n", encoding="utf-8")
    assert codes(taklimat(many, *arguments).stdout) == ["L01"]
    assert taklimat(many, "check", "--accept").exit_code == 2


def test_front_matter_of_others_is_let_be(tmp_path: Path) -> None:
    page = "---\ntitle: X\nowner: me\nweight: 3\ntags_: y\n---\n# X\n"
    settings = {"front_matter": ["owner", "weight"]}
    root = project(tmp_path, {"docs/x.md": page}, **settings)
    assert told(root) == ["5:1: F03 unknown key `tags_`: did you mean tags?"]
    root = project(tmp_path, {"docs/x.md": page}, front_matter=["*"])
    assert told(root) == []
