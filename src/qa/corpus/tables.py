"""A row of a table as a sentence, the same in every format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from qa.corpus.text import one_line
from qa.lang.rows import write_row


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
        name = filled.pop(0)[1]
    return write_row(name, filled)
