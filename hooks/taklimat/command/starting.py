"""New files for authors to fill in, and a small site that builds as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from importlib.metadata import distribution
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2
import yaml

from taklimat import __version__
from taklimat.glossary.terms import is_id
from taklimat.security.files import wrong_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

TO_DO = "TODO:"
"""Stands before what an author still has to write."""


# Letters that are no others with an accent, as they are written where these are missing.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


class NoNameError(Exception):
    """Raised for a name of which no file's name can be made, and for an empty one."""


def slug(name: str) -> str:
    """A name as an id: small letters, digits and hyphens."""
    spelled = unicodedata.normalize("NFKD", name.lower().translate(_SPELLED))
    plain = spelled.encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if not found:
        raise NoNameError(
            f"no file can be called {name!r}: add a name in Latin letters with --file"
        )
    return found


def _file(id_: str) -> str:
    """The name of a page's file; raises `NoNameError` for one that a check would refuse."""
    name = f"{id_}.md"
    if wrong := wrong_name(name):
        raise NoNameError(f"{name}: {wrong}: choose another with --file")
    return name


class _Dumper(yaml.SafeDumper):
    """Writes each value out: front matter has no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _matter(**keys: object) -> str:
    text = yaml.dump(keys, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{text}---\n"


def term(
    folder: str, name: str, acronym: str | None = None, id_: str | None = None
) -> tuple[str, str]:
    """The path and the text of a new entry; raises `NoNameError`."""
    keys: dict[str, object] = {"term": name.strip()}
    if acronym:
        keys["acronym"] = acronym
    keys |= {
        "definition": f"{TO_DO} what it is, in one or two plain sentences.",
        "category": "Concepts",
    }
    return _entry(folder, keys, name, id_)


def name(folder: str, kind: str, name: str, id_: str | None = None) -> tuple[str, str]:
    """The path and the text of a new entry of a person or an organisation; raises `NoNameError`."""
    keys: dict[str, object] = {
        "kind": kind,
        "term": name.strip(),
        "definition": f"{TO_DO} who it is, in one or two plain sentences.",
    }
    return _entry(folder, keys, name, id_)


def _entry(folder: str, keys: dict[str, object], name: str, id_: str | None) -> tuple[str, str]:
    text = _matter(**keys) + f"\n{TO_DO} the longer article.\n"
    id_ = slug(id_ or name)
    if not is_id(id_):
        raise NoNameError(f"no term can be called {id_}.md: choose another name with --file")
    return f"{folder}/{_file(id_)}", text


def brief(title: str, today: dt.date, id_: str | None = None) -> tuple[str, str]:
    """The path and the text of a new brief; raises `NoNameError`."""
    matter = _matter(
        kind="brief",
        title=title.strip(),
        summary=f"{TO_DO} the bottom line, in one or two sentences.",
        authors=[f"{TO_DO} who answers for it"],
        date=today,
        updated=today,
        status="draft",
        judgements=[
            {
                "text": f"{TO_DO} what you judge, in a sentence.",
                "likelihood": "likely",
                "confidence": "moderate",
                "sources": [],
                "change": f"{TO_DO} what would change the judgement.",
                "review": _in_a_year(today),
            }
        ],
        topics=[f"{TO_DO} a topic"],
    )
    text = f"{matter}\n## {TO_DO} the question\n\n{TO_DO} the text.\n"
    return f"docs/{_file(slug(id_ or title))}", text


def _in_a_year(today: dt.date) -> dt.date:
    return today.replace(year=today.year + 1, day=min(today.day, 28))


def site(name: str, today: dt.date) -> dict[str, str]:
    """The files of a small site that shows each feature once, by path.

    Raises `NoNameError` for a name that is empty.
    """
    if not name.strip():
        raise NoNameError("the site's name is empty: write one")
    environment = jinja2.Environment(
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  (what is made is no HTML)
    )
    values = {
        "name": name.strip(),
        "today": today,
        "review": _in_a_year(today),
        "version": __version__,
        "digest": _digest(),
    }
    return {
        path: environment.from_string(text).render(values) if _is_template(path) else text
        for path, text in _texts(files("taklimat.command") / "site", "")
    }


def _texts(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        # Packages leave out files whose names begin with a dot.
        name = path + re.sub(r"^dot-", ".", each.name)
        if each.is_dir():
            yield from _texts(each, f"{name}/")
        else:
            yield name, each.read_text(encoding="utf-8")


def _is_template(path: str) -> bool:
    return path not in ("requirements.txt", "docs/data/sources.json")


def _digest() -> str:
    """The hash of the wheel that this was installed from; empty where pip has not kept it."""
    kept = distribution("taklimat").read_text("direct_url.json")
    hashes = json.loads(kept or "{}").get("archive_info", {}).get("hashes", {})
    return str(hashes.get("sha256", ""))


def begin_history(folder: Path) -> bool:
    """Make a repository of a folder; False where git is missing."""
    git = shutil.which("git")
    command = [git or "", "init", "--quiet", "--initial-branch=main", str(folder)]
    return git is not None and subprocess.run(command, check=False).returncode == 0  # noqa: S603
