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
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexDamagedError
from qa.index.entities import Entities, naming
from qa.index.listing import Listing
from qa.index.shelf import Shelf
from qa.lang.sentences import Span
from qa.types import Article, ArticleSummary, Filters, Hit, Passage, page_at

_NAMES = ("id", "path", "title", "url", "source", "published", "language")
_SUMMARY = f"articles.{', '.join(_NAMES)}, (SELECT count(*) FROM passages WHERE article = seq)"
LONG_ARTICLE: Final = 200_000
"""Characters of an article that is looked at as a whole, as all that newspapers print are."""

AROUND: Final = 50_000
"""Characters around a passage of a longer one that are."""

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

    def sentences(self, article_id: str, near: Sequence[Span] = ()) -> list[Sentence]:
        """Sentences of an article, as they were found when it was built.

        Args:
            article_id: The article.
            near: Of a very long article only the sentences around these places; unset: all.
        """
        rows = self._all("SELECT text, sentences FROM articles WHERE id = ?", (article_id,))
        if not rows:
            return []
        text, offsets = rows[0][0], array("I", rows[0][1])
        spans = zip(offsets[::2], offsets[1::2], strict=True)
        if not near or len(text) <= LONG_ARTICLE:
            return [Sentence(start, end, text[start:end]) for start, end in spans]
        around = [(first - AROUND, last + AROUND) for first, last in near]
        return [
            Sentence(start, end, text[start:end])
            for start, end in spans
            if any(first < end and start < last for first, last in around)
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
        ids = self._all("SELECT id FROM articles ORDER BY seq")
        rows = map(self.listing.rows, range(len(ids)))
        return {id_: list(own[:count]) for (id_,), own in zip(ids, rows, strict=True) if own}

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

    def summaries(self, where: Filters, most: int | None = None) -> list[ArticleSummary]:
        """Articles that pass the filters, newest first, `most` at most."""
        places = self.listing.newest_first(np.flatnonzero(self.passing(where)))
        return self.summaries_at(places[:most])

    def summaries_at(self, places: NDArray[np.int64]) -> list[ArticleSummary]:
        """The articles at some places, in their order."""
        wanted = self.listing.seqs[places].tolist()
        found = self._all(
            f"SELECT seq, {', '.join(_NAMES)} FROM articles "
            "WHERE seq IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
        by_seq = {row[0]: row[1:] for row in found}
        counts = self.listing.counts[places].tolist()
        return [_summary((*by_seq[seq], n)) for seq, n in zip(wanted, counts, strict=True)]

    def in_files(self, paths: Collection[str]) -> list[ArticleSummary]:
        """The articles of some files, or of files in them, in the order of the corpus."""
        # What begins with the path of a folder: 0 is the character after the slash.
        of_one = "SELECT seq FROM articles WHERE path = ?1 OR path > ?1 || '/' AND path < ?1 || '0'"
        seqs = sorted({seq for path in paths for (seq,) in self._all(of_one, (path,))})
        return self.summaries_at(np.searchsorted(self.listing.seqs, seqs))

    def passing(self, where: Filters) -> NDArray[np.bool_]:
        """Which articles pass the filters, by place."""
        passing = self.listing.passing(where)
        for condition, values in _conditions(where):
            found = self._all(f"SELECT seq FROM articles WHERE {condition}", values)
            seqs = np.array(found, dtype=np.int64).ravel()
            passing &= np.isin(self.listing.seqs, seqs)
        return passing

    def mask(self, where: Filters) -> NDArray[np.bool_]:
        """Which passages belong to articles that pass the filters, by row."""
        return self.passing(where)[self.places]

    def unknown(self, ids: Sequence[str]) -> list[str]:
        """Which of some ids no article has."""
        found = self._all(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM articles)",
            (json.dumps(list(ids)),),
        )
        return [id_ for (id_,) in found]

    @cached_property
    def listing(self) -> Listing:
        """What all articles are filtered, counted and ordered by."""
        return Listing.read(self._all)

    @cached_property
    def shelf(self) -> Shelf:
        """What lists articles as a table."""
        return Shelf(self._all, self.listing)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The place in `listing` of the article of each passage, by row."""
        return self.listing.places()

    @cached_property
    def entities(self) -> Entities:
        """The people and places that articles name."""
        return Entities(self._all, self.listing.seqs)

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


def _conditions(where: Filters) -> Iterator[tuple[str, list[str]]]:
    """The filters that `Listing.passing` leaves, as conditions on the table `articles`.

    Each comes with the values that it binds.
    """
    if where.articles:
        yield "id IN (SELECT value FROM json_each(?))", [json.dumps(where.articles)]
    yield from naming(where)


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
