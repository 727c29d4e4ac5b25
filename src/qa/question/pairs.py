"""Two things asked with one question word: "the date and the place of the summit".

Cut only where the two nouns ask for different kinds of answer, or count different harm: "the
king and the queen of Spain" stay together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question.lexicon import flat, lead_end, sentence
from qa.question.nouns import noun_kind

if TYPE_CHECKING:
    from qa.types import Language

_HARM = {
    "en": r"(?:killed|died|dead|deaths?|injured|injuries|wounded|hurt|missing|arrested|detained|"
    r"displaced|evacuated|rescued)",
    "fr": r"(?:morte?s?|tuee?s?|deces|victimes|blessee?s?|disparue?s?|arretee?s?|interpellee?s?|"
    r"evacuee?s?|deplacee?s?|rescapee?s?|arrestations)",
}
_PEOPLE = r"(?:personnes|gens|civils|soldats|passagers)"
_COUNTED = {
    "en": (
        re.compile(
            rf"(?P<head>how many (?:(?!{_HARM['en']})[\w-]+ )?)"
            r"(?P<aux>(?:have been |had been |were |was |are |got )?)"
            rf"(?P<a>{_HARM['en']}),? and (?:how many )?(?P<own>(?:were |was |are |got )?)"
            rf"(?P<b>{_HARM['en']})(?P<rest>(?: .*)?)"
        ),
    ),
    "fr": (
        re.compile(
            r"(?P<head>(?:quel (?:est|etait) le nombre|combien) (?:de |d'))(?P<aux>)"
            rf"(?P<a>{_HARM['fr']}) et (?:de |d')?(?P<own>)(?P<b>{_HARM['fr']})(?P<rest>(?: .*)?)"
        ),
        re.compile(
            rf"(?P<head>combien de {_PEOPLE} )"
            r"(?P<aux>(?:ont |avaient |sont )(?:ete )?)(?P<a>"
            rf"{_HARM['fr']}) et (?P<own>(?:(?:ont |sont )(?:ete )?)?)"
            rf"(?P<b>{_HARM['fr']})(?P<rest>(?: .*)?)"
        ),
    ),
}
_HARMED = {
    "en": re.compile(
        rf"(?P<head>how many (?:(?!{_HARM['en']})[\w-]+ )??)(?:(?:were|was|are|have been) )?"
        rf"{_HARM['en']}\b"
    ),
    "fr": re.compile(
        rf"(?P<head>combien d)(?:e |')(?:{_PEOPLE} (?:ont |avaient |sont )(?:ete )?)?"
        rf"{_HARM['fr']}\b"
    ),
}
_NAMES_HARM = {
    lang: re.compile(rf"(?:the |l[ae]s? |des |de |d'|l')?(?P<harm>{words})")
    for lang, words in _HARM.items()
}
_NOUNS = {
    "en": re.compile(
        r"(?:(?:what|which) (?P<be>is|are|was|were) )?(?P<a>(?:the )?[\w-]+) and "
        r"(?P<b>(?:the )?[\w-]+)(?P<rest> (?:of|for) .+)"
    ),
    "fr": re.compile(
        r"(?:quel(?:le)?s? (?P<be>est|sont|etait|etaient|fut|furent) )?"
        r"(?P<a>(?:l[ae]s? |l')?[\w-]+) et (?P<b>(?:l[ae]s? |l')?[\w-]+)"
        r"(?P<rest> (?:du |des |de |d').+)"
    ),
}
_ARTICLE = re.compile(r"(?:the |l[ae]s? |l')")
_FEMININE = re.compile(r".*(?:[ae]nce|ion|te|ure|ie|cause|origine|raison|date|somme|peine|perte)s")
_HOW_MANY = re.compile(
    r"(?:how many |combien (?:de |d'))"
    r"(?!(?:temps|fois|times|heures?|hours?|jours?|days?|semaines?|weeks?|mois|months?|ans?|annees?|"
    r"years?|euros?|dollars?)\b)[\w-]+"
)
"""What a number of things is asked by; not how long something lasts, or what it costs."""


def apart(question: str, language: Language) -> list[str]:
    """A question as two where it asks two things of one; else alone."""
    body = question[lead_end(question, language) :].rstrip("?!. \u00a0\u202f").replace("’", "'")
    letters = flat(body)
    counted = next(filter(None, (way.fullmatch(letters) for way in _COUNTED[language])), None)
    if counted:
        both = _counted(body, counted)
    elif (nouns := _NOUNS[language].fullmatch(letters)) and _differ(nouns, language):
        both = [_asking(body, nouns, side, language) for side in ("a", "b")]
    else:
        return [question]
    return [sentence(one, language) for one in both]


def _counted(body: str, found: re.Match[str]) -> list[str]:
    """`how many were killed in X` and `how many were injured in X`."""
    head, aux, first, own, second, rest = (
        body[slice(*found.span(name))] for name in ("head", "aux", "a", "own", "b", "rest")
    )
    return [f"{head}{aux}{first}{rest}", f"{head}{own or aux}{second}{rest}"]


def _differ(found: re.Match[str], language: Language) -> bool:
    """Whether the nouns ask for different things: a date and a place, causes and effects."""
    kinds = {noun_kind(_ARTICLE.sub("", found[side]), language) for side in ("a", "b")}
    return len(kinds) > 1 and bool(kinds & {"why", "how_many", "when", "where"})


def _asking(body: str, found: re.Match[str], side: str, language: Language) -> str:
    """`what are the causes of the strike`, from one of the two nouns."""
    noun, rest = (body[slice(*found.span(name))] for name in (side, "rest"))
    article = _ARTICLE.match(flat(noun))
    past = (found["be"] or "").startswith(("was", "were", "etai", "fu"))
    if language == "en":
        several = noun.endswith("s")
        be = ("were" if several else "was") if past else "are" if several else "is"
        return f"what {be} {noun if article else f'the {noun}'}{rest}"
    if not article and found["a"].startswith("les "):
        noun = f"les {noun}"
    elif not article:
        return f"{noun}{rest}"
    return f"{_quel(flat(noun), past=past)} {noun[0].lower()}{noun[1:]}{rest}"


def _quel(noun: str, *, past: bool) -> str:
    """The question word and verb before a French noun with its article, in flat letters."""
    if noun.startswith("les "):
        agreed = "quelles" if _FEMININE.fullmatch(noun) else "quels"
        return f"{agreed} {'étaient' if past else 'sont'}"
    agreed = "quelle" if noun.startswith("la ") or _FEMININE.fullmatch(f"{noun}s") else "quel"
    return f"{agreed} {'était' if past else 'est'}"


def counted_alike(bare: str, about: str) -> str | None:
    """`how many dead` asked of `how many injured in Nice`: `how many dead in Nice`."""
    if not _HOW_MANY.fullmatch(flat(bare)):
        return None
    found = _HOW_MANY.match(flat(about))
    return bare + about[found.end() :] if found else None


def other_harm(named: str, about: str, language: Language) -> str | None:
    """`the injured` asked of `how many died in Nice`: `how many were injured in Nice`."""
    harm = _NAMES_HARM[language].fullmatch(flat(named))
    asked = _HARMED[language].match(flat(about))
    if not harm or not asked:
        return None
    word, rest = named[harm.start("harm") :], about[asked.end() :]
    if language == "en":
        between = "" if word.endswith("s") else "were "
    else:
        between = "'" if flat(word[0]) in "aei" else "e "
    return f"{about[: asked.end('head')]}{between}{word}{rest}"
