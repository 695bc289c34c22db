"""Write the pages in several processes, each from the theme's templates, as one would.

It does so where nothing but this library and the theme has a part in what is written: what other
plugins do on the way, they do in one process. In a preview a page is written when it is asked for.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from mkdocs.commands.build import get_context
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import InclusionLevel
from mkdocs.utils import write_file

from taklimat.adapter.ahead import Ahead, processes
from taklimat.adapter.build import Build
from taklimat.adapter.converting import Conversions
from taklimat.adapter.finished import Finished, Written, as_bytes
from taklimat.adapter.making import are_known
from taklimat.adapter.publishing import in_words
from taklimat.adapter.zensical import WRONG, Zensical, take_theme, templates
from taklimat.security.frame import Html
from taklimat.security.policy import Allowed

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

# Fewer pages take no longer in one process.
_FEW = 50
# What a copy does, and what it does not see any more.
_SHARED = "pre_template", "template_context", "post_template", "page_context", "post_page"
# As MkDocs marks pages that a preview alone shows.
_DRAFT = (
    '<div class="mkdocs-draft-marker" title="This page will not be included into the built site.">'
    "DRAFT</div>"
)


class Rendering:
    """The pages of a build as they are written: here, or in another process."""

    def __init__(
        self, build: Build, config: MkDocsConfig, env: Environment, nav: Navigation
    ) -> None:
        self._build, self._config, self._env = build, config, env
        inclusion = (
            InclusionLevel.is_in_serve if build.making.is_lazy else InclusionLevel.is_included
        )
        self._files = build.files.documentation_pages(inclusion=inclusion)
        self.pages = [file.page for file in self._files if file.page]
        self._numbers = {file.src_uri: number for number, file in enumerate(self._files)}
        self._ahead: Ahead | None = None
        self._nav = nav
        self._ended: set[str] = set()
        self.finished = Finished(build, config, env, nav)
        # Whoever changes files in the end would change those of the last site.
        is_let_be = are_known(config, "post_build") and "redirects" not in config.plugins
        is_aside = is_let_be and not build.making.in_place
        self._last = Path(os.path.realpath(build.staging.target)) if is_aside else None
        self._zensical: Zensical | None = None
        if build.making.engine == "zensical":
            take_theme(build.files, config)
            self._zensical = Zensical(config, env, nav, Conversions.of(build).store)
            build.frames.writer = self._zensical.write
            build.templates = (templates(),)
            config.theme.static_templates.discard(WRONG)

    def go_ahead(self) -> None:
        """Have other processes write pages from the end on, and what stands beside them."""
        if self._is_shared():
            self._ahead = Ahead(len(self._files) + len(self._build.beside), self._do)
            self._build.leaving.callback(self._ahead.stop)
            self._ahead.start(-1)

    def begin(self, page: Page) -> None:
        """Tell the others how far the build has come."""
        number = self._numbers.get(page.file.src_uri, 0)
        if self._ahead:
            self._ahead.reach(number)
        self._build.is_written = bool(self._ahead and self._ahead.has_done(number))

    def _is_shared(self) -> bool:
        return (
            processes() > 1
            and self._zensical is None
            and len(self._files) >= _FEW
            and not self._config.theme.custom_dir
            and are_known(self._config, *_SHARED)
        )

    def _do(self, number: int) -> list[Any] | None:
        """In another process, write a page, or before all pages what stands beside them.

        Gives what the page's policy allows; None if something is wrong with it.
        """
        if number >= len(self._files):
            self._build.beside[number - len(self._files)]()
            return []
        page = self._files[number].page
        assert page is not None  # noqa: S101  (all are read)
        self._build.allowed.clear()
        if (output := self._written(page)) is None:
            return None
        self.put(output, page)
        return [allowed.as_lists() for allowed in self._build.allowed]

    def put(self, output: Written, page: Page) -> None:
        """Put a page in its place."""
        last = self._last and self._last / page.file.dest_uri
        output.put(Path(page.file.abs_dest_path), last)

    def _written(self, page: Page) -> Written | None:
        """A page as MkDocs writes it; None if something is wrong with it, which is noted."""
        build, config = self._build, self._config
        before, content = len(build.site.problems.found), page.content
        page.active = True
        try:
            context = self._context(page)
            if self._zensical:
                self.finish_text(page)
                self._zensical.hand(page, context)
                output = self._zensical.pages(self.pages)[page.file.dest_uri]
            else:
                name = str(page.meta.get("template", "main.html"))
                if found := self.finished.find(page, name, context):
                    return found
                self.finish_text(page)
                output = self._env.get_template(name, None, {}).render(context)
            output = config.plugins.on_post_page(output, page=page, config=config)
        finally:
            page.active = False  # and so are the sections around it: the next is written without
            page.content = content  # it may be asked for again
        if len(build.site.problems.found) > before or not output.strip():
            return None
        return Written(lambda: as_bytes(output))

    def finish_text(self, page: Page) -> None:
        """Make of a page's HTML what readers get, once nothing is added."""
        html = str(page.content or "")
        for finish in self._build.finishing:
            html = finish(html)
        page.content = Html(html)

    def _context(self, page: Page) -> Any:
        """What a page is written with."""
        config, nav = self._config, self._nav
        context = get_context(nav, self._files, config, page)
        return config.plugins.on_page_context(context, page=page, config=config, nav=nav)

    def _wrong_context(self) -> Any:
        """What the page for wrong addresses is written with, wherever it is served."""
        config = self._config
        base = urlsplit(config.site_url or "/").path
        context = get_context(self._nav, self._files, config, base_url=base)
        return config.plugins.on_template_context(context, template_name=WRONG, config=config)

    def write_all(self) -> None:
        """Write all pages, if another engine does: it takes all at once."""
        if not self._zensical:
            return
        contexts = {}
        for page in self.pages:
            page.active = True
            contexts[page.file.dest_uri] = self._context(page)
            self.finish_text(page)
            self._zensical.hand(page, contexts[page.file.dest_uri])
            page.active = False
        wrong = self._wrong_context()
        self._zensical.hand_wrong(wrong)
        frames = self._zensical.pages(self.pages)
        plugins, site = self._config.plugins, Path(self._config.site_dir)
        self._build.context = wrong
        output = plugins.on_post_template(frames[WRONG], template_name=WRONG, config=self._config)
        write_file(as_bytes(output), str(site / WRONG))
        for page in self.pages:
            page.active = True
            self._build.context = contexts[page.file.dest_uri]
            frame = frames[page.file.dest_uri]
            output = plugins.on_post_page(frame, page=page, config=self._config)
            page.active = False
            if output.strip():
                write_file(as_bytes(output), page.file.abs_dest_path)

    def asked_for(self, page: Page) -> bytes | None:
        """In a preview, a page that someone asks for; None if something is wrong with it."""
        if page.file.src_uri not in self._ended:
            self._ended.add(page.file.src_uri)
            page.toc = copy.deepcopy(page.toc)  # the next build may take the page as it is
            for end in self._build.endings:
                end(page)
            if page.file.inclusion.is_excluded():  # type: ignore[no-untyped-call]
                page.content = _DRAFT + (page.content or "")
        try:
            output = self._written(page)
        except Exception as error:  # an owner's template, for instance
            self._build.current = page.file.src_uri
            self._build.site.problems.found.append(in_words(error, self._build, self._config))
            return None
        return output.data() if output else None

    def finish(self) -> None:
        """Take over what the others tell, and write what they have not."""
        if self._ahead:
            for told in self._ahead.finish():
                self._build.allowed.update(map(Allowed.of_lists, told))
        for number, write in enumerate(self._build.beside, start=len(self._files)):
            if not (self._ahead and self._ahead.given(number) is not None):
                write()


