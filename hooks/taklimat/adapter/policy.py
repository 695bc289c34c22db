"""Say what a page may run: the scripts of the theme, and none from its text."""

from __future__ import annotations

import functools
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tinycss2
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File
from mkdocs_redirects.plugin import HTML_TEMPLATE

from taklimat.adapter.build import Build
from taklimat.security import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_OWN = (
    *(
        f"assets/{sheet}.css"
        for sheet in "taklimat pictures maths tables home timeline history search".split()
    ),
    "assets/taklimat.js",
    "assets/search-index.js",
    "assets/search.js",
    "assets/search-box.js",
    "assets/timeline.js",
)
# What is divided for those who work on it, in the order in which it comes to readers as one file.
_JOINED = ("assets/search-index.js", "assets/search.js")
# On a line of its own: no other is written in our script.
_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
# Nor is a text of several lines.
_INDENTATION = re.compile(r"^[ \t]*\n|^[ \t]+", re.MULTILINE)
_UP = re.compile(r"(?:\.{0,2}/)*")


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Take comments and indentation out of our style sheets and scripts, and join what is one."""
    for path in _OWN:
        file = files.get_file_from_path(path)
        if file is not None and file.src_dir != config.docs_dir:
            source = file.abs_src_path  # which other plugins ask each file for
            file.content_string = _packed(file.content_string, path)
            file.abs_src_path = source
    _join(files, config)


def _join(files: Files, config: MkDocsConfig) -> None:
    joined = list(filter(None, map(files.get_file_from_path, _JOINED)))
    whole = joined[-1] if joined else None
    if whole is None or whole.src_uri != _JOINED[-1] or whole.src_dir == config.docs_dir:
        return
    source = whole.abs_src_path
    whole.content_string = "".join(file.content_string for file in joined)
    whole.abs_src_path = source
    for file in joined[:-1]:
        files.remove(file)


@functools.lru_cache(maxsize=2 * len(_OWN))  # as a preview builds again and again
def _packed(text: str, path: str) -> str:
    if path.endswith(".css"):
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        text = "\n".join(rule.serialize() for rule in rules)
    return _INDENTATION.sub("", _COMMENT.sub("", text))


@event_priority(90)  # what is written so far has been looked at
def _remember(output: str, page: Page, config: MkDocsConfig) -> None:
    """Remember a page as its template writes it."""
    Build.of(config).written = output


@event_priority(-100)
def _set_policy(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the policy into each page, once nothing more is added to it.

    What other plugins have added is the owner's, as they are, and runs.
    """
    build = Build.of(config)
    return output if build.is_written else _with_policy(output, config, build.written)


on_post_page = CombinedEvent(_remember, _set_policy)


@event_priority(-100)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are templates."""
    return _with_policy(output_content, config)


def _with_policy(output: str, config: MkDocsConfig, written: str = "") -> str:
    """A page with its policy; what is no page stays as it is."""
    if "<html" not in output[:200]:
        return output
    build = Build.of(config)
    theme = _theme((*config.theme.dirs, *build.templates))

    def digest_of(address: str) -> str | None:
        return _digest(address, config)

    if config.use_directory_urls:
        output = policy.with_integrity(output, digest_of)
        allowed = policy.Allowed.of(output, theme, written)
        output = policy.with_policy(output, allowed)
    else:  # a site whose addresses name files may be opened from files
        output, loader = policy.with_loader(output, digest_of)
        allowed = policy.Allowed.all([policy.Allowed.of(output, theme, written), loader])
        output = policy.with_policy_for_files(output, allowed)
    build.allowed.add(allowed)
    build.allowed_here = allowed
    return output


@cache
def _theme(folders: tuple[str | Path, ...]) -> policy.Theme:
    files = (file for folder in folders for file in Path(folder).rglob("*.html"))
    return policy.Theme(file.read_text(encoding="utf-8") for file in files)


def _digest(address: str, config: MkDocsConfig) -> str | None:
    """The hash of a script of the site by its address on a page; None if it is a contribution."""
    build = Build.of(config)
    base = urlsplit(config.site_url or "/").path
    path = _UP.sub("", address.removeprefix(base), count=1)
    if path not in build.digests:
        file = build.files.get_file_from_path(path)
        written = Path(config.site_dir, path)
        foreign = file is None or file.src_dir == config.docs_dir or not written.is_file()
        build.digests[path] = None if foreign else policy.digest(written.read_bytes())
    return build.digests[path]


@event_priority(-60)
def on_post_build(config: MkDocsConfig) -> None:
    """Write `_headers` beside the pages, for servers that take headers from a file."""
    pages = Build.of(config).allowed | set(_of_redirects(config))
    more = [] if config.use_directory_urls else ["'self'"]
    Path(config.site_dir, "_headers").write_text(policy.headers(pages, *more), encoding="utf-8")


def _of_redirects(config: MkDocsConfig) -> Iterator[policy.Allowed]:
    """What the pages at old addresses run: to lead on to the right section takes a script."""
    if "redirects" not in config.plugins:
        return
    theme = policy.Theme([HTML_TEMPLATE.replace("{url}", "{{ url }}")])
    for old in config.plugins["redirects"].config["redirect_maps"]:
        page = Path(config.site_dir, File(old, "", "", config.use_directory_urls).dest_uri)
        if page.is_file():
            yield policy.Allowed.of(page.read_text(encoding="utf-8"), theme)
