"""Uploaded files into the corpus folder.

What is in a file is for the readers to say at the next build.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from qa.adding import save as save_in_corpus
from qa.errors import ReadError

FOLDER: Final = "uploads"


def save(corpus: Path, name: str, content: BinaryIO, *, limit: int) -> str:
    """Write a file below the corpus folder and return its path there, with `/`.

    A file of the same name is replaced: it is the same article in a newer form.

    Args:
        corpus: The folder of the articles.
        name: The name as it was sent; only its last part counts.
        content: Its bytes.
        limit: Most bytes that are accepted.

    Raises:
        ReadError: If its name, format or size is not accepted, or it is empty.
    """
    body = content.read(limit + 1)
    if len(body) > limit:
        raise ReadError(name, f"is larger than {limit / 1e6:g} MB; split it")
    if not body:
        raise ReadError(name, "is empty")
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    path = save_in_corpus(body, f"{FOLDER}/{last}", corpus, replace=True)
    return path.relative_to(corpus).as_posix()
