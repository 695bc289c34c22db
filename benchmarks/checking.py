"""How long `taklimat check` takes on 1,000 pages of some 1,100 words, with 100 names of terms."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import linking

PAGES, NAMES, ROUNDS, SEED = 1_000, 100, 3, 17


def main() -> None:
    """Print the seconds of each round, and what one page takes."""
    rng = random.Random(SEED)
    words = linking.vocabulary(rng)
    terms = linking.make_terms(rng, words, 10_000)
    pages = [linking.make_page(rng, words, terms[:25], number) for number in range(PAGES)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some = terms[: NAMES // linking.NAMES_PER_TERM]
        linking.write_project(folder, pages, terms, some, "whole")
        taken = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            command = [sys.executable, "-m", "taklimat", "check"]
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            taken.append(time.perf_counter() - start)
            if run.returncode not in (0, 1):
                raise SystemExit(run.stderr)
        print(f"{PAGES} pages: {', '.join(f'{t:.1f}' for t in taken)} s", end="; ")
        print(f"median {statistics.median(taken):.1f} s; {run.stderr.splitlines()[0]}")


if __name__ == "__main__":
    main()
