"""Named fields (a table row, YAML front matter) → a `Draft`.

What people typed into a field is either right or an error that names the field: a date
that cannot be read is not dropped silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qa.corpus.draft import Draft, language_of
from qa.corpus.files import File
from qa.corpus.published import parse_date


def draft_row(fields: Mapping[str, object], *, file: File, line: int) -> Draft:
    """The draft of a table row, which needs a `text`; fields and errors as for `draft_fields`."""
    text = fields.get("text")
    if text is None or (isinstance(text, str) and not text.strip()):
        raise file.error("field.no_text", at=line)
    if not isinstance(text, str):
        raise file.error("field.not_text", name="text", kind=_kind(text), at=line)
    return draft_fields(fields, text=text, file=file, line=line)


def draft_fields(
    fields: Mapping[str, object], *, text: str, file: File, line: int | None = None
) -> Draft:
    """The draft of a text and the fields that describe it.

    Raises:
        ReadError: If a field is of the wrong type or its date cannot be read.
    """
    found = {
        name: _scalar(fields.get(name), name, file, line)
        for name in ("title", "url", "source", "language", "id", "published", "date")
    }
    field = "published" if found["published"] else "date"
    day_first = bool(found[field]) and language_of(found["language"], text) == "fr"
    return Draft(
        text=text,
        title=found["title"],
        url=found["url"],
        source=found["source"],
        published=_date(found[field], field, file, line, day_first=day_first),
        language=found["language"],
        row=found["id"],
        line=line,
    )


def _scalar(value: object, name: str, file: File, line: int | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise file.error("field.not_text", name=name, kind=_kind(value), at=line)
    return str(value).strip() or None


def _date(
    value: str | None, name: str, file: File, line: int | None, *, day_first: bool
) -> str | None:
    if value is None:
        return None
    try:
        return parse_date(value, day_first=day_first)
    except ValueError as error:
        raise file.error("field.not_date", name=name, value=value, at=line) from error


def _kind(value: object) -> str:
    """What a value is, as a word of the catalogue."""
    names = {bool: "boolean", dict: "object", list: "list"}
    return names.get(type(value), "number" if isinstance(value, int | float) else "unknown")
