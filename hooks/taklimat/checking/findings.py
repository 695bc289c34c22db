"""What `taklimat check` finds, and how it is said: to people, GitHub, code scanners, programs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import Counter
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from taklimat import __version__
from taklimat.checking import style
from taklimat.checking.codes import CODES, WARNINGS
from taklimat.source.pages import without_code
from taklimat.source.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taklimat.glossary.terms import Glossary
    from taklimat.site.settings import Settings
    from taklimat.site.site import Site
    from taklimat.source.frontmatter import Document
    from taklimat.source.problems import Problem

Format = Literal["github", "sarif", "json"]
# In front matter, the words under which search finds a page, in any language.
_SOUGHT = re.compile(r"^search:.*\n(?:[ \t\]-].*\n)*", re.MULTILINE)
_SPELLING = re.compile(r"^(?P<path>.*?):(?P<line>\d+): (?P<word>\S+) ==> (?P<better>.*)$", re.M)


@dataclass(frozen=True, order=True)
class Found:
    """One thing to mend. `line` and `column` count from 1; line 0 stands for the whole file."""

    path: str
    line: int
    column: int
    code: str
    what: str
    remedy: str
    is_minor: bool = False
    """Whether it may stay here, though not elsewhere: such as in a source that nothing cites."""

    def __post_init__(self) -> None:
        for name in ("path", "what", "remedy"):
            object.__setattr__(self, name, visible(getattr(self, name)))

    @property
    def is_warning(self) -> bool:
        """Whether it may stay as it is."""
        return self.is_minor or self.code in WARNINGS

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.what}: {self.remedy}"

    @classmethod
    def of(cls, problem: Problem, *, is_minor: bool = False) -> Found:
        """A problem of the build."""
        place = problem.path, problem.line, 1
        return cls(*place, problem.code, problem.what, problem.remedy, is_minor)


class BrokenSettingsError(Exception):
    """Raised where settings can't be used, with what MkDocs or rumdl says of them."""


def in_style(documents: Iterable[Document], settings: Settings) -> Iterator[Found]:
    """What the house style has against the texts."""
    for document in documents:
        text = document.source
        if not document.body.strip() and not document.matter.value.get("kind"):
            yield Found(document.path, 0, 1, "W10", "the page has no text", "write it")
        for remark in _remarks(document, settings):
            line = text.count("\n", 0, remark.start) + 1
            column = remark.start - text.rfind("\n", 0, remark.start)
            yield Found(document.path, line, column, remark.code, remark.what, remark.remedy)


def fix(documents: Iterable[Document], settings: Settings, root: Path) -> list[str]:
    """Mend what is sure, in the files; returns the paths of those that changed."""
    documents = list(documents)
    before = {document.path: (root / document.path).read_bytes() for document in documents}
    for document in documents:
        text = document.source
        for remark in reversed(_remarks(document, settings)):
            if remark.better is not None:
                text = text[: remark.start] + remark.better + text[remark.end :]
        if text != document.source:
            (root / document.path).write_text(text, encoding="utf-8")
    _rumdl(["--fix"], list(before), root)
    return [path for path, data in before.items() if (root / path).read_bytes() != data]


def _remarks(document: Document, settings: Settings) -> list[style.Remark]:
    is_brief = document.matter.value.get("kind") == "brief"
    return style.remarks(document.source, document.body_start, settings.style, titled=is_brief)


def spelling(paths: Sequence[str], words: Sequence[str], root: Path) -> Iterator[Found]:
    """Words that codespell takes for misspelt; `words` are right whatever it says."""
    ignored = ["--ignore-words-list", ",".join(word.lower() for word in words)] if words else []
    command = [sys.executable, "-m", "codespell_lib", "--disable-colors", *ignored, "--", *paths]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    lines: dict[str, list[str]] = {}
    for found in _SPELLING.finditer(run.stdout):
        what = f"{found['word']!r} looks misspelt"
        line = int(found["line"])
        if found["path"] not in lines:
            # Code is spelt as its language has it, and what is looked for as readers do.
            text = (root / found["path"]).read_text("utf-8-sig")
            text = without_code(_SOUGHT.sub(lambda sought: "\n" * sought[0].count("\n"), text))
            lines[found["path"]] = text.split("\n")
        column = lines[found["path"]][line - 1].find(found["word"]) + 1
        if not column:
            continue
        path = found["path"].removeprefix("./").replace("\\", "/")
        yield Found(path, line, column, "W02", what, f"{found['better']}?")


def categories(glossary: Glossary) -> Iterator[Found]:
    """Entries whose category is almost that of more others: the glossary would list it apart."""
    counts = Counter(term.category for term in glossary)
    for term in glossary:
        more = [category for category in counts if counts[category] > counts[term.category]]
        if near := get_close_matches(term.category, more, n=1, cutoff=0.85):
            line = term.document.matter.line(("category",))
            what = f"the category {term.category!r} is almost {near[0]!r}"
            yield Found(term.document.path, line, 1, "G09", what, "write it in the same way")


