"""What the tests share: a glossary, a conversion, a site, each in a line."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import markdown
import pytest
import yaml
from click.testing import CliRunner, Result
from filelock import FileLock
from mkdocs.__main__ import cli
from mkdocs.theme import Theme
from mkdocs.utils.yaml import yaml_load
from xdist.scheduler import LoadScopeScheduling

import browser
from taklimat.adapter.rendering import Compiled
from taklimat.command.main import main
from taklimat.glossary import linking
from taklimat.glossary.extension import GlossaryExtension
from taklimat.glossary.linking import Linked, Linker
from taklimat.glossary.terms import Glossary, Term, parse_term
from taklimat.source.problems import Problems
from taklimat.source.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Environment
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent
KITCHEN = ROOT / "tests" / "documents" / "kitchen"
# The briefs of the real site, whichever these are today.
BRIEFS = sorted(
    file.stem
    for file in (ROOT / "docs").glob("*.md")
    if file.read_text(encoding="utf-8").startswith("---\nkind: brief\n")
)
ENGLISH = Words.of("en", "en-GB")
SITE_EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "smarty",
    "tables", "toc",
    "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.details",
    "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark",
    "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
    "pymdownx.blocks.caption",
]  # fmt: skip
EXTENSION_CONFIGS: dict[str, dict[str, Any]] = {
    "pymdownx.tabbed": {"alternate_style": True},
    "smarty": {
        "smart_dashes": False,
        "smart_ellipses": False,
        "substitutions": {"left-single-quote": "‘", "right-single-quote": "’"},
    },
}

_LINK = re.compile(
    r'<a class="glossary-term" data-term="[^"]*" href="[^"]*"(?: lang="[^"]*")? title="[^"]*">(.*?)</a>',
    re.DOTALL,
)


def entry(**keys: Any) -> str:
    """A glossary entry's file, from its front matter."""
    matter = {"definition": "What it means.", "category": "Things", **keys}
    return f"---\n{yaml.safe_dump(matter, allow_unicode=True)}---\nMore.\n"


def glossary(**entries: Any) -> Glossary:
    """A glossary, from ids and either front matter or a term's name."""
    problems = Problems()
    terms: dict[str, Term] = {}
    for id_, keys in entries.items():
        keys = {"term": keys} if isinstance(keys, str) else keys
        term = parse_term(entry(**keys), f"glossary/{id_}.md", id_, problems)
        assert term, list(problems)
        terms[id_] = term
    return Glossary(terms, frozenset(terms))


TERMS = glossary(
    vx={"term": "VX", "definition": "A nerve agent."},
    psi={"term": "Proliferation Security Initiative", "acronym": "PSI"},
    sta={"term": "Strategic Trade Act", "aliases": ["Strategic Trade Act 2010", "Act 708"]},
    power={"term": "middle power"},
    embassy={"term": "embassy"},
    charge={
        "term": "chargé d'affaires",
        "aliases": [{"name": "chargés d'affaires", "plural": False}],
    },
)


def convert(text: str, terms: Glossary = TERMS, **page: Any) -> tuple[str, Linked]:
    """Markdown as HTML, its terms linked, and what linking found."""
    extension = GlossaryExtension(Linker(terms))
    extension.page = linking.Page(**{"href": lambda id_: f"/{id_}/", **page})
    html = markdown.markdown(
        text, extensions=[*SITE_EXTENSIONS, extension], extension_configs=EXTENSION_CONFIGS
    )
    return html, extension.linked


def plain(text: str) -> str:
    """Markdown as HTML without the extension."""
    return markdown.markdown(
        text, extensions=list(SITE_EXTENSIONS), extension_configs=EXTENSION_CONFIGS
    )


def links(text: str, terms: Glossary = TERMS, **page: Any) -> list[tuple[str, str]]:
    """The links that a text gets, as pairs of id and linked text."""
    html, _ = convert(text, terms, **page)
    return re.findall(
        r'<a class="glossary-term" data-term="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL
    )


