"""What was read of the files of a corpus, kept with the articles in a table of `articles.sqlite`.

The table is missing in an index of an older version. A file is in it if every article that was
found there is in the index, and nothing was wrong with it. It counts as unchanged by its size and
times alone if it had not been changed for a while when it was read; else its bytes are compared.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from qa.corpus.files import Stamp, unchanged
from qa.corpus.versions import Read
from qa.errors import FailedFile
from qa.index.store import Store
from qa.types import Article

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS files (
    name TEXT PRIMARY KEY,
    reading TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    inode TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    found TEXT NOT NULL
) WITHOUT ROWID;
"""

_SETTLED: Final = 2_000_000_000
"""Nanoseconds within which some file systems give two changes the same time."""

_UNSETTLED: Final = -1
"""Stands for the time of a file that was changed shortly before it was read, or since."""

Contents = Mapping[str, tuple[str, str]]
"""Digest and path of articles, by id."""


class Found(NamedTuple):
    """An article of a file, without what the index has of it under its id.

    Attributes:
        source: Its own, which the index may have renamed.
    """

    id: str
    digest: str
    path: str
    source: str | None
    place: str
    updated: str | None

    def is_in(self, contents: Contents) -> bool:
        """Whether it is just this article that is there under its id."""
        return contents.get(self.id) == (self.digest, self.path)


class KnownFiles:
    """What was read of each file for the generation in use, and is for the next one.

    Args:
        connection: The articles of the next one, which may begin with all of the one in use.
        before: The articles of the one in use, if there is one.
        contents: What is in that.
        reading: How files are read now; what was read otherwise is not known.
    """

    def __init__(
        self, connection: sqlite3.Connection, before: Store | None, contents: Contents, reading: str
    ) -> None:
        self._connection, self._before, self._contents = connection, before, contents
        self._reading, self._settled = reading, time.time_ns() - _SETTLED
        self._last: tuple[Article, str] | None = None
        connection.execute(_SCHEMA)
        connection.execute("DELETE FROM files")

    def find(self, path: Path, name: str) -> Iterator[Read] | None:
        """All that was found in a file, if it is still the same; None if it must be read."""
        row = self._before.file(name) if self._before else None
        if not row or row["reading"] != self._reading:
            return None
        found = [Found(*values) for values in json.loads(row["found"])]
        if not all(one.is_in(self._contents) for one in found):
            return None
        stamp = unchanged(path, Stamp(*(row[field] for field in Stamp._fields)))
        if stamp is None:
            return None
        self._write(name, stamp, found)
        return self._reads(stamp, found)

    def _reads(self, stamp: Stamp, found: Sequence[Found]) -> Iterator[Read]:
        for one in found:
            if self._before and (article := self._before.article(one.id)):
                own = article.model_copy(update={"source": one.source})
                self._last = own, one.digest
                yield Read(own, one.place, one.updated, stamp)

    def noted(self, name: str, results: Iterator[Read | FailedFile]) -> Iterator[Read | FailedFile]:
        """What is found in a file, remembered if all of it is read and nothing is wrong with it."""
        found: list[Found] = []
        stamp, failed = None, False
        for one in results:
            if isinstance(one, FailedFile):
                failed = True
            else:
                found.append(self._found(one))
                stamp = one.stamp
            yield one
        if stamp and not failed:
            self._write(name, stamp, found)

    def _found(self, read: Read) -> Found:
        article = read.article
        self._last = article, (value := digest(article))
        return Found(article.id, value, article.path, article.source, read.place, read.updated)

    def digest(self, article: Article) -> str:
        """That of an article, which is at hand for the one that was found last."""
        found, value = self._last or (None, "")
        return value if found is article else digest(article)

    def settle(self, contents: Contents) -> None:
        """Forget the files some of whose articles are not used.

        Args:
            contents: What is in the next generation.
        """
        rows = self._connection.execute("SELECT name, found FROM files")
        unused = [
            (name,)
            for name, found in rows
            if not all(Found(*values).is_in(contents) for values in json.loads(found))
        ]
        self._connection.executemany("DELETE FROM files WHERE name = ?", unused)

    def _write(self, name: str, stamp: Stamp, found: Sequence[Found]) -> None:
        if max(stamp.modified, stamp.changed) >= self._settled:
            stamp = stamp._replace(modified=_UNSETTLED)
        self._connection.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (name, self._reading, *stamp, json.dumps(found)),
        )


def digest(article: Article) -> str:
    """SHA-256 over all that a reader delivered, but for where from: a moved file is unchanged."""
    return hashlib.sha256(article.model_dump_json(exclude={"id", "path"}).encode()).hexdigest()
