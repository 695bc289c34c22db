"""What a PDF's tags say to a screen reader of the heads of rows, and of acronyms."""

from __future__ import annotations

import io
import random
from html import escape
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

import forms
import pdfs
from taklimat.documents.model import Made, TermNote
from taklimat.source.origin import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from taklimat.documents.engine import Engine


engine = forms.engine


def made(engine: Engine, html: str, **changes: Any) -> bytes:
    pdf = engine.make(forms.document(html, **changes))
    assert isinstance(pdf, Made), pdf
    assert pdfs.problems(pdf.data) == []
    return pdf.data


def tables(data: bytes) -> list[list[list[tuple[str, str, list[str]]]]]:
    """Of each table the rows, of these the cells: kind, scope, and which cells head it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = []
        for kind, table in pdfs.elements(pdf):
            if kind != "/Table":
                continue
            # The identifiers, by the rows and the cells in them.
            rows = [row for kind, row in pdfs.below(table) if kind == "/TR"]
            cells = [
                [each for each in row.K if isinstance(each, pikepdf.Dictionary)] for row in rows
            ]
            places = {
                str(cell.ID): f"{y}.{x}"
                for y, row in enumerate(cells)
                for x, cell in enumerate(row)
                if "/ID" in cell
            }
            known = identifiers(pdf)
            assert set(places) <= known
            found.append(
                [
                    [(str(c.S), scope(c), [places[h] for h in headers(c)]) for c in row]
                    for row in cells
                ]
            )
        return found


def identifiers(pdf: pikepdf.Pdf) -> set[str]:
    """The entries of the tree of identifiers, which must be in order."""
    names = [bytes(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert names == sorted(set(names))
    return {name.decode() for name in names}


def attributes(cell: Any) -> Any:
    [found] = [each for each in cell.A if each.O == "/Table"]
    signs = [each for each in cell.A if "/BackgroundColor" in each or len(each) < 2]
    assert signs == [], "what was meant for us alone"
    return found


def scope(cell: Any) -> str:
    return str(attributes(cell).get("/Scope", ""))


def headers(cell: Any) -> list[str]:
    return [str(each) for each in attributes(cell).get("/Headers", [])]


def test_the_first_cell_of_a_row_heads_the_others(engine: Engine) -> None:
    html = (
        "<table><thead><tr><th>act</th><th>day</th><th>by</th></tr></thead><tbody>"
        '<tr><th scope="row">expelled</th><td>4 March</td><td>Malaysia</td></tr>'
        "<tr><td>none</td><td>5 March</td><td>nobody</td></tr>"
        "<tr><th>recalled</th><td>20 February</td><td>Malaysia</td></tr></tbody></table>"
    )
    [rows] = tables(made(engine, html))
    assert rows[0] == [("/TH", "/Column", [])] * 3
    assert rows[1][0] == ("/TH", "/Row", ["0.0"])
    assert rows[1][1:] == [("/TD", "", ["0.1", "1.0"]), ("/TD", "", ["0.2", "1.0"])]
    assert rows[2] == [("/TD", "", ["0.0"]), ("/TD", "", ["0.1"]), ("/TD", "", ["0.2"])]
    assert rows[3][0] == ("/TH", "/Row", ["0.0"])
    assert rows[3][1] == ("/TD", "", ["0.1", "3.0"])


def test_a_table_without_a_head_has_heads_of_rows(engine: Engine) -> None:
    html = "<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>"
    [rows] = tables(made(engine, html))
    assert [[kind for kind, _, _ in row] for row in rows] == [["/TH", "/TD"]] * 2
    assert [row[1][2] for row in rows] == [["0.0"], ["1.0"]]


def test_what_heads_a_column_within_the_body_heads_no_row(engine: Engine) -> None:
    html = (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
        '<tr><th scope="col">c</th><td>1</td></tr></tbody></table>'
    )
    [rows] = tables(made(engine, html))
    assert rows[1] == [("/TD", "", ["0.0"]), ("/TD", "", ["0.1"])]


@pytest.mark.parametrize("seed", range(6))
def test_each_cell_is_headed_by_the_heads_of_its_rows(engine: Engine, seed: int) -> None:
    """Tables with heads that go on over rows, longer than a page; the tags of all in one file."""
    rng = random.Random(seed)  # noqa: S311
    html, expected = "", []
    for _ in range(5):
        written, rows = table(rng)
        html += written
        expected.append(rows)
    found = [
        [[[h for h in heads if not h.startswith("0.")] for _, _, heads in row] for row in rows[1:]]
        for rows in tables(made(engine, html))
    ]
    assert found == expected


@pytest.mark.parametrize("span", [0, 2, 3, 9])
@pytest.mark.parametrize("kinds", [("tbody", "tbody"), ("tbody", "tfoot"), ("tfoot", "tbody")])
def test_a_head_of_rows_heads_no_cell_of_the_next_group(
    engine: Engine, span: int, kinds: tuple[str, str]
) -> None:
    written = [
        f'<tr><th rowspan="{span}">a</th><td>b</td></tr><tr><td>c</td></tr>',
        "<tr><td>d</td><td>e</td></tr>",
    ]
    groups = [
        f"<{kind}>{rows}</{kind}>"
        for kind, rows in zip(kinds, written if kinds[0] == "tbody" else written[::-1], strict=True)
    ]
    [rows] = tables(made(engine, f"<table>{''.join(groups)}</table>"))
    assert [[heads for _, _, heads in row] for row in rows] == [[[], ["0.0"]], [["0.0"]], [[], []]]


def table(rng: random.Random) -> tuple[str, list[list[list[str]]]]:
    """A table whose rows may have heads, and of each cell which of them head it."""
    width, rows, expected = rng.randint(2, 5), [], []
    y, above, left = 1, "", 0  # the head that goes on from a row above
    for _ in range(rng.choice([3, 8, 60])):
        cells, heads = [], []
        if left:
            left -= 1
            cells += [f"<td>{rng.randint(0, 99)}</td>" for _ in range(width - 1)]
            heads += [[above]] * (width - 1)
        elif rng.random() < 0.7:
            above, left = f"{y}.0", rng.choice([0, 0, 1, 2])
            span = f' rowspan="{left + 1}"' if left else ""
            cells += [f'<th scope="row"{span}>head</th>', *["<td>some words</td>"] * (width - 1)]
            heads += [[], *[[above]] * (width - 1)]
        else:
            cells += ["<td>x</td>"] * width
            heads += [[]] * width
        rows.append(f"<tr>{''.join(cells)}</tr>")
        expected.append(heads)
        y += 1
    while left:  # the last head ends with the table
        left -= 1
        rows.append(f"<tr>{'<td>end</td>' * (width - 1)}</tr>")
        expected.append([[above]] * (width - 1))
    head = "".join("<th>h</th>" for _ in range(width))
    body = "".join(rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", expected


def test_an_acronym_says_what_it_stands_for(engine: Engine) -> None:
    terms = (
        term("psi", "Proliferation Security Initiative", "PSI"),
        term("oic", "Organisation of Islamic Cooperation — “OIC” (‎العربية)", "OIC"),
        term("vx", "VX", ""),
    )
    html = (
        '<p>The <a class="term" data-term="psi" href="../g/psi/">PSI</a>, the '
        '<strong><a class="term" data-term="oic" href="../g/oic/">OIC</a></strong>, and '
        '<a class="term" data-term="oic" href="../g/oic/"><em>OIC</em></a>; '
        '<a class="term" data-term="vx" href="../g/vx/">VX</a>, and the '
        '<a class="term" data-term="psi" href="../g/psi/">Proliferation Security Initiative</a>.</p>'
    )
    with pikepdf.open(io.BytesIO(made(engine, html, terms=terms))) as pdf:
        said = [str(each.E) for _, each in pdfs.elements(pdf) if "/E" in each]
    assert said == [terms[0].stands_for, terms[1].stands_for, terms[1].stands_for]


def term(id_: str, name: str, acronym: str) -> TermNote:
    title = f"{name} ({acronym})" if acronym else name
    origin = (Origin(f"glossary/{id_}.md", ""),)
    html = f"<p>What {id_} is.</p>"
    stands_for = name if acronym else ""
    return TermNote(
        id_, title, html, f"g/{id_}.md", f"g/{id_}/", origin, acronym=acronym, stands_for=stands_for
    )


def test_the_real_tables_have_heads_of_rows(real_site: Path) -> None:
    for name in ("evidence", "forecasts", "tables", "dossier"):
        found = tables((real_site / f"pdf/{name}.pdf").read_bytes())
        assert any(scope == "/Row" for rows in found for row in rows for _, scope, _ in row), name


@pytest.mark.parametrize(
    "words",
    [
        "/BackgroundColor[0 0 0.003921569]",
        "<</Type/StructTreeRoot/K[1 0 R]>>",
        "<</Type/StructElem/S/TD/BackgroundColor[0 0 0.003921569]",
        "<</Type/Annot/Subtype/Link/Contents(5)",
        "/Suspects false /TextDecorationColor[0.105882354 0.3529412 0.5294118]",
    ],
)
def test_words_of_an_author_are_no_sign(words: str, engine: Engine) -> None:
    table = "<table><tr><th>head</th><td>cell</td></tr></table>"
    said = escape(words)
    data = made(engine, f"<h2>A {said} b</h2><p>{said}</p>{table}", title=f"T {words}")
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
        assert pdf.check_pdf_syntax() == []
        assert metadata["dc:title"] == f"T {words}"
        assert [str(each.title) for each in pdf.open_outline().root[0].children] == [f"A {words} b"]
    assert f"A {words} b" in " ".join(pdfs.text_of(data).split())
    [[row]] = tables(data)
    assert row == [("/TH", "/Row", []), ("/TD", "", ["0.0"])]
