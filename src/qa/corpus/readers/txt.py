"""Plain text, with or without the head that news exports have.

The full form is: a first line ` date YYYY-MM URL` (each part optional), the title, a
cut-off teaser that ends in a date, the body; blank lines between them. Without the first
line, a short first line is the title, and a line beside it may say when the text was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.corpus.datelines import Dated, take_dates
from qa.corpus.draft import Draft, language_of
from qa.corpus.files import File
from qa.corpus.lines import unwrapped
from qa.corpus.published import find_date
from qa.corpus.readers import csv
from qa.corpus.text import normalise
from qa.errors import ReadError

# At least one part must be there; a bare year could as well be a title.
_HEAD = re.compile(
    r"[ \t]*+(?=\S)(?:(?:date\b[ \t]*+(?P<date>\d(?:(?!https?://)\S)*+)?"
    r"|(?P<bare>\d{4}-\d{2}(?:(?!https?://)\S)*+))[ \t]*+)?(?P<url>https?://\S++)?[ \t]*+"
)
_TEASER = re.compile(r".{0,600}(?:\.\.\.|[….!?»”\"])\s*(?P<date>\d{2}\.\d{2}\.\d{4})")
_LONGEST_HEADED_TITLE = 300
_LONGEST_TITLE = 150


def read(file: File) -> Iterator[Draft | ReadError]:
    """Yield the one article of a text file, or those of a table that Excel saved as text."""
    content = file.text()
    if csv.is_table(content):
        yield from csv.read(file)
        return
    text = normalise(content)
    first, _, rest = text.partition("\n")
    head = _HEAD.fullmatch(first)
    day_first = language_of(None, text) == "fr"
    dated = Dated(rest.strip("\n")) if head else take_dates(text, day_first=day_first)
    lines = unwrapped(dated.text)  # a title may run over two
    title, body = _headed_title(lines) if head else _plain_title(lines)
    written = (head["date"] or head["bare"]) if head else None
    month = find_date(written, day_first=day_first)
    day, body = _teaser(body)
    problems = (
        [file.error("field.not_date", name="date", value=written)] if written and not month else []
    )
    yield Draft(
        text=body,
        title=title,
        url=head["url"] if head else None,
        published=dated.published or (day if day and day.startswith(month or "") else month),
        updated=dated.updated,
        problems=tuple(problems),
    )


def _headed_title(rest: str) -> tuple[str | None, str]:
    first, _, body = rest.partition("\n")
    return (None, rest) if len(first) > _LONGEST_HEADED_TITLE else (first, body)


def _plain_title(text: str) -> tuple[str | None, str]:
    first, _, body = text.partition("\n")
    is_title = len(first) <= _LONGEST_TITLE and not first.endswith((".", ",", ";", ":"))
    if not body or not is_title or body[0].islower():
        return None, text
    return first, body


def _teaser(body: str) -> tuple[str | None, str]:
    """The day that a teaser ends in, and the body without the teaser."""
    first, _, rest = body.strip().partition("\n\n")
    match = _TEASER.fullmatch(first)
    day = find_date(match["date"]) if match else None
    return (day, rest or body) if day else (None, body)
