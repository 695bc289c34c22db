"""What changed between two versions of a page, as HTML that a browser shows without help.

Compared is what readers see: the text, passage by passage, without Markdown's own signs.
"""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import markdown

from taklimat.documents import tree
from taklimat.evidence import citations
from taklimat.source import deadline
from taklimat.source.bounds import excesses
from taklimat.source.frontmatter import parse
from taklimat.source.problems import Problems
from taklimat.source.quotes import curled
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from taklimat.source.words import Words

_EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "fenced_code", "md_in_html", "tables"
)  # fmt: skip
# They change without the text or with all of it, or say nothing to readers.
_UNTOLD = frozenset("kind date updated changes search tags glossary hide icon pdf template".split())
# The keys of front matter, as readers see them.
_KEYS = (
    N_("Title"),
    N_("Description"),
    N_("Summary"),
    N_("Authors"),
    N_("Status"),
    N_("Today"),
    N_("Judgements"),
    N_("Likelihood"),
    N_("Confidence"),
    N_("Sources"),
    N_("Change"),
    N_("Review"),
    N_("Topics"),
    N_("Text"),
    N_("Date"),
)
# Keys whose values are words of the generator's own; those of confidence stand in no other place.
_CHOICES = frozenset(("status", "likelihood", "confidence"))
_CONFIDENCE = (N_("low"), N_("moderate"), N_("high"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_FENCES = re.compile(r"^[ ]*(?:```|~~~)", re.MULTILINE)
_NOTES = re.compile(r"\[\^([^\]\s]+)\]:?")
_REFERENCES = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]|^\[[^\[\]]+\]:.*$", re.MULTILINE)
_TOKENS = re.compile(r"⟦[^⟦⟧]*⟧|[^\s⟦]+")
_CITED = re.compile(r"⟦([^,⟦⟧]*)((?:,[^⟦⟧]*)?)⟧")
_ALIKE = 0.4  # below that, word by word the two would be a puzzle
_AROUND = 24  # words
# What was written once stays in git: whatever it is, a history must not take for ever. These count
# work, and no time, so that each machine tells the same.
_MOST_READ = 1_500_000  # characters of blocks that the version before does not have
_MOST_COMPARED = 80_000_000  # pairs of passages, and pairs of words in passages
_MOST_WORDS = 4_000_000  # pairs of words in two passages, past which they are not compared
_SECONDS = 5  # for the reading of one version, whatever it holds
_NEAR = 40  # passages, among which the one is sought that another was made of


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, item or row: its text, and the heading it stands under."""

    text: str
    place: str = field(compare=False)


class _Effort:
    """How much is still to be read and compared for a history."""

    def __init__(self) -> None:
        self.to_read, self._compared = _MOST_READ, _MOST_COMPARED

    def may_read(self, blocks: Iterable[str]) -> bool:
        """Whether blocks may be read; then they are taken off."""
        self.to_read -= sum(map(len, blocks))
        return self.to_read >= 0

    def may_compare(self, old: Sequence[object], new: Sequence[object], each: int = 1) -> bool:
        """Whether each of one may be compared with each of the other; then it is taken off."""
        cost = len(old) * len(new) * each
        if cost > self._compared:
            return False
        self._compared -= cost
        return True


@dataclass(frozen=True)
class Difference:
    """A passage with `del` and `ins` around what went and what came, as HTML."""

    place: str
    html: str


def passages(source: str, words: Words) -> tuple[Passage, ...]:
    """The passages of a page, from its file: those of its front matter first."""
    page = parse(source, "", Problems())
    if page is None:
        return tuple(_in_body(source))
    return (*_in_matter(page.matter.value, words), *_in_body(page.body))


def _in_matter(matter: dict[str, Any], words: Words) -> Iterator[Passage]:
    for key, value in matter.items():
        if key in _UNTOLD:
            continue
        place = _in_words(key, words)
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, dict) for item in items):
            yield from (Passage(_plain(_listed(item, words)), place) for item in items)
        else:
            shown = ", ".join(map(str, items))
            yield Passage(_plain(words.gettext(shown) if key in _CHOICES else shown), place)


def _listed(item: dict[str, Any], words: Words) -> str:
    """The values of an entry in a list, such as a judgement: the first is its text."""
    parts = []
    for number, (key, value) in enumerate(item.items()):
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        shown = words.gettext(shown) if key in _CHOICES else shown
        parts.append(f"{_in_words(key, words)}: {shown.rstrip('.')}." if number else shown)
    return " ".join(parts)


def _in_words(key: str, words: Words) -> str:
    """A key of front matter as a reader sees it; one that is not known as it stands."""
    return words.gettext(key.replace("_", " ").capitalize())


def _plain(text: str) -> str:
    return " ".join(line for block in _blocks(text) for _, line in _read(block))


def _in_body(text: str) -> Iterator[Passage]:
    place = ""
    for block in _blocks(text):
        for tag, line in _read(block):
            if tag in _HEADINGS:
                place = line
            yield Passage(line, place)


def _blocks(text: str) -> Iterator[str]:
    """Parts of Markdown between empty lines; code between fences is one, whatever it holds."""
    block: list[str] = []
    is_open = False
    for part in _EMPTY_LINES.split(text):
        block.append(part if block else textwrap.dedent(part))
        is_open ^= len(_FENCES.findall(block[-1])) % 2 == 1
        if not is_open:
            yield "\n\n".join(block)
            block = []
    if block:
        yield "\n\n".join(block)


@cache
def _converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=list(_EXTENSIONS))


# Most of a page is as it was in the version before: each block is read once, not once a version.
@lru_cache(maxsize=50_000)
def _read(block: str) -> tuple[tuple[str, str], ...]:
    """The passages of a block, each with the tag of its element.

    Citations and marks of notes stand in ⟦ ⟧.
    """
    parts, last = [], 0
    for citation in citations.citations(block):
        parts.append(block[last : citation.start])
        for item in citation.items:
            place = f", {item.label} {item.locator}" if item.locator else ""
            parts.append(f" ⟦{item.key}{place}⟧ ")
        last = citation.end
    joined = "".join([*parts, block[last:]])
    # A note is a paragraph that begins with its name; where a link leads stands in another block.
    plain = _NOTES.sub(r" ⟦\1⟧ ", joined)
    page = _converter().reset().convert(curled(_REFERENCES.sub(r"\1", plain)))
    return tuple(_lines(tree.parse(page)))


def _lines(node: tree.Node) -> Iterator[tuple[str, str]]:
    """The text below a node by its innermost blocks, each with that block's tag."""
    line: list[str] = []

    def finished() -> Iterator[tuple[str, str]]:
        if text := " ".join(_TOKENS.findall("".join(line))):
            yield tree.tag(node), text
        line.clear()

    cells = tree.tag(node) == "tr"
    for child in tree.children(node):
        if tree.is_inline(child):
            line.append(tree.text_of(child))
        elif cells:  # a row is read as a whole
            line += [tree.text_of(child), " · "]
        else:
            yield from finished()
            yield from _lines(child)
    yield from finished()


def history(
    texts: Iterable[str | None], address: Callable[[str], str | None], words: Words
) -> list[list[Difference] | None]:
    """What each text, the newest first, changed of the one before it; the last changed nothing.

    None stands for more than can be told, among the texts for one that is too large to be read.
    `address` leads from a key to its source.
    """
    effort = _Effort()
    told: list[list[Difference] | None] = []
    after: tuple[Passage, ...] | None = None
    seen: set[str] = set()
    for number, text in enumerate(texts):
        before = _state(text, seen, effort, words) if text is not None else None
        if number:
            is_told = before is not None and after is not None
            told.append(_told_of(before or (), after or (), address, effort) if is_told else None)
        after = before
    return told


def _state(text: str, seen: set[str], effort: _Effort, words: Words) -> tuple[Passage, ...] | None:
    """The passages of a version; None for one that can't be read. `seen` becomes its blocks."""
    # What stands in git can't be mended any more: nothing that it holds may end a build.
    left = effort.to_read
    try:
        with deadline.within(_SECONDS):
            blocks = [] if any(excesses(text)) else list(_blocks(text))
            new = [block for block in blocks if block not in seen]
            seen.clear()
            seen.update(blocks)
            return passages(text, words) if (blocks or not text) and effort.may_read(new) else None
    except Exception:  # whatever a parser says of it
        _converter.cache_clear()  # it may have been left in the midst of something
        effort.to_read = left - _MOST_READ // 3  # many such would take their time in turn
        return None


def differences(
    before: Sequence[Passage], after: Sequence[Passage], address: Callable[[str], str | None]
) -> list[Difference]:
    """The passages that differ, in the order of `after`; `address` leads from a key to its source.

    A passage that stands elsewhere now is told as gone and come.
    """
    return _told_of(before, after, address, _Effort()) or []


def _told_of(
    before: Sequence[Passage],
    after: Sequence[Passage],
    address: Callable[[str], str | None],
    effort: _Effort,
) -> list[Difference] | None:
    def shown(tokens: Iterable[str]) -> str:
        text = html.escape(" ".join(tokens))
        return _CITED.sub(lambda cited: _source(cited, address), text)

    first, last = _same_ends(before, after)
    before, after = before[first : len(before) - last], after[first : len(after) - last]
    if not effort.may_compare(before, after, each=5):  # the same few may stand again and again
        return None
    told: list[Difference] = []
    # What stands again and again in long texts is no guide (`autojunk`): it costs their cube.
    matcher = SequenceMatcher(None, before, after)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        for old, new in _paired(before[a:b], after[c:d], effort):
            passage = new or old
            if passage:
                told.append(Difference(passage.place, _told(_tokens(old), _tokens(new), shown)))
    return told


def _same_ends(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[int, int]:
    """How many passages are the same at the beginning, and at the end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    rest = range(most - first)
    last = next((n for n in rest if before[-1 - n] != after[-1 - n]), most - first)
    return first, last


def _paired(
    old: Sequence[Passage], new: Sequence[Passage], effort: _Effort
) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Each new passage with the old one that it was made of, neither out of its order."""
    rest = [(passage, _tokens(passage)) for passage in old]
    at = 0
    for passage in new:
        tokens = _tokens(passage)
        near = rest[at : at + _NEAR]
        ratios = [_likeness(other, tokens, effort) for _, other in near]
        best = max(range(len(near)), key=ratios.__getitem__, default=-1)
        if best >= 0 and ratios[best] >= _ALIKE:
            yield from ((gone, None) for gone, _ in near[:best])
            yield near[best][0], passage
            at += best + 1
        else:
            yield None, passage
    yield from ((gone, None) for gone, _ in rest[at:])


def _tokens(passage: Passage | None) -> list[str]:
    return _TOKENS.findall(passage.text) if passage else []


def _likeness(old: Sequence[str], new: Sequence[str], effort: _Effort) -> float:
    """How alike two passages are, from 0 to 1; 0 for two that can't be compared any more."""
    if len(old) * len(new) > _MOST_WORDS:
        return 0
    matcher = SequenceMatcher(None, old, new)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    return matcher.ratio() if effort.may_compare(old, new) else 0


def _told(old: Sequence[str], new: Sequence[str], shown: Callable[[Iterable[str]], str]) -> str:
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            parts.append(shown(_shortened(old[a:b])))
            continue
        for tag, tokens in (("del", old[a:b]), ("ins", new[c:d])):
            if tokens:
                parts.append(f"<{tag}>{shown(tokens)}</{tag}>")
    return " ".join(parts)


def _shortened(tokens: Sequence[str]) -> Sequence[str]:
    """Unchanged words; of many, only those beside a change."""
    if len(tokens) > 2 * _AROUND + 4:
        return [*tokens[:_AROUND], "…", *tokens[-_AROUND:]]
    return tokens


def _source(cited: re.Match[str], address: Callable[[str], str | None]) -> str:
    key, place = cited[1], cited[2]
    link = address(html.unescape(key))
    named = f'<a href="{html.escape(link)}">{key}</a>' if link else key
    return f'<span class="change-source">[{named}{place}]</span>'
