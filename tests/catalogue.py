"""The catalogue of words, gathered from code and templates: what `make words` writes."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = ROOT / "hooks" / "taklimat"
FILE = PACKAGE / "locale" / "taklimat.pot"
_KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "forms": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_JINJA = "jinja2.ext:babel_extract"
_METHODS = [("**.py", "python"), ("**.html", _JINJA), ("**.md", _JINJA)]
# Headers that tell of the day, of versions, and of people.
_CHANGING = tuple(
    f'"{name}'
    for name in ("POT-C", "PO-R", "Generated-By", "Project-Id", "Report-", "Last-T", "Language-T")
)
_OPTIONS = {"**.html": {"silent": "false"}, "**.md": {"silent": "false", "trimmed": "true"}}


def gathered() -> Catalog:
    """All messages of the package, each with the files that say it."""
    catalogue = Catalog(project="Taklimat", charset="utf-8", header_comment="# Words of Taklimat.")
    for name, line, message, _, context in extract_from_dir(
        PACKAGE, _METHODS, _OPTIONS, _KEYWORDS, strip_comment_tags=True
    ):
        catalogue.add(message, locations=[(name, line)], context=context)
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for line, message in _descriptions(ast.parse(path.read_text(encoding="utf-8"))):
            catalogue.add(message, locations=[(name, line)])
    return catalogue


def _descriptions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What options and keys of front matter mean, which the page of settings shows."""
    for model in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        if any(ast.unparse(base).endswith(("Matter", "Item")) for base in model.bases):
            for keyword in (node for node in ast.walk(model) if isinstance(node, ast.keyword)):
                if keyword.arg == "description" and isinstance(keyword.value, ast.Constant):
                    yield keyword.value.lineno, str(keyword.value.value)


def written() -> str:
    """The catalogue as a file, the same wherever it is made."""
    file = BytesIO()
    write_po(file, gathered(), width=99, omit_header=False, sort_output=True, include_lineno=False)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_CHANGING))


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(), encoding="utf-8")
    print(f"{FILE.relative_to(Path.cwd())}: {len(gathered())} messages")
