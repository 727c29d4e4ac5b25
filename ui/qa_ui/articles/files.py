"""Articles are pasted or fetched into the corpus folder, and deleted from it.

The next build reads them; dropped files go through `qa_ui.articles.uploads`.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from qa.corpus import read_file
from qa.corpus.add import Saved, add_page, save
from qa.corpus.fetch import IPAddress, is_public
from qa.corpus.readers import TABLES
from qa.errors import FailedFile, ReadError
from qa.lang.text import slug
from qa.types import Article
from qa_ui.http.schemas import Refused, Uploaded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

FOLDER: Final = "pasted"
ADDRESSES_AT_ONCE: Final = 20
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_HEAD: Final = re.compile(r"date\b|https?://|\d{4}-\d{2}", re.IGNORECASE)
_NAME_CHARS: Final = 60


class NotRemovableError(Exception):
    """An article's file must not be deleted.

    Attributes:
        key: The message for the page, a key of `qa_ui.i18n.STRINGS`.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def take_pasted(
    text: str,
    corpus: Path,
    *,
    limit: int,
    allow: Callable[[IPAddress], bool] = is_public,
) -> Uploaded:
    """Save a pasted text, or fetch the web pages if it consists of addresses only.

    Args:
        text: A text with its title in the first line, or http(s) addresses, one a line.
        corpus: The folder of the articles.
        limit: Largest text or page, in bytes.
        allow: Which network addresses may be connected to.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    result = Uploaded()
    if lines and all(_ADDRESS.fullmatch(line) for line in lines):
        for address in lines[:ADDRESSES_AT_ONCE]:
            _try(result, address, corpus, partial(_fetch, address, corpus, limit, allow))
        for address in lines[ADDRESSES_AT_ONCE:]:
            error = ReadError(address, "page.one_too_many", count=ADDRESSES_AT_ONCE)
            result.failed.append(Refused.as_named(address, error))
    elif lines:
        _try(result, lines[0][:_NAME_CHARS], corpus, lambda: _save(text, lines, corpus, limit))
    return result


def remove(article: Article, corpus: Path, *, limit: int) -> None:
    """Delete the file of an article.

    Args:
        article: As it is in the index.
        corpus: The folder of the articles; nothing outside it is ever deleted.
        limit: Largest file that is read, in bytes.

    Raises:
        NotRemovableError: If the file holds other articles too, is not in the folder, is
            reached through a link, is gone, or does not hold the indexed text.
    """
    if is_row(article):
        raise NotRemovableError("remove_row")
    file = _place(article.path, corpus)
    if file.is_symlink():
        raise NotRemovableError("remove_link")
    held = read_file(file, name=article.path, max_bytes=limit)
    texts = [one.text if isinstance(one, Article) else None for one in held if not _is_kept(one)]
    if texts != [article.text]:
        raise NotRemovableError("remove_changed")
    _delete(file)


def discard(path: str, corpus: Path, *, limit: int, known: Collection[str]) -> None:
    """Delete a file that holds no article of the index.

    Args:
        path: As a build named the file that failed.
        corpus: The folder of the articles; nothing outside it is ever deleted, a link included,
            which goes without what it leads to.
        limit: Largest file that is read, in bytes.
        known: Ids of the articles in the index.

    Raises:
        NotRemovableError: If it is gone, or reached through a link, or holds by now an article
            that is not in the index.
    """
    file = _place(path, corpus)
    if not file.is_symlink():
        held = read_file(file, name=path, max_bytes=limit)
        if any(isinstance(found, Article) and found.id not in known for found in held):
            raise NotRemovableError("discard_readable")
    _delete(file)


def is_there(path: str, corpus: Path) -> bool:
    """Whether a path leads to something in the folder that can be deleted by itself."""
    try:
        _place(path, corpus)
    except NotRemovableError:
        return False
    return True


def _place(path: str, corpus: Path) -> Path:
    """Where a file of the corpus is, if no link and no step upwards leads there."""
    root = corpus.resolve()
    file = root / path
    try:
        folder = file.parent.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a circle of links
        raise NotRemovableError("remove_gone") from error
    if folder != file.parent or not folder.is_relative_to(root):
        raise NotRemovableError("remove_link")
    if not os.path.lexists(file) or (file.is_dir() and not file.is_symlink()):
        raise NotRemovableError("remove_gone")
    return file


def _delete(file: Path) -> None:
    try:
        file.unlink()
    except OSError as error:
        raise NotRemovableError("remove_failed") from error


def _is_kept(found: Article | FailedFile) -> bool:
    """Whether it only says what an article lacks."""
    return isinstance(found, FailedFile) and found.kept


def is_row(article: Article) -> bool:
    """Whether an article is a row of a table, which may be in a text file."""
    if article.id.startswith(f"{article.path}#"):
        return True
    return article.path.lower().removesuffix(".gz").endswith(tuple(TABLES))


def _try(result: Uploaded, name: str, corpus: Path, act: Callable[[], Saved]) -> None:
    try:
        result.note(act(), corpus)
    except ReadError as error:
        result.failed.append(Refused.as_named(name, error))


def _fetch(url: str, corpus: Path, limit: int, allow: Callable[[IPAddress], bool]) -> Saved:
    return add_page(url, corpus, max_bytes=limit, allow=allow)


def _save(text: str, lines: list[str], corpus: Path, limit: int) -> Saved:
    """A text of the same title is replaced: it is the same article in a newer form."""
    body = text.encode("utf-8", "replace")
    if len(body) > limit:
        raise ReadError("the text", "file.too_large", size=limit / 1e6)
    title = next((line for line in lines if not _HEAD.match(line)), lines[0])
    name = slug(title) or "text"
    if len(name) > _NAME_CHARS:  # titles that begin alike are of different articles
        name = f"{name[:_NAME_CHARS]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return save(body, f"{FOLDER}/{name}.txt", corpus, replace=True)
