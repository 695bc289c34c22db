"""Builds that are killed, and builds that start together: is there a whole site at every moment?
And is the next one right, with what those have kept?

`python tests/enduring.py KILLS PAIRS KEPT` tries it as often as told.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from conftest import SMALL_SITE, small_config

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGES = 60
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}


class Site:
    """A small site of which builds are processes of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in SMALL_SITE.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        config = {**small_config(), "strict": True}
        (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        self.whole: frozenset[str] = frozenset()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "mkdocs", *(arguments or ("build",))]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.root, stdout=pipe, stderr=pipe, text=True, env=ENVIRONMENT
        )

    def build(self) -> float:
        """Build it once; returns the seconds that it took."""
        begun = time.monotonic()
        process = self.start()
        _, said = process.communicate()
        assert process.returncode == 0, said
        self.whole = frozenset(self.files())
        return time.monotonic() - begun

    def files(self) -> Iterator[str]:
        site = self.root / "site"
        for file in site.rglob("*"):
            if file.is_file():
                yield file.relative_to(site).as_posix()

    def is_whole(self) -> bool:
        return frozenset(self.files()) == self.whole


def kills(site: Site, times: int, seed: int = 1) -> list[int]:
    """Kill a build at a random moment, so often; returns the tries after which the site was broken."""
    chance = random.Random(seed)  # noqa: S311
    seconds = site.build()
    broken = []
    for number in range(times):
        process = site.start()
        time.sleep(chance.uniform(0, seconds * 1.1))
        process.kill()
        process.communicate()
        if not site.is_whole():
            broken.append(number)
    site.build()
    return broken


def pairs(site: Site, times: int, seed: int = 1) -> tuple[list[int], Counter[int]]:
    """Start two builds nearly together, so often; returns broken tries, and how builds ended.

    Meanwhile the site is looked at all the time: there is a start page at every moment.
    """
    chance = random.Random(seed)  # noqa: S311
    site.build()
    broken: list[int] = []
    ends: Counter[int] = Counter()
    missing = threading.Event()
    done = threading.Event()

    def watch() -> None:
        page = site.root / "site/index.html"
        while not done.is_set():
            if not page.is_file():
                missing.set()
            time.sleep(0.0005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(times):
        one = site.start()
        time.sleep(chance.uniform(0, 0.6))
        other = site.start()
        for process in (one, other):
            said = "".join(process.communicate())
            ends[process.returncode] += 1
            if process.returncode and "another build is under way" not in said:
                broken.append(number)
        if not site.is_whole() or missing.is_set():
            broken.append(number)
            missing.clear()
    done.set()
    watcher.join()
    return broken, ends


def kept(site: Site, times: int, seed: int = 1) -> list[int]:
    """Edit a site and kill the build, or the preview, that follows, so often; returns the tries
    after which the next build is not what a clean one makes."""
    chance = random.Random(seed)  # noqa: S311
    for number in range(_PAGES):
        text = f"# Page {number}\n\nVX, the PSI, [another](p{(number + 7) % _PAGES}.md).\n"
        (site.root / f"docs/p{number}.md").write_text(text, encoding="utf-8")
    seconds = site.build()
    broken = []
    for number in range(times):
        if chance.random() < 0.2:
            shutil.rmtree(site.root / ".taklimat")
        page = site.root / f"docs/p{chance.randrange(_PAGES)}.md"
        page.write_text(
            f"{page.read_text(encoding='utf-8')}\nWord {number}, the Strategic Trade Act.\n"
        )
        entry = site.root / "glossary/vx.md"
        text = entry.read_text(encoding="utf-8")
        entry.write_text(text.replace("nerve agent", f"nerve agent {number}"), encoding="utf-8")
        serves = ("serve", "-a", "127.0.0.1:0") if number % 4 == 0 else ("build",)
        process = site.start(*serves)
        time.sleep(chance.uniform(0, seconds * 1.1))
        process.kill()
        process.communicate()
        site.build()
        clean = site.start("build", "--clean", "-d", str(site.root / "clean"))
        _, said = clean.communicate()
        assert clean.returncode == 0, said
        if not _are_same(site.root / "site", site.root / "clean"):
            broken.append(number)
        entry.write_text(text, encoding="utf-8")
    return broken


def _are_same(one: Path, other: Path) -> bool:
    found = [
        {f.relative_to(site): f.read_bytes() for f in site.rglob("*") if f.is_file()}
        for site in (one, other)
    ]
    for files in found:  # with the time in it
        files.pop(Path("sitemap.xml.gz"), None)
    return found[0] == found[1]


def main(wanted_kills: int, wanted_pairs: int, wanted_kept: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        print(f"{wanted_kills} kills, broken after: {kills(site, wanted_kills)}")
        broken, ends = pairs(site, wanted_pairs)
        print(f"{wanted_pairs} pairs, broken: {broken}, exit statuses: {dict(ends)}")
        print(f"{wanted_kept} kills with what is kept, wrong after: {kept(site, wanted_kept)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
