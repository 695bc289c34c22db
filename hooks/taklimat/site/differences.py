"""What changed between two versions of a page, passage by passage, so that it reads.

A few changed words stand among those that stayed. Where most of a sentence is another, the whole
sentence is told as gone, and the new one as come: word by word, the two would be a puzzle.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from taklimat.site import passages as reading
from taklimat.site.passages import CELL, LEFT_OUT, Passage
from taklimat.source import deadline
from taklimat.source.bounds import excesses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from taklimat.source.words import Words

Tag = Literal["", "del", "ins"]
Part = tuple[Tag, tuple[str, ...]]

_CITED = re.compile(r"⟦(@?)([^,⟦⟧]*)((?:,[^⟦⟧]*)?)⟧")
# Of a sentence, or of a clause that could be one; an initial ends none.
_END = re.compile(r"(?![A-Z]\.$).*[.?!;][\"'”’)\]]*")
_ALIKE = 0.4  # below that, two passages or sentences have nothing to do with each other
_STAYS = 0.5  # of a sentence's words; where fewer stay it is told as a whole
_WITHIN = 0.8  # of the shorter sentence's words: then the longer one is the same, with more
_BRIDGE = 3  # words; fewer between two changes are told as changed, too
_SPOTS = 8  # words; with more than a change for so many, and more than three, a sentence is new
_AROUND = 24  # words
# What was written once stays in git: whatever it is, a history must not take for ever. These count
# work, and no time, so that each machine tells the same.
_MOST_READ = 1_500_000  # characters of blocks that the version before does not have
_MOST_COMPARED = 80_000_000  # pairs of passages, and pairs of words in passages
_MOST_WORDS = 4_000_000  # pairs of words in two passages, past which they are not compared
_SECONDS = 5  # for the reading of one version, whatever it holds
_NEAR = 40  # passages, among which the one is sought that another was made of


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
    """A passage in parts: what stayed, what went and what came."""

    place: str
    parts: tuple[Part, ...]
    moved_from: str | None = None
    """Where it stood before, if nothing else about it has changed."""

    @property
    def words(self) -> str:
        """The words of one that went or came as a whole; else empty."""
        return " ".join(self.parts[0][1]) if len(self.parts) == 1 else ""

    def html(self, named: Callable[[str], tuple[str, str | None]], **said: str) -> str:
        """It with `del` and `ins` around what went and what came.

        `named` tells how a source is called, by its key, and where a link to it leads; `said` is
        what screen readers say before either.
        """
        shown = []
        for tag, tokens in self.parts:
            text = _shown(tokens, named)
            told = f' data-said="{html.escape(said[tag])}"' if tag in said else ""
            shown.append(f"<{tag}{told}>{text}</{tag}>" if tag else text)
        return " ".join(shown)


def history(texts: Iterable[str | None], words: Words) -> list[list[Difference] | None]:
    """What each text, the newest first, changed of the one before it; the last changed nothing.

    None stands for more than can be told, among the texts for one that is too large to be read.
    """
    effort = _Effort()
    told: list[list[Difference] | None] = []
    after: tuple[Passage, ...] | None = None
    seen: set[str] = set()
    for number, text in enumerate(texts):
        before = _state(text, seen, effort, words) if text is not None else None
        if number:
            is_told = before is not None and after is not None
            told.append(_told_of(before or (), after or (), effort) if is_told else None)
        after = before
    return told


def _state(text: str, seen: set[str], effort: _Effort, words: Words) -> tuple[Passage, ...] | None:
    """The passages of a version; None for one that can't be read. `seen` becomes its blocks."""
    # What stands in git can't be mended any more: nothing that it holds may end a build.
    left = effort.to_read
    try:
        with deadline.within(_SECONDS):
            text = "" if (is_over := any(excesses(text))) else reading.without_marks(text)
            blocks = list(reading.blocks(text))
            new = [block for block in blocks if block not in seen]
            seen.clear()
            seen.update(blocks)
            can_be_read = effort.may_read(new) and not is_over
            return reading.passages(text, words) if can_be_read else None
    except Exception:  # whatever a parser says of it
        reading.forget()  # it may have been left in the midst of something
        effort.to_read = left - _MOST_READ // 3  # many such would take their time in turn
        return None


def differences(before: Sequence[Passage], after: Sequence[Passage]) -> list[Difference]:
    """The passages that differ, place by place, those that went before those that came.

    One that has moved to another place is told as that; one that has moved within its place is not.
    """
    return _told_of(before, after, _Effort()) or []


