"""What is kept of pages from build to build: the next site is the one that a clean build makes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from jinja2 import Template
from mkdocs.__main__ import cli
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.pages import Page

from conftest import BRIEF, SMALL_SITE, entry, project, taklimat
from taklimat.adapter import ahead, converting, preview, unchanged
from taklimat.adapter.rendering import Rendering

SOURCES = ["lee2001", "kim2017"]
CLAIM = "- {{id: C1, section: S, kind: report, text: {}, status: open, today: '{}'}}\n"
FRAGMENTS = [
    "VX and the PSI.",
    "The Strategic Trade Act, an act.",
    "A nerve agent, or 北.",
    "It was so [@lee2001, p. 3]. And so [@kim2017].",
    "@lee2001 said so.",
    "A mark {claim: C1} here.",
    "See [one](one.md#first) and [two](two.md).",
    "[An entry](glossary:vx), [empty](glossary:psi), [none](glossary:other).",
    '--8<-- "part.md"',
    "A note.[^n]\n\n[^n]: Of VX.",
    "<p>Raw VX &amp; <b id='raw'>more</b></p>",
    "| a | b |\n| --- | --- |\n| VX | x |",
    "```python\nVX = 1\n```",
    "*NPT* `code` \\(x^2\\)",
]
TEXTS = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=5).map("\n\n".join)
PAGES = st.sampled_from(["one", "two", "three", "sub/four"])
TERMS = st.sampled_from(["vx", "psi", "sta", "other", "npt"])
NAMES = st.sampled_from(["VX", "PSI", "nerve agent", "act", "NPT", "north", "other"])
DEFINITIONS = st.sampled_from(["A gas.", 'A "gas" & <more>.', "Another &amp; thing."])


def built(root: Path, *arguments: str) -> tuple[int, list[str]]:
    """A build's exit status, and the problems that it tells."""
    arguments = ("build", "--config-file", str(root / "mkdocs.yml"), *arguments)
    result = CliRunner().invoke(cli, list(arguments))
    told = [line for line in result.output.splitlines() if line.startswith(("ERROR", "WARNING"))]
    return result.exit_code, told


def files_of(site: Path) -> dict[str, bytes]:
    """All files of a site."""
    return {str(f.relative_to(site)): f.read_bytes() for f in site.rglob("*") if f.is_file()}


