"""PDF: the text layer as people read it, with the page on which everything stands.

What is read where:
    article: bytes → the article and what it lacks, by these:
    limits: what a small file may become
    extraction: bytes → words with their places
    furniture: without running heads and feet, page numbers and stamps
    layout, grid: words → lines, column by column; rows of tables
    headline: the title
    paragraphs, hyphens: lines → text

Scanned pages have no text layer and are reported. Dates in a PDF's metadata say when the
file was made, not when the article appeared, and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa.corpus.draft import Draft
from qa.corpus.files import File

_END_MARK = b"%%EOF"
_END_WINDOW = 2048


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a PDF."""
    if not file.data.startswith(b"%PDF-"):
        raise file.error("pdf.not_pdf")
    if _END_MARK not in file.data[-_END_WINDOW:]:
        raise file.error("file.truncated")
    # Late: who reads no PDF need not wait for PDFium.
    from qa.corpus.readers.pdf.article import read_article

    yield read_article(file)
