"""The words that the generator puts on pages, on paper and into files: from one gettext catalogue.

English is what the code and the templates say, marked with `gettext` and its kin; all of it
together is `locale/taklimat.pot`. Another language is a translation of that file, such as
`locale/ms.po`. How dates, lists and numbers are written comes from the Unicode CLDR, by Babel.
"""

from __future__ import annotations

import functools
import gettext
import re
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, parse_pattern
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from taklimat.source.dates import Date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

_CATALOGUES = files("taklimat") / "locale"
_SOURCE = Locale("en", "001")
"""The language of the code: English as the world writes it."""
# One number for each of CLDR's categories that a language has is among these.
_COUNTS = (*range(201), 1000, 1_000_000)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name)
    """Mark a message for the catalogue that is looked up later."""
    return message


class Words:
    """The words of a language, and its ways to write dates, lists and numbers."""

    def __init__(self, locale: Locale, catalogue: gettext.NullTranslations) -> None:
        self.locale = locale
        self.catalogue = catalogue

    @classmethod
    def of(cls, language: str, region: str = "") -> Words:
        """Those of a language as BCP 47 names it; English where there is no catalogue for it.

        `region` is a language with its region, such as en-GB: dates follow it if it is of the
        words' own language.
        """
        return _words(language, region)

    def gettext(self, message: str, /, **values: object) -> str:
        """A message in the language, with `values` where it says ``%(name)s``."""
        # Under the empty message stands the catalogue's own header.
        return _filled(self.catalogue.gettext(message), values) if message else ""

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A message that stands for several things, as it is said of one of them."""
        return _filled(self.catalogue.pgettext(context, message), values)

    def ngettext(self, one: str, many: str, num: int, /, **values: object) -> str:
        """A message in the form for a number, which it may name ``%(num)s``."""
        return _filled(self.catalogue.ngettext(one, many, num), {"num": num, **values})

    @functools.cache  # noqa: B019  (of a handful of messages, and words are few)
    def forms(self, one: str, many: str) -> dict[str, str]:
        """A message for scripts: CLDR's categories of plurals to forms, with ``{num}`` in them."""
        numbers = {self.locale.plural_form(number): number for number in reversed(_COUNTS)}
        return {
            category: _filled(self.catalogue.ngettext(one, many, number), {"num": "{num}"})
            for category, number in sorted(numbers.items())
        }

    def date(self, date: Date | dt.date) -> str:
        """A date as exact as it is known: *13 February 2017*, *February 2017*, *2017*."""
        known = date if isinstance(date, Date) else Date.of(date)
        if known.day:
            return str(format_date(known.first, "long", locale=self.locale))
        return format_skeleton("yMMMM" if known.month else "y", known.first, locale=self.locale)

    def span(self, first: Date, last: Date) -> str:
        """A time from a date to another: *13–17 February 2017*."""
        if first == last:
            return self.date(first)
        if len(first.parts) == len(last.parts):
            formats = self.locale.interval_formats.get(
                ("y", "yMMMM", "yMMMd")[len(first.parts) - 1]
            )
            parts = zip("yMd", first.parts, last.parts, strict=False)
            differing = next((sign for sign, one, other in parts if one != other), None)
            if formats and differing in formats:
                # Spans of days are told in short months only: here they are written out.
                patterns = (pattern.replace("MMMM", "MMM") for pattern in formats[differing])
                written = (pattern.replace("MMM", "MMMM") for pattern in patterns)
                return "".join(
                    parse_pattern(pattern).apply(date.first, self.locale)
                    for pattern, date in zip(written, (first, last), strict=True)
                )
        pattern: str = self.locale.interval_formats[None]
        return pattern.format(self.date(first), self.date(last))

    @property
    def months(self) -> list[str]:
        """The short names of the twelve months."""
        names = self.locale.months["stand-alone"]["abbreviated"]
        return [names[month] for month in range(1, 13)]

    @property
    def month_names(self) -> list[str]:
        """Their names as they stand in dates, whole and short."""
        formats = self.locale.months["format"]
        return [
            formats[width][month] for width in ("wide", "abbreviated") for month in formats[width]
        ]

    @functools.cached_property
    def pairs(self) -> re.Pattern[str]:
        """What a line should not part: a date, a page and its number."""
        # By its first letter: pages are long, and a search for that alone is a quick one.
        names = sorted(self.month_names, key=len, reverse=True)
        first = re.escape("".join(sorted({name[0] for name in names})))
        months = "|".join(map(re.escape, names))
        rest = "|".join(rf"(?<={re.escape(name[0])}){re.escape(name[1:])}" for name in names)
        date = rf"(?<=\d)\d? (?:{months})(?: \d{{4}})?|(?:{rest}) \d{{4}}"
        return re.compile(rf"[\dp{first}](?<!\w.)(?:{date}|(?<=p)p?\. \d+)(?!\w)", re.DOTALL)

    def listed(self, items: Iterable[str]) -> str:
        """*One, two and three*."""
        return format_list(list(items), locale=self.locale)

    def number(self, value: float) -> str:
        """A number as it is written."""
        return format_decimal(value, locale=self.locale, decimal_quantization=False)

    def score(self, value: float) -> str:
        """A number with two places: *0.20*."""
        return format_decimal(value, "0.00", locale=self.locale)

    def percent(self, value: float) -> str:
        """So many of a hundred, to the nearest: *32%*."""
        return format_percent(round(value) / 100, locale=self.locale)

    def size(self, data: int) -> str:
        """So many bytes: *214 kB*, *1.3 MB*."""
        kilo = data / 1000
        value, unit = (
            (round(kilo / 1000, 1), "digital-megabyte")
            if kilo >= 1000
            else (max(1, round(kilo)), "digital-kilobyte")
        )
        return str(format_unit(value, unit, "short", locale=self.locale))


def _filled(message: str, values: dict[str, object]) -> str:
    return message % values if values else message


@functools.cache
def _words(language: str, region: str) -> Words:
    locale, catalogue = _catalogue(language)
    regional = _locale(region)
    if regional and regional.language == locale.language:
        locale = regional
    return Words(locale, catalogue)


def _catalogue(language: str) -> tuple[Locale, gettext.NullTranslations]:
    """The catalogue of a language, or of the wider one that it belongs to; else English."""
    locale = _locale(language)
    names = dict.fromkeys((str(locale), locale.language)) if locale else {}
    for name in names:
        file = _CATALOGUES / f"{name}.po"
        if file.is_file():
            compiled = BytesIO()
            with file.open("rb") as text:
                write_mo(compiled, read_po(text, name))
            compiled.seek(0)
            return Locale.parse(name), gettext.GNUTranslations(compiled)
    return _SOURCE, gettext.NullTranslations()


def is_locale(name: str) -> bool:
    """Whether a language, or one of a region, is known, such as en-GB."""
    return _locale(name) is not None


def has_words(language: str) -> bool:
    """Whether the generator's own words are there in a language; else they are English."""
    return _catalogue(language)[0].language == language.partition("-")[0].lower()


def _locale(name: str) -> Locale | None:
    try:
        return Locale.parse(name, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
