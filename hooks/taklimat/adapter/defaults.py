"""What a site has without its owner's doing: theme, extensions, search, what is not published.

All of it is added to `mkdocs.yml`'s settings and none of it replaces any: what the owner names is
the owner's.
"""

from __future__ import annotations

import functools
import logging
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from material.extensions import emoji as icons
from mkdocs.plugins import get_plugins
from mkdocs.theme import Theme
from mkdocs.utils.yaml import yaml_load
from pathspec.gitignore import GitIgnoreSpec
from pymdownx import emoji

from taklimat.adapter.build import language_of, lines_of, shown
from taklimat.adapter.making import started
from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from taklimat.site.settings import Settings
    from taklimat.source.problems import Problems
    from taklimat.source.words import Words

FOLDER = str(files("taklimat").joinpath("theme"))
"""What is laid over Material."""
_LEVELS = {"warn": logging.WARNING}
# Extensions that bring others with them.
_WITH = {
    "extra": "abbr attr_list def_list footnotes md_in_html tables",
    "pymdownx.extra": "abbr attr_list def_list footnotes md_in_html tables pymdownx.betterem "
    "pymdownx.superfences",
}
_OURS = re.compile(r"\{%-?\s*extends\s+[\"'](?:taklimat|main|home)\.html[\"']")


@functools.cache
def _defaults() -> dict[str, Any]:
    text = files("taklimat.adapter").joinpath("defaults.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def complete(config: MkDocsConfig, settings: Settings, words: Words, problems: Problems) -> None:
    """Add to a site's settings what its owner leaves out."""
    # MkDocs does not keep what the owner says apart from what it adds itself.
    with Path(config.config_file_path).open("rb") as file:
        own = yaml_load(file)
    _add_theme(config, own.get("theme"), words, problems)
    _add_extensions(config, own.get("markdown_extensions") or [])
    _add_search(config)
    _add_levels(config, own.get("validation") or {})
    _leave_out_data(config, settings)
    for folder in (settings.glossary_dir, *settings.data_files):
        path = str(Path(config.config_file_path).parent / folder)
        if path not in config.watch:
            config.watch.append(path)


def _add_theme(config: MkDocsConfig, own: Any, words: Words, problems: Problems) -> None:
    if own is None:
        config.theme = Theme(name="material")
    path = shown(Path(config.config_file_path), Path(config.config_file_path).parent)
    if config.theme.name != "material":
        what = f"the theme is {config.theme.name}"
        problems.add(path, 0, what, "write `theme: material`", code="F06")
        return
    named: Mapping[str, Any] = own if isinstance(own, dict) else {}
    for key, value in {**_defaults()["theme"], "palette": _palette(words)}.items():
        if key not in named:
            config.theme[key] = {**(config.theme[key] or {}), **value} if key == "icon" else value
    if named.get("font"):
        what = "the theme's fonts come from another host, which no page may ask"
        remedy = "write `font: false`, and give fonts of your own in a style sheet of custom_dir"
        problems.add(path, 0, what, remedy, code="F06")
    folders = [Path(folder).resolve() for folder in config.theme.dirs]
    if Path(FOLDER).resolve() not in folders:
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, FOLDER)
    _check_language(config, problems)
    _check_templates(config, problems)


def _check_language(config: MkDocsConfig, problems: Problems) -> None:
    """Note a language in which the theme says nothing: its templates would not be found."""
    language, place = language_of(config), Path("partials", "languages")
    folders = [Path(folder, place) for folder in config.theme.dirs]
    if any((folder / f"{language}.html").is_file() for folder in folders):
        return
    known = sorted(file.stem for folder in folders for file in folder.glob("*.html"))
    lines = lines_of(config)
    what = f"the theme has no language {language}"
    remedy = did_you_mean(language, known, f"known are {', '.join(known)}")
    problems.add(lines.path, lines.line(("theme", "language")), what, remedy, code="F06")


