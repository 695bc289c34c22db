"""Every regular expression of the library takes at most in proportion to a text's length.

Each is fed with texts made of the signs that it speaks of: one or none at the beginning, and one or
two repeated. What is quadratic takes four times as long for twice the length; that is measured on
texts long enough to tell it from noise.
"""

from __future__ import annotations

import ast
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import regex

from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIBRARY = ROOT / "hooks/taklimat"
METHODS = ("compile", "sub", "search", "match", "fullmatch", "findall", "finditer", "split")
SHORT = 1500
"""A text so long takes a linear pattern well under a millisecond."""
LONG = 8_000


@dataclass(frozen=True)
class Pattern:
    """A regular expression: where it stands, itself, and the methods that it is used with."""

    place: str
    compiled: Any
    methods: frozenset[str]

    def run(self, text: str) -> None:
        for method in self.methods:
            if method == "sub":
                self.compiled.sub("", text)
            elif method == "finditer":
                for _ in self.compiled.finditer(text):
                    pass
            else:
                getattr(self.compiled, method)(text)


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call of a method of a name: the call, the name, the method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name):
                yield node, owner.id, node.func.attr


def patterns() -> Iterator[Pattern]:
    """Every pattern in the library that is written out in it."""
    for file in sorted(LIBRARY.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        used: dict[str, set[str]] = {}
        for _, owner, method in calls(tree):
            used.setdefault(owner, set()).add(method)
        named = {
            id(node.value): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call, owner, method in calls(tree):
            if owner in ("re", "regex") and method in METHODS:
                yield from pattern_of(
                    file, call, owner, method, used.get(named.get(id(call), ""), set())
                )


def pattern_of(
    file: Path, call: ast.Call, library: str, method: str, used: set[str]
) -> Iterator[Pattern]:
    text = written(call.args[0], file)
    if text is None:
        return
    flags = 0
    for node in ast.walk(call):
        if isinstance(node, ast.Attribute) and node.attr.isupper():
            flags |= getattr({"re": re, "regex": regex}[library], node.attr)
    compiled = {"re": re, "regex": regex}[library].compile(text, flags)
    methods = {method} if method != "compile" else used & set(METHODS) or {"finditer", "fullmatch"}
    place = f"{file.relative_to(LIBRARY).as_posix()}:{call.lineno}"
    yield Pattern(place, compiled, frozenset(methods))


def written(node: ast.expr, file: Path) -> str | None:
    """The text of a pattern, its names of constants filled in; None where it is made as it goes."""
    module = ".".join(["taklimat", *file.relative_to(LIBRARY).with_suffix("").parts])
    names = vars(__import__(module, fromlist=["_"]))
    try:
        text = eval(compile(ast.Expression(node), module, "eval"), dict(names))  # noqa: S307
    except NameError:
        return None
    return text if isinstance(text, str) else None


PATTERNS = list(patterns())


def signs(pattern: str) -> list[str]:
    """Signs that a pattern speaks of, and one of each usual kind."""
    plain = re.sub(
        r"\\[AbBdDsSwWZ]|\(\?[P<!=:#][^)]{0,3}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}", "", pattern
    )
    own = [sign for sign in dict.fromkeys(plain) if not sign.isalnum() and sign not in "?^ \n"]
    words = [sign for sign in dict.fromkeys(re.sub(r"[^a-z]", "", plain)) if sign != "a"]
    return [*own[:10], *words[:2], "a", " ", "1", "\n", "A"]


def seconds(run: Callable[[str], None], text: str) -> float:
    start = time.process_time()
    run(text)
    return time.process_time() - start


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.place)
def test_a_pattern_is_linear(pattern: Pattern) -> None:
    alphabet = signs(pattern.compiled.pattern)
    pieces = [*alphabet, *(one + other for one in alphabet for other in alphabet if one != other)]
    for first in ("", *alphabet):
        for piece in pieces:
            text = first + piece * (SHORT // len(piece))
            first_try = seconds(pattern.run, text)
            if first_try < 0.004:
                continue
            assert first_try < 1, (first, piece)
            short = min(
                seconds(pattern.run, first + piece * (LONG // len(piece))) for _ in range(2)
            )
            if short < 0.03:
                continue
            long = min(
                seconds(pattern.run, first + piece * (2 * LONG // len(piece))) for _ in range(2)
            )
            assert long < 3 * short, (first, piece, short, long)


def test_most_patterns_are_found() -> None:
    assert len(PATTERNS) > 80
