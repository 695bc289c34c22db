"""Tell those who show a page's address what it is: properties, a picture, icons; and robots."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.plugins import event_priority
from mkdocs.utils import get_relative_url

from taklimat.adapter.build import Build, generated, language_of, title_of
from taklimat.documents.cards import Card, Cards
from taklimat.documents.compiler import Compiler
from taklimat.documents.engine import FONTS
from taklimat.documents.model import Look
from taklimat.site import heads
from taklimat.source.store import FOLDER, Store
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_SHARE = "assets/share"
_SITE = f"{_SHARE}/site.png"
_MANIFEST = "manifest.webmanifest"
_ROBOTS = "robots.txt"
_WRONG = "404.html"
_NO_PAGE = N_("There is no page at this address.")


@event_priority(-60)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add icons, pictures, the manifest and `robots.txt`, where the owner gives none."""
    build = Build.of(config)
    if not (build.making.writes_pages and build.making.writes_frames):
        return
    made: dict[str, str | bytes | None] = {}
    settings, language = build.site.settings.pdf, language_of(config)
    look = settings.look(config.site_name) if settings else Look()
    cards = Cards(look, Store(build.site.root / FOLDER), Compiler(FONTS))
    letter = next((sign for sign in config.site_name if sign.isalnum()), "·").upper()
    icons = {size: f"assets/icon-{size}.png" for size in heads.ICON_SIZES}
    for size, path in icons.items():
        made[path] = cards.icon(letter, size)
    made[_MANIFEST] = heads.manifest(config.site_name, language, icons, look.ink)
    made[_ROBOTS] = heads.robots(urljoin(config.site_url, "sitemap.xml") if config.site_url else "")
    if build.making.pdfs:
        name, about = config.site_name, config.site_description or ""
        made[_SITE] = cards.card(Card("", "", name, about, language))
        for uri, page in build.site.pages.items():
            if page.brief:
                words = build.site.words
                kind, text = words.gettext("Brief"), heads.said_on_card(page, words)
                made[_picture(uri)] = cards.card(Card(name, kind, page.brief.title, text, language))
    for path, content in made.items():
        if content is not None and files.get_file_from_path(path) is None:
            files.append(generated(config, path, content))


def _picture(uri: str) -> str:
    return f"{_SHARE}/{uri.removesuffix('.md').replace('/', '-')}.png"


@event_priority(-10)  # behind what briefs say of themselves
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Add a page's properties."""
    build, uri = Build.of(config), page.file.src_uri
    source = build.site.pages.get(build.shorts.get(uri, uri))
    paths = [_picture(source.uri)] if source and source.brief else []
    context["metas"] = [
        *context.get("metas", ()),
        *heads.metas(
            title=_title(page, config),
            description=str(page.meta.get("description") or config.site_description or ""),
            url=page.canonical_url or "",
            site=config.site_name,
            image=_image([*paths, _SITE], page.url, config),
            is_brief=bool(source and source.brief),
        ),
    ]


def _title(page: Page, config: MkDocsConfig) -> str:
    """What a page is called by itself: in the navigation, the first one is called *Home*, say."""
    own = page.meta.get("title")
    return str(own) if own else config.site_name if page.is_homepage else title_of(page)


def _image(paths: Sequence[str], url: str | None, config: MkDocsConfig) -> str:
    """The address of the first of some pictures that there is, from a page; None is any page."""
    image = next((path for path in paths if Build.of(config).files.get_file_from_path(path)), "")
    if not image or (url is not None and not config.site_url):
        return image and get_relative_url(image, str(url))
    return urljoin(config.site_url or "/", image)


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
    """Add the properties of the page for wrong addresses."""
    if template_name == _WRONG:
        words = Build.of(config).site.words
        context["metas"] = heads.metas(
            title=words.gettext("Page not found"),
            description=words.gettext(_NO_PAGE),
            url="",
            site=config.site_name,
            image=_image([_SITE], None, config),
            is_brief=False,
        )


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Give the page for wrong addresses a description of its own."""
    if template_name != _WRONG or not config.site_description:
        return output_content
    own = Build.of(config).site.words.gettext(_NO_PAGE)
    of_site = f'<meta name="description" content="{escape(config.site_description)}">'
    described = f'<meta name="description" content="{escape(own)}">'
    return output_content.replace(of_site, described, 1)
