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
from qa.corpus.readers import READERS
from qa.errors import FailedFile, ReadError
from qa.types import Article

from .samples import FILES, LIMIT, TEXT, failure, pdf, read, write_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest import LogCaptureFixture as LogCapture  # noqa: PT013

    from qa.corpus.draft import Draft
    from qa.corpus.files import File


class _NoReader:
    """A reader of text files that fails as no reader may."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __call__(self, _: File) -> Iterator[Draft]:
        """Fail."""
        raise self._error


@pytest.mark.parametrize("error", [AssertionError("bodies"), RuntimeError(), KeyError("x")])
def test_unexpected_error(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: LogCapture
) -> None:
    """Whatever a reader raises is the failure of its file, is logged, and the rest goes on."""
    monkeypatch.setitem(READERS, ".txt", _NoReader(error))
    (tmp_path / "a.txt").write_text("The bridge is closed.", "utf-8")
    (tmp_path / "b.md").write_text("The bridge is closed.", "utf-8")
    first, second = read_corpus(tmp_path, max_bytes=LIMIT)
    assert isinstance(first, FailedFile)
    assert (first.path, first.code) == ("a.txt", "file.unexpected")
    assert isinstance(second, Article)
    assert "a.txt" in caplog.text


def test_rows_without_end(tmp_path: Path) -> None:
    """Of a table with masses of bad rows the first thousand are listed, the others counted."""
    rows = "".join(f"Title {number},\n" for number in range(1003))
    *listed, more = read(tmp_path, "a.csv", f"title,text\n{rows}".encode())
    assert len(listed) == 1000
    assert isinstance(more, FailedFile)
    assert (more.path, more.code, more.values) == ("a.csv", "file.more", {"more": 3})


def test_markdown_with_a_page_inside(tmp_path: Path) -> None:
    """Markdown that holds a web page without a body is read without it."""
    data = b"The bridge is closed.\n\n<html><head></head></html>\n"
    [found] = read(tmp_path, "a.md", data)
    assert isinstance(found, Article)
    assert found.text == "The bridge is closed."


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _encrypted() -> bytes:
    writer, out = PdfWriter(clone_from=BytesIO(pdf())), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "file.empty"),
        ("a.pdf", b"", "file.empty"),
        ("a.txt.gz", b"", "file.empty"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "file.empty"),
        ("a.txt", b" \n\t\r\n ", "file.blank"),
        ("a.jsonl", b"\n\n", "file.blank"),
        ("a.md", b"\xef\xbb\xbf\n", "file.blank"),
        ("a.txt", b"abc\0def\0ghi\0", "file.content"),
        ("a.csv", bytes(range(1, 32)) * 9, "file.binary"),
        ("a.md", PNG, "file.content"),
        ("a.html", pdf(), "file.content"),
        ("a.jsonl", FILES["a.jsonl.gz"], "file.content"),
        ("a.txt", b"PK\x03\x04" + b"x" * 50, "file.content"),
        ("a.txt", b"caf\xe9 \x81\x8d", "file.encoding"),
        ("a.pdf", b"%PDF-1.4 and no more", "file.truncated"),
        ("a.pdf", pdf()[:-300], "file.truncated"),
        ("a.pdf", b"%PDF-1.4\nnothing here\n%%EOF", "pdf.damaged"),
        ("a.pdf", TEXT.encode(), "pdf.not_pdf"),
        ("a.pdf", write_pdf([[]]), "pdf.no_text"),
        ("a.pdf", _encrypted(), "pdf.encrypted"),
        ("a.txt.gz", FILES["a.txt.gz"][:-20], "file.truncated"),
        ("a.txt.gz", b"no gzip at all", "file.gzip"),
        ("a.txt.gz", FILES["a.txt.gz"][:15] + b"\xff" * 40, "file.gzip"),
        ("a.html", b"only text, no tags", "html.not_html"),
        ("a.html", b"<html><body><img src='a.png'></body></html>", "html.no_article"),
        ("a.txt", b" date 2022-01 https://a.example/\n\nOnly a title\n", "file.no_text"),
        ("a.txt", b"... --- ...", "file.no_text"),
        ("a.md", b"---\ntitle: A\n---\n", "file.no_text"),
        ("a.md", b"---\ntitle: [A\n---\nText", "markdown.front_yaml"),
        ("a.md", b"---\ntitle: A\n\nText", "markdown.front_end"),
        ("a.md", b"---\njust words\n---\nText", "markdown.front_fields"),
        ("a.csv", b"title,chapter\na,b\n", "table.header"),
        ("a.csv", b"sep=;\ntitle,text\na,b\n", "table.header"),
        ("a.tsv", b",", "table.header"),
        ("a.json", b"[]", "file.no_text"),
        ("a.pptx", b"x", "file.format"),
        ("a.gz", b"x", "file.no_format"),
        ("Makefile", b"x", "file.no_format"),
    ],
)
def test_reason(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    """A file that cannot be read is reported with what is wrong and what to do."""
    found = failure(tmp_path, f"sub/{name}", data)
    assert (found.path, found.code) == (f"sub/{name}", code)
    assert "; " in found.reason


@pytest.mark.parametrize(
    ("name", "data", "english", "french"),
    [
        ("a.md", PNG, "a PNG image", "une image PNG"),
        ("a.jsonl", FILES["a.jsonl.gz"], "gzip-compressed", "compressées en gzip"),
        ("a.txt", b"caf\xe9 \x81\x8d", "save it as UTF-8", "enregistrez-le en UTF-8"),
        ("a.csv", b"a,b\nc,d", "text, content, body", "text, content, body"),
        ("a.pptx", b"x", ".pptx file", "fichier .pptx"),
        ("a.pptx", b"x", ".txt, .md", ".txt, .md"),
    ],
)
def test_a_reason_names_what_was_found(
    name: str, data: bytes, english: str, french: str, tmp_path: Path
) -> None:
    """Field, value, kind of content and known formats stand in the reason in each language."""
    found = failure(tmp_path, name, data)
    assert english in found.reason
    assert french in found.say("fr")


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
        ('{"text": 12}', "a number as its 'text'"),
        ('{"text": {"fr": "a"}}', "an object as its 'text'"),
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


def test_what_is_said_of_a_file_is_short(tmp_path: Path) -> None:
    """A reason quotes a value of the file only as far as one reads it."""
    row = '{"text": "A text.", "date": "' + "x" * 5000 + '"}'
    *_, failed = read(tmp_path, "a.jsonl", row)
    assert isinstance(failed, FailedFile)
    assert failed.kept
    assert "xxx…" in failed.reason
    assert len(failed.reason) < 600


def test_more_articles_than_a_file_can_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a table of tiny rows only a number is taken that the size of files allows for."""
    monkeypatch.setattr("qa.corpus._LEAST_ARTICLES", 3)
    (tmp_path / "a.csv").write_text("text\n" + "".join(f"{n}\n" for n in range(10, 90)))
    *articles, failed = read_corpus(tmp_path, max_bytes=300)
    assert [type(one) for one in articles] == [Article] * 3
    assert isinstance(failed, FailedFile)
    assert failed.kept
    assert "more than 3 articles" in failed.reason
