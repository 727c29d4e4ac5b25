"""The columns of a list of questions: their names, and the question that a row holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import Field

from qa.corpus.fields import plain_name
from qa.errors import Failure
from qa.types import FilterArguments, Value

_NAMES: Final = {
    "question": "question questions frage fragen query requete pregunta domanda prompt intitule q",
    "id": "id n no nr num numero number ref reference key cle",
    "since": "since from after start begin depuis apres debut apartirde datefrom du seit",
    "until": "until to before end jusqua jusquau avant fin dateto au bis",
    "sources": "source sources outlet outlets media medias journal journaux publisher quelle",
    "languages": "language languages lang langue langues sprache",
}
"""What columns are called, without case, accents, spaces and marks."""

_LANGUAGES: Final = {
    "fr": "fr french francais franzosisch",
    "en": "en english anglais englisch",
}
_BETWEEN: Final = re.compile("[;|,]")
_NOTHING: Final = re.compile(r"[\s\ufeff]*")


class BatchQuestion(Value):
    """One question of a list, and the articles that it is asked of.

    Attributes:
        id: What the list calls it; its place in the list, from 1, where it has no name.
        since: Articles of this date or later.
        until: Articles of this date or earlier.
        sources: Articles of these sources; empty: of all.
        languages: Articles in these languages; empty: in all.
        others: What its row says in columns that mean nothing here, by their names.
        problem: Why it cannot be asked; null if it can.
    """

    id: str
    question: str
    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    others: dict[str, str] = Field(default_factory=dict)
    problem: Failure | None = None

    @property
    def arguments(self) -> FilterArguments:
        """Its filters, as `Assistant.ask` takes them."""
        return {
            "since": self.since,
            "until": self.until,
            "sources": self.sources,
            "languages": self.languages,
        }


def field_of(name: str) -> str | None:
    """The field that a column holds by its name; None if it is not known."""
    plain = plain_name(name)
    return next((field for field, known in _NAMES.items() if plain in known.split()), None)


def fields_of(names: Sequence[str]) -> list[str | None]:
    """The field of each column; of two with the same field the first one counts."""
    found = [field_of(name) for name in names]
    return [None if field in found[:place] else field for place, field in enumerate(found)]


def question_of(
    row: Mapping[str, object], place: int, others: Mapping[str, object] | None = None
) -> BatchQuestion:
    """The question of a row; the row may lack all but the question."""
    fields = {field: _text(value) for field, value in row.items()}
    question = fields.get("question") or ""
    return BatchQuestion(
        id=fields.get("id") or str(place),
        question=question,
        since=_filter(fields, "since"),
        until=_filter(fields, "until"),
        sources=_several(row.get("sources")),
        languages=tuple(map(_language, _several(row.get("languages")))),
        others={name: _text(value) for name, value in (others or {}).items()},
        problem=None if question else Failure(code="list.row_empty"),
    )


def unreadable(failure: Failure, place: int, row: str) -> BatchQuestion:
    """What stands for a row that cannot be read, with what it holds."""
    return BatchQuestion(id=str(place), question=_text(row), problem=failure)


def _filter(fields: Mapping[str, str], name: str) -> str | None:
    return fields.get(name) or None


def _text(value: object) -> str:
    """A cell on one line."""
    return " ".join(str(value).split()).strip("\ufeff ") if value is not None else ""


def _several(value: object) -> tuple[str, ...]:
    """The values of a cell, or of a list in JSON."""
    parts = value if isinstance(value, list) else _BETWEEN.split(_text(value))
    return tuple(filter(None, map(_text, parts)))


def _language(name: str) -> str:
    plain = plain_name(name)
    return next((code for code, known in _LANGUAGES.items() if plain in known.split()), name)


def is_blank(cells: Sequence[object]) -> bool:
    """Whether a row holds nothing."""
    return all(cell is None or _NOTHING.fullmatch(str(cell)) for cell in cells)
