"""A converter that is cleared makes of a page what one makes that is new."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages

from conftest import ROOT
from taklimat.adapter.reusing import CLEARED, Converter, are_cleared
from taklimat.source.inline import InlineExtension
from torture import TORTURE

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted([*ROOT.glob("docs/**/*.md"), *TORTURE.glob("*.md")])
BLOCKS = sorted({block for file in FILES for block in re.split(r"\n{2,}", file.read_text("utf-8"))})
TEXTS = st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=8).map("\n\n".join)


def converter() -> Markdown:
    """One with all extensions that are cleared."""
    configs: dict[str, dict[str, Any]] = {
        "toc": {"permalink": True},
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.highlight": {"linenums": True, "anchor_linenums": True},
    }
    return Markdown(
        extensions=[*sorted(CLEARED), InlineExtension()],
        extension_configs=configs,
    )


def made(by: Markdown, text: str) -> tuple[str, object, object]:
    """What a page becomes, its contents, and what its front matter says."""
    return by.convert(text), by.toc_tokens, by.Meta  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def kept() -> Markdown:
    """One for all pages."""
    return converter()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_page_is_what_it_is_of_a_new_one(file: Path, kept: Markdown) -> None:
    text = file.read_text("utf-8")
    assert made(kept.reset(), text) == made(converter(), text)


@given(text=TEXTS)
def test_a_page_of_any_blocks_is_what_it_is_of_a_new_one(text: str, kept: Markdown) -> None:
    assert made(kept.reset(), text) == made(converter(), text)


def test_it_is_lent_until_a_page_raises() -> None:
    one, each = Converter(is_kept=True), Converter(is_kept=False)
    asked = vars(pages)["markdown"]

    def given_by(lent: Converter) -> Markdown:
        with lent.lent():
            found = vars(pages)["markdown"].Markdown(extensions=["toc"], extension_configs={})
            assert isinstance(found, Markdown)
            return found

    first = given_by(one)
    assert given_by(one) is first
    assert given_by(each) is not given_by(each)
    with pytest.raises(TimeoutError), one.lent():
        raise TimeoutError
    assert given_by(one) is not first
    assert vars(pages)["markdown"] is asked


def test_only_known_extensions_are_cleared() -> None:
    config = MkDocsConfig()
    for names, expected in (
        (["toc", "markdown.extensions.tables", "pymdownx.details", InlineExtension()], True),
        (["toc", "other"], False),
        (["pymdownx.blocks.caption"], False),
    ):
        config.markdown_extensions = names  # type: ignore[assignment]
        assert are_cleared(config) is expected
