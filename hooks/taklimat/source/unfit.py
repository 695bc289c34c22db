"""What does not fit a model, in words: what it is, and how to mend it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

NO_DAY = "write a day as 2026-11-24"


def in_words(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    """What a pydantic error says, and how to mend it."""
    location = detail["loc"]
    key = ".".join(str(part) for part in location if isinstance(part, str)) or "the value"
    owner = _owner(model, location[:-1])
    last = str(location[-1]) if location else ""
    if detail["type"] == "missing":
        return f"`{key}` is missing", f"add it: {_purpose(owner, last)}"
    if detail["type"] == "extra_forbidden":
        fields = owner.model_fields if owner else {}
        known = [f.alias or name for name, f in fields.items()]
        return f"unknown key `{key}`", did_you_mean(last, known, f"known are {', '.join(known)}")
    if detail["input"] is None:
        return f"`{key}` is empty", f"write it, or take it out: {_purpose_of(model, location)}"
    if detail["type"] == "literal_error":
        # What it may be, the key's description says.
        return f"`{key}` is {_shown(detail['input'])}", _purpose_of(model, location)
    # A model's own check says what is wrong in an exception, and pydantic adds words to it.
    own = detail.get("ctx", {}).get("error")
    message = str(own) if isinstance(own, ValueError) else _in_plain_words(detail)
    what = f"`{key}` is {_shown(detail['input'])}: {_lower_first(message)}"
    return what, _purpose_of(model, location)


def _shown(given: object) -> str:
    """A value as messages show it."""
    shown = given.isoformat() if isinstance(given, dt.date) else repr(given)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _purpose_of(model: type[BaseModel], location: Sequence[str | int]) -> str:
    """What the key is for to which a location leads."""
    named = next((p for p in reversed(location) if isinstance(p, str)), "")
    return _purpose(_owner(model, location[: _last_index(location, named)]), named)


def _last_index(location: Sequence[str | int], part: str) -> int:
    return max((i for i, p in enumerate(location) if p == part), default=0)


def _owner(model: type[BaseModel], location: Iterable[str | int]) -> type[BaseModel] | None:
    """The model that the keys of `location` lead to from `model`."""
    owner: type[BaseModel] | None = model
    for part in location:
        if owner is None or not isinstance(part, str):
            continue
        field = next((f for name, f in owner.model_fields.items() if part in (name, f.alias)), None)
        owner = model_within(field.annotation) if field else owner
    return owner


def model_within(annotation: Any) -> type[BaseModel] | None:
    """The model that a type is, or holds: that of a list's items, say."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := model_within(argument):
            return found
    for argument in getattr(annotation, "__metadata__", ()):
        if found := model_within(argument):
            return found
    return None


def _purpose(owner: type[BaseModel] | None, name: str) -> str:
    if owner:
        for key, field in owner.model_fields.items():
            if name in (key, field.alias) and field.description:
                return f"`{name}` is {_lower_first(field.description)}"
    return "correct it"


def _in_plain_words(detail: ErrorDetails) -> str:
    """What pydantic says, without words of Python's."""
    match detail["type"]:
        case "too_short":
            return f"it needs at least {detail['ctx']['min_length']}"
        case "string_too_short" if not detail["input"].strip():
            return "it is empty"
        case "date_from_datetime_parsing" | "date_from_datetime_inexact" | "date_type":
            return NO_DAY
        case "string_pattern_mismatch":
            return "it has another form"
        case "model_type" | "dict_type":
            return "write it as a mapping of keys and values"
        case "tuple_type":
            return "write it as a list"
    return detail["msg"]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
