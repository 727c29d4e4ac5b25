"""The headline of an article: what is set larger or apart at the head of its first page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from qa.corpus.readers.pdf.furniture import SENTENCE_END
from qa.corpus.readers.pdf.layout import Line
from qa.corpus.readers.pdf.paragraphs import begins_paragraph
from qa.corpus.text import one_line

_LARGE = 1.15
_SAME_SIZE = 0.08
_LINES = 4
_INITIAL = 2
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST = 200
_HEAD = 12
# What programs put where a title should be: their own names, placeholders, names of files.
_NO_TITLE = re.compile(
    r"(?:untitled|sans titre|unknown|anonymous|microsoft|adobe|(?:pr[ée]sentation )?powerpoint"
    r"|(?:new|nouveau) document|about:blank|https?:).*"
    r"|(?:layout|mise en page|document|page|slide|diapositive|scan|print|image|sheet|feuil)[\W\d_]*"
    r"|.*\.(?:docx?|odt|rtf|txt|pdf|html?|indd|qxd|pptx?|odp|xlsx?|tex|dvi|ps)"
    r"|(?=[\w.-]*?[_\d])[\w.-]++|\W*",
    re.IGNORECASE,
)


def take_headline(
    lines: Sequence[Line], named: str | None, size: float
) -> tuple[str | None, list[Line]]:
    """The title of an article, and the lines of its first page without it.

    Args:
        lines: Of the first page that has any.
        named: The title that the file says it has.
        size: The size in which the text is set.
    """
    name = one_line(named or "")
    name = "" if _NO_TITLE.fullmatch(name) else name
    first, last = _named(lines, name) or _large(lines, size) or (0, 0)
    if first == last and not _is_about(lines, name):
        last = _set_apart(lines)
    if last - first == len(lines):
        return name or None, list(lines)
    headline = one_line(" ".join(line.text for line in lines[first:last]))
    if not headline or headline.casefold() == name.casefold():
        headline = name
    return headline or None, [*lines[:first], *lines[last:]]


def _named(lines: Sequence[Line], name: str) -> tuple[int, int] | None:
    """The lines that say what the file is named."""
    for first in range(min(_HEAD, len(lines))):
        for last in range(first + 1, min(first + _LINES, len(lines)) + 1):
            said = one_line(" ".join(line.text for line in lines[first:last]))
            if name and said.casefold() == name.casefold():
                return first, last
    return None


def _large(lines: Sequence[Line], size: float) -> tuple[int, int] | None:
    """The lines in the largest letters."""
    largest = max((line.size for line in lines if _is_worded(line)), default=0)
    if largest < _LARGE * size:
        return None
    first = next(n for n, line in enumerate(lines) if line.size == largest and _is_worded(line))
    run = takewhile(
        lambda line: abs(line.size - largest) < _SAME_SIZE * largest,
        lines[first : first + _LINES],
    )
    last = first + len(list(run))
    if any(_YEAR.search(line.text) and line.size < largest for line in lines[last : last + 2]):
        # The name of a newspaper stands over the day of its issue, and the headline below.
        below = _large(lines[last:], size)
        return (last + below[0], last + below[1]) if below else (first, last)
    return first, last


def _is_worded(line: Line) -> bool:
    """Whether a line has a word, and is no ornament or initial."""
    return sum(map(str.isalpha, line.text)) > _INITIAL


def _is_about(lines: Sequence[Line], name: str) -> bool:
    """Whether the text has most words of a name, so that this is no placeholder."""
    said = " ".join(line.text for line in lines).casefold()
    words = re.findall(r"\w{3,}", name.casefold())
    return bool(words) and 2 * sum(word in said for word in words) > len(words)


def _set_apart(lines: Sequence[Line]) -> int:
    """Where a first paragraph ends that is short and no sentence, if the text begins so."""
    breaks = (n for n in range(1, len(lines)) if begins_paragraph(lines[n - 1], lines[n]))
    last = next(breaks, len(lines))
    said = " ".join(line.text for line in lines[:last])
    if last == len(lines) or len(said) > _LONGEST or lines[0].whole:
        return 0
    return 0 if SENTENCE_END.search(said) or said.endswith((",", ";", ":")) else last
