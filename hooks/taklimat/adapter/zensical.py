"""Let Zensical write the frames of pages, in the place of MkDocs's templates.

It runs no plugins. So it gets a site of its own, in a folder of its own, that has the pages, their
titles and headings, and signs in place of all the rest; what belongs there, text and all, is put
into what it has written, which then goes on as a page of MkDocs does. Where titles and headings are
the same it is not asked again, whatever the texts.

Its theme has Material's blocks. An owner's templates that replace others than `BLOCKS` and `PARTS`
have no part in it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from html import escape
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import material
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from jinja2.utils import LRUCache
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page

from taklimat.adapter.build import title_of
from taklimat.adapter.navigation import Block
from taklimat.adapter.theme import MENDED
from taklimat.site.templating import plainly
from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.toc import AnchorLink

    from taklimat.source.store import Store

WRONG = "404.html"
"""The page for wrong addresses."""
BLOCKS = ("htmltitle", "styles", "libs", "extrahead", "announce", "hero", "scripts")
PARTS = ("search", "actions", "copyright")
"""What templates put around a text: these blocks of them, and these parts."""
_MATERIAL = Path(material.__file__).parent / "templates"
_END = "\x1e"  # between them
_SIGN = re.compile(r"<!--handed:content-->.*?<!--handed-->|<!--handed:(\w+)-->", re.DOTALL)
_NAMES = (*BLOCKS, *PARTS, "content")
# In the place of the theme's own: what stands in its blocks, and nothing else.
_TITLE = """\
{% if page.meta and page.meta.title %}<title>{{ page.meta.title }} - {{ config.site_name }}</title>
{% elif page.title and not page.is_homepage %}
<title>{{ page.title | striptags }} - {{ config.site_name }}</title>
{% else %}<title>{{ config.site_name }}</title>{% endif %}"""
_ALONE = _END.join(
    [
        *(
            f"{{% block {name} %}}{_TITLE if name == 'htmltitle' else ''}{{% endblock %}}"
            for name in BLOCKS
        ),
        *(f'{{% include "partials/{name}.html" %}}' for name in PARTS),
        "{% block content %}{% endblock %}",
    ]
)
# What the theme asks of `extra`.
_EXTRA = ("alternate", "annotate", "consent", "generator", "homepage", "social", "version")
_SEARCH = '{% if "search" in config.plugins %}'


def is_installed() -> bool:
    """Whether Zensical is there."""
    return find_spec("zensical") is not None


def templates() -> Path:
    """The folder of its templates and what belongs to them."""
    spec = find_spec("zensical")
    assert spec is not None  # noqa: S101  (the command line has asked)
    assert spec.origin is not None  # noqa: S101
    return Path(spec.origin).parent / "templates"


def take_theme(files: Files, config: MkDocsConfig) -> None:
    """Put the files of its theme in the place of Material's."""
    for file in list(files):
        if file.src_dir and Path(file.src_dir) == _MATERIAL:
            files.remove(file)
    folder = templates()
    for path in sorted((folder / "assets").rglob("*")):
        uri = path.relative_to(folder).as_posix()
        if path.is_file() and "/modern/" not in uri and files.get_file_from_path(uri) is None:
            files.append(File(uri, str(folder), config.site_dir, config.use_directory_urls))