def _palette(words: Words) -> list[dict[str, Any]]:
    """Light and dark, as the reader's system is set, with a button to change them."""
    return [
        {
            "media": f"(prefers-color-scheme: {media})",
            "scheme": scheme,
            "primary": "custom",
            "accent": "custom",
            "toggle": {"icon": f"material/weather-{icon}", "name": name},
        }
        for media, scheme, icon, name in (
            ("light", "default", "night", words.gettext("Dark colours")),
            ("dark", "slate", "sunny", words.gettext("Light colours")),
        )
    ]


def _check_templates(config: MkDocsConfig, problems: Problems) -> None:
    """Note templates of the owner that stand in the place of ours, and don't begin with them."""
    if not config.theme.custom_dir:
        return
    own, root = Path(config.theme.custom_dir), Path(config.config_file_path).parent
    if own.resolve() == Path(FOLDER).resolve():
        return
    for name in ("main.html", "home.html", "404.html"):
        file = own / name
        if file.is_file() and not _OURS.search(file.read_text(encoding="utf-8", errors="replace")):
            remedy = 'begin it with {% extends "taklimat.html" %}'
            what = "a template that leaves out this generator's"
            problems.add(shown(file, root), 1, what, remedy, code="F06")


def _add_extensions(config: MkDocsConfig, own: Any) -> None:
    named = {name for each in own for name in (each if isinstance(each, dict) else [each])}
    named = {name.removeprefix("markdown.extensions.") for name in named}
    named |= {each for name in named & set(_WITH) for each in _WITH[name].split()}
    added = dict(_defaults()["markdown_extensions"])
    snippets = Path(config.docs_dir, "snippets")
    if snippets.is_dir():
        added["pymdownx.snippets"] = {"base_path": [str(snippets)], "check_paths": True}
    for name, options in added.items():
        if name not in named:
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
            if options:
                config.mdx_configs[name] = dict(options)
    if "pymdownx.emoji" in named:
        _keep_emoji_here(config.mdx_configs.setdefault("pymdownx.emoji", {}))


def _keep_emoji_here(options: dict[str, Any]) -> None:
    """Write emoji as characters where they would be pictures on another host."""
    if options.setdefault("emoji_index", icons.twemoji) is icons.twemoji:
        made = options.get("emoji_generator", emoji.to_svg)
        if made in (icons.to_svg, emoji.to_svg, emoji.to_png):
            options["emoji_generator"] = _emoji


def _emoji(*of: Any) -> Any:
    """An emoji as its character, an icon as the theme's drawing.

    `of` is what pymdownx.emoji gives to each generator; the fourth is a character's code.
    """
    return emoji.to_alt(*of) if of[3] else icons.to_svg(*of)


def _add_search(config: MkDocsConfig) -> None:
    name = next((name for name in ("search", "material/search") if name in config.plugins), None)
    if name is None:
        name, plugin = "material/search", get_plugins()["material/search"].load()()
        plugin.load_config({}, config.config_file_path)
        # The event has been: plugins are told of it once the settings are read.
        plugin.on_startup(command="build", dirty=started().in_place)
        config.plugins[name] = plugin
    # The theme leaves its search a place on each page, where ours stands.
    config.plugins[name].config["enabled"] = True


def _add_levels(config: MkDocsConfig, own: Mapping[str, Any]) -> None:
    for part, levels in _defaults()["validation"].items():
        for name, level in levels.items():
            # MkDocs takes the levels of both parts without them, too.
            if name not in own and name not in (own.get(part) or {}):
                config.validation[part][name] = _LEVELS[level]


def _leave_out_data(config: MkDocsConfig, settings: Settings) -> None:
    """Publish neither data files, which pages show, nor snippets."""
    docs, root = Path(config.docs_dir).resolve(), Path(config.config_file_path).parent
    lines = ["/snippets/"]
    for path in settings.data.values():
        file = (root / path).resolve()
        if file.is_relative_to(docs):
            lines.append(f"/{file.relative_to(docs).as_posix()}")
    own = list(config.exclude_docs.patterns) if config.exclude_docs else []
    config.exclude_docs = GitIgnoreSpec([*own, *GitIgnoreSpec.from_lines(lines).patterns])
