"""The command line that contributors use: check, explain, terms, new."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from conftest import BRIEF, ROOT, entry, project, taklimat
from taklimat.adapter import checking
from taklimat.checking.codes import CODES, WARNINGS
from taklimat.command.main import main
from taklimat.command.starting import slug
from taklimat.site import kinds

CLAIMS = """- id: C01
  section: One
  kind: report
  text: It was so.
  status: open
  today: It is so.
  sources: [a2017]
"""
SOURCES = [{"id": "a2017", "type": "book", "title": "A", "issued": {"date-parts": [[2017]]}}]


def test_a_good_site_has_nothing_to_mend_and_nothing_is_published(tmp_path: Path) -> None:
    run = taklimat(project(tmp_path), "check")
    assert run.exit_code == 0, run.output
    assert not [line for line in run.stdout.splitlines() if line.split()[1] not in WARNINGS]
    assert "Nothing to mend" in run.stderr
    assert not (tmp_path / "site").exists()


def test_the_real_site_has_nothing_to_mend() -> None:
    run = taklimat(ROOT, "check")
    assert run.exit_code == 0, run.output


BAD: dict[str, tuple[dict[str, str | bytes], dict[str, object], str]] = {
    "F01": ({"docs/x.md": b"# X\n\xff\n"}, {}, "docs/x.md:2:1"),
    "F02": ({"docs/x.md": "---\ntitle: [\n---\n"}, {}, "docs/x.md:3:1"),
    "F03": ({"docs/x.md": "---\ntitel: X\n---\n"}, {}, "docs/x.md:2:1"),
    "F04": ({"docs/x.md": "---\ntitle: X\n"}, {}, "docs/x.md:1:1"),
    "G02": ({"glossary/Bad Name.md": entry(term="Bad")}, {}, "glossary/Bad Name.md:0:1"),
    "G04": ({"docs/x.md": "# X\n\n[x](glossary:nothing)\n"}, {}, "docs/x.md:3:1"),
    "G05": ({"docs/x.md": "---\nglossary: {skip: [nothing]}\n---\n# X\n"}, {}, "docs/x.md:2:1"),
    "G06": ({"glossary/x.md": entry(term="Other", aliases=["PSI"])}, {}, "glossary/x.md:3:1"),
    "G07": ({"glossary/x.md": entry(term="Other", see_also=["nothing"])}, {}, "glossary/x.md:5:1"),
    "C01": ({"docs/x.md": "# X\n\nSo. [@b2018]\n"}, {"bibliography": "s.json"}, "docs/x.md:3:1"),
    "C02": ({"s.json": "["}, {"bibliography": "s.json"}, "s.json:1:1"),
    "C03": (
        {"s.json": json.dumps(SOURCES * 2), "docs/x.md": f"# X\n\n[@{SOURCES[0]['id']}]\n"},
        {"bibliography": "s.json"},
        "s.json:1:1",
    ),
    "C04": (
        {"s.json": '[{"id": "a"}]', "docs/x.md": "# X\n\n[@a]\n"},
        {"bibliography": "s.json"},
        "s.json:1:1",
    ),
    "C07": ({"docs/x.md": "# X\n\nA [see @a; b].\n"}, {"bibliography": "s.json"}, "docs/x.md:3:1"),
    "C05": ({"docs/x.md": "# X\n\nSo.[^1]\n"}, {}, "docs/x.md:3:1"),
    "C06": ({}, {"citation_style": "nothing.csl"}, "mkdocs.yml:0:1"),
    "E01": ({"c.yml": "a: b\n"}, {"claims": "c.yml"}, "c.yml:1:1"),
    "E02": ({"c.yml": CLAIMS * 2}, {"claims": "c.yml", "bibliography": "s.json"}, "c.yml:8:1"),
    "E03": ({"docs/x.md": "# X\n\n{claim: C09}\n"}, {}, "docs/x.md:3:1"),
    "E08": (
        {
            "docs/x.md": "# X\n\nAs {picture: p} shows.\n",
            "docs/data/p.yml": "- {id: p, kind: bars, title: T, words: W}\n",
        },
        {"pictures": "docs/data/p.yml"},
        "docs/x.md:3:1",
    ),
    "E09": ({"docs/x.md": "---\nkind: claims\n---\n# X\n"}, {}, "docs/x.md:2:1"),
    "E04": (
        {
            "c.yml": CLAIMS,
            "docs/claims.md": "---\nkind: claims\n---\n# Claims\n",
            "docs/brief.md": BRIEF.replace("    change", "    sources: [a2017]\n    change"),
        },
        {"claims": "c.yml", "bibliography": "s.json"},
        "c.yml:1:1",
    ),
    "E05": ({"docs/brief.md": BRIEF.replace("2027-11-24", "2020-11-24")}, {}, "docs/brief.md:14:1"),
    "E06": ({"docs/brief.md": f"{BRIEF}\nIt was 17.\n"}, {"numbers": {}}, "docs/brief.md:25:1"),
    "D01": (
        {"docs/a/b.md": "---\npdf: true\n---\n# X\n", "docs/a-b.md": "---\npdf: true\n---\n# X\n"},
        {"pdf": {}},
        "docs/a/b.md:1:1",
    ),
    "L01": ({"docs/x.md": "# X\n\nSee [it](nothing.md).\n"}, {}, "docs/x.md:3:10"),
    "W01": (
        {"docs/x.md": "# X\n\nKim Jong-nam said “Kim Jong-nam”.\n"},
        {"style": {"Kim Jong-nam": "Kim Jong Nam"}},
        "docs/x.md:3:1",
    ),
    "W02": ({"docs/x.md": "# X\n\nIt was recieved.\n"}, {}, "docs/x.md:3:8"),
    "W04": ({"docs/x.md": "# X\n\n### Y\n"}, {}, "docs/x.md:3:1"),
    "W08": (
        {"docs/x.md": "# X\n\nTODO: write. `TODO: x` aTODO: b\n\n<!-- TODO: later -->\n"},
        {},
        "docs/x.md:3:1",
    ),
    "W09": ({"docs/brief.md": f"{BRIEF}\n# Y\n"}, {}, "docs/brief.md:25:1"),
    "W10": ({"docs/x.md": "---\ntitle: X\n---\n"}, {}, "docs/x.md:0:1"),
    "E10": (
        {"docs/brief.md": BRIEF.replace("updated: 2026-11-24", "updated: 2026-11-23")},
        {},
        "docs/brief.md:7:1",
    ),
    "E11": (
        {
            "t.yml": "- id: a\n  title: T\n  columns: [{name: A}, {name: B}]\n"
            "  rows:\n  - values: [1]\n    sources: [a2017]\n",
        },
        {"tables": "t.yml", "bibliography": "s.json"},
        "t.yml:5:1",
    ),
    "E13": (
        {
            "docs/brief.md": BRIEF.replace(
                "topics",
                f"in_brief:\n  facts: [A, B, C]\n  meaning: {'m ' * 450}\n  watch: [D]\ntopics",
            )
        },
        {},
        "docs/brief.md:15:1",
    ),
    "D07": (
        {
            "docs/brief.md": BRIEF.replace(
                "topics",
                f"in_brief:\n  facts: [A, B, C]\n  meaning: {'mmmmmmmmmm ' * 420}\n"
                "  watch: [D]\ntopics",
            ).replace("summary: ", f"summary: {'sssssssssssss ' * 300}")
        },
        {"pdf": {}},
        "docs/brief.md:15:1",
    ),
    "D08": ({"r.docx": "no zip"}, {"pdf": {"reference": "r.docx"}}, "r.docx:0:1"),
    "W07": ({"docs/x.md": "# X\n\nText\n- not a list\n"}, {}, "docs/x.md:4:1"),
    "S01": ({"docs/x.md": "# X\n\n<iframe></iframe>\n"}, {}, "docs/x.md:3:1"),
    "S02": ({"docs/x.md": "# X\n\n<b onclick=a()>x</b>\n"}, {}, "docs/x.md:3:1"),
    "S03": ({"docs/x.md": "# X\n\n[x](javascript:a)\n"}, {}, "docs/x.md:3:1"),
    "S04": ({"docs/x.md": '# X\n\n<b id="__config">x</b>\n'}, {}, "docs/x.md:3:1"),
    "S06": ({"docs/x.js": "alert(1)"}, {}, "docs/x.js:0:1"),
    "S07": ({"docs/x.png": b"0" * 5_000_001}, {}, "docs/x.png:0:1"),
    "S08": ({"docs/x.svg": "<svg>\n<script/></svg>"}, {}, "docs/x.svg:2:1"),
    "S10": ({"docs/CNAME": "example.org"}, {}, "docs/CNAME:0:1"),
    "S12": ({"docs/x.png": "no picture"}, {}, "docs/x.png:0:1"),
    "S13": ({"docs/x.md": "# X\n\n<div>x\n"}, {}, "docs/x.md:3:1"),
    "S14": ({"docs/x.md": f"# X\n\n{'`' * 2000}\n"}, {}, "docs/x.md:3:1"),
}
# The navigation (below), what only making PDFs finds (tests/test_documents.py), an empty glossary,
# snippets, links and names of the file system (tests/test_security.py), what a theme of one's own
# prints (tests/test_walls.py), and what the system refuses (tests/test_publishing.py).
ELSEWHERE = {
    "L02",
    "L03",
    "D02",
    "D03",
    "D04",
    "E14",
    "E15",
    "D05",
    "D06",
    "F05",
    "F06",
    "G01",
    "S05",
    "S09",
    "S11",
}


def test_every_code_is_tested_and_explained() -> None:
    assert set(BAD) | ELSEWHERE | WARNINGS == set(CODES)
    for code in CODES:
        run = CliRunner().invoke(main, ["explain", code.lower()])
        assert run.exit_code == 0
        assert run.output.startswith(f"{code}: ")
        assert len(run.output) > 60


@pytest.mark.parametrize("code", BAD)
def test_each_code_has_its_place(tmp_path: Path, code: str) -> None:
    files, settings, place = BAD[code]
    run = taklimat(project(tmp_path, {"s.json": json.dumps(SOURCES), **files}, **settings), "check")
    assert run.exit_code == 1, run.output
    assert f"{place}: {code} " in run.stdout, run.output
    assert re.search(rf"^{re.escape(place)}: {code} .+: .+$", run.stdout, re.MULTILINE)


def test_own_style_and_scripts_are_sent_to_their_place(tmp_path: Path) -> None:
    run = taklimat(project(tmp_path, {"docs/x.js": "1", "docs/a/y.CSS": "b {}"}), "check")
    assert "docs/x.js:0:1: S06 " in run.stdout
    assert "custom_dir` names, and its name into `extra_javascript`" in run.stdout
    assert "custom_dir` names, and its name into `extra_css`" in run.stdout


def test_code_with_a_title_is_code_in_a_check_too(tmp_path: Path) -> None:
    text = '# X\n\n```yaml title="a.yml"\nx: [@nobody]\n```\n\n## After\n\n[x](#after)\n'
    root = project(tmp_path, {"docs/x.md": text})
    config = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    config["markdown_extensions"] += ["pymdownx.highlight", "pymdownx.superfences"]
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    assert taklimat(root, "check").exit_code == 0


def test_one_run_finds_everything(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/a.md": "---\ntitel: X\n---\n",
        "docs/b.md": "# B\n\n[x](nothing.md) recieved <script>1</script>\n",
        "glossary/x.md": entry(term="Other", see_also=["nothing"]),
    }
    run = taklimat(project(tmp_path, files), "check")
    assert {line.split()[1] for line in run.stdout.splitlines()} - WARNINGS == {
        "F03", "L01", "W02", "S01", "G07",
    }  # fmt: skip


def test_a_broken_config_is_told_once(tmp_path: Path) -> None:
    root = project(tmp_path)
    file = root / "mkdocs.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("- tables", "- nothing_at_all"))
    run = taklimat(root, "check")
    assert run.exit_code == 1
    assert run.output.count("nothing_at_all") < 3
    assert "Traceback" not in run.output


def test_colours_are_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path, {"docs/x.md": "# X\n\nIt was recieved.\n"})
    arguments = ["check", "--config-file", str(root / "mkdocs.yml")]
    assert "\x1b" not in CliRunner().invoke(main, arguments).output
    shown = CliRunner().invoke(main, arguments, color=True).output
    assert "\x1b[1mdocs/x.md:3:8:\x1b[0m \x1b[31mW02\x1b[0m" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(main, arguments, color=True).output


def test_what_may_stay_is_told_and_fails_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/x.md": "# X\n\nThe PSI and the IAEA.\n\n![](a.png)\n",
        "docs/a.png": (ROOT / "tests/documents/kitchen/dot.png").read_bytes(),
        "glossary/lone.md": entry(term="Lonely Term", category="Thing"),
    }
    run = taklimat(project(tmp_path, files), "check")
    assert run.exit_code == 0, run.output
    told = {tuple(line.split()[:2]) for line in run.stdout.splitlines()}
    assert {
        ("docs/x.md:3:17:", "W05"), ("docs/x.md:3:5:", "W06"), ("docs/x.md:5:1:", "W03"), ("glossary/lone.md:1:1:", "G08"), ("glossary/lone.md:2:1:", "G09"),
    } <= told  # fmt: skip
    assert "Nothing to mend, " in run.stderr


def test_dead_links_in_words_that_other_pages_show_are_told_once_where_they_stand(
    tmp_path: Path,
) -> None:
    brief = BRIEF.replace("It was the PSI.", '"It was [so](gone.md)."')
    root = project(
        tmp_path,
        {"docs/deep/own.md": brief, "docs/home.md": "# Home\n\n{judgement: deep/own}\n"},
    )
    told = [line for line in taklimat(root, "check").stdout.splitlines() if "gone" in line]
    assert len(told) == 1, told
    assert told[0].startswith("docs/deep/own.md:10:"), told


def test_what_would_fail_the_build_is_found(tmp_path: Path) -> None:
    root = project(tmp_path, {"docs/new.md": "# New\n"})
    file = root / "mkdocs.yml"
    config = yaml.safe_load(file.read_text(encoding="utf-8"))
    config["nav"] = ["index.md", "brief.md", "glossary/index.md", "gone.md"]
    config["validation"] = {"nav": {"omitted_files": "warn", "not_found": "warn"}}
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    run = taklimat(root, "check")
    assert run.exit_code == 1
    told = [line for line in run.stdout.splitlines() if " L02 " in line]
    assert len(told) == 2, run.output
    assert any("new.md" in line for line in told)
    assert any("gone.md" in line for line in told)


def with_settings(root: Path, **settings: object) -> Path:
    """A site with other settings of MkDocs's."""
    file = root / "mkdocs.yml"
    config = yaml.safe_load(file.read_text(encoding="utf-8")) | settings
    file.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return root


