"""The article of a PDF: title, text, pages, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from qa.corpus.draft import Draft
from qa.corpus.files import File
from qa.corpus.readers.pdf.extraction import UNKNOWN, Page, extract
from qa.corpus.readers.pdf.furniture import body_size, without_furniture
from qa.corpus.readers.pdf.headline import take_headline
from qa.corpus.readers.pdf.layout import Line, Row, lines_of
from qa.corpus.readers.pdf.limits import inflates_too_far
from qa.corpus.readers.pdf.paragraphs import joined
from qa.errors import ReadError

_MOST_UNKNOWN = 0.05


def read_article(file: File) -> Draft:
    """The article, without the pages that cannot be read, which are named.

    Raises:
        ReadError: If none can be read, or the file is larger than may be when it is unpacked.
    """
    if inflates_too_far(file.data):
        raise file.too_large()
    named, pages = extract(file)
    rows = without_furniture(pages)
    unreadable = [number for number, page in enumerate(rows, 1) if _is_unreadable(page)]
    lines = [
        [] if number in unreadable else lines_of(list(chain(*page)), pages[number - 1].rules)
        for number, page in enumerate(rows, 1)
    ]
    if not any(lines):
        raise file.error("pdf.no_letters" if unreadable else "pdf.no_text")
    title = _without_title(lines, named, pages)
    text, starts = joined(lines)
    scanned = [n for n, page in enumerate(pages, 1) if not rows[n - 1] and page.drawn]
    damaged = [n for n, page in enumerate(lines, 1) if any(UNKNOWN in line.text for line in page)]
    problems = (
        *_problem(file, "pdf.pages_scanned", scanned),
        *_problem(file, "pdf.pages_no_letters", unreadable),
        *_problem(file, "pdf.some_letters", damaged),
    )
    return Draft(text=text, title=title, pages=starts, problems=problems)


def _without_title(lines: list[list[Line]], named: str | None, pages: Sequence[Page]) -> str | None:
    """The title, whose lines are taken out of the first page with text."""
    first = next(index for index, page in enumerate(lines) if page)
    size = body_size([word for page in pages for word in page.words])
    title, lines[first] = take_headline(lines[first], named, size)
    return title


def _is_unreadable(rows: Sequence[Row]) -> bool:
    """Whether letters are missing in so many words that a page is better not quoted."""
    words = [word.text for row in rows for word in row if any(map(_is_letter, word.text))]
    return sum(UNKNOWN in word for word in words) > _MOST_UNKNOWN * len(words)


def _is_letter(char: str) -> bool:
    return char.isalpha() or char == UNKNOWN


def _problem(file: File, code: str, pages: Sequence[int]) -> Iterator[ReadError]:
    if pages:
        yield file.error(code, pages=ranges(pages), count=len(pages))


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order with runs made short: 2, 4–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
