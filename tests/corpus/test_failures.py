"""Files that cannot be read, and what is said about them."""

from __future__ import annotations

import gzip
import json
import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter

from qa.corpus import read_corpus
from qa.errors import ReadError
from qa.types import Article, FailedFile

from .samples import FILES, LIMIT, TEXT, failure, pdf, read, write_pdf

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _encrypted() -> bytes:
    writer, out = PdfWriter(clone_from=BytesIO(pdf())), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.pdf", b"", "is empty"),
        ("a.txt.gz", b"", "is empty"),
        ("a.jsonl.gz", gzip.compress(b""), "is empty"),
        ("a.txt", b" \n\t\r\n ", "only white space"),
        ("a.jsonl", b"\n\n", "only white space"),
        ("a.md", b"\xef\xbb\xbf\n", "only white space"),
        ("a.txt", b"abc\0def", "is binary"),
        ("a.txt", "du texte".encode("utf-16"), "save it as UTF-8"),
        ("a.csv", bytes(range(1, 32)) * 9, "is binary"),
        ("a.md", PNG, "is a PNG image"),
        ("a.html", pdf(), "is a PDF"),
        ("a.jsonl", FILES["a.jsonl.gz"], "is gzip-compressed"),
        ("a.txt", b"PK\x03\x04" + b"x" * 50, "office document"),
        ("a.txt", b"caf\xe9 \x81\x8d", "no known encoding"),
        ("a.pdf", b"%PDF-1.4 and no more", "is cut off"),
        ("a.pdf", pdf()[:-300], "is cut off"),
        ("a.pdf", b"%PDF-1.4\nnothing here\n%%EOF", "is damaged"),
        ("a.pdf", TEXT.encode(), "is not a PDF"),
        ("a.pdf", write_pdf([[]]), "no text layer"),
        ("a.pdf", _encrypted(), "is encrypted"),
        ("a.txt.gz", FILES["a.txt.gz"][:-20], "is cut off"),
        ("a.txt.gz", b"no gzip at all", "is damaged or not gzip"),
        ("a.txt.gz", FILES["a.txt.gz"][:15] + b"\xff" * 40, "is damaged or not gzip"),
        ("a.html", b"only text, no tags", "is not HTML"),
        ("a.html", b"<html><body><img src='a.png'></body></html>", "no article text"),
        ("a.txt", b" date 2022-01 https://a.example/\n\nOnly a title\n", "has no text"),
        ("a.txt", b"... --- ...", "has no text"),
        ("a.md", b"---\ntitle: A\n---\n", "has no text"),
        ("a.md", b"---\ntitle: [A\n---\nText", "not valid YAML"),
        ("a.md", b"---\ntitle: A\n\nText", "has no end"),
        ("a.md", b"---\njust words\n---\nText", "has no fields"),
        ("a.md", b"---\ndate: 2022-02-31\n---\nText", "'date' is '2022-02-31'"),
        ("a.md", b"---\ntitle: [a, b]\n---\nText", "'title' is a list"),
        ("a.csv", b"title,body\na,b\n", "no header with a 'text' column"),
        ("a.tsv", b",", "no header with a 'text' column"),
        ("a.jsonl", b'[{"text": "a"}]', "is a JSON list"),
        ("a.docx", b"x", "is not read; convert it to one of .txt, .md"),
        ("a.gz", b"x", "is not read"),
        ("Makefile", b"x", "is not read"),
    ],
)
def test_reason(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    """A file that cannot be read is reported with what is wrong and what to do."""
    found = failure(tmp_path, f"sub/{name}", data)
    assert found.path == f"sub/{name}"
    assert reason in found.reason
    assert ";" in found.reason or ":" in found.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('{"text": "a", "id": ' + "9" * 5000 + "}", "not valid JSON"),
        ('"text"', "not a JSON object"),
        ("{}", "has no 'text'"),
        ('{"text": null}', "has no 'text'"),
        ('{"text": " "}', "has no 'text'"),
        ('{"text": 12}', "'text' is a number"),
        ('{"text": {"fr": "a"}}', "'text' is an object"),
        ('{"text": "a", "title": ["b"]}', "'title' is a list"),
        ('{"text": "a", "url": true}', "'url' is true or false"),
        ('{"text": "a", "date": "soon"}', "'date' is 'soon'"),
        ('{"text": "a", "published": "2022-13"}', "'published' is '2022-13'"),
        ('{"text": "..."}', "has no text"),
    ],
)
def test_broken_json_row(row: str, reason: str, tmp_path: Path) -> None:
    """A broken row is reported with its line; the rows around it are read."""
    good = json.dumps({"text": TEXT})
    before, broken, after = read(tmp_path, "news.jsonl", f"{good}\n\n{row}\n{good}\n")
    assert isinstance(broken, FailedFile)
    assert broken.path == "news.jsonl, line 3"
    assert reason in broken.reason
    assert [getattr(found, "id", None) for found in (before, after)] == [
        "news.jsonl#1",
        "news.jsonl#4",
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,", "has no 'text'"),
        ("1", "has no 'text'"),
        ("1,a,2022,b", "has 4 cells for 3 columns"),
        ("1,The army has sent soldiers,06/01/2022", "'date' is '06/01/2022'"),
        ('1,"a"b,2022', "not valid CSV"),
    ],
)
def test_broken_csv_row(row: str, reason: str, tmp_path: Path) -> None:
    """A broken row is reported with the line it starts on; the rows around it are read."""
    data = f'id,text,date\n0,"two\nlines",2022\n{row}\n2,Texte.,2022-01\n'
    before, broken, after = read(tmp_path, "news.csv", data)
    assert isinstance(broken, FailedFile)
    assert broken.path == "news.csv, line 4"
    assert reason in broken.reason
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert (before.text, after.id) == ("two\nlines", "news.csv#2")


def test_unclosed_quote(tmp_path: Path) -> None:
    """A quote that is never closed does not swallow the rows after it silently."""
    *_, last = read(tmp_path, "a.csv", 'text\n"one"\n"two\nthree\n')
    assert isinstance(last, FailedFile)
    assert (last.path, "not valid CSV" in last.reason) == ("a.csv, line 3", True)


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    """A corpus that does not exist is an error at once, with what to do."""
    with pytest.raises(ReadError, match="does not exist; name a folder"):
        read_corpus(tmp_path / "nowhere", max_bytes=LIMIT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path) -> None:
    """A file or folder without read permission is reported; the rest is read."""
    (tmp_path / "a.txt").write_text("secret")
    (tmp_path / "b").mkdir()
    (tmp_path / "c.txt").write_text(TEXT)
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "b").chmod(0)
    try:
        first, second, third = read_corpus(tmp_path, max_bytes=LIMIT)
    finally:
        (tmp_path / "b").chmod(0o700)
    assert [first.path, second.path] == ["a.txt", "b"]
    assert isinstance(third, Article)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["locked", "locked/inside"])
def test_folder_without_permission(name: str, tmp_path: Path) -> None:
    """A corpus that may not be read is an error at once, not an empty corpus."""
    (tmp_path / "locked").mkdir(mode=0)
    with pytest.raises(ReadError, match="cannot be opened"):
        read_corpus(tmp_path / name, max_bytes=LIMIT)


def test_file_that_vanishes(tmp_path: Path) -> None:
    """A file that is gone when its turn comes is reported; the rest is read."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    results = read_corpus(tmp_path, max_bytes=LIMIT)
    assert isinstance(next(results), Article)
    (tmp_path / "b.txt").unlink()
    assert next(results).path == "b.txt"
