"""A file, or pasted text, as a list of questions.

A table has a column of questions, and may have others that filter the articles; what else it has
stays with the questions. A row that cannot be asked stays in the list with its problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final

from qa.batch.cells import Cells, separated_header, text_cells, workbook_cells
from qa.batch.columns import BatchQuestion, field_of, fields_of, is_blank, question_of, unreadable
from qa.corpus.files import File
from qa.errors import Failure

LIST_FORMATS: Final = (".csv", ".tsv", ".xlsx", ".txt", ".jsonl", ".json")
"""Endings of the files that hold lists of questions."""

_BULLET: Final = re.compile(r"\A\s*(?:[-*•–—]|\(?\d{1,4}[.)])\s+")
"""What stands before a line of a list that was copied from a document."""

_GZIP: Final = ".gz"
_NOT_JSON: Final = (ValueError, RecursionError)


def read_questions(file: File, *, most: int | None = None) -> list[BatchQuestion]:
    """The questions of a file, whose format its name shows.

    Args:
        file: Its name and content, see `qa.corpus.files.load`.
        most: How many questions it may have; None: any number.

    Raises:
        ReadError: If the file cannot be read, has no questions, or too many.
    """
    return _checked(_read(file), file, most)


def read_pasted(text: str, *, name: str = "", most: int | None = None) -> list[BatchQuestion]:
    """The questions of a pasted text: a question a line, or a table copied from a spreadsheet.

    Args:
        text: What was pasted.
        name: What a failure calls it.
        most: How many questions it may have; None: any number.

    Raises:
        ReadError: If it has no questions, or too many.
    """
    return _checked(_text(text), File(name=name, data=b"", max_bytes=0), most)


def _checked(
    questions: Iterable[BatchQuestion], file: File, most: int | None
) -> list[BatchQuestion]:
    found = list(questions)
    if not found:
        raise file.error("list.empty")
    if most is not None and len(found) > most:
        raise file.error("list.too_many", count=len(found), most=most)
    names = dict.fromkeys(name for one in found for name in one.others)
    return [
        one.model_copy(update={"others": {name: one.others.get(name, "") for name in names}})
        for one in found
    ]


def _read(file: File) -> Iterator[BatchQuestion]:
    suffix = PurePath(file.name.lower().removesuffix(_GZIP)).suffix
    if suffix not in LIST_FORMATS:
        raise file.error("list.format", formats=", ".join(LIST_FORMATS))
    if suffix == ".xlsx":
        return _table(workbook_cells(file))
    text = file.text()
    if suffix in {".json", ".jsonl"}:
        return _objects(text)
    return _table(text_cells(text)) if suffix in {".csv", ".tsv"} else _text(text)


def _text(text: str) -> Iterator[BatchQuestion]:
    """A question a line, unless the first line names columns."""
    if separated_header(text):
        return _table(text_cells(text))
    lines = [
        _BULLET.sub("", line, count=1) for line in text.splitlines() if line.strip("\ufeff \t")
    ]
    return _table([[line] for line in lines])


def _table(rows: Sequence[Cells]) -> Iterator[BatchQuestion]:
    if not rows:
        return
    fields, body = fields_of(rows[0]), rows[1:]
    headed = any(fields) or _is_title(rows[0], body)
    if not headed:
        fields, body = [None] * max(map(len, rows)), rows
    if "question" not in fields:
        asked = _asked(body, [place for place, field in enumerate(fields) if field is None])
        if asked is None:
            return
        fields[asked] = "question"
    names = rows[0] if headed else []
    for place, cells in enumerate(body, start=1):
        yield _row(fields, names, cells, place)


def _is_title(first: Cells, body: Sequence[Cells]) -> bool:
    """Whether the first row only names columns: no question, above a column of questions."""
    asked = _asked(body, range(len(first))) if len(first) > 1 and body else None
    return asked is not None and _share(body, asked, "?") > 1 / 2 and "?" not in first[asked]


def _asked(rows: Sequence[Cells], columns: Sequence[int]) -> int | None:
    """The column of questions: the first one with question marks, or else with words.

    None if no column of several has either.
    """
    for sign in ("?", " "):
        for column in columns:
            if _share(rows, column, sign) > 1 / 2:
                return column
    return columns[0] if len(columns) == 1 else None


def _share(rows: Sequence[Cells], column: int, sign: str) -> float:
    """The share of rows in which a sign stands inside or at the end of a cell."""
    holding = sum(sign in row[column].strip() for row in rows if column < len(row))
    return holding / max(1, len(rows))


def _row(
    fields: Sequence[str | None], names: Sequence[str], cells: Cells, place: int
) -> BatchQuestion:
    if not is_blank(cells[len(fields) :]):
        values = {"cells": len(cells), "columns": len(fields)}
        return unreadable(Failure(code="list.cells", values=values), place, " ".join(cells))
    found = {field: cell for field, cell in zip(fields, cells, strict=False) if field}
    others: dict[str, object] = {}
    for field, name, cell in zip(fields, names, cells, strict=False):
        if not field and name.strip():
            others.setdefault(" ".join(name.split()), cell)
    return question_of(found, place, others)


def _objects(text: str) -> Iterator[BatchQuestion]:
    """JSON lines, or one list, of questions or of objects that hold one."""
    lines = [line for line in text.splitlines() if line.strip("\ufeff \t")]
    try:
        whole = json.loads(text)
    except _NOT_JSON:
        return (_line(line, place) for place, line in enumerate(lines, start=1))
    found = whole.get("questions", [whole]) if isinstance(whole, dict) else whole
    listed = found if isinstance(found, list) else [found]
    return (_object(value, place) for place, value in enumerate(listed, start=1))


def _line(line: str, place: int) -> BatchQuestion:
    try:
        return _object(json.loads(line), place)
    except _NOT_JSON as error:
        return unreadable(Failure(code="list.json", values={"why": str(error)}), place, line)


def _object(value: object, place: int) -> BatchQuestion:
    if isinstance(value, str):
        return question_of({"question": value}, place)
    if not isinstance(value, dict):
        return unreadable(Failure(code="list.object"), place, str(value))
    found: dict[str, object] = {}
    others: dict[str, object] = {}
    for name, content in value.items():
        field = field_of(str(name))
        (found if field else others).setdefault(field or str(name), content)
    return question_of(found, place, others)
