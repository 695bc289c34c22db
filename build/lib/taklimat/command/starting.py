"""New files for authors to fill in, and a small site that builds as it is."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    import datetime as dt

_HOOKS = Path(__file__).parent.parent.parent


def slug(name: str) -> str:
    """A name as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-") or "new"


class _Dumper(yaml.SafeDumper):
    """Writes each value out: front matter has no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _matter(**keys: object) -> str:
    text = yaml.dump(keys, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{text}---\n"


def term(folder: str, name: str, acronym: str | None = None) -> tuple[str, str]:
    """The path and the text of a new entry."""
    keys: dict[str, object] = {"term": name}
    if acronym:
        keys["acronym"] = acronym
    keys |= {
        "definition": f"What {name} is, in one or two plain sentences.",
        "category": "Concepts",
    }
    return f"{folder}/{slug(name)}.md", _matter(**keys) + "\nThe longer article.\n"


def brief(title: str, today: dt.date) -> tuple[str, str]:
    """The path and the text of a new brief."""
    matter = _matter(
        kind="brief",
        title=title,
        summary="The bottom line, in one or two sentences.",
        authors=["Who answers for it"],
        date=today,
        updated=today,
        status="draft",
        judgements=[
            {
                "text": "What you judge, in a sentence.",
                "likelihood": "likely",
                "confidence": "moderate",
                "change": "What would change the judgement.",
                "review": today.replace(year=today.year + 1, day=min(today.day, 28)),
            }
        ],
        topics=["a topic"],
    )
    return f"docs/{slug(title)}.md", matter + "\n## The question\n\nThe text begins here.\n"


def site(name: str, today: dt.date) -> dict[str, str]:
    """The files of a small site, by path."""
    first = term("glossary", "briefing")[1].replace(
        "What briefing is, in one or two plain sentences.",
        "A short text that tells a reader what is known, and how surely.",
    )
    second = term("glossary", "key judgement")[1].replace(
        "What key judgement is, in one or two plain sentences.",
        "What a briefing concludes, with its likelihood and the confidence in it.",
    )
    text = brief("A first brief", today)[1].replace(
        "The text begins here.", "This briefing has one key judgement."
    )
    home = "# Welcome\n\nEvery briefing is in the menu. Begin with [the first](a-first-brief.md).\n"
    return {
        "mkdocs.yml": _settings(name),
        "docs/index.md": home,
        "docs/a-first-brief.md": text,
        "glossary/briefing.md": first,
        "glossary/key-judgement.md": second,
        ".rumdl.toml": (_HOOKS.parent / ".rumdl.toml").read_text(encoding="utf-8"),
        ".gitignore": "/site/\n/.site.*/\n.taklimat/\n__pycache__/\n",
    }


def _settings(name: str) -> str:
    """This generator's mkdocs.yml with a first part of its own."""
    whole = (_HOOKS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    rest = whole[whole.index("# From here on") :]
    # Old addresses belong to the other site.
    rest = re.sub(r"  # Old addresses.*?(?=  - search:)", "", rest, flags=re.DOTALL)
    first = {
        "site_name": name,
        "site_description": "What these briefs are about, in a sentence.",
        "nav": [
            {"Home": "index.md"},
            {"Briefs": ["a-first-brief.md"]},
            {"Glossary": "glossary/index.md"},
        ],
        "extra": {"generator": False, "taklimat": {"pdf": {"organisation": name}}},
    }
    return yaml.safe_dump(first, sort_keys=False, allow_unicode=True) + "\n" + rest


def copy_hooks(folder: Path) -> None:
    """Give a new site the hooks, and the library behind them."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(_HOOKS, folder / "hooks", ignore=ignored)
    (folder / "docs/snippets").mkdir(parents=True, exist_ok=True)
