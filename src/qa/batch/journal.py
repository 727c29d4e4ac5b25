"""What was answered of a list so far, in a file beside the output, so that a run can go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from qa.batch.columns import BatchQuestion
from qa.batch.rows import BatchRow
from qa.errors import ReadError, cause

_ROWS = TypeAdapter(list[BatchRow])


class Journal:
    """The rows of the questions that were answered, in the order of the list.

    Args:
        path: The file; one of an earlier run over the same list is continued.
        questions: The list.

    Raises:
        ReadError: If the file cannot be written, or is one of another list.

    Attributes:
        answered: The rows of each question that was answered, from the first question on.
    """

    def __init__(self, path: Path, questions: Sequence[BatchQuestion]) -> None:
        self.path = path
        self.answered: list[list[BatchRow]] = []
        text = "\n".join(question.model_dump_json() for question in questions)
        self._list = hashlib.sha256(text.encode()).hexdigest()
        try:
            self._continue()
            self._file = path.open("a", encoding="utf-8", newline="\n")
        except OSError as error:
            raise ReadError(path, "list.output", why=cause(error)) from error

    def _continue(self) -> None:
        """Read what an earlier run wrote; a line that was cut off in writing is dropped."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        first = json.dumps({"list": self._list})
        if lines and lines[0] != first:
            raise ReadError(self.path, "list.partial")
        for line in lines[1:]:
            try:
                self.answered.append(_ROWS.validate_json(line))
            except ValidationError:
                break
        kept = [first, *lines[1 : len(self.answered) + 1]]
        self.path.write_text("\n".join(kept) + "\n", encoding="utf-8", newline="\n")

    def add(self, rows: Sequence[BatchRow]) -> None:
        """Write the rows of the next question."""
        self.answered.append(list(rows))
        self._file.write(_ROWS.dump_json(self.answered[-1]).decode() + "\n")
        self._file.flush()

    def remove(self) -> None:
        """Delete the file, once the output is written."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Use as a context manager to close the file at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; it stays for the next run, unless it was removed."""
        self._file.close()
