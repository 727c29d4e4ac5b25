"""Numbers in a sentence, in digits or words, with what they count: "1 200 morts", "douze".

French and English. Two sentences that give different numbers differ only if they count the
same, so every number carries a theme: what is counted, the same for "morts", "tuées" and
"killed".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.dates import MONTH_NUMBERS
from qa.question.lexicon import IN_BRACKETS, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.types import Language


class Quantity(NamedTuple):
    """A number in a text.

    Attributes:
        value: What it is in digits.
        start: Offset of its first character.
        end: Offset after its last character.
        theme: What it counts: a name of `THEMES`, else the stem of the noun after it.
    """

    value: float
    start: int
    end: int
    theme: str


def _by_word(words: dict[int, str]) -> dict[str, int]:
    """A table of numbers and the words for them, the other way round."""
    return {word: number for number, several in words.items() for word in several.split()}


SMALL_NUMBERS = _by_word({
    0: "zero", 1: "un une one", 2: "deux two", 3: "trois three", 4: "quatre four",
    5: "cinq five", 6: "six", 7: "sept seven", 8: "huit eight", 9: "neuf nine", 10: "dix ten",
    11: "onze eleven", 12: "douze twelve", 13: "treize thirteen", 14: "quatorze fourteen",
    15: "quinze fifteen", 16: "seize sixteen", 17: "seventeen", 18: "eighteen",
    19: "nineteen", 20: "vingt vingts twenty", 30: "trente thirty", 40: "quarante forty",
    50: "cinquante fifty", 60: "soixante sixty", 70: "septante seventy", 80: "huitante eighty",
    90: "nonante ninety",
})  # fmt: skip
"""Words that add to what stands before them: "vingt et un"."""

TIMES = _by_word({
    10: "dizaine", 12: "douzaine dozen", 15: "quinzaine", 20: "vingtaine", 30: "trentaine",
    40: "quarantaine", 50: "cinquantaine", 60: "soixantaine",
    100: "cent cents centaine hundred hundreds",
})  # fmt: skip
"""Words that multiply the small number before them: "deux cents", "two dozen"."""

SCALES = _by_word({
    10**3: "mille millier milliers thousand thousands", 10**6: "million millions",
    10**9: "milliard milliards billion billions",
})  # fmt: skip
"""Words that multiply all below a thousand before them: "deux cent mille"."""

_WORDS = {*SMALL_NUMBERS, *TIMES, *SCALES}
NUMBER_WORDS = _WORDS - {"un", "une", "one"}
"""Numbers that are written out, in the singular; those that are articles too are left out."""

_FOUR_TWENTIES = 80
_DIGITS: dict[Language, str] = {
    "fr": r"\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?",
    "en": r"\d{1,3}(?:[ ,]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?",
}
_ONE_WORD = rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_WRITTEN = rf"\b{_ONE_WORD}(?:(?:-et-|-| et | and | )(?:{_ONE_WORD})\b)*\b"
_NUMBER: dict[Language, re.Pattern[str]] = {
    lang: re.compile(
        rf"(?<![\w.,-])(?P<digits>{digits})(?![\w]|-\d)"
        rf"(?: (?P<factor>millions?|milliards?|billions?|thousand|hundred))?|(?P<words>{_WRITTEN})"
    )
    for lang, digits in _DIGITS.items()
}
_ALONE = {"un", "une", "one", "cent", "million", "millions"}
"""Words that are a number only before what they count: "un mort"."""

THEMES: dict[str, str] = {
    "dead": r"(?<!menaces de )(?<!peine de )morte?s?|deces|decede\w*|tue\w*|peri|victimes?|"
    r"perdu la vie|mortel\w*|tuant|dead|deaths?|die[ds]?|killed|killing|fatalit\w+|lives",
    "hurt": r"bless\w+|injur\w+|wound\w+|hurt",
    "missing": r"disparu\w*|missing",
    "moved": r"evacu\w+|(?<!se sont )(?<!s'est )deplace\w+|displac\w+|sinistres?|homeless",
    "arrested": r"arret\w+|interpell\w+|arrest\w*|detain\w*",
    "homes": r"maisons?|residences?|domiciles?|logements?|habitations?|homes?|houses?|dwellings?",
    "voters": r"electeurs?|votants?|voters?|cast (?:a |their )?(?:vote|ballot)s?",
    "ill": r"malades?|contamin\w+|infect\w+|sick|ill|cases|cas",
    "money": r"euros?|dollars?|pounds?|francs?|livres|yens?|roubles?|centimes?|pence|€|£|"
    r"\$(?:us|ca)?",
    "percent": r"%|pour cent|percent|per cent|points?",
}
"""What is counted, with the words for it in both languages, for flat text."""

UNITS = frozenset({"money", "percent"})
"""Themes that say in what is counted, but not what."""

_THEME = {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for name, words in THEMES.items()}
_TOLL = re.compile(r"\b(?:bilan|toll|casualties)\b")
_COST = re.compile(
    r"\b(?:cout\w*|prix|somme|montant|amende|paye[rse]?|facture|salaire|caution|"
    r"indemnite|rancon|dette|loyer|costs?|price|fined?|how much money|pay|paid|owed?|sum|fee|bail|"
    r"salary|ransom|debt|rent|compensation)\b"
)
_SIGN_BEFORE = re.compile(r"(?:€|\$|£) ?$")
_PEOPLE = {"person", "people", "hommes", "femmes", "habita", "civils", "passag", ""}
_DID = re.compile(
    r"(?<!ete )(?<!est )(?<!sont )(?<!was )(?<!were )\b"
    r"(?P<verb>(?:tu|bless|evacu|interpell)(?:e|ant)|kill(?:ed|ing)|injur(?:ed|ing)|"
    r"wound(?:ed|ing)|displac(?:ed|ing)|arrest(?:ed|ing)|detain(?:ed|ing)) "
    r"(?:plus de |au moins |pres de |environ |more than |at least |nearly |about |some )?$"
)
"""A verb right before the number of those that it was done to: "a tué au moins 90 personnes"."""

_MEASURES = re.compile(
    r"(?:ans?|annees?|years?|mois|months?|semaines?|weeks?|jours?|days?|heures?|hours?|minutes?|"
    r"secondes?|seconds?|siecles?|century|decades?|fois|times?|km|kilom\w+|metres?|meters?|miles?|"
    r"degres?|degrees?|tonnes?|tons?|kg|litres?)\b"
)
"""Nouns that say what a number measures, whatever else its sentence counts."""

_LABEL = re.compile(
    r"\b(?P<noun>magnitude|aged|flight|vol|boeing|airbus|article|chapitre|chapter|section|page|"
    r"route|highway|chambre|room)(?: de| of)? $"
)
"""What stands before a number that counts nothing: "magnitude 7,2", "flight 370"."""

_HALF = re.compile(r"\b(?:half an? |half-|demi-)$")
_NOBODY = re.compile(r"\bno $")
_AHEAD, _BEHIND = 45, 40
"""Characters after and before a number in which the word for what it counts is looked for."""

_STEM = 6
_COUNTED_NOUN = re.compile(r"\b(?:how many |combien (?:de |d')|nombre (?:de |d'|des ))([a-z]+)")
_MONTH = "|".join(MONTH_NUMBERS)
_BEFORE_MONTH = re.compile(rf" ?(?:er|st|nd|rd|th)? ?(?:{_MONTH})\b| ?[ap]\.?m\b")
_OCLOCK = re.compile(r"(?:[01]?\d|2[0-4]) ?h(?:eures?)?\b")
_AFTER_MONTH = re.compile(rf"\b(?:{_MONTH}) $")
_COUNTED = re.compile(
    rf" (?:{'|'.join(THEMES.values())}|personnes|people|civils|hommes|femmes)(?!\w)"
)
_CLOSED = re.compile(
    r"(?:de|d'|des|du|of|the|les?|la|autres|other|personnes|people|plus|more|environ|about)\b ?"
)


def asked_themes(question: str) -> set[str]:
    """Names of the themes that a question speaks of; a toll without more counts the dead.

    What stands in brackets at its end, as in a follow-up that was completed, counts only if
    nothing before it says what is counted: "Combien (combien de morts l'attentat a-t-il faits) ?".
    """
    letters = flat(question)
    asked = IN_BRACKETS.sub("", letters)
    named = _themes_asked(asked)
    return named if named or counted_noun(asked) - _PEOPLE else _themes_asked(letters)


def _themes_asked(letters: str) -> set[str]:
    named = {name for name, words in _THEME.items() if words.search(letters)}
    if _COST.search(letters):
        named.add("money")
    return named or ({"dead"} if _TOLL.search(letters) else set())


def counted_noun(question: str) -> set[str]:
    """The theme of the noun in `how many strikers`, as a set: it may name none."""
    found = _COUNTED_NOUN.search(flat(question))
    return {found[1][:_STEM]} if found else set()


def is_number(word: str) -> bool:
    """Whether a folded word is a number, in digits or letters."""
    return word.isdigit() or word in NUMBER_WORDS or word.removesuffix("s") in NUMBER_WORDS


def quantities(text: str, language: Language) -> list[Quantity]:
    """The numbers of a text in their order; years and dates are left out."""
    letters = flat(text)
    found = [hit for hit in _NUMBER[language].finditer(letters) if not _is_date(letters, hit)]
    return list(_with_themes(letters, found, language))


def _with_themes(
    letters: str, found: list[re.Match[str]], language: Language
) -> Iterator[Quantity]:
    """The numbers with what they count; a word belongs to the number that it stands beside."""
    for i, hit in enumerate(found):
        before = letters[found[i - 1].end() if i else 0 : hit.start()]
        after = letters[hit.end() : found[i + 1].start() if i + 1 < len(found) else None]
        theme = _theme(before, after)
        is_article = hit["words"] in _ALONE and (theme not in THEMES or _does(after))
        if not is_article:
            value = _value(hit, language) * (0.5 if _HALF.search(before) else 1)
            yield Quantity(value, hit.start(), hit.end(), theme)


def _theme(before: str, after: str) -> str:
    """What a number counts, by the words after it, else for people by those before it."""
    ahead = re.split(r"[.;:!?»]|, ", after)[0][:_AHEAD]
    if measured := _MEASURES.match(ahead.lstrip(" -")):
        return measured[0][:_STEM]
    if label := _LABEL.search(before):
        return label["noun"][:_STEM]
    if did := _DID.search(before):
        return _themes_at(did["verb"])[0]
    if _SIGN_BEFORE.search(before):
        return "money"
    if following := _themes_at(ahead):
        return following[0]
    noun = _noun(ahead)
    preceding = _themes_at(before[-_BEHIND:]) if noun in _PEOPLE else []
    return preceding[-1] if preceding else noun


def _does(after: str) -> bool:
    """Whether "un" is an article, since its noun does something to others: "un train a tué 91"."""
    return bool(_DID.search(after)) and not re.search(r"[.;:!?,]", after)


def _themes_at(letters: str) -> list[str]:
    """Themes in the order in which their words stand."""
    places = [
        (found.start(), name) for name, words in _THEME.items() for found in words.finditer(letters)
    ]
    return [name for _, name in sorted(places)]


def _noun(ahead: str) -> str:
    ahead = ahead.lstrip()
    while small := _CLOSED.match(ahead):
        if small[0].strip() in {"personnes", "people"}:
            return "people"[:_STEM]
        ahead = ahead[small.end() :]
    word = re.match(r"[a-z]+", ahead)
    return word[0][:_STEM] if word else ""


def _is_date(letters: str, hit: re.Match[str]) -> bool:
    """Whether a number is a year, a day of a month, an hour, or that of "no one"."""
    after = letters[hit.end() : hit.end() + 20]
    before = letters[max(0, hit.start() - 12) : hit.start()]
    if _BEFORE_MONTH.match(after) or _AFTER_MONTH.search(before):
        return True
    if _OCLOCK.match(letters, hit.start()) or _NOBODY.search(before):
        return True
    if re.match(r":\d\d\b", after) or re.search(r"\b\d\d?:$", before):
        return True
    is_year = re.fullmatch(r"(?:19|20)\d\d", hit[0]) is not None
    return is_year and (not _COUNTED.match(after) or before.endswith((" en ", " in ")))


def _value(hit: re.Match[str], language: Language) -> float:
    if hit["words"]:
        return float(spelt(re.findall(r"[a-z]+", hit["words"])))
    digits = hit["digits"]
    thousands, point = (" .", ",") if language == "fr" else (" ,", ".")
    if re.fullmatch(rf"\d+\{point}\d+|\d+", digits):
        value = float(digits.replace(point, "."))
    elif re.fullmatch(r"\d+[.,]\d{1,2}", digits):
        value = float(digits.replace(",", "."))
    else:
        plain = digits.translate({ord(mark): None for mark in thousands})
        value = float(plain.replace(point, "."))
    return value * spelt([hit["factor"]]) if hit["factor"] else value


def spelt(words: Iterable[str]) -> int:
    """`quatre vingt dix sept` → 97, `two thousand and five` → 2005; other words count nothing."""
    total, current = 0, 0
    for word in words:
        if word in SCALES:
            total += max(current, 1) * SCALES[word]
            current = 0
        elif word in TIMES:
            current = max(current, 1) * TIMES[word]
        elif word in {"vingt", "vingts"} and current % 100 == 4:  # noqa: PLR2004 - "quatre-vingts"
            current += _FOUR_TWENTIES - 4
        else:
            current += SMALL_NUMBERS.get(word, 0)
    return total + current
