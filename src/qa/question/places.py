"""Where and when it was: "in the earthquake", of "how many died in the earthquake".

A short follow-up that says neither ("How many were injured?") takes it from the question
before. Of a question that says more of the event than its place, nothing is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question.lexicon import flat
from qa.question.verbs import base_form

if TYPE_CHECKING:
    from qa.types import Language

_PLACES = {
    "en": r"(?:in|at|on|during|after|near|under|aboard)",
    "fr": r"(?:dans|lors d|pendant|apres|a|aux?|en|sur|pres d|le \d)",
}
_ASKED = {
    "en": r"(?:who|how many(?: [\w-]+){0,3}?|(?:which|what)(?: [\w-]+){1,3}?)",
    "fr": r"(?:qui|combien(?: (?:de |d')\w+)?|quel(?:le)?s? \w+)",
}
_DONE = {
    "en": re.compile(
        rf"(?:what happened|{_ASKED['en']} (?:(?:is|are|was|were|(?:has|have|had) been) )?"
        rf"(?:lost (?:their|his|her) (?:lives|life)|(?P<verb>\w+))) (?P<place>{_PLACES['en']} .+)"
    ),
    "fr": re.compile(
        rf"(?:{_ASKED['fr']} (?:ont|a|sont|est|avaient|etaient) (?:ete )?(?:perdu la vie|\w+)|"
        rf"que s'est-il passe) (?P<place>{_PLACES['fr']}\b.+)"
    ),
}
"""What was done or happened somewhere, and nothing else."""

_TOLL = {
    "en": re.compile(r"what (?:is|was) the (?:[\w-]+ )?toll (?:of|in|from) (?P<event>.+)"),
    "fr": re.compile(
        r"quel (?:est|etait|a ete) le (?:\w+ )?bilan (?P<event>d(?:u|es|e l[ae]|e l'|'une?)\b.+)|"
        r"combien (?:de |d')\w+ (?P<cause>(?:l'|l[ae]s? |cet(?:te)? |ces? ).+?) "
        r"(?:a|ont|avait|avaient)-(?:t-)?(?:ils?|elles?) "
        r"(?:fait|cause|provoque|entraine|tue|blesse)e?s?"
    ),
}
_SHORT = {
    "en": re.compile(
        rf"(?:who|how many|what|which)(?: (?!(?:{_PLACES['en']}|to|of|from|by|for|with|"
        r"it|this|that|these|those|there|s?he|they|him|her|them|his|its|their)\b)[\w'-]+){1,4}"
    ),
    "fr": re.compile(
        rf"combien (?:de |d')\w+|{_ASKED['fr']} (?:ont|a|sont|est)"
        rf"(?: (?!(?:{_PLACES['fr']}|lui|leurs?|son|sa|ses|cela|ca|y)\b)\w+){{1,3}}"
    ),
}


def place_of(about: str, language: Language) -> str | None:
    """The place or the event of a question that asks what was done there; else None."""
    letters = flat(about)
    if toll := _TOLL[language].fullmatch(letters):
        named = toll.lastgroup or ""
        event = about[toll.start(named) : toll.end(named)]
        return f"in {event}" if language == "en" else f"lors {_of(event, named)}"
    found = _DONE[language].fullmatch(letters)
    if not found or (language == "en" and found["verb"] and not _is_past(found["verb"])):
        return None
    return about[found.start("place") :]


def lacks_place(part: str, language: Language) -> bool:
    """Whether it asks in a few words what was done: `who was injured`, « combien de blessés »."""
    letters = flat(part)
    is_past = language == "fr" or any(map(_is_past, letters.split()))
    return is_past and bool(_SHORT[language].fullmatch(letters))


def _is_past(word: str) -> bool:
    return word in {"was", "were"} or base_form(word, sure=True) is not None


def _of(event: str, named: str) -> str:
    """« du séisme » from « le séisme »; the event of a toll has its « du » already."""
    if named == "event":
        return event
    for article, joined in (("le ", "du "), ("les ", "des ")):
        if event.startswith(article):
            return joined + event.removeprefix(article)
    return f"de {event}"