def told_of_settings(root: Path) -> list[str]:
    """What a check tells of them, without the numbers of lines."""
    run = taklimat(root, "check", "--all")
    lines = [line for line in run.stdout.splitlines() if line.startswith("mkdocs.yml:")]
    return [re.sub(r"^mkdocs\.yml:[1-9]\d*:1", "mkdocs.yml:N:1", line) for line in lines]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"nav": ["index.md"]}, 'not included in the "nav" configuration brief.md: add it to `nav`, or to `not_in_nav`'),
        ({"nav": ["index.md", "brief.md", "gone.md"]}, "not found in the documentation files.: mend `nav`"),
        ({"sight_name": "x"}, "Unrecognised configuration name: sight_name: mend the name, or take it out"),
        ({"plugins": ["search", {"redirects": {"redirect_maps": {"old.md": "gone.md"}}}]}, "gone.md' does not exist!: mend `redirects`"),
    ],
)  # fmt: skip
def test_a_remedy_is_given_where_it_is_known_to_fit(
    tmp_path: Path, settings: dict[str, object], expected: str
) -> None:
    levels = {"validation": {"nav": {"omitted_files": "warn", "not_found": "warn"}}}
    (line,) = told_of_settings(with_settings(project(tmp_path), **levels, **settings))
    assert line.startswith("mkdocs.yml:0:1: L02 ")
    assert line.endswith(expected)


