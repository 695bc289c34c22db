"""A style: an XML file of CSL's, read once, and made into writers for each language."""

from __future__ import annotations

import functools
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from taklimat.evidence.csl import locale as locales
from taklimat.evidence.csl.dressing import Dress, dress
from taklimat.evidence.csl.elements import Maker
from taklimat.evidence.csl.locale import NAMESPACE
from taklimat.evidence.csl.names import INHERITED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from taklimat.evidence.csl.locale import Locale
    from taklimat.evidence.csl.rich import Text
    from taklimat.evidence.csl.run import Run

Area = Literal["citation", "bibliography"]
_OF_NAMES = (*INHERITED, "name-form", "name-delimiter", "names-delimiter")


class StyleError(ValueError):
    """What is wrong with a style."""


@dataclass(frozen=True)
class Key:
    """What is sorted by."""

    write: Callable[[Run], Text] | None
    variable: str
    attributes: Mapping[str, str]
    is_descending: bool


@dataclass(frozen=True)
class Layout:
    """An area of a style, for a language."""

    write: Callable[[Run], Text]
    dress: Dress
    delimiter: str
    keys: tuple[Key, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)


class Style:
    """A style of CSL's.

    Raises `StyleError` for what is no such style.
    """

    def __init__(self, text: str) -> None:
        try:
            root = ET.fromstring(text)  # noqa: S314  (expat refuses what expands without end)
        except ET.ParseError as error:
            raise StyleError(str(error)) from None
        if root.tag != f"{NAMESPACE}style":
            raise StyleError("the file is no style of CSL's")
        if root.find(f"{NAMESPACE}citation") is None:
            raise StyleError("the style has no <citation>: it is one that depends on another")
        self._root = root
        self.kind = "note" if root.get("class") == "note" else "in-text"
        """Whether citations are notes, or stand in the text."""
        self.default_locale = root.get("default-locale", "")
        self.has_bibliography = root.find(f"{NAMESPACE}bibliography") is not None
        self.writes_suffix = any(
            element.get("variable") == "year-suffix" for element in root.iter(f"{NAMESPACE}text")
        )
        """Whether it says itself where the letter behind a year stands."""
        self.has_numbers = any(each.get("variable") == "citation-number" for each in root.iter())
        """Whether it numbers the works anywhere."""
        self.is_numeric = self.kind == "in-text" and self.has_numbers
        """Whether citations are numbers, in the order of a text or its list of works."""
        self.clears = any(
            name.startswith("disambiguate") for element in root.iter() for name in element.attrib
        )
        """Whether it tells apart what would be cited alike."""
        self.demote = root.get("demote-non-dropping-particle", "display-and-sort")
        self._own = root.findall(f"{NAMESPACE}locale")
        self._macros = {macro.get("name", ""): macro for macro in root.findall(f"{NAMESPACE}macro")}
        self._layouts: dict[tuple[Area, str], Layout] = {}
        self.layout("citation", locales.DEFAULT)  # so that what is wrong is known now

    @functools.cache  # noqa: B019  (as many as there are languages; styles live as long)
    def locale(self, language: str) -> Locale:
        """The words of a language, with the style's own over them."""
        return locales.load(language, self._own)

    def layout(self, area: Area, language: str) -> Layout:
        """An area, with its writers."""
        made = self._layouts.get((area, language))
        if made is None:
            try:
                made = self._layout(area, language)
            except (ValueError, RecursionError) as error:
                raise StyleError(str(error) or "it is nested too deeply") from None
            self._layouts[area, language] = made
        return made

    def _layout(self, area: Area, language: str) -> Layout:
        element = self._root.find(f"{NAMESPACE}{area}")
        if element is None:
            raise StyleError(f"the style has no <{area}>")
        layout = element.find(f"{NAMESPACE}layout")
        if layout is None:
            raise StyleError(f"its <{area}> has no <layout>")
        inherited = self._inherited(element)
        maker = Maker(self._macros, self.locale(language), inherited, self.writes_suffix)
        writers = maker.children(layout)
        sort = element.find(f"{NAMESPACE}sort")
        keys = [] if sort is None else [self._key(key, maker) for key in sort]

        has_field = "second-field-align" in element.attrib

        def write(run: Run) -> Text:
            text: Text = []
            for number, writer in enumerate(writers):
                text += writer(run)
                if has_field and not number and text:
                    text.append(" ")  # where a margin would be
            return text

        return Layout(
            write,
            dress(layout.attrib).around_affixes(),
            layout.get("delimiter", ""),
            tuple(keys),
            element.attrib,
        )

    def _inherited(self, element: Element) -> dict[str, str]:
        found = dict(self._root.attrib)
        found.update({k: v for k, v in element.attrib.items() if k in _OF_NAMES})
        return found

    @staticmethod
    def _key(element: Element, maker: Maker) -> Key:
        macro = element.get("macro")
        return Key(
            maker.macro(macro) if macro else None,
            element.get("variable", ""),
            dict(element.attrib),
            element.get("sort") == "descending",
        )
