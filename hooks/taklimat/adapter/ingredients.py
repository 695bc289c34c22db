"""What goes into every page of a build: extensions with their options, versions, code."""

from __future__ import annotations

import functools
import json
from importlib.metadata import version
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mkdocs
from markdown.util import get_installed_extensions

from taklimat.source.store import digest

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from taklimat.adapter.build import Build

# Of these it is known what they read besides a page's text; of what others do, nothing is.
_KNOWN = frozenset(("markdown", "pymdownx", "material", "taklimat", "mkdocs", "properdocs"))
_PACKAGES = (
    "Markdown",
    "pymdown-extensions",
    "mkdocs-material",
    "Pygments",
    "latex2mathml",
    "Babel",
)
# These read files, or ask other hosts.
_READING = frozenset(("pymdownx.b64", "custom_icons", "url_download"))


class UnknownError(Exception):
    """Raised where an extension may ask for what nobody knows of; says which."""


def base(build: Build, config: MkDocsConfig) -> str:
    """A name for what goes into every page of a build; raises `UnknownError`."""
    site = build.site
    sources = site.bibliography
    given = {
        "code": _code(),
        "versions": [version(package) for package in _PACKAGES],
        "generator": (mkdocs.__name__, mkdocs.__version__),
        "extensions": [_extension(each, config) for each in config.markdown_extensions],
        "addresses": config.use_directory_urls,
        "validation": repr(config.validation),
        "language": str(site.words.locale),
        "citing": {name: value for name, (value, _) in build.citing.config.items()},
        "references": sources.manner,
        # So that a letter behind a year is the same on all pages, each may change the others.
        "sources": [each.digest for each in sources.values()] if sources.is_in_text else [],
        "marks": build.marking.sorts,
    }
    written = json.dumps(given, sort_keys=True, default=_named)
    # The project may lie elsewhere the next time.
    return digest(written.replace(json.dumps(str(site.root.resolve()))[1:-1], "."))


@functools.cache
def _code() -> str:
    """A name for this library's own code, and for what it reads of its own."""
    package = Path(str(resources("taklimat")))
    kinds = (".py", ".yml", ".csl", ".xml", ".json", ".mo", ".html")
    paths = sorted(path for path in package.rglob("*") if path.suffix in kinds)
    return digest(*(path.read_bytes() for path in paths))


def _extension(extension: Any, config: MkDocsConfig) -> Any:
    """An extension's name and options, or the class of one that is made here."""
    if not isinstance(extension, str):
        return _named(type(extension))
    modules = {each.name: each.value for each in _installed()}
    module = modules.get(extension, extension).partition(":")[0]
    options = config.mdx_configs.get(extension) or {}
    written = json.dumps(options, sort_keys=True, default=_named)
    if module.partition(".")[0] not in _KNOWN or module in _READING:
        raise UnknownError(extension)
    if any(f'"{name}": ' in written.replace(f'"{name}": false', "") for name in _READING):
        raise UnknownError(extension)
    return [extension, options]


@functools.cache
def _installed() -> tuple[Any, ...]:
    return tuple(get_installed_extensions())


def _named(value: Any) -> Any:
    """A function or class as its name; raises `UnknownError` for what has no name here."""
    if isinstance(value, functools.partial):
        return [_named(value.func), list(value.args), value.keywords]
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not name or str(module).partition(".")[0] not in _KNOWN:
        raise UnknownError(str(value))
    return f"{module}.{name}"