class Edits(RuleBasedStateMachine):
    """A site that is edited and built, each time with what is kept, and without."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "site"
        self.settings: dict[str, Any] = {}
        self.built = ""

    def write(self, path: str, text: str | None) -> None:
        """Change a file, or take it away."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(text, encoding="utf-8")

    @initialize()
    def begin(self) -> None:
        for path, text in SMALL_SITE.items():
            self.write(path, text)
        for name in ("one", "two"):
            self.page(name, "## First\n\n" + "\n\n".join(FRAGMENTS[:5]))
        self.write("docs/snippets/part.md", "A part with VX.\n")
        self.claim("The text.", "So.")
        self.write("docs/claims.md", "---\ntitle: Claims\nkind: claims\n---\n# Claims\n")
        self.sources("First", "Second")
        self.configure()

    def configure(self, **changed: Any) -> None:
        self.settings.update(changed)
        options = {
            "bibliography": "docs/data/sources.json",
            "claims": "docs/data/claims.yml",
            **self.settings,
        }
        config = {
            "site_name": "Test",
            "plugins": ["search", {"taklimat": options}],
            "markdown_extensions": ["pymdownx.arithmatex"],
        }
        self.write("mkdocs.yml", yaml.safe_dump(config))

    @rule(name=PAGES, text=TEXTS)
    def page(self, name: str, text: str) -> None:
        self.write(f"docs/{name}.md", f"# {name.title()}\n\n{text}\n")

    @rule(name=PAGES)
    def take_page(self, name: str) -> None:
        self.write(f"docs/{name}.md", None)

    @rule(name=PAGES, other=PAGES)
    def rename(self, name: str, other: str) -> None:
        if (file := self.root / f"docs/{name}.md").is_file():
            text = file.read_text(encoding="utf-8")
            self.write(f"docs/{name}.md", None)
            self.write(f"docs/{other}.md", text)

    @rule(name=TERMS, names=st.lists(NAMES, min_size=1, max_size=3, unique=True), about=DEFINITIONS)
    def term(self, name: str, names: list[str], about: str) -> None:
        more = {"aliases": names[1:]} if names[1:] else {}
        self.write(f"glossary/{name}.md", entry(term=names[0], definition=about, **more))

    @rule(name=TERMS)
    def take_term(self, name: str) -> None:
        self.write(f"glossary/{name}.md", None)

    @rule(first=st.sampled_from(["First", "F. & co"]), second=st.sampled_from(["Second", "Other"]))
    def sources(self, first: str, second: str) -> None:
        items = [
            {"id": key, "type": "book", "title": title, "author": [{"family": key[:3].title()}]}
            for key, title in zip(SOURCES, (first, second), strict=True)
        ]
        self.write("docs/data/sources.json", json.dumps(items))

    @rule(text=st.sampled_from(["The text.", "VX."]), today=st.sampled_from(["So.", "Not so."]))
    def claim(self, text: str, today: str) -> None:
        self.write("docs/data/claims.yml", CLAIM.format(text, today))

    @rule(text=st.sampled_from(["A part with VX.\n", "NPT.\n", None]))
    def snippet(self, text: str | None) -> None:
        self.write("docs/snippets/part.md", text)

    @rule(
        link=st.sampled_from(["page", "section", "all"]), notes=st.sampled_from(["short", "full"])
    )
    def setting(self, link: str, notes: str) -> None:
        self.configure(link=link, citation_notes=notes)

    @invariant()
    def is_as_a_clean_build_makes_it(self) -> None:
        files = {str(f): f.read_bytes() for f in sorted(self.root.rglob("*.[myj]*")) if f.is_file()}
        texts = {name: text for name, text in files.items() if "/.taklimat/" not in name}
        if not (self.root / "mkdocs.yml").is_file() or repr(texts) == self.built:
            return
        self.built = repr(texts)
        site, clean = self.folder / "warm", self.folder / "clean"
        shutil.rmtree(site, ignore_errors=True)
        shutil.rmtree(clean, ignore_errors=True)
        assert built(self.root, "-d", str(site)) == built(self.root, "--clean", "-d", str(clean))
        assert files_of(site) == files_of(clean)

        self.is_as_a_preview_shows_it(clean)

    def is_as_a_preview_shows_it(self, clean: Path) -> None:
        shown = self.folder / "shown"
        try:
            config = load_config(str(self.root / "mkdocs.yml"), site_dir=str(shown))
            config.plugins.on_startup(command="serve", dirty=False)
            mkdocs_build(config)
        except MkDocsException:
            return
        newest = preview._newest_build
        assert newest
        pages = preview._pages(newest)
        rendering = newest.part(Rendering)
        assert rendering
        for page in pages:
            written = (clean / page.file.dest_uri).read_bytes()
            assert rendering.asked_for(page) == written, page.file.src_uri
        told = "search/index.json"
        [write] = [write for is_asked, write in newest.on_demand if is_asked(told)]
        write()
        assert (shown / told).read_bytes() == (clean / told).read_bytes()

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        unchanged._last = None


# More of them by night: TAKLIMAT_EDITS=200.
TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=int(os.environ.get("TAKLIMAT_EDITS", "3")),
    stateful_step_count=10,
    deadline=None,
)


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that Markdown converts."""
    converted: list[str] = []
    render = Page.render

    def counting(page: Page, config: Any, files: Any) -> None:
        converted.append(page.file.src_uri)
        render(page, config, files)

    monkeypatch.setattr(Page, "render", counting)
    monkeypatch.setattr(converting, "processes", lambda: 1)  # those of others are not counted
    return converted


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that was built once."""
    root = project(tmp_path, {"docs/vx.md": "# A\n\nVX.\n", "docs/plain.md": "# B\n\nText.\n"})
    assert built(root)[0] == 0
    return root


