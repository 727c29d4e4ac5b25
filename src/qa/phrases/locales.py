"""How each language writes numbers, lists, days and plurals, as babel knows it.

Whoever imports this module pays for babel: about 30 ms at the first use of a language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

if TYPE_CHECKING:
    from qa.types import Language

_LOCALES: Final[dict[Language, str]] = {"fr": "fr", "en": "en_GB"}
"""The locale that each language is written in."""

_NUMBER: Final = "#,##0.######"


def plural_form(language: Language, count: float) -> str:
    """Which form a count takes: `one`, `other` or another one of the CLDR."""
    return Locale.parse(_LOCALES[language]).plural_form(count)


def number(language: Language, value: float) -> str:
    """A number with the separators of the language: `1,234.5`."""
    return format_decimal(value, format=_NUMBER, locale=_LOCALES[language])


def percent(language: Language, share: float) -> str:
    """A share (0..1) in whole percent, as the language writes it: `12 %`, `12%`."""
    return format_percent(share, locale=_LOCALES[language])


def language_name(language: Language, code: str) -> str:
    """What a language calls one by its code: `German`; the code if it has no name for that."""
    return str(Locale.parse(_LOCALES[language]).languages.get(code, code))


def country(name: str, language: Language, other: Language) -> str:
    """What another language calls a country: `Suède`, `Sweden`; empty if it is not known."""
    codes = {known: code for code, known in Locale.parse(_LOCALES[language]).territories.items()}
    return str(Locale.parse(_LOCALES[other]).territories.get(codes.get(name, ""), ""))


def duration(language: Language, count: int, unit: str) -> str:
    """So many of a unit of the CLDR (`minute`, `hour`, `day`): `30 minutes`."""
    return str(format_unit(count, f"duration-{unit}", locale=_LOCALES[language]))


def listed(language: Language, names: Sequence[str]) -> str:
    """`Le Monde, Reuters et l’AFP`."""
    return format_list(names, locale=_LOCALES[language])


def formatted(language: Language, day: date, pattern: str) -> str:
    """A day by a pattern of the CLDR: `d MMMM y`."""
    return format_date(day, pattern, locale=_LOCALES[language])


def negotiated(accepted: str, languages: Sequence[Language]) -> str | None:
    """The language that an Accept-Language header prefers; None if it accepts none of them."""
    items = [item.strip().partition(";q=") for item in accepted.split(",")]
    wanted = sorted(items, key=lambda item: -_quality(item[2]))
    tags = [tag.strip().lower() for tag, _, quality in wanted if _quality(quality) > 0]
    return negotiate_locale(tags, languages, sep="-")


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
