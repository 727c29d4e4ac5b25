"""A row of a table as a sentence, the same in every format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from qa.corpus.text import one_line

_ENDS = (".", "!", "?", "…")


def row_sentence(heads: Sequence[str], cells: Sequence[str]) -> str:
    """The row as `head: value; head: value.`, so that it can be found and quoted by itself.

    Empty cells are left out, and a cell without a head stands alone.
    """
    pairs = zip_longest(map(one_line, heads), map(one_line, cells), fillvalue="")
    said = "; ".join(f"{head}: {cell}" if head else cell for head, cell in pairs if cell)
    return said if not said or said.endswith(_ENDS) else f"{said}."