def test_what_is_not_known_is_told_once_without_a_remedy() -> None:
    message = "[macros] an error\nTraceback (most recent call last):\n  File x\nKeyError: y\n"
    (found,) = checking._elsewhere(message)
    assert found.what == "[macros] an error"
    assert "nav" not in found.remedy
    assert list(checking._elsewhere("Error building page 'x.md': which is told already")) == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"extra_css": ["a.css"], "extra_javascript": ["js/a.js?v=1", {"path": "a.mjs", "type": "module"}]}, []),
        ({"extra_css": ["gone.css"]}, ["mkdocs.yml:N:1: W11 a file that is not there: gone.css: put it into the folder"]),
        ({"extra_javascript": [{"path": "gone.js"}]}, ["mkdocs.yml:N:1: W11 a file that is not there: gone.js: put"]),
        ({"extra_javascript": ["https://host.example/a.js", "//host.example/b.js"]}, [f"mkdocs.yml:N:1: W11 from another host, which no page may ask: {a}host.example/{b}.js: put a copy" for a, b in (("https://", "a"), ("//", "b"))]),
        ({"theme": {"name": "material", "language": "de"}}, ["mkdocs.yml:N:1: W12 the generator's own words are not there in de: readers find"]),
        ({"theme": {"name": "material", "language": "dee"}}, ["mkdocs.yml:N:1: F06 the theme has no language dee: did you mean de"]),
        ({"theme": "mkdocs"}, ["mkdocs.yml:0:1: F06 the theme is mkdocs: write `theme: material`"]),
    ],
)  # fmt: skip
def test_what_settings_say_in_vain_is_told(
    tmp_path: Path, settings: dict[str, object], expected: list[str]
) -> None:
    names = ("a.css", "js/a.js", "a.mjs")
    root = project(tmp_path, {f"own/{name}": "" for name in names})
    own = {"theme": {"name": "material", "custom_dir": "own"}}
    found = told_of_settings(with_settings(root, **{**own, **settings}))
    kept = [line for line in found if "W12" not in line or "dee" not in str(settings)]
    assert len(kept) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(kept, expected, strict=True)), found


