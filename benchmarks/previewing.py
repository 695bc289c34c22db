"""How long a change takes from the write of a file to the new text in an answer of the preview.

A site of 1,000 pages and 500 terms, where each page cites two of 200 sources and marks one of 200
claims. What is changed and where it has to show stands in `CHANGES`; each is made ten times, and
the median and the most are told, with the memory of the server before and after.

Run it with `make bench`; `--edits 200` changes one page so often, for what the memory is then.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

import growing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WAIT = 120.0  # seconds for an answer, or for a text in one
_GLANCE = 0.01
_BETWEEN = 0.6  # seconds from one change to the next, as who writes leaves


def make(root: Path, pages: int) -> None:
    """Write the site."""
    growing.ours(root, growing.Texts.of(pages))
    rng, data = random.Random(3), root / "docs/data"
    data.mkdir()
    keys, claims = ([f"{kind}{n}" for n in range(200)] for kind in "sC")
    sources = [{"id": key, "type": "book", "title": f"Book {key}"} for key in keys]
    (data / "sources.json").write_text(json.dumps(sources, indent=1))
    about = {"section": "S", "kind": "report", "text": "A text.", "status": "open", "today": "So."}
    (data / "claims.yml").write_text(yaml.safe_dump([{"id": id_, **about} for id_ in claims]))
    for kind in ("claims", "sources"):
        (root / f"docs/{kind}.md").write_text(f"---\ntitle: {kind}\nkind: {kind}\n---\n# {kind}\n")
    (root / "docs/index.md").write_text(f"# Home\n\n{{claim: {', '.join(claims)}}}\n")
    for file in sorted(root.glob("docs/section-*/*.md")):
        one, other = rng.sample(keys, 2)
        cited = f"As is told [@{one}] and [@{other}] {{claim: {rng.choice(claims)}}}."
        file.write_text(f"{file.read_text()}\n\n{cited}\n")
    options = {"claims": "docs/data/claims.yml", "bibliography": "docs/data/sources.json"}
    plugins = ["search", {"taklimat": options}]
    config = {"site_name": "Bench", "theme": "material", "plugins": plugins}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config))


class Server:
    """The preview of a site."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process, self._base = process, f"http://127.0.0.1:{port}/"

    def get(self, path: str) -> str:
        """A page; empty while there is none."""
        try:
            with urllib.request.urlopen(self._base + path, timeout=_WAIT) as answer:  # noqa: S310  (our own server)
                text: str = answer.read().decode()
                return text
        except OSError:
            return ""

    def wait(self, path: str, text: str) -> float:
        """Seconds until a page has a text."""
        begun = time.perf_counter()
        while text not in self.get(path):
            if time.perf_counter() - begun > _WAIT or self._process.poll() is not None:
                raise SystemExit(f"{text} is not on {path}")
            time.sleep(_GLANCE)
        return time.perf_counter() - begun

    @property
    def memory(self) -> float:
        """What it holds, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def served(root: Path) -> Iterator[Server]:
    """A site in its preview, once it has answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "taklimat", "serve", "-a", f"127.0.0.1:{port}"]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=root, env=growing.ENVIRONMENT, stdout=nothing, stderr=nothing
    )
    try:
        server = Server(process, port)
        print(f"first answer {server.wait('', '</html>'):.1f} s, {server.memory:.0f} MB")
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def mentioned(root: Path, server: Server) -> tuple[Path, str]:
    """An entry, and the address of a page that mentions it."""
    for page in sorted(root.glob("docs/section-*/*.md")):
        url = f"{page.parent.name}/{page.stem}/"
        for id_ in re.findall(r'data-term="([^"]+)"', server.get(url)):
            return root / f"glossary/{id_}.md", url
    raise SystemExit("no page mentions a term")


def changes(root: Path, server: Server) -> dict[str, tuple[str, Callable[[str], object]]]:
    """What is changed: where it shows, and what writes a text into it."""
    page = min(root.glob("docs/section-3/*.md"))
    url, text = f"section-3/{page.stem}/", page.read_text()
    config, sources, claims = (
        root / path for path in ("mkdocs.yml", "docs/data/sources.json", "docs/data/claims.yml")
    )
    settings, cited, told = config.read_text(), sources.read_text(), claims.read_text()
    key, claim = re.findall(r"@(s\d+)\]", text)[0], re.findall(r"claim: (C\d+)", text)[0]
    term, mentions = mentioned(root, server)
    entry, new_term, new = term.read_text(), root / "glossary/new.md", root / "docs/section-3/zz.md"

    def claimed(mark: str) -> None:
        entries = yaml.safe_load(told)
        for each in entries:
            if each["id"] == claim:
                each["text"] = f"A text {mark}."
        claims.write_text(yaml.safe_dump(entries))

    def called(mark: str) -> None:
        sources.write_text(cited.replace(f'"Book {key}"', f'"{mark}"'))

    def defined(mark: str) -> None:
        term.write_text(re.sub("definition: .*", f"definition: About {mark}.", entry))

    def added(mark: str) -> None:
        new_term.write_text(f"---\nterm: {mark}\ndefinition: A.\ncategory: Terms\n---\n")

    return {
        "a page": (url, lambda mark: page.write_text(f"{text}\n\n{mark}\n")),
        "a definition": (mentions, defined),
        "a source": (url, called),
        "a claim": ("claims/", claimed),
        "the site's name": (url, lambda mark: config.write_text(settings.replace("Bench", mark))),
        "a new term": ("glossary/new/", added),
        "a new page": ("section-3/zz/", lambda mark: new.write_text(f"# New {mark}\n")),
    }  # fmt: skip


def main() -> None:
    """Make all changes, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--edits", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, options.pages)
        with served(root) as server:
            for number, (what, (path, write)) in enumerate(changes(root, server).items()):
                seconds = []
                for time_ in range(options.times):
                    write(mark := f"Zq{number}x{time_}x")
                    seconds.append(server.wait(path, mark))
                    time.sleep(_BETWEEN)
                median, most = statistics.median(seconds), max(seconds)
                print(f"{what}: {median:.2f} s, at most {most:.2f}", flush=True)
            before = server.memory
            path, write = changes(root, server)["a page"]
            for edit in range(options.edits):
                write(mark := f"Zqe{edit}x")
                server.wait(path, mark)
            print(f"{before:.0f} MB, and after {options.edits} edits more {server.memory:.0f} MB")


if __name__ == "__main__":
    main()
