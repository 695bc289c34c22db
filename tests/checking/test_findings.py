"""What is found, and how it is said: to people, GitHub, code scanners, programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from conftest import BRIEF, SMALL_SITE, glossary, project, taklimat
from taklimat import __version__
from taklimat.checking import findings, style
from taklimat.checking.codes import CODES, WARNINGS
from taklimat.checking.findings import BrokenSettingsError, Found, said
from taklimat.checking.style import Remark
from taklimat.site.settings import Settings
from taklimat.source.frontmatter import Document, parse
from taklimat.source.problems import Problem, Problems

if TYPE_CHECKING:
    from pathlib import Path

ERROR = Found("docs/a,b.md", 3, 5, "L01", "100 % gone", "mend it")
WARNING = Found("docs/c.md", 0, 1, "W05", "the acronym XY", "explain it")


def document(text: str, path: str = "docs/x.md") -> Document:
    parsed = parse(text, path, Problems())
    assert parsed
    return parsed


def test_each_code_has_a_title_and_sentences() -> None:
    for name, code in CODES.items():
        assert re.fullmatch(r"[A-Z]\d\d", name)
        assert re.match(r"[a-z]|PDF|HTML|SVG|Markdown ", code.title), code.title
        assert not code.title.endswith(".")
        assert re.match(r"[A-Z`!\[{-]", code.text), code.text
        assert code.text.endswith(".")
        # Lines of the source are joined with one space between them.
        assert "  " not in code.text
        assert not re.search(r"[a-z][;,][A-Za-z]|[a-z]\.[A-Z]|XX", code.text)
    assert set(CODES) >= WARNINGS


def test_warnings_may_stay() -> None:
    assert WARNING.is_warning
    assert not ERROR.is_warning


def test_a_finding_is_a_line() -> None:
    assert str(ERROR) == "docs/a,b.md:3:5: L01 100 % gone: mend it"
    assert str(Found("\x1b", 1, 1, "L01", "\x1b", "\x1b")) == "\\x1b:1:1: L01 \\x1b: \\x1b"
    problem = Problem("x.md", 3, "what", "how", "F01")
    assert Found.of(problem) == Found("x.md", 3, 1, "F01", "what", "how")
    assert sorted([ERROR, Found("docs/a,b.md", 3, 4, "L01", "", "")])[1] is ERROR


def test_github_reads_annotations() -> None:
    assert said([ERROR, WARNING], "github").split("\n") == [
        "::error file=docs/a%2Cb.md,line=3,col=5,title=L01 a link or picture that leads nowhere"
        "::100 %25 gone: mend it",
        "::warning file=docs/c.md,line=1,col=1,title=W05 an acronym without an entry"
        "::the acronym XY: explain it",
    ]
    assert "title=E05 a key judgement without sources%2C or" in said(
        [Found("x", 1, 1, "E05", "", "")], "github"
    )


def test_programs_read_json() -> None:
    text = said([Found("ü.md", 0, 1, "W05", "w", "r")], "json")
    assert json.loads(text) == [
        {"path": "ü.md", "line": 0, "column": 1, "code": "W05", "what": "w", "remedy": "r"}
    ]
    assert "ü" in text
    assert "\n    " in text


def test_code_scanners_read_sarif() -> None:
    text = said([ERROR, WARNING, ERROR], "sarif")
    assert "\n    " in text
    sarif = json.loads(text)

    def result(found: Found, level: str, line: int) -> dict[str, object]:
        place = {
            "artifactLocation": {"uri": found.path},
            "region": {"startLine": line, "startColumn": found.column},
        }
        return {
            "ruleId": found.code,
            "level": level,
            "message": {"text": f"{found.what}: {found.remedy}"},
            "locations": [{"physicalLocation": place}],
        }

    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].title},
            "help": {"text": CODES[code].text},
        }
        for code in ("L01", "W05")
    ]
    driver = {"name": "taklimat", "version": __version__, "rules": rules}
    results = [result(ERROR, "error", 3), result(WARNING, "warning", 1), result(ERROR, "error", 3)]
    assert sarif == {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


NAMES = {"Kim Jong-nam": "Kim Jong Nam", "Foreign ministry": "foreign ministry"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Foreign ministry.", [(4, 20, "W01", "'Foreign ministry' is written 'foreign ministry' on this site", "write foreign ministry", "foreign ministry")]),
        ("Kim Jong-nam's", [(0, 12, "W01", "'Kim Jong-nam' is written 'Kim Jong Nam' on this site", "write Kim Jong Nam", "Kim Jong Nam")]),
        ("Kim Jong-names, xKim Jong-nam, kim jong-nam", []),
        ("“Kim Jong-nam” \"Kim Jong-nam\" ‘Kim Jong-nam’", []),
        ("> Kim Jong-nam\n\n[x](Kim Jong-nam) [x](a(Kim Jong-nam)b) <Kim Jong-nam> [@a, Kim Jong-nam]", []),
        ("`Kim Jong-nam`", []),
        ("“x” Kim Jong-nam", [(4, 16, "W01", "'Kim Jong-nam' is written 'Kim Jong Nam' on this site", "write Kim Jong Nam", "Kim Jong Nam")]),
        ("![](a.png) ![ ](b.png 'T') ![x](c.png)", [
            (0, 9, "W03", "the picture a.png has no words", "write what it shows: ![words](picture.png)", None),
            (11, 21, "W03", "the picture b.png has no words", "write what it shows: ![words](picture.png)", None),
        ]),
        ("# A\n\n### B\n\n#### C\n\n## D\n\n##### E", [
            (5, 8, "W04", "a heading of level 3 under one of level 1", "write ##", "##"),
            (26, 31, "W04", "a heading of level 5 under one of level 2", "write ###", "###"),
        ]),
        ("### A", [(0, 3, "W04", "a heading of level 3 under one of level 1", "write ##", "##")]),
        ("## A\n\n### B\n\n## C\n\n### D\n\n####### E\n\n#### \n", []),
    ],
    ids=range(11),
)  # fmt: skip
def test_the_house_style_remarks(text: str, expected: list[tuple[object, ...]]) -> None:
    assert style.remarks(text, 0, NAMES) == [Remark(*each) for each in expected]  # type: ignore[arg-type]


def test_front_matter_has_no_headings_and_keeps_its_names() -> None:
    text = "---\nx: Kim Jong-nam\n### y: 1\n---\n# A\n"
    assert style.remarks(text, text.index("# A"), NAMES) == []


def test_a_remark_has_its_line_and_column() -> None:
    settings = Settings(style=NAMES)
    found = list(
        findings.in_style([document("---\ntitle: T\n---\nA\n\nThe Foreign ministry\n")], settings)
    )
    assert [(each.path, each.line, each.column, each.code) for each in found] == [
        ("docs/x.md", 6, 5, "W01")
    ]
    first = list(findings.in_style([document("Foreign ministry")], settings))
    assert [(each.line, each.column) for each in first] == [(1, 1)]


def test_what_is_sure_is_mended_from_the_end(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    texts = {
        "docs/x.md": "# A\n\nKim Jong-nam, Kim Jong-nam\n\n#### B\n\n![](a.png)\n* c\n",
        "docs/y.md": "# A\n\nÜ\n",
    }
    for path, text in texts.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    documents = (document(text, path) for path, text in texts.items())
    assert findings.fix(documents, Settings(style=NAMES), tmp_path) == ["docs/x.md"]
    assert (tmp_path / "docs/x.md").read_text(encoding="utf-8") == (
        "# A\n\nKim Jong Nam, Kim Jong Nam\n\n## B\n\n![](a.png)\n\n* c\n"
    )
    assert (tmp_path / "docs/y.md").read_text(encoding="utf-8") == texts["docs/y.md"]


def test_misspelt_words_have_their_places(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/x.md").write_bytes("\ufeffIt\nwas recieved, teh\n".encode())
    found = list(findings.spelling(["docs/x.md"], (), tmp_path))
    assert found == [
        Found("docs/x.md", 2, 5, "W02", "'recieved' looks misspelt", "received?"),
        Found("docs/x.md", 2, 15, "W02", "'teh' looks misspelt", "the?"),
    ]
    assert [each.what for each in findings.spelling(["./docs/x.md"], ("Teh",), tmp_path)] == [
        "'recieved' looks misspelt"
    ]


def test_what_markdown_may_not_become(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# A\n\nText\n- b\n\n(x)[y]\n", encoding="utf-8")
    found = list(findings.markdown(["x.md"], tmp_path))
    assert {(each.path, each.line, each.code) for each in found} == {
        ("x.md", 4, "W07"), ("x.md", 6, "W07"),
    }  # fmt: skip
    assert all(re.search(r"\(MD\d\d\d\)$", each.what) for each in found)
    assert all(each.remedy == "taklimat check --fix mends it" for each in found)
    assert list(findings.markdown([], tmp_path)) == []


def test_a_site_may_have_its_own_rules_of_markdown(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# A\n\nText\n- b\n", encoding="utf-8")
    (tmp_path / ".rumdl.toml").write_text('[global]\ndisable = ["MD032"]\n', encoding="utf-8")
    assert list(findings.markdown(["x.md"], tmp_path)) == []
    (tmp_path / ".rumdl.toml").write_text("[global\n", encoding="utf-8")
    with pytest.raises(BrokenSettingsError, match=r"(?i)toml"):
        list(findings.markdown(["x.md"], tmp_path))


def test_a_category_almost_like_a_larger_one_is_told() -> None:
    def term(name: str, category: str) -> dict[str, str]:
        return {"term": name, "category": category}

    terms = glossary(
        aa=term("Aa", "Organisations"), bb=term("Bb", "Organisations"),
        cc=term("Cc", "Organizations"), dd=term("Dd", "Weapons"), ee=term("Ee", "Weapon law"),
    )  # fmt: skip
    (found,) = findings.categories(terms)
    assert (found.path, found.line, found.column, found.code) == ("glossary/cc.md", 2, 1, "G09")
    assert found.what == "the category 'Organizations' is almost 'Organisations'"
    assert found.remedy == "write it in the same way"
    equal = glossary(aa=term("Aa", "Organisations"), cc=term("Cc", "Organizations"))
    assert list(findings.categories(equal)) == []


@pytest.mark.parametrize(
    ("confidence", "sources", "expected"),
    [
        ("high", "[a, b]", None),
        ("high", "[a]", "high confidence on one independent source"),
        ("high", "[a, c]", "high confidence on one independent source"),
        ("high", "[]", "high confidence on no source"),
        ("moderate", "[]", None),
    ],
)
def test_high_confidence_rests_on_two(
    tmp_path: Path, confidence: str, sources: str, expected: str | None
) -> None:
    brief = BRIEF.replace(
        "    confidence: high\n", f"    confidence: {confidence}\n    sources: {sources}\n"
    )
    kept = [
        {"id": key, "type": "book", "title": key, **({"same_as": ["a"]} if key == "c" else {})}
        for key in "abc"
    ]
    root = project(
        tmp_path, {"docs/brief.md": brief, "s.json": json.dumps(kept)}, bibliography="s.json"
    )
    run = taklimat(root, "check", "--format", "json")
    told = [each for each in json.loads(run.stdout) if each["code"] == "E07"]
    if expected is None:
        assert told == []
        return
    (found,) = told
    assert (found["what"], found["path"], found["line"]) == (expected, "docs/brief.md", 13)
    assert found["remedy"] == "lower it, or cite a source of another origin"
    assert SMALL_SITE["docs/brief.md"] == BRIEF