@pytest.mark.parametrize("locale", ["xx-XX", "xx", "en-XX", "english", ""])
def test_a_language_of_citations_that_is_none_is_told(tmp_path: Path, locale: str) -> None:
    (line,) = told_of_settings(project(tmp_path, citation_locale=locale))
    assert "F03 `citation_locale` is" in line
    assert "en-GB" in line


@pytest.mark.parametrize("locale", ["en-GB", "en-AU", "de-DE", "ar", "zh-TW", "sr-Latn-RS"])
def test_a_language_of_citations_may_be_of_any_region(tmp_path: Path, locale: str) -> None:
    assert told_of_settings(project(tmp_path, citation_locale=locale)) == []


BEGIN = '{% extends "taklimat.html" %}\n'


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        (BEGIN + "{% block content %}\n{{ a.b.c }}{% endblock %}", 3, "UndefinedError: 'a' is undefined"),
        (BEGIN + "{% block content %}\n{% if %}{% endblock %}", 3, "TemplateSyntaxError: Expected an"),
        (BEGIN + "{% block content %}{{ a | no }}{% endblock %}", 2, "TemplateAssertionError: No filter"),
        (BEGIN + '{% block content %}\n\n{% include "gone.html" %}{% endblock %}', 4, "there is no gone.html"),
        (BEGIN + "{% block content %}{{ 1 / 0 }}{% endblock %}", 2, "ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_an_error_in_an_own_template_has_its_place(
    tmp_path: Path, template: str, line: int, said: str
) -> None:
    root = with_settings(
        project(tmp_path, {"own/main.html": template}),
        theme={"name": "material", "custom_dir": "own"},
    )
    run = taklimat(root, "check", "--ignore", "W05,W06,G08,E07")
    what = f"own/main.html:{line}:1: F06 a template that can't write its pages ({said}"
    assert run.stdout.startswith(what)
    assert run.stdout.count("\n") == 1
    built = taklimat(root, "build")
    assert f"own/main.html:{line}: a template that can't write its pages ({said}" in built.output


