"""Articles and passages of one generation, read from SQLite.

Articles are numbered by `seq` in the order of the corpus, with gaps for those to come between them.
Passages are numbered by `row`, from 0 without gaps: the same number is the passage's
position in the vectors and its `row` in the lexical index.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexDamagedError
from qa.index.entities import Entities, naming
from qa.lang.dates import first_day, last_day
from qa.types import Article, ArticleSummary, Filters, Hit, Language, Passage, page_at

_NAMES = ("id", "path", "title", "url", "source", "published", "language")
_SUMMARY = f"articles.{', '.join(_NAMES)}, (SELECT count(*) FROM passages WHERE article = seq)"
FIELDS = ", ".join((*_NAMES, "text", "pages"))


class StoredPassage(NamedTuple):
    """A passage with the article it belongs to."""

    row: int
    passage: Passage
    article: ArticleSummary

    def hit(
        self,
        score: float,
        *,
        similarity: float | None = None,
        dense_rank: int | None = None,
        lexical_rank: int | None = None,
    ) -> Hit:
        """The passage as it is shown and cited, with what a search says of it; see `Hit`."""
        return Hit(
            article_id=self.article.id,
            passage_id=self.passage.id,
            **self.article.ref,
            text=self.passage.text,
            start=self.passage.start,
            end=self.passage.end,
            page=self.passage.page,
            page_breaks=self.passage.page_breaks,
            score=score,
            similarity=similarity,
            dense_rank=dense_rank,
            lexical_rank=lexical_rank,
        )


class Sentence(NamedTuple):
    """A sentence of an article: `article.text[start:end] == text`."""

    start: int
    end: int
    text: str


class Listed(NamedTuple):
    """What articles are counted and ordered by."""

    id: str
    source: str | None
    published: str | None
    first_day: str | None
    language: Language


class Store:
    """Read access to an `articles.sqlite` that stays as it is; for use from several threads."""

    def __init__(self, path: Path) -> None:
        # One connection under a lock: a look-up takes microseconds, and closing is certain.
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._path, self._lock = path, threading.Lock()
        self._totals: dict[str, list[Any]] = {}

    def close(self) -> None:
        """Close the database file."""
        with self._lock:
            self._connection.close()

    def article(self, article_id: str) -> Article | None:
        """The article with this id, or None."""
        rows = self._all(f"SELECT {FIELDS} FROM articles WHERE id = ?", (article_id,))
        return article_of(rows[0]) if rows else None

    def file(self, name: str) -> dict[str, Any] | None:
        """What was read of a file, if that is known; see `qa.index.files`."""
        if not self._total("SELECT 1 FROM sqlite_master WHERE name = 'files'"):
            return None
        fields = "reading, size, modified, changed, inode, sha256, found"
        rows = self._all(f"SELECT {fields} FROM files WHERE name = ?", (name,))
        return dict(zip(fields.split(", "), rows[0], strict=True)) if rows else None

    def contents(self) -> dict[str, tuple[str, str]]:
        """Content digest and file of every article, by id."""
        rows = self._all("SELECT id, digest, path FROM articles ORDER BY seq")
        return {id_: (digest, path) for id_, digest, path in rows}

    def sentences(self, article_id: str) -> list[Sentence]:
        """Sentences of an article, as they were found when it was built."""
        rows = self._all("SELECT text, sentences FROM articles WHERE id = ?", (article_id,))
        if not rows:
            return []
        text, offsets = rows[0][0], array("I", rows[0][1])
        return [
            Sentence(start, end, text[start:end])
            for start, end in zip(offsets[::2], offsets[1::2], strict=True)
        ]

    def rows_of(self, article_id: str) -> list[int]:
        """Rows of an article's passages, in the order of its text."""
        found = self._all(
            "SELECT row FROM passages JOIN articles ON article = seq "
            "WHERE articles.id = ? ORDER BY row",
            (article_id,),
        )
        return [row for (row,) in found]

    def leading_rows(self, count: int) -> dict[str, list[int]]:
        """Rows of the first passages of every article, `count` at most, by its id."""
        found: dict[str, list[int]] = {}
        for id_, row in self._all(
            "SELECT articles.id, row FROM passages JOIN articles ON article = seq ORDER BY row"
        ):
            if len(own := found.setdefault(id_, [])) < count:
                own.append(row)
        return found

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        """The passages at these rows, in the order asked for."""
        found = self._all(
            'SELECT row, passages.id, start, "end", substr(text, start + 1, "end" - start), '
            f"pages, {_SUMMARY} FROM passages "
            # One value, since SQLite limits how many a statement may have.
            "JOIN articles ON article = seq WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps(list(rows)),),
        )
        by_row = {row[0]: _stored(row) for row in found}
        return [by_row[row] for row in rows]

    def summaries(self, where: Filters) -> list[ArticleSummary]:
        """Articles that pass the filters, newest first."""
        condition, values = _condition(where)
        rows = self._all(
            f"SELECT {_SUMMARY} FROM articles WHERE {condition} "
            "ORDER BY first_day IS NULL, first_day DESC, seq",
            values,
        )
        return [_summary(row) for row in rows]

    def mask(self, where: Filters) -> NDArray[np.bool_]:
        """Which passages belong to articles that pass the filters, by row."""
        condition, values = _condition(where)
        found = self._all(f"SELECT seq FROM articles WHERE {condition}", values)
        passing = np.zeros(len(self._seqs), dtype=np.bool_)
        passing[np.searchsorted(self._seqs, np.array(found, dtype=np.int64).ravel())] = True
        return passing[self.places]

    def unknown(self, ids: Sequence[str]) -> list[str]:
        """Which of some ids no article has."""
        found = self._all(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM articles)",
            (json.dumps(list(ids)),),
        )
        return [id_ for (id_,) in found]

    @cached_property
    def listing(self) -> list[Listed]:
        """Every article, in the order of the corpus."""
        rows = self._all(
            "SELECT id, source, published, first_day, language FROM articles ORDER BY seq"
        )
        return [Listed(*row) for row in rows]

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where in `listing` the article of each passage stands, by row."""
        of_passages = self._all("SELECT article FROM passages ORDER BY row")
        return np.searchsorted(self._seqs, np.array(of_passages, dtype=np.int64).ravel())

    @cached_property
    def entities(self) -> Entities:
        """The people and places that articles name."""
        return Entities(self._all, self._seqs)

    @cached_property
    def _seqs(self) -> NDArray[np.int64]:
        """The `seq` of every article, in the order of `listing`."""
        found = self._all("SELECT seq FROM articles ORDER BY seq")
        return np.array(found, dtype=np.int64).ravel()

    @cached_property
    def outlets(self) -> dict[str, str]:
        """The names of outlets by the other spellings that were found in the corpus."""
        return dict(self._all("SELECT alias, name FROM outlets"))

    def source_names(self) -> dict[str, str]:
        """The names of the sources by every spelling that is known of them."""
        return {**self.outlets, **{name: name for name in self.counts("source")}}

    def counts(self, column: str) -> dict[str, int]:
        """Articles by `language` or `source`, most frequent first; nulls are left out."""
        assert column in {"language", "source"}  # noqa: S101 - never from outside
        rows = self._total(
            f"SELECT {column}, count(*) FROM articles WHERE {column} IS NOT NULL "
            f"GROUP BY {column} ORDER BY count(*) DESC, {column}"
        )
        return dict(rows)

    def date_range(self) -> tuple[str, str] | None:
        """Earliest and latest day covered by a publication date, or None."""
        first, last = self._total("SELECT min(first_day), max(last_day) FROM articles")[0]
        return (first, last) if first else None

    def published_range(self) -> tuple[str, str] | None:
        """Earliest and latest publication date, no more precise than articles give them."""
        dated = "SELECT published FROM articles WHERE first_day IS NOT NULL ORDER BY"
        first = self._total(f"{dated} first_day, length(published) LIMIT 1")
        last = self._total(f"{dated} last_day DESC, length(published) LIMIT 1")
        return (first[0][0], last[0][0]) if first else None

    def _total(self, sql: str) -> list[Any]:
        """Rows of a statement over all articles, which is run once: they never change."""
        if sql not in self._totals:
            self._totals[sql] = self._all(sql)
        return self._totals[sql]

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.ProgrammingError:  # used wrongly, after it was closed say
            raise
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(self._path, "index.damaged") from error


def _condition(where: Filters) -> tuple[str, list[str]]:
    """Filters as a condition on the table `articles`, and the values that it binds."""
    terms, values = ["1"], []
    or_undated = " OR first_day IS NULL" if where.undated else ""
    if where.since:
        terms.append(f"(last_day >= ?{or_undated})")
        values.append(first_day(where.since).isoformat())
    if where.until:
        terms.append(f"(first_day <= ?{or_undated})")
        values.append(last_day(where.until).isoformat())
    chosen_by = {
        "source": where.sources,
        "language": where.languages,
        "articles.id": where.articles,
    }
    for column, chosen in chosen_by.items():
        if chosen:
            terms.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(chosen))
    for term, bound in naming(where):
        terms.append(term)
        values += bound
    return " AND ".join(terms), values


def article_of(row: Sequence[Any]) -> Article:
    """The article whose `FIELDS` a row holds."""
    found = dict(zip(FIELDS.split(", "), row, strict=True))
    return Article(**{**found, "pages": tuple(array("I", found["pages"]))})


def _stored(row: Sequence[Any]) -> StoredPassage:
    number, passage_id, start, end, text, starts, *article = row
    summary, pages = _summary(article), array("I", starts)
    passage = Passage(
        id=passage_id,
        article_id=summary.id,
        text=text,
        start=start,
        end=end,
        page=page_at(pages, start),
        page_breaks=list(pages[bisect_right(pages, start) : bisect_left(pages, end)]),
    )
    return StoredPassage(number, passage, summary)


def _summary(row: Sequence[Any]) -> ArticleSummary:
    """The article whose `_SUMMARY` a row holds."""
    return ArticleSummary(**dict(zip((*_NAMES, "passages"), row, strict=True)))
