"""What is the same in the forms of a word, by Snowball's rules (https://snowballstem.org)."""

from __future__ import annotations

import json
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from babel import Locale

from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from taklimat.source.store import Store


class Stems:
    """The stems of a language's words; those of words that a site had before are in its store."""

    def __init__(self, language: str, store: Store | None = None) -> None:
        self._language, self._store = language, store
        self._name = digest("stems", language, version("snowballstemmer"))
        data = store.get(self._name) if store else None
        self._before: dict[str, str] = json.loads(data) if data else {}
        self._now: dict[str, str] = {}

    def of(self, word: str) -> str:
        """A word's stem; the word, in a language that Snowball does not know."""
        stem = self._before.get(word) or self._stem(word)
        self._now[word] = stem
        return stem

    def keep(self) -> None:
        """Keep those that were asked for."""
        if self._store and self._now != self._before:
            self._store.put(self._name, json.dumps(self._now).encode())

    @cached_property
    def _stem(self) -> Callable[[str], str]:
        import snowballstemmer  # all its languages, and most builds ask for no new word

        name = str(Locale(self._language).english_name).lower()
        if name not in snowballstemmer.algorithms():
            return lambda word: word
        made: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
        return made
