"""What the page says: the phrases of the table `page`, ready for the screen.

The phrases themselves are in the catalogue, `qa.phrases`. `STRINGS` is handed to Gradio, which
picks the browser's language before the first event; `tr` serves everything rendered later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Final, get_args

from qa.errors import Failure, QAError
from qa.phrases import PhraseValue, filled, phrases, say, template
from qa.phrases.dates import day_in_words, moment_in_words
from qa.phrases.locales import negotiated, number
from qa.phrases.quotes import marks
from qa.types import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
NAMES: Final[dict[Language, str]] = {language: say(language, "page.name") for language in LANGUAGES}

_PAGE: Final = "page."
_SHARED: Final = {
    "abstained": "answer.not_found",
    "silent": "answer.not_found",
    "understood": "answer.understood",
    "undated": "answer.undated",
    "on_page": "answer.page",
}
"""Phrases of the page that answers have too: the same words, wherever they are read."""

_PLACED: Final = frozenset({"at", "at_line"})
"""Failures that begin with the name of a file or a folder, as it is."""


_PLACES: Final = frozenset({"where", "address"})
_OWN_PLACE: Final = re.compile(r"/|[A-Za-z]:[\\/]|milvus:|postgresql:")
"""How the places begin where the server keeps something."""


def unbroken(text: str) -> str:
    """Text for the screen whose French punctuation cannot be torn from its word."""
    text = re.sub(r" ([:;?!»])", "\N{NO-BREAK SPACE}\\1", text)
    return text.replace("« ", "«\N{NO-BREAK SPACE}")


def plain(text: str) -> str:
    """Text with common spaces, for what leaves the screen: questions, files, the clipboard."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


STRINGS: Final[dict[Language, dict[str, str]]] = {
    language: {
        key.removeprefix(_PAGE): unbroken(text)
        for key, text in phrases(language).items()
        if key.startswith(_PAGE)
    }
    for language in LANGUAGES
}


def tr(language: Language, key: str, **values: PhraseValue) -> str:
    """The page's phrase `key`; values are put in as they are, not escaped."""
    found = template(language, _SHARED.get(key, _PAGE + key), **values)
    return filled(language, unbroken(found), **values)


def tr_count(language: Language, key: str, count: int, **values: PhraseValue) -> str:
    """The page's phrase for one thing or for several."""
    return tr(language, key, count=count, **values)


def asked_language(headers: Mapping[str, str], query: Mapping[str, str]) -> Language:
    """The language in which a page is asked for: by `lang` in its address, else by the browser."""
    accepted = negotiated(headers.get("accept-language", ""), LANGUAGES)
    return as_language(query.get("lang"), as_language(accepted))


def as_language(text: object, default: Language = "en") -> Language:
    """`text` if it names one of the page's languages, else `default`."""
    return next((language for language in LANGUAGES if language == text), default)


def format_date(language: Language, published: str | None) -> str:
    """A partial ISO date in words, no more precise than it is: `1er janvier 2022`."""
    return day_in_words(published, language)


def format_moment(language: Language, built: str) -> str:
    """An ISO moment in UTC, to the minute: `22 novembre 2026 à 12:34 UTC`."""
    try:
        return moment_in_words(datetime.fromisoformat(built), language)
    except ValueError:
        return built


def format_number(language: Language, value: int) -> str:
    """A whole number with the language's thousands separator."""
    return number(language, value)


def format_count(language: Language, count: int, total: int) -> str:
    """How many articles the filters leave: `12 of 34 articles`."""
    if count == 0 and total > 0:
        return tr(language, "count_none")
    if count == total:
        return tr_count(language, "count_all", total)
    shown, of = format_number(language, count), format_number(language, total)
    return tr(language, "count_some", count=shown, total=of)


def quoted(language: Language, text: str) -> str:
    """`text` between the quotation marks of `language`, unless it has its own."""
    before, after = marks(language, text)
    return f"{unbroken(before)}{text}{unbroken(after)}"


def for_readers(problem: QAError | Failure) -> Failure:
    """What went wrong, with the name of a file or folder alone: where it lies is for the log."""
    kept = problem.failure if isinstance(problem, QAError) else problem
    named = {
        name: PurePath(value).name
        for name, value in kept.values.items()
        if name in _PLACES and isinstance(value, str) and _OWN_PLACE.match(value)
    }
    if kept.values.get("what") == "index.store":  # what a server says of itself names it
        named["why"] = "…"
    return kept.model_copy(update={"values": {**kept.values, **named}}) if named else kept


def problem_text(problem: QAError | Failure, page: Language) -> str:
    """An error or a failure in the page's language; one that names no place is a sentence."""
    kept = for_readers(problem)
    words = unbroken(kept.say(page))
    return words if kept.code in _PLACED else f"{words[:1].upper()}{words[1:]}."


def said(page: Language, problem: QAError | Failure | str) -> str:
    """A problem in the page's language; a text is said already."""
    return problem if isinstance(problem, str) else unbroken(for_readers(problem).say(page))