def test_a_sign_without_a_font_is_found_by_a_check_as_by_a_build(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/brief.md": BRIEF.replace(
            "VX again.", "A \U0001f980, <!-- \U0001fae0 --> 한국어 and café."
        ),
        "docs/x.md": "# X\n\n\U0001fae8 is on no paper.\n",
        "glossary/vx.md": entry(term="VX", definition="A \U0001fae1."),
    }
    root = project(tmp_path, files, pdf={})
    found = taklimat(root, "check", "--only", "D04").stdout.splitlines()
    assert [line.partition(" (")[0] for line in found] == [
        "docs/brief.md:23:1: D04 a character that no font of the PDF has: \U0001f980",
        "glossary/vx.md:3:1: D04 a character that no font of the PDF has: \U0001fae1",
    ]
    assert all(line.endswith(": write it in words") for line in found)
    built = taklimat(root, "build")
    assert [line.partition(" a ")[0] for line in built.output.splitlines() if "no font" in line] == [
        "ERROR   -  docs/brief.md:23:", "ERROR   -  glossary/vx.md:3:",
    ]  # fmt: skip


def test_fix_mends_what_is_sure_and_nothing_else(tmp_path: Path) -> None:
    text = "# X\n\n### Y\n\nKim Jong-nam said “Kim Jong-nam”. `Kim Jong-nam`\n* so\n"
    root = project(
        tmp_path, {"docs/x.md": text}, style={"Kim Jong-nam": "Kim Jong Nam"}, words=["Nam"]
    )
    run = taklimat(root, "check", "--fix")
    assert run.exit_code == 0, run.output
    assert (root / "docs/x.md").read_text(encoding="utf-8") == (
        "# X\n\n## Y\n\nKim Jong Nam said “Kim Jong-nam”. `Kim Jong-nam`\n\n* so\n"
    )


