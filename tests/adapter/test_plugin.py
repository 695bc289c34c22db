"""``plugins: [taklimat]``: what the hooks do, from the package, added to what the owner has."""

from __future__ import annotations

import filecmp
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from lxml.html import HtmlElement, fromstring
from mkdocs.__main__ import cli
from mkdocs.plugins import EVENTS

import browser
from conftest import HOOKS, ROOT, SMALL_SITE, build_real, entry, taklimat
from taklimat.adapter import plugin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from conftest import Built


def build(root: Path, settings: str, files: dict[str, str] | None = None) -> Built:
    """A small site with its whole mkdocs.yml."""
    from conftest import Built

    for path, text in {**SMALL_SITE, **(files or {}), "mkdocs.yml": settings}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["build", "--strict", "-f", str(root / "mkdocs.yml")])
    return Built(root, result.exit_code, result.output + str(result.exception or ""))


TEN_LINES = """site_name: Ours
plugins:
  - taklimat:
      claims: docs/data/claims.yml
      pdf: {}
"""
CLAIMS = {
    "docs/data/claims.yml": "- {id: C1, section: S, kind: report, text: T, status: open, today: N}\n",
    "docs/claims.md": "---\nkind: claims\n---\n# Claims\n\n{claim: C1}\n\n--8<-- \"a.md\"\n",
    "docs/snippets/a.md": "From a snippet.\n",
}  # fmt: skip


def test_the_plugin_gathers_what_the_hooks_name() -> None:
    assert {module.__name__.rpartition(".")[2] for module in plugin._MODULES} == {
        hook.stem for hook in HOOKS
    }
    events = {name for name in EVENTS if hasattr(plugin.TaklimatPlugin, f"on_{name}")}
    assert events >= {"startup", "config", "files", "nav", "page_markdown", "post_build"}


def test_a_site_of_five_lines_has_everything(tmp_path: Path) -> None:
    built = build(tmp_path, TEN_LINES, CLAIMS)
    assert built.exit_code == 0, built.output
    page: HtmlElement = fromstring(built.read("brief/index.html"))
    assert page.xpath("//a[@data-term='vx']")
    sheets = [
        str(sheet).rpartition("/")[2] for sheet in page.xpath("//link[@rel='stylesheet']/@href")
    ]
    assert "taklimat.css" in sheets
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']")
    assert page.xpath("//a[@class='headerlink']")
    assert page.xpath("//form[@class='md-header__option']//label[@title='Dark colours']")
    assert not page.xpath("//link[contains(@href, 'fonts.g')]")
    assert "From a snippet." in built.read("claims/index.html")
    assert not (built.site / "data/claims.yml").exists()
    assert not (built.site / "snippets").exists()
    index = built.indexed()
    assert list((built.site / "pdf").glob("*.pdf"))
    assert "From a snippet." in index["claims/"]["text"]
    assert not [place for place in index if "snippets" in place]
    assert taklimat(tmp_path, "check").exit_code == 0


def test_the_real_site_is_the_same_with_the_plugin(real_site: Path, tmp_path: Path) -> None:
    def change(config: dict[str, Any]) -> None:
        del config["hooks"], config["watch"]
        options = config["extra"].pop("taklimat")
        # In any place: the order of the plugins means nothing.
        config["plugins"].insert(0, {"taklimat": options})

    built = build_real(tmp_path, change)
    files = sorted(
        file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()
    )
    expected = sorted(
        file.relative_to(real_site).as_posix() for file in real_site.rglob("*") if file.is_file()
    )
    assert files == expected
    _, differ, errors = filecmp.cmpfiles(real_site, built, files, shallow=False)
    assert (differ, errors) == ([], [])


