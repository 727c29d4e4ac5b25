"""A question turned to something else: "And in Italy?" about "How many died in Lombok?".

Only what has one clear counterpart in the question takes its place: a year for a year, a place
for a place. Everything else is left to the caller.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.lang.dates import MONTHS
from qa.lang.text import word_set
from qa.question.lexicon import flat
from qa.question.pairs import other_harm

if TYPE_CHECKING:
    from qa.types import Language

_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_JOINED = {"en": "of|of the|and the|the", "fr": "de|du|des|de la|la|le|les"}
_NAME = {
    lang: rf"{_UPPER}[\w.’'-]*(?: (?:(?:{joined}) )?{_UPPER}[\w.’'-]*)*"
    for lang, joined in _JOINED.items()
}
_THE = {"en": r"(?:the )?", "fr": r"(?:l[ae] |les |l['’])?"}
_MONTH = {lang: "|".join(names) for lang, names in MONTHS.items()}
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d\d?(?:st|nd|rd|th|er)?"
_TIME = {
    "en": rf"on (?:the )?(?:{_DAY} (?:of )?(?:{_MONTH['en']})|(?:{_MONTH['en']}) {_DAY})"
    rf"(?:,? {_YEAR})?|"
    rf"(?:in|during) (?:(?:{_MONTH['en']})(?:,? {_YEAR})?|{_YEAR})",
    "fr": rf"le {_DAY} (?:{_MONTH['fr']})(?: {_YEAR})?|"
    rf"(?:en|au mois d['’e] ?) ?(?:(?:{_MONTH['fr']})(?: {_YEAR})?|{_YEAR})",
}
_ALIKE: dict[Language, tuple[str, ...]] = {
    "en": ("in|at", "on", "of", "for", "from", "to", "with", "against", "under", "about", "by"),
    "fr": (
        "en|aux?|à la|à l['’]|à", "du|des|de la|de l['’]|d['’]|de", "pour", "contre", "avec",
        "chez", "sous", "par", "sur",
    ),
}  # fmt: skip
"""Words before a name, those that say the same together."""

_OPENING = {
    "en": re.compile(r"(?:(?:and|but|also|then|so)\b,? ?)?(?:(?:what|how) about )?"),
    "fr": re.compile(r"(?:et|mais|puis|alors|ensuite)\b,? ?"),
}
_THAT_OF = re.compile(r"(?:celui|celle|ceux|celles|the ones?|that|those) (?=\S)")
_LOOSE = word_set(
    "then now today yesterday tomorrow before later afterwards since there here else after in at "
    "on of for from to with against under about by during until without"
)


_FR_FEMININE = "cause|consequence|raison|reaction|duree|date|suite|issue|origine|peine|sanction"
_FR_MASCULINE = (
    "effet|motif|lieu|bilan|montant|cout|prix|age|auteur|responsable|risque|but|objectif|resultat|"
    "contenu|programme|verdict"
)
_ENGLISH = (
    "cause|consequence|reason|motive|effect|place|date|toll|death toll|amount|cost|price|age|"
    "author|reaction|risk|aim|goal|duration|result|outcome|verdict|sentence|programme|program"
)
_OF_THAT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(rf"(?:the|its|his|her|their) (?:{_ENGLISH})(?P<s>s?)"),
    "fr": re.compile(
        rf"(?:l[ae]s? |l'|son |sa |ses |leurs? )(?:(?P<f>{_FR_FEMININE})|{_FR_MASCULINE})(?P<s>s?)"
    ),
}
"""What belongs to something that was named before: its cause, its date, its author."""

_WHAT_IS = {
    "en": re.compile(r"what(?: is| are| was| were|'s) (?P<named>.+)"),
    "fr": re.compile(
        r"quel(?:le)?s? (?:en )?(?:est|sont|etait|etaient|fut|furent|a ete|ont ete) (?P<named>.+)"
    ),
}


def asked_of_that(named: str, language: Language) -> str | None:
    """`its causes` as a question: `what are its causes`; None for what stands for itself."""
    found = _OF_THAT[language].fullmatch(flat(named))
    if not found:
        return None
    if language == "en":
        return f"what {'are' if found['s'] else 'is'} {named}"
    agreed = f"quel{'le' if found['f'] else ''}{found['s']}"
    return f"{agreed} {'sont' if found['s'] else 'est'} {named}"


def asks_of_that(letters: str, language: Language) -> bool:
    """Whether flat text is such a noun, or asks for one: `what was the cause`."""
    found = _WHAT_IS[language].fullmatch(letters)
    return asked_of_that(found["named"] if found else letters, language) is not None


def without_and(text: str, language: Language) -> str:
    """`And in Italy` and `What about Italy` without the words that only turn to it."""
    opening = _OPENING[language].match(flat(text))
    return (text[opening.end() :] if opening else "") or text


def turned_to(named: str, about: str, language: Language) -> str | None:
    """`about` with what is named ("in Italy", "in 2015") in its place; None if that is unclear."""
    if harm := other_harm(named, about, language):
        return harm
    that_of = _THAT_OF.match(flat(named))
    named = named[that_of.end() :] if that_of else named
    if re.fullmatch(_TIME[language], named):
        found = list(re.finditer(rf"\b(?:{_TIME[language]})(?![\w-])", about))
        return _replaced(found, named, about) if found else f"{about} {named}"
    for words in _ALIKE[language]:
        phrase = rf"(?:{words}) ?{_THE[language]}{_NAME[language]}"
        if re.fullmatch(phrase, named):
            return _replaced(list(re.finditer(rf"\b{phrase}", about)), named, about)
    if language == "en" and re.fullmatch(_THE["en"] + _NAME["en"], named):
        places = re.finditer(rf"\b(?P<before>(?:in|of) ){_THE['en']}{_NAME['en']}", about)
        found = list(places)
        return _replaced(found, f"{found[0]['before']}{named}", about) if found else None
    return None


def placed_in_time(answer: str, language: Language) -> str | None:
    """`5 January 2022` as it stands in a sentence: `on 5 January 2022`; None if it is no date."""
    ways = {"en": ("", "on ", "in "), "fr": ("", "le ", "en ")}[language]
    said = (f"{way}{answer}" for way in ways)
    return next((phrase for phrase in said if re.fullmatch(_TIME[language], phrase)), None)


def _replaced(found: list[re.Match[str]], named: str, about: str) -> str | None:
    """`named` in the place of the one thing found; None if there are several, or none."""
    if len(found) != 1:
        return None
    return about[: found[0].start()] + named + about[found[0].end() :]


def topic(named: str, language: Language) -> str:
    """What is turned to, as it stands before a question: `What about China:`."""
    if language == "fr":
        return f"{named} :"
    return f"{named}:" if flat(named).split(" ")[0] in _LOOSE else f"what about {named}:"