class Zensical:
    """The pages of one build, handed over."""

    def __init__(
        self, config: MkDocsConfig, env: Environment, nav: Navigation, store: Store
    ) -> None:
        config.theme["variant"] = "classic"  # of its looks, that of Material
        self._config, self._nav = config, nav
        self._store = store
        self._blocks = _overlay(env, {"base.html": _ALONE}, env.loader)
        self._theirs = _overlay(env, _overrides(), FileSystemLoader(templates()))
        self._around: dict[str, dict[str, str]] = {}
        """What is put into each page, by its path on the site and the signs."""

    def hand(self, page: Page, context: Mapping[str, Any]) -> None:
        """Take a page as it is written otherwise."""
        template = str(page.meta.get("template", "main.html"))
        around = self._written(template, context)
        self._around[page.file.dest_uri] = {**around, "content": str(page.content or "")}

    def hand_wrong(self, context: Mapping[str, Any]) -> None:
        """Take the page for wrong addresses."""
        self._around[WRONG] = self._written(WRONG, context)

    def _written(self, template: str, context: Mapping[str, Any]) -> dict[str, str]:
        parts = self._blocks.get_template(template).render(context).split(_END)
        return dict(zip(_NAMES, map(str.strip, parts), strict=True))

    def write(self, template: str, context: Mapping[str, Any]) -> str:
        """A page as Zensical writes it, from the same templates: they are in Jinja's language."""
        name = WRONG if template == WRONG else "main.html"
        frame = self._theirs.get_template(name).render(context)
        around = self._written(template, context)
        return _filled(frame, around if name == WRONG else {**around, "content": ""})

    def pages(self, pages: Iterable[Page]) -> dict[str, str]:
        """All that was handed over, by its path on the site, with the frames of Zensical.

        `pages` are those of the site. Raises `Abort` if Zensical fails.
        """
        texts = {f"docs/{page.file.src_uri}": _markdown(page) for page in pages}
        texts |= {f"templates/{name}": text for name, text in _overrides().items()}
        texts["mkdocs.yml"] = json.dumps(self._settings(), ensure_ascii=False, indent=1)
        frames = self._frames(texts)
        handed, self._around = self._around, {}
        return {path: _filled(frames[path], around) for path, around in handed.items()}

    def _frames(self, texts: dict[str, str]) -> dict[str, str]:
        """What Zensical makes of the files of a site: kept, and sealed like all that is."""
        name = digest("zensical", version("zensical"), json.dumps(texts, sort_keys=True))
        if data := self._store.get(name):
            found: dict[str, str] = json.loads(zlib.decompress(data))
            return found
        # In a folder that no one else has put anything into.
        with TemporaryDirectory(prefix="taklimat-") as made:
            folder = Path(made)
            for path, text in texts.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
            self._run(folder)
            site = folder / "site"
            found = {
                file.relative_to(site).as_posix(): file.read_text(encoding="utf-8")
                for file in site.rglob("*.html")
            }
        self._store.put(name, zlib.compress(json.dumps(found).encode()))
        return found

    def _run(self, folder: Path) -> None:
        run = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            said = run.stderr.strip().rpartition("\n")[2]
            raise Abort(f"Zensical can't write the pages: {said}")

    def _settings(self) -> dict[str, Any]:
        config = self._config
        kept = (
            "site_name", "site_url", "site_description", "site_author", "repo_url", "repo_name",
        )  # fmt: skip
        theme = {key: config.theme[key] for key in config.theme}
        for ours in ("static_templates", "locale", "include_search_page", "search_index_only"):
            theme.pop(ours, None)
        return {
            **{key: _words(config[key]) for key in kept if config[key]},
            "use_directory_urls": config.use_directory_urls,
            "theme": {**theme, "name": "material", "custom_dir": "templates"},
            "extra": {key: config.extra[key] for key in _EXTRA if key in config.extra},
            "extra_css": list(config.extra_css),
            "extra_javascript": [str(script) for script in config.extra_javascript],
            "plugins": [],
            "markdown_extensions": ["attr_list"],
            "nav": _items(self._nav.items),
        }


def _overlay(env: Environment, texts: dict[str, str], behind: Any) -> Environment:
    found = env.overlay(loader=ChoiceLoader([DictLoader(texts), behind]))
    found.cache = LRUCache(400)  # type: ignore[assignment]
    return found


def _overrides() -> dict[str, str]:
    """Its templates with signs in the places of what is put into a page, by their names."""
    own = [
        f"{{% block {name} %}}{'' if name == 'htmltitle' else '{{ super() }}'}"
        f"<!--handed:{name}-->{{% endblock %}}"
        for name in BLOCKS
    ]
    content = "{% block content %}<!--handed:content-->{% endblock %}"
    found = {
        "main.html": "\n".join(['{% extends "base.html" %}', *own]),
        WRONG: f'{{% extends "main.html" %}}{content}',
        **{f"partials/{name}.html": f"<!--handed:{name}-->" for name in PARTS},
    }
    # A place for our search, and all of a page in a landmark.
    for name, before, after in (
        ("partials/header.html", _SEARCH, '{% include "partials/search.html" %}{% if false %}'),
        *(("base.html", *told) for name, *told in MENDED if name.fullmatch("base.html")),
    ):
        text = (templates() / name).read_text(encoding="utf-8")
        found[name] = text.replace(before, after, 1)
    return found


def _filled(frame: str, around: Mapping[str, str]) -> str:
    """A frame with what belongs in the places of its signs."""
    return _SIGN.sub(lambda sign: around[sign[1] or "content"], frame)


def _markdown(page: Page) -> str:
    """A page's front matter and headings, between signs in the place of its text."""
    meta = {"title": _words(title_of(page))}
    for key in ("description", "hide", "tags", "status"):
        if key in page.meta:
            meta[key] = _words(page.meta[key])
    front = json.dumps(meta, ensure_ascii=False)
    headings = "\n\n".join(_headings(page.toc))
    # The theme adds a title to a text without one.
    title = "<!--<h1-->" if "<h1" in str(page.content or "") else ""
    return f"---\n{front}\n---\n<!--handed:content-->\n\n{headings}\n\n{title}\n\n<!--handed-->\n"


def _headings(links: Iterable[AnchorLink]) -> Iterator[str]:
    for link in links:
        yield f"{'#' * link.level} {plainly(link.title)} {{ id={json.dumps(link.id)} }}"
        yield from _headings(link.children)


def _items(items: Iterable[StructureItem]) -> list[dict[str, Any]]:
    """A list of the navigation; it opens all sections, and so has no blocks."""
    whole = (item.children if isinstance(item, Block) else [item] for item in items)
    return list(map(_item, chain.from_iterable(whole)))


def _item(item: StructureItem) -> dict[str, Any]:
    if isinstance(item, Page):
        return {_words(title_of(item)): item.file.src_uri}
    if isinstance(item, Link):
        return {_words(item.title): item.url}
    assert isinstance(item, Section)  # noqa: S101  (there are no others)
    return {_words(item.title): _items(item.children)}


def _words(value: Any) -> Any:
    """Words as its templates print them, which escape nothing."""
    if isinstance(value, str):
        return escape(value)
    return [_words(each) for each in value] if isinstance(value, list | tuple) else value
