"""A real browser on the real site, served as a host of static files would."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

# The first is the same browser without windows: Debian has it apart, and it takes half the time.
NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome",
)  # fmt: skip
WIDE = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}


def chromium() -> str:
    """The browser's path. Without one the tests are skipped, save where they must run."""
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    what = "no Chromium: apt-get install chromium, or set CHROMIUM to its path"
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def open_with_fonts(page: Page, address: str) -> None:
    """Open a page with texts as wide as their own fonts make them.

    On a busy machine these come too late, and `font-display: optional` leaves them out.
    """

    def waiting(route: Route) -> None:
        sheet = route.fetch()
        body = sheet.text().replace("font-display: optional", "font-display: block")
        route.fulfill(response=sheet, body=body)

    page.route("**/assets/taklimat.css", waiting)
    page.goto(address)
    # Of the reader's own fonts, some are not there.
    page.evaluate("() => Promise.allSettled([...document.fonts].map((font) => font.load()))")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files as hosts of static sites do: packed, with `_headers`, and 404.html for the rest."""

    protocol_version = "HTTP/1.1"
    extra_headers: tuple[tuple[str, str], ...] = ()

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            file /= "index.html"
        found = file.is_file()
        self._send(200 if found else 404, file if found else Path(self.directory) / "404.html")

    def _send(self, status: int, file: Path) -> None:
        packed = file.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        body = _bytes_of(file, packed)
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        for name, value in self.extra_headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


PACKED = frozenset((".html", ".css", ".js", ".json", ".svg", ".xml", ".atom", ".txt"))


@functools.cache
def _bytes_of(file: Path, packed: bool) -> bytes:
    return gzip.compress(file.read_bytes(), 9) if packed else file.read_bytes()


@contextmanager
def served(site: Path, *, headers: bool = True) -> Iterator[str]:
    """The address at which a site's files are served, with the headers of `_headers` or without."""
    text = (site / "_headers").read_text(encoding="utf-8") if headers else ""
    lines = text.splitlines()[1:]
    sent = tuple(cast("tuple[str, str]", tuple(line.strip().split(": ", 1))) for line in lines)
    own = type("Handler", (_Handler,), {"extra_headers": sent})
    handler = functools.partial(own, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


# Search -----------------------------------------------------------------------------------------

_RESULTS = """() => [...document.querySelectorAll(".search-results > li")].map(item => {
  const link = item.querySelector(".search-title");
  const text = selector => item.querySelector(selector)?.textContent ?? "";
  return link && {
    href: link.href, title: link.textContent, kind: text(".search-kind"), excerpt: text(".search-excerpt"),
  };
}).filter(Boolean)"""


@dataclass(frozen=True)
class Result:
    """A search result, as it shows."""

    page: str
    """The page's address from the site's root."""
    title: str
    kind: str
    excerpt: str


def open_search(page: Page) -> None:
    """Open the search as a reader would."""
    page.keyboard.press("/")
    page.wait_for_selector("dialog.search[open] input:focus")


def search(page: Page, base: str, query: str) -> list[Result]:
    """Put a query into the search's field and read the results."""
    page.locator("dialog.search input").fill(query)
    page.wait_for_selector(".search-results:not([aria-busy=true])", state="attached")
    return [
        Result(
            each["href"].removeprefix(base).partition("#")[0].partition("?")[0],
            each["title"],
            each["kind"],
            each["excerpt"],
        )
        for each in page.evaluate(_RESULTS)
    ]


@dataclass(frozen=True)
class Quality:
    """How well a search answers a set of queries."""

    ranks: dict[str, int]
    """The place of the page that each query wants, from 1; 0 where it does not show."""

    @property
    def mrr(self) -> float:
        """The mean reciprocal rank."""
        return sum(1 / rank for rank in self.ranks.values() if rank) / len(self.ranks)

    @property
    def success_at_3(self) -> float:
        """The share of queries whose page is among the first three."""
        return sum(0 < rank <= 3 for rank in self.ranks.values()) / len(self.ranks)


def quality(queries: dict[str, list[str]], answers: Callable[[str], list[str]]) -> Quality:
    """The quality of a search that answers a query with pages, the best first.

    `queries` have the pages of which each is a right answer.
    """
    ranks = {}
    for query, wanted in queries.items():
        places = (place for place, page in enumerate(answers(str(query)), 1) if page in wanted)
        ranks[str(query)] = next(places, 0)
    return Quality(ranks)


def asked_directly(page: Page) -> Callable[[str], list[str]]:
    """The search of a page's site without its box: it answers a query with pages, the best first."""
    page.evaluate("() => taklimat.loadSearch()")

    def answers(query: str) -> list[str]:
        ask = "async (query) => (await taklimat.search(query)).pages.map((page) => page.url)"
        return [url.removeprefix("./") for url in page.evaluate(ask, query)]

    return answers


# The worker of the theme's own search, with its messages.
_ASK_THEME = """async (base) => {
  const config = JSON.parse(document.querySelector("#__config").textContent);
  const index = await (await fetch(base + "search/search_index.json")).json();
  const worker = new Worker(new URL(config.search, location.href));
  const ask = (type, data) => new Promise((resolve) => {
    worker.onmessage = (event) => resolve(event.data.data);
    worker.postMessage({ type, data });
  });
  await ask(0, { config: index.config, docs: index.docs, options: { suggest: true } });
  window.answers = async (query) => (await ask(2, query)).items.map((group) => group[0].location);
}"""


def asked_of_theme(page: Page, base: str) -> Callable[[str], list[str]]:
    """The same of a site with the theme's own search."""
    page.evaluate(_ASK_THEME, base)

    def answers(query: str) -> list[str]:
        found = page.evaluate("(query) => window.answers(query)", query)
        return list(dict.fromkeys(location.partition("#")[0] for location in found))

    return answers


# Accessibility ----------------------------------------------------------------------------------

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(
    page: Page, part: str = "html", of: tuple[str, ...] = (), besides: tuple[str, ...] = ()
) -> list[str]:
    """What axe-core finds in an open page, or in a part of it: rule, element, why.

    `of` are the rules that are asked; none are all, but for those that were asked `besides`.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    options = {
        "resultTypes": ["violations"],
        # WCAG 2.2's, which axe-core leaves out unless asked.
        "rules": {"target-size": {"enabled": True}, **{r: {"enabled": False} for r in besides}},
        **({"runOnly": {"type": "rule", "values": of}} if of else {}),
    }
    found = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    return [
        f"{violation['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def artifacts() -> Path:
    """Where the tests leave pictures and figures for people to look at."""
    folder = Path(__file__).parent.parent / ".taklimat" / "artifacts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_figures(name: str, figures: Any) -> None:
    """Leave figures among the artifacts."""
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    (artifacts() / f"{name}.json").write_text(text + "\n", encoding="utf-8")
