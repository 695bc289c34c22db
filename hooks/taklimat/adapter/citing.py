"""Say on each brief how to cite it: to people, reference managers and search engines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.plugins import event_priority
from mkdocs.utils import get_relative_url

from taklimat.adapter.build import Build, add_section, generated, language_of
from taklimat.evidence import citations
from taklimat.site import collecting, outputs, writing
from taklimat.site.citing_this import Published

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_KEY = re.compile(r'(<span class="reference no-glossary") data-source="[^"<>]*">')
_NAMES = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Give each brief's citation, in each format, a place among the site's files."""
    build = Build.of(config)
    for uri, page in build.site.pages.items():
        if page.brief:
            file = files.get_file_from_path(uri)
            published = _published(uri, file.url if file else "", config)
            for ending, text in published.files.items():
                path = f"cite/{published.name}.{ending}"
                files.append(generated(config, path, text))


@event_priority(30)  # behind the other sections
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """End a brief with how to cite it."""
    build = Build.of(config)
    source = build.site.pages.get(page.file.src_uri)
    if source is None or source.brief is None:
        return html
    published = _published(page.file.src_uri, page.url, config)
    offered = [
        (
            _NAMES[ending],
            ending,
            get_relative_url(f"cite/{published.name}.{ending}", page.url),
            text,
        )
        for ending, text in published.files.items()
    ]
    section = writing.cite_this_html(
        build.site.words,
        formatted=published.formatted(build.site.bibliography),
        version=published.version,
        changed=published.changed,
        history=_history(page, config),
        files=offered,
    )
    return add_section(
        html, page, section, build.site.words.gettext("Cite this brief"), "cite-this"
    )


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Leave out which source a reference is of: documents ask that of the page as it was read."""
    Build.of(config).finishing.append(lambda html: _KEY.sub(r"\1>", html))


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Tell search engines and importers; tell readers' browsers less."""
    published = _of(page, config)
    context["metas"] = published.metas if published else []
    if published:
        context["linked_data"] = _linked_data(published, page, config)


def _linked_data(published: Published, page: Page, config: MkDocsConfig) -> str:
    """A brief as JSON-LD."""
    site = Build.of(config).site
    uri = page.file.src_uri
    keys = dict.fromkeys(citations.cited(site.pages[uri].document.source))
    cited = [site.bibliography[key] for key in keys if key in site.bibliography]
    ids = dict.fromkeys(mention.term for mention in site.visits[uri].mentions)
    build = Build.of(config)
    data = published.linked_data(
        cited,
        [site.glossary[id_] for id_ in ids],
        lambda id_: urljoin(config.site_url or "/", build.url(site.entry_uri(id_))),
    )
    return outputs.script_json(data)


def _of(page: Page, config: MkDocsConfig) -> Published | None:
    source = Build.of(config).site.pages.get(page.file.src_uri)
    if source is None or source.brief is None:
        return None
    return _published(page.file.src_uri, page.url, config)


def _published(uri: str, url: str, config: MkDocsConfig) -> Published:
    build = Build.of(config)
    source = build.site.pages[uri]
    assert source.brief is not None  # noqa: S101  (the callers ask for briefs only)
    version = build.history.version([source.document.path], source.brief.updated)
    named = collecting.names(build.site).get(uri)
    base = config.site_url or "/"
    settings = build.site.settings.pdf
    publisher = settings.organisation if settings and settings.organisation else config.site_author
    return Published(
        name=uri.removesuffix(".md").replace("/", "-"),
        brief=source.brief,
        url=urljoin(base, url),
        pdf=urljoin(base, f"pdf/{named}.pdf") if named else None,
        site=config.site_name,
        publisher=publisher or config.site_name,
        language=language_of(config),
        version=version.told(build.site.words) if version.commit else "",
        changed=version.when.date(),
    )


def _history(page: Page, config: MkDocsConfig) -> str | None:
    """The page with the history of a brief; where there is none, the repository's."""
    build = Build.of(config)
    own = f"history/{page.file.src_uri}"
    if own in build.histories:
        return build.href(page, own)
    if not config.repo_url:
        return None
    path = build.site.pages[page.file.src_uri].document.path
    return f"{config.repo_url.rstrip('/')}/commits/HEAD/{path}"
