"""Between MkDocs and `policy`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File
from mkdocs_redirects.plugin import HTML_TEMPLATE

from taklimat import policy
from taklimat.adapter import Build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig


def with_policy(output: str, config: MkDocsConfig) -> str:
    """A page with its policy; what is no page stays as it is."""
    if "<html" not in output[:200]:
        return output
    inline = policy.Inline.of(output, _theme(tuple(config.theme.dirs)))
    Build.of(config).inline.add(inline)
    return policy.with_policy(output, inline)


@cache
def _theme(folders: tuple[str, ...]) -> policy.Theme:
    files = (file for folder in folders for file in Path(folder).rglob("*.html"))
    return policy.Theme(file.read_text(encoding="utf-8") for file in files)


def write_headers(config: MkDocsConfig) -> None:
    """Write `_headers` beside the pages."""
    text = policy.headers(Build.of(config).inline | set(_of_redirects(config)))
    Path(config.site_dir, "_headers").write_text(text, encoding="utf-8")


def _of_redirects(config: MkDocsConfig) -> Iterator[policy.Inline]:
    """What the pages at old addresses run: to lead on to the right section takes a script."""
    if "redirects" not in config.plugins:
        return
    theme = policy.Theme([HTML_TEMPLATE.replace("{url}", "{{ url }}")])
    for old in config.plugins["redirects"].config["redirect_maps"]:
        page = Path(config.site_dir, File(old, "", "", config.use_directory_urls).dest_uri)
        if page.is_file():
            yield policy.Inline.of(page.read_text(encoding="utf-8"), theme)
