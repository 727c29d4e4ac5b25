"""`qa ask --file`: a list of questions, answered into a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from qa.cli.output import note, print_result, progress_bar
from qa.errors import ReadError, cause

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.batch import BatchQuestion, BatchRow
    from qa.settings import Settings
    from qa.types import FilterArguments, Language

STANDARD_OUTPUT: Final = "-"
_ENDINGS: Final = (".csv", ".xlsx")


def ask_file(
    file: Path,
    output: str | None,
    settings: Settings,
    filters: FilterArguments,
    *,
    headings: Language,
    as_json: bool,
) -> None:
    """Answer the questions of a file.

    Args:
        file: The list of questions.
        output: The table to write, .csv or .xlsx; `-` or None: CSV on standard output.
        settings: The index, and the limits.
        filters: Which articles answer the questions that do not say it themselves.
        headings: The language of the table's headings and notices.
        as_json: Whether JSON is printed: the rows, or what was written.
    """
    from qa.assistant import Assistant
    from qa.batch import read_questions
    from qa.corpus.files import load

    target = None if output in {None, STANDARD_OUTPUT} else _target(Path(str(output)))
    loaded = load(file, name=str(file), max_bytes=settings.max_file_bytes)
    questions = [_filtered(one, filters) for one in read_questions(loaded)]
    with Assistant.open(settings=settings) as assistant:
        if target:
            rows = _into(target, assistant, questions, headings)
            written = {"path": str(target), **_counts(questions, rows)}
            print_result(written, _summary(written), as_json=as_json)
            return
        answered = _answered(assistant, questions, headings)
        if as_json:
            print_result([row.model_dump() for row in chain(*answered)], "", as_json=True)
        else:
            _print(chain.from_iterable(answered), headings)


def _target(path: Path) -> Path:
    if path.suffix.lower() not in _ENDINGS:
        raise ReadError(path, "list.output_format")
    return path


def _filtered(question: BatchQuestion, filters: FilterArguments) -> BatchQuestion:
    """A question with the filters of the command where it has none of its own."""
    given = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in filters.items()
        if value and not getattr(question, name)
    }
    return question.model_copy(update=given)


def _answered(
    assistant: Assistant, questions: Sequence[BatchQuestion], headings: Language, done: int = 0
) -> Iterator[list[BatchRow]]:
    """The rows of one question after the other, with a bar; `done` were answered before."""
    from qa.batch import answer_rows

    with progress_bar() as show:
        for place, question in enumerate(questions, start=done):
            show(place, done + len(questions), "ask")
            yield answer_rows(assistant, question, language=headings)


def _into(
    target: Path, assistant: Assistant, questions: Sequence[BatchQuestion], headings: Language
) -> list[BatchRow]:
    """Write the table; after an interruption the same command goes on where it was stopped."""
    from qa.batch.journal import Journal

    with Journal(target.with_name(f"{target.name}.part"), questions) as journal:
        done = len(journal.answered)
        if done:
            note(f"qa: going on after {done} of {len(questions)} questions, from {journal.path}")
        try:
            for rows in _answered(assistant, questions[done:], headings, done):
                journal.add(rows)
        except KeyboardInterrupt:
            _write(target, list(chain(*journal.answered)), headings)
            done, of = len(journal.answered), len(questions)
            note(f"qa: stopped after {done} of {of} questions; the same command goes on from there")
            raise typer.Exit(1) from None
        rows = list(chain(*journal.answered))
        _write(target, rows, headings)
        journal.remove()
    return rows


def _write(target: Path, rows: Sequence[BatchRow], headings: Language) -> None:
    from qa.batch import as_xlsx, csv_lines

    try:
        if target.suffix.lower() == ".xlsx":
            target.write_bytes(as_xlsx(rows, headings))
        else:
            target.write_text("".join(csv_lines(rows, headings)), encoding="utf-8", newline="")
    except OSError as error:
        raise ReadError(target, "list.output", why=cause(error)) from error


def _print(rows: Iterator[BatchRow], headings: Language) -> None:
    """Print the rows as they come; programs that read a pipe want no byte order mark."""
    from qa.batch import csv_lines
    from qa.batch.table import BYTE_ORDER_MARK

    for line in csv_lines(rows, headings):
        sys.stdout.write(line.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n"))
        sys.stdout.flush()


def _counts(questions: Sequence[BatchQuestion], rows: Sequence[BatchRow]) -> dict[str, int]:
    answered = sum(row.answered for row in rows)
    return {"questions": len(questions), "rows": len(rows), "answered": answered}


def _summary(written: dict[str, object]) -> str:
    return "{path}: {questions} questions, {answered} of {rows} parts answered".format(**written)
