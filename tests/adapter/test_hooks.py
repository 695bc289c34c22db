"""The hooks: a table of contents of the build, which may stand in any order."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest
import yaml

from conftest import BRIEF, HOOKS, ROOT, build_at, entry, small_config

if TYPE_CHECKING:
    from pathlib import Path

WITH_SOURCES = BRIEF.replace("    change:", "    sources: [a]\n    change:")
SOURCE = {"id": "a", "type": "webpage", "title": "A source", "URL": "https://example.org/"}
EVENT = {"id": "e", "date": "2017", "text": "It began. [@a]", "sources": ["a"]}
CLAIM = {
    "id": "C1", "section": "S", "kind": "argument", "text": "So it is.", "status": "open",
    "today": "Open still.", "sources": ["a"],
}  # fmt: skip
# A page of each kind, with all that the hooks add to pages.
FILES = {
    "docs/brief.md": f"{WITH_SOURCES}\nSaid so. [@a] {{claim: C1}} {{event: e}}[^1]\n\n[^1]: A note.\n",
    "docs/claims.md": "---\nkind: claims\n---\n# Claims\n",
    "docs/timeline.md": "---\nkind: timeline\n---\n# Timeline\n",
    "docs/sources.md": "---\nkind: sources\n---\n# Sources\n",
    "docs/data/sources.json": json.dumps([SOURCE]),
    "docs/data/claims.yml": yaml.safe_dump([CLAIM]),
    "docs/data/timeline.yml": yaml.safe_dump([EVENT]),
    "glossary/vx.md": entry(term="VX", sources=["a"]) + "\nMore. [@a]\n",
}
SETTINGS = {
    "bibliography": "docs/data/sources.json",
    "claims": "docs/data/claims.yml",
    "timeline": "docs/data/timeline.yml",
}


def built(root: Path, hooks: list[str]) -> dict[str, bytes]:
    run = build_at(root, FILES, hooks=hooks, extra={"taklimat": SETTINGS}, site_dir="site")
    assert run.exit_code == 0, run.output
    files = (file for file in run.site.rglob("*") if file.is_file() and file.suffix != ".gz")
    return {file.relative_to(run.site).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("turn", [1, 4, 9])
def test_hooks_may_stand_in_any_order(tmp_path: Path, turn: int) -> None:
    hooks = small_config()["hooks"]
    other = [*hooks[turn:], *hooks[:turn]][::-1]
    first, second = built(tmp_path / "first", hooks), built(tmp_path / "second", other)
    assert set(first) == set(second)
    assert [path for path in first if first[path] != second[path]] == []
    page = first["brief/index.html"].decode()
    places = [page.index(each) for each in ('key-terms"', 'on-the-timeline"', 'cite-this"')]
    assert [*places, page.index('class="footnote"')] == sorted(
        [*places, page.index('class="footnote"')]
    )


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.stem)
def test_a_hook_says_what_it_is_for_and_names_events_only(hook: Path) -> None:
    tree = ast.parse(hook.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    taken = [name.name for node in tree.body[1:] for name in node.names]  # type: ignore[attr-defined]
    assert taken
    assert all(name.startswith("on_") for name in taken)


def test_the_site_has_every_hook() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [hook.name for hook in HOOKS if f"  - hooks/{hook.name}\n" not in text] == []


def test_a_hook_takes_every_event_of_its_module() -> None:
    for hook in HOOKS:
        module = ROOT / "hooks/taklimat/adapter" / hook.name
        defined = {
            node.name if isinstance(node, ast.FunctionDef) else node.targets[0].id  # type: ignore[attr-defined]
            for node in ast.parse(module.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef | ast.Assign)
            and (not isinstance(node, ast.Assign) or hasattr(node.targets[0], "id"))
        }
        (imported,) = ast.parse(hook.read_text(encoding="utf-8")).body[1:]
        taken = {name.name for name in imported.names}  # type: ignore[attr-defined]
        assert taken == {name for name in defined if name.startswith("on_")}
