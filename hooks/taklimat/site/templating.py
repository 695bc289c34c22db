"""Write Markdown and HTML from templates."""

from __future__ import annotations

import functools
import posixpath
import re
from typing import TYPE_CHECKING, Any

import jinja2

from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from taklimat.source.words import Words


@functools.lru_cache(maxsize=8)
def _templates(words: Words) -> jinja2.Environment:
    # Markdown templates are not escaped: what they are given is Markdown, or plain by schema.
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("taklimat.site"),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.catalogue.gettext,
        words.catalogue.ngettext,
        newstyle=True,
        pgettext=words.catalogue.pgettext,
    )
    environment.filters["date"] = words.date
    environment.filters["listed"] = words.listed
    environment.filters["titled"] = lambda words: words[:1].upper() + words[1:]
    environment.filters["curled"] = curled
    environment.filters["plainly"] = plainly
    environment.filters["slug"] = lambda words: re.sub(r"\W+", "-", words.casefold()).strip("-")
    return environment


# What Markdown and its extensions read as signs, and a list's number or dash at the beginning.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|@$~^=&!]|^[-+:](?=\s|$)|(?<=^\d)[.)]|(?<=^\d\d)[.)]")


def plainly(text: str) -> str:
    """A text that Markdown prints as it is, in HTML's way of writing signs."""
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", text)


_CITATION = re.compile(r"\[[^\[\]@]*@[^\[\]]*\]")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"[*_`]|\{[^{}]*\}")
_TARGET = re.compile(r"(\]\([ ]?<?)([^\s<>()#]*+)(#?)")


def moved(text: str, uri: str, to: str) -> str:
    """Markdown of the page `uri`, for the page `to`: its links lead where they led."""

    def target(found: re.Match[str]) -> str:
        before, path, fragment = found.groups()
        if uri == to or ":" in path or path.startswith("/") or not (path or fragment):
            return found[0]
        place = posixpath.join(posixpath.dirname(uri), path) if path else uri
        slash = "/" if path.endswith("/") else ""
        return f"{before}{relative(to, place)}{slash}{fragment}"

    return _TARGET.sub(target, text)


def in_plain_words(text: str) -> str:
    """Inline Markdown as a line of text: without links, citations and signs."""
    plain = _EMPHASIS.sub("", _LINK.sub(r"\1", _CITATION.sub("", text)))
    return " ".join(plain.split()).replace(" .", ".")


def without_signs(line: str) -> str:
    """A line of Markdown without the signs of emphasis and code."""
    return re.sub(r"[*_`]", "", line)


def render(words: Words, template: str, **context: Any) -> str:
    """What a template of the folder `templates` makes of the context, in some language's words."""
    return _templates(words).get_template(template).render(**context)


def relative(uri: str, to: str) -> str:
    """The link from the page `uri` to the page `to`, both below the folder of pages."""
    return posixpath.relpath(to, posixpath.dirname(uri) or ".")
