"""Build aside, then swap, so that a build that fails leaves the last site whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mkdocs.plugins import event_priority

from taklimat.adapter import build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_config: MkDocsConfig | None = None
_dirty = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """A dirty build changes the site in place: that is its purpose."""
    global _dirty
    _dirty = dirty
    build.show_plainly()


@event_priority(-100)
def on_config(config: MkDocsConfig) -> None:
    """Build into a folder beside the site."""
    global _config
    _config = config
    if not _dirty:
        build.build_aside(config)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Put the new site in place, last of all."""
    if not _dirty:
        build.publish(config)


def on_build_error(error: Exception) -> None:
    """Remove what was built so far, and say what happened."""
    if _config is not None:
        build.end_badly(error, _config)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str | None:
    """Leave days out of the site map that no one knows."""
    if template_name == "sitemap.xml":
        return build.without_unknown_days(output_content)
    return None
