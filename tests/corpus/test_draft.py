"""What is decided once for all formats: identity, source, title, language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.corpus.draft import Draft, clean_url, finish
from qa.corpus.files import File

if TYPE_CHECKING:
    from qa.types import Article

FRENCH = "Le président a annoncé jeudi que la réunion aurait lieu au mois de mars à Paris."
ENGLISH = "The president said on Thursday that the meeting would be held in March in Paris."


def _finish(name: str = "sub/a_file.txt", **given: object) -> Article:
    file = File(name=name, data=b"x", max_bytes=100)
    return finish(Draft(**{"text": FRENCH, **given}), file)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "url"),
    [
        (" https://a.example/x \n", "https://a.example/x"),
        ("http://a.example", "http://a.example"),
        ("https://a.example/x#", "https://a.example/x"),
        ("https://a.example/x#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x#:~:text=a", "https://a.example/x"),
        ("https://a.example/#!/x", "https://a.example/#!/x"),
        ("https://a.example/live#post-2", "https://a.example/live#post-2"),
        ("https://a.example/wiki/L'été_(1)", "https://a.example/wiki/L'été_(1)"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("a.example/x", None),
        ("https://", None),
        ("https://[x/", None),
        ("https://a.example/a b", None),
        ("https://a.example/" + "x" * 2000, None),
        ("", None),
        (None, None),
    ],
)
def test_url(claim: str | None, url: str | None) -> None:
    """Only http and https addresses count; a fragment goes only where it cannot matter."""
    assert clean_url(claim) == url


def test_identity() -> None:
    """The URL is the identity, else the path, and in a table the row's id or line."""
    assert _finish(url="https://a.example/x").id == "https://a.example/x"
    assert _finish(url="ftp://a.example/x").id == "sub/a_file.txt"
    assert _finish(line=3).id == "sub/a_file.txt#3"
    assert _finish(line=3, row="r 7").id == "sub/a_file.txt#r 7"


def test_source() -> None:
    """The source is as given, else the host without www."""
    assert _finish(url="https://www.Fanal.example:80/x").source == "fanal.example"
    assert _finish(url="https://a.example/x", source=" Le\nFanal ").source == "Le Fanal"
    assert _finish().source is None


def test_published() -> None:
    """A given date is kept as it is; else that in the URL counts."""
    url = "https://a.example/2022/01/06/x"
    assert _finish(url=url).published == "2022-01-06"
    assert _finish(url=url, published="2022").published == "2022"


def test_title() -> None:
    """Without a title a file has its name, a row its first words; a title is one short line."""
    assert _finish().title == "a file"
    assert _finish("A.TXT.GZ").title == "A"
    assert _finish(title=" Un\n titre ").title == "Un titre"
    assert _finish(line=2, text=FRENCH * 2).title == FRENCH[:79].rstrip() + "…"
    assert len(_finish(title="x" * 10_000).title) == 300


@pytest.mark.parametrize(
    ("claim", "text", "language"),
    [
        ("fr", ENGLISH, "fr"),
        ("fr-CA", ENGLISH, "fr"),
        ("EN_us", FRENCH, "en"),
        ("English", FRENCH, "en"),
        ("de", FRENCH, "fr"),
        ("", ENGLISH, "en"),
        (None, ENGLISH, "en"),
        (None, FRENCH, "fr"),
    ],
)
def test_language(claim: str | None, text: str, language: str) -> None:
    """A given French or English is believed; else the text is asked."""
    assert _finish(text=text, language=claim).language == language


def test_endless_names() -> None:
    """A source is cut, and an id of a row without end is that of its line."""
    found = _finish("a.csv", source="x" * 10_000, row="y" * 10_000, line=7)
    assert found.source
    assert len(found.source) <= 200
    assert found.id == "a.csv#7"