def test_of_some_files_only_what_is_wrong_with_them_is_said_and_mended(tmp_path: Path) -> None:
    wrong = "# X\n\nIt was recieved.\n\n### Y\n"
    root = project(tmp_path, {"docs/x.md": wrong, "docs/y.md": wrong})
    run = taklimat(root, "check", "--fix", str(root / "docs/x.md"))
    assert run.exit_code == 1
    assert [line.split()[:2] for line in run.stdout.splitlines()] == [["docs/x.md:3:8:", "W02"]]
    assert "## Y" in (root / "docs/x.md").read_text(encoding="utf-8")
    assert (root / "docs/y.md").read_text(encoding="utf-8") == wrong
    assert taklimat(root, "check", str(root / "docs/index.md")).exit_code == 0


def test_the_commit_hook_looks_at_what_changed() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (hook,) = config["repos"][0]["hooks"]
    command = [*shlex.split(hook["entry"]), "docs/index.md", "glossary/vx.md"]
    if not (ROOT / ".venv/bin/python").exists():
        pytest.skip("make has made no environment here")
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(hook["files"], "docs/data/claims.yml")


def test_formats_for_programs(tmp_path: Path) -> None:
    root = project(tmp_path, {"docs/x.md": "# X\n\nSee [it](nothing.md).\n"})
    found = json.loads(taklimat(root, "check", "--format", "json").stdout)
    assert ("docs/x.md", 3, 10, "L01") in [
        (f["path"], f["line"], f["column"], f["code"]) for f in found
    ]
    sarif = json.loads(taklimat(root, "check", "--format", "sarif").stdout)
    (run,) = sarif["runs"]
    (result,) = (each for each in run["results"] if each["level"] == "error")
    assert result["ruleId"] == "L01"
    assert "L01" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 10}
    said = taklimat(root, "check", "--format", "github").stdout
    assert "::error file=docs/x.md,line=3,col=10,title=L01 " in said


def test_settings_that_cannot_be_read_are_said_in_a_line(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "mkdocs.yml").write_text("site_name: [", encoding="utf-8")
    run = taklimat(root, "check")
    assert run.exit_code == 1
    assert "Traceback" not in run.output
    assert "mkdocs.yml" in run.output


def test_terms_are_listed_with_their_mentions(tmp_path: Path) -> None:
    run = taklimat(project(tmp_path), "terms")
    assert re.search(r"^ +2  vx +VX$", run.stdout, re.MULTILINE), run.output


def test_a_new_term_and_a_new_brief_need_only_filling_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "ours")
    monkeypatch.chdir(tmp_path)
    config = ["--config-file", "ours/mkdocs.yml"]
    for arguments in (
        ["new", "term", *config, "Persona non grata"],
        ["new", "term", *config, "Joint Statement", "--acronym", "JS"],
        ["new", "term", *config, "大使馆", "--file", "person"],
        ["new", "person", *config, "Kang Chol"],
        ["new", "organisation", *config, "Dam Trust"],
        ["new", "brief", *config, "Visas & permits"],
    ):
        run = CliRunner().invoke(main, arguments)
        assert run.exit_code == 0, run.output
    names = ("persona-non-grata", "joint-statement", "person", "kang-chol", "dam-trust")
    new = [f"glossary/{name}.md" for name in names]
    for path in (*new, "docs/visas-permits.md"):
        text = (root / path).read_text(encoding="utf-8")
        told = taklimat(root, "check", str(root / path))
        codes = {line.split()[1] for line in told.stdout.splitlines()}
        assert codes - WARNINGS == {"W08"}, told.output
        # Each place is told, and once it is filled in nothing is.
        assert told.stdout.count(" W08 ") == text.count("TODO:") > 1
        (root / path).write_text(text.replace("TODO: ", "Of "), encoding="utf-8")
    whole = taklimat(root, "check")
    assert whole.exit_code == 0, whole.output
    again = CliRunner().invoke(main, ["new", "term", *config, "Persona non grata"])
    assert again.exit_code == 1
    assert "is there already" in again.output


