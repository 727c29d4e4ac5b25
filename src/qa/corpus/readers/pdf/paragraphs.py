"""Lines → paragraphs with a blank line between them, over columns and pages."""

from __future__ import annotations

from collections.abc import Sequence

from qa.corpus.readers.pdf.furniture import SENTENCE_END
from qa.corpus.readers.pdf.hyphens import Hyphens
from qa.corpus.readers.pdf.layout import Line

_SHORT = 0.8
_INDENT = 0.8
_FAR = 1.35
_OTHER_SIZE = 0.08
_BULLETS = "•‣▪◦●■"
_OPENING = "«“\"'‘(["


def joined(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and where in it each page begins."""
    hyphens = Hyphens(line.text for page in pages for line in page)
    parts: list[str] = []
    starts: list[int] = []
    length, before = 0, None
    for number, line in ((n, line) for n, page in enumerate(pages, 1) for line in page):
        if before and begins_paragraph(before, line):
            between = "\n\n"
        elif before:
            whole = parts.pop()
            end, between = hyphens.join(whole, line.text)
            parts.append(end)
            length += len(end) - len(whole)
        else:
            between = ""
        length += len(between)
        # Pages without text, too, begin where the next text does.
        starts += [length] * (number - len(starts))
        parts += [between, line.text]
        length += len(line.text)
        before = line
    return "".join(parts), (*starts, *[length] * (len(pages) - len(starts)))


def begins_paragraph(before: Line, line: Line) -> bool:
    """Whether a line is the first of a paragraph."""
    if before.whole or line.whole or line.text[0] in _BULLETS:
        return True
    unfinished = not SENTENCE_END.search(before.text)
    if unfinished and line.text.lstrip(_OPENING)[:1].islower():
        return False
    if _differs(before, line):
        return True
    short = before.right < before.start + _SHORT * (before.end - before.start)
    if not _is_below(before, line):
        return short or not unfinished
    far = before.y - line.y > _FAR * line.leading
    indented = line.left > line.start + _INDENT * line.size
    return far or (not unfinished and (short or indented))


def _differs(before: Line, line: Line) -> bool:
    """Whether two lines are set differently, as a heading and its text are."""
    other_size = abs(before.size - line.size) > _OTHER_SIZE * max(before.size, line.size)
    return other_size or before.bold != line.bold


def _is_below(before: Line, line: Line) -> bool:
    """Whether a line follows in the same column of the same page."""
    return (before.start, before.end) == (line.start, line.end) and line.y < before.y
