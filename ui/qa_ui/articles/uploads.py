"""Uploaded files are saved in the app's folder of articles; the next build reads them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final

from qa.corpus import is_article, size_limit
from qa.corpus.add import Saved
from qa.corpus.add import save as save_in_corpus
from qa.corpus.walk import page_files
from qa.errors import ReadError
from qa_ui.http.schemas import Refused, Uploaded

FOLDER: Final = "uploads"
STEP: Final = "\N{BIG SOLIDUS}"
"""Stands for the `/` in the path of a file in a dropped folder, which names cannot have."""

_OF_SYSTEMS: Final = frozenset({"thumbs.db", "desktop.ini"})

Named = tuple[str, BinaryIO | Path]
"""The name of a file as it was sent, and its content or where that is."""


def save_all(folder: Path, files: Sequence[Named], *, limit: int) -> Uploaded:
    """Write files, as names and contents, below the folder; a bad one stops no other.

    What a browser saved beside a page is passed over, and so is what no folder's article is.
    """
    result, beside = Uploaded(), page_files([_path(name) for name, _ in files])
    for name, content in files:
        path = _path(name)
        if path in beside or (STEP in name and _is_passed_over(path)):
            continue
        try:
            with _opened(content) as opened:
                result.note(save(folder, name, opened, limit=limit), folder)
        except ReadError as error:
            result.failed.append(Refused.as_named(name.replace(STEP, "/"), error))
    return result


def _is_passed_over(path: str) -> bool:
    """Whether a build would pass over a file of a folder too, or a system keeps it there."""
    return not is_article(path) or path.rpartition("/")[2].lower() in _OF_SYSTEMS


def save(folder: Path, name: str, content: BinaryIO, *, limit: int) -> Saved:
    """Write a file below the app's folder of articles.

    A file of the same name is replaced: it is the same article in a newer form.

    Args:
        folder: The app's folder of articles.
        name: The name as it was sent.
        content: Its bytes.
        limit: Most bytes that are accepted.

    Raises:
        ReadError: If its name, format or size is not accepted, or it is empty.
    """
    limit = size_limit(name, limit)
    body = content.read(limit + 1)
    if len(body) > limit:
        raise ReadError(name, "file.too_large", size=limit / 1e6)
    if not body:
        raise ReadError(name, "file.empty")
    return save_in_corpus(body, f"{FOLDER}/{_path(name)}", folder, replace=True)


def _opened(content: BinaryIO | Path) -> AbstractContextManager[BinaryIO]:
    return content.open("rb") if isinstance(content, Path) else nullcontext(content)


def _path(name: str) -> str:
    """The path that a name stands for: files of a dropped folder have `STEP` in their names.

    Where a name has other steps, only its last part counts.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    parts = [part for part in last.split(STEP) if part.strip(". ")]
    return "/".join(parts) or last
