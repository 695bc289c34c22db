"""The rooms of the library: which may know which."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import taklimat

ROOT = Path(taklimat.__file__).parent
# A package may import those of the floors below its own, and none beside it.
FLOORS = [
    {"source"},
    {"glossary", "evidence", "documents", "security"},
    {"site"},
    {"checking"},
    {"adapter"},
    {"command"},
]
MKDOCS = {"mkdocs", "material"}


def imports(file: Path) -> set[str]:
    """The modules that a module imports, for types only as well."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{name.name}" for name in node.names}
            found |= {name if name in MODULES else node.module for name in whole}
    return found


def name_of(file: Path) -> str:
    return ".".join(("taklimat", *file.relative_to(ROOT).with_suffix("").parts)).removesuffix(
        ".__init__"
    )


FILES = {name_of(file): file for file in ROOT.rglob("*.py")}
MODULES = set(FILES)


def test_every_room_stands_on_a_floor_and_says_what_may_be_in_it() -> None:
    packages = {folder.name for folder in ROOT.iterdir() if (folder / "__init__.py").is_file()}
    assert packages == set().union(*FLOORS)
    assert all(ast.get_docstring(ast.parse(file.read_text("utf-8"))) for file in FILES.values())


def test_imports_only_point_down() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    upwards = []
    for name, file in FILES.items():
        room = name.split(".")[1] if "." in name else ""
        for target in imports(file) & MODULES:
            other = target.split(".")[1] if "." in target else ""
            if room in floor and other in floor and other != room and floor[other] >= floor[room]:
                upwards.append(f"{name} imports {target}")
    assert upwards == []


def test_there_are_no_circles() -> None:
    graph = {name: imports(file) & MODULES - {name} for name, file in FILES.items()}
    order = list(TopologicalSorter(graph).static_order())  # raises where there is a circle
    assert set(order) == MODULES


def test_mkdocs_is_known_to_one_package_only() -> None:
    knowing = {
        name.split(".")[1]
        for name, file in FILES.items()
        if MKDOCS & {target.split(".")[0] for target in imports(file)}
    }
    assert knowing <= {"adapter", "command"}


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name: len(file.read_text("utf-8").splitlines()) for name, file in FILES.items()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_each_hook_is_a_line_of_the_table_of_contents() -> None:
    for file in ROOT.parent.glob("*.py"):
        title, *imported = ast.parse(file.read_text("utf-8")).body
        assert isinstance(title, ast.Expr), file
        assert [type(node) for node in imported] == [ast.ImportFrom], file
