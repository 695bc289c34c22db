"""Read data files: YAML lists, each item checked, each problem with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taklimat.evidence import citations
from taklimat.evidence.sources import check_keys
from taklimat.source.bounds import in_bounds
from taklimat.source.frontmatter import Matter, parse_yaml, read_text, validate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TypeVar

    from taklimat.evidence.bibliography import Bibliography
    from taklimat.evidence.records import Item
    from taklimat.source.frontmatter import Data, Key
    from taklimat.source.problems import Problems

    ItemType = TypeVar("ItemType", bound=Item)

# The keys under which data name sources: a list of keys of the bibliography, or one.
_SOURCES, _SOURCE = "sources", "source"


def read_list(
    model: type[ItemType], file: Path, path: str, bibliography: Bibliography, problems: Problems
) -> tuple[ItemType, ...]:
    """The items of a YAML list as `model`s, with ids that don't repeat and sources that exist."""
    text = read_text(file, path, problems)
    data = parse_yaml(text, path, problems) if text is not None else None
    if data is None:
        return ()
    if not isinstance(data.value, list):
        problems.add(path, 1, "the file is no list", "begin each item with a hyphen", code="E01")
        return ()
    items: list[ItemType] = []
    for position, value in enumerate(data.value):
        item = validate(model, data, problems, at=(position,))
        if item is None or not _in_bounds(value, data, position, problems):
            continue
        items.append(item)
        _check_sources(value, data, (position,), bibliography, problems)
        for fault in item.faults():
            line = data.line((position, *fault.key))
            problems.add(path, line, fault.what, fault.remedy, code="E11")
    _check_ids(data, problems)
    return tuple(items)


def cited(item: Any) -> Iterator[str]:
    """The keys of all sources that an item of a data file names, in its parts too."""
    if isinstance(item, Matter):
        item = dict(item)
    if isinstance(item, dict):
        yield from item.get(_SOURCES) or ()
        if key := item.get(_SOURCE):
            yield key
        for name, value in item.items():
            if name not in (_SOURCES, _SOURCE):
                yield from cited(value)
    elif isinstance(item, tuple):
        for value in item:
            yield from cited(value)


def _walk(value: Any, at: Key) -> Iterator[tuple[Key, Any]]:
    """All that a value holds, and itself, each with its key."""
    yield at, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _walk(each, (*at, name))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _walk(each, (*at, position))


def _in_bounds(value: Any, data: Data, position: int, problems: Problems) -> bool:
    return all(
        in_bounds(text, data.path, problems, data.line(key))
        for key, text in _walk(value, (position,))
        if isinstance(text, str)
    )


def _check_sources(
    value: Any, data: Data, at: Key, bibliography: Bibliography, problems: Problems
) -> None:
    """Check the sources that an item names under its keys, and cites in its texts."""
    for key, each in _walk(value, at):
        if not isinstance(each, str):
            continue
        if _SOURCES in key or key[-1] == _SOURCE:
            keys = [each]
        else:
            keys = [cited for cited, _ in citations.keys(each)]
        check_keys(keys, bibliography, (data.path, data.line(key)), problems)


def _check_ids(data: Data, problems: Problems) -> None:
    """Note each id that the file gives again, to an item or to a part of one."""
    seen: set[str] = set()
    for key, id_ in _walk(data.value, ()):
        if key and key[-1] == "id" and isinstance(id_, str):
            if id_ in seen:
                problems.add(
                    data.path, data.line(key), f"the id {id_} again", "change it", code="E02"
                )
            seen.add(id_)
