"""Writes the articles and passages of a new generation into SQLite, for `store` to read."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from qa.entities import Entity
from qa.index.entities import SCHEMA, add_entities, add_recipes, forget_entities
from qa.index.files import Contents, KnownFiles
from qa.index.passages import Written
from qa.index.store import FIELDS, Store, article_of
from qa.lang.dates import first_day, last_day
from qa.types import Article, Language, Passage

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS articles (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    source TEXT,
    published TEXT,
    first_day TEXT,
    last_day TEXT,
    language TEXT NOT NULL,
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    pages BLOB NOT NULL,
    sentences BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_chosen ON articles (
    first_day, last_day, source, language, published, id
);
CREATE INDEX IF NOT EXISTS articles_named ON articles (path, title, id);
CREATE TABLE IF NOT EXISTS passages (
    row INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (seq),
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_article ON passages (article);
CREATE TABLE IF NOT EXISTS outlets (
    alias TEXT PRIMARY KEY,
    name TEXT NOT NULL
);
"""

_BY_ARTICLE: Final = (("passages", "article"), ("entities", "article"), ("articles", "seq"))
"""Where the number of an article stands."""

_ASIDE: Final = "\0"
"""Ends the id of an article while the one that it replaces is still there."""

_APART: Final = 1 << 32
"""Difference of the numbers of neighbours, which leaves room for others between them."""

_STEP: Final = 1 << 20
"""That of those put between two others: small, since the next ones often come right after them."""


