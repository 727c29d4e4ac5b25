"""Named fields (a table row, YAML front matter) → a `Draft`.

Without a text there is no article. Any other field that cannot be read is missing in the article,
and that is reported: it is not dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from qa.corpus.draft import Draft, language_of
from qa.corpus.files import File
from qa.corpus.published import find_date, parse_date
from qa.errors import ReadError
from qa.lang.text import fold

_LONGEST_NAME: Final = 200
_NAMES: Final = {
    "text": "text content body article articlebody fulltext contenttext texte contenu corps",
    "title": "title headline titre",
    "url": "url link permalink lien",
    "source": "source journal publisher sitename media",
    "published": "published date pubdate publishedat publicationdate datepublished publishdate "
    "datepublication datedepublication publie publiele timestamp",
    "language": "language lang langue",
    "id": "id guid",
}
"""What columns and fields are called, the surest name first; without case, accents and marks."""

_UPDATED: Final = "updated updatedat datemodified modified modifiedat lastmodified misajour"
"""The day of the last change, only to tell the newer of two versions: a bad one is no problem."""

_SUMMARIES: Final = "description summary resume"
"""The text of an article that has no other."""

TEXT_NAMES: Final = ", ".join(f"{_NAMES['text']} {_SUMMARIES}".split())
"""The names under which an article's text is looked for, for an error to show."""

Found = tuple[str, object]
"""A field's name, as it is written, and its value."""


def columns(names: Iterable[str]) -> set[str]:
    """Which fields of an article the columns of a table hold, by their names here."""
    plain = {plain_name(name) for name in names}
    fields = {"text": f"{_NAMES['text']} {_SUMMARIES}"}
    return {
        field for field, known in (_NAMES | fields).items() if not plain.isdisjoint(known.split())
    }


def is_body(name: str) -> bool:
    """Whether a field of this name holds the text of an article, not only its summary."""
    return plain_name(name) in _NAMES["text"].split()


def draft_row(fields: Mapping[str, object], *, file: File, line: int) -> Draft:
    """The draft of a table row, which needs a text.

    Raises:
        ReadError: If it has none.
    """
    name, text = _field(_by_plain_name(fields), f"{_NAMES['text']} {_SUMMARIES}")
    if text is None:
        raise file.error("field.no_text", names=TEXT_NAMES, at=line)
    if not isinstance(text, str):
        raise file.error("field.not_text", name=name, kind=_kind(text), at=line)
    return draft_fields(fields, text=text, file=file, line=line)


def draft_fields(
    fields: Mapping[str, object], *, text: str, file: File, line: int | None = None
) -> Draft:
    """The draft of a text and the fields that describe it."""
    known = _by_plain_name(fields)
    found: dict[str, str | None] = {}
    problems: list[ReadError] = []
    for field in ("language", "title", "url", "source", "id", "published"):
        name, value = _field(known, _NAMES[field])
        try:
            found[field] = _scalar(value, name, file, line)
            if field == "published" and found[field]:
                day_first = language_of(found["language"], text) == "fr"
                found[field] = _date(found[field], name, file, line, day_first=day_first)
        except ReadError as error:
            found[field] = None
            problems.append(error)
    return Draft(
        text=text,
        title=found["title"],
        url=found["url"],
        source=found["source"],
        published=found["published"],
        updated=find_date(_field(known, _UPDATED)[1]),
        language=found["language"],
        row=found["id"],
        line=line,
        problems=tuple(problems),
    )


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """A field's name without case, accents, spaces and marks: `Published_at`, `publishedAt`.

    Where a table might begin, all of a line may stand here; none of the names is as long.
    """
    return re.sub(r"[^a-z0-9]", "", fold(name[:_LONGEST_NAME]))


def _by_plain_name(fields: Mapping[str, object]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for name, value in fields.items():
        if value is not None and (not isinstance(value, str) or value.strip()):
            found.setdefault(plain_name(name), (name, value))
    return found


def _field(known: Mapping[str, Found], names: str) -> tuple[str, object | None]:
    """The field that is there under the surest of several names."""
    return next((known[name] for name in names.split() if name in known), ("", None))


def _scalar(value: object, name: str, file: File, line: int | None) -> str | None:
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]  # a source is often an object with its id and name
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise file.error("field.not_text", name=name, kind=_kind(value), at=line)
    return str(value).strip() or None


def _date(value: str | None, name: str, file: File, line: int | None, *, day_first: bool) -> str:
    try:
        return parse_date(value, day_first=day_first)
    except ValueError as error:
        raise file.error("field.not_date", name=name, value=value or "", at=line) from error


def _kind(value: object) -> str:
    """What a value is, as a word of the catalogue."""
    names = {bool: "boolean", dict: "object", list: "list"}
    return names.get(type(value), "number" if isinstance(value, int | float) else "unknown")
