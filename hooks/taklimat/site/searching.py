"""The search index: what a site's pages are called and say, as files that a reader's browser asks.

`theme/assets/search-index.js` reads them: `index.json` at the first use of the search, and of the
others only what a query needs. So a search costs a reader tens of kilobytes however large the site
is.

- `index.json`: the pages with their names, and their sections;
- `words-<letter>.json`: the words that begin with a letter, and the sections in which they stand;
- `text-<number>.json`: what some sections say, for the sentences that a result shows.

Words that differ in their endings only are one (https://snowballstem.org). Both sides make words of
a text in the same way: `words_of` here, `wordsOf` in the script.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import regex

from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from taklimat.site.stemming import Stems
    from taklimat.source.words import Words

FOLDER = "search"
"""Where the files of the index stand on a site."""
TEXT_SIZE = 24_000
"""About how many characters of text a file holds."""
# What a question is made of, beside what it asks about.
_STOP = N_(
    "a about actually after against all also although among an and any anybody anyone are as at "
    "be because been before between both but by can could did do does during each ever everybody "
    "everyone exactly for from had has have he hence her here his how i if in into is it its "
    "just me mean meaning means more most my no nobody not of on only or other others our own "
    "please really same she should since so some somebody someone such than that the their them "
    "then there these they this though thus to too until us very was we were what when where "
    "whether which while who whom whose why will with within without would yet you your"
)
# How questions begin that ask what something is, or who someone is.
_DEFINITIONS = N_(
    "what is, what are, what a, what an, what the, what does, what do, who is, who are, who was, "
    "who were, define, definition, meaning, meaning of, explain"
)
# How questions begin that a person's entry may answer, and
_PEOPLE = N_("who, whom, whose, which minister, which ambassador")
# which a brief does, rather than a definition.
_QUESTIONS = N_(
    "why, who, whom, whose, how, when, where, which, did, does, do, was, were, is, are, has, have, "
    "can, could, will, would, should, what happened, what did, what does, what drove, "
    "what changed, what came, what was, what were, what will"
)
# How often a word of a title counts; and more often than that says no more.
_MANY = 9
# More than that: a place and how often a word stands in it are one number.
_PLACES = 16
# How often words have to differ by an ending, for it to be one.
_OFTEN = 5
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?(?!\w)")
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc]")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
_COMPOUND = re.compile(r"(?<!\w)\w++(?:[-\u2010\u2011\u2013]\w++)+")
# Scripts that are written without spaces between words.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_RUN = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True)
class Part:
    """A part of a page that a result can lead to."""

    anchor: str = ""
    """Empty for the page itself, with what it says before its first section."""
    title: str = ""
    """What it is called; else it is by the first line of its text."""
    text: str = ""
    """What it says in sentences; each paragraph on a line."""
    more: str = ""
    """What it says in tables and pictures: it is found, and not shown."""
    counts: Mapping[str, int] | None = None
    """How often each word stands in both, where that is known."""

    def counted(self) -> Mapping[str, int]:
        """How often each word stands in its text, and in what it says besides."""
        return (
            Counter(words_of(f"{self.text}\n{self.more}")) if self.counts is None else self.counts
        )

    def as_list(self) -> list[Any]:
        """What it is, as values for JSON; its words by how often they stand in it."""
        by_count: dict[int, list[str]] = defaultdict(list)
        for word, count in self.counted().items():
            by_count[count].append(word)
        counts = [(count, " ".join(words)) for count, words in by_count.items()]
        return [self.anchor, self.title, self.text, self.more, counts]

    @classmethod
    def of_list(cls, values: Sequence[Any]) -> Part:
        """Such a part again."""
        anchor, title, text, more, by_count = values
        counts: dict[str, int] = {}
        for count, words in by_count:
            counts.update(dict.fromkeys(words.split(" "), count))
        return cls(anchor, title, text, more, counts)


@dataclass(frozen=True)
class Entry:
    """A page, as the index has it."""

    url: str
    kind: str
    """What it is: the key of a kind, such as *brief* or *term*."""
    title: str
    names: tuple[str, ...] = ()
    """Its other names, which a result may show."""
    words: tuple[str, ...] = ()
    """Words under which it is looked for, and which stand nowhere."""
    summary: str = ""
    parts: tuple[Part, ...] = ()
    parts_kind: str = ""
    """What its parts are, if each stands by itself: *event*."""
    boost: float = 1
    questions: tuple[str, ...] = ()
    """How questions begin that it answers, if not as those of its kind."""


def index(
    pages: Iterable[Entry],
    kinds: Mapping[str, str],
    starts: Iterable[str],
    words: Words,
    stems: Stems,
) -> Iterator[tuple[str, Any]]:
    """The files of the index, by their paths in its folder, as values for JSON.

    `kinds` are the names of what pages and parts are, in the site's language; `starts` the
    addresses of pages for a reader who finds nothing; `stems` those of that language.
    """
    stop = set(words_of(words.gettext(_STOP)))
    written = _Written(stop)
    for page in pages:
        written.add(page)
        yield from written.full()
    yield from written.full(is_last=True)
    by_stem = _by_stem(written.found, stems)
    yield (
        "index.json",
        {
            "said": _said(words),
            "kinds": dict(kinds),
            "starts": list(starts),
            "stop": sorted(stop),
            "questions": words.gettext(_QUESTIONS).split(", "),
            "questions_of": {"person": words.gettext(_PEOPLE).split(", ")} | written.questions,
            "definitions": words.gettext(_DEFINITIONS).split(", "),
            "endings": _endings(by_stem),
            "pages": written.pages,
            "parts": written.parts,
            "texts": written.lengths,
            "letters": sorted({_letter(word) for word in written.found}),
        },
    )
    by_letter: dict[str, dict[str, Any]] = defaultdict(dict)
    for word, found in sorted(by_stem.items()):
        by_letter[_letter(word)][word] = found
    for letter, places in by_letter.items():
        yield f"words-{letter}.json", places


def _said(words: Words) -> dict[str, Any]:
    """What the script says of what it finds."""
    return {
        "results": words.forms("%(num)s result", "%(num)s results"),
        "meant": words.gettext("Results for “%(query)s”.", query="{query}"),
        "missing": words.gettext("Not on this site: %(words)s.", words="{words}"),
        "others": words.forms(
            "%(num)s more place on this page", "%(num)s more places on this page"
        ),
        "like": words.forms("%(num)s more page of this kind", "%(num)s more pages of this kind"),
        "more": words.gettext("More results"),
        "nothing": words.gettext("Nothing found."),
        "near": words.gettext("Near in spelling:"),
        "instead": words.gettext("Or look through:"),
    }


@dataclass
class _Written:
    """The index as it grows."""

    stop: set[str]
    pages: list[Any] = field(default_factory=list)
    """Of each its address, kind, title, names, words, summary, kind of parts, and boost."""
    questions: dict[str, list[str]] = field(default_factory=dict)
    """How questions begin that a page answers, by its address."""
    parts: list[Any] = field(default_factory=list)
    """Of each page its parts: anchor, title, length in words. All are numbered in one run."""
    lengths: list[int] = field(default_factory=list)
    """How many parts each file of texts has; they are of about the same size."""
    found: dict[str, array[int]] = field(default_factory=lambda: defaultdict(lambda: array("I")))
    """Of each word the parts in which it stands, times `_PLACES`, and how often it does in each; a
    title counts as many."""
    _texts: list[list[str]] = field(default_factory=lambda: [[]])
    """What the parts say, as far as no file has it yet."""
    _count: int = 0
    _size: int = 0

    def add(self, page: Entry) -> None:
        about = (page.url, page.kind, page.title, page.names, page.words, page.summary)
        self.pages.append([*about, page.parts_kind, page.boost])
        if page.questions:
            self.questions[page.url] = list(page.questions)
        # What it is called and is about is found like its text, and weighed by the script.
        names = (page.title, *page.names, *page.words)
        joined = (word for name in names for word in _compounds(name))
        called = "\n".join((*names, *joined, page.summary))
        for part in page.parts or (Part(),):
            self._add_part(part, "" if part.anchor else called)

    def _add_part(self, part: Part, called: str) -> None:
        number = self._count
        self._count += 1
        words = Counter(part.counted())
        if called:
            words.update(words_of(called))
        # What is called as its address says is found by that.
        for word in set(words_of(part.title)) if part.title.lower() != part.anchor else ():
            words[word] += _MANY
        found, stop, first = self.found, self.stop, number * _PLACES
        for word, count in words.items():
            if word not in stop:
                found[word].append(first + (count if count < _MANY else _MANY))
        if self._size > TEXT_SIZE:
            self._texts.append([])
            self._size = 0
        self._size += len(part.text)
        self._texts[-1].append(part.text)
        if len(self.pages) > len(self.parts):
            self.parts.append([])
        self.parts[-1].append([part.anchor, part.title, sum(words.values())])

    def full(self, *, is_last: bool = False) -> Iterator[tuple[str, list[str]]]:
        """The files of texts to which nothing is added any more; they are forgotten."""
        while len(self._texts) > (not is_last):
            texts = self._texts.pop(0)
            yield f"text-{len(self.lengths)}.json", texts
            self.lengths.append(len(texts))


def _by_stem(found: Mapping[str, Sequence[int]], stems: Stems) -> dict[str, list[int]]:
    """Where the words of one stem stand, under all of these, with spaces between them."""
    forms: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in sorted(found, key=lambda word: (len(word), word)):
        forms[_letter(word), stems.of(word)].append(word)
    return {" ".join(words): _places(found, words) for words in forms.values()}


def _endings(stems: Iterable[str]) -> list[str]:
    """By what words of one stem differ at their ends: *ed*, *ing*, and nothing."""
    counts: Counter[str] = Counter()
    for forms in stems:
        words = forms.split()
        same = _same(min(words), max(words))  # and so all between them
        counts.update({word[same:] for word in words if len(words) > 1})
    return sorted(ending for ending, count in counts.items() if count >= _OFTEN)


def _same(word: str, other: str) -> int:
    """With how many letters both begin."""
    return next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        min(len(word), len(other)),
    )


def _places(found: Mapping[str, Sequence[int]], words: Iterable[str]) -> list[int]:
    """The parts in which one of the words stands, as steps from each to the next.

    A step is negative where the word stands in the part more than once, and then comes how often.
    """
    first, *others = (found[word] for word in words)
    places, last = [], -1
    for place in _summed(chain(first, *others)) if others else first:
        part, count = divmod(place, _PLACES)
        step, last = part - last, part
        if count == 1:
            places.append(step)
        else:
            places += (-step, count)
    return places


def _summed(places: Iterable[int]) -> Iterator[int]:
    """Places of several words, as those of one."""
    counts: dict[int, int] = {}
    for place in places:
        part, count = divmod(place, _PLACES)
        counts[part] = counts.get(part, 0) + count
    for part, count in sorted(counts.items()):
        yield part * _PLACES + min(count, _MANY)


def _letter(word: str) -> str:
    return word[0] if "a" <= word[0] <= "z" else "0" if word[0].isdigit() else "_"


# Words --------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """The words of a text, as they are compared: in small letters, without accents."""
    return _split(_plain(text))


def _compounds(name: str) -> list[str]:
    """What a name joins by a hyphen, as one word: nonproliferation."""
    return [re.sub(r"\W", "", found) for found in _COMPOUND.findall(_plain(name))]


def _plain(text: str) -> str:
    text = text.lower()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).replace("\u0111", "d")
    text = _APOSTROPHE.sub("", _POSSESSIVE.sub("", text))
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), text)


def _split(text: str) -> list[str]:
    runs = _RUN.findall(text)
    if not _UNSPACED.search(text):
        return list(runs)
    return [word for run in runs for word in _of_run(run)]


def _of_run(run: str) -> Iterator[str]:
    """A run's words: where a script has no spaces, each sign with the next."""
    last = 0
    for found in _UNSPACED.finditer(run):
        if found.start() > last:
            yield run[last : found.start()]
        signs = found[0]
        yield from (signs[at : at + 2] for at in range(max(1, len(signs) - 1)))
        last = found.end()
    if last < len(run):
        yield run[last:]


def as_json(value: Any) -> str:
    """A file of the index."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
