"""How well the site's search answers, beside two others over the same pages, and at what size.

- Mean reciprocal rank and first three of ours, MiniSearch and FlexSearch, for the queries in
  `tests/whole/search/`: with the words of the pages only, and with our names and `search:` words.
- The index of ten times the texts, in other words, and how long a reader waits there from a key to
  the first result on a processor that is slowed four times.

How well the theme's own search does is told by `tests/whole/test_searching.py`.
"""

from __future__ import annotations

import gzip
import json
import logging
import random
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

import browser as b
from taklimat.site import searching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from playwright.sync_api import Page

    from taklimat.site.searching import Entry, Part

ROOT = Path(__file__).parent.parent
QUERIES = yaml.safe_load((ROOT / "tests/whole/search/queries.yml").read_text(encoding="utf-8"))
TIMES = 10
SLOWED = 4
SETS = {"tuned on": "tuned", "not seen before they were measured": "unseen"}

# From a key to the first result; a key that changes no result is none.
WATCH = """() => {
  window.waits = [];
  const list = document.querySelector(".search-results");
  document.querySelector("dialog.search input").addEventListener("beforeinput", (event) => {
    if (!event.data) return; // the field is emptied for the next query, which has no answer
    const start = event.timeStamp;
    const observer = new MutationObserver(() => {
      if (!list.querySelector("a")) return;
      window.waits.push(performance.now() - start);
      observer.disconnect();
    });
    observer.observe(list, { childList: true });
    setTimeout(() => observer.disconnect(), 1500);
  }, true);
}"""


def built(site: Path) -> tuple[list[Entry], tuple[Any, ...]]:
    """Build this site; what its index is made of: pages, and what else `searching.index` takes."""
    kept: list[Entry] = []
    rest: list[tuple[Any, ...]] = []
    index = searching.index

    def keeping(pages: Iterable[Entry], *more: Any) -> Iterator[tuple[str, Any]]:
        kept.extend(pages)
        rest.append(more)
        return index(kept, *more)

    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(site))
    del config.extra["taklimat"]["pdf"]  # no one searches them
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    with patch.object(searching, "index", keeping):
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return kept, rest[0]


# Others ------------------------------------------------------------------------------------------


def doc(entry: Entry, *, is_named: bool) -> dict[str, str]:
    """A page as another engine has it."""
    text = "\n".join(f"{part.title}\n{part.text}\n{part.more}" for part in entry.parts)
    names = " , ".join((*entry.names, *entry.words)) if is_named else ""
    return {
        "url": entry.url,
        "title": entry.title,
        "names": names,
        "summary": entry.summary,
        "text": text,
    }


def others(entries: list[Entry], stop: list[str], *, is_named: bool) -> dict[str, Any]:
    """What two other engines answer, and how large their index is."""
    queries = [str(query) for half in QUERIES.values() for query in half]
    docs = [doc(entry, is_named=is_named) for entry in entries]
    asked = json.dumps({"docs": docs, "queries": queries, "stop": stop})
    command = ["node", str(ROOT / "benchmarks/answering.mjs")]
    told = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, check=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def row(name: str, answers: Callable[[str], list[str]]) -> str:
    """A line of the table: the quality on each set."""
    found = [b.quality(QUERIES[half], answers) for half in SETS.values()]
    cells = [f"{each.mrr:.3f}, {each.success_at_3:.1%}" for each in found]
    return f"| {name} | {' | '.join(cells)} |"


# Ten times ---------------------------------------------------------------------------------------

VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnprstvwz"


def other_words(seed: int) -> Callable[[str], str]:
    """Changes each word of a text, the same word always to the same other one."""
    chance = random.Random(seed)
    swapped = {
        letter: other
        for letters in (VOWELS, CONSONANTS)
        for letter, other in zip(letters, chance.sample(letters, len(letters)), strict=True)
    }
    swapped |= {letter.upper(): other.upper() for letter, other in swapped.items()}
    table = str.maketrans(swapped)
    return lambda text: re.sub(r"[A-Za-z]{4,}", lambda word: word[0].translate(table), text)


