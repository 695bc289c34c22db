"""Draw how builds grow: seconds and memory against pages, both axes in powers."""

from __future__ import annotations

import statistics
from collections import defaultdict
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib import pyplot
from matplotlib.ticker import ScalarFormatter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from growing import Figure


def draw(figures: Iterable[Figure], file: Path) -> None:
    """Write an SVG with two charts side by side, the same bytes for the same figures."""
    mpl.rcParams.update({"svg.hashsalt": "taklimat", "svg.fonttype": "none", "font.size": 8})
    found: dict[str, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for each in figures:
        name = each.program if each.what == "clean" else f"{each.program}, {each.what}"
        found[name][each.pages].append(each)
    drawing, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for name, by_pages in found.items():
        pages = sorted(by_pages)
        style = "--" if "," in name else "-"
        seconds = [statistics.median(each.seconds for each in by_pages[n]) for n in pages]
        memory = [statistics.median(each.memory for each in by_pages[n]) for n in pages]
        left.plot(pages, seconds, style, marker=".", label=name)
        right.plot(pages, memory, style, marker=".", label=name)
    for chart, title in ((left, "Seconds"), (right, "Memory, MB")):
        chart.set_title(title, loc="left")
        chart.set_xlabel("pages")
        chart.loglog()
        chart.grid(visible=True, alpha=0.3)
        for axis in (chart.xaxis, chart.yaxis):
            axis.set_major_formatter(ScalarFormatter())
    drawing.legend(*left.get_legend_handles_labels(), loc="outside right upper", frameon=False)
    drawing.savefig(file, metadata={"Date": None})
