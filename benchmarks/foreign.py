"""Link the terms of any glossary on any folder of Markdown: other people's pages, as they are.

`benchmarks/foreign.py DOCS GLOSSARY` converts each page below DOCS twice, with the extensions that
a site has and with ours beside them. GLOSSARY is a folder of entries, or a text file with a name a
line. It prints links, seconds, memory, and what else differs between the two: rule 13 forbids it.
"""

from __future__ import annotations

import argparse
import re
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import markdown
import yaml

from taklimat.glossary.extension import GlossaryExtension

DEFAULTS = Path(__file__).parent.parent / "hooks/taklimat/adapter/defaults.yml"
_LINK = re.compile(r'<a class="glossary-term" data-term="[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
# What needs a site around it.
_WITHOUT = ("pymdownx.snippets",)


def extensions() -> tuple[list[str], dict[str, Any]]:
    """Those of a site, and their options."""
    given = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))["markdown_extensions"]
    names = [name for name in given if name not in _WITHOUT]
    return names, {name: given[name] or {} for name in names}


def entries(names: Path, folder: Path) -> Path:
    """A folder of entries for a list of names."""
    if names.is_dir():
        return names
    listed = dict.fromkeys(filter(None, map(str.strip, names.read_text("utf-8").splitlines())))
    for number, name in enumerate(listed):
        matter = {"term": name, "definition": f"What {name} is.", "category": "Terms"}
        text = f"---\n{yaml.safe_dump(matter, allow_unicode=True)}---\n"
        (folder / f"name-{number}.md").write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Convert, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("glossary", type=Path)
    options = parser.parse_args()
    names, configs = extensions()
    taken = {"plain": 0.0, "linked": 0.0}
    pages = links = different = 0
    with tempfile.TemporaryDirectory() as folder:
        glossary = str(entries(options.glossary, Path(folder)))
        ours = GlossaryExtension(glossary_dir=glossary, link="/glossary/{id}/", scope="page")
        for file in sorted(options.docs.rglob("*.md")):
            text = _MATTER.sub("", file.read_text(encoding="utf-8", errors="replace"))
            made = {}
            for kind, more in (("plain", []), ("linked", [ours])):
                converter = markdown.Markdown(extensions=[*names, *more], extension_configs=configs)
                begun = time.perf_counter()
                made[kind] = converter.convert(text)
                taken[kind] += time.perf_counter() - begun
            pages += 1
            links += len(_LINK.findall(made["linked"]))
            if _LINK.sub(r"\1", made["linked"]) != made["plain"]:
                different += 1
                print(f"differs: {file.relative_to(options.docs)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = taken["linked"] / taken["plain"]
    print(
        f"{pages} pages, {links} links; {taken['plain']:.1f} s without and {taken['linked']:.1f} s "
        f"with them ({ratio:.3f}); {memory:.0f} MB; {different} pages differ"
    )


if __name__ == "__main__":
    main()
