"""How fast the site is read and searched, in a real browser: `site/` as `make site` left it.

- From a keystroke to its first result, for each keystroke of the queries in `tests/whole/search/`.
- Lighthouse's scores for a home page, a brief and the glossary: the median of five runs each.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

import browser as b

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
SITE = ROOT / "site"
PAGES = ("", "downgrade/", "glossary/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 5
TRIES = 4

# From a key to the list's change, as the page sees it; 0 where the list stays as it is.
WATCH = """() => {
  window.waits = [];
  const list = document.querySelector(".md-search-result__list");
  document.querySelector(".md-search__input").addEventListener("keydown", () => {
    const start = performance.now();
    const observer = new MutationObserver(() => {
      if (!list.firstElementChild) return;
      window.waits.push(performance.now() - start);
      observer.disconnect();
    });
    observer.observe(list, { childList: true });
    setTimeout(() => observer.disconnect(), 400);
  }, true);
}"""


def keystrokes(page: Page, base: str) -> list[float]:
    """The milliseconds from each keystroke to its first result."""
    page.goto(base)
    b.open_search(page)
    b.search(page, base, "a")  # the index is loaded and built when search is opened first
    page.evaluate(WATCH)
    queries = yaml.safe_load((ROOT / "tests/whole/search/queries.yml").read_text(encoding="utf-8"))
    for query in [*queries["tuning"], *queries["held_out"]][::3]:
        page.locator(".md-search__input").fill("")
        page.locator(".md-search__input").press_sequentially(str(query), delay=120)
    return [float(wait) for wait in page.evaluate("() => window.waits")]


def lighthouse(url: str) -> dict[str, float]:
    """The scores of one run, in hundredths."""
    command = [
        "node",
        str(ROOT / "benchmarks/node_modules/lighthouse/cli/index.js"),
        url,
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    environment = {**os.environ, "CHROME_PATH": b.chromium()}
    for _ in range(TRIES):
        run = subprocess.run(command, capture_output=True, check=False, env=environment)
        if run.returncode == 0:
            categories = json.loads(run.stdout)["categories"]
            return {name: round(categories[name]["score"] * 100) for name in CATEGORIES}
        # It loses its browser now and then, before it has measured anything.
        print("a run failed:", run.stderr.decode().strip().splitlines()[-1], file=sys.stderr)
    raise SystemExit("Lighthouse failed each time")


def main() -> None:
    """Print both."""
    with b.served(SITE) as base:
        with b.launched() as browser:
            waits = sorted(keystrokes(browser.new_page(viewport=b.WIDE), base))  # type: ignore[arg-type]
        print(f"keystrokes with a result: {len(waits)}")
        for name, share in (("median", 0.5), ("95 %", 0.95), ("most", 1.0)):
            print(f"  {name}: {waits[min(len(waits) - 1, int(share * len(waits)))]:.0f} ms")
        print(f"| page | {' | '.join(CATEGORIES)} |")
        for page in PAGES:
            runs = [lighthouse(base + page) for _ in range(ROUNDS)]
            medians = [statistics.median(run[name] for run in runs) for name in CATEGORIES]
            print(f"| /{page} | {' | '.join(f'{m:.0f}' for m in medians)} |", flush=True)


if __name__ == "__main__":
    main()
