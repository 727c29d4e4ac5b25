"""Files → Articles.

`read_corpus` walks a folder, `read_file` reads one file, `formats` names what can be read.
What cannot be read is yielded as a `FailedFile` that says why and what to do; the rest goes
on. The formats themselves are modules of `qa.corpus.readers`.

This stage knows nothing about passages, indexes or the network.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from qa.corpus.draft import Draft, finish, foreign
from qa.corpus.files import File, load
from qa.corpus.readers import READERS
from qa.corpus.walk import path_name, walk
from qa.errors import FailedFile, ReadError, cause
from qa.phrases import PhraseValue
from qa.types import Article

__all__ = ["formats", "is_article", "read_corpus", "read_file", "unknown_format"]

_NOT_ARTICLES = frozenset({"readme", "license"})
_QUESTIONS = "questions.jsonl"


def formats() -> tuple[str, ...]:
    """The suffixes that can be read, `.gz` variants included."""
    return (*READERS, *(f"{suffix}.gz" for suffix in READERS))


def read_corpus(root: Path, *, max_bytes: int) -> Iterator[Article | FailedFile]:
    """Read all articles below a folder, or of a single file, in the order of their paths.

    Hidden files and folders, files named README or LICENSE (with any suffix, in any case) and
    `questions.jsonl` are not articles and are passed over. Of two articles with one identity
    the first is kept and the second is a `FailedFile`.

    Args:
        root: A folder, which is walked recursively, or a file.
        max_bytes: Largest file that is read, before and after decompression.

    Raises:
        ReadError: If `root` does not exist or may not be read.
    """
    _check(root)
    return _unique(_read_all(root, max_bytes))


def read_file(path: Path, *, name: str, max_bytes: int) -> Iterator[Article | FailedFile]:
    """Read one file; its path in the corpus is `name`, the identity of what has no URL."""
    return (result for _, result in _read(path, name, max_bytes))


def _check(root: Path) -> None:
    try:
        if root.is_dir():
            os.scandir(root).close()
        exists = root.exists()
    except OSError as error:
        raise ReadError(root, "folder.unreadable", why=cause(error)) from error
    if not exists:
        raise ReadError(root, "corpus.missing")


_Placed = tuple[str, Article | FailedFile]
"""A result and where it comes from: the path, with the line in a table."""


def _read_all(root: Path, max_bytes: int) -> Iterator[_Placed]:
    if not root.is_dir():
        yield from _read(root, path_name(Path(root.name)), max_bytes)
        return
    for name, found in walk(root):
        if isinstance(found, FailedFile):
            yield name, found
        elif is_article(name):
            yield from _read(found, name, max_bytes)


def is_article(name: str) -> bool:
    """Whether a file of this name may hold articles: a README and `questions.jsonl` do not."""
    base = name.rpartition("/")[2]
    return base != _QUESTIONS and base.partition(".")[0].lower() not in _NOT_ARTICLES


def _unique(results: Iterator[_Placed]) -> Iterator[Article | FailedFile]:
    first: dict[str, str] = {}
    for place, result in results:
        if isinstance(result, Article) and first.setdefault(result.id, place) != place:
            values: dict[str, PhraseValue] = {"other": first[result.id], "id": result.id}
            yield FailedFile(path=place, code="file.duplicate", values=values)
        else:
            yield result


def _read(path: Path, name: str, max_bytes: int) -> Iterator[_Placed]:
    try:
        read = READERS.get(_suffix(name))
        if read is None:
            raise unknown_format(name)
        file = load(path, name=name, max_bytes=max_bytes)
        for draft in read(file):
            yield from _finished(draft, file)
    except ReadError as error:
        yield _failed(error)


def unknown_format(name: str) -> ReadError:
    """The failure of a file whose name does not end like one of a format that is read."""
    suffix, known = _suffix(name), ", ".join(READERS)
    if not suffix:
        return ReadError(name, "file.no_format", formats=known)
    return ReadError(name, "file.format", suffix=suffix, formats=known)


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def _finished(draft: Draft | ReadError, file: File) -> Iterator[_Placed]:
    """The article of a draft and what it lacks, or why there is none."""
    if isinstance(draft, ReadError):
        yield _failed(draft)
        return
    try:
        article = finish(draft, file)
        yield file.place(draft.line), article
        problems = (*draft.problems, *foreign(article.text, file, draft.line))
        yield from (_failed(problem, kept=True) for problem in problems)
    except ReadError as error:
        yield _failed(error)


def _failed(error: ReadError, *, kept: bool = False) -> _Placed:
    return error.path, FailedFile.of(error, kept=kept)
