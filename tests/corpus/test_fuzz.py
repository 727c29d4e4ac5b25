"""Whatever a file holds, reading it ends in articles and failures, never in an exception."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus import formats
from qa.corpus.text import normalise, one_line
from qa.types import Article

from .samples import ARCHIVES, FILES, read

if TYPE_CHECKING:
    from qa.errors import FailedFile

WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=">|+-"), max_size=60
)
quickly = settings(max_examples=30, deadline=None)


def _read(name: str, data: bytes) -> list[Article | FailedFile]:
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), name, data)


@pytest.mark.parametrize("suffix", formats())
@quickly
@given(data=st.binary(max_size=400))
def test_random_bytes(suffix: str, data: bytes) -> None:
    """Random bytes under any suffix never raise."""
    for result in _read(f"a{suffix}", data):
        assert isinstance(result, Article) or result.reason


@pytest.mark.parametrize("name", FILES | ARCHIVES)
@quickly
@given(at=st.floats(0, 1), drop=st.integers(0, 30), put=st.binary(max_size=12), twice=st.booleans())
def test_damaged_files(name: str, at: float, drop: int, put: bytes, *, twice: bool) -> None:
    """A valid file with bytes changed, lost or doubled never raises."""
    data = (FILES | ARCHIVES)[name]
    cut = int(at * len(data))
    rest = data[max(0, cut - 200) :] if twice else data[cut + drop :]
    for result in _read(name, data[:cut] + put + rest):
        assert isinstance(result, Article) or result.reason


@settings(max_examples=100, deadline=None)
@given(title=WORDS.filter(one_line), body=st.lists(WORDS, min_size=1).map("\n".join))
def test_txt_round_trip(title: str, body: str) -> None:
    """What is written in the raw form is read back as it was, normalised, in whatever lines."""
    title, body = one_line(title), normalise(body)
    if not title or not any(char.isalnum() for char in body):
        return
    with tempfile.TemporaryDirectory() as folder:
        found, *_ = read(Path(folder), "a.txt", f" date 2022-01\n\n{title}\n\n{body}\n")
    assert isinstance(found, Article)
    assert (found.title, found.text.split()) == (title, body.split())
