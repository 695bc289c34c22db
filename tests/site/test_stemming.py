"""The stems of words: as Snowball makes them, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import snowballstemmer

from taklimat.site.stemming import Stems
from taklimat.source.store import Store

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ["sanction", "sanctions", "sanctioned", "talks", "talking", "1718"]


def test_stems_are_kept_until_no_one_asks_for_them(tmp_path: Path) -> None:
    expected = list(map(snowballstemmer.stemmer("english").stemWord, WORDS))
    store = Store(tmp_path / "cache")
    for words in (WORDS, WORDS[:2]):
        stems = Stems("en", store)
        assert list(map(stems.of, words)) == expected[: len(words)]
        stems.keep()
    with patch.object(snowballstemmer, "stemmer") as made:
        assert list(map(Stems("en", store).of, WORDS[:2])) == expected[:2]
        assert not made.called
        Stems("en", store).of(WORDS[2])
        assert made.called


def test_a_language_that_is_not_known_keeps_its_words_apart() -> None:
    assert list(map(Stems("ms").of, WORDS)) == WORDS
    assert Stems("de").of("Gespr\u00e4che") != Stems("ms").of("Gespr\u00e4che")