def many(entries: list[Entry], times: int) -> Iterator[Entry]:
    """The pages as they are, and copies in other words; the small words stay."""
    yield from entries
    for copy in range(1, times):
        said = other_words(copy)

        def changed(part: Part, said: Callable[[str], str] = said) -> Part:
            return replace(part, title=said(part.title), text=said(part.text), more=said(part.more))

        for entry in entries:
            yield replace(
                entry,
                url=f"copy-{copy}/{entry.url}",
                title=said(entry.title),
                names=tuple(map(said, entry.names)),
                words=tuple(map(said, entry.words)),
                summary=said(entry.summary),
                parts=tuple(map(changed, entry.parts)),
            )


def write(files: Iterable[tuple[str, Any]], folder: Path) -> dict[str, int]:
    """Write an index; the bytes of each file, packed."""
    sizes = {}
    for old in folder.iterdir():
        old.unlink()
    for path, value in files:
        text = searching.as_json(value).encode()
        (folder / path).write_bytes(text)
        sizes[path] = len(gzip.compress(text, 9))
    return sizes


def waits(page: Page, base: str) -> list[float]:
    """The milliseconds from each key of every tenth query to its first result."""
    page.goto(base)
    b.open_search(page)
    b.search(page, base, "a")  # what is loaded at the first use is loaded
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.evaluate(WATCH)
    field = page.locator("dialog.search input")
    for query in [query for half in QUERIES.values() for query in half][::10]:
        field.fill("")
        field.press_sequentially(str(query), delay=250)
    page.wait_for_timeout(1500)
    return sorted(float(wait) for wait in page.evaluate("() => window.waits"))


def print_waits(page: Page, base: str) -> None:
    """What a reader waits."""
    found = waits(page, base)
    middle, most = found[len(found) // 2], found[-1]
    print(
        f"{len(found)} keys, {SLOWED} times slowed: median {middle:.0f} ms, at most {most:.0f} ms"
    )


def print_sizes(sizes: dict[str, int]) -> None:
    """The index's parts, in thousands of bytes."""
    by_part = {
        part: [size for path, size in sizes.items() if path.startswith(part)]
        for part in ("index", "words", "text")
    }
    for part, each in by_part.items():
        print(f"{part}: {sum(each) / 1000:.0f} kB in {len(each)}, at most {max(each) / 1000:.0f}")


def main() -> None:
    """Print all."""
    with TemporaryDirectory() as folder, b.launched() as browser:
        site = Path(folder) / "site"
        entries, rest = built(site)
        stop = json.loads((site / "search/index.json").read_text(encoding="utf-8"))["stop"]
        print(
            f"| | {' | '.join(f'{name} ({len(QUERIES[half])})' for name, half in SETS.items())} |"
        )
        print("| --- | ---: | ---: |")
        with b.served(site) as base:
            page = browser.new_page(viewport=b.WIDE)  # type: ignore[arg-type]
            page.goto(base)
            print(row("ours", b.asked_directly(page)))
        for is_named, named in ((False, "pages alone"), (True, "with our names and words")):
            for engine, told in others(entries, stop, is_named=is_named).items():
                print(row(f"{engine}, {named}", told["answers"].__getitem__), flush=True)
        larger = list(many(entries, TIMES))
        print(f"{len(larger)} pages of {sum(len(entry.parts) or 1 for entry in larger)} parts:")
        print_sizes(write(searching.index(larger, *rest), site / "search"))
        size = others(larger, stop, is_named=True)["MiniSearch"]["size"]
        print(f"MiniSearch's index of the same, without the texts: {size / 1000:.0f} kB")
        with b.served(site) as base:
            print_waits(browser.new_page(viewport=b.WIDE), base)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
