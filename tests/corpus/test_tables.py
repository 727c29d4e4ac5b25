"""What becomes of a table's rows."""

from __future__ import annotations

import pytest

from qa.corpus.tables import row_sentence


@pytest.mark.parametrize(
    ("heads", "cells", "sentence"),
    [
        (["Port", "Boats"], ["Morlane", "41"], "Morlane – Boats: 41."),
        (["Port", "Boats"], [" Morlane\n Sud ", ""], "Port: Morlane Sud."),
        (["", "Boats"], ["Morlane", "41"], "Morlane – Boats: 41."),
        (["Rank", "Boats"], ["2", "41"], "Rank: 2; Boats: 41."),
        ([], ["Morlane", "41"], "Morlane; 41."),
        (["Port"], ["Morlane", "41"], "Morlane – 41."),
        (["Port", "Head"], ["Morlane", "Ana R."], "Morlane – Head: Ana R."),
        (["Port"], [""], ""),
    ],
)
def test_a_row_is_a_sentence(heads: list[str], cells: list[str], sentence: str) -> None:
    """A row says what it is about, names each value by its column and ends as a sentence does."""
    assert row_sentence(heads, cells) == sentence
