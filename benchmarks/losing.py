"""What paper loses: three of the pages in `tests/documents/torture`, by this and by three others.

Each page of the finished site becomes a PDF by our engine; by WeasyPrint and Chromium, which are
given the page's article as HTML; and by pandoc and Typst. Told are pages, size, words of the page
that are not in the PDF in their order, signs outside the page, and what `tests/pdfs.py` finds that
keeps a PDF from being fit for circulation (PDF/UA-1 among it). Run it with `make bench`.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypandoc
import pypdfium2
import typst
from lxml.html import document_fromstring, tostring
from weasyprint import HTML

import browser as b
import pdfs
from torture import GONE, article_of, built_in, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import PdfMargins

    from conftest import Built

MARGIN = "2.5cm"
PAGES = ("words", "tables", "notes")
STYLE = """
@page { size: A4; margin: 2.5cm } body { font-family: serif; font-size: 10.5pt }
table { border-collapse: collapse } td, th { border-bottom: 1px solid #ccc; padding: 4pt }
"""


def expected(torture: Built, name: str) -> list[str]:
    """The words of a page, as paper should have them."""
    article = article_of(torture, name)
    for element in article.xpath(GONE):
        if element.getparent() is not None:
            element.drop_tree()
    return words(article)


def lost(wanted: list[str], data: bytes) -> int:
    """How many of the words are not in the PDF behind those before them."""
    text = pdfs.text_of(data)
    joined = re.sub(r"[\s\u00ad\u200b\ufffe-]+", "", text)
    at = missing = 0
    for word in wanted:
        found = joined.find(word, at)
        missing += found < 0
        at = max(at, found + len(word))
    return missing


def outside(data: bytes) -> int:
    """How many signs stand beyond the edge of their page."""
    count = 0
    for page in pypdfium2.PdfDocument(data):
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(place)
            beyond = left < 0 or right > width or bottom < 0 or top > height
            count += beyond and bool(text.get_text_range(place, 1).strip())
    return count


def as_html(torture: Built, name: str) -> str:
    """A page's article, as a page of its own."""
    article = tostring(article_of(torture, name), encoding="unicode")
    base = (torture.site / name / "index.html").as_uri()
    head = f'<title>{name}</title><base href="{base}"><style>{STYLE}</style>'
    page = document_fromstring(
        f'<html lang="en"><head><meta charset="utf-8">{head}</head><body>{article}</body></html>'
    )
    return f"<!doctype html>{tostring(page, encoding='unicode')}"


def by_weasyprint(html: str) -> bytes:
    """Its PDF/UA-1."""
    data: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return data


def by_chromium(html: str) -> bytes:
    """What it prints, with tags and bookmarks."""
    with b.launched() as browser:
        page = browser.new_page()
        page.set_content(html)
        margin: PdfMargins = {"top": MARGIN, "right": MARGIN, "bottom": MARGIN, "left": MARGIN}
        return page.pdf(format="A4", margin=margin, tagged=True, outline=True)


def by_pandoc(html: str) -> bytes:
    """Typst's PDF of what pandoc writes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "main.typ"
        command = [pypandoc.get_pandoc_path(), "--from=html", "--to=typst", "--standalone"]
        made = subprocess.run(
            [*command, f"--output={file}"], input=html.encode(), check=False, capture_output=True
        )
        if made.returncode:
            raise ValueError(made.stderr.decode())
        # Addresses of pictures lead nowhere there; the words are what is compared.
        source = re.sub(r"#?box\(image\(.*?\)\)|#?image\(.*?\)", "", file.read_text("utf-8"))
        file.write_text(source, encoding="utf-8")
        data: bytes = typst.compile(str(file))
        return data


OTHERS: dict[str, Callable[[str], bytes]] = {
    "WeasyPrint": by_weasyprint,
    "Chromium": by_chromium,
    "pandoc and Typst": by_pandoc,
}


def row(name: str, maker: str, wanted: list[str], data: bytes) -> str:
    """A line of the table."""
    count = len(pypdfium2.PdfDocument(data))
    faults = len(pdfs.problems(data))
    found = (count, f"{len(data) / 1000:.0f}", lost(wanted, data), outside(data), faults)
    return f"| {name} | {maker} | {' | '.join(map(str, found))} |"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        torture = built_in(Path(folder) / "site")
        print("| page | made by | pages | kB | words lost | signs off the page | faults |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        for name in PAGES:
            wanted = expected(torture, name)
            ours = (torture.site / f"pdf/{name}.pdf").read_bytes()
            print(row(name, "ours", wanted, ours), flush=True)
            html = as_html(torture, name)
            for maker, make in OTHERS.items():
                try:
                    print(row(name, maker, wanted, make(html)), flush=True)
                except (ValueError, typst.TypstError) as error:
                    print(f"| {name} | {maker} | none: {str(error)[:80]} | | | | |", flush=True)


if __name__ == "__main__":
    main()