def _told_of(
    before: Sequence[Passage], after: Sequence[Passage], effort: _Effort
) -> list[Difference] | None:
    first, last = _same_ends(before, after)
    before, after = before[first : len(before) - last], after[first : len(after) - last]
    if not effort.may_compare(before, after, each=5):  # the same few may stand again and again
        return None
    pairs: list[tuple[Passage | None, Passage | None]] = []
    # What stands again and again in long texts is no guide (`autojunk`): it costs their cube.
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            old, new = before[a:b], after[c:d]
            found = _paired([each.own for each in old], [each.own for each in new], effort)
            pairs += [
                (None if x is None else old[x], None if y is None else new[y]) for x, y in found
            ]
    return _in_order(list(_without_moved(pairs, effort)))


def _without_moved(
    pairs: Sequence[tuple[Passage | None, Passage | None]], effort: _Effort
) -> Iterator[Difference]:
    """The differences of passages, of which those that only stand elsewhere are found."""
    gone: dict[Passage, list[Passage]] = defaultdict(list)
    for old, new in pairs:
        if old and not new:
            gone[old].append(old)
    came = Counter(new for old, new in pairs if new and not old)
    to_come = Counter({passage: min(len(gone[passage]), came[passage]) for passage in gone})
    to_go = to_come.copy()
    for old, new in pairs:
        if new and not old and to_come[new]:
            to_come[new] -= 1
            place = gone[new].pop(0).place
            if place != new.place:
                yield Difference(new.place, (("", tuple(_shortened(new.tokens))),), place)
        elif old and not new and to_go[old]:
            to_go[old] -= 1
        elif passage := new or old:
            parts = _parts(old, new, effort)
            if any(tag for tag, _ in parts):  # and not the order of sources alone
                yield Difference(passage.place, parts)


def _in_order(found: Sequence[Difference]) -> list[Difference]:
    """Differences by place, as places first appear; what went stands before what took its place."""
    by_place: dict[str, list[Difference]] = defaultdict(list)
    for each in found:
        by_place[each.place].append(each)
    ordered: list[Difference] = []
    for place, group in by_place.items():
        # The place is named above what changed at it: a heading that is new says no more.
        group = [each for each in group if each.words != place] or group
        for is_whole, run in groupby(group, key=lambda each: len(each.parts) == 1):
            each_in_run = list(run)
            if is_whole:
                each_in_run.sort(key=lambda each: each.parts[0][0])
            ordered += each_in_run
    return ordered


