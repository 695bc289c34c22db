"""How fast the site is read: `site/` as `make site` left it, served packed.

Lighthouse's scores for the home page, a brief, the timeline and the glossary: the median of five
runs each. How fast it is searched is told by `answering.py`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import browser as b

ROOT = Path(__file__).parent.parent
SITE = ROOT / "site"
PAGES = ("", "downgrade/", "timeline/", "glossary/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 5
TRIES = 4


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
    """Print them."""
    with b.served(SITE) as base:
        print(f"| page | {' | '.join(CATEGORIES)} |")
        for page in PAGES:
            runs = [lighthouse(base + page) for _ in range(ROUNDS)]
            medians = [statistics.median(run[name] for run in runs) for name in CATEGORIES]
            print(f"| /{page} | {' | '.join(f'{m:.0f}' for m in medians)} |", flush=True)


if __name__ == "__main__":
    main()
