"""Every phrase of the product in every language, read from `fr.toml` and `en.toml`.

A phrase has a key, `answer.not_found`, and takes values by name. It may exist in forms: one of
them is chosen by the value `count`. Beside Python's own, several kinds of format specification
can follow the name of a value:

- `{count:number}` writes a number as the language does; `{code:language}` names a language;
  `{where:place}` names a line of a file.
- `{why:error}` is the phrase `error.<value>`, filled with the same values; `content`, `value`
  and `system` are tables too. A value that its table lacks stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from qa.types import Language

PhraseValue = str | int | float
"""What a phrase can be filled with."""

_TABLES: Final = frozenset({"content", "error", "system", "value"})


_LINE: Final = re.compile(r"(?P<path>.*), line (?P<line>\d+)", re.DOTALL)


def say(language: Language, key: str, /, **values: PhraseValue) -> str:
    """The phrase `key` with its values, which are put in as they are, not escaped.

    Raises:
        KeyError: If there is no such phrase, or a value of it is missing.
    """
    return filled(language, template(language, key, **values), **values)


def filled(language: Language, text: str, /, **values: PhraseValue) -> str:
    """A template of the catalogue with its values."""
    return _Filler(language, values).vformat(text, (), values)


def place(language: Language, where: str) -> str:
    """A file, or a line of one, as a failure names it (`a.csv, line 3`), in a language."""
    found = _LINE.fullmatch(where)
    return say(language, "line", **found.groupdict()) if found else where


def template(language: Language, key: str, /, **values: PhraseValue) -> str:
    """The phrase `key` before it is filled; the values only choose its form."""
    known = phrases(language)
    if key in known or "count" not in values:
        return known[key]
    from qa.phrases.locales import plural_form

    form = plural_form(language, float(values["count"]))
    return known.get(f"{key}.{form}") or known[f"{key}.other"]


@cache
def phrases(language: Language) -> Mapping[str, str]:
    """All phrases of a language as they are stored; forms have keys of their own, `….one`."""
    import tomllib

    text = Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(text)))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, found in table.items():
        if isinstance(found, str):
            yield prefix + name, found
        else:
            yield from _flat(f"{prefix}{name}.", found)


class _Filler(Formatter):
    """Puts values into one phrase; they are never read as templates themselves."""

    def __init__(self, language: Language, values: Mapping[str, PhraseValue]) -> None:
        self._language = language
        self._values = values

    def format_field(self, value: Any, format_spec: str) -> Any:  # noqa: ANN401 - Formatter's own
        """One value as its format specification wants it."""
        if format_spec in _TABLES:
            key = f"{format_spec}.{value}"
            known = key in phrases(self._language)
            return say(self._language, key, **self._values) if known else str(value)
        if format_spec == "place":
            return place(self._language, str(value))
        if format_spec == "number":
            from qa.phrases.locales import number

            return number(self._language, value)
        if format_spec == "language":
            from qa.phrases.locales import language_name

            return language_name(self._language, value)
        return super().format_field(value, format_spec)
