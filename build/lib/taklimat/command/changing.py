"""What a change does to the site, for those who review it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from taklimat.checking.findings import Found
    from taklimat.site.site import Site

_KINDS = {"A": "added", "M": "changed", "D": "removed", "R": "renamed"}


class UnknownVersionError(Exception):
    """Raised for a version that the repository does not have."""


def changed_files(root: Path, since: str, folders: Sequence[str]) -> list[tuple[str, str]]:
    """The files of `folders` that differ from a version, each with what happened to it."""
    command = ["git", "diff", "--name-status", "-z", "--end-of-options", since, "--", *folders]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise UnknownVersionError(run.stderr.strip().splitlines()[0])
    fields = iter(run.stdout.split("\0"))
    found = []
    for status in fields:
        if not status:
            break
        path = next(fields)
        if status[0] in "RC":
            path = f"{path} → {next(fields)}"
        found.append((path, _KINDS.get(status[0], "changed")))
    return found


def report(site: Site, found: Sequence[Found], since: str, docs: str) -> str:
    """Terms and pages that changed, acronyms without an entry, what is to mend: as Markdown."""
    glossary = site.settings.glossary_dir
    files = changed_files(site.root, since, [docs, glossary])
    terms = [_line(path, what) for path, what in files if path.startswith(f"{glossary}/")]
    pages = [_line(path, what) for path, what in files if path.startswith(f"{docs}/")]
    allowed = set(site.settings.acronyms.allow)
    acronyms = [
        f"- {_code(acronym)}: {count}"
        for acronym, count in site.acronyms.most_common()
        if acronym not in allowed
    ]
    parts = [
        "## What this changes",
        _section("Terms", terms),
        _section("Pages and data", pages),
        _section("Acronyms without an entry", acronyms),
        _section("To mend", [f"- {_code(str(each))}" for each in found]),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"### {title}", "", *(lines or ["None."])])


def _line(path: str, what: str) -> str:
    return f"- {what}: {_code(path)}"


def _code(text: str) -> str:
    """A contribution's words as code, where they can't be markup."""
    return f"`{text.replace('`', ' ')}`"
