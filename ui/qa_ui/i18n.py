"""What the page says, in French and English, and how each writes dates and numbers.

Knows words, not where they stand. `STRINGS` is handed to Gradio, which picks the
browser's language before the first event; `tr` serves everything rendered later.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from qa.answer import NOT_SAID

if TYPE_CHECKING:
    from qa.types import Language

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
NAMES: Final[dict[Language, str]] = {"fr": "Français", "en": "English"}

_FR: Final = {
    "title": "Questions aux articles",
    "tagline": "Chaque réponse cite ses sources, mot pour mot.",
    "tab_ask": "Interroger",
    "tab_library": "Bibliothèque",
    "language": "Langue de la page",
    "ask_label": "Votre question",
    "ask_placeholder": "Posez une question…",
    "send": "Demander",
    "stop": "Arrêter",
    "new": "Nouvelle conversation",
    "searching": "Recherche dans les articles…",
    "examples": "Par exemple",
    "welcome": "Que voulez-vous savoir ?",
    "about_article": "Que dit l’article « {title} » ?",
    "you_asked": "Votre question :",
    "understood": "Compris comme : {question}",
    "silent": NOT_SAID["fr"],
    "abstained": "Les articles ne répondent pas à cette question.",
    "closest": "Passages les plus proches, qui n’y répondent pas",
    "differ": "Les articles ne donnent pas la même réponse",
    "undated": "sans date",
    "sources": "Sources",
    "open_source": "Ouvrir la source {number} : {title}",
    "read_passage": "Lire ce passage : {title}",
    "confidence_high": "confiance élevée",
    "confidence_medium": "confiance moyenne",
    "confidence_low": "confiance faible : vérifiez la source",
    "also_in_one": "aussi dans 1 autre article",
    "also_in_many": "aussi dans {count} autres articles",
    "also_in": "Publié aussi dans",
    "filtered": "Cherché seulement dans : {filters}",
    "copy": "Copier",
    "copied": "Copié",
    "again": "Redemander",
    "edit": "Modifier",
    "related": "À lire aussi",
    "filters": "Filtres",
    "filters_since": "Depuis le",
    "filters_until": "Jusqu’au",
    "filters_sources": "Sources",
    "filters_languages": "Langues",
    "filters_clear": "Effacer les filtres",
    "filters_bad_date": "« {value} » n’est pas une date (AAAA, AAAA-MM ou AAAA-MM-JJ).",
    "since": "depuis {date}",
    "until": "jusqu’à {date}",
    "count_all_one": "1 article",
    "count_all_many": "{total} articles",
    "count_some": "{count} sur {total} articles",
    "count_none": "aucun article : élargissez les filtres",
    "source": "Source",
    "source_position": "Source {number} sur {count}",
    "passage_position": "Passage {number} sur {count}",
    "close": "Fermer",
    "previous": "Précédente",
    "next": "Suivante",
    "whole": "Lire tout l’article",
    "only_passage": "Revenir au passage",
    "original": "Lire l’original",
    "facts": "Les articles",
    "facts_articles": "Articles",
    "facts_passages": "Passages",
    "facts_period": "Période",
    "facts_languages": "Langues",
    "facts_sources": "Sources",
    "facts_built": "Index construit",
    "facts_more": "et {count} autres",
    "period": "{first} – {last}",
    "fr": "français",
    "en": "anglais",
    "no_index_title": "Il n’y a pas encore d’index",
    "no_index": "Mettez des articles dans le dossier {corpus}, puis lancez cette commande ; "
    "la page suivra d’elle-même.",
    "index_problem": "L’index ne peut pas être ouvert",
    "problem": "La question n’a pas pu être traitée",
    "unexpected": "Une erreur inattendue est survenue ; elle est notée dans le journal du serveur.",
    "empty_question": "Écrivez d’abord une question.",
    "library_search": "Chercher un titre ou une source",
    "library_hint": "Choisissez un article pour le lire ici.",
    "library_none": "Aucun article ne correspond.",
    "library_more": "En montrer davantage",
    "column_date": "Date",
    "column_title": "Titre",
    "column_source": "Source",
    "column_language": "Langue",
    "column_passages": "Passages",
    "article_gone": "Cet article n’est plus dans l’index.",
}

_EN: Final = {
    "title": "Ask the articles",
    "tagline": "Every answer quotes its sources, word for word.",
    "tab_ask": "Ask",
    "tab_library": "Library",
    "language": "Language of the page",
    "ask_label": "Your question",
    "ask_placeholder": "Ask a question…",
    "send": "Ask",
    "stop": "Stop",
    "new": "New conversation",
    "searching": "Searching the articles…",
    "examples": "For example",
    "welcome": "What would you like to know?",
    "about_article": "What does the article “{title}” say?",
    "you_asked": "Your question:",
    "understood": "Understood as: {question}",
    "silent": NOT_SAID["en"],
    "abstained": "The articles do not answer this question.",
    "closest": "Closest passages, which do not answer it",
    "differ": "The articles give different answers",
    "undated": "undated",
    "sources": "Sources",
    "open_source": "Open source {number}: {title}",
    "read_passage": "Read this passage: {title}",
    "confidence_high": "high confidence",
    "confidence_medium": "medium confidence",
    "confidence_low": "low confidence: check the source",
    "also_in_one": "also in 1 other article",
    "also_in_many": "also in {count} other articles",
    "also_in": "Also published in",
    "filtered": "Searched only in: {filters}",
    "copy": "Copy",
    "copied": "Copied",
    "again": "Ask again",
    "edit": "Edit",
    "related": "Read on",
    "filters": "Filters",
    "filters_since": "Since",
    "filters_until": "Until",
    "filters_sources": "Sources",
    "filters_languages": "Languages",
    "filters_clear": "Clear filters",
    "filters_bad_date": "“{value}” is not a date (YYYY, YYYY-MM or YYYY-MM-DD).",
    "since": "since {date}",
    "until": "until {date}",
    "count_all_one": "1 article",
    "count_all_many": "{total} articles",
    "count_some": "{count} of {total} articles",
    "count_none": "no article left: widen the filters",
    "source": "Source",
    "source_position": "Source {number} of {count}",
    "passage_position": "Passage {number} of {count}",
    "close": "Close",
    "previous": "Previous",
    "next": "Next",
    "whole": "Read the whole article",
    "only_passage": "Back to the passage",
    "original": "Read the original",
    "facts": "The articles",
    "facts_articles": "Articles",
    "facts_passages": "Passages",
    "facts_period": "Period",
    "facts_languages": "Languages",
    "facts_sources": "Sources",
    "facts_built": "Index built",
    "facts_more": "and {count} more",
    "period": "{first} – {last}",
    "fr": "French",
    "en": "English",
    "no_index_title": "There is no index yet",
    "no_index": "Put articles into the folder {corpus}, then run this command; "
    "the page follows by itself.",
    "index_problem": "The index cannot be opened",
    "problem": "The question could not be handled",
    "unexpected": "An unexpected error happened; it is noted in the server's log.",
    "empty_question": "Write a question first.",
    "library_search": "Search a title or a source",
    "library_hint": "Choose an article to read it here.",
    "library_none": "No article matches.",
    "library_more": "Show more",
    "column_date": "Date",
    "column_title": "Title",
    "column_source": "Source",
    "column_language": "Language",
    "column_passages": "Passages",
    "article_gone": "This article is no longer in the index.",
}


def _spaced(text: str) -> str:
    """French text whose high punctuation cannot be torn from its word."""
    text = re.sub(r" ([:;?!»])", "\N{NO-BREAK SPACE}\\1", text)
    return text.replace("« ", "«\N{NO-BREAK SPACE}")


STRINGS: Final[dict[Language, dict[str, str]]] = {
    "fr": {key: _spaced(text) for key, text in _FR.items()},
    "en": _EN,
}

_FR_MONTHS: Final = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_EN_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def tr(language: Language, key: str, **values: object) -> str:
    """The string `key` in `language`; values are put in as they are, not escaped."""
    return STRINGS[language][key].format(**values)


def negotiate(accepted: str | None) -> Language:
    """The page's language for an Accept-Language header: French if preferred, else English."""
    weighted: list[tuple[float, int, Language]] = []
    for position, item in enumerate((accepted or "").split(",")):
        tag, _, quality = item.strip().partition(";q=")
        weighted.extend(
            (_quality(quality), -position, language)
            for language in LANGUAGES
            if re.match(rf"{language}\b", tag, re.IGNORECASE)
        )
    return max(weighted)[2] if weighted else "en"


