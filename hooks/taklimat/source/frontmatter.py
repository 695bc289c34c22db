"""Markdown files with YAML front matter, read safely, with the line of every key."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from taklimat.source.unfit import in_words

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

    from taklimat.source.problems import Problems

try:
    from yaml import CSafeLoader as _Safe
except ImportError:  # a PyYAML built without libyaml
    from yaml import SafeLoader as _Safe  # type: ignore[assignment]

_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENED = re.compile(r"\A---[ \t]*(?:\n|\Z)")
# What is typed for ---, or made of it by a word processor.
_DASHES = re.compile(r"[ \t]*[-\u2010-\u2015\u2212]{1,9}[ \t]*")
_KEY = re.compile(r"([\w-]+)[ \t]*:(?:[ \t]|\Z)")

Key = tuple[str | int, ...]
Model = TypeVar("Model", bound="Matter")


class Matter(BaseModel):
    """The base of every schema: values are frozen, unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True)
class Data:
    """A YAML document as plain values, with the line on which each key stands."""

    path: str
    value: Any
    first_line: int = 1
    lines: Mapping[Key, int] = field(default_factory=dict)

    def line(self, key: Key) -> int:
        """The line of `key`, or of its nearest parent that the file holds."""
        place: Key = ()
        for part in key:
            # A part that the file does not hold may name a branch of a union: the next may be held.
            if (*place, part) in self.lines:
                place = (*place, part)
        return self.lines.get(place, self.first_line)


@dataclass(frozen=True)
class Document:
    """A Markdown file: its front matter and its body."""

    path: str
    source: str
    matter: Data
    body: str

    @property
    def body_start(self) -> int:
        """Where the body begins in the source."""
        return len(self.source) - len(self.body)

    @property
    def lines_before(self) -> int:
        """How many lines of the file stand before its body."""
        return self.source.count("\n", 0, self.body_start)


# Signs that are no text: they end a terminal's line, or a feed, and XML can't hold them.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MAX_BYTES = 5_000_000
MAX_DIGITS = 100
_NO_SUCH_DAY = "no such day"


def read_text(file: Path, path: str, problems: Problems) -> str | None:
    """The text of a UTF-8 file with its line ends as ``\\n``; None where it can't be read."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            problems.add(path, 0, "no plain file", "put a file in its place", code="F01")
            return None
        if status.st_size > MAX_BYTES:
            what = f"the file has {status.st_size / 1e6:.1f} MB"
            remedy = f"make it smaller than {MAX_BYTES // 1_000_000} MB, or divide it"
            problems.add(path, 0, what, remedy, code="S07")
            return None
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.add(
            path, line, "the file is not UTF-8", "save it with the encoding UTF-8", code="F01"
        )
        return None
    except OSError as error:
        problems.add(
            path,
            0,
            f"can't be read ({error.strerror})",
            "check the file and its rights",
            code="F01",
        )
        return None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        sign = "a NUL byte" if found[0] == "\0" else f"the control character {found[0]}"
        problems.add(path, line, f"the file holds {sign}", "save it as plain text", code="F01")
        return None
    return text


class _Loader(_Safe):
    """Says where a value stands that can't be: YAML's constructors raise whatever Python raises.

    Such as a date of 31 February, or a tag that does not fit its value.
    """

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            if node.tag.endswith(":timestamp"):
                reason = f"{_NO_SUCH_DAY}: {node.value}"
            raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark) from None


def parse_yaml(text: str, path: str, problems: Problems, first_line: int = 1) -> Data | None:
    """The YAML in `text` as plain values; None where it is broken (and why is in `problems`).

    Tags other than YAML's own, aliases and repeated keys are refused: the first could make
    objects, the second can make a small file huge, the third loses data without a word.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines, surprises = read_lines(node, first_line)
        for line, what, remedy in surprises:
            problems.add(path, line, what, remedy, code="F02")
        if surprises:
            return None
        value = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if error.context_mark and (mark is None or mark.line >= text.rstrip().count("\n") + 1):
            mark = error.context_mark  # what was opened and never closed, not the end of the file
        line = first_line + (mark.line if mark else 0)
        what = f"broken YAML ({error.problem or error.context})"
        written = text.split("\n")[mark.line] if mark and mark.line <= text.count("\n") else ""
        problems.add(path, line, what, _remedy_of(error.problem or "", written), code="F02")
        return None
    except (yaml.YAMLError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        problems.add(
            path, first_line, f"broken YAML ({reason})", "mend or quote the value", code="F02"
        )
        return None
    except RecursionError:
        problems.add(path, first_line, "the YAML is nested too deeply", "flatten it", code="F02")
        return None
    finally:
        loader.dispose()
    return Data(path, value, first_line, lines)


def _remedy_of(problem: str, line: str) -> str:
    """How to mend broken YAML, of which a line is where it broke."""
    if problem.startswith(_NO_SUCH_DAY):
        return "write a day that exists, as 2026-02-13"
    if "\t" in line[: len(line) - len(line.lstrip(" \t-"))]:
        return "use spaces in the place of the tab"
    return "mend the line, or put the value in quotes"


def read_lines(
    root: yaml.Node | None, first_line: int
) -> tuple[dict[Key, int], list[tuple[int, str, str]]]:
    """The line of every key below `root`, and what must not be there: line, what, remedy."""
    lines: dict[Key, int] = {}
    surprises: list[tuple[int, str, str]] = []
    seen: set[int] = set()
    todo: list[tuple[Key, yaml.Node]] = [] if root is None else [((), root)]
    while todo:
        place, node = todo.pop()
        if id(node) in seen:
            line = first_line + node.start_mark.line
            surprises.append((line, "a YAML alias (*name)", "write the value out instead"))
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode) and (found := CONTROL.search(node.value)):
            line = first_line + node.start_mark.line
            surprises.append((line, f"the control character {found[0]}", "take it out"))
        elif isinstance(node, yaml.ScalarNode) and _is_long_number(node):
            line = first_line + node.start_mark.line
            surprises.append((line, f"a number of {len(node.value)} signs", "put it into quotes"))
        elif isinstance(node, yaml.ScalarNode) and _is_odd_number(node):
            line = first_line + node.start_mark.line
            what = f"{node.value}, which YAML reads as another number"
            surprises.append((line, what, "put it into quotes, or write it in tens"))
        elif isinstance(node, yaml.SequenceNode):
            for position, value in enumerate(node.value):
                lines[*place, position] = first_line + value.start_mark.line
                todo.append(((*place, position), value))
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                line = first_line + key.start_mark.line
                if not isinstance(key, yaml.ScalarNode):
                    surprises.append((line, "a key that is no plain word", "use a plain key"))
                    continue
                if CONTROL.search(key.value) or re.search(r"[\t\n]", key.value):
                    surprises.append((line, f"the key `{key.value}`", "use a plain word"))
                    continue
                own = (*place, key.value)
                if own in lines:
                    surprises.append((line, f"the key `{key.value}` again", "keep one of them"))
                lines[own] = line
                todo.append((own, value))
    return lines, surprises


