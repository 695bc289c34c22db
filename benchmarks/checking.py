"""How long `taklimat check` takes on 1,000 pages of some 1,100 words, with 100 names of terms."""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import linking

PAGES, NAMES, ROUNDS, SEED = 1_000, 100, 3, 17


def main() -> None:
    """Print the seconds of each round."""
    rng = random.Random(SEED)
    words = linking.vocabulary(rng)
    terms = linking.make_terms(rng, words, 10_000)
    pages = [linking.make_page(rng, words, terms[:25], number) for number in range(PAGES)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some = terms[: NAMES // linking.NAMES_PER_TERM]
        linking.write_project(folder, pages, terms, some, "whole")
        cold, warm = [], []
        for _ in range(ROUNDS):
            shutil.rmtree(folder / ".taklimat", ignore_errors=True)
            cold.append(_seconds(folder))
            page = folder / "docs/section-1/page-60.md"
            page.write_text(page.read_text() + "\nAnother word.\n")
            warm.append(_seconds(folder))
        for kept, taken in (("nothing kept", cold), ("all but a page kept", warm)):
            median = statistics.median(taken)
            print(f"{PAGES} pages, {kept}: {median:.1f} s ({', '.join(f'{t:.1f}' for t in taken)})")


def _seconds(folder: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "taklimat", "check"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