def judgements(site: Site) -> Iterator[Found]:
    """Judgements of high confidence that rest on fewer than two independent sources."""
    for page in site.pages.values():
        for place, judgement in enumerate(page.judgements):
            number = site.bibliography.independent(judgement.sources)
            if judgement.confidence == "high" and number < 2 and site.bibliography:
                line = page.document.matter.line(("judgements", place, "sources"))
                count = "no source" if not number else "one independent source"
                what = f"high confidence on {count}"
                remedy = "lower it, or cite a source of another origin"
                yield Found(page.document.path, line, 1, "E07", what, remedy)


def markdown(paths: Sequence[str], root: Path) -> Iterator[Found]:
    """What rumdl has against the Markdown of files, by the rules of `.rumdl.toml`."""
    for each in json.loads(_rumdl(["--output-format", "json"], paths, root)):
        what = f"{each['message']} ({each['rule']})"
        remedy = "taklimat check --fix mends it" if each["fixable"] else "mend it by hand"
        path = each["file"].replace("\\", "/")
        yield Found(path, each["line"], each["column"], "W07", what, remedy)


def _rumdl(arguments: Sequence[str], paths: Sequence[str], root: Path) -> str:
    if not paths:
        return "[]"
    rumdl = shutil.which("rumdl", path=sysconfig.get_path("scripts")) or "rumdl"
    own = root / ".rumdl.toml"
    rules = own if own.is_file() else Path(__file__).with_name("markdown.toml")
    # Its settings are a contribution, too: they may not name programs to run.
    safe = ["--config", str(rules), "--no-code-block-tools", "--no-cache", "--no-exclude"]
    command = [rumdl, "check", *safe, *arguments, "--", *paths]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode not in (0, 1):
        raise BrokenSettingsError(run.stderr.strip())
    return run.stdout


# Accepting it -----------------------------------------------------------------------------------


def as_baseline(found: Iterable[Found], site: Site) -> str:
    """Findings that are accepted, a line each: with the text of their line, and not its number.

    So they stay accepted where lines are added above them, and no more are than there were.
    """
    head = "# Findings that are accepted for now. Take lines out as they are mended.\n"
    return head + "".join(f"{key}\n" for key in sorted(_keys(found, site)))


def not_accepted(found: Sequence[Found], baseline: str, site: Site) -> list[Found]:
    """The findings that a baseline does not list."""
    left = Counter(line for line in baseline.splitlines() if line and not line.startswith("#"))
    kept = []
    for each, key in zip(found, _keys(found, site), strict=True):
        left[key] -= 1
        if left[key] < 0:
            kept.append(each)
    return kept


def _keys(found: Iterable[Found], site: Site) -> Iterator[str]:
    lines: dict[str, list[str]] = {}
    for each in found:
        if each.path not in lines:
            file = site.root / each.path
            text = file.read_text("utf-8", errors="replace") if file.is_file() else ""
            lines[each.path] = text.split("\n")
        own = lines[each.path][each.line - 1] if 0 < each.line <= len(lines[each.path]) else ""
        digest = hashlib.sha256(own.strip().encode()).hexdigest()[:12]
        yield f"{each.path}\t{each.code}\t{each.what}\t{digest}"


# Saying it --------------------------------------------------------------------------------------


def said(found: Sequence[Found], form: Format) -> str:
    """The findings as programs read them."""
    if form == "json":
        listed = [{k: v for k, v in asdict(each).items() if k != "is_minor"} for each in found]
        return json.dumps(listed, ensure_ascii=False, indent=2)
    if form == "sarif":
        return json.dumps(_sarif(found), ensure_ascii=False, indent=2)
    return "\n".join(map(_annotation, found))


def _annotation(found: Found) -> str:
    """An annotation: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    place = f"file={_escaped(found.path, ',:')},line={max(found.line, 1)},col={found.column}"
    title = _escaped(f"{found.code} {CODES[found.code].title}", ",:")
    level = "warning" if found.is_warning else "error"
    return f"::{level} {place},title={title}::{_escaped(f'{found.what}: {found.remedy}')}"


def _escaped(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _sarif(found: Sequence[Found]) -> dict[str, object]:
    """SARIF 2.1.0, which code scanners read."""
    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].title},
            "help": {"text": CODES[code].text},
        }
        for code in sorted({each.code for each in found})
    ]
    results = [
        {
            "ruleId": each.code,
            "level": "warning" if each.is_warning else "error",
            "message": {"text": f"{each.what}: {each.remedy}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": each.path},
                        "region": {"startLine": max(each.line, 1), "startColumn": each.column},
                    }
                }
            ],
        }
        for each in found
    ]
    driver = {"name": "taklimat", "version": __version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