def without_links(html: str) -> str:
    """HTML with the added links taken away."""
    return _LINK.sub(r"\1", html)


@dataclass(frozen=True)
class Built:
    """A run of `mkdocs build`."""

    root: Path
    exit_code: int
    output: str

    @property
    def site(self) -> Path:
        return self.root / "site"

    def read(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")

    def indexed(self) -> dict[str, dict[str, str]]:
        """What search knows of each page and each part of it, by address."""
        return indexed(self.site)


def indexed(site: Path) -> dict[str, dict[str, str]]:
    """What the search index of a site says of each page and each part of it, by address."""
    folder = site / "search"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    texts = iter(
        text
        for number in range(len(index["texts"]))
        for text in json.loads((folder / f"text-{number}.json").read_text(encoding="utf-8"))
    )
    found: dict[str, dict[str, str]] = {}
    for page, parts in zip(index["pages"], index["parts"], strict=True):
        url, kind, title, names, words, summary, parts_kind, _ = page
        called = "\n".join((title, *names))
        about = {"names": called, "words": "\n".join(words), "summary": summary}
        for anchor, own, _ in parts:
            known = {"kind": parts_kind and index["kinds"][parts_kind], "title": own or anchor}
            if not anchor:
                known = {"kind": index["kinds"][kind], "title": title, **about}
            found[f"{url}#{anchor}" if anchor else url] = {**known, "text": next(texts)}
    return found


class Build(Protocol):
    def __call__(self, files: Mapping[str, str | bytes | None], **config: Any) -> Built: ...


BRIEF = """---
kind: brief
title: A brief
summary: What it says.
authors: [The project]
date: 2026-11-24
updated: 2026-11-24
status: current
judgements:
  - text: It was the PSI.
    likelihood: very likely
    confidence: high
    change: Another finding.
    review: 2027-11-24
topics: [tests]
---
## First

VX and the Strategic Trade Act.

## Second

VX again.
"""
SMALL_SITE: dict[str, str] = {
    "docs/index.md": "# Home\n\nThe PSI.\n",
    "docs/brief.md": BRIEF,
    "glossary/vx.md": entry(term="VX", definition="A nerve agent."),
    "glossary/psi.md": entry(term="Proliferation Security Initiative", acronym="PSI"),
    "glossary/sta.md": entry(term="Strategic Trade Act", see_also=["vx"]),
}
HOOKS = sorted((ROOT / "hooks").glob("*.py"))


def small_config() -> dict[str, Any]:
    """The settings of a small site."""
    return {
        "site_name": "Test",
        "theme": {"name": "material"},
        "hooks": [str(hook) for hook in HOOKS],
        "plugins": ["search"],
        "markdown_extensions": ["attr_list", "def_list", "footnotes", "md_in_html", "tables"],
        "extra": {"taklimat": {}},
    }


def build_at(root: Path, files: Mapping[str, str | bytes | None], **config: Any) -> Built:
    """Build a small site below `root` with files changed, added, or (where None) taken away."""
    for path, content in {**SMALL_SITE, **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            file.unlink(missing_ok=True)
        elif isinstance(content, bytes):
            file.write_bytes(content)
        else:
            file.write_text(content, encoding="utf-8")
    settings = {**small_config(), **config}
    config_file = root / "mkdocs.yml"
    config_file.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    result = CliRunner().invoke(cli, ["build", "--strict", "--config-file", str(config_file)])
    return Built(root, result.exit_code, result.output + str(result.exception or ""))


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a small site with files changed, added, or (where None) taken away."""
    return functools.partial(build_at, tmp_path)


def copy_project(root: Path) -> Path:
    """The real site's files, copied below `root`."""
    for name in ("docs", "glossary", "hooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    return root


def project(root: Path, files: dict[str, str | bytes] | None = None, **settings: object) -> Path:
    """A small site on disk, with files added or changed."""
    for path, content in {**SMALL_SITE, **(files or {})}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    config = {
        **small_config(),
        "validation": {"links": {"anchors": "warn"}},
        "extra": {"taklimat": settings},
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return root


def taklimat(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--config-file", str(root / "mkdocs.yml")])


def build_real(root: Path, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
    """The real site, built from a copy of its files below `root`, its settings changed or not."""
    copy_project(root)
    file = root / "mkdocs.yml"
    if change:
        config = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml_loader())  # noqa: S506
        change(config)
        file.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    result = CliRunner().invoke(cli, ["build", "--strict", "--config-file", str(file)])
    assert result.exit_code == 0, result.output
    return root / "site"


def yaml_loader() -> type[yaml.SafeLoader]:
    """A loader for mkdocs.yml that takes the default of each `!ENV`."""

    class Loader(yaml.SafeLoader):
        pass

    def default(loader: Loader, node: yaml.SequenceNode) -> Any:
        return loader.construct_sequence(node)[-1]

    Loader.add_constructor("!ENV", default)
    return Loader


class _Together(LoadScopeScheduling):  # type: ignore[misc]
    """Lets one process run the tests of a module that share what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if _shares(file) else nodeid


@functools.cache
def _shares(file: str) -> bool:
    return 'scope="module"' in (ROOT / file).read_text(encoding="utf-8")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Together:
    """The scheduler: all tests apart, but for those."""
    return _Together(config, log)


# Most builds of the tests have the same templates.
_COMPILED = Compiled()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    make = Theme.get_env

    def make_env(theme: Theme) -> Environment:
        env = make(theme)
        env.bytecode_cache = _COMPILED
        return env

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "get_env", make_env)
        yield


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The real site; all processes of a run share it."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "real"
    with FileLock(f"{root}.lock"):
        if not (root / "site").exists():
            build_real(root)
    return root / "site"


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """A browser; the tests of a process share it."""
    with browser.launched() as launched:
        yield launched


@pytest.fixture(scope="session")
def base(real_site: Path) -> Iterator[str]:
    """The address at which the real site is served."""
    with browser.served(real_site) as address:
        yield address


@pytest.fixture
def context(chrome: Browser) -> Iterator[BrowserContext]:
    """A browser window of its own, on a wide screen."""
    opened = chrome.new_context(viewport=browser.WIDE)  # type: ignore[arg-type]
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page in it."""
    return context.new_page()


@pytest.fixture
def copy_of_project(tmp_path: Path) -> Path:
    """The real site's files."""
    return copy_project(tmp_path / "project")


def built_like_ours(root: Path, **settings: object) -> Built:
    """A site with PDFs of the pages in `root`, with two terms, under this project's own settings."""
    for path in ("glossary/vx.md", "glossary/psi.md"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(SMALL_SITE[path], encoding="utf-8")
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        whole = yaml_load(file)
    config = {
        "site_url": "https://site.example/",
        "extra": {"taklimat": {"bibliography": "docs/sources.json", "pdf": {}}},
        "hooks": [str(ROOT / hook) for hook in whole["hooks"]],
        "theme": whole["theme"],
        **settings,
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    # Snippets are sought from the folder in which the command runs.
    command = [sys.executable, "-m", "mkdocs", "build"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return Built(root, run.returncode, run.stderr)


@pytest.fixture(scope="session")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with the page that holds everything, under this project's own Markdown extensions."""
    root = tmp_path_factory.mktemp("kitchen")
    shutil.copytree(KITCHEN, root / "docs")
    (root / "docs/snippets").mkdir()
    (root / "docs/included.md").rename(root / "docs/snippets/included.md")
    return built_like_ours(
        root,
        site_name="Kitchen",
        exclude_docs="/snippets/\n/sources.json",
        nav=["index.md", "kitchen-sink.md"],
    )
