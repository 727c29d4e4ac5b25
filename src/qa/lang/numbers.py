"""The numbers of a text, in digits and in words, French and English.

`1 200`, `1,200`, `1.200` and "mille deux cents" are one number. A group of three digits
behind a comma or a point may be thousands or a fraction, so a number has several readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from qa.lang.text import fold, word_set

Readings = frozenset[Decimal]
"""What a number may mean."""


def _by_word(words: dict[int, str]) -> dict[str, int]:
    return {word: number for number, several in words.items() for word in several.split()}


_UNITS = _by_word({
    0: "zero", 1: "un une one a an", 2: "deux two", 3: "trois three", 4: "quatre four",
    5: "cinq five", 6: "six", 7: "sept seven", 8: "huit eight", 9: "neuf nine", 10: "dix ten",
    11: "onze eleven", 12: "douze twelve", 13: "treize thirteen", 14: "quatorze fourteen",
    15: "quinze fifteen", 16: "seize sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen",
})  # fmt: skip
_TENS = _by_word({
    20: "vingt vingts twenty", 30: "trente thirty", 40: "quarante forty", 50: "cinquante fifty",
    60: "soixante sixty", 70: "septante seventy", 80: "huitante eighty", 90: "nonante ninety",
})  # fmt: skip
_TIMES = _by_word({
    10: "dizaine", 12: "douzaine dozen", 15: "quinzaine", 20: "vingtaine", 30: "trentaine",
    40: "quarantaine", 50: "cinquantaine", 60: "soixantaine", 100: "cent cents centaine hundred",
})  # fmt: skip
"""Words that multiply the small number before them: "deux cents", "two dozen"."""

_SCALES = _by_word({
    10**3: "mille millier thousand", 10**6: "million millions",
    10**9: "milliard milliards billion billions",
})  # fmt: skip
"""Words that multiply all below a thousand before them: "deux cent mille"."""

_VALUES = {**_UNITS, **_TENS, **_TIMES, **_SCALES}
NUMBER_WORDS = frozenset(_VALUES)
"""Words that numbers are made of, folded."""

_ONE = word_set("un une one a an")
_ARTICLES = word_set("a an")
_JOINTS = word_set("et and")
_OPEN = frozenset({*_TENS, *_TIMES, *_SCALES, "dix"})
"""Words behind which smaller numbers may follow."""

_VAGUE = word_set("millions milliards billions vingts cents")
"""Plurals that stand for no number of their own: "millions of people"."""

_TOKEN = re.compile(
    r"(?P<grouped>\d{1,3}(?:(?P<mark>[ .,'])\d{3})(?:(?P=mark)\d{3})*(?:[.,]\d+)?(?!\d))"
    r"|(?P<plain>\d+(?:[.,]\d+)?)"
    r"|(?P<word>[a-z]+)"
    r"|(?P<break>[^\s-])"
)
_PERCENT = re.compile(r"\b(?:per|pour) cent\b")


def numbers_in(text: str, *, ones: bool = False) -> list[Readings]:
    """The numbers of a text in order; "one", "un" and "a" alone only where `ones` is true."""
    runs = _runs(_PERCENT.sub("%", fold(text)))
    return [readings for run in runs if (readings := _readings(run, ones=ones))]


def is_number(word: str) -> bool:
    """Whether a folded word is a number, in digits or letters; one that is an article is not."""
    return word.isdigit() or word.removesuffix("s") in NUMBER_WORDS - _ONE


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Tokens that make up one number each."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and not _continues(run, token):
            yield run
            run = []
        if not token["break"] and (not token["word"] or run or token["word"] in _VALUES):
            run.append(token)
    if run:
        yield run


def _continues(run: list[re.Match[str]], token: re.Match[str]) -> bool:
    word = token["word"]
    if not word:
        return False
    if not run[0]["word"]:  # behind digits only a scale: `2,5 millions`
        return word in _SCALES
    before = run[-1]["word"]
    if word in _TIMES or word in _SCALES:
        return True
    if word in _TENS:
        opener = run[-2]["word"] if before in _JOINTS else before  # a joint never comes first
        return opener in {*_TIMES, *_SCALES} or (before, word[:5]) == ("quatre", "vingt")
    if word in _UNITS and word not in _ARTICLES:
        return before in _OPEN or before in _JOINTS
    return word in _JOINTS and before in _OPEN and before != "dix"


def _readings(run: list[re.Match[str]], *, ones: bool) -> Readings:
    words = [token["word"] for token in run if token["word"]]
    if not run[0]["word"]:
        scale = 1
        for word in words:
            scale *= _SCALES[word]
        return frozenset(value * scale for value in _digits(run[0]))
    while words and words[-1] in _JOINTS:
        words.pop()
    if len(words) == 1 and words[0] in _VAGUE:
        return frozenset()
    if len(words) == 1 and words[0] in _ONE and not ones:
        return frozenset()
    return frozenset({Decimal(_spelt(words))})


def _digits(token: re.Match[str]) -> Readings:
    text, mark = token[0], token["mark"] or ""
    found = {Decimal(text.replace(mark, "").replace(",", "."))}
    if mark in {",", "."} and text.count(",") + text.count(".") == 1:
        found.add(Decimal(text.replace(",", ".")))
    return frozenset(found)


def _spelt(words: Iterable[str]) -> int:
    """`quatre vingt dix sept` → 97, `two thousand and five` → 2005; joints count nothing."""
    total, current = 0, 0
    for word in words:
        if word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
        elif word in _TIMES:
            current = max(current, 1) * _TIMES[word]
        elif word in {"vingt", "vingts"} and current % 100 == 4:  # noqa: PLR2004 - "quatre-vingts"
            current += 80 - 4
        else:
            current += {**_UNITS, **_TENS}.get(word, 0)
    return total + current
