"""Keep pages as they were written: one that would be written the same is not written again.

What goes into a page is its text and contents, what it is called, what other concerns put into its
context, the navigation, the settings, and the templates with this library's code. Where more has a
part, such as other plugins or an owner's templates, nothing is kept.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import stat
import zlib
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.nav import Link
from mkdocs.structure.pages import Page

from taklimat.adapter.build import KEY, Build
from taklimat.adapter.converting import Conversions
from taklimat.adapter.making import is_alone
from taklimat.security.policy import Allowed
from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.toc import AnchorLink

_SETTINGS = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "repo_url",
    "repo_name", "edit_uri", "use_directory_urls", "extra_css",
)  # fmt: skip
# What MkDocs puts into the context of every page.
_COMMON = frozenset(
    (
        "nav", "pages", "page", "config", "base_url", "extra_css", "extra_javascript",
        "build_date_utc", "mkdocs_version",
    )
)  # fmt: skip
_PLAIN = (str, int, float, bool, type(None))


def as_bytes(html: str) -> bytes:
    """A page's bytes, as MkDocs writes them."""
    return html.encode("utf-8", errors="xmlcharrefreplace")


class Written:
    """A page as it is written, and where it was so before, the digest of that and its size."""

    def __init__(self, data: Callable[[], bytes], digest: str = "", size: int = 0) -> None:
        self.data, self._digest, self._size = data, digest, size

    def put(self, place: Path, last: Path | None) -> None:
        """Write it; or let it be the very file of the `last` site, and stay as old as that is."""
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)  # which may be the last site's as well
        if not (last and self._digest and self._is_in(last) and _linked(last, place)):
            place.write_bytes(self.data())

    def _is_in(self, file: Path) -> bool:
        """Whether a file is the page, and this user's own; `file` has no links in its path."""
        try:
            about = file.lstat()
            own = getattr(os, "geteuid", lambda: about.st_uid)()
            is_one = stat.S_ISREG(about.st_mode) and about.st_size == self._size
            if not is_one or about.st_uid != own or os.path.realpath(file) != str(file):
                return False
            return _digest_of(file.read_bytes()) == self._digest
        except OSError:
            return False


def _linked(file: Path, place: Path) -> bool:
    """Give a file a second place, where the system can."""
    try:
        os.link(file, place)
    except OSError:
        return False
    return True


def _digest_of(html: bytes) -> str:
    return hashlib.sha256(html).hexdigest()


class Finished:
    """The pages of one build: those written before, and what the others are kept under."""

    def __init__(
        self, build: Build, config: MkDocsConfig, env: Environment, nav: Navigation
    ) -> None:
        self._build = build
        conversions = Conversions.of(build)
        self._store = conversions.store
        self._base = ""
        """A name for what goes into every page; empty where that is not known."""
        self._fresh: tuple[str, int] | None = None
        """What the page in hand is kept under, and the problems before it."""
        # What begins anew and leaves nothing has no use for them.
        if conversions.are_kept and is_alone(config) and not build.making.starts_clean:
            self._base = _base(conversions.base, config, env, nav)

    def find(self, page: Page, template: str, context: Mapping[str, Any]) -> Written | None:
        """A page as it was written before, with its policy; None if it is to be written."""
        self._fresh = None
        name = self._name(page, template, context) if self._base else ""
        if not name:
            return None
        if (data := self._store.get(name)) is None:
            self._fresh = name, len(self._build.site.problems.found)
            return None
        about, _, packed = data.partition(b"\n")
        digest_of, size, allowed = json.loads(about)
        self._build.allowed.add(Allowed.of_lists(allowed))
        self._build.is_written = True
        return Written(lambda: zlib.decompress(packed), digest_of, size)

    def keep(self, html: str) -> None:
        """Keep the page in hand, now that all is done with it, if nothing is wrong with it."""
        fresh, self._fresh = self._fresh, None
        allowed = self._build.allowed_here
        if fresh and allowed and len(self._build.site.problems.found) == fresh[1]:
            data = as_bytes(html)
            about = json.dumps([_digest_of(data), len(data), allowed.as_lists()]).encode()
            self._store.put(fresh[0], about + b"\n" + zlib.compress(data, 1))

    def _name(self, page: Page, template: str, context: Mapping[str, Any]) -> str:
        beside = [each and [each.title, each.url] for each in (page.previous_page, page.next_page)]
        given = [
            template,
            page.title,
            page.meta,
            [page.url, page.file.src_uri, page.edit_url, page.canonical_url, page.is_homepage],
            beside,
            [each.title for each in page.ancestors],
            list(map(_heading, page.toc)),
            {key: context[key] for key in context if key not in _COMMON},
        ]
        return _digest(self._base, given, page.content or "")


def _base(conversions: str, config: MkDocsConfig, env: Environment, nav: Navigation) -> str:
    theme = {key: config.theme[key] for key in config.theme}
    given = [
        {key: config[key] for key in _SETTINGS},
        [vars(each) if not isinstance(each, str) else each for each in config.extra_javascript],
        list(config.plugins),
        {key: value for key, value in theme.items() if key not in ("static_templates", "locale")},
        str(theme["locale"]),
        {key: value for key, value in config.extra.items() if key != KEY},
        {key: value for key, value in env.globals.items() if isinstance(value, _PLAIN)},
        [_item(each) for each in nav.items],
        nav.homepage and nav.homepage.url,
    ]
    return _digest(digest(conversions, _scripts()), given, "")


def _digest(base: str, given: object, text: str) -> str:
    """A name for all of it; empty where something has none."""
    try:
        return digest(base, json.dumps(given, sort_keys=True, default=_as_json), text)
    except TypeError:
        return ""


def _as_json(value: object) -> object:
    if type(value).__module__ == "datetime":
        return str(value)
    if isinstance(value, str):  # of a kind of its own
        return str(value)
    raise TypeError


def _item(item: StructureItem) -> list[Any]:
    if isinstance(item, Page):
        meta = {key: item.meta[key] for key in ("icon", "status", "subtitle") if key in item.meta}
        return [item.title, item.url, item.is_index, meta]
    if isinstance(item, Link):
        return [item.title, item.url]
    return [item.title, list(map(_item, getattr(item, "children", ())))]


def _heading(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, list(map(_heading, link.children))]


@functools.cache
def _scripts() -> str:
    """A name for the scripts of this library: pages carry their hashes."""
    folder = Path(str(resources("taklimat"))) / "theme"
    return digest(*(path.read_bytes() for path in sorted(folder.rglob("*.js"))))