@pytest.mark.parametrize("name", ["", " ", "??", "人"])
@pytest.mark.parametrize("what", ["term", "brief"])
def test_what_no_file_can_be_called_is_told(tmp_path: Path, what: str, name: str) -> None:
    root = project(tmp_path)
    files = sorted(root.rglob("*.md"))
    config = ["--config-file", str(root / "mkdocs.yml")]
    run = CliRunner().invoke(main, ["new", what, *config, name])
    assert run.exit_code == 1
    assert "add a name in Latin letters with --file" in run.output
    assert sorted(root.rglob("*.md")) == files


def test_a_new_site_shows_each_feature_and_has_nothing_to_mend(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    run = CliRunner().invoke(main, ["new", "site", str(folder), "--name", 'Our: "briefs" & more'])
    assert run.exit_code == 0, run.output
    assert f"Made {folder}, a git repository. Next: cd {folder} && taklimat serve" in run.output
    checked = taklimat(folder, "check")
    assert checked.exit_code == 0, checked.output
    assert checked.stdout == ""
    config = str(folder / "mkdocs.yml")
    built = CliRunner().invoke(main, ["build", "--strict", "--quiet", "-f", config])
    assert built.exit_code == 0, built.output
    page = (folder / "site/a-first-brief/index.html").read_text(encoding="utf-8")
    for part in (
        "footnote-ref",
        "claim-mark",
        "event-standards",
        "<figure",
        "<table",
        "judgements",
    ):
        assert part in page, part
    assert (
        "Our: &#34;briefs&#34; &amp; more" in page or "Our: &quot;briefs&quot; &amp; more" in page
    )
    assert not [file for file in folder.rglob("*.py") if "site" not in file.parts]
    assert len((folder / "mkdocs.yml").read_text(encoding="utf-8").splitlines()) == 13
    lock = (folder / "requirements.txt").read_text(encoding="utf-8")
    assert lock == (ROOT / "requirements.txt").read_text(encoding="utf-8")
    made = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert {".github", ".vscode", ".gitignore", ".git", "Makefile", "README.md"} <= made
    for file in sorted((folder / ".github/workflows").glob("*.yml")):
        assert_little(file)
    again = CliRunner().invoke(main, ["new", "site", str(folder)])
    assert again.exit_code == 1
    assert "is not empty: name a folder that is" in again.output


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Persona non grata", "persona-non-grata"), ("Chargé d'affaires", "charge-daffaires"),
        ("Überfluß", "uberfluss"), ("STRASSE ẞ", "strasse-ss"), ("Ærø, Łódź", "aero-lodz"),
        ("Œuvre þing đak", "oeuvre-thing-dak"),
    ],
)  # fmt: skip
def test_an_id_is_made_of_letters_digits_and_hyphens(name: str, id_: str) -> None:
    assert slug(name) == id_


@pytest.mark.parametrize("name", ["index", "con", "NUL", "aux", "prn", "visas"])
@pytest.mark.parametrize("what", ["term", "brief"])
def test_nothing_is_begun_that_a_check_would_refuse(tmp_path: Path, what: str, name: str) -> None:
    root = project(tmp_path, {"docs/index.md": "# Home\n"})
    config = ["-f", str(root / "mkdocs.yml")]
    begun = CliRunner().invoke(main, ["new", what, *config, name])
    folder = {"term": "glossary", "brief": "docs"}[what]
    file = root / folder / f"{name.lower()}.md"
    if begun.exit_code:
        assert begun.stderr.count("\n") == 1
        assert "choose another" in begun.stderr
        file.write_bytes(file.read_bytes() if file.exists() else b"# X\n")
        refused = taklimat(root, "check", "--only", "S11,G02").stdout
        assert bool(refused) == (name != "index" or what == "term")
    else:
        assert name == "visas"
        assert taklimat(root, "check", "--only", "S11,G02,W05").stdout == ""


