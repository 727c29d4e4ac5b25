"""The words of one generation, in tantivy: BM25 with French and English analysis.

Every passage is indexed twice: in the field of its language with stemmed words, and in
`exact` with the words as they are (accents folded), so that names and numbers match to
the letter and across languages; see `analysis`. For phrases the field `words` has all words,
folded, with their positions.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tantivy import Document, FieldType, Index, Occur, Query, Schema, SchemaBuilder, Searcher

from qa.errors import IndexDamagedError
from qa.index.analysis import EXACT_WEIGHT, FIELDS, GAP, Analysis, Forms, normalise
from qa.index.passages import Chosen, Mask, Rows
from qa.lang.text import words_in
from qa.types import Language

_HEAP_BYTES = 50_000_000

_KEPT: Final = 128
"""Words whose rows are remembered, eight to a byte: the frequent ones come again and again."""

_SCANNED: Final = 1000
"""Rows that a search looks through for some of them in the time that it takes to score one."""

_APART: Final = 64
"""Rows that are nearer to one another than so are of one run, with those between them."""

_NUMBER: Final = FieldType.Unsigned


class LexicalIndex:
    """Read access to a folder `lexical/` that stays as it is; for use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _lockable(path) as place:
            index = Index.open(str(place))
            self._schema, self._searcher = index.schema, index.searcher()
        self._analysis = Analysis()
        self.forms = self._analysis.forms
        self._size = self._searcher.num_docs
        found = partial(_packed, self._searcher, self._schema, path)
        self._packed = lru_cache(maxsize=_KEPT)(found)

    def search(
        self, question: str, language: Language, k: int, chosen: Chosen | None = None
    ) -> list[tuple[int, float]]:
        """The `k` best rows by BM25, best first; see `PassageWords`.

        Raises:
            IndexDamagedError: If the files cannot be read.
        """
        query = self._query(question, language)
        if chosen is None:
            rows, scores = self._best(query, k)
            return list(zip(rows.tolist(), scores.tolist(), strict=True))
        passing = int(np.count_nonzero(chosen.mask))
        if not passing:
            return []
        # As many as should hold `k` that pass, if those are spread evenly.
        limit = 3 * k * self._size // (2 * passing)
        while True:
            limit = min(max(k, limit), self._size)
            rows, scores = self._best(query, limit)
            best = np.flatnonzero(chosen.mask[rows])[:k]
            if len(best) == k or len(rows) < limit or limit == self._size:
                return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))
            limit *= 4

    def scores(self, question: str, language: Language, rows: Rows) -> NDArray[np.float64]:
        """The BM25 of some rows, in their order; see `PassageWords`."""
        query, runs = self._query(question, language), _runs(rows)
        written = sum(self._searcher.doc_freq(*word) for word, _ in self._words(question, language))
        if len(runs) * self._size < _SCANNED * written:  # else all that have a word are scored
            ranges = [Query.range_query(self._schema, "row", _NUMBER, *run) for run in runs]
            among = Query.const_score_query(_any_of(ranges), 0.0)
            query = Query.boolean_query([(Occur.Must, among), (Occur.Should, query)])
        found, bm25 = self._best(query, max(1, self._size))
        scores = np.zeros(self._size, dtype=np.float64)
        scores[found] = bm25
        return scores[rows]

    def with_phrase(self, words: Sequence[str]) -> Mask:
        """Which rows have these folded words one after the other, in their title or text."""
        if len(words) == 1:
            return self._with_any(frozenset({("words", words[0])}))
        phrase = Query.phrase_query(self._schema, "words", list(words))
        return _matching(self._searcher, phrase, self._path)

    def with_word(self, word: str) -> Mask:
        """Which rows have a word, in any of its forms; stop words count only as they are."""
        forms = self.forms(word)
        return self._with_any(forms) if forms else self.with_phrase(words_in(word))

    def _with_any(self, forms: Forms) -> Mask:
        """Which rows have any of some tokens."""
        return np.unpackbits(self._packed(forms), count=self._size).view(np.bool_)

    def _best(self, query: Query, limit: int) -> tuple[Rows, NDArray[np.float64]]:
        """The best rows and their scores, whatever the mask says."""
        with _readable(self._path):
            found = self._searcher.search(query, limit=limit, count=False).hits
            rows = self._searcher.fast_field_values("row", [address for _, address in found])
        scores = np.array([score for score, _ in found], dtype=np.float64)
        return np.array(rows, dtype=np.int64), scores

    def _query(self, question: str, language: Language) -> Query:
        """Any of the question's words; a name or number counts in any language."""
        return _any_of([
            Query.boost_query(Query.term_query(self._schema, *word, "freq"), weight)
            for word, weight in self._words(question, language)
        ])  # fmt: skip

    def _words(self, question: str, language: Language) -> list[tuple[tuple[str, str], float]]:
        """The fields and tokens of a question, and what they count."""
        return [
            ((field, token), weight)
            for field, weight in ((language, 1.0), ("exact", EXACT_WEIGHT))
            for token in dict.fromkeys(self._analysis.tokens(field, question))
        ]


