"""Whether a sentence has what an answer of a type must have: a number, a date, a name, a cause.

One number among those that the confidence is made of. What it is worth on questions that it was not
written for stands in `training/README.md`; a rule without such a gain does not belong here.
"""

from __future__ import annotations

import re
from typing import Final

from qa.lang.dates import MONTH_NUMBERS, WEEKDAY_NUMBERS
from qa.lang.numbers import is_number
from qa.lang.text import fold, fold_letters
from qa.question import QuestionPart
from qa.types import Language

_MONTHS: Final = "|".join(MONTH_NUMBERS)
_YEAR: Final = r"(?:19|20)\d\d"
_CLOCK: Final = r"\d\d? ?h(?:eures?|\d\d)?|\d\d?(?:[:.]\d\d)? ?[ap]\.?m"
_DATE = re.compile(
    rf"\b(?:{_MONTHS}|{_YEAR}|{'|'.join(WEEKDAY_NUMBERS)}|hier|aujourd'hui|demain|yesterday|today|"
    rf"tomorrow|{_CLOCK})\b"
)
# What follows the number of a day or an hour.
_OF_A_DATE = re.compile(
    rf" ?(?:er|st|nd|rd|th)? ?(?:{_MONTHS})\b|:\d\d| ?h(?:eures?)?\b| ?[ap]\.?m\b"
)

_NUMBER = re.compile(r"\d+(?:[ .,]\d+)*|[a-z]+")
_UNITS: Final = {
    "money": re.compile(
        r"[€$£]|\b(?:euros?|dollars?|pounds?|francs?|livres|yens?|roubles?|centimes?|pence)\b"
    ),
    "percent": re.compile(r"%|\b(?:pour cent|percent|per cent|points?)\b"),
}
_ASKED: Final = {
    "money": re.compile(
        r"[€$£]|\b(?:euros?|dollars?|pounds?|cout\w*|prix|somme|montant|amende|pay\w*|facture|"
        r"salaire|caution|indemnite|rancon|dette|loyer|costs?|price|fined?|money|owed?|sum|fee|bail|"
        r"salary|ransom|debt|rent|budget)\b"
    ),
    "percent": re.compile(
        r"%|\b(?:pourcentage|proportion|part|taux|percent\w*|share|rate|fraction)\b"
    ),
}
_CAUSE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\b(?:parce qu|car|en raison d|a cause d|afin d|afin qu|pour|puisqu|du fait|faute d|"
        r"suite a|a la suite|face a|grace a|en effet|motif|motive|justifi|expliqu|craint|crainte|"
        r"permettre|eviter|visant|vise a|provoqu|du a|due a|dus a|en reponse)"
    ),
    "en": re.compile(
        r"\b(?:because|due to|in order to|so that|so as to|since|as a result|owing to|after|"
        r"caused by|to (?:avoid|help|prevent|protect|allow|make|keep|reduce|restore)|blam|"
        r"cit(?:ed|ing)|fear|amid|reason|in response)"
    ),
}
_NAME = re.compile(r"(?<!^)[A-ZÀ-Þ][\w’'-]+|^[A-ZÀ-Þ][\w’'-]+(?= [A-ZÀ-Þ])")
"""A capitalised word; the first of a sentence, which always is, only before another."""

_AFTER: Final = 22  # characters behind a number in which its unit is looked for


def fits_type(part: QuestionPart, sentence: str, language: Language) -> float:
    """How far a sentence has what an answer needs (0, 0.5 or 1) that the question does not say."""
    asked = part.query
    if part.kind == "how_many":
        return _fits_count(fold_letters(asked), fold_letters(sentence))
    if part.kind == "when":
        found = (date[0] for date in _DATE.finditer(fold(sentence)))
        return float(not _words(asked).issuperset(found))
    if part.kind in {"who", "where"}:
        said = _words(asked)
        return float(any(not _words(name[0]) <= said for name in _NAME.finditer(sentence)))
    if part.kind == "why":
        return float(_CAUSE[language].search(fold(sentence)) is not None)
    return 1.0


def _fits_count(asked: str, sentence: str) -> float:
    """A number of the unit that is asked for; half, if only things are counted instead."""
    wanted = next((unit for unit, words in _ASKED.items() if words.search(asked)), "things")
    counted = _counted(sentence, set(re.findall(r"\d+", asked)))
    if wanted in counted:
        return 1.0
    return 0.5 if wanted == "percent" and "things" in counted else 0.0


def _counted(sentence: str, said: set[str]) -> set[str]:
    """In which units the numbers of a sentence count; dates and what was said are left out."""
    units = set()
    for number in _NUMBER.finditer(sentence):
        after = sentence[number.end() : number.end() + _AFTER]
        before = sentence[max(0, number.start() - 2) : number.start()]
        word = number[0]
        is_date = _OF_A_DATE.match(after) or re.fullmatch(_YEAR, word)
        if not (word[0].isdigit() or is_number(word)) or word in said or is_date:
            continue
        if _UNITS["money"].search(before) or _UNITS["money"].search(after):
            units.add("money")
        else:
            units.add("percent" if _UNITS["percent"].search(after) else "things")
    return units


def _words(text: str) -> set[str]:
    """Its words of two letters and more, folded: `l'` is none."""
    return set(re.findall(r"\w{2,}", fold_letters(text)))
