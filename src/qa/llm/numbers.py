"""The numbers of a text, in digits and in words, French and English.

`1 200`, `1,200`, `1.200` and "mille deux cents" are one number. A group of three digits
behind a comma or a point may be thousands or a fraction, so a number has several readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from qa.lang.quantities import SCALES, SMALL_NUMBERS, TIMES, spelt
from qa.lang.text import fold, word_set

Readings = frozenset[Decimal]
"""What a number may mean."""

_TENS = {word: value for word, value in SMALL_NUMBERS.items() if value >= 20}  # noqa: PLR2004 - "twenty"
_UNITS = {word: value for word, value in SMALL_NUMBERS.items() if word not in _TENS}
_UNITS |= {"a": 1, "an": 1}
_TIMES = {word: value for word, value in TIMES.items() if word != "hundreds"}
_SCALES = {word: value for word, value in SCALES.items() if word not in {"milliers", "thousands"}}
_ONE = word_set("un une one a an")
_ARTICLES = word_set("a an")
_JOINTS = word_set("et and")
_OPEN = frozenset({*_TENS, *_TIMES, *_SCALES, "dix"})
"""Words behind which smaller numbers may follow."""

_VALUES = {**_UNITS, **_TENS, **_TIMES, **_SCALES}
NUMBER_WORDS = frozenset(_VALUES)
"""Words that numbers are made of, folded."""

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
    return frozenset({Decimal(spelt("one" if word in _ARTICLES else word for word in words))})


def _digits(token: re.Match[str]) -> Readings:
    text = token[0]
    found = set()
    if token["grouped"]:
        head, mark = text, token["mark"]
        decimals = re.search(rf"[.,](?<!{re.escape(mark)})\d+$", text)
        if decimals:
            head = text[: decimals.start()]
        whole = head.replace(mark, "")
        found.add(Decimal(whole + (f".{decimals[0][1:]}" if decimals else "")))
        if text.count(mark) == 1 and mark in ",." and not decimals:
            found.add(Decimal(text.replace(",", ".")))
    else:
        found.add(Decimal(text.replace(",", ".")))
    return frozenset(found)
