"""Articles are taken out of the collection, and put back.

A file that the app took in is deleted. A file of the corpus folder never is: its article is left
out by a list in the data folder (`qa.corpus.hidden`). So are one of several articles in a file, and
what came from a feed, which would bring it again.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

from qa.corpus import ReadLimits, read_file
from qa.corpus.files import changing
from qa.corpus.handles import delete
from qa.corpus.hidden import Hidden, HiddenArticle
from qa.corpus.roots import roots_of
from qa.errors import FailedFile, ReadError
from qa.types import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Sized
    from pathlib import Path

    from qa.settings import Settings

    Known = Callable[[Sequence[str]], Sized]

Outcome = Literal["deleted", "hidden"]
"""What became of a file: it is gone, or it stays and is left out."""

FEEDS: Final = "feeds/"
_TWICE: Final = "file.twice"


class NotRemovableError(Exception):
    """An article must not be removed.

    Attributes:
        key: The message for the page, a key of `qa_ui.i18n.STRINGS`.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Removal:
    """Takes articles out of the served collection.

    Args:
        settings: Where the corpus and the data folder are; nothing outside the data folder is ever
            changed.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._hidden = Hidden(settings.articles)

    def remove(self, article: Article) -> Outcome:
        """Delete the file of an article, or leave the article out.

        Raises:
            NotRemovableError: If its file is gone, or changed since it was indexed.
            ReadError: If the list of what is left out cannot be changed.
        """
        own = _own_file(article.path, self._settings.articles)
        if own is None or article.path.startswith(FEEDS):
            return self._hide(article)
        with self._changing():
            return self._remove(own, article)

    def _remove(self, own: Path, article: Article) -> Outcome:
        held = list(self._read(own, article.path))
        texts = [one.text for one in held if isinstance(one, Article)]
        if article.text not in texts:
            raise NotRemovableError("remove_changed")
        if len(texts) > 1 or any(_is_failure(one) for one in held):
            return self._hide(article)
        return _delete(own)

    def discard(self, path: str, *, known: Known) -> Outcome:
        """Delete a file that holds no article of the index, or leave it out.

        Args:
            path: As a build named the file that failed.
            known: Gives those of some articles, named by their ids, that are in the index.

        Raises:
            NotRemovableError: If it is gone, or holds by now an article that is not in the index.
            ReadError: If the list of what is left out cannot be changed.
        """
        own = _own_file(path, self._settings.articles, links=True)
        file = own or self._of_corpus(path)
        if file is None:
            raise NotRemovableError("remove_gone")
        with self._changing():
            return self._discard(file, path, known, is_own=bool(own))

    def _discard(self, file: Path, path: str, known: Known, *, is_own: bool) -> Outcome:
        if not file.is_symlink():
            held = {one.id for one in self._read(file, path) if isinstance(one, Article)}
            if len(known(sorted(held))) < len(held):
                raise NotRemovableError("discard_readable")
        if is_own:
            return _delete(file)
        self._hidden.hide(HiddenArticle(path=path))
        return "hidden"

    def can_discard(self, failed: FailedFile) -> bool:
        """Whether what a build could not read is a file that can be discarded by itself."""
        own = _own_file(failed.path, self._settings.articles, links=True)
        if failed.code == _TWICE or failed.kept:
            return False
        return bool(own or self._of_corpus(failed.path))

    def hidden(self) -> list[HiddenArticle]:
        """What is left out, the latest first; nothing where the list cannot be read."""
        try:
            return self._hidden.all()[::-1]
        except ReadError:
            return []

    def put_back(self, path: str, article_id: str | None) -> HiddenArticle | None:
        """Take an entry off the list of what is left out; None if it is not on it."""
        return self._hidden.put_back(path, article_id)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keeps others from replacing a file between the look at it and its end."""
        try:
            with changing(self._settings.articles):
                yield
        except OSError as error:
            raise NotRemovableError("remove_failed") from error

    def _read(self, file: Path, name: str) -> Iterator[Article | FailedFile]:
        limits, most = ReadLimits.of(self._settings), self._settings.max_file_bytes
        return read_file(file, name=name, max_bytes=most, limits=limits)

    def _hide(self, article: Article) -> Outcome:
        try:
            found = roots_of(self._settings).find(article.path)
        except (OSError, ValueError):  # ValueError: a name with a zero byte
            found = None
        if found is None:
            raise NotRemovableError("remove_gone")
        self._hidden.hide(HiddenArticle.of(article))
        return "hidden"

    def _of_corpus(self, path: str) -> Path | None:
        return _own_file(path, self._settings.corpus, links=True)


def _own_file(path: str, folder: Path, *, links: bool = False) -> Path | None:
    """Where a file of a folder is, if no link and no step upwards leads there.

    Args:
        path: Relative to the folder.
        folder: The folder.
        links: Whether the file may itself be a link.
    """
    root = folder.resolve()
    file = root / path
    try:
        parent = file.parent.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a circle of links
        return None
    if parent != file.parent or not parent.is_relative_to(root) or not os.path.lexists(file):
        return None
    return file if (links and file.is_symlink()) or _is_plain(file) else None


def _is_plain(file: Path) -> bool:
    return not file.is_symlink() and not file.is_dir()


def _delete(file: Path) -> Outcome:
    delete(file)
    return "deleted"


def _is_failure(found: Article | FailedFile) -> bool:
    """Whether it is not only what a kept article lacks."""
    return isinstance(found, FailedFile) and not found.kept
