"""A row of a table as a sentence, the same in every format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from qa.corpus.text import one_line

_ENDS = (".", "!", "?", "…")
_ROW = re.compile(r"(?P<name>(?>.+?(?= – ))) – (?P<cells>[^;:]+: [^;]+(?:; [^;:]+: [^;]+)*)\.")


def row_sentence(heads: Sequence[str], cells: Sequence[str]) -> str:
    """The row as `name – head: value; head: value.`, so that it can be found and quoted by itself.

    What a row begins with is mostly what it is about; it stands without its head, since readers
    of questions understand that better, unless it is a number or all there is. Empty cells are
    left out, and a cell without a head stands alone.
    """
    pairs = zip_longest(map(one_line, heads), map(one_line, cells), fillvalue="")
    filled = [(head, cell) for head, cell in pairs if cell]
    name = ""
    if heads and len(filled) > 1 and one_line(cells[0]) and any(map(str.isalpha, cells[0])):
        name = f"{filled.pop(0)[1]} – "
    said = name + "; ".join(f"{head}: {cell}" if head else cell for head, cell in filled)
    return said if not said or said.endswith(_ENDS) else f"{said}."


def row_of(sentence: str) -> tuple[str, dict[str, str]] | None:
    """The name and the cells by their heads that `row_sentence` made one of; None for others."""
    found = _ROW.fullmatch(sentence)
    if not found:
        return None
    return found["name"], dict(cell.split(": ", 1) for cell in found["cells"].split("; "))
