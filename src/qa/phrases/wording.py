"""The fixed phrases of answers, in the language of the question.

All text of an answer is these phrases, the user's own question, dates, names of sources,
titles and verbatim quotes; whatever comes from outside goes through `escape`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.lang.dates import in_words
from qa.types import AppliedFilters, Language

NOT_SAID: Final[dict[Language, str]] = {
    "fr": "Les articles ne le disent pas.",
    "en": "The articles do not say.",
}
"""What stands in place of an answer that the articles do not give."""

_PHRASES: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "reason": "Aucun passage des articles ne répond avec assez de certitude à : {asked}",
        "nothing_asked": "Posez une question : la réponse viendra des articles.",
        "no_hits": "Aucun article ne correspond à cette question et aux filtres choisis.",
        "understood": "Question comprise ainsi : {asked}",
        "quote": "« {quote} »",
        "closest": "Passages les plus proches, qui ne répondent pas :",
        "undated": "sans date",
        "differ": "Les articles ne donnent pas la même réponse :",
        "earlier": "Des articles antérieurs donnent une autre réponse :",
        "others": "D’autres articles donnent une autre réponse :",
        "report": "{about} :",
        "filtered": "Articles {which}",
        "dropped": "Pas de réponse dans les articles {which} ; "
        "tous les articles permis ont été lus",
        "of": "publiés par {sources}",
        "and": " et ",
    },
    "en": {
        "reason": "No passage of the articles answers with enough certainty: {asked}",
        "nothing_asked": "Ask a question: the answer will come from the articles.",
        "no_hits": "No article matches this question and the chosen filters.",
        "understood": "Understood as: {asked}",
        "quote": "“{quote}”",
        "closest": "Closest passages, which do not answer:",
        "undated": "undated",
        "differ": "The articles give different answers:",
        "earlier": "Earlier reports differ:",
        "others": "Other reports differ:",
        "report": "{about}:",
        "filtered": "Articles {which}",
        "dropped": "No answer in articles {which}; all articles allowed were read",
        "of": "published by {sources}",
        "and": " and ",
    },
}


def say(language: Language, key: str, **values: str) -> str:
    """The phrase `key`; values are put in as they are, not escaped."""
    return _PHRASES[language][key].format(**values)


def about(language: Language, source: str | None, published: str | None) -> str:
    """Date and source of an article: `3 March 2024, Valley Post`."""
    day = in_words(published, language) if published else say(language, "undated")
    return ", ".join(filter(None, (day, source)))


def filters_in_words(filters: AppliedFilters, language: Language) -> str:
    """What was read from the question as a filter: `Articles from January 2022 on`."""
    which = []
    if filters.sources:
        which.append(say(language, "of", sources=_listed(filters.sources, language)))
    if filters.since or filters.until:
        which.append(_period(filters.since, filters.until, language))
    key = "dropped" if filters.dropped else "filtered"
    return say(language, key, which=" ".join(which))


def since_in_words(day: str, language: Language) -> str:
    """`since 6 January 2022`, « depuis le 6 janvier 2022 »."""
    the = "le " if language == "fr" and _has_day(day) else ""
    return f"{'since' if language == 'en' else 'depuis'} {the}{in_words(day, language)}"


def until_in_words(day: str, language: Language) -> str:
    """`until 2022`, « jusqu’au 6 janvier 2022 », « jusqu’en 2022 »."""
    return f"until {in_words(day, language)}" if language == "en" else f"jusqu’{_up_to(day)}"


def _period(since: str | None, until: str | None, language: Language) -> str:
    first, last = (in_words(day, language) if day else "" for day in (since, until))
    if language == "en":
        if first and last:
            return f"from {first} to {last}"
        return f"from {first} on" if first else f"up to {last}"
    if since and until:
        return f"{_from(since)} {_to(until)}"
    return f"à partir {_from(since)}" if since else until_in_words(str(until), language)


def _from(day: str) -> str:
    """`du 6 janvier 2022`, `d’avril 2022`, `de 2022`."""
    words = in_words(day, "fr")
    if _has_day(day):
        return f"du {words}"
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def _to(day: str) -> str:
    return f"au {in_words(day, 'fr')}" if _has_day(day) else f"à {in_words(day, 'fr')}"


def _up_to(day: str) -> str:
    return f"au {in_words(day, 'fr')}" if _has_day(day) else f"en {in_words(day, 'fr')}"


def _has_day(day: str) -> bool:
    return len(day) > len("2022-01")


def _listed(names: Sequence[str], language: Language) -> str:
    """`Le Monde, Reuters et l’AFP`."""
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + say(language, "and") + names[-1]


def unescaped(text: str) -> str:
    """What `escape` was given, for where markdown is not read."""
    text = re.sub(r"\\([\\`*_~])", r"\1", text)
    return text.replace("&lt;", "<").replace("&#91;", "[").replace("&amp;", "&")


def escape(text: str) -> str:
    """Text of others as inert markdown: no HTML, links, images, emphasis or false markers."""
    text = re.sub(r"&(?=#|\w+;)", "&amp;", text)
    text = text.replace("<", "&lt;").replace("[", "&#91;")
    return re.sub(r"([\\`*_~])", r"\\\1", text)