def _is_odd_number(node: yaml.ScalarNode) -> bool:
    """Whether it is written in eights, sixteens or sixties: 010, 0x1F or 12:30."""
    return bool(re.match(r"[-+]?(?:0[0-9bxo_]|[0-9_.]+:)", node.value)) and node.tag.endswith(
        (":int", ":float")
    )


def _is_long_number(node: yaml.ScalarNode) -> bool:
    # To make one of millions of digits takes minutes.
    return len(node.value) > MAX_DIGITS and node.tag.endswith((":int", ":float"))


def without_matter(source: str) -> str:
    """What stands behind the front matter, be that as it may."""
    fenced = _FENCED.match(source)
    return source[fenced.end() :] if fenced else source


def parse(
    source: str, path: str, problems: Problems, known: Container[str] = ()
) -> Document | None:
    """A Markdown text split into front matter and body; None where the front matter is broken.

    `known` are the keys by which front matter is told from text where it is out of its place.
    """
    fenced = _FENCED.match(source)
    if not fenced:
        if _OPENED.match(source):
            what = "the front matter is never closed"
            problems.add(path, 1, what, "end it with a line that holds only ---", code="F04")
            return None
        if line := _misplaced(source, known):
            what = "front matter must begin on the first line, with ---"
            remedy = "write --- (three hyphens) there, and nothing above it"
            problems.add(path, line, what, remedy, code="F04")
            return None
        return Document(path, source, Data(path, {}), source)
    matter = parse_yaml(fenced[1], path, problems, first_line=2)
    if matter is None:
        return None
    if matter.value is None:
        matter = Data(path, {}, 2)
    if not isinstance(matter.value, dict):
        problems.add(
            path, 2, "the front matter is no mapping", "write it as `key: value` lines", code="F04"
        )
        return None
    return Document(path, source, matter, source[fenced.end() :].lstrip("\n"))


def _misplaced(source: str, known: Container[str]) -> int:
    """The line of what would be front matter if the file began with it and ---; 0 for none.

    It is a first paragraph of keys, some of them known, with a line of dashes above it or below.
    """
    lines = source.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip("\ufeff \t")), 0)
    begins = bool(_DASHES.fullmatch(lines[first].strip("\ufeff")))
    is_known = False
    for line in lines[first + 1 if begins else first :]:
        if _DASHES.fullmatch(line):
            return first + 1 if is_known else 0
        if found := _KEY.match(line.removeprefix("\ufeff")):
            is_known = is_known or found[1] in known
        elif not begins and not line.strip():
            return 0  # MultiMarkdown's, which ends so
        elif line.strip() and not line.startswith((" ", "\t", "- ", "#")):
            break
    return first + 1 if begins and is_known else 0


def validate(model: type[Model], data: Data, problems: Problems, at: Key = ()) -> Model | None:
    """The part of `data` at key `at` as a `model`; None where it does not fit (why is noted)."""
    value = data.value
    for part in at:
        value = value[part]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        wrong = {detail["loc"][:-2] for detail in details}
        for detail in details:
            # A list whose items are wrong, and so are left out, is not too short as well.
            if detail["type"] == "too_short" and detail["loc"] in wrong:
                continue
            what, remedy = in_words(model, detail)
            problems.add(data.path, data.line(at + detail["loc"]), what, remedy, code="F03")
        return None
