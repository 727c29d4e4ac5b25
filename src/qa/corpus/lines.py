"""Lines that were only wrapped at a margin, joined again.

Whether a line goes on is decided by the shape of the text. Where a line ends inside a sentence and
the next one begins small, the two were one; how far such lines reach shows the margin. A line that
stops well before it was ended on purpose: in verses, lists, addresses, minutes and headlines.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

_MARGIN = range(40, 121)
"""Characters of the longest line of a block that was wrapped."""

_RAGGED = 0.8
"""How much of the margin a wrapped line reaches, counted with the word that did not fit."""

_OUTLIERS = 0.1
"""Share of the lines of wrapped prose that go on but stop well before the margin."""

_LEAST_OPEN = 0.5
"""Share of the lines of wrapped prose that end at no mark; of verses and lists, fewer do."""

_FEW = 4
"""Lines of which too little is known for such shares."""

_NO_ROOM = 0.96
"""How much of the margin such a line reaches."""

_LEAST_SMALL = 0.4
"""Share of the lines of wrapped prose that begin small, behind a line that ended at no mark."""

_HYPHENS = 0.1
"""Share of wrapped lines that end in a hyphen from which on words are hyphenated in a text."""

_MARKED = re.compile(r"[.,;:!?…][\"'’”»)\]]*$")
_ENDED = re.compile(r"[.;:!?…]\s?[\"'’”»)\]]*$")
_LONGEST_END = 10
"""Characters at the end of a line among which its last mark is."""

_SMALL = re.compile(r"\s*(?!\S*(?:@|://|www\.))[(\[«“\"'‘]?\s?[^\W\d_A-ZÀ-ÖØ-ÞŒ]")
_ITEM = re.compile(r"\s*(?:[-–—*•·▪◦‣+]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s")
_LABEL = re.compile(r"\s*[A-ZÀ-Ý\d][^\s:]*(?: [^\s:]+){0,3} ?:(?: |$)")
_TABULAR = re.compile(r"\S(?:\t| {3})\s*+\S|\|.*\|")
_QUOTED = re.compile(r"^(?:>[ ]?)+", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n")
_WORD = re.compile(r"\w+(?:-\w+)*")
_LAST_PART = re.compile(r"(?<!\w)(\w+)-$")
_FIRST_PART = re.compile(r"\s*(\w+)")


def unwrapped(text: str) -> str:
    """A normalised text whose wrapped lines are joined; others stay as they are."""
    if len(_QUOTED.findall(text)) > 1:
        text = _QUOTED.sub("", text)
    text = " " * _first_indent(text) + text
    blocks = [_Block(block.split("\n")) for block in _BLANK.split(text)]
    sample = max(blocks, key=lambda block: len(block.certain) if block.is_wrapped else 0)
    if not sample.is_wrapped:
        return text.lstrip()
    words = _Words(text, [line for block in blocks if block.is_wrapped for line in block.lines])
    return "\n\n".join(block.joined(sample, words) for block in blocks).lstrip()


def _first_indent(text: str) -> int:
    """How far the other paragraphs are indented, where the first one has lost that."""
    pairs = pairwise(text.split("\n"))
    return min(
        (_indent(below) for above, below in pairs if _indent(below) > _indent(above)), default=0
    )


class _Pair:
    """A line and the one below it; a long mail has hundreds of thousands, each looked at once.

    Attributes:
        may_join: Whether nothing in the lines themselves says that they are apart.
        is_certain: Whether a sentence runs on from one to the other.
    """

    __slots__ = ("is_certain", "line", "may_join", "next")

    def __init__(self, line: str, below: str) -> None:
        self.line = line
        self.next = below
        self.may_join = len(line) < _MARGIN.stop and bool(below.strip()) and not self._is_apart()
        ended = self.may_join and _ENDED.search(line[-_LONGEST_END:])
        self.is_certain = self.may_join and not ended and bool(_SMALL.match(below))

    def _is_apart(self) -> bool:
        return _is_tabular(self.line) or _is_tabular(self.next) or bool(_ITEM.match(self.next))

    @property
    def reach(self) -> int:
        """How long the line would be with the first word of the next one."""
        return len(self.line) + 1 + len(self.next.split(maxsplit=1)[0])

    @property
    def is_indented(self) -> bool:
        """Whether the second begins a paragraph by standing further right."""
        return _indent(self.next) > _indent(self.line) and not _ITEM.match(self.line)


class _Block:
    """Lines without a blank one between them."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = [line.rstrip() for line in lines]
        self._has_labels = bool(_LABEL.match(self.lines[0]))
        self.pairs = [_Pair(line, below) for line, below in pairwise(self.lines)]
        self.open = [pair for pair in self.pairs if self._may_join(pair)]
        self.certain = [pair for pair in self.open if pair.is_certain]
        self.margin = max((len(pair.line) for pair in self.open), default=0)

    def _may_join(self, pair: _Pair) -> bool:
        return pair.may_join and not (self._has_labels and _LABEL.match(pair.next))

    @cached_property
    def is_wrapped(self) -> bool:
        """Whether its lines end where there was no more room, and not where something ends."""
        if not self.certain or self.margin not in _MARGIN:
            return False
        if len(self.certain) - len(self._reaches) > _OUTLIERS * len(self.certain):
            return False
        inner = [pair for pair in self.open if not pair.is_indented]
        full = [pair for pair in inner if pair.reach >= _RAGGED * self.margin]
        unmarked = [pair for pair in full if not _MARKED.search(pair.line)]
        small = sum(pair.is_certain for pair in unmarked)
        if len(full) < _FEW:
            return min(self._reaches) >= _NO_ROOM * self.margin
        return len(unmarked) >= _LEAST_OPEN * len(full) and small >= _LEAST_SMALL * len(unmarked)

    @cached_property
    def full(self) -> int:
        """The least reach of a line that has no more room."""
        return min(self.margin + 1, *self._reaches)

    @cached_property
    def _reaches(self) -> list[int]:
        """How far the lines that go on reach, but for those that stop well before the margin."""
        reaches = (pair.reach for pair in self.certain)
        return [reach for reach in reaches if reach >= _RAGGED * self.margin]

    def joined(self, sample: _Block, words: _Words) -> str:
        """The block with its wrapped lines joined; one that shows too little is like the sample."""
        if not self.is_wrapped and any(pair.reach < sample.full for pair in self.certain):
            return "\n".join(self.lines)
        model = self if self.is_wrapped and len(self.certain) > 1 else sample
        begin, parts = self.lines[0], []
        for pair in self.pairs:
            ragged = pair.is_certain and pair.reach >= _RAGGED * model.margin
            full = self._may_join(pair) and pair.reach >= model.full and not pair.is_indented
            parts.append(words.joined(begin, pair.next) if ragged or full else f"{begin}\n")
            begin = pair.next.lstrip() if ragged or full else pair.next
        return "".join([*parts, begin])


class _Words:
    """The words of a text, which show whether a hyphen at the end of a line is a word's own."""

    def __init__(self, text: str, wrapped: list[str]) -> None:
        self._known = set(_WORD.findall(text))
        hyphens = sum(line.endswith("-") for line in wrapped)
        self._hyphenated = hyphens > 1 and hyphens >= _HYPHENS * len(wrapped)

    def joined(self, line: str, below: str) -> str:
        """A line as it goes on into the one below it."""
        first, second = _LAST_PART.search(line), _FIRST_PART.match(below)
        if not first or not second:
            return f"{line} "
        whole, apart = first[1] + second[1], f"{first[1]}-{second[1]}"
        is_cut = whole in self._known or (self._hyphenated and second[1][0].islower())
        return line[:-1] if is_cut and apart not in self._known else line


def _is_tabular(line: str) -> bool:
    """Whether a line has cells; the pattern is only tried where it can match."""
    may_be = "\t" in line or "   " in line or "|" in line
    return may_be and bool(_TABULAR.search(line))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
