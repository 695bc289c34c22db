"""A contribution is untrusted text: nothing hostile is published, and each is refused with its line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from lxml import html

from conftest import BRIEF, Build, entry
from taklimat.security import findings

if TYPE_CHECKING:
    from pathlib import Path

# Each is put on line 5 of a page. Their models are the tricks that OWASP's list collects.
HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" OnError="alert(1)">',
    "<img/onerror=alert(1)/src=x>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    '<svg><a href="#x"><set attributeName="href" to="javascript:alert(1)"/></a></svg>',
    '<svg><use href="data:image/svg+xml,x#y"/></svg>',
    "<svg><foreignObject><b>x</b></foreignObject></svg>",
    '<svg><image href="https://evil.example/x"/></svg>',
    "<svg><style>@import 'https://evil.example/x.css';</style></svg>",
    '<svg><rect fill="url(https://evil.example/x)"/></svg>',
    "<math><mtext><script>alert(1)</script></mtext></math>",
    '<math href="javascript:alert(1)">x</math>',
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x.swf"></object>',
    '<embed src="x.swf">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "<style>body{display:none}</style>",
    '<p style="position:fixed;inset:0">x</p>',
    '<p style="background:url(https://evil.example/)">x</p>',
    '<form action="https://evil.example/"><input name="password"></form>',
    '<input type="image" src="x" onerror="alert(1)">',
    '<button onclick="alert(1)">x</button>',
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<select autofocus onfocus=alert(1)><option>x</option></select>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video>",
    '<audio src="x" onerror="alert(1)"></audio>',
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<html onclick=alert(1)>",
    "<frameset onload=alert(1)></frameset>",
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">x</p></noscript>',
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>",
    '<p onmouseover="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;&#97;&#118;&#97;script:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    "<javascript:alert(1)>",
    "[x][evil]\n\n[evil]: javascript:alert(1)",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![x](https://evil.example/pixel.png)",
    '<img src="//evil.example/pixel.png" alt="x">',
    '<img src="x.png" srcset="https://evil.example/x.png 2x" alt="x">',
    '<img src="\\\\evil.example\\x.png" alt="x">',
    "# x { onclick=alert(1) }",
    "[x](https://example.org/){ onclick=alert(1) }",
    "*x*{ style=position:fixed }",
    "![x](x.png){ onerror=alert(1) }",
    '<p id="__config">{"base": "https://evil.example/"}</p>',
    '<p data-md-component="search">x</p>',
    '<a href="https://example.org/" ping="https://evil.example/">x</a>',
    '<blockquote cite="javascript:alert(1)">x</blockquote>',
    "<!--><img src=x onerror=alert(1)>-->",
    "<custom-element onclick=alert(1)>x</custom-element>",
    '<div markdown>\n<img src=x onerror="alert(1)">\n</div>',
    "| x |\n| - |\n| <img src=x onerror=alert(1)> |",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
]
START = "# A page\n\nSome text.\n\n"


# What looks hostile and is text, or a comment, to every browser.
INERT = [
    "<img src=x onerror=alert(1) alt='",
    '<a href="https://example.org/" onclick="alert(1)',
    "<p><!--[if IE]><script>alert(1)</script><![endif]--></p>",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
]


@pytest.mark.parametrize("text", INERT)
def test_what_only_looks_hostile_stays_text(build: Build, text: str) -> None:
    built = build({"docs/x.md": f"{START}{text}\n"})
    assert built.exit_code == 0, built.output
    (content,) = html.fromstring(built.read("x/index.html")).iter("article")
    for element in content.iter():
        assert element.tag not in ("script", "img")
        assert not {"onclick", "onerror"} & set(element.keys())


def test_the_corpus_is_large() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_with_its_line_and_not_published(build: Build, text: str) -> None:
    built = build({"docs/evil.md": f"{START}{text}\n"})
    assert built.exit_code != 0, built.output
    lines = [line for line in built.output.splitlines() if "docs/evil.md:" in line]
    first, last = 5, 5 + text.count("\n")
    assert any(f"docs/evil.md:{n}: " in line for line in lines for n in range(first, last + 1)), (
        built.output
    )
    assert not built.site.exists()


@pytest.mark.parametrize(
    ("path", "content", "place"),
    [
        ("docs/data.html", "<script>alert(1)</script>", "docs/data.html"),
        ("docs/code.js", "alert(1)", "docs/code.js"),
        ("docs/look.css", "@import 'https://evil.example/';", "docs/look.css"),
        ("docs/a.svg", "<svg>\n<script>alert(1)</script></svg>", "docs/a.svg:2"),
        ("docs/a.svg", '<svg\nonload="alert(1)"/>', "docs/a.svg:1"),
        ("docs/a.svg", '<svg>\n<a href="javascript:alert(1)"/></svg>', "docs/a.svg:2"),
        ("docs/a.svg", "<svg>\n<foreignObject/></svg>", "docs/a.svg:2"),
        ("docs/a.svg", '<svg>\n<animate attributeName="href"/></svg>', "docs/a.svg:2"),
        ("docs/a.svg", '<!DOCTYPE svg [\n<!ENTITY x "y">]><svg/>', "docs/a.svg:1"),
        ("docs/a.svg", '<?xml-stylesheet href="x.css"?>\n<svg/>', "docs/a.svg:1"),
        ("docs/a.svg", "<svg>\n<style>@import 'x';</style></svg>", "docs/a.svg:2"),
        ("docs/a.svg", '<svg>\n<image href="https://evil.example/x"/></svg>', "docs/a.svg:2"),
        ("docs/big.png", b"0" * 5_000_001, "docs/big.png"),
        ("docs/x.md", "---\ntitle: <script>alert(1)</script>\n---\nx\n", "docs/x.md:2"),
        ("docs/x.md", "---\ntitle: !!python/object/apply:os.system [id]\n---\nx\n", "docs/x.md:2"),
        ("docs/x.md", "---\ntemplate: ../../evil.html\n---\nx\n", "docs/x.md:2"),
        ("docs/x.md", "---\nicon: ../../../etc/passwd\n---\nx\n", "docs/x.md:2"),
        (
            "docs/brief.md",
            BRIEF.replace("summary: What it says.", "summary: <img src=x onerror=alert(1)>"),
            "docs/brief.md:4",
        ),
        (
            "docs/brief.md",
            BRIEF.replace("It was the PSI.", "<img src=x onerror=alert(1)>"),
            "docs/brief.md:10",
        ),
        ("glossary/vx.md", entry(term="VX") + "\n<script>alert(1)</script>\n", "glossary/vx.md:8"),
        ("glossary/vx.md", entry(term="<b>VX"), "glossary/vx.md:4"),
        ("glossary/x.html", "<script>alert(1)</script>", "glossary/x.html"),
    ],
)
def test_hostile_files_are_refused(
    build: Build, path: str, content: str | bytes, place: str
) -> None:
    built = build({path: content})
    assert built.exit_code != 0, built.output
    assert f"{place}: " in built.output, built.output
    assert not built.site.exists()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links take rights on Windows")
@pytest.mark.parametrize("place", ["docs/passwd.md", "docs/snippets/x.md", "glossary/x.md"])
def test_a_link_out_of_the_project_is_refused(build: Build, tmp_path: Path, place: str) -> None:
    link = tmp_path / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to("/etc/passwd")
    built = build({})
    assert built.exit_code != 0
    assert f"{place}: a symbolic link" in built.output
    assert not built.site.exists()


def test_a_link_inside_docs_is_looked_at_like_its_name(build: Build, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/x.js").symlink_to("notes.txt")
    (tmp_path / "docs/x.svg").symlink_to("notes.txt")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "docs/secret.txt").symlink_to("../secret.txt")
    built = build({"docs/notes.txt": "<svg><script>alert(1)</script></svg>"})
    assert built.exit_code != 0
    assert "docs/x.js: files of the type .js" in built.output
    assert "docs/x.svg:1: the SVG holds a script" in built.output
    assert "docs/secret.txt: a symbolic link" in built.output


def test_a_snippet_stays_inside_docs(build: Build) -> None:
    built = build(
        {"docs/x.md": '# X\n\n--8<-- "../../../../../../etc/passwd"\n'},
        markdown_extensions=[
            {"pymdownx.snippets": {"base_path": ["docs/snippets"], "check_paths": True}}
        ],
    )
    assert built.exit_code != 0
    assert "root:" not in built.output
    assert "docs/x.md:3: a snippet that is missing: ../" in built.output
    assert "Traceback" not in built.output


def test_templates_of_a_page_are_text(build: Build) -> None:
    built = build({"docs/x.md": "# X\n\n{{ config.site_name }} {% include '/etc/passwd' %}\n"})
    assert built.exit_code == 0, built.output
    assert "{{ config.site_name }} {% include" in built.read("x/index.html")


@pytest.mark.parametrize(
    "markup",
    [
        '<p>x <a href="https://example.org/?a=b:c">x</a> <a href="../x/#y">y</a></p>',
        '<a href="mailto:x@example.org">x</a>',
        '<img alt="x" src="../x.png"><td style="text-align: right;">x</td>',
        '<input checked disabled type="checkbox"><label for="__tabbed_1_1">x</label>',
        '<svg viewBox="0 0 1 1"><path d="M0 0" marker-end="url(#arrow)"></path></svg>',
        "<details open><summary>x</summary><!-- a note --></details>",
    ],
)
def test_what_briefs_need_is_allowed(markup: str) -> None:
    assert findings(markup) == []
