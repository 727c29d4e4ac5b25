"""JSON Lines: one article a line, as an object with at least `text`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from qa.corpus.draft import Draft
from qa.corpus.fields import draft_row
from qa.corpus.files import File, decode
from qa.errors import ReadError


def read(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each line that is not blank."""
    if file.text(by_line=True).lstrip().startswith("["):
        raise file.error("table.json_list")
    for number, line in enumerate(file.data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield draft_row(_object(line, file, number), file=file, line=number)
        except ReadError as error:
            yield error


def _object(line: bytes, file: File, number: int) -> dict[str, object]:
    # Line by line: one row in another encoding must not spoil the rest.
    try:
        row = json.loads(decode(line), strict=False)
    except UnicodeDecodeError as error:
        raise file.error("file.encoding", at=number) from error
    except (ValueError, RecursionError) as error:
        raise file.error("table.json", why=str(error), at=number) from error
    if not isinstance(row, dict):
        raise file.error("table.json_object", at=number)
    return row
