"""Files → Articles.

`read_corpus` walks a folder, `read_file` reads one file, `formats` names what can be read.
What cannot be read is yielded as a `FailedFile` that says why and what to do; the rest goes
on. The formats themselves are modules of `qa.corpus.readers`.

This stage knows nothing about passages, indexes or the network.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qa.corpus import archives
from qa.corpus.draft import Draft, finish, foreign
from qa.corpus.exhausted import reason_of
from qa.corpus.feeds.parse import ParsedFeed, parse_feed
from qa.corpus.files import File, Stamp, inflated, load
from qa.corpus.hidden import Hidden
from qa.corpus.known import Known, reading
from qa.corpus.outlets import NAMES_FILE
from qa.corpus.process import ReadLimits, read_apart
from qa.corpus.readers import ARCHIVES, PARTS, READERS, SHOWN
from qa.corpus.roots import Roots
from qa.corpus.versions import Read, Replaced, Versions
from qa.errors import FailedFile, PlaceError, ReadError, cause
from qa.types import Article

if TYPE_CHECKING:
    from qa.corpus.fetch import Reply

__all__ = [
    "ReadLimits",
    "Replaced",
    "feed_here",
    "formats",
    "is_article",
    "read_corpus",
    "read_file",
    "read_here",
    "reading",
    "size_limit",
    "unknown_format",
]

_LOG = logging.getLogger(__name__)
_NOT_ARTICLES = frozenset({"readme", "license"})
_NAMED_SO = frozenset({"questions.jsonl", NAMES_FILE})
_MOST_FAILURES = 1000
"""How many failures of one file are listed."""

_LEAST_ARTICLES = 10_000
_BYTES_PER_ARTICLE = 100
"""How many articles of one file are taken follows from the largest size of a file, but not less."""

_DEEPEST = 3
"""How many files a file may be in: a text attached to a mail in an archive is in two."""


def formats() -> tuple[str, ...]:
    """The suffixes that can be read, `.gz` variants included."""
    return (*READERS, *(f"{suffix}.gz" for suffix in READERS), *ARCHIVES, ".tar.gz")


def size_limit(name: str, max_bytes: int) -> int:
    """How large a file of this name may be: an archive may be larger than what is in it."""
    return max_bytes * archives.LARGER if _suffix(name) in ARCHIVES else max_bytes


def read_corpus(
    root: Path | Roots,
    *,
    max_bytes: int,
    limits: ReadLimits | None = None,
    known: Known | None = None,
) -> Iterator[Article | FailedFile]:
    """Read all articles below a folder, or of a single file, in the order of their paths.

    Hidden files and folders, files named README or LICENSE (with any suffix, in any case) and
    `questions.jsonl` and `sources.toml` are not articles and are passed over. Of articles with one
    address the newest is used (see `qa.corpus.versions`); if another was yielded before, a
    `Replaced` says so. Of two articles with another identity in common the first is used.

    Args:
        root: A folder, which is walked recursively, or a file; or both folders of a collection.
        max_bytes: Largest file that is read, before and after decompression.
        limits: What reading a file may take; it is then read in another process. Unset: in this
            one, without limits.
        known: What was found before in files that may be unchanged.

    Raises:
        ReadError: If `root` does not exist or may not be read.
    """
    roots = root if isinstance(root, Roots) else Roots(root)
    _check(roots)
    return _newest(_shown(_read_all(roots, max_bytes, limits, known), roots.hidden))


def _newest(results: Iterator[Read | FailedFile]) -> Iterator[Article | FailedFile]:
    versions = Versions()
    for found in results:
        if isinstance(found, Read):
            yield from versions.add(found)
        else:
            yield found


def read_file(
    path: Path, *, name: str, max_bytes: int, limits: ReadLimits | None = None
) -> Iterator[Article | FailedFile]:
    """Read one file; its path in the corpus is `name`, the identity of what has no URL."""
    for found in _read(path.resolve(), name, max_bytes, limits):
        yield found.article if isinstance(found, Read) else found


def _check(roots: Roots) -> None:
    try:
        for folder in filter(None, (roots.corpus, roots.own)):
            if folder.is_dir():
                os.scandir(folder).close()
        exists = roots.corpus.exists() or bool(roots.own and roots.own.is_dir())
    except OSError as error:
        raise ReadError(roots.corpus, "folder.unreadable", why=cause(error)) from error
    if not exists:
        raise ReadError(roots.corpus, "corpus.missing")


def _read(
    path: Path, name: str, max_bytes: int, limits: ReadLimits | None
) -> Iterator[Read | FailedFile]:
    if limits:
        return read_apart(path, name, max_bytes, limits)
    return read_here(path, name, max_bytes)


def _read_all(
    roots: Roots, max_bytes: int, limits: ReadLimits | None, known: Known | None
) -> Iterator[Read | FailedFile]:
    for name, found in roots.walk():
        if isinstance(found, FailedFile):
            yield found
        elif found == roots.corpus.resolve() or is_article(name):
            before = known and known.find(found, name)
            results = before or _read(found, name, max_bytes, limits)
            yield from known.noted(name, results) if known and not before else results


def _shown(
    results: Iterator[Read | FailedFile], hidden: Hidden | None
) -> Iterator[Read | FailedFile]:
    """What is not left out."""
    entries = hidden.all() if hidden else []
    skipped = {entry.path for entry in entries if entry.id is None}
    by_id = {entry.id: entry for entry in entries}
    for found in results:
        if isinstance(found, FailedFile):
            if found.path not in skipped:
                yield found
        elif not (entry := by_id.get(found.article.id)) or not entry.covers(found.article):
            yield found


def is_article(name: str) -> bool:
    """Whether a file of this name may hold articles: a README and `questions.jsonl` do not."""
    base = name.rpartition("/")[2]
    return base not in _NAMED_SO and base.partition(".")[0].lower() not in _NOT_ARTICLES


def read_here(path: Path, name: str, max_bytes: int) -> Iterator[Read | FailedFile]:
    """What is in a file; whatever happens while it is read is a failure of this file alone."""
    if _suffix(name) not in READERS.keys() | ARCHIVES.keys():
        yield FailedFile.of(unknown_format(name))
        return
    try:
        file = load(path, name=name, max_bytes=size_limit(name, max_bytes))
        most = max(_LEAST_ARTICLES, file.max_bytes // _BYTES_PER_ARTICLE)
        yield from _counted(_articles(file, file.stamp, _DEEPEST), name, most)
    except Exception as error:  # noqa: BLE001 - what a library raises must not end the build
        yield FailedFile.of(_reason(error, name))


def feed_here(reply: Reply) -> ParsedFeed | FailedFile:
    """What is in a feed, or why it cannot be read."""
    try:
        return parse_feed(reply)
    except Exception as error:  # noqa: BLE001 - what a library raises must not end the process
        return FailedFile.of(_reason(error, reply.url))


def _reason(error: Exception, name: str) -> PlaceError:
    """Why a file cannot be read, of which something was raised."""
    if code := reason_of(error):
        return ReadError(name, code)
    if isinstance(error, PlaceError):
        return error
    _LOG.error("%s cannot be read", name, exc_info=error)
    return ReadError(name, "file.unexpected")


def _counted(
    results: Iterator[Read | FailedFile], name: str, most: int
) -> Iterator[Read | FailedFile]:
    """What is in a file; of failures beyond those that anybody reads only how many there are.

    Args:
        results: What is in it.
        name: Its name.
        most: Articles that are taken of it: millions of tiny rows would take days to index.
    """
    articles = failures = 0
    for found in results:
        articles += isinstance(found, Read)
        failures += isinstance(found, FailedFile)
        if articles > most:
            yield FailedFile.of(ReadError(name, "file.articles", most=most), kept=True)
            break
        if isinstance(found, Read) or failures <= _MOST_FAILURES:
            yield found
    if not articles + failures and _suffix(name) not in ARCHIVES:  # a table of no rows
        yield FailedFile.of(ReadError(name, "file.no_text"))
    if failures > _MOST_FAILURES:
        yield FailedFile.of(ReadError(name, "file.more", more=failures - _MOST_FAILURES))


def _articles(file: File, stamp: Stamp | None, depth: int) -> Iterator[Read | FailedFile]:
    """What is in a file, and in the files in it: archives and mails hold others."""
    suffix = _suffix(file.name)
    for draft in READERS[suffix](file) if suffix in READERS else ():
        yield from _finished(draft, file, stamp)
    for part in PARTS[suffix](file) if suffix in PARTS else ():
        is_kept = suffix in READERS
        try:
            yield from _part(part, stamp, depth - 1)
        except ReadError as error:
            yield FailedFile.of(_reason(error, error.path), kept=is_kept)


def _part(part: File | ReadError, stamp: Stamp | None, depth: int) -> Iterator[Read | FailedFile]:
    if isinstance(part, ReadError):
        raise part
    if not is_article(part.name):
        return
    if _suffix(part.name) in ARCHIVES or depth < 0:
        raise part.error("archive.nested")
    if _suffix(part.name) not in READERS:
        raise unknown_format(part.name)
    yield from _articles(inflated(part), stamp, depth)


def unknown_format(name: str) -> ReadError:
    """The failure of a file whose name does not end like one of a format that is read."""
    suffix, known = _suffix(name), ", ".join(SHOWN.split())
    if not suffix:
        return ReadError(name, "file.no_format", formats=known)
    return ReadError(name, "file.format", suffix=suffix, formats=known)


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def _finished(
    draft: Draft | ReadError, file: File, stamp: Stamp | None
) -> Iterator[Read | FailedFile]:
    """The article of a draft and what it lacks, or why there is none."""
    if isinstance(draft, ReadError):
        yield FailedFile.of(draft)
        return
    try:
        article = finish(draft, file)
        yield Read(article, file.place(draft.line), draft.updated, stamp)
        problems = (*draft.problems, *foreign(article.text, file, draft.line))
        yield from (FailedFile.of(problem, kept=True) for problem in problems)
    except ReadError as error:
        yield FailedFile.of(error)
