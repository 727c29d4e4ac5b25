"""Sources that a question names: "selon Le Monde", "according to the Valley Post".

Only names of the index's own sources are found, whole and after a word that makes them
the source of what is asked: "selon le monde politique" names none. An address names its
site too: `lemonde.fr` is found as "Le Monde".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qa.lang.text import fold, fold_letters
from qa.question.words import ASKING

if TYPE_CHECKING:
    from qa.types import Language

_CUE = {
    "fr": re.compile(r"\b(?:selon|d'apres|a en croire|(?:paru|cit)\w* (?:par|dans))(?!\w)"),
    "en": re.compile(
        r"\b(?:according to|(?:reported|published) (?:by|in)|"
        r"(?P<asks>(?:what|why) (?:does|did|has)))\b"
    ),
}
_AFTER: dict[Language, str] = {"fr": rf"en|ont|{ASKING['fr']}", "en": rf"in|{ASKING['en']}"}
"""Words that may follow a name; any other would belong to it: "Le Monde diplomatique"."""

_SAYS = "say|report|reported|tell|told|call"
"""Words that follow it in "What did the Valley Post say?"."""

_ARTICLE = r"(?:the |le |la |les |l')?"
_JOINED = re.compile(r" ?, ?| et | and ")
_GENERIC = {"com", "co", "org", "net", "gov", "gouv", "ac", "edu", "info"}
_SHORTEST_SITE = 3


def sources_in(question: str, language: Language, known: Iterable[str]) -> list[str]:
    """The sources that a question names, as the index writes them, in the order of `known`.

    Args:
        question: As the user wrote it.
        language: That of the question.
        known: Names of the index's sources.
    """
    letters = " ".join(fold_letters(question).split())
    cues = list(_CUE[language].finditer(letters))
    if not cues:
        return []
    names = list(dict.fromkeys(known))
    forms = [(name, form) for name in names for form in _forms(name, _compact(letters))]
    named = {name for cue in cues for name in _named_at(letters, cue, forms, language)}
    return [name for name in names if name in named]


def is_sourced(question: str, language: Language) -> bool:
    """Whether any word of a question may introduce a source; cheaper than looking for it."""
    return _CUE[language].search(fold_letters(question)) is not None


def _named_at(
    letters: str, cue: re.Match[str], forms: list[tuple[str, str]], language: Language
) -> set[str]:
    """The names behind one cue; several are joined by commas, "et" or "and"."""
    after = _SAYS if cue.groupdict().get("asks") else _AFTER[language]
    end = rf"(?=$|[^\w' -]|'s\b| [^\w ]| (?:et|and|{after})(?!\w))"
    named: set[str] = set()
    start = cue.end() + 1
    while True:
        hits = [
            (name, found)
            for name, form in forms
            if (found := re.compile(rf"{_ARTICLE}(?:{form}){end}").match(letters, start))
        ]
        if not hits:
            return named
        furthest = max(found.end() for _, found in hits)
        named |= {name for name, found in hits if found.end() == furthest}
        if not (joined := _JOINED.match(letters, furthest)):
            return named
        start = joined.end()


def _forms(name: str, question: str) -> list[str]:
    """Patterns of how a source may be written in a folded question.

    Args:
        name: As the index has it.
        question: Its letters and digits, folded; forms that are not in it are left out.
    """
    folded = " ".join(fold(name).split())
    forms = [folded, re.sub(rf"^{_ARTICLE}", "", folded)]
    patterns = [re.escape(form) for form in forms if _compact(form) in question]
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", folded):
        labels = [label for label in folded.split(".")[:-1] if label not in _GENERIC]
        site = _compact(labels[-1]) if labels else ""
        if len(site) >= _SHORTEST_SITE and site in question:
            patterns.append("[ '-]?".join(site))
    return patterns


def _compact(text: str) -> str:
    return re.sub(r"\W", "", text)
