"""What holds for every format alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.corpus import formats
from qa.errors import FailedFile

from .samples import ARCHIVES, DATE, DAY, FILES, TEXT, TITLE, URL, article, read

if TYPE_CHECKING:
    from pathlib import Path

each_format = pytest.mark.parametrize("name", FILES)
_WITHOUT_URL = ("pdf", "docx", "odt", "rtf", "epub", "eml")
_SOURCES = {"epub": "Le Fanal", "eml": "Ada Martin"}


@each_format
def test_same_text(name: str, tmp_path: Path) -> None:
    """Every format gives the same text and title for the same article."""
    found = article(tmp_path, name, FILES[name])
    assert (found.text, found.title) == (TEXT, TITLE)


@each_format
def test_same_identity(name: str, tmp_path: Path) -> None:
    """Identity, source and date are the file's own; documents have no URL, but their path."""
    found = article(tmp_path, f"folder/{name}", FILES[name])
    assert found.path == f"folder/{name}"
    assert found.language == "fr"
    kind = name.split(".")[1]
    if kind in _WITHOUT_URL:
        assert (found.id.partition("#")[0], found.url) == (found.path, None)
        assert (found.source, found.published) == (
            _SOURCES.get(kind),
            None if kind == "pdf" else DAY,
        )
    else:
        assert (found.id, found.url) == (URL, URL)
        assert (found.source, found.published) == ("fanal.example", DATE)


@each_format
def test_upper_case_suffix(name: str, tmp_path: Path) -> None:
    """The case of a suffix does not matter."""
    assert article(tmp_path, name.upper(), FILES[name]).text == TEXT


@each_format
def test_truncated(name: str, tmp_path: Path) -> None:
    """A file that is cut off gives what is left of the text, or is reported."""
    for share in (0.1, 0.5, 0.95):
        (result,) = read(tmp_path, name, FILES[name][: int(len(FILES[name]) * share)])
        if isinstance(result, FailedFile):
            assert result.reason
        elif result.published:
            assert result.text[-40:-5] in f"{TITLE}\n\n{TEXT}"


@each_format
def test_too_large(name: str, tmp_path: Path) -> None:
    """A file over the limit is reported, also when only its content is over it."""
    (result,) = read(tmp_path, name, FILES[name], limit=300)
    assert isinstance(result, FailedFile)
    assert "larger than 0.0003 MB" in result.reason


def test_formats_are_all_tested() -> None:
    """Every format that is offered has a sample here, or is another suffix of one that has."""
    sampled = {name.partition(".")[2] for name in FILES | ARCHIVES}
    synonyms = {
        "markdown": "md",
        "htm": "html",
        "xhtml": "html",
        "ndjson": "jsonl",
        "json": "jsonl",
        "mhtml": "mht",
    }
    for suffix in formats():
        first, dot, gz = suffix[1:].partition(".")
        assert synonyms.get(first, first) + dot + gz in sampled