def as_language(text: object, default: Language = "en") -> Language:
    """`text` if it names one of the page's languages, else `default`."""
    return "fr" if text == "fr" else "en" if text == "en" else default


def format_date(language: Language, published: str | None) -> str:
    """A partial ISO date in words, no more precise than it is: `1er janvier 2022`."""
    if published is None:
        return tr(language, "undated")
    year, month, day = ([int(part) for part in published.split("-")] + [0, 0])[:3]
    if not month:
        return str(year)
    name = (_FR_MONTHS if language == "fr" else _EN_MONTHS)[month - 1]
    if not day:
        return f"{name} {year}"
    ordinal = "1er" if language == "fr" and day == 1 else str(day)
    return f"{ordinal} {name} {year}"


def format_moment(language: Language, built: str) -> str:
    """An ISO moment in UTC, to the minute: `22 novembre 2026 à 12:34 UTC`."""
    try:
        moment = datetime.fromisoformat(built)
    except ValueError:
        return built
    at = "à" if language == "fr" else "at"
    return f"{format_date(language, moment.date().isoformat())} {at} {moment:%H:%M} UTC"


def format_number(language: Language, number: int) -> str:
    """A whole number with the language's thousands separator."""
    return (
        f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        if language == "fr"
        else (f"{number:,}")
    )


def format_count(language: Language, count: int, total: int) -> str:
    """How many articles the filters leave: `12 of 34 articles`."""
    if count == 0 and total > 0:
        return tr(language, "count_none")
    if count == total:
        key = "count_all_one" if total == 1 else "count_all_many"
        return tr(language, key, total=format_number(language, total))
    shown, of = format_number(language, count), format_number(language, total)
    return tr(language, "count_some", count=shown, total=of)


def quoted(language: Language, text: str) -> str:
    """`text` between the quotation marks of `language`."""
    if language == "fr":
        return f"«\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}»"
    return f"“{text}”"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
