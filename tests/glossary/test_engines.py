"""The extension under the generators that may follow MkDocs: run, not imagined."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import SMALL_SITE

SOURCES = '[{"id": "a", "type": "book", "title": "A Book", "author": [{"family": "Lee"}]}]'
CLAIMS = "- {id: C1, section: S, kind: report, text: T, status: open, today: N}\n"
PAGE = "# Page\n\nVX, so [@a]. {claim: C1} `[@b] {claim: C9}`\n\n    [@b] {claim: C9}\n"
CONFIG = """
site_name: Test
{theme}
markdown_extensions:
  - taklimat.glossary:
      glossary_dir: glossary
      link: /glossary/{{id}}/
  - taklimat.citations:
      bibliography: sources.json
  - taklimat.marks:
      claims: claims.yml
      claims_page: /claims/
  - attr_list
"""
LINK = '<a class="glossary-term" data-term="vx" href="/glossary/vx/" title="A nerve agent.">VX</a>'


@pytest.mark.parametrize(
    ("engine", "theme"),
    [
        ("mkdocs", "theme: {name: null, custom_dir: theme}"),
        ("properdocs", "theme: {name: null, custom_dir: theme}"),
        ("zensical", ""),
    ],
)
def test_the_extensions_run_under(engine: str, theme: str, tmp_path: Path) -> None:
    files = {
        **SMALL_SITE, "sources.json": SOURCES, "claims.yml": CLAIMS, "docs/page.md": PAGE,
    }  # fmt: skip
    for path, content in files.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/main.html").write_text("{{ page.content }}", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG.format(theme=theme), encoding="utf-8")
    run = subprocess.run(
        [Path(sys.executable).parent / engine, "build", "-f", "mkdocs.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert LINK in (tmp_path / "site/brief/index.html").read_text(encoding="utf-8")
    page = (tmp_path / "site/page/index.html").read_text(encoding="utf-8")
    assert LINK in page
    assert 'id="fn:a"' in page
    assert "Lee, <i>A Book</i>" in page
    assert 'href="/claims/#c1"' in page
    assert page.count("{claim: C9}") == page.count("[@b]") == 2
