"""The formats that can be read: one module each, whose `read` turns a `File` into `Draft`s.

To add a format, write a module here, add its endings to `READERS`, and add an example to
`FILES` in `tests/corpus/samples.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa.corpus import archives
from qa.corpus.draft import Read
from qa.corpus.files import File
from qa.corpus.readers import csv, epub, html, json, mail, markdown, pdf, spreadsheet, txt
from qa.corpus.readers.office import docx, odt, rtf
from qa.errors import ReadError

__all__ = ["ARCHIVES", "PARTS", "READERS", "SHOWN", "TABLES"]

Parts = Callable[[File], Iterator[File | ReadError]]
"""Yields the files in a file, and why others are not read."""

TABLES: dict[str, Read] = {
    ".jsonl": json.read,
    ".ndjson": json.read,
    ".json": json.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".xlsx": spreadsheet.read_xlsx,
    ".ods": spreadsheet.read_ods,
}
"""What reads the files that hold an article a row, by their endings."""

READERS: dict[str, Read] = {
    ".txt": txt.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".epub": epub.read,
    ".eml": mail.read,
    ".mht": mail.read_page,
    ".mhtml": mail.read_page,
    **TABLES,
}
"""What reads a file, by its ending in lower case; `.gz` may follow each."""

ARCHIVES: dict[str, Parts] = {
    ".zip": archives.read_zip,
    ".tar": archives.read_tar,
    ".tgz": archives.read_tar,
}
"""What reads the files in an archive, by its ending."""

PARTS: dict[str, Parts] = {**ARCHIVES, ".eml": mail.attachments}
"""What reads the files in a file, by its ending."""

SHOWN = ".txt .md .html .pdf .docx .odt .csv .xlsx .zip"
"""The endings that an error names: those of the formats that files are mostly converted to."""
