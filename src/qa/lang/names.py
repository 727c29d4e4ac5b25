"""Proper names, as far as capitals tell: those of a question, those that a quote lacks.

A name of a sentence is found in a quote if it is written there, if both languages know the
place under these two names (`Londres`, London), or if the two spellings sound alike
(`Poutine`, Putin). Whether a name means the same person is not known here. The words that
decide are in `names.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
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
_RUN = re.compile(rf"{_CAPITALISED}(?: {_CAPITALISED})*")
"""Words with capitals that follow one another, or a single one."""

_STEM = 4
"""Letters that a name and what is derived from it share at least."""


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


def name_words(text: str) -> list[str]:
    """The words of its names, as far as capitals tell, in order."""
    return [word[0] for word in _WORD.finditer(_plain(text)) if _may_be_name(word[0])]


def missing_names(sentence: str, quotes: Iterable[str]) -> list[str]:
    """The capitalised words of a sentence that no quote has, in order."""
    return KnownNames(" \n".join(quotes)).missing(sentence)


class KnownNames:
    """What a text has of names: its words as they are written and sound, and its places."""

    def __init__(self, text: str) -> None:
        self.plain = _plain(text)
        self._folded = frozenset(_WORD.findall(fold(self.plain)))

    @cached_property
    def _sounds(self) -> frozenset[str]:
        return frozenset(map(_sound, self._folded))

    @cached_property
    def places(self) -> frozenset[str]:
        """Codes of the countries and continents that are named, or whose people are."""
        named = {code for _, _, code in _places(self.plain)}
        return frozenset(named.union(*map(_of_people, self._folded)))

    def missing(self, sentence: str) -> list[str]:
        """The capitalised words of a sentence that the text does not have, in order."""
        text = _plain(sentence)
        absent = [
            word for word in _WORD.finditer(text) if _may_be_name(word[0]) and not self.has(word[0])
        ]
        known = {
            position
            for start, end, code in (_places(text) if absent else ())
            if code in self.places
            for position in range(start, end)
        }
        return [word[0] for word in absent if word.start() not in known]

    def has(self, word: str) -> bool:
        """Whether a word is among them; places that have a name of their own must be named."""
        if fold(word) in self._folded:
            return True
        if place := _gazetteer().get(fold(word)):
            return place in self.places
        sound = _sound(word)
        return not self._sounds.isdisjoint(_same_sounds().get(sound, {sound}))

    def relates_to(self, word: str) -> bool:
        """Whether a word of the text is derived from a name, as "Gambian" is from "Gambie"."""
        folded = fold(word)
        return any(_derived(folded, other) for other in self._beginning(folded[:_STEM]))

    def other_bearers(self, first_names: Iterable[str], surname: str) -> bool | None:
        """Whether it has the surname after other first names only; None: after none at all."""
        known = {
            consonants_of(word)
            for run in _runs(self.plain)
            if _sound(surname) in map(_sound, run[1:])
            for word in run
            if _may_be_name(word) and not is_title(word) and _sound(word) != _sound(surname)
        }
        return known.isdisjoint(map(consonants_of, first_names)) if known else None

    def has_country_of(self, capital: str) -> bool:
        """Whether a word is the capital, and so the government, of a country that it names."""
        names = _countries_of(fold(capital))
        return any(self.has(name) or self.relates_to(name) for name in names)

    def spells_out(self, acronym: str) -> bool:
        """Whether words of the text begin with the letters of an acronym."""
        first, *others = map(re.escape, acronym)
        rest = "".join(rf"\w* (?:\w{{1,3}} )?(?i:{letter})" for letter in others)
        return re.search(rf"\b{first}{rest}", self.plain) is not None

    def _beginning(self, stem: str) -> list[str]:
        return [word for word in self._folded if len(stem) == _STEM and word.startswith(stem)]


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


@lru_cache(maxsize=1 << 15)
def _sound(word: str) -> str:
    """A word reduced to what French and English spellings of one name share."""
    text = fold(word)
    for written, sounded in _data()["sounds"]:
        text = text.replace(written, sounded)
    text = re.sub(r"(.)\1", r"\1", text)
    text = re.sub(r"(?<=..)(?:i|o|e)(?:v|f)$", "ov", text)  # Kharkiv, Kharkov
    return re.sub(r"(?<=...)(?:es|s|e){1,2}$", "", text)


def consonants_of(word: str) -> str:
    """A first name without its vowels: Mohammed and Muhammad are one."""
    sound = _sound(word)
    return sound[:1] + re.sub(r"[aeiou]", "", sound[1:])


def _derived(one: str, other: str) -> bool:
    """Whether two folded words are one stem, with endings of countries and their peoples."""
    stems = range(_STEM, min(len(one), len(other)) + 1)
    return any(one[:n] == other[:n] and {one[n:], other[n:]} <= _endings() for n in stems)


def is_country(word: str) -> bool:
    """Whether a word alone is the name of a country or continent."""
    return fold(word) in _gazetteer()


def is_people(word: str) -> bool:
    """Whether a word is formed from a country's name and no capital: `Américaine`, "Gambian"."""
    folded = fold(word)
    if folded in _gazetteer() or _countries_of(folded):
        return False
    return any(_derived(folded, name) for name, _ in _by_stem().get(folded[:_STEM], ()))


