"""Writes the articles and passages of a new generation into SQLite, for `store` to read."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qa.entities import Entity
from qa.index.entities import SCHEMA, add_entities, add_recipes
from qa.index.store import FIELDS, article_of
from qa.lang.dates import first_day, last_day
from qa.types import Article, Language, Passage

_SCHEMA = """
CREATE TABLE articles (
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
    text TEXT NOT NULL,
    pages BLOB NOT NULL,
    digest TEXT NOT NULL,
    sentences BLOB NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (seq),
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX passages_article ON passages (article);
CREATE TABLE outlets (
    alias TEXT PRIMARY KEY,
    name TEXT NOT NULL
);
"""


class StoreWriter(contextlib.AbstractContextManager["StoreWriter"]):
    """Writes a new `articles.sqlite`; a context manager that commits at the end."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        # The file is thrown away unless the whole build succeeds, and synced before it is used.
        self._connection.executescript(f"PRAGMA synchronous = OFF; {_SCHEMA} {SCHEMA}")
        self._rows = 0

    def add_article(self, article: Article, sentences: Iterable[tuple[int, int]]) -> None:
        """Append an article with the spans of its sentences."""
        first = first_day(article.published).isoformat() if article.published else None
        last = last_day(article.published).isoformat() if article.published else None
        self._connection.execute(
            f"INSERT INTO articles ({FIELDS}, first_day, last_day, digest, sentences) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id, article.path, article.title, article.url, article.source,
                article.published, article.language, article.text,
                array("I", article.pages).tobytes(), first, last, digest(article),
                array("I", (offset for span in sentences for offset in span)).tobytes(),
            ),
        )  # fmt: skip

    def remove_article(self, article_id: str) -> None:
        """Remove an article that has no passages yet."""
        self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def articles(self) -> Iterator[Article]:
        """The articles added so far, in order."""
        for row in self._connection.execute(f"SELECT {FIELDS} FROM articles ORDER BY seq"):
            yield article_of(row)

    def sources(self) -> list[tuple[str, str | None]]:
        """Source and address of every article that has a source."""
        return self._connection.execute(
            "SELECT source, url FROM articles WHERE source IS NOT NULL ORDER BY seq"
        ).fetchall()

    def rename_sources(self, names: Mapping[str, str]) -> None:
        """Give sources other names, under which filters find them as well as under their own."""
        self._connection.executemany(
            "UPDATE articles SET source = ? WHERE source = ?",
            [(name, alias) for alias, name in names.items()],
        )
        self._connection.executemany("INSERT INTO outlets VALUES (?, ?)", names.items())

    def add_entities(self, article_id: str, entities: Iterable[Entity]) -> None:
        """Append what an article names."""
        add_entities(self._connection, article_id, entities)

    def add_recipes(self, recipes: Mapping[Language, str]) -> None:
        """Note what finds the names in each language."""
        add_recipes(self._connection, recipes)

    def add_passages(self, article_id: str, passages: Iterable[Passage]) -> None:
        """Append the passages of an article, in the next free rows."""
        for passage in passages:
            self._connection.execute(
                'INSERT INTO passages (row, article, id, start, "end") '
                "SELECT ?, seq, ?, ?, ? FROM articles WHERE id = ?",
                (self._rows, passage.id, passage.start, passage.end, article_id),
            )
            self._rows += 1

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Commit, unless the block failed."""
        with contextlib.closing(self._connection):
            if failure is None:
                self._connection.commit()


def digest(article: Article) -> str:
    """SHA-256 over all that a reader delivered, but for where from: a moved file is unchanged."""
    return hashlib.sha256(article.model_dump_json(exclude={"id", "path"}).encode()).hexdigest()
