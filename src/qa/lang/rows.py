"""A row of a table as a sentence: how it is written, and how it is read back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_ENDS: Final = (".", "!", "?", "…")
_ROW: Final = re.compile(
    r"(?P<name>(?>.+?(?= – ))) – (?P<cells>[^;:]+: [^;]+(?:; [^;:]+: [^;]+)*)\."
)


class Row(NamedTuple):
    """What a row is about, and its cells by the heads of their columns."""

    name: str
    cells: dict[str, str]


def write_row(name: str, cells: Iterable[tuple[str, str]]) -> str:
    """The row as `name – head: value; head: value.`; a row without a name or a head goes without.

    Args:
        name: What the row is about, or nothing.
        cells: Pairs of a head, which may be empty, and a value.
    """
    written = "; ".join(f"{head}: {value}" if head else value for head, value in cells)
    if name:
        written = f"{name} – {written}"
    return written if not written or written.endswith(_ENDS) else f"{written}."


def read_row(sentence: str) -> Row | None:
    """The row that a sentence was written from; None if it lacks a name or a head, or is no row."""
    found = _ROW.fullmatch(sentence)
    if not found:
        return None
    return Row(found["name"], dict(cell.split(": ", 1) for cell in found["cells"].split("; ")))
