"""What a format module delivers, and how that becomes an `Article`.

A format module only finds text and fields in a file. Identity, source, language, the
date in the address and the clean-up of the text are decided here, once for all formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from qa.corpus.files import File
from qa.corpus.grids import without_rules
from qa.corpus.lines import unwrapped
from qa.corpus.published import date_in_url
from qa.corpus.text import normalise, one_line
from qa.errors import ReadError
from qa.types import Article, Language

_TITLE_CHARS = 300
_ROW_TITLE_CHARS = 80
_LONGEST_URL = 2000
"""An address is a part of each passage's id; browsers take none that is longer."""

_LONGEST_NAME = 200
"""Characters of a source, and of a row's id."""

_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("fr", "fra", "fre", "french", "français", "francais"), "fr"),
    **dict.fromkeys(("en", "eng", "english", "anglais"), "en"),
}
# Nothing, a browser's text highlight, and the tracking mark of French news sites: these
# never name another page. Any other fragment may.
_EMPTY_FRAGMENT = re.compile(r"#(?::~:.*|xtor=.*)?$")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One article as found in a file.

    Attributes:
        text: The body, not yet normalised.
        published: A partial ISO date (see `qa.corpus.published`).
        updated: A partial ISO date, of the last change.
        language: As the file says it, in any spelling.
        row: In a table, the row's own id.
        line: In a table, the line on which the row starts.
        part: In a file of several articles without lines, which this is.
        pages: Where in `text` each page begins, in formats that have pages.
        problems: What could not be read and is missing in the article, which is kept.
    """

    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    row: str | None = None
    line: int | None = None
    part: str | None = None
    pages: tuple[int, ...] = ()
    problems: tuple[ReadError, ...] = ()


Read = Callable[["File"], Iterator[Draft | ReadError]]
"""Yields drafts and broken rows in file order; raises `ReadError` if the whole file is broken."""


def finish(draft: Draft, file: File) -> Article:
    """The article that a draft becomes; a ReadError is raised if it has no text."""
    text = unwrapped(without_rules(normalise(draft.text)))
    if not any(char.isalnum() for char in text):
        raise file.error("file.no_text", at=draft.line)
    url = clean_url(draft.url)
    source = _shorten(one_line(draft.source or ""), _LONGEST_NAME)
    return Article(
        id=url or _path_id(draft, file),
        path=file.name,
        title=_title(draft, file, text),
        text=text,
        pages=_pages(draft, text),
        url=url,
        source=source or (url and _host(url)) or None,
        published=draft.published or (date_in_url(url) if url else None),
        language=language_of(draft.language, text),
    )


def _pages(draft: Draft, text: str) -> tuple[int, ...]:
    """Where each page begins in the text that the draft's became."""
    if text == draft.text:
        return draft.pages
    return tuple(min(len(normalise(draft.text[:start])), len(text)) for start in draft.pages)


def clean_url(found: str | None) -> str | None:
    """The address without what cannot matter; None if it is no http(s) address."""
    url = _EMPTY_FRAGMENT.sub("", normalise(found or ""))
    if len(url) > _LONGEST_URL or any(char.isspace() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return url


def without_title(text: str, title: str | None) -> str:
    """The body without a first paragraph that only repeats the title."""
    first, _, rest = text.strip().partition("\n\n")
    return rest if title and rest and one_line(first) == one_line(title) else text


def _path_id(draft: Draft, file: File) -> str:
    if draft.line is None:
        return f"{file.name}#{draft.part}" if draft.part else file.name
    row = one_line(draft.row or "")
    # Cut, two ids could be the same.
    return f"{file.name}#{row if 0 < len(row) <= _LONGEST_NAME else draft.line}"


def _title(draft: Draft, file: File, text: str) -> str:
    title = one_line(draft.title or "")
    if title:
        return _shorten(title, _TITLE_CHARS)
    if draft.line is not None:
        return _shorten(one_line(text), _ROW_TITLE_CHARS)
    return one_line(re.sub(r"[-_]+", " ", file.stem)) or file.name


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def language_of(declared: str | None, text: str) -> Language:
    """The language that a file says it is in, if it is a known one; else the text's own."""
    known = _LANGUAGES.get(re.split("[-_]", (declared or "").strip().lower())[0])
    if known:
        return known
    # Late: the detector loads a model, which files that say their language do not need.
    from qa.lang.detect import detect_language

    return detect_language(text)


def foreign(text: str, file: File, line: int | None) -> Iterator[ReadError]:
    """That a text is in neither of the two languages, if it is not."""
    from qa.lang.detect import foreign_language

    if code := foreign_language(text):
        yield file.error("file.foreign", at=line, language=code)