class StoreWriter(contextlib.AbstractContextManager["StoreWriter"]):
    """Writes a new `articles.sqlite`; a context manager that commits at the end.

    Args:
        path: The file, which does not exist.
        before: Another such file, whose articles it begins with. What is added under the id of one
            of them takes its place in `settle`.
    """

    def __init__(self, path: Path, before: Path | None = None) -> None:
        if before:
            shutil.copyfile(before, path)
        self._connection = sqlite3.connect(path)
        # The file is thrown away unless the whole build succeeds, and synced before it is used.
        self._connection.executescript(
            f"PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; {_SCHEMA} {SCHEMA}"
        )
        self._known: dict[str, int] = dict(self._all("SELECT id, seq FROM articles"))
        self._last = max(self._known.values(), default=0)
        self._added: dict[str, int] = {}
        self._rows: int = self._all("SELECT coalesce(max(row) + 1, 0) FROM passages")[0][0]

    @property
    def added(self) -> Collection[str]:
        """The ids of the articles that were added here."""
        return self._added.keys()

    def add_article(
        self, article: Article, digest: str, sentences: Iterable[tuple[int, int]]
    ) -> None:
        """Append an article with its digest and the spans of its sentences."""
        first = first_day(article.published).isoformat() if article.published else None
        last = last_day(article.published).isoformat() if article.published else None
        self._last += _APART
        self._added[article.id] = self._last
        self._connection.execute(
            f"INSERT INTO articles (seq, {FIELDS}, first_day, last_day, digest, sentences) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._last, article.id + _ASIDE * (article.id in self._known),
                article.path, article.title, article.url, article.source,
                article.published, article.language, article.text,
                array("I", article.pages).tobytes(), first, last, digest,
                array("I", (offset for span in sentences for offset in span)).tobytes(),
            ),
        )  # fmt: skip

    def drop_article(self, article_id: str) -> None:
        """Take back an article, if it was added here."""
        if number := self._added.pop(article_id, None):
            self._connection.execute("DELETE FROM articles WHERE seq = ?", (number,))

    def settle(self, paths: Mapping[str, str]) -> NDArray[np.int64] | None:
        """Remove what is gone or replaced, and put the articles in order.

        Args:
            paths: The articles that there are from now on, in their order, with their files.

        Returns:
            The former rows of the passages that are left, which are numbered anew in this order;
            None if all of them are left, and keep their rows.
        """
        gone = [
            (seq,) for id_, seq in self._known.items() if id_ not in paths or id_ in self._added
        ]
        for table, column in _BY_ARTICLE:
            self._connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)
        aside = [(id_, seq) for id_, seq in self._added.items() if id_ in self._known]
        self._connection.executemany("UPDATE articles SET id = ? WHERE seq = ?", aside)
        self._put_in_order(paths)
        former: dict[str, str] = dict(self._all("SELECT id, path FROM articles"))
        self._connection.executemany(
            "UPDATE articles SET path = ? WHERE id = ?",
            [(path, id_) for id_, path in paths.items() if former[id_] != path],
        )
        return self._closed_up() if gone else None

    def _put_in_order(self, ids: Iterable[str]) -> None:
        numbers = self._known | self._added
        former = [(numbers[id_], bool(self._known) and id_ in self._added) for id_ in ids]
        new = numbered([None if is_new else number for number, is_new in former])
        moves = [(-now, old) for now, (old, _) in zip(new, former, strict=True) if now != old]
        for table, column in _BY_ARTICLE:  # by way of negative numbers, which are free
            self._connection.executemany(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?", moves
            )
            self._connection.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")

    def _closed_up(self) -> NDArray[np.int64]:
        """Number the passages anew, without gaps, in the order of their articles."""
        columns, order = 'article, id, start, "end"', "ORDER BY article, row"
        left = np.array(self._all(f"SELECT row FROM passages {order}"), dtype=np.int64).ravel()
        for statement in (
            f"CREATE TEMP TABLE kept AS SELECT {columns} FROM passages {order}",
            "DELETE FROM passages",
            f"INSERT INTO passages (row, {columns}) SELECT rowid - 1, {columns} FROM kept",
            "DROP TABLE kept",
        ):
            self._connection.execute(statement)
        self._rows = len(left)
        return left

    def article(self, article_id: str) -> Article:
        """An article that is there."""
        (row,) = self._all(f"SELECT {FIELDS} FROM articles WHERE id = ?", (article_id,))
        return article_of(row)

    def passages(self) -> Iterator[Written]:
        """Every passage, by row."""
        found = self._connection.execute(
            'SELECT row, title, substr(text, start + 1, "end" - start), language, source, '
            "published FROM passages JOIN articles ON article = seq ORDER BY row"
        )
        yield from map(Written._make, found)

    def rename_sources(self, names: Mapping[str, str], found: Mapping[str, str]) -> None:
        """Give sources other names, under which filters find them as well as under their own.

        Args:
            names: The new names by the old ones.
            found: The source that each article has by itself, by its id.
        """
        affected = {*names, *(alias for (alias,) in self._all("SELECT alias FROM outlets"))}
        self._connection.executemany(
            "UPDATE articles SET source = ?1 WHERE id = ?2 AND source != ?1",
            [(names.get(own, own), id_) for id_, own in found.items() if own in affected],
        )
        self._connection.execute("DELETE FROM outlets")
        self._connection.executemany("INSERT INTO outlets VALUES (?, ?)", names.items())

    def known_files(self, before: Store | None, contents: Contents, reading: str) -> KnownFiles:
        """What is known of files, to be written here; see `KnownFiles`."""
        return KnownFiles(self._connection, before, contents, reading)

    def forget_entities(self, language: Language) -> list[str]:
        """Remove what the articles of a language name; returns the ids of these articles."""
        return forget_entities(self._connection, language)

    def add_entities(self, article_id: str, entities: Iterable[Entity]) -> None:
        """Append what an article names."""
        add_entities(self._connection, article_id, entities)

    def add_recipes(self, recipes: Mapping[Language, str]) -> None:
        """Note what finds the names in each language."""
        add_recipes(self._connection, recipes)

    def add_passages(self, article_id: str, passages: Sequence[Passage]) -> int:
        """Append the passages of an article, in the next free rows; returns the first of these."""
        first = self._rows
        for passage in passages:
            self._connection.execute(
                'INSERT INTO passages (row, article, id, start, "end") '
                "SELECT ?, seq, ?, ?, ? FROM articles WHERE id = ?",
                (self._rows, passage.id, passage.start, passage.end, article_id),
            )
            self._rows += 1
        return first

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Commit, unless the block failed."""
        with contextlib.closing(self._connection):
            if failure is None:
                self._connection.commit()


def numbered(kept: Sequence[int | None]) -> list[int]:
    """Ascending numbers for what is in an order, most of which has such numbers already.

    Args:
        kept: The number of each; None: it has none yet. One that is not in order gets another. If
            there is no room left between two of them, all get new ones.
    """
    numbers: list[int] = []
    low = waiting = 0
    for number in kept:
        if number is None or number <= low:
            waiting += 1
            continue
        step = min((number - low) // (waiting + 1), _STEP)
        if not step:
            return [_APART * place for place in range(1, len(kept) + 1)]
        numbers += [low + step * place for place in range(1, waiting + 1)]
        numbers.append(number)
        low, waiting = number, 0
    return [*numbers, *(low + _APART * place for place in range(1, waiting + 1))]
