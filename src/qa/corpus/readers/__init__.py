"""The formats that can be read: one module each, whose `read` turns a `File` into `Draft`s.

To add a format, write a module here, add its endings to `READERS`, and add an example to
`FILES` in `tests/corpus/samples.py`.
"""

from __future__ import annotations

from qa.corpus.draft import Read
from qa.corpus.readers import csv, html, json, markdown, pdf, txt

__all__ = ["READERS", "TABLES"]

TABLES: dict[str, Read] = {
    ".jsonl": json.read,
    ".ndjson": json.read,
    ".json": json.read,
    ".csv": csv.read,
    ".tsv": csv.read,
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
    **TABLES,
}
"""What reads a file, by its ending in lower case; `.gz` may follow each."""
