"""Articles that stay in their files and are left out of the index, until they are put back.

The list is a file of the data folder, so that removing an article in the page never changes a
file of the corpus folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from qa.corpus.files import write_whole
from qa.errors import ReadError, cause
from qa.types import Article

_NAME = ".hidden.json"


class HiddenArticle(BaseModel):
    """What is left out: an article of a file, or a file that cannot be read.

    Attributes:
        path: The file, relative to its folder of articles.
        id: The article's; None: the whole file is left out.
        title: The article's, for the list that is shown; of a row of a table it must still fit,
            because rows without an id of their own are counted.
    """

    model_config = ConfigDict(frozen=True)

    path: str
    id: str | None = None
    title: str = ""

    @classmethod
    def of(cls, article: Article) -> HiddenArticle:
        """The entry that leaves an article out."""
        return cls(path=article.path, id=article.id, title=article.title)

    def covers(self, article: Article) -> bool:
        """Whether it leaves this article out."""
        if (self.path, self.id) != (article.path, article.id):
            return False
        return self.title == article.title or not article.id.startswith(f"{self.path}#")


_ENTRIES = TypeAdapter(list[HiddenArticle])


class Hidden:
    """The list of what is left out; changes are written at once.

    Args:
        folder: The app's own folder of articles, which holds the list.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def all(self) -> list[HiddenArticle]:
        """What is left out, the latest last.

        Raises:
            ReadError: If the list cannot be read.
        """
        try:
            return _ENTRIES.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ReadError(self._path, "file.unreadable", why=cause(error)) from error
        except ValidationError as error:
            raise ReadError(self._path, "corpus.hidden") from error

    def hide(self, entry: HiddenArticle) -> None:
        """Leave something out."""
        self._change(lambda known: [*(one for one in known if one != entry), entry])

    def put_back(self, path: str, article_id: str | None) -> HiddenArticle | None:
        """Take an entry off the list; returns it, None if it was not there."""
        entry = next((one for one in self.all() if (one.path, one.id) == (path, article_id)), None)
        if entry:
            self._change(lambda known: [one for one in known if one != entry])
        return entry

    def forget(self, path: str) -> None:
        """Take a file off the list with all its articles, because it was added anew."""
        if any(one.path == path for one in self.all()):
            self._change(lambda known: [one for one in known if one.path != path])

    def _change(self, step: Callable[[Sequence[HiddenArticle]], list[HiddenArticle]]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock")):
                write_whole(_ENTRIES.dump_json(step(self.all()), indent=1), self._path)
        except OSError as error:
            raise ReadError(self._path, "file.unwritable", why=cause(error)) from error
