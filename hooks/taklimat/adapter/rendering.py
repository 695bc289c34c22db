"""Write the pages in several processes, each from the theme's templates, as one would.

It does so where nothing but this library and the theme has a part in what is written: what other
plugins do on the way, they do in one process.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.plugins import event_priority
from mkdocs.utils import write_file

from taklimat.adapter.ahead import Ahead, processes
from taklimat.adapter.build import Build
from taklimat.security.policy import Allowed

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

# Fewer pages take no longer in one process.
_FEW = 50
_EVENTS = ("pre_template", "page_context", "post_page")
_KNOWN = frozenset(("taklimat", "material", "mkdocs", "mkdocs_redirects"))


class Rendering:
    """The pages of a build as they are written: here, or in another process."""

    def __init__(self, build: Build, config: MkDocsConfig, env: Environment) -> None:
        self._build, self._config, self._env = build, config, env
        self._files = build.files.documentation_pages()
        self._numbers = {file.src_uri: number for number, file in enumerate(self._files)}
        self._ahead: Ahead | None = None
        self._is_tried = False

    def begin(self, page: Page, nav: Navigation) -> None:
        """Tell the others how far the build has come; start them with the first page."""
        number = self._numbers.get(page.file.src_uri, 0)
        if self._ahead:
            self._ahead.reach(number)
        elif not self._is_tried:
            self._is_tried = True
            if self._is_shared():
                self._ahead = Ahead(len(self._files), lambda n: self._write(n, page, nav))
                self._build.leaving.callback(self._ahead.stop)
                self._ahead.start(number)
        self._build.is_written = bool(self._ahead and self._ahead.has_done(number))

    def _is_shared(self) -> bool:
        plugins = self._config.plugins
        handlers = [handler for event in _EVENTS for handler in plugins.events[event]]
        modules = (getattr(handler, "__module__", None) or "" for handler in handlers)
        return (
            processes() > 1
            and len(self._files) >= _FEW
            and not self._config.theme.custom_dir
            and all(module.partition(".")[0] in _KNOWN for module in modules)
        )

    def _write(self, number: int, in_hand: Page, nav: Navigation) -> list[Any] | None:
        """Write a page as MkDocs does, after another that was in hand.

        Gives what its policy allows; None if something is wrong with it.
        """
        build, config, page = self._build, self._config, self._files[number].page
        assert page is not None  # noqa: S101  (all are read)
        before = len(build.site.problems.found)
        build.allowed.clear()
        in_hand.active = False
        page.active = True
        context: Any = get_context(nav, self._files, config, page)
        template = self._env.get_template(str(page.meta.get("template", "main.html")), None, {})
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        output = template.render(context)
        output = config.plugins.on_post_page(output, page=page, config=config)
        page.active = False
        if len(build.site.problems.found) > before or not output.strip():
            return None
        data = output.encode("utf-8", errors="xmlcharrefreplace")
        write_file(data, page.file.abs_dest_path)
        return [allowed.as_lists() for allowed in build.allowed]

    def finish(self) -> None:
        """Take over what the others tell."""
        if self._ahead:
            for told in self._ahead.finish():
                self._build.allowed.update(map(Allowed.of_lists, told))


class _Written:
    """A template for pages; those that another process has written are read."""

    def __init__(self, template: Template, build: Build) -> None:
        self._template, self._build = template, build

    def render(self, context: dict[str, Any]) -> str:
        """A page."""
        page = context["page"]
        if page is not None and self._build.is_written:
            return Path(page.file.abs_dest_path).read_text(encoding="utf-8")
        return self._template.render(context)


@event_priority(-1000)  # once the templates are what they are to be
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Let templates write a page only if no other process has."""
    build = Build.of(config)
    if not (build.making.writes_pages and build.making.writes_frames):
        return
    build.rendering = Rendering(build, config, env)
    get_template = env.get_template

    def get(name: str, parent: str | None = None, globals: Any = None) -> Any:  # noqa: A002
        # Templates name the one that asks, and pages none.
        template = get_template(name, parent, globals)
        return template if parent or globals is not None else _Written(template, build)

    env.get_template = get  # type: ignore[assignment, method-assign]


@event_priority(1000)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Begin with a page."""
    if rendering := Build.of(config).rendering:
        rendering.begin(page, nav)


@event_priority(100)  # before anyone asks what the pages allow
def on_post_build(config: MkDocsConfig) -> None:
    """End with the last."""
    if rendering := Build.of(config).rendering:
        rendering.finish()