def test_nothing_is_converted_twice(site: Path, conversions: list[str]) -> None:
    assert built(site)[0] == 0
    assert conversions == []


def test_another_definition_converts_its_own_page_and_is_told_on_all(
    site: Path, conversions: list[str]
) -> None:
    file = site / "glossary/vx.md"
    file.write_text(file.read_text().replace("A nerve agent.", 'New, "and" so.'))
    assert built(site)[0] == 0
    assert conversions == ["glossary/vx.md", "glossary/index.md"]
    assert 'title="New, &quot;and&quot; so."' in (site / "site/vx/index.html").read_text()


def test_another_name_converts_the_pages_that_have_it(site: Path, conversions: list[str]) -> None:
    (site / "glossary/text.md").write_text(entry(term="Text"))
    assert built(site)[0] == 0
    assert set(conversions) == {"plain.md", "glossary/text.md", "glossary/index.md"}


def test_what_someone_else_has_put_there_is_not_read(site: Path, conversions: list[str]) -> None:
    for file in (site / ".taklimat/cache").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"VX", b"<script>alert(1)</script>"))
    assert built(site)[0] == 0
    assert "vx.md" in conversions
    assert "alert(1)" not in (site / "site/vx/index.html").read_text()


@pytest.mark.parametrize("damage", [b"", b"x" * 100, None])
def test_what_is_damaged_is_made_again(
    site: Path, conversions: list[str], damage: bytes | None
) -> None:
    records = [file for file in (site / ".taklimat/cache").rglob("*") if file.is_file()]
    for file in records:
        file.write_bytes(file.read_bytes()[:50] if damage is None else damage)
    assert built(site)[0] == 0
    assert {"vx.md", "plain.md", "brief.md", "glossary/vx.md"} <= set(conversions)


