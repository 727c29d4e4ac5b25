"""Plain text in its several forms, encodings, and the clean-up of all text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus.files import decode
from qa.corpus.text import normalise

from .samples import TITLE, URL, article

if TYPE_CHECKING:
    from pathlib import Path

BODY = "Un premier paragraphe.\n\nUn second paragraphe, plus long."
WRAPPED = "x" * 70 + "\nY" + "y" * 70 + "\nfin."
TEASER = "Les bus sont restés à l'arrêt. Les syndicats demandent une... 06.01.2022"


@pytest.mark.parametrize(
    ("head", "url", "published"),
    [
        (f" date 2022-01 {URL}", URL, "2022-01"),
        (f"date 2022-01-05 {URL}", URL, "2022-01-05"),
        (f" date 2022 {URL}", URL, "2022"),
        (f" date {URL}", URL, "2022-01-06"),
        (URL, URL, "2022-01-06"),
        (" date 2022-01", None, "2022-01"),
        ("2022-01", None, "2022-01"),
        (" date", None, None),
        (" date 2022-13 https://a.example/x", "https://a.example/x", None),
    ],
)
def test_head(head: str, url: str | None, published: str | None, tmp_path: Path) -> None:
    """Each part of the head may be missing; an impossible date counts as missing."""
    found = article(tmp_path, "a.txt", f"{head}\n\n{TITLE}\n\n{BODY}")
    assert (found.url, found.published) == (url, published)
    assert (found.title, found.text) == (TITLE, BODY)


@pytest.mark.parametrize(
    ("month", "published"),
    [
        ("2022-01 ", "2022-01-06"),
        ("", "2022-01-06"),
        ("2022-02 ", "2022-02"),
        ("2022 ", "2022-01-06"),
    ],
)
def test_teaser(month: str, published: str, tmp_path: Path) -> None:
    """A teaser is dropped; its day counts where it does not contradict the head."""
    data = f" date {month}https://a.example/x\n\n{TITLE}\n\n{TEASER}\n\n{BODY}"
    found = article(tmp_path, "a.txt", data)
    assert (found.text, found.published) == (BODY, published)


@pytest.mark.parametrize(
    "first",
    [
        "10 janvier 2016 . – Un premier fait.",
        "Le texte paraît le 06.01.2022",
        "La réunion... du 45.13.2022",
        "Le 06.01.2022, tout a changé.",
    ],
)
def test_no_teaser(first: str, tmp_path: Path) -> None:
    """A first paragraph with a date in it belongs to the body."""
    found = article(tmp_path, "a.txt", f" date 2022-01\n\n{TITLE}\n\n{first}\n\n{BODY}")
    assert (found.text, found.published) == (f"{first}\n\n{BODY}", "2022-01")


def test_only_a_teaser(tmp_path: Path) -> None:
    """A teaser that is all there is is the text."""
    found = article(tmp_path, "a.txt", f" date 2022-01\n\n{TITLE}\n\n{TEASER}")
    assert (found.text, found.published) == (TEASER, "2022-01-06")


@pytest.mark.parametrize(
    ("data", "title", "text"),
    [
        (f"{TITLE}\n\n{BODY}", TITLE, BODY),
        (f"{TITLE}\n{BODY}", TITLE, BODY),
        (BODY, "ma note", BODY),
        ("Un seul paragraphe", "ma note", "Un seul paragraphe"),
        ("Une ligne qui\ncontinue ici.", "ma note", "Une ligne qui\ncontinue ici."),
        ("mot " * 50 + "\n\nfin.", "ma note", ("mot " * 50) + "\n\nfin."),
        (WRAPPED, "ma note", WRAPPED),
    ],
)
def test_without_head(data: str, title: str, text: str, tmp_path: Path) -> None:
    """Without a head a short first line is the title, else the file's name; no text is lost."""
    found = article(tmp_path, "ma_note.txt", data)
    assert (found.title, found.text) == (title, text)
    assert (found.id, found.url, found.source, found.published) == ("ma_note.txt", None, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings(encoding: str, newline: str, tmp_path: Path) -> None:
    """UTF-8 with and without a mark, cp1252, and every line end give the same text."""
    text = "L’été à Nîmes…\n\nUn « cœur » à 3 €."
    data = f"Où ?\n\n{text}".replace("\n", newline).encode(encoding)
    found = article(tmp_path, "a.txt", data)
    assert (found.title, found.text) == ("Où ?", text)


def test_damaged_utf8() -> None:
    """One damaged character does not turn all the others into nonsense."""
    assert decode("L’été à Nîmes, où".encode()[:-1]) == "L’été à Nîmes, o\ufffd"


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("iso-8859-1", "l’été"),
        ("koi8-r", "Привет"),
        ("rot13", "é"),
        ("no-such-8", "é"),
        (None, "é"),
    ],
)
def test_declared_charset(declared: str | None, text: str) -> None:
    """A declared charset is used after UTF-8; Latin-1 means cp1252; unknown ones are ignored."""
    encoding = "koi8-r" if declared == "koi8-r" else "cp1252"
    assert decode(text.encode(encoding), declared=declared) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("e\u0301te\u0301", "été"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a\n\n\n\nb\n \n\t\n\nc", "a\n\nb\n\nc"),
        ("« a\u00a0»\u202f!", "« a\u00a0»\u202f!"),
        ("a\x00b\x07c\ufeffd\u200be\xadf\u202eg\ud800h", "abcdefgh"),
        ("\ta\tb ", "a\tb"),
    ],
)
def test_normalise(raw: str, clean: str) -> None:
    """Text is composed, its line ends unified, what cannot be seen removed, typography kept."""
    assert normalise(raw) == clean


@settings(deadline=None)
@given(st.text())
def test_normalise_once(text: str) -> None:
    """Normalising twice changes nothing, and the result can be stored as UTF-8."""
    once = normalise(text)
    assert normalise(once) == once
    assert once.encode().decode() == once
