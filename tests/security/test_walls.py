"""The walls behind each other, in a real browser, on a host that sends no headers of its own.

What gets past the checks of a text is escaped where it is printed; what would get past that runs
into the page's policy.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from lxml import etree

import browser as b
from conftest import BRIEF, ROOT, Built, build_at, entry
from hostile import HOSTILE
from taklimat.adapter import checking
from taklimat.security import policy
from taklimat.source import bounds, deadline

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Dialog, Page, Request

RAN = "document.documentElement.dataset.ran = 1"
SCRIPT = "<script src=/code.txt></script>"
# Files that a contribution may add, and that a page would run if it could.
CODE = {
    "docs/code.txt": RAN,
    "docs/code.json": RAN,
    "docs/code.bib": RAN,
    "docs/code.csv": RAN,
}


def watch(page: Page, own: str, asked: list[str]) -> None:
    """Note what the page asks of other hosts than its `own`, save what its policy holds back."""

    def tell(request: Request) -> None:
        if not request.url.startswith((own, "data:", "blob:")) and request.failure != "csp":
            asked.append(request.url)

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("requestfinished", tell)
    page.on("requestfailed", tell)
    page.on("dialog", dismiss)


def ran(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.dataset.ran || window.ran"))


# Words that the checks let through -----------------------------------------------------------

END = '0;url=https://evil.example/" http-equiv="refresh'
CLOSED = f"&lt;/title&gt;{SCRIPT.replace('<', '&lt;').replace('>', '&gt;')}"
HANDLER = f'" onmouseover="{RAN}" x="'
SURVIVORS = {
    "glossary/evil.md": entry(term=f"Evil {CLOSED}", definition=END, category=HANDLER),
    "glossary/quote.md": entry(term=f"Quoted {HANDLER}"[:95], aliases=[f"Alias {CLOSED}"[:95]]),
    "docs/h1.md": f"# A `</title>{SCRIPT}`\n\nText with Evil.\n",
    "docs/span.md": "# `</span><meta http-equiv=refresh content='0;url=https://evil.example/'>"
    "Spans</meta>` today\n\nText.\n",
    "docs/entities.md": f"# A {CLOSED}\n\nText.\n",
    "docs/heading.md": f"# X\n\n## Y {CLOSED}\n\n## Z `{SCRIPT}`\n\n## {HANDLER}\n\nText.\n",
    "docs/description.md": f"---\ndescription: '{END}'\n---\n# X\n",
    "docs/title.md": f"---\ntitle: 'T {CLOSED}'\n---\nText.\n",
    "docs/handler.md": f"---\ntitle: 'T {HANDLER}'\ntags: ['{HANDLER}']\n---\nText.\n",
    "docs/unfenced.md": f"title: T {CLOSED}\ndescription: {END}\ntemplate: ../x\n\nText.\n",
    "docs/unfenced-2.md": f"Title: x{SCRIPT.replace('<', '&lt;')}\nicon: ../../../x\n\nText.\n",
    "docs/brief.md": BRIEF.replace("What it says.", f"'{END}'")
    .replace("A brief", f"'B {CLOSED}'")
    .replace("[The project]", f"['{HANDLER}']")
    .replace("[tests]", f"['{HANDLER}']"),
    "docs/a&lt;img src=x onerror=alert(1)&gt;.md": "Text without a title.\n",
    "docs/&lt;b&gt;/deep.md": "# Deep\n",
    "docs/footnote.md": '# X\n\n<a class="footnote-ref" href="#%">1</a>\n',
    "docs/event.md": '# X\n\n<div class="event" data-topics="a">x</div>\n<p class="badge-topic">x</p>\n',
    "docs/target.md": '# X\n\n<a href="https://example.org/" target="_blank">x</a>\n',
    "docs/cite.md": '# X\n\n<div class="cite-this"><details><summary>x</summary>y</details></div>\n',
}


@pytest.fixture(scope="module")
def survivors(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("survivors")
    (root / "docs").mkdir()
    subject = f"\x1b[31m <img src=x onerror={RAN}> \x1e\x1f ]]> \x07"
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(root)]
    pages = {path: text for path, text in SURVIVORS.items() if "&lt;img" not in path}
    for step in (BRIEF, pages["docs/brief.md"]):
        (root / "docs/brief.md").write_text(step, encoding="utf-8")
        if step == BRIEF:
            subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "--cleanup=verbatim", "-m", subject], check=True)
    built = build_at(
        root, {**SURVIVORS, **CODE}, validation={"nav": {"omitted_files": "info"}}, site_url=""
    )
    assert built.exit_code == 0, built.output
    return built


def test_no_word_of_a_contribution_runs_leads_away_or_asks_elsewhere(
    survivors: Built, page: Page
) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with b.served(survivors.site, headers=False) as base:
        watch(page, base, asked)
        files = sorted(survivors.site.rglob("*.html"))
        assert len(files) > len(SURVIVORS)
        for file in files:
            address = file.relative_to(survivors.site).as_posix().replace("%", "%25")
            page.goto(base + address, wait_until="load")
            page.wait_for_timeout(50)
            assert not asked, (file, asked)
            assert not errors, (file, errors)
            assert not ran(page), file
            assert page.url.startswith(base), file
            assert page.locator("meta[http-equiv=refresh]").count() == 0, file
            assert page.locator("[onmouseover], [onerror], script[src$='.txt']").count() == 0, file


def test_search_shows_words_as_words(survivors: Built, page: Page) -> None:
    with b.served(survivors.site, headers=False) as base:
        page.goto(base)
        b.open_search(page)
        assert b.search(page, base, "evil")
        assert "</title>" in page.inner_text(".search-results")
        assert page.locator(".search-results :is(script, img, meta)").count() == 0
        assert any("today" in result.title for result in b.search(page, base, "spans"))
        page.wait_for_timeout(300)
        assert page.url.startswith(base)
        assert page.locator(".search-results meta").count() == 0
        assert not ran(page)


def test_feeds_are_well_formed_whatever_a_commit_says(survivors: Built) -> None:
    for feed in ("feeds/briefs.atom", "feeds/changes.atom"):
        etree.parse(survivors.site / feed)
    assert "\x1e" not in survivors.read("feeds/changes.atom")


def test_a_link_to_a_window_of_its_own_gives_it_no_hold(survivors: Built) -> None:
    assert re.search(r'<a [^>]*rel="noopener"', survivors.read("target/index.html"))


# What a theme prints of its own accord -------------------------------------------------------

OWN_THEME = {
    "theme/main.html": """{% extends "taklimat.html" %}
{% block extrahead %}
{% if page %}<meta name="x" content="{{ page.meta.description | safe }}">{% endif %}
{% endblock %}
{% block announce %}{{ page.title | safe if page }}{% endblock %}
"""
}
RAW = [
    ("docs/x.md", f"# A `{SCRIPT}`\n\nText.\n"),
    ("docs/x.md", "# A `<div class=md-overlay>`\n\nText.\n"),
    ("docs/x.md", "# A `<a href=javascript:alert(1)>x</a>`\n\nText.\n"),
    ("docs/x.md", f"---\ndescription: '{END}'\n---\n# X\n"),
    ("docs/x.md", "---\ndescription: '\" onclick=\"alert(1)'\n---\n# X\n"),
]


@pytest.mark.parametrize(("path", "text"), RAW)
def test_a_theme_that_prints_words_raw_is_caught_by_build_and_check(
    tmp_path: Path, path: str, text: str
) -> None:
    theme = {"name": "material", "font": False, "custom_dir": str(tmp_path / "theme")}
    built = build_at(tmp_path, {**OWN_THEME, path: text}, theme=theme)
    assert built.exit_code == 1
    assert f"{path}:" in built.output
    assert "words that the theme would print as markup" in built.output
    assert not built.site.exists()
    found, _ = checking.check(str(tmp_path / "mkdocs.yml"))
    assert "S09" in {each.code for each in found if each.path == path}


def test_a_theme_that_does_not_work_is_told(tmp_path: Path) -> None:
    theme = {"name": "material", "font": False, "custom_dir": str(tmp_path / "theme")}
    template = '{% extends "taklimat.html" %}{% block announce %}{{ page.x.y }}{% endblock %}'
    built = build_at(tmp_path, {"theme/main.html": template}, theme=theme)
    assert built.exit_code == 1
    assert "a template that can't write its pages (UndefinedError" in built.output
    assert "Traceback" not in built.output


def test_a_theme_of_ones_own_prints_plain_words(tmp_path: Path) -> None:
    theme = {"name": "material", "font": False, "custom_dir": str(tmp_path / "theme")}
    text = "---\ndescription: Fish & chips, “quoted”, it's 5 o'clock\n---\n# R&D's *own* `code`\n"
    built = build_at(tmp_path, {**OWN_THEME, "docs/x.md": text}, theme=theme)
    assert built.exit_code == 0, built.output


# The report on a pull request, which code of the pull request writes ----------------------------

REPORTS = [
    "[x](https://evil.example/)",
    "![x](https://evil.example/x.png)",
    "<img src=https://evil.example/x.png>",
    "https://evil.example/ and www.evil.example",
    "@someone #1 GH-1 octocat/hello#1",
    "```\n[x](https://evil.example/)\n```",
    "`````text\nx\n`````\n[x](https://evil.example/)",
    "~~~\n[x](https://evil.example/)",
    "turned \u202e around \x1b[31m",
    "",
]


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_shown_as_code(page: Page, report: str) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/report.yml").read_text(encoding="utf-8"))
    (script,) = (
        step["with"]["script"]
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "script" in step["with"]
    )
    function = re.search(r"^function shown.*?^}", script, re.MULTILINE | re.DOTALL)
    assert function
    body = page.evaluate(
        f"report => {{ const mark = '<!-- -->'; {function[0]}; return shown(report) }}", report
    )
    assert not re.search(r"[\u202e\x1b]", body)
    # One fenced block, which nothing in it can end: its fence is longer than any run of backticks.
    block = re.fullmatch(r"<!-- -->\n[^\n`]+\n\n(`{3,})text\n(.*)\n\1", body, re.DOTALL)
    assert block, body
    assert block[1] not in block[2]


# The policy alone -----------------------------------------------------------------------------

ADDED = [
    *(f"<script src=/{file}></script>" for file in ("code.txt", "code.json", "code.bib")),
    "<script src=/code.csv></script>",
    f"<script>{RAN}</script>",
    "<script type=module src=/code.txt></script>",
    "<script type=module>import '/code.json'</script>",
    "<link rel=modulepreload href=/code.txt>",
    "<script integrity='' src=/code.txt></script>",
    "<base href=/evil/><script src=../code.txt></script>",
    "<object data=/code.txt type=text/html></object>",
    "<embed src=/code.txt>",
    "<iframe src=/code.txt></iframe>",
    f'<iframe srcdoc="<script>parent.{RAN}</script>"></iframe>',
    f"<svg><script>{RAN}</script></svg>",
    "<img src=https://evil.example/x.png>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=stylesheet href=/code.txt>",
    "<style>body { background: url(https://evil.example/x) }</style>",
    '<p style="background: url(https://evil.example/x)">x</p>',
    "<video src=https://evil.example/x></video>",
    "<form action=https://evil.example/ id=f><button>x</button></form>",
]
INJECTED = [
    text.replace("alert(1)", RAN)
    for text in HOSTILE
    if re.search(r"alert|javascript:|script", text, re.IGNORECASE) and "\n" not in text
] + ADDED


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site into whose finished pages markup is put: as if nothing had checked them."""
    root = tmp_path_factory.mktemp("injected")
    built = build_at(root, CODE)
    # What the theme itself runs and how it looks is not what is looked at, and takes its time.
    page = re.sub(
        r"<script [^>]*src=[^>]*></script>|<link rel=\"?stylesheet[^>]*>",
        "",
        built.read("index.html"),
    )
    number = 0
    for before, all_ in (("</article>", INJECTED), ("<title>", INJECTED[-len(ADDED) :])):
        for markup in all_:
            text = page.replace(before, f"{markup}{before}", 1)
            (built.site / f"injected-{number}.html").write_text(text, encoding="utf-8")
            number += 1
    return built.site