@pytest.mark.parametrize("arguments", [["x", "--name", ""], ["x", "--name", " "], ["   "]])
def test_a_site_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["new", "site", *arguments])
    assert run.exit_code == 1
    assert run.stderr.startswith("Error: the ")
    assert list(tmp_path.iterdir()) == []


def test_a_begun_brief_says_where_its_sources_go(tmp_path: Path) -> None:
    root = project(tmp_path, {"s.json": json.dumps(SOURCES)}, bibliography="s.json")
    assert (
        CliRunner()
        .invoke(main, ["new", "brief", "-f", str(root / "mkdocs.yml"), "Visas"])
        .exit_code
        == 0
    )
    text = (root / "docs/visas.md").read_text(encoding="utf-8")
    line = text[: text.index("sources: []")].count("\n") + 1
    run = taklimat(root, "check", "--only", "E05", str(root / "docs/visas.md"))
    assert run.stdout.startswith(f"docs/visas.md:{line}:1: E05 a key judgement without sources")


def test_a_folder_is_named_as_a_shell_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "our briefs; x"
    run = CliRunner().invoke(main, ["new", "site", str(folder)])
    assert f"Next: cd {shlex.quote(str(folder))} && " in run.output


@pytest.mark.parametrize("command", ["build", "serve", "check", "pdf", "new term", "terms"])
def test_outside_a_site_it_is_said_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, [*command.split(), *(["x"] if " " in command else [])])
    assert run.exit_code
    assert (
        "there is no mkdocs.yml: go to your site's folder, or make one: taklimat new site"
        in run.output
    )


def test_documents_are_made_without_noise(tmp_path: Path) -> None:
    run = taklimat(project(tmp_path, pdf={}), "pdf")
    assert run.exit_code == 0
    assert "Making pdf/brief.pdf" in run.output
    assert "skipped" not in run.output


def test_a_review_sees_what_a_change_does(tmp_path: Path) -> None:
    root = project(tmp_path)

    def git(*arguments: str) -> None:
        own = ["-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(["git", *own], cwd=root, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "First")
    (root / "glossary/npt.md").write_text(entry(term="NPT treaty"), encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n\nThe XYZ. [x](no.md)\n", encoding="utf-8")
    git("add", ".")
    said = taklimat(root, "changes", "HEAD").stdout
    assert "- added: `glossary/npt.md`" in said
    assert "- changed: `docs/index.md`" in said
    assert "- `XYZ`: 1" in said
    assert "L01" in said
    unknown = taklimat(root, "changes", "nothing")
    assert unknown.exit_code == 1
    assert "Traceback" not in unknown.output


def workflows() -> list[Path]:
    return sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("file", workflows(), ids=lambda file: file.stem)
def test_workflows_are_pinned_and_may_do_little(file: Path) -> None:
    assert_little(file)


def assert_little(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    used = re.findall(r"uses: (\S+)", text)
    assert used or "run:" in text
    allowed = r"(actions/[a-z-]+|pypa/gh-action-pypi-publish)@[0-9a-f]{40}"
    assert all(re.fullmatch(allowed, action) for action in used)
    assert "secrets." not in text
    assert "pull_request_target" not in text
    writes = {k for k, v in workflow["permissions"].items() if v == "write"}
    assert writes <= {"pull-requests"}
    if re.search(
        r"^\s+(- )?run:", text, re.MULTILINE
    ):  # what a pull request can change may only read
        assert not writes


def test_workflows_run_what_the_makefile_has() -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for file in workflows():
        used = re.findall(r"\bmake ([a-z]+)", file.read_text(encoding="utf-8"))
        assert set(used) <= made


def test_editors_find_their_schemas(real_site: Path) -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    for schema, data in settings["yaml.schemas"].items():
        assert (real_site.parent / schema).is_file()
        assert (ROOT / data).is_file()
    named = {Path(data).stem for data in settings["yaml.schemas"].values()}
    assert named >= {each.name for each in kinds.RECORDS if each.data}


def test_the_commands_of_the_workflows_run_here() -> None:
    command = [".ci/workflow", "check"]
    for long in (
        "Test",
        "Build",
        "Build it twice, elsewhere",
        "Install it elsewhere, and try it there",
    ):
        command += ["--leave-out", long]
    if not (ROOT / ".venv/bin/python").exists():
        command.insert(0, sys.executable)
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "-- check: Check\n" in run.stdout
    assert (ROOT / ".taklimat/report/report.md").read_text(encoding="utf-8").startswith("## What")
