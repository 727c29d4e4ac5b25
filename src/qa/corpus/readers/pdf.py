"""PDF: the text layer, with wrapped lines made paragraphs again.

Scanned pages have no text layer and are reported. Dates in a PDF's metadata say when the
file was made, not when the article appeared, and are left alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from qa.corpus.draft import Draft
from qa.corpus.files import File
from qa.corpus.text import one_line

if TYPE_CHECKING:
    from pypdf import PdfReader

_END_MARK = b"%%EOF"
_END_WINDOW = 2048
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,3}(?:\s*(?:/|sur|of)\s*\d{1,3})?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:]['\"”’»)\]]*$")
_SHORT_LINE = 0.8
_FULL_LINE = 0.9
_TITLE_LINES = 3
_HYPHENATED = re.compile(r"(\w+)-\n(?=(\w+))")
_WITH_HYPHEN = re.compile(r"(?=\b(\w+-\w+)\b)")
# Second halves of French words whose hyphen belongs there: peut-être, dit-il, là-bas …
_KEEP_HYPHEN = frozenset(
    (  # noqa: SIM905 - thirty quoted words are harder to read
        "être il ils elle elles on je tu nous vous moi toi lui leur ce ci là bas haut dessus "
        "dessous delà même mêmes dire vis uns unes midi fils"
    ).split()
)
# Program names and placeholders that stand where a title should.
_NO_TITLE = re.compile(
    r"(?i)untitled|sans titre|microsoft word|document\d*$|.*\.(?:docx?|odt|pdf)$"
)
# pypdf reports what it repairs; without a handler Python would print that to the terminal.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a PDF."""
    if not file.data.startswith(b"%PDF-"):
        raise file.error("pdf.not_pdf")
    if _END_MARK not in file.data[-_END_WINDOW:]:
        raise file.error("file.truncated")
    title, pages = _content(file)
    text = paragraphs(_lines(pages, title))
    if not text:
        raise file.error("pdf.no_text")
    yield Draft(text=text, title=title)


def _content(file: File) -> tuple[str | None, list[str]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, DeprecationError, FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(BytesIO(file.data))
        title = reader.metadata.title if reader.metadata else None
        return _real_title(title), _pages(reader, file)
    except (FileNotDecryptedError, DependencyError) as error:
        raise file.error("pdf.encrypted") from error
    except (PyPdfError, DeprecationError, *_BUILTINS) as error:
        raise file.error("pdf.damaged") from error


# What pypdf lets through on damaged files: most of it seen when mutating valid ones, the rest
# (numbers, depth and memory out of bounds) what the same code can raise.
_BUILTINS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


def _pages(reader: PdfReader, file: File) -> list[str]:
    pages, size = [], 0
    for page in reader.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        # Pages may share one stream, so that a small file becomes a huge text.
        if size > file.max_bytes:
            raise file.too_large()
    return pages


def _real_title(title: object) -> str | None:
    return title if isinstance(title, str) and not _NO_TITLE.match(title.strip()) else None


def paragraphs(lines: list[str]) -> str:
    """Wrapped lines → paragraphs with a blank line between them.

    A paragraph ends where a sentence does and the line stops short of the others.
    """
    lengths = sorted(map(len, lines))
    full = lengths[ceil(_FULL_LINE * (len(lengths) - 1))]
    joined = ""
    for line in lines:
        ends = _SENTENCE_END.search(line) and len(line) < _SHORT_LINE * full
        joined += line + ("\n\n" if ends or not line else "\n")
    blocks = re.split(r"\n{2,}", _join_hyphens(joined).strip())
    return "\n\n".join(" ".join(block.split("\n")) for block in blocks)


def _lines(pages: list[str], title: str | None) -> list[str]:
    text = "\n".join("\n".join(_without_number(page.split("\n"))) for page in pages)
    lines = [line.strip() for line in text.strip().split("\n")]
    for count in range(1, _TITLE_LINES + 1):
        if title and one_line(" ".join(lines[:count])) == one_line(title):
            return lines[count:] or lines
    return lines


def _without_number(lines: list[str]) -> list[str]:
    while lines and (not lines[-1].strip() or _PAGE_NUMBER.fullmatch(lines[-1])):
        lines = lines[:-1]
    return lines


def _join_hyphens(text: str) -> str:
    known = set(_WITH_HYPHEN.findall(text))

    def join(match: re.Match[str]) -> str:
        whole = f"{match[1]}-{match[2]}"
        keep = match[2] in _KEEP_HYPHEN or not match[2][0].islower() or whole in known
        return f"{match[1]}-" if keep else match[1]

    return _HYPHENATED.sub(join, text)