def test_the_policy_alone_lets_nothing_run(injected: Path, page: Page) -> None:
    asked: list[str] = []
    with b.served(injected, headers=False) as base:
        watch(page, base, asked)
        for file in sorted(injected.glob("injected-*.html")):
            page.goto(base + file.name)
            page.evaluate("document.querySelector('form#f')?.requestSubmit()")
            page.evaluate(
                "for (const link of document.links) if (/^j/i.test(link.protocol)) link.click()"
            )
            assert not ran(page), file.read_text(encoding="utf-8")
            assert not asked, file.read_text(encoding="utf-8")
            assert page.url == base + file.name


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timers")
def test_a_text_that_nothing_else_holds_back_ends_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline.start, "__defaults__", (0.5,))
    monkeypatch.setattr(bounds, "excesses", lambda text: [])
    built = build_at(tmp_path, {"docs/x.md": "# X\n\n" + "[" * 100_000})
    assert built.exit_code == 1
    assert "docs/x.md: the page takes too long to read" in built.output
    assert "Traceback" not in built.output


def test_what_other_plugins_add_runs_and_what_they_find_does_not() -> None:
    theme = policy.Theme(["<script>theme()</script>", "<style>a { b: c }</style>"])
    page = '<script>theme()</script><script type="application/json">{"x": 1}</script>'
    added = f"{page}<script>plugin()</script><style>p {{ q: r }}</style>"

    def allowed(html: str, written: str = "") -> tuple[int, int]:
        found = policy.Allowed.of(html, theme, written)
        return len(found.scripts), len(found.styles)

    assert allowed(added) == (1, 0)
    assert allowed(added, page) == (2, 1)
    # A plugin that rewrites scripts may have rewritten one that was not to run.
    hostile = f"{page}<script>hostile()</script>"
    assert allowed(hostile, hostile) == (1, 0)
    assert allowed(added.replace("plugin", "hostile "), hostile) == (1, 0)


def test_the_site_itself_runs_its_scripts_without_headers(injected: Path, page: Page) -> None:
    with b.served(injected, headers=False) as base:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(base)
        page.wait_for_selector("html.js")
        assert not said


def test_a_site_for_files_runs_only_its_own_scripts(
    tmp_path_factory: pytest.TempPathFactory, page: Page
) -> None:
    root = tmp_path_factory.mktemp("files")
    built = build_at(root, CODE, use_directory_urls=False)
    assert built.exit_code == 0, built.output
    copy = shutil.copytree(built.site, root / "moved elsewhere")
    for number, markup in enumerate(("<script src=code.txt></script>", f"<script>{RAN}</script>")):
        text = built.read("index.html").replace("</article>", f"{markup}</article>", 1)
        (copy / f"x{number}.html").write_text(text, encoding="utf-8")
        page.goto((copy / f"x{number}.html").as_uri())
        page.wait_for_selector("html.js")
        assert not ran(page), markup
    b.open_search(page)
    assert b.search(page, page.url, "nerve")
