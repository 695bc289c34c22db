"""Tables of figures, evidence matrices: what is wrong with them is told at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from taklimat.evidence.bibliography import Bibliography
from taklimat.evidence.matrices import Matrix
from taklimat.evidence.reading import cited, read_list
from taklimat.evidence.sources import Source
from taklimat.evidence.tables import Table
from taklimat.source.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path

    from taklimat.evidence.records import Item

KNOWN = {key: Source(key, key.upper(), "", "", "", None) for key in ("gauge", "diary")}
TABLE = """\
- id: levels
  title: Water
  columns:
    - {name: Year}
    - {name: Level, unit: m}
    - {name: Dead, unit: people}
  rows:
    - {values: [1998, 3.5, ~], sources: [gauge]}
    - {values: [1999, 4, 2], sources: [gauge]}
  gap: not counted
"""
MATRIX = """\
- id: flood
  title: Why it flooded
  explanations:
    - {id: rain, name: Rain, text: It rained., sources: [diary]}
    - {id: gate, name: The gate, text: It was shut., sources: [diary]}
  rows:
    - id: night
      name: The night
      kind: act
      date: 1998-02-03
      text: It began.
      sources: [gauge]
      cells:
        rain: {speaks: for, quote: "it poured", source: diary}
        gate: {speaks: against, why: It stood open., source: diary}
"""


def told(model: type[Item], text: str, tmp_path: Path) -> list[str]:
    (tmp_path / "d.yml").write_text(text, encoding="utf-8")
    problems = Problems()
    bibliography = Bibliography(KNOWN, "chicago-notes", "en-GB")
    read_list(model, tmp_path / "d.yml", "d.yml", bibliography, problems)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("1998, 3.5, ~", "1998, 3.5", "d.yml:8: a row of 2 values, where there are 3 columns"),
        ("  gap: not counted\n", "", "d.yml:7: a table with gaps, without a word on what they"),
        ("sources: [gauge]}\n  gap", "sources: []}\n  gap", "d.yml:9: `rows.sources` is []"),
        ("sources: [gauge]}\n  gap", "sources: [gage]}\n  gap", "d.yml:9: an unknown source: gage"),
        (", sources: [gauge]}\n  gap", "}\n  gap", "d.yml:9: `rows.sources` is missing"),
        ("name: Dead", "name: Level", "d.yml:3: two columns of one name: Level"),
        ("1998, 3.5", "1998, .inf", "d.yml:8"),
        ("1998, 3.5", "1998, true", "d.yml:8"),
        ("1998, 3.5", "1998, [1]", "d.yml:8"),
        ("1998, 3.5", "1998, <0.1", ""),
        (
            "  gap:",
            "  picture: {kind: bars, columns: [Levels], words: W}\n  gap:",
            "d.yml:10: a picture of no column: Levels: did you mean Level?",
        ),
        (
            "  gap:",
            "  picture: {kind: bars, columns: [Level, Dead], words: W}\n  gap:",
            "d.yml:10: a picture of columns with different units",
        ),
        ("[1998", "[long ago", ""),
        ("[1998, 3.5", "[~, 3.5", "d.yml:8: a row without a name in its first column"),
        ("1998, 3.5", "1998, 1.0e+300", "d.yml:8: `rows.values` is"),
        ("1998, 3.5, ~", "1998, 0, 0", ""),
        ("1998, 3.5", "1998, 010", "d.yml:8: 010, which YAML reads as another number"),
        ("1998, 3.5", "1998, 0x1F", "d.yml:8: 0x1F, which YAML reads as another number"),
        ("name: Dead", "name: sources", "d.yml:3: a column called sources"),
        (
            "[1999, 4, 2], sources: [gauge]}\n",
            "[1998, 4, 2], sources: [gauge]}\n  picture: {kind: lines, columns: [Level], words: W}\n",
            "d.yml:9: lines with two values at 1998",
        ),
        (
            "1999, 4, 2], sources: [gauge]}\n",
            "later, 4, 2], sources: [gauge]}\n  picture: {kind: lines, columns: [Level], words: W}\n",
            "d.yml:10: lines above a first column that holds no numbers",
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_told(
    before: str, after: str, said: str, tmp_path: Path
) -> None:
    assert told(Table, TABLE, tmp_path) == []
    assert before in TABLE
    found = told(Table, TABLE.replace(before, after), tmp_path)
    assert (said in "\n".join(found)) if said else not found, found


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("gate: {speaks", "gates: {speaks", "d.yml:15: a cell of no explanation: gates: did you"),
        ("speaks: against", "speaks: maybe", "d.yml:15: `rows.cells.gate.speaks` is 'maybe'"),
        (", why: It stood open.", "", "d.yml:15: a cell that speaks against, without a reason"),
        ("why: It stood open., source: diary", "why: No.", "d.yml:15: a cell without a source"),
        ('"it poured"', f'"{"so " * 26}"', "d.yml:14: a quotation of 26 words: shorten it to 25"),
        ('"it poured"', f'"{"so " * 25}"', ""),
        ('quote: "it poured", source: diary', 'quote: "x", source: dairy', "d.yml:14: an unknown"),
        ("text: It was shut., sources: [diary]", "text: It was shut.", "d.yml:5: `explanations.s"),
        ("      sources: [gauge]\n", "", "d.yml:7: `rows.sources` is missing"),
        ("id: gate", "id: night", "d.yml:7: the id night again"),
        ("id: night", "id: Night", "d.yml:7: `rows.id` is 'Night'"),
    ],
)
def test_what_is_wrong_with_a_matrix_is_told(
    before: str, after: str, said: str, tmp_path: Path
) -> None:
    assert told(Matrix, MATRIX, tmp_path) == []
    assert before in MATRIX
    found = told(Matrix, MATRIX.replace(before, after), tmp_path)
    assert (said in "\n".join(found)) if said else not found, found


def test_what_an_item_names_anywhere_is_cited(tmp_path: Path) -> None:
    (tmp_path / "d.yml").write_text(MATRIX, encoding="utf-8")
    bibliography = Bibliography(KNOWN, "chicago-notes", "en-GB")
    (matrix,) = read_list(Matrix, tmp_path / "d.yml", "d.yml", bibliography, Problems())
    assert sorted(cited(matrix)) == ["diary", "diary", "diary", "diary", "gauge"]
    assert matrix.tally("rain") == {"for": 1}
    assert [row.id for row in matrix.telling] == ["night"]