def people_in(text: str) -> list[tuple[frozenset[str], str]]:
    """First names and surname of those who are named by both, as far as capitals tell."""
    found = []
    for *before, surname in _runs(_plain(text)):
        first_names = frozenset(word for word in before if not is_title(word))
        if first_names and not is_title(surname):
            found.append((first_names, surname))
    return found


def _runs(text: str) -> Iterator[list[str]]:
    """Capitalised words that follow one another, without a small word at the head."""
    for found in _RUN.finditer(text):
        words = found[0].split()
        if len(run := words if _may_be_name(words[0]) else words[1:]) > 1:
            yield run


def is_title(word: str) -> bool:
    """Whether a word stands before a name, as `Mme`, `President` and `Minister` do."""
    return fold(word) in _titles() or _sound(word) in _same_sounds()


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
def _titles() -> frozenset[str]:
    return word_set(_data()["titles"])


@cache
def _countries_of(capital: str) -> tuple[str, ...]:
    """The names of the country whose capital has a folded name; none if it is no capital."""
    rows = [row.split() for row in re.split(r"[|\n]", _data()["capitals"])]
    codes = {code for code, *names in filter(None, rows) if capital in names}
    return tuple(name for name, code in _gazetteer().items() if code in codes and " " not in name)


@lru_cache(maxsize=1 << 15)
def _of_people(word: str) -> frozenset[str]:
    """Codes of the countries whose people a folded word is, as "Greek" and "grec" are of Greece."""
    if word in _gazetteer():
        return frozenset()
    derived = {code for name, code in _by_stem().get(word[:_STEM], ()) if _derived(word, name)}
    return frozenset(derived | _peoples().get(_sound(word), set()))


@cache
def _by_stem() -> dict[str, list[tuple[str, str]]]:
    """Names of one word in the gazetteer, with their codes, by their first letters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in _gazetteer().items():
        if " " not in name:
            found.setdefault(name[:_STEM], []).append((name, code))
    return found


@cache
def _peoples() -> dict[str, set[str]]:
    """Sounds of peoples that are called like their language, and the countries where most speak it.

    Languages and their likeliest countries are Unicode's.
    """
    from babel import Locale
    from babel.core import get_global

    found = {_sound(name): {code} for code, names in _data()["peoples"].items() for name in names}
    likely = get_global("likely_subtags")
    for language in MONTHS:
        for tongue, name in Locale(language).languages.items():
            if tongue in likely and tongue not in _data()["spread"] and " " not in name:
                country = str(likely[tongue]).rpartition("_")[2]
                found.setdefault(_sound(name), set()).add(country)
    return found


@cache
def _endings() -> frozenset[str]:
    return word_set(_data()["endings"]) | {""}


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