class Compiled(BytecodeCache):
    """Templates as they were compiled before, for as long as the program runs."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """A template as it is compiled for an environment: one in which values are wrapped, or
        one before that."""
        key = f"{self.get_cache_key(name, filename)}{environment.finalize is not None}"
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template, if it is the same."""
        if known := self._known.get(bucket.key):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._known[bucket.key] = bucket.bytecode_to_string()


_compiled = Compiled()


class _Unwritten:
    """A template for pages that are not written yet; of others it makes nothing.

    MkDocs takes an empty text as a page that it need not write, and says so (`publishing`).
    """

    def __init__(self, template: Template, build: Build) -> None:
        self._template, self._build = template, build

    def render(self, context: dict[str, Any]) -> str:
        """A page, or nothing."""
        page, rendering = context["page"], self._build.part(Rendering)
        if page is None or rendering is None:
            return self._template.render(context)
        if self._build.is_written:
            return ""
        if found := rendering.finished.find(page, str(self._template.name), context):
            rendering.put(found, page)
            return ""
        rendering.finish_text(page)
        return self._template.render(context)


@event_priority(-1)  # once all that adds to pages is known
def _end_pages(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Add to pages what only all together tell; in a preview, once they are asked for."""
    build = Build.of(config)
    if not build.making.is_lazy:
        pages = [file.page for file in build.files.documentation_pages() if file.page]
        for end in build.endings:
            for page in pages:
                end(page)


@event_priority(-1000)  # once the templates are what they are to be
def _stand_between(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Let templates write a page only if no other process has."""
    build = Build.of(config)
    if not (build.making.writes_pages and build.making.writes_frames):
        return
    rendering = Rendering(build, config, env, build.nav)
    build.keep(rendering)
    if build.making.is_lazy:
        env.bytecode_cache = _compiled
    if build.making.is_lazy or build.making.engine != "mkdocs":
        # The rest of the build finds none to write.
        files.documentation_pages = lambda **_: []  # type: ignore[method-assign]
        return
    get_template = env.get_template

    def get(name: str, parent: str | None = None, globals: Any = None) -> Any:  # noqa: A002
        # Templates name the one that asks, and pages none.
        template = get_template(name, parent, globals)
        return template if parent or globals is not None else _Unwritten(template, build)

    env.get_template = get  # type: ignore[assignment, method-assign]
    rendering.go_ahead()


on_env = CombinedEvent(_end_pages, _stand_between)


@event_priority(1000)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Begin with a page."""
    if rendering := Build.of(config).part(Rendering):
        rendering.begin(page)


@event_priority(-1000)  # once nothing more is done with it
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> None:
    """Keep a page as it was written."""
    build = Build.of(config)
    if rendering := build.part(Rendering):
        rendering.finished.keep(output)
        if Conversions.of(build).is_alone:
            page.content = ""  # thousands say much


@event_priority(110)  # before anyone asks what the pages hold and allow
def on_post_build(config: MkDocsConfig) -> None:
    """End with the last."""
    build = Build.of(config)
    if rendering := build.part(Rendering):
        if not build.making.is_lazy:
            rendering.write_all()
        rendering.finish()
