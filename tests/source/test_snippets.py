"""Snippets that are missing, and too many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown
import pytest

from taklimat.source import snippets
from taklimat.source.snippets import SnippetGuard

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def guard() -> SnippetGuard:
    return SnippetGuard()


@pytest.fixture
def md(tmp_path: Path, guard: SnippetGuard) -> markdown.Markdown:
    """A converter that includes files below `tmp_path`."""
    options = {"pymdownx.snippets": {"base_path": [str(tmp_path)], "check_paths": True}}
    return markdown.Markdown(extensions=["pymdownx.snippets", guard], extension_configs=options)


def test_a_snippet_is_included(tmp_path: Path, guard: SnippetGuard, md: markdown.Markdown) -> None:
    (tmp_path / "a.md").write_text("Included.", encoding="utf-8")
    assert md.convert('Text.\n\n--8<-- "a.md"\n') == "<p>Text.</p>\n<p>Included.</p>"
    assert (guard.missing, guard.excess) == ([], "")


def test_missing_ones_are_named_until_the_next_page(
    guard: SnippetGuard, md: markdown.Markdown
) -> None:
    assert md.convert('Text.\n\n--8<-- "it\'s no.md"\n') == ""
    assert guard.missing == ["it's no.md"]
    guard.begin()
    assert (guard.missing, md.convert("Text.")) == ([], "<p>Text.</p>")


def test_a_page_includes_so_many(
    tmp_path: Path, guard: SnippetGuard, md: markdown.Markdown
) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    most = '--8<-- "a.md"\n\n' * snippets.MAX_SNIPPETS
    for _ in range(2):  # each page has its own count
        assert md.convert(most).count("x") == snippets.MAX_SNIPPETS == 200
    assert md.convert(most + '--8<-- "a.md"\n') == ""
    assert guard.excess == "more than 200 snippets on a page"
    guard.begin()
    assert guard.excess == ""


def test_snippets_in_snippets_count(
    tmp_path: Path, guard: SnippetGuard, md: markdown.Markdown
) -> None:
    (tmp_path / "a.md").write_text('--8<-- "b.md"\n' * 9, encoding="utf-8")
    (tmp_path / "b.md").write_text("x", encoding="utf-8")
    assert md.convert('--8<-- "a.md"\n' * 20).count("x") == 180
    assert md.convert('--8<-- "a.md"\n' * 21) == ""
    assert guard.excess == "more than 200 snippets on a page"


def test_they_are_so_long_together(
    tmp_path: Path, guard: SnippetGuard, md: markdown.Markdown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snippets, "MAX_SIGNS", 20)
    (tmp_path / "a.md").write_text("1234\n567890", encoding="utf-8")
    long_ = "A text of a page's own may be longer.\n\n"
    assert "567890" in md.convert(f'{long_}--8<-- "a.md"\n\n--8<-- "a.md"\n')
    assert guard.excess == ""
    assert md.convert('--8<-- "a.md"\n\n--8<-- "a.md"\n\n--8<-- "a.md"\n') == ""
    assert guard.excess == "snippets that are too long together"
    assert snippets.MAX_SIGNS == 20


def test_without_the_extension_nothing_is_done(guard: SnippetGuard) -> None:
    md = markdown.Markdown(extensions=[guard])
    assert md.convert("Text.") == "<p>Text.</p>"


def test_other_errors_are_not_taken_for_missing_snippets(
    tmp_path: Path, guard: SnippetGuard
) -> None:
    options = {"pymdownx.snippets": {"base_path": [str(tmp_path)], "check_paths": False}}
    md = markdown.Markdown(extensions=["pymdownx.snippets", guard], extension_configs=options)
    assert md.convert('Text.\n\n--8<-- "no.md"\n') == "<p>Text.</p>"
    assert guard.missing == []
