"""Proper names, as far as capitals tell: those of a question, those that a quote lacks.

A name of a sentence is found in a quote if it is written there, if both languages know the
place under these two names (`Londres`, London), or if the two spellings sound alike
(`Poutine`, Putin). Whether a name means the same person is not known here. The words that
decide are in `names.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from qa.lang.dates import MONTH_NUMBERS, MONTHS, WEEKDAY_NUMBERS
from qa.lang.detect import SMALL_WORDS
from qa.lang.numbers import NUMBER_WORDS
from qa.lang.text import fold, fold_letters, without_stops, word_set

_FRENCH_MONTH = "|".join(MONTHS["fr"])
"""French months have no capital; beside a digit they belong to a date."""

_NUMBER = rf"(?:\d[\d.,]*|(?<=\d )(?:{_FRENCH_MONTH})\b|(?:{_FRENCH_MONTH})(?= \d))"
_CAPITALISED = r"[^\W\d_a-zà-ÿ][\w’'-]*"
_NAME = re.compile(
    rf"(?:[^\W\d_a-zà-ÿ][\w.’'-]*|{_NUMBER})"
    rf"(?:(?: (?:de|du|des|la|le|of|von|van|ben|al|d'|et|and))? (?:{_CAPITALISED}|{_NUMBER}))*"
)
_ELISION = re.compile(r"\b([dlnscjmtDLNSCJMT]|[Qq]u)['’](?=\w)")
_INVERTED = re.compile(r"\w+-(?:t-)?(?:ils?|elles?|on|ce)")
_WORD = re.compile(r"[^\W\d_]+")


def names_in(text: str) -> list[str]:
    """Capitalised runs and numbers, a small word at the head left out, without repeats."""
    if text.isupper():
        return []
    text = without_stops(text)
    opening = _WORD.match(text)
    start = opening.end() if opening and fold(opening[0]) in SMALL_WORDS else 0
    apart = _ELISION.sub(lambda found: " " * len(found[0]), text)  # offsets stay the same
    names = (re.sub(r"['’]s?$", "", found[0].strip(".,")) for found in _NAME.finditer(apart, start))
    return list(dict.fromkeys(n for n in names if n != "I" and not _INVERTED.fullmatch(n)))


def missing_names(sentence: str, quotes: Iterable[str]) -> list[str]:
    """The capitalised words of a sentence that no quote has, in order."""
    there = _Names(" \n".join(quotes))
    text = _plain(sentence)
    known = {
        position
        for start, end, code in _places(text)
        if code in there.places
        for position in range(start, end)
    }
    return [
        word[0]
        for word in _WORD.finditer(text)
        if _may_be_name(word[0]) and word.start() not in known and not there.has(word[0])
    ]


class _Names:
    """What a quote has of names: its words as they are written and sound, and its places."""

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        words = _WORD.findall(plain)
        self._folded = {fold(word) for word in words}
        self._sounds = {_sound(word) for word in words}
        self.places = {code for _, _, code in _places(plain)}

    def has(self, word: str) -> bool:
        """Whether a word is among them; places that have a name of their own must be named."""
        if fold(word) in self._folded:
            return True
        if place := _gazetteer().get(fold(word)):
            return place in self.places
        sound = _sound(word)
        return not self._sounds.isdisjoint(_same_sounds().get(sound, {sound}))


def _may_be_name(word: str) -> bool:
    """Whether it has a capital and is no word of a date or a number, and no small one but WHO."""
    folded = fold(word)
    if not word[0].isupper() or len(word) == 1:
        return False
    if folded in _small_words():
        return word.isupper()
    return not any(folded in known for known in (MONTH_NUMBERS, WEEKDAY_NUMBERS, NUMBER_WORDS))


def _plain(text: str) -> str:
    """`U.S.` as `US`, and typographic apostrophes as straight ones."""
    return without_stops(text.replace("’", "'"))


def _sound(word: str) -> str:
    """A word reduced to what French and English spellings of one name share."""
    text = fold(word)
    for written, sounded in _data()["sounds"]:
        text = text.replace(written, sounded)
    text = re.sub(r"(.)\1", r"\1", text)
    return re.sub(r"(?<=...)(?:es|s|e){1,2}$", "", text)


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Places that are named: where, and their codes; the longest name counts."""
    for found in _place_pattern().finditer(fold_letters(text)):
        yield found.start(), found.end(), _gazetteer()[found[0]]


@cache
def _place_pattern() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_gazetteer(), key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


@cache
def _data() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


@cache
def _small_words() -> frozenset[str]:
    """Words that are no name even with a capital, folded."""
    return (SMALL_WORDS | word_set(_data()["small"])) - word_set(_data()["names"])


@cache
def _same_sounds() -> dict[str, set[str]]:
    """The sounds that stand for a sound of the other language, and the sound itself."""
    found: dict[str, set[str]] = {}
    for words in re.split(r"[|\n]", _data()["same"]):
        sounds = {_sound(word) for word in words.split()}
        for sound in sounds:
            found.setdefault(sound, {sound}).update(sounds)
    return found


@cache
def _gazetteer() -> dict[str, str]:
    """Countries and continents by their French and English names, folded, from Unicode's CLDR."""
    from babel import Locale

    found = {name: code for code, names in _data()["places"].items() for name in names}
    for language in MONTHS:
        for code, name in Locale(language).territories.items():
            for form in re.split(r" \(|\)", name):
                if len(form) > 2:  # noqa: PLR2004 - not a code, and not nothing
                    found.setdefault(fold(form), str(code))
    return found
