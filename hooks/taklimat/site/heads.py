"""What the head of each page says to those who show its address: Open Graph and its kin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from taklimat.site.templating import in_plain_words

if TYPE_CHECKING:
    from taklimat.site.citing_this import Meta
    from taklimat.source.pages import SourcePage
    from taklimat.source.words import Words

ICON_SIZES = (32, 192, 512)
"""Pixels of the site's icons: for a tab, and for those who put the site among their programs."""


def metas(
    *, title: str, description: str, url: str, site: str, image: str, is_brief: bool
) -> list[Meta]:
    """The properties of a page (https://ogp.me), and how X shows its card."""
    found: list[Meta] = [
        ("property", "og:type", "article" if is_brief else "website"),
        ("property", "og:title", title),
        ("property", "og:site_name", site),
    ]
    if description:
        found.append(("property", "og:description", description))
    if url:
        found.append(("property", "og:url", url))
    if image:
        found += [
            ("property", "og:image", image),
            ("name", "twitter:card", "summary_large_image"),
        ]
    return found


def said_on_card(page: SourcePage, words: Words) -> str:
    """What the picture of a brief says below its title: its first judgement, or its summary."""
    if not page.judgements:
        return in_plain_words(page.brief.summary if page.brief else "")
    judged = page.judgements[0]
    likelihood = words.gettext(judged.likelihood)
    return words.gettext(
        "%(likelihood)s: %(judgement)s",
        likelihood=likelihood[:1].upper() + likelihood[1:],
        judgement=in_plain_words(judged.text),
    )


def manifest(name: str, language: str, icons: dict[int, str], colour: str) -> str:
    """What a phone needs to put the site among its programs."""
    found = {
        "name": name,
        "lang": language,
        "start_url": ".",
        "display": "browser",
        "theme_color": colour,
        "background_color": "#ffffff",
        "icons": [
            {"src": path, "sizes": f"{size}x{size}", "type": "image/png"}
            for size, path in icons.items()
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def robots(sitemap: str) -> str:
    """Who may read the site: all."""
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {sitemap}\n" if sitemap else "")