OWN: list[tuple[str, str, dict[str, str], Callable[[Built], bool]]] = [
    (
        "an option of the theme",
        "theme: {name: material, palette: {scheme: slate}, features: [toc.follow]}\n",
        {},
        lambda built: 'data-md-color-scheme="slate"' in built.read("brief/index.html")
        and "Dark colours" not in built.read("brief/index.html")
        and "toc.follow" in built.read("brief/index.html")
        and "navigation.tabs" not in built.read("brief/index.html"),
    ),
    (
        "an extension's options",
        "markdown_extensions:\n  - toc: {permalink: false}\n  - markdown.extensions.admonition\n",
        {"docs/x.md": "# X\n\n!!! note\n\n    PSI\n"},
        lambda built: 'href="#x" title' not in built.read("x/index.html")
        and "admonition" in built.read("x/index.html"),
    ),
    (
        "an extension that brings others",
        "markdown_extensions: [extra, pymdownx.extra]\n",
        {"docs/x.md": "# X\n\n```\nVX[^1]\n```\n\nVX[^1]\n\n[^1]: A\n"},
        lambda built: built.read("x/index.html").count('class="footnote-ref"') == 1,
    ),
    *(
        (
            f"emoji {options}",
            f"markdown_extensions:\n  - pymdownx.emoji: {{{options}}}\n",
            {"docs/x.md": "# X\n\nA :warning: or :material-check:.\n"},
            lambda built: "A \u26a0 or" in built.read("x/index.html")
            and 'class="twemoji"' in built.read("x/index.html")
            and "cdn" not in built.read("x/index.html"),
        )
        for options in (
            "",
            "title: none",
            "emoji_index: !!python/name:material.extensions.emoji.twemoji '', "
            "emoji_generator: !!python/name:material.extensions.emoji.to_svg ''",
        )
    ),
    (
        "what is left out",
        "exclude_docs: /private.md\n",
        {"docs/private.md": "# P\n", "docs/snippets/x.md": "x"},
        lambda built: not (built.site / "private").exists()
        and not (built.site / "snippets").exists(),
    ),
    (
        "a folder of templates",
        "theme: {name: material, custom_dir: own}\nextra_css: [own.css]\n"
        "extra_javascript: [own.js]\n",
        {
            "own/main.html": '{% extends "taklimat.html" %}{% block announce %}Hear{% endblock %}',
            "own/own.css": "body { color: red }",
            "own/own.js": "document.title = 'x'",
        },
        lambda built: "Hear" in built.read("brief/index.html")
        and "taklimat.css" in built.read("brief/index.html")
        and 'own.js" integrity="sha256-' in built.read("brief/index.html")
        and (built.site / "own.css").is_file()
        and "Hear" in built.read("404.html"),
    ),
    (
        "a level of messages",
        "nav: [index.md]\nvalidation: {omitted_files: ignore}\n",
        {},
        lambda built: True,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "files", "holds"), [o[1:] for o in OWN], ids=[o[0] for o in OWN]
)
def test_what_the_owner_says_stays(
    tmp_path: Path, settings: str, files: dict[str, str], holds: Callable[[Built], bool]
) -> None:
    built = build(tmp_path, f"site_name: X\nplugins: [search, taklimat]\n{settings}", files)
    assert built.exit_code == 0, built.output
    assert holds(built)


def test_an_own_font_loads(tmp_path: Path, page: Page) -> None:
    font = ROOT / "hooks/taklimat/theme/assets/fonts/taklimat-serif.woff2"
    (tmp_path / "own/fonts").mkdir(parents=True)
    shutil.copy(font, tmp_path / "own/fonts/ours.woff2")
    style = "@font-face { font-family: Ours; src: url(../fonts/ours.woff2) }\n"
    settings = (
        "site_name: X\nplugins: [search, taklimat]\nextra_css: [css/own.css]\n"
        "theme: {name: material, font: false, custom_dir: own}\n"
    )
    built = build(tmp_path, settings, {"own/css/own.css": f"{style}h1 {{ font-family: Ours }}\n"})
    assert built.exit_code == 0, built.output
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with browser.served(built.site) as address:
        page.goto(f"{address}brief/")
        load = "document.fonts.load('16px Ours').then(found => found.map(font => font.status))"
        assert page.evaluate(load) == ["loaded"]
    assert said == []


@pytest.mark.parametrize(
    ("settings", "files", "told"),
    [
        ("theme: mkdocs\n", {}, "mkdocs.yml: the theme is mkdocs: write `theme: material`"),
        (
            "theme: {name: material, font: {text: Inter}}\n",
            {},
            "mkdocs.yml: the theme's fonts come from another host, which no page may ask: ",
        ),
        (
            "theme: {name: material, custom_dir: own}\n",
            {"own/main.html": '{% extends "base.html" %}'},
            "own/main.html:1: a template that leaves out this generator's: begin it with "
            '{% extends "taklimat.html" %}',
        ),
        (
            "extra:\n  taklimat:\n    link: all\n",
            {},
            "mkdocs.yml:8: options in two places: of the plugin, and under extra.taklimat: ",
        ),
        ("nav: [index.md]\n", {}, "brief.md"),
    ],
    ids=["theme", "font", "template", "twice", "omitted"],
)
def test_what_can_not_be_is_told(
    tmp_path: Path, settings: str, files: dict[str, str], told: str
) -> None:
    settings = f"site_name: X\nplugins:\n  - search\n  - taklimat:\n      link: page\n{settings}"
    built = build(tmp_path, settings.replace("extra:", "\nextra:"), files)
    assert built.exit_code == 1
    assert told in built.output, built.output
    assert "Traceback" not in built.output


def test_options_are_told_with_their_lines(tmp_path: Path) -> None:
    settings = (
        "site_name: X\nplugins:\n  - search\n  - taklimat:\n      link: page\n      pdff: {}\n"
    )
    built = build(tmp_path, settings)
    assert built.exit_code == 1
    assert "mkdocs.yml:6: unknown key `pdff`: did you mean pdf?" in built.output


def test_the_glossary_may_lie_elsewhere(tmp_path: Path) -> None:
    settings = "site_name: X\nplugins:\n  - taklimat: {glossary_dir: words}\n"
    built = build(tmp_path, settings, {"words/zz.md": entry(term="Zz top")})
    assert built.exit_code == 0, built.output
    assert (built.site / "glossary/zz/index.html").is_file()
    assert not (built.site / "glossary/vx").exists()
    assert taklimat(tmp_path, "check").exit_code == 0


def test_plugin_and_hooks_together_are_refused(tmp_path: Path) -> None:
    hooks = yaml.safe_dump({"hooks": [str(hook) for hook in HOOKS]})
    built = build(tmp_path, f"site_name: X\nplugins: [taklimat]\n{hooks}")
    assert built.exit_code == 1
    assert "taklimat runs twice: keep the plugin, or the hooks" in built.output
