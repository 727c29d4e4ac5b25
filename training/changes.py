"""Questions changed in one point, so that what answered them does so no more.

A name, a number, a year or a month is put in the place of another, or an English verb is negated. A
reader that only looks for something of the right kind near the words of the question is fooled by
them; that is what they are for.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_NAME = re.compile(
    r"(?<!^)(?<![.!?:»–-]\s)(?<![\w’'«\n])(?!(?:Le|La|Les|Un|Une|Des|Du|Au|Aux|En|Il|Elle|Ce|Cette|The|A|In|On|"
    r"I|It|He|She|M|Mr|Mme)\b)[A-ZÀ-Ý][\w’-]*[a-zà-ÿ][\w’-]*"
    r"(?: (?:(?:de|du|des|la|le|of|the|and|et) ){0,2}[A-ZÀ-Ý][\w’-]+)*"
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,  ]\d+)*(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _words(text: str) -> list[str]:
    return text.split()


_MONTHS = (
    _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    _words("January February March April May June July August September October November December"),
)
_ALL_MONTHS = {month for months in _MONTHS for month in months}
_VERB = re.compile(
    r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would)\b(?= (?:\w+ ){0,4}\w+)"
)


class Changer:
    """Changes questions, with names that other questions or passages say.

    Args:
        texts: Where names are taken from.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(name for text in texts for name in _NAME.findall(text))
        self._names: dict[int, list[str]] = {}
        for name in counts:
            if name in _ALL_MONTHS:
                continue
            self._names.setdefault(len(name.split()), []).append(name)

    def __call__(self, question: str, text: str, rng: random.Random) -> str | None:
        """The question with one point changed; None if it has none that can be.

        Args:
            question: As it was asked.
            text: The passage that answered it; some names are taken out of it, since a name that
                stands there misleads most.
            rng: Chooses.
        """
        ways = [self._name, self._number, _month, _negated]
        rng.shuffle(ways)
        for way in ways:
            new = way(question, text, rng)
            if new and new != question:
                return new
        return None

    def _name(self, question: str, text: str, rng: random.Random) -> str | None:
        found = [m for m in _NAME.finditer(question) if m[0] not in _ALL_MONTHS]
        if not found:
            return None
        place = rng.choice(found)
        words = len(place[0].split())
        near = [
            name
            for name in _NAME.findall(text)
            if len(name.split()) == words and name not in question and name not in _ALL_MONTHS
        ]
        pool: Sequence[str] = near if near and rng.random() < 0.5 else self._names.get(words, ())
        return _put(question, place, rng.choice(pool)) if pool else None

    @staticmethod
    def _number(question: str, text: str, rng: random.Random) -> str | None:
        found = list(_NUMBER.finditer(question))
        if not found:
            return None
        place = rng.choice(found)
        new = other_number(place[0], rng)
        return None if new in text else _put(question, place, new)


def other_number(number: str, rng: random.Random) -> str:
    """A year near by, or a number of as many digits."""
    if _YEAR.fullmatch(number):
        return str(int(number) + rng.choice([-4, -3, -2, -1, 1, 2, 3, 4]))
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    place = rng.choice(digits)
    lowest = 1 if place == digits[0] and len(digits) > 1 else 0
    digit = rng.choice([d for d in range(lowest, 10) if str(d) != number[place]])
    return f"{number[:place]}{digit}{number[place + 1 :]}"


def _month(question: str, text: str, rng: random.Random) -> str | None:
    for months in _MONTHS:
        pattern = rf"\b(?:{'|'.join(months)})\b"
        found = [m for m in re.finditer(pattern, question) if m[0] != "mars"]
        if found:
            others = [month for month in months if month not in text and month != "May"]
            return _put(question, found[0], rng.choice(others)) if others else None
    return None


def _negated(question: str, _text: str, rng: random.Random) -> str | None:
    """An English question that asks for the opposite."""
    place = _VERB.search(question)
    if not place or rng.random() < 0.5 or question.lower().startswith(("is", "are", "do", "was")):
        return None
    return f"{question[: place.end()]} not{question[place.end() :]}"


def _put(text: str, place: re.Match[str], new: str) -> str:
    return text[: place.start()] + new + text[place.end() :]


def as_typed(question: str, rng: random.Random) -> str:
    """The question as people in a hurry type it: some capitals, accents and signs are missing."""
    if rng.random() < 0.6:
        question = question.lower()
    if rng.random() < 0.4:
        marks = unicodedata.normalize("NFD", question)
        question = "".join(c for c in marks if unicodedata.category(c) != "Mn")
    return question.rstrip(" ?.!") if rng.random() < 0.7 else question