def _same_ends(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[int, int]:
    """How many passages are the same at the beginning, and at the end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    rest = range(most - first)
    last = next((n for n in rest if before[-1 - n] != after[-1 - n]), most - first)
    return first, last


def _paired(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], effort: _Effort
) -> Iterator[tuple[int | None, int | None]]:
    """Each new text with the old one that it was made of, by their places, in their order."""
    at = 0
    for number, tokens in enumerate(new):
        near = old[at : at + _NEAR]
        ratios = [_likeness(other, tokens, effort) for other in near]
        best = max(range(len(near)), key=ratios.__getitem__, default=-1)
        if best >= 0 and ratios[best] >= _ALIKE:
            yield from ((gone, None) for gone in range(at, at + best))
            yield at + best, number
            at += best + 1
        else:
            yield None, number
    yield from ((gone, None) for gone in range(at, len(old)))


def _likeness(old: Sequence[str], new: Sequence[str], effort: _Effort) -> float:
    """How alike two texts are, from 0 to 1; 0 for two that can't be compared any more."""
    if len(old) * len(new) > _MOST_WORDS:
        return 0
    matcher = SequenceMatcher(None, old, new)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    return matcher.ratio() if effort.may_compare(old, new) else 0


# Sentences and words ----------------------------------------------------------------------------


def _parts(old: Passage | None, new: Passage | None, effort: _Effort) -> tuple[Part, ...]:
    """What stayed, went and came, by sentences, and by words in those that are alike."""
    went, came = (each.tokens if each else [] for each in (old, new))
    if len(went) * len(came) > _MOST_WORDS or not effort.may_compare(went, came):
        return ("del", tuple(went)), ("ins", tuple(came))
    before, after = _sentences(went), _sentences(came)
    parts: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            parts += [("", sentence) for sentence in before[a:b]]
            continue
        for x, y in _paired(before[a:b], after[c:d], effort):
            parts += _by_word(() if x is None else before[a + x], () if y is None else after[c + y])
    joined = _joined(_without_same_sources(_joined(parts)))
    shown = (_near(number, part, len(joined)) for number, part in enumerate(joined))
    return tuple(part for part in shown if part[1])


def _sentences(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """Words by sentence or cell; a citation belongs to the sentence before it."""
    found: list[list[str]] = [[]]
    is_over = False
    for token in tokens:
        if is_over and not _CITED.fullmatch(token):
            found.append([])
            is_over = False
        found[-1].append(token)
        is_over = is_over or token == CELL or _END.fullmatch(token) is not None
    return [tuple(sentence) for sentence in found if sentence]


def _by_word(old: tuple[str, ...], new: tuple[str, ...]) -> list[Part]:
    """A sentence and what it became, by words where enough of them stayed."""
    whole: list[Part] = [("del", old), ("ins", new)]
    # Between two changes, a few words that stayed are no help.
    codes = SequenceMatcher(None, old, new).get_opcodes()
    parts: list[Part] = []
    for number, (kind, a, b, c, d) in enumerate(codes):
        is_bridge = 0 < number < len(codes) - 1 and b - a < _BRIDGE
        if kind == "equal" and not is_bridge:
            parts.append(("", old[a:b]))
        else:
            parts += [("del", old[a:b]), ("ins", new[c:d])]
    parts = _joined(parts)
    stayed = sum(_count(tokens) for tag, tokens in parts if not tag)
    spots = sum(1 for is_same, _ in groupby(parts, key=lambda part: not part[0]) if not is_same)
    few, many = sorted((_count(old), _count(new)))
    is_puzzle = stayed < _STAYS * many and stayed < _WITHIN * few
    return whole if is_puzzle or spots > max(3, many // _SPOTS) else parts


def _count(tokens: Iterable[str]) -> int:
    """How many words there are, without citations."""
    return sum(1 for token in tokens if not _CITED.fullmatch(token))


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Parts of which neighbours are joined: what went, then what came, until something stayed."""
    found: list[Part] = []
    for stays, group in groupby(parts, key=lambda part: not part[0]):
        run = list(group)
        for tag in ("",) if stays else ("del", "ins"):
            if tokens := tuple(token for each, part in run if each == tag for token in part):
                found.append((tag, tokens))  # type: ignore[arg-type]
    return found


def _without_same_sources(parts: Sequence[Part]) -> Iterator[Part]:
    """Parts without the sources that what went and what took its place have in common."""
    for number, (tag, tokens) in enumerate(parts):
        other = number + {"del": 1, "ins": -1, "": 0}[tag]
        if tag and 0 <= other < len(parts) and parts[other][0]:
            same = set(filter(_is_aside, parts[other][1]))
            yield tag, tuple(each for each in tokens if each not in same)
        else:
            yield tag, tokens


def _is_aside(token: str) -> bool:
    """Whether it is a citation that belongs to no sentence's words."""
    cited = _CITED.fullmatch(token)
    return cited is not None and not cited[1]


def _near(number: int, part: Part, count: int) -> Part:
    """A part; of one that stayed, what stands beside a change, without its sources."""
    if part[0]:
        return part
    tokens = [token for token in part[1] if not _is_aside(token)]
    sentences = _sentences(tokens)
    if not sentences:
        return part[0], ()
    head = [] if number == 0 else list(sentences[0])[:_AROUND]
    tail = [] if number == count - 1 else list(sentences[-1])[-_AROUND:]
    is_shorter = len(head) + len(tail) + _AROUND < len(tokens)
    return "", (*head, LEFT_OUT, *tail) if is_shorter else tuple(tokens)


def _shortened(tokens: Sequence[str]) -> Sequence[str]:
    """The words by which a passage is known."""
    return [*tokens[:_AROUND], LEFT_OUT] if len(tokens) > _AROUND + 4 else tokens


# HTML -------------------------------------------------------------------------------------------


def _shown(tokens: Iterable[str], named: Callable[[str], tuple[str, str | None]]) -> str:
    """Words as HTML; sources that are cited together stand between brackets, as on a page."""
    shown: list[str] = []
    for is_source, group in groupby(tokens, key=lambda token: bool(_CITED.fullmatch(token))):
        if not is_source:
            shown.append(html.escape(" ".join(group)))
            continue
        for in_text, cited in groupby(filter(None, map(_CITED.fullmatch, group)), lambda m: m[1]):
            sources = "; ".join(dict.fromkeys(_source(each, named) for each in cited))
            shown.append(sources if in_text else f'<span class="change-source">({sources})</span>')
    return " ".join(shown)


def _source(cited: re.Match[str], named: Callable[[str], tuple[str, str | None]]) -> str:
    name, link = named(cited[2])
    shown = html.escape(name)
    if link:
        shown = f'<a href="{html.escape(link)}">{shown}</a>'
    return f"{shown}{html.escape(cited[3])}"