def test_a_store_that_leads_out_of_the_project_is_left_alone(tmp_path: Path) -> None:
    root = project(tmp_path / "root", {"docs/vx.md": "# A\n\nVX.\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / ".taklimat").mkdir()
    (root / ".taklimat/cache").symlink_to(outside)
    assert built(root)[0] == 0
    assert not list(outside.iterdir())


def test_a_clean_build_leaves_it_alone(site: Path, conversions: list[str]) -> None:
    assert built(site, "--clean")[0] == 0
    assert "vx.md" in conversions


def test_pages_are_not_kept_where_an_extension_may_read_what_it_likes(
    tmp_path: Path, conversions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path, {"docs/vx.md": "# A\n\nVX.\n"})
    own = """\
from markdown.extensions import Extension

class makeExtension(Extension):
    def extendMarkdown(self, md):
        pass
"""
    (root / "own_extension.py").write_text(own)
    monkeypatch.syspath_prepend(root)
    config = yaml.safe_load((root / "mkdocs.yml").read_text())
    (root / "mkdocs.yml").write_text(
        yaml.safe_dump({**config, "markdown_extensions": ["own_extension"]})
    )
    assert built(root)[0] == 0
    converted = len(conversions)
    assert built(root)[0] == 0
    assert len(conversions) == 2 * converted > 0


def test_what_is_wrong_is_told_each_time(site: Path) -> None:
    (site / "docs/vx.md").write_text("# A\n\nVX [none](none.md) [@nobody].\n")
    first = built(site)
    assert first[0]
    assert built(site) == first
    (site / "docs/vx.md").write_text("# A\n\nVX.\n")
    assert built(site)[0] == 0


def test_a_check_has_records_of_its_own(site: Path, conversions: list[str]) -> None:
    assert taklimat(site, "check").exit_code == 0
    first = len(conversions)
    assert taklimat(site, "check").exit_code == 0
    assert len(conversions) == first > 0


@pytest.mark.skipif(ahead.processes() == 1 and os.cpu_count() == 1, reason="one processor")
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no copies of a process")
def test_many_processes_make_what_one_makes(tmp_path: Path) -> None:
    pages = {
        f"docs/p{n}.md": f"# Page {n}\n\nVX, the PSI, [next](p{n + 1}.md).\n" for n in range(70)
    }
    pages["docs/p70.md"] = "# Last\n\nText.\n"
    pages |= {f"docs/b{n}.md": BRIEF for n in range(0, 100, 5)}
    root = project(tmp_path, dict(pages))
    sites = []
    for number, processors in enumerate((os.sched_getaffinity(0), [min(os.sched_getaffinity(0))])):
        code = (
            f"import os; os.sched_setaffinity(0, {list(processors)}); "
            "from taklimat.adapter import ahead; print(ahead.processes()); "
            "from mkdocs.__main__ import cli; cli()"
        )
        command = [sys.executable, "-c", code, "build", "-d", str(tmp_path / f"s{number}")]
        for more in (["--clean"], [], []):  # with nothing kept, nothing kept yet, and all
            run = subprocess.run(
                [*command, *more], cwd=root, capture_output=True, text=True, check=True
            )
            assert int(run.stdout.split()[0]) == min(len(processors), ahead._MOST)
            assert "skipped" not in run.stderr
            sites.append(files_of(tmp_path / f"s{number}"))
    assert all(site == sites[0] for site in sites)
    # A reference for other programs ends its lines as its form asks.
    assert any(b"\r\n" in data for path, data in sites[0].items() if path.endswith(".html"))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that templates write."""
    found: list[str] = []
    render = Template.render

    def counting(template: Template, *args: Any, **given: Any) -> str:
        page = args[0].get("page") if args and isinstance(args[0], dict) else None
        if page is not None:
            found.append(page.file.src_uri)
        return render(template, *args, **given)

    monkeypatch.setattr(Template, "render", counting)
    return found


def test_a_page_is_written_again_when_it_would_be_another(site: Path, written: list[str]) -> None:
    assert built(site)[0] == 0
    assert written == []
    page = site / "docs/plain.md"
    page.write_text("# B\n\nAnother text.\n")
    assert built(site)[0] == 0
    assert set(written) == {"plain.md"}
    written.clear()
    page.write_text("# C\n\nAnother text.\n")  # which the navigation says on all
    assert built(site)[0] == 0
    assert len(set(written)) > 5
    written.clear()
    config = site / "mkdocs.yml"
    config.write_text(config.read_text() + "copyright: Ours\n")
    assert built(site)[0] == 0
    assert len(set(written)) > 5
    assert "Ours" in (site / "site/plain/index.html").read_text()


def test_no_page_is_kept_where_an_owners_template_writes_it(
    tmp_path: Path, written: list[str]
) -> None:
    own = {"own/main.html": '{% extends "taklimat.html" %}'}
    root = project(tmp_path, own)  # type: ignore[arg-type]
    config = root / "mkdocs.yml"
    settings = yaml.safe_load(config.read_text())
    settings["theme"] = {"name": "material", "custom_dir": "own"}
    config.write_text(yaml.safe_dump(settings))
    for text in ("one", "two"):
        written.clear()
        (root / "own/main.html").write_text(
            '{% extends "taklimat.html" %}{% block scripts %}' + text + "{% endblock %}"
        )
        assert built(root)[0] == 0
        assert len(set(written)) > 3
        assert text in (root / "site/brief/index.html").read_text()


def test_copies_end_with_the_process_that_they_are_of(tmp_path: Path) -> None:
    code = """
import os, sys, time
from taklimat.adapter import ahead
ahead.processes = lambda: 3
def work(number):
    open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
    time.sleep(600)
made = ahead.Ahead(10, work)
made.start(0)
while not os.path.exists(sys.argv[1]) or len(open(sys.argv[1]).readlines()) < 2:
    time.sleep(0.01)
os.kill(os.getpid(), 9)
"""
    if sys.platform != "linux":
        pytest.skip("no copies of a process")
    noted = tmp_path / "noted"
    subprocess.run([sys.executable, "-c", code, str(noted)], check=False)
    pids = [int(line) for line in noted.read_text().split()]
    for _ in range(300):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            break
        time.sleep(0.1)
    else:
        pytest.fail("a copy goes on")
