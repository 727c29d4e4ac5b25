"""The words of one generation, in tantivy: BM25 with French and English analysis.

Every passage is indexed twice: in the field of its language with stemmed words, and in
`exact` with the words as they are (accents folded), so that names and numbers match to
the letter and across languages. Analysis is the same for passages and questions:
numbers lose their group separators, elision and typographic apostrophes part words,
stop words go. For phrases the field `words` has all words, folded, with their positions.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from qa.errors import IndexDamagedError
from qa.lang.text import without_stops, words_in
from qa.types import Language

# Letters and numbers; an apostrophe or hyphen parts words, a decimal mark does not.
_WORD = r"\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+"
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:([ .,\u00a0\u202f\u2009])\d{3}(?:\1\d{3})*)(?!\d)")
_ELISION = {"l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
_QUESTION_WORDS = {
    "fr": {
        "qui", "que", "quoi", "quel", "quelle", "quels", "quelles", "quand", "où", "ou",
        "comment", "combien", "pourquoi", "est", "ce", "a", "t", "il", "elle", "ils", "elles",
        "y", "été", "ete", "etait", "était", "lequel", "laquelle",
    },
    "en": {
        "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "many",
        "much", "did", "do", "does", "was", "were", "is", "are", "has", "have", "had", "s",
    },
}  # fmt: skip
_STEMMERS = {"fr": "french", "en": "english"}
_EXACT_WEIGHT = 0.5
_HEAP_BYTES = 50_000_000
_GAP = "¶"
"""Parts title and text, so that no phrase runs from one into the other; never a word."""

Rows = NDArray[np.int64]
Forms = frozenset[tuple[str, str]]
"""The fields and tokens under which a word is indexed."""


class LexicalIndex:
    """Read access to a folder `lexical/` that stays as it is; for use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _lockable(path) as place:
            index = Index.open(str(place))
            self._schema, self._searcher = index.schema, index.searcher()
        self._analyzers = _analyzers()
        self.forms = lru_cache(maxsize=65536)(self._forms)

    def search(
        self, question: str, language: Language, k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` best rows by BM25, best first.

        Args:
            question: Any text; it has no query syntax.
            language: Language of the question.
            k: How many to return; fewer come back when fewer share a word.
            mask: Rows where it is false are passed over.

        Raises:
            IndexDamagedError: If the files cannot be read.
        """
        query = self._query(question, language)
        limit = k if mask is None else 4 * k
        while True:
            rows, scores = self._best(query, limit)
            kept = np.arange(len(rows)) if mask is None else np.flatnonzero(mask[rows])
            if len(kept) >= k or len(rows) < limit:
                best = kept[:k]
                return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))
            limit *= 8

    def scores(self, question: str, language: Language) -> NDArray[np.float64]:
        """The BM25 of every row, 0 for those that share no word with the question."""
        size = max(1, self._searcher.num_docs)
        rows, found = self._best(self._query(question, language), size)
        scores = np.zeros(size, dtype=np.float64)
        scores[rows] = found
        return scores

    def with_phrase(self, words: Sequence[str]) -> Rows:
        """Rows whose title or text has these folded words one after the other."""
        if len(words) == 1:
            return self._all(Query.term_query(self._schema, "words", words[0], "freq"))
        return self._all(Query.phrase_query(self._schema, "words", list(words)))

    def with_word(self, word: str) -> Rows:
        """Rows that have a word, in any of its forms; stop words count only as they are."""
        forms = self.forms(word)
        if not forms:
            return self.with_phrase(words_in(word))
        queries = [Query.term_query(self._schema, *form, "freq") for form in forms]
        return self._all(Query.boolean_query([(Occur.Should, query) for query in queries]))

    def _forms(self, word: str) -> Forms:
        """The fields and tokens that a word is indexed under; none for a stop word."""
        text = normalise(word)
        if not self._analyzers["exact"].analyze(text):
            return frozenset()
        return frozenset(
            (field, token)
            for field, analyzer in self._analyzers.items()
            for token in analyzer.analyze(text)
        ) | {("words", folded) for folded in words_in(word)}

    def _all(self, query: Query) -> Rows:
        """All rows that match a query."""
        rows, _ = self._best(query, max(1, self._searcher.num_docs))
        return rows

    def _best(self, query: Query, limit: int) -> tuple[Rows, NDArray[np.float64]]:
        """The best rows and their scores, whatever the mask says."""
        try:
            found = self._searcher.search(query, limit=limit, count=False).hits
            rows = self._searcher.fast_field_values("row", [address for _, address in found])
        except ValueError as error:
            raise IndexDamagedError(self._path, "index.damaged") from error
        scores = np.array([score for score, _ in found], dtype=np.float64)
        return np.array(rows, dtype=np.int64), scores

    def _query(self, question: str, language: Language) -> Query:
        """Any of the question's words; a name or number counts in any language."""
        text = normalise(question)
        words = [
            (field, token, weight)
            for field, weight in ((language, 1.0), ("exact", _EXACT_WEIGHT))
            for token in dict.fromkeys(self._analyzers[field].analyze(text))
        ]
        return Query.boolean_query(
            [
                (
                    Occur.Should,
                    Query.boost_query(Query.term_query(self._schema, field, token, "freq"), weight),
                )
                for field, token, weight in words
            ]
        )


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
        for field, analyzer in _analyzers().items():
            index.register_tokenizer(f"qa_{field}", analyzer)
        self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, row: int, title: str, text: str, language: Language) -> None:
        """Append the words of a passage, and of the title of its article."""
        words = normalise(f"{title}\n{text}")
        document = Document()
        document.add_unsigned("row", row)
        document.add_text("exact", words)
        document.add_text(language, words)
        document.add_text("words", " ".join([*words_in(title), _GAP, *words_in(text)]))
        with _system_errors():
            self._writer.add_document(document)

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Commit, unless the block failed; OSError if that cannot be written."""
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
    for field in ("exact", *_STEMMERS):
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


def normalise(text: str) -> str:
    """Text as it is analysed: 6.846 and 6 846 are one number, U.N. is UN, é is one character."""
    whole = without_stops(unicodedata.normalize("NFC", text))
    return _GROUPS.sub(lambda number: number[0].replace(number[1], ""), whole)


def _analyzers() -> dict[str, TextAnalyzer]:
    analyzers = {"exact": _analyzer([*_STEMMERS])}
    return analyzers | {language: _analyzer([language], stem=True) for language in _STEMMERS}


def _analyzer(languages: list[str], *, stem: bool = False) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD)).filter(Filter.lowercase())
    for language in languages:
        builder = builder.filter(Filter.stopword(_STEMMERS[language]))
        builder = builder.filter(Filter.custom_stopword(sorted(_QUESTION_WORDS[language])))
    builder = builder.filter(Filter.custom_stopword(sorted(_ELISION)))
    if stem:  # before folding: the stemmers know accents
        builder = builder.filter(Filter.stemmer(_STEMMERS[languages[0]]))
    return builder.filter(Filter.ascii_fold()).build()