def _packed(searcher: Searcher, schema: Schema, path: Path, forms: Forms) -> NDArray[np.uint8]:
    """Which rows have any of some tokens, eight rows to a byte."""
    queries = [Query.term_query(schema, *form, "freq") for form in forms]
    return np.packbits(_matching(searcher, _any_of(queries), path))


def _matching(searcher: Searcher, query: Query, path: Path) -> Mask:
    """Which rows match a query."""
    size = searcher.num_docs
    with _readable(path):  # by a field, since what is ordered by it is not scored
        found = searcher.search(query, max(1, size), count=False, order_by_field="row").hits
    mask = np.zeros(size, dtype=np.bool_)
    mask[np.fromiter(map(itemgetter(0), found), dtype=np.int64, count=len(found))] = True
    return mask


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What tantivy says of damaged files is an error of the index."""
    try:
        yield
    except ValueError as error:
        raise IndexDamagedError(path, "index.damaged") from error


def _any_of(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _runs(rows: Rows) -> list[tuple[int, int]]:
    """The first and last of rows that are near one another."""
    ordered = np.sort(rows)
    breaks = np.flatnonzero(np.diff(ordered) > _APART)
    firsts, lasts = ordered[np.append(0, breaks + 1)], ordered[np.append(breaks, -1)]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


class LexicalWriter(contextlib.AbstractContextManager["LexicalWriter"]):
    """Writes an empty folder `lexical/`; a context manager that commits at the end.

    Args:
        path: The folder.
        before: Another such folder, which nobody writes to: all that it holds is kept, by linking
            its segments, which never change.
    """

    def __init__(self, path: Path, before: Path | None = None) -> None:
        self._path = path
        if before:
            _link_files(before, path)
            index = Index.open(str(path))
        else:
            index = Index(_schema(), path=str(path))
        for field, analyzer in Analysis().analyzers.items():
            index.register_tokenizer(f"qa_{field}", analyzer)
        self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, row: int, title: str, text: str, language: Language) -> None:
        """Append the words of a passage, and of the title of its article."""
        words = normalise(f"{title}\n{text}")
        document = Document()
        document.add_unsigned("row", row)
        document.add_text("exact", words)
        document.add_text(language, words)
        document.add_text("words", " ".join([*words_in(title), GAP, *words_in(text)]))
        with _system_errors():
            self._writer.add_document(document)

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Commit, unless the block failed."""
        if failure is None:
            with _system_errors():
                self._writer.commit()
                self._writer.wait_merging_threads()
            for file in self._path.iterdir():  # some are for their owner alone
                mode, wanted = file.stat().st_mode, self._path.stat().st_mode & 0o444
                if mode | wanted != mode:
                    file.chmod(mode | wanted)


def _schema() -> Schema:
    schema = SchemaBuilder()
    schema.add_unsigned_field("row", fast=True)
    for field in FIELDS:
        schema.add_text_field(field, tokenizer_name=f"qa_{field}", index_option="freq")
    schema.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    return schema.build()


def _link_files(before: Path, path: Path) -> None:
    """Bring the files of a folder into another; a disk without links copies them."""
    for file in before.iterdir():
        if file.suffix == ".lock":
            continue
        if file.suffix != ".json":  # the lists of segments, which tantivy replaces
            with contextlib.suppress(OSError):
                (path / file.name).hardlink_to(file)
                continue
        shutil.copy(file, path)


@contextlib.contextmanager
def _lockable(path: Path) -> Iterator[Path]:
    """A folder with the same files in which tantivy can lock one, as it does to open an index.

    What may not be written, an index on a read-only disk or another user's, is linked elsewhere.
    """
    locks = path.glob(".tantivy-*.lock")
    if all(os.access(place, os.W_OK) for place in (path, *locks)):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in path.iterdir():
            if file.suffix != ".lock":
                Path(folder, file.name).symlink_to(file.resolve())
        yield Path(folder)


@contextlib.contextmanager
def _system_errors() -> Iterator[None]:
    """Tantivy reports a full disk as a ValueError; here it is an OSError."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EIO, str(error)) from error
