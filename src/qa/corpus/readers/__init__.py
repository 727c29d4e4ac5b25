"""The formats that can be read: one module each, which declares one `READER`.

To add a format, write a module here whose `READER` names its suffixes and turns a `File`
into `Draft`s, add it to `_MODULES`, and add an example to `FILES` in
`tests/corpus/samples.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.corpus.readers import csv, html, jsonl, markdown, pdf, txt

if TYPE_CHECKING:
    from qa.corpus.draft import Reader

__all__ = ["READERS"]

_MODULES = (txt, markdown, html, pdf, jsonl, csv)

READERS: dict[str, Reader] = {
    suffix: module.READER for module in _MODULES for suffix in module.READER.suffixes
}
"""The reader of each suffix."""
