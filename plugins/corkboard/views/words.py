"""The site's own words in each language.  The keys are the English words themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

__all__ = ["Words", "words"]


class Words:
    """Says things in one language; what it has no words for it says in English."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._locale = _locale(lang)
        self._catalog = {**_catalog("en"), **_catalog(lang.partition("-")[0])}
        self._dates: dict[dt.date, str] = {}
        self._known_in_part: dict[tuple[str, int, int, bool], str] = {}

    def __call__(self, text: str, **values: object) -> str:
        said = self._catalog.get(text, text)
        return said.format(**values) if values else said

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self._locale.text_direction)

    @property
    def own_name(self) -> str:
        """What the language calls itself, e.g. "Русский"."""
        name = self._locale.get_display_name(self._locale) or self.lang
        return name[:1].upper() + name[1:]

    def date(self, day: dt.date) -> str:
        """E.g. "November 22, 2026"."""
        if day not in self._dates:
            self._dates[day] = format_date(day, "long", self._locale)
        return self._dates[day]

    def brief_date(self, day: dt.date) -> str:
        """E.g. "Nov 22, 2026"."""
        return format_date(day, "medium", self._locale)

    def percent(self, figure: float) -> str:
        """E.g. "62.5%"."""
        return format_percent(Decimal(str(figure)) / 100, locale=self._locale, decimal_quantization=False)

    def figure(self, figure: float) -> str:
        """E.g. "62.5"."""
        return format_decimal(Decimal(str(figure)), locale=self._locale, decimal_quantization=False)

    def year(self, number: int) -> str:
        """E.g. "2026"."""
        return self._by_skeleton("y", number)

    def month_of(self, year: int, month: int, after_preposition: bool = False) -> str:
        """E.g. "November 2026"; where months are declined, in the genitive after a preposition: "ноября 2026 г."."""
        return self._by_skeleton("yMMMM", year, month, after_preposition)

    def _by_skeleton(self, skeleton: str, year: int, month: int = 1, declined: bool = False) -> str:
        """`LLLL` stands for a month alone, `MMMM` for one within a date (Unicode TS 35, part 4, date fields)."""
        known = skeleton, year, month, declined
        if known not in self._known_in_part:
            pattern = str(self._locale.datetime_skeletons[skeleton].pattern)
            pattern = pattern.replace("LLLL", "MMMM") if declined else pattern
            self._known_in_part[known] = format_date(dt.date(year, month, 1), pattern, self._locale)
        return self._known_in_part[known]

    def month(self, number: int) -> str:
        """E.g. "November"."""
        return str(self._locale.months["stand-alone"]["wide"][number])


@cache
def words(lang: str) -> Words:
    return Words(lang)


def _locale(lang: str) -> Locale:
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _catalog(lang: str) -> Mapping[str, str]:
    file = files("corkboard") / "locales" / f"{lang}.yaml"
    if not file.is_file():
        return {}
    catalog: Mapping[str, str] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return catalog
