"""What callers hand over, checked before anything is opened: questions, conversations, filters.

Mistakes of programs are errors that name the argument and the remedy: a text where a list is
wanted, a source that no article has, `None` for a question.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from qa.entities import entity_key
from qa.errors import ArticleNotFoundError, FilterError, QuestionError
from qa.index.store import Store
from qa.lang.text import letters
from qa.types import (
    ArticleColumn,
    EntityKind,
    Exchange,
    FilterArguments,
    Filters,
    Language,
    Mode,
    Sort,
)

_SHOWN = 12
"""Sources that an error names at most."""

_LONGEST_ANSWER = 20_000
"""Characters of an earlier answer that count; those of this product are shorter."""

_HISTORY: TypeAdapter[list[Exchange]] = TypeAdapter(list[Exchange])


def check_text(text: object, limit: int) -> None:
    """Refuse what is no question: None, an empty text, one that is too long.

    Args:
        text: What the caller gave.
        limit: Most characters that are accepted.
    """
    if not isinstance(text, str):
        raise QuestionError("question.no_text", kind=type(text).__name__)
    if not text.strip():
        raise QuestionError("question.empty")
    check_length(text, limit)


def check_length(text: str, limit: int) -> None:
    """Refuse a text that is too long, or that no UTF-8 can hold."""
    if any("\ud800" <= char <= "\udfff" for char in text):  # half of one, from a terminal
        raise QuestionError("question.characters")
    if len(text) > limit:
        raise QuestionError("question.too_long", length=len(text), limit=limit)


def exchanges(history: object, limit: int) -> Sequence[Exchange]:
    """A conversation as pairs of question and answer."""
    try:
        found = _HISTORY.validate_python(history, strict=False)
    except ValidationError as error:
        place = next((one for one in error.errors()[0]["loc"] if isinstance(one, int)), 0)
        raise QuestionError("question.history", number=place + 1) from error
    for question, _ in found:
        check_length(question, limit)
    return [(question, answer[:_LONGEST_ANSWER]) for question, answer in found]


def check_search(k: object, mode: object, sort: object = "relevance", offset: object = 0) -> None:
    """Refuse a number of hits, a way to search, an order or a beginning that there is not."""
    _check_part(k, offset)
    _check_choice("mode", mode, get_args(Mode))
    _check_choice("sort", sort, get_args(Sort))


def check_list(k: object, sort: object, offset: object) -> None:
    """The same of a list of articles, which is in the order of a column."""
    _check_part(k, offset)
    _check_choice("sort", sort, get_args(ArticleColumn))


def _check_part(k: object, offset: object) -> None:
    if not isinstance(k, int) or k < 1:
        raise QuestionError("question.k", k=repr(k))
    if not isinstance(offset, int) or offset < 0:
        raise QuestionError("question.offset", offset=repr(offset))


def _check_choice(name: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        raise QuestionError(f"question.{name}", **{name: str(value)}, known=", ".join(known))


def filters_of(given: FilterArguments) -> Filters:
    """Filters from keyword arguments.

    Raises:
        FilterError: If there is no such filter, or it cannot have this value.
    """
    values = {name: value for name, value in given.items() if value}
    try:
        return Filters.model_validate(values)
    except ValidationError as error:
        raise _refused(values, str(error.errors()[0]["loc"][0]), error) from error


def known_filters(where: Filters, store: Store) -> Filters:
    """Filters whose sources and names are spelt as the index spells them.

    Raises:
        FilterError: If no article is of one of the sources, or names one of the people or places;
            it says which are alike.
        ArticleNotFoundError: If one of the articles is not there.
    """
    for article_id in store.unknown(where.articles) if where.articles else ():
        raise ArticleNotFoundError(article_id)
    for kind in get_args(EntityKind):
        if names := getattr(where, kind):
            where = where.model_copy(update={kind: _named(kind, names, store)})
    if not where.sources:
        return where
    spelt = {letters(name): source for name, source in store.source_names().items()}
    for name in where.sources:
        if letters(name) not in spelt:
            alike = nearest(name, spelt.values())
            code = "question.source" if spelt else "question.no_sources"
            raise FilterError(code, "sources", name, known=", ".join(alike))
    return where.model_copy(update={"sources": tuple(spelt[letters(one)] for one in where.sources)})


def _named(kind: EntityKind, names: Sequence[str], store: Store) -> tuple[str, ...]:
    """People or places as the index spells them."""
    known = store.entities.names[kind]
    for name in names:
        if not store.entities.recipes:
            raise FilterError("question.no_entities", kind, name)
        if entity_key(name) not in known:
            alike = ", ".join(nearest(name, known.values())) if known else "–"
            raise FilterError("question.entity", kind, name, known=alike)
    return tuple(known[entity_key(name)] for name in names)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names that are most like one; where none is, the first."""
    by_letters = {letters(one): one for one in known}
    alike = difflib.get_close_matches(letters(name), by_letters, n=3)
    alike += [one for one in by_letters if letters(name) in one and one not in alike]
    return [by_letters[one] for one in (alike or by_letters)][:_SHOWN]


def _refused(values: Mapping[str, Any], name: str, error: ValidationError) -> FilterError:
    """Why a filter cannot have a value."""
    value = str(error.errors()[0]["input"])
    if name not in FilterArguments.__annotations__:
        known = ", ".join(FilterArguments.__annotations__)
        return FilterError("question.unknown_filter", name, value, known=known)
    if name in {"since", "until"}:
        return FilterError("question.filter_date", name, value)
    if isinstance(values[name], str):
        return FilterError("question.filter_list", name, value)
    if name == "languages":
        known = ", ".join(get_args(Language))
        return FilterError("question.language", name, value, known=known)
    return FilterError("question.filter", name, value)
