"""The build beside other plugins: what they make is there, and so is what we make.

`docs/manual/neighbours.md` tells of each what works.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.__main__ import cli

import pdfs
from conftest import BRIEF, ROOT, SMALL_SITE, Build, Built, taklimat
from taklimat.security import markup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PNG = (ROOT / "tests/documents/kitchen/dot.png").read_bytes()
SOURCE = '[{"id": "lee", "type": "book", "title": "A Book", "author": [{"family": "Lee"}]}]'


@dataclass(frozen=True)
class Neighbour:
    """A plugin, what it needs, and what is to be seen of it."""

    plugins: list[Any]
    files: dict[str, str | bytes]
    seen: Callable[[Built], bool]
    options: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)


POST = "---\ndate: 2026-11-24\nauthors: [lee]\ncategories: [News]\n---\n# A post\n\nThe PSI.\n"
NEIGHBOURS = {
    "macros": Neighbour(
        [{"macros": {}}],
        {"docs/page.md": "# P\n\n{{ 6 * 7 }} VX [@lee] {% if true %}yes{% endif %}\n"},
        lambda built: "42 " in built.read("page/index.html")
        and "yes" in built.read("page/index.html")
        and 'id="fn:lee"' in built.read("page/index.html"),
    ),
    "blog": Neighbour(
        [{"blog": {"authors": False}}],
        {"docs/blog/index.md": "# Blog\n", "docs/blog/posts/a.md": POST},
        lambda built: 'data-term="psi"' in built.read("blog/2026/11/24/a-post/index.html")
        and "A post" in built.read("blog/index.html"),
        {"front_matter": ["date", "authors", "categories"]},
    ),
    "tags": Neighbour(
        ["tags"],
        {"docs/page.md": "---\ntags: [Tests]\n---\n# P\n\nVX\n", "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"},
        lambda built: "Tests" in built.read("page/index.html")
        and "page/" in built.read("tags/index.html"),
    ),
    "static-i18n": Neighbour(
        [{"i18n": {"docs_structure": "suffix", "languages": [
            {"locale": "en", "default": True, "name": "English", "build": True},
            {"locale": "ms", "name": "Melayu", "build": True},
        ]}}],
        {"docs/page.md": "# P\n\nVX\n", "docs/page.ms.md": "# H\n\nVX dan PSI\n"},
        lambda built: 'data-term="vx"' in built.read("page/index.html")
        and 'data-term="psi"' in built.read("ms/page/index.html"),
    ),
    "awesome-nav": Neighbour(
        ["awesome-nav"],
        {"docs/.nav.yml": "nav:\n  - Second: b.md\n  - First: a.md\n  - '*'\n", "docs/a.md": "# A\n\nVX\n", "docs/b.md": "# B\n"},
        lambda built: bool(re.search("Second.*First", built.read("a/index.html"), re.DOTALL)),
    ),
    "minify": Neighbour(
        [{"minify": {"minify_html": True}}],
        {"docs/page.md": "# P\n\nVX\nand\n"},
        lambda built: built.read("page/index.html").count("\n") < 5
        and 'data-term=vx' in built.read("page/index.html").replace('"', ""),
    ),
    "git-revision-date-localized": Neighbour(
        [{"git-revision-date-localized": {"type": "iso_date", "fallback_to_build_date": True}}],
        {"docs/page.md": "# P\n\nVX\n"},
        lambda built: "git-revision-date-localized-plugin" in built.read("page/index.html"),
    ),
    "redirects": Neighbour(
        [{"redirects": {"redirect_maps": {"old.md": "page.md"}}}],
        {"docs/page.md": "# P\n\nVX\n"},
        lambda built: "../page/" in built.read("old/index.html"),
    ),
    "glightbox": Neighbour(
        ["glightbox"],
        {"docs/page.md": "# P\n\nVX\n\n![A dot](dot.png)\n", "docs/dot.png": PNG},
        lambda built: 'class="glightbox"' in built.read("page/index.html")
        and (built.site / "assets/javascripts/glightbox.min.js").is_file(),
    ),
    "include-markdown": Neighbour(
        ["include-markdown"],
        {"docs/page.md": '# P\n\n{% include-markdown "../part.md" %}\n', "part.md": "From a part: VX [@lee].\n"},
        lambda built: "From a part" in built.read("page/index.html")
        and 'id="fn:lee"' in built.read("page/index.html"),
    ),
}  # fmt: skip


def site(root: Path, neighbour: Neighbour, first: bool) -> None:
    ours = {"taklimat": {"bibliography": "s.json", "pdf": {}, **neighbour.options}}
    plugins = [ours, *neighbour.plugins] if first else [*neighbour.plugins, ours]
    files = {**SMALL_SITE, "s.json": SOURCE, "docs/brief.md": None, **neighbour.files}
    for path, content in files.items():
        if content is None:
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (root / path).write_bytes(data)
    config = {
        "site_name": "X", "site_url": "https://example.org/", "theme": {"name": "material"},
        "plugins": plugins, **neighbour.config,
    }  # fmt: skip
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run([*git, *command], cwd=root, check=True)


@pytest.mark.parametrize("first", [True, False], ids=["behind ours", "before ours"])
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_both_are_there(
    name: str, first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour = NEIGHBOURS[name]
    site(tmp_path, neighbour, first)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "NO_MKDOCS_2_WARNING", "1")
    result = CliRunner().invoke(cli, ["build", "--strict"])
    output = result.output + str(result.exception or "")
    built = Built(tmp_path, result.exit_code, output)
    assert built.exit_code == 0, output
    assert "Traceback" not in output
    assert neighbour.seen(built)
    home = built.read("index.html").replace('"', "")
    assert "data-term=psi" in home
    assert "Content-Security-Policy" in home
    assert (built.site / "glossary/vx/index.html").is_file()
    checked = taklimat(tmp_path, "check")
    assert checked.exit_code == 0, checked.output


def test_the_manual_tells_of_each() -> None:
    text = (ROOT / "docs/manual/neighbours.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE) == list(NEIGHBOURS)


def test_captions_and_bars_of_pymdown_extensions_are_shown(build: Build) -> None:
    text = (
        "\n![x](p.svg)\n\n/// figure-caption\nA *caption*.\n///\n\n| a |\n| - |\n| b |\n\n"
        '/// table-caption\nA table.\n///\n\n[=65% "65 of a hundred"]\n'
    )
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>'
    built = build(
        {"docs/brief.md": BRIEF + text, "docs/p.svg": picture},
        markdown_extensions=["pymdownx.blocks.caption", "pymdownx.progressbar", "tables"],
        extra={"taklimat": {"pdf": {}}},
    )
    assert built.exit_code == 0, built.output
    page = built.read("brief/index.html")
    assert "<figcaption>" in page
    assert 'style="width:65.00%"' in page
    paper = pdfs.text_of((built.site / "pdf/brief.pdf").read_bytes())
    for shown in ("Figure 1. A caption", "Table 1. A table", "65 of a hundred"):
        assert paper.count(shown) == 1, paper


def test_a_caption_gives_no_name_of_the_theme() -> None:
    for name in ("__search", "__palette_0", "__nav_1", "__caption", "__nav_1_caption_2"):
        assert markup.findings(f'<p id="{name}">x</p>')
    assert not markup.findings('<figure id="__figure-caption_1_2">x</figure>')
    assert markup.findings('<div style="width:65.00%;color:red">x</div>')
    assert markup.findings('<p style="width:65.00%">x</p>')
