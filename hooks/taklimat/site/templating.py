"""Write Markdown and HTML from templates."""

from __future__ import annotations

import functools
import posixpath
import re
from typing import Any

import jinja2

from taklimat.source.quotes import curled


@functools.cache
def _templates() -> jinja2.Environment:
    # Markdown templates are not escaped: what they are given is Markdown, or plain by schema.
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("taklimat.site"),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["curled"] = curled
    environment.filters["slug"] = lambda words: re.sub(r"\W+", "-", words.casefold()).strip("-")
    return environment


def render(template: str, **context: Any) -> str:
    """What a template of the folder `templates` makes of the context."""
    return _templates().get_template(template).render(**context)


def relative(uri: str, to: str) -> str:
    """The link from the page `uri` to the page `to`, both below the folder of pages."""
    return posixpath.relpath(to, posixpath.dirname(uri) or ".")
