"""PDFs of pages that hold the worst: every word is on its page, in order, and inside its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import pdfs
from torture import GONE, NAMES, article_of, built_in, first_missing, words

if TYPE_CHECKING:
    from conftest import Built


@pytest.fixture(scope="session")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built_in(tmp_path_factory.mktemp("torture"))


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_in_order(torture: Built, name: str) -> None:
    article = article_of(torture, name)
    for element in article.xpath(GONE):
        if element.getparent() is not None:
            element.drop_tree()
    expected = words(article)
    assert len(expected) > 20
    text = pdfs.text_of((torture.site / f"pdf/{name}.pdf").read_bytes())
    assert first_missing(expected, text) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_note_and_caption_is_there(torture: Built, name: str) -> None:
    text = pdfs.text_of((torture.site / f"pdf/{name}.pdf").read_bytes())
    article = article_of(torture, name)
    notes = article.xpath('.//div[@class="footnote"]//li | .//caption | .//figcaption')
    for note in notes:
        for gone in note.xpath('.//*[contains(@class, "footnote-") or local-name()="math"]'):
            gone.drop_tree()
        assert first_missing(words(note), text) is None, note.text_content()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_outside_its_frame(torture: Built, name: str) -> None:
    assert pdfs.outside((torture.site / f"pdf/{name}.pdf").read_bytes()) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_fit_for_circulation(torture: Built, name: str) -> None:
    assert pdfs.problems((torture.site / f"pdf/{name}.pdf").read_bytes()) == []
