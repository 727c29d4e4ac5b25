"""Uploaded files are saved in the app's folder of articles; the next build reads them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from qa.corpus.add import Saved
from qa.corpus.add import save as save_in_corpus
from qa.errors import ReadError
from qa_ui.http.schemas import Refused, Uploaded

FOLDER: Final = "uploads"


def save_all(folder: Path, files: Iterable[tuple[str, BinaryIO]], *, limit: int) -> Uploaded:
    """Write files, as names and contents, below the folder; a bad one stops no other."""
    result = Uploaded()
    for name, content in files:
        try:
            result.note(save(folder, name, content, limit=limit), folder)
        except ReadError as error:
            result.failed.append(Refused.as_named(name, error))
    return result


def save(folder: Path, name: str, content: BinaryIO, *, limit: int) -> Saved:
    """Write a file below the app's folder of articles.

    A file of the same name is replaced: it is the same article in a newer form.

    Args:
        folder: The app's folder of articles.
        name: The name as it was sent; only its last part counts.
        content: Its bytes.
        limit: Most bytes that are accepted.

    Raises:
        ReadError: If its name, format or size is not accepted, or it is empty.
    """
    body = content.read(limit + 1)
    if len(body) > limit:
        raise ReadError(name, "file.too_large", size=limit / 1e6)
    if not body:
        raise ReadError(name, "file.empty")
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return save_in_corpus(body, f"{FOLDER}/{last}", folder, replace=True)
